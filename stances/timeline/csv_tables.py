"""Grids and trajectories as tables for spreadsheets: one line a cell under a header, as RFC 4180 has it.

Several positions in one cell are joined by “ / ”, a move by “ → ”. Pure.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from stances.argument.comparison import Compared
from stances.record.record import Record
from stances.timeline.cells import Cell
from stances.timeline.comparison_table import Standing, standings
from stances.timeline.grid import Grid
from stances.timeline.matrix import Matrix
from stances.timeline.rows import Row
from stances.timeline.time_axis import Column
from stances.timeline.trajectory import Trajectory

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


_SIDE = ("position", "value", "perhaps", "attribution", "confidence", "date", "who", "stances")


_HEADER = ("subject", "slug", "outcome", *(f"{name}_{n}" for n in (1, 2) for name in ("side", *_SIDE)))


def standings_csv(compared: Compared) -> str:
    """One line a row of the table; where a side has several positions they are joined by “ / ”."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_HEADER)
    for line in standings(compared):
        cells: list[str] = []
        for side, standing in zip(compared.sides, (line.first, line.second), strict=True):
            cells += [side.name, *_cells(compared.record, standing)]
        table.writerow([line.subject.label, line.subject.slug, line.verdict.value, *cells])
    return out.getvalue()


def _cells(record: Record, standing: Standing) -> list[str]:
    found = (*standing.sure, *standing.perhaps)
    stances = [stance for held in found for stance in held.stances]
    people = (record.participants.get(s.participant) for s in stances)

    def joined(words: Iterable[str]) -> str:
        return " / ".join(words)

    return [
        joined(h.shade.label for h in standing.sure) or standing.silence,
        joined("" if h.shade.value is None else str(h.shade.value) for h in standing.sure),
        joined(h.shade.label for h in standing.perhaps),
        joined(h.attribution.value for h in found),
        joined(h.confidence.value for h in found),
        joined(s.when.text for s in stances),
        joined(dict.fromkeys(p.label for p in people if p)),
        joined(s.slug for s in stances),
    ]
