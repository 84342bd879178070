"""Changes of position: between which days, shown by what evidence, and what else happened in that time.

Reasons come only from the record: from the note and the claims of the stances that first show the new position. Events,
and documents that the participant received, are listed as things of that time and no more. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from stances.dates.uncertain import UncertainDate
from stances.record.entries import Claim, Document, Event, Participant, Stance
from stances.record.record import Record
from stances.timeline.cell_builder import CellBuilder
from stances.timeline.cells import HeldPosition
from stances.timeline.time_axis import describe_day


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A document and when a participant received it."""

    document: Document
    when: UncertainDate


@dataclass(frozen=True, slots=True)
class PositionChange:
    """A move from one position to another at some time from `start` to `end`.

    These are the latest day of the last evidence of the old position and the earliest of the first of the new. Where the
    dates overlap they are the widest days possible; if `after` does not give the order either, `determined` is false.
    `shown_by` are the stances that first show the new position, `claims` what they rest on. `events` certainly began, and
    `received` certainly arrived, within that time; both are empty if the order is unknown.
    """

    old: HeldPosition
    new: HeldPosition
    start: date
    end: date
    determined: bool
    text: str
    shown_by: tuple[Stance, ...] = ()
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()
    received: tuple[ReceivedDocument, ...] = ()

    @property
    def description(self) -> str:
        """What the record says of the change and, marked as such, what else happened in that time."""
        parts = [stance.note for stance in self.shown_by if stance.note]
        if self.claims:
            parts.append(f"Shown by: {'; '.join(claim.text for claim in self.claims)}")
        meanwhile = [f"{event.name}, {event.when.words(throughout=True)}" for event in self.events]
        meanwhile += [f"received “{r.document.title}”, {r.when.words()}" for r in self.received]
        if meanwhile:
            parts.append(f"In this time, and no more is said: {'; '.join(meanwhile)}")
        return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def find_position_changes(
    builder: CellBuilder, participant: Participant, subject: str, stances: Sequence[Stance]
) -> tuple[PositionChange, ...]:
    """Find the changes among these stances of one participant, in order; `subject` is what each text begins with."""
    runs = [list(run) for _, run in groupby(builder.order.arrange(stances), lambda s: s.position)]
    return tuple(_build_change(builder, participant, subject, old, new) for old, new in pairwise(runs))


def _build_change(
    builder: CellBuilder, participant: Participant, subject: str, old: list[Stance], new: list[Stance]
) -> PositionChange:
    start, end = max(s.when.latest for s in old), min(s.when.earliest for s in new)
    by_dates = start < end
    determined = by_dates or all(builder.order.precedes(a, b) for a in old for b in new)
    if not by_dates:
        start = min(s.when.earliest for s in (old if not determined else old[-1:]))
        end = max(s.when.latest for s in (new if not determined else new[:1]))
    before, after = builder.positions_held(old)[0], builder.positions_held(new)[0]
    if determined:
        positions = f"from {before.position.words} to {after.position.words}"
        text = f"{subject}: {positions}, between {describe_day(start)} and {describe_day(end)}"
    else:
        text = (
            f"{subject}: {before.position.words} and {after.position.words}, which of them first is unknown"
        )
    shown_by, record = _earliest_stances(new), builder.record
    slugs = dict.fromkeys(slug for stance in shown_by for slug in stance.claims)
    claims = tuple(record.claims[slug] for slug in slugs if slug in record.claims)
    events = tuple(_events_within(record, start, end)) if determined else ()
    received = tuple(_documents_received(record, participant.slug, start, end)) if determined else ()
    return PositionChange(before, after, start, end, determined, text, shown_by, claims, events, received)


def _earliest_stances(stances: Sequence[Stance]) -> tuple[Stance, ...]:
    earliest = min(s.when.earliest for s in stances)
    return tuple(s for s in stances if s.when.earliest == earliest)


def _events_within(record: Record, start: date, end: date) -> Iterator[Event]:
    """The events that began in this time. An interval says how long an event lasted, so it begins on its first day."""
    for event in record.events.values():
        when = event.when
        latest_start = when.earliest if when.is_interval and when.earliest > date.min else when.latest
        if start <= when.earliest and latest_start <= end:
            yield event


def _documents_received(
    record: Record, participant: str, start: date, end: date
) -> Iterator[ReceivedDocument]:
    for document in record.documents.values():
        for receipt in document.received:
            if receipt.by == participant and start <= receipt.when.earliest and receipt.when.latest <= end:
                yield ReceivedDocument(document, receipt.when)
