"""How good a drawing is, counted: its size, how often links cross, what is hidden under boxes, the smallest text.

Everything is read off a drawing before it is written, so that any two layouts can be compared. Before the arrow stands what
others would make of the same boxes and links: by argument Graphviz alone, without our rows; by time and by speaker, where the
boxes have their places, straight links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, product

from stances.argument.options import Arrangement, MapView
from stances.figures.map.drawing import Drawing, compose_drawing
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.layout.placement import Curve, Layout
from stances.figures.map.layout_request import LayoutRequest
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.figures.map.render import compose_map
from stances.formats import load_path
from stances.graphics.shapes import Shape, Text
from stances.record.record import Record
from tests.benchmarks.sites import SHIPPED

_PARTS = 8
"""Straight pieces that stand for one piece of a curve."""
_NEAR = 3.0
"""Points around a link's end, or inside a box's border, in which nothing counts."""
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


def _curve(points: tuple[Point, ...]) -> Line:
    """A path of cubic curves in short straight pieces."""
    line = list(points[:1])
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
class DrawingCounts:
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
    def of(cls, drawing: Drawing, argument_map: ArgumentMap) -> DrawingCounts:
        rects = {slug: element.rect for slug, element in drawing.claims.items() if element.rect}
        boxes = {slug: Box(r.left, r.top, r.right, r.bottom) for slug, r in rects.items()}
        lines = {slug: _lines(element.points, argument_map, slug) for slug, element in drawing.links.items()}
        width, height = drawing.size
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
        sizes = list(_text_sizes(shape for e in drawing.claims.values() for shape in e.shapes))
        covered = sum(box.area for box in boxes.values()) / (width * height)
        return cls(len(boxes), len(lines), width, height, crossings, under, min(sizes, default=0.0), covered)

    @property
    def area(self) -> float:
        """In millions of square points."""
        return self.width * self.height / 1e6

    def line(self, what: str, before: DrawingCounts) -> str:
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


def _text_sizes(shapes: Iterable[Shape]) -> Iterator[float]:
    for shape in shapes:
        if isinstance(shape, Text):
            yield from (run.size for run in shape.line)


def _lines(points: tuple[Point, ...], argument_map: ArgumentMap, slug: str) -> list[Line]:
    """The line of a link or, if it has a junction, of both its halves, one after the other in its points."""
    if slug not in argument_map.graph.undercut_links:
        return [_curve(points)]
    ends = [at for at in range(4, len(points) - 3) if (at - 1) % 3 == 0]
    middle = min(
        ends,
        key=lambda at: abs(points[at][0] - points[at - 1][0]) + abs(points[at][1] - points[at - 1][1]),
        default=0,
    )
    return [_curve(points[:middle]), _curve(points[middle:])] if middle else [_curve(points)]


def _target(argument_map: ArgumentMap, slug: str) -> str:
    """The link or claim at which a link arrives."""
    return argument_map.graph.links[slug].target


def _ends(argument_map: ArgumentMap, slug: str) -> set[str]:
    link = argument_map.graph.links[slug]
    return {link.source, link.target}


def measure(record: Record, view: MapView) -> DrawingCounts:
    argument_map = build_argument_map(record, view)
    return DrawingCounts.of(compose_map(argument_map, render_in_process), argument_map)


def measure_plain(record: Record, view: MapView) -> DrawingCounts:
    """The same without our rows and order or, in lanes, without our routes."""
    argument_map = build_argument_map(record, view)
    request = LayoutRequest(argument_map)
    if view.arrange is Arrangement.ARGUMENT:
        layout = request.lay_out(lambda dot, format: render_in_process(_without_rows(dot), format))
    else:
        layout = _with_straight_lines(request)
    return DrawingCounts.of(compose_drawing(argument_map, layout), argument_map)


def _without_rows(dot: str) -> str:
    """The DOT without what holds claims in the rows and the order of our own layout."""
    kept = (line for line in dot.splitlines() if "style=invis" not in line or line.startswith("subgraph"))
    return "\n".join(kept).replace(" constraint=false", "")


def _with_straight_lines(request: LayoutRequest) -> Layout:
    """The layout in lanes with a straight line for each edge."""
    layout = request.lay_out_in_lanes()
    centres = {name: rect.centre for name, rect in layout.rects.items()} | dict(layout.junctions)
    curves: dict[str, Curve] = {}
    for name, (source, target) in request.graph.edges.items():
        stops = [source, name, target] if name in layout.junctions else [source, target]
        for half, (one, other) in zip((name, f"{name}/head"), pairwise(stops), strict=False):
            start, end = centres[one], centres[other]
            curves[half] = Curve((start, start, end, end))
    return replace(layout, curves=curves)


def lines(*arrangements: Arrangement) -> Iterator[str]:
    record = load_path(SHIPPED)
    for arrange in arrangements or tuple(Arrangement):
        yield ""
        yield _LAYOUT.format(f"arranged by {arrange.value}", *HEAD[1:])
        for dispute in (*record.disputes, None):
            view = MapView(dispute=dispute, arrange=arrange, fold=())
            before = measure_plain(record, view)
            yield measure(record, view).line(dispute or "the whole debate", before)
