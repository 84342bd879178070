"""What is shown as of a day is what a record that ends on that day would show, but for the places on the drawing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from stances.argument.options import Filter, LayoutMode, MapView
from stances.argument.outline import build_outline
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.figures.map.render import draw_view
from stances.figures.metadata import Origin
from stances.publishing.figures.argument_map import build_map_caption
from stances.record.entries import Debate, Document, Stance
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.grid import build_grid
from tests.support.as_of import DAYS, LONG_RECORDS, drop_later
from tests.support.properties import examples
from tests.support.small_debate import claim, debate, link
from tests.support.svg import SVG

ANSWERED = debate(
    claim("thesis", "ann", "1928-05-01"),
    claim("attack", "bob", "1928-05-09"),
    claim("answer", "ann", "1928-06-02"),
    link("attacks", "rebuts", "attack", "thesis"),
    link("answers", "rebuts", "answer", "attack"),
)


EVIDENCE_FROM_LATER = replace(
    debate(
        Document.model_validate(
            {"slug": "letter", "title": "A letter", "received": [{"by": "ann", "when": "1927-02"}]}
        ),
        claim("late", "ann", "1930-04-07", document="letter", dispute="other"),
        Stance.model_validate(
            {"slug": "s", "participant": "ann", "dispute": "other", "position": None, "when": "1930-01-01"}
            | {"claims": ["late"]}
        ),
    ),
    debate=Debate.model_validate({"slug": "small", "title": "Small", "from": "1927", "to": "1930"}),
)


def map_of(record: Record, day: str | Day | None, **view: Any) -> ArgumentMap:
    as_of = UncertainDate.parse(day).earliest if isinstance(day, str) else day
    return build_argument_map(record, MapView(as_of=as_of, **view))


def draw(record: Record, day: str | Day | None, format: str = "svg", **view: Any) -> str:
    as_of = UncertainDate.parse(day).earliest if isinstance(day, str) else day
    return draw_view(record, MapView(as_of=as_of, **view), format, render_in_process).decode()


def texts(svg: str) -> list[str]:
    """What a drawing says, in no order, and the classes of its claims and links; but for headings, which are places."""
    root = etree.fromstring(svg.encode())
    for heading in root.xpath("//*[contains(@class, 'heading')]"):
        heading.getparent().remove(heading)
    found = [t.text or "" for tag in ("text", "title", "desc") for t in root.iter(f"{SVG}{tag}")]
    classes = [g.get("class", "") for g in root.iter(f"{SVG}g") if g.get("data-slug")]
    return sorted(filter(None, map(str.strip, found))) + sorted(classes)


# --- what is unanswered ---


def test_an_attack_that_was_answered_later_is_unanswered_before() -> None:
    criteria = Filter(unanswered=True)
    assert set(map_of(ANSWERED, "1928-06-01", filter=criteria).graph.links) == {"attacks"}
    assert set(map_of(ANSWERED, "1928-06-02", filter=criteria).graph.links) == {"answers"}
    assert set(map_of(ANSWERED, None, filter=criteria).graph.links) == {"answers"}


@pytest.mark.parametrize("layout", LayoutMode)
def test_the_drawing_shows_what_was_unanswered_then(layout) -> None:
    svg = draw(ANSWERED, "1928-06-01", filter=Filter(unanswered=True), layout=layout)
    assert 'data-slug="attacks"' in svg
    assert 'data-slug="answers"' not in svg


def test_an_argument_line_has_not_begun_before_its_claim() -> None:
    assert map_of(ANSWERED, "1928-05-05", filter=Filter(line="answer")).is_empty
    with pytest.raises(BadRequestError, match="ghost"):
        map_of(ANSWERED, "1928-05-05", filter=Filter(line="ghost"))


def test_a_map_around_a_claim_is_empty_before_the_claim_was_made() -> None:
    assert map_of(ANSWERED, "1928-05-05", claim="answer").is_empty
    assert "No claims yet" in draw(ANSWERED, "1928-05-05", claim="answer")


def test_who_signs_later_does_not_bring_a_claim_to_their_map_before() -> None:
    acts = [{"participant": "bob", "act": "signs", "when": "1928-08"}]
    record = debate(claim("a", when="1928-03", acts=acts), claim("b", "bob", "1928-04"))
    assert set(map_of(record, "1928-05-01", participant="bob").graph.claims) == {"b"}
    assert set(map_of(record, "1928-08-31", participant="bob").graph.claims) == {"a", "b"}


# --- counts and legends ---

MANY = debate(
    claim("a", "ann", "1928-03"),
    claim("b", "bob", "1928-04-01"),
    claim("c", "bob", "1928-09-01"),
    claim("d", "bob", "1928-09-02", attribution="inferred"),
    link("one", "rebuts", "b", "a"),
    link("two", "rebuts", "c", "a"),
    link("three", "supports", "d", "c"),
)


def test_a_collapsed_group_counts_the_claims_of_the_day() -> None:
    view: dict[str, Any] = {"fold": ("speaker:bob",)}
    whole, then = draw(MANY, None, **view), draw(MANY, "1928-05-01", **view)
    assert (">3 claims · Apr–Sep 1928<" in whole, ">2 rebut<" in whole) == (True, True)
    assert (">1 claim · Apr 1928<" in then, "rebut<" in then) == (True, False)


def test_a_branch_counts_the_claims_of_the_day() -> None:
    record = debate(
        claim("a", when="1928-03"),
        claim("b", when="1928-04"),
        claim("c", when="1928-09"),
        link("one", "supports", "b", "a"),
        link("two", "supports", "c", "a"),
    )
    assert "+ 2 claims collapsed" in draw(record, None, fold=("a",))
    assert "+ 1 claim collapsed" in draw(record, "1928-05-01", fold=("a",))


def test_the_legend_explains_what_is_there_on_the_day() -> None:
    whole, then = draw(MANY, None), draw(MANY, "1928-05-01")
    assert "supports" in texts(whole)
    assert "supports" not in texts(then)
    assert any(words.startswith("inferred") for words in texts(whole))
    assert not any(words.startswith("inferred") for words in texts(then))


def test_the_legend_of_a_day_begins_where_that_of_the_whole_time_does() -> None:
    def first_corner(svg: str) -> list[float]:
        words = etree.fromstring(svg.encode()).xpath("//*[local-name()='text'][.='All claims and links']")[0]
        x, y = float(words.get("x")), float(words.get("y"))
        if moved := re.search(r"translate\(([-\d.]+),([-\d.]+)\)", words.getparent().get("transform") or ""):
            x, y = x + float(moved[1]), y + float(moved[2])
        return [round(x), round(y)]

    for arrange in ("argument", "time", "speaker"):
        corners = [first_corner(draw(MANY, day, arrange=arrange)) for day in (None, "1928-05-01")]
        assert corners[0] == pytest.approx(corners[1], abs=2)


def test_a_file_of_dot_has_the_claims_of_the_day_and_says_which_day() -> None:
    dot = draw(ANSWERED, "1928-06-01", "dot")
    assert "answer" not in dot
    assert "as of 1 June 1928" in dot


# --- the law ---


VIEWS = st.fixed_dictionaries(
    {
        "filter": st.builds(Filter, unanswered=st.booleans()),
        "layout": st.sampled_from(LayoutMode),
        "arrange": st.sampled_from(["argument", "argument", "time"]),
        "basis": st.sampled_from(Basis),
    }
)


def dated(record: Record, day: Day, **view: Any) -> MapView:
    return MapView(as_of=day, **view)


@examples(60)
@given(LONG_RECORDS, DAYS, VIEWS, st.booleans(), st.booleans())
def test_dropping_what_is_later_changes_nothing_on_a_map(record, day, view, by_claim, by_dispute) -> None:
    early = drop_later(record, day)
    subject = {"dispute": min(record.disputes), "context": True} if by_dispute else {}
    fold = (
        tuple(list(early.claims)[:1]) if by_claim else tuple(f"speaker:{p}" for p in record.participants)[:1]
    )
    shown = dated(record, day, fold=fold, **subject, **view)
    one, other = build_argument_map(record, shown), build_argument_map(early, shown)
    assert one.graph == other.graph
    assert one.collapsed == other.collapsed
    assert one.aggregated_edges == other.aggregated_edges
    assert one.presence_by_slug == other.presence_by_slug
    assert one.colours.legend == other.colours.legend
    assert build_outline(one.graph) == build_outline(other.graph)
    captions = [build_map_caption(m, Origin(record)) for m in (one, other)]
    assert captions[0] == captions[1]


@examples(15)
@given(LONG_RECORDS, DAYS, VIEWS)
def test_dropping_what_is_later_changes_no_word_on_a_drawing(record, day, view) -> None:
    early = drop_later(record, day)
    shown = dated(record, day, fold=tuple(f"speaker:{p}" for p in record.participants)[:1], **view)
    one, other = (draw_view(r, shown, "svg", render_in_process).decode() for r in (record, early))
    assert texts(one) == texts(other)


@examples(40)
@example(EVIDENCE_FROM_LATER, Day.of(1930, 1, 1), Basis.KNOWN)
@given(LONG_RECORDS, DAYS, st.sampled_from(Basis))
def test_dropping_what_is_later_changes_no_cell_of_a_grid_up_to_the_day(record, day, basis) -> None:
    early, dispute = drop_later(record, day, basis), min(record.disputes)
    grids = [build_grid(r, dispute, as_of=day, basis=basis) for r in (record, early)]
    one, other = (
        {
            (row.participant.slug, column.key): (cell.state, cell.text)
            for row in grid.rows
            for column, cell in zip(grid.columns, row.cells, strict=True)
            if column.dated and column.start <= day
        }
        for grid in grids
    )
    assert {place: cell for place, cell in one.items() if place in other} == other
