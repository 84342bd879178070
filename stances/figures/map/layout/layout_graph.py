"""The graph that a layout is made for: nodes and edges by name, where an edge may point at another edge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from stances.cache import cached_property


@dataclass(frozen=True)
class LayoutGraph:
    """Nodes (boxes) and directed edges to lay out, by name and in order. An edge points at a box or at another edge.

    `cut_edges` have one end on another page, or point at such an edge; a stub named `<edge>/stub` stands for the end
    that is not here. An edge named `<edge>/with/…` joins that edge, to make one arrow with it.
    """

    nodes: Sequence[str]
    edges: Mapping[str, tuple[str, str]]
    cut_edges: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def junctions(self) -> frozenset[str]:
        """Names of the edges that other edges point at; each is drawn through a junction."""
        every = {**self.edges, **self.cut_edges}
        return frozenset(target for _, target in every.values() if target in every)

    def owner_box(self, name: str) -> str:
        """The box on this page that a box, junction or stub belongs to."""
        while (edge := name.removesuffix("/stub")) in self.cut_edges:
            source, target = self.cut_edges[edge]
            name = source if target == f"{edge}/stub" else target
        return self.target_box(name)

    @cached_property
    def _outgoing(self) -> Mapping[str, list[str]]:
        return self._by_end(0)

    @cached_property
    def incoming(self) -> Mapping[str, list[str]]:
        """Names of edges by the box or edge that they point at."""
        return self._by_end(1)

    def _by_end(self, end: int) -> Mapping[str, list[str]]:
        edges_by_end: dict[str, list[str]] = defaultdict(list)
        for name, ends in self.edges.items():
            edges_by_end[ends[end]].append(name)
        return edges_by_end

    def target_box(self, name: str) -> str:
        """The box that an edge leads to, directly or through the edges that it points at."""
        while name in self.edges:
            name = self.edges[name][1]
        return name

    def junction_depth(self, name: str) -> int:
        """Number of edges between an edge and its target box."""
        depth = -1
        while name in self.edges:
            name = self.edges[name][1]
            depth += 1
        return depth

    def _min_rows(self, name: str) -> int:
        """Fewest rows between the ends of an edge. One that points at a junction and has one itself needs room for both."""
        depth = self.junction_depth(name)
        return depth + (name in self.junctions) if depth else 1

    @cached_property
    def back_edges(self) -> frozenset[str]:
        """Edges that close a cycle, self-loops included: the back edges of a depth-first search in node order."""
        back_edges: set[str] = set()
        done: set[str] = set()
        for start in self.nodes:
            path = {start: None}
            waiting = [(start, iter(self._outgoing.get(start, ())))] if start not in done else []
            while waiting:
                box, edges = waiting[-1]
                for edge in edges:
                    above = self.target_box(edge)
                    if above in path:
                        back_edges.add(edge)
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
        """For each box, the boxes that must be above it, with the fewest rows between."""
        return self._min_row_distances(lambda edge: (self.edges[edge][0], self.target_box(edge)))

    @cached_property
    def min_rows_below(self) -> Mapping[str, Mapping[str, int]]:
        """For each box, the boxes that must be below it, with the fewest rows between."""
        return self._min_row_distances(lambda edge: (self.target_box(edge), self.edges[edge][0]))

    def _min_row_distances(self, ends: Callable[[str], tuple[str, str]]) -> Mapping[str, Mapping[str, int]]:
        distances: dict[str, dict[str, int]] = defaultdict(dict)
        for edge in self.edges:
            if edge not in self.back_edges:
                one, other = ends(edge)
                distances[one][other] = max(self._min_rows(edge), distances[one].get(other, 0))
        return distances

    @cached_property
    def longest_path_below(self) -> Mapping[str, int]:
        """Length in rows of the longest path that ends at each box."""
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
        """Connected components, largest first; the boxes of each in order. Edges that are cut join what is on this page."""
        neighbours: dict[str, set[str]] = {box: set() for box in self.nodes}
        for name, (source, target) in (*self.edges.items(), *self.cut_edges.items()):
            stub = f"{name}/stub"
            one, other = (self.owner_box(name if end == stub else end) for end in (source, target))
            neighbours[one].add(other)
            neighbours[other].add(one)
        number = {box: at for at, box in enumerate(self.nodes)}
        components: list[list[str]] = []
        unvisited = dict.fromkeys(self.nodes)
        while unvisited:
            waiting, members = [next(iter(unvisited))], set[str]()
            while waiting:
                box = waiting.pop()
                if box in unvisited:
                    del unvisited[box]
                    members.add(box)
                    waiting.extend(neighbours[box])
            components.append(sorted(members, key=number.__getitem__))
        return sorted(components, key=len, reverse=True)

    @cached_property
    def unlinked(self) -> tuple[str, ...]:
        """The boxes at which no edge ends, in order."""
        ends = {end for pair in (*self.edges.values(), *self.cut_edges.values()) for end in pair}
        return tuple(box for box in self.nodes if box not in ends)

    def split(self) -> list[LayoutGraph]:
        """The graph of each connected component, as `components` has them."""
        components = self.components()
        number = {box: at for at, boxes in enumerate(components) for box in boxes}
        edges: list[dict[str, tuple[str, str]]] = [{} for _ in components]
        cut_edges: list[dict[str, tuple[str, str]]] = [{} for _ in components]
        for name, ends in self.edges.items():
            edges[number[self.owner_box(ends[0])]][name] = ends
        for name, ends in self.cut_edges.items():
            cut_edges[number[self.owner_box(name)]][name] = ends
        return [LayoutGraph(tuple(b), e, c) for b, e, c in zip(components, edges, cut_edges, strict=True)]

    def segments(self) -> list[tuple[str, str, str]]:
        """Each drawn piece of an edge with its ends: the edge, or its two halves if it has a junction."""
        segments: list[tuple[str, str, str]] = []
        for name, (source, target) in (*self.edges.items(), *self.cut_edges.items()):
            if name in self.junctions:
                segments += [(name, source, name), (f"{name}/head", name, target)]
            else:
                segments.append((name, source, target))
        return segments
