"""Shapes of a finished drawing as values, and how each is written as SVG. Lengths are points; y grows downwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from stances.graphics.direction import is_right_to_left, mark_left_to_right
from stances.graphics.geometry import Point, Rect
from stances.graphics.palette import TEXT_COLOUR
from stances.graphics.svg import MIRRORED_ANCHORS, escape_xml, format_number
from stances.graphics.typography import BODY_SIZE_PT

DASHES: Mapping[str, str] = {"solid": "", "dashed": "5,2", "dotted": "1,5"}
"""The `stroke-dasharray` of each style of line."""

_STRAIGHT_TOLERANCE = 0.1
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
    """A line of text with its baseline at `y`; `anchor` is start (the left), middle or end, whatever its direction."""

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
    """A polyline or, if `curved`, cubic Bézier curves: a point, then three for each curve; `tip` is that of a sign."""

    points: tuple[Point, ...]
    stroke: str = "none"
    stroke_width: float = 1
    dash: str = "solid"
    fill: str = "none"
    closed: bool = False
    curved: bool = False
    tip: Point | None = None


class Disc(NamedTuple):
    """A disc; `tip` is that of a sign."""

    centre: Point
    radius: float
    fill: str = "none"
    stroke: str = "none"
    stroke_width: float = 1
    tip: Point | None = None


Shape = Text | Rectangle | Path | Disc
Shapes = tuple[Shape, ...]
Attributes = tuple[tuple[str, str], ...]
"""Names of attributes with their values."""


def runs_from_right(line: Line) -> bool:
    """Whether the line is set from right to left, as its first letter is."""
    return is_right_to_left("".join([run.words for run in line]))


@lru_cache
def _anchor_attributes(anchor: str, from_right: bool) -> str:
    if not from_right:
        return "" if anchor == "start" else f' text-anchor="{anchor}"'
    mirrored = MIRRORED_ANCHORS[anchor]
    return ' direction="rtl"' + ("" if mirrored == "start" else f' text-anchor="{mirrored}"')


def _join_alike(line: Sequence[Run]) -> list[Run]:
    """The runs of a line, those that follow each other in one style as one."""
    runs: list[Run] = []
    for run in line:
        if runs and not run.indent and runs[-1]._replace(words="", indent=0) == run._replace(words=""):
            runs[-1] = runs[-1]._replace(words=f"{runs[-1].words} {run.words}")
        else:
            runs.append(run)
    return runs


@dataclass(frozen=True)
class ShapeWriter:
    """Writes shapes as SVG elements; `inherited` are the attributes that an element around them says for all.

    `number` writes places, but those of open lines and curves are written by `line_number`. With `marks_tips` signs become
    larger from their tips.
    """

    inherited: Attributes = ()
    number: Callable[[float], str] = format_number
    line_number: Callable[[float], str] = format_number
    marks_tips: bool = False

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
        from_right = runs_from_right(text.line)
        anchor = _anchor_attributes(text.anchor, from_right)
        place = f'<text x="{self.number(text.x)}" y="{self.number(text.y)}"{anchor}'
        first, *others = line = text.line if from_right else _join_alike(text.line)
        if not others:
            return f"{place}{self._run_attributes(first)}>{escape_xml(first.words)}</text>\n"
        spans = " ".join(self._write_span(run, from_right) for run in line)
        return f"{place}>{spans}</text>\n"

    def _write_span(self, run: Run, from_right: bool) -> str:
        indent = f' dx="{self.number(run.indent)}"' if run.indent and not from_right else ""
        words = mark_left_to_right(run.words) if from_right else run.words
        return f"<tspan{indent}{self._run_attributes(run)}>{escape_xml(words)}</tspan>"

    def _run_attributes(self, run: Run) -> str:
        return _letter_attributes(self.inherited, run.size, run.colour, run.bold, run.italic, run.struck)

    def _write_rectangle(self, shape: Rectangle) -> str:
        number, (left, top, width, height) = self.number, shape.rect
        role = f' class="{shape.role}"' if shape.role else ""
        place = f'x="{number(left)}" y="{number(top)}" width="{number(width)}" height="{number(height)}"'
        return (
            f"<rect{role} {place}{self._paint(shape.fill, shape.stroke, shape.stroke_width, shape.dash)}/>\n"
        )

    def _write_disc(self, shape: Disc) -> str:
        x, y = map(self.number, shape.centre)
        paint = self._paint(shape.fill, shape.stroke, shape.stroke_width)
        return (
            f'<circle cx="{x}" cy="{y}" r="{self.number(shape.radius)}"{paint}{self._origin(shape.tip)}/>\n'
        )

    def _origin(self, tip: Point | None) -> str:
        if tip is None or not self.marks_tips:
            return ""
        return f' class="sign" transform-origin="{self.number(tip[0])} {self.number(tip[1])}"'

    def _write_path(self, shape: Path) -> str:
        number = self.number if shape.closed else self.line_number
        points = [f"{number(x)},{number(y)}" for x, y in shape.points]
        data = _curve_data(shape.points, points) if shape.curved else "L".join(points)
        end = "Z" if shape.closed else ""
        paint = self._paint(shape.fill, shape.stroke, shape.stroke_width, shape.dash)
        return f'<path d="M{data}{end}"{paint}{self._origin(shape.tip)}/>\n'

    def _paint(self, fill: str, stroke: str, width: float, dash: str = "solid") -> str:
        return _paint_attributes(self.inherited, fill, stroke, width, dash)


def _attribute(inherited: Attributes, name: str, value: str, usual: str | None = None) -> str:
    """An attribute, unless what is around says the same or, where that says nothing, it has its usual value."""
    return "" if value == dict(inherited).get(name, usual) else f' {name}="{value}"'


@lru_cache(maxsize=1024)
def _letter_attributes(
    inherited: Attributes, size: float, colour: str, bold: bool, italic: bool, struck: bool
) -> str:
    said = _attribute(inherited, "font-size", f"{size:g}") + _attribute(inherited, "fill", colour)
    said += ' font-weight="bold"' if bold else ""
    said += ' font-style="italic"' if italic else ""
    return said + ' text-decoration="line-through"' if struck else said


@lru_cache(maxsize=4096)
def _paint_attributes(inherited: Attributes, fill: str, stroke: str, width: float, dash: str) -> str:
    paint = _attribute(inherited, "fill", fill) + _attribute(inherited, "stroke", stroke, "none")
    if stroke == "none":
        return paint
    paint += _attribute(inherited, "stroke-width", f"{width:g}", "1")
    return f'{paint} stroke-dasharray="{DASHES[dash]}"' if DASHES[dash] else paint


def _curve_data(points: tuple[Point, ...], words: list[str]) -> str:
    """Bézier curves by their points in words; straight ones become lines, and those of no length are left out."""
    data = [words[0]]
    for start in range(0, len(points) - 3, 3):
        if not _is_straight(*points[start : start + 4]):
            data.append(f"C{words[start + 1]} {words[start + 2]} {words[start + 3]}")
        elif words[start + 3] != words[start]:
            data.append(f"L{words[start + 3]}")
    return "".join(data)


def _is_straight(start: Point, one: Point, two: Point, end: Point) -> bool:
    """Whether both control points lie on the chord, between its ends."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = abs(dx) + abs(dy)
    if not length:
        return one == start == two
    return all(
        abs((x - start[0]) * dy - (y - start[1]) * dx) <= _STRAIGHT_TOLERANCE * length
        and -_STRAIGHT_TOLERANCE <= ((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy) <= 1.02
        for x, y in (one, two)
    )


def baseline(top: float, height: float, size: float) -> float:
    """Where a text of this size stands in the middle of a line: its letters' height is about 0.7 of the size."""
    return top + height / 2 + 0.35 * size
