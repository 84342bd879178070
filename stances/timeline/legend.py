"""The symbols that occur in cells and are explained by a legend: one list for pages and drawings.

A symbol is shown by a cell that has nothing else in it, which pages and drawings draw like any other. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from stances.timeline.cells import Cell, CellState, DateBar, HeldPosition
from stances.timeline.wording import SYMBOL_MEANINGS


class CellSymbol(StrEnum):
    """A state of cells, or what else is drawn in them, in the order of a legend."""

    EVIDENCED = "evidenced"
    UNCERTAIN = "uncertain"
    MIXED = "mixed"
    MOVED = "moved"
    CHANGE = "change"
    CARRIED = "carried"
    HOLLOW = "hollow"
    UNDECIDED = "undecided"
    SILENT = "silent"
    NOT_CODED = "not_coded"
    NOT_INVOLVED = "not_involved"
    LATER = "later"

    @property
    def description(self) -> str:
        """What the symbol means, for a legend."""
        return SYMBOL_MEANINGS[self]


def collect_symbols(cells: Sequence[Cell], has_arrows: bool = False) -> dict[CellSymbol, Cell]:
    """The symbols in these cells, in the order of a legend, each with a cell that shows it and as little else as can be.

    `has_arrows` says whether positions change between cells.
    """
    symbols = {symbol for cell in cells for symbol in _cell_symbols(cell)}
    if has_arrows:
        symbols.add(CellSymbol.CHANGE)
    return {symbol: _sample_cell(symbol, cells) for symbol in CellSymbol if symbol in symbols}


def _cell_symbols(cell: Cell) -> Iterator[CellSymbol]:
    yield CellSymbol.MOVED if cell.moved else CellSymbol(cell.state.value)
    if any(held.position.value is None for held in cell.positions_held):
        yield CellSymbol.UNDECIDED
    if cell.bars:
        yield CellSymbol.UNCERTAIN
    if cell.state is not CellState.CARRIED and any(held.is_hollow for held in cell.drawn_positions):
        yield CellSymbol.HOLLOW


def _sample_cell(symbol: CellSymbol, cells: Sequence[Cell]) -> Cell:
    match symbol:
        case CellSymbol.UNCERTAIN:
            bar = min((p for cell in cells for p in cell.pieces), key=_bar_plainness)
            return _cell(bars=(replace(bar, begins=True, ends=True, lane=0, lanes=1, bears_sign=True),))
        case CellSymbol.HOLLOW:
            return _cell(next(held for cell in cells for held in cell.drawn_positions if held.is_hollow))
        case CellSymbol.UNDECIDED:
            held = (held for cell in cells for held in cell.positions_held if held.position.value is None)
            return _cell(next(held))
        case CellSymbol.MOVED | CellSymbol.CHANGE:
            moved = (cell for cell in cells if cell.moved)
            return next(moved, _cell()) if symbol is CellSymbol.MOVED else _cell()
        case _:
            alike = (cell for cell in cells if cell.state.value == symbol.value and not cell.moved)
            return replace(min(alike, key=_plainness), bars=())


def _bar_plainness(bar: DateBar) -> tuple[bool, bool]:
    """As `_plainness`, of a bar."""
    return bar.position_held.is_hollow, not bar.position_held.position.value


def _plainness(cell: Cell) -> tuple[int, int, int]:
    """The less of it, the better a cell shows its state: without bars, of one own claim, and not in the middle of a scale."""
    values = [held.position.value or 0 for held in cell.parts]
    return len(cell.bars), len(cell.parts) + sum(held.is_hollow for held in cell.parts), values.count(0)


def _cell(held: HeldPosition | None = None, bars: tuple[DateBar, ...] = ()) -> Cell:
    state = CellState.UNCERTAIN if bars else CellState.EVIDENCED
    return Cell(state, "", "", positions_held=(held,) if held else (), bars=bars)
