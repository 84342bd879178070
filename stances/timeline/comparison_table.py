"""Compare positions in a table of two columns: who moved between two moments, or where two participants or factions agree.

For two moments there is a row for each participant of a dispute; for two participants or factions, as of one day, a row for
each dispute. A position is the last that the evidence shows, as far as it is carried forward. Where dates are vague, positions
that may have followed it are listed as possible, and the row is undetermined. A side without evidence has no position, neither
neutral nor undecided. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from stances.argument.comparison import ComparisonAxis, ComparisonResult
from stances.argument.presence import Presence, Timing
from stances.cache import cached_property
from stances.dates.day import Day
from stances.record.commitments import faction_at, find_holders
from stances.record.entries import Dispute, Participant, Stance
from stances.record.record import Record
from stances.record.vocabulary import ColumnUnit
from stances.record.wording import describe_lapse, entry_name
from stances.timeline.carrying import Carrying
from stances.timeline.cell_builder import CellBuilder, CellOptions
from stances.timeline.cells import HeldPosition
from stances.timeline.grid import Grid, build_grid
from stances.timeline.options import AttributionLevel
from stances.timeline.rows import GridRow
from stances.timeline.stance_order import StanceOrder
from stances.timeline.wording import CARRIED_WORDS, NOT_HEARD_WORDS, SILENCE_WORDS, UNCODED_WORDS, Verdict


@dataclass(frozen=True, slots=True)
class SidePositions:
    """One side's positions in a row: `certain` ones, and `possible` ones where dates are vague.

    `is_unsettled` says that it is unknown which of them was last; several certain and settled positions belong to several
    members of a faction. `lapsed` ones are not carried so far. `silence_reason` explains these, or why there is none at all.
    A position is carried if all its evidence is from before the day.
    """

    certain: tuple[HeldPosition, ...] = ()
    possible: tuple[HeldPosition, ...] = ()
    lapsed: tuple[HeldPosition, ...] = ()
    is_unsettled: bool = False
    silence_reason: str = ""
    is_carried: bool = False

    @property
    def has_position(self) -> bool:
        return bool(self.certain or self.possible)

    @property
    def is_heard(self) -> bool:
        """Whether there is any evidence by the day, carried so far or not."""
        return self.has_position or bool(self.lapsed)

    @property
    def age_words(self) -> str:
        """What the date of the evidence means on the day of the comparison; empty if it is of that day."""
        return CARRIED_WORDS if self.is_carried else ""

    @property
    def possible_values(self) -> frozenset[int | None]:
        """The values of all certain, possible and lapsed positions; None is undecided."""
        return frozenset(h.position.value for h in (*self.certain, *self.possible, *self.lapsed))


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One row of the table: its participant or dispute, the positions of both sides, and the verdict."""

    subject: Participant | Dispute
    first: SidePositions
    second: SidePositions
    verdict: Verdict


# --- the positions of one side ---


@dataclass(frozen=True)
class _PositionReader:
    """Finds the positions that stances of one dispute show."""

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

    @cached_property
    def _carrying(self) -> Carrying:
        return Carrying(self.record, self.dispute)

    def stances_of(self, participant: Participant) -> list[Stance]:
        stances = self.record.stances_of_dispute.get(self.dispute.slug, ())
        return [stance for stance in stances if stance.participant == participant.slug]

    def positions_as_of(self, stances: Sequence[Stance], day: Day, silence: str) -> SidePositions:
        """The last positions of one participant by a day, as far as carried, and those that they may have taken up by then."""
        bounds = {s.slug: self.timing.stance_bounds(s) for s in stances}
        last_stances = self.order.possibly_last([s for s in stances if bounds[s.slug].latest <= day])
        later = [
            s
            for s in stances
            if bounds[s.slug].earliest <= day < bounds[s.slug].latest
            and not any(self.order.precedes(s, other) for other in last_stances)
        ]
        carried = [s for s in last_stances if day <= self._carrying.last_day(s)]
        over = [s for s in last_stances if s not in carried]
        sure = [s for s in carried if not self._carrying.is_doubtful(s, day)]
        values = {s.position for s in sure}
        certain = self._cell_builder.positions_held(sure)
        doubtful = [s for s in (*carried, *later) if s.position not in values]
        possible = self._cell_builder.positions_held(doubtful)
        lapsed = self._cell_builder.positions_held(over)
        unsettled = bool(possible or lapsed) or len(certain) > 1
        reason = describe_lapse(over) if lapsed else "" if certain or possible else silence
        return SidePositions(certain, possible, lapsed, unsettled, reason, _are_carried(certain, day))

    def joint_positions(
        self, people: Iterable[Participant], is_own: Callable[[Stance], bool], day: Day
    ) -> SidePositions:
        """What each of these people last held by a day, taken together; `is_own` says which of their stances count."""
        members = [
            self.positions_as_of([s for s in self.stances_of(p) if is_own(s)], day, NOT_HEARD_WORDS)
            for p in people
        ]
        certain, possible, lapsed = (
            self._cell_builder.positions_held([s for held in positions for s in held.stances])
            for positions in (
                [held for member in members for held in member.certain],
                [held for member in members for held in member.possible],
                [held for member in members for held in member.lapsed],
            )
        )
        over = [s for held in lapsed for s in held.stances]
        reason = describe_lapse(over) if over else "" if certain or possible else NOT_HEARD_WORDS
        unsettled = any(member.is_unsettled for member in members)
        return SidePositions(certain, possible, lapsed, unsettled, reason, _are_carried(certain, day))


