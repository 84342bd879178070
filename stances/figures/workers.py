"""Processes for work that may hang, crash or take too much memory: what fails costs one job and nothing else.

A worker is a module run as a program, whose `serve` reads jobs from its input and writes answers to its output, each preceded
by its length. The parent keeps the limits, since a worker that is frozen or out of memory keeps none: a watch ends a worker
over its time or memory, whatever it is doing, and the pool starts another for the next job. A worker ends when its input does,
or its parent, so none outlives it.
"""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, cast

from stances.errors import StancesError

_JOB_HEADER = struct.Struct("!I")
_ANSWER_HEADER = struct.Struct("!?I")
_PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])
_PARENT_VARIABLE = "STANCES_WORKER_PARENT"
_WATCH_SECONDS = 0.1
"""How often the watch looks at the workers that are busy."""


class FailureCause(StrEnum):
    """Why a worker gave no answer."""

    TIME = "took too long"
    MEMORY = "took too much memory"
    DIED = "stopped unexpectedly"
    CLOSED = "the pool is closed"


class WorkerFailedError(StancesError):
    """A job that got no answer; its worker has ended."""

    def __init__(self, cause: FailureCause) -> None:
        super().__init__(f"The work was not finished: it {cause}.")
        self.cause = cause


class JobRefusedError(StancesError):
    """A job that its worker refused, with the worker's message; the worker goes on."""


@dataclass(frozen=True)
class WorkerLimits:
    """What one job may take. The memory is that of the whole process.

    After a job a worker larger than `memory_kept` is ended; `niceness` is how far it stands back behind other processes.
    """

    seconds: float
    memory: int = 1_000_000_000
    memory_kept: int = 400_000_000
    niceness: int = 0


