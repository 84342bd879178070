"""Points, rectangles and polylines. Lengths are in points (1/72 inch); y grows downwards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]
Points = Sequence[Point]

_CORNER_RADIUS_PT = 6
"""Distance from a corner at which its rounding begins."""


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


class Rect(NamedTuple):
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2


def _point_along(one: Point, other: Point, length: float) -> Point:
    """The point at this distance from `one` towards `other`."""
    whole = math.dist(one, other)
    part = length / whole if whole else 0
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part


def _shorten_start(corners: Sequence[Point], length: float) -> list[Point]:
    """The corners with the first segment shortened by `length`, or by nearly all of it if it is shorter."""
    first, second, *rest = corners
    return [_point_along(first, second, min(length, math.dist(first, second) - 0.1)), second, *rest]


def round_corners(corners: Sequence[Point], tail: float, head: float) -> list[Point]:
    """Control points of cubic Bézier curves along a polyline, its corners rounded.

    The line is cut short by `tail` and `head` at its ends, to leave room for arrowheads.
    """
    corners = _shorten_start(_shorten_start(corners, tail)[::-1], head)[::-1]
    points = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        turn = min(_CORNER_RADIUS_PT, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        start, end = _point_along(corner, before, turn), _point_along(corner, after, turn)
        points += [*_straight_bezier(points[-1], start), corner, corner, end]
    return points + _straight_bezier(points[-1], corners[-1])


def _straight_bezier(one: Point, other: Point) -> list[Point]:
    """The three points that continue a Bézier curve from `one` in a straight line to `other`."""
    return [
        _point_along(one, other, math.dist(one, other) / 3),
        _point_along(other, one, math.dist(one, other) / 3),
        other,
    ]


def drop_collinear(points: Iterable[Point]) -> list[Point]:
    """The points without those at which the line does not turn."""
    corners: list[Point] = []
    for point in points:
        if corners and corners[-1] == point:
            continue
        if len(corners) > 1 and any(corners[-2][axis] == corners[-1][axis] == point[axis] for axis in (0, 1)):
            corners.pop()
        corners.append(point)
    return corners


def count_crossings(lines: Iterable[Sequence[Point]]) -> int:
    """How often lines cross that turn at right angles alone, but for their rounded corners."""
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    for line in lines:
        for (x, y), (next_x, next_y) in pairwise(line):
            if abs(y - next_y) < 0.1:
                across.append((y, min(x, next_x), max(x, next_x)))
            elif abs(x - next_x) < 0.1:
                down.append((x, min(y, next_y), max(y, next_y)))
    return sum(left < x < right and top < y < bottom for y, left, right in across for x, top, bottom in down)


def label_point(corners: Sequence[Point]) -> Point:
    """The middle of the longest segment."""
    one, other = max(pairwise(corners), key=lambda ends: math.dist(*ends))
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
