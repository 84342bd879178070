"""Lanes in which costly work waits its turn: bounded for each visitor, each address and all, so that nobody stops the class.

Two visitors who ask for the same figure are served by one making; whoever only waits for it takes a thread, but no place.
Visitors take turns, however much each has asked for. Nothing here knows what is made.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from stances.cache import LruCache
from stances.errors import OverloadedError, TooManyRequestsError

V = TypeVar("V")
RETRY_SECONDS = 5
_LOOK_SECONDS = 0.1
"""How often somebody who waits looks whether a job at work has turned out to be long."""


@dataclass(frozen=True)
class Asker:
    """Who asks: a visitor, and the address they ask from, which a whole school may share."""

    visitor: Hashable
    address: str


@dataclass(frozen=True)
class LaneLimits:
    """How much of a lane may be taken at once: places, at work or waiting, for a visitor, an address and all.

    `slots` jobs are at work at a time. A job that takes longer than `overdue_seconds` counts no more, so that short ones pass
    it, up to `most` at work; a visitor has at most `of_visitor_at_work` there. `patience_seconds` is how long one waits at
    most. What is refused is told in `too_much`, and where there is no room in `full`.
    """

    slots: int
    most: int
    of_visitor: int
    of_address: int
    of_all: int
    patience_seconds: float
    overdue_seconds: float = 1.0
    of_visitor_at_work: int = 1000
    too_much: str = "You have asked for several figures or files that are still being made. Wait a moment, then try again."
    full: str = "Many figures and files are being made right now. Wait a moment, then try again."


@dataclass(eq=False)
class _Job:
    asker: Asker
    started_at: float | None = None


class WorkLane:
    """A lane: `turn` waits for one. Thread-safe."""

    def __init__(self, limits: LaneLimits) -> None:
        self.limits = limits
        self._state = threading.Condition()
        self._waiting: list[_Job] = []
        self._running: list[_Job] = []
        self._last_turns: LruCache[Hashable, int] = LruCache(1000)
        self._turns = 0

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def running(self) -> int:
        return len(self._running)

    def check(self, asker: Asker) -> None:
        """Raise what `turn` would raise at once, TooManyRequestsError or OverloadedError."""
        with self._state:
            self._admit(asker)

    @contextmanager
    def turn(self, asker: Asker) -> Iterator[None]:
        """Wait for a turn, and have it for the block. Raises TooManyRequestsError and OverloadedError."""
        job = _Job(asker)
        with self._state:
            self._admit(asker)
            self._waiting.append(job)
            try:
                self._wait_for_turn(job)
            finally:
                self._waiting.remove(job)
                self._state.notify_all()
            self._start(job)
        try:
            yield
        finally:
            with self._state:
                self._running.remove(job)
                self._state.notify_all()

    def _admit(self, asker: Asker) -> None:
        there = [job.asker for job in (*self._waiting, *self._running)]
        of_visitor = sum(other.visitor == asker.visitor for other in there)
        of_address = sum(other.address == asker.address for other in there)
        if of_visitor >= self.limits.of_visitor or of_address >= self.limits.of_address:
            raise TooManyRequestsError(self.limits.too_much, RETRY_SECONDS)
        if len(there) >= self.limits.of_all:
            raise OverloadedError(self.limits.full, 2 * RETRY_SECONDS)

    def _wait_for_turn(self, job: _Job) -> None:
        ends_at = time.monotonic() + self.limits.patience_seconds
        while not (self._may_start() and job is self._choose()):
            left = ends_at - time.monotonic()
            if left <= 0:
                raise OverloadedError(self.limits.full, 2 * RETRY_SECONDS)
            self._state.wait(min(left, _LOOK_SECONDS))

    def _may_start(self) -> bool:
        since = time.monotonic() - self.limits.overdue_seconds
        short = sum(job.started_at is not None and job.started_at > since for job in self._running)
        return short < self.limits.slots and len(self._running) < self.limits.most

    def _choose(self) -> _Job | None:
        """The job that is next: of those who wait, the visitor whose last turn is longest ago, and their first."""
        at_work = Counter(job.asker.visitor for job in self._running)
        free = [job for job in self._waiting if at_work[job.asker.visitor] < self.limits.of_visitor_at_work]
        return min(free, key=lambda job: self._last_turns.get(job.asker.visitor) or 0, default=None)

    def _start(self, job: _Job) -> None:
        self._turns += 1
        self._last_turns.put(job.asker.visitor, self._turns)
        job.started_at = time.monotonic()
        self._running.append(job)


class SingleFlight(Generic[V]):
    """Makes a value once for all who ask for it at the same time; at most `max_followers` wait for others' makings."""

    def __init__(self, max_followers: int) -> None:
        self._max_followers = max_followers
        self._followers = 0
        self._flights: dict[Hashable, Future[V]] = {}
        self._lock = threading.Lock()

    @property
    def followers(self) -> int:
        """How many wait for what others make."""
        return self._followers

    def do(self, key: Hashable, make: Callable[[], V]) -> V:
        """Make the value, or wait for whoever makes it. What they raise is raised here too, unless it is about them alone."""
        while True:
            flight, leads = self._join(key)
            if leads:
                return self._lead(key, flight, make)
            try:
                return flight.result()
            except TooManyRequestsError:
                continue
            finally:
                self._leave()

    def _join(self, key: Hashable) -> tuple[Future[V], bool]:
        with self._lock:
            flight = self._flights.get(key)
            if flight is None:
                self._flights[key] = flight = Future()
                return flight, True
            if self._followers >= self._max_followers:
                raise OverloadedError(
                    "Many people are waiting for figures. Wait a moment, then try again.",
                    2 * RETRY_SECONDS,
                )
            self._followers += 1
            return flight, False

    def _leave(self) -> None:
        with self._lock:
            self._followers -= 1

    def _lead(self, key: Hashable, flight: Future[V], make: Callable[[], V]) -> V:
        try:
            value = make()
        except BaseException as error:
            self._land(key)
            flight.set_exception(error)
            raise
        self._land(key)
        flight.set_result(value)
        return value

    def _land(self, key: Hashable) -> None:
        with self._lock:
            del self._flights[key]


class CostEstimates:
    """How long what is asked for took the last time: exactly this, or else anything at its address."""

    def __init__(self, max_known: int = 4096) -> None:
        self._seconds: LruCache[Hashable, float] = LruCache(max_known)

    def seconds(self, path: str, query: str) -> float | None:
        """The estimate; None if nothing is known."""
        exact = self._seconds.get((path, query))
        return self._seconds.get(path) if exact is None else exact

    def learn(self, path: str, query: str, seconds: float) -> None:
        """Remember what something took; of an address the most, which fades with every lesson."""
        self._seconds.put((path, query), seconds)
        self._seconds.put(path, max(seconds, 0.8 * (self._seconds.get(path) or 0)))
