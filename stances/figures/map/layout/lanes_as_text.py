"""Plan a map for a narrow page: boxes in reading order under headings, in columns that are filled like those of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stances.figures.map.layout.swimlanes import (
    BOX_GAP_PT,
    CHANNEL_WIDTH_PT,
    HEADING_MARGIN_PT,
    MIN_CLEARANCE_PT,
    LaneHeading,
    LaneItem,
    SwimlanePlan,
)
from stances.graphics.geometry import Rect

_SECTION_GAP_PT = 10
"""Above a heading, besides the distance of boxes."""
_BAR_ROOM_PT = 7
"""For the bar in the colour of a heading."""


class SectionHeading(NamedTuple):
    """A heading over boxes that follow each other; `colour` may be empty."""

    id: str
    words: str
    is_first_level: bool = True
    colour: str = ""


def plan_as_text(
    items: Sequence[LaneItem], headings_of: Mapping[str, Sequence[SectionHeading]], max_height: float
) -> SwimlanePlan:
    """The plan of boxes in this order, each below those of its headings that are new, in columns of at most this height."""
    width = max(item.width for item in items)
    plan = SwimlanePlan(head_height=0)
    x, y = float(CHANNEL_WIDTH_PT), 0.0
    before: Sequence[SectionHeading] = ()
    for item in items:
        new = _new_headings(headings_of[item.name], before)
        before = headings_of[item.name]
        placed = _place_headings(new, x, y, width)
        if y and _end(placed, y) + item.height + BOX_GAP_PT > max_height:
            x, y = x + width + CHANNEL_WIDTH_PT, 0.0
            placed = _place_headings(new, x, y, width)
        plan.headings += placed
        top = _end(placed, y)
        plan.rects[item.name] = Rect(x, top, item.width, item.height)
        y = top + item.height + BOX_GAP_PT
        plan.height = max(plan.height, y)
    plan.width = x + width + CHANNEL_WIDTH_PT
    return plan


def _new_headings(
    headings: Sequence[SectionHeading], before: Sequence[SectionHeading]
) -> Sequence[SectionHeading]:
    """The headings from the first that is not that of the box before."""
    same = next(
        (n for n, pair in enumerate(zip(headings, before, strict=False)) if pair[0] != pair[1]), len(before)
    )
    return headings[same:]


def _place_headings(
    headings: Sequence[SectionHeading], x: float, y: float, width: float
) -> list[LaneHeading]:
    placed: list[LaneHeading] = []
    top = y + (_SECTION_GAP_PT if y else HEADING_MARGIN_PT)
    for id, words, is_first_level, colour in headings:
        top += _BAR_ROOM_PT if colour else 0
        placed.append(LaneHeading.fit_to_words(id, words, x, top, width, is_first_level, colour))
        top = placed[-1].rect.bottom + HEADING_MARGIN_PT
    return placed


def _end(headings: Sequence[LaneHeading], y: float) -> float:
    """Where a box begins below new headings, or at `y` without any."""
    return headings[-1].rect.bottom + MIN_CLEARANCE_PT if headings else y
