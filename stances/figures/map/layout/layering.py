"""Which row of a map each claim stands in: above what bears on it, and no more claims abreast than the paper has room.

Left to itself, Graphviz sets all that answers one claim, and all that nothing joins, in one endless row. Here rows are
filled from the conclusions down, after Coffman and Graham: a claim goes into the first row with room below everything
it bears on, those first that have waited longest, then those with the longest arguments beneath them. Then claims move
towards what they are linked to, where there is room. Pure; Graphviz still chooses how far apart claims of a row stand.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from stances.figures.map.layout.crossing_reduction import ordered
from stances.figures.map.layout.layout_graph import Net

Used = Counter[tuple[str | None, int]]
Rows = Sequence[Sequence[str]]

_ACROSS = 2.0
"""How many claims abreast a map of one claim would have, for that shape of the whole which is set largest
on a screen and on a sheet."""
_LEAST = 3
_PASSES = 4
_EFFORT = 160
_FEW = 40
"""Of so many lines, one may cross another without another width being tried."""


@dataclass(frozen=True)
class Layers:
    """The rows from the top down: in each the slugs of its claims, or of the links whose joints lie between claims.

    `loose` of them, the last, hold claims that nothing joins.
    """

    rows: Rows
    loose: int = 0


def abreast(claims: int) -> int:
    """How many claims stand side by side at most on a map of so many."""
    return max(_LEAST, round(math.sqrt(claims * _ACROSS)))


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


def _filled(component: list[str], net: Net, paper: _Paper) -> dict[str, int]:
    """The row of each claim among those that links join."""
    order = {slug: number for number, slug in enumerate(component)}
    missing = {slug: len(net.up.get(slug, ())) for slug in component}
    rows: dict[str, int] = {}
    used: Used = Counter()
    row = 0

    def ready(slug: str) -> tuple[int, int, int, str]:
        """A claim that can be placed, after the first row below everything that it bears on."""
        top = max((rows[other] + n for other, n in net.up.get(slug, {}).items()), default=0)
        return top, -net.beneath[slug], order[slug], slug

    waiting = [ready(slug) for slug in component if not missing[slug]]
    while waiting:
        later = []
        for claim in sorted(waiting):
            top, *_, slug = claim
            if top > row or not paper.free(slug, row, used):
                later.append(claim)
                continue
            rows[slug] = row
            used[paper.group[slug], row] += 1
            for below in net.down.get(slug, ()):
                missing[below] -= 1
                if not missing[below]:
                    later.append(ready(below))
        waiting = later
        row += 1
    return rows


def _settled(rows: dict[str, int], net: Net, paper: _Paper) -> dict[str, int]:
    """The same claims moved to where their links are shortest."""
    used = paper.counted(rows)
    for _ in range(_PASSES):
        moved = False
        for slug, row in rows.items():
            above, below = net.up.get(slug, {}), net.down.get(slug, {})
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


def _joints(net: Net, rows: Mapping[str, int]) -> dict[str, int]:
    """The row below which the joint of each line lies at which others arrive: as near to what leads to it as can be."""
    found: dict[str, int] = {}

    def joint(line: str) -> int:
        if line not in found:
            ends = [rows[net.lines[line][0]]]
            for other in net.arriving[line]:
                if other not in net.backward:
                    ends.append(joint(other) if other in net.met else rows[net.lines[other][0]])
            found[line] = max(min(ends) - 1, rows[net.base(line)] + net.depth(line))
        return found[line]

    for line in net.met & net.lines.keys():
        joint(line)
    return found


def _stubs(net: Net, levels: Mapping[str, float]) -> dict[str, float]:
    """Where the stubs and joints of cut lines lie: half a row above or below the box here, joints between."""
    found: dict[str, float] = {}

    def level(end: str) -> float:
        if end not in levels and end not in found:
            place(end)
        return levels[end] if end in levels else found[end]

    def place(line: str) -> None:
        source, target = net.cut[line]
        stub = f"{line}/stub"
        if source == stub:
            here, way = level(target), 0.0 if target in net.met else 0.5
        else:
            here, way = level(source), -0.5
        if line in net.met:
            found[line] = here + way / 2
        if stub in (source, target):
            found[stub] = here + way

    for line in net.cut:
        if line not in found:
            place(line)
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


def _rows(pieces: list[list[str]], net: Net, paper: _Paper) -> list[list[str]]:
    """The rows of all that is joined, and between them those of joints and stubs."""
    rows = _stacked([_settled(_filled(piece, net, paper), net, paper) for piece in pieces], paper)
    levels: dict[str, float] = {**rows}
    levels |= {line: row + 0.5 for line, row in sorted(_joints(net, rows).items())}
    levels |= _stubs(net, levels)
    ranks: dict[float, list[str]] = defaultdict(list)
    for name, at in levels.items():
        ranks[at].append(name)
    return [ranks[at] for at in sorted(ranks)]


def layered(
    net: Net,
    group: Mapping[str, str | None],
    most: int | None = None,
    fit: Callable[[Rows], bool] | None = None,
) -> Layers:
    """The rows of a map; `group` says for each box which cluster it lies in, None for none.

    Several widths near the pleasing one are tried, the more the fewer boxes there are, and the one is taken whose
    lines cross least; none is wider than `most` boxes, and rows that `fit` go before rows that don't.
    """
    pieces = net.pieces()
    tied = {end for ends in net.cut.values() for end in ends}
    joined = [piece for piece in pieces if len(piece) > 1 or piece[0] in tied]
    places = {box: number for number, piece in enumerate(pieces) for box in piece}
    clusters = {name: number for number, name in enumerate(dict.fromkeys(group.values()))}

    def block(name: str) -> tuple[int, int]:
        box = net.near(name)
        return clusters[group[box]], places[box]

    wide, pairs = abreast(len(net.boxes)), net.pairs()
    widths = (max(_LEAST, wide + more) for more in _tries(len(net.boxes)))
    rooms = dict.fromkeys(min(width, most) if most else width for width in widths)
    papers = [_Paper(_rooms(group, width), group) for width in rooms]
    loose = [piece[0] for piece in pieces if piece not in joined]

    def tried(paper: _Paper) -> tuple[bool, int, Layers]:
        crossings, rows = ordered(_rows(joined, net, paper), pairs, block)
        blocks = _blocks(loose, paper)
        layers = Layers([*rows, *blocks], len(blocks))
        return fit is not None and not fit(layers.rows), crossings, layers

    return _best(map(tried, papers), len(pairs) // _FEW)


def _best(tries: Iterable[tuple[bool, int, Layers]], few: int) -> Layers:
    """The first that fits with no more than a few crossings, else that which comes nearest."""
    met = []
    for found in tries:
        met.append(found)
        if found[:2] <= (False, few):
            break
    return min(met, key=lambda found: found[:2])[2]


def _tries(boxes: int) -> Sequence[int]:
    """How much wider or narrower than the pleasing width is tried, that itself first."""
    return (0, -1, 1, -2, 2)[: max(1, _EFFORT // max(1, boxes))]
