"""Write an argument map as DOT, for programs that draw it themselves, with the methods of Graphviz's Python package.

Boxes say what those of our drawings say, and links lead from source to target with our dashes and arrows. Ids are slugs; ids
of what has no slug contain a slash.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence

import graphviz

from stances.argument.collapse import AggregatedEdge
from stances.argument.graph import joining_line
from stances.argument.options import Arrangement
from stances.argument.wording import count_links
from stances.figures.map.boxes import RULE_WIDTH_PT, BoxContent, BoxRow
from stances.figures.map.colours import cluster_line
from stances.figures.map.layout_request import LayoutRequest, aggregated_signs, link_width
from stances.figures.map.link_styles import LINK_STYLES, LinkStyle, arrowhead, link_signs
from stances.figures.map.map import ArgumentMap
from stances.graphics.palette import TEXT_COLOUR, WHITE
from stances.graphics.shapes import Line, Run
from stances.graphics.text_metrics import FONT_FAMILY, clean_text
from stances.graphics.typography import BODY_SIZE_PT, SMALL_SIZE_PT
from stances.record.entries import Claim, Link

_GRAPH_ATTRIBUTES = {
    "rankdir": "BT",
    "splines": "polyline",
    "nodesep": "0.35",
    "ranksep": "0.65",
    "newrank": "true",
    "fontname": FONT_FAMILY,
    "fontsize": str(BODY_SIZE_PT),
    "fontcolor": TEXT_COLOUR,
    "bgcolor": WHITE,
    "pad": "0.25",
    "labelloc": "t",
    "labeljust": "l",
}
_NODE_ATTRIBUTES = {
    "shape": "plain",
    "fontname": FONT_FAMILY,
    "fontsize": str(BODY_SIZE_PT),
    "fontcolor": TEXT_COLOUR,
}
_EDGE_ATTRIBUTES = {"fontname": FONT_FAMILY, "fontsize": str(SMALL_SIZE_PT), "arrowsize": "0.8"}


def write_dot(argument_map: ArgumentMap) -> str:
    """The map as DOT, the same for the same map. By time and by speaker its boxes have places, and it names the engine."""
    return str(_DotWriter(argument_map).digraph.source)


class _DotWriter:
    """Writes one map."""

    def __init__(self, argument_map: ArgumentMap) -> None:
        self.map = argument_map
        self.request = LayoutRequest(argument_map)
        self.digraph = graphviz.Digraph(
            "map", graph_attr=_GRAPH_ATTRIBUTES, node_attr=_NODE_ATTRIBUTES, edge_attr=_EDGE_ATTRIBUTES
        )
        self.places = self._find_places()
        if self.places:
            self.digraph.attr(layout="nop")
        if caption := "".join(self._caption()):
            self.digraph.attr(label=f"<{caption}>")
        self._write_claims()
        for group in argument_map.collapsed_boxes:
            self._write_node(
                self.digraph, group.node_id, self._label(group.node_id), id=f"fold/{group.token}"
            )
        for link in argument_map.graph.links.values():
            self._write_link(link)
        for edge in argument_map.aggregated_edges:
            self._write_aggregated_edge(edge)

    def _find_places(self) -> dict[str, str]:
        """The places of boxes and junctions in lanes, with y growing upwards; by argument, Graphviz is to find them."""
        if self.map.view.arrange is Arrangement.ARGUMENT:
            return {}
        layout = self.request.lay_out_in_lanes()
        centres = {name: rect.centre for name, rect in layout.rects.items()} | dict(layout.junctions)
        return {name: f"{x:g},{layout.height - y:g}" for name, (x, y) in centres.items()}

    def _write_node(self, graph: graphviz.Digraph, name: str, label: str, **attributes: str) -> None:
        place = {"pos": self.places[name]} if name in self.places else {}
        graph.node(name, label, **attributes, **place)

    def _caption(self) -> Iterator[str]:
        """Title, question, filters and source, a line each."""
        argument_map = self.map
        lines = (
            Run(argument_map.title, 16, bold=True),
            Run(argument_map.subtitle, 12),
            Run(argument_map.filter_note, italic=True),
            Run(argument_map.source_line, SMALL_SIZE_PT),
        )
        for run in lines:
            if run.words and (argument_map.view.title or (argument_map.is_empty and run.italic)):
                yield f'{_markup(run)}<BR ALIGN="LEFT"/>'

    def _write_claims(self) -> None:
        clusters: dict[str | None, list[Claim]] = {}
        for claim in self.map.graph.claims.values():
            clusters.setdefault(self.map.cluster_slug(claim), []).append(claim)
        for slug, claims in clusters.items():
            if slug is None:
                self._write_boxes(self.digraph, claims)
            else:
                tint = self.map.cluster_tint(slug)
                name = _markup(Run(self.map.cluster_name(slug), colour=tint.line, bold=True))
                with self.digraph.subgraph(name=f"cluster-{slug}") as cluster:
                    cluster.attr(
                        label=f"<{name}>",
                        bgcolor=tint.wash,
                        pencolor=cluster_line(tint),
                        labelloc="b",
                    )
                    self._write_boxes(cluster, claims)

    def _write_boxes(self, graph: graphviz.Digraph, claims: Iterable[Claim]) -> None:
        for claim in claims:
            self._write_node(graph, claim.slug, self._label(claim.slug), id=claim.slug)

    def _label(self, name: str) -> str:
        return f"<{_box_markup(self.request.boxes[name])}>"

    def _write_link(self, link: Link) -> None:
        signs, head = link_signs(link), arrowhead(link.kind, link.slug in self.map.unanswered)
        look = _look(LINK_STYLES[link.kind], link_width(self.map, link)) | {"arrowhead": head}
        has_junction = bool(link.with_) or link.slug in self.map.graph.undercut_links
        self._write_arrow(link.slug, (*link.premises, link.target), look, signs, has_junction)

    def _write_arrow(
        self, name: str, ends: Sequence[str], look: Look, signs: tuple[str, str], has_junction: bool
    ) -> None:
        """An arrow as one edge, or as several that meet at its junction; the last of its `ends` is its target."""
        *starts, target = ends
        tail, middle = map(_tail_attributes, signs)
        if not has_junction:
            self.digraph.edge(starts[0], target, id=name, **look, **tail)
            return
        self._write_node(
            self.digraph, name, "", id=f"{name}/joint", shape="point", width="0.07", color=look["color"]
        )
        lines = [name, *(joining_line(name, start) for start in starts[1:])]
        headless = look | {"arrowhead": "none"}
        for line, start in zip(lines, starts, strict=True):
            self.digraph.edge(start, name, id=line, **headless, **tail)
        self.digraph.edge(name, target, id=f"{name}/head", **look, **middle)

    def _write_aggregated_edge(self, edge: AggregatedEdge) -> None:
        """One arrow for several links: thicker the more there are, with their number if more than one."""
        style, count = LINK_STYLES[edge.kind], len(edge.links)
        look = _look(style, style.width_of(count)) | {"fontcolor": style.colour}
        words = {"label": count_links(edge)} if count > 1 else {}
        ends = (*edge.sources, edge.target)
        self._write_arrow(edge.edge_id, ends, words | look, aggregated_signs(edge), bool(edge.with_))


Look = dict[str, str]
"""The attributes by which edges look as our lines do."""


def _look(style: LinkStyle, width: float) -> Look:
    return {**style.dot_attributes, "penwidth": f"{width:g}"}


def _tail_attributes(sign: str) -> Look:
    return {"dir": "both", "arrowtail": sign} if sign != "none" else {}


def _escape(words: str) -> str:
    r"""The words for an HTML-like label: never markup, and `\N`, `\G` and their kind stay what they are."""
    return html.escape(clean_text(words)).replace("\\", "\\\\")


def _markup(run: Run) -> str:
    """A run of text as HTML-like markup, which says only what differs from the map's defaults."""
    markup = _escape(run.words)
    for tag, is_set in (("B", run.bold), ("I", run.italic), ("S", run.struck)):
        markup = f"<{tag}>{markup}</{tag}>" if is_set else markup
    font = f' POINT-SIZE="{run.size:g}"' if run.size != BODY_SIZE_PT else ""
    font += f' COLOR="{run.colour}"' if run.colour != TEXT_COLOUR else ""
    return f"<FONT{font}>{markup}</FONT>" if font else markup


def _line_markup(line: Line, alignment: str) -> str:
    words = " ".join(map(_markup, line))
    return f'{words}<BR ALIGN="{alignment}"/>'


def _row_markup(row: BoxRow, first: str = "") -> str:
    lines = "".join(_line_markup(line, row.alignment) for line in row.lines)
    aligned = f'ALIGN="{row.alignment}" BALIGN="{row.alignment}"'
    return f'<TR>{first}<TD {aligned} BGCOLOR="{row.fill}" CELLPADDING="{row.padding}">{lines}</TD></TR>'


def _box_markup(box: BoxContent) -> str:
    """The box as a table, whose first column is its rule."""
    frame = f'BORDER="{box.border_width:g}" COLOR="{box.line_colour}"'
    rule = f'<TD ROWSPAN="{len(box.rows)}" WIDTH="{RULE_WIDTH_PT}" CELLPADDING="0" BGCOLOR="{box.rule_colour}"></TD>'
    rows = "".join(_row_markup(row, "" if number else rule) for number, row in enumerate(box.rows))
    return f'<TABLE {frame} CELLBORDER="0" CELLSPACING="0">{rows}</TABLE>'
