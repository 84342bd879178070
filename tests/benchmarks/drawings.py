"""How good a drawing is, counted: crossings, lines on each other, what is hidden under boxes, length, bends, size of text.

Everything is read off a layout, so that any two can be compared: ours, that of an earlier revision, whose counts are kept in
`data/counts_before.json`, and that of plain Graphviz (`dot -Gsplines=polyline`) for the same boxes and links. `data/shapes.json`
has fixed boxes and links of public and of large debates, as sizes and kinds; the shipped disputes are drawn as they are. To keep
the counts of this revision: `python -m tests.benchmarks.drawings FILE`.
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any

from stances.argument.options import Arrangement, MapView
from stances.figures.map.drawing import compose_drawing
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.layout.in_rows import PT_PER_INCH, RowLayout
from stances.figures.map.layout.layout_graph import LayoutGraph
from stances.figures.map.layout.placement import Curve, EdgeEnds, Layout, Size
from stances.figures.map.layout_request import LayoutRequest
from stances.figures.map.link_styles import LINK_STYLES
from stances.figures.map.map import build_argument_map
from stances.formats import load_path
from stances.graphics.geometry import Rect
from stances.record.record import Record
from stances.record.vocabulary import LinkKind
from tests.benchmarks.sites import SHIPPED

DATA = Path(__file__).parent / "data"
WHOLE = "the whole debate"
_PARTS = 8
"""Straight pieces that stand for one piece of a curve."""
_NEAR_PT = 2.0
"""Lines as near as this, and parallel for more than `_LEAST_OVERLAP_PT`, lie on each other."""
_LEAST_OVERLAP_PT = 20.0
_STEP_PT = 4.0
_BORDER_PT = 3.0
"""Within this distance of a box's border nothing lies under it."""
_ALMOST_PARALLEL = 0.02
_BEND = math.radians(12)
_PAGE = 785, 539
"""A4 landscape less a margin of 10 mm."""
_TEXT_PT = 11

Point = tuple[float, float]
Line = list[Point]


@dataclass(frozen=True)
class ShapeLink:
    """A link by the names of its ends, and the ends of its line."""

    kind: LinkKind
    source: str
    target: str


@dataclass(frozen=True)
class Counts:
    """What is counted of one drawing. Text is in points on A4 landscape, without and with caption; bends are of each link."""

    claims: int
    links: int
    crossings: int
    contrary: int
    same: int
    under: int
    length_kpt: float
    bends: float
    covered: float
    ratio: float
    text: float
    with_caption: float


HEAD = (
    "drawing",
    "claims",
    "links",
    "crossings",
    "contrary overlaps",
    "same-kind",
    "under boxes",
    "length, kpt",
    "bends",
    "covered",
    "width/height",
    "A4 text, pt",
    "with caption",
)


def count(layout: Layout, links: Mapping[str, ShapeLink], boxes: Sequence[str], size: Size) -> Counts:
    """The counts of a layout; `size` is that of the whole drawing with its caption."""
    lines: dict[str, list[Line]] = {slug: [] for slug in links}
    for name, curve in layout.curves.items():
        lines[name.partition("/")[0]].append(_follow(curve.points))
    overlaps = [pair for pair in _find_overlaps(lines) if not _are_joined(*pair, links)]
    contrary = sum(len({links[slug].kind is LinkKind.SUPPORTS for slug in pair}) > 1 for pair in overlaps)
    rects = {name: layout.rects[name] for name in boxes}
    pieces = [line for of_link in lines.values() for line in of_link]
    return Counts(
        claims=len(boxes),
        links=len(links),
        crossings=_count_crossings(lines, links),
        contrary=contrary,
        same=len(overlaps) - contrary,
        under=sum(_lies_under(lines[slug], links, slug, rects) for slug in links),
        length_kpt=sum(map(_length, pieces)) / 1000,
        bends=sum(map(_count_bends, pieces)) / max(1, len(links)),
        covered=sum(r.width * r.height for r in rects.values()) / max(1, layout.width * layout.height),
        ratio=layout.width / max(1, layout.height),
        text=_text_on_page((layout.width, layout.height)),
        with_caption=_text_on_page(size),
    )


def _text_on_page(size: Size) -> float:
    return _TEXT_PT * min(_PAGE[0] / max(1, size[0]), _PAGE[1] / max(1, size[1]))


