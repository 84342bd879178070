"""The axis of events above a chart: numbered discs in rows, each with a leader to its date above the columns.

On the axis a bar is a span of time, a full dot a known day, and a hollow dot the middle of the possible days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.graphics import packing
from stances.graphics.palette import RULE_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.svg import add_element, draw_line, draw_text, format_number
from stances.graphics.text_metrics import clean_text
from stances.graphics.typography import SMALL_SIZE_PT
from stances.record.entries import Event
from stances.record.wording import describe_event_date, note_unsettling
from stances.timeline.time_axis import day_after, middle_day

DISC_RADIUS_PT = 8
DISC_PITCH_PT = 2 * DISC_RADIUS_PT + 2
LEADER_HEIGHT_PT = 24
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


def draw_event_axis(
    layer: Any,
    markers: Sequence[EventMarker],
    top: float,
    low: float,
    high: float,
    prefix: str,
    dispute: str | None = None,
) -> float:
    """Draw the markers, numbered from 1, and return the y of the axis, below which nothing reaches.

    `dispute` is the one of which the names of events say whether they unsettle it.
    """
    rows = max(1, -(-len(markers) * DISC_PITCH_PT // max(int(high - low), 1)))
    lanes = _lanes(markers)
    axis = top + rows * (DISC_PITCH_PT + 1) + LEADER_HEIGHT_PT + LANE_HEIGHT_PT * max(lanes, default=0)
    for row in range(rows):
        numbers = range(row, len(markers), rows)
        places = packing.spread(
            [markers[i].x for i in numbers],
            low=low + DISC_RADIUS_PT,
            high=high - DISC_RADIUS_PT,
            gap=DISC_PITCH_PT,
        )
        for i, place in zip(numbers, places, strict=True):
            level = axis - LANE_HEIGHT_PT * lanes[i]
            _draw_marker(
                layer,
                i + 1,
                markers[i],
                (place, top + DISC_RADIUS_PT + row * (DISC_PITCH_PT + 1)),
                level,
                prefix,
                dispute,
            )
    return axis


def _lanes(markers: Sequence[EventMarker]) -> list[int]:
    """The lane of each marker: for a span the lowest free one, for a point of time the lowest."""
    spans = [marker for marker in markers if marker.when.is_interval]
    lanes = iter(packing.pack_lanes(((marker.start, marker.end) for marker in spans), gap=LANE_GAP))
    return [next(lanes) if marker.when.is_interval else 0 for marker in markers]


def _draw_marker(
    layer: Any,
    index: int,
    marker: EventMarker,
    disc: tuple[float, float],
    axis: float,
    prefix: str,
    dispute: str | None,
) -> None:
    event, (x, y) = marker.event, disc
    group = add_element(layer, "g", class_="event", id=f"{prefix}.event-{event.slug}", data_slug=event.slug)
    words = note_unsettling(f"{event.name}, {describe_event_date(event)}", event, dispute)
    add_element(group, "title").text = clean_text(words)
    foot = y + DISC_RADIUS_PT + 3
    points = ((x, y + DISC_RADIUS_PT), (x, foot), (marker.x, axis - 3), (marker.x, axis))
    path = "M" + "L".join(f"{format_number(a)} {format_number(b)}" for a, b in points)
    add_element(group, "path", d=path, fill="none", stroke=RULE_COLOUR, stroke_width=0.7)
    if marker.when.is_interval:
        draw_line(group, marker.start, axis, max(marker.end, marker.start + 1), axis, TEXT_COLOUR, 2.2)
    else:
        known = marker.when.is_exact
        add_element(
            group,
            "circle",
            cx=marker.x,
            cy=axis,
            r=2,
            fill=TEXT_COLOUR if known else WHITE,
            stroke=TEXT_COLOUR,
            stroke_width=0.8,
        )
    add_element(
        group, "circle", cx=x, cy=y, r=DISC_RADIUS_PT, fill=WHITE, stroke=TEXT_COLOUR, stroke_width=0.8
    )
    draw_text(group, x, y + 3.6, str(index), SMALL_SIZE_PT, text_anchor="middle", fill=TEXT_COLOUR)
