"""Plans of maps in swimlanes, by time or by speaker: their parts, and what both arrangements share.

Busy times and speakers get several columns, as many as bring the whole closest to `TARGET_ASPECT_RATIO`. Between columns
are channels for links. Lengths are points, y grows downwards.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from typing import NamedTuple

from stances.graphics.geometry import Point, Rect
from stances.graphics.text_metrics import wrap_text
from stances.graphics.typography import BODY_SIZE_PT, LINE_HEIGHT_PT

CHANNEL_WIDTH_PT = 46
"""Width between columns, for links and their junctions."""
BOX_GAP_PT = 20
"""Distance of boxes one below the other."""
LANE_MARGIN_PT = 14
"""Distance between a lane's guide lines and its boxes."""
NAMES_WIDTH_PT = 132
"""Width of the names of lanes at the left."""
HEADING_HEIGHT_PT = 30
HEADING_MARGIN_PT = (HEADING_HEIGHT_PT - LINE_HEIGHT_PT) / 2
MIN_CLEARANCE_PT = 12
"""Smallest distance between two obstacles; edge routing needs a passage between them."""
BREAK_WIDTH_PT = 58
"""Extra width of a gap where spans of time are left out."""
BAR_STRIP_HEIGHT_PT = 8
"""Height reserved for a date bar, including the space above it."""
JUNCTION_GAP_PT = 32
"""Smallest distance of junctions in one channel."""
TARGET_ASPECT_RATIO = 1.6
"""Width divided by height, between A4 landscape and a wide screen."""


class Lane(NamedTuple):
    """A speaker with their faction; or, with an empty name, the collapsed groups of a faction."""

    id: str
    name: str
    faction: str


class TimeSpan(NamedTuple):
    """A span of the time axis, such as a month, by which a map in time has its columns."""

    id: str
    words: str


@dataclass(frozen=True)
class LaneItem:
    """A box to place: its lane and size, and the indices of the spans of time that it may belong to, none if undated."""

    name: str
    lane: Lane
    width: float
    height: float
    spans: range = range(0)
    is_open_ended: bool = False
    is_linked: bool = True


@dataclass(frozen=True)
class LaneHeading:
    """The heading of a column or lane, in lines."""

    id: str
    lines: tuple[str, ...]
    rect: Rect
    emphasized: bool = False
    colour: str = ""

    @classmethod
    def fit_to_words(
        cls,
        id: str,
        words: str,
        x: float,
        y: float,
        width: float,
        emphasized: bool = False,
        colour: str = "",
    ) -> LaneHeading:
        """A heading as high as its wrapped words; a bar above it has its colour, if it has one."""
        lines = wrap_text(words, width, BODY_SIZE_PT, bold=True)
        return cls(id, lines, Rect(x, y, width, len(lines) * LINE_HEIGHT_PT), emphasized, colour)


