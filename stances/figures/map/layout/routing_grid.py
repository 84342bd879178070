"""The channels between columns of boxes, and the routes that edges can take through them."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from stances.figures.map.layout.tracks import TRACK_GAP_PT, Interval, TrackSegment
from stances.graphics.geometry import Point, Rect

ARROWHEAD_ROOM_PT = 10
"""Width on both sides of a channel that is kept free of tracks for arrowheads."""
_PORT_INSET_PT = 7
"""Distance from a corner of a box to the first port."""
_BOX_CLEARANCE_PT = 4
"""Distance from a box to a line that passes above or below it."""
_TURN_COST_PT = 30
"""Detour in points that an edge accepts to save a turn."""
_CROWDING_COST_PT = 4
"""Detour in points that an edge accepts to avoid one other track segment beside its own."""
_CROSSING_COST_PT = 250
"""Detour in points that an edge accepts to save a crossing."""
_MIN_PASSAGE_GAP_PT = TRACK_GAP_PT - 1
"""Smallest distance of two edges that pass a column."""
_MAX_PASSAGES_WEIGHED = 16
"""Largest number of heights compared for passing a column."""


class EdgeSegment(NamedTuple):
    """A piece of an edge between two boxes, or between a box and a junction."""

    name: str
    source: str
    target: str


@dataclass
class Route:
    """The channels that an edge segment uses, and the heights at which it leaves, passes columns and arrives."""

    segment: EdgeSegment
    channels: list[int]
    heights: list[float]
    track_segments: list[TrackSegment] = field(default_factory=list)
    """Its vertical segments in those channels, set by `RoutingGrid.make_track_segments`."""

    def passages(self) -> Iterator[tuple[int, float]]:
        """Yield the columns that it passes, each with the height."""
        for (one, other), height in zip(pairwise(self.channels), self.heights[1:-1], strict=True):
            yield min(one, other), height


def _clamp(value: float, interval: Interval) -> float:
    return min(max(value, interval[0]), interval[1])


class RoutingGrid:
    """Columns with their free heights, and the channels between them; channel 0 lies left of the first column."""

    def __init__(
        self, rects: Mapping[str, Rect], junctions: Mapping[str, Point], obstacles: Iterable[Rect], area: Rect
    ) -> None:
        self.rects, self.junctions, self.area = rects, junctions, area
        self.lefts = sorted({rect.left for rect in rects.values()})
        self.rights = list(self.lefts)
        self.boxes: list[list[Rect]] = [[] for _ in self.lefts]
        for rect in rects.values():
            column = bisect_left(self.lefts, rect.left)
            self.rights[column] = max(self.rights[column], rect.right)
            self.boxes[column].append(rect)
        obstacles = sorted([*obstacles, *rects.values()], key=lambda obstacle: obstacle.top)
        self.free_heights = [
            list(self._find_free_heights(column, obstacles)) for column in range(len(self.lefts))
        ]
        self.used_heights: list[list[float]] = [[] for _ in self.lefts]  # ascending
        self.track_segments: list[list[TrackSegment]] = [[] for _ in range(len(self.lefts) + 1)]

    def _find_free_heights(self, column: int, obstacles: Iterable[Rect]) -> Iterator[Interval]:
        left, right = self.lefts[column], self.rights[column]
        y = 0.0
        for obstacle in obstacles:
            if obstacle.left < right and left < obstacle.right:
                if obstacle.top - y > 2 * _BOX_CLEARANCE_PT:
                    yield y + _BOX_CLEARANCE_PT, obstacle.top - _BOX_CLEARANCE_PT
                y = max(y, obstacle.bottom)
        yield y + _BOX_CLEARANCE_PT, max(self.area.bottom, y + 4 * _BOX_CLEARANCE_PT)

    def channel_bounds(self, number: int) -> Interval:
        """The left and right bounds of tracks in a channel."""
        left = self.rights[number - 1] if number else self.area.left
        right = self.lefts[number] if number < len(self.lefts) else self.area.right
        return left + ARROWHEAD_ROOM_PT, right - ARROWHEAD_ROOM_PT

    def channels_beside(self, name: str) -> tuple[int, ...]:
        """The channels beside a box, or the channel of a junction."""
        if name in self.junctions:
            return (bisect_left(self.lefts, self.junctions[name][0]),)
        column = bisect_left(self.lefts, self.rects[name].left)
        return column, column + 1

    def port_range(self, name: str) -> Interval:
        """The lowest and highest y of the ports of a box or junction."""
        if name in self.junctions:
            return self.junctions[name][1], self.junctions[name][1]
        rect = self.rects[name]
        return rect.top + _PORT_INSET_PT, rect.bottom - _PORT_INSET_PT

    def are_neighbours(self, one: str, other: str) -> bool:
        """Whether two boxes stand in one column with no box between them."""
        if {one, other} & self.junctions.keys() or one == other:
            return False
        upper, lower = sorted((self.rects[one], self.rects[other]), key=lambda rect: rect.top)
        column = self.boxes[bisect_left(self.lefts, upper.left)]
        return upper.left == lower.left and not any(upper.top < box.top < lower.top for box in column)

    def manhattan_length(self, segment: EdgeSegment) -> float:
        (x, y), (other_x, other_y) = (
            self.junctions.get(name) or self.rects[name].centre for name in (segment.source, segment.target)
        )
        return abs(x - other_x) + abs(y - other_y)

    def side_of_channel(self, name: str, channel: int) -> int:
        """The side of a channel on which a box lies: -1 left, 1 right; 0 for a junction."""
        if name in self.junctions:
            return 0
        return 1 if self.channels_beside(name)[0] == channel else -1

    def make_track_segments(self, route: Route) -> None:
        """Set the track segments of a route."""
        sides = [other - one for one, other in pairwise(route.channels)]
        before = [self.side_of_channel(route.segment.source, route.channels[0]), *(-side for side in sides)]
        after = [*sides, self.side_of_channel(route.segment.target, route.channels[-1])]
        route.track_segments = [
            TrackSegment(*ends_and_sides)
            for ends_and_sides in zip(pairwise(route.heights), zip(before, after, strict=True), strict=True)
        ]

    def occupy(self, route: Route) -> None:
        self.make_track_segments(route)
        for channel, track in zip(route.channels, route.track_segments, strict=True):
            self.track_segments[channel].append(track)
        for column, height in route.passages():
            insort(self.used_heights[column], height)

    def release(self, route: Route) -> None:
        for channel, track in zip(route.channels, route.track_segments, strict=True):
            self.track_segments[channel].remove(track)
        for column, height in route.passages():
            self.used_heights[column].remove(height)

    def find_route(self, segment: EdgeSegment) -> Route:
        """The cheapest route for a segment, given the routes that occupy the grid."""
        choices = [
            self._trace_route(segment, out, into)
            for out in self.channels_beside(segment.source)
            for into in self.channels_beside(segment.target)
        ]
        return min(choices, key=lambda choice: choice[0])[1]

    def _trace_route(
        self, segment: EdgeSegment, first_channel: int, last_channel: int
    ) -> tuple[float, Route]:
        start, end = self.port_range(segment.source), self.port_range(segment.target)
        y = _clamp((end[0] + end[1]) / 2, start)
        goal = _clamp(y, end)
        step = 1 if last_channel >= first_channel else -1
        channels = list(range(first_channel, last_channel + step, step))
        heights, before = [y], self.side_of_channel(segment.source, first_channel)
        cost = len(channels) * (self.rights[0] - self.lefts[0])
        for one, other in pairwise(channels):
            extra, at = self._choose_passage(one, other, (before, step), heights[-1], goal)
            cost += extra
            heights.append(at)
            before = -step
        cost += self._segment_cost(
            last_channel, (heights[-1], goal), (before, self.side_of_channel(segment.target, last_channel))
        )
        return cost, Route(segment, channels, [*heights, goal])

    def _choose_passage(
        self, channel: int, other: int, sides: tuple[int, int], y: float, goal: float
    ) -> tuple[float, float]:
        """The cost of the way to the best height at which to pass the column between two channels, and that height."""
        column = min(channel, other)
        free = ((_clamp(y, interval), interval) for interval in self.free_heights[column])
        heights = [
            at
            for wanted, interval in free
            if (at := self._nearest_free_height(column, wanted, interval)) is not None
        ]
        heights = heights or [_clamp(y, interval) for interval in self.free_heights[column]]
        candidates = sorted((abs(at - y) + abs(at - goal), at) for at in heights)
        best, cheapest = (math.inf, goal), math.inf
        for min_length, at in candidates[:_MAX_PASSAGES_WEIGHED]:
            if min_length >= cheapest:
                break
            cost = self._segment_cost(channel, (y, at), sides)
            if cost + abs(at - goal) < cheapest:
                best, cheapest = (cost, at), cost + abs(at - goal)
        return best

    def _segment_cost(self, channel: int, ends: Interval, sides: tuple[int, int]) -> float:
        """The cost of a track segment: its length in points, with the costs of turns, crossings and crowding."""
        track = TrackSegment(ends, sides)
        length = track.high - track.low
        above, below = track.low - TRACK_GAP_PT, track.high + TRACK_GAP_PT
        near = [other for other in self.track_segments[channel] if above < other.high and other.low < below]
        crossed = sum(min(track.count_crossings(other), other.count_crossings(track)) for other in near)
        return (
            length
            + (_TURN_COST_PT if length > 1 else 0)
            + _CROSSING_COST_PT * crossed
            + _CROWDING_COST_PT * len(near)
        )

    def _nearest_free_height(self, column: int, y: float, interval: Interval) -> float | None:
        """The free height nearest to `y` in an interval of a column, or None if none is near."""
        used = self.used_heights[column]
        for number in range(24):
            at = y + (number + 1) // 2 * TRACK_GAP_PT * (1 if number % 2 else -1)
            if interval[0] <= at <= interval[1]:
                near = bisect_right(used, at - _MIN_PASSAGE_GAP_PT)
                if near == len(used) or used[near] >= at + _MIN_PASSAGE_GAP_PT:
                    return at
        return None
