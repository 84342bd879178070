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
from graphviz.quoting import quote

from stances.argument.collapse import Bundle
from stances.figures.map.layout.layout_graph import Net
from stances.figures.map.legend import caption
from stances.figures.map.link_styles import LINK_STYLES, TAILS, LinkStyle
from stances.figures.map.map import ArgumentMap
from stances.figures.map.node_labels import Box, claim_box, fold_box, text
from stances.graphics.palette import INK, PAPER
from stances.graphics.text_metrics import FONT
from stances.graphics.typography import BODY_SIZE, PADDING, SMALL_SIZE, TEXT_WIDTH
from stances.record.entries import Claim, Link

_THICKEST = 5
_SEVERAL = "Several factions"
_NUMBERED = 12
"""How far apart lines lie that bear numbers."""
_LENGTHS = {"none": 0.0, "normal": 8.0, "tee": 3.0, "odiamond": 9.6, "odot": 6.4, "obox": 6.0}
"""How long each arrowhead is, in points."""
_IN_STRING = 50
"""Strokes in one string of DOT, which may not be longer than 16,384 characters."""

_GRAPH = {
    "splines": "polyline",
    "fontname": FONT,
    "fontsize": str(BODY_SIZE),
    "fontcolor": INK,
    "bgcolor": PAPER,
    "pad": "0.25",
}
_TIGHT = {"nodesep": "0.2", "ranksep": "0.4", "pad": "0.1"}
"""How claims stand where paper sets a limit."""
_ABREAST = TEXT_WIDTH + 2 * PADDING + 21
"""How much of a paper's width a claim takes, with the space beside it."""
_BETWEEN, _AROUND = 29, 30
"""What comes of these between two rows and around them all, in points."""
_ROWS = {"rankdir": "BT", "nodesep": "0.35", "ranksep": "0.65", "newrank": "true"}
_NODE = {"id": r"\N", "shape": "plain", "fontname": FONT, "fontsize": str(BODY_SIZE), "fontcolor": INK}
_EDGE = {"fontname": FONT, "fontsize": str(SMALL_SIZE), "arrowsize": "0.8"}


@lru_cache(maxsize=16_384)
def _quoted(word: str) -> str:
    """The library's own quoting, which costs more than all else that is done for a short word; most are met often."""
    return str(quote(word))


def _written(attributes: Mapping[str, str]) -> str:
    """Attributes as DOT has them; markup stands as it is."""
    return " ".join(
        f"{name}={value if value[:1] == '<' else _quoted(value)}" for name, value in attributes.items()
    )


def _net(drawn: ArgumentMap) -> Net:
    """The boxes and lines of a map, links that are counted together among them."""
    graph = drawn.graph
    lines = {link.slug: (link.source, link.target) for link in graph.within.links.values()}
    cut = {slug: graph.drawn_ends(link) for slug, link in graph.links.items() if slug not in lines}
    lines |= {bundle.name: (bundle.source, bundle.target) for bundle in drawn.bundles}
    boxes = (*graph.claims, *(fold.name for fold in drawn.groups))
    return Net(boxes, lines, {slug: ends for slug, ends in cut.items() if slug not in graph.sharing})


