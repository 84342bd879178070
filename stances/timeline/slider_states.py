"""What grid and map show at each moment of a time slider, as data for the browser, which then needs no further requests.

Most cells switch once, from empty to their final appearance, when their column begins; only the others are listed. Pure.
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
from stances.argument.presence import Timing
from stances.record.entries import Event
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.record.wording import speaker_label
from stances.timeline.cells import Cell
from stances.timeline.grid import Grid
from stances.timeline.moments import encode_states, find_answered_claims
from stances.timeline.replay import CellHistory, appearance, replay_grid
from stances.timeline.rows import GridRow
from stances.timeline.time_axis import Column

V = TypeVar("V")

EVENTS_ROW = -1
"""The row number of the events, which are above the participants."""


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
