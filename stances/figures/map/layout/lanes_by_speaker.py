"""Swimlanes by speaker: a column for each, the earliest claim on top."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    choose_plan,
    lanes_by_faction,
)
from stances.graphics.geometry import Rect
from stances.graphics.typography import LINE_HEIGHT_PT


def plan_by_speaker(items: Sequence[LaneItem]) -> SwimlanePlan:
    """Speakers in columns, from the earliest claim down, under the names of the factions."""
    if not items:
        return SwimlanePlan()
    stacks: dict[Lane, list[LaneItem]] = defaultdict(list)
    for item in items:
        stacks[item.lane].append(item)
    return choose_plan(lambda deep: _plan_speakers(items, stacks, deep), max(map(len, stacks.values())))


def _plan_speakers(
    items: Sequence[LaneItem], stacks: Mapping[Lane, Sequence[LaneItem]], max_per_column: int
) -> SwimlanePlan:
    plan = SwimlanePlan(width=CHANNEL_WIDTH_PT / 2)
    step = max(item.width for item in items) + CHANNEL_WIDTH_PT
    parts = {lane: _divide_evenly(own, max_per_column) for lane, own in stacks.items()}
    heights = {lane: max(map(_stack_height, own)) for lane, own in parts.items()}
    for faction, lanes in lanes_by_faction(items):
        start = plan.width
        for column in _share_columns(lanes, parts, heights):
            x = plan.width + CHANNEL_WIDTH_PT / 2
            _add_column(plan, x, step, {lane: parts[lane] for lane in column})
            plan.width += len(parts[column[0]]) * step
        words, y = faction or "No faction", (HEADING_HEIGHT_PT - LINE_HEIGHT_PT) / 2
        x, width = start + CHANNEL_WIDTH_PT / 2, plan.width - start - CHANNEL_WIDTH_PT
        plan.headings.append(
            LaneHeading.fit_to_words(f"{lanes[0].id}/faction", words, x, y, width, strong=True)
        )
        plan.guide_lines.append(GuideLine(plan.width, 0, plan.width, 0))
    plan.width += CHANNEL_WIDTH_PT / 2
    plan.height += LANE_MARGIN_PT
    plan.guide_lines = [GuideLine(rule.x1, 0, rule.x2, plan.height) for rule in plan.guide_lines[:-1]]
    plan.guide_lines.append(GuideLine(0, HEADING_HEIGHT_PT, plan.width, HEADING_HEIGHT_PT))
    return plan


def _stack_height(items: Sequence[LaneItem]) -> float:
    return HEADING_HEIGHT_PT + sum(item.height + BOX_GAP_PT for item in items)


def _divide_evenly(items: Sequence[LaneItem], max_per_column: int) -> list[Sequence[LaneItem]]:
    """A speaker's claims for as many columns as leave none with more than so many, about the same number in each."""
    count = math.ceil(len(items) / max_per_column)
    ends = [math.ceil(len(items) * part / count) for part in range(count + 1)]
    return [items[start:end] for start, end in pairwise(ends)]


def _share_columns(
    lanes: Sequence[Lane], parts: Mapping[Lane, Sequence[Sequence[LaneItem]]], heights: Mapping[Lane, float]
) -> list[list[Lane]]:
    """Lanes of one width below each other, together no higher than the highest lane of the whole map."""
    most = max(heights.values())
    columns: list[list[Lane]] = []
    for lane in lanes:
        fitting = (
            column
            for column in columns
            if len(parts[column[0]]) == len(parts[lane])
            and sum(heights[other] for other in column) + heights[lane] <= most
        )
        column = next(fitting, None)
        if column is None:
            columns.append([lane])
        else:
            column.append(lane)
    return columns


def _add_column(
    plan: SwimlanePlan, x: float, step: float, stacks: Mapping[Lane, Sequence[Sequence[LaneItem]]]
) -> None:
    """Adds names, and below each the boxes of that speaker, which go on at the top of the column beside."""
    y: float = HEADING_HEIGHT_PT + LANE_MARGIN_PT
    for lane, columns in stacks.items():
        if lane.name:
            plan.headings.append(
                LaneHeading.fit_to_words(lane.id, lane.name, x, y, len(columns) * step - CHANNEL_WIDTH_PT)
            )
            y = plan.headings[-1].rect.bottom + MIN_CLEARANCE_PT
        foot = y
        for number, items in enumerate(columns):
            top = y
            for item in items:
                plan.rects[item.name] = Rect(x + number * step, top, item.width, item.height)
                top += item.height + BOX_GAP_PT
            foot = max(foot, top)
        y = foot
    plan.height = max(plan.height, y)
