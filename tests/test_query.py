"""Parameters as text: what each reader takes, and the sentence with which it refuses the rest."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.dates.day import Day
from stances.errors import BadRequestError
from stances.publishing.options import PublishOptions
from stances.query import (
    SLUG,
    Parameter,
    check_known,
    is_whole,
    join_or,
    read_all,
    read_choice,
    read_choices,
    read_day,
    read_first_day,
    read_flag,
    read_last_day,
    read_number,
    read_texts,
    write_value,
    yes_or_no,
)
from stances.record.vocabulary import Basis


def test_alternatives_are_joined_as_a_sentence_has_them() -> None:
    assert [join_or(words) for words in ("a", "ab", "abc")] == ["a", "a or b", "a, b or c"]


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: read_choice("basis", "{name}", Basis), "“basis” is written or known, not “{name}”."),
        (lambda: read_choices("basis", "known,x", Basis), "“basis” is written or known, not “x”."),
        (lambda: read_flag("title", "maybe"), "“title” is yes or no, not “maybe”."),
        (lambda: read_number("n", "6", 0, 5), "“n” is a whole number from 0 to 5, not “6”."),
        (lambda: read_number("n", "9" * 99, 0, 5), f"“n” is a whole number from 0 to 5, not “{'9' * 39}…”."),
        (lambda: read_number("page", "0", 1, 9, "a page"), "“page” is a page, not “0”."),
        (
            lambda: read_day("drawn", "1928"),
            "“drawn” is a day, such as 3 August 2026 or 2026-08-03, not “1928”.",
        ),
        (lambda: check_known("line", ["a", "c"], ["a", "b"]), "“line” has no “c”. Choose from: a, b."),
        (lambda: check_known("line", ["c"], []), "“line” has no “c”. Choose from: none."),
        (
            lambda: check_known("line", ["x"], "abcdefghij"),
            "“line” has no “x”. Choose from: a, b, c, d, e, f, g, h and 2 more.",
        ),
    ],
)
def test_a_refusal_says_what_is_allowed(refused, words: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        refused()
    assert str(caught.value) == words


def test_a_refused_date_says_which_parameter_it_is_of() -> None:
    with pytest.raises(BadRequestError, match=r"^“since”: “x” is not a date"):
        read_first_day("since", "x")


def test_a_date_stands_for_its_first_its_last_or_its_only_day() -> None:
    assert read_first_day("since", "1928-05") == Day.of(1928, 5, 1)
    assert read_last_day("until", "1928-05") == Day.of(1928, 5, 31)
    assert read_last_day("as_of", "May 1928") == Day.of(1928, 5, 31)
    assert read_day("drawn", "9 May 1928") == read_day("drawn", "1928-05-09") == Day.of(1928, 5, 9)


def test_several_values_have_commas_between_and_each_counts_once() -> None:
    assert read_texts("factions", "left,,right,left") == ("left", "right")
    assert read_choices("basis", "known,written,known", Basis) == (Basis.KNOWN, Basis.WRITTEN)


def test_a_query_is_read_for_the_parameters_that_it_has_texts_for() -> None:
    described: dict[str, Parameter[Any]] = {
        "title": Parameter("title", yes_or_no(), True, "with a title"),
        "line": Parameter("line", SLUG, None, "a claim"),
    }
    assert read_all({"title": "no", "line": "", "other": "x"}, described) == {"title": False}


@pytest.mark.parametrize("text", ["", "-5", "1e3", "²", "١", " 1", "123"])
def test_a_whole_number_is_of_the_ten_digits_and_not_too_many(text: str) -> None:
    assert not is_whole(text, digits=2)
    assert is_whole(text, digits=3) == (text == "123")


def test_a_flag_is_written_yes_or_no_and_read_as_on_or_off_too() -> None:
    assert [write_value(value) for value in (True, False)] == ["yes", "no"]
    assert [read_flag("title", text) for text in ("yes", "on", "no", "off")] == [True, True, False, False]


@pytest.mark.parametrize(
    "text", ["99", "10001", "-5", "1e3", "²", "9" * 5000, "00000100099999", "000000100" + "0" * 5000]
)
def test_a_width_beyond_the_limits_names_them(text: str) -> None:
    with pytest.raises(BadRequestError, match="“width” is a whole number of pixels from 100 to 10000"):
        PublishOptions.from_query({"width": text})


def test_a_width_within_the_limits_is_taken() -> None:
    assert [PublishOptions.from_query({"width": text}).width for text in ("100", "10000")] == [100, 10_000]


@given(st.text("0123456789", max_size=30), st.integers(0, 999_999_999), st.integers(0, 999_999_999))
def test_whatever_number_is_read_lies_within_its_bounds(text: str, lowest: int, highest: int) -> None:
    with suppress(BadRequestError):
        assert lowest <= read_number("n", text, lowest, highest) == int(text) <= highest
