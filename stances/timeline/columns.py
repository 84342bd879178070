"""The columns of figures over time: those of the calendar, from weeks to centuries, and those of documents and events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType

from stances.dates.day import MONTHS, Day, format_year, year_words
from stances.record.entries import Document, Event
from stances.record.record import Record
from stances.record.vocabulary import ColumnUnit
from stances.record.wording import UNDATED_LABEL
from stances.timeline.wording import (
    NO_DOCUMENT_LABEL,
    describe_events,
    describe_quarter,
    describe_time_before,
    describe_week,
    label_dated_document,
)

NO_DOCUMENT = "no_document"  # no slug can be this

CALENDAR_UNITS = (
    ColumnUnit.WEEKS,
    ColumnUnit.MONTHS,
    ColumnUnit.QUARTERS,
    ColumnUnit.YEARS,
    ColumnUnit.DECADES,
    ColumnUnit.CENTURIES,
)
"""The units that divide time evenly, finest first."""
_MONTHS_OF: Mapping[ColumnUnit, int] = MappingProxyType(
    {
        ColumnUnit.MONTHS: 1,
        ColumnUnit.QUARTERS: 3,
        ColumnUnit.YEARS: 12,
        ColumnUnit.DECADES: 120,
        ColumnUnit.CENTURIES: 1200,
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of time, both days included, or a document.

    `events` are the lasting events that begin in it and the others whose possible days have their middle in it; an event
    dated too vaguely is in no column. An undated column (an undated document, “no document”) runs from `Day.min` to
    `Day.max`. `is_folded` for one that stands for many in which nothing is recorded.
    """

    key: str
    label: str
    short: str
    group: str
    start: Day
    end: Day
    events: tuple[Event, ...] = ()
    document: Document | None = None
    is_folded: bool = False

    @property
    def dated(self) -> bool:
        """Whether both its days are known."""
        return Day.min < self.start and self.end < Day.max


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Adjacent columns under one heading: a year, or for weeks a month."""

    label: str
    column_count: int


def group_columns(columns: Iterable[Column]) -> tuple[ColumnGroup, ...]:
    """The headings over the columns, from left to right."""
    return tuple(ColumnGroup(label, len(list(run))) for label, run in groupby(columns, lambda c: c.group))


def count_calendar_columns(unit: ColumnUnit, first: Day, last: Day) -> int:
    """How many columns of a calendar unit these days reach."""
    return len(_starts(unit, first, last))


def finest_unit(first: Day, last: Day, at_most: int) -> ColumnUnit:
    """The finest calendar unit of which these days reach at most so many; centuries if none does."""
    fitting = (unit for unit in CALENDAR_UNITS if count_calendar_columns(unit, first, last) <= at_most)
    return next(fitting, ColumnUnit.CENTURIES)


def coarser_units(unit: ColumnUnit) -> tuple[ColumnUnit, ...]:
    """The calendar units coarser than this, finest first; all from quarters on for what is no calendar unit."""
    after = unit if unit in CALENDAR_UNITS else ColumnUnit.MONTHS
    return CALENDAR_UNITS[CALENDAR_UNITS.index(after) + 1 :]


def make_calendar_columns(unit: ColumnUnit, first: Day, last: Day) -> list[Column]:
    """The columns of a calendar unit that these days reach."""
    if unit is ColumnUnit.WEEKS:
        return [_week_column(Day(max(day, Day.min))) for day in _starts(unit, first, last)]
    step, make = _MONTHS_OF[unit], _MAKERS[unit]
    return [make(_month_day(month), _month_end(month + step)) for month in _starts(unit, first, last)]


def _starts(unit: ColumnUnit, first: Day, last: Day) -> range:
    """The first day of each week, as an ordinal; of other units the first month, counted from the year 0."""
    if unit is ColumnUnit.WEEKS:
        return range(first - first.weekday(), last + 1, 7)
    step = _MONTHS_OF[unit]
    return range(first.month_number // step * step, last.month_number + 1, step)


def _month_day(month: int) -> Day:
    """The first day of a month, counted from the year 0."""
    return max(Day.of_month(month), Day.min)


def _month_end(next_month: int) -> Day:
    """The last day before a month, counted from the year 0."""
    return min(Day(Day.of_month(next_month) - 1), Day.max)


def _month_column(first: Day, last: Day) -> Column:
    name = MONTHS[first.month - 1]
    year = year_words(first.year)
    return Column(first.month_text, f"{name} {year}", name[:3], year, first, last)


def _quarter_column(first: Day, last: Day) -> Column:
    key = f"{format_year(first.year)}-Q{last.month // 3}"
    short = f"{MONTHS[first.month - 1][:3]}–{MONTHS[last.month - 1][:3]}"
    return Column(key, describe_quarter(first), short, year_words(first.year), first, last)


def _week_column(monday: Day) -> Column:
    year = monday.shift(3).year
    week = (monday.shift(3) - Day.of(year, 1, 1)) // 7 + 1
    group = f"{MONTHS[monday.month - 1][:3]} {year_words(monday.year)}"
    key = f"{format_year(year)}-W{week:02}"
    return Column(key, describe_week(monday), str(monday.day), group, monday, monday.shift(6))


def _year_column(first: Day, last: Day) -> Column:
    year = year_words(first.year)
    group = f"{first.year // 10 * 10}s" if first.year > 0 else "BC"
    return Column(format_year(first.year), year, year, group, first, last)


def _decade_column(first: Day, last: Day) -> Column:
    decade = first.year // 10
    if decade < 0:
        return _column_before_christ(first, last)
    century = f"{decade // 10 * 100}s" if decade >= 10 else ""
    return Column(f"{decade:03}X", f"{decade}0–{decade}9", f"{decade}0s", century, first, last)


def _column_before_christ(first: Day, last: Day) -> Column:
    years = f"{1 - first.year}–{year_words(last.year)}"
    return Column(f"{format_year(first.year)}/{format_year(last.year)}", years, years, "BC", first, last)


def _century_column(first: Day, last: Day) -> Column:
    century = first.year // 100
    if century < 0:
        return _column_before_christ(first, last)
    return Column(f"{century:02}XX", f"{century}00–{century}99", f"{century}00s", "", first, last)


_MAKERS = MappingProxyType(
    {
        ColumnUnit.MONTHS: _month_column,
        ColumnUnit.QUARTERS: _quarter_column,
        ColumnUnit.YEARS: _year_column,
        ColumnUnit.DECADES: _decade_column,
        ColumnUnit.CENTURIES: _century_column,
    }
)


# --- documents and events as columns ---


def make_document_columns(documents: Sequence[Document], are_all: bool) -> list[Column]:
    """A column for each document; “no document” last unless `are_all` that something is said in."""
    columns = [_document_column(document, number) for number, document in enumerate(documents, 1)]
    if not are_all:
        columns.append(Column(NO_DOCUMENT, NO_DOCUMENT_LABEL, "–", NO_DOCUMENT_LABEL, Day.min, Day.max))
    return columns


def _document_column(document: Document, number: int) -> Column:
    when = document.when
    start, end = (when.earliest, when.latest) if when else (Day.min, Day.max)
    group = year_words(start.year) if when and start > Day.min else UNDATED_LABEL
    label = label_dated_document(document)
    return Column(document.slug, label, str(number), group, start, end, document=document)


def make_event_columns(record: Record, first: Day, last: Day) -> list[Column]:
    """A column from the first possible day of an event to that of the next. Before them another.

    Events of one first day share a column, unless their order is recorded: then each has its own, over the same days.
    """
    starting: dict[Day, list[Event]] = defaultdict(list)
    for event in sorted(record.events.values(), key=lambda e: record.event_order.sort_key(e.slug)):
        start = record.event_bounds(event)[0]
        if event.when and first <= start <= last:
            starting[start].append(event)
    days = sorted(starting)
    until = dict(zip(days, [*(day.shift(-1) for day in days[1:]), last], strict=False))
    runs = [run for day in days for run in _split_events(starting[day])]
    starts = [record.event_bounds(run[0])[0] for run in runs]
    columns = [
        Column(
            run[0].slug,
            describe_events(run),
            str(number),
            year_words(start.year),
            start,
            until[start],
            events=tuple(run),
        )
        for number, (run, start) in enumerate(zip(runs, starts, strict=True), 1)
    ]
    if not starts or first < starts[0]:
        end = starts[0].shift(-1) if starts else last
        label = describe_time_before(runs[0][0] if runs else None)
        columns.insert(0, Column("before_events", label, "–", year_words(first.year), first, end))
    return columns


def _split_events(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Events of one day in order: together those without a recorded order among them, each of the others alone."""
    slugs = {event.slug for event in events}
    ordered = {slug for event in events if slugs & set(event.after) for slug in (event.slug, *event.after)}
    if together := [event for event in events if event.slug not in ordered]:
        yield together
    yield from ([event] for event in events if event.slug in ordered)


def merge_equal_columns(columns: Sequence[Column]) -> list[Column]:
    """The columns, those of the same days as one: no date tells into which of them a claim belongs."""
    runs = [list(run) for _, run in groupby(columns, lambda column: column.start)]
    return [replace(run[0], label="; ".join(column.label for column in run)) for run in runs]
