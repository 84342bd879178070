"""Shapes of a finished drawing as values, and how each is written as SVG. Lengths are points; y grows downwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from stances.graphics.geometry import Point, Rect
from stances.graphics.palette import TEXT_COLOUR
from stances.graphics.svg import escape_xml, format_number
from stances.graphics.typography import BODY_SIZE_PT

DASHES: Mapping[str, str] = {"solid": "", "dashed": "5,2", "dotted": "1,5"}
"""The `stroke-dasharray` of each style of line."""

_STRAIGHT_TOLERANCE = 0.02
"""A Bézier curve whose control points are as near as this to its chord, in points, is written as a line."""


class Run(NamedTuple):
    """Words of a line in one size, colour and style; `indent` is the extra space before them."""

    words: str
    size: float = BODY_SIZE_PT
    colour: str = TEXT_COLOUR
    bold: bool = False
    italic: bool = False
    struck: bool = False
    indent: float = 0


Line = tuple[Run, ...]
"""One line of text."""


class Text(NamedTuple):
    """A line of text with its baseline at `y`; `anchor` is start, middle or end."""

    x: float
    y: float
    line: Line
    anchor: str = "start"


class Rectangle(NamedTuple):
    """A rectangle; `dash` is a name in `DASHES`, `role` a class in the SVG."""

    rect: Rect
    fill: str = "none"
    stroke: str = "none"
    stroke_width: float = 1
    dash: str = "solid"
    role: str = ""


class Path(NamedTuple):
    """A polyline or, if `curved`, cubic Bézier curves: a point, then three for each curve."""

    points: tuple[Point, ...]
    stroke: str = "none"
    stroke_width: float = 1
    dash: str = "solid"
    fill: str = "none"
    closed: bool = False
    curved: bool = False


class Disc(NamedTuple):
    centre: Point
    radius: float
    fill: str = "none"
    stroke: str = "none"
    stroke_width: float = 1


Shape = Text | Rectangle | Path | Disc
Shapes = tuple[Shape, ...]


@dataclass(frozen=True)
class ShapeWriter:
    """Writes shapes as SVG elements. With `inherits`, texts leave out what the drawing's root says for all of them."""

    inherits: bool = False
    number: Callable[[float], str] = format_number

    def write(self, shapes: Iterable[Shape]) -> str:
        """The elements, one a line."""
        return "".join([self._write_shape(shape) for shape in shapes])

    def _write_shape(self, shape: Shape) -> str:
        if isinstance(shape, Text):
            return self._write_text(shape)
        if isinstance(shape, Rectangle):
            return self._write_rectangle(shape)
        return self._write_path(shape) if isinstance(shape, Path) else self._write_disc(shape)

    def _write_text(self, text: Text) -> str:
        anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
        place = f'<text x="{self.number(text.x)}" y="{self.number(text.y)}"{anchor}'
        first, *others = text.line
        if not others:
            return f"{place}{self._run_attributes(first)}>{escape_xml(first.words)}</text>\n"
        spans = " ".join(self._write_span(run) for run in text.line)
        return f"{place}>{spans}</text>\n"

    def _write_span(self, run: Run) -> str:
        indent = f' dx="{self.number(run.indent)}"' if run.indent else ""
        return f"<tspan{indent}{self._run_attributes(run)}>{escape_xml(run.words)}</tspan>"

    def _run_attributes(self, run: Run) -> str:
        said = ""
        if not (self.inherits and run.size == BODY_SIZE_PT):
            said += f' font-size="{run.size:g}"'
        if not (self.inherits and run.colour == TEXT_COLOUR):
            said += f' fill="{run.colour}"'
        if run.bold:
            said += ' font-weight="bold"'
        if run.italic:
            said += ' font-style="italic"'
        return said + ' text-decoration="line-through"' if run.struck else said

    def _write_rectangle(self, shape: Rectangle) -> str:
        number, (left, top, width, height) = self.number, shape.rect
        role = f' class="{shape.role}"' if shape.role else ""
        place = f'x="{number(left)}" y="{number(top)}" width="{number(width)}" height="{number(height)}"'
        return f'<rect{role} {place} fill="{shape.fill}"{self._stroke(shape.stroke, shape.stroke_width, shape.dash)}/>\n'

    def _write_disc(self, shape: Disc) -> str:
        x, y = map(self.number, shape.centre)
        stroke = self._stroke(shape.stroke, shape.stroke_width)
        return f'<circle cx="{x}" cy="{y}" r="{self.number(shape.radius)}" fill="{shape.fill}"{stroke}/>\n'

    def _write_path(self, shape: Path) -> str:
        data = self._curves(shape.points) if shape.curved else self._lines(shape.points)
        end = "Z" if shape.closed else ""
        stroke = self._stroke(shape.stroke, shape.stroke_width, shape.dash)
        return f'<path d="{data}{end}" fill="{shape.fill}"{stroke}/>\n'

    def _stroke(self, colour: str, width: float, dash: str = "solid") -> str:
        if colour == "none":
            return ""
        stroke = f' stroke="{colour}"' + ("" if width == 1 else f' stroke-width="{width:g}"')
        return f'{stroke} stroke-dasharray="{DASHES[dash]}"' if DASHES[dash] else stroke

    def _point(self, point: Point) -> str:
        return f"{self.number(point[0])},{self.number(point[1])}"

    def _lines(self, points: Iterable[Point]) -> str:
        first, *others = map(self._point, points)
        return f"M{first}" + "".join([f"L{point}" for point in others])

    def _curves(self, points: tuple[Point, ...]) -> str:
        """The data of Bézier curves, of which straight ones are written as lines and those of no length left out."""
        data, start = [f"M{self._point(points[0])}"], points[0]
        for place in range(1, len(points) - 2, 3):
            one, two, end = points[place : place + 3]
            if _is_straight(start, one, two, end):
                data.append(f"L{self._point(end)}" if end != start else "")
            else:
                data.append(f"C{self._point(one)} {self._point(two)} {self._point(end)}")
            start = end
        return "".join(data)


def _is_straight(start: Point, one: Point, two: Point, end: Point) -> bool:
    """Whether both control points lie on the chord, between its ends."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = abs(dx) + abs(dy)
    if not length:
        return one == start == two
    return all(
        abs((x - start[0]) * dy - (y - start[1]) * dx) <= _STRAIGHT_TOLERANCE * length
        and -_STRAIGHT_TOLERANCE
        <= ((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy)
        <= 1 + _STRAIGHT_TOLERANCE
        for x, y in (one, two)
    )


def shift_shape(shape: Shape, dx: float, dy: float) -> Shape:
    """The shape moved by so much."""
    if isinstance(shape, Text):
        return shape._replace(x=shape.x + dx, y=shape.y + dy)
    if isinstance(shape, Rectangle):
        return shape._replace(rect=shape.rect._replace(left=shape.rect.left + dx, top=shape.rect.top + dy))
    if isinstance(shape, Path):
        return shape._replace(points=tuple((x + dx, y + dy) for x, y in shape.points))
    return shape._replace(centre=(shape.centre[0] + dx, shape.centre[1] + dy))


def baseline(top: float, height: float, size: float) -> float:
    """Where a text of this size stands in the middle of a line: its letters' height is about 0.7 of the size."""
    return top + height / 2 + 0.35 * size
