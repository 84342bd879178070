"""The scrubber of a dispute: its moments as a control on the page, and what grid and map show at each.

The control is part of the page and works without scripts. The states come with the page; with them a browser moves through
the debate without asking again. A cell of the grid nearly always does one of two things: it is later than the day until its
column begins, and from then on it shows what it shows in the end. So only the cells that do otherwise are told one by one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

from stances.argument.graph import Graph
from stances.argument.presence import Timing, find_arrival
from stances.record.entries import Event
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.record.wording import speaker_label
from stances.timeline.cells import Cell
from stances.timeline.grid import Grid
from stances.timeline.moments import (
    Moment,
    MomentKind,
    MomentMark,
    collect_document_slugs,
    encode_states,
    find_answered_claims,
    find_moments,
)
from stances.timeline.replay import CellHistory, appearance, replay_grid
from stances.timeline.rows import GridRow
from stances.timeline.time_axis import Column

V = TypeVar("V")

EVENTS_ROW = -1
"""The row of the events, above those of the participants."""
MAX_NAMED_MONTHS = 18


@dataclass(frozen=True)
class TrackMark:
    """A mark on the track: where from left to right, in percent, from `since` to `at`."""

    what: MomentKind
    label: str
    since: float
    at: float

    @property
    def middle(self) -> float:
        return round((self.since + self.at) / 2, 2)


@dataclass(frozen=True)
class TimeSlider:
    """The control: every moment, the one chosen, and whether arrivals make a difference here."""

    moments: tuple[Moment, ...]
    as_of: date | None
    basis: Basis
    arrivals: bool

    @property
    def chosen_moment(self) -> Moment | None:
        return next((m for m in self.moments if m.day == self.as_of), None)

    @property
    def first_day(self) -> date:
        return self.moments[0].day

    @property
    def length_days(self) -> int:
        """How long the track is; the whole debate stands a little behind its last moment."""
        span = (self.moments[-1].day - self.first_day).days
        return span + max(1, round(span / 32))

    @property
    def track_marks(self) -> list[TrackMark]:
        """The documents and events on the track, events last so that they lie on top."""
        marks = [(moment.day, mark) for moment in self.moments for mark in moment.marks]
        track_marks = [
            self._make_mark(day, mark)
            for day, mark in marks
            if mark.kind in (MomentKind.DOCUMENT, MomentKind.EVENT)
        ]
        return sorted(track_marks, key=lambda place: (place.what is MomentKind.EVENT, place.at))

    @property
    def month_marks(self) -> list[TrackMark]:
        """The months on the track with their names, or the years where there are too many of them."""
        ends = [(m.day, mark) for m in self.moments for mark in m.marks if mark.kind is MomentKind.MONTH]
        named = len(ends) <= MAX_NAMED_MONTHS
        return [
            replace(self._make_mark(day, mark), label=f"{day:%Y}" if day.month == 1 else f"{day:%b}" * named)
            for day, mark in ends
        ]

    def _make_mark(self, day: date, mark: MomentMark) -> TrackMark:
        return TrackMark(mark.kind, mark.label, self._share(mark.possible_since or day), self._share(day))

    def _share(self, day: date) -> float:
        return round(max(0, (day - self.first_day).days) / self.length_days * 100, 2)


def make_time_slider(record: Record, dispute: str, as_of: date | None, basis: Basis) -> TimeSlider:
    documents = (record.documents.get(slug) for slug in collect_document_slugs(record, dispute))
    arrivals = any(document and find_arrival(document) for document in documents)
    return TimeSlider(
        find_moments(record, dispute, basis, as_of), as_of, basis, arrivals or basis is Basis.KNOWN
    )


@dataclass(frozen=True)
class GridBinding:
    """A grid on a page, the same of the whole time, and how cells of it are drawn there."""

    shown: Grid
    whole: Grid
    cell: Callable[[GridRow, Column, Cell], str]
    events: Callable[[Column], str]


def slider_states(
    record: Record, graph: Graph, days: Sequence[date], basis: Basis, sheets: Iterable[GridBinding]
) -> dict[str, Any]:
    """What a browser needs to go through these days by itself: letters of claims and links, and looks of cells.

    Letters are runs, a3c2 for aaacc. A grid's column is later than the day until the first that is told of it, and from then on
    what the page shows, but for the cells told one by one: by row, column, and from when on each has which of the looks, or
    None for that which it has on the page.
    """
    looks: dict[str, int] = {}
    return {
        "days": [day.isoformat() for day in days],
        "states": {
            slug: _encode_runs(letters)
            for slug, letters in encode_states(graph, Timing(record, basis), days).items()
        },
        "answers": find_answered_claims(graph),
        "grids": {sheet.shown.dispute.slug: _grid_states(record, sheet, days, looks) for sheet in sheets},
        "looks": list(looks),
    }


def claim_speakers(record: Record, graph: Graph) -> dict[str, str]:
    """Who puts forward each claim that is a dispute's own."""
    own = (claim for slug, claim in graph.claims.items() if slug not in graph.context)
    return {claim.slug: speaker_label(record, claim.speaker) for claim in own}


def script_json(value: Any) -> str:
    """JSON that no text in it can end or open as markup."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def _encode_runs(letters: str) -> str:
    """aaacc as a3c2"""
    return "".join(f"{letter}{len(list(run))}" for letter, run in groupby(letters))


def _grid_states(
    record: Record, sheet: GridBinding, days: Sequence[date], looks: dict[str, int]
) -> dict[str, Any]:
    replay = replay_grid(record, sheet.whole, days)
    exceptions: list[Any] = []

    def add_exception(
        row: int, column: int, turns: CellHistory[V], here: Callable[[V], bool], drawn: Callable[[V], str]
    ) -> None:
        appearances = [(start, None if here(v) else drawn(v).strip()) for start, v in turns]
        exceptions.append(
            [row, column, [(start, d and looks.setdefault(d, len(looks))) for start, d in appearances]]
        )

    for place, events in replay.event_histories.items():
        column = sheet.whole.columns[place]
        shown = sheet.shown.columns[place].events
        add_exception(EVENTS_ROW, place, events, shown.__eq__, partial(_draw_events, sheet, column))
    rows = {row.participant.slug: row for row in sheet.whole.rows}
    for number, row in enumerate(sheet.shown.rows):
        whole = rows[row.participant.slug]
        for place, (column, first, cell) in enumerate(
            zip(sheet.whole.columns, replay.first_days, row.cells, strict=True)
        ):
            turns = replay.cell_histories.get((row.participant.slug, place), ((first, whole.cells[place]),))
            if len(turns) > 1 or not _look_alike(cell, turns[0][1]):
                add_exception(
                    number, place, turns, partial(_look_alike, cell), partial(sheet.cell, row, column)
                )
    return {"firsts": replay.first_days, "odd": exceptions}


def _look_alike(one: Cell, other: Cell) -> bool:
    return appearance(one) == appearance(other)


def _draw_events(sheet: GridBinding, column: Column, events: tuple[Event, ...]) -> str:
    return sheet.events(replace(column, events=events))
