"""The handout of the whole shipped debate, compared with the bare layouts of its maps and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from stances.argument.options import MapView
from stances.figures.map.dot import write_dot
from stances.figures.map.layout.graphviz import LayoutPool
from stances.figures.map.map import build_argument_map
from stances.figures.map.render import MapRenderer
from stances.formats import load_path
from stances.publishing.handout import build_handout
from stances.publishing.handout_section import SectionCache
from stances.record.record import Record
from tests.benchmarks.maps import bare_layout
from tests.benchmarks.measure import compare
from tests.benchmarks.sites import SHIPPED

TARGET, ROUNDS = 3, 9


def lines() -> Iterator[str]:
    """One for a handout made again after an edit, as a site does, one for it made with nothing to go by."""
    record = load_path(SHIPPED)
    dots = [write_dot(build_argument_map(record, MapView(dispute=slug))) for slug in record.disputes]
    with LayoutPool() as pool, ThreadPoolExecutor(2) as threads:
        renderer, sections = MapRenderer(pool.render), SectionCache()
        edits = _edits(record, lambda number: list(record.claims)[number * 23 % len(record.claims) :][:1])
        rewritings = _edits(record, lambda number: record.claims)

        def again() -> bytes:
            return build_handout(
                next(edits), renderer.lay_out, map_sections=threads.map, cache=sections
            ).render_pdf()

        def anew() -> bytes:
            return build_handout(next(rewritings), pool.render, map_sections=threads.map).render_pdf()

        again()
        for what, made in (("after an edit", again), ("every claim edited", anew)):
            yield compare(
                f"handout of 1928, {what}",
                made,
                lambda: [bare_layout(dot) for dot in dots],
                TARGET,
                rounds=ROUNDS,
            ).line()


def _edits(record: Record, which: Callable[[int], Iterable[str]]) -> Iterator[Record]:
    """One revision after the other, in each of which some claims have come to say something else."""
    for number in count(1):
        claims = [record.claims[slug] for slug in which(number)]
        put = [claim.model_copy(update={"text": f"{claim.text} ({number})"}) for claim in claims]
        record = record.with_edits(put).with_revision(number)
        yield record
