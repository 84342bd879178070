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

from stances.figures.map.layout.routing_grid import (
    ARROWHEAD_ROOM_PT,
    TRACK_GAP_PT,
    EdgeSegment,
    Route,
    RoutingGrid,
    TrackSegment,
)
from stances.figures.map.layout.swimlanes import CHANNEL_WIDTH_PT
from stances.graphics.geometry import Point, Rect
from stances.graphics.packing import spread

_MAX_CHANNEL_WIDTH_PT = 4 * CHANNEL_WIDTH_PT
"""How wide a gutter should be at most."""
_MAX_REROUTES = 120
"""How many ways are looked for again, all together."""
_PARALLEL_GAP_PT = 14
"""Between lines that join the same neighbours."""


@dataclass(frozen=True)
class EdgeRoutes:
    """The corners of each stroke by its name, and how much wider the gutter before an x ought to be."""

    corners: Mapping[str, list[Point]]
    missing_widths: Mapping[float, float]


def _assign_ports(routes: Sequence[Route], grid: RoutingGrid) -> None:
    """Gives each stroke a port of its own at each end, in an order in which they don't cross on leaving."""
    sides: dict[tuple[str, int], list[tuple[Route, bool]]] = defaultdict(list)
    for route in routes:
        sides[route.segment.source, route.channels[0]].append((route, True))
        sides[route.segment.target, route.channels[-1]].append((route, False))
    for (name, _), ends in sides.items():
        if name not in grid.junctions:
            ends.sort(key=lambda end: _port_order(*end))
            wanted = [way.heights[0 if first else -1] for way, first in ends]
            top, bottom = grid.port_range(name)
            gap = min(2 * TRACK_GAP_PT, (bottom - top) / max(len(wanted) - 1, 1))
            heights = spread(wanted, low=top, high=bottom, gap=gap, forward=True)
            for (route, first), height in zip(ends, heights, strict=True):
                route.heights[0 if first else -1] = height


def _port_order(route: Route, first: bool) -> tuple[int, float]:
    """Where a stroke's port is among those of its side: what leads up above what leads down.

    What comes back to the same side goes round what does not, the farther the outer.
    """
    run = route.track_segments[0 if first else -1]
    height, next_height = (
        (route.heights[0], route.heights[1]) if first else (route.heights[-1], route.heights[-2])
    )
    turns_back = len(run.left_exits) == 2 or len(run.right_exits) == 2
    if abs(height - next_height) < 1:
        return 0, next_height
    return (-1 if next_height < height else 1) * (
        2 if turns_back else 1
    ), -next_height if turns_back else next_height


def _assign_tracks(segments: Iterable[TrackSegment], low: float, high: float) -> int:
    """Gives each run of a gutter its x, so that they cross little; how many lie beside each other at most."""
    order: list[TrackSegment] = []
    for run in sorted(segments, key=lambda run: (run.bottom - run.top, run.top)):
        cost = best = sum(run.count_crossings(other) for other in order if run.overlaps(other))
        place = 0
        for number, other in enumerate(order, 1):
            if run.overlaps(other):
                cost += other.count_crossings(run) - run.count_crossings(other)
            if cost < best:
                best, place = cost, number
        order.insert(place, run)
    before, after = _count_levels(order), _count_levels(order[::-1])[::-1]
    for run, left, right in zip(order, before, after, strict=True):
        run.x = low + (high - low) * (left + 1) / (left + right + 2)
    return max(map(sum, zip(before, after, strict=True))) + 1


def _count_levels(order: Sequence[TrackSegment]) -> list[int]:
    """How many runs lie beside each other before each."""
    levels: list[int] = []
    for number, run in enumerate(order):
        levels.append(max((levels[at] + 1 for at in range(number) if run.overlaps(order[at])), default=0))
    return levels


