"""Collapsing: what a collapsed group hides, where its links go, how a map's address says it, and what is refused."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.argument import graph as graphs
from stances.argument.collapse import (
    MAX_CLAIMS_EXPANDED,
    AggregatedEdge,
    CollapsedGroup,
    find_branch,
    format_tokens,
    toggle_token,
)
from stances.argument.options import Arrangement, MapView
from stances.errors import BadRequestError
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.figures.map.render import draw_view
from stances.figures.map.svg import SvgForm
from stances.record.record import Record
from stances.record.vocabulary import LinkKind
from tests.support.arguments import arguments
from tests.support.small_debate import argued, claim, debate, link


def _map(record: Record, *tokens: str) -> ArgumentMap:
    return build_argument_map(record, MapView(fold=tokens))


def _many(claims: int) -> Record:
    return debate(*(claim(f"c{n}", dispute="turn" if n % 2 else "other") for n in range(claims)))


def test_a_branch_is_what_leads_only_to_one_claim() -> None:
    graph = graphs.build_whole_graph(argued())
    assert find_branch(graph, "elsewhere") == {"thesis", "ground", "objection", "doubt", "reply"}
    assert find_branch(graph, "objection") == {"reply"}
    assert find_branch(graph, "alone") == frozenset()


def test_what_leads_elsewhere_too_stays_outside_with_all_that_it_rests_on() -> None:
    record = argued(claim("other"), link("too", "supports", "reply", "other"))
    assert find_branch(graphs.build_whole_graph(record), "thesis") == {"ground", "doubt"}


def test_a_claim_that_denies_a_link_is_not_hidden_before_the_one_that_makes_it() -> None:
    record = argued(claim("other"), link("too", "supports", "ground", "other"))
    assert "doubt" not in find_branch(graphs.build_whole_graph(record), "thesis")


def test_a_branch_is_hidden_behind_its_claim() -> None:
    argument_map = _map(argued(), "objection")
    assert argument_map.collapsed == {
        "objection": CollapsedGroup("objection", "Claim objection stands.", ("reply",), "objection")
    }
    assert "reply" not in argument_map.graph.claims
    assert argument_map.aggregated_edges == ()


def test_a_claim_that_nothing_leads_to_has_nothing_to_collapse() -> None:
    assert _map(argued(), "alone").collapsed == {}


def test_a_group_is_one_box_and_its_links_are_counted() -> None:
    argument_map = _map(argued(), "speaker:ann")
    assert argument_map.collapsed["speaker:ann"].claims == ("ground", "thesis", "reply")
    assert set(argument_map.aggregated_edges) == {
        AggregatedEdge(LinkKind.SUPPORTS, "fold/speaker/ann", "elsewhere", ("leads",)),
        AggregatedEdge(LinkKind.REBUTS, "objection", "fold/speaker/ann", ("objects",)),
        AggregatedEdge(LinkKind.REBUTS, "fold/speaker/ann", "objection", ("replies",)),
        AggregatedEdge(LinkKind.UNDERCUTS, "doubt", "fold/speaker/ann", ("doubts",)),
    }


def test_an_undercut_from_a_collapsed_group_still_ends_on_the_link_that_it_denies() -> None:
    argument_map = _map(argued(), "speaker:carl")
    assert (
        AggregatedEdge(LinkKind.UNDERCUTS, "fold/speaker/carl", "grounds", ("doubts",))
        in argument_map.aggregated_edges
    )


def test_a_link_from_several_claims_is_one_arrow_from_all_their_boxes() -> None:
    joined = link("joined", "supports", "objection", "thesis", by="bob", **{"with": ["doubt", "alone"]})
    apart = link("excludes", "rebuts", "objection", "doubt", mutual=True)
    back = link("excluded", "rebuts", "alone", "objection", mutual=True)
    edges = _map(argued(joined, apart, back), "speaker:carl").aggregated_edges
    assert (
        AggregatedEdge(LinkKind.SUPPORTS, "objection", "thesis", ("joined",), ("fold/speaker/carl",)) in edges
    )
    assert {e.links for e in edges if e.mutual} == {("excludes", "excluded")}
    branch = _map(argued(joined), "thesis").graph.claims
    assert {"thesis", "elsewhere"} == set(branch), "all that it starts from is behind it"
    assert (
        "objection"
        in _map(argued(joined, link("too", "supports", "alone", "elsewhere")), "thesis").graph.claims
    )


def test_claims_of_no_faction_are_a_group_too() -> None:
    argument_map = _map(argued(), "faction:")
    assert argument_map.collapsed["faction:"].label == "No faction"
    assert "doubt" in argument_map.collapsed["faction:"].claims


def test_a_small_map_is_not_collapsed_and_a_big_one_is_by_dispute_or_by_faction() -> None:
    assert build_argument_map(_many(MAX_CLAIMS_EXPANDED), MapView()).collapsed == {}
    assert set(build_argument_map(_many(MAX_CLAIMS_EXPANDED + 1), MapView()).collapsed) == {
        "dispute:turn",
        "dispute:other",
    }
    one = build_argument_map(_many(2 * MAX_CLAIMS_EXPANDED + 2), MapView(dispute="turn"))
    assert set(one.collapsed) == {"faction:left"}
    assert build_argument_map(_many(MAX_CLAIMS_EXPANDED + 1), MapView(fold=())).collapsed == {}


def test_an_overview_by_speaker_has_a_box_a_speaker() -> None:
    view = MapView(arrange=Arrangement.SPEAKER)
    assert set(build_argument_map(_many(MAX_CLAIMS_EXPANDED + 1), view).collapsed) == {"speaker:ann"}


def test_expanding_one_group_of_an_overview_names_the_others() -> None:
    argument_map = build_argument_map(_many(MAX_CLAIMS_EXPANDED + 1), MapView())
    assert argument_map.toggle_token("dispute:turn") == ("dispute:other",)
    assert format_tokens(argument_map.toggle_token("dispute:turn")) == "dispute:other"


def test_toggling_twice_leaves_what_was_collapsed() -> None:
    assert toggle_token(toggle_token(("a",), "b"), "b") == ("a",)
    assert format_tokens(()) == "none"
    assert MapView.from_query({"fold": format_tokens(())}).fold == ()


@pytest.mark.parametrize(
    ("token", "named"),
    [
        ("ghost", "Choose from: dispute:…, faction:…, speaker:…, thesis"),
        ("faction:centre", "Choose from: faction:, faction:left, faction:right"),
        ("party:left", "Choose from: dispute:…"),
    ],
)
def test_a_token_that_names_nothing_is_refused_with_what_there_is(token: str, named: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        _map(argued(), token)
    assert named in str(refused.value)


def test_a_group_says_how_many_claims_from_when_to_when_and_links_to_what_expands_it() -> None:
    class Addresses:
        def __call__(self, _: object, slug: str) -> str:
            return f"/{slug}"

        def expand_url(self, token: str) -> str:
            return f"?fold={token}"

    view = MapView(fold=("speaker:ann", "faction:right"))
    svg = draw_view(argued(), view, "svg", render_in_process, SvgForm(href=Addresses())).decode()
    assert 'data-fold="speaker:ann"' in svg
    assert "3 claims. from March to August 1928." in svg
    assert 'href="?fold=faction:right"' in svg


TOKENS = ("speaker:ann", "faction:left", "faction:", "dispute:turn", "c0", "c1", "c2")


@given(arguments(), st.lists(st.sampled_from(TOKENS), unique=True, max_size=4))
def test_every_claim_is_in_one_place_and_every_link_is_drawn_counted_or_inside(
    record: Record, tokens: list[str]
) -> None:
    argument_map = _map(record, *(token for token in tokens if ":" in token or token in record.claims))
    places = Counter(
        [
            *argument_map.graph.claims,
            *(slug for group in argument_map.collapsed.values() for slug in group.claims),
        ]
    )
    assert places == Counter(record.claims.keys())
    shown_links = Counter(
        [*argument_map.graph.links, *(slug for edge in argument_map.aggregated_edges for slug in edge.links)]
    )
    assert max(shown_links.values(), default=1) == 1
    boxes = {
        *argument_map.graph.claims,
        *argument_map.graph.links,
        *(group.node_id for group in argument_map.collapsed.values()),
    }
    assert all({*edge.sources, edge.target} <= boxes for edge in argument_map.aggregated_edges)


@given(arguments(6), st.lists(st.sampled_from(TOKENS), unique=True, max_size=3))
def test_every_collapsed_map_can_be_drawn(record: Record, tokens: list[str]) -> None:
    tokens_ = tuple(token for token in tokens if ":" in token or token in record.claims)
    assert draw_view(record, MapView(fold=tokens_), "svg", render_in_process)


def test_a_group_of_one_month_names_it_once() -> None:
    argument_map = _map(debate(claim("a", when="1928-05-02"), claim("b", when="1928-05-20")), "speaker:ann")
    assert argument_map.describe_collapsed_dates(argument_map.collapsed["speaker:ann"]) == "May 1928"
