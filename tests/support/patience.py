"""How long a test waits for what must come. Only a test that fails waits so long: what passes goes on at once."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds: far more than the slowest machine needs, so that a test fails for what is broken and never for what is slow."""


def wait_until(holds: Callable[[], object]) -> None:
    """Wait for a state that must come."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)
