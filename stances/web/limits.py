"""How often one address may try, kept in the memory of the process: a bucket that tries empty and time fills."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from stances.errors import TooOftenError

MOST_KEPT = 10_000


class Limit:
    """`burst` tries at once, then `a_second` more each second, for each address; safe to use from several threads."""

    def __init__(self, burst: float, a_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.burst, self.a_second, self.clock = burst, a_second, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def check(self, address: str, cost: float) -> None:
        """Raises `TooOftenError` where the address has less left than this."""
        with self._lock:
            short = cost - self._filled(address, self.clock())
        if short > 0:
            wait = math.ceil(short / self.a_second)
            raise TooOftenError(f"That was too often. Wait {wait} seconds, then try again.", wait)

    def spend(self, address: str, cost: float) -> None:
        with self._lock:
            now = self.clock()
            if len(self._left) >= MOST_KEPT:
                self._forget_the_full(now)
            self._left[address] = (max(0.0, self._filled(address, now) - cost), now)

    def _filled(self, address: str, now: float) -> float:
        left, since = self._left.get(address, (self.burst, now))
        return min(self.burst, left + (now - since) * self.a_second)

    def _forget_the_full(self, now: float) -> None:
        """Those who have all they can have are as good as unknown; where nobody is, everybody starts anew."""
        self._left = {a: kept for a, kept in self._left.items() if self._filled(a, now) < self.burst}
        if len(self._left) >= MOST_KEPT:
            self._left.clear()
