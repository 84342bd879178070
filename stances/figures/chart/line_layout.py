"""Lay out a line chart: positions by time, one line per participant, without overlaps.

Each position has a band, and each participant in it a lane of their own for that time. A stance is a bar from its first to its
last possible day, or over its documents; a transition leads from the whole bar of the old evidence to the whole bar of the new; a
position carried forward runs on until the next evidence, the end of its carrying, or the day shown, but not over documents;
silence is no line. A name stands behind the last bar and has a part of the lane reserved, so that it touches neither lines nor
other names. Lengths are points from the left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from stances.dates.day import Day
from stances.graphics import packing
from stances.graphics.text_metrics import text_width, truncate
from stances.graphics.typography import BODY_SIZE_PT
from stances.record.entries import Stance
from stances.record.vocabulary import ColumnUnit, Scale
from stances.timeline.changes import PositionChange
from stances.timeline.grid import Grid
from stances.timeline.rows import GridRow
from stances.timeline.scale import ScalePosition, build_scale, look_up_position
from stances.timeline.stance_order import date_key
from stances.timeline.time_axis import column_position, day_after

MIN_BAR_WIDTH_PT = 7.0
BAR_GAP_PT = 8.0
NAME_GAP_PT = 8.0
MAX_NAME_PT = 320.0


@dataclass(frozen=True, slots=True)
class EvidenceBar:
    """The bar of a stance, over its possible days or its documents, and the x until which it is carried forward."""

    stance: Stance
    start: float
    end: float
    carried_until: float


@dataclass(frozen=True, slots=True)
class Plateau:
    """All bars of one participant at one position: their lane, and the extent that no other may use."""

    position: ScalePosition
    lane: int
    bars: tuple[EvidenceBar, ...]
    start: float
    end: float
    carries_name: bool


@dataclass(frozen=True, slots=True)
class Transition:
    """A change between two plateaus, from the bar of its old evidence to that of its new."""

    change: PositionChange
    old: Plateau
    new: Plateau
    old_bar: EvidenceBar
    new_bar: EvidenceBar

    @property
    def overlap_x(self) -> float:
        """The middle of the days that the two bars share."""
        return (max(self.old_bar.start, self.new_bar.start) + min(self.old_bar.end, self.new_bar.end)) / 2


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    """The line of one row: its plateaus and the transitions between them."""

    row: GridRow
    plateaus: tuple[Plateau, ...]
    transitions: tuple[Transition, ...]


@dataclass(frozen=True, slots=True)
class PositionBand:
    """A position with its number of lanes."""

    position: ScalePosition
    lane_count: int


@dataclass(frozen=True, slots=True)
class LineLayout:
    """The bands from top to bottom, the lines, and the rows without any stance that is shown."""

    bands: tuple[PositionBand, ...]
    lines: tuple[ParticipantLine, ...]
    silent_rows: tuple[GridRow, ...]


def line_name(row: GridRow) -> str:
    """The name behind a line, cut short if it is long."""
    return truncate(row.participant_label, MAX_NAME_PT)


def name_width(row: GridRow) -> float:
    """Width of the name behind a line, including the gap before it."""
    return NAME_GAP_PT + text_width(line_name(row), BODY_SIZE_PT) * 1.1


def lay_out_lines(grid: Grid, column_width: float, rows: Sequence[GridRow] | None = None) -> LineLayout:
    """The layout of these rows, or of all. Columns are `column_width` points wide."""
    shown_rows = grid.rows if rows is None else rows
    plateaus_by_slug = {
        row.participant.slug: _build_plateaus(grid, row, column_width) for row in shown_rows if row.stances
    }
    bands = []
    for position in _order_positions(grid, plateaus_by_slug.values()):
        occupants = [plateaus for plateaus in plateaus_by_slug.values() if position.value in plateaus]
        occupants.sort(key=lambda plateaus: _extent(plateaus[position.value]))
        lanes = packing.pack_lanes(
            (_extent(plateaus[position.value]) for plateaus in occupants), gap=BAR_GAP_PT
        )
        for plateaus, lane in zip(occupants, lanes, strict=True):
            plateaus[position.value] = replace(plateaus[position.value], lane=lane)
        bands.append(PositionBand(position, max(lanes, default=0) + 1))
    lines = tuple(
        _build_line(row, plateaus_by_slug[row.participant.slug]) for row in shown_rows if row.stances
    )
    return LineLayout(tuple(bands), lines, tuple(row for row in shown_rows if not row.stances))


def _extent(plateau: Plateau) -> tuple[float, float]:
    return plateau.start, plateau.end


def _order_positions(grid: Grid, plateau_maps: Iterable[Mapping[int | None, Plateau]]) -> list[ScalePosition]:
    """Positions from top to bottom: the scale, if ordinal from the highest; then undecided and those outside the scale."""
    scale = [position for position in grid.scale if position.value is not None]
    if grid.dispute.scale is Scale.ORDINAL:
        scale.sort(key=lambda position: position.value or 0, reverse=True)
    known = {position.value for position in scale}
    others = {
        value: plateau.position
        for plateaus in plateau_maps
        for value, plateau in plateaus.items()
        if value not in known
    }
    return [*scale, *others.values()]


def _build_plateaus(grid: Grid, row: GridRow, column_width: float) -> dict[int | None, Plateau]:
    """The plateaus of a row by position, not yet in lanes; the last one has space for the name."""
    scale = build_scale(grid.dispute)
    ordered = sorted(row.stances, key=date_key)
    plateaus: dict[int | None, Plateau] = {}
    for position in dict.fromkeys(stance.position for stance in ordered):
        bars = tuple(
            _build_bar(grid, row, ordered, s, column_width) for s in ordered if s.position == position
        )
        start, end = min(s.start for s in bars), max(s.carried_until for s in bars)
        plateaus[position] = Plateau(
            look_up_position(scale, position), 0, bars, start, end, carries_name=False
        )
    last = max(ordered, key=partial(_order_of_end, grid, row)).position
    plateaus[last] = replace(plateaus[last], end=plateaus[last].end + name_width(row), carries_name=True)
    return plateaus


def _order_of_end(grid: Grid, row: GridRow, stance: Stance) -> tuple[int, Day, Day, str]:
    """By which stance a line ends: that in the last document, or that of the latest day."""
    by_document = grid.unit is ColumnUnit.DOCUMENTS
    place = row.reached[row.stances.index(stance)][-1] if by_document else 0
    return place, stance.when.latest, stance.when.earliest, stance.slug


def _build_bar(
    grid: Grid, row: GridRow, ordered: Sequence[Stance], stance: Stance, column_width: float
) -> EvidenceBar:
    if grid.unit is ColumnUnit.DOCUMENTS:
        reached = row.reached[row.stances.index(stance)]
        start, end = column_width * reached[0], column_width * (reached[-1] + 1)
        return EvidenceBar(stance, start, end, end)
    dated = [column for column in grid.columns if column.dated]
    until = min(stance.when.latest, grid.as_of or Day.max)
    start, end = (
        column_width * column_position(dated, stance.when.earliest),
        column_width * column_position(dated, day_after(until)),
    )
    widening = max(MIN_BAR_WIDTH_PT - (end - start), 0) / 2
    carried = _carried_until(grid, row, ordered, stance) if grid.carried else None
    carried_end = column_width * column_position(dated, day_after(carried)) if carried else 0.0
    return EvidenceBar(stance, start - widening, end + widening, max(carried_end, end + widening))


def _carried_until(grid: Grid, row: GridRow, ordered: Sequence[Stance], stance: Stance) -> Day | None:
    """The last day to which a position is carried; None if another follows, since that change is drawn."""
    last = min(row.carried_until[row.stances.index(stance)], grid.as_of or Day.max)
    after = [s for s in ordered if s.when.latest > stance.when.latest]
    if not after:
        return last if last > stance.when.latest else None
    following = min(after, key=date_key)
    if following.position != stance.position or following.when.earliest <= stance.when.latest:
        return None
    return min(last, following.when.earliest)


def _build_line(row: GridRow, plateaus: Mapping[int | None, Plateau]) -> ParticipantLine:
    transitions = (
        _build_transition(change, plateaus[change.old.position.value], plateaus[change.new.position.value])
        for change in row.changes
    )
    return ParticipantLine(row, tuple(plateaus.values()), tuple(transitions))


def _build_transition(change: PositionChange, old: Plateau, new: Plateau) -> Transition:
    return Transition(change, old, new, _bar_of(old, change.old_evidence), _bar_of(new, change.new_evidence))


def _bar_of(plateau: Plateau, stance: Stance) -> EvidenceBar:
    return next(bar for bar in plateau.bars if bar.stance.slug == stance.slug)
