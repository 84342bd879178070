"""A map's graph as nested text: each conclusion, and under it what supports, rebuts and undercuts it.

A claim is expanded once, where it first occurs; elsewhere it is only referred to, so that cycles end. A link stands
under its target, each of its premises on a line; an undercut stands under the line whose link it denies, and a link between
contraries under the one that is expanded first. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from stances.argument.graph import Graph
from stances.record.entries import Claim, Link
from stances.record.vocabulary import LinkKind

MAX_DEPTH = 12
"""How deep lists are nested; a claim with answers at this depth is expanded further below, at depth 0."""

_KINDS = list(LinkKind)


class ExpandedWhere(StrEnum):
    """Where the answers to a claim are listed, seen from one of its lines."""

    HERE = "here"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class OutlineLine:
    """One claim of an outline; `link` joins it to the line that it stands under, None at depth 0."""

    depth: int
    claim: Claim
    link: Link | None
    expanded: ExpandedWhere = ExpandedWhere.HERE

    @property
    def is_co_premise(self) -> bool:
        """Whether the link starts at the claim of a line above, and at this one only together with that."""
        return self.link is not None and self.claim.slug in self.link.with_


@dataclass(frozen=True)
class OutlineEntry:
    """A line with the entries under it."""

    line: OutlineLine
    children: tuple[OutlineEntry, ...]

    @property
    def link_counts(self) -> tuple[tuple[LinkKind, int], ...]:
        """The number of links of each kind directly under it; kinds that do not occur are left out."""
        links = {entry.line.link.slug: entry.line.link for entry in self.children if entry.line.link}
        kinds = [link.kind for link in links.values()]
        return tuple((kind, kinds.count(kind)) for kind in _KINDS if kind in kinds)


def build_outline(graph: Graph) -> list[OutlineLine]:
    """Build the outline from top to bottom: conclusions first; under each claim, links by kind, then in order of time."""
    outline: list[OutlineLine] = []
    expanded_slugs: set[str] = set()
    contraries: set[str] = set()
    for claim in _starting_claims(graph):
        if claim.slug not in expanded_slugs:
            outline.extend(_expand(graph, claim, expanded_slugs, contraries))
    return outline


def _starting_claims(graph: Graph) -> Iterator[Claim]:
    """Conclusions, which lead to nothing; then all linked claims, for cycles without a conclusion; unlinked claims last."""
    linked = [
        claim for slug, claim in graph.claims.items() if slug in graph.links_to or slug in graph.links_from
    ]
    yield from (claim for claim in linked if claim.slug not in graph.links_from)
    yield from linked
    yield from graph.claims.values()


def _expand(
    graph: Graph, first: Claim, expanded_slugs: set[str], contraries: set[str]
) -> Iterator[OutlineLine]:
    """The lines of a claim and of all under it; what has been expanded, and which links between contraries stand, is noted."""
    waiting: list[tuple[int, Claim, Link | None]] = [(0, first, None)]
    while waiting:
        depth, claim, link = waiting.pop()
        where = _find_expansion(graph, claim, depth, expanded_slugs)
        yield OutlineLine(depth, claim, link, where)
        answers = list(graph.links_to.get(link.slug, ())) if link and claim.slug not in link.with_ else []
        if where is ExpandedWhere.HERE:
            expanded_slugs.add(claim.slug)
            answers += graph.links_to.get(claim.slug, ())
            answers += (own for own in graph.links_from.get(claim.slug, ()) if own.mutual)
        new = [answer for answer in answers if answer.slug not in contraries]
        contraries.update(answer.slug for answer in new if answer.mutual)
        in_order = sorted(new, key=lambda answer: _KINDS.index(answer.kind))
        lines = [(depth + 1, graph.claims[slug], a) for a in in_order for slug in _starts(a, claim)]
        waiting.extend(reversed(lines))


def _starts(link: Link, claim: Claim) -> tuple[str, ...]:
    """The claims that stand under one because of a link: its premises or, under one of these, what is contrary to them."""
    return (link.target,) if link.mutual and claim.slug in link.premises else link.premises


def _find_expansion(graph: Graph, claim: Claim, depth: int, expanded_slugs: set[str]) -> ExpandedWhere:
    if claim.slug in expanded_slugs:
        return ExpandedWhere.ABOVE
    deep = depth >= MAX_DEPTH and claim.slug in graph.links_to
    return ExpandedWhere.BELOW if deep else ExpandedWhere.HERE


def nest_lines(lines: list[OutlineLine]) -> tuple[OutlineEntry, ...]:
    """Return the lines as a tree, whose roots are the lines at depth 0."""
    entries_by_depth: list[list[OutlineEntry]] = [[]]
    for line in reversed(lines):  # from the last, so that the entries under each line are complete
        while len(entries_by_depth) < line.depth + 2:
            entries_by_depth.append([])
        entry = OutlineEntry(line, tuple(reversed(entries_by_depth.pop())))
        entries_by_depth[line.depth].append(entry)
    return tuple(reversed(entries_by_depth[0]))
