"""What a figure of a grid or a trajectory shows: its rows in blocks, its words, and the scales to explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stances.record.entries import Dispute, Participant
from stances.record.vocabulary import Kind
from stances.record.wording import plural
from stances.timeline.cells import CellState
from stances.timeline.grid import Grid
from stances.timeline.options import ColumnUnit
from stances.timeline.rows import GridRow
from stances.timeline.scale import ScalePosition
from stances.timeline.time_axis import Column
from stances.timeline.trajectory import Trajectory

STATE_WORDS = {
    CellState.EVIDENCED: "evidenced",
    CellState.MIXED: "mixed",
    CellState.UNCERTAIN: "uncertain date",
    CellState.CARRIED: "carried forward",
    CellState.SILENT: "silent",
    CellState.NOT_INVOLVED: "not involved",
    CellState.NOT_CODED: "not yet coded",
    CellState.LATER: "later than the day shown",
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


def _describe_columns(unit: ColumnUnit, columns: Sequence[Column]) -> str:
    return f"by {unit}, {columns[0].label} to {columns[-1].label}" if columns else f"by {unit}"


def collect_grid_contents(grid: Grid) -> GridContents:
    count = len(grid.rows)
    positions = "; ".join(position.words for position in grid.scale if position.value is not None)
    used = {h.position.value for row in grid.rows for cell in row.cells for h in cell.positions_held}
    return GridContents(
        grid,
        title=grid.dispute.title,
        question=grid.dispute.question,
        description=f"{grid.dispute.question} {plural(count, 'participant', 'participants')} "
        f"{_describe_columns(grid.unit, grid.columns)}. Positions: {positions}.",
        row_kind=Kind.PARTICIPANT,
        blocks=tuple((group.heading, group.rows) for group in grid.groups),
        scales=(("", tuple(s for s in grid.scale if s.value is not None or None in used)),),
    )


def collect_trajectory_contents(trajectory: Trajectory) -> GridContents:
    count = len(trajectory.rows)
    return GridContents(
        trajectory,
        title=trajectory.participant.name,
        question="",
        description=f"What {trajectory.participant.name} held in {plural(count, 'dispute', 'disputes')}, "
        f"{_describe_columns(trajectory.unit, trajectory.columns)}.",
        row_kind=Kind.DISPUTE,
        blocks=(("Disputes", trajectory.rows),) if trajectory.rows else (),
        scales=tuple((row.dispute.title, row.positions) for row in trajectory.rows if row.positions),
    )
