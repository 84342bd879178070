"""The DOT of an argument map: claims as boxes, headed in a faction's colour, and links that differ without colour.

Pure. `layout` runs Graphviz on it, which decides where things lie (arranged by argument) or only how links run between
them (by time and by speaker), and `svg` turns the drawing into one that stands alone. The same DOT gives SVG, PNG and
PDF. Ids are slugs; what has none has a slash in its id.
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

_MAX_WIDTH_STEPS = 5
SEVERAL_FACTIONS = "Several factions"
NUMBERED_TRACK_GAP_PT = 12
"""How far apart lines lie that bear numbers."""
ARROWHEAD_LENGTHS_PT = {"none": 0.0, "normal": 8.0, "tee": 3.0, "odiamond": 9.6, "odot": 6.4, "obox": 6.0}
"""How long each arrowhead is, in points."""
MAX_STROKES_PER_STRING = 50
"""Strokes in one string of DOT, which may not be longer than 16,384 characters."""

_GRAPH_ATTRIBUTES = {
    "splines": "polyline",
    "fontname": FONT_FAMILY,
    "fontsize": str(BODY_SIZE_PT),
    "fontcolor": TEXT_COLOUR,
    "bgcolor": WHITE,
    "pad": "0.25",
}
PAGE_ATTRIBUTES = {"nodesep": "0.2", "ranksep": "0.4", "pad": "0.1"}
"""How claims stand where paper sets a limit."""
BOX_PITCH_PT = TEXT_WIDTH_PT + 2 * PADDING_PT + 21
"""How much of a paper's width a claim takes, with the space beside it."""
ROW_GAP_PT, OUTER_MARGIN_PT = 29, 30
"""What comes of these between two rows and around them all, in points."""
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
    """The library's own quoting, which costs more than all else that is done for a short word; most are met often."""
    return str(quoting.quote(word))


def _format_attributes(attributes: Mapping[str, str]) -> str:
    """Attributes as DOT has them; markup stands as it is."""
    return " ".join(
        f"{name}={value if value[:1] == '<' else quote(value)}" for name, value in attributes.items()
    )


def _build_layout_graph(argument_map: ArgumentMap) -> LayoutGraph:
    """The boxes and lines of a map, links that are counted together among them."""
    graph = argument_map.graph
    edges = {link.slug: (link.source, link.target) for link in graph.without_cut_links.links.values()}
    cut_edges = {slug: graph.arrow_ends(link) for slug, link in graph.links.items() if slug not in edges}
    edges |= {bundle.edge_id: (bundle.source, bundle.target) for bundle in argument_map.aggregated_edges}
    nodes = (*graph.claims, *(fold.node_id for fold in argument_map.collapsed_boxes))
    return LayoutGraph(
        nodes, edges, {slug: ends for slug, ends in cut_edges.items() if slug not in graph.merged_stub_links}
    )


class DotWriter(ABC):
    """Writes what every arrangement of a map has: its caption, its boxes and its links.

    `high` is about how many points high the drawing will be, where that is known before Graphviz draws it, else 0.
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
        """The map as DOT. `turned`, which is for Graphviz alone, lets an edge that leads down begin at its head."""
        self.reverse_downward = reverse_downward
        if words := build_caption(self.map, self.has_date_bars):
            self.digraph.attr(label=f"<{words}>", labelloc="t", labeljust="l")
        self.write_body()
        source: str = self.digraph.source
        return source

    @abstractmethod
    def write_body(self) -> None:
        """Writes everything but the caption."""

    def write_node(self, out: Any, name: str, **attributes: str) -> None:
        out.body.append(f"\t{quote(name)} [{_format_attributes(attributes)}]\n")

    def write_edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        out.body.append(f"\t{quote(tail)} -> {quote(head)} [{_format_attributes(attributes)}]\n")

    @cached_property
    def labels(self) -> Mapping[str, NodeLabel]:
        """Every box by the name of its claim or fold."""
        claims = {slug: build_claim_label(self.map, claim) for slug, claim in self.map.graph.claims.items()}
        return claims | {fold.node_id: build_group_label(self.map, fold) for fold in self.map.collapsed_boxes}

    def write_claim(self, out: Any, claim: Claim) -> None:
        self.write_node(out, claim.slug, label=f"<{self.labels[claim.slug].markup}>")

    def write_collapsed(self, out: Any) -> None:
        for fold in self.map.collapsed_boxes:
            self.write_node(
                out, fold.node_id, label=f"<{self.labels[fold.node_id].markup}>", id=f"fold/{fold.token}"
            )

    def write_links(self, out: Any) -> None:
        """The links kind by kind, each kind under the edge attributes that it shares."""
        for kind, style in LINK_STYLES.items():
            drawn = (
                link
                for link in self.map.graph.links.values()
                if link.slug not in self.map.graph.merged_stub_links
            )
            links = [link for link in drawn if link.kind is kind]
            bundles = [bundle for bundle in self.map.aggregated_edges if bundle.kind is kind]
            if links or bundles:
                out.attr("edge", **style.dot_attributes)
            for link in links:
                self._write_link(out, link, style)
            for bundle in bundles:
                self._write_aggregated_edge(out, bundle, style)

    def _write_link(self, out: Any, link: Link, style: LinkStyle) -> None:
        """One edge, or two that meet in the point at which an undercut arrives."""
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

    def _write_aggregated_edge(self, out: Any, bundle: AggregatedEdge, style: LinkStyle) -> None:
        """One edge for several links, thicker the more there are, with their number where it is not one."""
        count = len(bundle.links)
        words = f'<TR><TD BGCOLOR="{WHITE}">{format_line(self.count_label(bundle), SMALL_SIZE_PT, style.colour)}</TD></TR>'
        label = {"label": f'<<TABLE BORDER="0" CELLPADDING="0">{words}</TABLE>>'} if count > 1 else {}
        pen_width = f"{style.width + min(count - 1, _MAX_WIDTH_STEPS) * 0.4:.1f}"
        self.write_edge(out, bundle.source, bundle.target, id=bundle.edge_id, penwidth=pen_width, **label)

    def arrowhead_of(self, attributes: Mapping[str, str]) -> str:
        """The arrowhead of an edge."""
        return attributes.get("arrowhead") or self._arrowheads[attributes["id"].removesuffix("/head")]

    @cached_property
    def _arrowheads(self) -> Mapping[str, str]:
        """The arrowhead of each line."""
        kinds = {link.slug: link.kind for link in self.map.graph.links.values()}
        kinds |= {bundle.edge_id: bundle.kind for bundle in self.map.aggregated_edges}
        return {name: LINK_STYLES[kind].arrowhead for name, kind in kinds.items()}

    def count_label(self, bundle: AggregatedEdge) -> str:
        """What is said of how many links a line stands for."""
        return bundle.count_words
