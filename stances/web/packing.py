"""What the scrubber shows at each moment, packed for a file that carries it.

A cell of the grid nearly always does one of two things: it is later than the day until its column begins, and from then on it
shows what it shows in the end. So a column is told by its first moment, and only the cells that do otherwise one by one.
`standalone.js` unpacks this.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import groupby, pairwise
from typing import Any

from flask import current_app

from stances.cells import State
from stances.graph import Graph
from stances.moments import answered_by, states
from stances.presence import Timing
from stances.record import Dispute, Record
from stances.timeline import Cell, Grid
from stances.timeline import grid as grid_of

EVENTS = -1
"""The row of the events, above those of the participants."""


def packed(record: Record, disputes: Sequence[Dispute], graph: Graph, days: Sequence[date]) -> dict[str, Any]:
    """The states of claims and links at these days, and by dispute how the cells of its grid come and go."""
    looks = _Looks()
    letters = states(graph, Timing(record), days)
    return {
        "days": [day.isoformat() for day in days],
        "states": {slug: _runs(found) for slug, found in letters.items()},
        "answers": answered_by(graph),
        "grids": {d.slug: _cells(_grids(record, d.slug, days), days, looks) for d in disputes},
        "looks": looks.found,
    }


def _runs(letters: str) -> str:
    """aaacc as a3c2"""
    return "".join(f"{letter}{len(list(run))}" for letter, run in groupby(letters))


class _Looks:
    """The different looks of cells, each once."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, look: str) -> int:
        if look not in self._places:
            self._places[look] = len(self.found)
            self.found.append(look)
        return self._places[look]


def _cells(grids: Sequence[Grid], days: Sequence[date], looks: _Looks) -> dict[str, Any]:
    """For each column its first moment; by row and column the cells that do otherwise, and from when on each has which look."""
    parts: Any = current_app.jinja_env.get_template("standalone/parts.html").module
    last = grids[-1]
    firsts = [bisect_left(days, column.start) for column in last.columns]
    odd: list[Any] = []
    for number, (column, first) in enumerate(zip(last.columns, firsts, strict=True)):
        events = [grid.columns[number].events for grid in grids]
        if any(found != events[-1] for found in events):
            odd.append([EVENTS, number, _turns(events, parts.events, looks)])
        for place, row in enumerate(last.rows):
            cells = [_Look(grid.rows[place].cells[number]) for grid in grids]
            if not _simple(cells, first):
                drawn = partial(_drawn, parts, f"{row.participant.label}, {column.label}: ")
                odd.append([place, number, _turns(cells, drawn, looks)])
    return {"firsts": firsts, "odd": odd}


def _drawn(parts: Any, said: str, look: _Look) -> str:
    return str(parts.cell(look.cell, said))


class _Look:
    """A cell, equal to another of its place where it looks the same: which the stances behind them need not be asked."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self._told = (cell.state, cell.text, *((bar.begins, bar.ends) for bar in cell.bars))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Look) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)


def _simple(cells: Sequence[_Look], first: int) -> bool:
    later = all(look.cell.state is State.LATER for look in cells[:first])
    return later and all(look == cells[-1] for look in cells[first:])


def _turns(values: Sequence[Any], drawn: Callable[[Any], str], looks: _Looks) -> list[tuple[int, int | None]]:
    """From which moment on a cell has which look; None is the one that it has in the end, which the page shows."""
    turns: list[tuple[int, int | None]] = []
    for number, value in enumerate(values):
        if number and value == values[number - 1]:
            continue
        turns.append((number, None if value == values[-1] else looks.place(str(drawn(value)).strip())))
    return turns


def _grids(record: Record, dispute: str, days: Sequence[date]) -> list[Grid]:
    """The grid at each of these days, and last the whole; made anew only where something can have changed."""
    whole = grid_of(record, dispute)
    changes = sorted(_changes(record, whole))
    found: list[Grid] = []
    for before, day in pairwise([date.min, *days]):
        if found and bisect_right(changes, before) == bisect_right(changes, day):
            found.append(found[-1])
        else:
            found.append(grid_of(record, dispute, as_of=day))
    return [*found, whole]


def _changes(record: Record, whole: Grid) -> set[date]:
    """The days on which something that a grid shows begins or ends to be possible."""
    slug = whole.dispute.slug
    dated: list[Any] = [
        *record.stances_of_dispute.get(slug, ()),
        *record.claims_of_dispute.get(slug, ()),
        *record.events.values(),
    ]
    days = {day for entry in dated if entry.when for day in entry.when.sort_key}
    return days | {column.start for column in whole.columns}