def _are_carried(certain: Sequence[HeldPosition], day: Day) -> bool:
    return bool(certain) and all(s.when.latest < day for held in certain for s in held.stances)


# --- two moments ---


def _compare_moments(result: ComparisonResult) -> list[ComparisonRow]:
    """A row for each participant of the dispute: what they held at either moment."""
    dispute = result.dispute
    timing = Timing(result.record, result.comparison.basis)
    record = timing.record_as_of(result.day) if result.day else result.record
    reader = _PositionReader(record, dispute, StanceOrder(record), timing)
    days = [side.day or Day.max for side in result.sides]
    grids = [build_grid(record, dispute.slug, as_of=day) for day in days]
    rows = []
    for pair in zip(*(sorted(g.rows, key=lambda row: row.participant.slug) for g in grids), strict=True):
        participant = pair[0].participant
        stances = reader.stances_of(participant)
        first, second = (
            reader.positions_as_of(stances, day, _explain_silence(result, timing, grid, row, day))
            for grid, row, day in zip(grids, pair, days, strict=True)
        )
        verdict = _judge_move(first, second) if result.is_chronological else _judge_move(second, first)
        rows.append(ComparisonRow(participant, first, second, verdict))
    return rows


def _judge_move(earlier: SidePositions, later: SidePositions) -> Verdict:
    """Judge a move; it is certain if no position possible before is possible after.

    Evidence shows a move even if its position has lapsed by then; that nothing changed needs one which is still carried.
    """
    if not (later.has_position or later.lapsed):
        return Verdict.NOT_HEARD
    if not (earlier.has_position or earlier.lapsed):
        return Verdict.FIRST_HEARD if later.certain or later.lapsed else Verdict.UNDETERMINED
    if earlier.certain and earlier.possible_values.isdisjoint(later.possible_values):
        return Verdict.MOVED
    return Verdict.UNDETERMINED if earlier.is_unsettled or later.is_unsettled else Verdict.SAME


def _explain_silence(result: ComparisonResult, timing: Timing, grid: Grid, row: GridRow, day: Day) -> str:
    """Why a participant has no position by a day: not involved then, read and silent, or not yet coded."""
    slug = row.participant.slug
    claims = result.record.claims_of_dispute.get(result.dispute.slug, ())
    own = [claim for claim in claims if slug in find_holders(claim)]
    if any(timing.claim_bounds(claim).presence_on(day) is Presence.CERTAIN for claim in own):
        return UNCODED_WORDS
    cells = zip(grid.columns, row.cells, strict=True)
    state = next((cell.state for column, cell in cells if column.start <= day <= column.end), None)
    return SILENCE_WORDS.get(state, NOT_HEARD_WORDS) if state else NOT_HEARD_WORDS


# --- two participants or factions ---


def _compare_entries(result: ComparisonResult) -> list[ComparisonRow]:
    """A row for each dispute in which either side has a position: what both last held by the day."""
    record, comparison = result.record, result.comparison
    order, timing = StanceOrder(record), Timing(record, comparison.basis)
    day = result.day or Day.max
    rows = []
    for dispute in record.disputes.values():
        reader = _PositionReader(record, dispute, order, timing)
        first, second = (
            _positions_on(reader, comparison.axis, slug, day)
            for slug in (comparison.first, comparison.second)
        )
        if first.is_heard or second.is_heard:
            rows.append(ComparisonRow(dispute, first, second, _judge_agreement(first, second)))
    return rows


def _positions_on(reader: _PositionReader, axis: ComparisonAxis, slug: str, day: Day) -> SidePositions:
    record = reader.record
    if axis is ComparisonAxis.PARTICIPANTS:
        return reader.joint_positions([record.participants[slug]], lambda stance: True, day)
    return reader.joint_positions(
        record.members_of.get(slug, ()),
        lambda stance: faction_at(record.participants[stance.participant], stance) == slug,
        day,
    )


def _judge_agreement(first: SidePositions, second: SidePositions) -> Verdict:
    if not (first.is_heard and second.is_heard):
        return Verdict.ONE_ALONE
    if first.lapsed or second.lapsed:
        return Verdict.UNDETERMINED
    if first.possible_values.isdisjoint(second.possible_values):
        return Verdict.DIFFER
    if first.is_unsettled or second.is_unsettled:
        return Verdict.UNDETERMINED
    return Verdict.AGREE if len(first.possible_values | second.possible_values) == 1 else Verdict.PARTLY


# --- the table ---


def build_comparison_table(result: ComparisonResult) -> tuple[ComparisonRow, ...]:
    """Build the table of a comparison, sorted by verdict, then by participant's name or in the order of the disputes."""
    moments = result.comparison.axis is ComparisonAxis.MOMENTS
    rows = _compare_moments(result) if moments else _compare_entries(result)
    if moments:
        rows.sort(key=lambda row: entry_name(row.subject, result.record).casefold())
    order = list(Verdict)
    return tuple(sorted(rows, key=lambda row: order.index(row.verdict)))
