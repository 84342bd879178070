"""Where the lines of a dispute's courses lie: position by time, one line a participant, nothing hidden and no label touched.

Every position has a band, every participant in it a lane that nobody else uses meanwhile. A stance is a bar from the first to
the last possible day; between two positions lies a slope from the last day of the old to the first of the new; carried forward
runs on until the next evidence, the horizon, or the day shown; silence is no line. A name stands behind the last bar, and its
room belongs to the lane, so that names collide with neither lines nor each other. Pure: places are points from the left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from stances.graphics import packing
from stances.graphics.text_metrics import text_width
from stances.graphics.typography import BODY_SIZE_PT
from stances.record.entries import Stance
from stances.record.vocabulary import Scale
from stances.timeline.changes import PositionChange
from stances.timeline.grid import Grid
from stances.timeline.rows import GridRow
from stances.timeline.scale import ScalePosition, build_scale, look_up_position
from stances.timeline.stance_order import date_key
from stances.timeline.time_axis import add_months, column_position, day_after

MIN_BAR_WIDTH_PT = 7.0
BAR_GAP_PT = 8.0
NAME_GAP_PT = 8.0


@dataclass(frozen=True, slots=True)
class EvidenceBar:
    """Evidence, from where it may begin to where it may end, and how far it is carried on."""

    stance: Stance
    start: float
    end: float
    carried_until: float


@dataclass(frozen=True, slots=True)
class Plateau:
    """All of one participant at one position: its lane there, and the room that nobody else may use."""

    position: ScalePosition
    lane: int
    bars: tuple[EvidenceBar, ...]
    start: float
    end: float
    carries_name: bool


@dataclass(frozen=True, slots=True)
class Transition:
    """A change between two stays; of `determined` ones the order is known."""

    change: PositionChange
    old: Plateau
    new: Plateau
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    row: GridRow
    plateaus: tuple[Plateau, ...]
    transitions: tuple[Transition, ...]


@dataclass(frozen=True, slots=True)
class PositionBand:
    """A position with as many lanes as are ever needed at once."""

    position: ScalePosition
    lane_count: int


@dataclass(frozen=True, slots=True)
class LineLayout:
    """What there is to draw; `silent` are those without any stance that is shown."""

    bands: tuple[PositionBand, ...]
    lines: tuple[ParticipantLine, ...]
    silent_rows: tuple[GridRow, ...]


def name_width(row: GridRow) -> float:
    """What the name behind a line takes, its gap included."""
    return NAME_GAP_PT + text_width(row.participant.label, BODY_SIZE_PT) * 1.1


def lay_out_lines(grid: Grid, column_width: float, rows: Sequence[GridRow] | None = None) -> LineLayout:
    """The courses of these rows, or of all, over columns of this width. The columns must be stretches of time."""
    chosen = grid.rows if rows is None else rows
    plateaus_by_slug = {
        row.participant.slug: _build_plateaus(grid, row, column_width) for row in chosen if row.stances
    }
    bands = []
    for shade in _order_positions(grid, plateaus_by_slug.values()):
        here = [stays for stays in plateaus_by_slug.values() if shade.value in stays]
        here.sort(key=lambda stays: _room(stays[shade.value]))
        lanes = packing.pack_lanes((_room(stays[shade.value]) for stays in here), gap=BAR_GAP_PT)
        for stays, lane in zip(here, lanes, strict=True):
            stays[shade.value] = replace(stays[shade.value], lane=lane)
        bands.append(PositionBand(shade, max(lanes, default=0) + 1))
    lines = tuple(_build_line(row, plateaus_by_slug[row.participant.slug]) for row in chosen if row.stances)
    return LineLayout(tuple(bands), lines, tuple(row for row in chosen if not row.stances))


def _room(stay: Plateau) -> tuple[float, float]:
    return stay.start, stay.end


def _order_positions(grid: Grid, drafts: Iterable[Mapping[int | None, Plateau]]) -> list[ScalePosition]:
    """The positions from top to bottom: the scale, an ordinal one from its highest; then undecided and strays that occur."""
    scale = [shade for shade in grid.scale if shade.value is not None]
    if grid.dispute.scale is Scale.ORDINAL:
        scale.sort(key=lambda shade: shade.value or 0, reverse=True)
    known = {shade.value for shade in scale}
    others = {value: stay.position for stays in drafts for value, stay in stays.items() if value not in known}
    return [*scale, *others.values()]


def _build_plateaus(grid: Grid, row: GridRow, column_width: float) -> dict[int | None, Plateau]:
    """The stays of a row by position, none in a lane yet; the last has its name's room."""
    scale = build_scale(grid.dispute)
    ordered = sorted(row.stances, key=date_key)
    stays: dict[int | None, Plateau] = {}
    for position in dict.fromkeys(stance.position for stance in ordered):
        stretches = tuple(
            _build_bar(grid, ordered, s, column_width) for s in ordered if s.position == position
        )
        start, end = min(s.start for s in stretches), max(s.carried_until for s in stretches)
        stays[position] = Plateau(
            look_up_position(scale, position), 0, stretches, start, end, carries_name=False
        )
    last = max(ordered, key=lambda s: (s.when.latest, s.when.earliest, s.slug)).position
    stays[last] = replace(stays[last], end=stays[last].end + name_width(row), carries_name=True)
    return stays


def _build_bar(grid: Grid, ordered: Sequence[Stance], stance: Stance, column_width: float) -> EvidenceBar:
    dated = [column for column in grid.columns if column.dated]
    until = min(stance.when.latest, grid.as_of or date.max)
    start, end = (
        column_width * column_position(dated, stance.when.earliest),
        column_width * column_position(dated, day_after(until)),
    )
    spare = max(MIN_BAR_WIDTH_PT - (end - start), 0) / 2
    carried = _carried_until(grid, ordered, stance) if grid.carried else None
    far = column_width * column_position(dated, day_after(carried)) if carried else 0.0
    return EvidenceBar(stance, start - spare, end + spare, max(far, end + spare))


def _carried_until(grid: Grid, ordered: Sequence[Stance], stance: Stance) -> date | None:
    """The last day to which a position is carried: not where another follows, for there its change is drawn."""
    horizon = add_months(stance.when.latest, grid.dispute.horizon_months)
    last = min(horizon, grid.as_of or date.max)
    after = [s for s in ordered if s.when.latest > stance.when.latest]
    if not after:
        return last if last > stance.when.latest else None
    following = min(after, key=date_key)
    if following.position != stance.position or following.when.earliest <= stance.when.latest:
        return None
    return min(last, following.when.earliest)


def _build_line(row: GridRow, plateaus: Mapping[int | None, Plateau]) -> ParticipantLine:
    slopes = (
        _build_transition(change, plateaus[change.old.position.value], plateaus[change.new.position.value])
        for change in row.changes
    )
    return ParticipantLine(row, tuple(plateaus.values()), tuple(slopes))


def _build_transition(change: PositionChange, old: Plateau, new: Plateau) -> Transition:
    """From the end of the last old evidence to the beginning of the first new; upright where these overlap."""
    old_slugs = {s.slug for s in change.old.stances}
    new_slugs = {s.slug for s in change.new.stances}
    before = [s for s in old.bars if s.stance.slug in old_slugs]
    after = [s for s in new.bars if s.stance.slug in new_slugs]
    start, end = max(s.end for s in before), min(s.start for s in after)
    if start > end:
        end = max(min(s.start for s in before), end)
        start = end = (end + min(start, max(s.end for s in after))) / 2
    return Transition(change, old, new, start, end)
