"""Maps arranged by time and by speaker: who stands where, that nothing overlaps, and that what is planned is drawn."""

from __future__ import annotations

import re
from functools import partial
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.argument.options import Arrangement, MapView
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.figures.map.boxes import build_boxes
from stances.figures.map.dot import write_dot
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.layout.lanes_by_speaker import plan_by_speaker
from stances.figures.map.layout.lanes_by_time import plan_by_time as plan_by_spans
from stances.figures.map.layout.swimlanes import (
    MIN_CLEARANCE_PT,
    Lane,
    LaneItem,
    SwimlanePlan,
    TimeSpan,
    place_junctions,
)
from stances.figures.map.map import build_argument_map
from stances.figures.map.render import draw_view
from stances.graphics.geometry import Rect
from stances.record.entries import Debate, Document, Entry
from stances.record.record import Record
from stances.record.vocabulary import ColumnUnit
from stances.timeline.columns import make_calendar_columns
from stances.timeline.time_axis import find_columns_reached
from tests.support.arguments import arguments
from tests.support.drawings import caption_words, compose, words
from tests.support.small_debate import PEOPLE, argued, claim, debate, link

ARRANGED = (Arrangement.TIME, Arrangement.SPEAKER)
LANES = [
    Lane(f"lane/{name}", name, faction) for name, faction in [("Ann", "Left"), ("Bob", "Left"), ("Carl", "")]
]
WHEN = (
    None,
    "1928-01",
    "1928-03",
    "1928-03-09",
    "1928-03/1928-06",
    "1928-03/..",
    "../1928-06",
    "1929",
)


MONTHS = make_calendar_columns(ColumnUnit.MONTHS, Day.of(1928, 1, 1), Day.of(1929, 12, 31))
plan_by_time = partial(plan_by_spans, spans=[TimeSpan(f"column/{m.key}", m.label) for m in MONTHS])


def _item(name: str, when: str | None, lane: int = 0, high: float = 80) -> LaneItem:
    if when is None:
        return LaneItem(name, LANES[lane], 226, high)
    first, last = UncertainDate.parse(when).sort_key
    months = find_columns_reached(MONTHS, last if first == Day.min else first, last)
    return LaneItem(name, LANES[lane], 226, high, months, last == Day.max)


def _apart(one: Rect, other: Rect) -> float:
    across = max(one.left - other.right, other.left - one.right)
    return max(across, one.top - other.bottom, other.top - one.bottom)


def test_months_are_columns_in_order_and_the_undated_stand_last() -> None:
    plan = plan_by_time([_item("a", "1928-01"), _item("b", "1928-03"), _item("c", None)])
    assert plan.rects["a"].left < plan.rects["b"].left < plan.rects["c"].left
    assert [h.lines for h in plan.headings if h.id.startswith("column/")] == [
        ("January 1928",),
        ("March 1928",),
        ("Undated",),
    ]


def test_the_axis_says_which_months_are_left_out() -> None:
    def gaps(*months: str) -> list[str]:
        headings = plan_by_time([_item(m, m) for m in months]).headings
        return [" ".join(heading.lines) for heading in headings if heading.id.startswith("gap/")]

    assert gaps("1928-01", "1928-02") == []
    assert gaps("1928-01", "1928-03", "1928-06") == ["Feb 1928", "Apr 1928 – May 1928"]


def test_speakers_who_share_a_lane_are_named_above_their_first_boxes() -> None:
    plan = plan_by_time([_item("a", "1928-01", lane=0), _item("b", "1928-03", lane=1)])
    names = {heading.id: heading.rect for heading in plan.headings if heading.id.startswith("speaker/")}
    assert sorted(rect.left for rect in names.values()) == sorted(rect.left for rect in plan.rects.values())
    assert all(rect.bottom <= min(box.top for box in plan.rects.values()) for rect in names.values())


