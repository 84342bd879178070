"""What surrounds a change of position: what is said to have caused it and, apart from that, what else happened in its time.

Only the record says “because”: the note and the claims of the stance that first shows the new position. Events, and letters
that reached the participant, stand beside it as things of that time and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stances.dates import UncertainDate
from stances.record import Claim, Document, Event, Record, Stance
from stances.timeline import Change, Row


@dataclass(frozen=True, slots=True)
class Received:
    document: Document
    when: UncertainDate


@dataclass(frozen=True, slots=True)
class Occasion:
    """A change with the stances that first show the new position, their claims, and what happened meanwhile.

    `events` and `received` certainly began within the interval, which a change of unknown order does not have.
    """

    change: Change
    shown_by: tuple[Stance, ...]
    claims: tuple[Claim, ...]
    events: tuple[Event, ...] = ()
    received: tuple[Received, ...] = ()


def occasions(record: Record, row: Row) -> list[Occasion]:
    """The changes of a row, each with what is known about it."""
    return [_occasion(record, row.participant.slug, change) for change in row.changes]


def _occasion(record: Record, participant: str, change: Change) -> Occasion:
    first = min(s.when.earliest for s in change.new.stances)
    shown_by = tuple(s for s in change.new.stances if s.when.earliest == first)
    slugs = dict.fromkeys(c for stance in shown_by for c in stance.claims)
    claims = tuple(record.claims[slug] for slug in slugs if slug in record.claims)
    if not change.determined:
        return Occasion(change, shown_by, claims)
    return Occasion(
        change,
        shown_by,
        claims,
        events=tuple(e for e in record.events.values() if _begun_within(e.when, change)),
        received=tuple(_received(record, participant, change)),
    )


def _begun_within(when: UncertainDate, change: Change) -> bool:
    """An event's interval says how long it lasted, so it begins on its first day."""
    begun = when.earliest if when.is_interval and when.earliest > date.min else when.latest
    return change.start <= when.earliest and begun <= change.end


def _received(record: Record, participant: str, change: Change) -> Iterator[Received]:
    for document in record.documents.values():
        for receipt in document.received:
            when = receipt.when
            if receipt.by == participant and change.start <= when.earliest and when.latest <= change.end:
                yield Received(document, when)
