"""The scrubber of a dispute: its moments as a control on the page, and what grid and map show at each as one document.

The control is part of the page and works without scripts. The states are fetched once, after the page has painted; with
them a browser moves through the debate without asking again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from flask import current_app

from stances import graph as graphs
from stances.columns import Column
from stances.maps import short_name
from stances.moments import Mark, Moment, What, answered_by, document_slugs, moments, states
from stances.presence import Timing, arrival
from stances.record import Record
from stances.timeline import Cell, Grid, Row
from stances.views import Basis
from stances.web.presenting import Addresses

V = TypeVar("V")


MOST_NAMED_MONTHS = 18


@dataclass(frozen=True)
class Place:
    """A mark on the track: where from left to right, in percent, from `since` to `at`."""

    what: What
    label: str
    since: float
    at: float

    @property
    def middle(self) -> float:
        return round((self.since + self.at) / 2, 2)


@dataclass(frozen=True)
class Scrubber:
    """The control: every moment, the one chosen, and whether arrivals make a difference here."""

    moments: tuple[Moment, ...]
    as_of: date | None
    basis: Basis
    arrivals: bool

    @property
    def chosen(self) -> Moment | None:
        return next((m for m in self.moments if m.day == self.as_of), None)

    @property
    def first(self) -> date:
        return self.moments[0].day

    @property
    def days(self) -> int:
        """How long the track is; the whole debate stands a little behind its last moment."""
        span = (self.moments[-1].day - self.first).days
        return span + max(1, round(span / 32))

    @property
    def places(self) -> list[Place]:
        """The documents and events on the track, events last so that they lie on top."""
        marks = [(moment.day, mark) for moment in self.moments for mark in moment.marks]
        found = [self._place(day, mark) for day, mark in marks if mark.what in (What.DOCUMENT, What.EVENT)]
        return sorted(found, key=lambda place: (place.what is What.EVENT, place.at))

    @property
    def months(self) -> list[Place]:
        """The months on the track with their names, or the years where there are too many of them."""
        ends = [(m.day, mark) for m in self.moments for mark in m.marks if mark.what is What.MONTH]
        named = len(ends) <= MOST_NAMED_MONTHS
        return [
            replace(self._place(day, mark), label=f"{day:%Y}" if day.month == 1 else f"{day:%b}" * named)
            for day, mark in ends
        ]

    def _place(self, day: date, mark: Mark) -> Place:
        return Place(mark.what, mark.label, self._share(mark.since or day), self._share(day))

    def _share(self, day: date) -> float:
        return round(max(0, (day - self.first).days) / self.days * 100, 2)


def scrubber(record: Record, dispute: str, as_of: date | None, basis: Basis) -> Scrubber:
    documents = (record.documents.get(slug) for slug in document_slugs(record, dispute))
    arrivals = any(document and arrival(document) for document in documents)
    return Scrubber(moments(record, dispute, basis, as_of), as_of, basis, arrivals or basis is Basis.KNOWN)


def told(record: Record, dispute: str, basis: Basis, also: date | None) -> dict[str, Any]:
    """The letters of claims and links at each moment, who speaks, and which link answers which claim."""
    graph = graphs.of_dispute(record, dispute)
    found = moments(record, dispute, basis, also)
    core = [claim for slug, claim in graph.claims.items() if slug not in graph.context]
    return {
        "days": [moment.day.isoformat() for moment in found],
        "states": states(graph, Timing(record, basis), [moment.day for moment in found]),
        "speakers": {claim.slug: short_name(record, claim.speaker) for claim in core},
        "answers": answered_by(graph),
    }


def cells(
    days: Iterable[str], grid_at: Callable[[date | None], Grid], to: Addresses, recording: str
) -> list[dict[str, Any]]:
    """The cells of the grid that differ between moments: their looks, and from which moment on each has which.

    A run is the number of its first moment and that of a look; the last moment is the whole debate.
    """
    ui: Any = current_app.jinja_env.globals["ui"]
    grids = [grid_at(date.fromisoformat(day)) for day in days] + [grid_at(None)]
    found = []
    for columns in zip(*(grid.columns for grid in grids), strict=True):
        found.append(_cell("_events", columns[0].key, columns, lambda column: ui.grid_events(to, column)))
    for rows in zip(*(grid.rows for grid in grids), strict=True):
        for number, column in enumerate(grids[-1].columns):
            looks = [row.cells[number] for row in rows]
            found.append(
                _cell(rows[0].participant.slug, column.key, looks, _drawn(ui, rows[0], column, recording))
            )
    return [cell for cell in found if len(cell["runs"]) > 1]


def _drawn(ui: Any, row: Row, column: Column, recording: str) -> Callable[[Cell], str]:
    def drawn(cell: Cell) -> str:
        address = ui.cell_recording(recording, row, cell, column)
        return str(ui.grid_cell(cell, "", address, row.participant.slug, column.key))

    return drawn


def _cell(row: str, column: str, values: Sequence[V], drawn: Callable[[V], str]) -> dict[str, Any]:
    runs: list[tuple[int, int]] = []
    looks: list[str] = []
    for number, value in enumerate(values):
        if number and value == values[number - 1]:
            continue
        look = drawn(value).strip()
        if look not in looks:
            looks.append(look)
        runs.append((number, looks.index(look)))
    return {"row": row, "column": column, "runs": runs, "looks": looks}
