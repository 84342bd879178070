"""How often a property is tried that is dear to try: every day on a part of its examples, on all of them with `-m slow`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

THOROUGH = "thorough"
_LEAST = 8
"""Examples that are tried every day all the same."""


def examples(number: int, *unchecked: HealthCheck) -> settings:
    """So many of them where time does not matter, else a quarter."""
    every_day = min(number, max(_LEAST, number // 4))
    return settings(
        max_examples=number if settings.get_current_profile_name() == THOROUGH else every_day,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, *unchecked],
    )
