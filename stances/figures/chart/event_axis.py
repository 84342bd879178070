"""The axis of events above a chart, with labels where there is room; a labelled event is a vertical through the chart.

On the axis a bar is a span of time, a full dot a known day, and a hollow dot the middle of the possible days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.graphics import packing
from stances.graphics.palette import RULE_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.svg import add_element, draw_line, draw_text
from stances.graphics.text_metrics import clean_text, text_width
from stances.graphics.typography import SMALL_SIZE_PT
from stances.record.entries import Event
from stances.record.wording import describe_event_date, note_unsettling
from stances.timeline.time_axis import day_after, middle_day

MAX_LABEL_ROWS = 4
LABEL_HEIGHT_PT = 14
LABEL_GAP_PT = 10
LANE_HEIGHT_PT = 4
LANE_GAP = 3


@dataclass(frozen=True, slots=True)
class EventMarker:
    """An event on the axis, with its date: `x` is where its leader ends, `start` and `end` bound its date."""

    event: Event
    when: UncertainDate
    x: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class EventLabel:
    """The label of an event: where it begins, and in which row from the top."""

    text: str
    x: float
    row: int


def place_markers(
    events: Sequence[Event], x: Callable[[Day], float], low: float, high: float
) -> list[EventMarker]:
    """The markers of events in order of `x`: a span at its start, a point of time at the middle of its possible days."""
    placed = []
    for event in events:
        when = event.when
        if when is None:
            continue
        start = min(max(x(when.earliest), low), high)
        end = high if when.latest == Day.max else min(max(x(day_after(when.latest)), start), high)
        at = start if when.is_interval else min(max(x(middle_day(when.earliest, when.latest)), low), high)
        placed.append(EventMarker(event, when, at, start, end))
    return sorted(placed, key=lambda m: (m.x, m.start, m.event.slug))


def choose_labels(
    markers: Sequence[EventMarker], texts: Sequence[str], unsettling: Sequence[bool], low: float, high: float
) -> dict[int, EventLabel]:
    """The labels of events by index: `texts` of all if they find room, else the names of those that unsettle what is shown."""
    few = [number for number, is_one in enumerate(unsettling) if is_one]
    names = [marker.event.name for marker in markers]
    for chosen, words in ((range(len(markers)), texts), (few, names)):
        boxes = [_label_box(markers[n].x, text_width(words[n], SMALL_SIZE_PT), high) for n in chosen]
        rows = packing.pack_lanes(boxes, gap=LABEL_GAP_PT)
        if max(rows, default=0) < MAX_LABEL_ROWS and all(low <= start for start, _ in boxes):
            places = zip(chosen, boxes, rows, strict=True)
            return {n: EventLabel(words[n], start, row) for n, (start, _), row in places}
    return {}


def _label_box(x: float, width: float, high: float) -> tuple[float, float]:
    """Where a label begins and ends: right of its event or, at the end of the axis, left of it."""
    start = x + 4 if x + 4 + width <= high else x - 4 - width
    return start, start + width


def draw_event_axis(
    layer: Any,
    markers: Sequence[EventMarker],
    labels: Mapping[int, EventLabel],
    top: float,
    prefix: str,
    dispute: str | None = None,
) -> float:
    """Draw the markers and return the y of the axis, below which nothing reaches; labels lie in rows above it.

    `dispute` is the one of which the names of events say whether they unsettle it.
    """
    lanes = _lanes(markers)
    label_rows = max((label.row + 1 for label in labels.values()), default=0)
    axis = top + label_rows * LABEL_HEIGHT_PT + 10 + LANE_HEIGHT_PT * max(lanes, default=0)
    for number, (marker, lane) in enumerate(zip(markers, lanes, strict=True)):
        group = _draw_marker(layer, marker, axis - LANE_HEIGHT_PT * lane, prefix, dispute)
        if label := labels.get(number):
            baseline = top + (label.row + 1) * LABEL_HEIGHT_PT - 3
            draw_line(group, marker.x, baseline - 8, marker.x, axis, RULE_COLOUR, 0.7)
            draw_text(group, label.x, baseline, label.text, SMALL_SIZE_PT, fill=TEXT_COLOUR)
    return axis


def _lanes(markers: Sequence[EventMarker]) -> list[int]:
    """The lane of each marker: for a span the lowest free one, for a point of time the lowest."""
    spans = [marker for marker in markers if marker.when.is_interval]
    lanes = iter(packing.pack_lanes(((marker.start, marker.end) for marker in spans), gap=LANE_GAP))
    return [next(lanes) if marker.when.is_interval else 0 for marker in markers]


def _draw_marker(layer: Any, marker: EventMarker, axis: float, prefix: str, dispute: str | None) -> Any:
    event = marker.event
    group = add_element(layer, "g", class_="event", id=f"{prefix}.event-{event.slug}", data_slug=event.slug)
    words = note_unsettling(f"{event.name}, {describe_event_date(event)}", event, dispute)
    add_element(group, "title").text = clean_text(words)
    if marker.when.is_interval:
        draw_line(group, marker.start, axis, max(marker.end, marker.start + 1), axis, TEXT_COLOUR, 2.2)
        return group
    fill = TEXT_COLOUR if marker.when.is_exact else WHITE
    dot = add_element(group, "circle", cx=marker.x, cy=axis, r=2, fill=fill)
    dot.set("stroke", TEXT_COLOUR)
    dot.set("stroke-width", "0.8")
    return group
