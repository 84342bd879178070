"""Plan a map by time: the spans of a time axis are columns, speakers are lanes grouped by faction.

A speaker's claims lie under the faction that they belonged to at the time; speakers of a faction who never share a span
may share a lane. Empty spans are left out and the gap says which, unless all of them are asked for, which then have narrow
columns; undated boxes get the last column. A box stands at its
first possible span, and a bar below it shows how far its date may reach.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from stances.cache import cached_property
from stances.dates.english import abbreviate_months
from stances.figures.map.layout.swimlanes import (
    BAR_STRIP_HEIGHT_PT,
    BOX_GAP_PT,
    BREAK_WIDTH_PT,
    CHANNEL_WIDTH_PT,
    HEADING_MARGIN_PT,
    LANE_MARGIN_PT,
    MIN_CLEARANCE_PT,
    NAMES_WIDTH_PT,
    GuideLine,
    Lane,
    LaneHeading,
    LaneItem,
    SwimlanePlan,
    TimeSpan,
    choose_plan,
    lanes_by_faction,
)
from stances.graphics.geometry import Rect
from stances.graphics.typography import LINE_HEIGHT_PT
from stances.record.wording import UNDATED_LABEL

_BREAK_INSET_PT = 4
EMPTY_WIDTH_PT = 110
"""Width of the column of a span without claims."""
UNDATED_SPAN = TimeSpan("column/undated", UNDATED_LABEL.capitalize())


@dataclass(frozen=True)
class _TimeColumns:
    """The spans in order, their columns, the left edge of each column and its width. None stands for undated boxes."""

    spans: Sequence[int | None]
    columns: Mapping[int | None, Sequence[int]]
    lefts: Sequence[float]
    widths: Sequence[float]

    @classmethod
    def build(
        cls, items: Sequence[LaneItem], x: float, max_per_column: int, empty_spans: Iterable[int] = ()
    ) -> _TimeColumns:
        """Columns from `x` on, enough that no speaker has more than `max_per_column` claims of a span below each other.

        Of the spans without claims those among `empty_spans` have a column too.
        """
        cells = _count_items(items)
        fullest: dict[int | None, int] = dict.fromkeys(map(_first_span, items), 1)
        for (span, _), count in cells.items():
            fullest[span] = max(fullest[span], count)
        dated = sorted({*empty_spans, *(span for span in fullest if span is not None)})
        spans: list[int | None] = [*dated, *([None] if None in fullest else [])]
        pitches = dict.fromkeys(fullest, 0.0)
        for item in items:
            span = _first_span(item)
            pitches[span] = max(pitches[span], item.width + CHANNEL_WIDTH_PT)
        columns: dict[int | None, Sequence[int]] = {}
        lefts: list[float] = []
        widths: list[float] = []
        for before, span in pairwise([None, *spans]):
            x += BREAK_WIDTH_PT if _has_gap(before, span) else 0
            needed = math.ceil(fullest[span] / max_per_column) if span in fullest else 1
            columns[span] = range(len(lefts), len(lefts) + needed)
            for _ in columns[span]:
                lefts.append(x)
                widths.append(pitches.get(span, EMPTY_WIDTH_PT))
                x += widths[-1]
        return cls(spans, columns, lefts, widths)

    @property
    def right(self) -> float:
        return self.lefts[-1] + self.widths[-1]

    def last_column_of(self, item: LaneItem) -> int:
        """The column of the last possible span of an item."""
        if not item.spans:
            return self.columns[None][-1]
        return max(self.columns[span][-1] for span in self.spans if span in item.spans)

    def edges(self, span: int | None) -> tuple[float, float]:
        """Where the columns of a span begin and end."""
        columns = self.columns[span]
        return self.lefts[columns[0]], self.end(columns[-1])

    def end(self, column: int) -> float:
        """Where a column ends, without the channel after it."""
        return self.lefts[column] + self.widths[column] - CHANNEL_WIDTH_PT


def _count_items(items: Iterable[LaneItem]) -> Counter[tuple[int | None, Lane]]:
    """Number of items by first span and lane."""
    return Counter((_first_span(item), item.lane) for item in items)


def _first_span(item: LaneItem) -> int | None:
    return item.spans[0] if item.spans else None


def _has_gap(before: int | None, span: int | None) -> bool:
    """Whether spans are left out between two columns; undated boxes stand apart as well."""
    return before is not None and (span is None or span > before + 1)


@dataclass(frozen=True)
class _LaneRow:
    """One row of a lane: boxes by column, and their date bars below them."""

    columns: _TimeColumns
    items: dict[int, LaneItem] = field(default_factory=dict)

    def try_add(self, item: LaneItem) -> bool:
        """Put a box into the first free column of its span; return whether there was one."""
        free = (column for column in self.columns.columns[_first_span(item)] if column not in self.items)
        column = next(free, None)
        if column is not None:
            self.items[column] = item
        return column is not None

    @cached_property
    def date_bars(self) -> Mapping[int, tuple[int, float]]:
        """By start column: the column where each bar ends, and its distance below the tops of the boxes, in points.

        A bar lies below every box and bar that it passes.
        """
        bar_by_column: dict[int, tuple[int, float]] = {}
        for column, item in sorted(self.items.items(), reverse=True):
            last = self.columns.last_column_of(item)
            if item.is_open_ended or last > self.columns.columns[_first_span(item)][-1]:
                boxes = [
                    other.height
                    for other_column, other in self.items.items()
                    if column <= other_column <= last
                ]
                bars = [
                    depth + BAR_STRIP_HEIGHT_PT / 2
                    for start, (_, depth) in bar_by_column.items()
                    if start <= last
                ]
                bar_by_column[column] = last, max(*boxes, *bars, 0) + BAR_STRIP_HEIGHT_PT / 2
        return bar_by_column

    @property
    def height(self) -> float:
        boxes = [item.height for item in self.items.values()]
        return max(*boxes, *(depth + BAR_STRIP_HEIGHT_PT / 2 for _, depth in self.date_bars.values()), 0)


def _fill_rows(columns: _TimeColumns, items: Iterable[LaneItem]) -> list[_LaneRow]:
    """The boxes of a lane in as few rows as hold them, the earliest on top."""
    rows: list[_LaneRow] = []
    for item in items:
        if not any(row.try_add(item) for row in rows):
            rows.append(_LaneRow(columns, {columns.columns[_first_span(item)][0]: item}))
    return rows


def plan_by_time(
    items: Sequence[LaneItem], spans: Sequence[TimeSpan], with_empty: bool = False
) -> SwimlanePlan:
    """The plan of a map by time. `items` come in order of time; lanes stand in order of first mention.

    With `with_empty` all spans have columns, also those without claims.
    """
    if not items:
        return SwimlanePlan()
    return choose_plan(
        lambda per_column: _plan_columns(items, spans, per_column, with_empty),
        max(_count_items(items).values()),
    )


def _plan_columns(
    items: Sequence[LaneItem], spans: Sequence[TimeSpan], max_per_column: int, with_empty: bool
) -> SwimlanePlan:
    plan = SwimlanePlan()
    has_names = len({item.lane for item in items}) > 1 or any(item.lane.name for item in items)
    plan.names_width = NAMES_WIDTH_PT if has_names else 0
    empty_spans = range(len(spans)) if with_empty else ()
    columns = _TimeColumns.build(items, plan.names_width + CHANNEL_WIDTH_PT, max_per_column, empty_spans)
    plan.width = columns.right
    plan.headings += [*_column_headings(columns, spans), *_gap_headings(columns, spans)]
    plan.head_height = max(heading.rect.bottom for heading in plan.headings) + HEADING_MARGIN_PT
    plan.height = plan.head_height
    plan.guide_lines.append(GuideLine(0, plan.height, plan.width, plan.height))
    for faction, lanes in lanes_by_faction(items):
        heading = faction if has_names else ""
        for sharing in _share_lanes(lanes, items):
            _add_lane(plan, columns, heading, sharing, [item for item in items if item.lane in sharing])
            heading = ""
    plan.guide_lines += _column_guide_lines(columns, plan.height)
    return plan


def _share_lanes(lanes: Sequence[Lane], items: Sequence[LaneItem]) -> list[list[Lane]]:
    """Group lanes that have no span in common, to share a row of the plan."""
    spans = {lane: {_first_span(item) for item in items if item.lane == lane} for lane in lanes}
    rows: list[list[Lane]] = []
    for lane in lanes:
        fitting = (row for row in rows if all(spans[lane].isdisjoint(spans[other]) for other in row))
        row = next(fitting, None)
        if row is None:
            rows.append([lane])
        else:
            row.append(lane)
    return rows


def _add_lane(
    plan: SwimlanePlan, columns: _TimeColumns, faction: str, lanes: Sequence[Lane], items: Sequence[LaneItem]
) -> None:
    """Add a lane with its boxes, date bars, guide line and names at the bottom of the plan."""
    y = bottom = plan.height + LANE_MARGIN_PT
    if is_shared := len(lanes) > 1:
        bottom += LINE_HEIGHT_PT + MIN_CLEARANCE_PT
    for row in _fill_rows(columns, items):
        _place_row(plan, columns, row, bottom)
        bottom += row.height + BOX_GAP_PT
    bottom += LANE_MARGIN_PT - BOX_GAP_PT
    names = (
        [LaneHeading.fit_to_words(f"{lanes[0].id}/faction", faction, 0, y, NAMES_WIDTH_PT, emphasized=True)]
        if faction
        else []
    )
    if is_shared:
        plan.headings += _names_above_boxes(plan, y, lanes, items)
    elif lanes[0].name:
        names.append(LaneHeading.fit_to_words(lanes[0].id, lanes[0].name, 0, y, NAMES_WIDTH_PT))
    for name in names:
        plan.headings.append(replace(name, rect=name.rect._replace(top=y)))
        y += name.rect.height + MIN_CLEARANCE_PT
    plan.height = max(bottom, y)
    plan.guide_lines.append(GuideLine(0, plan.height, plan.width, plan.height))


def _names_above_boxes(
    plan: SwimlanePlan, y: float, lanes: Sequence[Lane], items: Sequence[LaneItem]
) -> Iterator[LaneHeading]:
    """The names of lanes that share a row of the plan, each above the first of its boxes."""
    for lane in lanes:
        first = min(
            (plan.rects[item.name] for item in items if item.lane == lane), key=lambda rect: rect.left
        )
        if lane.name:
            name = lane.id.replace("lane/", "speaker/", 1)
            yield LaneHeading.fit_to_words(name, lane.name, first.left, y, first.width)


def _place_row(plan: SwimlanePlan, columns: _TimeColumns, row: _LaneRow, top: float) -> None:
    for column, item in row.items.items():
        plan.rects[item.name] = Rect(columns.lefts[column], top, item.width, item.height)
    for column, (last, depth) in row.date_bars.items():
        item, y = row.items[column], top + depth
        plan.date_bars[item.name] = GuideLine(
            columns.lefts[column], y, columns.end(last), y, item.is_open_ended
        )


def _column_headings(columns: _TimeColumns, spans: Sequence[TimeSpan]) -> Iterator[LaneHeading]:
    for index in columns.spans:
        left, right = columns.edges(index)
        span = UNDATED_SPAN if index is None else spans[index]
        yield LaneHeading.fit_to_words(
            span.id, span.words, left, HEADING_MARGIN_PT, right - left, emphasized=True
        )


def _gap_headings(columns: _TimeColumns, spans: Sequence[TimeSpan]) -> Iterator[LaneHeading]:
    """What is left out between two columns: “Aug 1928”, “Sep – Nov 1928”."""
    for before, span in pairwise(columns.spans):
        if before is not None and span is not None and _has_gap(before, span):
            left_out = spans[before + 1 : span]
            x = columns.edges(span)[0] - CHANNEL_WIDTH_PT / 2 - BREAK_WIDTH_PT + _BREAK_INSET_PT
            words = abbreviate_months(
                left_out[0].words if len(left_out) == 1 else f"{left_out[0].words} – {left_out[-1].words}"
            )
            width = BREAK_WIDTH_PT - _BREAK_INSET_PT
            yield LaneHeading.fit_to_words(f"gap/{left_out[0].id}", words, x, HEADING_MARGIN_PT, width)


def _column_guide_lines(columns: _TimeColumns, height: float) -> Iterator[GuideLine]:
    """A line before each span; two where spans are left out."""
    for before, span in pairwise([None, *columns.spans]):
        x = columns.edges(span)[0] - CHANNEL_WIDTH_PT / 2
        if _has_gap(before, span):
            yield GuideLine(x - BREAK_WIDTH_PT, 0, x - BREAK_WIDTH_PT, height)
        yield GuideLine(x, 0, x, height)
