"""Refusals, counted in memory, so that who is refused again and again has to wait, and takes no transaction to be told so."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, current_app, request

from stances.errors import NotFoundError, StancesError, TooManyRequestsError, UnknownVisitorError

WRONG_GUESS_COST = 5
"""What a wrong code or token costs: with a burst of 100 and one a second, twenty at once, then one in five seconds."""

MAX_ADDRESSES = 10_000
"""How many addresses a `RateLimiter` remembers."""


def init_app(app: Flask) -> None:
    """Set up the limits on guessing, by address, and on saves that are refused, by visitor."""
    app.extensions["guessing"] = RateLimiter(burst=100, a_second=1)
    app.extensions["refused saves"] = RateLimiter(burst=60, a_second=0.5)


@contextmanager
def refuse_guessing() -> Iterator[None]:
    """Count a wrong code or token in the block. Raises TooManyRequestsError if the address has tried too many."""
    limiter: RateLimiter = current_app.extensions["guessing"]
    address = request.remote_addr or ""
    limiter.check(address, WRONG_GUESS_COST)
    try:
        yield
    except (NotFoundError, UnknownVisitorError):
        limiter.spend(address, WRONG_GUESS_COST)
        raise


@contextmanager
def count_refused_save(actor: str) -> Iterator[None]:
    """Count a save of somebody that the block refuses. Raises TooManyRequestsError if they have had too many refused."""
    limiter: RateLimiter = current_app.extensions["refused saves"]
    limiter.check(actor, 1)
    try:
        yield
    except StancesError:
        limiter.spend(actor, 1)
        raise


class RateLimiter:
    """A token bucket for each address, in this process's memory: `burst` at once, then `a_second` more; thread-safe."""

    def __init__(self, burst: float, a_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.burst, self.refill_per_second, self.clock = burst, a_second, clock
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def check(self, address: str, cost: float) -> None:
        """Raise `TooManyRequestsError` if the address has less left than this."""
        with self._lock:
            lacking = cost - self._available(address, self.clock())
        if lacking > 0:
            wait = math.ceil(lacking / self.refill_per_second)
            raise TooManyRequestsError(f"Too many attempts. Wait {wait} seconds, then try again.", wait)

    def spend(self, address: str, cost: float) -> None:
        """Take this from what the address has left; never below zero."""
        with self._lock:
            now = self.clock()
            if len(self._buckets) >= MAX_ADDRESSES:
                self._forget_full_buckets(now)
            self._buckets[address] = (max(0.0, self._available(address, now) - cost), now)

    def _available(self, address: str, now: float) -> float:
        left, since = self._buckets.get(address, (self.burst, now))
        return min(self.burst, left + (now - since) * self.refill_per_second)

    def _forget_full_buckets(self, now: float) -> None:
        """Drop full buckets, which are the same as none. If there are still too many, drop all."""
        self._buckets = {
            a: bucket for a, bucket in self._buckets.items() if self._available(a, now) < self.burst
        }
        if len(self._buckets) >= MAX_ADDRESSES:
            self._buckets.clear()
