"""Lay a map out in swimlanes, by time or by speaker: boxes in columns, and edges in the channels between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from stances.figures.map.layout.curves import make_curves
from stances.figures.map.layout.edge_routing import EdgeRoutes, route_edges
from stances.figures.map.layout.layout_graph import LayoutGraph
from stances.figures.map.layout.placement import EMPTY_LAYOUT, EdgeEnds, Layout
from stances.figures.map.layout.routing_grid import EdgeSegment
from stances.figures.map.layout.swimlanes import LaneItem, SwimlanePlan, place_junctions
from stances.figures.map.layout.tracks import TRACK_GAP_PT
from stances.graphics.geometry import Point, label_point

PlanMaker = Callable[[Sequence[LaneItem]], SwimlanePlan]
_LABELLED_TRACK_GAP_PT = 12
"""Distance of parallel lines in a channel where lines bear numbers."""


def lay_out_in_lanes(
    graph: LayoutGraph, edges: Mapping[str, EdgeEnds], items: Sequence[LaneItem], make_plan: PlanMaker
) -> Layout:
    """Lay out the boxes as `make_plan` has them, with higher boxes and wider channels where edges need them."""
    if not items:
        return EMPTY_LAYOUT
    plan = make_plan(items)
    routes = _route_edges(graph, edges, plan)
    if needed := routes.needed_heights:
        plan = make_plan([replace(i, height=max(i.height, needed.get(i.name, 0))) for i in items])
        routes = _route_edges(graph, edges, plan)
    if routes.missing_widths:
        plan = plan.widen_channels(routes.missing_widths)
        routes = _route_edges(graph, edges, plan)
    corners = {**routes.corners, **plan.trunks}
    return Layout(
        plan.width,
        plan.height,
        plan.rects,
        dict(make_curves(graph, edges, corners)),
        _place_junctions(graph, plan),
        {name: label_point(corners[name]) for name, ends in edges.items() if ends.label},
        headings=plan.headings,
        guide_lines=plan.guide_lines,
        date_bars=plan.date_bars,
    )


def _place_junctions(graph: LayoutGraph, plan: SwimlanePlan) -> dict[str, Point]:
    return place_junctions(plan, graph.edges, [edge for edge in graph.edges if edge in graph.junctions])


def _route_edges(graph: LayoutGraph, edges: Mapping[str, EdgeEnds], plan: SwimlanePlan) -> EdgeRoutes:
    has_labels = any(ends.label for ends in edges.values())
    return route_edges(
        (EdgeSegment(*segment) for segment in graph.segments() if segment[0] not in plan.trunks),
        plan.rects,
        _place_junctions(graph, plan),
        plan.obstacles,
        plan.routing_area,
        _LABELLED_TRACK_GAP_PT if has_labels else TRACK_GAP_PT,
        plan.cells,
    )
