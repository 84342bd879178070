"""Filters of a map: what passes, what stays with it, how it is said, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.argument import graph as graphs
from stances.argument.filters import filter_graph
from stances.argument.graph import Graph
from stances.argument.options import Filter, MapView
from stances.argument.wording import describe_filter
from stances.dates.day import Day
from stances.errors import BadRequestError
from stances.figures.map.dot import write_dot
from stances.figures.map.map import build_argument_map
from stances.record.entries import Faction
from stances.record.record import Record
from stances.record.vocabulary import Attribution, LinkKind
from tests.support.arguments import arguments
from tests.support.small_debate import argued, claim, debate, link


def _filtered(record: Record, **criteria: Any) -> Graph:
    return filter_graph(record, graphs.build_whole_graph(record), Filter(**criteria))


def test_without_filters_the_graph_is_the_same() -> None:
    graph = graphs.build_whole_graph(argued())
    assert filter_graph(argued(), graph, Filter()) is graph


def test_a_faction_keeps_what_its_members_said_while_they_belonged_to_it() -> None:
    graph = _filtered(argued(), factions=("left",))
    assert set(graph.claims) == {"thesis", "ground"}
    assert set(graph.links) == {"grounds"}


def test_a_participant_keeps_what_they_said_and_what_they_signed() -> None:
    signed = claim("signed", "bob", acts=[{"participant": "carl", "act": "signs"}])
    graph = _filtered(argued(signed), participants=("carl",))
    assert set(graph.claims) == {"doubt", "alone", "signed"}


def test_attributions_are_those_of_claims() -> None:
    assert set(_filtered(argued(), attributions=(Attribution.REPORTED,)).claims) == {"objection"}


def test_tags_keep_claims_with_any_of_them_and_an_unknown_one_is_refused_with_those_there_are() -> None:
    tagged = claim("tagged", tags=["peace"]), claim("other", tags=["bread", "price of bread"])
    assert set(_filtered(argued(*tagged), tags=("peace", "bread")).claims) == {"tagged", "other"}
    with pytest.raises(BadRequestError, match="Choose from: bread, peace, price of bread"):
        _filtered(argued(*tagged), tags=("war",))
    assert describe_filter(argued(*tagged), Filter(tags=("peace",))) == "Only claims tagged “peace”"


def test_a_kind_of_link_leaves_all_claims_and_an_undercut_keeps_the_link_it_denies() -> None:
    graph = _filtered(argued(), links=(LinkKind.UNDERCUTS,))
    assert set(graph.links) == {"doubts", "grounds"}
    assert set(graph.claims) == set(argued().claims)


def test_a_claim_passes_if_its_date_may_lie_in_the_span_or_if_it_has_none() -> None:
    graph = _filtered(argued(), since=Day.of(1928, 5, 1), until=Day.of(1928, 6, 1))
    assert {"objection", "alone", "doubt", "elsewhere"} == set(graph.claims)
    assert set(_filtered(argued(), since=Day.of(1928, 8, 31)).claims) == {"reply", "elsewhere"}


def test_unanswered_attacks_stay_with_both_ends() -> None:
    graph = _filtered(argued(), unanswered=True)
    assert set(graph.links) == {"replies", "doubts", "grounds"}
    assert set(graph.claims) == {"reply", "objection", "doubt", "ground", "thesis"}


def test_an_attack_answered_outside_the_map_is_answered() -> None:
    record = debate(
        claim("a"),
        claim("b"),
        claim("c", dispute="other"),
        link("x", "rebuts", "b", "a"),
        link("y", "rebuts", "c", "b"),
    )
    graph = filter_graph(
        record, graphs.build_dispute_graph(record, "turn", context=False), Filter(unanswered=True)
    )
    assert not graph.links


def test_an_argument_line_leads_from_a_claim_to_what_answers_it() -> None:
    graph = _filtered(argued(), line="thesis")
    assert set(graph.claims) == {"thesis", "objection", "reply"}
    assert set(graph.links) == {"objects", "replies"}


@pytest.mark.parametrize(
    ("criteria", "named"),
    [
        ({"factions": ("centre",)}, "“centre”. Choose from: left, right"),
        ({"participants": ("dora",)}, "“dora”. Choose from: ann, bob, carl"),
        ({"line": "ghost"}, "“ghost”. Choose from: ground, thesis"),
        ({"since": Day.of(1928, 9, 1)}, "from 1 March 1928 to 31 August 1928"),
        ({"until": Day.of(1927, 1, 1)}, "“until” is 1927-01-01"),
        ({"since": Day.of(1928, 6, 1), "until": Day.of(1928, 5, 1)}, "change places"),
    ],
)
def test_what_the_debate_does_not_have_is_refused_with_what_it_has(criteria: Any, named: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        _filtered(argued(), **criteria)
    assert named in str(refused.value)


def test_a_refusal_names_a_few_of_many() -> None:
    record = debate(*(Faction(slug=f"f{n}", name=f"F{n}") for n in range(9)))
    with pytest.raises(BadRequestError, match=r"left, right, f0, f1, f2, f3, f4, f5 and 3 more\."):
        _filtered(record, factions=("x",))


def test_a_day_outside_the_debate_is_refused() -> None:
    with pytest.raises(BadRequestError, match="as_of"):
        build_argument_map(argued(), MapView(as_of=Day.of(1930, 1, 1)))


def test_the_filters_are_described_in_words() -> None:
    criteria = Filter(factions=("left",), since=Day.of(1928, 5, 1), links=(LinkKind.REBUTS,), unanswered=True)
    assert describe_filter(argued(), criteria) == (
        "Only claims of The left; links that rebut; claims that may date from 1 May 1928 on; "
        "unanswered objections"
    )
    assert describe_filter(argued(), Filter()) == ""


def test_a_map_with_nothing_left_says_so_even_without_a_title() -> None:
    criteria = Filter(factions=("left",), attributions=(Attribution.REPORTED,))
    for title in (True, False):
        dot = write_dot(build_argument_map(argued(), MapView(filter=criteria, title=title, legend=False)))
        assert "Only claims of The left; claims marked “reported”: none found" in dot.replace("</I>", "")


@given(
    arguments(),
    st.builds(
        Filter,
        factions=st.sets(st.sampled_from(["left", "right"])).map(tuple),
        participants=st.sets(st.sampled_from(["ann", "bob"])).map(tuple),
        links=st.sets(st.sampled_from(LinkKind)).map(tuple),
        unanswered=st.booleans(),
    ),
)
def test_whatever_is_asked_every_link_keeps_both_its_ends(record: Record, criteria: Filter) -> None:
    graph = filter_graph(record, graphs.build_whole_graph(record), criteria)
    for link_ in graph.links.values():
        assert link_.source in graph.claims
        assert link_.target in graph.claims or link_.target in graph.links
