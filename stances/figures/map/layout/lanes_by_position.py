"""Plan a map by position: a column for each position, supports below what they support, the rest in strips below.

A column is an outline: claims that support another of the column are indented under it, joined by a trunk. What bears on claims
of other columns stands near these. A position with many claims gets several columns.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from stances.cache import cached_property
from stances.figures.map.layout.swimlanes import (
    BOX_GAP_PT,
    CHANNEL_WIDTH_PT,
    HEADING_MARGIN_PT,
    LANE_MARGIN_PT,
    GuideLine,
    LaneHeading,
    LaneItem,
    SwimlanePlan,
    choose_plan,
)
from stances.graphics.geometry import Rect
from stances.graphics.packing import spread

INDENT_PT = 18
_TRUNK_PT = 8
"""Distance of a trunk from the left edge of the box to which it leads."""
_SUPPORT_GAP_PT = 14
"""Distance of a support from what stands above it."""
_BAR_HEIGHT_PT = 5
"""Height of the bar that has the position's colour."""
_ROUNDS = 6
_SPARE_SHARE = 1.1
"""Columns may be so much longer than their boxes need, for boxes to stand beside what they answer."""


@dataclass(frozen=True)
class PositionColumn:
    """A position as the heading of a column or, in a strip, of claims without a place on the scale; `colour` may be empty."""

    words: str
    colour: str = ""
    is_strip: bool = False


@dataclass(frozen=True)
class PositionedItems:
    """The boxes of a map in order, the column of each by number, and the links between them.

    `supports` are edges that can be drawn as a trunk: source, target and name; `links` are all pairs of boxes that are linked.
    """

    items: Sequence[LaneItem]
    columns: Sequence[PositionColumn]
    column_of: Mapping[str, int]
    supports: Sequence[tuple[str, str, str]]
    links: Sequence[tuple[str, str]]
    start: int = 0
    """Which order claims are in before they are brought beside what they are linked to; 0 is that of `items`."""

    @cached_property
    def by_name(self) -> Mapping[str, LaneItem]:
        return {item.name: item for item in self.items}

    @cached_property
    def parents(self) -> Mapping[str, tuple[str, str]]:
        """What each box hangs below, and the edge: the first that it supports within its column, but for circles."""
        parents: dict[str, tuple[str, str]] = {}
        for source, target, edge in self.supports:
            if source in parents or self.column_of[source] != self.column_of[target]:
                continue
            above = target
            while above in parents:
                above = parents[above][0]
            if above != source:
                parents[source] = target, edge
        return parents

    def trees(self, column: int) -> list[_Tree]:
        """The claims of a column, each with what hangs below it; those that are not linked come last."""
        children: dict[str, list[str]] = {}
        for child, (parent, _) in self.parents.items():
            children.setdefault(parent, []).append(child)
        inside = [item for item in self.items if self.column_of[item.name] == column]
        roots = [item for item in inside if item.name not in self.parents]
        if self.start:
            random.Random(self.start).shuffle(roots)  # noqa: S311
        roots.sort(key=lambda item: not item.is_linked)

        def walk(name: str, depth: int) -> Iterator[tuple[LaneItem, int]]:
            yield self.by_name[name], depth
            for child in children.get(name, ()):
                yield from walk(child, depth + 1)

        return [_Tree(list(walk(item.name, 0))) for item in roots]

    def lean(self, tree: _Tree, column: int) -> float:
        """How far to the right, or left if negative, the claims of other columns are to which a tree is linked."""
        others = [self.column_of[other] for item, _ in tree.nodes for other in self.neighbours[item.name]]
        apart = [min(max(other - column, -1), 1) for other in others if not self.columns[other].is_strip]
        return sum(apart)

    @cached_property
    def neighbours(self) -> Mapping[str, list[str]]:
        near: dict[str, list[str]] = {item.name: [] for item in self.items}
        for one, other in self.links:
            near[one].append(other)
            near[other].append(one)
        return near


@dataclass
class _Tree:
    """A claim and what hangs below it, each with its depth; `top` is where it stands in its column."""

    nodes: Sequence[tuple[LaneItem, int]]
    top: float = 0.0

    @cached_property
    def height(self) -> float:
        return sum(item.height for item, _ in self.nodes) + _SUPPORT_GAP_PT * (len(self.nodes) - 1)

    @property
    def width(self) -> float:
        return max(item.width + INDENT_PT * depth for item, depth in self.nodes)

    @property
    def is_linked(self) -> bool:
        return self.nodes[0][0].is_linked

    def places(self) -> Iterator[tuple[LaneItem, int, float]]:
        """Each box with its depth and where it begins, from the top of the tree on."""
        y = 0.0
        for item, depth in self.nodes:
            yield item, depth, y
            y += item.height + _SUPPORT_GAP_PT


