"""Lay a map out in swimlanes, by time or by speaker: boxes in columns, and edges in the channels between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from stances.figures.map.layout.edge_routing import EdgeRoutes, route_edges
from stances.figures.map.layout.layout_graph import LayoutGraph
from stances.figures.map.layout.placement import EMPTY_LAYOUT, Curve, EdgeEnds, Layout
from stances.figures.map.layout.routing_grid import EdgeSegment
from stances.figures.map.layout.swimlanes import LaneItem, SwimlanePlan, place_junctions
from stances.figures.map.layout.tracks import TRACK_GAP_PT
from stances.graphics.geometry import Point, label_point, round_corners

PlanMaker = Callable[[Sequence[LaneItem]], SwimlanePlan]
SIGN_LENGTHS_PT = {
    "none": 0.0,
    "normal": 8.0,
    "tee": 3.0,
    "teedot": 3.0,
    "odiamond": 9.6,
    "diamond": 9.6,
    "odot": 6.4,
    "obox": 6.0,
    "teeodot": 9.4,
    "teeobox": 9.0,
}
"""Length of the sign, or of the two signs, at an edge's end, in points."""
_LABELLED_TRACK_GAP_PT = 12
"""Distance of parallel lines in a channel where lines bear numbers."""


def lay_out_in_lanes(
    graph: LayoutGraph, edges: Mapping[str, EdgeEnds], items: Sequence[LaneItem], make_plan: PlanMaker
) -> Layout:
    """Lay out the boxes as `make_plan` has them, with wider channels where edges need them."""
    if not items:
        return EMPTY_LAYOUT
    plan = make_plan(items)
    routes = _route_edges(graph, edges, plan)
    if routes.missing_widths:
        plan = plan.widen_channels(routes.missing_widths)
        routes = _route_edges(graph, edges, plan)
    return Layout(
        plan.width,
        plan.height,
        plan.rects,
        dict(_curves(graph, edges, routes)),
        _place_junctions(graph, plan),
        {name: label_point(routes.corners[name]) for name, ends in edges.items() if ends.label},
        headings=plan.headings,
        guide_lines=plan.guide_lines,
        date_bars=plan.date_bars,
    )


def _place_junctions(graph: LayoutGraph, plan: SwimlanePlan) -> dict[str, Point]:
    return place_junctions(plan, graph.edges, [edge for edge in graph.edges if edge in graph.junctions])


def _route_edges(graph: LayoutGraph, edges: Mapping[str, EdgeEnds], plan: SwimlanePlan) -> EdgeRoutes:
    has_labels = any(ends.label for ends in edges.values())
    return route_edges(
        _segments(graph),
        plan.rects,
        _place_junctions(graph, plan),
        plan.obstacles,
        plan.routing_area,
        _LABELLED_TRACK_GAP_PT if has_labels else TRACK_GAP_PT,
    )


def _segments(graph: LayoutGraph) -> Iterator[EdgeSegment]:
    """Each edge, or its two halves if it has a junction."""
    for name, (source, target) in graph.edges.items():
        if name in graph.junctions:
            yield EdgeSegment(name, source, name)
            yield EdgeSegment(f"{name}/head", name, target)
        else:
            yield EdgeSegment(name, source, target)


def _curves(
    graph: LayoutGraph, edges: Mapping[str, EdgeEnds], routes: EdgeRoutes
) -> Iterator[tuple[str, Curve]]:
    """Each edge or half of one along its route, which ends where its signs begin."""
    for name, ends in edges.items():
        if name in graph.junctions:
            yield name, _curve(routes.corners[name], ends.tail, "none")
            yield f"{name}/head", _curve(routes.corners[f"{name}/head"], ends.middle, ends.head)
        else:
            yield name, _curve(routes.corners[name], ends.tail, ends.head)


def _curve(corners: Sequence[Point], tail: str, head: str) -> Curve:
    points = round_corners(corners, SIGN_LENGTHS_PT[tail], SIGN_LENGTHS_PT[head])
    return Curve(
        tuple(points),
        corners[0] if tail != "none" else None,
        corners[-1] if head != "none" else None,
    )
