"""The time slider of a dispute: its control, and the states of grid and map at each moment, as JSON for the browser.

The control works without scripts. With the states, which are part of the page, the browser needs no further requests. Most
cells switch once, from empty to their final appearance, when their column begins; only the others are listed.
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
from stances.record.wording import describe_basis_known, speaker_label
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
"""The row number of the events, which are above the participants."""

MAX_NAMED_MONTHS = 18
"""With more months than this, the track names years."""


@dataclass(frozen=True)
class TrackMark:
    """A mark on the track, from `since` to `at`, in percent of its length."""

    what: MomentKind
    label: str
    since: float
    at: float

    @property
    def middle(self) -> float:
        return round((self.since + self.at) / 2, 2)


@dataclass(frozen=True)
class TimeSlider:
    """The control: its moments, the chosen day and basis; `known_words` says what “as known” rests on, if it matters here."""

    moments: tuple[Moment, ...]
    as_of: date | None
    basis: Basis
    known_words: str

    @property
    def chosen_moment(self) -> Moment | None:
        return next((m for m in self.moments if m.day == self.as_of), None)

    @property
    def first_day(self) -> date:
        return self.moments[0].day

    @property
    def length_days(self) -> int:
        """The length of the track: a little more than the time to the last moment, since the whole debate is its end."""
        span = (self.moments[-1].day - self.first_day).days
        return span + max(1, round(span / 32))

    @property
    def track_marks(self) -> list[TrackMark]:
        """The documents and events on the track; events last, so that they are on top."""
        marks = [(moment.day, mark) for moment in self.moments for mark in moment.marks]
        track_marks = [
            self._make_mark(day, mark)
            for day, mark in marks
            if mark.kind in (MomentKind.DOCUMENT, MomentKind.EVENT)
        ]
        return sorted(track_marks, key=lambda mark: (mark.what is MomentKind.EVENT, mark.at))

    @property
    def month_marks(self) -> list[TrackMark]:
        """The months on the track with their names, or only the years where there are too many."""
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
    """The time slider of a dispute at a day, or (None) at its end."""
    slugs = collect_document_slugs(record, dispute)
    documents = [document for slug in slugs if (document := record.documents.get(slug))]
    differs = any(map(find_arrival, documents)) or basis is Basis.KNOWN
    known_words = describe_basis_known(documents) if differs else ""
    return TimeSlider(find_moments(record, dispute, basis, as_of), as_of, basis, known_words)


@dataclass(frozen=True)
class GridBinding:
    """A grid on a page, the same grid over the whole time, and functions that render its cells and events as HTML."""

    shown: Grid
    whole: Grid
    cell: Callable[[GridRow, Column, Cell], str]
    events: Callable[[Column], str]


def slider_states(
    record: Record, graph: Graph, days: Sequence[date], basis: Basis, bindings: Iterable[GridBinding]
) -> dict[str, Any]:
    """The states of claims, links and grid cells on each day, as data for JSON.

    `states` are run-length encoded (a3c2 is aaacc). In each of `grids`, `firsts` is the index of the first day on which each
    column shows; `odd` are the cells that do otherwise, as row, column, and pairs of a day's index and an index in `looks`, or
    None for the cell's appearance on the page.
    """
    appearance_ids: dict[str, int] = {}
    return {
        "days": [day.isoformat() for day in days],
        "states": {
            slug: _encode_runs(letters)
            for slug, letters in encode_states(graph, Timing(record, basis), days).items()
        },
        "answers": find_answered_claims(graph),
        "grids": {
            binding.shown.dispute.slug: _grid_states(record, binding, days, appearance_ids)
            for binding in bindings
        },
        "looks": list(appearance_ids),
    }


def claim_speakers(record: Record, graph: Graph) -> dict[str, str]:
    """The labels of the speakers of a dispute's own claims, by claim."""
    own = (claim for slug, claim in graph.claims.items() if slug not in graph.context)
    return {claim.slug: speaker_label(record, claim.speaker) for claim in own}


def script_json(value: Any) -> str:
    """JSON for a script element: no text in it can end the element."""
    json_text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return json_text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def _encode_runs(letters: str) -> str:
    """Run-length encode: aaacc as a3c2."""
    return "".join(f"{letter}{len(list(run))}" for letter, run in groupby(letters))


def _grid_states(
    record: Record, binding: GridBinding, days: Sequence[date], appearance_ids: dict[str, int]
) -> dict[str, Any]:
    replay = replay_grid(record, binding.whole, days)
    exceptions: list[Any] = []

    def add_exception(
        row: int,
        column: int,
        history: CellHistory[V],
        is_on_page: Callable[[V], bool],
        render: Callable[[V], str],
    ) -> None:
        appearances = [(start, None if is_on_page(v) else render(v).strip()) for start, v in history]
        exceptions.append(
            [
                row,
                column,
                [
                    (start, d and appearance_ids.setdefault(d, len(appearance_ids)))
                    for start, d in appearances
                ],
            ]
        )

    for place, events in replay.event_histories.items():
        column = binding.whole.columns[place]
        shown = binding.shown.columns[place].events
        add_exception(EVENTS_ROW, place, events, shown.__eq__, partial(_draw_events, binding, column))
    rows = {row.participant.slug: row for row in binding.whole.rows}
    for number, row in enumerate(binding.shown.rows):
        whole = rows[row.participant.slug]
        for place, (column, first, cell) in enumerate(
            zip(binding.whole.columns, replay.first_days, row.cells, strict=True)
        ):
            history = replay.cell_histories.get((row.participant.slug, place), ((first, whole.cells[place]),))
            if len(history) > 1 or not _look_alike(cell, history[0][1]):
                add_exception(
                    number, place, history, partial(_look_alike, cell), partial(binding.cell, row, column)
                )
    return {"firsts": replay.first_days, "odd": exceptions}


def _look_alike(one: Cell, other: Cell) -> bool:
    return appearance(one) == appearance(other)


def _draw_events(binding: GridBinding, column: Column, events: tuple[Event, ...]) -> str:
    return binding.events(replace(column, events=events))
