"""How good a drawing is, counted: its size, how often links cross, what is hidden under boxes, the smallest text.

Everything is read off the finished SVG, so that any two layouts can be compared. Before the arrow stands what Graphviz alone
makes of the same boxes and links: by argument the whole layout; by time and by speaker, where the boxes have their places,
straight links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from lxml import etree

from stances.argument.options import Arrangement, MapView
from stances.figures.map.layout.graphviz import LayoutEngine, render_in_process
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.figures.map.render import draw_view
from stances.formats import load_path
from stances.record.record import Record
from tests.benchmarks.sites import SHIPPED

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PARTS = 8
"""Straight pieces that stand for one piece of a curve."""
_NEAR = 3.0
"""Points around a link's end, or inside a box's border, in which nothing counts."""
_OURS = re.compile(r"^\t*(\{edge \[style=invis .*|.* -> .* \[style=invis .*)\n", re.MULTILINE)
"""What holds claims in the rows and the order of our own layout."""
_ROUTE = re.compile(r' (constraint=false|pos="\S+ \S+ [^"]+")(?=[^\n]*\n)')
"""What keeps a link out of the layout, or gives it a route of ours; the position of a box has only two numbers."""
_LAYOUT = "{:<34} {:>6} {:>5} {:>13} {:>6} {:>13} {:>12} {:>12} {:>12} {:>12}"
HEAD = (
    "drawing",
    "claims",
    "links",
    "width × height",
    "ratio",
    "area, Mpt²",
    "crossings",
    "under boxes",
    "smallest, pt",
    "covered",
)

Point = tuple[float, float]
Line = list[Point]


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> Box:
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def holds(self, point: Point) -> bool:
        x, y = point
        return self.left + _NEAR < x < self.right - _NEAR and self.top + _NEAR < y < self.bottom - _NEAR

    def meets(self, other: Box) -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


def _points(text: str) -> list[Point]:
    numbers = [float(n) for n in _NUMBER.findall(text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _curve(path: str) -> Line:
    """A path of cubic curves, as Graphviz writes edges, in short straight pieces."""
    points = _points(path)
    line = points[:1]
    for at in range(0, len(points) - 3, 3):
        a, b, c, d = points[at : at + 4]
        for part in range(1, _PARTS + 1):
            t = part / _PARTS
            weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            line.append(
                (
                    sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                    sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
                )
            )
    return line


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _crossings(one: Line, other: Line) -> int:
    if not Box.around(one).meets(Box.around(other)):
        return 0
    return sum(_cross(*p, *q) for p, q in product(pairwise(one), pairwise(other)))


@dataclass(frozen=True)
class Drawing:
    """What is counted of one drawing; lengths in points. `under` counts links that run beneath a claim not their end."""

    claims: int
    links: int
    width: float
    height: float
    crossings: int
    under: int
    smallest: float
    covered: float

    @classmethod
    def of(cls, svg: bytes, argument_map: ArgumentMap) -> Drawing:
        root = etree.fromstring(svg)
        boxes, lines = _boxes(root), _lines(root)
        width, height = (float(str(root.get(side)).removesuffix("pt")) for side in ("width", "height"))
        items = list(lines.items())
        crossings = sum(
            _crossings(one, other)
            for place, (slug, ones) in enumerate(items)
            for other_slug, others in items[place + 1 :]
            if not {slug, other_slug} & {_target(argument_map, slug), _target(argument_map, other_slug)}
            for one, other in product(ones, others)
        )
        under = sum(
            any(box.holds(p) for line in curves for p in line)
            for slug, curves in lines.items()
            for name, box in boxes.items()
            if name not in _ends(argument_map, slug)
        )
        sizes = [float(text.get("font-size", "inf")) for text in root.iter(f"{_SVG}text")]
        covered = sum(box.area for box in boxes.values()) / (width * height)
        return cls(len(boxes), len(lines), width, height, crossings, under, min(sizes, default=0.0), covered)

    @property
    def area(self) -> float:
        """In millions of square points."""
        return self.width * self.height / 1e6

    def line(self, what: str, before: Drawing) -> str:
        return _LAYOUT.format(
            what,
            self.claims,
            self.links,
            f"{self.width:.0f} × {self.height:.0f}",
            f"{self.width / self.height:.2f}",
            f"{before.area:.2f} → {self.area:.2f}",
            f"{before.crossings} → {self.crossings}",
            f"{before.under} → {self.under}",
            f"{before.smallest:g} → {self.smallest:g}",
            f"{before.covered:.0%} → {self.covered:.0%}",
        )


def _groups(root: etree._Element, name: str) -> Iterator[etree._Element]:
    for group in root.iter(f"{_SVG}g"):
        if name in group.get("class", "").split():
            yield group


def _boxes(root: etree._Element) -> dict[str, Box]:
    """Claims' boxes by slug: around all that is filled or framed in each."""
    shapes = {
        group.get("data-slug", ""): [
            point
            for shape in group.iter(f"{_SVG}polygon", f"{_SVG}path")
            for point in _points(shape.get("points", "") + shape.get("d", ""))
        ]
        for group in _groups(root, "claim")
    }
    return {slug: Box.around(points) for slug, points in shapes.items() if points}


def _lines(root: etree._Element) -> dict[str, list[Line]]:
    return {
        group.get("data-slug", ""): [_curve(path.get("d", "")) for path in group.iter(f"{_SVG}path")]
        for group in _groups(root, "link")
    }


def _target(argument_map: ArgumentMap, slug: str) -> str:
    """The link or claim at which a link arrives."""
    return argument_map.graph.links[slug].target


def _ends(argument_map: ArgumentMap, slug: str) -> set[str]:
    link = argument_map.graph.links[slug]
    return {link.source, link.target}


def measure(record: Record, view: MapView, engine: LayoutEngine = render_in_process) -> Drawing:
    return Drawing.of(draw_view(record, view, "svg", engine), build_argument_map(record, view))


def plain_graphviz(record: Record, view: MapView) -> LayoutEngine:
    """Graphviz on the boxes and links of a map, without our rows, our order and our routes."""
    bare = _ROUTE.sub("", _OURS.sub("", draw_view(record, view, "dot", render_in_process).decode()))
    bare = bare.replace("layout=nop2 pad=0.25 splines=polyline", "layout=nop pad=0.25 splines=line")
    return lambda dot, format: render_in_process(bare, format)


def lines(*arrangements: Arrangement) -> Iterator[str]:
    record = load_path(SHIPPED)
    for arrange in arrangements or tuple(Arrangement):
        yield ""
        yield _LAYOUT.format(f"arranged by {arrange.value}", *HEAD[1:])
        for dispute in (*record.disputes, None):
            view = MapView(dispute=dispute, arrange=arrange, fold=())
            before = measure(record, view, plain_graphviz(record, view))
            yield measure(record, view).line(dispute or "the whole debate", before)
