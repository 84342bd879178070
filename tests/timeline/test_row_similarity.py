"""How far two rows agree, and the order in which like stands beside like."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stances.timeline.rows import measure_agreement, order_by_agreement

_ROWS = st.integers(0, 5).flatmap(
    lambda columns: st.lists(
        st.lists(
            st.frozensets(st.sampled_from([-1, 0, 1, None]), max_size=2), min_size=columns, max_size=columns
        ),
        max_size=7,
    )
)


def positions(text: str) -> list[frozenset[int | None]]:
    """A digit is a position, “b” both 1 and 2, a dot nothing."""
    both: frozenset[int | None] = frozenset({1, 2})
    return [frozenset() if c == "." else both if c == "b" else frozenset({int(c)}) for c in text]


def test_agreement_is_the_share_of_columns_in_which_both_hold_the_same():
    assert measure_agreement(positions("1122."), positions("1.21.")) == (2 / 3, 3)


def test_of_several_positions_in_a_column_the_common_ones_count():
    assert measure_agreement(positions("1"), positions("b")) == (0.5, 1)


def test_silence_agrees_with_nobody():
    assert measure_agreement(positions("..."), positions("...")) == (0.0, 0)


def test_like_stands_beside_like_and_the_silent_last():
    rows = [positions(c) for c in ("1111", "....", "2222", "1112", "2221")]
    order = order_by_agreement(rows)
    assert order[-1] == 1
    assert abs(order.index(0) - order.index(3)) == 1
    assert abs(order.index(2) - order.index(4)) == 1


def test_of_equal_shares_the_one_that_rests_on_more_counts_more():
    order = order_by_agreement([positions("1..."), positions("11.."), positions("1111")])
    assert abs(order.index(1) - order.index(2)) == 1


@given(_ROWS)
def test_an_order_has_everyone_once_and_is_the_same_each_time(rows):
    order = order_by_agreement(rows)
    assert sorted(order) == list(range(len(rows)))
    assert order == order_by_agreement(rows)


@given(_ROWS)
def test_agreement_is_mutual_and_whole_with_oneself(rows):
    for one in rows:
        assert measure_agreement(one, one)[0] == (1.0 if any(one) else 0.0)
        assert all(measure_agreement(one, other) == measure_agreement(other, one) for other in rows)
