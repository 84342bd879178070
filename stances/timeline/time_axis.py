"""The axis of a figure over time: its unit, its columns, and where days and events lie on them.

What is asked for is given unless it takes too many columns; what is not, is the debate's own unit or the finest that fits a
screen. On a long axis, stretches in which nothing is recorded are folded into one column each. Dates so far outside the
debate that they must be mistyped stand in a column at its edge, and leave the scale as it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.record.commitments import find_stance_documents
from stances.record.entries import Claim, Document, Event, Stance
from stances.record.extent import is_out_of_reach, span_within_reach
from stances.record.ordering import sort_documents
from stances.record.record import Record
from stances.record.vocabulary import ColumnUnit
from stances.timeline.columns import (
    CALENDAR_UNITS,
    NO_DOCUMENT,
    Column,
    count_calendar_columns,
    finest_unit,
    make_calendar_columns,
    make_document_columns,
    make_event_columns,
    merge_equal_columns,
)
from stances.timeline.wording import (
    EARLIER_LABEL,
    LATER_LABEL,
    describe_fold,
    describe_outside,
)

MAX_COLUMNS = 400
FITTING_COLUMNS = 40
"""How many columns an axis has at most whose unit nobody has asked for; a longer one is folded where nothing is recorded."""
MIN_FOLDED = 4
"""How many columns in a row are folded at least."""
MAX_VAGUE_DAYS = 100
MAX_VAGUE_SHARE = 0.25
"""An event dated more vaguely than both, this many days and this share of the time shown, stands over no column."""


@dataclass(frozen=True)
class TimeAxis:
    """The unit and columns of a figure over time; `asked_unit` is what it should be, where that takes too many columns."""

    unit: ColumnUnit
    columns: tuple[Column, ...]
    asked_unit: ColumnUnit | None = None


def build_axis(
    record: Record,
    unit: ColumnUnit | None,
    stances: Sequence[Stance],
    claims: Sequence[Claim],
    as_of: Day | None = None,
) -> TimeAxis:
    """Build the axis for these stances and claims, with the events up to the day `as_of`; without any date it has no columns.

    It covers the debate's time, and more if a stance is dated outside it.
    """
    days = _time_extent(record, stances, claims)
    wanted = unit or record.debate.unit or _fitting_unit(record, days, stances, claims)
    columns = _make_columns(record, wanted, days, stances, claims)
    if columns is not None:
        return TimeAxis(wanted, _with_events(record, wanted, columns, as_of))
    fitting = finest_unit(*days, MAX_COLUMNS) if days else wanted
    columns = _make_columns(record, fitting, days, stances, claims) or []
    return TimeAxis(fitting, _with_events(record, fitting, columns, as_of), wanted)


def offered_units(
    record: Record, stances: Sequence[Stance], claims: Sequence[Claim]
) -> tuple[ColumnUnit, ...]:
    """The units worth choosing for these stances and claims: those that give several columns, and not too many."""
    days = _time_extent(record, stances, claims)
    counts = {unit: count_calendar_columns(unit, *days) if days else 0 for unit in CALENDAR_UNITS}
    counts[ColumnUnit.DOCUMENTS] = len(_documents_of(record, claims, stances))
    counts[ColumnUnit.EVENTS] = len(make_event_columns(record, *days)) if days else 0
    return tuple(unit for unit in ColumnUnit if 1 < counts[unit] <= MAX_COLUMNS)


def build_calendar_axis(record: Record, stances: Sequence[Stance], claims: Sequence[Claim]) -> TimeAxis:
    """The axis whose unit nobody has asked for, in a calendar unit even where documents or events would be its columns."""
    axis = build_axis(record, None, stances, claims)
    if axis.unit in CALENDAR_UNITS:
        return axis
    days = _time_extent(record, stances, claims)
    return build_axis(record, finest_unit(*days, FITTING_COLUMNS), stances, claims) if days else axis


def build_claims_axis(
    record: Record, dispute: str | None, claims: Sequence[Claim], unit: ColumnUnit | None = None
) -> TimeAxis:
    """The axis of a map of these claims, in the unit of the dispute's grid or, without a dispute, of the whole debate's.

    It covers the debate's time and every claim in its reach, or has the documents of these claims alone.
    """
    stances = record.stances.values() if dispute is None else record.stances_of_dispute.get(dispute, ())
    others = record.claims.values() if dispute is None else record.claims_of_dispute.get(dispute, ())
    unit = build_axis(record, unit, tuple(stances), tuple(others)).unit
    if unit is ColumnUnit.DOCUMENTS:
        slugs = {claim.document for claim in claims if claim.document}
        documents, are_all = _sort_documents(record, slugs), all(claim.document for claim in claims)
        return TimeAxis(unit, tuple(make_document_columns(documents, are_all)))
    whens = [claim.when for claim in claims if claim.when]
    days = span_within_reach(record, [*_debate_dates(record), *whens])
    columns = merge_equal_columns(_divide_time(record, unit, *days)) if days else []
    return TimeAxis(unit, tuple(_with_outside(record, columns, whens) if columns else []))


def _fitting_unit(
    record: Record, days: tuple[Day, Day] | None, stances: Sequence[Stance], claims: Sequence[Claim]
) -> ColumnUnit:
    """The finest calendar unit that fits; in a debate of one column its documents or events, if there are several."""
    if days is None:
        return ColumnUnit.MONTHS
    unit = finest_unit(*days, FITTING_COLUMNS)
    if count_calendar_columns(unit, *days) > 1:
        return unit
    if len(_documents_of(record, claims, stances)) > 1:
        return ColumnUnit.DOCUMENTS
    return ColumnUnit.EVENTS if len(make_event_columns(record, *days)) > 1 else unit


def _make_columns(
    record: Record,
    unit: ColumnUnit,
    days: tuple[Day, Day] | None,
    stances: Sequence[Stance],
    claims: Sequence[Claim],
) -> list[Column] | None:
    """The columns of a unit; None for more than `MAX_COLUMNS`."""
    if unit is ColumnUnit.DOCUMENTS:
        columns = _document_columns(record, claims, stances)
        return columns if len(columns) <= MAX_COLUMNS or days is None else None
    if days is None:
        return []
    if unit in CALENDAR_UNITS and count_calendar_columns(unit, *days) > MAX_COLUMNS:
        return None
    whens = [s.when for s in stances] + [c.when for c in claims if c.when]
    columns = _divide_time(record, unit, *days)
    if unit in CALENDAR_UNITS and len(columns) > FITTING_COLUMNS:
        columns = _fold_empty(columns, [*whens, *(e.when for e in record.events.values() if e.when)])
    return _with_outside(record, columns, whens) if len(columns) <= MAX_COLUMNS else None


def _divide_time(record: Record, unit: ColumnUnit, first: Day, last: Day) -> list[Column]:
    """The columns of a time by events or by the calendar, every one of them."""
    if unit is ColumnUnit.EVENTS:
        return make_event_columns(record, first, last)
    return make_calendar_columns(unit, first, last)


def add_months(day: Day, months: int) -> Day:
    """The same day of a later month, or the last day of a shorter month; at most `Day.max`."""
    month = day.month_number + months
    if month > Day.max.month_number:
        return Day.max
    first = Day.of_month(month)
    return min(first.shift(day.day - 1), first.last_of_month)


def _time_extent(
    record: Record, stances: Sequence[Stance], claims: Sequence[Claim]
) -> tuple[Day, Day] | None:
    """The first and last day of the debate and the stances in its reach, else of the claims; open ends are ignored."""
    dates = [*_debate_dates(record), *(s.when for s in stances)]
    return span_within_reach(record, dates) or span_within_reach(record, (c.when for c in claims if c.when))


def _debate_dates(record: Record) -> list[UncertainDate]:
    return [when for when in (record.debate.from_, record.debate.to) if when]


# --- what the calendar does not say ---


def _with_outside(record: Record, columns: list[Column], whens: Iterable[UncertainDate]) -> list[Column]:
    """The columns with one at either edge for what is dated far outside the debate."""
    outside = [when for when in whens if is_out_of_reach(record, when)]
    earlier = [when.earliest for when in outside if when.latest < columns[0].start]
    later = [when.latest for when in outside if columns[-1].end < when.earliest]
    edges = (columns[0], columns[-1])
    if earlier:
        start, end = min(earlier), day_before(edges[0].start)
        columns = [
            Column("earlier", describe_outside(edges[0].label, True), "‹", EARLIER_LABEL, start, end),
            *columns,
        ]
    if later:
        start, end = day_after(edges[1].end), max(later)
        columns = [
            *columns,
            Column("later", describe_outside(edges[1].label, False), "›", LATER_LABEL, start, end),
        ]
    return columns


def _fold_empty(columns: list[Column], whens: Iterable[UncertainDate]) -> list[Column]:
    """The columns, those in a row that no date reaches as one, where they are many."""
    reached: set[int] = {0, len(columns) - 1}
    for when in whens:
        reached.update(find_columns_reached(columns, *when.sort_key))
    folded: list[Column] = []
    for is_reached, run in groupby(range(len(columns)), reached.__contains__):
        stretch = [columns[index] for index in run]
        folded += stretch if is_reached or len(stretch) < MIN_FOLDED else [_folded_column(stretch)]
    return folded


def _folded_column(stretch: Sequence[Column]) -> Column:
    first, last = stretch[0], stretch[-1]
    group = first.group if first.group == last.group else ""
    label = describe_fold(first.label, last.label)
    return Column(f"{first.key}..{last.key}", label, "…", group, first.start, last.end, is_folded=True)


def _document_columns(record: Record, claims: Sequence[Claim], stances: Sequence[Stance]) -> list[Column]:
    """Columns of the documents of claims and stances; “no document” last if a stance has none."""
    are_found = all(find_stance_documents(record, stance) for stance in stances)
    return make_document_columns(_documents_of(record, claims, stances), are_found)


def _documents_of(record: Record, claims: Sequence[Claim], stances: Sequence[Stance]) -> list[Document]:
    """The documents of claims and stances, in order."""
    slugs = {d for c in claims for d in (c.document, *(a.document for a in c.acts)) if d}
    return _sort_documents(record, slugs.union(*(find_stance_documents(record, s) for s in stances)))


def _sort_documents(record: Record, slugs: Iterable[str]) -> list[Document]:
    """The documents with these slugs, in order."""
    return sort_documents(record, (record.documents[slug] for slug in slugs if slug in record.documents))


# --- where days and events lie ---


def find_columns_reached(columns: Sequence[Column], first: Day, last: Day) -> range:
    """The indices of the columns of time that these days may lie in; of days outside all of them, the nearest."""
    start = min(bisect_left(columns, first, key=lambda column: column.end), len(columns) - 1)
    return range(start, max(bisect_right(columns, last, key=lambda column: column.start), start + 1))


def find_claim_columns(record: Record, axis: TimeAxis, claim: Claim) -> range:
    """The indices of the columns that a claim may lie in, by its document or date and what it comes after; none if undated."""
    if axis.unit is ColumnUnit.DOCUMENTS:
        key = claim.document or NO_DOCUMENT
        reached = (range(i, i + 1) for i, column in enumerate(axis.columns) if column.key == key)
        return next(reached, range(0))
    if claim.when is None or claim.when.sort_key == (Day.min, Day.max):
        return range(0)
    first, last = record.claim_order.bounds(claim.slug)
    if first > last:
        first, last = claim.when.sort_key
    return find_columns_reached(axis.columns, first if first > Day.min else last, last)


def find_stance_columns(record: Record, stances: Iterable[Stance]) -> dict[str, str]:
    """By stance, the key of the one column of its dispute's grid that it is of; those that may be of several are left out."""
    found = {}
    for slug, some in groupby(sorted(stances, key=lambda s: s.dispute), key=lambda s: s.dispute):
        of_dispute = record.stances_of_dispute.get(slug, ()), record.claims_of_dispute.get(slug, ())
        axis = build_axis(record, None, *of_dispute)
        for stance in some:
            keys = _keys_reached(record, axis, stance)
            found.update({stance.slug: keys[0]} if len(keys) == 1 else {})
    return found


