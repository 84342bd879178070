"""The handout of the whole shipped debate, held against the bare layouts of its maps and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from stances.dot import dot_of
from stances.formats import load_path
from stances.handout import handout
from stances.layout import LayoutPool
from stances.maps import argument_map
from stances.views import MapView
from tests.benchmarks.maps import bare_layout
from tests.benchmarks.measure import compare
from tests.benchmarks.sites import SHIPPED

TARGET, ROUNDS = 3, 5


def lines() -> Iterator[str]:
    """Each round sets another revision, so that the typesetter has not set its pages before."""
    record = load_path(SHIPPED)
    dots = [dot_of(argument_map(record, MapView(dispute=slug))) for slug in record.disputes]
    revisions = iter(range(1, 1000))
    with LayoutPool() as pool, ThreadPoolExecutor(2) as threads:

        def made() -> bytes:
            found = record.at(next(revisions))
            return handout(found, pool.render, each=threads.map).pdf()

        yield compare(
            "handout of 1928, to the layouts of its maps",
            made,
            lambda: [bare_layout(dot) for dot in dots],
            TARGET,
            rounds=ROUNDS,
        ).line()
