"""The columns of a grid: months, weeks or quarters of the debate's time, or its documents one by one."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from stances.dates.edtf import MONTHS
from stances.errors import BadRequestError
from stances.record.commitments import find_stance_documents
from stances.record.entries import Claim, Document, Event, Stance
from stances.record.record import Record
from stances.record.wording import UNDATED_LABEL
from stances.timeline.options import ColumnUnit
from stances.timeline.wording import (
    NO_DOCUMENT_LABEL,
    describe_quarter,
    describe_week,
    label_dated_document,
)

MAX_COLUMNS = 2000
MAX_VAGUE_DAYS = 100
MAX_VAGUE_SHARE = 0.25
"""An event dated more vaguely than both, this many days and this share of the time shown, stands over no column."""
NO_DOCUMENT = "no_document"  # no slug can be this


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of time, both days included, or a document.

    `events` are the lasting events that begin in it and the others whose possible days have their middle in it; an event
    dated too vaguely is in no column (see `MAX_VAGUE_DAYS`). An undated column (an undated document, “no document”) runs
    from `date.min` to `date.max`.
    """

    key: str
    label: str
    short: str
    group: str
    start: date
    end: date
    events: tuple[Event, ...] = ()
    document: Document | None = None

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


def build_columns(
    record: Record,
    unit: ColumnUnit,
    stances: Sequence[Stance],
    claims: Sequence[Claim],
    as_of: date | None = None,
) -> tuple[Column, ...]:
    """Build the columns for these stances and claims, with the events up to the day `as_of`.

    They cover the debate's time, and more if a stance is dated outside it; without any date there are none. Raises
    BadRequestError for more than `MAX_COLUMNS`.
    """
    if unit is ColumnUnit.DOCUMENTS:
        columns = _document_columns(record, claims, stances)
    else:
        days = _time_extent(record, stances, claims)
        columns = _calendar_columns(unit, *days) if days else []
    return _with_events(record, columns, as_of)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last day of a shorter month; at most `date.max`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _time_extent(
    record: Record, stances: Sequence[Stance], claims: Sequence[Claim]
) -> tuple[date, date] | None:
    """The first and last day of the debate and the stances, else of the claims; open ends are ignored."""
    debate = record.debate
    dates = [w for w in (debate.from_, debate.to) if w] + [s.when for s in stances]
    for whens in (dates, [c.when for c in claims if c.when]):
        days = [d for w in whens for d in (w.earliest, w.latest) if date.min < d < date.max]
        if days:
            return min(days), max(days)
    return None


def _check_column_count(count: int, unit: ColumnUnit) -> None:
    if count > MAX_COLUMNS:
        raise BadRequestError(
            f"A grid by {unit.value} would have {count:,} columns, more than {MAX_COLUMNS:,}; choose a coarser unit."
        )


