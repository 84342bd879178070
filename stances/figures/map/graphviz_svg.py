"""Parse Graphviz's SVG into the shapes of each node, edge and cluster."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace

from stances.argument.graph import Graph
from stances.figures.map.map import describe_stub
from stances.graphics.svg import escape_xml
from stances.graphics.text_metrics import FONT_FAMILY

# Graphviz repeats these on every line of text. No text contains them, since quotation marks are escaped.
_REPEATED_ATTRIBUTES = (f' font-family="{FONT_FAMILY}"', ' xml:space="preserve"', ' text-anchor="start"')
_SIZE_PATTERN = re.compile(r'<svg (width="[^"]*" height="[^"]*"\s+viewBox="[^"]*")')
_GRAPH_PATTERN = re.compile(
    r'<g id="graph0" class="graph" (transform="[^"]*")>\n<title>[^<]*</title>\n'
    r"(<polygon [^>]*/>)\n((?:<(?!g |/g>|!--).*\n)*)"
)
_GROUP_PATTERN = re.compile(r'<g id="([^"]*)" class="(?:node|edge|cluster)">\n<title>[^<]*</title>\n')
_GROUP_END = "</g>\n"
_POINTS_PATTERN = re.compile(r'points="([^"]*)"')
_TEXT_LINE_PATTERN = re.compile(r"(<text [^>]*>)[^<]*</text>")


@dataclass(frozen=True)
class GraphvizDrawing:
    """Graphviz's drawing: its size, transform, background and caption, and the shapes of each group by id."""

    size: str
    transform: str
    background: str
    caption: str
    shapes: dict[str, str]

    @classmethod
    def parse(cls, svg: str) -> GraphvizDrawing:
        for attribute in _REPEATED_ATTRIBUTES:
            svg = svg.replace(attribute, "")
        size, graph = _SIZE_PATTERN.search(svg), _GRAPH_PATTERN.search(svg)
        if size is None or graph is None:
            raise ValueError("this is not a drawing as Graphviz writes it")
        shapes = {
            html.unescape(group[1].replace("&#45;", "-")): part[group.end() :]
            for part in svg.split(_GROUP_END)
            if (group := _GROUP_PATTERN.search(part))
        }
        return cls(size[1], graph[1], graph[2], graph[3], shapes)

    @property
    def has_date_bars(self) -> bool:
        return any(name.endswith("/bar") for name in self.shapes)

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left corner of the background."""
        points = [
            tuple(map(float, p.split(","))) for p in _POINTS_PATTERN.findall(self.background)[0].split()
        ]
        return min(p[0] for p in points), min(p[1] for p in points)

    def with_caption(self, other: GraphvizDrawing) -> GraphvizDrawing:
        """This drawing with the caption of another one, which stands in the same corner."""
        x, y = (here - there for here, there in zip(self.corner, other.corner, strict=True))
        moved = f'<g transform="translate({x:g},{y:g})">\n{other.caption}</g>\n'
        return replace(self, caption=moved)

    def link_shapes(self, slug: str) -> str:
        """The shapes of a link; of one with a junction, those of both halves and of the point between."""
        return "".join(self.shapes.get(part, "") for part in (slug, f"{slug}/head", f"{slug}/joint"))

    def stub_lines(self, graph: Graph) -> dict[str, str]:
        """The text of each link's stub by link, with its final words: page numbers were not known when Graphviz drew it."""
        lines: dict[str, str] = {}
        for slug, links in graph.stub_groups.items():
            for link, line in zip(
                links, _TEXT_LINE_PATTERN.findall(self.shapes[f"{slug}/stub"]), strict=True
            ):
                lines[link.slug] = f"{line}{escape_xml(describe_stub(graph, link))}</text>\n"
        return lines
