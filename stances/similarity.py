"""Which participants went the same way: how far two courses agree, and an order in which like stands beside like.

The measure is plain, so that it can be told in one sentence and checked by hand: of the columns in which both hold a position,
the share in which it is the same one. Where a column has several positions of somebody, it counts by how many of all of them
both have. Silence agrees with nobody. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

Course = Sequence[AbstractSet[int | None]]
"""The positions held in each column, from the first to the last; none where there is no evidence."""


def agreement(one: Course, other: Course) -> tuple[float, int]:
    """The share of agreement from 0 to 1, and the number of columns that it rests on."""
    shared = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    if not shared:
        return 0.0, 0
    return sum(len(a & b) / len(a | b) for a, b in shared) / len(shared), len(shared)


def by_agreement(courses: Sequence[Course]) -> list[int]:
    """The courses, by their numbers, as a chain: the two that agree most, then at either end whoever agrees most with it.

    Of equal shares the one that rests on more columns counts more, then the order given. The empty come last.
    """
    waiting = [i for i, course in enumerate(courses) if any(course)]
    empty = [i for i, course in enumerate(courses) if not any(course)]
    if len(waiting) < 2:
        return waiting + empty
    pairs = [(a, b) for a in waiting for b in waiting if a < b]
    first, second = max(pairs, key=lambda pair: agreement(courses[pair[0]], courses[pair[1]]))
    chain = [first, second]
    waiting = [i for i in waiting if i not in chain]
    while waiting:
        above = max(waiting, key=lambda i: agreement(courses[i], courses[chain[0]]))
        below = max(waiting, key=lambda i: agreement(courses[i], courses[chain[-1]]))
        if agreement(courses[below], courses[chain[-1]]) >= agreement(courses[above], courses[chain[0]]):
            chain.append(below)
            waiting.remove(below)
        else:
            chain.insert(0, above)
            waiting.remove(above)
    return chain + empty
