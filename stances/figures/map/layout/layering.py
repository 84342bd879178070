"""Which row of a map each claim stands in: above what bears on it, and no more claims abreast than the paper has room.

Left to itself, Graphviz sets all that answers one claim, and all that nothing joins, in one endless row. Here rows are
filled from the conclusions down, after Coffman and Graham: a claim goes into the first row with room below everything
it bears on, those first that have waited longest, then those with the longest arguments beneath them. Then claims move
towards what they are linked to, where there is room. Pure; Graphviz still chooses how far apart claims of a row stand.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from stances.figures.map.layout.crossing_reduction import reduce_crossings
from stances.figures.map.layout.layout_graph import LayoutGraph

OccupiedSlots = Counter[tuple[str | None, int]]
Rows = Sequence[Sequence[str]]

_COLUMNS_FACTOR = 2.0
"""How many claims abreast a map of one claim would have, for that shape of the whole which is set largest
on a screen and on a sheet."""
_MIN_COLUMNS = 3
_MAX_PASSES = 4
_MAX_BOXES_TRIED = 160
_LINES_PER_TOLERATED_CROSSING = 40
"""Of so many lines, one may cross another without another width being tried."""


@dataclass(frozen=True)
class Layering:
    """The rows from the top down: in each the slugs of its claims, or of the links whose joints lie between claims.

    `loose` of them, the last, hold claims that nothing joins.
    """

    rows: Rows
    loose_row_count: int = 0


def target_columns(claims: int) -> int:
    """How many claims stand side by side at most on a map of so many."""
    return max(_MIN_COLUMNS, round(math.sqrt(claims * _COLUMNS_FACTOR)))


@dataclass(frozen=True)
class _RowCapacity:
    """How many claims of each group have room side by side."""

    capacity_by_group: Mapping[str | None, int]
    group_of: Mapping[str, str | None]

    def has_room(self, slug: str, row: int, used: OccupiedSlots) -> bool:
        group = self.group_of[slug]
        return used[group, row] < self.capacity_by_group[group]

    def count_occupied(self, rows: Mapping[str, int]) -> OccupiedSlots:
        return Counter((self.group_of[slug], row) for slug, row in rows.items())


def _assign_rows(component: list[str], graph: LayoutGraph, capacity: _RowCapacity) -> dict[str, int]:
    """The row of each claim among those that links join."""
    order = {slug: number for number, slug in enumerate(component)}
    unplaced_above = {slug: len(graph.min_rows_above.get(slug, ())) for slug in component}
    rows: dict[str, int] = {}
    used: OccupiedSlots = Counter()
    row = 0

    def ready(slug: str) -> tuple[int, int, int, str]:
        """A claim that can be placed, after the first row below everything that it bears on."""
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
    """The same claims moved to where their links are shortest."""
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
            for to in wanted:
                if capacity.has_room(slug, to, used):
                    used[capacity.group_of[slug], row] -= 1
                    used[capacity.group_of[slug], to] += 1
                    rows[slug] = to
                    moved = True
                    break
        if not moved:
            break
    first = min(rows.values())
    return {slug: row - first for slug, row in rows.items()}


def _pack_components(components: list[dict[str, int]], capacity: _RowCapacity) -> dict[str, int]:
    """All pieces on one paper: each beside those before it where its rows have room, else below them."""
    rows: dict[str, int] = {}
    used: OccupiedSlots = Counter()
    for piece in components:
        needs = capacity.count_occupied(piece)
        end = max(rows.values(), default=-1) + 1
        at = next(
            at
            for at in range(end + 1)
            if at == end
            or all(used[g, at + row] + n <= capacity.capacity_by_group[g] for (g, row), n in needs.items())
        )
        rows |= {slug: at + row for slug, row in piece.items()}
        used = capacity.count_occupied(rows)
    return rows


def _divide_capacity(group: Mapping[str, str | None], columns: int) -> dict[str | None, int]:
    """How many claims of each group stand abreast, in proportion to how many there are."""
    sizes = Counter(group.values())
    return {name: max(1, round(columns * size / len(group))) for name, size in sizes.items()}


def _junction_rows(graph: LayoutGraph, rows: Mapping[str, int]) -> dict[str, int]:
    """The row below which the joint of each line lies at which others arrive: as near to what leads to it as can be."""
    rows_by_line: dict[str, int] = {}

    def junction_row(line: str) -> int:
        if line not in rows_by_line:
            ends = [rows[graph.edges[line][0]]]
            for other in graph.incoming[line]:
                if other not in graph.back_edges:
                    ends.append(
                        junction_row(other) if other in graph.junctions else rows[graph.edges[other][0]]
                    )
            rows_by_line[line] = max(min(ends) - 1, rows[graph.target_box(line)] + graph.junction_depth(line))
        return rows_by_line[line]

    for line in graph.junctions & graph.edges.keys():
        junction_row(line)
    return rows_by_line


def _stub_levels(graph: LayoutGraph, levels: Mapping[str, float]) -> dict[str, float]:
    """Where the stubs and joints of cut lines lie: half a row above or below the box here, joints between."""
    stub_levels: dict[str, float] = {}

    def level(end: str) -> float:
        if end not in levels and end not in stub_levels:
            place(end)
        return levels[end] if end in levels else stub_levels[end]

    def place(line: str) -> None:
        source, target = graph.cut_edges[line]
        stub = f"{line}/stub"
        if source == stub:
            here, offset = level(target), 0.0 if target in graph.junctions else 0.5
        else:
            here, offset = level(source), -0.5
        if line in graph.junctions:
            stub_levels[line] = here + offset / 2
        if stub in (source, target):
            stub_levels[stub] = here + offset

    for line in graph.cut_edges:
        if line not in stub_levels:
            place(line)
    return stub_levels


def _loose_rows(loose: list[str], capacity: _RowCapacity) -> list[list[str]]:
    """Claims that nothing joins, in rows in the order of time, each group in rows of its own width."""
    groups: dict[str | None, list[str]] = defaultdict(list)
    for slug in loose:
        groups[capacity.group_of[slug]].append(slug)
    cut = [
        [
            slugs[start : start + capacity.capacity_by_group[group]]
            for start in range(0, len(slugs), capacity.capacity_by_group[group])
        ]
        for group, slugs in groups.items()
    ]
    return [[slug for row in row_of_each for slug in row] for row_of_each in zip_longest(*cut, fillvalue=[])]


def _build_rows(components: list[list[str]], graph: LayoutGraph, capacity: _RowCapacity) -> list[list[str]]:
    """The rows of all that is joined, and between them those of joints and stubs."""
    rows = _pack_components(
        [_shorten_edges(_assign_rows(piece, graph, capacity), graph, capacity) for piece in components],
        capacity,
    )
    levels: dict[str, float] = {**rows}
    levels |= {line: row + 0.5 for line, row in sorted(_junction_rows(graph, rows).items())}
    levels |= _stub_levels(graph, levels)
    ranks: dict[float, list[str]] = defaultdict(list)
    for name, at in levels.items():
        ranks[at].append(name)
    return [ranks[at] for at in sorted(ranks)]


def assign_layers(
    graph: LayoutGraph,
    group: Mapping[str, str | None],
    max_columns: int | None = None,
    fits: Callable[[Rows], bool] | None = None,
) -> Layering:
    """The rows of a map; `group` says for each box which cluster it lies in, None for none.

    Several widths near the pleasing one are tried, the more the fewer boxes there are, and the one is taken whose
    lines cross least; none is wider than `most` boxes, and rows that `fit` go before rows that don't.
    """
    pieces = graph.components()
    cut_ends = {end for ends in graph.cut_edges.values() for end in ends}
    joined = [piece for piece in pieces if len(piece) > 1 or piece[0] in cut_ends]
    places = {box: number for number, piece in enumerate(pieces) for box in piece}
    clusters = {name: number for number, name in enumerate(dict.fromkeys(group.values()))}

    def block(name: str) -> tuple[int, int]:
        box = graph.owner_box(name)
        return clusters[group[box]], places[box]

    columns, pairs = target_columns(len(graph.nodes)), graph.segments()
    widths = (max(_MIN_COLUMNS, columns + more) for more in _width_offsets(len(graph.nodes)))
    rooms = dict.fromkeys(min(width, max_columns) if max_columns else width for width in widths)
    capacities = [_RowCapacity(_divide_capacity(group, width), group) for width in rooms]
    loose = [piece[0] for piece in pieces if piece not in joined]

    def try_capacity(paper: _RowCapacity) -> tuple[bool, int, Layering]:
        crossings, rows = reduce_crossings(_build_rows(joined, graph, paper), pairs, block)
        blocks = _loose_rows(loose, paper)
        layers = Layering([*rows, *blocks], len(blocks))
        return fits is not None and not fits(layers.rows), crossings, layers

    return _choose_best(map(try_capacity, capacities), len(pairs) // _LINES_PER_TOLERATED_CROSSING)


def _choose_best(tries: Iterable[tuple[bool, int, Layering]], max_crossings: int) -> Layering:
    """The first that fits with no more than a few crossings, else that which comes nearest."""
    attempts = []
    for attempt in tries:
        attempts.append(attempt)
        if attempt[:2] <= (False, max_crossings):
            break
    return min(attempts, key=lambda found: found[:2])[2]


def _width_offsets(boxes: int) -> Sequence[int]:
    """How much wider or narrower than the pleasing width is tried, that itself first."""
    return (0, -1, 1, -2, 2)[: max(1, _MAX_BOXES_TRIED // max(1, boxes))]
