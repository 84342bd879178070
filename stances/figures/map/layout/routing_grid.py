"""The channels between columns of boxes, and the routes that edges can take through them."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from stances.graphics.geometry import Point, Rect

Stretch = tuple[float, float]


HEADS = 10
"""On both sides of a gutter, where arrowheads lie and no track does."""


TRACK = 6
"""How far apart two lines lie that run side by side, where there is room."""


_EDGE = 7
"""From a corner of a box to the first port."""


_CLEAR = 4
"""From a box to a line that passes above or below it."""


_TURN = 30
"""How much of a detour a line takes to save a turn."""


_CROWD = 4
"""How much of a detour a line takes to keep off another's stretch."""


_CROSSED = 250
"""How much of a detour a line takes to save a crossing."""


_APART = TRACK - 1
"""How far apart two lines must lie that pass a column."""


_CHOICES = 16
"""How many ways through a column are weighed."""


class Stroke(NamedTuple):
    """What is drawn in one piece, from one place to another."""

    name: str
    source: str
    target: str


@dataclass
class _Way:
    """Through which gutters a stroke runs, and at what heights it leaves, passes the columns between them, and arrives."""

    stroke: Stroke
    gutters: list[int]
    heights: list[float]
    runs: list[_Run] = field(default_factory=list)
    """Its stretches along those gutters, once it is laid."""

    def passed(self) -> Iterator[tuple[int, float]]:
        """The columns that it passes, and at what height each."""
        for (one, other), height in zip(pairwise(self.gutters), self.heights[1:-1], strict=True):
            yield min(one, other), height


class _Run:
    """A stretch along a gutter; `sides` say where its line goes on at either end: -1 left, 1 right, 0 nowhere."""

    __slots__ = ("bottom", "leftward", "rightward", "top", "x")

    def __init__(self, ends: Stretch, sides: tuple[int, int]) -> None:
        self.top, self.bottom = min(ends), max(ends)
        self.leftward = [y for y, side in zip(ends, sides, strict=True) if side < 0]
        self.rightward = [y for y, side in zip(ends, sides, strict=True) if side > 0]
        self.x = 0.0

    def beside(self, other: _Run) -> bool:
        return self.top - TRACK < other.bottom and other.top - TRACK < self.bottom

    def crossed(self, other: _Run) -> int:
        """How often the two cross if this one lies left of the other."""
        found = 0
        for y in self.rightward:
            found += other.top < y < other.bottom
        for y in other.leftward:
            found += self.top < y < self.bottom
        return found


def _into(value: float, stretch: Stretch) -> float:
    return min(max(value, stretch[0]), stretch[1])


