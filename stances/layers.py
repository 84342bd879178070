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
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest

from stances.crossings import ordered

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
class Net:
    """The boxes of a map by name, in order, and the lines between them by name: each from a box to a box or a line.

    `cut` are lines of which one end is in another part of the map, and those that arrive at such lines; in the place of the
    end that is not here stands the line's stub, which is named `<line>/stub`.
    """

    boxes: Sequence[str]
    lines: Mapping[str, tuple[str, str]]
    cut: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def met(self) -> frozenset[str]:
        """The lines at which others arrive; each has a joint."""
        every = {**self.lines, **self.cut}
        return frozenset(target for _, target in every.values() if target in every)

    def near(self, name: str) -> str:
        """A box here that a joint or a stub belongs to."""
        while (line := name.removesuffix("/stub")) in self.cut:
            source, target = self.cut[line]
            name = source if target == f"{line}/stub" else target
        return self.base(name)

    @cached_property
    def _out(self) -> Mapping[str, list[str]]:
        return self._by_end(0)

    @cached_property
    def arriving(self) -> Mapping[str, list[str]]:
        """Lines by the box or line at which they arrive."""
        return self._by_end(1)

    def _by_end(self, end: int) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name, ends in self.lines.items():
            found[ends[end]].append(name)
        return found

    def base(self, name: str) -> str:
        """The box that a line bears on, through the lines at which it and they arrive."""
        while name in self.lines:
            name = self.lines[name][1]
        return name

    def depth(self, name: str) -> int:
        """How many lines lie between a line and the box that it bears on."""
        depth = -1
        while name in self.lines:
            name = self.lines[name][1]
            depth += 1
        return depth

    def _least(self, name: str) -> int:
        """How many rows a line leads up at least; what undercuts an undercut must leave room for both joints."""
        depth = self.depth(name)
        return depth + (name in self.met) if depth else 1

    @cached_property
    def backward(self) -> frozenset[str]:
        """Lines from a box to itself or to one that is being followed already, in the order of boxes."""
        found: set[str] = set()
        done: set[str] = set()
        for start in self.boxes:
            path = {start: None}
            waiting = [(start, iter(self._out.get(start, ())))] if start not in done else []
            while waiting:
                box, lines = waiting[-1]
                for line in lines:
                    above = self.base(line)
                    if above in path:
                        found.add(line)
                    elif above not in done:
                        path[above] = None
                        waiting.append((above, iter(self._out.get(above, ()))))
                        break
                else:
                    waiting.pop()
                    path.pop(box)
                    done.add(box)
        return frozenset(found)

    @cached_property
    def up(self) -> Mapping[str, Mapping[str, int]]:
        """For each box, those that must be above it, and how many rows at least."""
        return self._among(lambda line: (self.lines[line][0], self.base(line)))

    @cached_property
    def down(self) -> Mapping[str, Mapping[str, int]]:
        return self._among(lambda line: (self.base(line), self.lines[line][0]))

    def _among(self, ends: Callable[[str], tuple[str, str]]) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for line in self.lines:
            if line not in self.backward:
                one, other = ends(line)
                found[one][other] = max(self._least(line), found[one].get(other, 0))
        return found

    @cached_property
    def beneath(self) -> Mapping[str, int]:
        """How long the longest argument beneath each box is."""
        found: dict[str, int] = {}
        waiting = list(self.boxes)
        while waiting:
            box = waiting[-1]
            below = self.down.get(box, {})
            if left := [other for other in below if other not in found]:
                waiting += left
            else:
                found[box] = max((found[other] + n for other, n in below.items()), default=0)
                waiting.pop()
        return found

    def pieces(self) -> list[list[str]]:
        """Boxes that lines join, directly or through others, the most populous piece first; each in order."""
        joined: dict[str, set[str]] = {box: set() for box in self.boxes}
        for source, target in self.lines.values():
            other = self.lines[target][0] if target in self.lines else target
            joined[source].add(other)
            joined[other].add(source)
        found: list[list[str]] = []
        left = dict.fromkeys(self.boxes)
        while left:
            waiting, members = [next(iter(left))], set[str]()
            while waiting:
                box = waiting.pop()
                if box in left:
                    del left[box]
                    members.add(box)
                    waiting.extend(joined[box])
            found.append([box for box in self.boxes if box in members])
        return sorted(found, key=len, reverse=True)

    def pairs(self) -> list[tuple[str, str]]:
        """What a stroke joins: two boxes, or a box and a joint."""
        pairs: list[tuple[str, str]] = []
        for name, (source, target) in (*self.lines.items(), *self.cut.items()):
            pairs += [(source, name), (name, target)] if name in self.met else [(source, target)]
        return [(one, other) for one, other in pairs if one != other]


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
