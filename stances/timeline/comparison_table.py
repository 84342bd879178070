"""Who moved between two moments, and where two participants or factions agree: a table of two columns of positions.

For two moments there is a row for each participant of a dispute, for two participants or factions a row for each dispute. A
position is the last that the evidence shows; what may have followed it, or may not have come yet, is told beside it, and
then nothing is concluded. Who is not heard holds no position: neither a neutral one nor an undecided one. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from stances.argument.comparison import ComparisonAxis, ComparisonResult
from stances.argument.presence import Presence, Timing
from stances.record.commitments import faction_at, find_holders
from stances.record.entries import Dispute, Participant, Stance
from stances.record.record import Record
from stances.timeline.cell_builder import CellBuilder, CellOptions
from stances.timeline.cells import AttributionLevel, CellState, HeldPosition
from stances.timeline.grid import Grid, build_grid
from stances.timeline.rows import GridRow
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import ColumnUnit

SILENCE_WORDS = {
    CellState.SILENT: "read, and silent",
    CellState.NOT_INVOLVED: "not involved",
    CellState.NOT_CODED: "not heard; not yet coded",
}
NOT_HEARD = "not heard"


class Verdict(StrEnum):
    """What a row comes to, in the order in which rows stand."""

    MOVED = "moved"
    FIRST_HEARD = "first heard"
    SAME = "same"
    DIFFER = "differ"
    PARTLY = "agree in part"
    AGREE = "agree"
    UNDETERMINED = "undetermined"
    ONE_ALONE = "one alone heard"
    NOT_HEARD = "not heard"


@dataclass(frozen=True, slots=True)
class SidePositions:
    """What one side holds: `sure` positions, and those that it holds `perhaps` instead.

    `unsettled` says that it can't be known which of these it is. Several sure ones that are settled are several people's.
    `silence` says why there is none, where there is none.
    """

    certain: tuple[HeldPosition, ...] = ()
    possible: tuple[HeldPosition, ...] = ()
    is_unsettled: bool = False
    silence_reason: str = ""

    @property
    def has_position(self) -> bool:
        return bool(self.certain or self.possible)

    @property
    def possible_values(self) -> frozenset[int | None]:
        """Every position that it may be."""
        return frozenset(held.position.value for held in (*self.certain, *self.possible))


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One row of the table: of whom or of what, the two standings, and what they come to."""

    subject: Participant | Dispute
    first: SidePositions
    second: SidePositions
    verdict: Verdict


# --- one standing ---


@dataclass(frozen=True)
class _PositionReader:
    """Reads positions off the stances of one dispute."""

    record: Record
    dispute: Dispute
    order: StanceOrder
    timing: Timing

    @cached_property
    def _cell_builder(self) -> CellBuilder:
        return CellBuilder(
            self.record,
            self.dispute,
            CellOptions(ColumnUnit.MONTHS, False, AttributionLevel.ALL, None, self.timing),
            self.order,
            (),
        )

    def stances_of(self, person: Participant) -> list[Stance]:
        stances = self.record.stances_of_dispute.get(self.dispute.slug, ())
        return [stance for stance in stances if stance.participant == person.slug]

    def final_positions(self, stances: Sequence[Stance]) -> SidePositions:
        """The last of these stances, which are one participant's."""
        last = self._cell_builder.positions_held(self.order.possibly_last(stances))
        return SidePositions(last, is_unsettled=len(last) > 1, silence_reason="" if last else NOT_HEARD)

    def positions_as_of(self, stances: Sequence[Stance], day: date, silence: str) -> SidePositions:
        """The last of one participant's stances as of a day, and what he may have taken up since."""
        past = self.order.possibly_last([s for s in stances if s.when.latest <= day])
        later = [
            s
            for s in stances
            if s.when.earliest <= day < s.when.latest
            and not any(self.order.precedes(s, sure) for sure in past)
        ]
        values = {s.position for s in past}
        sure = self._cell_builder.positions_held(past)
        perhaps = self._cell_builder.positions_held([s for s in later if s.position not in values])
        unsettled = bool(perhaps) or len(sure) > 1
        return SidePositions(sure, perhaps, unsettled, "" if sure or perhaps else silence)

    def faction_positions(self, faction: str) -> SidePositions:
        """What each member last held while he belonged to a faction, all together."""
        members = [
            self.final_positions([s for s in self.stances_of(p) if faction_at(p, s) == faction])
            for p in self.record.members_of.get(faction, ())
        ]
        last = [s for member in members for held in member.certain for s in held.stances]
        unsettled = any(member.is_unsettled for member in members)
        return SidePositions(
            self._cell_builder.positions_held(last), (), unsettled, "" if last else NOT_HEARD
        )


