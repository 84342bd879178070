"""Points, boxes and lines of straight pieces, in points (1/72 inch); y grows downwards."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

Points = Sequence[tuple[float, float]]


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


Point = tuple[float, float]


_CORNER_RADIUS_PT = 6
"""How far from a corner a line begins to turn."""


def _point_along(one: Point, other: Point, length: float) -> Point:
    """The point so far from one towards the other."""
    whole = math.dist(one, other)
    part = length / whole if whole else 0
    return one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part


def _shorten_start(corners: Sequence[Point], length: float) -> list[Point]:
    """The corners without so much of the first stretch, or nearly all of it."""
    first, second, *rest = corners
    return [_point_along(first, second, min(length, math.dist(first, second) - 0.1)), second, *rest]


def round_corners(corners: Sequence[Point], tail: float, head: float) -> list[Point]:
    """The points of Bézier curves along these corners, rounded; room is left for arrowheads at both ends."""
    corners = _shorten_start(_shorten_start(corners, tail)[::-1], head)[::-1]
    points = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        turn = min(_CORNER_RADIUS_PT, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        begun, ended = _point_along(corner, before, turn), _point_along(corner, after, turn)
        points += [*_straight_bezier(points[-1], begun), corner, corner, ended]
    return points + _straight_bezier(points[-1], corners[-1])


def _straight_bezier(one: Point, other: Point) -> list[Point]:
    """What makes a straight line of a curve."""
    return [
        _point_along(one, other, math.dist(one, other) / 3),
        _point_along(other, one, math.dist(one, other) / 3),
        other,
    ]


def label_point(corners: Sequence[Point]) -> Point:
    """The middle of the longest stretch."""
    one, other = max(pairwise(corners), key=lambda ends: math.dist(*ends))
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