class _Streets:
    """Columns with the free heights in each, and gutters: the first lies left of the first column."""

    def __init__(
        self, places: Mapping[str, Rect], points: Mapping[str, Point], walls: Iterable[Rect], ground: Rect
    ) -> None:
        self.places, self.points, self.ground = places, points, ground
        self.lefts = sorted({place.left for place in places.values()})
        self.rights = list(self.lefts)
        self.boxes: list[list[Rect]] = [[] for _ in self.lefts]
        for place in places.values():
            column = bisect_left(self.lefts, place.left)
            self.rights[column] = max(self.rights[column], place.right)
            self.boxes[column].append(place)
        walls = sorted([*walls, *places.values()], key=lambda wall: wall.top)
        self.free = [list(self._free(column, walls)) for column in range(len(self.lefts))]
        self.used: list[list[float]] = [[] for _ in self.lefts]  # ascending
        self.runs: list[list[_Run]] = [[] for _ in range(len(self.lefts) + 1)]

    def _free(self, column: int, walls: Iterable[Rect]) -> Iterator[Stretch]:
        left, right = self.lefts[column], self.rights[column]
        y = 0.0
        for wall in walls:
            if wall.left < right and left < wall.right:
                if wall.top - y > 2 * _CLEAR:
                    yield y + _CLEAR, wall.top - _CLEAR
                y = max(y, wall.bottom)
        yield y + _CLEAR, max(self.ground.bottom, y + 4 * _CLEAR)

    def gutter(self, number: int) -> Stretch:
        """Where tracks may lie."""
        left = self.rights[number - 1] if number else self.ground.left
        right = self.lefts[number] if number < len(self.lefts) else self.ground.right
        return left + HEADS, right - HEADS

    def gutters(self, name: str) -> tuple[int, ...]:
        """Where a stroke can leave a box or a joint."""
        if name in self.points:
            return (bisect_left(self.lefts, self.points[name][0]),)
        column = bisect_left(self.lefts, self.places[name].left)
        return column, column + 1

    def ports(self, name: str) -> Stretch:
        """Between which heights a stroke can leave."""
        if name in self.points:
            return self.points[name][1], self.points[name][1]
        place = self.places[name]
        return place.top + _EDGE, place.bottom - _EDGE

    def neighbours(self, one: str, other: str) -> bool:
        """Whether two boxes stand in one column with nothing between them."""
        if {one, other} & self.points.keys() or one == other:
            return False
        upper, lower = sorted((self.places[one], self.places[other]), key=lambda place: place.top)
        column = self.boxes[bisect_left(self.lefts, upper.left)]
        return upper.left == lower.left and not any(upper.top < box.top < lower.top for box in column)

    def length(self, stroke: Stroke) -> float:
        (x, y), (other_x, other_y) = (
            self.points.get(name) or self.places[name].centre for name in (stroke.source, stroke.target)
        )
        return abs(x - other_x) + abs(y - other_y)

    def side(self, name: str, gutter: int) -> int:
        """On which side of a gutter a box lies."""
        if name in self.points:
            return 0
        return 1 if self.gutters(name)[0] == gutter else -1

    def lay(self, way: _Way) -> None:
        """Makes the runs of a way."""
        sides = [other - one for one, other in pairwise(way.gutters)]
        before = [self.side(way.stroke.source, way.gutters[0]), *(-side for side in sides)]
        after = [*sides, self.side(way.stroke.target, way.gutters[-1])]
        way.runs = [
            _Run(*each) for each in zip(pairwise(way.heights), zip(before, after, strict=True), strict=True)
        ]

    def take(self, way: _Way) -> None:
        self.lay(way)
        for gutter, run in zip(way.gutters, way.runs, strict=True):
            self.runs[gutter].append(run)
        for column, height in way.passed():
            insort(self.used[column], height)

    def leave(self, way: _Way) -> None:
        for gutter, run in zip(way.gutters, way.runs, strict=True):
            self.runs[gutter].remove(run)
        for column, height in way.passed():
            self.used[column].remove(height)

    def way(self, stroke: Stroke) -> _Way:
        """The cheapest way that is left by those taken."""
        choices = [
            self._tried(stroke, out, into)
            for out in self.gutters(stroke.source)
            for into in self.gutters(stroke.target)
        ]
        return min(choices, key=lambda choice: choice[0])[1]

    def _tried(self, stroke: Stroke, out: int, into: int) -> tuple[float, _Way]:
        start, end = self.ports(stroke.source), self.ports(stroke.target)
        y = _into((end[0] + end[1]) / 2, start)
        goal = _into(y, end)
        step = 1 if into >= out else -1
        gutters = list(range(out, into + step, step))
        heights, before = [y], self.side(stroke.source, out)
        cost = len(gutters) * (self.rights[0] - self.lefts[0])
        for one, other in pairwise(gutters):
            more, at = self._passage(one, other, (before, step), heights[-1], goal)
            cost += more
            heights.append(at)
            before = -step
        cost += self._cost(into, (heights[-1], goal), (before, self.side(stroke.target, into)))
        return cost, _Way(stroke, gutters, [*heights, goal])

    def _passage(
        self, gutter: int, other: int, sides: tuple[int, int], y: float, goal: float
    ) -> tuple[float, float]:
        """The height at which best to pass the column between two gutters, and what it costs to come there."""
        column = min(gutter, other)
        free = ((_into(y, stretch), stretch) for stretch in self.free[column])
        found = [at for want, stretch in free if (at := self._clear(column, want, stretch)) is not None]
        found = found or [_into(y, stretch) for stretch in self.free[column]]
        straight = sorted((abs(at - y) + abs(at - goal), at) for at in found)
        best, cheapest = (math.inf, goal), math.inf
        for least, at in straight[:_CHOICES]:
            if least >= cheapest:
                break
            cost = self._cost(gutter, (y, at), sides)
            if cost + abs(at - goal) < cheapest:
                best, cheapest = (cost, at), cost + abs(at - goal)
        return best

    def _cost(self, gutter: int, ends: Stretch, sides: tuple[int, int]) -> float:
        """How long a run is, in points, with what its turns and the lines that it crosses count for."""
        run = _Run(ends, sides)
        length = run.bottom - run.top
        above, below = run.top - TRACK, run.bottom + TRACK
        near = [other for other in self.runs[gutter] if above < other.bottom and other.top < below]
        crossed = sum(min(run.crossed(other), other.crossed(run)) for other in near)
        return length + (_TURN if length > 1 else 0) + _CROSSED * crossed + _CROWD * len(near)

    def _clear(self, column: int, y: float, stretch: Stretch) -> float | None:
        """The height next to the one wanted that no other stroke has, if there is any."""
        used = self.used[column]
        for number in range(24):
            at = y + (number + 1) // 2 * TRACK * (1 if number % 2 else -1)
            if stretch[0] <= at <= stretch[1]:
                near = bisect_right(used, at - _APART)
                if near == len(used) or used[near] >= at + _APART:
                    return at
        return None
