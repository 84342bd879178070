"""In which order claims stand in their rows, so that few links cross; after Sugiyama, Tagawa and Toda.

A link that passes rows has a place in each of them. Row after row, down and up again, everything moves to the middle
of what it is joined to in the row before, and neighbours change places where that saves a crossing; the best order met
is kept. Deterministic. Pure: knows rows and pairs of names, nothing of claims.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any

Rows = Sequence[Sequence[str]]
Place = str | tuple[int, int]
"""What takes room in a row: a name, or the pair's number and the row where a long line passes."""
Sides = list[tuple[Mapping[Place, list[Place]], Mapping[Place, int]]]

_SWEEPS = 16
_PATIENCE = 5


class _Weave:
    """Names and the lines that pass between them, each in its row, with the lines that join a row to the next."""

    def __init__(self, rows: Rows, pairs: Iterable[tuple[str, str]], block: Callable[[str], Any]) -> None:
        at = {name: number for number, row in enumerate(rows) for name in row}
        self.rows: list[list[Place]] = [list(row) for row in rows]
        self.blocks: dict[Place, Any] = {name: block(name) for name in at}
        self.above: dict[Place, list[Place]] = defaultdict(list)
        self.below: dict[Place, list[Place]] = defaultdict(list)
        for number, pair in enumerate(pairs):
            upper, lower = sorted(pair, key=at.__getitem__)
            chain: list[Place] = [upper, *((number, row) for row in range(at[upper] + 1, at[lower])), lower]
            for between, passing in enumerate(chain[1:-1], start=at[upper] + 1):
                self.rows[between].append(passing)
                self.blocks[passing] = self.blocks[lower]
            for one, other in pairwise(chain):
                self.below[one].append(other)
                self.above[other].append(one)
        for row in self.rows:
            row.sort(key=self.blocks.__getitem__)

    def order(self) -> list[list[str]]:
        return [[place for place in row if isinstance(place, str)] for row in self.rows]

    def crossings(self) -> int:
        return sum(self._between(upper, lower) for upper, lower in pairwise(self.rows))

    def _between(self, upper: list[Place], lower: list[Place]) -> int:
        """How often the lines between two rows cross: the pairs of ends that stand in the wrong order."""
        at = {place: number for number, place in enumerate(lower)}
        seen: list[int] = []
        found = 0
        for place in upper:
            ends = sorted(at[other] for other in self.below[place])
            found += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
        return found

    def sweep(self, down: bool) -> None:
        """Sorts each row by the middle of what each place is joined to in the row before; the others keep their places."""
        joined = self.above if down else self.below
        rows = self.rows if down else self.rows[::-1]
        for before, row in pairwise(rows):
            at = {place: number / max(1, len(before) - 1) for number, place in enumerate(before)}
            middle = {
                place: fmean(at[other] for other in joined[place])
                if joined[place]
                else number / max(1, len(row) - 1)
                for number, place in enumerate(row)
            }
            row.sort(key=lambda place: (self.blocks[place], middle[place]))

    def swap(self) -> None:
        """Lets neighbours change places as long as that saves crossings on both sides together."""
        for number, row in enumerate(self.rows):
            sides: Sides = []
            if number:
                sides.append((self.above, {p: n for n, p in enumerate(self.rows[number - 1])}))
            if number + 1 < len(self.rows):
                sides.append((self.below, {p: n for n, p in enumerate(self.rows[number + 1])}))
            saved = True
            while saved:
                saved = False
                for place in range(len(row) - 1):
                    one, other = row[place], row[place + 1]
                    if self.blocks[one] == self.blocks[other] and _saved(one, other, sides) > 0:
                        row[place], row[place + 1] = other, one
                        saved = True


def _saved(one: Place, other: Place, sides: Sides) -> int:
    """How many crossings fewer there are when two neighbours change places."""
    saved = 0
    for joined, at in sides:
        for left in joined[one]:
            for right in joined[other]:
                saved += (at[left] > at[right]) - (at[left] < at[right])
    return saved


def ordered(
    rows: Rows, pairs: Iterable[tuple[str, str]], block: Callable[[str], Any]
) -> tuple[int, list[list[str]]]:
    """The rows, each in a good order, and how many crossings that leaves; blocks stand from left to right as they sort."""
    weave = _Weave(rows, pairs, block)
    best, kept, stale = weave.crossings(), weave.order(), 0
    for number in range(_SWEEPS):
        if not best or stale == _PATIENCE:
            break
        weave.sweep(down=number % 2 == 0)
        weave.swap()
        found = weave.crossings()
        stale += 1
        if found < best:
            best, kept, stale = found, weave.order(), 0
    return best, kept
