"""Assign every box of an argument map to a row: Coffman–Graham layering with a limit on the columns.

Conclusions stand on top, each claim below all that it supports or attacks. Claims are placed row by row, first those
that have waited longest, then those with the longest path below them; afterwards they move towards their neighbours
where a row has capacity. Unlinked claims fill rows of their own at the bottom.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from stances.figures.map.layout.layout_graph import LayoutGraph

OccupiedSlots = Counter[tuple[str | None, int]]
"""How many boxes of each group are in each row."""

_MAX_PASSES = 4


@dataclass(frozen=True)
class _RowCapacity:
    """How many boxes of each group a row can hold."""

    capacity_by_group: Mapping[str | None, int]
    group_of: Mapping[str, str | None]

    def has_room(self, slug: str, row: int, used: OccupiedSlots) -> bool:
        group = self.group_of[slug]
        return used[group, row] < self.capacity_by_group[group]

    def count_occupied(self, rows: Mapping[str, int]) -> OccupiedSlots:
        return Counter((self.group_of[slug], row) for slug, row in rows.items())


def _assign_rows(component: list[str], graph: LayoutGraph, capacity: _RowCapacity) -> dict[str, int]:
    """The row of each box of a connected component."""
    order = {slug: number for number, slug in enumerate(component)}
    unplaced_above = {slug: len(graph.min_rows_above.get(slug, ())) for slug in component}
    rows: dict[str, int] = {}
    used: OccupiedSlots = Counter()
    row = 0

    def ready(slug: str) -> tuple[int, int, int, str]:
        """The sort key of a box that can be placed: first its topmost possible row."""
        top = max((rows[other] + n for other, n in graph.min_rows_above.get(slug, {}).items()), default=0)
        return top, -graph.longest_path_below[slug], order[slug], slug

    waiting = [ready(slug) for slug in component if not unplaced_above[slug]]
    while waiting:
        later = []
        for claim in sorted(waiting):
            top, *_, slug = claim
            if top > row or not capacity.has_room(slug, row, used):
                later.append(claim)
                continue
            rows[slug] = row
            used[capacity.group_of[slug], row] += 1
            for below in graph.min_rows_below.get(slug, ()):
                unplaced_above[below] -= 1
                if not unplaced_above[below]:
                    later.append(ready(below))
        waiting = later
        row += 1
    return rows


def _shorten_edges(rows: dict[str, int], graph: LayoutGraph, capacity: _RowCapacity) -> dict[str, int]:
    """Move boxes to rows with capacity where their edges are shorter; the first row is 0 again."""
    used = capacity.count_occupied(rows)
    for _ in range(_MAX_PASSES):
        moved = False
        for slug, row in rows.items():
            above, below = graph.min_rows_above.get(slug, {}), graph.min_rows_below.get(slug, {})
            first = max((rows[other] + n for other, n in above.items()), default=0)
            last = min((rows[other] - n for other, n in below.items()), default=row)
            wanted = range(first, row) if len(above) > len(below) else range(last, row, -1)
            if len(above) == len(below):
                continue
            for new_row in wanted:
                if capacity.has_room(slug, new_row, used):
                    used[capacity.group_of[slug], row] -= 1
                    used[capacity.group_of[slug], new_row] += 1
                    rows[slug] = new_row
                    moved = True
                    break
        if not moved:
            break
    first = min(rows.values())
    return {slug: row - first for slug, row in rows.items()}


def _pack_components(components: list[dict[str, int]], capacity: _RowCapacity) -> dict[str, int]:
    """Place connected components beside each other where the rows have capacity, else below."""
    rows: dict[str, int] = {}
    used: OccupiedSlots = Counter()
    for component in components:
        needs = capacity.count_occupied(component)
        end = max(rows.values(), default=-1) + 1
        top = next(
            top
            for top in range(end + 1)
            if top == end
            or all(
                used[group, top + row] + count <= capacity.capacity_by_group[group]
                for (group, row), count in needs.items()
            )
        )
        rows |= {slug: top + row for slug, row in component.items()}
        used = capacity.count_occupied(rows)
    return rows


def _divide_capacity(group: Mapping[str, str | None], columns: int) -> dict[str | None, int]:
    """Divide the columns among the groups in proportion to their sizes."""
    sizes = Counter(group.values())
    return {name: max(1, round(columns * size / len(group))) for name, size in sizes.items()}


def _junction_rows(graph: LayoutGraph, rows: Mapping[str, int]) -> dict[str, int]:
    """The row above each junction: as near as possible to the boxes whose edges lead to it."""
    junction_rows: dict[str, int] = {}

    def junction_row(edge: str) -> int:
        if edge not in junction_rows:
            ends = [rows[graph.edges[edge][0]]]
            for other in graph.incoming[edge]:
                if other not in graph.back_edges:
                    ends.append(
                        junction_row(other) if other in graph.junctions else rows[graph.edges[other][0]]
                    )
            junction_rows[edge] = max(
                min(ends) - 1, rows[graph.target_box(edge)] + graph.junction_depth(edge)
            )
        return junction_rows[edge]

    for edge in graph.junctions & graph.edges.keys():
        junction_row(edge)
    return junction_rows


def _stub_levels(graph: LayoutGraph, levels: Mapping[str, float]) -> dict[str, float]:
    """The levels of stubs, half a row above or below the box on this page, and of the junctions of cut edges between."""
    stub_levels: dict[str, float] = {}

    def level(end: str) -> float:
        if end not in levels and end not in stub_levels:
            place(end)
        return levels[end] if end in levels else stub_levels[end]

    def place(edge: str) -> None:
        source, target = graph.cut_edges[edge]
        stub = f"{edge}/stub"
        if source == stub:
            here, offset = level(target), 0.0 if target in graph.junctions else 0.5
            if edge.startswith(f"{target}/with/"):  # beside or below the other premises
                offset = 0.25 if target in stub_levels else 0.5
        else:
            here, offset = level(source), -0.5
        if edge in graph.junctions:
            stub_levels[edge] = here + offset / 2
        if stub in (source, target):
            stub_levels[stub] = here + offset

    for edge in graph.cut_edges:
        if edge not in stub_levels:
            place(edge)
    return stub_levels


def _loose_rows(loose: list[str], capacity: _RowCapacity) -> list[list[str]]:
    """Rows of unlinked boxes in the given order, each group within its share of the columns."""
    groups: dict[str | None, list[str]] = defaultdict(list)
    for slug in loose:
        groups[capacity.group_of[slug]].append(slug)
    chunks = [
        [
            slugs[start : start + capacity.capacity_by_group[group]]
            for start in range(0, len(slugs), capacity.capacity_by_group[group])
        ]
        for group, slugs in groups.items()
    ]
    return [
        [slug for row in row_of_each for slug in row] for row_of_each in zip_longest(*chunks, fillvalue=[])
    ]


def _build_linked_rows(
    components: list[list[str]], graph: LayoutGraph, capacity: _RowCapacity
) -> list[list[str]]:
    """The rows of linked boxes, with rows of junctions and stubs between them."""
    rows = _pack_components(
        [
            _shorten_edges(_assign_rows(component, graph, capacity), graph, capacity)
            for component in components
        ],
        capacity,
    )
    levels: dict[str, float] = {**rows}
    levels |= {edge: row + 0.5 for edge, row in sorted(_junction_rows(graph, rows).items())}
    levels |= _stub_levels(graph, levels)
    ranks: dict[float, list[str]] = defaultdict(list)
    for name, level in levels.items():
        ranks[level].append(name)
    return [ranks[level] for level in sorted(ranks)]


def build_rows(graph: LayoutGraph, group: Mapping[str, str | None], columns: int) -> list[list[str]]:
    """The rows of a graph, of at most so many boxes each as far as cycles and junctions allow.

    `group` gives the cluster of each box or None, between which the columns are divided. Unlinked boxes come last.
    """
    capacity = _RowCapacity(_divide_capacity(group, columns), group)
    unlinked = set(graph.unlinked)
    linked = [component for component in graph.components() if component[0] not in unlinked]
    return [*_build_linked_rows(linked, graph, capacity), *_loose_rows(list(graph.unlinked), capacity)]
