"""Build the cells of one dispute from stances: which evidence falls into each column, and what the cell says of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import groupby

from stances.argument.presence import Timing
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.record.attribution_wording import describe_attribution
from stances.record.commitments import ParticipantEvidence, find_stance_documents
from stances.record.entries import Claim, Dispute, Event, Participant, Stance
from stances.record.record import Record
from stances.record.vocabulary import ColumnUnit
from stances.record.wording import describe_unsettling
from stances.timeline import wording
from stances.timeline.carrying import Carrying
from stances.timeline.cells import (
    ATTRIBUTION_RANKS,
    ATTRIBUTIONS,
    CONFIDENCE_RANKS,
    Cell,
    CellState,
    DateBar,
    HeldPosition,
    arrange_bars,
    name_uncertain,
)
from stances.timeline.columns import NO_DOCUMENT, Column
from stances.timeline.options import AttributionLevel
from stances.timeline.scale import build_scale, look_up_position
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import find_columns_reached


@dataclass(frozen=True, slots=True)
class CellOptions:
    """Which evidence counts and as of which day.

    `unit` is what a column is, `carry_forward` whether positions are carried forward, `shown` the attributions that count,
    and `timing` whose dates.
    """

    unit: ColumnUnit
    carry_forward: bool
    shown: AttributionLevel
    as_of: Day | None
    timing: Timing

    def may_exist(self, stance: Stance) -> bool:
        """Whether a stance may have been taken, or known of, by the day shown."""
        return self.as_of is None or self.timing.stance_bounds(stance).earliest <= self.as_of

    def is_certain(self, entry: Stance | Claim) -> bool:
        """Whether a stance or claim certainly existed, or was known of, by the day shown."""
        if self.as_of is None:
            return True
        span = (
            self.timing.stance_bounds(entry) if isinstance(entry, Stance) else self.timing.claim_bounds(entry)
        )
        return span.latest <= self.as_of

    def is_perhaps_unread(self, stance: Stance) -> bool:
        """Whether a stance was certainly taken by the day shown, but may not have been known to anyone."""
        return self.as_of is not None and stance.when.latest <= self.as_of and not self.is_certain(stance)

    def includes(self, stance: Stance) -> bool:
        """Whether a stance may exist by the day shown and its attribution counts."""
        return self.may_exist(stance) and stance.attribution in ATTRIBUTIONS[self.shown]


@dataclass(slots=True)
class CellEvidence:
    """The evidence that falls into one column of one row.

    `last_stances` are those that may have been the last before it and are carried this far; `doubts` are the events by which
    they may be unsettled.
    """

    certain_stances: list[Stance] = field(default_factory=list)
    bars: list[DateBar] = field(default_factory=list)
    last_stances: tuple[Stance, ...] = ()
    doubts: tuple[Event, ...] = ()
    hidden_stances: int = 0
    uncoded_claims: int = 0


class CellBuilder:
    """Builds the cells of one dispute over given columns."""

    def __init__(
        self,
        record: Record,
        dispute: Dispute,
        options: CellOptions,
        order: StanceOrder,
        columns: tuple[Column, ...],
    ) -> None:
        self.record, self.dispute, self.columns = record, dispute, columns
        self.options, self.order = options, order
        self.carrying = Carrying(record, dispute)
        self.scale = build_scale(dispute)
        self._ranks = {value: rank for rank, value in enumerate(self.scale)}
        self._column_by_key = {column.key: index for index, column in enumerate(columns)}

    def with_options(self, options: CellOptions) -> CellBuilder:
        """A builder with other options, for the same columns."""
        builder = copy(self)
        builder.options = options
        return builder

    def build_cells(
        self, participant: Participant, evidence: ParticipantEvidence, subject: str
    ) -> tuple[Cell, ...]:
        """Build a cell for each column; `subject` is what each text begins with."""
        cells = self.build_cells_at(participant, enumerate(self.place_evidence(evidence)), subject)
        return tuple(cells.values())

    def build_cells_at(
        self, participant: Participant, indexed_evidence: Iterable[tuple[int, CellEvidence]], subject: str
    ) -> dict[int, Cell]:
        """Build the cells of some columns, by index, from the evidence that falls into them."""
        involvement = _Involvement(self.record, self.dispute, participant)
        return {
            index: self._build_cell(
                f"{subject}, {self.columns[index].label}: ", self.columns[index], column_evidence, involvement
            )
            for index, column_evidence in indexed_evidence
        }

    # The evidence of each column

    def place_evidence(self, evidence: ParticipantEvidence) -> list[CellEvidence]:
        """The evidence that falls into each column.

        Columns with equal evidence and no date bars get equal cells, except after the day shown.
        """
        evidence_by_column = [CellEvidence() for _ in self.columns]
        included = [stance for stance in evidence.stances if self.options.includes(stance)]
        if not evidence_by_column:
            return evidence_by_column
        for stance in included:
            self._add_stance(stance, evidence_by_column)
        _arrange_bars(evidence_by_column)
        for stance in evidence.stances:
            if self.options.may_exist(stance) and not self.options.includes(stance):
                for i in self.columns_of_stance(stance):
                    evidence_by_column[i].hidden_stances += 1
        for i in self._uncoded_columns(evidence):
            evidence_by_column[i].uncoded_claims += 1
        if self.options.carry_forward:
            self._carry_forward(included, evidence_by_column)
        return evidence_by_column

    def columns_of_stance(self, stance: Stance) -> range | list[int]:
        """The indices of the columns that a stance may belong to."""
        if self.options.unit is ColumnUnit.DOCUMENTS:
            slugs = find_stance_documents(self.record, stance) or {NO_DOCUMENT}
            return sorted(self._column_by_key[slug] for slug in slugs)
        return find_columns_reached(self.columns, *stance.when.sort_key)

    def _lies_within(self, when: UncertainDate, indices: range | list[int]) -> bool:
        """Whether a date lies wholly in the only column that it reaches."""
        column = self.columns[indices[0]]
        return len(indices) == 1 and column.start <= when.earliest and when.latest <= column.end

    def _add_stance(self, stance: Stance, evidence_by_column: list[CellEvidence]) -> None:
        indices = self.columns_of_stance(stance)
        by_document = self.options.unit is ColumnUnit.DOCUMENTS
        if self.options.is_certain(stance) and (by_document or self._lies_within(stance.when, indices)):
            for i in indices:
                evidence_by_column[i].certain_stances.append(stance)
            return
        (position_held,) = self.positions_held([stance])
        for i in indices:
            column = self.columns[i]
            begins = by_document or (i == indices[0] and column.start <= stance.when.earliest <= column.end)
            ends = self.options.is_certain(stance) and (
                by_document or (i == indices[-1] and stance.when.latest <= column.end)
            )
            evidence_by_column[i].bars.append(DateBar(position_held, indices[0], indices[-1], begins, ends))

    def _uncoded_columns(self, evidence: ParticipantEvidence) -> Iterator[int]:
        """The index of the column of each claim that certainly lies there and that no stance interprets."""
        cited = {slug for stance in evidence.stances for slug in stance.claims}
        for claim in evidence.claims:
            if claim.slug in cited or (claim.when and not self.options.is_certain(claim)):
                continue
            if self.options.unit is ColumnUnit.DOCUMENTS:
                if claim.document in self._column_by_key:
                    yield self._column_by_key[claim.document]
            elif claim.when:
                indices = find_columns_reached(self.columns, *claim.when.sort_key)
                if self._lies_within(claim.when, indices):
                    yield indices[0]

    def _carry_forward(self, stances: list[Stance], evidence_by_column: list[CellEvidence]) -> None:
        """Give each column the stances that may have been the last before it, as far as they are carried."""
        waiting = sorted(stances, key=lambda s: s.when.latest, reverse=True)
        last_days = {s.slug: self.carrying.last_day(s) for s in stances}
        last: list[Stance] = []
        for column, column_evidence in zip(self.columns, evidence_by_column, strict=True):
            if not column.dated:
                continue
            if self.options.as_of and column.start > self.options.as_of:
                break  # nothing is said of these
            has_new = False
            while waiting and waiting[-1].when.latest < column.start:
                last.append(waiting.pop())
                has_new = True
            if has_new:
                last = self.order.possibly_last(last)
            if last:
                column_evidence.last_stances = tuple(
                    s for s in last if (column.end if column.is_folded else column.start) <= last_days[s.slug]
                )
                column_evidence.doubts = self._doubts(column_evidence.last_stances, column)

    def _doubts(self, stances: Sequence[Stance], column: Column) -> tuple[Event, ...]:
        """The events by which carried stances may be unsettled within a column, up to the day shown."""
        day = min(column.end, self.options.as_of or Day.max)
        events = (event for stance in stances for event in self.carrying.doubts(stance, day))
        return tuple({event.slug: event for event in events}.values())

    # What a cell says

    def positions_held(self, stances: Sequence[Stance]) -> tuple[HeldPosition, ...]:
        """The positions of these stances in the order of the scale, each with the stances that show it."""
        stances_by_value: dict[int | None, list[Stance]] = defaultdict(list)
        for stance in stances:
            stances_by_value[stance.position].append(stance)
        values = sorted(stances_by_value, key=lambda value: self._ranks.get(value, len(self._ranks)))
        return tuple(self._position_held(stances_by_value[value]) for value in values)

    def _position_held(self, stances: Sequence[Stance]) -> HeldPosition:
        position = look_up_position(self.scale, stances[0].position)
        attribution = min((s.attribution for s in stances), key=ATTRIBUTION_RANKS.__getitem__)
        confidence = min((s.confidence for s in stances), key=CONFIDENCE_RANKS.__getitem__)
        return HeldPosition(position, tuple(stances), attribution, confidence)

    def _positions_in_order(self, stances: Sequence[Stance]) -> tuple[HeldPosition, ...]:
        runs = groupby(self.order.arrange(stances), lambda s: s.position)
        return tuple(self._position_held(list(run)) for _, run in runs)

    def describe_position(self, position_held: HeldPosition) -> str:
        """“+1 the turn is real; reported by Sosnovsky; probable”."""
        described = dict.fromkeys(
            describe_attribution(self.record, stance)
            for stance in position_held.stances
            if stance.attribution is position_held.attribution
        )
        return wording.describe_position(position_held.position.words, described, position_held.confidence)

    def _build_cell(
        self, prefix: str, column: Column, column_evidence: CellEvidence, involvement: _Involvement
    ) -> Cell:
        if self.options.as_of and column.dated and column.start > self.options.as_of:
            return _plain_cell(CellState.LATER, prefix, wording.LATER_WORDS)
        if column_evidence.certain_stances:
            return self._build_evidenced(prefix, column_evidence)
        if column_evidence.bars:
            return self._build_uncertain(prefix, column_evidence)
        if not involvement.involves(column):
            return _plain_cell(CellState.NOT_INVOLVED, prefix, wording.NOT_INVOLVED_WORDS)
        if column_evidence.last_stances:
            return self._build_carried(prefix, column_evidence)
        if column_evidence.hidden_stances:
            words = wording.describe_only_hidden(column_evidence.hidden_stances)
            return replace(
                _plain_cell(CellState.SILENT, prefix, words), hidden_stances=column_evidence.hidden_stances
            )
        if column_evidence.uncoded_claims:
            words = wording.describe_uncoded(column_evidence.uncoded_claims)
            return _plain_cell(CellState.NOT_CODED, prefix, words)
        if involvement.covers(column):
            return _plain_cell(CellState.SILENT, prefix, wording.SILENT_WORDS, wording.SILENT_NAME)
        return _plain_cell(CellState.NOT_CODED, prefix, wording.NOT_CODED_WORDS, wording.NOT_READ_LABEL)

    def _build_evidenced(self, prefix: str, column_evidence: CellEvidence) -> Cell:
        positions = self.positions_held(column_evidence.certain_stances)
        is_ordered = len(positions) == 1 or self.order.is_determined(column_evidence.certain_stances)
        if len(positions) > 1 and is_ordered:
            positions = self._positions_in_order(column_evidence.certain_stances)
        descriptions = [self.describe_position(h) for h in positions]
        if not is_ordered:
            words = wording.describe_mixed(descriptions)
        elif len(positions) > 1:
            words = wording.describe_move(descriptions)
        else:
            words = wording.describe_evidenced(descriptions[0])
        words = wording.add_bars(words, map(self._describe_bar, column_evidence.bars))
        names = [held.name for held in positions]
        return Cell(
            state=CellState.EVIDENCED if is_ordered else CellState.MIXED,
            text=prefix + wording.add_hidden(words, column_evidence.hidden_stances),
            name=wording.name_move(names) if is_ordered else wording.name_mixed(names),
            positions_held=positions,
            bars=tuple(column_evidence.bars),
            moved=is_ordered and len(positions) > 1,
            glyph=("→" if is_ordered else "/").join(h.position.key for h in positions),
            hidden_stances=column_evidence.hidden_stances,
        )

    def _describe_bar(self, bar: DateBar) -> str:
        (stance,) = bar.position_held.stances
        position = self.describe_position(bar.position_held)
        return wording.describe_bar(position, stance.when, self.options.is_perhaps_unread(stance))

    def _build_uncertain(self, prefix: str, column_evidence: CellEvidence) -> Cell:
        positions = self.positions_held(
            [s for bar in column_evidence.bars for s in bar.position_held.stances]
        )
        words = wording.describe_uncertain(map(self._describe_bar, column_evidence.bars))
        return Cell(
            state=CellState.UNCERTAIN,
            text=prefix + wording.add_hidden(words, column_evidence.hidden_stances),
            name=name_uncertain(column_evidence.bars, positions),
            positions_held=positions,
            bars=tuple(column_evidence.bars),
            glyph="/".join(h.position.key for h in positions),
            hidden_stances=column_evidence.hidden_stances,
        )

    def _build_carried(self, prefix: str, column_evidence: CellEvidence) -> Cell:
        positions = self.positions_held(column_evidence.last_stances)
        newest = max(
            column_evidence.last_stances, key=lambda s: (s.when.latest, s.when.earliest, s.slug)
        ).when
        doubt = describe_unsettling(column_evidence.doubts)
        words = wording.describe_carried((h.position.words for h in positions), newest, doubt)
        return Cell(
            state=CellState.CARRIED,
            text=prefix + wording.add_hidden(words, column_evidence.hidden_stances),
            name=wording.name_carried((h.position.key for h in positions), newest, doubt),
            positions_held=positions,
            glyph="/".join(h.position.key for h in positions),
            last_evidence=newest,
            doubts=column_evidence.doubts,
            hidden_stances=column_evidence.hidden_stances,
        )


def _arrange_bars(evidence_by_column: Sequence[CellEvidence]) -> None:
    """Give the bars of a row their lanes and signs, in place."""
    arranged = arrange_bars(
        [evidence.bars for evidence in evidence_by_column],
        [bool(evidence.certain_stances) for evidence in evidence_by_column],
    )
    for evidence, bars in zip(evidence_by_column, arranged, strict=True):
        evidence.bars = bars


def _plain_cell(state: CellState, prefix: str, words: str, name: str = "") -> Cell:
    """A cell without positions."""
    return Cell(state, prefix + words, name or words)


class _Involvement:
    """When a participant was involved in a dispute, and which of that time has been read and coded."""

    def __init__(self, record: Record, dispute: Dispute, participant: Participant) -> None:
        involved, debate = participant.involved, record.debate
        self._first, self._last = (involved.earliest, involved.latest) if involved else (Day.min, Day.max)
        self._opens = debate.from_.earliest if debate.from_ else Day.min
        self._closes = debate.to.latest if debate.to else Day.max
        spans = (
            (c.when.earliest, c.when.latest)
            for c in dispute.coverage
            if not c.participants or participant.slug in c.participants
        )
        self._spans = _merge_spans(spans)

    def involves(self, column: Column) -> bool:
        return self._first <= column.end and column.start <= self._last

    def covers(self, column: Column) -> bool:
        """Whether the part of a column within the debate and the involvement was all read and coded."""
        start, end = max(column.start, self._first), min(column.end, self._last)
        if start <= self._closes and self._opens <= end:
            start, end = max(start, self._opens), min(end, self._closes)
        return any(first <= start and end <= last for first, last in self._spans)


def _merge_spans(spans: Iterable[tuple[Day, Day]]) -> list[tuple[Day, Day]]:
    """Spans of days, those that touch or overlap merged."""
    joined: list[tuple[Day, Day]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
