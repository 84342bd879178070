"""Packing: nothing in a lane touches anything, and what is spread keeps its order, its distance and its bounds."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stances.graphics.packing import pack_lanes, spread

Interval = tuple[float, float]

GAPS = st.floats(0, 30)
PLACES = st.lists(st.floats(-50, 150), max_size=30)
INTERVALS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 200)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=30,
)


@settings(deadline=None)
@given(INTERVALS, st.integers(-3, 9))
def test_in_one_lane_nothing_lies_nearer_than_the_gap(intervals: list[Interval], gap: int) -> None:
    taken = pack_lanes(intervals, gap=gap)
    for (one, lane), (other, other_lane) in combinations(zip(intervals, taken, strict=True), 2):
        assert lane != other_lane or one[1] + gap <= other[0]


@settings(deadline=None)
@given(INTERVALS.map(sorted), st.integers(1, 9))
def test_in_the_order_in_which_they_begin_no_lane_is_too_many(intervals: list[Interval], gap: int) -> None:
    abreast = [sum(begin <= start < last + gap for begin, last in intervals) for start, _ in intervals]
    assert len(set(pack_lanes(intervals, gap=gap))) == max(abreast, default=0)


def test_the_lowest_free_lane_is_taken() -> None:
    assert pack_lanes([(0, 9), (1, 3), (2, 4), (5, 6), (12, 13)], gap=2) == [0, 1, 2, 1, 0]
    assert pack_lanes([(0, 5), (4, 9)], gap=-1) == [0, 0]
    assert pack_lanes([], gap=1) == []


@settings(deadline=None)
@given(PLACES.map(sorted), GAPS, st.booleans())
def test_what_is_spread_keeps_its_order_its_distance_and_its_bounds(
    wanted: list[float], gap: float, forward: bool
) -> None:
    gap = min(gap, 100 / max(1, len(wanted) - 1))
    places = spread(wanted, low=0, high=100, gap=gap, forward=forward)
    assert all(-0.001 <= place <= 100.001 for place in places)
    assert all(other - one >= gap - 0.001 for one, other in pairwise(places))


@settings(deadline=None)
@given(PLACES.map(sorted), GAPS, st.booleans())
def test_what_has_room_stays_where_it_wants_to_be(wanted: list[float], gap: float, forward: bool) -> None:
    apart = [min(max(place, 0), 100) + number * 200 for number, place in enumerate(wanted)]
    assert spread(apart, low=0, high=10_000, gap=gap, forward=forward) == pytest.approx(apart)


def test_what_collides_stands_around_its_mean_or_after_its_first() -> None:
    assert spread([50, 50], low=0, high=100, gap=18) == [41, 59]
    assert spread([50, 50], low=0, high=100, gap=18, forward=True) == [50, 68]
    assert spread([90, 90], low=0, high=100, gap=18, forward=True) == [82, 100]


def test_the_last_ones_lie_beyond_bounds_that_are_too_close() -> None:
    assert spread([0, 5, 10], low=0, high=10, gap=8) == [0, 8, 16]
