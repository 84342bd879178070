"""What a grid must explain: the signs that occur in its cells, and the words for each, one table for pages and drawings.

Pure: it knows cells, and neither a page nor a drawing, which draw each sign in their own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from stances.record.vocabulary import Attribution, Confidence
from stances.timeline.cells import Cell, Held, State


class Sign(StrEnum):
    """The states of cells, and what else is drawn in them or over them; in the order of a key."""

    EVIDENCED = "evidenced"
    MIXED = "mixed"
    MOVED = "moved"
    UNCERTAIN = "uncertain"
    BESIDE = "perhaps-also"
    CARRIED = "carried"
    SILENT = "silent"
    NOT_INVOLVED = "not_involved"
    NOT_CODED = "not_coded"
    LATER = "later"
    UNDECIDED = "undecided"
    REPORTED = "reported"
    INFERRED = "inferred"
    DOUBTFUL = "doubtful"
    CHANGE = "change"
    UNORDERED = "unordered"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Sign.EVIDENCED: "evidence in this time",
    Sign.MIXED: "evidence at odds, in no known order",
    Sign.MOVED: "evidence of a move, from the old to the new",
    Sign.UNCERTAIN: "evidence of uncertain date, from the first to the last possible day",
    Sign.BESIDE: "perhaps also: a bar of uncertain date beside surer evidence",
    Sign.CARRIED: "carried forward from the last evidence",
    Sign.SILENT: "silent: involved, read, nothing recorded",
    Sign.NOT_INVOLVED: "not involved",
    Sign.NOT_CODED: "not yet coded",
    Sign.LATER: "later than the day shown",
    Sign.UNDECIDED: "undecided: a position taken, neither silence nor the middle",
    Sign.REPORTED: "reported by someone else, not in own words",
    Sign.INFERRED: "inferred: the editor’s reading",
    Sign.DOUBTFUL: "doubtful",
    Sign.CHANGE: "a change of position, at some time between the ticks",
    Sign.UNORDERED: "two positions, which of them first is unknown",
}


def signs(cells: Iterable[Cell], determined: Iterable[bool] = ()) -> tuple[Sign, ...]:
    """What occurs in these cells, in the order of a key; `determined` says of each change whether its order is known."""
    found = {sign for cell in cells for sign in _of_cell(cell)}
    found |= {Sign.CHANGE if known else Sign.UNORDERED for known in determined}
    return tuple(sign for sign in Sign if sign in found)


def _of_cell(cell: Cell) -> Iterator[Sign]:
    yield Sign.MOVED if cell.moved else Sign(cell.state.value)
    if any(held.shade.value is None for held in cell.held):
        yield Sign.UNDECIDED
    if cell.bars and cell.state is not State.UNCERTAIN:
        yield Sign.BESIDE
    if cell.state is not State.CARRIED:
        for held in (*cell.held, *(bar.held for bar in cell.bars)):
            yield from _of_held(held)


def _of_held(held: Held) -> Iterator[Sign]:
    if held.attribution is not Attribution.ASSERTED:
        yield Sign(held.attribution.value)
    if held.confidence is Confidence.DOUBTFUL:
        yield Sign.DOUBTFUL
