"""Finding by a few words: what matches, and what comes first."""

from __future__ import annotations

import pytest

from stances.record.entries import Document, Event, Quotation
from stances.record.search import find_entries
from tests.support.small_debate import claim, debate, person


def record():
    return debate(
        person("zoe", "Zoë Turner"),
        claim("by-turner", "zoe", text="It holds."),
        claim("noted", note="On the turn."),
        claim("quoted", quotations=[Quotation(text="The turn (real)")]),
        claim("own", text="The left-turn is real."),
        Document(slug="letter", title="A letter", kind="telegram"),
        Event.model_validate({"slug": "plenum", "name": "The plenum", "when": "1928"}),
    )


def claims(wanted: str) -> list[str]:
    return [match.slug for match in find_entries(record(), wanted).claims]


def test_a_claim_is_found_by_its_title_as_by_its_own_words():
    titled = record().with_entry(claim("titled", title="Turn or feint"))
    assert [found.slug for found in find_entries(titled, "turn").claims][:2] == ["own", "titled"]
    assert [found.slug for found in find_entries(titled, "feint stands").claims] == ["titled"]


def test_a_claims_own_words_come_before_its_notes_and_those_before_its_speakers_name():
    assert claims("turn") == ["own", "noted", "quoted", "by-turner"]


@pytest.mark.parametrize("wanted", ["zoe", "ZOË turn", "turner Zo"])
def test_a_name_is_found_by_its_beginnings_whatever_accents_and_capitals(wanted: str):
    assert [match.slug for match in find_entries(record(), wanted).people] == ["zoe"]


@pytest.mark.parametrize(("wanted", "slugs"), [("real turn", ["own", "quoted"]), ("turn zoe", ["by-turner"])])
def test_every_word_must_be_there(wanted: str, slugs: list[str]):
    assert claims(wanted) == slugs


def test_the_middle_of_a_word_is_not_its_beginning():
    assert claims("urn") == []


def test_documents_and_events_are_found_too():
    assert [d.slug for d in find_entries(record(), "telegram").documents] == ["letter"]
    assert [e.slug for e in find_entries(record(), "plen").events] == ["plenum"]
