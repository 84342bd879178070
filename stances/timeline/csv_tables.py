"""Grids and trajectories as tables for spreadsheets: one line a cell under a header, as RFC 4180 has it.

Several positions in one cell are joined by “ / ”, a move by “ → ”. Pure.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from stances.argument.comparison import ComparisonResult
from stances.record.record import Record
from stances.timeline.cells import Cell
from stances.timeline.comparison_table import SidePositions, build_comparison_table
from stances.timeline.grid import Grid
from stances.timeline.matrix import Matrix
from stances.timeline.rows import GridRow
from stances.timeline.time_axis import Column
from stances.timeline.trajectory import Trajectory

GRID_HEADER = (
    *("participant", "name", "faction", "dispute", "column", "from", "to", "state"),
    *("value", "key", "label", "attribution", "confidence", "stances", "text"),
)
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")


def _escape_formula(text: str) -> str:
    """Text that no spreadsheet takes for a formula: where it could, an apostrophe stands before it, so “++” is “'++”.

    A minus sign proper (−) begins no formula and stays; so do numbers, which are written as such.
    """
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA_STARTS) else text


def _cell_line(row: GridRow, column: Column, cell: Cell) -> list[str]:
    separator = " → " if cell.moved else " / "
    values = separator.join(
        "" if h.position.value is None else str(h.position.value) for h in cell.positions_held
    )
    return [
        row.participant.slug,
        _escape_formula(row.participant.name),
        _escape_formula(row.faction.name if row.faction else ""),
        row.dispute.slug,
        _escape_formula(column.key),
        column.start.isoformat() if column.dated else "",
        column.end.isoformat() if column.dated else "",
        cell.state.value,
        values if len(cell.positions_held) == 1 else _escape_formula(values),
        _escape_formula(separator.join(h.position.key for h in cell.positions_held)),
        _escape_formula(separator.join(h.position.label for h in cell.positions_held)),
        separator.join(h.attribution.value for h in cell.positions_held),
        separator.join(h.confidence.value for h in cell.positions_held),
        " ".join(s.slug for s in cell.stances),
        _escape_formula(cell.text),
    ]


def write_table(rows: Iterable[GridRow], columns: tuple[Column, ...]) -> str:
    """A line for each cell of these rows."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(GRID_HEADER)
    for row in rows:
        table.writerows(_cell_line(row, *pair) for pair in zip(columns, row.cells, strict=True))
    return out.getvalue()


def write_grid_csv(grid: Grid) -> str:
    return write_table(grid.rows, grid.columns)


def write_trajectory_csv(trajectory: Trajectory) -> str:
    return write_table(trajectory.rows, trajectory.columns)


def write_matrix_csv(matrix: Matrix) -> str:
    return write_table(matrix.rows, matrix.columns)


_SIDE_COLUMNS = ("position", "value", "perhaps", "attribution", "confidence", "date", "who", "stances")


_COMPARISON_HEADER = (
    "subject",
    "slug",
    "outcome",
    *(f"{name}_{n}" for n in (1, 2) for name in ("side", *_SIDE_COLUMNS)),
)


def write_comparison_csv(compared: ComparisonResult) -> str:
    """One line a row of the table; where a side has several positions they are joined by “ / ”."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_COMPARISON_HEADER)
    for line in build_comparison_table(compared):
        cells: list[str] = []
        for side, standing in zip(compared.sides, (line.first, line.second), strict=True):
            cells += [side.name, *_side_cells(compared.record, standing)]
        table.writerow([line.subject.label, line.subject.slug, line.verdict.value, *cells])
    return out.getvalue()


def _side_cells(record: Record, standing: SidePositions) -> list[str]:
    positions = (*standing.certain, *standing.possible)
    stances = [stance for held in positions for stance in held.stances]
    people = (record.participants.get(s.participant) for s in stances)

    def joined(words: Iterable[str]) -> str:
        return " / ".join(words)

    return [
        joined(h.position.label for h in standing.certain) or standing.silence_reason,
        joined("" if h.position.value is None else str(h.position.value) for h in standing.certain),
        joined(h.position.label for h in standing.possible),
        joined(h.attribution.value for h in positions),
        joined(h.confidence.value for h in positions),
        joined(s.when.text for s in stances),
        joined(dict.fromkeys(p.label for p in people if p)),
        joined(s.slug for s in stances),
    ]
