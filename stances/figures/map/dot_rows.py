"""Write a map by argument as DOT: rows of claims and clusters; Graphviz chooses horizontal positions and edge routes."""

from __future__ import annotations

from typing import Any

from stances.figures.map.dot import (
    BOX_PITCH_PT,
    LAYERED_ATTRIBUTES,
    OUTER_MARGIN_PT,
    PAGE_ATTRIBUTES,
    ROW_GAP_PT,
    DotWriter,
    quote,
)
from stances.figures.map.layout.crossing_reduction import Rows
from stances.figures.map.layout.layering import Layering, assign_layers
from stances.figures.map.map import ArgumentMap, describe_stub
from stances.figures.map.node_labels import format_line, stack_lines
from stances.graphics.palette import QUIET_TEXT_COLOUR, WHITE, mix
from stances.graphics.text_metrics import WIDTH_SLACK, text_width
from stances.graphics.typography import BODY_SIZE_PT, SMALL_SIZE_PT, line_height
from stances.record.entries import Claim

_STUB_LINE_HEIGHT_PT = line_height(SMALL_SIZE_PT)


class LayeredWriter(DotWriter):
    """Writes a layered map: conclusions on top, every claim below those that it supports or attacks."""

    def __init__(self, argument_map: ArgumentMap) -> None:
        super().__init__(
            argument_map,
            **(LAYERED_ATTRIBUTES | PAGE_ATTRIBUTES if argument_map.max_size_pt else LAYERED_ATTRIBUTES),
        )
        self.layers = self._assign_layers(argument_map.max_size_pt)
        self.rank = {name: number for number, row in enumerate(self.layers.rows) for name in row}
        self.edges: list[tuple[str, str]] = []

    def _assign_layers(self, max_size: tuple[float, float] | None) -> Layering:
        if max_size is None:
            return assign_layers(self.layout_graph, self._cluster_by_box())
        max_columns = max(1, int(max_size[0] / BOX_PITCH_PT))
        return assign_layers(
            self.layout_graph,
            self._cluster_by_box(),
            max_columns,
            lambda rows: self._estimate_height(rows) <= max_size[1],
        )

    @property
    def estimated_height(self) -> float:
        return self._estimate_height(self.layers.rows) if self.map.max_size_pt else 0.0

    def _estimate_height(self, rows: Rows) -> float:
        """Height of the drawing in points: the tallest box of each row, with the gaps and margins."""
        heights = {name: box.height for name, box in self.labels.items()}
        heights |= {
            f"{slug}/stub": len(links) * _STUB_LINE_HEIGHT_PT
            for slug, links in self.map.graph.stub_groups.items()
        }
        highest = (max(heights.get(name, 0) for name in row) for row in rows)
        return OUTER_MARGIN_PT + sum(highest) + ROW_GAP_PT * (len(rows) - 1)

    def _cluster_by_box(self) -> dict[str, str | None]:
        """The cluster of each box; that of a collapsed group is None."""
        claims = {slug: self.map.cluster_slug(claim) for slug, claim in self.map.graph.claims.items()}
        return claims | dict.fromkeys(group.node_id for group in self.map.collapsed_boxes)

    def write_body(self) -> None:
        """Write everything inside an invisible cluster, since Graphviz packs clusters narrowly and all else widely."""
        with self.digraph.subgraph(name="cluster/paper") as paper:
            paper.attr(id="map/paper", style="invis", margin="0", label="")
            self._write_claims(paper)
            self.write_collapsed(paper)
            self._write_stubs(paper)
            paper.attr("edge", weight="3")
            self.write_links(paper)
            self._write_rows(paper)

    def _write_stubs(self, out: Any) -> None:
        """Write the stubs of links that lead to another page, a line of text for each link."""
        for slug, links in self.map.graph.stub_groups.items():
            words = [describe_stub(self.map.graph, link) for link in links]
            label_width = round(max(text_width(line, SMALL_SIZE_PT) for line in words) * WIDTH_SLACK)
            lines = [format_line(line, SMALL_SIZE_PT, QUIET_TEXT_COLOUR) for line in words]
            out.node(
                f"{slug}/stub", label=f"<{stack_lines(lines, SMALL_SIZE_PT, label_width)}>", margin="0.05"
            )

    def _write_claims(self, out: Any) -> None:
        groups: dict[str | None, list[Claim]] = {}
        for claim in self.map.graph.claims.values():
            groups.setdefault(self.map.cluster_slug(claim), []).append(claim)
        for group, claims in groups.items():
            if group is None:
                for claim in claims:
                    self.write_claim(out, claim)
            else:
                self._write_cluster(out, group, claims)

    def _write_cluster(self, out: Any, cluster_slug: str, claims: list[Claim]) -> None:
        tint = self.map.cluster_tint(cluster_slug)
        with out.subgraph(name=f"cluster-{cluster_slug}") as cluster:
            cluster.attr(
                label=f"<{format_line(self.map.cluster_name(cluster_slug), BODY_SIZE_PT, tint.line, 'B')}>",
                id=f"group/{cluster_slug}",
                bgcolor=tint.wash,
                pencolor=mix(tint.line, WHITE, 0.6),
                margin="10",
                labelloc="b",
                style="solid",
            )
            for claim in claims:
                self.write_claim(cluster, claim)

    def write_edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        """Write an edge; one that leads down, as one in each cycle does, does not constrain the rows.

        With `reverse_downward` it is written from its lower end like all others: Graphviz then draws fewer crossings.
        """
        if self.reverse_downward and self.rank[tail] < self.rank[head]:
            tail, head, attributes = head, tail, attributes | self._swap_ends(attributes)
        elif self.rank[tail] <= self.rank[head]:
            attributes["constraint"] = "false"
        super().write_edge(out, tail, head, **attributes)
        self.edges.append((tail, head))

    def _swap_ends(self, attributes: dict[str, str]) -> dict[str, str]:
        """The arrowheads of an edge, exchanged."""
        return {
            "dir": "both",
            "arrowhead": attributes.get("arrowtail", "none"),
            "arrowtail": self.arrowhead_of(attributes),
        }

    def _write_rows(self, out: Any) -> None:
        """Fix rows and their order, by invisible edges between neighbours and between rows that no edge connects."""
        rows = self.layers.rows
        first_loose = len(rows) - self.layers.loose_row_count
        joined = {(self.rank[tail], self.rank[head]) for tail, head in self.edges}
        for number, row in enumerate(rows):
            pull = 5 if number >= first_loose else 0
            names = " -> ".join(map(quote, row))
            out.body.append(f"\t{{edge [style=invis weight={pull}] rank=same {names}}}\n")
            if number and (number, number - 1) not in joined:
                out.edge(row[0], rows[number - 1][0], style="invis", weight=str(pull))
