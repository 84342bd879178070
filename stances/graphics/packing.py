"""Place intervals and labels along a line without overlaps: in lanes beside it, or shifted along it."""

from __future__ import annotations

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
