"""Claims folded into boxes with a count, so that a big map can be read: branches behind a claim, or whole groups.

A token names a fold in addresses: the slug of a claim folds what leads to it alone, `dispute:slug`, `faction:slug` and
`speaker:slug` fold a group into a box of its own (`faction:` alone, those of no faction). What links lead from one box
to another is counted, each kind by itself. Links inside a fold are hidden with it. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from stances.argument import graph as graphs
from stances.argument.graph import Graph
from stances.argument.options import Arrangement, MapView
from stances.query import refuse_unknown
from stances.record.commitments import speakers_faction
from stances.record.entries import Claim, Link
from stances.record.record import Record
from stances.record.vocabulary import LinkKind

FOLDED_FROM = 120
"""With so many claims a map opens as an overview, unless its address says what is folded."""

GROUPS = ("dispute", "faction", "speaker")
NO_FACTION = "no faction"


def _groups(record: Record, claim: Claim) -> dict[str, str]:
    """The token of each group that a claim lies in, by the kind of group."""
    faction = speakers_faction(record, claim) or ""
    slugs = {"dispute": claim.dispute, "faction": faction, "speaker": claim.speaker}
    return {kind: f"{kind}:{slug}" for kind, slug in slugs.items()}


def _label(record: Record, token: str) -> str:
    kind, _, slug = token.partition(":")
    if kind == "faction" and not slug:
        return NO_FACTION.capitalize()
    entries = {"dispute": record.disputes, "faction": record.factions, "speaker": record.participants}
    entry = entries[kind].get(slug) if kind in entries else record.claims.get(token)
    return entry.label if entry else slug


def _allowed(record: Record, token: str) -> Collection[str]:
    """The tokens among which this one would be: of groups of its kind, else claims and what kinds there are."""
    kind = token.partition(":")[0]
    entries = {"dispute": record.disputes, "faction": ("", *record.factions), "speaker": record.participants}
    if ":" in token and kind in entries:
        return [f"{kind}:{slug}" for slug in entries[kind]]
    return [*(f"{group}:…" for group in GROUPS), *record.claims]


def resolved(record: Record, graph: Graph, view: MapView) -> tuple[str, ...]:
    """What a view folds, token by token. Raises BadRequestError for a token that names nothing in the debate."""
    if view.fold is None:
        return _by_size(record, graph, view)
    for token in view.fold:
        if token not in record.claims and token not in (allowed := _allowed(record, token)):
            refuse_unknown("fold", token, allowed)
    return view.fold


def _by_size(record: Record, graph: Graph, view: MapView) -> tuple[str, ...]:
    if len(graph.claims) <= FOLDED_FROM:
        return ()
    whole = not (view.dispute or view.participant or view.claim)
    kind = "faction" if not whole else "speaker" if view.arrange is Arrangement.SPEAKER else "dispute"
    return tuple(dict.fromkeys(_groups(record, claim)[kind] for claim in graph.claims.values()))


def branch(graph: Graph, slug: str, among: Collection[str] | None = None) -> frozenset[str]:
    """What can be hidden behind a claim: of these claims those that lead to it alone, and to which these alone lead.

    Directly or through each other, that is. A claim that something else rebuts stays, lest the rebuttal seem to be of
    the claim in front.
    """
    behind = _beneath(graph, slug) & set(graph.claims if among is None else among)
    while True:
        inside = behind | {slug}
        astray = {claim for claim in behind if not _company(graph, claim) <= inside}
        if not astray:
            return frozenset(behind)
        behind -= astray


def _company(graph: Graph, slug: str) -> set[str]:
    """The claims that a claim's links concern, whether they lead from it or to it."""
    found = {link.source for link in _arriving(graph, slug)}
    return found.union(*(_ends(graph, link) for link in graph.links_from.get(slug, ())))


def _ends(graph: Graph, link: Link) -> set[str]:
    """The claims that a link is about: those at its ends and at the ends of the links that it undercuts."""
    ends = {link.source}
    while link.target in graph.links:
        link = graph.links[link.target]
        ends.add(link.source)
    return ends | {link.target}


def _beneath(graph: Graph, slug: str) -> set[str]:
    """Every claim from which links lead to this one."""
    found: set[str] = set()
    waiting = [slug]
    while waiting:
        for link in _arriving(graph, waiting.pop()):
            if link.source not in found and link.source != slug:
                found.add(link.source)
                waiting.append(link.source)
    return found


