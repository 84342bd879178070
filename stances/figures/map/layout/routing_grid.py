"""The channels between columns of boxes, and the routes that edges can take through them."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from stances.graphics.geometry import Point, Rect

Interval = tuple[float, float]


ARROWHEAD_ROOM_PT = 10
"""On both sides of a gutter, where arrowheads lie and no track does."""


TRACK_GAP_PT = 6
"""How far apart two lines lie that run side by side, where there is room."""


_PORT_INSET_PT = 7
"""From a corner of a box to the first port."""


_BOX_CLEARANCE_PT = 4
"""From a box to a line that passes above or below it."""


_TURN_COST_PT = 30
"""How much of a detour a line takes to save a turn."""


_CROWDING_COST_PT = 4
"""How much of a detour a line takes to keep off another's stretch."""


_CROSSING_COST_PT = 250
"""How much of a detour a line takes to save a crossing."""


_MIN_PASSAGE_GAP_PT = TRACK_GAP_PT - 1
"""How far apart two lines must lie that pass a column."""


_MAX_PASSAGES_WEIGHED = 16
"""How many ways through a column are weighed."""


class EdgeSegment(NamedTuple):
    """What is drawn in one piece, from one place to another."""

    name: str
    source: str
    target: str


@dataclass
class Route:
    """Through which gutters a stroke runs, and at what heights it leaves, passes the columns between them, and arrives."""

    segment: EdgeSegment
    channels: list[int]
    heights: list[float]
    track_segments: list[TrackSegment] = field(default_factory=list)
    """Its stretches along those gutters, once it is laid."""

    def passages(self) -> Iterator[tuple[int, float]]:
        """The columns that it passes, and at what height each."""
        for (one, other), height in zip(pairwise(self.channels), self.heights[1:-1], strict=True):
            yield min(one, other), height


class TrackSegment:
    """A stretch along a gutter; `sides` say where its line goes on at either end: -1 left, 1 right, 0 nowhere."""

    __slots__ = ("bottom", "left_exits", "right_exits", "top", "x")

    def __init__(self, ends: Interval, sides: tuple[int, int]) -> None:
        self.top, self.bottom = min(ends), max(ends)
        self.left_exits = [y for y, side in zip(ends, sides, strict=True) if side < 0]
        self.right_exits = [y for y, side in zip(ends, sides, strict=True) if side > 0]
        self.x = 0.0

    def overlaps(self, other: TrackSegment) -> bool:
        return self.top - TRACK_GAP_PT < other.bottom and other.top - TRACK_GAP_PT < self.bottom

    def count_crossings(self, other: TrackSegment) -> int:
        """How often the two cross if this one lies left of the other."""
        crossings = 0
        for y in self.right_exits:
            crossings += other.top < y < other.bottom
        for y in other.left_exits:
            crossings += self.top < y < self.bottom
        return crossings


def _clamp(value: float, interval: Interval) -> float:
    return min(max(value, interval[0]), interval[1])


