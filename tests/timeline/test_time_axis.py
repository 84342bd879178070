"""The columns of figures over time: which unit they have, what is folded, and what stands at the edge."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.dates.day import Day
from stances.record.entries import Debate, Dispute, Document, Entry, Event
from stances.record.extent import extent, is_out_of_reach, reach
from stances.record.record import Record
from stances.record.vocabulary import Basis, ColumnUnit
from stances.timeline.columns import (
    CALENDAR_UNITS,
    count_calendar_columns,
    finest_unit,
    make_calendar_columns,
)
from stances.timeline.grid import Grid, build_grid
from stances.timeline.moments import find_moments
from stances.timeline.time_axis import FITTING_COLUMNS, MAX_COLUMNS, offered_units
from stances.timeline.time_slider import MAX_NAMED_COLUMNS, make_time_slider
from tests.support.grid_debate import day, stance
from tests.support.properties import examples
from tests.support.small_debate import claim, person

DAYS = st.integers(int(Day.of(-9990, 1, 1)), int(Day.of(9990, 1, 1))).map(Day)


def debate(begin: str | None, end: str | None, *entries: Entry, **rest: object) -> Record:
    about = {"slug": "small", "title": "Small", "from": begin, "to": end, **rest}
    turn = Dispute(slug="turn", title="The turn", question="Is it real?")
    return Record.from_entries(Debate.model_validate(about), (person("ann", "Ann"), turn, *entries))


def grid(record: Record, unit: ColumnUnit | None = None) -> Grid:
    return build_grid(record, "turn", unit=unit)


def shorts(shown: Grid) -> list[str]:
    return [column.short for column in shown.columns]


CENTURIES = debate(
    "1787", "2007", *(stance(f"s{n}", "ann", 1, w) for n, w in enumerate(("1787-05", "1833-08", "2007-03")))
)
MISTYPED = debate(
    "2020-01", "2020-12", stance("right", "ann", 1, "2020-01-05"), stance("wrong", "ann", 1, "1020-02-07")
)


@given(first=DAYS, span=st.integers(0, 400_000), unit=st.sampled_from(CALENDAR_UNITS))
@examples(60)
def test_columns_of_the_calendar_follow_each_other_and_cover_their_days(
    first: Day, span: int, unit: ColumnUnit
) -> None:
    last = min(first.shift(span), Day.of(9990, 1, 1)) if first.year < 8000 else first
    if count_calendar_columns(unit, first, last) > 2 * MAX_COLUMNS:
        return
    columns = make_calendar_columns(unit, first, last)
    assert len(columns) == count_calendar_columns(unit, first, last)
    assert columns[0].start <= first <= columns[0].end
    assert columns[-1].start <= last <= columns[-1].end
    assert len({column.key for column in columns}) == len(columns)
    for before, after in pairwise(columns):
        assert after.start == before.end.shift(1)


@given(first=DAYS, span=st.integers(0, 2_000_000), most=st.integers(20, MAX_COLUMNS))
@examples(60)
def test_the_finest_unit_fits_and_no_finer_one_does(first: Day, span: int, most: int) -> None:
    last = first.shift(span)
    unit = finest_unit(first, last, most)
    finer = CALENDAR_UNITS[: CALENDAR_UNITS.index(unit)]
    assert all(count_calendar_columns(other, first, last) > most for other in finer)


@pytest.mark.parametrize(
    ("begin", "end", "unit"),
    [
        ("1928-01-02", "1928-09-30", ColumnUnit.WEEKS),
        ("1928-01", "1929-02", ColumnUnit.MONTHS),
        ("1920", "1928", ColumnUnit.QUARTERS),
        ("1900", "1928", ColumnUnit.YEARS),
        ("1787", "2007", ColumnUnit.DECADES),
        ("1000", "2007", ColumnUnit.CENTURIES),
    ],
)
def test_unless_somebody_asks_columns_are_the_finest_that_fit(begin: str, end: str, unit: ColumnUnit) -> None:
    shown = grid(debate(begin, end))
    assert (shown.unit, shown.axis.asked_unit) == (unit, None)
    assert len(shown.columns) <= FITTING_COLUMNS


def test_the_debate_says_what_its_columns_are_and_a_reader_chooses_otherwise() -> None:
    record = debate("1928-01", "1928-12", unit="quarters")
    assert shorts(grid(record))[0] == "Jan–Mar"
    assert len(grid(record, ColumnUnit.MONTHS).columns) == 12


@pytest.mark.parametrize("unit", [ColumnUnit.WEEKS, ColumnUnit.MONTHS, ColumnUnit.QUARTERS])
def test_what_would_have_too_many_columns_is_answered_with_the_finest_that_has_fewer(
    unit: ColumnUnit,
) -> None:
    shown = grid(CENTURIES, unit)
    assert (shown.unit, shown.axis.asked_unit) == (ColumnUnit.YEARS, unit)
    assert shown.unit_words == f"shown by years, since {unit} would be too many"


def test_stretches_in_which_nothing_is_recorded_fold_on_a_long_axis() -> None:
    shown = grid(CENTURIES, ColumnUnit.YEARS)
    assert shorts(shown) == ["1787", "…", "1833", "…", "2007"]
    folded = shown.columns[1]
    assert folded.is_folded
    assert folded.label == "1788 to 1832, nothing recorded"
    assert (folded.start, folded.end) == (Day.of(1788, 1, 1), Day.of(1832, 12, 31))


def test_units_of_one_column_and_of_too_many_are_not_offered() -> None:
    assert offered_units(CENTURIES, tuple(CENTURIES.stances.values()), ()) == (
        ColumnUnit.YEARS,
        ColumnUnit.DECADES,
        ColumnUnit.CENTURIES,
    )
    year = debate("1928-01", "1928-12")
    assert offered_units(year, (), ()) == (ColumnUnit.WEEKS, ColumnUnit.MONTHS, ColumnUnit.QUARTERS)
    assert offered_units(debate(None, None), (), ()) == ()


def test_a_debates_own_unit_gives_way_too_where_it_has_too_many_columns() -> None:
    record = debate("1787", "2007", unit="weeks")
    assert grid(record).unit_words == "shown by years, since weeks would be too many"


def test_a_short_axis_shows_every_silence() -> None:
    assert len(grid(debate("1928-01", "1929-02", stance("s", "ann", 1, "1928-03"))).columns) == 14


def test_a_mistyped_year_stands_at_the_edge_and_leaves_the_scale() -> None:
    shown = grid(MISTYPED)
    assert shorts(shown)[:3] == ["‹", "Jan", "Feb"]
    assert len(shown.columns) == 13
    assert shown.columns[0].label == "before January 2020, outside the debate’s period"
    (row,) = shown.rows
    assert [s.slug for s in row.cells[0].stances] == ["wrong"]
    assert extent(MISTYPED) == (Day.of(2020, 1, 1), Day.of(2020, 12, 31))
    assert {moment.day.year for moment in find_moments(MISTYPED, "turn")} == {2020}


def test_a_debate_reaches_as_far_again_as_it_lasts_but_at_least_ten_years() -> None:
    assert not is_out_of_reach(MISTYPED, day("2012"))
    assert is_out_of_reach(MISTYPED, day("2001"))
    assert not is_out_of_reach(CENTURIES, day("1600"))
    assert reach(debate(None, "2007")) is None


def test_documents_are_the_columns_of_one_day_or_its_events() -> None:
    letters = [Document(slug=slug, title=slug, when=day("2024-02-03")) for slug in "ab"]
    said = [claim(f"c{slug}", document=slug, when="2024-02-03") for slug in "ab"]
    assert shorts(grid(debate("2024-02-03", "2024-02-03", *letters, *said))) == ["1", "2"]
    later = letters[0].model_copy(update={"after": ("b",)})
    shown = grid(debate("2024-02-03", "2024-02-03", later, letters[1], *said))
    assert [column.key for column in shown.columns] == ["b", "a"]
    events = [Event(slug=f"e{n}", name=f"Event {n}", when=day(f"2024-02-0{n}")) for n in (1, 2)]
    assert shorts(grid(debate("2024-02-01", "2024-02-02", *events))) == ["1", "2"]


def test_a_column_by_events_runs_from_one_to_the_next() -> None:
    events = [
        Event(slug=s, name=s, when=day(w))
        for s, w in (("vote", "1928-03-05"), ("plenum", "1928-07"), ("arrest", "1928-03-05"))
    ]
    shown = grid(debate("1928-01", "1928-12", *events, stance("s", "ann", 1, "1928-04")), ColumnUnit.EVENTS)
    assert [column.label for column in shown.columns] == [
        "before arrest",
        "arrest (5 March 1928); vote (5 March 1928)",
        "plenum (July 1928)",
    ]
    assert (shown.columns[1].start, shown.columns[1].end) == (Day.of(1928, 3, 5), Day.of(1928, 6, 30))
    (row,) = shown.rows
    assert [s.slug for s in row.cells[1].stances] == ["s"]


def test_events_of_one_date_have_a_column_each_in_the_order_that_is_recorded() -> None:
    order = {"vote": ("speech",), "speech": ("call",), "call": (), "rain": (), "peace": ()}
    dates = {"peace": "1928-09"}
    events = [
        Event(slug=slug, name=slug, when=day(dates.get(slug, "1928-03")), after=after)
        for slug, after in order.items()
    ]
    record = debate("1928-03", "1928-12", *events, stance("s", "ann", 1, "1928-03"), unit="events")
    shown = grid(record)
    assert [column.key for column in shown.columns] == ["rain", "call", "speech", "vote", "peace"]
    (row,) = shown.rows
    bars = [bar for cell in row.cells for bar in cell.bars]
    assert [(bar.first_column, bar.last_column, bar.begins, bar.ends) for bar in bars] == [
        (0, 3, begins, ends)
        for begins, ends in ((True, False), (False, False), (False, False), (False, True))
    ]


def test_the_slider_moves_along_the_columns_of_the_grid_and_names_some() -> None:
    columns = build_grid(CENTURIES, "turn", unit=ColumnUnit.YEARS).columns
    slider = make_time_slider(CENTURIES, "turn", columns, None, Basis.WRITTEN)
    assert slider.unit is ColumnUnit.DECADES
    assert len(slider.column_marks) == len(columns)
    assert 1 < len([name for name, _ in slider.column_marks if name]) <= MAX_NAMED_COLUMNS
    assert slider.places == sorted(slider.places)
    assert slider.places[-1] <= slider.end < 100
