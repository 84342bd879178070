"""A map's graph as nested text: each conclusion, and under it what supports, rebuts and undercuts it.

A claim is unfolded once, where it is first met; elsewhere it is only referred to, so that claims that support each other
in a ring come to an end. A link stands under what it points at: under its target, or, an undercut, under the link that
it denies. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from stances.argument.graph import Graph
from stances.record.entries import Claim, Link
from stances.record.vocabulary import LinkKind

MOST_DEPTH = 12
"""How deep lists are nested; what lies deeper begins a list of its own."""

_KINDS = list(LinkKind)


class Unfolded(StrEnum):
    """Where what is said to a claim can be read."""

    HERE = "here"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class Line:
    """One claim of an outline; `link` joins it to the line that it stands under, and a line at depth 0 has none."""

    depth: int
    claim: Claim
    link: Link | None
    unfolded: Unfolded = Unfolded.HERE


@dataclass(frozen=True)
class Entry:
    """A line with those under it, which are as deep as the lists of a page."""

    line: Line
    under: tuple[Entry, ...]

    @property
    def kinds(self) -> tuple[tuple[LinkKind, int], ...]:
        """How many of each kind of link stand under it, kinds that do not occur left out."""
        found = [entry.line.link.kind for entry in self.under if entry.line.link]
        return tuple((kind, found.count(kind)) for kind in _KINDS if kind in found)


def lines(graph: Graph) -> list[Line]:
    """The outline from top to bottom, conclusions first; those and what stands under each by kind in order of time."""
    found: list[Line] = []
    unfolded: set[str] = set()
    for claim in _beginnings(graph):
        if claim.slug not in unfolded:
            found.extend(_under(graph, claim, unfolded))
    return found


def _beginnings(graph: Graph) -> Iterator[Claim]:
    """Conclusions, which lead to nothing; then all others, for rings that no conclusion ends; unlinked claims last."""
    joined = [
        claim for slug, claim in graph.claims.items() if slug in graph.links_to or slug in graph.links_from
    ]
    yield from (claim for claim in joined if claim.slug not in graph.links_from)
    yield from joined
    yield from graph.claims.values()


def _under(graph: Graph, first: Claim, unfolded: set[str]) -> Iterator[Line]:
    waiting: list[tuple[int, Claim, Link | None]] = [(0, first, None)]
    while waiting:
        depth, claim, link = waiting.pop()
        where = _where(graph, claim, depth, unfolded)
        yield Line(depth, claim, link, where)
        answers = list(graph.links_to.get(link.slug, ())) if link else []
        if where is Unfolded.HERE:
            unfolded.add(claim.slug)
            answers += graph.links_to.get(claim.slug, ())
        in_order = sorted(answers, key=lambda answer: _KINDS.index(answer.kind))
        waiting.extend((depth + 1, graph.claims[a.source], a) for a in reversed(in_order))


def _where(graph: Graph, claim: Claim, depth: int, unfolded: set[str]) -> Unfolded:
    if claim.slug in unfolded:
        return Unfolded.ABOVE
    deep = depth >= MOST_DEPTH and claim.slug in graph.links_to
    return Unfolded.BELOW if deep else Unfolded.HERE


def nested(found: list[Line]) -> tuple[Entry, ...]:
    """The lines as a tree, whose roots are the lines at depth 0; read from the last, so that what is under each is known."""
    under: list[list[Entry]] = [[]]
    for line in reversed(found):
        while len(under) < line.depth + 2:
            under.append([])
        entry = Entry(line, tuple(reversed(under.pop())))
        under[line.depth].append(entry)
    return tuple(reversed(under[0]))
