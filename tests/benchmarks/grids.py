"""The grid: whether it takes as long for each stance when there are two hundred times as many."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from stances.figures.chart.grid import draw_grid
from stances.record.record import Record
from stances.timeline.grid import build_grid
from tests.benchmarks.measure import in_words, once
from tests.benchmarks.sample import positions

SIZES = ((10, 12), (200, 12), (10, 120), (200, 120))
"""Participants and months; each takes a position every second month."""

TARGET = 1.5
ROUNDS = 6


def _draw(record: Record) -> object:
    return draw_grid(build_grid(record, "dispute-0"))


def _for_each_stance(make: Callable[[Record], object], records: list[Record]) -> list[float]:
    """Seconds for each stance, of the fastest round; the sizes take turns, so that a slow stretch slows them all.

    Each is made once off the clock, lest a small grid pay for the caches that a large one before it has emptied.
    """
    rounds = [
        [once(work, 1, before=work) / len(r.stances) for r in records for work in [partial(make, r)]]
        for _ in range(ROUNDS)
    ]
    return [min(times) for times in zip(*rounds, strict=True)]


@contextmanager
def _set_aside() -> Iterator[None]:
    """What exists by now is left out of garbage collection: a small grid would pay for looking through all the records."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def lines() -> Iterator[str]:
    yield ""
    yield f"{'the grid, time for each stance (cell)':<42} {'cells':>30} {'as SVG':>22}  growth ≤ {TARGET:g}"
    records = [positions(*size) for size in SIZES]
    with _set_aside():
        cells = _for_each_stance(lambda r: build_grid(r, "dispute-0"), records)
        svgs = _for_each_stance(_draw, records)
    for (participants, months), record, *each in zip(SIZES, records, cells, svgs, strict=True):
        share = len(record.stances) / (participants * months)
        growth = max(each[0] / cells[0], each[1] / svgs[0])
        shown = (f"{in_words(seconds)} ({in_words(seconds * share)})" for seconds in each)
        what = f"{participants} people × {months} months, {len(record.stances):,} stances"
        yield f"{what:<42} {next(shown):>30} {next(shown):>22}  {growth:.2f} {'ok' if growth <= TARGET else 'OVER'}"
