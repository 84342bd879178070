"""The symbols that occur in cells and are explained by a legend: one list for pages and drawings.

Pure: knows cells, but neither pages nor drawings, which draw each symbol in their own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from stances.record.vocabulary import Attribution, Confidence
from stances.timeline.cells import Cell, CellState, HeldPosition
from stances.timeline.wording import SYMBOL_MEANINGS


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
        return SYMBOL_MEANINGS[self]


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
