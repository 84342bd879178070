"""Hypothesis's profiles, and how often a property is tried that is dear to try.

Every day a dear property is tried on a part of its examples, the same each time, so that a run fails for what was changed and
not by chance; with `-m slow` on all of them, others each time. No profile has a deadline, nor a check of how fast examples are
made: whether a property holds does not depend on how busy the machine is.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

EVERYDAY = "everyday"
THOROUGH = "thorough"
_LEAST = 8
"""Examples that are tried every day all the same."""


def register_profiles() -> None:
    """Make both profiles known, and load the one for every day."""
    for name in (EVERYDAY, THOROUGH):
        settings.register_profile(
            name,
            deadline=None,
            derandomize=name == EVERYDAY,
            suppress_health_check=[HealthCheck.too_slow],
        )
    settings.load_profile(EVERYDAY)


def examples(number: int, *unchecked: HealthCheck) -> settings:
    """So many of them where time does not matter, else a quarter."""
    every_day = min(number, max(_LEAST, number // 4))
    return settings(
        max_examples=number if settings.get_current_profile_name() == THOROUGH else every_day,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, *unchecked],
    )
