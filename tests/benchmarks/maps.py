"""Argument maps: drawn for the first time, compared with Graphviz alone; and read again, compared with Flask alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stderr
from http import HTTPStatus
from io import StringIO

import pygraphviz

from stances.argument.options import MapView
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.render import draw_view
from tests.benchmarks.measure import compare
from tests.benchmarks.sample import arguments
from tests.benchmarks.sites import PAGE, Reader, bare_view, forget_maps, shipped_site, site_with

SIZES = ((50, 1.5, 40), (200, 1.25, 25), (1000, 1.25, 7))
"""How many claims, the target, and the rounds that there is time for."""

BESIDES_TARGET = 0.5
READS, READ_ROUNDS = 40, 40
READ_TARGET = 1 / 0.4  # 0.4 times the throughput


def bare_layout(dot: str) -> bytes:
    """The engine alone, by the call that its documentation shows, in this process: no worker, no pipe, no HTTP."""
    with redirect_stderr(StringIO()):  # it warns of graphs with more than a thousand nodes
        drawing: bytes = pygraphviz.AGraph(string=dot).draw(format="svg", prog="dot")
    return drawing


def lines() -> Iterator[str]:
    for claims, _, rounds in SIZES:
        yield _besides_graphviz(claims, rounds)
    for claims, target, rounds in SIZES:
        yield _uncached(claims, target, rounds)
    yield from _cached()


def _besides_graphviz(claims: int, rounds: int) -> str:
    """From record to SVG less the calls of Graphviz, to those calls."""
    record, view = arguments(claims), MapView(fold=())
    jobs: dict[tuple[str, str], bytes] = {}

    def remember(dot: str, format: str) -> bytes:
        if (dot, format) not in jobs:
            jobs[dot, format] = render_in_process(dot, format)
        return jobs[dot, format]

    draw_view(record, view, "svg", remember)
    return compare(
        f"map but for Graphviz, {claims} claims, to it",
        lambda: draw_view(record, view, "svg", remember),
        lambda: [render_in_process(*job) for job in jobs],
        BESIDES_TARGET,
        rounds=rounds,
    ).line()


def _uncached(claims: int, target: float, rounds: int) -> str:
    with site_with(arguments(claims)) as app:
        dot = Reader(app, "/debates/sample/map.dot?fold=none")().decode()
        return compare(
            f"map drawn, {claims} claims, to Graphviz",
            Reader(app, "/debates/sample/map.svg?fold=none"),
            lambda: bare_layout(dot),
            target,
            rounds=rounds,
            before=lambda: forget_maps(app),
        ).line()


def _cached() -> Iterator[str]:
    with shipped_site() as app:
        ours = Reader(app, f"{PAGE}/map.svg")
        bare = bare_view(ours(), "image/svg+xml")
        known = Reader(app, f"{PAGE}/map.svg", HTTPStatus.NOT_MODIFIED, If_None_Match=ours.headers["ETag"])
        for what, reader in (("map read again, to Flask", ours), ("map not modified (304), to Flask", known)):
            yield compare(what, reader, bare, READ_TARGET, rounds=READ_ROUNDS, calls=READS).line()
