"""Changes of position: between which days, shown by what and, apart from that, what else happened in that time.

Only the record says “because”: the note and the claims of the stances that first show the new position. Events, and letters
that reached the participant, stand beside it as things of that time and no more. Pure.
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
    document: Document
    when: UncertainDate


@dataclass(frozen=True, slots=True)
class PositionChange:
    """A move from one position to another, some time from `start` to `end`.

    These are the latest day of the last old evidence and the earliest of the first new. Where only `after` puts the two in
    order they are the widest days that this leaves, and so they are where nothing does: then `determined` is false.
    `shown_by` are the stances that first show the new position, `claims` what they rest on. `events` and `received`
    certainly began within the interval, which a change of unknown order does not have.
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
        """What the record says of it and, so named, what else there was in its time."""
        parts = [stance.note for stance in self.shown_by if stance.note]
        if self.claims:
            parts.append(f"Shown by: {'; '.join(claim.text for claim in self.claims)}")
        meanwhile = [f"{event.name}, {event.when.words(throughout=True)}" for event in self.events]
        meanwhile += [f"received “{r.document.title}”, {r.when.words()}" for r in self.received]
        if meanwhile:
            parts.append(f"In this time, and no more is said: {'; '.join(meanwhile)}")
        return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def find_position_changes(
    teller: CellBuilder, participant: Participant, subject: str, stances: Sequence[Stance]
) -> tuple[PositionChange, ...]:
    """The changes among these stances of one participant, in order; `subject` is what the text of each begins with."""
    runs = [list(run) for _, run in groupby(teller.order.arrange(stances), lambda s: s.position)]
    return tuple(_build_change(teller, participant, subject, old, new) for old, new in pairwise(runs))


def _build_change(
    teller: CellBuilder, participant: Participant, subject: str, old: list[Stance], new: list[Stance]
) -> PositionChange:
    start, end = max(s.when.latest for s in old), min(s.when.earliest for s in new)
    by_dates = start < end
    determined = by_dates or all(teller.order.precedes(a, b) for a in old for b in new)
    if not by_dates:
        start = min(s.when.earliest for s in (old if not determined else old[-1:]))
        end = max(s.when.latest for s in (new if not determined else new[:1]))
    before, after = teller.positions_held(old)[0], teller.positions_held(new)[0]
    if determined:
        text = f"{subject}: from {before.position.words} to {after.position.words}, between {describe_day(start)} and {describe_day(end)}"
    else:
        text = (
            f"{subject}: {before.position.words} and {after.position.words}, which of them first is unknown"
        )
    shown_by, record = _earliest_stances(new), teller.record
    slugs = dict.fromkeys(slug for stance in shown_by for slug in stance.claims)
    claims = tuple(record.claims[slug] for slug in slugs if slug in record.claims)
    events = tuple(_events_within(record, start, end)) if determined else ()
    received = tuple(_documents_received(record, participant.slug, start, end)) if determined else ()
    return PositionChange(before, after, start, end, determined, text, shown_by, claims, events, received)


def _earliest_stances(stances: Sequence[Stance]) -> tuple[Stance, ...]:
    earliest = min(s.when.earliest for s in stances)
    return tuple(s for s in stances if s.when.earliest == earliest)


def _events_within(record: Record, start: date, end: date) -> Iterator[Event]:
    """Those that began in this time; an event's interval says how long it lasted, so it begins on its first day."""
    for event in record.events.values():
        when = event.when
        begun = when.earliest if when.is_interval and when.earliest > date.min else when.latest
        if start <= when.earliest and begun <= end:
            yield event


def _documents_received(
    record: Record, participant: str, start: date, end: date
) -> Iterator[ReceivedDocument]:
    for document in record.documents.values():
        for receipt in document.received:
            if receipt.by == participant and start <= receipt.when.earliest and receipt.when.latest <= end:
                yield ReceivedDocument(document, receipt.when)
