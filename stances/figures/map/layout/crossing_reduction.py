"""Order the names in each row so that few edges cross: Sugiyama's barycentre sweeps with swaps of neighbours.

Edges that span rows get a dummy node in each. Rows are swept down and up in turn, and the best order met is returned.
Deterministic.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

Rows = Sequence[Sequence[str]]
Edge = tuple[str, str, str]
"""An edge by its name and its two ends."""

_MAX_SWEEPS = 24
_MAX_STALE_SWEEPS = 4


class LayerOrder:
    """Nodes and dummy nodes as numbers, their order in each row, and their neighbours above and below.

    Numbers below `len(names)` are nodes. `chains` has, by the name of each edge, its nodes from the upper end to the lower;
    an edge within a row has the two at its ends. Edges of one `trunk` share their dummy nodes, and lead to one upper node.
    """

    def __init__(
        self,
        rows: Rows,
        edges: Iterable[Edge],
        block_of: Callable[[str], Any],
        trunks: Mapping[str, str] | None = None,
    ) -> None:
        self.names = [name for row in rows for name in row]
        number = {name: place for place, name in enumerate(self.names)}
        row_of = {name: row for row, names in enumerate(rows) for name in names}
        blocks = [block_of(name) for name in self.names]
        self.rows = [[number[name] for name in row] for row in rows]
        self.upper_neighbours: list[list[int]] = [[] for _ in self.names]
        self.lower_neighbours: list[list[int]] = [[] for _ in self.names]
        self.chains: dict[str, list[int]] = {}
        self.trunks = trunks or {}
        shared: dict[tuple[str, int], int] = {}
        for name, *ends in edges:
            upper, lower = sorted(ends, key=row_of.__getitem__)
            chain = self.chains[name] = [number[upper]]
            if row_of[upper] == row_of[lower]:
                chain.append(number[lower])
                continue  # no order within a row helps an edge between two of its nodes
            for row in range(row_of[upper] + 1, row_of[lower]):
                key = (self.trunks.get(name, name), row)
                if key in shared:
                    chain.append(shared[key])
                    continue
                shared[key] = len(blocks)
                self.rows[row].append(self._connect(chain[-1], len(blocks)))
                chain.append(len(blocks))
                blocks.append(blocks[number[lower]])
            chain.append(self._connect(chain[-1], number[lower]))
        ranks = {block: rank for rank, block in enumerate(sorted(set(blocks)))}
        self.block_ranks = [ranks[block] for block in blocks]
        self.position_in_row = [0] * len(blocks)
        for places in self.rows:
            places.sort(key=self.block_ranks.__getitem__)
            self._number_row(places)

    def _connect(self, upper: int, lower: int) -> int:
        if lower == len(self.upper_neighbours):
            self.upper_neighbours.append([])
            self.lower_neighbours.append([])
        self.lower_neighbours[upper].append(lower)
        self.upper_neighbours[lower].append(upper)
        return lower

    def _number_row(self, row: list[int]) -> None:
        for number, place in enumerate(row):
            self.position_in_row[place] = number

    def ordered_names(self) -> list[list[str]]:
        names = len(self.names)
        return [[self.names[place] for place in row if place < names] for row in self.rows]

    def shuffle(self, source: random.Random) -> None:
        """Bring each row into another order, within blocks."""
        for row in self.rows:
            source.shuffle(row)
            row.sort(key=self.block_ranks.__getitem__)
            self._number_row(row)

    def restore(self, rows: Sequence[Sequence[int]]) -> None:
        """Bring the rows into an order that they had before."""
        self.rows = [list(row) for row in rows]
        for row in self.rows:
            self._number_row(row)

    def count_crossings(self) -> int:
        """Number of crossings between neighbouring rows: pairs of edges whose ends are in opposite order."""
        crossings, at, below = 0, self.position_in_row, self.lower_neighbours
        for row in self.rows[:-1]:
            ends: list[int] = []
            for place in row:
                others = below[place]
                if len(others) == 1:
                    ends.append(at[others[0]])
                elif others:
                    ends += sorted([at[other] for other in others])
            if ends != sorted(ends):
                crossings += _count_inversions(ends)
        return crossings

    def sort_by_barycentre(self, down: bool) -> None:
        """Sort each row by the barycentre of its neighbours in the previous row, scaled to the row's length, within blocks."""
        neighbours, at, blocks = (
            (self.upper_neighbours if down else self.lower_neighbours),
            self.position_in_row,
            self.block_ranks,
        )
        for before, row in pairwise(self.rows if down else self.rows[::-1]):
            share = max(1, len(row) - 1) / max(1, len(before) - 1)
            keys = {}
            for place in row:
                others = neighbours[place]
                if len(others) == 1:
                    middle = at[others[0]] * share
                elif others:
                    middle = sum([at[other] for other in others]) / len(others) * share
                else:
                    middle = at[place]
                keys[place] = blocks[place], middle
            row.sort(key=keys.__getitem__)
            for number, place in enumerate(row):
                at[place] = number

    def swap_neighbours(self) -> None:
        """Swap neighbours in a row as long as that reduces the crossings above and below together."""
        blocks, at, above, below = (
            self.block_ranks,
            self.position_in_row,
            self.upper_neighbours,
            self.lower_neighbours,
        )
        for row in self.rows:
            last = len(row) - 1
            number = 0
            while number < last:
                one, other = row[number], row[number + 1]
                if blocks[one] == blocks[other]:
                    saved = 0
                    for neighbours in (above, below):
                        if (mine := neighbours[one]) and (theirs := neighbours[other]):
                            for left in mine:
                                left_at = at[left]
                                for right in theirs:
                                    right_at = at[right]
                                    if left_at > right_at:
                                        saved += 1
                                    elif left_at < right_at:
                                        saved -= 1
                    if saved > 0:
                        row[number], row[number + 1] = other, one
                        at[one], at[other] = number + 1, number
                        number = max(0, number - 1)
                        continue
                number += 1


