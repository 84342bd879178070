"""Write an argument map as DOT: what all arrangements share, namely caption, boxes and links.

`layout.graphviz` runs Graphviz on it, which lays the map out (by argument) or only draws it at given positions (by time
and by speaker); `svg` makes the result self-contained. Ids are slugs; ids of what has no slug contain a slash.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

import graphviz
from graphviz import quoting

from stances.argument.collapse import AggregatedEdge
from stances.figures.map.layout.layout_graph import LayoutGraph
from stances.figures.map.legend import build_caption
from stances.figures.map.link_styles import LINK_STYLES, TAIL_SHAPES, LinkStyle
from stances.figures.map.map import ArgumentMap
from stances.figures.map.node_labels import NodeLabel, build_claim_label, build_group_label, format_line
from stances.graphics.palette import TEXT_COLOUR, WHITE
from stances.graphics.text_metrics import FONT_FAMILY
from stances.graphics.typography import BODY_SIZE_PT, PADDING_PT, SMALL_SIZE_PT, TEXT_WIDTH_PT
from stances.record.entries import Claim, Link

SEVERAL_FACTIONS = "Several factions"
NUMBERED_TRACK_GAP_PT = 12
"""Distance of parallel lines in a channel where lines bear numbers."""
ARROWHEAD_LENGTHS_PT = {"none": 0.0, "normal": 8.0, "tee": 3.0, "odiamond": 9.6, "odot": 6.4, "obox": 6.0}
"""Length of each arrowhead, in points."""
MAX_LINES_PER_STRING = 50
"""Guide lines per string of DOT, since a string may have at most 16,384 characters."""

_GRAPH_ATTRIBUTES = {
    "splines": "polyline",
    "fontname": FONT_FAMILY,
    "fontsize": str(BODY_SIZE_PT),
    "fontcolor": TEXT_COLOUR,
    "bgcolor": WHITE,
    "pad": "0.25",
}
PAGE_ATTRIBUTES = {"nodesep": "0.2", "ranksep": "0.4", "pad": "0.1"}
"""Distances between claims on a page of limited size, in inches."""
BOX_PITCH_PT = TEXT_WIDTH_PT + 2 * PADDING_PT + 21
"""Width of a claim on such a page, with the space beside it."""
ROW_GAP_PT, OUTER_MARGIN_PT = 29, 30
"""The space between two rows and around the map that these attributes give, in points."""
LAYERED_ATTRIBUTES = {"rankdir": "BT", "nodesep": "0.35", "ranksep": "0.65", "newrank": "true"}
_NODE_ATTRIBUTES = {
    "id": r"\N",
    "shape": "plain",
    "fontname": FONT_FAMILY,
    "fontsize": str(BODY_SIZE_PT),
    "fontcolor": TEXT_COLOUR,
}
_EDGE_ATTRIBUTES = {"fontname": FONT_FAMILY, "fontsize": str(SMALL_SIZE_PT), "arrowsize": "0.8"}


@lru_cache(maxsize=16_384)
def quote(word: str) -> str:
    """A DOT string of this word, quoted where needed. Cached, since quoting is slow and most words recur."""
    return str(quoting.quote(word))


def _format_attributes(attributes: Mapping[str, str]) -> str:
    """Attributes in DOT's syntax; values that are HTML-like labels are not quoted."""
    return " ".join(
        f"{name}={value if value[:1] == '<' else quote(value)}" for name, value in attributes.items()
    )


def _build_layout_graph(argument_map: ArgumentMap) -> LayoutGraph:
    """The graph to lay out: the boxes and links of a map, including aggregated links."""
    graph = argument_map.graph
    edges = {link.slug: (link.source, link.target) for link in graph.without_cut_links.links.values()}
    cut_edges = {slug: graph.arrow_ends(link) for slug, link in graph.links.items() if slug not in edges}
    edges |= {edge.edge_id: (edge.source, edge.target) for edge in argument_map.aggregated_edges}
    nodes = (*graph.claims, *(group.node_id for group in argument_map.collapsed_boxes))
    return LayoutGraph(
        nodes, edges, {slug: ends for slug, ends in cut_edges.items() if slug not in graph.merged_stub_links}
    )


