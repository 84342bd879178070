"""Graphviz in worker processes: what hangs, crashes or is refused costs one request a message and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stances.figures.map.layout.graphviz import OUTPUT_FORMATS, LayoutError, LayoutPool, render_in_process
from stances.figures.workers import WorkerLimits
from tests.support.patience import PATIENCE, wait_until

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


def _process(pool: LayoutPool) -> int:
    (process,) = pool.processes()
    return process


def test_a_pool_draws_what_this_process_would_draw(pool) -> None:
    drawing = pool.render(SMALL, "json0")
    assert drawing.startswith(b"{")
    assert drawing == render_in_process(SMALL, "json0")


def test_no_process_is_started_before_it_is_needed() -> None:
    assert not LayoutPool().processes()


def test_a_worker_draws_many_maps(pool) -> None:
    pool.render(SMALL, "json0")
    first = _process(pool)
    pool.render(SMALL, "json0")
    assert _process(pool) == first


def test_a_drawing_over_the_limit_is_stopped_and_the_next_one_is_drawn(hasty) -> None:
    with pytest.raises(LayoutError, match="longer than 1 seconds"):
        hasty.render(ENDLESS, "json0")
    assert not hasty.processes()
    hasty.limits = WorkerLimits(PATIENCE)  # a busy machine may need more than a second even for a small map
    assert hasty.render(SMALL, "json0")


def test_a_frozen_worker_costs_only_that_request(pool) -> None:
    pool.render(SMALL, "json0")
    frozen = _process(pool)
    os.kill(frozen, signal.SIGSTOP)
    pool.limits = WorkerLimits(0.2)
    with pytest.raises(LayoutError, match="longer than"):
        pool.render(SMALL, "json0")
    pool.limits = WorkerLimits(PATIENCE)
    assert pool.render(SMALL, "json0")
    assert _process(pool) != frozen


def test_a_worker_that_crashes_while_drawing_costs_only_that_request(pool) -> None:
    with ThreadPoolExecutor() as threads:
        drawing = threads.submit(pool.render, ENDLESS, "json0")
        wait_until(lambda: pool.busy == 1)
        os.kill(_process(pool), signal.SIGKILL)
        with pytest.raises(LayoutError, match="stopped unexpectedly"):
            drawing.result(PATIENCE)
    assert pool.render(SMALL, "json0")


def test_a_worker_that_died_idle_is_replaced_unnoticed(pool) -> None:
    pool.render(SMALL, "json0")
    process = _process(pool)
    os.kill(process, signal.SIGKILL)
    wait_until(lambda: not _runs(process))
    assert pool.render(SMALL, "json0")


def _runs(process: int) -> bool:
    """Whether any thread of it is there that is not a zombie, whose parent has not asked for it yet."""
    try:
        stats = [(task / "stat").read_text("ascii") for task in Path(f"/proc/{process}/task").glob("*")]
    except OSError:  # a thread has ended meanwhile
        return True
    states = [stat.rpartition(")")[2].split()[0] for stat in stats]
    return states != ["Z"] * len(states) or len(states) > 1


def test_dot_that_graphviz_cannot_read_is_refused_and_the_worker_lives(pool) -> None:
    pool.render(SMALL, "json0")
    first = _process(pool)
    with pytest.raises(LayoutError, match="cannot read"):
        pool.render("digraph { a [", "json0")
    assert pool.render(SMALL, "json0")
    assert _process(pool) == first


@pytest.mark.parametrize("engine", [render_in_process, LayoutPool().render])
def test_an_unknown_format_is_refused_with_the_known_ones(engine) -> None:
    with pytest.raises(LayoutError, match=", ".join(OUTPUT_FORMATS)):
        engine(SMALL, "exe")


def test_many_threads_share_a_pool() -> None:
    with LayoutPool(workers=2) as pool, ThreadPoolExecutor(8) as threads:
        drawings = list(threads.map(lambda i: pool.render(f"digraph {{ n{i} }}", "json0"), range(40)))
    assert all(f'"name": "n{i}"'.encode() in drawing for i, drawing in enumerate(drawings))


def test_maps_of_different_visitors_are_drawn_side_by_side() -> None:
    with LayoutPool(workers=2) as pool, ThreadPoolExecutor(2) as threads:
        drawings = [threads.submit(pool.render, ENDLESS, "json0") for _ in range(2)]
        wait_until(lambda: pool.busy == 2)
        for process in pool.processes():
            os.kill(process, signal.SIGKILL)
        assert all(isinstance(drawing.exception(PATIENCE), LayoutError) for drawing in drawings)


def test_a_closed_pool_has_no_processes_and_draws_nothing_more() -> None:
    pool = LayoutPool(workers=1)
    pool.render(SMALL, "json0")
    pool.close()
    assert not pool.processes()
    with pytest.raises(LayoutError, match="stopping"):
        pool.render(SMALL, "json0")


def test_a_worker_ends_when_its_input_does() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "stances.figures.map.layout.graphviz"],
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
