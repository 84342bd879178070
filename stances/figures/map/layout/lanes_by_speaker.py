"""Swimlanes by speaker: a column for each, the earliest claim on top."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from stances.figures.map.layout.swimlanes import (
    CLEAR,
    GAP,
    GUTTER,
    HEADING,
    MARGIN,
    Heading,
    Item,
    Lane,
    Plan,
    Rule,
    _best,
    _factions,
)
from stances.graphics.geometry import Rect
from stances.graphics.typography import LINE_HEIGHT


def by_speaker(items: Sequence[Item]) -> Plan:
    """Speakers in columns, from the earliest claim down, under the names of the factions."""
    if not items:
        return Plan()
    stacks: dict[Lane, list[Item]] = defaultdict(list)
    for item in items:
        stacks[item.lane].append(item)
    return _best(lambda deep: _speakers(items, stacks, deep), max(map(len, stacks.values())))


def _speakers(items: Sequence[Item], stacks: Mapping[Lane, Sequence[Item]], deep: int) -> Plan:
    plan = Plan(wide=GUTTER / 2)
    step = max(item.wide for item in items) + GUTTER
    parts = {lane: _divided(own, deep) for lane, own in stacks.items()}
    highs = {lane: max(map(_stacked, own)) for lane, own in parts.items()}
    for faction, lanes in _factions(items):
        start = plan.wide
        for column in _columns(lanes, parts, highs):
            x = plan.wide + GUTTER / 2
            _stack(plan, x, step, {lane: parts[lane] for lane in column})
            plan.wide += len(parts[column[0]]) * step
        words, y = faction or "No faction", (HEADING - LINE_HEIGHT) / 2
        x, wide = start + GUTTER / 2, plan.wide - start - GUTTER
        plan.headings.append(Heading.at(f"{lanes[0].id}/faction", words, x, y, wide, strong=True))
        plan.rules.append(Rule(plan.wide, 0, plan.wide, 0))
    plan.wide += GUTTER / 2
    plan.high += MARGIN
    plan.rules = [Rule(rule.x1, 0, rule.x2, plan.high) for rule in plan.rules[:-1]]
    plan.rules.append(Rule(0, HEADING, plan.wide, HEADING))
    return plan


def _stacked(items: Sequence[Item]) -> float:
    return HEADING + sum(item.high + GAP for item in items)


def _divided(items: Sequence[Item], deep: int) -> list[Sequence[Item]]:
    """A speaker's claims for as many columns as leave none with more than so many, about the same number in each."""
    count = math.ceil(len(items) / deep)
    ends = [math.ceil(len(items) * part / count) for part in range(count + 1)]
    return [items[start:end] for start, end in pairwise(ends)]


def _columns(
    lanes: Sequence[Lane], parts: Mapping[Lane, Sequence[Sequence[Item]]], highs: Mapping[Lane, float]
) -> list[list[Lane]]:
    """Lanes of one width below each other, together no higher than the highest lane of the whole map."""
    most = max(highs.values())
    found: list[list[Lane]] = []
    for lane in lanes:
        fitting = (
            column
            for column in found
            if len(parts[column[0]]) == len(parts[lane])
            and sum(highs[other] for other in column) + highs[lane] <= most
        )
        column = next(fitting, None)
        if column is None:
            found.append([lane])
        else:
            column.append(lane)
    return found


def _stack(plan: Plan, x: float, step: float, stacks: Mapping[Lane, Sequence[Sequence[Item]]]) -> None:
    """Adds names, and below each the boxes of that speaker, which go on at the top of the column beside."""
    y: float = HEADING + MARGIN
    for lane, columns in stacks.items():
        if lane.name:
            plan.headings.append(Heading.at(lane.id, lane.name, x, y, len(columns) * step - GUTTER))
            y = plan.headings[-1].place.bottom + CLEAR
        foot = y
        for number, items in enumerate(columns):
            top = y
            for item in items:
                plan.places[item.name] = Rect(x + number * step, top, item.wide, item.high)
                top += item.high + GAP
            foot = max(foot, top)
        y = foot
    plan.high = max(plan.high, y)
