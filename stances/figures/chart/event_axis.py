"""The events over a grid: numbered discs in a row, each led to its place in time above the columns.

There a bar is a span of time, a full dot a known day, a hollow one the middle of the days that are possible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stances.graphics import packing
from stances.graphics.palette import INK, PAPER, RULE
from stances.graphics.svg import line, number, sub, write
from stances.graphics.text_metrics import cleaned
from stances.graphics.typography import SMALL
from stances.record.entries import Event
from stances.record.wording import event_date
from stances.timeline.time_axis import day_after, middle

DISC = 8
APART = 2 * DISC + 2
LEADER = 24
LANE = 4
LANE_GAP = 3


@dataclass(frozen=True, slots=True)
class Marker:
    """An event on the line: the day that it is led to, and the stretch of its date, all as places from left to right."""

    event: Event
    at: float
    start: float
    end: float


def markers(events: Sequence[Event], x: Callable[[date], float], low: float, high: float) -> list[Marker]:
    """From left to right: a span of time at its beginning, a point of time at the middle of what is possible."""
    found = []
    for event in events:
        when = event.when
        start = min(max(x(when.earliest), low), high)
        end = high if when.latest == date.max else min(max(x(day_after(when.latest)), start), high)
        at = start if when.is_interval else min(max(x(middle(when.earliest, when.latest)), low), high)
        found.append(Marker(event, at, start, end))
    return sorted(found, key=lambda m: (m.at, m.start, m.event.slug))


def draw_events(
    layer: Any, shown: Sequence[Marker], top: float, low: float, high: float, prefix: str
) -> float:
    """Draws them numbered from 1 and returns how far down they reach."""
    rows = max(1, -(-len(shown) * APART // max(int(high - low), 1)))
    lanes = _lanes(shown)
    axis = top + rows * (APART + 1) + LEADER + LANE * max(lanes, default=0)
    for row in range(rows):
        numbers = range(row, len(shown), rows)
        places = packing.spread([shown[i].at for i in numbers], low=low + DISC, high=high - DISC, gap=APART)
        for i, place in zip(numbers, places, strict=True):
            level = axis - LANE * lanes[i]
            _marker(layer, i + 1, shown[i], (place, top + DISC + row * (APART + 1)), level, prefix)
    return axis


def _lanes(shown: Sequence[Marker]) -> list[int]:
    """A lane for each span of time, the lowest that is free; points of time lie in the lowest."""
    spans = [marker for marker in shown if marker.event.when.is_interval]
    taken = iter(packing.lanes(((marker.start, marker.end) for marker in spans), gap=LANE_GAP))
    return [next(taken) if marker.event.when.is_interval else 0 for marker in shown]


def _marker(
    layer: Any, number_: int, marker: Marker, disc: tuple[float, float], axis: float, prefix: str
) -> None:
    event, (x, y) = marker.event, disc
    group = sub(layer, "g", class_="event", id=f"{prefix}-event-{event.slug}", data_slug=event.slug)
    sub(group, "title").text = cleaned(f"{event.name}, {event_date(event)}")
    foot = y + DISC + 3
    points = ((x, y + DISC), (x, foot), (marker.at, axis - 3), (marker.at, axis))
    path = "M" + "L".join(f"{number(a)} {number(b)}" for a, b in points)
    sub(group, "path", d=path, fill="none", stroke=RULE, stroke_width=0.7)
    if event.when.is_interval:
        line(group, marker.start, axis, max(marker.end, marker.start + 1), axis, INK, 2.2)
    else:
        known = event.when.is_exact
        sub(
            group,
            "circle",
            cx=marker.at,
            cy=axis,
            r=2,
            fill=INK if known else PAPER,
            stroke=INK,
            stroke_width=0.8,
        )
    sub(group, "circle", cx=x, cy=y, r=DISC, fill=PAPER, stroke=INK, stroke_width=0.8)
    write(group, x, y + 3.6, str(number_), SMALL, text_anchor="middle", fill=INK)
