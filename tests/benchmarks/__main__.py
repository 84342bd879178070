"""Measures everything and prints one table; about five minutes."""

from __future__ import annotations

import time

from tests.benchmarks import (
    classroom,
    command,
    drawings,
    entry,
    files,
    grids,
    handouts,
    idle_sockets,
    live,
    maps,
    pages,
    saving,
    time_slider,
)
from tests.benchmarks.measure import HEAD, row

SUBJECTS = (
    maps,
    drawings,
    pages,
    saving,
    command,
    grids,
    handouts,
    live,
    time_slider,
    entry,
    files,
    idle_sockets,
    classroom,
)


def main() -> None:
    begun = time.monotonic()
    print(row(*HEAD))
    for subject in SUBJECTS:
        for line in subject.lines():
            print(line, flush=True)
    print(
        f"\nMedian times for one call; the ratio is the median of the rounds' own. {time.monotonic() - begun:.0f} s."
    )


main()
