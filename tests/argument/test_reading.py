"""Whether one who answers could have read what they answer before they wrote: yes, no or undetermined, and why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from stances.argument.reading import judge_reading
from stances.argument.wording import ask_reading, describe_reading
from stances.record.entries import Document
from stances.record.record import Record
from stances.record.vocabulary import CouldRead
from tests.support.properties import examples
from tests.support.small_debate import claim, debate, link
from tests.support.strategies import records


def letter(slug: str = "letter", **values: Any) -> Document:
    return Document.model_validate({"slug": slug, "title": f"The {slug}", "when": "1928-05-09", **values})


def answered(document: Document, when: str | None = "1928-06-10", within: str | None = None) -> Record:
    """Ann writes a document; Bob, at some time, answers it."""
    return debate(
        document,
        claim("said", "ann", None, document=document.slug),
        claim("answer", "bob", when, document=within),
        link("answers", "rebuts", "answer", "said"),
    )


def words(record: Record, slug: str = "answers") -> str:
    reading = judge_reading(record, record.links[slug])
    assert reading is not None
    return describe_reading(record, reading.reader, reading.answer, reading.reason, reading.when)


def received(by: str, when: str) -> dict[str, Any]:
    return {"received": [{"by": by, "when": when}]}


@pytest.mark.parametrize(
    ("document", "wrote", "expected"),
    [
        (received("bob", "1928-06-02"), "1928-06-10", "Yes: Bob received it 2 June 1928."),
        (received("bob", "1928-06-12"), "1928-06-10", "No: Bob received it 12 June 1928."),
        (received("bob", "1928-06"), "1928-06-10", "Uncertain: Bob received it June 1928."),
        (received("bob", "1928-06-10"), "1928-06-10", "Uncertain: Bob received it 10 June 1928."),
        (
            received("carl", "1928-06-02"),
            "1928-06-10",
            "Uncertain: the record does not say when Bob received it.",
        ),
        ({}, "1928-06-10", "Uncertain: the record does not say when Bob received it."),
        ({"published": "1928-06-01"}, "1928-06-10", "Yes: it was published 1 June 1928."),
        (
            {"published": "1928-08"},
            "1928-06-10",
            "Uncertain: the record does not say when Bob received it; it was published August 1928.",
        ),
        ({}, "1928-05-01", "No: it was written later, 9 May 1928."),
        (
            received("bob", "1928-06-02"),
            None,
            "Uncertain: the answer has no date, so Bob may have written it before or after.",
        ),
        ({"signatories": ["bob"]}, "1928-06-10", "Yes: Bob wrote or signed it."),
    ],
)
def test_the_answer_follows_from_receipt_publication_and_dates(document, wrote, expected) -> None:
    assert words(answered(letter(**document), wrote)) == expected


def test_what_both_said_in_one_document_tells_nothing() -> None:
    assert words(answered(letter(), None, "letter")) == "Uncertain: both are in the same document."


def test_the_question_names_the_reader_and_the_document() -> None:
    record = answered(letter())
    reading = judge_reading(record, record.links["answers"])
    assert reading
    assert (
        ask_reading(record, reading.reader, reading.claim)
        == "Could Bob have known “The letter” before answering?"
    )
    without = reading.claim.model_copy(update={"document": None})
    assert ask_reading(record, "bob", without) == "Could Bob have known what Ann said before answering?"


def test_an_undercut_answers_whoever_makes_the_link() -> None:
    record = answered(letter())
    undercut = (claim("denial", "carl", "1928-07"), link("denies", "undercuts", "denial", "answers"))
    reading = judge_reading(record.with_edits(undercut), undercut[1])
    assert reading
    assert (reading.reader, reading.claim.slug) == ("carl", "answer")


def test_nobody_is_asked_about_a_link_between_claims_of_one_person() -> None:
    record = debate(claim("a"), claim("b"), link("l", "supports", "a", "b"))
    assert judge_reading(record, record.links["l"]) is None


@examples(40)
@given(records())
def test_every_link_between_two_speakers_can_be_put_into_words(record) -> None:
    for link_ in record.links.values():
        reading = judge_reading(record, link_)
        if reading is None or reading.answer is CouldRead.UNDETERMINED:
            continue
        source = record.claims[link_.source]
        assert source.speaker == reading.reader != reading.claim.speaker
        assert describe_reading(record, reading.reader, reading.answer, reading.reason, reading.when)
