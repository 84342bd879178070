"""Which claims a selection shows, what rests on what, and who has answered whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.argument import graph
from stances.errors import NotFoundError
from stances.record.record import Record, find_joined_claims
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, debate, link
from tests.support.strategies import records


def test_a_dispute_shows_linked_claims_of_other_disputes_as_context() -> None:
    shown = graph.build_dispute_graph(argued(), "turn")
    assert "elsewhere" in shown.claims
    assert shown.context == {"elsewhere"}


def test_a_dispute_leaves_out_what_no_link_joins_to_it() -> None:
    record = argued(claim("far", dispute="other"))
    assert "far" not in graph.build_dispute_graph(record, "turn").claims


def test_a_claim_that_touches_a_second_dispute_belongs_to_both() -> None:
    record = debate(claim("both", dispute="turn", also=["other"]))
    assert graph.build_dispute_graph(record, "other").context == frozenset()
    assert "both" in graph.build_dispute_graph(record, "other").claims


def test_an_undercut_brings_the_link_it_denies_and_both_its_ends() -> None:
    shown = graph.build_participant_graph(argued(), "carl")
    assert {"ground", "thesis"} <= shown.context
    assert {"doubts", "grounds"} <= set(shown.links)


def test_a_participant_shows_what_they_signed_as_their_own() -> None:
    record = debate(claim("shared", "ann", acts=[{"participant": "bob", "act": "signs"}]))
    assert graph.build_participant_graph(record, "bob").context == frozenset()


def test_the_surroundings_of_a_claim_grow_with_the_steps() -> None:
    record = argued()
    assert set(graph.build_claim_graph(record, "reply", 0).claims) == {"reply"}
    assert set(graph.build_claim_graph(record, "reply", 1).claims) == {"reply", "objection"}
    assert set(graph.build_claim_graph(record, "reply", 2).claims) == {"reply", "objection", "thesis"}
    assert graph.build_claim_graph(record, "reply", 2).focus == "reply"


def test_everything_is_in_order_of_time_and_undated_claims_come_last() -> None:
    assert list(graph.build_whole_graph(argued()).claims)[:2] == ["ground", "thesis"]
    assert list(graph.build_whole_graph(argued()).claims)[-1] == "elsewhere"


def test_links_that_lead_nowhere_are_left_out() -> None:
    record = debate(
        claim("a"),
        link("dangling", "supports", "a", "ghost"),
        link("from-nobody", "supports", "ghost", "a"),
        link("itself", "undercuts", "a", "itself"),
        link("ring-1", "undercuts", "a", "ring-2"),
        link("ring-2", "undercuts", "a", "ring-1"),
    )
    assert not graph.build_whole_graph(record).links


@pytest.mark.parametrize(
    "select", [graph.build_dispute_graph, graph.build_participant_graph, graph.build_claim_graph]
)
def test_an_unknown_slug_is_not_found(select) -> None:
    with pytest.raises(NotFoundError, match="ghost"):
        select(argued(), "ghost")


def test_claims_that_support_each_other_in_a_ring_are_found_in_order() -> None:
    record = debate(
        *(claim(s) for s in "abcd"),
        link("ab", "supports", "a", "b"),
        link("bc", "supports", "b", "c"),
        link("ca", "supports", "c", "a"),
        link("cd", "supports", "c", "d"),
        link("dc", "rebuts", "d", "c"),
    )
    (ring,) = graph.find_support_cycles(graph.build_whole_graph(record))
    assert ring in [("a", "b", "c"), ("b", "c", "a"), ("c", "a", "b")]


def _supported_by(slug: str, pairs: list[tuple[str, str]]) -> set[str]:
    """Every claim to which supports lead from this one, directly or through others."""
    reached: set[str] = set()
    while more := {b for a, b in pairs if a in {slug, *reached}} - reached:
        reached |= more
    return reached


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")).filter(lambda p: p[0] != p[1])))
def test_every_ring_that_is_found_is_one(pairs) -> None:
    links = [link(f"l{i}", "supports", a, b) for i, (a, b) in enumerate(pairs)]
    shown = graph.build_whole_graph(debate(*(claim(s) for s in "abcde"), *links))
    rings = graph.find_support_cycles(shown)
    for ring in rings:
        assert all(pair in pairs for pair in zip(ring, (*ring[1:], ring[0]), strict=True))
    assert bool(rings) == any(slug in _supported_by(slug, pairs) for slug in "abcde")


def test_a_rebuttal_is_answered_by_a_rebuttal_of_its_claim_or_an_undercut_of_itself() -> None:
    shown = graph.build_whole_graph(argued())
    assert {k.slug for k in graph.find_unanswered_attacks(shown)} == {"doubts", "replies"}
    record = argued(link("denies", "undercuts", "alone", "replies"))
    assert {k.slug for k in graph.find_unanswered_attacks(graph.build_whole_graph(record))} == {
        "doubts",
        "denies",
    }


def test_an_argument_line_goes_from_a_claim_to_its_rebuttals_and_their_answers() -> None:
    line = graph.trace_argument_line(graph.build_whole_graph(argued()), "thesis")
    assert [(step.depth, step.claim.slug) for step in line] == [(0, "thesis"), (1, "objection"), (2, "reply")]


def test_a_link_from_several_claims_is_on_a_map_that_has_them_all() -> None:
    record = argued(
        link("joined", "supports", "reply", "thesis", **{"with": ["ground", "far"]}),
        claim("far", dispute="other"),
    )
    around = graph.build_claim_graph(record, "far", steps=1)
    assert set(around.claims) == {"far", "reply", "ground", "thesis"}
    assert "far" in graph.build_dispute_graph(record, "turn").context
    without = graph.build_dispute_graph(record, "turn", context=False)
    assert "joined" not in without.links
    kept = graph.extract_subgraph(around, {"far", "reply", "thesis"}, around.links)
    assert "joined" not in kept.links


def test_a_joint_attack_is_answered_by_a_rebuttal_of_any_claim_that_it_starts_from() -> None:
    record = argued(
        claim("more"),
        link("joint", "rebuts", "objection", "ground", **{"with": ["more"]}),
        link("against", "rebuts", "alone", "more"),
    )
    shown = graph.build_whole_graph(record)
    assert {k.slug for k in graph.find_answers(shown, record.links["joint"])} == {"replies", "against"}
    line = graph.trace_argument_line(shown, "ground")
    assert [(step.depth, step.claim.slug) for step in line] == [
        (0, "ground"),
        (1, "objection"),
        (2, "reply"),
        (2, "alone"),
    ]


def test_contraries_rebut_each_other_and_are_no_answer_to_themselves() -> None:
    record = argued(link("excludes", "rebuts", "reply", "alone", mutual=True))
    shown = graph.build_whole_graph(record)
    unanswered = {k.slug for k in graph.find_unanswered_attacks(shown)}
    assert "replies" not in unanswered, "what makes it is excluded by another claim"
    assert "excludes" in unanswered
    for one, other in (("reply", "alone"), ("alone", "reply")):
        assert [step.claim.slug for step in graph.trace_argument_line(shown, one)] == [one, other]


def test_an_argument_line_that_returns_ends_there() -> None:
    record = debate(claim("a"), claim("b"), link("ab", "rebuts", "a", "b"), link("ba", "rebuts", "b", "a"))
    line = graph.trace_argument_line(graph.build_whole_graph(record), "a")
    assert [(step.claim.slug, step.already_shown) for step in line] == [
        ("a", False),
        ("b", False),
        ("a", True),
    ]


def test_without_context_a_dispute_has_its_own_claims_and_the_links_among_them() -> None:
    alone = graph.build_dispute_graph(argued(), "turn", context=False)
    assert set(alone.claims) == {c.slug for c in argued().claims_of_dispute["turn"]}
    assert set(alone.links) == {"grounds", "objects", "doubts", "replies"}
    assert alone.context == frozenset()


@given(record=records(), steps=st.integers(1, 3))
@examples(60)
def test_around_a_claim_is_what_so_many_links_reach_and_the_links_between(record: Record, steps: int) -> None:
    ends = {slug: find_joined_claims(record.claims, record.links, k) for slug, k in record.links.items()}
    for focus in record.claims:
        reached = {focus}
        for _ in range(steps):
            reached = reached.union(*(joined for joined in ends.values() if joined & reached))
        shown = graph.build_claim_graph(record, focus, steps)
        assert set(shown.claims) == reached
        assert set(shown.links) == {slug for slug, joined in ends.items() if joined and joined <= reached}
