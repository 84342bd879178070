"""Put parallel stretches of edges side by side in a channel, so that few edges cross and none lies on another.

A channel runs between columns, where stretches are vertical, or between rows, where they are horizontal. “Back” is left in the
one and up in the other, “ahead” right or down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Interval = tuple[float, float]

TRACK_GAP_PT = 6
"""Preferred distance of parallel lines."""
_NEAR_PT = 4.5
"""Exits as near as this to each other, or to the end of a stretch, are seen as one."""
_TOUCH_COST, _SHARED_COST = 0.3, 2.0
"""The cost of an exit that meets the end of another stretch, and of two that run on each other, in crossings."""
_MAX_PASSES, _MAX_PAIRS_TRIED = 6, 90_000
"""Stretches are put in anew so often that passes × pairs stay below the second."""


class TrackSegment:
    """A stretch along a channel, at `place` across it; `back` and `ahead` are where its edge goes on to that side.

    `sides` say where it goes on at each of its `ends`: -1 back, 1 ahead, 0 nowhere.
    """

    __slots__ = ("ahead", "back", "high", "low", "place")

    def __init__(self, ends: Interval, sides: tuple[int, int]) -> None:
        self.low, self.high = min(ends), max(ends)
        self.back = [at for at, side in zip(ends, sides, strict=True) if side < 0]
        self.ahead = [at for at, side in zip(ends, sides, strict=True) if side > 0]
        self.place = 0.0

    def branch(self, at: float) -> None:
        """Let the stretch go on ahead at one more place, for edges that share it."""
        self.low, self.high = min(self.low, at), max(self.high, at)
        self.ahead.append(at)

    def overlaps(self, other: TrackSegment) -> bool:
        return self.low - TRACK_GAP_PT < other.high and other.low - TRACK_GAP_PT < self.high

    def count_crossings(self, other: TrackSegment) -> int:
        """Number of crossings of the two edges if this stretch lies back of the other."""
        crossings = 0
        for at in self.ahead:
            crossings += other.low < at < other.high
        for at in other.back:
            crossings += self.low < at < self.high
        return crossings

    def cost_before(self, other: TrackSegment) -> float:
        """What it costs that this stretch lies back of the other: crossings, and exits that can't be told apart."""
        cost = 0.0
        for at in self.ahead:
            if other.low - _NEAR_PT <= at <= other.high + _NEAR_PT:
                cost += 1 if other.low + _NEAR_PT < at < other.high - _NEAR_PT else _TOUCH_COST
                cost += _SHARED_COST * any(abs(at - end) < _NEAR_PT for end in other.back)
        for at in other.back:
            if self.low - _NEAR_PT <= at <= self.high + _NEAR_PT:
                cost += 1 if self.low + _NEAR_PT < at < self.high - _NEAR_PT else _TOUCH_COST
        return cost


def assign_tracks(segments: Iterable[TrackSegment], low: float, high: float) -> int:
    """Set the place of each stretch of a channel so that few cross; return the largest number of them side by side.

    Each is put where it costs least, the shortest first, and then again until nothing improves.
    """
    order: list[TrackSegment] = []
    for segment in sorted(segments, key=lambda segment: (segment.high - segment.low, segment.low)):
        _insert(segment, order)
    for _ in range(min(_MAX_PASSES, _MAX_PAIRS_TRIED // len(order) ** 2) if len(order) > 1 else 0):
        before = list(order)
        for segment in before:
            order.remove(segment)
            _insert(segment, order)
        if order == before:
            break
    levels = _count_levels(order), _count_levels(order[::-1])[::-1]
    for segment, back, ahead in zip(order, *levels, strict=True):
        segment.place = low + (high - low) * (back + 1) / (back + ahead + 2)
    return max(map(sum, zip(*levels, strict=True)), default=-1) + 1


def _insert(segment: TrackSegment, order: list[TrackSegment]) -> None:
    """Put a stretch where it costs least among the others."""
    near = [other.overlaps(segment) for other in order]
    cost = best = sum(
        segment.cost_before(other) for other, is_near in zip(order, near, strict=True) if is_near
    )
    best_index = 0
    for number, other in enumerate(order, 1):
        if near[number - 1]:
            cost += other.cost_before(segment) - segment.cost_before(other)
        if cost < best - 1e-9:
            best, best_index = cost, number
    order.insert(best_index, segment)


def _count_levels(order: Sequence[TrackSegment]) -> list[int]:
    """The level of each stretch: how many overlapping ones lie back of it."""
    levels: list[int] = []
    for number, segment in enumerate(order):
        levels.append(max((levels[at] + 1 for at in range(number) if segment.overlaps(order[at])), default=0))
    return levels
