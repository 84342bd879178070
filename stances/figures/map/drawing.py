"""A drawing of a map between its layout and SVG: everything that is seen, by slug and kind, with its place and its shapes.

It is made of a map and a layout; as of a day, of the map of that day and the layout of the whole time, so that nothing moves
from day to day. Lengths are points; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from stances.argument.collapse import AggregatedEdge, CollapsedGroup
from stances.argument.graph import joining_line
from stances.cache import cached_property
from stances.figures.map.boxes import BoxContent, build_boxes
from stances.figures.map.colours import GUIDE_COLOUR, cluster_line
from stances.figures.map.layout.placement import Layout, Size
from stances.figures.map.layout.swimlanes import GuideLine
from stances.figures.map.layout_request import (
    STUB_LINE_HEIGHT_PT,
    aggregated_signs,
    count_label,
    link_width,
)
from stances.figures.map.legend import MapCaption, build_caption, draw_date_bar
from stances.figures.map.line_drawing import draw_junction, draw_line
from stances.figures.map.link_styles import LINK_STYLES, LinkStyle, arrowhead, link_signs
from stances.figures.map.map import PAGE_MARGIN_PT, ArgumentMap, list_stubs
from stances.graphics.geometry import Point, Rect
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.shapes import Path, Rectangle, Run, Shape, Shapes, Text, baseline
from stances.graphics.text_metrics import WIDTH_SLACK, text_width
from stances.graphics.typography import BODY_SIZE_PT, LINE_HEIGHT_PT, SMALL_SIZE_PT
from stances.record.entries import Claim, Link

MARGIN_PT = 18.0
"""The margin around a map that is not on a page of limited size."""
_CAPTION_GAP_PT = 12
MAX_ASPECT_RATIO = 4.0
"""A drawing that would be wider, for its height, gets white space below it."""
HEADING_BAR_PT = 5.0
"""Height of the bar in the colour of a position."""


class ElementKind(StrEnum):
    """What an element of a drawing stands for."""

    CLAIM = "claim"
    LINK = "link"
    GROUP = "group"
    AGGREGATED_EDGE = "aggregated-edge"
    CLUSTER = "cluster"
    HEADING = "heading"
    DATE_BAR = "date-bar"


@dataclass(frozen=True)
class DrawnElement:
    """One thing in a drawing: `rect` is the place of a box or an area, `points` are the control points of a line."""

    kind: ElementKind
    slug: str
    shapes: Shapes
    rect: Rect | None = None
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """A drawing of this size, whose map begins at `origin`, below the caption. Elements are in the order of drawing, by slug."""

    size: Size
    origin: Point
    caption: MapCaption
    guide_lines: Shapes = ()
    clusters: Mapping[str, DrawnElement] = field(default_factory=dict)
    headings: Mapping[str, DrawnElement] = field(default_factory=dict)
    date_bars: Mapping[str, DrawnElement] = field(default_factory=dict)
    aggregated_edges: Mapping[str, DrawnElement] = field(default_factory=dict)
    groups: Mapping[str, DrawnElement] = field(default_factory=dict)
    links: Mapping[str, DrawnElement] = field(default_factory=dict)
    claims: Mapping[str, DrawnElement] = field(default_factory=dict)


def compose_drawing(
    argument_map: ArgumentMap, layout: Layout, boxes: Mapping[str, BoxContent] | None = None
) -> Drawing:
    """Compose the drawing of a map from a layout that has a place for all of it; `boxes` are its boxes, where they are known."""
    boxes = boxes or build_boxes(argument_map)
    caption, (caption_width, caption_height) = _build_captions(argument_map, layout)
    margin = PAGE_MARGIN_PT if argument_map.max_size_pt else MARGIN_PT
    head = caption_height + _CAPTION_GAP_PT if caption_height and layout.height else caption_height
    width = max(layout.width, caption_width) + 2 * margin
    least = 0 if argument_map.max_size_pt else width / MAX_ASPECT_RATIO
    size = width, max(layout.height + head + 2 * margin, least)
    composer = _Composer(argument_map, layout, boxes)
    return Drawing(
        size,
        (margin, margin + head),
        caption,
        tuple(_draw_guide_line(line) for line in layout.guide_lines),
        _by_slug(composer.clusters()),
        _by_slug(composer.headings()),
        _by_slug(composer.date_bars()),
        _by_slug(map(composer.aggregated_edge, argument_map.aggregated_edges)),
        _by_slug(map(composer.group, argument_map.collapsed_boxes)),
        _by_slug(map(composer.link, argument_map.graph.links.values())),
        _by_slug(map(composer.claim, argument_map.graph.claims.values())),
    )


def _build_captions(argument_map: ArgumentMap, layout: Layout) -> tuple[MapCaption, Size]:
    """The caption, and the room to leave for it: as of a day, at least that of the whole time's."""
    shown = {*argument_map.graph.claims, *(group.node_id for group in argument_map.collapsed_boxes)}
    caption = build_caption(argument_map, not shown.isdisjoint(layout.date_bars))
    captions = [caption]
    if argument_map.places and not argument_map.is_empty:
        captions.append(build_caption(argument_map.places, bool(layout.date_bars)))
    return caption, (max(c.width for c in captions), max(c.height for c in captions))