@dataclass
class _Lane:
    """One column of boxes of a position."""

    column: int
    trees: list[_Tree] = field(default_factory=list)

    @property
    def width(self) -> float:
        return max((tree.width for tree in self.trees), default=120.0)

    @property
    def height(self) -> float:
        return sum(tree.height for tree in self.trees) + BOX_GAP_PT * max(0, len(self.trees) - 1)


def plan_by_position(claims: PositionedItems) -> SwimlanePlan:
    """The plan of a map by position; columns stand in the order given, strips below them."""
    if not claims.items:
        return SwimlanePlan()
    counts = [
        sum(column == number for column in claims.column_of.values()) for number in range(len(claims.columns))
    ]
    most = max((n for n, of in zip(counts, claims.columns, strict=True) if not of.is_strip), default=0)
    return choose_plan(lambda per_column: _plan(claims, per_column), max(1, most))


def _plan(claims: PositionedItems, per_column: int) -> SwimlanePlan:
    lanes: list[_Lane] = []
    for number, column in enumerate(claims.columns):
        if not column.is_strip:
            lanes += _divide(number, claims, per_column)
    _arrange(lanes, claims)
    plan = SwimlanePlan()
    _add_headings(plan, lanes, claims.columns)
    top = plan.head_height + LANE_MARGIN_PT
    for lane, (left, width) in zip(lanes, _lefts(lanes), strict=True):
        for tree in lane.trees:
            _add_tree(plan, tree, left, width, top, claims.parents)
    plan.height = max((rect.bottom for rect in plan.rects.values()), default=top) + LANE_MARGIN_PT
    plan.guide_lines += _column_lines(lanes, plan.height)
    for number, column in enumerate(claims.columns):
        if column.is_strip:
            _add_strip(
                plan, number, column, [item for item in claims.items if claims.column_of[item.name] == number]
            )
    plan.guide_lines.append(GuideLine(0, plan.head_height, plan.width, plan.head_height))
    return plan


def _divide(number: int, claims: PositionedItems, per_column: int) -> list[_Lane]:
    """The trees of a position in as few columns as hold at most `per_column` boxes each on average, of about equal height.

    Those that are linked to positions further left stand in its left columns, those linked to the right in its right ones.
    """
    trees = claims.trees(number)
    boxes = sum(len(tree.nodes) for tree in trees)
    count = min(max(1, math.ceil(boxes / per_column)), max(1, len(trees)))
    lanes = [_Lane(number) for _ in range(count)]
    if count > 1:
        trees.sort(key=lambda tree: claims.lean(tree, number))
    whole, before = sum(tree.height for tree in trees), 0.0
    for tree in trees:
        share = (before + tree.height / 2) / max(1.0, whole)
        lanes[min(count - 1, int(share * count))].trees.append(tree)
        before += tree.height
    return [lane for lane in lanes if lane.trees or count == 1]


def _arrange(lanes: Sequence[_Lane], claims: PositionedItems) -> None:
    """Bring trees beside what they are linked to in other columns: first their order, then their places."""
    tree_of = {item.name: tree for lane in lanes for tree in lane.trees for item, _ in tree.nodes}
    offset = {
        item.name: y + item.height / 2
        for lane in lanes
        for tree in lane.trees
        for item, _, y in tree.places()
    }
    longest = max((lane.height for lane in lanes), default=0.0)
    for lane in lanes:
        _stack(lane)

    def wanted(tree: _Tree) -> float:
        pulls = [
            tree_of[other].top + offset[other] - offset[item.name]
            for item, _ in tree.nodes
            for other in claims.neighbours[item.name]
            if other in tree_of and tree_of[other] is not tree
        ]
        return sum(pulls) / len(pulls) if pulls else tree.top

    sorting = _ROUNDS if claims.start % 3 == 0 else claims.start % 3
    for number in range(sorting + _ROUNDS):
        for lane in lanes if (number + claims.start) % 2 == 0 else lanes[::-1]:
            wishes = {id(tree): wanted(tree) for tree in lane.trees}
            if number < sorting:
                lane.trees.sort(key=lambda tree: (not tree.is_linked, wishes[id(tree)]))
                _stack(lane)
            else:
                _settle(lane, wishes, max(longest * _SPARE_SHARE, lane.height))


def _stack(lane: _Lane) -> None:
    """Set the trees of a column below each other."""
    y = 0.0
    for tree in lane.trees:
        tree.top = y
        y += tree.height + BOX_GAP_PT


