"""Claims and links as a graph: of the whole debate, a dispute, a participant or a claim, and what answers what.

A link joins two claims or, if it undercuts, a claim and a link. An attack is answered by rebutting the claim that makes
it, or by undercutting it. Pure: knows neither tables nor drawings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from stances.cache import cached_property
from stances.record.commitments import find_holders
from stances.record.entries import Claim, Dispute, Link, Participant
from stances.record.ordering import sort_claims
from stances.record.record import Record, find_joined_claims
from stances.record.selection import require_entry
from stances.record.vocabulary import LinkKind

_ATTACKS = (LinkKind.REBUTS, LinkKind.UNDERCUTS)


def joining_line(arrow: str, premise: str) -> str:
    """The name of the line by which another premise meets an arrow; no slug contains a slash."""
    return f"{arrow}/with/{premise}"


class FarEnd(NamedTuple):
    """An end of a link that is on another page, and the line that leads there."""

    line: str
    link: Link
    slug: str


@dataclass(frozen=True)
class Graph:
    """Some of a record's claims, in order of time, and links among them.

    Both ends of every link are here; where an undercut's target is a link, so is that link. `context` names claims
    that were not asked for and are here because a link joins them to one that was. `focus` is the claim in the middle.
    On one page of a divided map, `far_end_words` describes, by slug, link ends that are on other pages; at least one end
    of such a link is in this graph. `far_end_places` has the short name of each such end and its page.
    """

    claims: Mapping[str, Claim]
    links: Mapping[str, Link]
    context: frozenset[str] = frozenset()
    focus: str | None = None
    far_end_words: Mapping[str, str] = field(default_factory=dict)
    far_end_places: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def without_cut_links(self) -> Graph:
        """The graph without the links whose arrows lead to other pages."""
        if not self.far_end_words:
            return self
        here = {
            k.slug: k for k in self.links.values() if not {self.lead(k), k.target} & self.far_end_words.keys()
        }
        return replace(self, links=_drop_dangling_links(here, self.claims), far_end_words={})

    @property
    def without_far_ends(self) -> Graph:
        """The graph of the links that have no end on another page, and lead to no link that has one."""
        here = {slug: link for slug, link in self.links.items() if not self.far_ends(link)}
        return replace(self, links=_drop_dangling_links(here, self.claims), far_end_words={})

    @cached_property
    def links_from(self) -> Mapping[str, tuple[Link, ...]]:
        """Links by the slug of each claim that they start from."""
        return _group_links((slug, link) for link in self.links.values() for slug in link.premises)

    @cached_property
    def links_to(self) -> Mapping[str, tuple[Link, ...]]:
        """Links by the slug of their target, a claim or a link."""
        return _group_links((link.target, link) for link in self.links.values())

    def far_ends(self, link: Link) -> tuple[str, ...]:
        """The slugs of the ends of a link that are on other pages."""
        return tuple(end for end in (*link.premises, link.target) if end in self.far_end_words)

    def lead(self, link: Link) -> str:
        """The premise from which a link's arrow leads: the first that is on this page, or else its source."""
        return next((slug for slug in link.premises if slug not in self.far_end_words), link.source)

    def joining_lines(self, link: Link) -> Mapping[str, str]:
        """The lines by which its other premises meet a link's arrow: the premise of each, by the line's name."""
        if not link.with_:
            return {}
        lead = self.lead(link)
        return {joining_line(link.slug, slug): slug for slug in link.premises if slug != lead}

    @cached_property
    def joined_lines(self) -> Mapping[str, tuple[str, str]]:
        """What each such line joins, by its name: a claim, or a stub in place of one elsewhere, and the link."""
        return {
            line: (f"{line}/stub" if slug in self.far_end_words else slug, link.slug)
            for link in self.links.values()
            for line, slug in self.joining_lines(link).items()
        }

    def _cut_lines(self, link: Link) -> Iterator[tuple[str, str]]:
        """The lines of a link that lead to another page, with the end that is there."""
        lead = self.lead(link)
        far = (end for end in (lead, link.target) if end in self.far_end_words)
        yield from ((link.slug, end) for end in far)
        lines = self.joining_lines(link).items()
        yield from ((line, slug) for line, slug in lines if slug in self.far_end_words)

    @cached_property
    def stub_groups(self) -> Mapping[str, tuple[FarEnd, ...]]:
        """Lines to other pages, grouped where only their far ends differ, so that they can share an arrow; by the first line."""
        groups: dict[tuple[str, ...], list[FarEnd]] = defaultdict(list)
        for link in self.links.values():
            for line, far in self._cut_lines(link):
                ends = (link.source, "") if far == link.target else ("", link.target)
                alone = line if link.with_ or link.slug in self.undercut_links else ""
                groups[*ends, link.kind, link.attribution, str(link.mutual), alone].append(
                    FarEnd(line, link, far)
                )
        return {ends[0].line: tuple(ends) for ends in groups.values()}

    @cached_property
    def merged_stub_links(self) -> frozenset[str]:
        """The links that share another link's arrow to a stub instead of having their own."""
        return frozenset(end.link.slug for ends in self.stub_groups.values() for end in ends[1:])

    def arrow_ends(self, link: Link) -> tuple[str, str]:
        """What a link's arrow joins on this page: slugs of claims or links, with a stub in place of an end elsewhere."""
        stub = f"{link.slug}/stub"
        ends = (self.lead(link), link.target)
        source, target = (stub if end in self.far_end_words else end for end in ends)
        return source, target

    @cached_property
    def undercut_links(self) -> frozenset[str]:
        """The links that another link undercuts."""
        return frozenset(link.target for link in self.links.values() if link.target in self.links)


