"""How far positions are carried, and that an event which unsettles a dispute ends it everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from stances.argument.comparison import Comparison, ComparisonAxis, compare
from stances.dates.day import Day
from stances.figures.chart.grid import draw_grid
from stances.figures.chart.line_layout import lay_out_lines
from stances.figures.chart.lines import draw_line_chart
from stances.record.entries import Event
from stances.record.record import Record
from stances.timeline.carrying import Carrying
from stances.timeline.comparison_table import ComparisonRow, build_comparison_table
from stances.timeline.csv_tables import write_grid_csv
from stances.timeline.grid import build_grid
from stances.timeline.moments import find_moments
from stances.timeline.replay import replay_grid
from stances.timeline.wording import Verdict
from tests.support.turn_debate import cells, day, debate, dispute, person, stance, states


def plenum(when: str, **rest: Any) -> Event:
    return Event(slug="plenum", name="The plenum", when=day(when), unsettles=("turn",), **rest)


def last_day(record: Record, slug: str = "s") -> Day:
    return Carrying(record, record.disputes["turn"]).last_day(record.stances[slug])


def carried_months(record: Record, **view: Any) -> list[str]:
    return [key for key, state in states(record, **view).items() if state == "carried"]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("1928-07-12", Day.of(1928, 7, 11)),
        ("1928-07-04/1928-07-12", Day.of(1928, 7, 11)),
        ("1928-07", Day.of(1928, 7, 30)),
        ("1928-05-09", Day.of(1928, 8, 9)),
        ("1928-04", Day.of(1928, 8, 9)),
        ("1929", Day.of(1928, 8, 9)),
        ("1928-07/..", Day.of(1928, 8, 9)),
    ],
)
def test_a_position_is_carried_to_the_horizon_or_until_it_is_certainly_unsettled(
    when: str, expected: Day
) -> None:
    assert last_day(debate(stance("s", 1, "1928-05-09"), plenum(when))) == expected


@pytest.mark.parametrize(
    ("after", "before", "ends", "doubted"),
    [
        ((), None, Day.of(1928, 8, 9), ["1928-06", "1928-07", "1928-08"]),
        (("strike",), None, Day.of(1928, 8, 9), ["1928-07", "1928-08"]),
        (("strike",), "1928-08-01", Day.of(1928, 7, 31), ["1928-07"]),
    ],
)
def test_an_event_without_a_date_unsettles_for_certain_only_by_what_is_later(
    after: tuple[str, ...], before: str | None, ends: Day, doubted: list[str]
) -> None:
    fall = Event(slug="fall", name="The fall", after=after, unsettles=("turn",))
    strike = Event(slug="strike", name="A strike", when=day("1928-07-05"))
    later = (Event(slug="vote", name="The vote", when=day(before), after=("fall",)),) if before else ()
    record = debate(stance("s", 2, "1928-05-09"), fall, strike, *later)
    assert last_day(record) == ends
    grid = build_grid(record, "turn")
    carried = {c.key: cell for c, cell in zip(grid.columns, grid.rows[0].cells, strict=True) if cell.doubts}
    assert list(carried) == doubted
    assert all("perhaps unsettled by The fall" in cell.text for cell in carried.values())
    assert grid.unplaced_events == (fall,)
    assert "undated: The fall" in draw_grid(grid)
    assert "fall" not in {mark.slug for moment in find_moments(record, "turn") for mark in moment.marks}


def test_an_event_of_no_dispute_or_of_another_ends_nothing() -> None:
    other = plenum("1928-06-01").model_copy(update={"unsettles": ()})
    assert last_day(debate(stance("s", 1, "1928-05-09"), other)) == Day.of(1928, 8, 9)


def test_who_leaves_carries_nothing_further() -> None:
    record = debate(person("radek", "1928-01/1928-06-15"), stance("s", 1, "1928-05-09"))
    assert last_day(record) == Day.of(1928, 6, 15)


def test_evidence_from_after_the_involvement_is_not_carried() -> None:
    record = debate(person("radek", "1928-01/1928-03"), stance("s", 1, "1928-05-09"))
    assert last_day(record) == Day.of(1928, 5, 9)


def test_after_an_event_a_position_is_carried_again_once_it_is_taken_again() -> None:
    record = debate(
        dispute(horizon=6),
        stance("s", 1, "1928-05-09"),
        stance("t", 1, "1928-09-02"),
        plenum("1928-07-04/1928-07-12"),
    )
    assert carried_months(record) == ["1928-06", "1928-07", "1928-10", "1928-11", "1928-12"]


def test_within_the_days_of_an_event_what_is_carried_is_said_to_be_doubtful() -> None:
    record = debate(stance("s", 1, "1928-05-09"), plenum("1928-07"))
    by_month = cells(record)
    assert [by_month[f"1928-{m:02}"].state for m in (6, 7, 8)] == ["carried", "carried", "silent"]
    assert "unsettled" not in by_month["1928-06"].text
    assert by_month["1928-07"].text.endswith(
        "assumed to persist: +1 partly real; last evidence 9 May 1928; perhaps unsettled by The plenum, July 1928"
    )


def test_evidence_that_may_be_older_than_the_event_is_carried_with_a_doubt() -> None:
    record = debate(stance("s", 1, "1928-07/1928-08"), plenum("1928-07-12"))
    assert "perhaps unsettled by The plenum" in cells(record)["1928-10"].text


def test_evidence_that_certainly_follows_the_event_is_carried_without_a_doubt() -> None:
    record = debate(stance("s", 1, "1928-07-13"), plenum("1928-07-12"))
    assert "unsettled" not in cells(record)["1928-08"].text


def test_as_of_a_day_before_the_event_nothing_is_said_of_it() -> None:
    record = debate(stance("s", 1, "1928-05-09"), plenum("1928-07-04/1928-07-12"))
    assert "unsettled" not in cells(record, as_of=Day.of(1928, 7, 3))["1928-07"].text
    assert "unsettled" in cells(record, as_of=Day.of(1928, 7, 4))["1928-07"].text


def test_figures_say_which_events_unsettle_their_dispute() -> None:
    record = debate(
        stance("s", 1, "1928-05-09"), plenum("1928-07-04"), Event(slug="other", name="X", when=day("1928-06"))
    )
    note = "; earlier positions are not assumed to persist"
    for draw in (draw_grid, draw_line_chart):
        svg = draw(build_grid(record, "turn"))
        assert f"The plenum, 4 July 1928{note}" in svg
        assert svg.count("The plenum; earlier") == 1  # in the list, where the text is wrapped
        assert "X; earlier" not in svg


# --- everywhere ---


def _row(record: Record, first: str, second: str, who: str = "radek") -> ComparisonRow:
    result = compare(record, record.disputes["turn"], Comparison(ComparisonAxis.MOMENTS, first, second))
    (row,) = (row for row in build_comparison_table(result) if row.subject.slug == who)
    return row


def test_a_comparison_carries_positions_as_the_grid_does() -> None:
    record = debate(dispute(horizon=4), stance("s", 1, "1928-05-09"), plenum("1928-07-04/1928-07-12"))
    assert _row(record, "1928-05-31", "1928-07-03").verdict is Verdict.SAME
    during = _row(record, "1928-05-31", "1928-07-05")
    assert (during.second.certain, len(during.second.possible)) == ((), 1)
    assert during.verdict is Verdict.UNDETERMINED
    after = _row(record, "1928-05-31", "1928-08-01")
    assert after.verdict is Verdict.UNDETERMINED
    assert after.second.silence_reason == "no longer assumed to persist; last evidence 9 May 1928"


def test_who_was_heard_long_ago_is_not_first_heard_when_they_speak_again() -> None:
    record = debate(stance("s", 1, "1928-02"), stance("t", -1, "1928-09"))
    assert _row(record, "1928-07-31", "1928-09-30").verdict is Verdict.UNDETERMINED


def test_evidence_of_a_move_outlasts_its_position() -> None:
    record = debate(stance("s", 1, "1928-03"), stance("t", -1, "1928-05-09"))
    moved = _row(record, "1928-03-31", "1928-09-30")
    assert (moved.verdict, moved.second.has_position) == (Verdict.MOVED, False)
    assert moved.second.silence_reason == "no longer assumed to persist; last evidence 9 May 1928"


def test_lines_and_tables_end_where_the_grid_does() -> None:
    record = debate(stance("s", 1, "1928-05-09"), plenum("1928-07-12"))
    grid = build_grid(record, "turn")
    (line,) = lay_out_lines(grid, 31).lines
    (bar,) = line.plateaus[0].bars
    assert bar.carried_until == pytest.approx(6 * 31 + 11)
    written = write_grid_csv(grid)
    assert written.count(b",carried,") == 2
    assert b"perhaps unsettled by The plenum, 12 July 1928" in written


def test_the_time_slider_tells_the_doubt_from_the_first_day_of_the_event() -> None:
    record = debate(stance("s", 1, "1928-05-09"), plenum("1928-07-04/1928-07-12"))
    days = [moment.day for moment in find_moments(record, "turn", extra_day=Day.of(1928, 7, 2))]
    whole = build_grid(record, "turn")
    history = replay_grid(record, whole, days).cell_histories["radek", 6]
    assert [("unsettled" in cell.text, days[start]) for start, cell in history][-1] == (
        True,
        Day.of(1928, 7, 4),
    )


# --- the shipped debate ---


def test_the_plenum_buries_the_real_turn_of_the_shipped_debate(shipped: Record) -> None:
    grid = build_grid(shipped, "left-turn")
    (row,) = (row for row in grid.rows if row.participant.slug == "preobrazhensky")
    by_month = {column.key: cell for column, cell in zip(grid.columns, row.cells, strict=True)}
    assert by_month["1928-07"].text.endswith("The July plenum of the Central Committee, July 1928")
    assert [by_month[f"1928-{m:02}"].state for m in (6, 7, 8, 9)] == [
        "evidenced",
        "carried",
        "silent",
        "silent",
    ]
