"""Lines in any arrangement: right angles, ends apart on a side, none on another of a contrary kind, heads outside boxes."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from stances.argument.options import Arrangement, ClusterBy, MapView
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.layout.placement import Layout
from stances.figures.map.layout_request import LayoutRequest
from stances.figures.map.map import build_argument_map
from stances.record.record import Record
from tests.benchmarks.drawings import ShapeLink, count, load_shapes
from tests.support.arguments import arguments
from tests.support.properties import examples
from tests.support.small_debate import claim, debate, link

APART_PT = 10.9


def _lay_out(record: Record, **view) -> Layout:
    return LayoutRequest(build_argument_map(record, MapView(fold=(), **view))).lay_out(render_in_process)


def _ends_at_boxes(record: Record, layout: Layout) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Where lines end, by box and side."""
    ends = defaultdict(list)
    for slug, one in record.links.items():
        last = layout.curves.get(f"{slug}/head", layout.curves[slug])
        for box, point in ((one.source, layout.curves[slug].points[0]), (one.target, last.head_tip)):
            if point and (rect := layout.rects.get(box)):
                x, y = point
                side = "side" if min(abs(x - rect.left), abs(x - rect.right)) < 0.1 else "flat"
                where = f"{side} {x < rect.centre[0]}" if side == "side" else f"{side} {y < rect.centre[1]}"
                ends[box, where].append(point)
    return ends


@given(arguments(), st.sampled_from(Arrangement))
@examples(40)
def test_ends_on_one_side_of_a_box_are_apart(record: Record, arrange: Arrangement) -> None:
    for points in _ends_at_boxes(record, _lay_out(record, arrange=arrange)).values():
        for (x, y), (other_x, other_y) in combinations(points, 2):
            assert abs(x - other_x) + abs(y - other_y) >= APART_PT


@given(arguments(), st.sampled_from(Arrangement), st.sampled_from(ClusterBy))
@examples(30)
def test_lines_turn_at_right_angles_alone(record: Record, arrange: Arrangement, cluster: ClusterBy) -> None:
    for curve in _lay_out(record, arrange=arrange, cluster=cluster).curves.values():
        ends = curve.points[::3]
        for (x, y), (next_x, next_y) in pairwise(ends):
            is_corner = max(abs(x - next_x), abs(y - next_y)) <= 6.1
            assert is_corner or min(abs(x - next_x), abs(y - next_y)) < 0.1


def test_two_undercuts_never_share_a_diamond() -> None:
    record = debate(
        *(claim(slug) for slug in "abcdef"),
        link("k", "supports", "b", "a"),
        *(link(f"u{slug}", "undercuts", slug, "k") for slug in "cdef"),
    )
    for arrange in Arrangement:
        layout = _lay_out(record, arrange=arrange)
        begins = [layout.curves[f"u{slug}"].points[-1] for slug in "cdef"]  # where each diamond begins
        for (x, y), (other_x, other_y) in combinations(begins, 2):
            assert abs(x - other_x) + abs(y - other_y) >= APART_PT


def test_no_line_lies_on_another_of_a_contrary_kind() -> None:
    shapes = load_shapes()
    for name in ("left-turn", "regime", "softdrugs", "renounce"):
        assert shapes[name].draw().contrary == 0


def test_no_line_of_a_shipped_dispute_lies_on_a_contrary_one(shipped: Record) -> None:
    for arrange in Arrangement:
        for dispute in ("left-turn", "renounce"):
            graph = build_argument_map(shipped, MapView(dispute=dispute, fold=())).graph
            links = {slug: ShapeLink(one.kind, one.source, one.target) for slug, one in graph.links.items()}
            layout = _lay_out(shipped, dispute=dispute, arrange=arrange)
            assert count(layout, links, tuple(graph.claims), (1, 1)).contrary == 0


def test_a_long_chain_is_folded_into_columns_like_text() -> None:
    counts = load_shapes()["chain60"].draw()
    assert 1 < counts.ratio < 2
    assert counts.text > 4
    assert (counts.crossings, counts.contrary, counts.same, counts.under) == (0, 0, 0, 0)


def test_what_hangs_on_a_chain_is_folded_with_it() -> None:
    claims = [claim(f"{kind}{n}") for kind in "ab" for n in range(30)]
    chain = [link(f"k{n}", "supports", f"a{n + 1}", f"a{n}") for n in range(29)]
    record = debate(*claims, *chain, *(link(f"m{n}", "rebuts", f"b{n}", f"a{n}") for n in range(30)))
    layout = _lay_out(record, title=False, legend=False)
    assert layout.rects.keys() == record.claims.keys()
    assert layout.curves.keys() == record.links.keys()
    assert all(len(ends) == len(set(ends)) for ends in _ends_at_boxes(record, layout).values())
    assert layout.width > 3 * layout.rects["a0"].width
