"""Grids and trajectories as tables for spreadsheets: one line a cell under a header, as RFC 4180 has it.

Several positions in one cell are joined by “ / ”, a move by “ → ”. Pure.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from stances.cells import Cell
from stances.columns import Column
from stances.timeline import Grid, Matrix, Row, Trajectory

HEADER = (
    *("participant", "name", "faction", "dispute", "column", "from", "to", "state"),
    *("value", "key", "label", "attribution", "confidence", "stances", "text"),
)
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def _guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: where it could, an apostrophe stands before it, so “++” is “'++”.

    A minus sign proper (−) begins no formula and stays; so do numbers, which are written as such.
    """
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) else text


def _line(row: Row, column: Column, cell: Cell) -> list[str]:
    joint = " → " if cell.moved else " / "
    values = joint.join("" if h.shade.value is None else str(h.shade.value) for h in cell.held)
    return [
        row.participant.slug,
        _guarded(row.participant.name),
        _guarded(row.faction.name if row.faction else ""),
        row.dispute.slug,
        _guarded(column.key),
        column.start.isoformat() if column.dated else "",
        column.end.isoformat() if column.dated else "",
        cell.state.value,
        values if len(cell.held) == 1 else _guarded(values),
        _guarded(joint.join(h.shade.key for h in cell.held)),
        _guarded(joint.join(h.shade.label for h in cell.held)),
        joint.join(h.attribution.value for h in cell.held),
        joint.join(h.confidence.value for h in cell.held),
        " ".join(s.slug for s in cell.stances),
        _guarded(cell.text),
    ]


def table_of(rows: Iterable[Row], columns: tuple[Column, ...]) -> str:
    """A line for each cell of these rows."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(HEADER)
    for row in rows:
        table.writerows(_line(row, *pair) for pair in zip(columns, row.cells, strict=True))
    return out.getvalue()


def grid_csv(grid: Grid) -> str:
    return table_of(grid.rows, grid.columns)


def trajectory_csv(path: Trajectory) -> str:
    return table_of(path.rows, path.columns)


def matrix_csv(shown: Matrix) -> str:
    return table_of(shown.rows, shown.columns)
