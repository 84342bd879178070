"""What is there of a debate on a day, as written and as known, and how far it is sure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.argument.graph import build_whole_graph
from stances.argument.options import LayoutMode, MapView
from stances.argument.presence import ALWAYS, DayBounds, Presence, Timing, find_arrival
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.figures.map.map import build_argument_map
from stances.record.entries import Document, Stance
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.record.wording import describe_arrival
from tests.support.properties import examples
from tests.support.small_debate import claim, debate, link
from tests.support.strategies import records

ABSENT, POSSIBLE, CERTAIN = Presence.ABSENT, Presence.POSSIBLE, Presence.CERTAIN
DAYS = st.integers(int(Day.of(1926, 12, 1)), int(Day.of(1931, 1, 31))).map(Day)


def document(slug: str = "letter", when: str | None = "1928-05-09", **rest: Any) -> Document:
    return Document.model_validate({"slug": slug, "title": f"The {slug}", "when": when, **rest})


def on(record: Record, slug: str, day: str, basis: Basis = Basis.WRITTEN) -> Presence:
    """A claim or a link as of a day."""
    return Timing(record, basis).presence_by_slug(
        build_whole_graph(record), UncertainDate.parse(day).earliest
    )[slug]


LETTER = document(received=[{"by": "bob", "when": "1928-05-28"}, {"by": "carl", "when": "1928-06-02"}])
IN_LETTER = debate(LETTER, claim("a", when="1928-05-09", document="letter"))


@pytest.mark.parametrize(
    ("when", "day", "expected"),
    [
        ("1928-05-09", "1928-05-08", ABSENT),
        ("1928-05-09", "1928-05-09", CERTAIN),
        ("1928-05", "1928-04-30", ABSENT),
        ("1928-05", "1928-05-01", POSSIBLE),
        ("1928-05", "1928-05-30", POSSIBLE),
        ("1928-05", "1928-05-31", CERTAIN),
        (None, "1928-01-01", POSSIBLE),
        (None, "1929-12-31", POSSIBLE),
        ("1928-05/..", "1929-12-31", POSSIBLE),
        ("../1928-05", "1928-01-01", POSSIBLE),
    ],
)
def test_a_claim_is_possible_from_its_earliest_day_and_certain_from_its_latest(when, day, expected) -> None:
    assert on(debate(claim("a", when=when)), "a", day) is expected


def test_a_claim_is_as_known_only_when_the_first_reader_had_its_document() -> None:
    assert on(IN_LETTER, "a", "1928-05-09") is CERTAIN
    assert on(IN_LETTER, "a", "1928-05-27", Basis.KNOWN) is ABSENT
    assert on(IN_LETTER, "a", "1928-05-28", Basis.KNOWN) is CERTAIN


def test_a_publication_before_the_receipts_makes_a_document_known() -> None:
    letter = LETTER.model_copy(update={"published": document(when="1928-05-20").when})
    assert find_arrival(letter) == DayBounds(Day.of(1928, 5, 20), Day.of(1928, 5, 20))
    assert find_arrival(document()) is None


def test_an_undated_claim_has_the_date_of_its_document() -> None:
    record = debate(LETTER, claim("a", when=None, document="letter"))
    assert on(record, "a", "1928-05-08") is ABSENT
    assert on(record, "a", "1928-05-09") is CERTAIN
    assert on(record, "a", "1928-05-28", Basis.KNOWN) is CERTAIN


def test_what_nobody_dated_had_been_written_when_it_was_first_read() -> None:
    undated = LETTER.model_copy(update={"when": None})
    record = debate(undated, claim("a", when=None, document="letter"))
    assert on(record, "a", "1928-05-27") is POSSIBLE
    assert on(record, "a", "1928-05-27", Basis.KNOWN) is ABSENT
    for basis in Basis:
        assert on(record, "a", "1928-05-28", basis) is CERTAIN


def test_what_has_no_recorded_arrival_is_known_when_it_was_written() -> None:
    record = debate(document(), claim("a", when="1928-05-09", document="letter"), claim("b", when="1928-06"))
    for slug in "ab":
        for day in ("1928-05-08", "1928-05-09", "1928-06-10", "1928-06-30"):
            assert on(record, slug, day, Basis.KNOWN) is on(record, slug, day)


def test_an_arrival_never_makes_a_vague_date_surer() -> None:
    record = debate(LETTER, claim("a", when="1928", document="letter"))
    assert Timing(record, Basis.KNOWN).claim_bounds(record.claims["a"]) == DayBounds(
        Day.of(1928, 5, 28), Day.of(1928, 12, 31)
    )


def test_an_arrival_is_described_in_words() -> None:
    published = LETTER.model_copy(update={"published": document(when="1928-07").when})
    assert describe_arrival(IN_LETTER, published) == (
        "received by Bob 28 May 1928; received by Carl 2 June 1928; published July 1928"
    )
    assert describe_arrival(IN_LETTER, document()) == ""


@pytest.mark.parametrize("act", ["withdraws", "disowns"])
def test_a_claim_is_withdrawn_from_the_act_of_its_speaker_on(act) -> None:
    taken_back = {"participant": "ann", "act": act, "when": "1928-07"}
    record = debate(claim("a", when="1928-05-09", acts=[taken_back]))
    presences = [
        on(record, "a", day) for day in ("1928-05-09", "1928-06-30", "1928-07-01", "1928-07-31", "1929-01-01")
    ]
    assert presences == [
        CERTAIN,
        CERTAIN,
        Presence.PERHAPS_WITHDRAWN,
        Presence.WITHDRAWN,
        Presence.WITHDRAWN,
    ]


def test_what_another_disowns_is_not_withdrawn() -> None:
    record = debate(claim("a", acts=[{"participant": "bob", "act": "disowns", "when": "1928-07"}]))
    assert on(record, "a", "1929-01-01") is CERTAIN


def test_an_act_without_a_date_has_that_of_its_document_and_arrives_with_it() -> None:
    taken_back = {"participant": "ann", "act": "withdraws", "document": "letter"}
    record = debate(LETTER, claim("a", when="1928-03", acts=[taken_back]))
    assert on(record, "a", "1928-05-10") is Presence.WITHDRAWN
    assert on(record, "a", "1928-05-10", Basis.KNOWN) is CERTAIN
    assert on(record, "a", "1928-05-28", Basis.KNOWN) is Presence.WITHDRAWN


def test_a_link_is_as_present_as_the_less_certain_of_its_ends() -> None:
    record = debate(
        claim("a", when="1928-03-10"), claim("b", when="1928-05"), link("l", "supports", "a", "b")
    )
    presences = [on(record, "l", day) for day in ("1928-04-30", "1928-05-01", "1928-05-31")]
    assert presences == [ABSENT, POSSIBLE, CERTAIN]
    joined = link("l", "supports", "a", "a2", **{"with": ["b"]})
    record = debate(
        claim("a", when="1928-03-10"), claim("a2", when="1928-03"), claim("b", when="1928-05"), joined
    )
    assert [on(record, "l", day) for day in ("1928-04-30", "1928-05-01", "1928-05-31")] == presences


def test_a_link_waits_for_the_document_that_draws_it() -> None:
    record = debate(
        document(when="1928-08-01"),
        claim("a", when="1928-03"),
        claim("b", when="1928-05"),
        link("l", "supports", "a", "b", document="letter"),
    )
    assert on(record, "l", "1928-07-31") is ABSENT
    assert on(record, "l", "1928-08-01") is CERTAIN


def test_an_undercut_waits_for_the_link_that_it_denies() -> None:
    record = debate(
        claim("a", when="1928-03"),
        claim("late", when="1928-09"),
        claim("doubt", when="1928-04"),
        link("l", "supports", "a", "late"),
        link("u", "undercuts", "doubt", "l"),
    )
    assert on(record, "u", "1928-05-01") is ABSENT
    assert on(record, "u", "1928-09-30") is CERTAIN


def test_a_stance_is_known_when_the_first_claim_it_rests_on_is() -> None:
    stance = Stance.model_validate(
        {"slug": "s", "participant": "ann", "dispute": "turn", "when": "1928-05", "claims": ["a", "b"]}
    )
    claims = claim("a", when="1928-05-09", document="letter"), claim("b", when="1928-06-20")
    known = Timing(debate(LETTER, *claims, stance), Basis.KNOWN)
    assert known.stance_bounds(stance) == DayBounds(Day.of(1928, 5, 28), Day.of(1928, 5, 31))
    assert Timing(debate(*claims, stance), Basis.KNOWN).stance_bounds(stance) == stance.when.sort_key


def test_laid_out_anew_a_map_has_only_what_may_be_there() -> None:
    record = debate(
        claim("a", when="1928-03", acts=[{"participant": "bob", "act": "endorses", "when": "1928-08"}]),
        claim("b", when="1928-07"),
        claim("c", when=None),
        link("l", "supports", "a", "b"),
    )
    view = MapView(dispute="turn", as_of=Day.of(1928, 5, 1), layout=LayoutMode.FRESH)
    graph = build_argument_map(record, view).graph
    assert set(graph.claims) == {"a", "c"}
    assert not graph.links
    assert graph.claims["a"].acts == ()


@pytest.mark.parametrize("layout", LayoutMode)
def test_a_map_as_of_a_day_outside_the_debate_is_refused(layout) -> None:
    with pytest.raises(BadRequestError, match="1928"):
        build_argument_map(
            debate(claim("a")), MapView(dispute="turn", as_of=Day.of(1950, 1, 1), layout=layout)
        )


@given(records(), st.lists(DAYS, min_size=2, max_size=6), st.sampled_from(Basis))
@examples(60)
def test_presence_never_goes_back(record, days, basis) -> None:
    timing, graph, order = Timing(record, basis), build_whole_graph(record), list(Presence)
    passed = [timing.presence_by_slug(graph, day) for day in sorted(days)]
    for slug in (*graph.claims, *graph.links):
        stages = [order.index(at[slug]) for at in passed]
        assert stages == sorted(stages)


@given(records(), DAYS)
@examples(60)
def test_nothing_is_surer_as_known_than_as_written(record, day) -> None:
    graph = build_whole_graph(record)
    written, known = (Timing(record, basis).presence_by_slug(graph, day) for basis in Basis)
    order = list(Presence)
    for slug in graph.links:
        assert order.index(known[slug]) <= order.index(written[slug])
    for slug in graph.claims:
        assert order.index(known[slug]) <= order.index(written[slug])


@given(records(), DAYS, st.sampled_from(Basis))
@examples(60)
def test_no_link_is_there_without_its_ends(record, day, basis) -> None:
    graph = build_whole_graph(record)
    there = {
        s for s, at in Timing(record, basis).presence_by_slug(graph, day).items() if at is not Presence.ABSENT
    }
    for slug in there & graph.links.keys():
        assert {*graph.links[slug].premises, graph.links[slug].target} <= there


def test_the_undated_are_possible_on_every_day() -> None:
    assert ALWAYS.presence_on(Day.min) is POSSIBLE
    assert ALWAYS.presence_on(Day.of(9999, 12, 30)) is POSSIBLE