class Worker:
    """One process and its pipes, used by one thread at a time."""

    def __init__(self, command: Sequence[str], niceness: int, variables: Mapping[str, str]) -> None:
        path = os.pathsep.join(filter(None, (_PACKAGE_PARENT, os.environ.get("PYTHONPATH"))))
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, _PARENT_VARIABLE: str(os.getpid()), **variables},
        )
        self.failure: FailureCause | None = None
        if niceness and hasattr(os, "setpriority"):
            with suppress(OSError):  # it has ended already
                os.setpriority(os.PRIO_PROCESS, self.process.pid, niceness)

    def ask(self, job: bytes) -> bytes:
        """Return the answer to a job. Raises JobRefusedError, and OSError or EOFError once the process has ended."""
        jobs = cast("BinaryIO", self.process.stdin)
        answers = cast("BinaryIO", self.process.stdout)
        jobs.write(_JOB_HEADER.pack(len(job)) + job)
        jobs.flush()
        succeeded, length = _ANSWER_HEADER.unpack(_read_exactly(answers, _ANSWER_HEADER.size))
        answer = _read_exactly(answers, length)
        if not succeeded:
            raise JobRefusedError(answer.decode())
        return answer

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def end(self, cause: FailureCause) -> None:
        """End the process at once, whoever is waiting for it; they learn the cause."""
        self.failure = self.failure or cause
        self.process.kill()

    def close(self) -> None:
        """End the process, wait until it is gone, and close its pipes."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(OSError):  # flushing a pipe to a dead process fails
                    pipe.close()

    def memory(self) -> int:
        """Its resident memory in bytes; 0 where it has ended."""
        import psutil  # 15 ms, which a command that draws a single map never needs

        try:
            return int(psutil.Process(self.process.pid).memory_info().rss)
        except psutil.Error:
            return 0


@dataclass
class _Job:
    worker: Worker
    limits: WorkerLimits
    ends_at: float

    def check(self, now: float) -> None:
        if now >= self.ends_at:
            self.worker.end(FailureCause.TIME)
        elif self.worker.memory() > self.limits.memory:
            self.worker.end(FailureCause.MEMORY)


class WorkerPool:
    """Workers of one kind, each started when a job finds none idle; whoever asks limits how many that are. Thread-safe."""

    def __init__(self, *command: str, max_idle: int = 2, variables: Mapping[str, str] | None = None) -> None:
        """`command` are a module, which calls `serve`, and its arguments; `variables` are added to its environment."""
        self._command = command
        self._variables = variables or {}
        self._max_idle = max_idle
        self._idle: list[Worker] = []
        self._running: dict[int, _Job] = {}
        self._state = threading.Condition()
        self._watch: threading.Thread | None = None
        self._closed = False

    @property
    def busy(self) -> int:
        """How many workers are at work."""
        return len(self._running)

    def processes(self) -> list[int]:
        """The numbers of the processes, idle ones first."""
        with self._state:
            return [w.process.pid for w in (*self._idle, *(job.worker for job in self._running.values()))]

    def warm_up(self, niceness: int = 0) -> None:
        """Start a worker if none is idle, so that the first job need not wait for it."""
        worker = None if self._idle else self._start(niceness)
        if worker:
            self._put_back(worker, WorkerLimits(0, memory_kept=sys.maxsize))

    def ask(self, job: bytes, limits: WorkerLimits) -> bytes:
        """Return a worker's answer to a job. Raises WorkerFailedError and JobRefusedError."""
        worker = self._take(limits)
        try:
            answer = worker.ask(job)
        except (OSError, EOFError, ValueError):
            self._release(worker)
            worker.close()
            raise WorkerFailedError(worker.failure or FailureCause.DIED) from None
        except JobRefusedError:
            self._release(worker)
            self._put_back(worker, limits)
            raise
        self._release(worker)
        self._put_back(worker, limits)
        return answer

    def renew(self) -> None:
        """End the workers that are idle."""
        with self._state:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def close(self) -> None:
        """End every worker; jobs in progress fail."""
        with self._state:
            self._closed = True
            idle, self._idle = self._idle, []
            for job in self._running.values():
                job.worker.end(FailureCause.CLOSED)
            self._state.notify_all()
            self._state.wait_for(lambda: not self._running, timeout=5)
        for worker in idle:
            worker.close()

    def _take(self, limits: WorkerLimits) -> Worker:
        with self._state:
            if self._closed:
                raise WorkerFailedError(FailureCause.CLOSED)
            worker = self._pop_idle() or self._start(limits.niceness)
            self._running[id(worker)] = _Job(worker, limits, time.monotonic() + limits.seconds)
            if self._watch is None:
                self._watch = threading.Thread(target=self._keep_watch, name="watching-workers", daemon=True)
                self._watch.start()
            self._state.notify_all()
            return worker

    def _start(self, niceness: int) -> Worker:
        return Worker(self._command, niceness, self._variables)

    def _pop_idle(self) -> Worker | None:
        """An idle worker that has not died meanwhile."""
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive():
                return worker
            worker.close()
        return None

    def _release(self, worker: Worker) -> None:
        with self._state:
            del self._running[id(worker)]
            self._state.notify_all()

    def _put_back(self, worker: Worker, limits: WorkerLimits) -> None:
        """Keep a worker for the next job, unless there are enough, or it has grown too large."""
        with self._state:
            keeps = (
                not self._closed
                and worker.failure is None
                and len(self._idle) < self._max_idle
                and worker.memory() <= limits.memory_kept
            )
            if keeps:
                self._idle.append(worker)
        if not keeps:
            worker.close()

    def _keep_watch(self) -> None:
        """End workers that are over their limits; sleep while none is busy."""
        with self._state:
            while not (self._closed and not self._running):
                for job in self._running.values():
                    job.check(time.monotonic())
                self._state.wait(_WATCH_SECONDS if self._running else None)


def serve(handle: Callable[[bytes], bytes]) -> None:
    """Be a worker: answer job after job until the input ends. A StancesError from `handle` refuses a job with its message."""
    # Ctrl-C is for the server, which closes our input when it ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := os.environ.get(_PARENT_VARIABLE):
        threading.Thread(target=_end_with_parent, args=(int(parent),), daemon=True).start()
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up in an answer
    while header := jobs.read(_JOB_HEADER.size):
        job = _read_exactly(jobs, _JOB_HEADER.unpack(header)[0])
        succeeded, answer = _try(handle, job)
        answers.write(_ANSWER_HEADER.pack(succeeded, len(answer)) + answer)
        answers.flush()


def _end_with_parent(parent: int) -> None:
    """End in the middle of a job, whose answer nobody would read."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _try(handle: Callable[[bytes], bytes], job: bytes) -> tuple[bool, bytes]:
    try:
        return True, handle(job)
    except StancesError as error:
        return False, str(error).encode()


def _read_exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data
