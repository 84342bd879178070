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
    EdgeSegment,
    Route,
    RoutingGrid,
)
from stances.figures.map.layout.swimlanes import CHANNEL_WIDTH_PT
from stances.figures.map.layout.tracks import TRACK_GAP_PT, TrackSegment, assign_tracks
from stances.graphics.geometry import Point, Rect, drop_collinear
from stances.graphics.packing import spread

_MAX_CHANNEL_WIDTH_PT = 4 * CHANNEL_WIDTH_PT
"""Largest width that a channel asks for."""
_MAX_REROUTES = 120
"""Number of edges that are routed again, all rounds together."""
PORT_GAP_PT = 11
"""Smallest distance of two ports on one side of a box."""
ARRIVAL_PT = 14
"""How far above or below a junction an edge turns towards it."""
_PARALLEL_GAP_PT = 14
"""Distance of straight lines between the same neighbours."""


@dataclass(frozen=True)
class EdgeRoutes:
    """The corner points of each segment by name, and what is missing for lines and their ends to be apart.

    `missing_widths` are those of channels by the x at which they end, `needed_heights` those of boxes by name.
    """

    corners: Mapping[str, list[Point]]
    missing_widths: Mapping[float, float]
    needed_heights: Mapping[str, float]


def _assign_ports(routes: Sequence[Route], grid: RoutingGrid) -> dict[str, float]:
    """Give each edge a port of its own at each end, in an order in which edges do not cross at the box.

    Return the heights that boxes need for their ports to be `PORT_GAP_PT` apart, where they are lower.
    """
    needed: dict[str, float] = {}
    sides: dict[tuple[str, int], list[tuple[Route, bool]]] = defaultdict(list)
    for route in routes:
        sides[route.segment.source, route.channels[0]].append((route, True))
        sides[route.segment.target, route.channels[-1]].append((route, False))
    for (name, _), ends in sides.items():
        if name not in grid.junctions:
            ends.sort(key=lambda end: _port_order(*end))
            wanted = [route.heights[0 if first else -1] for route, first in ends]
            top, bottom = grid.port_range(name)
            missing = (len(wanted) - 1) * PORT_GAP_PT - (bottom - top)
            if missing > 0:
                needed[name] = max(needed.get(name, 0), grid.rects[name].height + missing)
            gap = min(2 * TRACK_GAP_PT, (bottom - top) / max(len(wanted) - 1, 1))
            heights = spread(wanted, low=top, high=bottom, gap=gap, forward=True)
            for (route, first), height in zip(ends, heights, strict=True):
                route.heights[0 if first else -1] = height
    return needed


def _assign_arrivals(routes: Sequence[Route], grid: RoutingGrid) -> dict[str, float]:
    """Let each edge that ends at another arrive from above or below at a place of its own; return the x of each place.

    The places lie on the line from the other edge's source to its junction, of which the first is at the junction itself.
    """
    places: dict[str, float] = {}
    taken: dict[tuple[str, int], int] = defaultdict(int)
    sources = {route.segment.name: route.segment.source for route in routes}
    for route in routes:
        name, junction = route.segment.name, route.segment.target
        if junction in grid.junctions and name != junction:
            x, y = grid.junctions[junction]
            side = 1 if route.heights[-2] > y else -1
            source = grid.rects.get(sources.get(junction, ""))
            towards = -1 if source is None or source.centre[0] < x else 1
            places[name] = x + towards * PORT_GAP_PT * taken[junction, side]
            route.heights[-1] = y + side * ARRIVAL_PT
            taken[junction, side] += 1
    return places


def _port_order(route: Route, first: bool) -> tuple[int, float]:
    """Sort key of a port among those on its side: edges that lead up come first, those that lead down last.

    Edges that turn back to the same side stand outside these, the nearer their target the nearer the corner.
    """
    track = route.track_segments[0 if first else -1]
    height, next_height = (
        (route.heights[0], route.heights[1]) if first else (route.heights[-1], route.heights[-2])
    )
    turns_back = len(track.back) == 2 or len(track.ahead) == 2
    if abs(height - next_height) < 1:
        return 0, next_height
    return (-1 if next_height < height else 1) * (
        2 if turns_back else 1
    ), -next_height if turns_back else next_height


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


def _route_corners(
    route: Route, grid: RoutingGrid, rects: Mapping[str, Rect], arrival: float | None
) -> list[Point]:
    """The corners of a route; one that ends at another edge does so at the x `arrival`."""

    def end(name: str, channel: int, height: float) -> Point:
        if name in grid.junctions:
            return grid.junctions[name]
        rect = rects[name]
        return (rect.left if grid.channels_beside(name)[0] == channel else rect.right), height

    points = [end(route.segment.source, route.channels[0], route.heights[0])]
    for track, (y, next_y) in zip(route.track_segments, pairwise(route.heights), strict=True):
        points += [(track.place, y), (track.place, next_y)]
    if arrival is None:
        points.append(end(route.segment.target, route.channels[-1], route.heights[-1]))
    else:
        points += [(arrival, route.heights[-1]), (arrival, grid.junctions[route.segment.target][1])]
    return drop_collinear(points)


def route_edges(
    segments: Iterable[EdgeSegment],
    rects: Mapping[str, Rect],
    junctions: Mapping[str, Point],
    obstacles: Iterable[Rect],
    area: Rect,
    track_gap: float = TRACK_GAP_PT,
    cells: Mapping[str, Rect] | None = None,
) -> EdgeRoutes:
    """Return the corner points of each edge segment, and how many points each channel is too narrow.

    `junctions` are points in channels, `obstacles` what no edge may cross besides boxes, `area` the bounds; tracks should
    be `track_gap` points apart. `cells` are the parts of columns that boxes take, where they are narrower than these.
    """
    grid = RoutingGrid(cells or rects, junctions, obstacles, area)
    segments = sorted(segments, key=grid.manhattan_length)
    corners = _route_straight(
        [segment for segment in segments if grid.are_neighbours(segment.source, segment.target)], grid
    )
    routes = _find_routes([segment for segment in segments if segment.name not in corners], grid)
    needed_heights, arrivals = _assign_ports(routes, grid), _assign_arrivals(routes, grid)
    tracks_by_channel: dict[int, list[TrackSegment]] = defaultdict(list)
    for route in routes:
        grid.make_track_segments(route)
        for channel, track in zip(route.channels, route.track_segments, strict=True):
            tracks_by_channel[channel].append(track)
    missing_widths: dict[float, float] = {}
    for channel, tracks in tracks_by_channel.items():
        low, end = grid.channel_bounds(channel)
        missing = min(_MAX_CHANNEL_WIDTH_PT, assign_tracks(tracks, low, end) * track_gap) - (end - low)
        if missing > 0:
            missing_widths[end + ARROWHEAD_ROOM_PT] = missing
    return EdgeRoutes(
        corners
        | {r.segment.name: _route_corners(r, grid, rects, arrivals.get(r.segment.name)) for r in routes},
        missing_widths,
        needed_heights,
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