def test_an_uncertain_date_has_a_bar_as_far_as_it_may_reach() -> None:
    plan = plan_by_time(
        [_item("a", "1928-01/1928-03"), _item("b", "1928-02"), _item("c", "1928-03"), _item("d", "1928-04")]
    )
    assert set(plan.date_bars) == {"a"}
    assert plan.date_bars["a"].x1 == plan.rects["a"].left
    assert plan.date_bars["a"].x2 == plan.rects["c"].right


def test_an_open_end_reaches_to_the_last_month_and_says_so() -> None:
    plan = plan_by_time([_item("a", "1928-01/.."), _item("b", "1928-06")])
    assert plan.date_bars["a"].x2 == plan.rects["b"].right
    assert plan.date_bars["a"].is_open


def test_speakers_who_never_spoke_in_one_month_share_a_lane() -> None:
    apart = plan_by_time([_item("a", "1928-01", 0), _item("b", "1928-02", 1)])
    assert apart.rects["a"].top == apart.rects["b"].top
    together = plan_by_time([_item("a", "1928-01", 0), _item("b", "1928-01", 1)])
    assert together.rects["a"].bottom < together.rects["b"].top


def test_many_claims_of_one_month_stand_in_several_columns() -> None:
    plan = plan_by_time([_item(str(n), "1928-01") for n in range(6)])
    assert len({place.left for place in plan.rects.values()}) == 2


def test_uncertain_claims_of_one_month_stand_side_by_side_above_their_bars() -> None:
    plan = plan_by_time([*(_item(f"i{n}", "1928-01/1928-06") for n in range(9)), _item("last", "1928-06")])
    first, second = plan.rects["i0"], plan.rects["i1"]
    assert first.top == second.top == plan.rects["last"].top
    assert first.right < second.left
    assert first.bottom < plan.date_bars["i1"].y1 < plan.date_bars["i0"].y1


def test_a_bar_hangs_from_its_box() -> None:
    record = debate(claim("a", when="1928-01/1928-06"), claim("b", when="1928-06"))
    drawing = compose(record, arrange=Arrangement.TIME)
    (bar,), box = drawing.date_bars.values(), drawing.claims["a"].rect
    (x, top), *_, (below, bottom) = bar.points
    assert box is not None
    assert (x, below, top) == (box.left, box.left, box.bottom)
    assert bottom > top


def _column_words(about: dict[str, str], *entries: Entry, unit: ColumnUnit | None = None) -> list[str]:
    record = Record.from_entries(
        Debate.model_validate({"slug": "small", "title": "Small", **about}), (*PEOPLE, *entries)
    )
    headings = compose(record, arrange=Arrangement.TIME, fold=(), unit=unit).headings
    return [words(drawn.shapes) for slug, drawn in headings.items() if slug.startswith("column/")]


def test_columns_are_those_of_the_debates_grids() -> None:
    dates = {"a": "1790", "b": "1834-05", "c": "1999", "d": "1022", "e": None}
    said = [claim(slug, when=when) for slug, when in dates.items()]
    assert _column_words({"from": "1787", "to": "2007"}, *said) == [
        "Before 1780–1789, outside the debate’s period",
        "1790–1799",
        "1830–1839",
        "1990–1999",
        "Undated",
    ]
    assert _column_words({"from": "1787", "to": "2007"}, *said, unit=ColumnUnit.CENTURIES)[1:-1] == [
        "1700–1799",
        "1800–1899",
        "1900–1999",
    ]
    letters = [
        Document(slug="a", title="An answer", after=("q",), when=UncertainDate.parse("1928-05-09")),
        Document(slug="q", title="A question", when=UncertainDate.parse("1928-05-09")),
    ]
    written = [claim(f"in-{letter.slug}", document=letter.slug) for letter in letters]
    assert _column_words({"unit": "documents"}, *letters, *written, claim("spoken")) == [
        "A question (9 May 1928)",
        "An answer (9 May 1928)",
        "No document",
    ]


