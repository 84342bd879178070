"""A grid replayed through the days: on each, its cells say what a grid as of that day says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stances.dates.day import Day
from stances.errors import BadRequestError
from stances.record.record import Record
from stances.record.vocabulary import Basis, ColumnUnit
from stances.timeline.cells import Cell, CellState
from stances.timeline.grid import Grid, build_grid
from stances.timeline.moments import find_moments
from stances.timeline.options import AttributionLevel
from stances.timeline.replay import CellHistory, replay_grid
from tests.support.strategies import records

V = TypeVar("V")


def _at(history: CellHistory[V], day: int) -> V | None:
    return next((value for start, value in reversed(history) if start <= day), None)


def _says(cell: Cell) -> tuple[object, ...]:
    return cell.state, cell.text, cell.bars, cell.glyph


def _check(record: Record, whole: Grid, days: Sequence[Day]) -> None:
    replay = replay_grid(record, whole, days)
    for number, day in enumerate(days):
        then = build_grid(
            record,
            whole.dispute.slug,
            unit=whole.unit,
            carried=whole.carried,
            shown=whole.shown,
            basis=whole.basis,
            as_of=day,
        )
        for row, last in zip(then.rows, whole.rows, strict=True):
            for place, (cell, first) in enumerate(zip(row.cells, replay.first_days, strict=True)):
                history = replay.cell_histories.get((row.participant.slug, place))
                expected = _at(history, number) if history else last.cells[place]
                if number < first:
                    assert cell.state is CellState.LATER
                else:
                    assert expected is not None
                    assert _says(cell) == _says(expected)
        for place, column in enumerate(then.columns):
            events = replay.event_histories.get(place)
            assert column.events == (_at(events, number) if events else whole.columns[place].events)


@pytest.mark.parametrize(("unit", "basis"), list(product(ColumnUnit, Basis)))
def test_the_shipped_grids_through_their_moments(shipped: Record, unit: ColumnUnit, basis: Basis) -> None:
    for slug in ("left-turn", "return"):
        days = [moment.day for moment in find_moments(shipped, slug, basis)]
        _check(shipped, build_grid(shipped, slug, unit=unit, basis=basis), days)


@settings(max_examples=40)
@given(
    records(),
    st.lists(st.integers(int(Day.of(1925, 1, 1)), int(Day.of(1931, 1, 1))).map(Day), unique=True, max_size=6),
    st.sampled_from(ColumnUnit),
    st.booleans(),
    st.sampled_from(AttributionLevel),
    st.sampled_from(Basis),
)
def test_any_grid_through_any_days(
    record: Record, days: list[Day], unit: ColumnUnit, carried: bool, shown: AttributionLevel, basis: Basis
) -> None:
    for slug in record.disputes:
        try:
            whole = build_grid(record, slug, unit=unit, carried=carried, shown=shown, basis=basis)
        except BadRequestError:  # a debate of centuries has too many weeks for a grid
            continue
        _check(record, whole, sorted(days))


def test_cells_that_come_with_their_column_have_no_history(shipped: Record) -> None:
    whole = build_grid(shipped, "left-turn")
    replay = replay_grid(shipped, whole, [moment.day for moment in find_moments(shipped, "left-turn")])
    assert len(replay.cell_histories) < len(whole.rows) * len(whole.columns) / 4
    assert replay.first_days == tuple(sorted(replay.first_days))
