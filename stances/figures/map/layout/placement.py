"""What a layout is asked for and what it answers: names, sizes and places only. Lengths are points; y grows downwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from stances.figures.map.layout.swimlanes import GuideLine, LaneHeading
from stances.graphics.geometry import Point, Rect

Size = tuple[float, float]
"""Width and height."""


class EdgeEnds(NamedTuple):
    """How an edge ends, by the names of Graphviz's arrows, how wide its line is, and the size of its label, if it has one.

    `middle` is the sign at its junction, where its second half begins.
    """

    head: str
    tail: str = "none"
    line_width: float = 1
    label: Size | None = None
    middle: str = "none"


class Curve(NamedTuple):
    """Cubic Bézier curves from an edge's source to its target, and the tips of the signs beyond their ends, if any."""

    points: tuple[Point, ...]
    tail_tip: Point | None = None
    head_tip: Point | None = None


@dataclass(frozen=True)
class Layout:
    """Where everything on a map lies.

    `rects` are by the names of boxes and stubs, `curves` by those of edges; an edge that others point at has a second half,
    `<edge>/head`, and a junction between them. `labels` are the middles of edges' labels. `clusters` and the middles of their
    names are by the slugs of clusters.
    """

    width: float
    height: float
    rects: Mapping[str, Rect]
    curves: Mapping[str, Curve]
    junctions: Mapping[str, Point] = field(default_factory=dict)
    labels: Mapping[str, Point] = field(default_factory=dict)
    clusters: Mapping[str, Rect] = field(default_factory=dict)
    cluster_names: Mapping[str, Point] = field(default_factory=dict)
    headings: Sequence[LaneHeading] = ()
    guide_lines: Sequence[GuideLine] = ()
    date_bars: Mapping[str, GuideLine] = field(default_factory=dict)


EMPTY_LAYOUT = Layout(0, 0, {}, {})
