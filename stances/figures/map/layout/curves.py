"""The curves of edges along their corners, cut short where their signs begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stances.figures.map.layout.layout_graph import LayoutGraph
from stances.figures.map.layout.placement import Curve, EdgeEnds
from stances.graphics.geometry import Point, round_corners

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


def make_curves(
    graph: LayoutGraph, edges: Mapping[str, EdgeEnds], corners: Mapping[str, Sequence[Point]]
) -> Iterator[tuple[str, Curve]]:
    """Each edge or half of one along its corners, which ends where its signs begin."""
    for name, ends in edges.items():
        if name in graph.junctions:
            yield name, _curve(corners[name], ends.tail, "none")
            yield f"{name}/head", _curve(corners[f"{name}/head"], ends.middle, ends.head)
        else:
            yield name, _curve(corners[name], ends.tail, ends.head)


def _curve(corners: Sequence[Point], tail: str, head: str) -> Curve:
    points = round_corners(corners, SIGN_LENGTHS_PT[tail], SIGN_LENGTHS_PT[head])
    return Curve(
        tuple(points),
        corners[0] if tail != "none" else None,
        corners[-1] if head != "none" else None,
    )
