"""The graph that a layout is made for: nodes and edges by name, of which an edge may point at another edge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property


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
