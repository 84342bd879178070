"""The history of every cell of a grid through a sequence of days, without building a grid for each.

A row changes only on days when one of its stances becomes possible or certain, a claim certain, or an event possible that
unsettles the dispute; it is rebuilt once between such days. Cells that say, from the start of their column on, what they say
in the whole grid are left out. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar

from stances.argument.presence import Timing
from stances.dates.day import Day
from stances.record.commitments import ParticipantEvidence, collect_evidence
from stances.record.entries import Event
from stances.record.record import Record
from stances.timeline.cell_builder import CellBuilder, CellOptions
from stances.timeline.cells import Cell
from stances.timeline.columns import Column
from stances.timeline.grid import Grid
from stances.timeline.stance_order import StanceOrder

V = TypeVar("V")
CellHistory = tuple[tuple[int, V], ...]
"""Pairs of a day's index and a value that holds from that day on until the next pair; before the first there is none."""


@dataclass(frozen=True)
class GridReplay:
    """How a grid looks on each day of a sequence. Days are indices into it; `len(days)` means the whole time.

    `first_days` has for each column the day from which it has begun; before, its cells are later than the day shown.
    `cell_histories` has, by participant and column index, the cells that differ on some day from those of the whole grid;
    `event_histories` the columns whose events do.
    """

    first_days: tuple[int, ...]
    cell_histories: Mapping[tuple[str, int], CellHistory[Cell]]
    event_histories: Mapping[int, CellHistory[tuple[Event, ...]]]


def replay_grid(record: Record, whole: Grid, days: Sequence[Day]) -> GridReplay:
    """Return the history of a grid of the whole time through these sorted days."""
    first_days = tuple(bisect_left(days, column.start) if column.dated else 0 for column in whole.columns)
    evidence_by_participant = collect_evidence(record, whole.dispute)
    timing = Timing(record, whole.basis)
    options = CellOptions(whole.unit, whole.carried, whole.shown, None, timing)
    builder = CellBuilder(record, whole.dispute, options, StanceOrder(record), whole.columns)
    cell_histories: dict[tuple[str, int], CellHistory[Cell]] = {}
    for row in whole.rows:
        participant, evidence = row.participant, evidence_by_participant[row.participant.slug]
        starts = _change_points(evidence, builder, timing, first_days, days)
        final_evidence = builder.place_evidence(evidence) if len(starts) > 1 else []
        stages = []
        for start, end in pairwise(starts):
            builder_on_day = builder.with_options(replace(options, as_of=days[end - 1]))
            changed_evidence = [
                (n, e)
                for n, e in enumerate(builder_on_day.place_evidence(evidence))
                if first_days[n] < end and (e.bars or e != final_evidence[n])
            ]
            stages.append(
                (start, builder_on_day.build_cells_at(participant, changed_evidence, row.participant_label))
            )
        for number in {number for _, stage in stages for number in stage}:
            last = row.cells[number]
            values = [*((start, stage.get(number, last)) for start, stage in stages), (starts[-1], last)]
            history = _compress_history(values, first_days[number], appearance)
            if len(history) > 1:
                cell_histories[participant.slug, number] = history
    return GridReplay(first_days, cell_histories, dict(_event_histories(whole.columns, days)))


def _change_points(
    evidence: ParticipantEvidence,
    builder: CellBuilder,
    timing: Timing,
    first_days: Sequence[int],
    days: Sequence[Day],
) -> list[int]:
    """The indices of the days from which a row may differ from before; the last begins its final state.

    A stance that becomes possible or certain before its column begins changes no cell; as that begins, its bar may take
    height from bars in earlier columns.
    """
    points = {0}
    for stance in evidence.stances:
        first_day = min((first_days[number] for number in builder.columns_of_stance(stance)), default=0)
        known = (bisect_left(days, day) for day in {*timing.stance_bounds(stance), *stance.when.sort_key})
        points.update(number for number in known if number >= first_day)
    cited = {slug for stance in evidence.stances for slug in stance.claims}
    uncoded = (claim for claim in evidence.claims if claim.slug not in cited)
    points |= {bisect_left(days, timing.claim_bounds(claim).latest) for claim in uncoded}
    return sorted(points | {bisect_left(days, earliest) for earliest, _ in builder.carrying.bounds.values()})


def _compress_history(
    stages: Sequence[tuple[int, V]], first: int, same: Callable[[V], Any]
) -> CellHistory[V]:
    """The stages from day `first` on, without those whose `same` equals that of the stage before."""
    history: list[tuple[int, V]] = []
    for number, (start, value) in enumerate(stages):
        is_over = number + 1 < len(stages) and stages[number + 1][0] <= first
        if not is_over and not (history and same(history[-1][1]) == same(value)):
            history.append((max(start, first), value))
    return tuple(history)


def appearance(cell: Cell) -> tuple[Any, ...]:
    """What a reader can see of a cell; a cell of equal appearance need not be redrawn."""
    bars = ((bar.begins, bar.ends, bar.lane, bar.lanes, bar.bears_sign) for bar in cell.bars)
    return cell.state, cell.text, cell.name, *bars


def _event_histories(
    columns: Sequence[Column], days: Sequence[Day]
) -> Iterator[tuple[int, CellHistory[tuple[Event, ...]]]]:
    for number, column in enumerate(columns):
        starts = sorted({0, *(bisect_left(days, event.first_day) for event in column.events)})
        stages = [
            (start, tuple(e for e in column.events if bisect_left(days, e.first_day) <= start))
            for start in starts
        ]
        if len(stages) > 1:
            yield number, tuple(stages)
