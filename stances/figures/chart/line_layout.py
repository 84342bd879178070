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
from stances.graphics.text_metrics import width
from stances.graphics.typography import TEXT
from stances.record.entries import Stance
from stances.record.vocabulary import Scale
from stances.timeline.changes import Change
from stances.timeline.grid import Grid
from stances.timeline.rows import Row
from stances.timeline.scale import Shade, shade_of, shades
from stances.timeline.stance_order import by_date
from stances.timeline.time_axis import add_months, day_after, place_of

LEAST_BAR = 7.0
APART = 8.0
NAME_GAP = 8.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Evidence, from where it may begin to where it may end, and how far it is carried on."""

    stance: Stance
    start: float
    end: float
    carried_to: float


@dataclass(frozen=True, slots=True)
class Stay:
    """All of one participant at one position: its lane there, and the room that nobody else may use."""

    shade: Shade
    lane: int
    stretches: tuple[Stretch, ...]
    start: float
    end: float
    named: bool


@dataclass(frozen=True, slots=True)
class Slope:
    """A change between two stays; of `determined` ones the order is known."""

    change: Change
    old: Stay
    new: Stay
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Course:
    row: Row
    stays: tuple[Stay, ...]
    slopes: tuple[Slope, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A position with as many lanes as are ever needed at once."""

    shade: Shade
    lanes: int


@dataclass(frozen=True, slots=True)
class Courses:
    """What there is to draw; `silent` are those without any stance that is shown."""

    bands: tuple[Band, ...]
    courses: tuple[Course, ...]
    silent: tuple[Row, ...]


def name_room(row: Row) -> float:
    """What the name behind a line takes, its gap included."""
    return NAME_GAP + width(row.participant.label, TEXT) * 1.1


def courses(grid: Grid, step: float, rows: Sequence[Row] | None = None) -> Courses:
    """The courses of these rows, or of all, over columns of this width. The columns must be stretches of time."""
    chosen = grid.rows if rows is None else rows
    draft = {row.participant.slug: _stays(grid, row, step) for row in chosen if row.stances}
    bands = []
    for shade in _shades(grid, draft.values()):
        here = [stays for stays in draft.values() if shade.value in stays]
        here.sort(key=lambda stays: _room(stays[shade.value]))
        lanes = packing.lanes((_room(stays[shade.value]) for stays in here), gap=APART)
        for stays, lane in zip(here, lanes, strict=True):
            stays[shade.value] = replace(stays[shade.value], lane=lane)
        bands.append(Band(shade, max(lanes, default=0) + 1))
    drawn = tuple(_course(row, draft[row.participant.slug]) for row in chosen if row.stances)
    return Courses(tuple(bands), drawn, tuple(row for row in chosen if not row.stances))


def _room(stay: Stay) -> tuple[float, float]:
    return stay.start, stay.end


def _shades(grid: Grid, drafts: Iterable[Mapping[int | None, Stay]]) -> list[Shade]:
    """The positions from top to bottom: the scale, an ordinal one from its highest; then undecided and strays that occur."""
    scale = [shade for shade in grid.scale if shade.value is not None]
    if grid.dispute.scale is Scale.ORDINAL:
        scale.sort(key=lambda shade: shade.value or 0, reverse=True)
    known = {shade.value for shade in scale}
    others = {value: stay.shade for stays in drafts for value, stay in stays.items() if value not in known}
    return [*scale, *others.values()]


def _stays(grid: Grid, row: Row, step: float) -> dict[int | None, Stay]:
    """The stays of a row by position, none in a lane yet; the last has its name's room."""
    table = shades(grid.dispute)
    ordered = sorted(row.stances, key=by_date)
    stays: dict[int | None, Stay] = {}
    for position in dict.fromkeys(stance.position for stance in ordered):
        stretches = tuple(_stretch(grid, ordered, s, step) for s in ordered if s.position == position)
        start, end = min(s.start for s in stretches), max(s.carried_to for s in stretches)
        stays[position] = Stay(shade_of(table, position), 0, stretches, start, end, named=False)
    last = max(ordered, key=lambda s: (s.when.latest, s.when.earliest, s.slug)).position
    stays[last] = replace(stays[last], end=stays[last].end + name_room(row), named=True)
    return stays


def _stretch(grid: Grid, ordered: Sequence[Stance], stance: Stance, step: float) -> Stretch:
    dated = [column for column in grid.columns if column.dated]
    until = min(stance.when.latest, grid.as_of or date.max)
    start, end = step * place_of(dated, stance.when.earliest), step * place_of(dated, day_after(until))
    spare = max(LEAST_BAR - (end - start), 0) / 2
    carried = _carried_until(grid, ordered, stance) if grid.carried else None
    far = step * place_of(dated, day_after(carried)) if carried else 0.0
    return Stretch(stance, start - spare, end + spare, max(far, end + spare))


def _carried_until(grid: Grid, ordered: Sequence[Stance], stance: Stance) -> date | None:
    """The last day to which a position is carried: not where another follows, for there its change is drawn."""
    horizon = add_months(stance.when.latest, grid.dispute.horizon_months)
    last = min(horizon, grid.as_of or date.max)
    after = [s for s in ordered if s.when.latest > stance.when.latest]
    if not after:
        return last if last > stance.when.latest else None
    following = min(after, key=by_date)
    if following.position != stance.position or following.when.earliest <= stance.when.latest:
        return None
    return min(last, following.when.earliest)


def _course(row: Row, stays: Mapping[int | None, Stay]) -> Course:
    slopes = (
        _slope(change, stays[change.old.shade.value], stays[change.new.shade.value]) for change in row.changes
    )
    return Course(row, tuple(stays.values()), tuple(slopes))


def _slope(change: Change, old: Stay, new: Stay) -> Slope:
    """From the end of the last old evidence to the beginning of the first new; upright where these overlap."""
    left = {s.slug for s in change.old.stances}
    came = {s.slug for s in change.new.stances}
    before = [s for s in old.stretches if s.stance.slug in left]
    after = [s for s in new.stretches if s.stance.slug in came]
    start, end = max(s.end for s in before), min(s.start for s in after)
    if start > end:
        end = max(min(s.start for s in before), end)
        start = end = (end + min(start, max(s.end for s in after))) / 2
    return Slope(change, old, new, start, end)