def _keys_reached(record: Record, axis: TimeAxis, stance: Stance) -> list[str]:
    if axis.unit is ColumnUnit.DOCUMENTS:
        documents = find_stance_documents(record, stance)
        return [column.key for column in axis.columns if column.key in documents]
    reached = find_columns_reached(axis.columns, *stance.when.sort_key) if axis.columns else range(0)
    return [axis.columns[i].key for i in reached]


def find_column_index(dated: Sequence[Column], day: Day) -> int:
    """The index of the first column that ends on or after a day, or of the first document that begins then; else their count."""
    return next(
        (i for i, c in enumerate(dated) if (c.start if c.document else c.end) >= day),
        len(dated),
    )


def column_position(dated: Sequence[Column], day: Day) -> float:
    """Where a day begins, in columns from the left edge of the first; the nearest edge for a day outside all of them."""
    index = find_column_index(dated, day)
    if index == len(dated) or dated[index].document:
        return index
    column = dated[index]
    return index + max((day - column.start) / (column.end - column.start + 1), 0)


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
        if last - day > max(MAX_VAGUE_DAYS, (dated[-1].end - dated[0].start) * MAX_VAGUE_SHARE):
            return None
        day = middle_day(day, last)
    index = find_column_index(dated, day)
    return index if index < len(dated) else None


