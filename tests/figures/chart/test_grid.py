"""The grid as a figure and as a table: complete, well-formed whatever people write, and legible in black and white."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from stances.dates.day import Day
from stances.figures.chart.grid import draw_grid, draw_trajectory, list_unlabelled_events
from stances.figures.chart.small_multiples import draw_matrix
from stances.formats import load_path
from stances.publishing.templates import environment
from stances.record.entries import (
    Debate,
    Dispute,
    Event,
    Participant,
    Position,
)
from stances.record.record import Record
from stances.record.vocabulary import ColumnUnit, Kind, Scale
from stances.timeline.csv_tables import write_grid_csv, write_matrix_csv
from stances.timeline.grid import Grid, build_grid
from stances.timeline.legend import CellSymbol
from stances.timeline.matrix import build_matrix
from stances.timeline.options import AttributionLevel, RowOrder
from stances.timeline.trajectory import build_trajectory
from stances.web.core.urls import DebateUrls
from tests.golden.drawings import DEBATES, FOLDER
from tests.support.csv_files import read_csv
from tests.support.grid_debate import day, every_state, stance
from tests.support.properties import examples
from tests.support.strategies import records
from tests.support.svg import SVG, of_class

_some = examples(15)


def draw_svg(shown: Grid, **options: Any) -> Any:
    return etree.fromstring(draw_grid(shown, **options).encode())


def test_every_cell_is_a_group_with_its_own_id_class_slug_title_and_description():
    shown = build_grid(every_state(), "turn")
    root = draw_svg(shown, prefix="one")
    cells = of_class(root, "cell")
    assert len(cells) == 2 * 12
    texts = {cell.text for row in shown.rows for cell in row.cells}
    assert {cell.find(f"{SVG}desc").text for cell in cells} == texts
    assert all(cell.find(f"{SVG}title").text.startswith(("Anna, ", "Bob, ")) for cell in cells)
    (may,) = (c for c in cells if c.get("id") == "one-ann--1928-05")
    assert (may.get("class").split()[:2], may.get("data-slug")) == (["cell", "mixed"], "ann")
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all(i == "one" or i.startswith(("one-", "one.")) for i in ids)


def page_cells(record: Record, shown: Grid, **options: Any) -> list[Any]:
    ui: Any = environment().globals["ui"]
    table = html.fromstring(str(ui.grid_table(record, DebateUrls("/debates/d"), shown, **options)))
    return list(table.xpath(".//tbody/tr[@data-row]/td[not(@class='now')]"))


def marks(cell: Any) -> list[tuple[frozenset[str], str]]:
    """What is drawn in a cell of a figure or a page: of each mark its classes and its sign."""
    drawn = [e for e in cell.iter() if etree.QName(e).localname in ("g", "i") and set(classes(e)) & TONES]
    return [(frozenset(classes(e)) - PLACES, "".join(e.itertext())) for e in drawn]


def classes(element: Any) -> list[str]:
    return (element.get("class") or "").split()


TONES = {"undecided", *(f"{scale}-{n}" for scale in ("puor", "puor7", "option") for n in range(1, 9))}
PLACES = {"lane-0-1", "half-1", "half-2"}
"""Classes that only one of the two needs to put a mark in its place."""


def check_marks(record: Record, shown: Grid) -> None:
    figure = of_class(draw_svg(shown), "cell")
    for options in ({}, {"in_file": True}):
        for page, drawn in zip(page_cells(record, shown, **options), figure, strict=True):
            assert marks(page) == marks(drawn), drawn.get("id")
            assert classes(page) == classes(drawn)[1:], drawn.get("id")


@pytest.mark.parametrize("debate", ["shipped", *DEBATES])
def test_page_file_and_figure_draw_the_same_marks_in_every_cell(debate: str, shipped: Record) -> None:
    record = shipped if debate == "shipped" else load_path(FOLDER / f"{debate}.yaml")
    for dispute in record.disputes:
        check_marks(record, build_grid(record, dispute))


@_some
@given(records(), st.sampled_from([ColumnUnit.MONTHS, ColumnUnit.DOCUMENTS]), st.booleans())
def test_any_cell_has_one_look(record: Record, unit: ColumnUnit, known: bool) -> None:
    for slug in record.disputes:
        check_marks(record, build_grid(record, slug, unit=unit, as_of=Day.of(1928, 6, 9) if known else None))


def test_each_of_the_seven_states_is_drawn_in_its_own_way():
    cells = {
        cell.get("data-slug") + cell.get("data-column")[4:]: cell
        for cell in of_class(draw_svg(build_grid(every_state(), "turn")), "cell")
    }

    def drawn(key: str) -> list[tuple[set[str], str]]:
        return [(set(names), sign) for names, sign in marks(cells[key])]

    assert drawn("ann-02") == [({"puor-5"}, "++")]
    assert drawn("ann-03") == [({"puor-5"}, "++")]
    assert cells["ann-03"].xpath(".//*[local-name()='text']/@font-weight") == ["normal"]
    assert drawn("ann-05") == [({"puor-4", "hollow"}, "+"), ({"puor-2", "hollow"}, "−")]
    assert [drawn(f"bob-0{month}") for month in (4, 5, 6)] == [
        [({"bar", "puor-3", "hollow", "begins"}, "0")],
        [({"bar", "puor-3", "hollow"}, "")],
        [({"bar", "puor-3", "hollow", "ends"}, "")],
    ]
    assert len(list(cells["ann-01"].iter(f"{SVG}circle"))) == 1
    assert [len(cells[key]) for key in ("bob-01", "ann-12")] == [2, 2]  # title and description alone
    root = draw_svg(build_grid(every_state(), "turn"))
    assert [t.text for t in root.iter(f"{SVG}text") if t.text == "not read"] == ["not read"]


def test_rows_are_of_one_height_whatever_is_in_them():
    more = [
        stance(slug, "ann", value, f"1928-0{month}/1928-10")
        for slug, value, month in (("x", 1, 7), ("y", -2, 8), ("z", 2, 9))
    ]
    roots = [
        draw_svg(build_grid(record, "turn")) for record in (every_state(), every_state().with_edits(more))
    ]
    plain, full = ([t.get("y") for t in of_class(root, "participant")] for root in roots)
    assert plain == full


def test_the_legend_explains_what_occurs_and_nothing_else():
    def legend(root: Any) -> str:
        return " ".join(t.text or "" for g in of_class(root, "legend") for t in g.iter(f"{SVG}text"))

    full = legend(draw_svg(build_grid(every_state(), "turn")))
    for words in (
        "a real turn",
        "undecided",
        "conflicting evidence",
        "date uncertain",
        "hollow",
    ):
        assert words in full
    asserted = legend(draw_svg(build_grid(every_state(), "turn", shown=AttributionLevel.ASSERTED)))
    assert "date uncertain" not in asserted
    assert "hollow:" not in asserted


def test_few_events_are_labelled_over_the_columns_and_many_are_listed_on_the_same_sheet():
    record = every_state()
    few = draw_svg(build_grid(record, "turn"))
    marks = of_class(few, "event")
    assert [m.get("data-slug") for m in marks] == ["plenum", "arrest"]
    labels = [t.text for m in marks for t in m.iter(f"{SVG}text")]
    assert labels == ["from 4 to 12 July 1928: The plenum", "5 July 1928: An arrest"]
    more = [
        Event(slug=f"e{n}", name=f"What happened on day {n}", when=day(f"1928-07-{n:02}"))
        for n in range(1, 13)
    ]
    unsettling = record.events["arrest"].model_copy(update={"unsettles": ("turn",)})
    grid = build_grid(record.with_edits([*more, unsettling]), "turn")
    many = draw_svg(grid, max_width=500)
    assert [t.text for m in of_class(many, "event") for t in m.iter(f"{SVG}text")] == ["An arrest"]
    below = list_unlabelled_events(grid, 500)
    assert all(f"{n} July 1928: What happened on day {n}" in below for n in range(1, 13))


def test_the_legend_of_a_narrow_grid_is_as_wide_as_the_page():
    record = every_state()
    debate = record.debate.model_copy(update={"from_": day("1928-02"), "to": day("1928-02")})
    dropped = [(Kind.STANCE, slug) for slug in "bcdef"] + [
        (Kind.EVENT, slug) for slug in ("plenum", "arrest")
    ]
    shown = build_grid(record.with_edits([debate], dropped), "turn", unit=ColumnUnit.MONTHS)
    root = draw_svg(shown, max_width=480)
    words = {t.text for g in of_class(root, "legend") for t in g.iter(f"{SVG}text")}
    assert "dated evidence" in words


def test_no_text_is_smaller_than_ten_points_and_nothing_needs_a_style():
    text = draw_grid(build_grid(every_state(), "turn"), source="A source")
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', text)) >= 10
    assert not re.search(r"\sstyle=|<style|url\(|gradient|<script", text, re.IGNORECASE)


def test_links_appear_only_where_a_builder_is_given():
    shown = build_grid(every_state(), "turn")
    assert not list(draw_svg(shown).iter(f"{SVG}a"))
    links = {
        a.get("href") for a in draw_svg(shown, href=lambda kind, slug: f"/{kind}/{slug}").iter(f"{SVG}a")
    }
    assert links == {"/participant/ann", "/participant/bob"}


def test_a_figure_is_titled_and_described_with_its_source():
    root = draw_svg(build_grid(every_state(), "turn"), title="Figure 3", source="From the letters")
    assert root.find(f"{SVG}title").text == "Stances over time: Figure 3"
    assert "From the letters" in root.find(f"{SVG}desc").text
    assert root.get("aria-labelledby") == "grid.title"


def test_a_grid_without_rows_or_columns_is_still_a_figure():
    record = Record.from_entries(
        Debate.model_validate({"slug": "d", "title": "D"}), (Dispute(slug="turn", title="T", question="?"),)
    )
    for unit in ColumnUnit:
        shown = build_grid(record, "turn", unit=unit)
        assert draw_svg(shown).get("class") == "stance-grid"
        assert read_csv(write_grid_csv(shown)) == []


def test_a_categorical_scale_is_drawn_by_its_letters():
    record = every_state()
    options = tuple(Position(value=n, key="ABC"[n - 1], label=f"Option {n}") for n in (1, 2, 3))
    turn = Dispute(slug="turn", title="T", question="?", scale=Scale.CATEGORICAL, positions=options)
    text = draw_grid(build_grid(record.with_edits([turn, stance("a", "ann", 2, "1928-02")]), "turn"))
    assert ">B</text>" in text
    assert "option-2" in text


def test_options_that_share_a_colour_have_their_letters_in_carried_cells_too():
    record = every_state()
    options = tuple(Position(value=n, key="ABCDEFGHI"[n - 1], label=f"Option {n}") for n in range(1, 10))
    turn = Dispute(slug="turn", title="T", question="?", scale=Scale.CATEGORICAL, positions=options)
    stances = [
        stance(slug, "ann", 9, when) for slug, when in (("a", "1928-02"), ("b", "1928-05"), ("c", "1928-05"))
    ]
    rest = [stance(slug, "bob", 1, "1928-07-01") for slug in "def"]
    grid = build_grid(record.with_edits([turn, *stances, *rest]), "turn")
    carried = of_class(draw_svg(grid), "carried")
    assert carried
    assert all([t.text for t in cell.iter(f"{SVG}text")] in (["A"], ["I"]) for cell in carried)


@_some
@given(
    st.text(min_size=1, max_size=40),
    st.text(min_size=1, max_size=200),
)
def test_any_text_makes_a_well_formed_figure(name, label):
    record = every_state()
    person = record.participants["ann"].model_copy(update={"name": name})
    turn = record.disputes["turn"]
    positions = tuple(p.model_copy(update={"label": label, "key": name[:4]}) for p in turn.positions)
    worded = turn.model_copy(update={"question": label, "title": name, "positions": positions})
    shown = build_grid(record.with_edits([person, worded]), "turn")
    root = draw_svg(shown, source=label)
    assert not [e for e in root.iter() if e.tag == f"{SVG}script"]


@_some
@given(
    records(),
    st.sampled_from(ColumnUnit),
    st.none() | st.integers(int(Day.of(1927, 1, 1)), int(Day.of(1930, 12, 31))).map(Day),
)
def test_any_debate_makes_a_figure_and_a_table_with_every_cell(record, unit, as_of):
    for slug in record.disputes:
        shown = build_grid(record, slug, unit=unit, as_of=as_of)
        count = len(shown.rows) * len(shown.columns)
        assert len(of_class(draw_svg(shown), "cell")) == count
        assert len(read_csv(write_grid_csv(shown))) == count


def test_bars_that_say_the_same_are_one_and_others_share_the_height():
    more = [
        stance("x", "bob", 0, "1928-04-20/1928-06-10", attribution="reported"),
        stance("y", "bob", 0, "1928-05/1928-06"),
    ]
    shown = build_grid(every_state().with_edits(more), "turn")
    (cells,) = [r.cells[3:6] for r in shown.rows if r.participant.slug == "bob"]
    assert [len(cell.bars) for cell in cells] == [2, 3, 3]
    assert [[(p.lane, p.lanes, p.sign) for p in cell.pieces] for cell in cells] == [
        [(0, 2, "0")],
        [(0, 2, ""), (1, 2, "0")],
        [(0, 2, ""), (1, 2, "")],
    ]


def test_a_bar_runs_behind_what_is_certain_and_bears_its_sign_before_or_after():
    more = [stance("x", "ann", 1, "1928-02/1928-04")]
    shown = build_grid(every_state().with_edits(more), "turn")
    (cells,) = [r.cells[1:4] for r in shown.rows if r.participant.slug == "ann"]
    assert [cell.state for cell in cells] == ["evidenced", "uncertain", "uncertain"]
    assert [[p.sign for p in cell.pieces] for cell in cells] == [[""], ["+"], [""]]


def test_the_legends_of_page_and_figure_hold_the_same_symbols():
    record = every_state()
    shown = build_grid(record, "turn")
    assert {str(symbol) for symbol in shown.symbols} == {str(symbol) for symbol in CellSymbol} - {"later"}
    figure = " ".join(t.text or "" for g in of_class(draw_svg(shown), "legend") for t in g.iter(f"{SVG}text"))
    ui: Any = environment().globals["ui"]
    page = html.fromstring(str(ui.grid_legend(shown))).text_content()
    for symbol in shown.symbols:
        assert symbol.description in page
        assert symbol is CellSymbol.UNDECIDED or symbol.description.split(" ")[0] in figure


def test_a_change_is_drawn_with_its_days_its_reason_and_what_else_there_was():
    first = stance("a", "ann", 2, "1928-02-10")
    then = stance("n", "ann", -2, "1928-07-20", note="He says why.")
    record = every_state().with_edits([first, then], [(Kind.STANCE, "b"), (Kind.STANCE, "c")])
    (change,) = next(r for r in build_grid(record, "turn").rows if r.participant.slug == "ann").changes
    assert [event.slug for event in change.events] == ["plenum", "arrest"]
    (mark,) = [c for c in of_class(draw_svg(build_grid(record, "turn")), "change") if "-ann-" in c.get("id")]
    assert mark.find(f"{SVG}title").text.endswith("after 10 February 1928, by 20 July 1928")
    description = mark.find(f"{SVG}desc").text
    assert description.startswith("He says why. Also in this period (no cause claimed): The plenum")


def test_an_arrow_stands_on_the_border_where_the_new_position_begins():
    dropped = [(Kind.STANCE, "b"), (Kind.STANCE, "c")]
    record = every_state().with_edits([stance("n", "ann", -2, "1928-07/1928-09")], dropped)
    shown = build_grid(record, "turn")
    places = {row.participant.slug: [place for place, _ in row.arrows] for row in shown.rows}
    assert places == {"ann": [6], "bob": []}  # Bob moved within a month, whose cell shows it
    (mark,) = of_class(draw_svg(shown), "change")
    assert mark.get("id") == "grid-ann-change-1"
    page = page_cells(record, shown)
    assert [cell.get("data-column") for cell in page if cell.find("em") is not None] == ["1928-07"]


def test_a_change_of_unknown_order_has_no_time_for_anything_to_be_in():
    (change,) = [
        c
        for row in build_grid(every_state(), "turn").rows
        for c in row.changes
        if not c.determined and c.old.position.value == 1
    ]
    assert (change.events, change.received) == ((), ())


def test_rows_sort_by_first_move_by_last_position_and_by_likeness():
    record = every_state().with_edits(
        [Participant(slug="eve", name="Eve"), stance("e1", "eve", 2, "1928-03")]
    )

    def order(sort: RowOrder) -> list[str]:
        shown = build_grid(record, "turn", sort=sort)
        assert len(shown.groups) == (1 if sort is not RowOrder.FACTION else 2)
        return [row.participant.slug for row in shown.rows]

    assert order(RowOrder.FIRST_MOVE) == ["ann", "bob", "eve"]
    assert order(RowOrder.FINAL) == ["eve", "ann", "bob"]
    assert sorted(order(RowOrder.SIMILARITY)) == sorted(order(RowOrder.FACTION))


@_some
@given(records(), st.sampled_from(RowOrder))
def test_no_order_loses_a_row(record, sort):
    for slug in record.disputes:
        plain, ordered = build_grid(record, slug), build_grid(record, slug, sort=sort)
        names = sorted(row.participant.slug for row in plain.rows)
        assert sorted(row.participant.slug for row in ordered.rows) == names


@_some
@given(records())
def test_bars_that_meet_lie_in_lanes_of_their_own_and_have_one_sign(record):
    for slug in record.disputes:
        for row in build_grid(record, slug).rows:
            spans: dict[tuple[int, int, int], list[str]] = {}
            for place, cell in enumerate(row.cells):
                for piece in cell.pieces:
                    assert piece.lane < piece.lanes
                    assert piece.first_column <= place <= piece.last_column
                    spans.setdefault((piece.first_column, piece.last_column, piece.lane), []).append(
                        piece.sign
                    )
            assert all(len(list(filter(None, signs))) <= 1 for signs in spans.values())
            for (a, b, lane), (c, d, other) in combinations(spans, 2):
                assert lane != other or b < c or d < a


@_some
@given(records())
def test_one_participant_and_everybody_make_figures_and_tables(record):
    everybody = build_matrix(record)
    root = etree.fromstring(draw_matrix(everybody, title="All").encode())
    assert len(of_class(root, "strip")) == len(everybody.rows)
    cells = sum(len(row.cells) for row in everybody.rows)
    assert len(read_csv(write_matrix_csv(everybody))) == cells
    homes = {line.participant.slug: group.faction for group in everybody.groups for line in group.rows}
    assert all(row.faction == homes[row.participant.slug] for row in everybody.rows)
    for slug in record.participants:
        path = build_trajectory(record, slug)
        assert all(row.faction == homes[slug] for row in path.rows)
        root = etree.fromstring(draw_trajectory(path).encode())
        assert len(of_class(root, "row")) == len(path.rows)


# --- the table ---


def table(record: Record) -> list[dict[str, str]]:
    return read_csv(write_grid_csv(build_grid(record, "turn")))


def test_the_table_has_one_line_a_cell():
    lines = table(every_state())
    assert len(lines) == 24
    (february,) = (x for x in lines if (x["participant"], x["column"]) == ("ann", "1928-02"))
    assert february == {
        "participant": "ann",
        "name": "Anna",
        "faction": "The left",
        "dispute": "turn",
        "column": "1928-02",
        "from": "1928-02-01",
        "to": "1928-02-29",
        "state": "evidenced",
        "value": "2",
        "key": "++",
        "label": "a real turn",
        "attribution": "asserted",
        "confidence": "certain",
        "stances": "a",
        "text": "Anna, February 1928: dated evidence: +2 a real turn; own claim; certain",
        "changes": "",
    }


def test_the_table_keeps_both_sides_of_mixed_evidence_and_the_order_of_a_move():
    lines = {(x["participant"], x["column"]): x for x in table(every_state())}
    assert lines["ann", "1928-05"]["value"] == "1 / -1"
    assert lines["bob", "1928-07"]["key"] == "0 → ?"
    assert lines["ann", "1928-01"]["value"] == ""


def test_numbers_stay_numbers_in_the_table():
    record = every_state().with_edits([stance("a", "ann", -2, "1928-02")])
    (line,) = (x for x in table(record) if (x["participant"], x["column"]) == ("ann", "1928-02"))
    assert (line["value"], line["key"]) == ("-2", "−−")
