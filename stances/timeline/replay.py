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
from stances.record.commitments import Part, parts
from stances.record.entries import Event
from stances.record.record import Record
from stances.timeline.cell_builder import Teller, View
from stances.timeline.cells import Cell
from stances.timeline.grid import Grid
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import Column

V = TypeVar("V")
Turns = tuple[tuple[int, V], ...]
"""What something is from the first of these days on, by number, then from the next; before the first it is nothing."""


@dataclass(frozen=True)
class Through:
    """Days are numbers, and the number after the last means the whole time.

    `firsts` says for each column from which day on it has begun: before, its cells are later than the day. `cells` has, by
    participant and number of column, those that then do not say all along what they say in the whole; `events` has the
    columns whose events are not there all along.
    """

    firsts: tuple[int, ...]
    cells: Mapping[tuple[str, int], Turns[Cell]]
    events: Mapping[int, Turns[tuple[Event, ...]]]


def through(record: Record, whole: Grid, days: Sequence[date]) -> Through:
    """How a grid of the whole time comes about through these days, which are in order."""
    firsts = tuple(bisect_left(days, column.start) if column.dated else 0 for column in whole.columns)
    found = parts(record, whole.dispute)
    timing = Timing(record, whole.basis)

    view = View(whole.unit, whole.carried, whole.shown, None, timing)
    teller = Teller(record, whole.dispute, view, StanceOrder(record), whole.columns)

    cells: dict[tuple[str, int], Turns[Cell]] = {}
    for row in whole.rows:
        person, part = row.participant, found[row.participant.slug]
        starts = _starts(part, teller, timing, firsts, days)
        in_the_end = teller.places(part) if len(starts) > 1 else []
        told = []
        for start, end in pairwise(starts):
            then = teller.asked(replace(view, as_of=days[end - 1]))
            places = enumerate(then.places(part))
            other = [(n, p) for n, p in places if firsts[n] < end and (p.bars or p != in_the_end[n])]
            told.append((start, then.cells_of(person, other, person.label)))
        for number in {number for _, then in told for number in then}:
            last = row.cells[number]
            each = [*((start, then.get(number, last)) for start, then in told), (starts[-1], last)]
            turns = _turns(each, firsts[number], look)
            if len(turns) > 1:
                cells[person.slug, number] = turns
    return Through(firsts, cells, dict(_events(whole.columns, days)))


def _starts(
    part: Part, teller: Teller, timing: Timing, firsts: Sequence[int], days: Sequence[date]
) -> list[int]:
    """The days from which on what is known of a participant differs; from the last on it is all that there ever is.

    What is known of a stance before its column begins changes no cell.
    """
    found = {0}
    for stance in part.stances:
        begun = min((firsts[number] for number in teller.columns_of(stance)), default=0)
        known = (bisect_left(days, day) for day in {*timing.stance(stance), *stance.when.sort_key})
        found.update(number for number in known if number > begun)
    cited = {slug for stance in part.stances for slug in stance.claims}
    uncoded = (claim for claim in part.claims if claim.slug not in cited)
    return sorted(found | {bisect_left(days, timing.claim(claim).latest) for claim in uncoded})


def _turns(told: Sequence[tuple[int, V]], first: int, same: Callable[[V], Any]) -> Turns[V]:
    """These from the first day on that counts, each that looks as the one before left out."""
    found: list[tuple[int, V]] = []
    for number, (start, value) in enumerate(told):
        over = number + 1 < len(told) and told[number + 1][0] <= first
        if not over and not (found and same(found[-1][1]) == same(value)):
            found.append((max(start, first), value))
    return tuple(found)


def look(cell: Cell) -> tuple[Any, ...]:
    """Two cells of one place look alike where these are equal: the stances behind them need not be asked."""
    return cell.state, cell.text, *((bar.begins, bar.ends) for bar in cell.bars)


def _events(
    columns: Sequence[Column], days: Sequence[date]
) -> Iterator[tuple[int, Turns[tuple[Event, ...]]]]:
    for number, column in enumerate(columns):
        starts = sorted({0, *(bisect_left(days, event.when.earliest) for event in column.events)})
        told = [
            (start, tuple(e for e in column.events if bisect_left(days, e.when.earliest) <= start))
            for start in starts
        ]
        if len(told) > 1:
            yield number, tuple(told)
