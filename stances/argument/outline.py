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

MAX_DEPTH = 12
"""How deep lists are nested; what lies deeper begins a list of its own."""

_KINDS = list(LinkKind)


class ExpandedWhere(StrEnum):
    """Where what is said to a claim can be read."""

    HERE = "here"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class OutlineLine:
    """One claim of an outline; `link` joins it to the line that it stands under, and a line at depth 0 has none."""

    depth: int
    claim: Claim
    link: Link | None
    expanded: ExpandedWhere = ExpandedWhere.HERE


@dataclass(frozen=True)
class OutlineEntry:
    """A line with those under it, which are as deep as the lists of a page."""

    line: OutlineLine
    children: tuple[OutlineEntry, ...]

    @property
    def link_counts(self) -> tuple[tuple[LinkKind, int], ...]:
        """How many of each kind of link stand under it, kinds that do not occur left out."""
        kinds = [entry.line.link.kind for entry in self.children if entry.line.link]
        return tuple((kind, kinds.count(kind)) for kind in _KINDS if kind in kinds)


def build_outline(graph: Graph) -> list[OutlineLine]:
    """The outline from top to bottom, conclusions first; those and what stands under each by kind in order of time."""
    outline: list[OutlineLine] = []
    unfolded: set[str] = set()
    for claim in _starting_claims(graph):
        if claim.slug not in unfolded:
            outline.extend(_expand(graph, claim, unfolded))
    return outline


def _starting_claims(graph: Graph) -> Iterator[Claim]:
    """Conclusions, which lead to nothing; then all others, for rings that no conclusion ends; unlinked claims last."""
    joined = [
        claim for slug, claim in graph.claims.items() if slug in graph.links_to or slug in graph.links_from
    ]
    yield from (claim for claim in joined if claim.slug not in graph.links_from)
    yield from joined
    yield from graph.claims.values()


def _expand(graph: Graph, first: Claim, unfolded: set[str]) -> Iterator[OutlineLine]:
    waiting: list[tuple[int, Claim, Link | None]] = [(0, first, None)]
    while waiting:
        depth, claim, link = waiting.pop()
        where = _find_expansion(graph, claim, depth, unfolded)
        yield OutlineLine(depth, claim, link, where)
        answers = list(graph.links_to.get(link.slug, ())) if link else []
        if where is ExpandedWhere.HERE:
            unfolded.add(claim.slug)
            answers += graph.links_to.get(claim.slug, ())
        in_order = sorted(answers, key=lambda answer: _KINDS.index(answer.kind))
        waiting.extend((depth + 1, graph.claims[a.source], a) for a in reversed(in_order))


def _find_expansion(graph: Graph, claim: Claim, depth: int, unfolded: set[str]) -> ExpandedWhere:
    if claim.slug in unfolded:
        return ExpandedWhere.ABOVE
    deep = depth >= MAX_DEPTH and claim.slug in graph.links_to
    return ExpandedWhere.BELOW if deep else ExpandedWhere.HERE


def nest_lines(lines: list[OutlineLine]) -> tuple[OutlineEntry, ...]:
    """The lines as a tree, whose roots are the lines at depth 0; read from the last, so that what is under each is known."""
    under: list[list[OutlineEntry]] = [[]]
    for line in reversed(lines):
        while len(under) < line.depth + 2:
            under.append([])
        entry = OutlineEntry(line, tuple(reversed(under.pop())))
        under[line.depth].append(entry)
    return tuple(reversed(under[0]))
