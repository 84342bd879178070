"""Graphviz in worker processes: what hangs, crashes or is refused costs one request a message and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO

import pytest

from stances.figures.map.layout import graphviz
from stances.figures.map.layout.graphviz import OUTPUT_FORMATS, LayoutError, LayoutPool, render_in_process
from tests.support.patience import PATIENCE

SMALL = "digraph { a -> b }"
ENDLESS = "digraph {" + "".join(f"n{i * 7919 % 3000} -> n{i * 104729 % 3000};" for i in range(12_000)) + "}"


@pytest.fixture
def pool() -> Iterator[LayoutPool]:
    with LayoutPool(workers=1) as pool:
        yield pool


@pytest.fixture
def hasty() -> Iterator[LayoutPool]:
    with LayoutPool(workers=1, timeout_s=1.0) as pool:
        yield pool


def _process(pool: LayoutPool) -> subprocess.Popen[bytes]:
    process = pool._workers[0].process
    assert process
    return process


def test_a_pool_draws_what_this_process_would_draw(pool) -> None:
    drawing = pool.render(SMALL, "json0")
    assert drawing.startswith(b"{")
    assert drawing == render_in_process(SMALL, "json0")


def test_no_process_is_started_before_it_is_needed() -> None:
    assert LayoutPool()._workers[0].process is None


def test_a_worker_draws_many_maps(pool) -> None:
    pool.render(SMALL, "json0")
    first = _process(pool).pid
    pool.render(SMALL, "json0")
    assert _process(pool).pid == first


def test_a_drawing_over_the_limit_is_stopped_and_the_next_one_is_drawn(hasty) -> None:
    with pytest.raises(LayoutError, match="longer than 1 seconds"):
        hasty.render(ENDLESS, "json0")
    assert hasty._workers[0].process is None
    hasty._workers[0].timeout_s = PATIENCE  # a busy machine may need more than a second even for a small map
    assert hasty.render(SMALL, "json0")


def test_a_worker_that_crashes_while_drawing_costs_only_that_request(pool, monkeypatch) -> None:
    pool.render(SMALL, "json0")
    process, received = _process(pool), graphviz._read_exactly

    def received_from_a_crash(answers: IO[bytes], length: int) -> bytes:
        process.kill()  # it has the job by now: this is where the answer is waited for
        return received(answers, length)

    monkeypatch.setattr(graphviz, "_read_exactly", received_from_a_crash)
    with pytest.raises(LayoutError, match="stopped unexpectedly"):
        pool.render(ENDLESS, "json0")
    monkeypatch.undo()
    assert pool.render(SMALL, "json0")


def test_a_worker_that_died_idle_is_replaced_unnoticed(pool) -> None:
    pool.render(SMALL, "json0")
    process = _process(pool)
    process.kill()
    process.wait()
    assert pool.render(SMALL, "json0")


def test_dot_that_graphviz_cannot_read_is_refused_and_the_worker_lives(pool) -> None:
    pool.render(SMALL, "json0")
    first = _process(pool).pid
    with pytest.raises(LayoutError, match="cannot read"):
        pool.render("digraph { a [", "json0")
    assert pool.render(SMALL, "json0")
    assert _process(pool).pid == first


@pytest.mark.parametrize("engine", [render_in_process, LayoutPool().render])
def test_an_unknown_format_is_refused_with_the_known_ones(engine) -> None:
    with pytest.raises(LayoutError, match=", ".join(OUTPUT_FORMATS)):
        engine(SMALL, "exe")


def test_many_threads_share_a_pool() -> None:
    with LayoutPool(workers=2) as pool, ThreadPoolExecutor(8) as threads:
        drawings = list(threads.map(lambda i: pool.render(f"digraph {{ n{i} }}", "json0"), range(40)))
    assert all(f'"name": "n{i}"'.encode() in drawing for i, drawing in enumerate(drawings))


def test_a_closed_pool_has_no_processes_and_draws_nothing_more() -> None:
    pool = LayoutPool(workers=1)
    pool.render(SMALL, "json0")
    process = _process(pool)
    pool.close()
    assert process.returncode is not None
    with pytest.raises(LayoutError, match="stopping"):
        pool.render(SMALL, "json0")


def test_a_worker_ends_when_its_input_does() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "stances.figures.map.layout.graphviz", "5"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_a_worker_loads_neither_the_web_nor_the_database() -> None:
    code = (
        "import sys, stances.figures.map.layout.graphviz\n"
        "print(*({'flask', 'sqlmodel', 'sqlalchemy', 'pydantic', 'pygraphviz'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


def test_graphviz_prints_nothing_on_the_terminal(capfd) -> None:
    render_in_process('digraph { a [label="x" fontname="No Such Font" fixedsize=true width=0.01] }', "json0")
    os.write(2, b"heard")
    assert capfd.readouterr() == ("", "heard")
