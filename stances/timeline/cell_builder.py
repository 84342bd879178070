"""Builds the cells of one dispute from stances: which evidence falls into each column, and what the cell says of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from stances.argument.presence import Timing
from stances.dates.uncertain import UncertainDate
from stances.record.commitments import ParticipantEvidence
from stances.record.entries import Claim, Dispute, Participant, Stance
from stances.record.record import Record
from stances.record.vocabulary import Attribution
from stances.timeline.cells import (
    ATTRIBUTION_RANKS,
    ATTRIBUTIONS,
    CONFIDENCE_RANKS,
    AttributionLevel,
    Cell,
    CellState,
    DateBar,
    HeldPosition,
)
from stances.timeline.scale import build_scale, look_up_position
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import NO_DOCUMENT, Column, ColumnUnit, add_months, find_stance_documents


@dataclass(frozen=True, slots=True)
class CellOptions:
    """What is asked for: how to cut the time, which evidence counts, and by what dates as of the day shown."""

    unit: ColumnUnit
    carry_forward: bool
    shown: AttributionLevel
    as_of: date | None
    timing: Timing

    def may_exist(self, stance: Stance) -> bool:
        """Whether it can have been, or been known, by the day shown."""
        return self.as_of is None or self.timing.stance_bounds(stance).earliest <= self.as_of

    def is_certain(self, entry: Stance | Claim) -> bool:
        """Whether it certainly was, or was known, by the day shown."""
        if self.as_of is None:
            return True
        span = (
            self.timing.stance_bounds(entry) if isinstance(entry, Stance) else self.timing.claim_bounds(entry)
        )
        return span.latest <= self.as_of

    def is_perhaps_unread(self, stance: Stance) -> bool:
        """Whether it certainly was taken by the day shown, but its evidence may have reached nobody."""
        return self.as_of is not None and stance.when.latest <= self.as_of and not self.is_certain(stance)

    def includes(self, stance: Stance) -> bool:
        return self.may_exist(stance) and stance.attribution in ATTRIBUTIONS[self.shown]


@dataclass(slots=True)
class CellEvidence:
    """What falls into one column of one row; `last` is what may have been the last word before it."""

    certain_stances: list[Stance] = field(default_factory=list)
    bars: list[DateBar] = field(default_factory=list)
    last_stances: tuple[Stance, ...] = ()
    hidden_stances: int = 0
    uncoded_claims: int = 0


class CellBuilder:
    """Tells the rows of one dispute over given columns."""

    def __init__(
        self,
        record: Record,
        dispute: Dispute,
        view: CellOptions,
        order: StanceOrder,
        over: tuple[Column, ...],
    ) -> None:
        self.record, self.dispute, self.view, self.order, self.columns = record, dispute, view, order, over
        self.scale = build_scale(dispute)
        self._ranks = {value: rank for rank, value in enumerate(self.scale)}
        self._starts = [column.start for column in over]
        self._column_by_key = {column.key: place for place, column in enumerate(over)}

    def with_options(self, view: CellOptions) -> CellBuilder:
        """The same of another view that cuts the time alike."""
        builder = copy(self)
        builder.view = view
        return builder

    def build_cells(
        self, participant: Participant, evidence: ParticipantEvidence, subject: str
    ) -> tuple[Cell, ...]:
        """One cell a column; `subject` is what the text of each begins with."""
        places = enumerate(self.place_evidence(evidence))
        cells = self.build_cells_at(participant, places, subject)
        return tuple(cells.values())

    def build_cells_at(
        self, participant: Participant, places: Iterable[tuple[int, CellEvidence]], subject: str
    ) -> dict[int, Cell]:
        """The cells of some columns, by their numbers, from what falls into them."""
        read = _Involvement(self.record, self.dispute, participant)
        return {
            number: self._build_cell(
                f"{subject}, {self.columns[number].label}: ", self.columns[number], place, read
            )
            for number, place in places
        }

    # What falls where

    def place_evidence(self, evidence: ParticipantEvidence) -> list[CellEvidence]:
        """What falls into each column. Cells of places that are equal and without bars are equal, unless they are later."""
        places = [CellEvidence() for _ in self.columns]
        shown = [stance for stance in evidence.stances if self.view.includes(stance)]
        if not places:
            return places
        for stance in shown:
            self._add_stance(stance, places)
        for stance in evidence.stances:
            if self.view.may_exist(stance) and not self.view.includes(stance):
                for i in self.columns_of_stance(stance):
                    places[i].hidden_stances += 1
        for i in self._uncoded_columns(evidence):
            places[i].uncoded_claims += 1
        if self.view.carry_forward:
            self._carry_forward(shown, places)
        return places

    def columns_of_stance(self, stance: Stance) -> range | list[int]:
        """The numbers of the columns in which a stance may have its place."""
        if self.view.unit is ColumnUnit.DOCUMENTS:
            slugs = find_stance_documents(self.record, stance) or {NO_DOCUMENT}
            return sorted(self._column_by_key[slug] for slug in slugs)
        return self._columns_reached(stance.when)

    def _columns_reached(self, when: UncertainDate) -> range:
        """The columns that a date may lie in."""
        first = max(bisect_right(self._starts, when.earliest) - 1, 0)
        return range(first, max(bisect_right(self._starts, when.latest), first + 1))

    def _lies_within(self, when: UncertainDate, reached: range | list[int]) -> bool:
        """Whether a date lies wholly in the one column it reaches."""
        column = self.columns[reached[0]]
        return len(reached) == 1 and column.start <= when.earliest and when.latest <= column.end

    def _add_stance(self, stance: Stance, places: list[CellEvidence]) -> None:
        reached = self.columns_of_stance(stance)
        by_document = self.view.unit is ColumnUnit.DOCUMENTS
        if self.view.is_certain(stance) and (by_document or self._lies_within(stance.when, reached)):
            for i in reached:
                places[i].certain_stances.append(stance)
            return
        (held,) = self.positions_held([stance])
        for i in reached:
            column = self.columns[i]
            begins = by_document or column.start <= stance.when.earliest <= column.end
            ends = self.view.is_certain(stance) and (by_document or stance.when.latest <= column.end)
            places[i].bars.append(DateBar(held, reached[0], reached[-1], begins, ends))

    def _uncoded_columns(self, part: ParticipantEvidence) -> Iterator[int]:
        """The columns in which some claim surely stands that no stance interprets."""
        cited = {slug for stance in part.stances for slug in stance.claims}
        for claim in part.claims:
            if claim.slug in cited or (claim.when and not self.view.is_certain(claim)):
                continue
            if self.view.unit is ColumnUnit.DOCUMENTS:
                if claim.document in self._column_by_key:
                    yield self._column_by_key[claim.document]
            elif claim.when and self._lies_within(claim.when, reached := self._columns_reached(claim.when)):
                yield reached[0]

    def _carry_forward(self, shown: list[Stance], places: list[CellEvidence]) -> None:
        """Gives each column what may have been the last word before it, while that is within the horizon."""
        waiting = sorted(shown, key=lambda s: s.when.latest, reverse=True)
        until = {s.slug: add_months(s.when.latest, self.dispute.horizon_months) for s in shown}
        last: list[Stance] = []
        for column, place in zip(self.columns, places, strict=True):
            if not column.dated:
                continue
            due = False
            while waiting and waiting[-1].when.latest < column.start:
                last.append(waiting.pop())
                due = True
            if due:
                last = self.order.possibly_last(last)
            place.last_stances = tuple(s for s in last if column.start <= until[s.slug])

    # What it says

    def positions_held(self, stances: Sequence[Stance]) -> tuple[HeldPosition, ...]:
        """The positions of these stances in the order of the scale, each with those that show it."""
        stances_by_value: dict[int | None, list[Stance]] = defaultdict(list)
        for stance in stances:
            stances_by_value[stance.position].append(stance)
        values = sorted(stances_by_value, key=lambda value: self._ranks.get(value, len(self._ranks)))
        return tuple(self._position_held(stances_by_value[value]) for value in values)

    def _position_held(self, stances: Sequence[Stance]) -> HeldPosition:
        shade = look_up_position(self.scale, stances[0].position)
        attribution = min((s.attribution for s in stances), key=ATTRIBUTION_RANKS.__getitem__)
        confidence = min((s.confidence for s in stances), key=CONFIDENCE_RANKS.__getitem__)
        return HeldPosition(shade, tuple(stances), attribution, confidence)

    def _positions_in_order(self, stances: Sequence[Stance]) -> tuple[HeldPosition, ...]:
        runs = groupby(self.order.arrange(stances), lambda s: s.position)
        return tuple(self._position_held(list(run)) for _, run in runs)

    def describe_position(self, held: HeldPosition) -> str:
        """+1 the turn is real; reported by Sosnovsky; probable"""
        names = dict.fromkeys(
            n for s in held.stances if s.attribution is held.attribution for n in s.reported_by
        )
        who = [p.label if (p := self.record.participants.get(n)) else n for n in names]
        by = f" by {', '.join(who)}" if who and held.attribution is Attribution.REPORTED else ""
        return f"{held.position.words}; {held.attribution}{by}; {held.confidence}"

    def _build_cell(
        self, prefix: str, column: Column, place: CellEvidence, involvement: _Involvement
    ) -> Cell:
        if self.view.as_of and column.dated and column.start > self.view.as_of:
            return Cell(CellState.LATER, f"{prefix}later than the day shown")
        if place.certain_stances:
            return self._build_evidenced(prefix, place)
        if place.bars:
            return self._build_uncertain(prefix, place)
        if not involvement.involves(column):
            return Cell(CellState.NOT_INVOLVED, f"{prefix}not involved")
        if place.last_stances:
            return self._build_carried(prefix, place)
        if place.hidden_stances:
            return Cell(
                CellState.SILENT,
                f"{prefix}nothing of the kind shown; {_describe_hidden(place)}",
                hidden_stances=place.hidden_stances,
            )
        if place.uncoded_claims:
            claims = "1 claim" if place.uncoded_claims == 1 else f"{place.uncoded_claims} claims"
            return Cell(CellState.NOT_CODED, f"{prefix}not yet coded: {claims} without a position")
        if involvement.covers(column):
            return Cell(CellState.SILENT, f"{prefix}silent: involved, but nothing is recorded")
        return Cell(CellState.NOT_CODED, f"{prefix}not yet coded")

    def _build_evidenced(self, about: str, place: CellEvidence) -> Cell:
        held = self.positions_held(place.certain_stances)
        settled = len(held) == 1 or self.order.is_determined(place.certain_stances)
        if len(held) > 1 and settled:
            held = self._positions_in_order(place.certain_stances)
        said = [self.describe_position(h) for h in held]
        if not settled:
            text = f"{about}mixed, contradictory evidence: {'. Also '.join(said)}"
        elif len(held) > 1:
            text = f"{about}evidenced, a move: from {'. Then to '.join(said)}"
        else:
            text = f"{about}evidenced, {said[0]}"
        text += "".join(f". Perhaps also {self._describe_bar(bar)}" for bar in place.bars)
        return Cell(
            state=CellState.EVIDENCED if settled else CellState.MIXED,
            text=_append_hidden(text, place),
            positions_held=held,
            bars=tuple(place.bars),
            moved=settled and len(held) > 1,
            glyph=("→" if settled else "/").join(h.position.key for h in held),
            hidden_stances=place.hidden_stances,
        )

    def _describe_bar(self, bar: DateBar) -> str:
        (stance,) = bar.position_held.stances
        unread = "; perhaps not yet read by anybody" if self.view.is_perhaps_unread(stance) else ""
        return f"{self.describe_position(bar.position_held)}; dated {stance.when.words()}{unread}"

    def _build_uncertain(self, about: str, place: CellEvidence) -> Cell:
        held = self.positions_held([s for bar in place.bars for s in bar.position_held.stances])
        text = f"{about}uncertain date, perhaps here: {'. Or '.join(self._describe_bar(bar) for bar in place.bars)}"
        return Cell(
            state=CellState.UNCERTAIN,
            text=_append_hidden(text, place),
            positions_held=held,
            bars=tuple(place.bars),
            glyph="/".join(h.position.key for h in held),
            hidden_stances=place.hidden_stances,
        )

    def _build_carried(self, about: str, place: CellEvidence) -> Cell:
        held = self.positions_held(place.last_stances)
        newest = max(place.last_stances, key=lambda s: (s.when.latest, s.when.earliest, s.slug)).when
        said = " or ".join(h.position.words for h in held)
        return Cell(
            state=CellState.CARRIED,
            text=_append_hidden(f"{about}carried forward, {said}; last evidence {newest.words()}", place),
            positions_held=held,
            last_evidence=newest,
            hidden_stances=place.hidden_stances,
        )


def _describe_hidden(place: CellEvidence) -> str:
    return (
        "1 other stance is left out"
        if place.hidden_stances == 1
        else f"{place.hidden_stances} other stances are left out"
    )


def _append_hidden(text: str, place: CellEvidence) -> str:
    return f"{text}. {_describe_hidden(place).capitalize()}" if place.hidden_stances else text


class _Involvement:
    """Whether a participant was involved at a time, and whether that time has been read and coded."""

    def __init__(self, record: Record, dispute: Dispute, participant: Participant) -> None:
        involved, debate = participant.involved, record.debate
        self._first, self._last = (involved.earliest, involved.latest) if involved else (date.min, date.max)
        self._opens = debate.from_.earliest if debate.from_ else date.min
        self._closes = debate.to.latest if debate.to else date.max
        spans = (
            (c.when.earliest, c.when.latest)
            for c in dispute.coverage
            if not c.participants or participant.slug in c.participants
        )
        self._spans = _merge_spans(spans)

    def involves(self, column: Column) -> bool:
        return self._first <= column.end and column.start <= self._last

    def covers(self, column: Column) -> bool:
        """Whether all that counts of the column was read: what lies within the debate and the involvement."""
        start, end = max(column.start, self._first), min(column.end, self._last)
        if start <= self._closes and self._opens <= end:
            start, end = max(start, self._opens), min(end, self._closes)
        return any(first <= start and end <= last for first, last in self._spans)


def _merge_spans(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans of days with those that touch or overlap made one."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if joined and first.toordinal() <= joined[-1][1].toordinal() + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
