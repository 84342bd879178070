"""Where the boxes of a map lie when it is arranged by time or by speaker: months and people in columns and lanes.

By time, a column is a month, and the claims of a speaker lie in one lane, under the faction that he then belonged to;
speakers of a faction who never spoke in the same month share a lane. Months without claims are left out and the gap is
marked, and what has no date stands in a last column. A box stands at the first month that it may date from, and a thin
bar under it shows how far its date may reach. By speaker, each has his claims below his name, the earliest on top, and
those of a faction who said little share a column. A month or a speaker of many claims has several columns: as many as
make the whole most legible on a sheet or a screen. Nothing overlaps, and between columns there is room for links.
Lengths are points, and y grows downwards; pure: knows sizes and dates, nothing of drawings.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from itertools import groupby, pairwise
from typing import NamedTuple

from stances.dates.uncertain import UncertainDate
from stances.graphics.geometry import Rect
from stances.graphics.text_metrics import wrapped
from stances.graphics.typography import BODY_SIZE, LINE_HEIGHT

GUTTER = 46
"""Between columns, for links and their joints."""
GAP = 20
"""Between boxes one below the other."""
MARGIN = 14
"""Between a lane's rules and its boxes."""
NAMES = 132
"""How wide the names of lanes stand at the left."""
HEADING = 30
CLEAR = 12
"""The least distance between any two things, for Graphviz finds no way where they all but touch."""
BREAK = 30
"""How much wider the gap is where months are left out."""
STRIP = 8
"""How high a bar's strip is, the space above it included."""
JOINT = 18
"""How far joints in one gutter are apart at least."""
SHAPE = 1.6
"""How much wider than high a map best is: between a sheet of paper that lies on its side and a screen."""


class Lane(NamedTuple):
    """Whose boxes stand together: a speaker's under his name, or folds under none; and which faction that is."""

    id: str
    name: str
    faction: str


@dataclass(frozen=True)
class Item:
    """A box to be placed, in whose lane, and the days between which it dates; none where it has no date."""

    name: str
    lane: Lane
    wide: float
    high: float
    when: UncertainDate | None = None

    @property
    def months(self) -> tuple[int, int] | None:
        """The first and last month that it may date from, counted from year 0; an open end counts for nothing."""
        if self.when is None:
            return None
        bounds = [_month(day) for day in (self.when.earliest, self.when.latest) if date.min < day < date.max]
        return (bounds[0], bounds[-1]) if bounds else None

    @property
    def open(self) -> bool:
        return self.when is not None and self.when.latest == date.max


@dataclass(frozen=True)
class Heading:
    """Words over a column or beside a lane, in lines."""

    id: str
    lines: tuple[str, ...]
    place: Rect
    strong: bool = False

    @classmethod
    def at(cls, id: str, words: str, x: float, y: float, wide: float, strong: bool = False) -> Heading:
        """As high as its words need."""
        lines = wrapped(words, wide, BODY_SIZE, bold=True)
        return cls(id, lines, Rect(x, y, wide, len(lines) * LINE_HEIGHT), strong)


class Rule(NamedTuple):
    """A quiet line; a broken one stands for months that are left out."""

    x1: float
    y1: float
    x2: float
    y2: float
    broken: bool = False


@dataclass
class Plan:
    """Where everything lies. `bars` are by the names of their boxes, with an arrow where the end is open."""

    places: dict[str, Rect] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    bars: dict[str, Rule] = field(default_factory=dict)
    wide: float = 0
    high: float = 0
    names: float = 0
    """How wide the names of lanes stand at the left."""

    @property
    def ground(self) -> Rect:
        """Where boxes and links are."""
        return Rect(self.names, 0, self.wide - self.names, self.high)

    @property
    def walls(self) -> list[Rect]:
        """What links keep off, boxes apart: the heads of columns, names and bars."""
        bars = [Rect(bar.x1, bar.y1 - STRIP / 2, bar.x2 - bar.x1, STRIP) for bar in self.bars.values()]
        return [Rect(0, 0, self.wide, HEADING), *(heading.place for heading in self.headings), *bars]

    def widened(self, wanting: Mapping[float, float]) -> Plan:
        """The same with wider gutters, each named by the x at which it ends."""

        def moved(x: float) -> float:
            return x + sum(more for end, more in wanting.items() if x > end - GUTTER + CLEAR)

        def rect(place: Rect) -> Rect:
            left = moved(place.left)
            return place._replace(left=left, wide=moved(place.right) - left)

        def rule(one: Rule) -> Rule:
            return one._replace(x1=moved(one.x1), x2=moved(one.x2))

        return Plan(
            {name: rect(place) for name, place in self.places.items()},
            [replace(heading, place=rect(heading.place)) for heading in self.headings],
            [rule(one) for one in self.rules],
            {name: rule(bar) for name, bar in self.bars.items()},
            moved(self.wide),
            self.high,
            self.names,
        )


def _best(planned: Callable[[int], Plan], most: int) -> Plan:
    """The most legible of the plans that put at most so many claims below each other; the more, the narrower they are.

    It is the last that is wider than pleases, or the first that is not.
    """
    plan = cache(planned)
    wider = bisect_left(range(1, most), True, key=lambda deep: plan(deep).wide <= plan(deep).high * SHAPE)
    return min(map(plan, {max(wider, 1), wider + 1}), key=lambda found: max(found.wide, found.high * SHAPE))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def month_words(month: int) -> str:
    return UncertainDate.parse(f"{month // 12:04}-{month % 12 + 1:02}").words()


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


def _factions(items: Sequence[Item]) -> Iterator[tuple[str, list[Lane]]]:
    """Lanes under their factions, each in the order in which it is first mentioned; those of no faction last."""
    lanes = list(dict.fromkeys(item.lane for item in items))
    order = list(dict.fromkeys(lane.faction for lane in lanes))
    lanes.sort(key=lambda lane: (not lane.faction, order.index(lane.faction)))
    for faction, found in groupby(lanes, key=lambda lane: lane.faction):
        yield faction, list(found)


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


def joints(
    plan: Plan, lines: Mapping[str, tuple[str, str]], met: Iterable[str]
) -> dict[str, tuple[float, float]]:
    """Where the joints of lines lie: in the gutter beside the box that a line comes from, on the side where it leads.

    `lines` are from a box to a box or to another line, and `met` are those at which others arrive.
    """
    found: dict[str, tuple[float, float]] = {}
    for line in met:
        source, target = lines[line]
        while target in lines:
            target = lines[target][0]
        box, other = plan.places[source], plan.places[target]
        right = other.centre[0] > box.centre[0]
        x, y = (box.right + GUTTER / 2 if right else box.left - GUTTER / 2), box.centre[1]
        while any(abs(x - joint[0]) < GUTTER / 2 and abs(y - joint[1]) < JOINT for joint in found.values()):
            y += JOINT
        found[line] = x, y
    return found
