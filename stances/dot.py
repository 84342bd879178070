"""The DOT of an argument map: claims as boxes, headed in a faction's colour, and links that differ without colour.

Pure. Graphviz decides only where things lie: `layout` runs it and `svg` turns its drawing into one that stands alone.
The same DOT gives SVG, PNG and PDF. Ids are slugs; what has none has a slash in its id.
"""

from __future__ import annotations

from typing import Any

import graphviz
from graphviz.quoting import quote

from stances.boxes import BODY_SIZE, SMALL_SIZE, claim_box, fold_box, table, text
from stances.folding import Bundle
from stances.layers import Net, layered
from stances.lettering import FONT, wrapped
from stances.maps import ArgumentMap
from stances.palette import INK, PAPER, QUIET_INK, mix
from stances.record import Claim, Link
from stances.signs import LINK_STYLES, TAILS, TITLE_WIDTH, LinkStyle, key

TITLE_SIZE = 16
_THICKEST = 5

_GRAPH = {
    "rankdir": "BT",
    "splines": "polyline",
    "fontname": FONT,
    "fontsize": str(BODY_SIZE),
    "fontcolor": INK,
    "bgcolor": PAPER,
    "nodesep": "0.35",
    "ranksep": "0.65",
    "pad": "0.25",
    "newrank": "true",
}
_NODE = {"id": r"\N", "shape": "plain", "fontname": FONT, "fontsize": str(BODY_SIZE), "fontcolor": INK}
_EDGE = {"fontname": FONT, "fontsize": str(SMALL_SIZE), "arrowsize": "0.8", "weight": "3"}


def _lines(words: str, size: float, colour: str = INK, mark: str = "") -> list[str]:
    """A text of the caption; none where there is nothing to say."""
    lines = wrapped(words, TITLE_WIDTH, size, mark == "B")
    return [table((text(line, size, colour, mark) for line in lines), size, TITLE_WIDTH)] if lines else []


def _net(drawn: ArgumentMap) -> Net:
    """The boxes and lines of a map, links that are counted together among them."""
    groups = (fold.name for fold in drawn.folds.values() if fold.inside is None)
    lines = {link.slug: (link.source, link.target) for link in drawn.graph.links.values()}
    lines |= {bundle.name: (bundle.source, bundle.target) for bundle in drawn.bundles}
    return Net((*drawn.graph.claims, *groups), lines)