class Writer(ABC):
    """Writes what every arrangement of a map has: its caption, its boxes and its links.

    `high` is about how many points high the drawing will be, where that is known before Graphviz draws it, else 0.
    """

    bars = False
    turned = False

    @property
    def high(self) -> float:
        return 0.0

    def __init__(self, drawn: ArgumentMap, **graph: str) -> None:
        self.map = drawn
        self.net = _net(drawn)
        self.out = graphviz.Digraph("map", graph_attr=_GRAPH | graph, node_attr=_NODE, edge_attr=_EDGE)

    def dot(self, turned: bool = False) -> str:
        """The map as DOT. `turned`, which is for Graphviz alone, lets an edge that leads down begin at its head."""
        self.turned = turned
        if words := caption(self.map, self.bars):
            self.out.attr(label=f"<{words}>", labelloc="t", labeljust="l")
        self.body()
        source: str = self.out.source
        return source

    @abstractmethod
    def body(self) -> None:
        """Writes everything but the caption."""

    def node(self, out: Any, name: str, **attributes: str) -> None:
        out.body.append(f"\t{_quoted(name)} [{_written(attributes)}]\n")

    def edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        out.body.append(f"\t{_quoted(tail)} -> {_quoted(head)} [{_written(attributes)}]\n")

    @cached_property
    def boxes(self) -> Mapping[str, Box]:
        """Every box by the name of its claim or fold."""
        claims = {slug: claim_box(self.map, claim) for slug, claim in self.map.graph.claims.items()}
        return claims | {fold.name: fold_box(self.map, fold) for fold in self.map.groups}

    def claim(self, out: Any, claim: Claim) -> None:
        self.node(out, claim.slug, label=f"<{self.boxes[claim.slug].label}>")

    def folds(self, out: Any) -> None:
        for fold in self.map.groups:
            self.node(out, fold.name, label=f"<{self.boxes[fold.name].label}>", id=f"fold/{fold.token}")

    def links(self, out: Any) -> None:
        """The links kind by kind, each kind under the edge attributes that it shares."""
        for kind, style in LINK_STYLES.items():
            drawn = (
                link for link in self.map.graph.links.values() if link.slug not in self.map.graph.sharing
            )
            links = [link for link in drawn if link.kind is kind]
            bundles = [bundle for bundle in self.map.bundles if bundle.kind is kind]
            if links or bundles:
                out.attr("edge", **style.attributes)
            for link in links:
                self._link(out, link, style)
            for bundle in bundles:
                self._bundle(out, bundle, style)

    def _link(self, out: Any, link: Link, style: LinkStyle) -> None:
        """One edge, or two that meet in the point at which an undercut arrives."""
        tail = {"dir": "both", "arrowtail": TAILS[link.attribution]} if link.attribution in TAILS else {}
        if badge := self.map.badges.get(link.slug):
            tail["penwidth"] = f"{style.width * badge.weight:g}"
        source, target = self.map.graph.drawn_ends(link)
        if link.slug not in self.net.met:
            self.edge(out, source, target, id=link.slug, **tail)
            return
        self.node(out, link.slug, shape="point", width="0.07", color=style.colour, id=f"{link.slug}/joint")
        self.edge(out, source, link.slug, id=link.slug, **tail, arrowhead="none")
        self.edge(out, link.slug, target, id=f"{link.slug}/head")

    def _bundle(self, out: Any, bundle: Bundle, style: LinkStyle) -> None:
        """One edge for several links, thicker the more there are, with their number where it is not one."""
        count = len(bundle.links)
        words = f'<TR><TD BGCOLOR="{PAPER}">{text(self.counted(bundle), SMALL_SIZE, style.colour)}</TD></TR>'
        label = {"label": f'<<TABLE BORDER="0" CELLPADDING="0">{words}</TABLE>>'} if count > 1 else {}
        wide = f"{style.width + min(count - 1, _THICKEST) * 0.4:.1f}"
        self.edge(out, bundle.source, bundle.target, id=bundle.name, penwidth=wide, **label)

    def sign(self, attributes: Mapping[str, str]) -> str:
        """The arrowhead of an edge."""
        return attributes.get("arrowhead") or self._heads[attributes["id"].removesuffix("/head")]

    @cached_property
    def _heads(self) -> Mapping[str, str]:
        """The arrowhead of each line."""
        kinds = {link.slug: link.kind for link in self.map.graph.links.values()}
        kinds |= {bundle.name: bundle.kind for bundle in self.map.bundles}
        return {name: LINK_STYLES[kind].head for name, kind in kinds.items()}

    def counted(self, bundle: Bundle) -> str:
        """What is said of how many links a line stands for."""
        return bundle.words