def _route_straight(strokes: Sequence[EdgeSegment], grid: RoutingGrid) -> dict[str, list[Point]]:
    """Ways between neighbours in a column, side by side where there are several."""
    pairs: dict[frozenset[str], list[EdgeSegment]] = defaultdict(list)
    for stroke in strokes:
        pairs[frozenset(stroke[1:])].append(stroke)
    corners: dict[str, list[Point]] = {}
    for same in pairs.values():
        for number, stroke in enumerate(same):
            source, target = grid.rects[stroke.source], grid.rects[stroke.target]
            x = min(source.centre[0], target.centre[0]) + (number - (len(same) - 1) / 2) * _PARALLEL_GAP_PT
            down = source.top < target.top
            corners[stroke.name] = [
                (x, source.bottom if down else source.top),
                (x, target.top if down else target.bottom),
            ]
    return corners


def _route_corners(route: Route, grid: RoutingGrid) -> list[Point]:
    def end(name: str, gutter: int, height: float) -> Point:
        if name in grid.junctions:
            return grid.junctions[name]
        place = grid.rects[name]
        return (place.left if grid.channels_beside(name)[0] == gutter else place.right), height

    points = [end(route.segment.source, route.channels[0], route.heights[0])]
    for run, (y, next_y) in zip(route.track_segments, pairwise(route.heights), strict=True):
        points += [(run.x, y), (run.x, next_y)]
    points.append(end(route.segment.target, route.channels[-1], route.heights[-1]))
    return _drop_collinear(points)


def _drop_collinear(points: Iterable[Point]) -> list[Point]:
    """The points without those at which nothing turns."""
    corners: list[Point] = []
    for point in points:
        if corners and corners[-1] == point:
            continue
        if len(corners) > 1 and any(corners[-2][axis] == corners[-1][axis] == point[axis] for axis in (0, 1)):
            corners.pop()
        corners.append(point)
    return corners


def route_edges(
    segments: Iterable[EdgeSegment],
    rects: Mapping[str, Rect],
    junctions: Mapping[str, Point],
    obstacles: Iterable[Rect],
    area: Rect,
    track_gap: float = TRACK_GAP_PT,
) -> EdgeRoutes:
    """A way for each stroke.

    `points` are joints, which lie in gutters; `walls` are what else no line may run under, all on `ground`; `apart` is how
    far from each other lines in a gutter should be.
    """
    grid = RoutingGrid(rects, junctions, obstacles, area)
    segments = sorted(segments, key=grid.manhattan_length)
    corners = _route_straight([s for s in segments if grid.are_neighbours(s.source, s.target)], grid)
    far = _find_routes([stroke for stroke in segments if stroke.name not in corners], grid)
    _assign_ports(far, grid)
    beside: dict[int, list[TrackSegment]] = defaultdict(list)
    for route in far:
        grid.make_track_segments(route)
        for gutter, run in zip(route.channels, route.track_segments, strict=True):
            beside[gutter].append(run)
    missing_widths: dict[float, float] = {}
    for gutter, runs in beside.items():
        low, end = grid.channel_bounds(gutter)
        more = min(_MAX_CHANNEL_WIDTH_PT, _assign_tracks(runs, low, end) * track_gap) - (end - low)
        if more > 0:
            missing_widths[end + ARROWHEAD_ROOM_PT] = more
    return EdgeRoutes(corners | {way.segment.name: _route_corners(way, grid) for way in far}, missing_widths)


def _find_routes(strokes: Sequence[EdgeSegment], grid: RoutingGrid) -> list[Route]:
    """A way for each stroke, the shortest first; then each again, now that the others are known."""
    routes = []
    for stroke in strokes:
        routes.append(grid.find_route(stroke))
        grid.occupy(routes[-1])
    for _ in range(_MAX_REROUTES // max(1, len(routes))):
        for number, route in enumerate(routes):
            grid.release(route)
            routes[number] = grid.find_route(route.segment)
            grid.occupy(routes[number])
    return routes
