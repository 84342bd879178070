"""Grids, trajectories, matrices and comparisons as CSV (RFC 4180), for spreadsheets: a line for each cell or row.

Several positions in one cell are joined by “ / ”, those of a move by “ → ”. A change of position stands in the line of the first
cell that shows its new evidence. Pure.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable

from stances.argument.comparison import ComparisonResult
from stances.record.record import Record
from stances.timeline.cells import Cell
from stances.timeline.changes import PositionChange
from stances.timeline.comparison_table import SidePositions, build_comparison_table
from stances.timeline.grid import Grid
from stances.timeline.matrix import Matrix
from stances.timeline.rows import GridRow
from stances.timeline.time_axis import Column
from stances.timeline.trajectory import Trajectory

GRID_HEADER = (
    *("participant", "name", "faction", "dispute", "column", "from", "to", "state"),
    *("value", "key", "label", "attribution", "confidence", "stances", "text", "changes"),
)
_SIDE_COLUMNS = ("position", "value", "perhaps", "attribution", "confidence", "date", "who", "stances", "age")
_COMPARISON_HEADER = (
    "subject",
    "slug",
    "outcome",
    *(f"{name}_{n}" for n in (1, 2) for name in ("side", *_SIDE_COLUMNS)),
)
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")


def _escape_formula(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe is put before what could be one, so “++” is “'++”.

    A proper minus sign (−) begins no formula.
    """
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA_STARTS) else text


def _cell_line(row: GridRow, column: Column, cell: Cell, changes: Iterable[PositionChange]) -> list[str]:
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
        _escape_formula(". ".join(change.text for change in changes)),
    ]


def _changes_by_column(row: GridRow) -> dict[int, list[PositionChange]]:
    """The changes of a row by the index of the first column that shows their new evidence."""
    columns: dict[int, list[PositionChange]] = defaultdict(list)
    for change in row.changes:
        places = (
            n
            for n, cell in enumerate(row.cells)
            if change.new_evidence in cell.stances and not cell.last_evidence
        )
        if (first := next(places, None)) is not None:
            columns[first].append(change)
    return columns


def write_table(rows: Iterable[GridRow], columns: tuple[Column, ...]) -> str:
    """Return CSV with a header and a line for each cell of these rows."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(GRID_HEADER)
    for row in rows:
        changes = _changes_by_column(row)
        table.writerows(
            _cell_line(row, column, cell, changes.get(number, ()))
            for number, (column, cell) in enumerate(zip(columns, row.cells, strict=True))
        )
    return out.getvalue()


def write_grid_csv(grid: Grid) -> str:
    """Return a grid as CSV, a line for each cell."""
    return write_table(grid.rows, grid.columns)


def write_trajectory_csv(trajectory: Trajectory) -> str:
    """Return a trajectory as CSV, a line for each cell."""
    return write_table(trajectory.rows, trajectory.columns)


def write_matrix_csv(matrix: Matrix) -> str:
    """Return a matrix as CSV, a line for each cell."""
    return write_table(matrix.rows, matrix.columns)


def write_comparison_csv(result: ComparisonResult) -> str:
    """Return the table of a comparison as CSV, a line for each row."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_COMPARISON_HEADER)
    for row in build_comparison_table(result):
        cells: list[str] = []
        for side, positions in zip(result.sides, (row.first, row.second), strict=True):
            cells += [side.name, *_side_cells(result.record, positions)]
        table.writerow([row.subject.label, row.subject.slug, row.verdict.value, *cells])
    return out.getvalue()


def _side_cells(record: Record, positions: SidePositions) -> list[str]:
    all_positions = (*positions.certain, *positions.possible)
    stances = [stance for position_held in all_positions for stance in position_held.stances]
    people = (record.participants.get(s.participant) for s in stances)

    def join_words(words: Iterable[str]) -> str:
        return " / ".join(words)

    return [
        join_words(h.position.label for h in positions.certain) or positions.silence_reason,
        join_words("" if h.position.value is None else str(h.position.value) for h in positions.certain),
        join_words(h.position.label for h in positions.possible),
        join_words(h.attribution.value for h in all_positions),
        join_words(h.confidence.value for h in all_positions),
        join_words(s.when.text for s in stances),
        join_words(dict.fromkeys(p.label for p in people if p)),
        join_words(s.slug for s in stances),
        positions.age_words,
    ]
