"""Finding by a few words: what matches, what comes first, and what is understood: people, dates, positions and kinds."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stances.dates.uncertain import UncertainDate
from stances.record.entries import Dispute, Document, Entry, Event, Quotation, Stance
from stances.record.search import SearchResults, find_entries
from tests.support.properties import examples
from tests.support.small_debate import claim, debate, person
from tests.support.strategies import DATES


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


# --- what words mean ---

SCALE = [
    {"value": v, "key": k, "label": label} for v, k, label in ((1, "+", "A real turn"), (-1, "−", "Zigzag"))
]
CHOICE = [{"value": 1, "key": "A", "label": "Sign"}, {"value": 2, "key": "B", "label": "Refuse"}]


def stance(slug: str, who: str, when: str, position: int = 1, dispute: str = "left") -> Stance:
    values = {"slug": slug, "participant": who, "dispute": dispute, "when": when, "position": position}
    return Stance.model_validate(values)


def letter(slug: str, author: str, addressee: str, when: str, kind: str = "letter") -> Document:
    values = {"slug": slug, "title": slug.title(), "kind": kind, "when": when}
    return Document.model_validate({**values, "authors": [author], "addressees": [addressee]})


SEMINAR = debate(
    person("radek", "Karl Radek"),
    person("bernstein", "Karl Bernstein"),
    Dispute.model_validate(
        {
            "slug": "left",
            "title": "The left turn",
            "question": "Real?",
            "scale": "ordinal",
            "positions": SCALE,
        }
    ),
    Dispute.model_validate(
        {
            "slug": "oath",
            "title": "The oath",
            "question": "Sign?",
            "scale": "categorical",
            "positions": CHOICE,
        }
    ),
    stance("radek-june", "radek", "1928-06"),
    stance("radek-summer", "radek", "1928-05-20/1928-08", -1),
    stance("radek-signs", "radek", "1929-06-09", 2, "oath"),
    stance("ann-june", "ann", "1928-06-02", -1),
    claim("says", "radek", "1928-06-30", dispute="left"),
    claim("june-in-words", "ann", "1928-03", text="By June Radek will come."),
    letter("telegram", "radek", "ann", "1928-05-09", "telegram"),
    letter("reply", "ann", "radek", "1928-05-11", "open letter"),
)


def slugs(results: SearchResults) -> list[str]:
    return [entry.slug for entries in results.found.values() for entry in entries]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("Radek June", ["radek-signs", "radek-june", "radek-summer", "says", "june-in-words"]),
        ("Radek in June 1928", ["radek-june", "radek-summer", "says"]),
        ("1928 Karl Radek, June", ["radek-june", "radek-summer", "says"]),
        ("radek 2 june to 30 june 1928", ["radek-june", "radek-summer", "says"]),
        ("− June", ["ann-june", "radek-summer"]),
        ("- summer 1928", ["ann-june", "radek-summer"]),
        ("zigzag 1928", ["radek-summer", "ann-june"]),
        ("b radek", ["radek-signs", "june-in-words"]),
        ("letters of May", ["reply"]),
        ("Radek 9 May", ["telegram"]),
        ("letters to Radek", ["reply"]),
        ("stances of Karl", ["radek-june", "radek-summer", "radek-signs"]),
        ("left turn Radek", ["radek-june", "radek-summer", "says"]),
        ("The left, May", ["telegram", "reply", "radek-summer"]),
    ],
)
def test_what_is_sought_is_understood(sought: str, found: list[str]) -> None:
    assert sorted(slugs(find_entries(SEMINAR, sought))) == sorted(found)


def test_what_is_surely_meant_comes_first_and_then_what_is_so_perhaps_or_in_words() -> None:
    ranked = ["radek-june", "radek-signs", "radek-summer", "says", "june-in-words"]
    assert slugs(find_entries(SEMINAR, "Radek June")) == ranked


def test_words_can_be_sought_for_themselves_alone() -> None:
    assert slugs(find_entries(SEMINAR, "Radek June", is_literal=True)) == ["june-in-words"]
    assert not find_entries(SEMINAR, "turn of words").is_understood


TERMS = (
    "Radek",
    "Karl",
    "ann",
    "June",
    "may",
    "1928",
    "1929",
    "summer",
    "+",
    "letters",
    "stances",
    "real",
    "of",
)


@examples(120)
@given(
    st.lists(st.sampled_from(TERMS), max_size=5, unique=True).flatmap(
        lambda t: st.tuples(st.just(t), st.permutations(t))
    )
)
@example((["June", "1928", "1929"], ["1929", "June", "1928"]))
def test_the_order_of_terms_does_not_matter(terms: tuple[list[str], list[str]]) -> None:
    one, other = (slugs(find_entries(SEMINAR, " ".join(words))) for words in terms)
    assert one == other


def is_in_a_month(when: UncertainDate) -> bool:
    return when.earliest.month_text == when.latest.month_text


@examples(120)
@given(st.lists(st.tuples(st.sampled_from(["ann", "radek", "bernstein"]), DATES), min_size=1, max_size=5))
def test_every_claim_is_found_by_its_speaker_and_month(said: list[tuple[str, UncertainDate]]) -> None:
    claims: list[Entry] = [
        claim(f"c{n}", who, date.text, text="It is.") for n, (who, date) in enumerate(said)
    ]
    with_claims = debate(person("radek", "Karl Radek"), person("bernstein", "Karl Bernstein"), *claims)
    for number, (who, when) in enumerate(said):
        month = UncertainDate.parse(when.earliest.month_text).words()
        if is_in_a_month(when):
            for query in (f"{who} {month}", f"{month.split()[0]} {who.upper()}"):
                assert f"c{number}" in [c.slug for c in find_entries(with_claims, query).claims], query
