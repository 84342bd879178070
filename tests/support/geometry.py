"""What is drawn in an SVG and where, in points on its page, however its elements are nested: to compare two drawings.

A shape is a text with its place and size, or an outline: the corners of a rectangle, a polygon or a closed path of straight lines
are the same, wherever they begin and whichever way they run. Colours, names and what is not seen count for nothing.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from lxml import etree

TOLERANCE_PT = 0.5
SVG = "{http://www.w3.org/2000/svg}"
Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
Style = Mapping[str, str]

INHERITED = ("fill", "stroke", "font-size", "font-weight", "text-anchor")
UNSEEN = ("none", "transparent")
SKIPPED = ("title", "desc", "metadata", "defs", "style")


@dataclass(frozen=True)
class Shape:
    """A shape: its kind, its words, its points, and the size of a text or the radii of an ellipse."""

    kind: str
    words: str
    points: tuple[Point, ...]
    sizes: tuple[float, ...] = ()

    @cached_property
    def centre(self) -> Point:
        xs, ys = zip(*self.points, strict=True)
        return sum(xs) / len(xs), sum(ys) / len(ys)

    def differs(self, other: Shape) -> float:
        """By how much two shapes of one kind and number of points differ at most, in points."""
        sizes = max((abs(a - b) for a, b in zip(self.sizes, other.sizes, strict=True)), default=0)
        return max(sizes, min(_farthest(self.points, points) for points in other._ways_round()))

    def _ways_round(self) -> Iterator[Sequence[Point]]:
        for points in (self.points, self.points[::-1]):
            for first in range(len(points) if self.kind == "outline" else 1):
                yield points[first:] + points[:first]

    def __str__(self) -> str:
        words = f" “{self.words}”" if self.words else ""
        return f"{self.kind.partition(' ')[0]}{words} around {self.centre[0]:.1f}, {self.centre[1]:.1f}"


def _farthest(some: Sequence[Point], others: Sequence[Point]) -> float:
    pairs = zip(some, others, strict=True)
    return max(max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in pairs)


def compare_drawings(before: bytes, after: bytes, tolerance: float = TOLERANCE_PT) -> list[str]:
    """What differs between two drawings, a line each; nothing if they show the same within the tolerance, in points."""
    left = _ShapeIndex(drawn_shapes(after), tolerance)
    gone = [shape for shape in drawn_shapes(before) if not left.take(shape)]
    return [*(f"gone: {shape}" for shape in gone), *(f"new: {shape}" for shape in left.shapes())]


class _ShapeIndex:
    """Shapes by what they are and where their centre is, so that each is compared with its neighbours alone."""

    def __init__(self, shapes: Iterable[Shape], tolerance: float) -> None:
        self.tolerance = tolerance
        self.by_place: dict[tuple[object, ...], list[Shape]] = defaultdict(list)
        for shape in shapes:
            self.by_place[self._key(shape)].append(shape)

    def _key(self, shape: Shape, right: int = 0, down: int = 0) -> tuple[object, ...]:
        x, y = (math.floor(part / self.tolerance) for part in shape.centre)
        return shape.kind, shape.words, len(shape.points), x + right, y + down

    def take(self, shape: Shape) -> bool:
        """Take out the shape most like this one; False if none is within the tolerance."""
        around = [self._key(shape, *step) for step in product((0, -1, 1), repeat=2)]
        found = [(shape.differs(other), key, other) for key in around for other in self.by_place.get(key, ())]
        difference, key, nearest = min(found, key=lambda one: one[0], default=(math.inf, (), shape))
        if difference > self.tolerance:
            return False
        self.by_place[key].remove(nearest)
        return True

    def shapes(self) -> list[Shape]:
        return [shape for shapes in self.by_place.values() for shape in shapes]


def drawn_shapes(svg: bytes) -> list[Shape]:
    """All that is seen in a drawing, and the corner of its page."""
    root: Any = etree.fromstring(svg)
    width, height = (float(root.get(name).removesuffix("pt")) for name in ("width", "height"))
    left, top, across, down = map(float, root.get("viewBox").replace(",", " ").split())
    sx, sy = width / across, height / down
    page = Shape("page", "", ((width, height),))
    return [page, *_walk(root, (sx, 0, 0, sy, -left * sx, -top * sy), {})]


def _walk(element: Any, matrix: Matrix, inherited: Style) -> Iterator[Shape]:
    for child in element:
        name = child.tag.removeprefix(SVG) if isinstance(child.tag, str) else SKIPPED[0]
        if name in SKIPPED:
            continue
        style = {**inherited, **{key: value for key in INHERITED if (value := child.get(key))}}
        here = _product(matrix, _read_transform(child.get("transform", "")))
        if name == "text":
            yield from _texts(child, here, style)
        elif name in ("circle", "ellipse"):
            yield _ellipse(child, here)
        elif name in _OUTLINES:
            if any(
                style.get(key, usual) not in UNSEEN for key, usual in (("fill", "black"), ("stroke", "none"))
            ):
                yield from _outlines(_OUTLINES[name](child), here)
        else:
            yield from _walk(child, here, style)


def _texts(element: Any, matrix: Matrix, style: Style) -> Iterator[Shape]:
    """The text, or each of its parts that has a place of its own."""
    place, words = (float(element.get("x", 0)), float(element.get("y", 0))), element.text or ""
    for part in element.iter(f"{SVG}tspan"):
        if any(part.get(name) for name in ("x", "y", "dy")):
            yield from _text(words, place, matrix, style)
            down = float(part.get("dy", 0))
            place, words = (float(part.get("x", place[0])), float(part.get("y", place[1])) + down), ""
        words += f"{part.text or ''}{part.tail or ''}"
    yield from _text(words, place, matrix, style)


def _text(words: str, place: Point, matrix: Matrix, style: Style) -> Iterator[Shape]:
    if plain := " ".join(words.split()):
        size = float(style.get("font-size", "16").removesuffix("pt").removesuffix("px"))
        weight = style.get("font-weight", "normal").replace("700", "bold")
        kind = f"text {weight} {style.get('text-anchor', 'start')}"
        yield Shape(kind, plain, (_apply(matrix, place),), (size * _scale(matrix),))


def _ellipse(element: Any, matrix: Matrix) -> Shape:
    centre = _apply(matrix, (float(element.get("cx", 0)), float(element.get("cy", 0))))
    radii = (float(element.get(name, element.get("r", 0))) * _scale(matrix) for name in ("rx", "ry"))
    return Shape("ellipse", "", (centre,), tuple(radii))


def _outlines(parts: Iterable[tuple[str, Sequence[Point]]], matrix: Matrix) -> Iterator[Shape]:
    for kind, points in parts:
        placed = [_apply(matrix, point) for point in points]
        if kind == "outline":  # each corner once
            placed = [point for n, point in enumerate(placed) if math.dist(point, placed[n - 1]) > 0.01]
        if placed:
            yield Shape(kind, "", tuple(placed))


def _rect(element: Any) -> Iterator[tuple[str, list[Point]]]:
    x, y, width, height = (float(element.get(name, 0)) for name in ("x", "y", "width", "height"))
    yield "outline", [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def _polygon(element: Any) -> Iterator[tuple[str, list[Point]]]:
    yield "outline", _pairs(_numbers(element.get("points", "")))


def _polyline(element: Any) -> Iterator[tuple[str, list[Point]]]:
    yield "line", _pairs(_numbers(element.get("points", "")))


def _line(element: Any) -> Iterator[tuple[str, list[Point]]]:
    x1, y1, x2, y2 = (float(element.get(name, 0)) for name in ("x1", "y1", "x2", "y2"))
    yield "line", [(x1, y1), (x2, y2)]


def _path(element: Any) -> Iterator[tuple[str, list[Point]]]:
    return _Pen().read(element.get("d", ""))


_OUTLINES: Mapping[str, Callable[[Any], Iterator[tuple[str, list[Point]]]]] = {
    "rect": _rect,
    "polygon": _polygon,
    "polyline": _polyline,
    "line": _line,
    "path": _path,
}


class _Pen:
    """Reads the parts of a path; the points of a curve are its ends and controls."""

    COUNTS: Mapping[str, int] = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}

    def __init__(self) -> None:
        self.at: Point = (0, 0)
        self.begin(self.at)

    def begin(self, start: Point) -> None:
        self.start, self.points = start, [start]
        self.is_closed = self.is_curved = False

    def read(self, data: str) -> Iterator[tuple[str, list[Point]]]:
        for command, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", data):
            numbers, name = _numbers(rest), command.upper()
            if name == "Z":
                self.is_closed, self.at = True, self.start
            elif name == "M":
                yield from self.finish()
                self.at = self._points("M", numbers[:2], command.islower())[-1]
                self.begin(self.at)
                self.draw("L", numbers[2:], command.islower())
            else:
                self.draw(name, numbers, command.islower())
        yield from self.finish()

    def draw(self, name: str, numbers: Sequence[float], is_relative: bool) -> None:
        self.is_curved = self.is_curved or name in "CSQTA"
        count = self.COUNTS[name]
        for n in range(0, len(numbers), count):
            self.points += self._points(name, numbers[n : n + count], is_relative)
            self.at = self.points[-1]

    def _points(self, name: str, given: Sequence[float], is_relative: bool) -> list[Point]:
        x, y = self.at if is_relative else (0, 0)
        if name == "H":
            return [(given[0] + x, self.at[1])]
        if name == "V":
            return [(self.at[0], given[0] + y)]
        return [(right + x, down + y) for right, down in _pairs(given[-2:] if name == "A" else given)]

    def finish(self) -> Iterator[tuple[str, list[Point]]]:
        if len(self.points) > 1:
            yield "curve" if self.is_curved else "outline" if self.is_closed else "line", self.points


# --- numbers ---


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?", text)]


def _pairs(numbers: Sequence[float]) -> list[Point]:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _apply(matrix: Matrix, point: Point) -> Point:
    (a, b, c, d, e, f), (x, y) = matrix, point
    return a * x + c * y + e, b * x + d * y + f


def _product(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, *_ = one
    g, h, i, j, *_ = two
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, *_apply(one, two[4:])


def _scale(matrix: Matrix) -> float:
    a, b, c, d, *_ = matrix
    return math.sqrt(abs(a * d - b * c))


def _read_transform(text: str) -> Matrix:
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    for name, rest in re.findall(r"(\w+)\s*\(([^)]*)\)", text):
        matrix = _product(matrix, _transform(name, _numbers(rest)))
    return matrix


def _transform(name: str, numbers: Sequence[float]) -> Matrix:
    match name, list(numbers):
        case "translate", [x, *rest]:
            return 1, 0, 0, 1, x, rest[0] if rest else 0
        case "scale", [x, *rest]:
            return x, 0, 0, rest[0] if rest else x, 0, 0
        case "rotate", [angle, *centre]:
            cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            x, y = centre or (0, 0)
            return cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y
        case "matrix", [a, b, c, d, e, f]:
            return a, b, c, d, e, f
    raise ValueError(f"no such transform: {name} {numbers}")