# --- two moments ---


def _compare_moments(compared: ComparisonResult) -> list[ComparisonRow]:
    """What each participant of the dispute held at either moment."""
    record, dispute = compared.record, compared.dispute
    timing = Timing(record, compared.comparison.basis)
    reader = _PositionReader(record, dispute, StanceOrder(record), timing)
    days = [side.day or date.max for side in compared.sides]
    grids = [build_grid(record, dispute.slug, as_of=day) for day in days]
    lines = []
    for rows in zip(*(sorted(g.rows, key=lambda row: row.participant.slug) for g in grids), strict=True):
        person = rows[0].participant
        stances = reader.stances_of(person)
        first, second = (
            reader.positions_as_of(stances, day, _explain_silence(compared, timing, table, row, day))
            for table, row, day in zip(grids, rows, days, strict=True)
        )
        verdict = _judge_move(first, second) if compared.is_chronological else _judge_move(second, first)
        lines.append(ComparisonRow(person, first, second, verdict))
    return lines


def _judge_move(earlier: SidePositions, later: SidePositions) -> Verdict:
    """A move is sure where no position that may have been held before may be held after."""
    if not later.has_position:
        return Verdict.NOT_HEARD
    if not earlier.has_position:
        return Verdict.FIRST_HEARD if later.certain else Verdict.UNDETERMINED
    if earlier.certain and earlier.possible_values.isdisjoint(later.possible_values):
        return Verdict.MOVED
    return Verdict.UNDETERMINED if earlier.is_unsettled or later.is_unsettled else Verdict.SAME


def _explain_silence(compared: ComparisonResult, timing: Timing, table: Grid, row: GridRow, day: date) -> str:
    """Why somebody has no position by a day: not involved then, read and silent, or not yet coded."""
    slug = row.participant.slug
    claims = compared.record.claims_of_dispute.get(compared.dispute.slug, ())
    own = [claim for claim in claims if slug in find_holders(claim)]
    if any(timing.claim_bounds(claim).presence_on(day) is Presence.CERTAIN for claim in own):
        return "claims, but no position coded from them"
    cells = zip(table.columns, row.cells, strict=True)
    state = next((cell.state for column, cell in cells if column.start <= day <= column.end), None)
    return SILENCE_WORDS.get(state, NOT_HEARD) if state else NOT_HEARD


# --- two participants or factions ---


def _compare_entries(compared: ComparisonResult) -> list[ComparisonRow]:
    """What the two sides last held in each dispute in which either is heard."""
    record, comparison = compared.record, compared.comparison
    order, timing = StanceOrder(record), Timing(record)
    lines = []
    for dispute in record.disputes.values():
        reader = _PositionReader(record, dispute, order, timing)
        first, second = (
            _last_positions(reader, comparison.axis, slug) for slug in (comparison.first, comparison.second)
        )
        if first.has_position or second.has_position:
            lines.append(ComparisonRow(dispute, first, second, _judge_agreement(first, second)))
    return lines


def _last_positions(reader: _PositionReader, axis: ComparisonAxis, slug: str) -> SidePositions:
    if axis is ComparisonAxis.FACTIONS:
        return reader.faction_positions(slug)
    return reader.final_positions(reader.stances_of(reader.record.participants[slug]))


def _judge_agreement(first: SidePositions, second: SidePositions) -> Verdict:
    if not (first.has_position and second.has_position):
        return Verdict.ONE_ALONE
    if first.possible_values.isdisjoint(second.possible_values):
        return Verdict.DIFFER
    if first.is_unsettled or second.is_unsettled:
        return Verdict.UNDETERMINED
    return Verdict.AGREE if len(first.possible_values | second.possible_values) == 1 else Verdict.PARTLY


# --- the table ---


def build_comparison_table(compared: ComparisonResult) -> tuple[ComparisonRow, ...]:
    """The table of a comparison, by what the rows come to, and then by name or in the order of the disputes."""
    moments = compared.comparison.axis is ComparisonAxis.MOMENTS
    lines = _compare_moments(compared) if moments else _compare_entries(compared)
    if moments:
        lines.sort(key=lambda line: line.subject.label.casefold())
    order = list(Verdict)
    return tuple(sorted(lines, key=lambda line: order.index(line.verdict)))
