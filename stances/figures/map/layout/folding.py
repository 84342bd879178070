"""Fold a ribbon of rows, such as a long chain, into columns beside each other, to be read like those of text.

Rows are parted where a single edge leads from one to the next; it then runs from the top of a column to the foot of that before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from stances.figures.map.layout.blocks import Block, crop, join_layouts, move_layout
from stances.figures.map.layout.curves import make_curves
from stances.figures.map.layout.layout_graph import LayoutGraph
from stances.figures.map.layout.placement import EdgeEnds, Size
from stances.graphics.geometry import Point, Rect

MIN_COLUMN_ROWS = 5
"""What has fewer rows a column is easier to read as it is."""
_GAP_PT = 60
"""Between two columns, with the edge that joins them in the middle."""
_LEAD_PT = 24
"""Of that edge above the one column and below the other."""
_RIBBON = 2.0
"""What is so many times higher than the page would have it, for its width, is folded."""


def count_columns(size: Size, ratio: float) -> int:
    """In how many columns something of this size comes nearest to this ratio of width and height; 1 if it is no ribbon."""
    width, height = size
    excess = height * ratio / width
    return max(1, round(math.sqrt(excess))) if excess > _RIBBON else 1


def find_folds(graph: LayoutGraph, rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """By row, the edge that alone leads to it from the rows below, and from the next of these."""
    row_of = {name: number for number, row in enumerate(rows) for name in row}
    passing: list[list[str]] = [[] for _ in rows]
    for name, source, target in graph.segments():
        upper, lower = sorted((row_of[source], row_of[target]))
        for row in range(upper, lower):
            passing[row].append(name)
        if upper == lower:  # it runs below its row
            passing[upper] += [name, name]
    boxes = set(graph.nodes)
    return {
        row: names[0]
        for row, names in enumerate(passing)
        if len(names) == 1
        and boxes.issuperset(ends := graph.edges.get(names[0], ("", "")))
        and [row_of[end] for end in ends] == [row + 1, row]
    }


def choose_folds(folds: Mapping[int, str], rows: int, columns: int) -> list[int]:
    """The last rows of all columns but the last, as evenly as these folds allow."""
    ends: set[int] = set()
    for part in range(1, columns):
        ends.add(min(folds, key=lambda row: (abs(row + 1 - rows * part / columns), row)))
    return sorted(ends)


def fold_columns(
    columns: Sequence[Block], graph: LayoutGraph, edges: Mapping[str, EdgeEnds], joining: Sequence[str]
) -> Block:
    """The columns beside each other; each but the first is joined to that before it by the next of these edges."""
    parts, lefts, x = [], [], 0.0
    for column in columns:
        parts.append(move_layout(column.layout, x, 0))
        lefts.append(x)
        x += column.size[0] + _GAP_PT
    whole = join_layouts(parts, (x, 0))
    corners: dict[str, list[Point]] = {}
    for name, before, left in zip(joining, columns, lefts[1:], strict=False):
        source, target = (whole.rects[end] for end in graph.edges[name])
        corners[name] = _lead_back(source, target, left - _GAP_PT / 2, before.size[1] + _LEAD_PT)
    bare = LayoutGraph(graph.nodes, {name: graph.edges[name] for name in joining})
    curves = make_curves(bare, {name: edges[name] for name in joining}, corners)
    folded = crop(replace(whole, curves={**whole.curves, **dict(curves)}), corners)
    crossings, turns = (sum(getattr(column, what) for column in columns) for what in ("crossings", "turns"))
    return Block(folded, crossings, turns + len(joining))


def _lead_back(source: Rect, target: Rect, x: float, foot: float) -> list[Point]:
    """From the top of one column between the two, at `x`, to below the other."""
    start, end = source.centre[0], target.centre[0]
    return [
        (start, source.top),
        (start, -_LEAD_PT),
        (x, -_LEAD_PT),
        (x, foot),
        (end, foot),
        (end, target.bottom),
    ]
