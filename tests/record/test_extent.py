"""A debate runs as long as anything in it may be dated, and no other day can be asked for."""

from __future__ import annotations

import pytest

from stances.dates.day import Day
from stances.errors import BadRequestError
from stances.record.extent import check_in_extent, extent
from stances.record.record import Record
from tests.support.small_debate import argued


def test_a_debate_runs_from_its_first_possible_day_to_its_last() -> None:
    span = extent(argued())
    assert span
    dates = [claim.when for claim in argued().claims.values() if claim.when]
    assert span[0] <= min(when.earliest for when in dates)
    assert span[1] >= max(when.latest for when in dates)


def test_a_debate_without_dates_has_no_extent_and_takes_any_day() -> None:
    record = Record(argued().debate.model_copy(update={"from_": None, "to": None}))
    assert extent(record) is None
    check_in_extent(record, "as_of", Day.of(1789, 7, 14))


def test_a_day_outside_is_refused_with_the_days_that_are_not() -> None:
    span = extent(argued())
    assert span
    check_in_extent(argued(), "as_of", span[0])
    check_in_extent(argued(), "as_of", span[1])
    with pytest.raises(BadRequestError, match=f"from {span[0]} to {span[1]}"):
        check_in_extent(argued(), "as_of", Day.of(1789, 7, 14))
