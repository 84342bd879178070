"""The moments of a dispute, and the states of its argument at each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stances.argument.graph import build_dispute_graph
from stances.argument.presence import Timing
from stances.dates.day import Day
from stances.record.entries import Debate, Document, Event
from stances.record.extent import extent
from stances.record.record import Record
from stances.record.vocabulary import Basis, ColumnUnit
from stances.timeline.moments import (
    PRESENCE_LETTERS,
    Moment,
    MomentKind,
    encode_states,
    find_answered_claims,
    find_moments,
)
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, debate, link
from tests.support.strategies import records

ORDER = "".join(PRESENCE_LETTERS.values())


def document(slug: str, when: str | None, **rest: object) -> Document:
    return Document.model_validate({"slug": slug, "title": f"The {slug}", "when": when, **rest})


def event(slug: str, when: str) -> Event:
    return Event.model_validate({"slug": slug, "name": f"The {slug}", "when": when})


LETTER = document("letter", "1928-05-09", received=[{"by": "bob", "when": "1928-05-28"}])
DATED = debate(
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
).with_edits([Debate.model_validate({"slug": "small", "title": "A small debate", "unit": ColumnUnit.MONTHS})])


def days(moments: tuple[Moment, ...], what: MomentKind) -> dict[str, str]:
    return {m.slug: moment.day.isoformat() for moment in moments for m in moment.marks if m.kind is what}


def test_months_documents_and_events_are_moments_in_order_of_time() -> None:
    moments = find_moments(DATED, "turn")
    assert [m.day for m in moments] == sorted({m.day for m in moments})
    assert days(moments, MomentKind.PERIOD) == {
        "1928-04": "1928-04-30",
        "1928-05": "1928-05-31",
        "1928-06": "1928-06-30",
    }
    assert days(moments, MomentKind.EVENT) == {
        "arrest": "1928-04-30",
        "plenum": "1928-05-09",
        "congress": "1928-06-03",
    }


def test_a_document_of_the_dispute_stands_at_its_latest_day_and_says_where_that_is_not_its_date() -> None:
    moments = find_moments(DATED, "turn")
    assert days(moments, MomentKind.DOCUMENT) == {"letter": "1928-05-09", "draft": "1928-06-10"}
    (draft,) = (mark for moment in moments for mark in moment.marks if mark.slug == "draft")
    assert draft.label == "The draft (document, between April and 10 June 1928)"
    assert draft.possible_since == Day.of(1928, 4, 1)


def test_what_falls_on_one_day_is_one_moment() -> None:
    (moment,) = (m for m in find_moments(DATED, "turn") if m.day == Day.of(1928, 5, 9))
    assert moment.label == "9 May 1928 · The plenum (event); The letter (document)"
    assert moment.kinds == "event document"


def test_as_known_a_document_stands_at_its_arrival() -> None:
    moments = find_moments(DATED, "turn", Basis.KNOWN)
    assert days(moments, MomentKind.DOCUMENT)["letter"] == "1928-05-28"
    (letter,) = (mark for moment in moments for mark in moment.marks if mark.slug == "letter")
    assert letter.label == "The letter (document, known by then; dated 9 May 1928)"


def test_a_day_that_is_asked_for_is_a_moment_beside_the_others() -> None:
    asked = Day.of(1928, 5, 20)
    moments = find_moments(DATED, "turn", extra_day=asked)
    (moment,) = (m for m in moments if m.day == asked)
    assert moment.label == "20 May 1928"
    assert find_moments(DATED, "turn", extra_day=Day.of(1928, 5, 9)) == find_moments(DATED, "turn")


def test_a_dispute_without_dates_has_no_moments() -> None:
    assert find_moments(debate(claim("a", when=None)), "turn") == ()


def test_every_claim_and_link_has_a_letter_for_each_moment() -> None:
    graph = build_dispute_graph(argued(), "turn")
    states = encode_states(
        graph, Timing(argued()), [Day.of(1928, 3, 31), Day.of(1928, 4, 10), Day.of(1928, 5, 31)]
    )
    assert set(states) == {*graph.claims, *graph.links}
    assert (states["ground"], states["thesis"], states["grounds"]) == ("ccc", "apc", "apc")
    assert states["elsewhere"] == "ppp"


def test_a_rebuttal_answers_its_target_and_an_undercut_the_claim_whose_link_it_denies() -> None:
    assert find_answered_claims(build_dispute_graph(argued(), "turn")) == {
        "objects": "thesis",
        "replies": "objection",
        "doubts": "ground",
    }


def test_a_support_answers_nothing() -> None:
    record = debate(claim("a"), claim("b"), link("l", "supports", "a", "b"))
    assert find_answered_claims(build_dispute_graph(record, "turn")) == {}


@given(records(), st.sampled_from(Basis))
@examples(40)
def test_moments_lie_in_the_debate_and_states_never_go_back(record: Record, basis: Basis) -> None:
    for dispute in record.disputes:
        moments = find_moments(record, dispute, basis)
        bounds = extent(record)
        for moment in moments:
            assert bounds is not None
            assert bounds[0] <= moment.day <= bounds[1]
        graph, timing = build_dispute_graph(record, dispute), Timing(record, basis)
        states = encode_states(graph, timing, [m.day for m in moments])
        for letters in states.values():
            assert len(letters) == len(moments)
            assert list(letters) == sorted(letters, key=ORDER.index)
        for number, moment in enumerate(moments):
            there = timing.presence_by_slug(graph, moment.day)
            assert {slug: letters[number] for slug, letters in states.items()} == {
                slug: PRESENCE_LETTERS[presence] for slug, presence in there.items()
            }


def test_several_documents_of_a_day_are_counted(shipped: Record) -> None:
    moments = {m.day.isoformat(): m for m in find_moments(shipped, "left-turn")}
    assert moments["1928-05-09"].summary == "5 documents"
    assert moments["1928-05-09"].marks_words.count(";") == 4
    alone = [m for m in moments.values() if len(m.marks) == 1]
    assert all(m.summary == m.marks_words for m in alone)
