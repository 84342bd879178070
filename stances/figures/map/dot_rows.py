"""A map by argument as DOT: rows that hold their claims, clusters, and edges whose layout is Graphviz's."""

from __future__ import annotations

from typing import Any

from stances.figures.map.dot import _ABREAST, _AROUND, _BETWEEN, _ROWS, _TIGHT, Writer, _quoted
from stances.figures.map.layout.layering import Layers, Rows, layered
from stances.figures.map.map import ArgumentMap, stub_words
from stances.figures.map.node_labels import table, text
from stances.graphics.palette import PAPER, QUIET_INK, mix
from stances.graphics.text_metrics import SLACK, width
from stances.graphics.typography import BODY_SIZE, SMALL_SIZE, line_height
from stances.record.entries import Claim

_LINE = line_height(SMALL_SIZE)


class _Rows(Writer):
    """Conclusions on top, and every claim in its row below what it bears on."""

    def __init__(self, drawn: ArgumentMap) -> None:
        super().__init__(drawn, **(_ROWS | _TIGHT if drawn.room else _ROWS))
        self.layers = self._layers(drawn.room)
        self.rank = {name: number for number, row in enumerate(self.layers.rows) for name in row}
        self.edges: list[tuple[str, str]] = []

    def _layers(self, room: tuple[float, float] | None) -> Layers:
        if room is None:
            return layered(self.net, self._clusters())
        most = max(1, int(room[0] / _ABREAST))
        return layered(self.net, self._clusters(), most, lambda rows: self._high(rows) <= room[1])

    @property
    def high(self) -> float:
        return self._high(self.layers.rows) if self.map.room else 0.0

    def _high(self, rows: Rows) -> float:
        """Each row is as high as the highest in it."""
        heights = {name: box.high for name, box in self.boxes.items()}
        heights |= {f"{slug}/stub": len(links) * _LINE for slug, links in self.map.graph.stubs.items()}
        highest = (max(heights.get(name, 0) for name in row) for row in rows)
        return _AROUND + sum(highest) + _BETWEEN * (len(rows) - 1)

    def _clusters(self) -> dict[str, str | None]:
        """The cluster in which each box lies; that of a fold is none."""
        claims = {slug: self.map.group(claim) for slug, claim in self.map.graph.claims.items()}
        return claims | dict.fromkeys(fold.name for fold in self.map.groups)

    def body(self) -> None:
        """All within an unseen cluster, for Graphviz draws clusters narrow and all else wide."""
        with self.out.subgraph(name="cluster/paper") as paper:
            paper.attr(id="map/paper", style="invis", margin="0", label="")
            self._claims(paper)
            self.folds(paper)
            self._stubs(paper)
            paper.attr("edge", weight="3")
            self.links(paper)
            self._rows(paper)

    def _stubs(self, out: Any) -> None:
        """The ends of links that lead to another part of the map, a line for each."""
        for slug, links in self.map.graph.stubs.items():
            words = [stub_words(self.map.graph, link) for link in links]
            wide = round(max(width(line, SMALL_SIZE) for line in words) * SLACK)
            lines = [text(line, SMALL_SIZE, QUIET_INK) for line in words]
            out.node(f"{slug}/stub", label=f"<{table(lines, SMALL_SIZE, wide)}>", margin="0.05")

    def _claims(self, out: Any) -> None:
        groups: dict[str | None, list[Claim]] = {}
        for claim in self.map.graph.claims.values():
            groups.setdefault(self.map.group(claim), []).append(claim)
        for group, claims in groups.items():
            if group is None:
                for claim in claims:
                    self.claim(out, claim)
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
                margin="10",
                labelloc="b",
                style="solid",
            )
            for claim in claims:
                self.claim(cluster, claim)

    def edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        """An edge; one that would lead down, as one of each ring of claims does, has no say in the rows.

        Graphviz draws it with fewer crossings if it is told of it from the lower end, like of all others.
        """
        if self.turned and self.rank[tail] < self.rank[head]:
            tail, head, attributes = head, tail, attributes | self._turned(attributes)
        elif self.rank[tail] <= self.rank[head]:
            attributes["constraint"] = "false"
        super().edge(out, tail, head, **attributes)
        self.edges.append((tail, head))

    def _turned(self, attributes: dict[str, str]) -> dict[str, str]:
        """The signs of an edge's two ends, exchanged."""
        return {
            "dir": "both",
            "arrowhead": attributes.get("arrowtail", "none"),
            "arrowtail": self.sign(attributes),
        }

    def _rows(self, out: Any) -> None:
        """Holds every claim in its row and place, by unseen edges to its neighbours and between rows that nothing joins."""
        rows = self.layers.rows
        loose = len(rows) - self.layers.loose
        joined = {(self.rank[tail], self.rank[head]) for tail, head in self.edges}
        for number, row in enumerate(rows):
            pull = 5 if number >= loose else 0
            places = " -> ".join(map(_quoted, row))
            out.body.append(f"\t{{edge [style=invis weight={pull}] rank=same {places}}}\n")
            if number and (number, number - 1) not in joined:
                out.edge(row[0], rows[number - 1][0], style="invis", weight=str(pull))