class RoutingGrid:
    """Columns with the free heights in each, and gutters: the first lies left of the first column."""

    def __init__(
        self, places: Mapping[str, Rect], points: Mapping[str, Point], walls: Iterable[Rect], ground: Rect
    ) -> None:
        self.rects, self.junctions, self.area = places, points, ground
        self.lefts = sorted({place.left for place in places.values()})
        self.rights = list(self.lefts)
        self.boxes: list[list[Rect]] = [[] for _ in self.lefts]
        for place in places.values():
            column = bisect_left(self.lefts, place.left)
            self.rights[column] = max(self.rights[column], place.right)
            self.boxes[column].append(place)
        walls = sorted([*walls, *places.values()], key=lambda wall: wall.top)
        self.free_heights = [
            list(self._find_free_heights(column, walls)) for column in range(len(self.lefts))
        ]
        self.used_heights: list[list[float]] = [[] for _ in self.lefts]  # ascending
        self.track_segments: list[list[TrackSegment]] = [[] for _ in range(len(self.lefts) + 1)]

    def _find_free_heights(self, column: int, walls: Iterable[Rect]) -> Iterator[Interval]:
        left, right = self.lefts[column], self.rights[column]
        y = 0.0
        for wall in walls:
            if wall.left < right and left < wall.right:
                if wall.top - y > 2 * _BOX_CLEARANCE_PT:
                    yield y + _BOX_CLEARANCE_PT, wall.top - _BOX_CLEARANCE_PT
                y = max(y, wall.bottom)
        yield y + _BOX_CLEARANCE_PT, max(self.area.bottom, y + 4 * _BOX_CLEARANCE_PT)

    def channel_bounds(self, number: int) -> Interval:
        """Where tracks may lie."""
        left = self.rights[number - 1] if number else self.area.left
        right = self.lefts[number] if number < len(self.lefts) else self.area.right
        return left + ARROWHEAD_ROOM_PT, right - ARROWHEAD_ROOM_PT

    def channels_beside(self, name: str) -> tuple[int, ...]:
        """Where a stroke can leave a box or a joint."""
        if name in self.junctions:
            return (bisect_left(self.lefts, self.junctions[name][0]),)
        column = bisect_left(self.lefts, self.rects[name].left)
        return column, column + 1

    def port_range(self, name: str) -> Interval:
        """Between which heights a stroke can leave."""
        if name in self.junctions:
            return self.junctions[name][1], self.junctions[name][1]
        place = self.rects[name]
        return place.top + _PORT_INSET_PT, place.bottom - _PORT_INSET_PT

    def are_neighbours(self, one: str, other: str) -> bool:
        """Whether two boxes stand in one column with nothing between them."""
        if {one, other} & self.junctions.keys() or one == other:
            return False
        upper, lower = sorted((self.rects[one], self.rects[other]), key=lambda place: place.top)
        column = self.boxes[bisect_left(self.lefts, upper.left)]
        return upper.left == lower.left and not any(upper.top < box.top < lower.top for box in column)

    def manhattan_length(self, stroke: EdgeSegment) -> float:
        (x, y), (other_x, other_y) = (
            self.junctions.get(name) or self.rects[name].centre for name in (stroke.source, stroke.target)
        )
        return abs(x - other_x) + abs(y - other_y)

    def side_of_channel(self, name: str, gutter: int) -> int:
        """On which side of a gutter a box lies."""
        if name in self.junctions:
            return 0
        return 1 if self.channels_beside(name)[0] == gutter else -1

    def make_track_segments(self, way: Route) -> None:
        """Makes the runs of a way."""
        sides = [other - one for one, other in pairwise(way.channels)]
        before = [self.side_of_channel(way.segment.source, way.channels[0]), *(-side for side in sides)]
        after = [*sides, self.side_of_channel(way.segment.target, way.channels[-1])]
        way.track_segments = [
            TrackSegment(*each)
            for each in zip(pairwise(way.heights), zip(before, after, strict=True), strict=True)
        ]

    def occupy(self, way: Route) -> None:
        self.make_track_segments(way)
        for gutter, run in zip(way.channels, way.track_segments, strict=True):
            self.track_segments[gutter].append(run)
        for column, height in way.passages():
            insort(self.used_heights[column], height)

    def release(self, way: Route) -> None:
        for gutter, run in zip(way.channels, way.track_segments, strict=True):
            self.track_segments[gutter].remove(run)
        for column, height in way.passages():
            self.used_heights[column].remove(height)

    def find_route(self, stroke: EdgeSegment) -> Route:
        """The cheapest way that is left by those taken."""
        choices = [
            self._trace_route(stroke, out, into)
            for out in self.channels_beside(stroke.source)
            for into in self.channels_beside(stroke.target)
        ]
        return min(choices, key=lambda choice: choice[0])[1]

    def _trace_route(self, stroke: EdgeSegment, first_channel: int, last_channel: int) -> tuple[float, Route]:
        start, end = self.port_range(stroke.source), self.port_range(stroke.target)
        y = _clamp((end[0] + end[1]) / 2, start)
        goal = _clamp(y, end)
        step = 1 if last_channel >= first_channel else -1
        gutters = list(range(first_channel, last_channel + step, step))
        heights, before = [y], self.side_of_channel(stroke.source, first_channel)
        cost = len(gutters) * (self.rights[0] - self.lefts[0])
        for one, other in pairwise(gutters):
            more, at = self._choose_passage(one, other, (before, step), heights[-1], goal)
            cost += more
            heights.append(at)
            before = -step
        cost += self._segment_cost(
            last_channel, (heights[-1], goal), (before, self.side_of_channel(stroke.target, last_channel))
        )
        return cost, Route(stroke, gutters, [*heights, goal])

    def _choose_passage(
        self, gutter: int, other: int, sides: tuple[int, int], y: float, goal: float
    ) -> tuple[float, float]:
        """The height at which best to pass the column between two gutters, and what it costs to come there."""
        column = min(gutter, other)
        free = ((_clamp(y, stretch), stretch) for stretch in self.free_heights[column])
        heights = [
            at
            for want, stretch in free
            if (at := self._nearest_free_height(column, want, stretch)) is not None
        ]
        heights = heights or [_clamp(y, stretch) for stretch in self.free_heights[column]]
        straight = sorted((abs(at - y) + abs(at - goal), at) for at in heights)
        best, cheapest = (math.inf, goal), math.inf
        for least, at in straight[:_MAX_PASSAGES_WEIGHED]:
            if least >= cheapest:
                break
            cost = self._segment_cost(gutter, (y, at), sides)
            if cost + abs(at - goal) < cheapest:
                best, cheapest = (cost, at), cost + abs(at - goal)
        return best

    def _segment_cost(self, gutter: int, ends: Interval, sides: tuple[int, int]) -> float:
        """How long a run is, in points, with what its turns and the lines that it crosses count for."""
        run = TrackSegment(ends, sides)
        length = run.bottom - run.top
        above, below = run.top - TRACK_GAP_PT, run.bottom + TRACK_GAP_PT
        near = [other for other in self.track_segments[gutter] if above < other.bottom and other.top < below]
        crossed = sum(min(run.count_crossings(other), other.count_crossings(run)) for other in near)
        return (
            length
            + (_TURN_COST_PT if length > 1 else 0)
            + _CROSSING_COST_PT * crossed
            + _CROWDING_COST_PT * len(near)
        )

    def _nearest_free_height(self, column: int, y: float, stretch: Interval) -> float | None:
        """The height next to the one wanted that no other stroke has, if there is any."""
        used = self.used_heights[column]
        for number in range(24):
            at = y + (number + 1) // 2 * TRACK_GAP_PT * (1 if number % 2 else -1)
            if stretch[0] <= at <= stretch[1]:
                near = bisect_right(used, at - _MIN_PASSAGE_GAP_PT)
                if near == len(used) or used[near] >= at + _MIN_PASSAGE_GAP_PT:
                    return at
        return None
