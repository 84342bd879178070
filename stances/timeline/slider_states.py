"""What grid and map show at each moment of a time slider, as data for the browser, which then needs no further requests.

Most cells switch once, from empty to their final appearance, when their column begins; only the others are listed. Pure.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any, NotRequired, TypeAlias, TypedDict, TypeVar

from stances.argument.graph import Graph
from stances.argument.presence import Timing
from stances.dates.day import Day
from stances.record.entries import Event
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.record.wording import speaker_label
from stances.timeline.cells import Cell
from stances.timeline.columns import Column
from stances.timeline.grid import Grid
from stances.timeline.moments import PRESENCE_LETTERS, encode_states, find_answered_claims
from stances.timeline.replay import CellHistory, GridReplay, appearance, replay_grid
from stances.timeline.rows import GridRow

V = TypeVar("V")

History: TypeAlias = Sequence[tuple[int, int | None]]
"""Pairs of a day's number and an index in `looks`, in order: what a cell shows from that day on. None is what it shows on the
page, in the whole debate."""

EVENTS_ROW = "_events"
"""The key of the row of events, which is above the participants'."""


class SliderStates(TypedDict):
    """The JSON in `#slider-states`, which `static/js/time_slider/states.js` reads. Days are numbered from 0.

    Cells are found by attributes: `data-dispute` of a table, `data-row` of a row and `data-column` of a column's heading. Claims
    and links on maps are found by `data-slug`.
    """

    days: Sequence[str]
    """The days of the moments: 1928-05-09."""
    presence: Mapping[str, str]
    """What each letter in `states` says: a value of `Presence`."""
    states: Mapping[str, str]
    """By slug of a claim or link a letter for each day, run-length encoded: a3c2 is aaacc."""
    answers: Mapping[str, str]
    """By link, the claim that it answers."""
    begins: Mapping[str, int]
    """By column, the number of the day from which its cells are no longer later than the day shown."""
    cells: Mapping[str, Mapping[str, Mapping[str, History]]]
    """By dispute, row and column, the cells that do otherwise than appear as on the page when their column begins."""
    looks: Sequence[str]
    """Cells as HTML."""
    speakers: NotRequired[Mapping[str, str]]
    """The names of the speakers of claims. Left out in the one HTML file, whose list of claims has them (`.speaker`)."""


@dataclass(frozen=True)
class GridBinding:
    """A grid on a page, the same grid over the whole time, and functions that render its cells and events as HTML."""

    shown: Grid
    whole: Grid
    cell: Callable[[GridRow, Column, Cell], str]
    events: Callable[[Column], str]


def slider_states(
    record: Record,
    graph: Graph,
    days: Sequence[Day],
    basis: Basis,
    bindings: Sequence[GridBinding],
    with_speakers: bool = True,
) -> SliderStates:
    """The states of claims, links and grid cells on each day, as data for JSON."""
    appearance_ids: dict[str, int] = {}
    replays = [(binding, replay_grid(record, binding.whole, days)) for binding in bindings]
    states: SliderStates = {
        "days": [day.isoformat() for day in days],
        "presence": {letter: presence.value for presence, letter in PRESENCE_LETTERS.items()},
        "states": {
            slug: _encode_runs(letters)
            for slug, letters in encode_states(graph, Timing(record, basis), days).items()
        },
        "answers": find_answered_claims(graph),
        "begins": {
            column.key: first
            for binding, replay in replays
            for column, first in zip(binding.whole.columns, replay.first_days, strict=True)
        },
        "cells": {
            binding.shown.dispute.slug: _cell_states(binding, replay, appearance_ids)
            for binding, replay in replays
        },
        "looks": list(appearance_ids),
    }
    return {**states, "speakers": _claim_speakers(record, graph)} if with_speakers else states


def _claim_speakers(record: Record, graph: Graph) -> dict[str, str]:
    """The labels of the speakers of a dispute's own claims, by claim."""
    own = (claim for slug, claim in graph.claims.items() if slug not in graph.context)
    return {claim.slug: speaker_label(record, claim.speaker) for claim in own}


def compact_json(value: Any) -> str:
    """JSON without spaces and with letters of any script as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def script_json(value: Any) -> str:
    """JSON for a script element: no text in it can end the element."""
    return compact_json(value).replace("&", r"\u0026").replace("<", r"\u003c")


def _encode_runs(letters: str) -> str:
    """Run-length encode: aaacc as a3c2."""
    return "".join(f"{letter}{len(list(run))}" for letter, run in groupby(letters))


def _cell_states(
    binding: GridBinding, replay: GridReplay, appearance_ids: dict[str, int]
) -> dict[str, dict[str, History]]:
    """The histories of a grid's cells that have one, by row and column; appearances are added to `appearance_ids`."""

    def number(look: str) -> int:
        return appearance_ids.setdefault(look.strip(), len(appearance_ids))

    def encode(
        history: CellHistory[V], is_on_page: Callable[[V], bool], render: Callable[[V], str]
    ) -> History:
        return [(start, None if is_on_page(value) else number(render(value))) for start, value in history]

    histories: dict[str, dict[str, History]] = defaultdict(dict)
    for place, events in replay.event_histories.items():
        column = binding.whole.columns[place]
        shown = binding.shown.columns[place].events
        histories[EVENTS_ROW][column.key] = encode(
            events, shown.__eq__, partial(_draw_events, binding, column)
        )
    for row, column, cell, history in _odd_cells(binding, replay):
        histories[row.participant.slug][column.key] = encode(
            history, partial(_look_alike, cell), partial(binding.cell, row, column)
        )
    return histories


def _odd_cells(
    binding: GridBinding, replay: GridReplay
) -> Iterator[tuple[GridRow, Column, Cell, CellHistory[Cell]]]:
    """The cells as shown that do not simply appear as they are when their column begins, with their histories."""
    rows = {row.participant.slug: row for row in binding.whole.rows}
    for row in binding.shown.rows:
        slug = row.participant.slug
        cells = zip(binding.whole.columns, replay.first_days, row.cells, rows[slug].cells, strict=True)
        for place, (column, first, cell, whole_cell) in enumerate(cells):
            history = replay.cell_histories.get((slug, place), ((first, whole_cell),))
            if len(history) > 1 or not _look_alike(cell, history[0][1]):
                yield row, column, cell, history


def _look_alike(one: Cell, other: Cell) -> bool:
    return appearance(one) == appearance(other)


def _draw_events(binding: GridBinding, column: Column, events: tuple[Event, ...]) -> str:
    return binding.events(replace(column, events=events))
