"""Stances as lines: in one lane nothing touches anything, names included, and no change is sharper than its dates."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from stances.dates.day import Day
from stances.figures.chart.line_layout import BAR_GAP_PT, Plateau, lay_out_lines, name_width
from stances.figures.chart.lines import draw_line_chart
from stances.record.entries import Document
from stances.record.vocabulary import ColumnUnit, Scale
from stances.timeline.grid import build_grid
from tests.support.grid_debate import every_state, stance
from tests.support.properties import examples
from tests.support.small_debate import claim, debate
from tests.support.strategies import records
from tests.support.svg import SVG, of_class

STEP = 50.0
_some = examples(15)


def plateaus_of(layout) -> list[Plateau]:
    return [plateau for line in layout.lines for plateau in line.plateaus]


@_some
@given(
    records(),
    st.sampled_from([ColumnUnit.QUARTERS, ColumnUnit.DOCUMENTS, ColumnUnit.EVENTS]),
    st.booleans(),
    st.none() | st.integers(int(Day.min), int(Day.max)).map(Day),
)
def test_no_line_and_no_name_of_any_debate_lies_over_another(record, unit, carried, as_of):
    for slug in record.disputes:
        layout = lay_out_lines(build_grid(record, slug, unit=unit, carried=carried, as_of=as_of), STEP)
        for one, other in combinations(plateaus_of(layout), 2):
            if (one.position.value, one.lane) == (other.position.value, other.lane):
                assert one.end + BAR_GAP_PT <= other.start or other.end + BAR_GAP_PT <= one.start
        for line in layout.lines:
            (named,) = [plateau for plateau in line.plateaus if plateau.carries_name]
            assert named.end - name_width(line.row) >= max(s.end for s in named.bars) - 1e-6


@_some
@given(records())
def test_any_debate_makes_a_well_formed_figure_with_everyone_in_it(record):
    for slug in record.disputes:
        shown = build_grid(record, slug, unit=ColumnUnit.QUARTERS)
        root = etree.fromstring(draw_line_chart(shown).encode())
        assert len(of_class(root, "participant-line")) == sum(bool(row.stances) for row in shown.rows)


def test_a_change_joins_the_whole_of_the_old_evidence_to_the_whole_of_the_new():
    layout = lay_out_lines(
        build_grid(every_state().with_entry(stance("g", "ann", -2, "1928-09")), "turn"), STEP
    )
    (ann,) = [line for line in layout.lines if line.row.participant.slug == "ann"]
    last = ann.transitions[-1]
    assert (last.old_bar.start, last.old_bar.end) == (4 * STEP, 5 * STEP)
    assert (last.new_bar.start, last.new_bar.end) == (8 * STEP, 9 * STEP)


def test_changes_whose_dates_overlap_are_upright():
    layout = lay_out_lines(build_grid(every_state(), "turn"), STEP)
    (ann,) = [line for line in layout.lines if line.row.participant.slug == "ann"]
    unordered = [transition for transition in ann.transitions if not transition.change.determined]
    assert unordered
    for transition in unordered:
        for bar in (transition.old_bar, transition.new_bar):
            assert bar.start <= transition.overlap_x <= bar.end
    drawn = of_class(etree.fromstring(draw_line_chart(build_grid(every_state(), "turn")).encode()), "change")
    assert any(path.get("stroke-dasharray") for group in drawn for path in group.iter(f"{SVG}path"))


def test_what_is_carried_ends_at_the_horizon_and_only_where_it_is_wanted():
    record = every_state().with_edits([stance("z", "bob", None, "1928-06-30")], [])
    ends = {}
    for carried in (True, False):
        layout = lay_out_lines(build_grid(record, "turn", carried=carried), STEP)
        ends[carried] = max(s.carried_until - s.end for plateau in plateaus_of(layout) for s in plateau.bars)
    assert ends[True] > 2 * STEP
    assert ends[False] == 0


def test_with_documents_as_columns_lines_run_from_one_to_the_next():
    letters = [Document(slug=slug, title=slug, after=after) for slug, after in (("b", ()), ("a", ("b",)))]
    said = [claim("first", document="b", after=[]), claim("second", document="a", after=["first"])]
    taken = [
        stance(c.slug, "ann", v, "1928-05", claims=(c.slug,)) for c, v in zip(said, (2, -2), strict=True)
    ]
    shown = build_grid(debate(*letters, *said, *taken), "turn", unit=ColumnUnit.DOCUMENTS)
    (line,) = lay_out_lines(shown, STEP).lines
    (change,) = line.transitions
    assert change.change.determined
    bars = (change.old_bar, change.new_bar)
    assert [(bar.start, bar.end, bar.carried_until) for bar in bars] == [
        (0, STEP, STEP),
        (STEP, 2 * STEP, 2 * STEP),
    ]
    assert ">a (undated)<" in draw_line_chart(shown)


def test_an_ordinal_scale_stands_with_its_highest_position_on_top():
    layout = lay_out_lines(build_grid(every_state(), "turn"), STEP)
    assert [band.position.value for band in layout.bands] == [2, 1, 0, -1, -2, None]


def test_options_get_lanes_and_a_word_that_they_have_no_order():
    record = every_state()
    turn = record.disputes["turn"].model_copy(update={"scale": Scale.CATEGORICAL})
    assert "alternatives without an order" in draw_line_chart(build_grid(record.with_entry(turn), "turn"))
    assert "alternatives without an order" not in draw_line_chart(build_grid(record, "turn"))


def test_those_without_a_stance_are_named_and_those_not_asked_for_are_not():
    shown = build_grid(every_state(), "turn", as_of=None)
    ann = [row for row in shown.rows if row.participant.slug == "ann"]
    text = draw_line_chart(shown, rows=ann)
    assert ">Anna<" in text
    assert ">Bob<" not in text


def _looks(drawing: str) -> dict[str, set[str]]:
    """The colours of each line."""
    root = etree.fromstring(drawing.encode())
    return {
        line.get("data-slug"): {part.get("fill") for part in line.iter(f"{SVG}text", f"{SVG}circle")}
        for line in of_class(root, "participant-line")
    }


@_some
@given(records(), st.integers(int(Day.min), int(Day.max)).map(Day))
def test_a_line_has_its_colour_on_every_day(record, day):
    for slug in record.disputes:
        whole, then = (
            _looks(draw_line_chart(build_grid(record, slug, unit=ColumnUnit.QUARTERS, as_of=as_of)))
            for as_of in (None, day)
        )
        for person, colours in then.items():
            assert colours <= whole[person]
