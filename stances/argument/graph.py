"""Claims and links as a graph: which of them a reader asked for, what rests on what, and who answers whom.

A link joins two claims or, when it undercuts, a claim and a link. A rebuttal is answered by rebutting the claim
that makes it or by denying that it follows. Pure: knows neither tables nor drawings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from stances.errors import NotFoundError
from stances.record.commitments import find_holders
from stances.record.entries import Claim, Link
from stances.record.record import Record
from stances.record.vocabulary import Kind, LinkKind

_ATTACKS = (LinkKind.REBUTS, LinkKind.UNDERCUTS)


@dataclass(frozen=True)
class Graph:
    """Some of a record's claims, in order of time, and links among them.

    Both ends of every link are here; where an undercut's target is a link, so is that link. `context` names claims
    that were not asked for and are here because a link joins them to one that was. `focus` is the claim in the middle.
    Of a part of a graph, `beyond` says in words what lies in the other parts at the far ends of links, by slug; then
    one end of a link, its source or its target, may be there instead of here.
    """

    claims: Mapping[str, Claim]
    links: Mapping[str, Link]
    context: frozenset[str] = frozenset()
    focus: str | None = None
    far_end_words: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def without_cut_links(self) -> Graph:
        """The same without the links that lead elsewhere."""
        if not self.far_end_words:
            return self
        here = {
            k.slug: k for k in self.links.values() if not {k.source, k.target} & self.far_end_words.keys()
        }
        return replace(self, links=_drop_dangling_links(here, self.claims), far_end_words={})

    @cached_property
    def links_from(self) -> Mapping[str, tuple[Link, ...]]:
        return _group_links((link.source, link) for link in self.links.values())

    @cached_property
    def links_to(self) -> Mapping[str, tuple[Link, ...]]:
        """Links by what they point at: the slug of a claim or of a link."""
        return _group_links((link.target, link) for link in self.links.values())

    def far_end(self, link: Link) -> str | None:
        """The slug of what lies elsewhere at the end of a link."""
        return next((end for end in (link.source, link.target) if end in self.far_end_words), None)

    @cached_property
    def stub_groups(self) -> Mapping[str, tuple[Link, ...]]:
        """The links that lead elsewhere, by the first of those that can share an arrow: nothing but their far ends differ."""
        groups: dict[tuple[str, ...], list[Link]] = defaultdict(list)
        for link in self.links.values():
            if far := self.far_end(link):
                ends = ("", link.target) if far == link.source else (link.source, "")
                alone = link.slug if link.slug in self.undercut_links else ""
                groups[*ends, link.kind, link.attribution, alone].append(link)
        return {links[0].slug: tuple(links) for links in groups.values()}

    @cached_property
    def merged_stub_links(self) -> frozenset[str]:
        """The links that have no arrow of their own here but share that of another."""
        return frozenset(link.slug for links in self.stub_groups.values() for link in links[1:])

    def arrow_ends(self, link: Link) -> tuple[str, str]:
        """What a link's arrow joins here: claims, links, and in the place of what lies elsewhere its stub."""
        stub = f"{link.slug}/stub"
        source, target = (stub if end in self.far_end_words else end for end in (link.source, link.target))
        return source, target

    @cached_property
    def undercut_links(self) -> frozenset[str]:
        """The links that some other link denies."""
        return frozenset(link.target for link in self.links.values() if link.target in self.links)


@dataclass(frozen=True)
class ArgumentStep:
    """One claim in an argument line: what it says to the step above, and whether it was already unfolded before."""

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
    """The links that still have a target once those that rest on a missing link are gone too."""
    remaining = {slug: link for slug, link in links.items() if link.target in claims or link.target in links}
    return remaining if len(remaining) == len(links) else _drop_dangling_links(remaining, claims)


