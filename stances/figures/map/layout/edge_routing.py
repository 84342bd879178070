"""How links run where the places of boxes are ours: out at a side, up or down between columns, and in at a side.

Left to itself, Graphviz takes the shortest way round the boxes, so that all links round one corner lie on one another.
Here each has a port of its own at each box, a track of its own in each gutter that it goes along, and a height of its
own wherever it passes a column. Tracks of a gutter stand in an order in which few lines cross. Neighbours in a column
are joined straight. Pure: knows places and names, nothing of drawings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stances.figures.map.layout.routing_grid import HEADS, TRACK, Stroke, _Run, _Streets, _Way
from stances.figures.map.layout.swimlanes import GUTTER
from stances.graphics.geometry import Point, Rect
from stances.graphics.packing import spread

_WIDEST = 4 * GUTTER
"""How wide a gutter should be at most."""
_EFFORT = 120
"""How many ways are looked for again, all together."""
_STRAIGHT = 14
"""Between lines that join the same neighbours."""


@dataclass(frozen=True)
class Ways:
    """The corners of each stroke by its name, and how much wider the gutter before an x ought to be."""

    corners: Mapping[str, list[Point]]
    wanting: Mapping[float, float]


def _ported(ways: Sequence[_Way], streets: _Streets) -> None:
    """Gives each stroke a port of its own at each end, in an order in which they don't cross on leaving."""
    sides: dict[tuple[str, int], list[tuple[_Way, bool]]] = defaultdict(list)
    for way in ways:
        sides[way.stroke.source, way.gutters[0]].append((way, True))
        sides[way.stroke.target, way.gutters[-1]].append((way, False))
    for (name, _), ends in sides.items():
        if name not in streets.points:
            ends.sort(key=lambda end: _leaving(*end))
            wanted = [way.heights[0 if first else -1] for way, first in ends]
            low, high = streets.ports(name)
            gap = min(2 * TRACK, (high - low) / max(len(wanted) - 1, 1))
            heights = spread(wanted, low=low, high=high, gap=gap, forward=True)
            for (way, first), height in zip(ends, heights, strict=True):
                way.heights[0 if first else -1] = height


def _leaving(way: _Way, first: bool) -> tuple[int, float]:
    """Where a stroke's port is among those of its side: what leads up above what leads down.

    What comes back to the same side goes round what does not, the farther the outer.
    """
    run = way.runs[0 if first else -1]
    here, there = (way.heights[0], way.heights[1]) if first else (way.heights[-1], way.heights[-2])
    back = len(run.leftward) == 2 or len(run.rightward) == 2
    if abs(here - there) < 1:
        return 0, there
    return (-1 if there < here else 1) * (2 if back else 1), -there if back else there


def _tracked(runs: Iterable[_Run], low: float, high: float) -> int:
    """Gives each run of a gutter its x, so that they cross little; how many lie beside each other at most."""
    order: list[_Run] = []
    for run in sorted(runs, key=lambda run: (run.bottom - run.top, run.top)):
        cost = best = sum(run.crossed(other) for other in order if run.beside(other))
        place = 0
        for number, other in enumerate(order, 1):
            if run.beside(other):
                cost += other.crossed(run) - run.crossed(other)
            if cost < best:
                best, place = cost, number
        order.insert(place, run)
    before, after = _levels(order), _levels(order[::-1])[::-1]
    for run, left, right in zip(order, before, after, strict=True):
        run.x = low + (high - low) * (left + 1) / (left + right + 2)
    return max(map(sum, zip(before, after, strict=True))) + 1


def _levels(order: Sequence[_Run]) -> list[int]:
    """How many runs lie beside each other before each."""
    found: list[int] = []
    for number, run in enumerate(order):
        found.append(max((found[at] + 1 for at in range(number) if run.beside(order[at])), default=0))
    return found


def _straight(strokes: Sequence[Stroke], streets: _Streets) -> dict[str, list[Point]]:
    """Ways between neighbours in a column, side by side where there are several."""
    pairs: dict[frozenset[str], list[Stroke]] = defaultdict(list)
    for stroke in strokes:
        pairs[frozenset(stroke[1:])].append(stroke)
    found: dict[str, list[Point]] = {}
    for same in pairs.values():
        for number, stroke in enumerate(same):
            source, target = streets.places[stroke.source], streets.places[stroke.target]
            x = min(source.centre[0], target.centre[0]) + (number - (len(same) - 1) / 2) * _STRAIGHT
            down = source.top < target.top
            found[stroke.name] = [
                (x, source.bottom if down else source.top),
                (x, target.top if down else target.bottom),
            ]
    return found


def _corners(way: _Way, streets: _Streets) -> list[Point]:
    def end(name: str, gutter: int, height: float) -> Point:
        if name in streets.points:
            return streets.points[name]
        place = streets.places[name]
        return (place.left if streets.gutters(name)[0] == gutter else place.right), height

    points = [end(way.stroke.source, way.gutters[0], way.heights[0])]
    for run, (y, next_y) in zip(way.runs, pairwise(way.heights), strict=True):
        points += [(run.x, y), (run.x, next_y)]
    points.append(end(way.stroke.target, way.gutters[-1], way.heights[-1]))
    return _bare(points)


def _bare(points: Iterable[Point]) -> list[Point]:
    """The points without those at which nothing turns."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and any(found[-2][axis] == found[-1][axis] == point[axis] for axis in (0, 1)):
            found.pop()
        found.append(point)
    return found


def ways(
    strokes: Iterable[Stroke],
    places: Mapping[str, Rect],
    points: Mapping[str, Point],
    walls: Iterable[Rect],
    ground: Rect,
    apart: float = TRACK,
) -> Ways:
    """A way for each stroke.

    `points` are joints, which lie in gutters; `walls` are what else no line may run under, all on `ground`; `apart` is how
    far from each other lines in a gutter should be.
    """
    streets = _Streets(places, points, walls, ground)
    strokes = sorted(strokes, key=streets.length)
    corners = _straight([s for s in strokes if streets.neighbours(s.source, s.target)], streets)
    far = _found([stroke for stroke in strokes if stroke.name not in corners], streets)
    _ported(far, streets)
    beside: dict[int, list[_Run]] = defaultdict(list)
    for way in far:
        streets.lay(way)
        for gutter, run in zip(way.gutters, way.runs, strict=True):
            beside[gutter].append(run)
    wanting: dict[float, float] = {}
    for gutter, runs in beside.items():
        low, end = streets.gutter(gutter)
        more = min(_WIDEST, _tracked(runs, low, end) * apart) - (end - low)
        if more > 0:
            wanting[end + HEADS] = more
    return Ways(corners | {way.stroke.name: _corners(way, streets) for way in far}, wanting)


def _found(strokes: Sequence[Stroke], streets: _Streets) -> list[_Way]:
    """A way for each stroke, the shortest first; then each again, now that the others are known."""
    found = []
    for stroke in strokes:
        found.append(streets.way(stroke))
        streets.take(found[-1])
    for _ in range(_EFFORT // max(1, len(found))):
        for number, way in enumerate(found):
            streets.leave(way)
            found[number] = streets.way(way.stroke)
            streets.take(found[number])
    return found
