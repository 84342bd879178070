"""Lay a map out by argument: rows of boxes, conclusions on top, each connected piece by itself, and the pieces packed.

Rows, their order and all routes are ours; Graphviz only chooses horizontal places, of which its network simplex knows the best.
For each piece a few numbers of columns are tried, and those are taken with which the whole is set largest at few crossings.
Unlinked boxes are a block of their own under a heading. Where there are clusters, all is one piece.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from stances.cache import cached_property
from stances.figures.map.layout.blocks import Block, crop, pack_blocks
from stances.figures.map.layout.crossing_reduction import LayerOrder, reduce_crossings
from stances.figures.map.layout.curves import make_curves
from stances.figures.map.layout.edge_routing import PORT_GAP_PT
from stances.figures.map.layout.folding import (
    MIN_COLUMN_ROWS,
    choose_folds,
    count_columns,
    find_folds,
    fold_columns,
)
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.layout.layering import build_rows
from stances.figures.map.layout.layout_graph import LayoutGraph
from stances.figures.map.layout.placement import EMPTY_LAYOUT, EdgeEnds, Layout, Size
from stances.figures.map.layout.row_routing import (
    PORT_INSET_PT,
    RowGeometry,
    RowRouter,
    junction_size,
)
from stances.figures.map.layout.swimlanes import LaneHeading
from stances.graphics.geometry import Point, Rect, label_point
from stances.graphics.typography import LINE_HEIGHT_PT

PT_PER_INCH = 72
TARGET_ASPECT_RATIO = 1.55
"""Width divided by height, between A4 landscape and a wide screen."""
_ROW_GAP_PT = 38
_MARGIN_PT = 9
"""On both sides of a box in its row."""
_LINE_PT = 6
"""Width of the place that a line keeps in a row which it passes."""
_SEPARATION_PT = 8
_BLOCK_GAP_PT = 16
_HEADING_GAP_PT = 8
_CLUSTER_MARGIN_PT = 10
_LABEL_TRACK_GAP_PT = 15
_MAX_BLOCK_COLUMNS = 12
_COLUMNS_FACTOR = 1.35
"""A piece of n boxes has about the root of 1.35 n columns."""
_OFFSETS = (0, -1, 1, -2, 2, 3)
"""Differences from that number that are tried, fewer of large pieces."""
_MAX_BOXES_TRIED = 650
_MAX_OWN_PORTS = 16
"""More edges of one kind to one box share a trunk and its arrowhead."""
_MAX_STARTS = 16
_MAX_WORK = 2600
"""Orders are started from so often that starts × boxes stay below this."""
_WEIGHTS = (4, 8, 16)
"""How straight an edge is drawn: between boxes, from a box to a place that it passes, from there to the next."""
UNLINKED_ID = "unlinked/heading"


@dataclass(frozen=True)
class RowLayout:
    """A map by argument; `lay_out` places everything.

    `sizes` are those of boxes and stubs, `clusters` the cluster of each box, None without one, and `cluster_names` the sizes of
    the names of clusters. `page_size` is the largest size of the whole, if there is one. `unlinked_words` head the block of
    unlinked boxes where there are others.
    """

    graph: LayoutGraph
    edges: Mapping[str, EdgeEnds]
    sizes: Mapping[str, Size]
    clusters: Mapping[str, str | None]
    cluster_names: Mapping[str, Size] = field(default_factory=dict)
    page_size: Size | None = None
    unlinked_words: str = ""

    def lay_out(self, engine: LayoutEngine) -> Layout:
        """The places of everything. Raises what the engine raises."""
        if not self.graph.nodes:
            return EMPTY_LAYOUT
        if any(self.clusters.values()):
            return self._lay_out_clusters(engine)
        unlinked = set(self.graph.unlinked)
        pieces = [piece for piece in self.graph.split() if piece.nodes[0] not in unlinked]
        choices = [list(self._lay_out_piece(piece, engine)) for piece in pieces]
        if unlinked:
            choices.append(list(self._lay_out_unlinked(bool(pieces))))
        return pack_blocks(choices, self._ratio)

    @property
    def _ratio(self) -> float:
        return self.page_size[0] / self.page_size[1] if self.page_size else TARGET_ASPECT_RATIO

    @property
    def _row_gap(self) -> float:
        return _ROW_GAP_PT

    # --- pieces ---

    def _lay_out_piece(self, graph: LayoutGraph, engine: LayoutEngine) -> Iterator[Block]:
        """The piece with different numbers of columns."""
        piece = _Piece(self, graph, dict.fromkeys(graph.nodes))
        seen: set[str] = set()
        for columns in _columns_to_try(len(graph.nodes), len(self.graph.nodes)):
            rows = build_rows(piece.graph, piece.clusters, columns)
            if (key := str(rows)) not in seen:
                seen.add(key)
                block = piece.lay_out(rows, engine)
                yield block
                yield from self._fold(graph, rows, count_columns(block.size, self._ratio), engine)

    def _fold(
        self, graph: LayoutGraph, rows: Sequence[Sequence[str]], columns: int, engine: LayoutEngine
    ) -> Iterator[Block]:
        """The rows of a piece in about so many columns beside each other, if it can be parted."""
        found = find_folds(graph, rows) if columns > 1 and not graph.cut_edges else {}
        folds = {row: name for row, name in found.items() if not self.edges[name].label}
        for count in (columns, columns + 1):
            if not folds or len(rows) < count * MIN_COLUMN_ROWS:
                return
            ends = choose_folds(folds, len(rows), count)
            joining = [folds[row] for row in ends]
            apart = {name: edge for name, edge in graph.edges.items() if name not in joining}
            part_of = {part.nodes[0]: part for part in LayoutGraph(graph.nodes, apart).split()}
            spans = pairwise([0, *(row + 1 for row in ends), len(rows)])
            blocks = []
            for start, end in spans:
                names = {name for row in rows[start:end] for name in row}
                part = next(part for first, part in part_of.items() if first in names)
                piece = _Piece(self, part, dict.fromkeys(part.nodes))
                blocks.append(piece.lay_out(rows[start:end], engine))
            yield fold_columns(blocks, graph, self.edges, joining)

    def _lay_out_clusters(self, engine: LayoutEngine) -> Layout:
        columns = max(3, round(math.sqrt(len(self.graph.nodes) * 2)))
        piece = _Piece(self, self.graph, self.clusters)
        return piece.lay_out(build_rows(self.graph, self.clusters, columns), engine).layout

    def _lay_out_unlinked(self, is_headed: bool) -> Iterator[Block]:
        """The unlinked boxes in different numbers of columns, in order from left to right and from the top down."""
        boxes = self.graph.unlinked
        width = max(self.sizes[name][0] for name in boxes)
        head = LINE_HEIGHT_PT + _HEADING_GAP_PT if is_headed and self.unlinked_words else 0.0
        for columns in range(1, min(len(boxes), _MAX_BLOCK_COLUMNS) + 1):
            bottoms, rects = [head] * columns, dict[str, Rect]()
            for name in boxes:
                column = min(range(columns), key=lambda column: (bottoms[column], column))
                rects[name] = Rect(column * (width + _BLOCK_GAP_PT), bottoms[column], *self.sizes[name])
                bottoms[column] = rects[name].bottom + _BLOCK_GAP_PT
            size = columns * (width + _BLOCK_GAP_PT) - _BLOCK_GAP_PT, max(bottoms) - _BLOCK_GAP_PT
            heading = LaneHeading.fit_to_words(UNLINKED_ID, self.unlinked_words, 0, 0, width)
            yield Block(Layout(*size, rects, {}, headings=(heading,) if head else ()))


def _columns_to_try(boxes: int, of: int) -> list[int]:
    """The numbers of columns for a piece, fewer of them the more boxes the map has."""
    middle = round(math.sqrt(boxes * _COLUMNS_FACTOR))
    offsets = _OFFSETS[: max(1, _MAX_BOXES_TRIED // max(1, of))]
    return list(dict.fromkeys(min(boxes, max(1, middle + offset)) for offset in offsets))


@dataclass(frozen=True)
class _Piece:
    """Boxes that are laid out in rows together."""

    whole: RowLayout
    graph: LayoutGraph
    clusters: Mapping[str, str | None]

    @cached_property
    def edges(self) -> dict[str, EdgeEnds]:
        names = self.graph.edges.keys() | self.graph.cut_edges.keys()
        return {name: ends for name, ends in self.whole.edges.items() if name in names}

    @cached_property
    def trunks(self) -> Mapping[str, str]:
        """What edges share of which so many lead to one box in the same way that it would be too wide, by their names."""
        groups: dict[str, list[str]] = {}
        for name, (_, target) in self.graph.edges.items():
            ends = self.whole.edges[name]
            if (
                target in self.clusters
                and ends.head != "none"
                and not ends.label
                and name not in self.graph.junctions
            ):
                groups.setdefault(f"{target}/{ends.head}", []).append(name)
        return {name: key for key, names in groups.items() if len(names) > _MAX_OWN_PORTS for name in names}

    @cached_property
    def sizes(self) -> Mapping[str, Size]:
        """The sizes of boxes, widened for the ends of edges, of junctions, and of stubs."""
        ends: dict[str, int] = {}
        trunks = set[str]()
        for name, source, target in self.graph.segments():
            trunk = self.trunks.get(name, name)
            for end in (
                {source, target}
                - {name, name.removesuffix("/head")}
                - ({target} if trunk in trunks else set())
            ):
                ends[end] = ends.get(end, 0) + 1
            trunks |= {trunk} - {name}
        sizes = dict.fromkeys(self.graph.junctions, (0.0, 0.0)) | {
            name: size
            for name, size in self.whole.sizes.items()
            if name in self.clusters or name.endswith("/stub")
        }
        for name, (width, height) in sizes.items():
            if name in self.graph.junctions:
                sizes[name] = junction_size(ends.get(name, 0))
            elif name in ends:
                sizes[name] = max(width, (ends[name] - 1) * PORT_GAP_PT + 2 * PORT_INSET_PT), height
        return sizes

    def lay_out(self, rows: Sequence[Sequence[str]], engine: LayoutEngine) -> Block:
        blocks = {name: number for number, name in enumerate(dict.fromkeys(self.clusters.values()))}
        components = {box: number for number, piece in enumerate(self.graph.components()) for box in piece}

        def block(name: str) -> tuple[int, int]:
            box = self.graph.owner_box(name)
            return blocks[self.clusters[box]], components[box]

        size = max(sum(map(len, rows)), len(self.whole.graph.nodes))
        starts = max(1, min(_MAX_STARTS, _MAX_WORK // max(1, size)))
        crossings, order = reduce_crossings(rows, self._segments, block, starts, self._upward_trunks(rows))
        centres = self._find_centres(order, engine)
        labelled = any(ends.label for ends in self.edges.values())
        gap = {"track_gap": _LABEL_TRACK_GAP_PT} if labelled else {}
        geometry = RowGeometry(
            order,
            centres,
            self.sizes,
            self.graph.junctions,
            self.whole._row_gap,
            extra_gaps=self._cluster_gaps(order),
            **gap,
        )
        router = RowRouter(geometry)
        return Block(self._read(router), crossings, len(router.tracks))

    @cached_property
    def _segments(self) -> list[tuple[str, str, str]]:
        return self.graph.segments()

    def _upward_trunks(self, rows: Sequence[Sequence[str]]) -> dict[str, str]:
        """The trunks of edges whose sources stand below their targets."""
        row_of = {name: number for number, row in enumerate(rows) for name in row}
        edges = self.graph.edges
        return {n: t for n, t in self.trunks.items() if row_of[edges[n][0]] > row_of[edges[n][1]]}

    def _find_centres(self, order: LayerOrder, engine: LayoutEngine) -> list[float]:
        dot = "\n".join(self._write_dot(order))
        answer = json.loads(engine(dot, "json0"))
        places = {entry["name"]: entry["pos"] for entry in answer["objects"] if "pos" in entry}
        return [float(places[str(place)].split(",")[0]) for place in range(len(order.upper_neighbours))]

    def _write_dot(self, order: LayerOrder) -> Iterator[str]:
        """Nodes by number, in rows of fixed order, and edges from row to row, the straighter the more they are lines alone."""
        names = len(order.names)
        gaps = f"ranksep=0.1 nodesep={_SEPARATION_PT / PT_PER_INCH:.4f}"
        yield f"digraph map {{ graph [splines=false newrank=true remincross=false {gaps}]"
        yield 'node [shape=box fixedsize=true label="" height=0.1] edge [arrowhead=none]'
        yield 'subgraph "cluster/paper" { style=invis margin=0'
        members: dict[str | None, list[str]] = {}
        for row in order.rows:
            for place in row:
                width = self.sizes[order.names[place]][0] + 2 * _MARGIN_PT if place < names else _LINE_PT
                node = f"{place} [width={width / PT_PER_INCH:.5g}]"
                members.setdefault(self._cluster_of(order, place), []).append(node)
        for cluster, nodes in members.items():
            inside = " ".join(nodes)
            yield (
                inside
                if cluster is None
                else f'subgraph "cluster-{cluster}" {{ margin={_CLUSTER_MARGIN_PT} {inside} }}'
            )
        for number, row in enumerate(order.rows):
            yield f"{{edge [style=invis weight=1] rank=same {' -> '.join(map(str, row))}}}"
            if number:
                yield f"{order.rows[number - 1][0]} -> {row[0]} [style=invis weight=0]"
        for upper, others in enumerate(order.lower_neighbours):
            for lower in others:
                weight = _WEIGHTS[(upper >= names) + (lower >= names)]
                yield f"{upper} -> {lower} [weight={weight}]"
        yield "}}"

    def _cluster_of(self, order: LayerOrder, place: int) -> str | None:
        """The cluster in whose area a node stands; lines that pass are in none."""
        if place >= len(order.names):
            return None
        return self.clusters[self.graph.owner_box(order.names[place])]

    # --- reading ---

    def _cluster_gaps(self, order: LayerOrder) -> dict[int, float]:
        """Extra room below the rows in which a cluster ends, for its name, and above those in which one begins."""
        gaps: dict[int, float] = {}
        for slug, (_, height) in self.whole.cluster_names.items():
            rows = [
                number
                for number, row in enumerate(order.rows)
                for place in row
                if self._cluster_of(order, place) == slug
            ]
            if rows:
                gaps[max(rows)] = height + 2 * _CLUSTER_MARGIN_PT
                gaps.setdefault(min(rows) - 1, _CLUSTER_MARGIN_PT)
        return gaps

    def _read(self, router: RowRouter) -> Layout:
        graph = self.graph
        row_of = {name: router.geometry.row_of[place] for place, name in enumerate(router.order.names)}
        downward = frozenset(
            name
            for name, source, target in graph.segments()
            if row_of[source] <= row_of[target]
            and router.order.chains[name][0] == router.order.names.index(source)
        )
        corners = dict(router.corners(downward))
        rects = {name: rect for name, rect in router.rects.items() if name not in graph.junctions}
        clusters = {slug: self._cluster_area(slug, rects) for slug in self.whole.cluster_names}
        layout = Layout(
            0,
            0,
            rects,
            dict(make_curves(graph, self.edges, corners)),
            router.junctions,
            {name: label_point(corners[name]) for name, ends in self.edges.items() if ends.label},
            clusters,
            {slug: _name_place(area, self.whole.cluster_names[slug]) for slug, area in clusters.items()},
        )
        return crop(layout, corners)

    def _cluster_area(self, slug: str, rects: Mapping[str, Rect]) -> Rect:
        """Around the boxes of a cluster, with room for its name below them."""
        inside = [rects[name] for name, cluster in self.clusters.items() if cluster == slug]
        left, top = min(rect.left for rect in inside), min(rect.top for rect in inside)
        right, bottom = max(rect.right for rect in inside), max(rect.bottom for rect in inside)
        width, height = self.whole.cluster_names[slug]
        margin = _CLUSTER_MARGIN_PT
        wide = max(right - left, width)
        return Rect(left - margin, top - margin, wide + 2 * margin, bottom - top + height + 2 * margin)


def _name_place(area: Rect, size: Size) -> Point:
    return area.left + area.width / 2, area.bottom - _CLUSTER_MARGIN_PT / 2 - size[1] / 2
