"""What is kept, and that nothing that is computed for one waits for another."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from stances.cache import cached_property
from tests.support.patience import PATIENCE


class Counted:
    def __init__(self, met: threading.Barrier | None = None) -> None:
        self.computed = 0
        self._met = met

    @cached_property
    def value(self) -> int:
        """How often it was computed."""
        if self._met:
            self._met.wait(PATIENCE)
        self.computed += 1
        return self.computed


def test_a_property_is_computed_once_for_each_object() -> None:
    one, other = Counted(), Counted()
    assert (one.value, one.value, other.value) == (1, 1, 1)
    assert (one.computed, other.computed) == (1, 1)
    assert Counted.value.__doc__ == "How often it was computed."


def test_properties_of_two_objects_are_computed_side_by_side() -> None:
    met = threading.Barrier(2)  # neither goes on before both are there
    with ThreadPoolExecutor(2) as threads:
        values = threads.map(lambda counted: counted.value, [Counted(met), Counted(met)])
        assert list(values) == [1, 1]