def _arriving(graph: Graph, slug: str) -> Iterable[Link]:
    """The links to a claim, and those that undercut them."""
    waiting = list(graph.links_to.get(slug, ()))
    while waiting:
        link = waiting.pop()
        yield link
        waiting.extend(graph.links_to.get(link.slug, ()))


def folded(record: Record, graph: Graph, view: MapView) -> Folded:
    """The graph with everything folded that the view folds; a claim goes into the first of its groups that is."""
    tokens = resolved(record, graph, view)
    groups = _group_folds(record, graph, [token for token in tokens if ":" in token])
    places = {slug: fold.name for fold in groups for slug in fold.claims}
    free = graph.claims.keys() - places.keys()
    branches = _branches(record, graph, [token for token in tokens if token in free], free)
    places |= {slug: fold.token for fold in branches for slug in fold.claims}
    part = graphs.part(graph, graph.claims.keys() - places.keys(), graph.links.keys())
    folds = {fold.token: fold for fold in (*groups, *branches)}
    return Folded(part, tokens, folds, _bundles(graph, part, {slug: slug for slug in part.claims} | places))


def _group_folds(record: Record, graph: Graph, tokens: list[str]) -> list[Fold]:
    members: dict[str, list[str]] = {token: [] for token in tokens}
    for slug, claim in graph.claims.items():
        own = _groups(record, claim).values()
        token = next((token for token in tokens if token in own), None)
        if token:
            members[token].append(slug)
    return [Fold(token, _label(record, token), tuple(claims)) for token, claims in members.items() if claims]


def _branches(record: Record, graph: Graph, slugs: list[str], free: Collection[str]) -> list[Fold]:
    """The branches that are folded; one that lies behind another is part of that one."""
    found: dict[str, Fold] = {}
    for slug in slugs:
        if any(slug in fold.claims for fold in found.values()):
            continue
        behind = branch(graph, slug, free)
        found = {token: fold for token, fold in found.items() if token not in behind}
        if behind:
            claims = tuple(other for other in graph.claims if other in behind)
            found[slug] = Fold(slug, _label(record, slug), claims, inside=slug)
    return list(found.values())


def _bundles(graph: Graph, part: Graph, places: Mapping[str, str]) -> tuple[Bundle, ...]:
    """The links that are not drawn by themselves, counted between the boxes that they join.

    What undercuts a link that is counted itself leads to the box that makes the link.
    """
    found: dict[tuple[LinkKind, str, str], list[str]] = defaultdict(list)
    for slug, link in graph.links.items():
        if slug in part.links:
            continue
        target = link.target
        if target in graph.links and target not in part.links:
            target = graph.links[target].source
        source, target = places[link.source], places.get(target, target)
        if source != target:
            found[link.kind, source, target].append(slug)
    return tuple(Bundle(*ends, tuple(links)) for ends, links in found.items())


def toggled(tokens: Collection[str], token: str) -> tuple[str, ...]:
    """The tokens with this one opened if it was folded, else folded."""
    kept = tuple(other for other in tokens if other != token)
    return kept if token in tokens else (*kept, token)


def in_address(tokens: Collection[str]) -> str:
    """The value of `fold` in an address; nothing folded has a word of its own, for an empty value asks for the default."""
    return ",".join(tokens) or "none"


@dataclass(frozen=True)
class Fold:
    """Claims drawn as one box with their count, or hidden behind the claim `inside`; `claims` in order of time."""

    token: str
    label: str
    claims: tuple[str, ...]
    inside: str | None = None

    @property
    def name(self) -> str:
        """Its name in a drawing, which no slug can have."""
        return f"fold/{self.token.replace(':', '/')}"


@dataclass(frozen=True)
class Bundle:
    """The links of one kind that lead from one box to another; ends are names of folds, or slugs of claims or links."""

    kind: LinkKind
    source: str
    target: str
    links: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"bundle/{self.kind.value}/{self.source}/{self.target}"

    @property
    def words(self) -> str:
        """How many of which kind: 3 support."""
        count = len(self.links)
        return f"{count} {self.kind.value if count == 1 else self.kind.value.removesuffix('s')}"


@dataclass(frozen=True)
class Folded:
    """A graph of what still stands by itself, the folds that hide the rest, and how boxes are linked."""

    graph: Graph
    tokens: tuple[str, ...] = ()
    folds: Mapping[str, Fold] = field(default_factory=dict)
    bundles: tuple[Bundle, ...] = ()
