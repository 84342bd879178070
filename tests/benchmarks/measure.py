"""Timing two things side by side: turn about, so that whatever else the machine does slows both."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Work = Callable[[], object]

HEAD = ("what", "ours", "bare", "ratio", "of minima", "target", "")
_LAYOUT = "{:<42} {:>12} {:>12} {:>8} {:>10} {:>8}  {}"


def row(*cells: str) -> str:
    """One line of the table."""
    return _LAYOUT.format(*cells).rstrip()


def in_words(seconds: float) -> str:
    """With three digits and the unit that suits them."""
    unit, factor = next(
        u for u in (("s", 1), ("ms", 1e3), ("µs", 1e6)) if seconds * u[1] >= 1 or u[0] == "µs"
    )
    return f"{seconds * factor:.3g} {unit}" if seconds * factor < 1000 else f"{seconds * factor:.0f} {unit}"


@dataclass(frozen=True)
class Comparison:
    """Seconds of each round for one call, ours and bare; ratios are of time, so 1 is as fast as bare, 2 twice as slow."""

    what: str
    ours: tuple[float, ...]
    bare: tuple[float, ...]
    at_most: float

    @property
    def ratio(self) -> float:
        """The middle one of the rounds' own ratios, which a slow stretch of the machine hardly moves."""
        return median(ours / bare for ours, bare in zip(self.ours, self.bare, strict=True))

    @property
    def of_minima(self) -> float:
        return min(self.ours) / min(self.bare)

    def line(self) -> str:
        return row(
            self.what,
            in_words(median(self.ours)),
            in_words(median(self.bare)),
            f"{self.ratio:.2f}",
            f"{self.of_minima:.2f}",
            f"≤ {self.at_most:g}",
            "ok" if self.ratio <= self.at_most else "OVER",
        )


def once(work: Work, calls: int, before: Work | None = None) -> float:
    """Seconds a call; `before` is done first each time, off the clock."""
    if before:
        before()
    begun = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - begun) / calls


def compare(
    what: str,
    ours: Work,
    bare: Work,
    at_most: float,
    *,
    rounds: int,
    calls: int = 1,
    before: Work | None = None,
) -> Comparison:
    """Time `calls` of each in every round, the two in alternating order; `before` each of ours, which then has one call."""
    once(ours, 1, before)
    once(bare, 1)
    gc.collect()
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(rounds):
        for is_ours in (True, False) if number % 2 else (False, True):
            times[is_ours].append(once(ours, calls, before) if is_ours else once(bare, calls))
    return Comparison(what, tuple(times[True]), tuple(times[False]), at_most)
