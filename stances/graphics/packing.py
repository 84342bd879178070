"""Place things without overlaps: intervals in lanes, labels along a line, rectangles on a sheet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


def pack_lanes(intervals: Iterable[tuple[float, float]], *, gap: float) -> list[int]:
    """The lowest free lane for each interval, counted from 0, in the order given.

    Intervals in one lane are at least `gap` apart, or overlap by at most `-gap`. If they are sorted by their start, the
    number of lanes is the smallest possible.
    """
    ends: list[float] = []
    lanes = []
    for start, end in intervals:
        lane = next((number for number, last in enumerate(ends) if last <= start - gap), len(ends))
        ends[lane : lane + 1] = [end]
        lanes.append(lane)
    return lanes


def spread(
    wanted: Sequence[float], *, low: float, high: float, gap: float, forward: bool = False
) -> list[float]:
    """Places near the wanted ones: in the same order, at least `gap` apart, and from `low` to `high`.

    Places that would collide are spread around the mean of the wanted ones or, with `forward`, placed after the first of
    them. If there is not enough room, the last places exceed `high`.
    """
    places = _push_apart(wanted, gap) if forward else _cluster(wanted, gap)
    limit = high
    for number in reversed(range(len(places))):
        places[number] = min(places[number], limit)
        limit = places[number] - gap
    return [max(place, low + number * gap) for number, place in enumerate(places)]


def _push_apart(wanted: Sequence[float], gap: float) -> list[float]:
    """Each at its wanted place or, if that is too close, `gap` after the previous one."""
    places: list[float] = []
    for want in wanted:
        places.append(max(want, places[-1] + gap) if places else want)
    return places


def _cluster(wanted: Sequence[float], gap: float) -> list[float]:
    """Place neighbours that would collide in clusters, each around the mean of its wanted places.

    This is isotonic regression (pool adjacent violators) of each wanted place minus the gaps before it.
    """
    clusters: list[tuple[float, int]] = []  # sum of the places wanted for its first member; size
    for place in wanted:
        total, count = place, 1
        while clusters and clusters[-1][0] / clusters[-1][1] + clusters[-1][1] * gap > total / count:
            before, size = clusters.pop()
            total, count = before + total - count * size * gap, size + count
        clusters.append((total, count))
    return [total / count + number * gap for total, count in clusters for number in range(count)]


Size = tuple[float, float]
_WIDTHS_TRIED = (0.85, 0.92, 1.0, 1.05, 1.1, 1.15, 1.2, 1.3, 1.4, 1.55)
"""Widths of a sheet that are tried, as shares of that whose area all rectangles would fill."""


def pack_rectangles(
    sizes: Sequence[Size], ratio: float, gap: float
) -> tuple[list[tuple[float, float]], Size]:
    """Upper left corners of rectangles that are `gap` apart, and the size of the whole, as large as a sheet of this ratio can
    show it. Each is put as high as it can be, the highest first (the skyline heuristic).
    """
    if len(sizes) < 2:
        return [(0.0, 0.0)] * len(sizes), sizes[0] if sizes else (0.0, 0.0)
    area = sum((width + gap) * (height + gap) for width, height in sizes)
    widest = max(width for width, _ in sizes)
    widths = sorted({max(widest, math.sqrt(area * ratio) * share) for share in _WIDTHS_TRIED} | {widest})
    orders = (
        sorted(range(len(sizes)), key=lambda number: (-sizes[number][1], -sizes[number][0], number)),
        sorted(range(len(sizes)), key=lambda number: (-sizes[number][0] * sizes[number][1], number)),
    )
    tries = (_pack_skyline(sizes, order, width, gap) for order in orders for width in widths)
    return min(tries, key=lambda found: max(found[1][0], found[1][1] * ratio))


def _pack_skyline(
    sizes: Sequence[Size], order: Sequence[int], max_width: float, gap: float
) -> tuple[list[tuple[float, float]], Size]:
    """Corners in a strip of this width, in this order."""
    skyline = [(0.0, max_width + gap, 0.0)]  # left, right and height of each step
    places = [(0.0, 0.0)] * len(sizes)
    for number in order:
        width, height = sizes[number][0] + gap, sizes[number][1] + gap
        top, left = _lowest_place(skyline, width, max_width + gap)
        places[number] = left, top
        skyline = _raise(skyline, left, left + width, top + height)
    right = max(left + sizes[number][0] for number, (left, _) in enumerate(places))
    bottom = max(top + sizes[number][1] for number, (_, top) in enumerate(places))
    return places, (right, bottom)


_Skyline = list[tuple[float, float, float]]


def _lowest_place(skyline: _Skyline, width: float, max_right: float) -> tuple[float, float]:
    """The least height at which something of this width can stand, and where."""
    best = math.inf, 0.0
    for number, (left, *_) in enumerate(skyline):
        right = left + width
        if right > max_right + 1e-6:
            break
        height = 0.0
        for start, end, top in skyline[number:]:
            if start >= right - 1e-6:
                break
            if top > height and end > left + 1e-6:
                height = top
        if height < best[0]:
            best = height, left
    return best


def _raise(skyline: _Skyline, left: float, right: float, top: float) -> _Skyline:
    """The skyline after something was put on it."""
    steps: _Skyline = []
    rest: _Skyline = []
    for step in skyline:
        start, end, height = step
        if start < left:
            steps.append(step if end <= left else (start, left, height))
        if end > right:
            rest.append(step if start >= right else (right, end, height))
    return [*steps, (left, right, top), *rest]
