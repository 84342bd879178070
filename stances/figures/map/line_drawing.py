"""The lines of links: along their curves, with a sign at each end that says what they do and how we know of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from stances.figures.map.layout.curves import SIGN_LENGTHS_PT
from stances.figures.map.layout.placement import Curve
from stances.figures.map.link_styles import LinkStyle
from stances.graphics.geometry import Point
from stances.graphics.palette import WHITE
from stances.graphics.shapes import Disc, Path, Shape, Shapes

SignDrawer = Callable[[Point, Point, str], Shape]
"""Draws a sign with its tip at a point, pointing in a direction (a vector of length 1), in a colour."""

_SIGN_LINE_PT = 1.2
JUNCTION_RADIUS_PT, JOINED_RADIUS_PT = 2.5, 3.6


def _polygon(tip: Point, direction: Point, corners: tuple[Point, ...], colour: str, fill: str) -> Path:
    """Corners given along and across the direction, in points from the tip."""
    (x, y), (u, v) = tip, direction
    points = tuple((x + along * u - across * v, y + along * v + across * u) for along, across in corners)
    return Path(points, colour, _SIGN_LINE_PT, fill=fill, closed=True, tip=tip)


def _arrow(tip: Point, direction: Point, colour: str) -> Shape:
    return _polygon(tip, direction, ((-9.4, -3.4), (-0.6, 0), (-9.4, 3.4)), colour, colour)


def _bar(tip: Point, direction: Point, colour: str) -> Shape:
    return _polygon(tip, direction, ((-2.4, -5.2), (-0.6, -5.2), (-0.6, 5.2), (-2.4, 5.2)), colour, colour)


def _diamond(tip: Point, direction: Point, colour: str) -> Shape:
    return _polygon(tip, direction, ((-10.4, 0), (-5.5, -3.6), (-0.6, 0), (-5.5, 3.6)), colour, WHITE)


def _filled_diamond(tip: Point, direction: Point, colour: str) -> Shape:
    return _polygon(tip, direction, ((-10.4, 0), (-5.5, -3.6), (-0.6, 0), (-5.5, 3.6)), colour, colour)


def _square(tip: Point, direction: Point, colour: str) -> Shape:
    """Upright in whatever direction the line leads, lest it look like the diamond."""
    x, y = tip[0] - 3.5 * direction[0], tip[1] - 3.5 * direction[1]
    return _polygon((x, y), (1, 0), ((-2.9, -2.9), (2.9, -2.9), (2.9, 2.9), (-2.9, 2.9)), colour, WHITE)


def _circle(tip: Point, direction: Point, colour: str) -> Shape:
    centre = tip[0] - 3.6 * direction[0], tip[1] - 3.6 * direction[1]
    return Disc(centre, 3, WHITE, colour, _SIGN_LINE_PT, tip)


def _dot(tip: Point, direction: Point, colour: str) -> Shape:
    return Disc((tip[0] - 4 * direction[0], tip[1] - 4 * direction[1]), 2.8, colour, tip=tip)


SIGN_DRAWERS: Mapping[str, SignDrawer] = {
    "normal": _arrow,
    "tee": _bar,
    "odiamond": _diamond,
    "diamond": _filled_diamond,
    "dot": _dot,
    "obox": _square,
    "odot": _circle,
}
"""By the names of Graphviz's arrows."""


def draw_line(curve: Curve, style: LinkStyle, width: float, head: str, tail: str) -> Iterator[Shape]:
    """A line in the style of its kind, and the signs at its ends; `head` and `tail` may be none."""
    yield Path(curve.points, style.colour, width, style.dash, curved=True)
    if curve.tail_tip and tail != "none":
        yield from _draw_signs(tail, curve.tail_tip, curve.points, style.colour)
    if curve.head_tip and head != "none":
        yield from _draw_signs(head, curve.head_tip, curve.points[::-1], style.colour)


def draw_junction(place: Point, colour: str, is_joined: bool) -> Disc:
    """The point where an undercut meets the link that it denies; larger, where the lines of an arrow's premises meet."""
    return Disc(place, JOINED_RADIUS_PT if is_joined else JUNCTION_RADIUS_PT, colour, tip=place)


def draw_legend_line(x: float, y: float, style: LinkStyle) -> Shapes:
    """A short line of a kind of link, 38 points wide, from `x` at the height `y`."""
    curve = Curve(((x, y), (x + 9, y), (x + 18, y), (x + 28, y)), None, (x + 38, y))
    return tuple(draw_line(curve, style, style.width, style.arrowhead, "none"))


def draw_legend_sign(x: float, y: float, name: str, colour: str) -> Shape:
    """A sign alone, from `x` at the height `y`."""
    return SIGN_DRAWERS[name]((x + 8, y), (1, 0), colour)


def draw_legend_contraries(x: float, y: float, style: LinkStyle) -> Shapes:
    """The same with a head at both ends."""
    curve = Curve(((x + 3, y), (x + 12, y), (x + 24, y), (x + 35, y)), (x, y), (x + 38, y))
    return tuple(draw_line(curve, style, style.width, style.arrowhead, style.arrowhead))


def draw_legend_joined(x: float, y: float, style: LinkStyle) -> Iterator[Shape]:
    """Two lines that meet in the middle, and one arrow from there."""
    middle = x + 16, y
    for start in ((x, y - 5), (x, y + 5)):
        yield from draw_line(_straight(start, middle), style, style.width, "none", "none")
    end = Curve(_straight(middle, (x + 29, y)).points, None, (x + 38, y))
    yield from draw_line(end, style, style.width, style.arrowhead, "none")
    yield draw_junction(middle, style.colour, is_joined=True)


def _straight(start: Point, end: Point) -> Curve:
    return Curve((start, start, end, end))


def _draw_signs(name: str, tip: Point, points: tuple[Point, ...], colour: str) -> Iterator[Shape]:
    """The sign at a tip, or a head and behind it another sign, in the direction of the line."""
    direction = _direction_at(tip, points)
    first, second = (name[:3], name[3:]) if name.startswith("tee") else (name, "")
    yield SIGN_DRAWERS[first](tip, direction, colour)
    if second:
        (x, y), length = tip, SIGN_LENGTHS_PT[first]
        yield SIGN_DRAWERS[second]((x - length * direction[0], y - length * direction[1]), direction, colour)


def _direction_at(tip: Point, points: tuple[Point, ...]) -> Point:
    """The direction to a tip from the nearest point of the line that is not the tip."""
    start = next((point for point in points if math.dist(point, tip) > 0.5), (tip[0], tip[1] + 1))
    length = math.dist(start, tip)
    return (tip[0] - start[0]) / length, (tip[1] - start[1]) / length