def day_after(day: Day) -> Day:
    """The next day; at most `Day.max`."""
    return day.shift(1)


def day_before(day: Day) -> Day:
    """The day before; at least `Day.min`."""
    return day.shift(-1)


def middle_day(first: Day, last: Day) -> Day:
    """The day halfway between two days."""
    return Day((first + last) // 2)


def _events_within(record: Record, dated: Sequence[Column], as_of: Day | None) -> list[Event]:
    """The events of the time that these columns cover, up to a day, in order; undated ones last, if they may be of it."""
    if not dated:
        return []
    bounds = {e.slug: e.when.sort_key if e.when else record.event_bounds(e) for e in record.events.values()}
    first, last = dated[0].start, min(dated[-1].end, as_of or Day.max)
    events = (e for e in record.events.values() if bounds[e.slug][0] <= last and first <= bounds[e.slug][1])
    order = record.event_order.sort_key
    return sorted(events, key=lambda e: (e.when is None, bounds[e.slug] if e.when else (), order(e.slug)))


def _with_events(
    record: Record, unit: ColumnUnit, columns: list[Column], as_of: Day | None
) -> tuple[Column, ...]:
    if unit is ColumnUnit.EVENTS:
        return tuple(
            replace(
                c, events=tuple(e for e in c.events if as_of is None or (e.when and e.when.earliest <= as_of))
            )
            for c in columns
        )
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
    record: Record, columns: Sequence[Column], as_of: Day | None = None
) -> tuple[Event, ...]:
    """The events of the columns' time that are undated, or dated too vaguely to stand over one of them, up to a day.

    None where the columns are documents, which are no stretch of time.
    """
    dated = [column for column in columns if column.dated and column.document is None]
    placed = {event.slug for column in columns for event in column.events}
    return tuple(event for event in _events_within(record, dated, as_of) if event.slug not in placed)
