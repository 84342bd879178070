"""What of a map a layout needs: its boxes by size, its lines by their ends, its clusters and lanes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

from stances.argument.collapse import AggregatedEdge
from stances.argument.graph import joining_line
from stances.argument.options import Arrangement
from stances.argument.wording import count_links
from stances.cache import cached_property
from stances.dates.day import Day
from stances.figures.map.boxes import BoxContent, build_boxes
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.layout.in_lanes import PlanMaker, lay_out_in_lanes
from stances.figures.map.layout.in_rows import RowLayout
from stances.figures.map.layout.lanes_as_text import SectionHeading, plan_as_text
from stances.figures.map.layout.lanes_by_position import PositionedItems, plan_by_position
from stances.figures.map.layout.lanes_by_speaker import plan_by_speaker
from stances.figures.map.layout.lanes_by_time import UNDATED_SPAN, plan_by_time
from stances.figures.map.layout.layout_graph import LayoutGraph
from stances.figures.map.layout.placement import EdgeEnds, Layout, Size
from stances.figures.map.layout.swimlanes import (
    CHANNEL_WIDTH_PT,
    Lane,
    LaneItem,
    SwimlanePlan,
    TimeSpan,
    lanes_by_faction,
)
from stances.figures.map.link_styles import LINK_STYLES, arrowhead, link_signs
from stances.figures.map.map import PAGE_MARGIN_PT, ArgumentMap, list_stubs
from stances.figures.map.positions import place_by_position
from stances.figures.map.wording import SEVERAL_FACTIONS_HEADING, UNLINKED_HEADING
from stances.graphics.geometry import count_crossings
from stances.graphics.text_metrics import WIDTH_SLACK, text_width
from stances.graphics.typography import BODY_SIZE_PT, SMALL_SIZE_PT, TEXT_WIDTH_PT, line_height
from stances.record.entries import Claim, Link
from stances.record.vocabulary import ColumnUnit, LinkKind
from stances.record.wording import NO_FACTION_LABEL, speaker_label
from stances.timeline.columns import Column
from stances.timeline.time_axis import TimeAxis, build_claims_axis, find_claim_columns

STUB_LINE_HEIGHT_PT = line_height(SMALL_SIZE_PT)
_LABEL_PADDING_PT = 3
_LIFTED_PT = 1.1
"""How much wider the lines of an argument are that stands out."""
_MAX_STARTS, _MAX_BOXES_STARTED = 20, 450
"""By position, orders are started from so often that starts × boxes stay below the second."""
_MIN_LANES_WIDTH_PT = CHANNEL_WIDTH_PT + 3 * (TEXT_WIDTH_PT + CHANNEL_WIDTH_PT)
"""On a narrower page boxes stand under headings instead of in lanes."""
_TimeKey = tuple[bool, tuple[Day, Day, int, str]]


@dataclass(frozen=True)
class LayoutRequest:
    """A map on its way to its layout."""

    map: ArgumentMap

    @cached_property
    def boxes(self) -> Mapping[str, BoxContent]:
        return build_boxes(self.map)

    @cached_property
    def graph(self) -> LayoutGraph:
        """The boxes and links of the map, including aggregated links."""
        graph = self.map.graph
        edges = {slug: graph.arrow_ends(link) for slug, link in graph.without_cut_links.links.items()}
        cut_edges = {slug: graph.arrow_ends(link) for slug, link in graph.links.items() if slug not in edges}
        for line, (start, link) in graph.joined_lines.items():
            lines = edges if link in edges and start in graph.claims else cut_edges
            lines[line] = start, link
        for edge in self.map.aggregated_edges:
            edges[edge.edge_id] = edge.source, edge.target
            edges |= {joining_line(edge.edge_id, box): (box, edge.edge_id) for box in edge.with_}
        merged = graph.merged_stub_links
        return LayoutGraph(
            tuple(self.boxes), edges, {slug: ends for slug, ends in cut_edges.items() if slug not in merged}
        )

    @cached_property
    def edges(self) -> Mapping[str, EdgeEnds]:
        """The ends of each line, those of one kind together."""
        merged = self.map.graph.merged_stub_links
        ends: dict[str, EdgeEnds] = {}
        for kind in LINK_STYLES:
            for slug, link in self.map.graph.links.items():
                if link.kind is kind and slug not in merged:
                    ends |= self._link_ends(link)
            for edge in self.map.aggregated_edges:
                if edge.kind is kind:
                    ends |= self._aggregated_ends(edge)
        return ends

    def _link_ends(self, link: Link) -> dict[str, EdgeEnds]:
        """The ends of a link's arrow, and of the lines that meet it."""
        head = arrowhead(link.kind, link.slug in self.map.unanswered)
        width = link_width(self.map, link)
        tail, middle = link_signs(link)
        lines = self.map.graph.joining_lines(link)
        return {
            link.slug: EdgeEnds(head, tail, width, middle=middle),
            **{line: EdgeEnds("none", tail, width) for line in lines},
        }

    def _aggregated_ends(self, edge: AggregatedEdge) -> dict[str, EdgeEnds]:
        style, count = LINK_STYLES[edge.kind], len(edge.links)
        words, width = count_label(self.map, edge), style.width_of(count)
        label = (text_width(words, SMALL_SIZE_PT) * WIDTH_SLACK + 2 * _LABEL_PADDING_PT, STUB_LINE_HEIGHT_PT)
        tail, middle = aggregated_signs(edge)
        return {
            edge.edge_id: EdgeEnds(style.arrowhead, tail, width, label if count > 1 else None, middle),
            **{joining_line(edge.edge_id, box): EdgeEnds("none", "none", width) for box in edge.with_},
        }

    @cached_property
    def _stub_sizes(self) -> Mapping[str, Size]:
        """The stubs of links that lead to another page, a line of text for each link."""
        graph = self.map.graph
        stubs = {f"{line}/stub": list_stubs(graph, ends) for line, ends in graph.stub_groups.items()}
        return {
            name: (
                max(text_width(words, SMALL_SIZE_PT) for _, words in lines) * WIDTH_SLACK,
                len(lines) * STUB_LINE_HEIGHT_PT,
            )
            for name, lines in stubs.items()
        }

    @cached_property
    def rows(self) -> RowLayout:
        """The map by argument, in rows."""
        claims = {slug: self.map.cluster_slug(claim) for slug, claim in self.map.graph.claims.items()}
        clusters = claims | dict.fromkeys(group.node_id for group in self.map.collapsed_boxes)
        sizes = {name: (float(box.width), float(box.height)) for name, box in self.boxes.items()}
        return RowLayout(
            self.graph,
            self.edges,
            {**sizes, **self._stub_sizes},
            clusters,
            {slug: self._cluster_name_size(slug) for slug in clusters.values() if slug},
            self.map.max_size_pt,
            UNLINKED_HEADING,
        )

    def _cluster_name_size(self, slug: str) -> Size:
        name = self.map.cluster_label(slug)
        return text_width(name, BODY_SIZE_PT, bold=True) * WIDTH_SLACK, line_height(BODY_SIZE_PT)

    def lay_out(self, engine: LayoutEngine) -> Layout:
        """The layout in the arrangement of the map's view; only that by argument asks the engine. Raises what it raises."""
        if self.map.view.arrange is Arrangement.ARGUMENT:
            return self.rows.lay_out(engine)
        return self.lay_out_in_lanes()

    def lay_out_in_lanes(self) -> Layout:
        """The layout by time or position or, for any other arrangement, by speaker."""
        if self.map.view.arrange is Arrangement.POSITION and not self._is_narrow:
            return self._lay_out_by_position()
        plan: PlanMaker = self._plan_by_time if self._is_by_time else plan_by_speaker
        return lay_out_in_lanes(
            self.graph, self.edges, self._lane_items, self._plan_as_text if self._is_narrow else plan
        )

    @property
    def _is_narrow(self) -> bool:
        """Whether the page is too narrow for lanes."""
        return self.map.max_size_pt is not None and self.map.max_size_pt[0] < _MIN_LANES_WIDTH_PT

    def _plan_as_text(self, items: Sequence[LaneItem]) -> SwimlanePlan:
        order = {name: number for number, name in enumerate(self.reading_order())}
        _, height = self.map.max_size_pt or (0, math.inf)
        return plan_as_text(
            sorted(items, key=lambda item: order[item.name]), self._headings, height - 2 * PAGE_MARGIN_PT
        )

    @cached_property
    def _headings(self) -> Mapping[str, Sequence[SectionHeading]]:
        """The headings below which each box stands where there is no room for lanes."""
        items = self._lane_items
        if self.map.view.arrange is Arrangement.POSITION:
            columns, column_of = place_by_position(self.map)
            return {
                name: [SectionHeading(f"position/{n}", columns[n].words, colour=columns[n].colour)]
                for name, n in column_of.items()
            }
        if self._is_by_time:
            return {item.name: [self._span_heading(item)] for item in items}
        first = {faction: lanes[0].id for faction, lanes in lanes_by_faction(items)}
        return {
            item.name: [
                SectionHeading(
                    f"{first[item.lane.faction]}/faction",
                    item.lane.faction or NO_FACTION_LABEL.capitalize(),
                ),
                SectionHeading(item.lane.id, item.lane.name, is_first_level=False),
            ]
            for item in items
        }

    def _span_heading(self, item: LaneItem) -> SectionHeading:
        span = _name_column(self._axis.columns[item.spans[0]]) if item.spans else UNDATED_SPAN
        return SectionHeading(span.id, span.words)

    @property
    def has_date_bars(self) -> bool:
        """Whether bars show how far dates may reach."""
        return self._is_by_time and bool(self._plan_by_time(self._lane_items).date_bars)

    @property
    def _is_by_time(self) -> bool:
        return self.map.view.arrange is Arrangement.TIME

    def _plan_by_time(self, items: Sequence[LaneItem]) -> SwimlanePlan:
        spans = [_name_column(column) for column in self._axis.columns]
        return plan_by_time(items, spans, with_empty=self.map.view.empty_columns)

    def _lay_out_by_position(self) -> Layout:
        """The layout whose lines cross least, of several orders to start from."""
        starts = range(max(1, min(_MAX_STARTS, _MAX_BOXES_STARTED // max(1, len(self.boxes)))))
        plans = [partial(self._plan_by_position, start=start) for start in starts]
        return choose_layout(
            lay_out_in_lanes(self.graph, self.edges, self._lane_items, plan) for plan in plans
        )

    def _plan_by_position(self, items: Sequence[LaneItem], start: int = 0) -> SwimlanePlan:
        columns, column_of = place_by_position(self.map)
        graph, edges = self.graph, self.graph.edges
        supports = [
            (link.source, link.target, slug)
            for slug, link in self.map.graph.links.items()
            if link.kind is LinkKind.SUPPORTS
            and slug in edges
            and slug not in graph.junctions
            and not link.mutual
        ]
        pairs = [(source, graph.target_box(name)) for name, (source, _) in edges.items()]
        return plan_by_position(PositionedItems(items, columns, column_of, supports, pairs, start))

    def reading_order(self) -> list[str]:
        """The boxes in the order in which the arrangement in lanes is read: by time, or one column after the other."""
        items = self._lane_items
        if self.map.view.arrange is Arrangement.SPEAKER:
            lanes = [lane for _, lanes in lanes_by_faction(items) for lane in lanes]
            items = sorted(items, key=lambda item: lanes.index(item.lane))
        if self.map.view.arrange is Arrangement.POSITION:
            _, column_of = place_by_position(self.map)
            items = sorted(items, key=lambda item: column_of[item.name])
        return [item.name for item in items]

    @cached_property
    def _axis(self) -> TimeAxis:
        slugs = [
            *self.map.graph.claims,
            *(slug for group in self.map.collapsed_boxes for slug in group.claims),
        ]
        claims = [self.map.record.claims[slug] for slug in slugs]
        return build_claims_axis(self.map.record, self.map.view.dispute, claims, self.map.view.unit)

    @cached_property
    def _lane_items(self) -> list[LaneItem]:
        """The boxes with their lanes and spans of time, in order of time, undated ones last."""
        items = []
        for claim in self.map.graph.claims.values():
            lane = Lane(
                f"lane/{self.map.speaker_faction(claim) or ''}/{claim.speaker}",
                speaker_label(self.map.record, claim.speaker),
                self.map.faction_name(claim),
            )
            items.append(self._lane_item(claim.slug, lane, [claim]))
        for group in self.map.collapsed_boxes:
            claims = [self.map.record.claims[slug] for slug in group.claims]
            factions = set(map(self.map.faction_name, claims))
            faction = factions.pop() if len(factions) == 1 else SEVERAL_FACTIONS_HEADING
            lane = Lane(f"lane/folds/{faction}", "", faction)
            items.append(self._lane_item(group.node_id, lane, claims))
        return [item for _, item in sorted(items, key=itemgetter(0))]

    @cached_property
    def _unlinked(self) -> frozenset[str]:
        return frozenset(self.graph.unlinked)

    def _lane_item(self, name: str, lane: Lane, claims: Sequence[Claim]) -> tuple[_TimeKey, LaneItem]:
        """The box of some claims in its lane, after the key by which boxes are in order of time."""
        box, order = self.boxes[name], self.map.record.claim_order.sort_key
        reached = [find_claim_columns(self.map.record, self._axis, claim) for claim in claims]
        ends = [index for spans in reached if spans for index in (spans[0], spans[-1])]
        spans = range(min(ends), max(ends) + 1) if ends else range(0)
        by_date = self._axis.unit is not ColumnUnit.DOCUMENTS
        is_open = by_date and any(claim.when and claim.when.latest == Day.max for claim in claims)
        key = min((claim.when is None, order(claim.slug)) for claim in claims)
        is_linked = name not in self._unlinked
        return key, LaneItem(name, lane, box.width, box.height, spans, is_open, is_linked)


def choose_layout(layouts: Iterable[Layout]) -> Layout:
    """The first of these in lanes in which lines cross least."""
    return min(
        layouts, key=lambda layout: count_crossings(curve.points[::3] for curve in layout.curves.values())
    )


def _name_column(column: Column) -> TimeSpan:
    return TimeSpan(f"column/{column.key}", column.label[:1].upper() + column.label[1:])


def link_width(argument_map: ArgumentMap, link: Link) -> float:
    """The width of a link's line in points; a badge makes it wider or narrower, and one that stands out is wider."""
    badge = argument_map.badges.get(link.slug)
    width = LINK_STYLES[link.kind].width * (badge.line_weight if badge else 1)
    return width + (_LIFTED_PT if link.slug in argument_map.lifted else 0)


def aggregated_signs(edge: AggregatedEdge) -> tuple[str, str]:
    """The signs at the start of an aggregated link and at its junction, as `link_signs` gives those of a link."""
    head = LINK_STYLES[edge.kind].arrowhead if edge.mutual else "none"
    return ("none", head) if edge.with_ else (head, "none")


def count_label(argument_map: ArgumentMap, edge: AggregatedEdge) -> str:
    """How many links a line stands for; the number alone in lanes, where there is no space for words between columns."""
    by_argument = argument_map.view.arrange is Arrangement.ARGUMENT
    return count_links(edge) if by_argument else f"×{len(edge.links)}"