class DotWriter(ABC):
    """Writes the caption, boxes and links of a map; subclasses write their arrangement. Call `write` once.

    `estimated_height` is the approximate height of the drawing in points, or 0 where it is unknown before Graphviz draws it.
    """

    has_date_bars = False
    reverse_downward = False

    @property
    def estimated_height(self) -> float:
        return 0.0

    def __init__(self, argument_map: ArgumentMap, **graph: str) -> None:
        self.map = argument_map
        self.layout_graph = _build_layout_graph(argument_map)
        self.digraph = graphviz.Digraph(
            "map",
            graph_attr=_GRAPH_ATTRIBUTES | graph,
            node_attr=_NODE_ATTRIBUTES,
            edge_attr=_EDGE_ATTRIBUTES,
        )

    def write(self, reverse_downward: bool = False) -> str:
        """The map as DOT. `reverse_downward`, for layout only, lets edges that lead down begin at their heads."""
        self.reverse_downward = reverse_downward
        if caption := build_caption(self.map, self.has_date_bars):
            self.digraph.attr(label=f"<{caption}>", labelloc="t", labeljust="l")
        self.write_body()
        source: str = self.digraph.source
        return source

    @abstractmethod
    def write_body(self) -> None:
        """Write everything except the caption."""

    def write_node(self, out: Any, name: str, **attributes: str) -> None:
        out.body.append(f"\t{quote(name)} [{_format_attributes(attributes)}]\n")

    def write_edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        out.body.append(f"\t{quote(tail)} -> {quote(head)} [{_format_attributes(attributes)}]\n")

    @cached_property
    def labels(self) -> Mapping[str, NodeLabel]:
        """The label of each box, by the name of its claim or collapsed group."""
        claims = {slug: build_claim_label(self.map, claim) for slug, claim in self.map.graph.claims.items()}
        return claims | {
            group.node_id: build_group_label(self.map, group) for group in self.map.collapsed_boxes
        }

    def write_claim(self, out: Any, claim: Claim) -> None:
        self.write_node(out, claim.slug, label=f"<{self.labels[claim.slug].markup}>")

    def write_collapsed(self, out: Any) -> None:
        for group in self.map.collapsed_boxes:
            self.write_node(
                out, group.node_id, label=f"<{self.labels[group.node_id].markup}>", id=f"fold/{group.token}"
            )

    def write_links(self, out: Any) -> None:
        """Write the links by kind, so that each kind states its common attributes once."""
        for kind, style in LINK_STYLES.items():
            separate_links = (
                link
                for link in self.map.graph.links.values()
                if link.slug not in self.map.graph.merged_stub_links
            )
            links = [link for link in separate_links if link.kind is kind]
            edges = [edge for edge in self.map.aggregated_edges if edge.kind is kind]
            if links or edges:
                out.attr("edge", **style.dot_attributes)
            for link in links:
                self._write_link(out, link, style)
            for edge in edges:
                self._write_aggregated_edge(out, edge, style)

    def _write_link(self, out: Any, link: Link, style: LinkStyle) -> None:
        """Write a link as one edge, or as two that meet at its junction."""
        tail = (
            {"dir": "both", "arrowtail": TAIL_SHAPES[link.attribution]}
            if link.attribution in TAIL_SHAPES
            else {}
        )
        if badge := self.map.badges.get(link.slug):
            tail["penwidth"] = f"{style.width * badge.line_weight:g}"
        source, target = self.map.graph.arrow_ends(link)
        if link.slug not in self.layout_graph.junctions:
            self.write_edge(out, source, target, id=link.slug, **tail)
            return
        self.write_node(
            out, link.slug, shape="point", width="0.07", color=style.colour, id=f"{link.slug}/joint"
        )
        self.write_edge(out, source, link.slug, id=link.slug, **tail, arrowhead="none")
        self.write_edge(out, link.slug, target, id=f"{link.slug}/head")

    def _write_aggregated_edge(self, out: Any, edge: AggregatedEdge, style: LinkStyle) -> None:
        """Write one edge for several links: thicker the more there are, with their number if more than one."""
        count = len(edge.links)
        words = f'<TR><TD BGCOLOR="{WHITE}">{format_line(self.count_label(edge), SMALL_SIZE_PT, style.colour)}</TD></TR>'
        label = {"label": f'<<TABLE BORDER="0" CELLPADDING="0">{words}</TABLE>>'} if count > 1 else {}
        pen_width = f"{style.width_of(count):.1f}"
        self.write_edge(out, edge.source, edge.target, id=edge.edge_id, penwidth=pen_width, **label)

    def arrowhead_of(self, attributes: Mapping[str, str]) -> str:
        """The arrowhead of an edge, from its own attributes or those of its kind."""
        return attributes.get("arrowhead") or self._arrowheads[attributes["id"].removesuffix("/head")]

    @cached_property
    def _arrowheads(self) -> Mapping[str, str]:
        """The arrowhead of each edge, by its id."""
        kinds = {link.slug: link.kind for link in self.map.graph.links.values()}
        kinds |= {edge.edge_id: edge.kind for edge in self.map.aggregated_edges}
        return {name: LINK_STYLES[kind].arrowhead for name, kind in kinds.items()}

    def count_label(self, edge: AggregatedEdge) -> str:
        """The label of an aggregated edge: how many links it stands for."""
        return edge.count_words


class CaptionWriter(DotWriter):
    """Writes the caption of a map alone; `has_date_bars` says whether the map shows bars for uncertain dates."""

    def __init__(self, argument_map: ArgumentMap, has_date_bars: bool) -> None:
        super().__init__(argument_map)
        self.has_date_bars = has_date_bars

    def write_body(self) -> None:
        """Write nothing else."""
