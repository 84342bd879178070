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
from stances.graphics.text_metrics import wrap_text
from stances.graphics.typography import BODY_SIZE_PT, LINE_HEIGHT_PT

CHANNEL_WIDTH_PT = 46
"""Between columns, for links and their joints."""
BOX_GAP_PT = 20
"""Between boxes one below the other."""
LANE_MARGIN_PT = 14
"""Between a lane's rules and its boxes."""
NAMES_WIDTH_PT = 132
"""How wide the names of lanes stand at the left."""
HEADING_HEIGHT_PT = 30
MIN_CLEARANCE_PT = 12
"""The least distance between any two things, for Graphviz finds no way where they all but touch."""
BREAK_WIDTH_PT = 30
"""How much wider the gap is where months are left out."""
BAR_STRIP_HEIGHT_PT = 8
"""How high a bar's strip is, the space above it included."""
JUNCTION_GAP_PT = 18
"""How far joints in one gutter are apart at least."""
TARGET_ASPECT_RATIO = 1.6
"""How much wider than high a map best is: between a sheet of paper that lies on its side and a screen."""


class Lane(NamedTuple):
    """Whose boxes stand together: a speaker's under his name, or folds under none; and which faction that is."""

    id: str
    name: str
    faction: str


@dataclass(frozen=True)
class LaneItem:
    """A box to be placed, in whose lane, and the days between which it dates; none where it has no date."""

    name: str
    lane: Lane
    width: float
    height: float
    when: UncertainDate | None = None

    @property
    def month_range(self) -> tuple[int, int] | None:
        """The first and last month that it may date from, counted from year 0; an open end counts for nothing."""
        if self.when is None:
            return None
        bounds = [
            _month_number(day) for day in (self.when.earliest, self.when.latest) if date.min < day < date.max
        ]
        return (bounds[0], bounds[-1]) if bounds else None

    @property
    def is_open_ended(self) -> bool:
        return self.when is not None and self.when.latest == date.max


@dataclass(frozen=True)
class LaneHeading:
    """Words over a column or beside a lane, in lines."""

    id: str
    lines: tuple[str, ...]
    rect: Rect
    emphasized: bool = False

    @classmethod
    def fit_to_words(
        cls, id: str, words: str, x: float, y: float, width: float, strong: bool = False
    ) -> LaneHeading:
        """As high as its words need."""
        lines = wrap_text(words, width, BODY_SIZE_PT, bold=True)
        return cls(id, lines, Rect(x, y, width, len(lines) * LINE_HEIGHT_PT), strong)


class GuideLine(NamedTuple):
    """A quiet line; a broken one stands for months that are left out."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


@dataclass
class SwimlanePlan:
    """Where everything lies. `bars` are by the names of their boxes, with an arrow where the end is open."""

    rects: dict[str, Rect] = field(default_factory=dict)
    headings: list[LaneHeading] = field(default_factory=list)
    guide_lines: list[GuideLine] = field(default_factory=list)
    date_bars: dict[str, GuideLine] = field(default_factory=dict)
    width: float = 0
    height: float = 0
    names_width: float = 0
    """How wide the names of lanes stand at the left."""

    @property
    def routing_area(self) -> Rect:
        """Where boxes and links are."""
        return Rect(self.names_width, 0, self.width - self.names_width, self.height)

    @property
    def obstacles(self) -> list[Rect]:
        """What links keep off, boxes apart: the heads of columns, names and bars."""
        bars = [
            Rect(bar.x1, bar.y1 - BAR_STRIP_HEIGHT_PT / 2, bar.x2 - bar.x1, BAR_STRIP_HEIGHT_PT)
            for bar in self.date_bars.values()
        ]
        return [
            Rect(0, 0, self.width, HEADING_HEIGHT_PT),
            *(heading.rect for heading in self.headings),
            *bars,
        ]

    def widen_channels(self, missing_widths: Mapping[float, float]) -> SwimlanePlan:
        """The same with wider gutters, each named by the x at which it ends."""

        def moved(x: float) -> float:
            return x + sum(
                more for end, more in missing_widths.items() if x > end - CHANNEL_WIDTH_PT + MIN_CLEARANCE_PT
            )

        def rect(place: Rect) -> Rect:
            left = moved(place.left)
            return place._replace(left=left, width=moved(place.right) - left)

        def rule(one: GuideLine) -> GuideLine:
            return one._replace(x1=moved(one.x1), x2=moved(one.x2))

        return SwimlanePlan(
            {name: rect(place) for name, place in self.rects.items()},
            [replace(heading, rect=rect(heading.rect)) for heading in self.headings],
            [rule(one) for one in self.guide_lines],
            {name: rule(bar) for name, bar in self.date_bars.items()},
            moved(self.width),
            self.height,
            self.names_width,
        )


def choose_plan(make_plan: Callable[[int], SwimlanePlan], max_per_column: int) -> SwimlanePlan:
    """The most legible of the plans that put at most so many claims below each other; the more, the narrower they are.

    It is the last that is wider than pleases, or the first that is not.
    """
    plan = cache(make_plan)
    wider = bisect_left(
        range(1, max_per_column),
        True,
        key=lambda deep: plan(deep).width <= plan(deep).height * TARGET_ASPECT_RATIO,
    )
    return min(
        map(plan, {max(wider, 1), wider + 1}),
        key=lambda found: max(found.width, found.height * TARGET_ASPECT_RATIO),
    )


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def describe_month(month: int) -> str:
    return UncertainDate.parse(f"{month // 12:04}-{month % 12 + 1:02}").words()


def lanes_by_faction(items: Sequence[LaneItem]) -> Iterator[tuple[str, list[Lane]]]:
    """Lanes under their factions, each in the order in which it is first mentioned; those of no faction last."""
    lanes = list(dict.fromkeys(item.lane for item in items))
    order = list(dict.fromkeys(lane.faction for lane in lanes))
    lanes.sort(key=lambda lane: (not lane.faction, order.index(lane.faction)))
    for faction, group in groupby(lanes, key=lambda lane: lane.faction):
        yield faction, list(group)


def place_junctions(
    plan: SwimlanePlan, edges: Mapping[str, tuple[str, str]], junctions: Iterable[str]
) -> dict[str, tuple[float, float]]:
    """Where the joints of lines lie: in the gutter beside the box that a line comes from, on the side where it leads.

    `lines` are from a box to a box or to another line, and `met` are those at which others arrive.
    """
    junction_points: dict[str, tuple[float, float]] = {}
    for line in junctions:
        source, target = edges[line]
        while target in edges:
            target = edges[target][0]
        box, other = plan.rects[source], plan.rects[target]
        right = other.centre[0] > box.centre[0]
        x, y = (box.right + CHANNEL_WIDTH_PT / 2 if right else box.left - CHANNEL_WIDTH_PT / 2), box.centre[1]
        while any(
            abs(x - joint[0]) < CHANNEL_WIDTH_PT / 2 and abs(y - joint[1]) < JUNCTION_GAP_PT
            for joint in junction_points.values()
        ):
            y += JUNCTION_GAP_PT
        junction_points[line] = x, y
    return junction_points