def _follow(points: tuple[Point, ...]) -> Line:
    """A path of cubic curves in short straight pieces."""
    line = list(points[:1])
    for at in range(0, len(points) - 3, 3):
        a, b, c, d = points[at : at + 4]
        for part in range(1, _PARTS + 1):
            t = part / _PARTS
            weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            x, y = (sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
            line.append((x, y))
    return line


def _length(line: Line) -> float:
    return sum(math.dist(*ends) for ends in pairwise(line))


def _are_joined(one: str, other: str, links: Mapping[str, ShapeLink]) -> bool:
    """Whether one link arrives at the other."""
    return bool({one, other} & {links[one].target, links[other].target})


def _turn(line: Line, angle: float = 0.00137) -> Line:
    """The line turned a little, so that none ends exactly on another that it crosses."""
    sine, cosine = math.sin(angle), math.cos(angle)
    return [(x * cosine - y * sine, x * sine + y * cosine) for x, y in line]


def _bounds(lines: Iterable[Line]) -> tuple[float, float, float, float]:
    xs, ys = zip(*(point for line in lines for point in line), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _count_crossings(lines: Mapping[str, list[Line]], links: Mapping[str, ShapeLink]) -> int:
    turned = {slug: [_turn(line) for line in of_link] for slug, of_link in lines.items() if of_link}
    bounds = {slug: _bounds(of_link) for slug, of_link in turned.items()}
    crossings = 0
    for one, other in combinations(turned, 2):
        corners = zip(bounds[one][:2], bounds[other][:2], bounds[one][2:], bounds[other][2:], strict=True)
        if any(max(a, b) > min(c, d) for a, b, c, d in corners) or _are_joined(one, other, links):
            continue
        for line, other_line in product(turned[one], turned[other]):
            crossings += sum(_cross(*p, *q) for p, q in product(pairwise(line), pairwise(other_line)))
    return crossings


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two stretches cross; those that are almost parallel rather lie on each other."""
    across = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
    if abs(across) < _ALMOST_PARALLEL * math.dist(a, b) * math.dist(c, d):
        return False
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _simplify(line: Line) -> Line:
    """The line without points that lie within two points of it (Ramer–Douglas–Peucker)."""
    if len(line) < 3:
        return line
    start, end = line[0], line[-1]
    far, at = max((_distance(point, start, end), at) for at, point in enumerate(line[1:-1], 1))
    return [start, end] if far <= _NEAR_PT else _simplify(line[: at + 1])[:-1] + _simplify(line[at:])


def _distance(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    return abs(_side(start, end, point)) / length if length else math.dist(point, start)


def _count_bends(line: Line) -> int:
    simple = _simplify(line)
    headings = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(simple)]
    turns = (abs((two - one + math.pi) % (2 * math.pi) - math.pi) for one, two in pairwise(headings))
    return sum(turn > _BEND for turn in turns)


def _sample(line: Line) -> Iterator[tuple[Point, Point, float]]:
    """Points along a line, each with the direction there and the length that it stands for."""
    for (x, y), (next_x, next_y) in pairwise(line):
        length = math.hypot(next_x - x, next_y - y)
        number = max(1, int(length // _STEP_PT))
        for part in range(number if length > 1e-9 else 0):
            dx, dy = (next_x - x) / length, (next_y - y) / length
            yield (
                (x + dx * length * part / number, y + dy * length * part / number),
                (dx, dy),
                length / number,
            )


def _find_overlaps(lines: Mapping[str, list[Line]]) -> list[tuple[str, str]]:
    """The pairs of links of which a stretch lies on the other."""
    samples = {slug: [s for line in of_link for s in _sample(line)] for slug, of_link in lines.items()}
    cell = 3 * _NEAR_PT
    grid: dict[tuple[int, int], list[tuple[str, Point, Point]]] = defaultdict(list)
    for slug, of_link in samples.items():
        for place, heading, _ in of_link:
            grid[int(place[0] // cell), int(place[1] // cell)].append((slug, place, heading))
    shared: dict[tuple[str, str], float] = defaultdict(float)
    for slug, of_link in samples.items():
        for place, heading, length in of_link:
            column, row = int(place[0] // cell), int(place[1] // cell)
            near = (entry for i, j in product((-1, 0, 1), repeat=2) for entry in grid[column + i, row + j])
            for other in {o for o, *rest in near if o != slug and _is_along(place, heading, *rest)}:
                shared[slug, other] += length
    return [
        pair
        for pair in combinations(samples, 2)
        if min(shared.get(pair, 0), shared.get(pair[::-1], 0)) > _LEAST_OVERLAP_PT
    ]


def _is_along(place: Point, heading: Point, other: Point, other_heading: Point) -> bool:
    (u, v), x, y = other_heading, place[0] - other[0], place[1] - other[1]
    is_parallel = abs(heading[0] * v - heading[1] * u) <= 0.2
    return is_parallel and abs(x * v - y * u) <= _NEAR_PT and abs(x * u + y * v) <= _STEP_PT


def _lies_under(
    lines: Sequence[Line], links: Mapping[str, ShapeLink], slug: str, rects: Mapping[str, Rect]
) -> bool:
    """Whether a link runs beneath a claim that is not its end."""
    ends = {links[slug].source, links[slug].target}
    others = [rect for name, rect in rects.items() if name not in ends]
    return any(_holds(rect, point) for line in lines for point in line for rect in others)


def _holds(rect: Rect, point: Point) -> bool:
    x, y = point
    inside = rect.left + _BORDER_PT < x < rect.right - _BORDER_PT
    return inside and rect.top + _BORDER_PT < y < rect.bottom - _BORDER_PT


# --- what is drawn ---


@dataclass(frozen=True)
class Shape:
    """Boxes by size and links between them, by name."""

    boxes: Mapping[str, Size]
    links: Mapping[str, ShapeLink]

    @property
    def graph(self) -> LayoutGraph:
        return LayoutGraph(
            tuple(self.boxes), {k: (link.source, link.target) for k, link in self.links.items()}
        )

    @property
    def edges(self) -> dict[str, EdgeEnds]:
        """The ends of each line, those of one kind together, as maps have them."""
        return {
            slug: EdgeEnds(style.arrowhead, "none", style.width)
            for kind, style in LINK_STYLES.items()
            for slug, link in self.links.items()
            if link.kind is kind
        }

    def draw(self) -> Counts:
        """The counts of our own drawing by argument."""
        layout = RowLayout(self.graph, self.edges, self.boxes, dict.fromkeys(self.boxes)).lay_out(
            render_in_process
        )
        return count(layout, self.links, tuple(self.boxes), (layout.width, layout.height))

    def draw_plain(self, extra: Size = (0, 0)) -> Counts:
        """The counts of Graphviz's drawing; `extra` is what a caption adds to it."""
        layout = _read_answer(json.loads(render_in_process(self._dot, "json0")))
        return count(
            layout, self.links, tuple(self.boxes), (layout.width + extra[0], layout.height + extra[1])
        )

    @property
    def _dot(self) -> str:
        graph = self.graph
        boxes = [f'"{b}" [width={w / 72:.4f} height={h / 72:.4f}]' for b, (w, h) in self.boxes.items()]
        boxes += [f'"{junction}" [shape=point width=0.07]' for junction in sorted(graph.junctions)]
        edges = [
            f'"{source}" -> "{target}" [id="{name}"]'
            for slug, link in self.links.items()
            for name, source, target in (
                ((slug, link.source, slug), (f"{slug}/head", slug, link.target))
                if slug in graph.junctions
                else ((slug, link.source, link.target),)
            )
        ]
        defaults = 'graph [splines=polyline rankdir=BT] node [shape=box fixedsize=true label=""]'
        return "\n".join(("digraph {", defaults, *boxes, *edges, "}"))


def _read_answer(answer: Mapping[str, Any]) -> Layout:
    """The layout in Graphviz's JSON, upside down."""
    _, _, width, height = _numbers(answer["bb"])
    boxes = [entry for entry in answer["objects"] if "pos" in entry and entry["shape"] != "point"]
    return Layout(
        width,
        height,
        {box["name"]: _rect(box) for box in boxes},
        {edge["id"]: _curve(edge["pos"]) for edge in answer.get("edges", ())},
    )


def _rect(box: Mapping[str, str]) -> Rect:
    width, height = (float(box[side]) * PT_PER_INCH for side in ("width", "height"))
    x, y = _numbers(box["pos"])
    return Rect(x - width / 2, y - height / 2, width, height)


def _curve(text: str) -> Curve:
    """The curve of an edge: “s,x,y e,x,y x,y x,y …”, where s and e are the tips of its signs."""
    points = [_numbers(part) for part in text.split() if part[:2] not in ("s,", "e,")]
    return Curve(tuple((x, y) for x, y in points))


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def load_shapes() -> dict[str, Shape]:
    """The fixed shapes by name."""
    shapes = {}
    for name, shape in json.loads((DATA / "shapes.json").read_text()).items():
        sizes = [tuple(map(float, size.split("x"))) for size in shape["boxes"]]
        links = [(source, LinkKind(kind), target) for source, kind, target in map(str.split, shape["links"])]
        shapes[name] = Shape(
            {f"c{number}": (width, height) for number, (width, height) in enumerate(sizes)},
            {f"l{n}": ShapeLink(kind, source, target) for n, (source, kind, target) in enumerate(links)},
        )
    return shapes


def draw_dispute(record: Record, view: MapView) -> tuple[Counts, Shape]:
    """The counts of a map, and its boxes and links as a shape."""
    argument_map = build_argument_map(record, view)
    request = LayoutRequest(argument_map)
    layout = request.lay_out(render_in_process)
    size = compose_drawing(argument_map, layout, request.boxes).size
    links = {
        slug: ShapeLink(link.kind, link.source, link.target)
        for slug, link in argument_map.graph.links.items()
    }
    shape = Shape({name: (box.width, box.height) for name, box in request.boxes.items()}, links)
    return count(layout, links, tuple(shape.boxes), size), shape


@cache
def _shipped() -> Record:
    return load_path(SHIPPED)


def draw_all() -> Iterator[tuple[str, str, Counts, Counts | None]]:
    """Every drawing by its group and name: our counts and, by argument, those of plain Graphviz."""
    for name, shape in load_shapes().items():
        yield "fixed shapes", name, shape.draw(), shape.draw_plain()
    record = _shipped()
    for arrange in Arrangement:
        for dispute in (*record.disputes, None):
            counts, shape = draw_dispute(record, MapView(dispute=dispute, arrange=arrange, fold=()))
            is_by_argument = arrange is Arrangement.ARGUMENT
            yield (
                f"by {arrange.value}",
                dispute or WHOLE,
                counts,
                shape.draw_plain() if is_by_argument else None,
            )


_LAYOUT = "{:<20} {:>6} {:>5} {:>13} {:>17} {:>13} {:>11} {:>17} {:>14} {:>14} {:>14} {:>14} {:>14}"


def _row(name: str, *columns: Counts | None) -> str:
    """A line with each count in order, those of several drawings beside each other."""
    kept = [counts for counts in columns if counts]
    first = kept[-1]
    cells = [
        " → ".join(_number(getattr(counts, field.name), field.name) for counts in kept)
        for field in fields(Counts)[2:]
    ]
    return _LAYOUT.format(name, first.claims, first.links, *cells)


def _number(value: float, name: str) -> str:
    if isinstance(value, int):
        return str(value)
    return f"{value:.0%}" if name == "covered" else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _sum(counts: Sequence[Counts]) -> Counts:
    """The sums of counts and lengths, the means of shares and, geometrically, those of sizes."""
    sums: dict[str, Any] = {f.name: sum(getattr(c, f.name) for c in counts) for f in fields(Counts)}
    sums["bends"] = sum(c.bends * c.links for c in counts) / max(1, sums["links"])
    sums["covered"] /= len(counts)
    return Counts(**sums | {name: _mean(counts, name) for name in ("ratio", "text", "with_caption")})


def _mean(counts: Sequence[Counts], name: str) -> float:
    """The geometric mean of a count."""
    return math.exp(sum(math.log(max(getattr(c, name), 0.01)) for c in counts) / len(counts))


def lines() -> Iterator[str]:
    """Tables of all drawings: plain Graphviz by argument → an earlier revision → this one."""
    before = {key: Counts(**c) for key, c in json.loads((DATA / "counts_before.json").read_text()).items()}
    group, rows = "", list[tuple[Counts | None, Counts | None, Counts]]()
    for heading, name, counts, plain in (*draw_all(), ("", "", None, None)):
        if heading != group:
            yield from _totals(rows)
            group, rows = heading, []
            yield ""
            if heading:
                yield f"{heading}: plain dot → before → now" if plain else f"{heading}: before → now"
                yield _LAYOUT.format(*HEAD)
        if counts:
            rows.append((plain, before.get(f"{heading}/{name}"), counts))
            yield _row(name, *rows[-1])


def _totals(rows: Sequence[tuple[Counts | None, ...]]) -> Iterator[str]:
    if rows:
        columns = [[c for c in column if c] for column in zip(*rows, strict=True)]
        yield _row("together", *(_sum(column) if column else None for column in columns))


if __name__ == "__main__":
    kept = {f"{group}/{name}": asdict(counts) for group, name, counts, _ in draw_all()}
    rounded = {key: {k: round(v, 3) for k, v in counts.items()} for key, counts in kept.items()}
    lines_of_file = (f"{json.dumps(key)}: {json.dumps(counts)}" for key, counts in rounded.items())
    Path(sys.argv[1]).write_text("{\n" + ",\n".join(lines_of_file) + "\n}\n")
