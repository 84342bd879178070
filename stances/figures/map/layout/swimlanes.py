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

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import groupby
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


def _factions(items: Sequence[Item]) -> Iterator[tuple[str, list[Lane]]]:
    """Lanes under their factions, each in the order in which it is first mentioned; those of no faction last."""
    lanes = list(dict.fromkeys(item.lane for item in items))
    order = list(dict.fromkeys(lane.faction for lane in lanes))
    lanes.sort(key=lambda lane: (not lane.faction, order.index(lane.faction)))
    for faction, found in groupby(lanes, key=lambda lane: lane.faction):
        yield faction, list(found)


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
