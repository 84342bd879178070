"""What a figure of a grid or a trajectory shows: its rows in blocks, its words, and the scales to explain."""

from __future__ import annotations

from dataclasses import dataclass

from stances.figures.chart.wording import DISPUTES_HEADING, describe_grid, describe_trajectory
from stances.record.entries import Dispute, Participant
from stances.record.vocabulary import ColumnUnit, Kind
from stances.timeline.grid import Grid
from stances.timeline.rows import GridRow
from stances.timeline.scale import ScalePosition
from stances.timeline.trajectory import Trajectory

COLUMN_WIDTHS_PT = {
    ColumnUnit.MONTHS: 44,
    ColumnUnit.WEEKS: 24,
    ColumnUnit.QUARTERS: 66,
    ColumnUnit.YEARS: 44,
    ColumnUnit.DECADES: 44,
    ColumnUnit.CENTURIES: 50,
    ColumnUnit.DOCUMENTS: 32,
    ColumnUnit.EVENTS: 32,
}


@dataclass(frozen=True)
class GridContents:
    """What a figure shows of a grid or a trajectory: blocks of rows, each with a name.

    `row_kind` is what a row stands for, a participant or a dispute. `scales` are the positions to explain, each scale with
    the name of its dispute, which is empty if there is only one.
    """

    table: Grid | Trajectory
    title: str
    question: str
    description: str
    row_kind: Kind
    blocks: tuple[tuple[str, tuple[GridRow, ...]], ...]
    scales: tuple[tuple[str, tuple[ScalePosition, ...]], ...]

    def subject(self, row: GridRow) -> Participant | Dispute:
        return row.dispute if self.row_kind is Kind.DISPUTE else row.participant

    def label(self, row: GridRow) -> str:
        return row.dispute_label if self.row_kind is Kind.DISPUTE else row.participant_label


def collect_grid_contents(grid: Grid) -> GridContents:
    used = {h.position.value for row in grid.rows for cell in row.cells for h in cell.positions_held}
    return GridContents(
        grid,
        title=grid.dispute.title,
        question=grid.dispute.question,
        description=describe_grid(grid),
        row_kind=Kind.PARTICIPANT,
        blocks=tuple((group.heading, group.rows) for group in grid.groups),
        scales=(("", tuple(s for s in grid.scale if s.value is not None or None in used)),),
    )


def collect_trajectory_contents(trajectory: Trajectory) -> GridContents:
    return GridContents(
        trajectory,
        title=trajectory.name,
        question="",
        description=describe_trajectory(trajectory),
        row_kind=Kind.DISPUTE,
        blocks=((DISPUTES_HEADING, trajectory.rows),) if trajectory.rows else (),
        scales=tuple((row.dispute_label, row.positions) for row in trajectory.rows if row.positions),
    )


def number_to_letters(number: int) -> str:
    """a, b … z, aa, ab …"""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(97 + rest) + text
    return text


def list_lettered_notes(grid: Grid) -> list[tuple[str, str]]:
    """The letters beside names in a grid, with their notes on factions."""
    notes = [f"{row.participant_label}: {row.note}" for row in grid.rows if row.note]
    return [(number_to_letters(number), note) for number, note in enumerate(notes, 1)]
