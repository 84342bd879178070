"""Changes of position: after which evidence, by which other, and what else happened in that time.

A change is told by two dated evidences, each with the whole of its date, since a bound of an uncertain date is no day on which
anything is known to have happened. It certainly fell from the first possible day of the old evidence to the last possible day
of the new; where the two overlap and `after` gives no order, it is undetermined which of them came first.

Reasons come only from the record: from the note and the claims of the stances that first show the new position. Events,
and documents that the participant received, are listed as things of that time, for which nobody claims a cause. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, product

from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.record.entries import Claim, Document, Event, Participant, Stance
from stances.record.record import Record
from stances.record.wording import MEANWHILE_LABEL, describe_change, describe_event_date
from stances.timeline.cell_builder import CellBuilder
from stances.timeline.cells import HeldPosition
from stances.timeline.stance_order import StanceOrder, date_key
from stances.timeline.wording import describe_claims_shown, describe_receipt


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A document and when a participant received it."""

    document: Document
    when: UncertainDate


@dataclass(frozen=True, slots=True)
class PositionChange:
    """A move from one position to another, between two evidences; `determined` says whether their order is known.

    `shown_by` are the stances that show the new position at the date of `new_evidence`, `claims` what they rest on. `events`
    certainly began, and `received` certainly arrived, from `start` to `end`; both are empty if the order is unknown. As of
    a day before `certain_from` it is not told: by then the evidence had not certainly been given or, as known, been read.
    """

    old: HeldPosition
    new: HeldPosition
    old_evidence: Stance
    new_evidence: Stance
    determined: bool
    certain_from: Day
    text: str
    shown_by: tuple[Stance, ...] = ()
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()
    received: tuple[ReceivedDocument, ...] = ()

    @property
    def start(self) -> Day:
        """The first day possible: the earliest of the old evidence, or of both if it is unknown which is old."""
        days = [evidence.when.earliest for evidence in (self.old_evidence, self.new_evidence)]
        return days[0] if self.determined else min(days)

    @property
    def end(self) -> Day:
        """The last day possible: the latest of the new evidence, or of both if it is unknown which is new."""
        days = [evidence.when.latest for evidence in (self.old_evidence, self.new_evidence)]
        return days[1] if self.determined else max(days)

    @property
    def description(self) -> str:
        """What the record says of the change and, marked as such, what else happened in that time."""
        parts = [stance.note for stance in self.shown_by if stance.note]
        if self.claims:
            parts.append(describe_claims_shown(claim.text for claim in self.claims))
        meanwhile = [f"{event.name}, {describe_event_date(event)}" for event in self.events]
        meanwhile += [describe_receipt(r.document, r.when) for r in self.received]
        if meanwhile:
            parts.append(f"{MEANWHILE_LABEL}: {'; '.join(meanwhile)}")
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
    old_evidence, new_evidence = _choose_evidence(builder.order, old, new)
    determined = builder.order.precedes(old_evidence, new_evidence)
    before, after = builder.positions_held(old)[0], builder.positions_held(new)[0]
    record = builder.record
    words = describe_change(
        record, (before.position.words, old_evidence), (after.position.words, new_evidence), determined
    )
    needed = (new_evidence,) if determined else (old_evidence, new_evidence)
    shown_by = tuple(s for s in new if s.when == new_evidence.when)
    slugs = dict.fromkeys(slug for stance in shown_by for slug in stance.claims)
    claims = tuple(record.claims[slug] for slug in slugs if slug in record.claims)
    change = PositionChange(
        before,
        after,
        old_evidence,
        new_evidence,
        determined,
        max(builder.options.timing.stance_bounds(s).latest for s in needed),
        f"{subject}: {words}",
        shown_by,
        claims,
    )
    return _with_meanwhile(record, change, participant.slug) if determined else change


def _choose_evidence(order: StanceOrder, old: list[Stance], new: list[Stance]) -> tuple[Stance, Stance]:
    """The evidences that date a change most narrowly: if any two have a known order, two of these."""
    last, first = max(old, key=date_key), min(new, key=_latest_key)
    if order.precedes(last, first):
        return last, first
    ordered = [pair for pair in product(old, new) if order.precedes(*pair)]
    if not ordered:
        return last, first
    return min(ordered, key=lambda pair: (pair[1].when.latest - pair[0].when.earliest, date_key(pair[0])))


def _latest_key(stance: Stance) -> tuple[Day, Day, str]:
    return stance.when.latest, stance.when.earliest, stance.slug


def _with_meanwhile(record: Record, change: PositionChange, participant: str) -> PositionChange:
    events = tuple(_events_within(record, change.start, change.end))
    received = tuple(_documents_received(record, participant, change.start, change.end))
    return replace(change, events=events, received=received)


def _events_within(record: Record, start: Day, end: Day) -> Iterator[Event]:
    """The dated events that began in this time. An interval says how long an event lasted, so it begins on its first day."""
    for event in record.events.values():
        when = event.when
        if when is None:
            continue
        latest_start = when.earliest if when.is_interval and when.earliest > Day.min else when.latest
        if _falls_within(when.earliest, latest_start, start, end):
            yield event


def _documents_received(record: Record, participant: str, start: Day, end: Day) -> Iterator[ReceivedDocument]:
    for document in record.documents.values():
        for receipt in document.received:
            if receipt.by == participant and _falls_within(*receipt.when.sort_key, start, end):
                yield ReceivedDocument(document, receipt.when)


def _falls_within(earliest: Day, latest: Day, start: Day, end: Day) -> bool:
    """Whether these days lie within this time, and not merely are all of it: what is as vague as a change says nothing of it."""
    return start <= earliest and latest <= end and (start == end or (earliest, latest) != (start, end))
