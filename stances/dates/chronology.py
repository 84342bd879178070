"""The order of records by their dates and by recorded `after` relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from stances.cache import cached_property
from stances.dates.day import Day
from stances.dates.uncertain import DateOrder, UncertainDate, compare_bounds


@dataclass(frozen=True)
class Chronology:
    """The order of records by their dates and by recorded `after` relations.

    `entries` maps a slug to its date (None if undated) and to the slugs that it comes after; slugs that are not entries
    themselves are ignored. A record is never earlier than one that it comes after, which narrows the dates of both.
    Relations that form a cycle are ignored and listed in `cycles`.
    """

    entries: Mapping[str, tuple[UncertainDate | None, Iterable[str]]]

    @cached_property
    def _acyclic(self) -> tuple[dict[str, list[str]], tuple[tuple[str, ...], ...]]:
        """The predecessors of each slug, in topological order, and the cycles that were removed."""
        known = self.entries
        after = {slug: [s for s in dict.fromkeys(slugs) if s in known] for slug, (_, slugs) in known.items()}
        cycles: list[tuple[str, ...]] = []
        while True:
            try:
                return {slug: after[slug] for slug in TopologicalSorter(after).static_order()}, tuple(cycles)
            except CycleError as error:
                cycle = error.args[1][:-1]
                cycles.append(tuple(reversed(cycle)))
                for slug in cycle:
                    after[slug] = [s for s in after[slug] if s not in cycle]

    @property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Cycles of records: each is recorded as coming after the next, the last after the first."""
        return self._acyclic[1]

    @cached_property
    def _bounds(self) -> dict[str, tuple[Day, Day]]:
        after = self._acyclic[0]
        earliest, latest = {}, {}
        for slug in after:
            when = self.entries[slug][0]
            earliest[slug], latest[slug] = when.sort_key if when else (Day.min, Day.max)
        for slug, predecessors in after.items():
            earliest[slug] = max([earliest[slug], *(earliest[p] for p in predecessors)])
        for slug, predecessors in reversed(after.items()):
            for p in predecessors:
                latest[p] = min(latest[p], latest[slug])
        return {slug: (earliest[slug], latest[slug]) for slug in after}

    @cached_property
    def _depths(self) -> dict[str, int]:
        depths: dict[str, int] = {}
        for slug, predecessors in self._acyclic[0].items():
            depths[slug] = 1 + max((depths[p] for p in predecessors), default=-1)
        return depths

    @cached_property
    def contradictions(self) -> tuple[str, ...]:
        """Slugs of records whose dates contradict their relations, sorted."""
        return tuple(sorted(slug for slug, (earliest, latest) in self._bounds.items() if earliest > latest))

    def bounds(self, slug: str) -> tuple[Day, Day]:
        """The earliest and latest day that dates and relations allow; in a contradiction, earliest is after latest."""
        return self._bounds[slug]

    def compare(self, first: str, second: str) -> DateOrder:
        """The order of two records; `UNDETERMINED` if a relation between them contradicts a date."""
        follows, leads = self._follows(first, second), self._follows(second, first)
        if not follows and not leads:
            return compare_bounds(self._bounds[first], self._bounds[second])
        if first in self.contradictions or second in self.contradictions:
            return DateOrder.UNDETERMINED
        return DateOrder.AFTER if follows else DateOrder.BEFORE

    def _follows(self, one: str, other: str) -> bool:
        """Whether one record comes after another, directly or through others."""
        after, seen = self._acyclic[0], {one}
        waiting = [one]
        while waiting:
            for slug in after[waiting.pop()]:
                if slug == other:
                    return True
                if slug not in seen:
                    seen.add(slug)
                    waiting.append(slug)
        return False

    def sort_key(self, slug: str) -> tuple[Day, Day, int, str]:
        """The narrowed earliest and latest day, then the length of the longest chain of predecessors, then the slug.

        Bounds never decrease along a relation and the chain always grows, so every record sorts after what it comes after.
        A record without a date or relation sorts first.
        """
        return *self._bounds[slug], self._depths[slug], slug

    def sorted_slugs(self) -> list[str]:
        """All slugs by `sort_key`, which respects every relation that is not in a cycle."""
        return sorted(self.entries, key=self.sort_key)