def sort_by_time(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in the order in which they are drawn: by earliest date, latest date, slug; undated ones last."""

    def order(claim: Claim) -> tuple[date, date, str]:
        return (*(claim.when.sort_key if claim.when else (date.max, date.max)), claim.slug)

    return sorted(claims, key=order)


def find_joined_claims(record: Record | Graph, link: Link) -> frozenset[str]:
    """The claims that a link joins, through the links that it undercuts; none where a reference leads nowhere."""
    ends: set[str] = set()
    seen: set[str] = set()
    current: Link | None = link
    while current and current.slug not in seen and current.source in record.claims:
        seen.add(current.slug)
        ends.add(current.source)
        if current.target in record.claims:
            return frozenset(ends | {current.target})
        current = record.links.get(current.target)
    return frozenset()


def _joined_claims_by_link(record: Record) -> dict[str, frozenset[str]]:
    joined_claims = ((slug, find_joined_claims(record, link)) for slug, link in record.links.items())
    return {slug: ends for slug, ends in joined_claims if ends}


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
        claims={c.slug: c for c in sort_by_time(record.claims[slug] for slug in claims)},
        links={slug: link for slug, link in record.links.items() if slug in links},
        context=frozenset(context),
        focus=focus,
    )


def _build_with_neighbours(record: Record, core: frozenset[str]) -> Graph:
    """The claims of the core, every link that touches one of them, and what these links lead to as context."""
    ends = _joined_claims_by_link(record)
    links = _add_undercut_links(record, (slug for slug, joined in ends.items() if joined & core))
    claims = core.union(*(ends[slug] for slug in links))
    return _build_graph(record, claims, links, context=claims - core)


def _build_without_context(record: Record, core: frozenset[str]) -> Graph:
    """The claims of the core and the links that join no others."""
    return _build_graph(
        record, core, {slug for slug, joined in _joined_claims_by_link(record).items() if joined <= core}
    )


def _require_entry(record: Record, kind: Kind, slug: str) -> None:
    if record.get(kind, slug) is None:
        raise NotFoundError(f"This debate has no {kind.value} “{slug}”.")


def build_whole_graph(record: Record) -> Graph:
    """Every claim and every link whose ends exist."""
    return _build_graph(record, record.claims, _joined_claims_by_link(record).keys())


def build_dispute_graph(record: Record, slug: str, context: bool = True) -> Graph:
    """The claims of a dispute, those that only touch it included; linked claims of other disputes are context, if wanted."""
    _require_entry(record, Kind.DISPUTE, slug)
    core = frozenset(c.slug for c in record.claims_of_dispute.get(slug, ()))
    return _build_with_neighbours(record, core) if context else _build_without_context(record, core)


def build_participant_graph(record: Record, slug: str) -> Graph:
    """What a participant said, voiced, signed or endorsed; what others say to it is context."""
    _require_entry(record, Kind.PARTICIPANT, slug)
    return _build_with_neighbours(
        record, frozenset(c.slug for c in record.claims.values() if slug in find_holders(c))
    )


def build_claim_graph(record: Record, slug: str, steps: int = 2) -> Graph:
    """The claims at most this many links away from one claim, which is the focus, and the links among them."""
    _require_entry(record, Kind.CLAIM, slug)
    ends = _joined_claims_by_link(record)
    neighbours: dict[str, set[str]] = defaultdict(set)
    for claims in ends.values():
        for claim in claims:
            neighbours[claim] |= claims
    reached = frontier = {slug}
    for _ in range(steps):
        frontier = set().union(*(neighbours[claim] for claim in frontier)) - reached
        reached = reached | frontier
    return _build_graph(record, reached, {k for k, joined in ends.items() if joined <= reached}, focus=slug)


def extract_subgraph(graph: Graph, claims: Collection[str], links: Collection[str]) -> Graph:
    """These claims of a graph, and of these links those whose ends are all among them, with the links that they undercut."""
    kept: set[str] = set()
    for slug in links:
        chain = [graph.links[slug]]
        while chain[-1].target in graph.links:
            chain.append(graph.links[chain[-1].target])
        if chain[-1].target in claims and all(link.source in claims for link in chain):
            kept.update(link.slug for link in chain)
    return Graph(
        {slug: claim for slug, claim in graph.claims.items() if slug in claims},
        {slug: link for slug, link in graph.links.items() if slug in kept},
        graph.context & frozenset(claims),
        graph.focus if graph.focus in claims else None,
    )


def drop_unlinked_claims(graph: Graph) -> Graph:
    """The graph without the claims that no link joins to another."""
    ends = {end for link in graph.links.values() for end in (link.source, link.target)}
    return extract_subgraph(graph, ends & graph.claims.keys(), graph.links.keys())


def find_support_cycles(graph: Graph) -> list[tuple[str, ...]]:
    """Claims that support each other in a ring, each ring in order of support; cutting each once leaves none."""
    supporters = {
        slug: {link.source for link in graph.links_to.get(slug, ()) if link.kind is LinkKind.SUPPORTS}
        for slug in graph.claims
    }
    rings: list[tuple[str, ...]] = []
    while True:
        try:
            TopologicalSorter(supporters).prepare()
        except CycleError as error:
            ring: list[str] = error.args[1]
            rings.append(tuple(ring[:-1]))
            supporters[ring[1]].discard(ring[0])
        else:
            return rings


def find_answers(graph: Graph, link: Link) -> tuple[Link, ...]:
    """What is said against a link: rebuttals of the claim that it comes from, and undercuts of itself."""
    against_claim = (a for a in graph.links_to.get(link.source, ()) if a.kind is LinkKind.REBUTS)
    return (*against_claim, *graph.links_to.get(link.slug, ()))


def find_unanswered_attacks(graph: Graph) -> list[Link]:
    """Rebuttals and undercuts that nobody in the graph answers."""
    return [link for link in graph.links.values() if link.kind in _ATTACKS and not find_answers(graph, link)]


def trace_argument_line(graph: Graph, slug: str) -> list[ArgumentStep]:
    """A claim, what rebuts it, what answers that, and so on; depth first, each claim unfolded once."""
    rebuttals = [a for a in graph.links_to.get(slug, ()) if a.kind is LinkKind.REBUTS]
    steps = [ArgumentStep(0, graph.claims[slug], None)]
    waiting = [(1, link) for link in reversed(rebuttals)]
    seen = {slug}
    while waiting:
        depth, link = waiting.pop()
        again = link.source in seen
        steps.append(ArgumentStep(depth, graph.claims[link.source], link, again))
        seen.add(link.source)
        if not again:
            waiting.extend((depth + 1, answer) for answer in reversed(find_answers(graph, link)))
    return steps