def test_within_a_column_claims_stand_in_the_order_that_is_recorded() -> None:
    orders = {"a": ["b"], "b": ["c"], "c": []}
    record = debate(*(claim(s, after=a) for s, a in orders.items()), claim("d", when="1928", after=["a"]))
    boxes = _drawn_boxes(record, Arrangement.SPEAKER)
    assert sorted(boxes, key=lambda slug: (boxes[slug].left, boxes[slug].top)) == ["c", "b", "a", "d"]
    boxes = _drawn_boxes(record, Arrangement.TIME)
    assert sorted(boxes, key=lambda slug: (boxes[slug].top, boxes[slug].left)) == ["c", "b", "a", "d"]


def test_the_legend_explains_bars_where_there_are_some() -> None:
    vague = debate(claim("a", when="1928-01/1928-06"), claim("b", when="1928-06"))
    exact = debate(claim("a", when="1928-01"), claim("b", when="1928-06"))
    explained = "date range"
    assert explained in caption_words(compose(vague, arrange=Arrangement.TIME))
    assert explained not in caption_words(compose(vague, arrange=Arrangement.SPEAKER))
    assert explained not in caption_words(compose(exact, arrange=Arrangement.TIME))


def test_a_bar_is_there_as_long_as_its_claim_is() -> None:
    dated = {"a": "1928-01/1928-03", "b": "1928-03", "c": "1928-05/1928-08", "d": "1928-08"}
    record = debate(*(claim(slug, when=when) for slug, when in dated.items()))

    def bars(**time: Any) -> list[str]:
        svg = draw_view(record, MapView(arrange=Arrangement.TIME, **time), "svg", render_in_process).decode()
        return re.findall(r'class="bar" data-slug="(\w+)"', svg)

    assert bars() == ["a", "c"]
    assert bars(as_of=Day.of(1928, 4, 1)) == ["a"]


def test_a_speaker_of_many_claims_has_several_columns_under_their_name() -> None:
    plan = plan_by_speaker([_item(str(n), "1928-01") for n in range(12)])
    rows = [
        [r for r in plan.rects.values() if r.left == x] for x in sorted({r.left for r in plan.rects.values()})
    ]
    assert len(rows) > 1
    assert {column[0].top for column in rows} == {plan.rects["0"].top}
    name = next(heading for heading in plan.headings if heading.id == LANES[0].id)
    assert name.rect.right == rows[-1][0].right


@pytest.mark.parametrize("arrange", [plan_by_time, plan_by_speaker])
@pytest.mark.parametrize("count", [9, 40, 200])
def test_a_map_of_many_claims_is_about_as_wide_as_a_screen(arrange, count: int) -> None:
    plan = arrange([_item(str(n), f"1928-0{1 + n % 3}", n % 2) for n in range(count)])
    assert 1.1 < plan.width / plan.height < 2.4


def test_a_speakers_claims_stand_below_their_name_the_earliest_on_top() -> None:
    plan = plan_by_speaker([_item("a", "1928-01"), _item("b", "1928-02"), _item("c", "1928-02", 2)])
    assert plan.rects["a"].left == plan.rects["b"].left != plan.rects["c"].left
    assert plan.rects["a"].bottom < plan.rects["b"].top


def test_those_of_a_faction_who_said_little_share_a_column() -> None:
    plan = plan_by_speaker(
        [_item("a", "1928-01", 0), _item("b", "1928-01", 1), *(_item(f"c{n}", None, 2) for n in range(3))]
    )
    assert plan.rects["a"].left == plan.rects["b"].left


@pytest.mark.parametrize("arrange", [plan_by_time, plan_by_speaker])
def test_a_plan_of_nothing_is_empty(arrange) -> None:
    assert arrange([]) == SwimlanePlan()


ITEMS = st.lists(
    st.tuples(st.sampled_from(WHEN), st.integers(0, 2), st.sampled_from([60.0, 90.0, 200.0])), max_size=14
).map(lambda values: [_item(f"i{n}", *each) for n, each in enumerate(values)])


