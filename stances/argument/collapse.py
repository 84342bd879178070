"""Collapse the claims of a large map into boxes with a count: branches behind a claim, or whole groups.

A token says in an address what is collapsed: the slug of a claim hides the branch that leads to it alone; `dispute:slug`,
`faction:slug` and `speaker:slug` make one box of a group (`faction:` without a slug: the claims of no faction). Links
between boxes are counted, each kind by itself; links inside a collapsed group are hidden with it. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from stances.argument import graph as graphs
from stances.argument.graph import Graph
from stances.argument.options import Arrangement, MapView
from stances.query import refuse_unknown
from stances.record.commitments import find_speaker_faction
from stances.record.entries import Claim, Link
from stances.record.record import Record
from stances.record.vocabulary import LinkKind
from stances.record.wording import NO_FACTION_LABEL, entry_name

MAX_CLAIMS_EXPANDED = 120
"""A map with more claims than this opens collapsed, unless its address says what is collapsed."""

GROUP_KINDS = ("dispute", "faction", "speaker")


def _group_tokens(record: Record, claim: Claim) -> dict[str, str]:
    """The token of each group that a claim lies in, by the kind of group."""
    faction = find_speaker_faction(record, claim) or ""
    slugs = {"dispute": claim.dispute, "faction": faction, "speaker": claim.speaker}
    return {kind: f"{kind}:{slug}" for kind, slug in slugs.items()}


def _group_label(record: Record, token: str) -> str:
    kind, _, slug = token.partition(":")
    if kind == "faction" and not slug:
        return NO_FACTION_LABEL.capitalize()
    entries = {"dispute": record.disputes, "faction": record.factions, "speaker": record.participants}
    entry = entries[kind].get(slug) if kind in entries else record.claims.get(token)
    return entry_name(entry, record) if entry else slug


def _allowed_tokens(record: Record, token: str) -> Collection[str]:
    """The valid tokens to name when this one is refused: groups of its kind, else the kinds of groups and all claims."""
    kind = token.partition(":")[0]
    entries = {"dispute": record.disputes, "faction": ("", *record.factions), "speaker": record.participants}
    if ":" in token and kind in entries:
        return [f"{kind}:{slug}" for slug in entries[kind]]
    return [*(f"{group}:…" for group in GROUP_KINDS), *record.claims]


def resolve_tokens(record: Record, graph: Graph, view: MapView) -> tuple[str, ...]:
    """The tokens of what a view collapses. Raises BadRequestError for a token that names nothing in the debate."""
    if view.fold is None:
        return _default_tokens(record, graph, view)
    for token in view.fold:
        if token not in record.claims and token not in (allowed := _allowed_tokens(record, token)):
            refuse_unknown("fold", token, allowed)
    return view.fold


def _default_tokens(record: Record, graph: Graph, view: MapView) -> tuple[str, ...]:
    if len(graph.claims) <= MAX_CLAIMS_EXPANDED:
        return ()
    whole = not (view.dispute or view.participant or view.claim)
    kind = "faction" if not whole else "speaker" if view.arrange is Arrangement.SPEAKER else "dispute"
    return tuple(dict.fromkeys(_group_tokens(record, claim)[kind] for claim in graph.claims.values()))


def find_branch(graph: Graph, slug: str, among: Collection[str] | None = None) -> frozenset[str]:
    """The claims that can be hidden behind `slug`: those of `among` that lead to it only, directly or through each other.

    A claim with any link outside the branch stays visible, so that no rebuttal seems to be of the claim in front.
    """
    behind = _find_upstream(graph, slug) & set(graph.claims if among is None else among)
    while True:
        inside = behind | {slug}
        leaving = {claim for claim in behind if not _related_claims(graph, claim) <= inside}
        if not leaving:
            return frozenset(behind)
        behind -= leaving


def _related_claims(graph: Graph, slug: str) -> set[str]:
    """The claims that a claim's links concern, whether they lead from it or to it."""
    sources = {premise for link in _incoming_links(graph, slug) for premise in link.premises}
    return sources.union(*(_claims_of_link(graph, link) for link in graph.links_from.get(slug, ())))


def _claims_of_link(graph: Graph, link: Link) -> set[str]:
    """The claims that a link is about: those at its ends and at the ends of the links that it undercuts."""
    ends = set(link.premises)
    while link.target in graph.links:
        link = graph.links[link.target]
        ends.update(link.premises)
    return ends | {link.target}


def _find_upstream(graph: Graph, slug: str) -> set[str]:
    """Every claim from which links lead to this one."""
    upstream: set[str] = set()
    waiting = [slug]
    while waiting:
        for link in _incoming_links(graph, waiting.pop()):
            new = set(link.premises) - upstream - {slug}
            upstream |= new
            waiting += new
    return upstream


def _incoming_links(graph: Graph, slug: str) -> Iterable[Link]:
    """The links to a claim, and those that undercut them."""
    waiting = list(graph.links_to.get(slug, ()))
    while waiting:
        link = waiting.pop()
        yield link
        waiting.extend(graph.links_to.get(link.slug, ()))


