"""Lay a map out by argument: rows of boxes, conclusions on top; Graphviz chooses horizontal places and the edges' routes.

Rows are assigned by layering, and Graphviz gets boxes of known size, without texts. It answers in its JSON format, with y
growing upwards.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from stances.cache import cached_property
from stances.figures.map.layout.crossing_reduction import Rows
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.layout.layering import Layering, assign_layers
from stances.figures.map.layout.layout_graph import LayoutGraph
from stances.figures.map.layout.placement import EMPTY_LAYOUT, Curve, EdgeEnds, Layout, Size
from stances.graphics.geometry import Point, Rect
from stances.graphics.typography import PADDING_PT, TEXT_WIDTH_PT

PT_PER_INCH = 72
JUNCTION_DIAMETER_PT = 5.04
_GAPS = 'nodesep="0.35" ranksep="0.65"'
_PAGE_GAPS = 'nodesep="0.2" ranksep="0.4"'
"""Distances between boxes on a page of limited size, in inches."""
_BOX_PITCH_PT = TEXT_WIDTH_PT + 2 * PADDING_PT + 21
"""Width of a box on such a page, with the space beside it."""
_ROW_GAP_PT, _OUTER_MARGIN_PT = 29, 30
"""The space between two rows and around the map that those distances give, in points."""
_CLUSTER_MARGIN_PT = 10


@dataclass(frozen=True)
class RowLayout:
    """A map by argument whose rows are chosen; `lay_out` places everything.

    `sizes` are those of boxes and stubs, `clusters` the cluster of each box, None without one, and `cluster_names` the sizes of
    the names of clusters. `page_size` is the largest size of the whole, if there is one.
    """

    graph: LayoutGraph
    edges: Mapping[str, EdgeEnds]
    sizes: Mapping[str, Size]
    clusters: Mapping[str, str | None]
    cluster_names: Mapping[str, Size] = field(default_factory=dict)
    page_size: Size | None = None

    @cached_property
    def layers(self) -> Layering:
        if self.page_size is None:
            return assign_layers(self.graph, self.clusters)
        width, height = self.page_size
        max_columns = max(1, int(width / _BOX_PITCH_PT))
        return assign_layers(
            self.graph, self.clusters, max_columns, lambda rows: self._estimate_height(rows) <= height
        )

    @property
    def estimated_height(self) -> float:
        """The approximate height in points on a page of limited size; else 0."""
        return self._estimate_height(self.layers.rows) if self.page_size else 0.0

    def _estimate_height(self, rows: Rows) -> float:
        """The tallest box of each row, with the gaps and margins."""
        highest = (max(self.sizes[name][1] if name in self.sizes else 0 for name in row) for row in rows)
        return _OUTER_MARGIN_PT + sum(highest) + _ROW_GAP_PT * (len(rows) - 1)

    def lay_out(self, engine: LayoutEngine) -> Layout:
        """The places of everything. Raises what the engine raises."""
        if not self.graph.nodes:
            return EMPTY_LAYOUT
        dot = _RowDot(self)
        return read_answer(
            json.loads(engine(dot.text, "json0")), dot.reversed_edges, frozenset(self.cluster_names)
        )


class _RowDot:
    """The DOT of a map by argument, and which of its edges are written from their heads.

    Its lines are written by hand: Graphviz's Python package, which checks and quotes each attribute again, takes nine times as
    long for the same edges and boxes (of 200 claims 4.5 ms instead of 0.5; Graphviz itself takes 30).
    """

    def __init__(self, layout: RowLayout) -> None:
        self.layout = layout
        self.rank = {name: number for number, row in enumerate(layout.layers.rows) for name in row}
        self.reversed_edges: set[str] = set()
        self._joined: set[tuple[int, int]] = set()

    @cached_property
    def text(self) -> str:
        """Everything inside an invisible cluster, since Graphviz packs clusters narrowly and all else widely."""
        gaps = _PAGE_GAPS if self.layout.page_size else _GAPS
        return "\n".join(
            (
                f"digraph map {{ graph [splines=polyline rankdir=BT newrank=true {gaps}]",
                'node [shape=box fixedsize=true label=""] edge [arrowsize=0.8 weight=3]',
                'subgraph "cluster/paper" { style=invis margin=0',
                *self._boxes(),
                *self._edges(),
                *self._rows(),
                "}}",
            )
        )

    def _boxes(self) -> Iterator[str]:
        members: dict[str | None, list[str]] = {}
        for name in self.layout.sizes:
            members.setdefault(self.layout.clusters.get(name), []).append(name)
        for cluster, names in members.items():
            boxes = " ".join(f"{_quote(name)} [{_size(self.layout.sizes[name])}]" for name in names)
            yield boxes if cluster is None else self._cluster(cluster, boxes)
        for name in (name for name in self.layout.edges if name in self.layout.graph.junctions):
            yield f"{_quote(name)} [{_size((JUNCTION_DIAMETER_PT, JUNCTION_DIAMETER_PT))} shape=point]"

    def _cluster(self, cluster: str, boxes: str) -> str:
        width, height = self.layout.cluster_names[cluster]
        label = f"label=<{_blank_label(width, height)}> labelloc=b margin={_CLUSTER_MARGIN_PT}"
        return f"subgraph {_quote(f'cluster-{cluster}')} {{ {label} {boxes} }}"

    def _edges(self) -> Iterator[str]:
        graph = self.layout.graph
        for name, ends in self.layout.edges.items():
            source, target = graph.edges.get(name) or graph.cut_edges[name]
            if name in graph.junctions:
                yield self._edge(name, source, name, ends._replace(head="none"))
                yield self._edge(f"{name}/head", name, target, ends._replace(tail=ends.middle))
            else:
                yield self._edge(name, source, target, ends)

    def _edge(self, name: str, tail: str, head: str, ends: EdgeEnds) -> str:
        """An edge, written from its lower end, for then Graphviz draws fewer crossings; one within a row keeps no distance."""
        free = ""
        tail_sign, head_sign = ends.tail, ends.head
        if self.rank[tail] < self.rank[head]:
            self.reversed_edges.add(name)
            tail, head, tail_sign, head_sign = head, tail, head_sign, tail_sign
        elif self.rank[tail] == self.rank[head]:
            free = " constraint=false"
        self._joined.add((self.rank[tail], self.rank[head]))
        signs = f"dir=both arrowtail={tail_sign} arrowhead={head_sign}"
        label = f" label=<{_blank_label(*ends.label)}>" if ends.label else ""
        return f"{_quote(tail)} -> {_quote(head)} [id={_quote(name)} {signs} penwidth={ends.line_width:g}{label}{free}]"

    def _rows(self) -> Iterator[str]:
        """Rows and their order, fixed by invisible edges between neighbours and between rows that no edge connects."""
        rows = self.layout.layers.rows
        first_loose = len(rows) - self.layout.layers.loose_row_count
        for number, row in enumerate(rows):
            pull = 5 if number >= first_loose else 0
            yield f"{{edge [style=invis weight={pull}] rank=same {' -> '.join(map(_quote, row))}}}"
            if number and (number, number - 1) not in self._joined:
                yield f"{_quote(row[0])} -> {_quote(rows[number - 1][0])} [style=invis weight={pull}]"


def _quote(name: str) -> str:
    return f'"{name}"'


def _size(size: Size) -> str:
    return f"width={size[0] / PT_PER_INCH:.5g} height={size[1] / PT_PER_INCH:.5g}"


def _blank_label(width: float, height: float) -> str:
    """A label that takes exactly this room."""
    cell = f'<TD WIDTH="{round(width)}" HEIGHT="{round(height)}" FIXEDSIZE="TRUE"></TD>'
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0"><TR>{cell}</TR></TABLE>'


def read_answer(answer: Mapping[str, Any], reversed_edges: set[str], clusters: frozenset[str]) -> Layout:
    """The layout in Graphviz's JSON, turned upside down."""
    _, _, width, height = _numbers(answer["bb"])

    def place(text: str) -> Point:
        x, y = _numbers(text)
        return x, height - y

    boxes = [entry for entry in answer["objects"] if "pos" in entry]
    areas = {entry["name"].removeprefix("cluster-"): entry for entry in answer["objects"] if "lp" in entry}
    edges = [edge for edge in answer.get("edges", ()) if edge.get("id")]
    return Layout(
        width,
        height,
        {box["name"]: _rect(box, place(box["pos"])) for box in boxes if box["shape"] != "point"},
        {edge["id"]: _curve(edge["pos"], place, edge["id"] in reversed_edges) for edge in edges},
        {box["name"]: place(box["pos"]) for box in boxes if box["shape"] == "point"},
        {edge["id"]: place(edge["lp"]) for edge in edges if "lp" in edge},
        {slug: _area(entry["bb"], height) for slug, entry in areas.items() if slug in clusters},
        {slug: place(entry["lp"]) for slug, entry in areas.items() if slug in clusters},
    )


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def _rect(box: Mapping[str, str], centre: Point) -> Rect:
    width, height = (float(box[side]) * PT_PER_INCH for side in ("width", "height"))
    return Rect(centre[0] - width / 2, centre[1] - height / 2, width, height)


def _area(bounds: str, height: float) -> Rect:
    left, low, right, high = _numbers(bounds)
    return Rect(left, height - high, right - left, high - low)


def _curve(text: str, place: Callable[[str], Point], is_reversed: bool) -> Curve:
    """The curve of an edge: “s,x,y e,x,y x,y x,y …”, where s and e are the tips of its signs."""
    tips: dict[str, Point] = {}
    points: list[Point] = []
    for part in text.split():
        if part[:2] in ("s,", "e,"):
            tips[part[0]] = place(part[2:])
        else:
            points.append(place(part))
    if is_reversed:
        return Curve(tuple(reversed(points)), tips.get("e"), tips.get("s"))
    return Curve(tuple(points), tips.get("s"), tips.get("e"))
