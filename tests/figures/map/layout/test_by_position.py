"""A map by position: columns of the scale, supports under their conclusions, and no more crossings than by speaker."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

from stances.argument.options import Arrangement, MapView
from stances.dates.uncertain import UncertainDate
from stances.figures.map.layout.in_lanes import lay_out_in_lanes
from stances.figures.map.layout.lanes_by_position import PositionColumn, PositionedItems, plan_by_position
from stances.figures.map.layout.lanes_by_speaker import plan_by_speaker
from stances.figures.map.layout.swimlanes import Lane, LaneItem
from stances.figures.map.layout_request import choose_layout
from stances.figures.map.map import build_argument_map
from stances.figures.map.positions import offered_arrangements
from stances.record.entries import Claim, Dispute, Link, Position, Stance
from stances.record.record import Record
from stances.record.vocabulary import LinkKind
from tests.benchmarks.drawings import DATA, Shape, ShapeLink, count
from tests.support.drawings import compose, words
from tests.support.small_debate import claim, debate, link

POSITIONS = (Position(value=1, key="+", label="Yes, " * 30), Position(value=-1, key="-", label="No"))


def _crossings(case: dict[str, Any]) -> tuple[int, int]:
    """Of a kept case, by speaker and by position."""
    boxes = [box.split() for box in case["boxes"]]
    factions = case["lanes"]
    items, columns = list[LaneItem](), dict[str, int]()

    def faction_of(lane: int) -> str:
        return f"faction {factions[lane]}" if factions[lane] >= 0 else ""

    for number, (size, lane, column) in enumerate(boxes):
        width, height = map(float, size.split("x"))
        of = Lane(f"lane/{lane}", f"speaker {lane}", faction_of(int(lane)))
        items.append(LaneItem(f"c{number}", of, width, height))
        columns[f"c{number}"] = int(column)
    links = {
        f"l{number}": ShapeLink(LinkKind(kind), source, target)
        for number, (source, kind, target) in enumerate(map(str.split, case["links"]))
    }
    shape = Shape({item.name: (item.width, item.height) for item in items}, links)
    ends = {end for one in links.values() for end in (one.source, one.target)}
    items = [replace(item, is_linked=item.name in ends) for item in items]
    supports = [
        (one.source, one.target, slug)
        for slug, one in links.items()
        if one.kind is LinkKind.SUPPORTS and one.target in shape.boxes and slug not in shape.graph.junctions
    ]
    pairs = [(one.source, shape.graph.target_box(slug)) for slug, one in links.items()]
    heads = [
        PositionColumn(f"position {n}", is_strip=kind == "strip") for n, kind in enumerate(case["columns"])
    ]

    def plan(start: int, items):
        return plan_by_position(PositionedItems(items, heads, columns, supports, pairs, start))

    by_speaker = lay_out_in_lanes(shape.graph, shape.edges, items, plan_by_speaker)
    by_position = choose_layout(
        lay_out_in_lanes(shape.graph, shape.edges, items, partial(plan, n)) for n in range(20)
    )
    found = (count(layout, links, tuple(shape.boxes), (1, 1)) for layout in (by_speaker, by_position))
    first, second = (counts.crossings for counts in found)
    return first, second


def test_lines_cross_no_more_than_by_speaker_in_two_of_three_disputes() -> None:
    cases = json.loads((DATA / "positions.json").read_text())
    crossings = {name: _crossings(case) for name, case in cases.items()}
    assert sum(by_position <= by_speaker for by_speaker, by_position in crossings.values()) >= 2, crossings


def _held(*evidence: tuple[str, int | None], more: tuple[Claim | Link, ...] = ()) -> Record:
    dispute = Dispute(slug="turn", title="The turn", question="Is it real?", positions=POSITIONS)
    stances = [
        Stance(
            slug=f"s-{slug}",
            participant="ann",
            dispute="turn",
            position=value,
            when=UncertainDate.parse("1928-05"),
            claims=(slug,),
        )
        for slug, value in evidence
    ]
    return debate(dispute, *stances, *(claim(slug) for slug, _ in evidence), *more)


def test_claims_stand_with_their_positions_and_the_undecided_below() -> None:
    record = _held(
        ("a", 1), ("b", -1), ("c", None), more=(claim("reason"), link("l", "supports", "reason", "b"))
    )
    drawing = compose(record, dispute="turn", arrange=Arrangement.POSITION)
    rects = {slug: element.rect for slug, element in drawing.claims.items() if element.rect}
    assert rects["a"].right < rects["b"].left
    assert rects["reason"].left > rects["b"].left
    assert rects["reason"].top > rects["b"].bottom
    assert rects["c"].top > max(rects[slug].bottom for slug in ("a", "b", "reason"))
    headings = list(drawing.headings.values())
    assert [words(element.shapes)[:5] for element in headings] == ["+ Yes", "- No", "Undec"]
    assert len(headings[0].shapes) > 2  # a long label in several lines, under the position's colour


def test_it_is_offered_where_half_of_the_claims_are_evidence() -> None:
    view = MapView(dispute="turn")
    for record, expected in (
        (_held(("a", 1), more=(claim("x"),)), True),
        (_held(("a", 1), more=(claim("x"), claim("y"))), False),
    ):
        assert ("position" in offered_arrangements(build_argument_map(record, view))) is expected
        assert "position" not in offered_arrangements(build_argument_map(record, MapView()))
