"""The graph that a layout is made for: nodes and edges by name, of which an edge may point at another edge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class LayoutGraph:
    """The boxes of a map by name, in order, and the lines between them by name: each from a box to a box or a line.

    `cut` are lines of which one end is in another part of the map, and those that arrive at such lines; in the place of the
    end that is not here stands the line's stub, which is named `<line>/stub`.
    """

    nodes: Sequence[str]
    edges: Mapping[str, tuple[str, str]]
    cut_edges: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def junctions(self) -> frozenset[str]:
        """The lines at which others arrive; each has a joint."""
        every = {**self.edges, **self.cut_edges}
        return frozenset(target for _, target in every.values() if target in every)

    def owner_box(self, name: str) -> str:
        """A box here that a joint or a stub belongs to."""
        while (line := name.removesuffix("/stub")) in self.cut_edges:
            source, target = self.cut_edges[line]
            name = source if target == f"{line}/stub" else target
        return self.target_box(name)

    @cached_property
    def _outgoing(self) -> Mapping[str, list[str]]:
        return self._by_end(0)

    @cached_property
    def incoming(self) -> Mapping[str, list[str]]:
        """Lines by the box or line at which they arrive."""
        return self._by_end(1)

    def _by_end(self, end: int) -> Mapping[str, list[str]]:
        edges_by_end: dict[str, list[str]] = defaultdict(list)
        for name, ends in self.edges.items():
            edges_by_end[ends[end]].append(name)
        return edges_by_end

    def target_box(self, name: str) -> str:
        """The box that a line bears on, through the lines at which it and they arrive."""
        while name in self.edges:
            name = self.edges[name][1]
        return name

    def junction_depth(self, name: str) -> int:
        """How many lines lie between a line and the box that it bears on."""
        depth = -1
        while name in self.edges:
            name = self.edges[name][1]
            depth += 1
        return depth

    def _min_rows(self, name: str) -> int:
        """How many rows a line leads up at least; what undercuts an undercut must leave room for both joints."""
        depth = self.junction_depth(name)
        return depth + (name in self.junctions) if depth else 1

    @cached_property
    def back_edges(self) -> frozenset[str]:
        """Lines from a box to itself or to one that is being followed already, in the order of boxes."""
        back_edges: set[str] = set()
        done: set[str] = set()
        for start in self.nodes:
            path = {start: None}
            waiting = [(start, iter(self._outgoing.get(start, ())))] if start not in done else []
            while waiting:
                box, lines = waiting[-1]
                for line in lines:
                    above = self.target_box(line)
                    if above in path:
                        back_edges.add(line)
                    elif above not in done:
                        path[above] = None
                        waiting.append((above, iter(self._outgoing.get(above, ()))))
                        break
                else:
                    waiting.pop()
                    path.pop(box)
                    done.add(box)
        return frozenset(back_edges)

    @cached_property
    def min_rows_above(self) -> Mapping[str, Mapping[str, int]]:
        """For each box, those that must be above it, and how many rows at least."""
        return self._min_row_distances(lambda line: (self.edges[line][0], self.target_box(line)))

    @cached_property
    def min_rows_below(self) -> Mapping[str, Mapping[str, int]]:
        return self._min_row_distances(lambda line: (self.target_box(line), self.edges[line][0]))

    def _min_row_distances(self, ends: Callable[[str], tuple[str, str]]) -> Mapping[str, Mapping[str, int]]:
        distances: dict[str, dict[str, int]] = defaultdict(dict)
        for line in self.edges:
            if line not in self.back_edges:
                one, other = ends(line)
                distances[one][other] = max(self._min_rows(line), distances[one].get(other, 0))
        return distances

    @cached_property
    def longest_path_below(self) -> Mapping[str, int]:
        """How long the longest argument beneath each box is."""
        lengths: dict[str, int] = {}
        waiting = list(self.nodes)
        while waiting:
            box = waiting[-1]
            below = self.min_rows_below.get(box, {})
            if left := [other for other in below if other not in lengths]:
                waiting += left
            else:
                lengths[box] = max((lengths[other] + n for other, n in below.items()), default=0)
                waiting.pop()
        return lengths

    def components(self) -> list[list[str]]:
        """Boxes that lines join, directly or through others, the most populous piece first; each in order."""
        joined: dict[str, set[str]] = {box: set() for box in self.nodes}
        for source, target in self.edges.values():
            other = self.edges[target][0] if target in self.edges else target
            joined[source].add(other)
            joined[other].add(source)
        components: list[list[str]] = []
        left = dict.fromkeys(self.nodes)
        while left:
            waiting, members = [next(iter(left))], set[str]()
            while waiting:
                box = waiting.pop()
                if box in left:
                    del left[box]
                    members.add(box)
                    waiting.extend(joined[box])
            components.append([box for box in self.nodes if box in members])
        return sorted(components, key=len, reverse=True)

    def segments(self) -> list[tuple[str, str]]:
        """What a stroke joins: two boxes, or a box and a joint."""
        pairs: list[tuple[str, str]] = []
        for name, (source, target) in (*self.edges.items(), *self.cut_edges.items()):
            pairs += [(source, name), (name, target)] if name in self.junctions else [(source, target)]
        return [(one, other) for one, other in pairs if one != other]
