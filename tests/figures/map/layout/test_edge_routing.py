"""How links run between columns: round every box, apart from each other, and with few crossings."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.figures.map.layout.edge_routing import route_edges
from stances.figures.map.layout.routing_grid import EdgeSegment
from stances.figures.map.layout.swimlanes import CHANNEL_WIDTH_PT
from stances.graphics.geometry import Point, Rect, label_point, round_corners

BOX_WIDTH, BOX_HEIGHT = 200.0, 80.0
GRID = {
    f"{column}{row}": Rect(
        column * (BOX_WIDTH + CHANNEL_WIDTH_PT), 40 + row * (BOX_HEIGHT + 20), BOX_WIDTH, BOX_HEIGHT
    )
    for column in range(3)
    for row in range(4)
}

AREA = Rect(-CHANNEL_WIDTH_PT, 0, 3 * (BOX_WIDTH + CHANNEL_WIDTH_PT) + CHANNEL_WIDTH_PT, 460)


def _routes(*ends: str, points: Mapping[str, Point] | None = None) -> dict[str, list[Point]]:
    """The routes between boxes of the grid: `00-21` leads from the first box to one in the third column."""
    segments = [EdgeSegment(f"{n}", *each.split("-")) for n, each in enumerate(ends)]
    return dict(route_edges(segments, GRID, points or {}, [], AREA).corners)


def _stretches(corners: list[Point]) -> list[Rect]:
    return [
        Rect(min(x, other_x), min(y, other_y), abs(x - other_x), abs(y - other_y))
        for (x, y), (other_x, other_y) in pairwise(corners)
    ]


def _inside(stretch: Rect, box: Rect) -> bool:
    return (
        stretch.left < box.right
        and box.left < stretch.right
        and stretch.top < box.bottom
        and box.top < stretch.bottom
        if stretch.width and stretch.height
        else stretch.left < box.right - 1
        and box.left + 1 < stretch.right
        and stretch.top < box.bottom - 1
        and box.top + 1 < stretch.bottom
    )


def _on_edge(point: Point, box: Rect) -> bool:
    x, y = point
    return (x in (box.left, box.right) and box.top <= y <= box.bottom) or (
        y in (box.top, box.bottom) and box.left <= x <= box.right
    )


BOXES = st.sampled_from(sorted(GRID))
ENDS = st.lists(st.tuples(BOXES, BOXES).filter(lambda ends: ends[0] != ends[1]), max_size=12)


@given(ENDS)
def test_every_route_leads_from_box_to_box_across_none(ends: list[tuple[str, str]]) -> None:
    routes = _routes(*("-".join(each) for each in ends))
    for number, (source, target) in enumerate(ends):
        corners = routes[f"{number}"]
        assert _on_edge(corners[0], GRID[source])
        assert _on_edge(corners[-1], GRID[target])
        for stretch in _stretches(corners):
            assert not stretch.width or not stretch.height
            assert not any(_inside(stretch, box) for box in GRID.values())


@given(ENDS)
def test_no_two_leave_a_box_at_one_point(ends: list[tuple[str, str]]) -> None:
    routes = _routes(*("-".join(each) for each in ends)).values()
    points = [point for corners in routes for point in (corners[0], corners[-1])]
    assert len(points) == len(set(points))


def test_neighbours_in_a_column_are_joined_straight_and_side_by_side() -> None:
    one, other = _routes("00-01", "01-00").values()
    assert [len(one), len(other)] == [2, 2]
    assert {x for x, _ in one}.isdisjoint(x for x, _ in other)


def test_boxes_side_by_side_are_joined_straight() -> None:
    assert len(_routes("00-10")["0"]) == 2


@given(ENDS)
def test_lines_along_one_channel_have_tracks_of_their_own(ends: list[tuple[str, str]]) -> None:
    routes = _routes(*("-".join(each) for each in ends)).values()
    upright = [stretch for corners in routes for stretch in _stretches(corners) if stretch.height > 1]
    for one, other in combinations(upright, 2):
        assert one.left != other.left or one.bottom < other.top or other.bottom < one.top


def test_what_answers_two_claims_of_a_column_does_not_cross_itself() -> None:
    near, far = _routes("00-02", "00-03").values()
    for vertical in _stretches(near):
        for level in _stretches(far):
            crossed = level.left < vertical.left < level.right and vertical.top < level.top < vertical.bottom
            assert vertical.width or level.height or not crossed


def test_an_undercut_arrives_at_the_junction_in_its_channel() -> None:
    junction = (BOX_WIDTH + CHANNEL_WIDTH_PT / 2, 150.0)
    corners = _routes("22-junction", points={"junction": junction})["0"]
    assert corners[-1] == junction


def test_a_channel_that_is_too_narrow_says_how_much_it_lacks() -> None:
    segments = [EdgeSegment(f"{n}", "00", "13") for n in range(12)]
    (end,) = (missing_widths := route_edges(segments, GRID, {}, [], AREA).missing_widths)
    assert end == BOX_WIDTH + CHANNEL_WIDTH_PT
    assert missing_widths[end] > CHANNEL_WIDTH_PT / 2


@pytest.mark.parametrize(("tail", "head"), [(0, 8), (6, 0), (6, 9.6)])
def test_a_curve_leaves_room_for_arrowheads(tail: float, head: float) -> None:
    points = round_corners([(0, 0), (50, 0), (50, 50)], tail, head)
    assert points[0] == pytest.approx((tail, 0))
    assert points[-1] == pytest.approx((50, 50 - head))
    assert len(points) % 3 == 1


def test_a_number_stands_in_the_middle_of_the_longest_stretch() -> None:
    assert label_point([(0, 0), (10, 0), (10, 50), (20, 50)]) == (10, 25)
