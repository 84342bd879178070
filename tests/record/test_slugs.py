"""Slugs of texts in any language: short, readable, and such that a record may have them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.record.slugs import (
    MAX_SLUG_LENGTH,
    RESERVED_SLUGS,
    free_slug,
    make_free_slug,
    make_slug,
    number_slug,
)
from stances.record.text_types import SLUG_PATTERN
from stances.record.vocabulary import Kind
from tests.support.properties import examples
from tests.support.small_debate import argued, claim

WORDS = ["Троцкий", "l'été", "new", "ß", "—", "Łódź", "中"]
TEXTS = st.text(max_size=120) | st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Троцкий", "trotskii"),
        ("Straße", "strasse"),
        ("Müller & Söhne", "muller-sohne"),
        ("Łódź", "lodz"),
        ("Διεθνής", "diethnes"),
        ("Don't stop: the left's turn, l’été", "dont-stop-the-lefts-turn-lete"),
        ("&amp; &#65;", "amp-65"),
        (
            "The left turn was made for the sake of the apparatus, not of the line",
            "the-left-turn-was-made-for-the-sake-of-the",
        ),
        ("a" * 60, "a" * 48),
        ("New", "new-1"),
        ("— ?!", ""),
    ],
)
def test_a_slug_is_made_of_the_first_words_of_a_text_in_any_letters(text: str, slug: str) -> None:
    assert make_slug(text) == slug


@examples(200)
@given(TEXTS, st.sampled_from([48, 76]))
def test_any_text_makes_a_slug_that_a_record_may_have_or_none(text: str, longest: int) -> None:
    slug = make_slug(text, longest)
    assert not slug or re.fullmatch(SLUG_PATTERN, slug)
    assert len(slug) <= longest
    assert slug not in RESERVED_SLUGS
    assert make_slug(slug, longest) == slug


@examples(100)
@given(TEXTS, st.sampled_from(list(Kind)), st.integers(1, 80))
def test_a_new_record_of_any_name_gets_a_slug_that_nothing_has(text: str, kind: Kind, length: int) -> None:
    record = argued(claim("a" * 80), claim("a" * 78 + "-2"))
    for slug in (make_free_slug(record, kind, text), free_slug(record, kind, "a" * length)):
        assert re.fullmatch(SLUG_PATTERN, slug)
        assert len(slug) <= MAX_SLUG_LENGTH
        assert record.get(kind, slug) is None


def test_thousands_of_one_name_are_numbered_without_counting_up_to_each() -> None:
    taken, asked = set[str](), 0

    def is_taken(slug: str) -> bool:
        nonlocal asked
        asked += 1
        return slug in taken

    for _ in range(2000):
        taken.add(number_slug("a", is_taken))
    assert taken == {"a", *(f"a-{n}" for n in range(2, 2001))}
    assert asked < 2000 * 80
