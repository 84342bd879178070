"""Rows of a map: conclusions above what bears on them, no more abreast than there is room, and links that cross little."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from stances.argument import graph as graphs
from stances.figures.map.layout.crossing_reduction import reduce_crossings
from stances.figures.map.layout.layering import build_rows
from stances.figures.map.layout.layout_graph import LayoutGraph
from stances.record.record import Record
from tests.support.arguments import arguments
from tests.support.small_debate import argued, claim, debate, link


def _layout_graph(record: Record) -> LayoutGraph:
    graph = graphs.build_whole_graph(record)
    return LayoutGraph(tuple(graph.claims), {k.slug: (k.source, k.target) for k in graph.links.values()})


def _rank(record: Record) -> dict[str, int]:
    layout_graph = _layout_graph(record)
    rows = build_rows(layout_graph, dict.fromkeys(layout_graph.nodes), 5)
    return {slug: number for number, row in enumerate(rows) for slug in row}


def _fan(claims: int) -> Record:
    answers = [claim(f"a{n}") for n in range(claims)]
    links = [link(f"l{n}", "supports", f"a{n}", "top") for n in range(claims)]
    return debate(claim("top"), *answers, *links)


def test_what_bears_on_a_claim_stands_below_it() -> None:
    rank = _rank(argued())
    assert rank["thesis"] < rank["ground"]
    assert rank["thesis"] < rank["objection"] < rank["reply"]
    assert rank["elsewhere"] < rank["thesis"]


def test_the_junction_of_an_undercut_link_lies_between_all_that_meets_in_it() -> None:
    rank = _rank(argued())
    assert rank["thesis"] < rank["grounds"] < min(rank["ground"], rank["doubt"])


def test_an_undercut_of_an_undercut_has_room_for_both_junctions() -> None:
    rank = _rank(argued(claim("answer"), link("again", "undercuts", "answer", "doubts")))
    assert rank["thesis"] < rank["grounds"] < rank["doubts"] < min(rank["doubt"], rank["answer"])


def test_many_answers_to_one_claim_stand_in_several_rows() -> None:
    rows = Counter(_rank(_fan(20)).values())
    assert max(rows.values()) <= 5
    assert len(rows) >= 4


def test_claims_that_rebut_each_other_have_rows_all_the_same() -> None:
    record = debate(claim("a"), claim("b"), link("x", "rebuts", "a", "b"), link("y", "rebuts", "b", "a"))
    assert sorted(_rank(record).values()) == [0, 1]


@given(arguments())
def test_every_claim_and_junction_has_one_place(record: Record) -> None:
    layout_graph = _layout_graph(record)
    rows = build_rows(layout_graph, {slug: record.claims[slug].speaker for slug in layout_graph.nodes}, 4)
    assert sorted(name for row in rows for name in row) == sorted(
        [*layout_graph.nodes, *layout_graph.junctions]
    )
    assert all(rows)


@given(arguments())
def test_links_lead_up_unless_they_close_a_ring(record: Record) -> None:
    layout_graph, rank = _layout_graph(record), _rank(record)
    for line, (source, target) in layout_graph.edges.items():
        assert rank[source] > rank[target] or line in layout_graph.back_edges


def test_junctions_of_one_row_that_are_joined_can_be_put_in_order() -> None:
    rows = [["c2"], ["c1"], ["k0", "k1", "k2"], ["c0"]]
    ends = "c0 k0, k0 c1, c0 k1, k1 c1, c1 k2, k2 k1, c2 k0, c1 k0, c2 k0, c2 c1, k2 c0"
    _, order = reduce_crossings(rows, [(pair, pair[:2], pair[3:]) for pair in ends.split(", ")], lambda _: 0)
    assert [sorted(row) for row in order.ordered_names()] == rows


def test_pieces_are_what_links_join_the_most_populous_first() -> None:
    assert [set(piece) for piece in _layout_graph(argued()).components()] == [
        {"ground", "thesis", "objection", "doubt", "reply", "elsewhere"},
        {"alone"},
    ]


def test_rows_that_can_be_drawn_without_a_crossing_are() -> None:
    pairs = [("a", "z"), ("b", "y"), ("c", "x")]
    edges = [(one + other, one, other) for one, other in pairs]
    crossings, order = reduce_crossings([["a", "b", "c"], ["x", "y", "z"]], edges, lambda _: 0)
    rows = order.ordered_names()
    assert crossings == 0
    assert rows[1] == [dict(pairs)[name] for name in rows[0]]


@given(st.sets(st.tuples(st.integers(0, 4), st.integers(5, 9))))
def test_ordering_loses_nothing_and_is_the_same_each_time(joined: set[tuple[int, int]]) -> None:
    rows = [list("01234"), list("56789")]
    edges = [(f"{a}{b}", str(a), str(b)) for a, b in sorted(joined)]
    crossings, order = reduce_crossings(rows, edges, lambda _: 0, starts=3)
    again, same = reduce_crossings(rows, edges, lambda _: 0, starts=3)
    assert (again, same.ordered_names()) == (crossings, order.ordered_names())
    assert [sorted(row) for row in order.ordered_names()] == rows


def test_blocks_stay_together_from_left_to_right() -> None:
    _, order = reduce_crossings([["a", "b"], ["c", "d"]], [("x", "a", "d"), ("y", "b", "c")], "adbc".index)
    assert order.ordered_names() == [["a", "b"], ["d", "c"]]
