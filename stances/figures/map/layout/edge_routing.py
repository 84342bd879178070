"""Route edges orthogonally between boxes in columns (channel routing).

Each edge leaves and enters boxes at their sides through a port of its own, runs up and down on a track of its own in the
channels between columns, and passes columns at a height of its own. Tracks are ordered to reduce crossings. Neighbours in
one column are joined by straight lines. Graphviz would instead let all edges around one corner coincide.
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
"""Largest width that a channel asks for."""
_MAX_REROUTES = 120
"""Number of edges that are routed again, all rounds together."""
_PARALLEL_GAP_PT = 14
"""Distance of straight lines between the same neighbours."""


@dataclass(frozen=True)
class EdgeRoutes:
    """The corner points of each segment by name, and the missing width of each channel by the x at which it ends."""

    corners: Mapping[str, list[Point]]
    missing_widths: Mapping[float, float]


def _assign_ports(routes: Sequence[Route], grid: RoutingGrid) -> None:
    """Give each edge a port of its own at each end, in an order in which edges do not cross at the box."""
    sides: dict[tuple[str, int], list[tuple[Route, bool]]] = defaultdict(list)
    for route in routes:
        sides[route.segment.source, route.channels[0]].append((route, True))
        sides[route.segment.target, route.channels[-1]].append((route, False))
    for (name, _), ends in sides.items():
        if name not in grid.junctions:
            ends.sort(key=lambda end: _port_order(*end))
            wanted = [route.heights[0 if first else -1] for route, first in ends]
            top, bottom = grid.port_range(name)
            gap = min(2 * TRACK_GAP_PT, (bottom - top) / max(len(wanted) - 1, 1))
            heights = spread(wanted, low=top, high=bottom, gap=gap, forward=True)
            for (route, first), height in zip(ends, heights, strict=True):
                route.heights[0 if first else -1] = height


def _port_order(route: Route, first: bool) -> tuple[int, float]:
    """Sort key of a port among those on its side: edges that lead up come first, those that lead down last.

    Edges that turn back to the same side stand outside these, the nearer their target the nearer the corner.
    """
    track = route.track_segments[0 if first else -1]
    height, next_height = (
        (route.heights[0], route.heights[1]) if first else (route.heights[-1], route.heights[-2])
    )
    turns_back = len(track.left_exits) == 2 or len(track.right_exits) == 2
    if abs(height - next_height) < 1:
        return 0, next_height
    return (-1 if next_height < height else 1) * (
        2 if turns_back else 1
    ), -next_height if turns_back else next_height


def _assign_tracks(segments: Iterable[TrackSegment], low: float, high: float) -> int:
    """Set the x of each track of a channel so that few cross; return the largest number of tracks side by side."""
    order: list[TrackSegment] = []
    for track in sorted(segments, key=lambda track: (track.bottom - track.top, track.top)):
        cost = best = sum(track.count_crossings(other) for other in order if track.overlaps(other))
        best_index = 0
        for number, other in enumerate(order, 1):
            if track.overlaps(other):
                cost += other.count_crossings(track) - track.count_crossings(other)
            if cost < best:
                best, best_index = cost, number
        order.insert(best_index, track)
    before, after = _count_levels(order), _count_levels(order[::-1])[::-1]
    for track, left, right in zip(order, before, after, strict=True):
        track.x = low + (high - low) * (left + 1) / (left + right + 2)
    return max(map(sum, zip(before, after, strict=True))) + 1


def _count_levels(order: Sequence[TrackSegment]) -> list[int]:
    """The level of each track: how many overlapping ones lie to its left."""
    levels: list[int] = []
    for number, track in enumerate(order):
        levels.append(max((levels[at] + 1 for at in range(number) if track.overlaps(order[at])), default=0))
    return levels


def _route_straight(segments: Sequence[EdgeSegment], grid: RoutingGrid) -> dict[str, list[Point]]:
    """The corners of straight lines between neighbours in a column, side by side where there are several."""
    pairs: dict[frozenset[str], list[EdgeSegment]] = defaultdict(list)
    for segment in segments:
        pairs[frozenset(segment[1:])].append(segment)
    corners: dict[str, list[Point]] = {}
    for parallel_segments in pairs.values():
        for number, segment in enumerate(parallel_segments):
            source, target = grid.rects[segment.source], grid.rects[segment.target]
            x = (
                min(source.centre[0], target.centre[0])
                + (number - (len(parallel_segments) - 1) / 2) * _PARALLEL_GAP_PT
            )
            down = source.top < target.top
            corners[segment.name] = [
                (x, source.bottom if down else source.top),
                (x, target.top if down else target.bottom),
            ]
    return corners


def _route_corners(route: Route, grid: RoutingGrid) -> list[Point]:
    def end(name: str, channel: int, height: float) -> Point:
        if name in grid.junctions:
            return grid.junctions[name]
        rect = grid.rects[name]
        return (rect.left if grid.channels_beside(name)[0] == channel else rect.right), height

    points = [end(route.segment.source, route.channels[0], route.heights[0])]
    for track, (y, next_y) in zip(route.track_segments, pairwise(route.heights), strict=True):
        points += [(track.x, y), (track.x, next_y)]
    points.append(end(route.segment.target, route.channels[-1], route.heights[-1]))
    return _drop_collinear(points)


def _drop_collinear(points: Iterable[Point]) -> list[Point]:
    """The points without those at which the line does not turn."""
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
    """Return the corner points of each edge segment, and how many points each channel is too narrow.

    `junctions` are points in channels, `obstacles` what no edge may cross besides boxes, `area` the bounds; tracks should
    be `track_gap` points apart.
    """
    grid = RoutingGrid(rects, junctions, obstacles, area)
    segments = sorted(segments, key=grid.manhattan_length)
    corners = _route_straight(
        [segment for segment in segments if grid.are_neighbours(segment.source, segment.target)], grid
    )
    routes = _find_routes([segment for segment in segments if segment.name not in corners], grid)
    _assign_ports(routes, grid)
    tracks_by_channel: dict[int, list[TrackSegment]] = defaultdict(list)
    for route in routes:
        grid.make_track_segments(route)
        for channel, track in zip(route.channels, route.track_segments, strict=True):
            tracks_by_channel[channel].append(track)
    missing_widths: dict[float, float] = {}
    for channel, tracks in tracks_by_channel.items():
        low, end = grid.channel_bounds(channel)
        missing = min(_MAX_CHANNEL_WIDTH_PT, _assign_tracks(tracks, low, end) * track_gap) - (end - low)
        if missing > 0:
            missing_widths[end + ARROWHEAD_ROOM_PT] = missing
    return EdgeRoutes(
        corners | {route.segment.name: _route_corners(route, grid) for route in routes}, missing_widths
    )


def _find_routes(segments: Sequence[EdgeSegment], grid: RoutingGrid) -> list[Route]:
    """Find a route for each segment in turn, then each again with the others known."""
    routes = []
    for segment in segments:
        routes.append(grid.find_route(segment))
        grid.occupy(routes[-1])
    for _ in range(_MAX_REROUTES // max(1, len(routes))):
        for number, route in enumerate(routes):
            grid.release(route)
            routes[number] = grid.find_route(route.segment)
            grid.occupy(routes[number])
    return routes
