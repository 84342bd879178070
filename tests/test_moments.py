"""The moments of a dispute, and the states of its argument at each."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from stances.argument.graph import of_dispute
from stances.argument.presence import Timing
from stances.record.entries import Document, Event
from stances.record.extent import extent
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.moments import LETTERS, Moment, What, answered_by, moments, states
from tests.properties import examples
from tests.small_debate import argued, claim, debate, link
from tests.strategies import records

ORDER = "".join(LETTERS.values())


def document(slug: str, when: str | None, **rest: object) -> Document:
    return Document.model_validate({"slug": slug, "title": f"The {slug}", "when": when, **rest})


def event(slug: str, when: str) -> Event:
    return Event.model_validate({"slug": slug, "name": f"The {slug}", "when": when})


LETTER = document("letter", "1928-05-09", received=[{"by": "bob", "when": "1928-05-28"}])
TOLD = debate(
    LETTER,
    document("draft", "1928-04/1928-06-10"),
    document("undated", None),
    document("elsewhere", "1928-06-02"),
    event("plenum", "1928-05-09"),
    event("congress", "1928-06-03/1928-06-20"),
    event("arrest", "1928-04"),
    claim("first", when="1928-04-02"),
    claim("a", when="1928-05-09", document="letter"),
    claim("b", when="1928-06-10", document="draft"),
    claim("c", when="1928-06-30", document="undated"),
    claim("other", when="1928-06-02", dispute="other", document="elsewhere"),
)


def days(found: tuple[Moment, ...], what: What) -> dict[str, str]:
    return {m.slug: moment.day.isoformat() for moment in found for m in moment.marks if m.what is what}


def test_months_documents_and_events_are_moments_in_order_of_time() -> None:
    found = moments(TOLD, "turn")
    assert [m.day for m in found] == sorted({m.day for m in found})
    assert days(found, What.MONTH) == {
        "1928-04": "1928-04-30",
        "1928-05": "1928-05-31",
        "1928-06": "1928-06-30",
    }
    assert days(found, What.EVENT) == {
        "arrest": "1928-04-30",
        "plenum": "1928-05-09",
        "congress": "1928-06-03",
    }


def test_a_document_of_the_dispute_stands_at_its_latest_day_and_says_where_that_is_not_its_date() -> None:
    found = moments(TOLD, "turn")
    assert days(found, What.DOCUMENT) == {"letter": "1928-05-09", "draft": "1928-06-10"}
    (draft,) = (mark for moment in found for mark in moment.marks if mark.slug == "draft")
    assert draft.label == "The draft (document, between April and 10 June 1928)"
    assert draft.since == date(1928, 4, 1)


def test_what_falls_on_one_day_is_one_moment() -> None:
    (moment,) = (m for m in moments(TOLD, "turn") if m.day == date(1928, 5, 9))
    assert moment.label == "9 May 1928 · The plenum (event); The letter (document)"
    assert moment.whats == "event document"


def test_as_known_a_document_stands_at_its_arrival() -> None:
    found = moments(TOLD, "turn", Basis.KNOWN)
    assert days(found, What.DOCUMENT)["letter"] == "1928-05-28"
    (letter,) = (mark for moment in found for mark in moment.marks if mark.slug == "letter")
    assert letter.label == "The letter (document, read by then; written 9 May 1928)"


def test_a_day_that_is_asked_for_is_a_moment_beside_the_others() -> None:
    asked = date(1928, 5, 20)
    found = moments(TOLD, "turn", also=asked)
    (moment,) = (m for m in found if m.day == asked)
    assert moment.label == "20 May 1928"
    assert moments(TOLD, "turn", also=date(1928, 5, 9)) == moments(TOLD, "turn")


def test_a_dispute_without_dates_has_no_moments() -> None:
    assert moments(debate(claim("a", when=None)), "turn") == ()


def test_every_claim_and_link_has_a_letter_for_each_moment() -> None:
    graph = of_dispute(argued(), "turn")
    told = states(graph, Timing(argued()), [date(1928, 3, 31), date(1928, 4, 10), date(1928, 5, 31)])
    assert set(told) == {*graph.claims, *graph.links}
    assert (told["ground"], told["thesis"], told["grounds"]) == ("ccc", "apc", "apc")
    assert told["elsewhere"] == "ppp"


def test_a_rebuttal_answers_its_target_and_an_undercut_the_claim_whose_link_it_denies() -> None:
    assert answered_by(of_dispute(argued(), "turn")) == {
        "objects": "thesis",
        "replies": "objection",
        "doubts": "ground",
    }


def test_a_support_answers_nothing() -> None:
    record = debate(claim("a"), claim("b"), link("l", "supports", "a", "b"))
    assert answered_by(of_dispute(record, "turn")) == {}


@given(records(), st.sampled_from(Basis))
@examples(40)
def test_moments_lie_in_the_debate_and_states_never_go_back(record: Record, basis: Basis) -> None:
    for dispute in record.disputes:
        found = moments(record, dispute, basis)
        bounds = extent(record)
        for moment in found:
            assert bounds is not None
            assert bounds[0] <= moment.day <= bounds[1]
        graph, timing = of_dispute(record, dispute), Timing(record, basis)
        told = states(graph, timing, [m.day for m in found])
        for letters in told.values():
            assert len(letters) == len(found)
            assert list(letters) == sorted(letters, key=ORDER.index)
        for number, moment in enumerate(found):
            there = timing.presences(graph, moment.day)
            assert {slug: letters[number] for slug, letters in told.items()} == {
                slug: LETTERS[presence] for slug, presence in there.items()
            }
