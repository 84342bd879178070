"""Write a map by time or by speaker as DOT, with positions and routes given; Graphviz only draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from stances.argument.collapse import AggregatedEdge
from stances.dates.uncertain import UncertainDate
from stances.figures.map.dot import (
    ARROWHEAD_LENGTHS_PT,
    MAX_LINES_PER_STRING,
    NUMBERED_TRACK_GAP_PT,
    SEVERAL_FACTIONS,
    DotWriter,
)
from stances.figures.map.layout.edge_routing import EdgeRoutes, route_edges
from stances.figures.map.layout.routing_grid import TRACK_GAP_PT, EdgeSegment
from stances.figures.map.layout.swimlanes import (
    GuideLine,
    Lane,
    LaneHeading,
    LaneItem,
    SwimlanePlan,
    place_junctions,
)
from stances.figures.map.map import ArgumentMap
from stances.figures.map.node_labels import NodeLabel, format_line, stack_lines
from stances.graphics.geometry import label_point, round_corners
from stances.graphics.palette import QUIET_TEXT_COLOUR, RULE_COLOUR, TEXT_COLOUR, WHITE, mix
from stances.graphics.typography import BODY_SIZE_PT
from stances.record.wording import speaker_label


class SwimlaneWriter(DotWriter):
    """Writes a map in swimlanes: boxes, headings, date bars and routed links at positions given by `make_plan`."""

    def __init__(
        self, argument_map: ArgumentMap, make_plan: Callable[[list[LaneItem]], SwimlanePlan]
    ) -> None:
        super().__init__(argument_map, layout="nop2")
        self.plan = make_plan(_build_items(argument_map, self.labels))
        self.has_date_bars = bool(self.plan.date_bars)
        routes = self._route_edges()
        if routes.missing_widths:
            self.plan = self.plan.widen_channels(routes.missing_widths)
            routes = self._route_edges()
        self.corners = routes.corners
        self.centres = {name: rect.centre for name, rect in self.plan.rects.items()} | self._place_junctions()

    def _place_junctions(self) -> dict[str, tuple[float, float]]:
        return place_junctions(
            self.plan,
            self.layout_graph.edges,
            [edge for edge in self.layout_graph.edges if edge in self.layout_graph.junctions],
        )

    def _route_edges(self) -> EdgeRoutes:
        """Route all edges, further apart where some bear numbers."""
        has_counts = any(len(edge.links) > 1 for edge in self.map.aggregated_edges)
        plan = self.plan
        track_gap = NUMBERED_TRACK_GAP_PT if has_counts else TRACK_GAP_PT
        return route_edges(
            self._edge_segments(),
            plan.rects,
            self._place_junctions(),
            plan.obstacles,
            plan.routing_area,
            track_gap,
        )

    def _edge_segments(self) -> Iterator[EdgeSegment]:
        """Each edge, or its two halves if it has a junction."""
        for name, (source, target) in self.layout_graph.edges.items():
            if name in self.layout_graph.junctions:
                yield EdgeSegment(name, source, name)
                yield EdgeSegment(f"{name}/head", name, target)
            else:
                yield EdgeSegment(name, source, target)

    def write_body(self) -> None:
        """Write everything; two invisible nodes in the corners keep Graphviz from shifting all but the guide lines."""
        out = self.digraph
        out.body.append(f"\t_background={self._guide_lines_xdot()}\n")
        for name, x, y in (("corner/1", 0.0, 0.0), ("corner/2", self.plan.width, self.plan.height)):
            out.node(name, shape="point", style="invis", width="0.01", pos=self._format_position(x, y))
        for heading in self.plan.headings:
            out.node(
                heading.id,
                label=f"<{_heading_markup(heading)}>",
                pos=self._format_position(*heading.rect.centre),
            )
        for claim in self.map.graph.claims.values():
            self.write_claim(out, claim)
        self.write_collapsed(out)
        self._write_date_bars(out)
        self.write_links(out)

    def _format_position(self, x: float, y: float) -> str:
        return f"{x:g},{self.plan.height - y:g}"

    def write_node(self, out: Any, name: str, **attributes: str) -> None:
        super().write_node(out, name, **attributes, pos=self._format_position(*self.centres[name]))

    def write_edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        """Write an edge along its route, which ends where its arrowheads begin."""
        name = attributes["id"]
        corners = self.corners[name]
        arrowhead = self.arrowhead_of(attributes)
        curve = round_corners(
            corners,
            ARROWHEAD_LENGTHS_PT[attributes.get("arrowtail", "none")],
            ARROWHEAD_LENGTHS_PT[arrowhead],
        )
        ends = f"s,{self._format_position(*corners[0])} " if "arrowtail" in attributes else ""
        ends += f"e,{self._format_position(*corners[-1])} " if arrowhead != "none" else ""
        if "label" in attributes:
            attributes["lp"] = self._format_position(*label_point(corners))
        points = " ".join(self._format_position(*point) for point in curve)
        super().write_edge(out, tail, head, **attributes, pos=ends + points)

    def count_label(self, edge: AggregatedEdge) -> str:
        """The number alone, since there is no space for words between columns."""
        return f"×{len(edge.links)}"

    def _guide_lines_xdot(self) -> str:
        """The guide lines, drawn below everything else, in strings that DOT concatenates."""
        lines = [_guide_line_xdot(self.plan, guide_line) for guide_line in self.plan.guide_lines]
        pieces = [
            "".join(lines[start : start + MAX_LINES_PER_STRING])
            for start in range(0, len(lines), MAX_LINES_PER_STRING)
        ]
        return " + ".join(f'"{piece}"' for piece in pieces or [""])

    def _write_date_bars(self, out: Any) -> None:
        """Write the bars of uncertain dates, in the colours of their boxes, as edges."""
        for slug, claim in self.map.graph.claims.items():
            self._write_date_bar(out, slug, slug, self.map.colours.claim_tint(claim).line)
        for group in self.map.collapsed_boxes:
            self._write_date_bar(
                out, group.node_id, f"fold/{group.token}", self.map.colours.group_tint(group).line
            )

    def _write_date_bar(self, out: Any, name: str, id: str, colour: str) -> None:
        if bar := self.plan.date_bars.get(name):
            first, *points = _date_bar_points(bar, self.plan.rects[name].bottom)
            pos = " ".join(
                [self._format_position(*first), *(self._format_position(*point) for point in points)]
            )
            style = {"color": colour, "style": "solid", "penwidth": "2", "arrowhead": "none"}
            super().write_edge(out, "corner/1", "corner/2", id=f"{id}/bar", pos=pos, **style)


def _build_items(argument_map: ArgumentMap, labels: Mapping[str, NodeLabel]) -> list[LaneItem]:
    """The boxes of a map with their lanes and dates, in order of time, undated ones last."""
    items = []
    for claim in argument_map.graph.claims.values():
        lane = Lane(
            f"lane/{argument_map.speaker_faction(claim) or ''}/{claim.speaker}",
            speaker_label(argument_map.record, claim.speaker),
            argument_map.faction_name(claim),
        )
        items.append(_build_item(claim.slug, lane, labels[claim.slug], claim.when))
    for group in argument_map.collapsed_boxes:
        factions = {argument_map.faction_name(argument_map.record.claims[slug]) for slug in group.claims}
        faction = factions.pop() if len(factions) == 1 else SEVERAL_FACTIONS
        lane = Lane(f"lane/folds/{faction}", "", faction)
        items.append(
            _build_item(group.node_id, lane, labels[group.node_id], argument_map.collapsed_date(group))
        )
    return sorted(items, key=lambda item: item.when.sort_key if item.when else (date.max, date.max))


def _build_item(name: str, lane: Lane, label: NodeLabel, when: UncertainDate | None) -> LaneItem:
    return LaneItem(name, lane, label.width, label.height, when)


def _heading_markup(heading: LaneHeading) -> str:
    colour = TEXT_COLOUR if heading.emphasized else QUIET_TEXT_COLOUR
    lines = [format_line(line, BODY_SIZE_PT, colour, "B") for line in heading.lines]
    return stack_lines(lines, BODY_SIZE_PT, round(heading.rect.width))


def _line_xdot(plan: SwimlanePlan, style: str, colour: str, points: list[tuple[float, float]]) -> str:
    """A line in xdot, Graphviz's drawing language."""
    places = " ".join(f"{x:g} {plan.height - y:g}" for x, y in points)
    return f"S {len(style)} -{style} c {len(colour)} -{colour} L {len(points)} {places} "


def _guide_line_xdot(plan: SwimlanePlan, guide_line: GuideLine) -> str:
    style = "dashed" if guide_line.dashed else "solid"
    return _line_xdot(
        plan,
        style,
        mix(RULE_COLOUR, WHITE, 0.55),
        [(guide_line.x1, guide_line.y1), (guide_line.x2, guide_line.y2)],
    )


def _date_bar_points(bar: GuideLine, box_bottom: float) -> list[tuple[float, float]]:
    """The points of a date bar: down from the bottom of its box, then right to a tick, or to an arrowhead if open-ended.

    It is a Bézier curve of straight pieces: the control points coincide with its corners.
    """
    x, y = bar.x2, bar.y2
    end = [(x - 5, y - 3), (x, y), (x - 5, y + 3)] if bar.dashed else [(x, y - 3), (x, y + 3)]
    corners = [(bar.x1, box_bottom), (bar.x1, y), (x, y), *end]
    return [corners[0], *(point for one, other in pairwise(corners) for point in (one, other, other))]
