"""The lines of links: along their curves, with a sign at each end that says what they do and how we know of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from stances.figures.map.layout.in_rows import JUNCTION_DIAMETER_PT
from stances.figures.map.layout.placement import Curve
from stances.figures.map.link_styles import LinkStyle
from stances.graphics.geometry import Point
from stances.graphics.palette import WHITE
from stances.graphics.shapes import Disc, Path, Shape, Shapes

SignDrawer = Callable[[Point, Point, str], Shape]
"""Draws a sign with its tip at a point, pointing in a direction (a vector of length 1), in a colour."""

_SIGN_LINE_PT = 1.2


def _polygon(tip: Point, direction: Point, corners: tuple[Point, ...], colour: str, fill: str) -> Path:
    """Corners given along and across the direction, in points from the tip."""
    (x, y), (u, v) = tip, direction
    points = tuple((x + along * u - across * v, y + along * v + across * u) for along, across in corners)
    return Path(points, colour, _SIGN_LINE_PT, fill=fill, closed=True)


def _arrow(tip: Point, direction: Point, colour: str) -> Shape:
    return _polygon(tip, direction, ((-9.4, -3.4), (-0.6, 0), (-9.4, 3.4)), colour, colour)


def _bar(tip: Point, direction: Point, colour: str) -> Shape:
    return _polygon(tip, direction, ((-2.4, -5.2), (-0.6, -5.2), (-0.6, 5.2), (-2.4, 5.2)), colour, colour)


def _diamond(tip: Point, direction: Point, colour: str) -> Shape:
    return _polygon(tip, direction, ((-10.4, 0), (-5.5, -3.6), (-0.6, 0), (-5.5, 3.6)), colour, WHITE)


def _square(tip: Point, direction: Point, colour: str) -> Shape:
    """Upright in whatever direction the line leads, lest it look like the diamond."""
    x, y = tip[0] - 3.5 * direction[0], tip[1] - 3.5 * direction[1]
    return _polygon((x, y), (1, 0), ((-2.9, -2.9), (2.9, -2.9), (2.9, 2.9), (-2.9, 2.9)), colour, WHITE)


def _circle(tip: Point, direction: Point, colour: str) -> Shape:
    centre = tip[0] - 3.6 * direction[0], tip[1] - 3.6 * direction[1]
    return Disc(centre, 3, WHITE, colour, _SIGN_LINE_PT)


SIGN_DRAWERS: Mapping[str, SignDrawer] = {
    "normal": _arrow,
    "tee": _bar,
    "odiamond": _diamond,
    "obox": _square,
    "odot": _circle,
}
"""By the names of Graphviz's arrows."""


def draw_line(curve: Curve, style: LinkStyle, width: float, head: str, tail: str) -> Iterator[Shape]:
    """A line in the style of its kind, and the signs at its ends; `head` and `tail` may be none."""
    yield Path(curve.points, style.colour, width, style.dash, curved=True)
    if curve.tail_tip and tail != "none":
        yield _draw_sign(tail, curve.tail_tip, curve.points, style.colour)
    if curve.head_tip and head != "none":
        yield _draw_sign(head, curve.head_tip, curve.points[::-1], style.colour)


def draw_junction(place: Point, colour: str) -> Disc:
    """The point where an undercut meets the link that it denies."""
    return Disc(place, JUNCTION_DIAMETER_PT / 2, colour)


def draw_legend_line(x: float, y: float, style: LinkStyle) -> Shapes:
    """A short line of a kind of link, 38 points wide, from `x` at the height `y`."""
    curve = Curve(((x, y), (x + 9, y), (x + 18, y), (x + 28, y)), None, (x + 38, y))
    return tuple(draw_line(curve, style, style.width, style.arrowhead, "none"))


def draw_legend_sign(x: float, y: float, name: str, colour: str) -> Shape:
    """A sign alone, from `x` at the height `y`."""
    return SIGN_DRAWERS[name]((x + 8, y), (1, 0), colour)


def _draw_sign(name: str, tip: Point, points: tuple[Point, ...], colour: str) -> Shape:
    """The sign at a tip, in the direction from the nearest point of the line that is not the tip."""
    start = next((point for point in points if math.dist(point, tip) > 0.5), (tip[0], tip[1] + 1))
    length = math.dist(start, tip)
    direction = (tip[0] - start[0]) / length, (tip[1] - start[1]) / length
    return SIGN_DRAWERS[name](tip, direction, colour)