class GuideLine(NamedTuple):
    """A pale line between columns or lanes, or the middle of a date bar."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_open: bool = False


@dataclass
class SwimlanePlan:
    """Positions of all parts of a map. `rects` and `date_bars` are by the names of boxes."""

    rects: dict[str, Rect] = field(default_factory=dict)
    headings: list[LaneHeading] = field(default_factory=list)
    guide_lines: list[GuideLine] = field(default_factory=list)
    date_bars: dict[str, GuideLine] = field(default_factory=dict)
    width: float = 0
    height: float = 0
    names_width: float = 0
    """Width of the names of lanes at the left; 0 without names."""
    head_height: float = HEADING_HEIGHT_PT
    """Height of the headings of columns."""
    cells: dict[str, Rect] = field(default_factory=dict)
    """By name, the part of its column that a box takes, where boxes are narrower than it; else their `rects` are."""
    trunks: dict[str, list[Point]] = field(default_factory=dict)
    """The corners of edges that the plan itself draws, by name."""

    @property
    def routing_area(self) -> Rect:
        """The area of boxes and links, right of the names."""
        return Rect(self.names_width, 0, self.width - self.names_width, self.height)

    @property
    def obstacles(self) -> list[Rect]:
        """What links avoid besides boxes: column heads, names and date bars."""
        bars = [
            Rect(bar.x1, bar.y1 - BAR_STRIP_HEIGHT_PT / 2, bar.x2 - bar.x1, BAR_STRIP_HEIGHT_PT)
            for bar in self.date_bars.values()
        ]
        return [
            Rect(0, 0, self.width, self.head_height),
            *(heading.rect for heading in self.headings),
            *bars,
        ]

    def widen_channels(self, missing_widths: Mapping[float, float]) -> SwimlanePlan:
        """The plan with wider channels; `missing_widths` has the extra width by the x at which a channel ends."""

        def shift_x(x: float) -> float:
            return x + sum(
                missing
                for end, missing in missing_widths.items()
                if x > end - CHANNEL_WIDTH_PT + MIN_CLEARANCE_PT
            )

        def shift_rect(rect: Rect) -> Rect:
            left = shift_x(rect.left)
            return rect._replace(left=left, width=shift_x(rect.right) - left)

        def shift_guide_line(guide_line: GuideLine) -> GuideLine:
            return guide_line._replace(x1=shift_x(guide_line.x1), x2=shift_x(guide_line.x2))

        return SwimlanePlan(
            {name: shift_rect(rect) for name, rect in self.rects.items()},
            [replace(heading, rect=shift_rect(heading.rect)) for heading in self.headings],
            [shift_guide_line(guide_line) for guide_line in self.guide_lines],
            {name: shift_guide_line(bar) for name, bar in self.date_bars.items()},
            shift_x(self.width),
            self.height,
            self.names_width,
            self.head_height,
            {name: shift_rect(rect) for name, rect in self.cells.items()},
            {name: [(shift_x(x), y) for x, y in points] for name, points in self.trunks.items()},
        )


def choose_plan(make_plan: Callable[[int], SwimlanePlan], max_per_column: int) -> SwimlanePlan:
    """Return the plan closest to the target aspect ratio, of plans for 1 to `max_per_column` claims below each other.

    Plans get narrower as that number grows, so a bisection finds the last one that is too wide and the first that is not;
    the better of the two wins.
    """
    plan = cache(make_plan)
    last_too_wide = bisect_left(
        range(1, max_per_column),
        True,
        key=lambda per_column: plan(per_column).width <= plan(per_column).height * TARGET_ASPECT_RATIO,
    )
    return min(map(plan, {max(last_too_wide, 1), last_too_wide + 1}), key=aspect_cost)


def aspect_cost(plan: SwimlanePlan) -> float:
    """The larger, the smaller a plan is set on a sheet."""
    return max(plan.width, plan.height * TARGET_ASPECT_RATIO)


def lanes_by_faction(items: Sequence[LaneItem]) -> Iterator[tuple[str, list[Lane]]]:
    """Yield each faction with its lanes, both in order of first mention; lanes without a faction come last."""
    lanes = list(dict.fromkeys(item.lane for item in items))
    order = list(dict.fromkeys(lane.faction for lane in lanes))
    lanes.sort(key=lambda lane: (not lane.faction, order.index(lane.faction)))
    for faction, group in groupby(lanes, key=lambda lane: lane.faction):
        yield faction, list(group)


def place_junctions(
    plan: SwimlanePlan, edges: Mapping[str, tuple[str, str]], junctions: Iterable[str]
) -> dict[str, tuple[float, float]]:
    """Return the junction point of each edge that others point at.

    It lies in the channel beside the edge's source box, on the side of its target. Junctions in one channel are at least
    `JUNCTION_GAP_PT` apart. `edges` lead to boxes or to other edges.
    """
    junction_points: dict[str, tuple[float, float]] = {}
    for edge in junctions:
        source, target = edges[edge]
        while target in edges:
            target = edges[target][0]
        box, other = plan.rects[source], plan.rects[target]
        right = other.centre[0] > box.centre[0]
        x, y = (box.right + CHANNEL_WIDTH_PT / 2 if right else box.left - CHANNEL_WIDTH_PT / 2), box.centre[1]
        while any(
            abs(x - other_point[0]) < CHANNEL_WIDTH_PT / 2 and abs(y - other_point[1]) < JUNCTION_GAP_PT
            for other_point in junction_points.values()
        ):
            y += JUNCTION_GAP_PT
        junction_points[edge] = x, y
    return junction_points
