"""A map as nested text: everything of the graph stands in it, and nothing is expanded twice."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stances.argument import graph
from stances.argument.outline import MAX_DEPTH, ExpandedWhere, OutlineEntry, build_outline, nest_lines
from stances.record.record import Record
from stances.record.vocabulary import LinkKind
from tests.support.small_debate import argued, claim, debate, link


@st.composite
def arguments(draw: st.DrawFn) -> Record:
    """Up to eight claims with any links between claims, and undercuts of links: rings, diamonds and islands.

    Some links start from several claims, and some are between contraries.
    """
    names = [f"c{number}" for number in range(draw(st.integers(1, 8)))]
    kinds = st.sampled_from([("supports", False), ("rebuts", False), ("rebuts", True)])
    others: st.SearchStrategy[list[str]] = st.just([]) | st.lists(
        st.sampled_from(names), max_size=2, unique=True
    )
    ends = st.tuples(kinds, st.sampled_from(names), st.sampled_from(names), others)
    joined = [
        link(f"l{n}", kind, a, b, mutual=mutual, **{"with": [c for c in more if c not in (a, b)]})
        for n, ((kind, mutual), a, b, more) in enumerate(draw(st.lists(ends, max_size=16)))
        if a != b
    ]
    denied = [entry.slug for entry in joined]
    for number in range(draw(st.integers(0, 4)) if denied else 0):
        undercut = link(
            f"u{number}", "undercuts", draw(st.sampled_from(names)), draw(st.sampled_from(denied))
        )
        joined.append(undercut)
        denied.append(undercut.slug)
    return debate(*map(claim, names), *joined)


def every(entries: tuple[OutlineEntry, ...]) -> list[OutlineEntry]:
    return [one for entry in entries for one in (entry, *every(entry.children))]


@given(arguments())
def test_every_claim_is_expanded_exactly_once_and_every_link_stands_once(record: Record) -> None:
    shown = graph.build_whole_graph(record)
    outline = build_outline(shown)
    here = Counter(line.claim.slug for line in outline if line.expanded is ExpandedWhere.HERE)
    assert here == Counter(shown.claims.keys())
    links = Counter(line.link.slug for line in outline if line.link and not line.is_co_premise)
    assert links == Counter(shown.links.keys())
    lines = {(line.link.slug, line.claim.slug) for line in outline if line.link}
    for slug, k in shown.links.items():
        assert {(slug, k.target)} <= lines if k.mutual and (slug, k.source) not in lines else True
        assert k.mutual or {(slug, premise) for premise in k.premises} <= lines


@given(arguments())
def test_a_link_stands_under_what_it_points_at(record: Record) -> None:
    for entry in every(nest_lines(build_outline(graph.build_whole_graph(record)))):
        pointed_at = {entry.line.claim.slug, entry.line.link.slug if entry.line.link else None}
        for answer in entry.children:
            assert answer.line.link
            starts = answer.line.link.premises
            contrary = answer.line.link.mutual and entry.line.claim.slug in starts
            assert answer.line.link.target in pointed_at or contrary
            assert answer.line.claim.slug in ((answer.line.link.target,) if contrary else starts)


@given(arguments())
def test_what_is_referred_to_stands_where_the_reference_says(record: Record) -> None:
    outline = build_outline(graph.build_whole_graph(record))
    at = {
        line.claim.slug: number for number, line in enumerate(outline) if line.expanded is ExpandedWhere.HERE
    }
    for number, line in enumerate(outline):
        if line.expanded is ExpandedWhere.ABOVE:
            assert at[line.claim.slug] < number
        if line.expanded is ExpandedWhere.BELOW:
            assert at[line.claim.slug] > number


@given(arguments())
def test_the_tree_keeps_every_line_in_order(record: Record) -> None:
    outline = build_outline(graph.build_whole_graph(record))
    assert [entry.line for entry in every(nest_lines(outline))] == outline


def test_conclusions_come_first_and_what_bears_on_them_stands_under_them() -> None:
    outline = build_outline(graph.build_dispute_graph(argued(), "turn", context=False))
    assert [(line.depth, line.claim.slug) for line in outline] == [
        (0, "thesis"),
        (1, "ground"),
        (2, "doubt"),
        (1, "objection"),
        (2, "reply"),
        (0, "alone"),
    ]


def test_claims_that_support_each_other_in_a_ring_come_to_an_end() -> None:
    ring = debate(claim("a"), claim("b"), link("ab", "supports", "a", "b"), link("ba", "supports", "b", "a"))
    assert [(line.claim.slug, line.expanded) for line in build_outline(graph.build_whole_graph(ring))] == [
        ("a", ExpandedWhere.HERE),
        ("b", ExpandedWhere.HERE),
        ("a", ExpandedWhere.ABOVE),
    ]


def test_a_long_chain_goes_on_in_a_list_of_its_own() -> None:
    names = [f"c{number:04}" for number in range(3 * MAX_DEPTH)]
    chain = debate(*map(claim, names), *(link(f"l{b}", "supports", b, a) for a, b in pairwise(names)))
    outline = build_outline(graph.build_whole_graph(chain))
    assert max(line.depth for line in outline) == MAX_DEPTH
    assert [line.claim.slug for line in outline if line.expanded is ExpandedWhere.HERE] == names
    assert [line.depth for line in outline if line.expanded is ExpandedWhere.BELOW] == [MAX_DEPTH] * 2


def test_what_stands_under_a_claim_is_counted_by_kind() -> None:
    (first, *_) = nest_lines(build_outline(graph.build_dispute_graph(argued(), "turn", context=False)))
    assert first.link_counts == ((LinkKind.SUPPORTS, 1), (LinkKind.REBUTS, 1))