def _by_slug(elements: Iterator[DrawnElement]) -> dict[str, DrawnElement]:
    return {element.slug: element for element in elements}


def _draw_guide_line(line: GuideLine) -> Path:
    return Path(((line.x1, line.y1), (line.x2, line.y2)), GUIDE_COLOUR)


@dataclass(frozen=True)
class _Composer:
    """Makes the elements of one drawing."""

    map: ArgumentMap
    layout: Layout
    boxes: Mapping[str, BoxContent]

    def claim(self, claim: Claim) -> DrawnElement:
        return self._box(ElementKind.CLAIM, claim.slug)

    def group(self, group: CollapsedGroup) -> DrawnElement:
        return self._box(ElementKind.GROUP, group.node_id)

    def _box(self, kind: ElementKind, name: str) -> DrawnElement:
        rect = self.layout.rects[name]
        return DrawnElement(kind, name, self.boxes[name].draw(rect), rect)

    def link(self, link: Link) -> DrawnElement:
        """A link with both halves, its junction, the lines that meet there and its stubs, as far as it has them."""
        lines = tuple(self.map.graph.joining_lines(link))
        shapes, points = self._arrow(
            link.slug,
            lines,
            replace(LINK_STYLES[link.kind], arrowhead=arrowhead(link.kind, link.slug in self.map.unanswered)),
            link_width(self.map, link),
            link_signs(link),
        )
        shapes += [self._stubs[line] for line in (link.slug, *lines) if line in self._stubs]
        return DrawnElement(ElementKind.LINK, link.slug, tuple(shapes), points=points)

    def _arrow(
        self, name: str, joining: Collection[str], style: LinkStyle, width: float, signs: tuple[str, str]
    ) -> tuple[list[Shape], tuple[Point, ...]]:
        """An arrow with the lines that meet it at its junction; `signs` stand at the start of each and at the junction."""
        tail, middle = signs
        shapes: list[Shape] = []
        points: list[Point] = []
        for line, sign in ((name, tail), (f"{name}/head", middle), *((line, tail) for line in joining)):
            if curve := self.layout.curves.get(line):
                shapes += draw_line(curve, style, width, style.arrowhead, sign)
                points += curve.points
        if place := self.layout.junctions.get(name):
            shapes.append(draw_junction(place, style.colour, is_joined=bool(joining)))
        return shapes, tuple(points)

    @cached_property
    def _stubs(self) -> Mapping[str, Text]:
        """The text at the end of each line that leads to another page, by line."""
        graph = self.map.graph
        stubs: dict[str, Text] = {}
        for line, ends in graph.stub_groups.items():
            rect = self.layout.rects[f"{line}/stub"]
            for number, (name, words) in enumerate(list_stubs(graph, ends)):
                y = baseline(rect.top + number * STUB_LINE_HEIGHT_PT, STUB_LINE_HEIGHT_PT, SMALL_SIZE_PT)
                stubs[name] = Text(rect.left, y, (Run(words, SMALL_SIZE_PT, QUIET_TEXT_COLOUR),))
        return stubs

    def aggregated_edge(self, edge: AggregatedEdge) -> DrawnElement:
        """One line for several links: thicker the more there are, with their number if more than one."""
        style, count = LINK_STYLES[edge.kind], len(edge.links)
        lines = [joining_line(edge.edge_id, box) for box in edge.with_]
        shapes, points = self._arrow(
            edge.edge_id, lines, style, style.width_of(count), aggregated_signs(edge)
        )
        if count > 1 and (middle := self.layout.labels.get(edge.edge_id)):
            shapes += self._draw_label(count_label(self.map, edge), style.colour, middle)
        return DrawnElement(ElementKind.AGGREGATED_EDGE, edge.edge_id, tuple(shapes), points=points)

    def _draw_label(self, words: str, colour: str, middle: Point) -> Iterator[Shape]:
        width = text_width(words, SMALL_SIZE_PT) * WIDTH_SLACK + 4
        (x, y), height = middle, SMALL_SIZE_PT + 3
        yield Rectangle(Rect(x - width / 2, y - height / 2, width, height), WHITE)
        yield Text(x, baseline(y, 0, SMALL_SIZE_PT), (Run(words, SMALL_SIZE_PT, colour),), "middle")

    def clusters(self) -> Iterator[DrawnElement]:
        """The clusters that have a claim on this map."""
        visible = {self.map.cluster_slug(claim) for claim in self.map.graph.claims.values()}
        for slug, rect in self.layout.clusters.items():
            if slug in visible:
                yield DrawnElement(ElementKind.CLUSTER, slug, tuple(self._draw_cluster(slug, rect)), rect)

    def _draw_cluster(self, slug: str, rect: Rect) -> Iterator[Shape]:
        tint = self.map.cluster_tint(slug)
        x, y = self.layout.cluster_names[slug]
        yield Rectangle(rect, tint.wash, cluster_line(tint))
        name = Run(self.map.cluster_label(slug), colour=tint.line, bold=True)
        yield Text(x, baseline(y, 0, BODY_SIZE_PT), (name,), "middle")

    def headings(self) -> Iterator[DrawnElement]:
        for heading in self.layout.headings:
            colour = TEXT_COLOUR if heading.emphasized else QUIET_TEXT_COLOUR
            texts = tuple(
                Text(
                    heading.rect.left,
                    baseline(heading.rect.top + number * LINE_HEIGHT_PT, LINE_HEIGHT_PT, BODY_SIZE_PT),
                    (Run(line, colour=colour, bold=True),),
                )
                for number, line in enumerate(heading.lines)
            )
            bars: Shapes = ()
            if heading.colour:
                place = heading.rect._replace(
                    top=heading.rect.top - HEADING_BAR_PT - 1, height=HEADING_BAR_PT
                )
                bars = (Rectangle(place, heading.colour, GUIDE_COLOUR, 0.5),)
            yield DrawnElement(ElementKind.HEADING, heading.id, bars + texts, heading.rect)

    def date_bars(self) -> Iterator[DrawnElement]:
        """The bars of uncertain dates: grey bands below their boxes, which no link looks like."""
        for name in (*self.map.graph.claims, *(group.node_id for group in self.map.collapsed_boxes)):
            if bar := self.layout.date_bars.get(name):
                band = draw_date_bar(bar.x1, bar.x2, bar.y1, self.layout.rects[name].bottom, bar.is_open)
                yield DrawnElement(ElementKind.DATE_BAR, name, (band,), points=band.points)
