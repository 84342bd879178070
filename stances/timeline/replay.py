"""What every cell of a grid says from which day on, without a grid for every day.

A row says something else only where its evidence does: from the day on which a stance becomes possible or certain, or a claim
certain. In between, columns begin and no more. So each row is told once for each such stretch of days, and of its cells
only those are kept that do not simply say, from the beginning of their column on, what they say in the whole grid. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

from stances.argument.presence import Timing
from stances.record.commitments import ParticipantEvidence, collect_evidence
from stances.record.entries import Event
from stances.record.record import Record
from stances.timeline.cell_builder import CellBuilder, CellOptions
from stances.timeline.cells import Cell
from stances.timeline.grid import Grid
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import Column

V = TypeVar("V")
CellHistory = tuple[tuple[int, V], ...]
"""What something is from the first of these days on, by number, then from the next; before the first it is nothing."""


@dataclass(frozen=True)
class GridReplay:
    """Days are numbers, and the number after the last means the whole time.

    `firsts` says for each column from which day on it has begun: before, its cells are later than the day. `cells` has, by
    participant and number of column, those that then do not say all along what they say in the whole; `events` has the
    columns whose events are not there all along.
    """

    first_days: tuple[int, ...]
    cell_histories: Mapping[tuple[str, int], CellHistory[Cell]]
    event_histories: Mapping[int, CellHistory[tuple[Event, ...]]]


def replay_grid(record: Record, whole: Grid, days: Sequence[date]) -> GridReplay:
    """How a grid of the whole time comes about through these days, which are in order."""
    firsts = tuple(bisect_left(days, column.start) if column.dated else 0 for column in whole.columns)
    evidence = collect_evidence(record, whole.dispute)
    timing = Timing(record, whole.basis)

    view = CellOptions(whole.unit, whole.carried, whole.shown, None, timing)
    teller = CellBuilder(record, whole.dispute, view, StanceOrder(record), whole.columns)

    cells: dict[tuple[str, int], CellHistory[Cell]] = {}
    for row in whole.rows:
        person, part = row.participant, evidence[row.participant.slug]
        starts = _change_points(part, teller, timing, firsts, days)
        final_evidence = teller.place_evidence(part) if len(starts) > 1 else []
        stages = []
        for start, end in pairwise(starts):
            then = teller.with_options(replace(view, as_of=days[end - 1]))
            places = enumerate(then.place_evidence(part))
            other = [(n, p) for n, p in places if firsts[n] < end and (p.bars or p != final_evidence[n])]
            stages.append((start, then.build_cells_at(person, other, person.label)))
        for number in {number for _, then in stages for number in then}:
            last = row.cells[number]
            each = [*((start, then.get(number, last)) for start, then in stages), (starts[-1], last)]
            history = _compress_history(each, firsts[number], appearance)
            if len(history) > 1:
                cells[person.slug, number] = history
    return GridReplay(firsts, cells, dict(_event_histories(whole.columns, days)))


def _change_points(
    evidence: ParticipantEvidence,
    teller: CellBuilder,
    timing: Timing,
    firsts: Sequence[int],
    days: Sequence[date],
) -> list[int]:
    """The days from which on what is known of a participant differs; from the last on it is all that there ever is.

    What is known of a stance before its column begins changes no cell.
    """
    points = {0}
    for stance in evidence.stances:
        begun = min((firsts[number] for number in teller.columns_of_stance(stance)), default=0)
        known = (bisect_left(days, day) for day in {*timing.stance_bounds(stance), *stance.when.sort_key})
        points.update(number for number in known if number > begun)
    cited = {slug for stance in evidence.stances for slug in stance.claims}
    uncoded = (claim for claim in evidence.claims if claim.slug not in cited)
    return sorted(points | {bisect_left(days, timing.claim_bounds(claim).latest) for claim in uncoded})


def _compress_history(
    stages: Sequence[tuple[int, V]], first: int, same: Callable[[V], Any]
) -> CellHistory[V]:
    """These from the first day on that counts, each that looks as the one before left out."""
    history: list[tuple[int, V]] = []
    for number, (start, value) in enumerate(stages):
        is_over = number + 1 < len(stages) and stages[number + 1][0] <= first
        if not is_over and not (history and same(history[-1][1]) == same(value)):
            history.append((max(start, first), value))
    return tuple(history)


def appearance(cell: Cell) -> tuple[Any, ...]:
    """Two cells of one place look alike where these are equal: the stances behind them need not be asked."""
    return cell.state, cell.text, *((bar.begins, bar.ends) for bar in cell.bars)


def _event_histories(
    columns: Sequence[Column], days: Sequence[date]
) -> Iterator[tuple[int, CellHistory[tuple[Event, ...]]]]:
    for number, column in enumerate(columns):
        starts = sorted({0, *(bisect_left(days, event.when.earliest) for event in column.events)})
        stages = [
            (start, tuple(e for e in column.events if bisect_left(days, e.when.earliest) <= start))
            for start in starts
        ]
        if len(stages) > 1:
            yield number, tuple(stages)
