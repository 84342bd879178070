"""What a worker does wrong costs the one job that it had, and the parent never waits longer than it said."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from stances.figures.workers import FailureCause, JobRefusedError, WorkerFailedError, WorkerLimits, WorkerPool
from tests.support.patience import PATIENCE, wait_until

LIMITS = WorkerLimits(PATIENCE)


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool("tests.support.odd_worker")
    yield made
    made.close()


def cause(pool: WorkerPool, job: bytes, limits: WorkerLimits = LIMITS) -> FailureCause:
    with pytest.raises(WorkerFailedError) as failed:
        pool.ask(job, limits)
    return failed.value.cause


def test_a_worker_answers_job_after_job_until_the_pool_is_renewed(pool: WorkerPool) -> None:
    assert pool.ask(b"say one", LIMITS) == b"one"
    (first,) = pool.processes()
    assert pool.ask(b"say two", LIMITS) == b"two"
    assert pool.processes() == [first]
    pool.renew()
    assert not pool.processes()
    assert pool.ask(b"say three", LIMITS) == b"three"


def test_a_job_that_is_refused_leaves_the_worker_as_it_was(pool: WorkerPool) -> None:
    with pytest.raises(JobRefusedError, match="no"):
        pool.ask(b"refuse no", LIMITS)
    (first,) = pool.processes()
    pool.ask(b"say one", LIMITS)
    assert pool.processes() == [first]


@pytest.mark.parametrize("job", [b"sleep", b"freeze"])
def test_a_worker_over_its_time_is_ended_even_if_it_is_frozen(pool: WorkerPool, job: bytes) -> None:
    assert cause(pool, job, WorkerLimits(0.5)) is FailureCause.TIME
    assert not pool.processes()
    assert pool.ask(b"say one", LIMITS) == b"one"


def test_a_worker_over_its_memory_is_ended(pool: WorkerPool) -> None:
    assert cause(pool, b"grow 300", WorkerLimits(PATIENCE, memory=100_000_000)) is FailureCause.MEMORY
    assert pool.ask(b"say one", LIMITS) == b"one"


def test_a_worker_that_has_grown_is_not_kept_after_its_job(pool: WorkerPool) -> None:
    pool.ask(b"say one", LIMITS)
    assert pool.processes()
    pool.ask(b"keep 100", WorkerLimits(PATIENCE, memory_kept=60_000_000))
    assert not pool.processes()


def test_a_worker_that_dies_costs_its_job(pool: WorkerPool) -> None:
    assert cause(pool, b"die") is FailureCause.DIED
    assert pool.ask(b"say one", LIMITS) == b"one"


def test_jobs_of_different_people_are_done_side_by_side_and_closing_ends_them(pool: WorkerPool) -> None:
    with ThreadPoolExecutor() as threads:
        jobs = [threads.submit(cause, pool, b"sleep") for _ in range(2)]
        wait_until(lambda: pool.busy == 2)
        pool.close()
        assert [job.result(PATIENCE) for job in jobs] == [FailureCause.CLOSED] * 2
    assert not pool.processes()
    assert cause(pool, b"say one") is FailureCause.CLOSED


PARENT = """
import threading, time
from stances.figures.workers import WorkerLimits, WorkerPool
pool = WorkerPool("tests.support.odd_worker")
threading.Thread(target=pool.ask, args=(b"sleep", WorkerLimits(3600)), daemon=True).start()
while not pool.busy:
    time.sleep(0.01)
print(*pool.processes(), flush=True)
time.sleep(3600)
"""


def test_a_worker_ends_with_its_parent_in_the_middle_of_a_job() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        worker = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    wait_until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)
