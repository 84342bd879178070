"""Swimlanes by time: months are columns, speakers are lanes grouped by faction."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from stances.figures.map.layout.swimlanes import (
    BREAK,
    CLEAR,
    GAP,
    GUTTER,
    HEADING,
    MARGIN,
    NAMES,
    STRIP,
    Heading,
    Item,
    Lane,
    Plan,
    Rule,
    _best,
    _factions,
    month_words,
)
from stances.graphics.geometry import Rect
from stances.graphics.typography import LINE_HEIGHT


@dataclass(frozen=True)
class _Columns:
    """The months with claims, from left to right, and the columns of each; the undated are the month after the last."""

    months: Sequence[int | None]
    columns: Mapping[int | None, Sequence[int]]
    lefts: Sequence[float]
    step: float

    @classmethod
    def of(cls, items: Sequence[Item], x: float, deep: int) -> _Columns:
        """From an x on, with columns enough that no speaker has more claims of a month than that below each other."""
        cells = _cells(items)
        fullest: dict[int | None, int] = dict.fromkeys(map(_start, items), 1)
        for (month, _), count in cells.items():
            fullest[month] = max(fullest[month], count)
        dated = sorted(month for month in fullest if month is not None)
        months: list[int | None] = [*dated, *([None] if None in fullest else [])]
        step = max(item.wide for item in items) + GUTTER
        columns: dict[int | None, Sequence[int]] = {}
        lefts: list[float] = []
        for before, month in pairwise([None, *months]):
            x += BREAK if _apart(before, month) else 0
            columns[month] = range(len(lefts), len(lefts) + math.ceil(fullest[month] / deep))
            for _ in columns[month]:
                lefts.append(x)
                x += step
        return cls(months, columns, lefts, step)

    @property
    def right(self) -> float:
        return self.lefts[-1] + self.step

    def reach(self, item: Item) -> int:
        """The last column that an item may date from."""
        if item.months is None:
            return self.columns[None][-1]
        last = math.inf if item.open else item.months[1]
        return max(self.columns[month][-1] for month in self.months if month is not None and month <= last)


def _cells(items: Iterable[Item]) -> Counter[tuple[int | None, Lane]]:
    """How many claims of a speaker stand in a month."""
    return Counter((_start(item), item.lane) for item in items)


def _start(item: Item) -> int | None:
    return item.months[0] if item.months else None


def _apart(before: int | None, month: int | None) -> bool:
    """Whether months lie between two columns; what is undated stands apart as well."""
    return before is not None and (month is None or month > before + 1)


@dataclass(frozen=True)
class _Shelf:
    """Boxes of one lane side by side, by their columns, and below them the bars of those that have one."""

    columns: _Columns
    items: dict[int, Item] = field(default_factory=dict)

    def takes(self, item: Item) -> bool:
        """Puts a box into the first column of its month that is free, if one is."""
        free = (column for column in self.columns.columns[_start(item)] if column not in self.items)
        column = next(free, None)
        if column is not None:
            self.items[column] = item
        return column is not None

    @cached_property
    def bars(self) -> Mapping[int, tuple[int, float]]:
        """By the columns where they begin, the column where each bar ends and how far below the tops of boxes it lies.

        It lies below all boxes that it passes and their bars, so that none comes between a box and its own.
        """
        found: dict[int, tuple[int, float]] = {}
        for column, item in sorted(self.items.items(), reverse=True):
            last = self.columns.reach(item)
            if item.open or last > self.columns.columns[_start(item)][-1]:
                boxes = [other.high for at, other in self.items.items() if column <= at <= last]
                bars = [depth + STRIP / 2 for start, (_, depth) in found.items() if start <= last]
                found[column] = last, max(*boxes, *bars, 0) + STRIP / 2
        return found

    @property
    def high(self) -> float:
        boxes = [item.high for item in self.items.values()]
        return max(*boxes, *(depth + STRIP / 2 for _, depth in self.bars.values()), 0)


def _shelves(columns: _Columns, items: Iterable[Item]) -> list[_Shelf]:
    """The boxes of a lane on as few shelves as hold them, the earliest on top."""
    found: list[_Shelf] = []
    for item in items:
        if not any(shelf.takes(item) for shelf in found):
            found.append(_Shelf(columns, {columns.columns[_start(item)][0]: item}))
    return found


def by_time(items: Sequence[Item]) -> Plan:
    """Months in columns, speakers in lanes. `items` come in order of time; lanes stand in the order of first mention."""
    if not items:
        return Plan()
    return _best(lambda deep: _months(items, deep), max(_cells(items).values()))


def _months(items: Sequence[Item], deep: int) -> Plan:
    plan = Plan()
    named = len({item.lane for item in items}) > 1 or any(item.lane.name for item in items)
    plan.names = NAMES if named else 0
    columns = _Columns.of(items, plan.names + GUTTER, deep)
    plan.wide = columns.right
    plan.high = HEADING
    plan.rules.append(Rule(0, HEADING, plan.wide, HEADING))
    for faction, lanes in _factions(items):
        words = faction if named else ""
        for shared in _shared(lanes, items):
            _lane(plan, columns, words, shared, [item for item in items if item.lane in shared])
            words = ""
    plan.headings += _month_headings(columns)
    plan.rules += _month_rules(columns, plan.high)
    return plan


def _shared(lanes: Sequence[Lane], items: Sequence[Item]) -> list[list[Lane]]:
    """Lanes put together whose boxes stand in different months."""
    months = {lane: {_start(item) for item in items if item.lane == lane} for lane in lanes}
    found: list[list[Lane]] = []
    for lane in lanes:
        fitting = (row for row in found if all(months[lane].isdisjoint(months[other]) for other in row))
        row = next(fitting, None)
        if row is None:
            found.append([lane])
        else:
            row.append(lane)
    return found


def _lane(plan: Plan, columns: _Columns, faction: str, lanes: Sequence[Lane], items: Sequence[Item]) -> None:
    """Adds a lane with its boxes, bars, rule and names to the foot of the plan."""
    y = bottom = plan.high + MARGIN
    for shelf in _shelves(columns, items):
        _put(plan, columns, shelf, bottom)
        bottom += shelf.high + GAP
    bottom += MARGIN - GAP
    names = [Heading.at(f"{lanes[0].id}/faction", faction, 0, y, NAMES, strong=True)] if faction else []
    names += [Heading.at(lane.id, lane.name, 0, y, NAMES) for lane in lanes if lane.name]
    for name in names:
        plan.headings.append(replace(name, place=name.place._replace(top=y)))
        y += name.place.high + CLEAR
    plan.high = max(bottom, y)
    plan.rules.append(Rule(0, plan.high, plan.wide, plan.high))


def _put(plan: Plan, columns: _Columns, shelf: _Shelf, top: float) -> None:
    for column, item in shelf.items.items():
        plan.places[item.name] = Rect(columns.lefts[column], top, item.wide, item.high)
    for column, (last, depth) in shelf.bars.items():
        item, y = shelf.items[column], top + depth
        end = columns.lefts[last] + columns.step - GUTTER
        plan.bars[item.name] = Rule(columns.lefts[column], y, end, y, item.open)


def _month_headings(columns: _Columns) -> Iterator[Heading]:
    for month in columns.months:
        own = columns.columns[month]
        left, right = columns.lefts[own[0]], columns.lefts[own[-1]] + columns.step - GUTTER
        name = "undated" if month is None else f"{month // 12:04}-{month % 12 + 1:02}"
        words = "Undated" if month is None else month_words(month)
        yield Heading.at(f"month/{name}", words, left, (HEADING - LINE_HEIGHT) / 2, right - left, strong=True)


def _month_rules(columns: _Columns, high: float) -> Iterator[Rule]:
    """A rule before each month; two broken ones where months are left out."""
    for before, month in pairwise([None, *columns.months]):
        x = columns.lefts[columns.columns[month][0]] - GUTTER / 2
        if _apart(before, month):
            yield Rule(x - BREAK, 0, x - BREAK, high, broken=True)
            yield Rule(x, 0, x, high, broken=True)
        else:
            yield Rule(x, 0, x, high)
