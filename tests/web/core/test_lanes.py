"""Lanes: who waits for whom, and when somebody is told to come back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from stances.errors import OverloadedError, TooManyRequestsError
from stances.web.core.lanes import Asker, CostEstimates, LaneLimits, SingleFlight, WorkLane
from tests.support.patience import PATIENCE, wait_until

LIMITS = LaneLimits(
    slots=1, most=1, of_visitor=9, of_address=9, of_all=9, patience_seconds=PATIENCE, overdue_seconds=PATIENCE
)


def asker(visitor: str, address: str = "") -> Asker:
    return Asker(visitor, address or f"the address of {visitor}")


class Crowd:
    """People in a lane; the work of each lasts until it is told to end."""

    def __init__(self, lane: WorkLane, threads: ThreadPoolExecutor) -> None:
        self.lane, self._threads = lane, threads
        self.ends = threading.Semaphore(0)
        self.order: list[object] = []

    def ask(self, who: Asker) -> Future[None]:
        """Stand in the lane; returns once they are in it, or refused."""
        before = self.lane.waiting + self.lane.running
        asked = self._threads.submit(self._work, who)
        wait_until(lambda: asked.done() or self.lane.waiting + self.lane.running > before)
        return asked

    def _work(self, who: Asker) -> None:
        with self.lane.turn(who):
            self.order.append(who.visitor)
            self.ends.acquire(timeout=PATIENCE)


@contextmanager
def crowd(**limits: Any) -> Iterator[Crowd]:
    with ThreadPoolExecutor(32) as threads:
        people = Crowd(WorkLane(replace(LIMITS, **limits)), threads)
        try:
            yield people
        finally:
            people.ends.release(100)


def test_as_many_work_at_once_as_there_are_slots() -> None:
    with crowd(slots=2, most=2) as people:
        for name in "abc":
            people.ask(asker(name))
        wait_until(lambda: people.lane.running == 2)
        assert people.lane.waiting == 1


def _is_longer(order: list[object], number: int) -> bool:
    return len(order) > number


def test_visitors_take_turns_however_much_each_has_asked_for() -> None:
    with crowd() as people:
        asked = [people.ask(asker(name)) for name in "aaaabc"]
        for number in range(6):
            people.ends.release()
            wait_until(partial(_is_longer, people.order, number))
        for one in asked:
            one.result(PATIENCE)
        assert "".join(map(str, people.order)) == "abcaaa"


@pytest.mark.parametrize(
    ("limits", "visitors", "error"),
    [
        ({"of_visitor": 2}, [("a", "x"), ("a", "y"), ("a", "z")], TooManyRequestsError),
        ({"of_address": 2}, [("a", "x"), ("b", "x"), ("c", "x")], TooManyRequestsError),
        ({"of_all": 2}, [("a", "x"), ("b", "y"), ("c", "z")], OverloadedError),
    ],
    ids=["visitor", "address", "all"],
)
def test_beyond_its_limits_a_lane_says_when_to_come_back(
    limits: dict[str, int], visitors: list[tuple[str, str]], error: type[OverloadedError]
) -> None:
    with crowd(**limits) as people:
        *_, last = [people.ask(Asker(*who)) for who in visitors]
        with pytest.raises(error, match="try again") as refused:
            last.result(PATIENCE)
        assert refused.value.seconds > 0
        assert people.lane.waiting + people.lane.running == 2


def test_who_has_waited_too_long_is_told_so_and_leaves_the_lane() -> None:
    with crowd(patience_seconds=0.05) as people:
        people.ask(asker("a"))
        with pytest.raises(OverloadedError):
            people.ask(asker("b")).result(PATIENCE)
        assert people.lane.waiting == 0


def test_short_work_passes_what_has_turned_out_to_be_long() -> None:
    with crowd(most=2, overdue_seconds=0.0) as people:
        people.ask(asker("long"))
        people.ask(asker("short"))
        wait_until(lambda: people.order == ["long", "short"])


def test_a_figure_is_made_once_for_all_who_ask_for_it_at_the_same_time() -> None:
    flight: SingleFlight[int] = SingleFlight(max_followers=9)
    makings: list[int] = []
    begun, goes_on = threading.Event(), threading.Event()

    def make() -> int:
        makings.append(len(makings))
        begun.set()
        goes_on.wait(PATIENCE)
        return len(makings)

    with ThreadPoolExecutor() as threads:
        first = threads.submit(flight.do, "figure", make)
        begun.wait(PATIENCE)
        others = [threads.submit(flight.do, "figure", make) for _ in range(4)]
        wait_until(lambda: flight.followers == 4)
        goes_on.set()
        assert [one.result(PATIENCE) for one in (first, *others)] == [1] * 5
    assert flight.do("figure", make) == 2, "what was made is kept elsewhere"


@pytest.mark.parametrize(("error", "is_shared"), [(OverloadedError, True), (TooManyRequestsError, False)])
def test_what_keeps_one_from_making_it_concerns_the_others_only_if_it_is_not_their_own_limit(
    error: type[OverloadedError], is_shared: bool
) -> None:
    flight: SingleFlight[str] = SingleFlight(max_followers=9)
    begun, goes_on = threading.Event(), threading.Event()

    def refuse() -> str:
        begun.set()
        goes_on.wait(PATIENCE)
        raise error("no", 1)

    with ThreadPoolExecutor() as threads:
        first = threads.submit(flight.do, "figure", refuse)
        begun.wait(PATIENCE)
        other = threads.submit(flight.do, "figure", lambda: "made")
        wait_until(lambda: flight.followers == 1)
        goes_on.set()
        assert isinstance(first.exception(PATIENCE), error)
        if is_shared:
            assert isinstance(other.exception(PATIENCE), error)
        else:
            assert other.result(PATIENCE) == "made"


def test_only_so_many_wait_for_the_making_of_others() -> None:
    flight: SingleFlight[str] = SingleFlight(max_followers=0)
    begun, goes_on = threading.Event(), threading.Event()

    def make() -> str:
        begun.set()
        goes_on.wait(PATIENCE)
        return "made"

    with ThreadPoolExecutor() as threads:
        first = threads.submit(flight.do, "figure", make)
        begun.wait(PATIENCE)
        with suppress(OverloadedError):
            flight.do("figure", make)
            pytest.fail("it should have been refused")
        goes_on.set()
        assert first.result(PATIENCE) == "made"


def test_the_cost_of_a_variant_is_that_of_its_dearest_sister_until_it_is_known() -> None:
    costs = CostEstimates()
    assert costs.seconds("map.png", "width=100") is None
    costs.learn("map.png", "width=10000", 2.0)
    costs.learn("map.png", "width=200", 0.1)
    assert costs.seconds("map.png", "width=200") == 0.1
    assert costs.seconds("map.png", "width=300") == pytest.approx(1.6)
    assert costs.seconds("map.svg", "") is None
