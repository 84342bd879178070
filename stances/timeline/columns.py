"""The columns of figures over time, and those that the calendar makes: weeks, months and so on to centuries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType

from stances.dates.edtf import MONTHS
from stances.record.entries import Document, Event
from stances.record.vocabulary import ColumnUnit
from stances.timeline.wording import describe_quarter, describe_week

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
    dated too vaguely is in no column. An undated column (an undated document, “no document”) runs from `date.min` to
    `date.max`. `is_folded` for one that stands for many in which nothing is recorded.
    """

    key: str
    label: str
    short: str
    group: str
    start: date
    end: date
    events: tuple[Event, ...] = ()
    document: Document | None = None
    is_folded: bool = False

    @property
    def dated(self) -> bool:
        """Whether both its days are known."""
        return date.min < self.start and self.end < date.max


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Adjacent columns under one heading: a year, or for weeks a month."""

    label: str
    column_count: int


def group_columns(columns: Iterable[Column]) -> tuple[ColumnGroup, ...]:
    """The headings over the columns, from left to right."""
    return tuple(ColumnGroup(label, len(list(run))) for label, run in groupby(columns, lambda c: c.group))


def count_calendar_columns(unit: ColumnUnit, first: date, last: date) -> int:
    """How many columns of a calendar unit these days reach."""
    return len(_starts(unit, first, last))


def finest_unit(first: date, last: date, at_most: int) -> ColumnUnit:
    """The finest calendar unit of which these days reach at most so many; centuries if none does."""
    fitting = (unit for unit in CALENDAR_UNITS if count_calendar_columns(unit, first, last) <= at_most)
    return next(fitting, ColumnUnit.CENTURIES)


def coarser_units(unit: ColumnUnit) -> tuple[ColumnUnit, ...]:
    """The calendar units coarser than this, finest first; all from quarters on for what is no calendar unit."""
    after = unit if unit in CALENDAR_UNITS else ColumnUnit.MONTHS
    return CALENDAR_UNITS[CALENDAR_UNITS.index(after) + 1 :]


def make_calendar_columns(unit: ColumnUnit, first: date, last: date) -> list[Column]:
    """The columns of a calendar unit that these days reach."""
    if unit is ColumnUnit.WEEKS:
        return [_week_column(date.fromordinal(max(day, 1))) for day in _starts(unit, first, last)]
    step, make = _MONTHS_OF[unit], _MAKERS[unit]
    return [make(_month_day(month), _month_end(month + step)) for month in _starts(unit, first, last)]


def _starts(unit: ColumnUnit, first: date, last: date) -> range:
    """The first day of each week, as an ordinal; of other units the first month, counted from the year 0."""
    if unit is ColumnUnit.WEEKS:
        return range(first.toordinal() - first.weekday(), last.toordinal() + 1, 7)
    step = _MONTHS_OF[unit]
    return range((first.year * 12 + first.month - 1) // step * step, last.year * 12 + last.month, step)


def _month_day(month: int) -> date:
    """The first day of a month, counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1) if month >= 12 else date.min


def _month_end(next_month: int) -> date:
    """The last day before a month, counted from the year 0."""
    if next_month // 12 > date.max.year:
        return date.max
    return date.fromordinal(_month_day(next_month).toordinal() - 1)


def _month_column(first: date, last: date) -> Column:
    name = MONTHS[first.month - 1]
    key = f"{first.year:04}-{first.month:02}"
    return Column(key, f"{name} {first.year}", name[:3], str(first.year), first, last)


def _quarter_column(first: date, last: date) -> Column:
    key = f"{first.year:04}-Q{last.month // 3}"
    short = f"{MONTHS[first.month - 1][:3]}–{MONTHS[last.month - 1][:3]}"
    return Column(key, describe_quarter(first), short, str(first.year), first, last)


def _week_column(monday: date) -> Column:
    end = date.fromordinal(min(monday.toordinal() + 6, date.max.toordinal()))
    year, week, _ = monday.isocalendar()
    group = f"{MONTHS[monday.month - 1][:3]} {monday.year}"
    return Column(f"{year:04}-W{week:02}", describe_week(monday), str(monday.day), group, monday, end)


def _year_column(first: date, last: date) -> Column:
    year = str(first.year)
    return Column(f"{first.year:04}", year, year, f"{first.year // 10 * 10}s", first, last)


def _decade_column(first: date, last: date) -> Column:
    decade = first.year // 10
    century = f"{decade // 10 * 100}s" if decade >= 10 else ""
    return Column(f"{decade:03}X", f"{decade}0–{decade}9", f"{decade}0s", century, first, last)


def _century_column(first: date, last: date) -> Column:
    century = first.year // 100
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
