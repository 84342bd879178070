"""The symbols that occur in cells, and the words that explain each: one table for pages and drawings.

Pure: knows cells, but neither pages nor drawings, which draw each symbol in their own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from stances.record.vocabulary import Attribution, Confidence
from stances.record.wording import ATTRIBUTION_LEGEND
from stances.timeline.cells import Cell, CellState, HeldPosition


class CellSymbol(StrEnum):
    """A state of cells, or what else is drawn in or over them, in the order of a legend."""

    EVIDENCED = "evidenced"
    MIXED = "mixed"
    MOVED = "moved"
    UNCERTAIN = "uncertain"
    PERHAPS_ALSO = "perhaps-also"
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
    def description(self) -> str:
        """What the symbol means, for a legend."""
        return _WORDS[self]


_WORDS = {
    CellSymbol.EVIDENCED: "evidence in this time",
    CellSymbol.MIXED: "evidence at odds, in no known order",
    CellSymbol.MOVED: "evidence of a move, from the old to the new",
    CellSymbol.UNCERTAIN: "evidence of uncertain date, from the first to the last possible day",
    CellSymbol.PERHAPS_ALSO: "perhaps also: a bar of uncertain date beside surer evidence",
    CellSymbol.CARRIED: "carried forward from the last evidence",
    CellSymbol.SILENT: "silent: involved, read, nothing recorded",
    CellSymbol.NOT_INVOLVED: "not involved",
    CellSymbol.NOT_CODED: "not yet coded",
    CellSymbol.LATER: "later than the day shown",
    CellSymbol.UNDECIDED: "undecided: a position taken, neither silence nor the middle",
    CellSymbol.REPORTED: ATTRIBUTION_LEGEND[Attribution.REPORTED],
    CellSymbol.INFERRED: ATTRIBUTION_LEGEND[Attribution.INFERRED],
    CellSymbol.DOUBTFUL: "doubtful",
    CellSymbol.CHANGE: "a change of position: after the evidence at its tail, by that at its head",
    CellSymbol.UNORDERED: "two positions, which of them first is unknown",
}


def collect_symbols(cells: Iterable[Cell], determined: Iterable[bool] = ()) -> tuple[CellSymbol, ...]:
    """The symbols in these cells, in the order of a legend; `determined` says of each change whether its order is known."""
    symbols = {symbol for cell in cells for symbol in _cell_symbols(cell)}
    symbols |= {CellSymbol.CHANGE if known else CellSymbol.UNORDERED for known in determined}
    return tuple(symbol for symbol in CellSymbol if symbol in symbols)


def _cell_symbols(cell: Cell) -> Iterator[CellSymbol]:
    yield CellSymbol.MOVED if cell.moved else CellSymbol(cell.state.value)
    if any(position_held.position.value is None for position_held in cell.positions_held):
        yield CellSymbol.UNDECIDED
    if cell.bars and cell.state is not CellState.UNCERTAIN:
        yield CellSymbol.PERHAPS_ALSO
    if cell.state is not CellState.CARRIED:
        for position_held in (*cell.positions_held, *(bar.position_held for bar in cell.bars)):
            yield from _position_symbols(position_held)


def _position_symbols(position_held: HeldPosition) -> Iterator[CellSymbol]:
    if position_held.attribution is not Attribution.ASSERTED:
        yield CellSymbol(position_held.attribution.value)
    if position_held.confidence is Confidence.DOUBTFUL:
        yield CellSymbol.DOUBTFUL