@dataclass(frozen=True)
class ArgumentStep:
    """One claim in an argument line: its link to the step above, and whether the line has shown it already."""

    depth: int
    claim: Claim
    link: Link | None
    already_shown: bool = False


def _group_links(pairs: Iterable[tuple[str, Link]]) -> Mapping[str, tuple[Link, ...]]:
    groups: dict[str, list[Link]] = defaultdict(list)
    for key, link in pairs:
        groups[key].append(link)
    return {key: tuple(links) for key, links in groups.items()}


def _drop_dangling_links(links: Mapping[str, Link], claims: Collection[str]) -> Mapping[str, Link]:
    """The links without those whose target is missing, directly or through other links."""
    remaining = {slug: link for slug, link in links.items() if link.target in claims or link.target in links}
    return remaining if len(remaining) == len(links) else _drop_dangling_links(remaining, claims)


def drop_unlinked(graph: Graph) -> Graph:
    """The graph without the claims that no link joins."""
    joined = frozenset().union(
        *(find_joined_claims(graph.claims, graph.links, link) for link in graph.links.values())
    )
    return replace(graph, claims={slug: claim for slug, claim in graph.claims.items() if slug in joined})


def _add_undercut_links(record: Record, slugs: Iterable[str]) -> set[str]:
    """These links and the links that they undercut, and so on."""
    selected: set[str] = set()
    for slug in slugs:
        while slug in record.links and slug not in selected:
            selected.add(slug)
            slug = record.links[slug].target
    return selected


def _build_graph(
    record: Record,
    claims: Collection[str],
    links: Collection[str],
    context: Iterable[str] = (),
    focus: str | None = None,
) -> Graph:
    return Graph(
        claims={c.slug: c for c in sort_claims(record, (record.claims[slug] for slug in claims))},
        links={slug: link for slug, link in record.links.items() if slug in links},
        context=frozenset(context),
        focus=focus,
    )


def _build_with_neighbours(record: Record, core: frozenset[str]) -> Graph:
    """The claims of the core, every link that touches one of them, and the other ends of these links as context."""
    ends = record.joined_claims_of_link
    links = _add_undercut_links(record, (slug for slug, joined in ends.items() if joined & core))
    claims = core.union(*(ends[slug] for slug in links))
    return _build_graph(record, claims, links, context=claims - core)


def _build_without_context(record: Record, core: frozenset[str]) -> Graph:
    """The claims of the core and the links that join no others."""
    return _build_graph(
        record, core, {slug for slug, joined in record.joined_claims_of_link.items() if joined <= core}
    )


def build_whole_graph(record: Record) -> Graph:
    """Build the graph of every claim, and every link whose ends exist."""
    return _build_graph(record, record.claims, record.joined_claims_of_link.keys())


def build_dispute_graph(record: Record, slug: str, context: bool = True) -> Graph:
    """Build the graph of a dispute, claims that only touch it included; linked claims of others are its context.

    Raises NotFoundError.
    """
    require_entry(record, Dispute, slug)
    core = frozenset(c.slug for c in record.claims_of_dispute.get(slug, ()))
    return _build_with_neighbours(record, core) if context else _build_without_context(record, core)


def build_participant_graph(record: Record, slug: str) -> Graph:
    """Build the graph of what a participant said, voiced, signed or endorsed; claims linked to that are context.

    Raises NotFoundError.
    """
    require_entry(record, Participant, slug)
    return _build_with_neighbours(
        record, frozenset(c.slug for c in record.claims.values() if slug in find_holders(c))
    )


def build_claim_graph(record: Record, slug: str, steps: int = 2) -> Graph:
    """Build the graph of the claims at most `steps` links away from one claim, its focus. Raises NotFoundError."""
    require_entry(record, Claim, slug)
    ends: dict[str, frozenset[str]] = {}
    reached: set[str] = set()
    frontier = {slug}
    for step in range(steps + 1):
        found = {
            k.slug: find_joined_claims(record.claims, record.links, k)
            for claim in frontier
            for k in _links_around(record, claim)
        }
        ends |= found
        reached |= frontier
        frontier = set().union(*found.values()) - reached if step < steps else set()
    return _build_graph(
        record, reached, {k for k, joined in ends.items() if joined and joined <= reached}, focus=slug
    )


def _links_around(record: Record, claim: str) -> Iterator[Link]:
    """The links that join a claim to others: its own, the undercuts of these, and so on."""
    waiting = [*record.links_from.get(claim, ()), *record.links_to.get(claim, ())]
    seen: set[str] = set()
    while waiting:
        link = waiting.pop()
        if link.slug not in seen:
            seen.add(link.slug)
            yield link
            waiting.extend(record.links_to.get(link.slug, ()))


