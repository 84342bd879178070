"""Plan a map by speaker: a column for each, the earliest claim on top.

Speakers with few claims share a column, first those of a faction; a speaker with many claims gets several.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from stances.figures.map.layout.swimlanes import (
    BOX_GAP_PT,
    CHANNEL_WIDTH_PT,
    HEADING_HEIGHT_PT,
    LANE_MARGIN_PT,
    MIN_CLEARANCE_PT,
    GuideLine,
    Lane,
    LaneHeading,
    LaneItem,
    SwimlanePlan,
    aspect_cost,
    choose_plan,
    lanes_by_faction,
)
from stances.graphics.geometry import Rect
from stances.graphics.typography import LINE_HEIGHT_PT
from stances.record.wording import NO_FACTION_LABEL

_COLUMN_HEIGHTS_TRIED = (1.0, 1.4, 2.0)
"""How high a shared column may be, in times the highest of one speaker."""


def plan_by_speaker(items: Sequence[LaneItem]) -> SwimlanePlan:
    """The plan of a map by speaker, with the columns of each faction under its name.

    `items` come in order of time; those that are not linked end the column of their speaker.
    """
    if not items:
        return SwimlanePlan()
    stacks: dict[Lane, list[LaneItem]] = defaultdict(list)
    for item in sorted(items, key=lambda item: not item.is_linked):
        stacks[item.lane].append(item)
    most = max(map(len, stacks.values()))
    plans = [
        choose_plan(partial(_plan_speakers, items, stacks, share), most) for share in _COLUMN_HEIGHTS_TRIED
    ]
    return min(plans, key=aspect_cost)


@dataclass
class _Band:
    """Columns beside each other with one heading, a list of lanes each; further factions stand in it below, with theirs."""

    columns: list[list[Lane]]
    factions: dict[Lane, str]
    """The name of each faction, by the first of its lanes."""


def _plan_speakers(
    items: Sequence[LaneItem],
    stacks: Mapping[Lane, Sequence[LaneItem]],
    max_height_share: float,
    max_per_column: int,
) -> SwimlanePlan:
    plan = SwimlanePlan(width=CHANNEL_WIDTH_PT / 2)
    parts = {lane: _divide_evenly(stack, max_per_column) for lane, stack in stacks.items()}
    heights = {lane: max(map(_stack_height, stack)) for lane, stack in parts.items()}
    max_height = max(heights.values()) * max_height_share
    for band in _share_bands(items, parts, heights, max_height):
        start = plan.width
        for column in band.columns:
            x = plan.width + CHANNEL_WIDTH_PT / 2
            pitch = max(item.width for lane in column for item in stacks[lane]) + CHANNEL_WIDTH_PT
            heads = {lane: band.factions[lane] for lane in column[1:] if lane in band.factions}
            _add_column(plan, x, pitch, {lane: parts[lane] for lane in column}, heads)
            plan.width += len(parts[column[0]]) * pitch
        first = band.columns[0][0]
        x, width = start + CHANNEL_WIDTH_PT / 2, plan.width - start - CHANNEL_WIDTH_PT
        y = (HEADING_HEIGHT_PT - LINE_HEIGHT_PT) / 2
        plan.headings.append(_head_faction(first, band.factions[first], x, y, width))
        plan.guide_lines.append(GuideLine(plan.width, 0, plan.width, 0))
    plan.width += CHANNEL_WIDTH_PT / 2
    plan.height += LANE_MARGIN_PT
    plan.guide_lines = [
        GuideLine(guide_line.x1, 0, guide_line.x2, plan.height) for guide_line in plan.guide_lines[:-1]
    ]
    plan.guide_lines.append(GuideLine(0, HEADING_HEIGHT_PT, plan.width, HEADING_HEIGHT_PT))
    return plan


def _head_faction(first: Lane, faction: str, x: float, y: float, width: float) -> LaneHeading:
    words = faction or NO_FACTION_LABEL.capitalize()
    return LaneHeading.fit_to_words(f"{first.id}/faction", words, x, y, width, emphasized=True)


def _share_bands(
    items: Sequence[LaneItem],
    parts: Mapping[Lane, Sequence[Sequence[LaneItem]]],
    heights: Mapping[Lane, float],
    max_height: float,
) -> list[_Band]:
    """The columns of each faction; factions of one column stand below each other where these are not too high."""
    bands: list[_Band] = []
    for faction, lanes in lanes_by_faction(items):
        columns = _share_columns(lanes, parts, heights, max_height)
        above = bands[-1].columns if bands else []
        lone = [column for column in (*above, *columns) if len(parts[column[0]]) == 1]
        together = sum(heights[lane] for column in lone for lane in column) + HEADING_HEIGHT_PT
        if len(above) == len(columns) == 1 and len(lone) == 2 and together <= max_height:
            above[0] += columns[0]
            bands[-1].factions[lanes[0]] = faction
        else:
            bands.append(_Band(columns, {lanes[0]: faction}))
    return bands


def _stack_height(items: Sequence[LaneItem]) -> float:
    return HEADING_HEIGHT_PT + sum(item.height + BOX_GAP_PT for item in items)


def _divide_evenly(items: Sequence[LaneItem], max_per_column: int) -> list[Sequence[LaneItem]]:
    """Divide a speaker's claims evenly into as few columns as keep to `max_per_column`."""
    count = math.ceil(len(items) / max_per_column)
    ends = [math.ceil(len(items) * part / count) for part in range(count + 1)]
    return [items[start:end] for start, end in pairwise(ends)]


def _share_columns(
    lanes: Sequence[Lane],
    parts: Mapping[Lane, Sequence[Sequence[LaneItem]]],
    heights: Mapping[Lane, float],
    max_height: float,
) -> list[list[Lane]]:
    """Group lanes of equal width below each other, as far as they are no higher together than that."""
    columns: list[list[Lane]] = []
    for lane in lanes:
        fitting = (
            column
            for column in columns
            if len(parts[column[0]]) == len(parts[lane])
            and sum(heights[other] for other in column) + heights[lane] <= max_height
        )
        column = next(fitting, None)
        if column is None:
            columns.append([lane])
        else:
            column.append(lane)
    return columns


def _add_column(
    plan: SwimlanePlan,
    x: float,
    pitch: float,
    stacks: Mapping[Lane, Sequence[Sequence[LaneItem]]],
    factions: Mapping[Lane, str],
) -> None:
    """Add the name and boxes of each speaker, below a faction that begins with them; boxes continue at the next column's top."""
    y: float = HEADING_HEIGHT_PT + LANE_MARGIN_PT
    for lane, columns in stacks.items():
        if lane in factions:
            plan.headings.append(_head_faction(lane, factions[lane], x, y, pitch - CHANNEL_WIDTH_PT))
            y = plan.headings[-1].rect.bottom + MIN_CLEARANCE_PT
        if lane.name:
            plan.headings.append(
                LaneHeading.fit_to_words(lane.id, lane.name, x, y, len(columns) * pitch - CHANNEL_WIDTH_PT)
            )
            y = plan.headings[-1].rect.bottom + MIN_CLEARANCE_PT
        foot = y
        for number, items in enumerate(columns):
            top = y
            for item in items:
                plan.rects[item.name] = Rect(x + number * pitch, top, item.width, item.height)
                top += item.height + BOX_GAP_PT
            foot = max(foot, top)
        y = foot
    plan.height = max(plan.height, y)
