"""Where things go on a line without lying over each other: in lanes beside it, or moved along it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def pack_lanes(intervals: Iterable[tuple[float, float]], *, gap: float) -> list[int]:
    """The lowest free lane for each interval, counted from 0, in the order given.

    Two of one lane lie at least `gap` apart; they may overlap by as much where it is below 0. Intervals that come in the
    order in which they begin need as few lanes as can be.
    """
    ends: list[float] = []
    found = []
    for start, end in intervals:
        lane = next((number for number, last in enumerate(ends) if last <= start - gap), len(ends))
        ends[lane : lane + 1] = [end]
        found.append(lane)
    return found


def spread(
    wanted: Sequence[float], *, low: float, high: float, gap: float, forward: bool = False
) -> list[float]:
    """Places near the wanted ones: in the same order, at least `gap` apart, and within the bounds.

    Those that would collide stand around the mean of what they want or, with `forward`, after the first of them. Where
    the bounds are too close for all, the last ones lie beyond `high`.
    """
    places = _push_apart(wanted, gap) if forward else _cluster(wanted, gap)
    limit = high
    for number in reversed(range(len(places))):
        places[number] = min(places[number], limit)
        limit = places[number] - gap
    return [max(place, low + number * gap) for number, place in enumerate(places)]


def _push_apart(wanted: Sequence[float], gap: float) -> list[float]:
    """Each at its wanted place, or else as soon after the one before as the gap allows."""
    places: list[float] = []
    for want in wanted:
        places.append(max(want, places[-1] + gap) if places else want)
    return places


def _cluster(wanted: Sequence[float], gap: float) -> list[float]:
    """Neighbours that would collide joined in clusters, each around the mean of what its members want.

    This is isotonic regression by pooling adjacent violators, of the wanted places less their share of gaps.
    """
    clusters: list[tuple[float, int]] = []  # what the members want for their first, summed; their number
    for place in wanted:
        total, count = place, 1
        while clusters and clusters[-1][0] / clusters[-1][1] + clusters[-1][1] * gap > total / count:
            before, size = clusters.pop()
            total, count = before + total - count * size * gap, size + count
        clusters.append((total, count))
    return [total / count + number * gap for total, count in clusters for number in range(count)]