def _count_inversions(numbers: Iterable[int]) -> int:
    """Number of pairs in which the larger comes first."""
    inversions = 0
    seen: list[int] = []
    for number in numbers:
        before = bisect_right(seen, number)
        inversions += len(seen) - before
        seen.insert(before, number)
    return inversions


def reduce_crossings(
    rows: Rows,
    edges: Iterable[Edge],
    block_of: Callable[[str], Any],
    starts: int = 1,
    trunks: Mapping[str, str] | None = None,
) -> tuple[int, LayerOrder]:
    """Return the number of crossings left and the order found. Nodes of a smaller `block_of` stand further left.

    Besides the order given, `starts` - 1 others are started from, the same each time. `trunks` has what edges share, by name.
    """
    order = LayerOrder(rows, edges, block_of, trunks)
    first = [list(row) for row in order.rows]
    best = order.count_crossings(), first
    for start in range(starts):
        if not best[0]:
            break
        order.restore(first)
        if start:
            order.shuffle(random.Random(start))  # noqa: S311
        best = min(best, _sweep(order, start), key=lambda found: found[0])
    order.restore(best[1])
    return best[0], order


def _sweep(order: LayerOrder, first: int) -> tuple[int, list[list[int]]]:
    """The fewest crossings met while rows are swept down and up in turn, and the rows that had them."""
    fewest, best, stale = order.count_crossings(), [list(row) for row in order.rows], 0
    for number in range(first, first + _MAX_SWEEPS):
        if not fewest or stale == _MAX_STALE_SWEEPS:
            break
        order.sort_by_barycentre(down=number % 2 == 0)
        order.swap_neighbours()
        crossings = order.count_crossings()
        stale += 1
        if crossings < fewest:
            fewest, best, stale = crossings, [list(row) for row in order.rows], 0
    return fewest, best