def extract_subgraph(graph: Graph, claims: Collection[str], links: Collection[str]) -> Graph:
    """These claims of a graph, and those of these links whose ends are all among them, with the links they undercut."""
    link_slugs: set[str] = set()
    for slug in links:
        chain = [graph.links[slug]]
        while chain[-1].target in graph.links:
            chain.append(graph.links[chain[-1].target])
        if chain[-1].target in claims and all(p in claims for link in chain for p in link.premises):
            link_slugs.update(link.slug for link in chain)
    return Graph(
        {slug: claim for slug, claim in graph.claims.items() if slug in claims},
        {slug: link for slug, link in graph.links.items() if slug in link_slugs},
        graph.context & frozenset(claims),
        graph.focus if graph.focus in claims else None,
    )


def drop_unlinked_claims(graph: Graph) -> Graph:
    """The graph without the claims that no link joins to another."""
    ends = {end for link in graph.links.values() for end in (*link.premises, link.target)}
    return extract_subgraph(graph, ends & graph.claims.keys(), graph.links.keys())


def find_support_cycles(graph: Graph) -> list[tuple[str, ...]]:
    """Cycles of claims that support each other, each in order of support; cutting every one once leaves none."""
    supporters = {
        slug: {p for k in graph.links_to.get(slug, ()) if k.kind is LinkKind.SUPPORTS for p in k.premises}
        for slug in graph.claims
    }
    cycles: list[tuple[str, ...]] = []
    while True:
        try:
            TopologicalSorter(supporters).prepare()
        except CycleError as error:
            cycle: list[str] = error.args[1]
            cycles.append(tuple(cycle[:-1]))
            supporters[cycle[1]].discard(cycle[0])
        else:
            return cycles


def find_rebuttals(graph: Record | Graph, slug: str) -> list[Link]:
    """What rebuts a claim: rebuttals of it, and its own of what is contrary to it."""
    rebuttals = [link for link in graph.links_to.get(slug, ()) if link.kind is LinkKind.REBUTS]
    return rebuttals + [link for link in graph.links_from.get(slug, ()) if link.mutual]


def find_answers(graph: Record | Graph, link: Link) -> tuple[Link, ...]:
    """What is said against a link: rebuttals of any claim that it starts from, and undercuts of the link."""
    against_claims = {a.slug: a for slug in link.premises for a in find_rebuttals(graph, slug)}
    against_claims.pop(link.slug, None)
    return (*against_claims.values(), *graph.links_to.get(link.slug, ()))


def far_claim(link: Link, near: Collection[str]) -> str:
    """The claim from which a link leads to one of these; of contraries, the one that is not among them."""
    return link.target if link.mutual and link.target not in near else link.source


def trace_bearing(graph: Graph, slug: str) -> frozenset[str]:
    """A claim and all that bears on it, directly or not: the claims and links that lead to it or to such links."""
    bearing, waiting = {slug}, [slug]
    while waiting:
        end = waiting.pop()
        links = [*graph.links_to.get(end, ()), *(k for k in graph.links_from.get(end, ()) if k.mutual)]
        found = {one for link in links for one in (link.slug, *link.premises, link.target)} - bearing
        bearing |= found
        waiting += sorted(found)
    return frozenset(bearing)


def is_unanswered(graph: Record | Graph, link: Link) -> bool:
    """Whether a link is a rebuttal or undercut that nothing in the graph answers."""
    return link.kind in _ATTACKS and not find_answers(graph, link)


def find_unanswered_attacks(graph: Graph) -> list[Link]:
    """The rebuttals and undercuts that nothing in the graph answers."""
    return [link for link in graph.links.values() if is_unanswered(graph, link)]


def find_conclusions(graph: Graph) -> list[str]:
    """The claims to which links lead and from which none does, but to what is contrary to them."""
    leading = {slug for link in graph.links.values() if not link.mutual for slug in link.premises}
    met = {link.target for link in graph.links.values()}
    met |= {slug for link in graph.links.values() if link.mutual for slug in link.premises}
    return [slug for slug in graph.claims if slug in met - leading]


def trace_argument_line(graph: Record | Graph, slug: str) -> list[ArgumentStep]:
    """A claim, what rebuts it, what answers that, and so on: depth first, each claim expanded once."""
    steps = [ArgumentStep(0, graph.claims[slug], None)]
    waiting = [(1, link, far_claim(link, (slug,))) for link in reversed(find_rebuttals(graph, slug))]
    seen = {slug}
    while waiting:
        depth, link, claim = waiting.pop()
        already_seen = claim in seen
        steps.append(ArgumentStep(depth, graph.claims[claim], link, already_seen))
        seen.add(claim)
        if not already_seen:
            answers = [
                (depth + 1, answer, far_claim(answer, link.premises)) for answer in find_answers(graph, link)
            ]
            waiting.extend(reversed(answers))
    return steps