class _Writer:
    """Writes the DOT of one map."""

    def __init__(self, drawn: ArgumentMap) -> None:
        self.map = drawn
        self.graph = drawn.graph
        self.groups = [fold for fold in drawn.folds.values() if fold.inside is None]
        self.net = _net(drawn)
        self.layers = layered(self.net, self._clusters())
        self.rank = {name: number for number, row in enumerate(self.layers.rows) for name in row}
        self.edges: list[tuple[str, str]] = []
        self.out = graphviz.Digraph("map", graph_attr=_GRAPH, node_attr=_NODE, edge_attr=_EDGE)

    def _clusters(self) -> dict[str, str | None]:
        """The cluster in which each box lies; that of a fold is none."""
        claims: dict[str, str | None] = {slug: self.map.group(c) for slug, c in self.graph.claims.items()}
        return claims | dict.fromkeys(fold.name for fold in self.groups)

    def dot(self) -> str:
        """The DOT, in which an unseen cluster holds everything: Graphviz draws clusters narrow and all else wide."""
        if caption := self._caption():
            self.out.attr(label=f"<{caption}>", labelloc="t", labeljust="l")
        with self.out.subgraph(name="cluster/paper") as paper:
            paper.attr(id="map/paper", style="invis", margin="0", label="")
            self._claims(paper)
            for fold in self.groups:
                paper.node(fold.name, label=f"<{fold_box(self.map, fold).label}>", id=f"fold/{fold.token}")
            self._links(paper)
            self._rows(paper)
        source: str = self.out.source
        return source

    def _caption(self) -> str:
        """What stands above the map: its title, what it leaves out, and the key to its signs, where they are asked for."""
        view = self.map.view
        rows = self._title() if view.title else self._proviso() if not self.net.boxes else []
        if view.legend:
            rows += key(self.map)
        if not rows:
            return ""
        cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
        space = '<TR><TD HEIGHT="10"></TD></TR>'
        return f'<TABLE BORDER="0" CELLSPACING="4" CELLPADDING="0">{cells}{space}</TABLE>'

    def _title(self) -> list[str]:
        rows = _lines(self.map.title, TITLE_SIZE, INK, "B") + _lines(self.map.subtitle, BODY_SIZE + 1)
        return rows + self._proviso() + _lines(self.map.imprint, SMALL_SIZE, QUIET_INK)

    def _proviso(self) -> list[str]:
        return _lines(self.map.proviso, BODY_SIZE, INK, "I")

    def _claims(self, out: Any) -> None:
        groups: dict[str | None, list[Claim]] = {}
        for claim in self.graph.claims.values():
            groups.setdefault(self.map.group(claim), []).append(claim)
        for group, claims in groups.items():
            if group is None:
                for claim in claims:
                    self._claim(out, claim)
            else:
                self._cluster(out, group, claims)

    def _cluster(self, out: Any, group: str, claims: list[Claim]) -> None:
        tint = self.map.group_tint(group)
        with out.subgraph(name=f"cluster-{group}") as cluster:
            cluster.attr(
                label=f"<{text(self.map.group_name(group), BODY_SIZE, tint.line, 'B')}>",
                id=f"group/{group}",
                bgcolor=tint.wash,
                pencolor=mix(tint.line, PAPER, 0.6),
                margin="14",
                labelloc="b",
                style="solid",
            )
            for claim in claims:
                self._claim(cluster, claim)

    def _claim(self, out: Any, claim: Claim) -> None:
        out.node(claim.slug, label=f"<{claim_box(self.map, claim).label}>")

    def _links(self, out: Any) -> None:
        """The links kind by kind, each kind under the edge attributes that it shares."""
        for kind, style in LINK_STYLES.items():
            links = [link for link in self.graph.links.values() if link.kind is kind]
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
        if link.slug not in self.net.met:
            self._edge(out, link.source, link.target, id=link.slug, **tail)
            return
        out.node(link.slug, shape="point", width="0.07", color=style.colour, id=f"{link.slug}/joint")
        self._edge(out, link.source, link.slug, id=link.slug, **tail, arrowhead="none")
        self._edge(out, link.slug, link.target, id=f"{link.slug}/head")

    def _bundle(self, out: Any, bundle: Bundle, style: LinkStyle) -> None:
        """One edge for several links, thicker the more there are, with their number where it is not one."""
        count = len(bundle.links)
        words = f'<TR><TD BGCOLOR="{PAPER}">{text(bundle.words, SMALL_SIZE, style.colour)}</TD></TR>'
        label = {"label": f'<<TABLE BORDER="0" CELLPADDING="0">{words}</TABLE>>'} if count > 1 else {}
        wide = f"{style.width + min(count - 1, _THICKEST) * 0.4:.1f}"
        self._edge(out, bundle.source, bundle.target, id=bundle.name, penwidth=wide, **label)

    def _edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        """An edge; one that would lead down, as one of each ring of claims does, has no say in the rows."""
        if self.rank[tail] <= self.rank[head]:
            attributes["constraint"] = "false"
        out.edge(tail, head, **attributes)
        self.edges.append((tail, head))

    def _rows(self, out: Any) -> None:
        """Holds every claim in its row and place, by unseen edges to its neighbours and between rows that nothing joins."""
        rows = self.layers.rows
        loose = len(rows) - self.layers.loose
        joined = {(self.rank[tail], self.rank[head]) for tail, head in self.edges}
        for number, row in enumerate(rows):
            pull = 5 if number >= loose else 0
            places = " -> ".join(quote(slug) for slug in row)
            out.body.append(f"\t{{edge [style=invis weight={pull}] rank=same {places}}}\n")
            if number and (number, number - 1) not in joined:
                out.edge(row[0], rows[number - 1][0], style="invis", weight=str(pull))


def dot_of(drawn: ArgumentMap) -> str:
    """The map as DOT for Graphviz's `dot`; deterministic, so that its hash can stand for the drawing."""
    return _Writer(drawn).dot()
