"""Which row of a map each claim stands in: above what bears on it, and no more claims abreast than the paper has room.

Left to itself, Graphviz sets all that answers one claim, and all that nothing joins, in one endless row. Here rows are
filled from the conclusions down, after Coffman and Graham: a claim goes into the first row with room below everything
it bears on, those first that have waited longest, then those with the longest arguments beneath them. Then claims move
towards what they are linked to, where there is room. Pure; Graphviz still chooses how far apart claims of a row stand.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from stances.crossings import ordered
from stances.graph import Graph, components
from stances.record import Link

Used = Counter[tuple[str | None, int]]

_ACROSS = 1.35
"""How many claims abreast a map of one claim would have, for that shape of the whole which is pleasing on a screen."""
_LEAST = 3
_PASSES = 4
_EFFORT = 160
_NOWHERE = 1 << 30


@dataclass(frozen=True)
class Layers:
    """The rows from the top down: in each the slugs of its claims, or of the links whose joints lie between claims.

    `loose` of them, the last, hold claims that nothing joins.
    """

    rows: Sequence[Sequence[str]]
    loose: int = 0


def abreast(claims: int) -> int:
    """How many claims stand side by side at most on a map of so many."""
    return max(_LEAST, round(math.sqrt(claims * _ACROSS)))


@dataclass(frozen=True)
class _Arcs:
    """What must lie above what among claims, and by how many rows at least."""

    graph: Graph
    undercut: frozenset[str]

    def base(self, link: Link) -> str:
        """The claim that a link bears on, through the links that it undercuts."""
        while link.target in self.graph.links:
            link = self.graph.links[link.target]
        return link.target

    def depth(self, link: Link) -> int:
        """How many links lie between a link and the claim that it bears on."""
        depth = 0
        while link.target in self.graph.links:
            link = self.graph.links[link.target]
            depth += 1
        return depth

    def least(self, link: Link) -> int:
        """How many rows a link leads up at least; what undercuts an undercut must leave room for both joints."""
        depth = self.depth(link)
        return depth + (link.slug in self.undercut) if depth else 1

    @cached_property
    def out(self) -> Mapping[str, tuple[Link, ...]]:
        return self.graph.links_from

    @cached_property
    def backward(self) -> frozenset[str]:
        """Links from a claim to itself or to one that is being followed already, in the order of time."""
        found: set[str] = set()
        done: set[str] = set()
        for start in self.graph.claims:
            path = {start: None}
            waiting = [(start, iter(self.out.get(start, ())))] if start not in done else []
            while waiting:
                slug, links = waiting[-1]
                for link in links:
                    above = self.base(link)
                    if above in path:
                        found.add(link.slug)
                    elif above not in done:
                        path[above] = None
                        waiting.append((above, iter(self.out.get(above, ()))))
                        break
                else:
                    waiting.pop()
                    path.pop(slug)
                    done.add(slug)
        return frozenset(found)

    @cached_property
    def up(self) -> Mapping[str, Mapping[str, int]]:
        """For each claim, those that must be above it, and how many rows at least."""
        return self._among(lambda link: (link.source, self.base(link)))

    @cached_property
    def down(self) -> Mapping[str, Mapping[str, int]]:
        return self._among(lambda link: (self.base(link), link.source))

    def _among(self, ends: Callable[[Link], tuple[str, str]]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for link in self.graph.links.values():
            if link.slug not in self.backward:
                one, other = ends(link)
                found[one][other] = max(self.least(link), found[one].get(other, 0))
        return found

    @cached_property
    def beneath(self) -> Mapping[str, int]:
        """How long the longest argument beneath each claim is."""
        found: dict[str, int] = {}
        waiting = list(self.graph.claims)
        while waiting:
            slug = waiting[-1]
            below = self.down.get(slug, {})
            if left := [other for other in below if other not in found]:
                waiting += left
            else:
                found[slug] = max((found[other] + n for other, n in below.items()), default=0)
                waiting.pop()
        return found


@dataclass(frozen=True)
class _Paper:
    """How many claims of each group have room side by side."""

    rooms: Mapping[str | None, int]
    group: Mapping[str, str | None]

    def free(self, slug: str, row: int, used: Used) -> bool:
        group = self.group[slug]
        return used[group, row] < self.rooms[group]

    def counted(self, rows: Mapping[str, int]) -> Used:
        return Counter((self.group[slug], row) for slug, row in rows.items())


def _filled(component: list[str], arcs: _Arcs, paper: _Paper) -> dict[str, int]:
    """The row of each claim among those that links join."""
    order = {slug: number for number, slug in enumerate(component)}
    rows: dict[str, int] = {}
    used: Used = Counter()
    left = set(component)
    row = 0

    def top(slug: str) -> int:
        """The first row below everything that a claim bears on; none while some of that has no place."""
        above = arcs.up.get(slug, {})
        return max((rows[other] + n if other in rows else _NOWHERE for other, n in above.items()), default=0)

    while left:
        ready = [(slug, found) for slug in left if (found := top(slug)) <= row]
        for slug, _ in sorted(ready, key=lambda s: (s[1], -arcs.beneath[s[0]], order[s[0]])):
            if paper.free(slug, row, used):
                rows[slug] = row
                used[paper.group[slug], row] += 1
                left.discard(slug)
        row += 1
    return rows


def _settled(rows: dict[str, int], arcs: _Arcs, paper: _Paper) -> dict[str, int]:
    """The same claims moved to where their links are shortest."""
    used = paper.counted(rows)
    for _ in range(_PASSES):
        moved = False
        for slug, row in rows.items():
            above, below = arcs.up.get(slug, {}), arcs.down.get(slug, {})
            first = max((rows[other] + n for other, n in above.items()), default=0)
            last = min((rows[other] - n for other, n in below.items()), default=row)
            wanted = range(first, row) if len(above) > len(below) else range(last, row, -1)
            if len(above) == len(below):
                continue
            for to in wanted:
                if paper.free(slug, to, used):
                    used[paper.group[slug], row] -= 1
                    used[paper.group[slug], to] += 1
                    rows[slug] = to
                    moved = True
                    break
        if not moved:
            break
    first = min(rows.values())
    return {slug: row - first for slug, row in rows.items()}


def _stacked(pieces: list[dict[str, int]], paper: _Paper) -> dict[str, int]:
    """All pieces on one paper: each beside those before it where its rows have room, else below them."""
    rows: dict[str, int] = {}
    used: Used = Counter()
    for piece in pieces:
        needs = paper.counted(piece)
        end = max(rows.values(), default=-1) + 1
        at = next(
            at
            for at in range(end + 1)
            if at == end or all(used[g, at + row] + n <= paper.rooms[g] for (g, row), n in needs.items())
        )
        rows |= {slug: at + row for slug, row in piece.items()}
        used = paper.counted(rows)
    return rows


def _rooms(group: Mapping[str, str | None], wide: int) -> dict[str | None, int]:
    """How many claims of each group stand abreast, in proportion to how many there are."""
    sizes = Counter(group.values())
    return {name: max(1, round(wide * size / len(group))) for name, size in sizes.items()}


def _joints(arcs: _Arcs, rows: Mapping[str, int]) -> dict[str, int]:
    """The row below which the joint of each undercut link lies: as near to what leads to it as can be."""
    graph = arcs.graph
    found: dict[str, int] = {}

    def joint(link: Link) -> int:
        if link.slug not in found:
            ends = [rows[link.source]]
            for other in graph.links_to.get(link.slug, ()):
                if other.slug not in arcs.backward:
                    ends.append(joint(other) if other.slug in arcs.undercut else rows[other.source])
            found[link.slug] = max(min(ends) - 1, rows[arcs.base(link)] + arcs.depth(link))
        return found[link.slug]

    for slug in arcs.undercut & graph.links.keys():
        joint(graph.links[slug])
    return found


def _blocks(loose: list[str], paper: _Paper) -> list[list[str]]:
    """Claims that nothing joins, in rows in the order of time, each group in rows of its own width."""
    groups: dict[str | None, list[str]] = defaultdict(list)
    for slug in loose:
        groups[paper.group[slug]].append(slug)
    cut = [
        [slugs[start : start + paper.rooms[group]] for start in range(0, len(slugs), paper.rooms[group])]
        for group, slugs in groups.items()
    ]
    return [[slug for row in row_of_each for slug in row] for row_of_each in zip_longest(*cut, fillvalue=[])]


def _stubs(graph: Graph, levels: Mapping[str, float]) -> dict[str, float]:
    """Where links end that lead elsewhere: just above or below the claim here, or beside the joint; and joints of such links."""
    found: dict[str, float] = {}

    def level(end: str) -> float:
        if end not in levels and end not in found:
            place(end)
        return levels[end] if end in levels else found[end]

    def place(slug: str) -> None:
        link = graph.links[slug]
        if link.source in graph.beyond:
            here, way = level(link.target), 0.5 if link.target in graph.claims else 0.0
        else:
            here, way = level(link.source), -0.5
        if slug in graph.undercut:
            found[slug] = here + way / 2
        if slug in graph.stubs:
            found[f"{slug}/stub"] = here + way

    for slug in (*graph.stubs, *sorted(graph.undercut)):
        if slug not in levels and slug not in found:
            place(slug)
    return found


def _rows(pieces: list[list[str]], arcs: _Arcs, paper: _Paper, graph: Graph) -> list[list[str]]:
    """The rows of all that is joined, and between them those of joints, and of stubs where links lead elsewhere."""
    rows = _stacked([_settled(_filled(piece, arcs, paper), arcs, paper) for piece in pieces], paper)
    levels: dict[str, float] = {**rows}
    levels |= {slug: row + 0.5 for slug, row in sorted(_joints(arcs, rows).items())}
    levels |= _stubs(graph, levels)
    ranks: dict[float, list[str]] = defaultdict(list)
    for name, at in levels.items():
        ranks[at].append(name)
    return [ranks[at] for at in sorted(ranks)]


def _pairs(graph: Graph) -> list[tuple[str, str]]:
    """What is joined by a line: two claims, or a claim and a joint or a stub."""
    pairs = []
    for link in graph.links.values():
        if graph.far_end(link) and link.slug not in graph.stubs:
            continue
        source, target = graph.drawn_ends(link)
        if link.slug in graph.undercut:
            pairs += [(source, link.slug), (link.slug, target)]
        else:
            pairs.append((source, target))
    return pairs


def layered(graph: Graph, group: Mapping[str, str | None], most: int | None = None) -> Layers:
    """The rows of a map; `group` says for each claim which cluster it lies in, None for none.

    Several widths near the pleasing one are tried, the more the fewer claims there are, and the one is taken whose
    links cross least; none is wider than `most` claims.
    """
    arcs = _Arcs(graph.within, graph.undercut)
    pieces = components(graph)
    tied = {end for link in graph.links.values() for end in (link.source, link.target)}
    joined = [piece for piece in pieces if len(piece) > 1 or piece[0] in tied]
    loose = [piece[0] for piece in pieces if piece not in joined]
    places = {slug: number for number, piece in enumerate(pieces) for slug in piece}
    clusters = {name: number for number, name in enumerate(dict.fromkeys(group.values()))}
    pairs = [(one, other) for one, other in _pairs(graph) if one != other]

    def block(name: str) -> tuple[int, int]:
        slug = graph.near_claim(name)
        return clusters[group[slug]], places[slug]

    wide = abreast(len(graph.claims))
    widths = dict.fromkeys(
        min(max(_LEAST, wide + more), most or len(graph.claims)) for more in _tries(len(graph.claims))
    )
    papers = [_Paper(_rooms(group, width), group) for width in widths]
    tried = [ordered(_rows(joined, arcs, paper, graph), pairs, block) for paper in papers]
    best = min(range(len(tried)), key=lambda number: tried[number][0])
    blocks = _blocks(loose, papers[best])
    return Layers([*tried[best][1], *blocks], len(blocks))


def _tries(claims: int) -> Sequence[int]:
    """How much wider or narrower than the pleasing width is tried, that itself first."""
    return (0, -1, 1, -2, 2)[: max(1, _EFFORT // max(1, claims))]
