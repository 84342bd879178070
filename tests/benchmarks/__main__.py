"""Measures everything and prints one table; about two minutes."""

from __future__ import annotations

import time

from tests.benchmarks import command, grids, maps, pages
from tests.benchmarks.measure import HEAD, row

SUBJECTS = (maps, pages, command, grids)


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
