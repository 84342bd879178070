"""Which of two stances came first: by their dates and, where these overlap, by an order recorded without dates.

A record keeps that order as `after`, between claims and between documents. An asserted claim was written when its
document was, so it follows the order of documents too; what a document only reports may be older. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stances.dates.day import Day
from stances.record.entries import Stance
from stances.record.record import Record
from stances.record.vocabulary import Attribution, Kind

_Node = tuple[Kind, str]


def date_key(stance: Stance) -> tuple[Day, Day, str]:
    """Sort key of a stance: earliest day, latest day, slug."""
    return (stance.when.earliest, stance.when.latest, stance.slug)


class StanceOrder:
    """The order of a record’s stances. Caches the predecessors of claims: ask one instance many questions."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._earlier: dict[str, frozenset[_Node]] = {}

    def precedes(self, one: Stance, other: Stance) -> bool:
        """Whether `one` certainly precedes `other`; their order is unknown if neither precedes.

        Where dates overlap, `after` decides if it puts every claim of the one before every claim of the other.
        """
        if one.when.latest < other.when.earliest:
            return True
        if other.when.latest < one.when.earliest or not (one.claims and other.claims):
            return False
        return all((Kind.CLAIM, a) in self._predecessors(b) for a in one.claims for b in other.claims)

    def arrange(self, stances: Iterable[Stance]) -> list[Stance]:
        """Sort stances by earliest day, latest day and slug, but none before one that it is known to follow."""
        ordered: list[Stance] = []
        for stance in sorted(stances, key=date_key):
            overlapping = len(ordered)
            while overlapping and ordered[overlapping - 1].when.latest >= stance.when.earliest:
                overlapping -= 1
            later = (i for i in range(overlapping, len(ordered)) if self.precedes(stance, ordered[i]))
            ordered.insert(next(later, len(ordered)), stance)
        return ordered

    def is_determined(self, stances: Sequence[Stance]) -> bool:
        """Whether any two of these that differ in position can be put in order."""
        return all(
            one.position == other.position or self.precedes(one, other) or self.precedes(other, one)
            for i, one in enumerate(stances)
            for other in stances[i + 1 :]
        )

    def possibly_last(self, stances: Sequence[Stance]) -> list[Stance]:
        """The stances that may be the last: those that none of the others certainly follows."""
        newest = max((s.when.earliest for s in stances), default=Day.min)
        candidates = [s for s in stances if s.when.latest >= newest]
        if len({s.position for s in candidates}) < 2:
            return candidates
        return [s for s in candidates if not any(self.precedes(s, other) for other in candidates)]

    def _predecessors(self, slug: str) -> frozenset[_Node]:
        """Every claim and document that precedes a claim, through any number of `after` relations."""
        if slug not in self._earlier:
            predecessors: set[_Node] = set()
            waiting = list(self._direct_predecessors((Kind.CLAIM, slug)))
            while waiting:
                node = waiting.pop()
                if node not in predecessors:
                    predecessors.add(node)
                    waiting.extend(self._direct_predecessors(node))
            self._earlier[slug] = frozenset(predecessors)
        return self._earlier[slug]

    def _direct_predecessors(self, node: _Node) -> Iterator[_Node]:
        kind, slug = node
        if kind is Kind.CLAIM and (claim := self._record.claims.get(slug)):
            yield from ((Kind.CLAIM, earlier) for earlier in claim.after)
            document = self._record.documents.get(claim.document or "")
            if document and claim.attribution is Attribution.ASSERTED:
                yield from ((Kind.DOCUMENT, earlier) for earlier in document.after)
        elif kind is Kind.DOCUMENT and (own_document := self._record.documents.get(slug)):
            yield from ((Kind.DOCUMENT, earlier) for earlier in own_document.after)
            claims = self._record.claims_of_document.get(slug, ())
            yield from ((Kind.CLAIM, c.slug) for c in claims if c.attribution is Attribution.ASSERTED)