def _calendar_columns(unit: ColumnUnit, start: date, end: date) -> list[Column]:
    if unit is ColumnUnit.WEEKS:
        mondays = range(start.toordinal() - start.weekday(), end.toordinal() + 1, 7)
        _check_column_count(len(mondays), unit)
        return [_week_column(date.fromordinal(day)) for day in mondays]
    step = 3 if unit is ColumnUnit.QUARTERS else 1
    first = (start.year * 12 + start.month - 1) // step * step
    months = range(first, end.year * 12 + end.month, step)
    _check_column_count(len(months), unit)
    make = _quarter_column if unit is ColumnUnit.QUARTERS else _month_column
    return [make(date(month // 12, month % 12 + 1, 1)) for month in months]


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _month_column(first: date) -> Column:
    name = MONTHS[first.month - 1]
    key = f"{first.year:04}-{first.month:02}"
    return Column(key, f"{name} {first.year}", name[:3], str(first.year), first, _last_of_month(first))


def _quarter_column(first: date) -> Column:
    last = first.replace(month=first.month + 2)
    names = MONTHS[first.month - 1], MONTHS[last.month - 1]
    key = f"{first.year:04}-Q{last.month // 3}"
    short = f"{names[0][:3]}–{names[1][:3]}"
    return Column(key, describe_quarter(first), short, str(first.year), first, _last_of_month(last))


def _week_column(monday: date) -> Column:
    end = date.fromordinal(min(monday.toordinal() + 6, date.max.toordinal()))
    year, week, _ = monday.isocalendar()
    group = f"{MONTHS[monday.month - 1][:3]} {monday.year}"
    return Column(f"{year:04}-W{week:02}", describe_week(monday), str(monday.day), group, monday, end)


def _document_columns(record: Record, claims: Sequence[Claim], stances: Sequence[Stance]) -> list[Column]:
    """Columns of documents by date, undated ones after them; “no document” last if a stance has none."""
    slugs = {d for c in claims for d in (c.document, *(a.document for a in c.acts)) if d}
    documents_by_stance = [find_stance_documents(record, stance) for stance in stances]
    documents = [
        record.documents[slug] for slug in slugs.union(*documents_by_stance) if slug in record.documents
    ]
    documents.sort(
        key=lambda d: (d.when is None, *((d.when.earliest, d.when.latest) if d.when else ()), d.slug)
    )
    columns = [_document_column(document, number) for number, document in enumerate(documents, 1)]
    if not all(documents_by_stance):
        columns.append(Column(NO_DOCUMENT, NO_DOCUMENT_LABEL, "–", NO_DOCUMENT_LABEL, date.min, date.max))
    _check_column_count(len(columns), ColumnUnit.DOCUMENTS)
    return columns


def _document_column(document: Document, number: int) -> Column:
    when = document.when
    start, end = (when.earliest, when.latest) if when else (date.min, date.max)
    group = str(start.year) if when and start > date.min else UNDATED_LABEL
    label = label_dated_document(document)
    return Column(document.slug, label, str(number), group, start, end, document=document)


def find_column_index(dated: Sequence[Column], day: date) -> int:
    """The index of the first column that ends on or after a day, or of the first document that begins then; else their count."""
    return next(
        (i for i, c in enumerate(dated) if (c.start if c.document else c.end) >= day),
        len(dated),
    )


def column_position(dated: Sequence[Column], day: date) -> float:
    """Where a day begins, in columns from the left edge of the first; the nearest edge for a day outside all of them."""
    index = find_column_index(dated, day)
    if index == len(dated) or dated[index].document:
        return index
    column = dated[index]
    return index + max((day - column.start).days / ((column.end - column.start).days + 1), 0)


def _event_column_index(event: Event, dated: Sequence[Column]) -> int | None:
    """The index of the column of an event: of its first day if it lasts, else of the middle of its possible days.

    None for one that is undated or dated too vaguely.
    """
    when = event.when
    if when is None:
        return None
    day = max(when.earliest, dated[0].start)
    if not when.is_interval:
        last = min(when.latest, dated[-1].end)
        if (last - day).days > max(MAX_VAGUE_DAYS, (dated[-1].end - dated[0].start).days * MAX_VAGUE_SHARE):
            return None
        day = middle_day(day, last)
    index = find_column_index(dated, day)
    return index if index < len(dated) else None


def day_after(day: date) -> date:
    """The next day; at most `date.max`."""
    return day if day == date.max else date.fromordinal(day.toordinal() + 1)


def day_before(day: date) -> date:
    """The day before; at least `date.min`."""
    return day if day == date.min else date.fromordinal(day.toordinal() - 1)


def middle_day(first: date, last: date) -> date:
    """The day halfway between two days."""
    return date.fromordinal((first.toordinal() + last.toordinal()) // 2)


def _events_within(record: Record, dated: Sequence[Column], as_of: date | None) -> list[Event]:
    """The events of the time that these columns cover, up to a day, in order; undated ones last, if they may be of it."""
    if not dated:
        return []
    bounds = {e.slug: e.when.sort_key if e.when else record.event_bounds(e) for e in record.events.values()}
    first, last = dated[0].start, min(dated[-1].end, as_of or date.max)
    events = (e for e in record.events.values() if bounds[e.slug][0] <= last and first <= bounds[e.slug][1])
    order = record.event_order.sort_key
    return sorted(events, key=lambda e: (e.when is None, bounds[e.slug] if e.when else order(e.slug), e.slug))


def _with_events(record: Record, columns: list[Column], as_of: date | None) -> tuple[Column, ...]:
    dated = [column for column in columns if column.dated]
    events_by_column: dict[str, list[Event]] = defaultdict(list)
    for event in _events_within(record, dated, as_of):
        index = _event_column_index(event, dated)
        if index is not None:
            events_by_column[dated[index].key].append(event)
    return tuple(
        replace(c, events=tuple(events_by_column[c.key])) if c.key in events_by_column else c for c in columns
    )


def find_unplaced_events(
    record: Record, columns: Sequence[Column], as_of: date | None = None
) -> tuple[Event, ...]:
    """The events of the columns' time that are undated, or dated too vaguely to stand over one of them, up to a day."""
    dated = [column for column in columns if column.dated]
    return tuple(
        event for event in _events_within(record, dated, as_of) if _event_column_index(event, dated) is None
    )
