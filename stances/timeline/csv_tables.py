"""Grids, trajectories, matrices and comparisons as CSV (RFC 4180), for spreadsheets: a line for each cell or row.

Several positions in one cell are joined by “ / ”, those of a move by “ → ”. A change of position stands in the line of the first
cell that shows its new evidence. Pure.

All CSV is written here, by `write_csv`: in UTF-8 with a byte order mark, without which Excel reads another encoding, and so that
no spreadsheet takes a text for a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from stances.argument.comparison import ComparisonResult
from stances.record.record import Record
from stances.record.wording import entry_name, speaker_label
from stances.timeline.cells import Cell, HeldPosition
from stances.timeline.changes import PositionChange
from stances.timeline.columns import Column
from stances.timeline.comparison_table import ComparisonRow, SidePositions, build_comparison_table
from stances.timeline.grid import Grid
from stances.timeline.matrix import Matrix
from stances.timeline.rows import GridRow
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
_FORMULA_START = re.compile(r"""(?<![^;\t\r\n])(?=[\s"'\ufeff\u200b-\u200f\u2060]*[-=+@＝＋－＠])""")
"""Where a field may become a formula: at its start, or after what a spreadsheet may split it at, and whatever it may skip."""
_GUARD = re.compile(rf"(?<![^;\t\r\n])'{_FORMULA_START.pattern.partition(')')[2]}")
_HARMLESS = re.compile(r"-?[0-9]+|[-−+±0]+")


def write_csv(header: Iterable[str], lines: Iterable[Iterable[str]]) -> bytes:
    """Return CSV with a header, in which no field is a formula, also where it is split at semicolons or tabs instead.

    Numbers, and signs and zeros alone such as “++”, compute nothing and stay as they are; not so in the first column, where a
    file that is split elsewhere begins a longer field.
    """
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(header)
    for first, *others in lines:
        table.writerow([_guard(first), *(f if _HARMLESS.fullmatch(f) else _guard(f) for f in others)])
    return out.getvalue().encode("utf-8-sig")


def _guard(text: str) -> str:
    """The text with an apostrophe wherever a formula could begin."""
    return _FORMULA_START.sub("'", text)


def strip_guard(text: str) -> str:
    """The text without the apostrophes that `write_csv` put where a formula could begin."""
    return _GUARD.sub("", text)


def _cell_line(row: GridRow, column: Column, cell: Cell, changes: Iterable[PositionChange]) -> list[str]:
    separator = " → " if cell.moved else " / "
    return [
        row.participant.slug,
        row.participant_name,
        row.faction.name if row.faction else "",
        row.dispute.slug,
        column.key,
        column.start.isoformat() if column.dated else "",
        column.end.isoformat() if column.dated else "",
        cell.state.value,
        _join_values(cell.positions_held, separator),
        separator.join(h.position.key for h in cell.positions_held),
        separator.join(h.position.label for h in cell.positions_held),
        separator.join(h.attribution.value for h in cell.positions_held),
        separator.join(h.confidence.value for h in cell.positions_held),
        " ".join(s.slug for s in cell.stances),
        cell.text,
        ". ".join(change.text for change in changes),
    ]


def _join_values(positions: Iterable[HeldPosition], separator: str) -> str:
    """The numbers of these positions, with none for undecided."""
    return separator.join("" if h.position.value is None else str(h.position.value) for h in positions)


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


def _write_cells(rows: Iterable[GridRow], columns: tuple[Column, ...]) -> bytes:
    """Return CSV with a header and a line for each cell of these rows."""
    return write_csv(GRID_HEADER, (line for row in rows for line in _row_lines(row, columns)))


def _row_lines(row: GridRow, columns: tuple[Column, ...]) -> Iterator[list[str]]:
    changes = _changes_by_column(row)
    for number, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
        yield _cell_line(row, column, cell, changes.get(number, ()))


def write_grid_csv(grid: Grid) -> bytes:
    """Return a grid as CSV, a line for each cell."""
    return _write_cells(grid.rows, grid.columns)


def write_trajectory_csv(trajectory: Trajectory) -> bytes:
    """Return a trajectory as CSV, a line for each cell."""
    return _write_cells(trajectory.rows, trajectory.columns)


def write_matrix_csv(matrix: Matrix) -> bytes:
    """Return a matrix as CSV, a line for each cell."""
    return _write_cells(matrix.rows, matrix.columns)


def write_comparison_csv(result: ComparisonResult) -> bytes:
    """Return the table of a comparison as CSV, a line for each row."""
    return write_csv(
        _COMPARISON_HEADER, (_comparison_line(result, row) for row in build_comparison_table(result))
    )


def _comparison_line(result: ComparisonResult, row: ComparisonRow) -> list[str]:
    line: list[str] = [entry_name(row.subject, result.record), row.subject.slug, row.verdict.value]
    for side, positions in zip(result.sides, (row.first, row.second), strict=True):
        line += [side.name, *_side_cells(result.record, positions)]
    return line


def _side_cells(record: Record, positions: SidePositions) -> list[str]:
    all_positions = (*positions.certain, *positions.possible)
    stances = [stance for position_held in all_positions for stance in position_held.stances]

    def join_words(words: Iterable[str]) -> str:
        return " / ".join(words)

    return [
        join_words(h.position.label for h in positions.certain) or positions.silence_reason,
        _join_values(positions.certain, " / "),
        join_words(h.position.label for h in positions.possible),
        join_words(h.attribution.value for h in all_positions),
        join_words(h.confidence.value for h in all_positions),
        join_words(s.when.text for s in stances),
        join_words(dict.fromkeys(speaker_label(record, s.participant) for s in stances)),
        join_words(s.slug for s in stances),
        positions.age_words,
    ]
