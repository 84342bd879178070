"""What charts say: their titles and descriptions, the headings of their legends, and what is drawn in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from stances.record.entries import Dispute, Event
from stances.record.vocabulary import ColumnUnit
from stances.record.wording import describe_event_date, note_unsettling, plural
from stances.timeline.cells import CellState
from stances.timeline.columns import Column
from stances.timeline.grid import Grid
from stances.timeline.matrix import Matrix
from stances.timeline.scale import ScalePosition
from stances.timeline.trajectory import Trajectory
from stances.timeline.wording import CARRIED_WORDS, LATER_WORDS, NOT_CODED_WORDS, NOT_INVOLVED_WORDS

CELLS_HEADING = "Cells"
DISPUTES_HEADING = "Disputes"
COLUMN_HEADINGS = {ColumnUnit.DOCUMENTS: "Documents", ColumnUnit.EVENTS: "Events"}
"""The headings over what numbered columns are."""
EVENTS_HEADING = "Events (hollow dot: exact day unknown)"
FACTIONS_HEADING = "Factions"
LINES_HEADING = "Lines"
POSITIONS_HEADING = "Positions"


def describe_event(event: Event, dispute: str | None) -> str:
    """An event in words: its date, its name, and whether it unsettles the dispute."""
    return note_unsettling(f"{describe_event_date(event)}: {event.name}", event, dispute)


def _join_positions(positions: Iterable[ScalePosition]) -> str:
    return "; ".join(position.words for position in positions)


# --- grids ---

STATE_WORDS: Mapping[CellState, str] = {
    CellState.EVIDENCED: "evidenced",
    CellState.MIXED: "mixed",
    CellState.UNCERTAIN: "uncertain date",
    CellState.CARRIED: CARRIED_WORDS,
    CellState.SILENT: "silent",
    CellState.NOT_INVOLVED: NOT_INVOLVED_WORDS,
    CellState.NOT_CODED: NOT_CODED_WORDS,
    CellState.LATER: LATER_WORDS,
}


def title_grid(title: str) -> str:
    return f"Stances over time: {title}"


def _describe_columns(table: Grid | Trajectory) -> str:
    columns = table.columns
    if not columns:
        return f"by {table.unit}"
    return f"by {table.unit}, {columns[0].label} to {columns[-1].label}"


def describe_grid(grid: Grid) -> str:
    people = plural(len(grid.rows), "participant", "participants")
    positions = _join_positions(position for position in grid.scale if position.value is not None)
    return f"{grid.dispute.question} {people} {_describe_columns(grid)}. Positions: {positions}."


def describe_trajectory(trajectory: Trajectory) -> str:
    disputes = plural(len(trajectory.rows), "dispute", "disputes")
    return f"What {trajectory.name} held in {disputes}, {_describe_columns(trajectory)}."


# --- lines ---

DOUBTFUL_MEANING = "doubtful"
BAR_MEANING = "evidence, from first to last possible day"
DOCUMENT_BAR_MEANING = "evidence, over the documents it comes from"
TRANSITION_MEANING = "changed position: after the earlier evidence, by the later"
OVERLAP_MEANING = "two positions whose dates overlap"
CATEGORICAL_NOTE = (
    "The positions are alternatives without an order: height means nothing, and a slope is only a change."
)


def title_lines(title: str) -> str:
    return f"Positions over time: {title}"


def describe_lines(dispute: Dispute, line_count: int, positions: Iterable[ScalePosition]) -> str:
    """The chart in words; `positions` are those of its bands, from the top."""
    people = plural(line_count, "participant", "participants")
    shown = _join_positions(positions)
    return f"{dispute.question} Positions over time, one line for each of {people}. Positions from the top: {shown}."


def note_without_lines(names: Iterable[str]) -> str:
    return f"No line, because no stance with the evidence shown: {', '.join(names)}."


# --- small multiples ---

STRIP_LEGEND = (
    "Full height: dated evidence; half height: evidence of uncertain date; pale: no newer evidence, assumed to persist; "
    "thin line: silent; empty: not involved or not yet coded. The symbol after it is the latest position, "
    "in parentheses if doubtful."
)


def title_matrix(title: str) -> str:
    return f"Overview of all positions: {title}"


def describe_matrix(matrix: Matrix) -> str:
    people, disputes = sum(len(group.rows) for group in matrix.groups), len(matrix.disputes)
    return f"{people} participants by {disputes} disputes, each with a strip of positions over time."


def explain_strips(columns: Sequence[Column]) -> str:
    """What a strip shows, and of which time."""
    if not columns:
        return STRIP_LEGEND
    return f"Each strip runs from {columns[0].label} to {columns[-1].label}. {STRIP_LEGEND}"


def describe_run(first: Column, last: Column, positions: Iterable[ScalePosition], state: CellState) -> str:
    """What a strip shows from one column to another."""
    time = first.label if first is last else f"{first.label} to {last.label}"
    held = " and ".join(position.words for position in positions)
    return f"{time}: {held} ({state.value.replace('_', ' ')})"


def describe_last_positions(positions: Iterable[ScalePosition]) -> str:
    final = " or ".join(position.words for position in positions)
    return f"Latest position: {final}" if final else "No position is recorded"