def _settle(lane: _Lane, wishes: Mapping[int, float], height: float) -> None:
    """Set the trees of a column near where they would stand, in their order, within this height."""
    starts = [0.0]
    for tree in lane.trees:
        starts.append(starts[-1] + tree.height + BOX_GAP_PT)
    wanted = [wishes[id(tree)] - start for tree, start in zip(lane.trees, starts, strict=False)]
    shifts = spread(wanted, low=0.0, high=max(0.0, height - lane.height), gap=0.0)
    for tree, start, shift in zip(lane.trees, starts, shifts, strict=False):
        tree.top = start + shift


def _lefts(lanes: Sequence[_Lane]) -> Iterator[tuple[float, float]]:
    """Where each column begins, and its width."""
    x = float(CHANNEL_WIDTH_PT)
    for lane in lanes:
        yield x, lane.width
        x += lane.width + CHANNEL_WIDTH_PT


def _add_headings(plan: SwimlanePlan, lanes: Sequence[_Lane], columns: Sequence[PositionColumn]) -> None:
    """A heading over the columns of each position, under a bar of its colour."""
    places = list(_lefts(lanes))
    plan.width = sum(places[-1]) + CHANNEL_WIDTH_PT if places else CHANNEL_WIDTH_PT
    for number, column in enumerate(columns):
        own = [place for place, lane in zip(places, lanes, strict=True) if lane.column == number]
        if own:
            left, width = own[0][0], sum(own[-1]) - own[0][0]
            heading = LaneHeading.fit_to_words(
                f"lane/position-{number + 1}/faction",
                column.words,
                left,
                HEADING_MARGIN_PT + _BAR_HEIGHT_PT,
                width,
                emphasized=True,
                colour=column.colour,
            )
            plan.headings.append(heading)
    plan.head_height = max((h.rect.bottom for h in plan.headings), default=0.0) + HEADING_MARGIN_PT


def _column_lines(lanes: Sequence[_Lane], height: float) -> Iterator[GuideLine]:
    """A line between the columns of different positions."""
    for (lane, other), (_, (left, _)) in zip(pairwise(lanes), pairwise(_lefts(lanes)), strict=True):
        if lane.column != other.column:
            x = left - CHANNEL_WIDTH_PT / 2
            yield GuideLine(x, 0, x, height)


def _add_tree(
    plan: SwimlanePlan,
    tree: _Tree,
    left: float,
    width: float,
    top: float,
    parents: Mapping[str, tuple[str, str]],
) -> None:
    for item, depth, y in tree.places():
        rect = Rect(left + INDENT_PT * depth, top + tree.top + y, item.width, item.height)
        plan.rects[item.name] = rect
        plan.cells[item.name] = rect._replace(left=left, width=width)
        if depth:
            parent, edge = parents[item.name]
            above, middle = plan.rects[parent], rect.top + rect.height / 2
            x = above.left + _TRUNK_PT
            plan.trunks[edge] = [(rect.left, middle), (x, middle), (x, above.bottom)]


def _add_strip(plan: SwimlanePlan, number: int, column: PositionColumn, items: Sequence[LaneItem]) -> None:
    """The boxes of no position under a heading, in the columns of the map as far as there are any."""
    if not items:
        return
    plan.guide_lines.append(GuideLine(0, plan.height, plan.width, plan.height))
    cells = sorted({(rect.left, rect.width) for rect in plan.cells.values()})
    widest = max(item.width for item in items)
    cells = [cell for cell in cells if cell[1] >= widest] or [(float(CHANNEL_WIDTH_PT), widest)]
    if not any(rect.left == cells[0][0] for rect in plan.cells.values()):
        count = max(1, round(math.sqrt(2 * len(items))))
        cells = [(CHANNEL_WIDTH_PT + n * (widest + CHANNEL_WIDTH_PT), widest) for n in range(count)]
    heading = LaneHeading.fit_to_words(
        f"strip/position-{number + 1}",
        column.words,
        cells[0][0],
        plan.height + HEADING_MARGIN_PT,
        cells[0][1],
        True,
    )
    plan.headings.append(heading)
    y = heading.rect.bottom + HEADING_MARGIN_PT
    for start in range(0, len(items), len(cells)):
        row = items[start : start + len(cells)]
        for item, (left, width) in zip(row, cells, strict=False):
            plan.rects[item.name] = Rect(left, y, item.width, item.height)
            plan.cells[item.name] = Rect(left, y, width, item.height)
            plan.width = max(plan.width, left + width + CHANNEL_WIDTH_PT)
        y += max(item.height for item in row) + BOX_GAP_PT
    plan.height = y - BOX_GAP_PT + LANE_MARGIN_PT
