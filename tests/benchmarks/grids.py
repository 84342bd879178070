"""The grid: whether it takes as long for each stance when there are two hundred times as many."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stances.grids import grid_svg
from stances.record import Record
from stances.timeline import grid
from tests.benchmarks.measure import fastest, in_words
from tests.benchmarks.sample import positions

SIZES = ((10, 12), (200, 12), (10, 120), (200, 120))
"""Participants and months; each takes a position every second month."""

TARGET = 1.5


def _drawn(record: Record) -> object:
    return grid_svg(grid(record, "dispute-0"))


def _for_each_stance(make: Callable[[Record], object], record: Record) -> float:
    rounds = max(2, min(20, 6000 // len(record.stances)))
    return fastest(lambda: make(record), rounds) / len(record.stances)


def lines() -> Iterator[str]:
    yield ""
    yield f"{'the grid, time for each stance (cell)':<42} {'cells':>30} {'as SVG':>22}  growth ≤ {TARGET:g}"
    first: tuple[float, float] | None = None
    for participants, months in SIZES:
        record = positions(participants, months)
        share = len(record.stances) / (participants * months)
        each = (_for_each_stance(lambda r: grid(r, "dispute-0"), record), _for_each_stance(_drawn, record))
        first = first or each
        growth = max(now / then for now, then in zip(each, first, strict=True))
        cells, svg = (f"{in_words(s)} ({in_words(s * share)})" for s in each)
        what = f"{participants} people × {months} months, {len(record.stances):,} stances"
        yield f"{what:<42} {cells:>30} {svg:>22}  {growth:.2f} {'ok' if growth <= TARGET else 'OVER'}"
