"""Lay a map out by argument: rows of boxes, conclusions on top, each connected piece by itself, and the pieces packed.

Rows, their order and all routes are ours; Graphviz only chooses horizontal places, of which its network simplex knows the best.
For each piece a few numbers of columns are tried, and those are taken with which the whole is set largest at few crossings.
Unlinked boxes are a block of their own under a heading. Where there are clusters, all is one piece.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stances.cache import cached_property
from stances.figures.map.layout.crossing_reduction import LayerOrder, reduce_crossings
from stances.figures.map.layout.curves import make_curves
from stances.figures.map.layout.edge_routing import PORT_GAP_PT
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
from stances.graphics.packing import pack_rectangles
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
_PIECE_GAP_PT = 30
_BLOCK_GAP_PT = 16
_HEADING_GAP_PT = 8
_CLUSTER_MARGIN_PT = 10
_LABEL_TRACK_GAP_PT = 15
_MAX_BLOCK_COLUMNS = 12
_CROSSING_COST, _TURN_COST = 0.02, 0.006
"""How much smaller a map may be set to save a crossing, or a turn and back, as a share."""
_COLUMNS_FACTOR = 1.35
"""A piece of n boxes has about the root of 1.35 n columns."""
_OFFSETS = (0, -1, 1, -2, 2, 3)
"""Differences from that number that are tried, fewer of large pieces."""
_MAX_BOXES_TRIED = 260
_MAX_STARTS = 40
_MAX_WORK = 1400
"""Orders are started from so often that starts × boxes stay below this."""
UNLINKED_ID = "unlinked/heading"


@dataclass(frozen=True)
class _Block:
    """A part of a drawing with places from 0, 0 on: a piece, or the unlinked boxes."""

    layout: Layout
    crossings: int = 0
    turns: int = 0

    @property
    def size(self) -> Size:
        return self.layout.width, self.layout.height


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
        pieces = [piece for piece in self.graph.components() if piece[0] not in unlinked]
        choices = [list(self._lay_out_piece(piece, engine)) for piece in pieces]
        if unlinked:
            choices.append(list(self._lay_out_unlinked(bool(pieces))))
        return _pack(choices, self._ratio)

    @property
    def _ratio(self) -> float:
        return self.page_size[0] / self.page_size[1] if self.page_size else TARGET_ASPECT_RATIO

    @property
    def _row_gap(self) -> float:
        return _ROW_GAP_PT

    # --- pieces ---

    def _lay_out_piece(self, boxes: Sequence[str], engine: LayoutEngine) -> Iterator[_Block]:
        """The piece with different numbers of columns."""
        piece = _Piece(self, self.graph.restricted_to(boxes), dict.fromkeys(boxes))
        seen: set[str] = set()
        for columns in _columns_to_try(len(boxes)):
            rows = build_rows(piece.graph, piece.clusters, columns)
            if (key := str(rows)) not in seen:
                seen.add(key)
                yield piece.lay_out(rows, engine)

    def _lay_out_clusters(self, engine: LayoutEngine) -> Layout:
        columns = max(3, round(math.sqrt(len(self.graph.nodes) * 2)))
        piece = _Piece(self, self.graph, self.clusters)
        return piece.lay_out(build_rows(self.graph, self.clusters, columns), engine).layout

    def _lay_out_unlinked(self, is_headed: bool) -> Iterator[_Block]:
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
            yield _Block(Layout(*size, rects, {}, headings=(heading,) if head else ()))


def _columns_to_try(boxes: int) -> list[int]:
    middle = round(math.sqrt(boxes * _COLUMNS_FACTOR))
    offsets = _OFFSETS[: max(1, _MAX_BOXES_TRIED // max(1, boxes))]
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
    def sizes(self) -> Mapping[str, Size]:
        """The sizes of boxes, widened for the ends of edges, of junctions, and of stubs."""
        ends: dict[str, int] = {}
        for name, source, target in self.graph.segments():
            for end in {source, target} - {name, name.removesuffix("/head")}:
                ends[end] = ends.get(end, 0) + 1
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

    def lay_out(self, rows: Sequence[Sequence[str]], engine: LayoutEngine) -> _Block:
        blocks = {name: number for number, name in enumerate(dict.fromkeys(self.clusters.values()))}
        components = {box: number for number, piece in enumerate(self.graph.components()) for box in piece}

        def block(name: str) -> tuple[int, int]:
            box = self.graph.owner_box(name)
            return blocks[self.clusters[box]], components[box]

        size = sum(map(len, rows))
        starts = max(1, min(_MAX_STARTS, _MAX_WORK // max(1, size)))
        crossings, order = reduce_crossings(rows, self.graph.segments(), block, starts)
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
        return _Block(self._read(router), crossings, len(router.tracks))

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
                weight = (4, 8, 40)[(upper >= names) + (lower >= names)]
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
        return _crop(layout, corners)

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


# --- putting together ---


def _crop(layout: Layout, corners: Mapping[str, Sequence[Point]]) -> Layout:
    """The layout with the least places at 0, and as large as what is in it."""
    rects = [*layout.rects.values(), *layout.clusters.values()]
    points = [point for line in corners.values() for point in line]
    points += [point for rect in rects for point in ((rect.left, rect.top), (rect.right, rect.bottom))]
    (left, right), (top, bottom) = ((min(values), max(values)) for values in zip(*points, strict=True))
    moved = _move(layout, -left, -top)
    return replace(moved, width=right - left, height=bottom - top)


def _move(layout: Layout, dx: float, dy: float) -> Layout:
    def at(point: Point) -> Point:
        return point[0] + dx, point[1] + dy

    def rect_at(rect: Rect) -> Rect:
        return rect._replace(left=rect.left + dx, top=rect.top + dy)

    return replace(
        layout,
        rects={name: rect_at(rect) for name, rect in layout.rects.items()},
        curves={
            name: curve._replace(
                points=tuple(map(at, curve.points)),
                tail_tip=curve.tail_tip and at(curve.tail_tip),
                head_tip=curve.head_tip and at(curve.head_tip),
            )
            for name, curve in layout.curves.items()
        },
        junctions={name: at(point) for name, point in layout.junctions.items()},
        labels={name: at(point) for name, point in layout.labels.items()},
        clusters={slug: rect_at(rect) for slug, rect in layout.clusters.items()},
        cluster_names={slug: at(point) for slug, point in layout.cluster_names.items()},
        headings=[replace(heading, rect=rect_at(heading.rect)) for heading in layout.headings],
    )


def _pack(choices: Sequence[Sequence[_Block]], ratio: float) -> Layout:
    """One block of each choice, packed so that the whole is set as large as may be, with few crossings."""

    def cost(chosen: Sequence[_Block]) -> float:
        _, (width, height) = pack_rectangles([block.size for block in chosen], ratio, _PIECE_GAP_PT)
        return max(width, height * ratio) * (1 + sum(map(_tangle, chosen)))

    chosen = [min(blocks, key=lambda block: _lone_cost(block, ratio)) for blocks in choices]
    best = cost(chosen)
    for _ in range(2):
        for number, blocks in enumerate(choices):
            for block in blocks:
                tried = [*chosen[:number], block, *chosen[number + 1 :]]
                if (found := cost(tried)) < best - 1e-6:
                    best, chosen = found, tried
    places, size = pack_rectangles([block.size for block in chosen], ratio, _PIECE_GAP_PT)
    moved = [_move(block.layout, *place) for block, place in zip(chosen, places, strict=True)]
    return _join(moved, size)


def _lone_cost(block: _Block, ratio: float) -> float:
    width, height = block.size
    return width * height * (1 + 2 * _tangle(block))


def _tangle(block: _Block) -> float:
    """How much smaller a block may be set to be rid of its crossings and turns, as a share."""
    return _CROSSING_COST * block.crossings + _TURN_COST * block.turns


def _join(parts: Iterable[Layout], size: Size) -> Layout:
    parts = list(parts)
    return Layout(
        *size,
        {name: rect for part in parts for name, rect in part.rects.items()},
        {name: curve for part in parts for name, curve in part.curves.items()},
        {name: point for part in parts for name, point in part.junctions.items()},
        {name: point for part in parts for name, point in part.labels.items()},
        headings=[heading for part in parts for heading in part.headings],
    )