@given(
    ITEMS,
    st.sampled_from([plan_by_time, plan_by_speaker]),
    st.lists(st.tuples(st.integers(0), st.integers(0)), max_size=6),
)
def test_nothing_touches_anything(items: list[LaneItem], arrange, ends: list[tuple[int, int]]) -> None:
    plan = arrange(items)
    assert plan.rects.keys() == {item.name for item in items}
    lines = {f"l{n}": (f"i{a % len(items)}", f"i{b % len(items)}") for n, (a, b) in enumerate(ends) if items}
    points = [Rect(x - 3, y - 3, 6, 6) for x, y in place_junctions(plan, lines, lines).values()]
    things = [*plan.rects.values(), *(heading.rect for heading in plan.headings), *points]
    assert all(_apart(one, other) >= MIN_CLEARANCE_PT - 1 for one, other in combinations(things, 2))


@given(ITEMS)
def test_no_bar_runs_under_a_box(items: list[LaneItem]) -> None:
    plan = plan_by_time(items)
    for bar in plan.date_bars.values():
        line = Rect(bar.x1, bar.y1 - 1, bar.x2 - bar.x1, 2)
        assert all(_apart(line, place) > 0 for place in plan.rects.values())


def _drawn_boxes(record: Record, arrange: Arrangement) -> dict[str, Rect]:
    drawing = compose(record, arrange=arrange, fold=())
    return {slug: element.rect for slug, element in drawing.claims.items() if element.rect}


@given(arguments(8), st.sampled_from(ARRANGED))
def test_boxes_are_drawn_apart(record: Record, arrange: Arrangement) -> None:
    boxes = _drawn_boxes(record, arrange)
    assert boxes.keys() == record.claims.keys()
    assert all(_apart(one, other) > 0 for one, other in combinations(boxes.values(), 2))


def test_boxes_are_drawn_as_high_as_they_were_planned() -> None:
    long = claim(
        "long", text="A long claim that runs over several lines of its box. " * 5, attribution="inferred"
    )
    record = debate(long, claim("short"))
    planned = build_boxes(build_argument_map(record, MapView()))
    for slug, box in _drawn_boxes(record, Arrangement.TIME).items():
        assert box.height == planned[slug].height


@pytest.mark.parametrize("arrange", ARRANGED)
def test_names_of_lanes_are_in_the_finished_drawing(arrange: Arrangement) -> None:
    svg = draw_view(argued(), MapView(arrange=arrange), "svg", render_in_process).decode()
    assert 'id="map-lane.left.ann"' in svg
    assert svg.count(">The left<") >= 1


@pytest.mark.parametrize("arrange", ARRANGED)
def test_collapsed_groups_have_a_place_in_every_arrangement(arrange: Arrangement) -> None:
    view = MapView(arrange=arrange, fold=("speaker:ann", "objection"))
    svg = draw_view(argued(), view, "svg", render_in_process).decode()
    assert 'data-fold="speaker:ann"' in svg
    assert ">Several factions<" in svg


def test_undercuts_of_undercuts_are_drawn_in_every_arrangement() -> None:
    record = argued(claim("answer"), link("again", "undercuts", "answer", "doubts"))
    for arrange in ARRANGED:
        assert (
            'id="map-again"' in draw_view(record, MapView(arrange=arrange), "svg", render_in_process).decode()
        )


def test_hundreds_of_uncertain_dates_can_be_drawn() -> None:
    record = debate(
        *(claim(f"c{n}", when="1928-03/1928-06") for n in range(300)), claim("last", when="1928-06")
    )
    assert len(compose(record, arrange=Arrangement.TIME, fold=()).date_bars) == 300


def test_the_dot_names_the_engine_that_it_is_for() -> None:
    assert "layout=nop" in write_dot(build_argument_map(argued(), MapView(arrange=Arrangement.TIME)))
    assert "layout=" not in write_dot(build_argument_map(argued(), MapView()))