def collapse_graph(record: Record, graph: Graph, view: MapView) -> CollapsedGraph:
    """Collapse what the view asks for; a claim that lies in several collapsed groups goes into the first.

    Raises BadRequestError for a token that names nothing in the debate.
    """
    tokens = resolve_tokens(record, graph, view)
    groups = _collapse_groups(record, graph, [token for token in tokens if ":" in token])
    box_of_claim = {slug: group.node_id for group in groups for slug in group.claims}
    free = graph.claims.keys() - box_of_claim.keys()
    branches = _collapse_branches(record, graph, [token for token in tokens if token in free], free)
    box_of_claim |= {slug: group.token for group in branches for slug in group.claims}
    visible = graphs.extract_subgraph(graph, graph.claims.keys() - box_of_claim.keys(), graph.links.keys())
    collapsed_groups = {group.token: group for group in (*groups, *branches)}
    edges = _aggregate_links(graph, visible, {slug: slug for slug in visible.claims} | box_of_claim)
    return CollapsedGraph(visible, tokens, collapsed_groups, edges)


def _collapse_groups(record: Record, graph: Graph, tokens: list[str]) -> list[CollapsedGroup]:
    members: dict[str, list[str]] = {token: [] for token in tokens}
    for slug, claim in graph.claims.items():
        own_tokens = _group_tokens(record, claim).values()
        token = next((token for token in tokens if token in own_tokens), None)
        if token:
            members[token].append(slug)
    return [
        CollapsedGroup(token, _group_label(record, token), tuple(claims))
        for token, claims in members.items()
        if claims
    ]


def _collapse_branches(
    record: Record, graph: Graph, slugs: list[str], free: Collection[str]
) -> list[CollapsedGroup]:
    """The branches to collapse; one that lies behind another becomes part of it."""
    collapsed: dict[str, CollapsedGroup] = {}
    for slug in slugs:
        if any(slug in group.claims for group in collapsed.values()):
            continue
        behind = find_branch(graph, slug, free)
        collapsed = {token: group for token, group in collapsed.items() if token not in behind}
        if behind:
            claims = tuple(other for other in graph.claims if other in behind)
            collapsed[slug] = CollapsedGroup(slug, _group_label(record, slug), claims, behind_claim=slug)
    return list(collapsed.values())


def _aggregate_links(graph: Graph, visible: Graph, box_of: Mapping[str, str]) -> tuple[AggregatedEdge, ...]:
    """The links with a hidden end, aggregated by kind and by the boxes they join.

    An undercut of an aggregated link points at the box that makes that link. A link with premises in several boxes is
    counted in one joined arrow from all of them, contraries in one whichever way they are written.
    """
    links_by_ends: dict[tuple[LinkKind, bool, tuple[str, ...], str], list[str]] = defaultdict(list)
    for slug, link in graph.links.items():
        if slug in visible.links:
            continue
        target = link.target
        if target in graph.links and target not in visible.links:
            target = graph.links[target].source
        target = box_of.get(target, target)
        sources = tuple(dict.fromkeys(box for p in link.premises if (box := box_of[p]) != target))
        if link.mutual and len(sources) == 1:
            (first, target) = sorted((*sources, target))
            sources = (first,)
        if sources:
            links_by_ends[link.kind, link.mutual, sources, target].append(slug)
    return tuple(
        AggregatedEdge(kind, source, target, tuple(links), tuple(others), mutual)
        for (kind, mutual, (source, *others), target), links in links_by_ends.items()
    )


def toggle_token(tokens: Collection[str], token: str) -> tuple[str, ...]:
    """The tokens without this one if it is among them, else with it."""
    others = tuple(other for other in tokens if other != token)
    return others if token in tokens else (*others, token)


def format_tokens(tokens: Collection[str]) -> str:
    """The value of `fold` in an address: “none” for no tokens, since an empty value asks for the default."""
    return ",".join(tokens) or "none"


@dataclass(frozen=True)
class CollapsedGroup:
    """Claims drawn as one box with their count, or hidden behind the claim `behind_claim`; `claims` in order of time."""

    token: str
    label: str
    claims: tuple[str, ...]
    behind_claim: str | None = None

    @property
    def node_id(self) -> str:
        """The name of its box in a drawing, which no slug can equal."""
        return f"fold/{self.token.replace(':', '/')}"


@dataclass(frozen=True)
class AggregatedEdge:
    """The links of one kind from one box, or from several `with` each other, to another.

    Ends are node ids of groups, or slugs of claims or links; `mutual` ones are of contraries.
    """

    kind: LinkKind
    source: str
    target: str
    links: tuple[str, ...]
    with_: tuple[str, ...] = ()
    mutual: bool = False

    @property
    def edge_id(self) -> str:
        """Its name in a drawing."""
        does = "contraries" if self.mutual else self.kind.value
        return "/".join(("bundle", does, *self.sources, self.target))

    @property
    def sources(self) -> tuple[str, ...]:
        """The boxes that it leads from."""
        return (self.source, *self.with_)


@dataclass(frozen=True)
class CollapsedGraph:
    """The visible part of a graph, the collapsed groups by token, and the aggregated links between boxes."""

    graph: Graph
    tokens: tuple[str, ...] = ()
    collapsed: Mapping[str, CollapsedGroup] = field(default_factory=dict)
    aggregated_edges: tuple[AggregatedEdge, ...] = ()
