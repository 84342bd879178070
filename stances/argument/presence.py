"""What is there of a debate on a given day: absent, possible, certain, or taken back.

A date may be uncertain, and so is what has come by a day: possible from the first day that it may lie on, certain from the
last. What nobody dated has the date of its document, had been written when that was first read, and else is possible
always. The `Basis` says which date counts: when something was written, or when the first
of those it reached could read it, which is told where the record has a receipt or a publication of the document. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from stances.argument.graph import Graph
from stances.dates.uncertain import UncertainDate
from stances.record.commitments import find_endings
from stances.record.entries import Act, Claim, Document, Link, Stance
from stances.record.record import Record
from stances.record.vocabulary import Basis


class Presence(StrEnum):
    """In the order in which a claim passes through them: none ever comes back."""

    ABSENT = "absent"
    POSSIBLE = "possible"
    CERTAIN = "certain"
    PERHAPS_WITHDRAWN = "perhaps-withdrawn"
    WITHDRAWN = "withdrawn"


class DayBounds(NamedTuple):
    """The days on which something may have come about, the first and the last."""

    earliest: date
    latest: date

    def presence_on(self, day: date) -> Presence:
        if day < self.earliest:
            return Presence.ABSENT
        return Presence.CERTAIN if self.latest <= day else Presence.POSSIBLE


ALWAYS = DayBounds(date.min, date.max)


def _bounds_of(when: UncertainDate | None) -> DayBounds:
    return DayBounds(when.earliest, when.latest) if when else ALWAYS


def _bounds_of_last(spans: Iterable[DayBounds]) -> DayBounds:
    """When the last of these had come about."""
    bounds = list(spans)
    return DayBounds(max(s.earliest for s in bounds), max(s.latest for s in bounds)) if bounds else ALWAYS


def _bounds_of_first(spans: Iterable[DayBounds]) -> DayBounds | None:
    """When the first of these had come about; None of nothing."""
    bounds = list(spans)
    return DayBounds(min(s.earliest for s in bounds), min(s.latest for s in bounds)) if bounds else None


@dataclass(frozen=True)
class Timing:
    """When the claims, links and stances of a record had come about, on one basis.

    Nothing is surer as known than as written: what arrived had been written, but a vague date stays vague. Ask one
    instance many questions, for it keeps what it finds.
    """

    record: Record
    basis: Basis = Basis.WRITTEN

    def claim_bounds(self, claim: Claim) -> DayBounds:
        return self._not_before_arrival(self._written_bounds(claim.when, claim.document), claim.document)

    def act_bounds(self, act: Act) -> DayBounds:
        return self._not_before_arrival(self._written_bounds(act.when, act.document), act.document)

    def document_bounds(self, document: Document) -> DayBounds:
        return self._not_before_arrival(self._written_bounds(None, document.slug), document.slug)

    def stance_bounds(self, stance: Stance) -> DayBounds:
        """As known, from when the first of the claims it rests on was, if the arrival of any of them is recorded."""
        if not self._arrivals:
            return _bounds_of(stance.when)
        written, spans = _bounds_of(stance.when), self._evidence_bounds(stance)
        return _bounds_of_last([written, first]) if (first := _bounds_of_first(spans)) else written

    def link_bounds(self, link: Link) -> DayBounds:
        """Once both its ends are there, and the document that draws it; for an undercut, the link that it denies as well."""
        if link.slug not in self._link_cache:
            self._link_cache[link.slug] = self._find_link_bounds(link)
        return self._link_cache[link.slug]

    def withdrawal_bounds(self, claim: Claim) -> DayBounds | None:
        """When its speaker took a claim back; None if never."""
        return _bounds_of_first(map(self.act_bounds, find_endings(claim, claim.speaker)))

    def claim_presence(self, claim: Claim, day: date) -> Presence:
        """A claim as of a day; one that was certainly taken back had certainly been made."""
        made, taken_back = self.claim_bounds(claim).presence_on(day), self._withdrawal_presence(claim, day)
        if made is Presence.ABSENT or taken_back is Presence.ABSENT:
            return made
        if taken_back is Presence.CERTAIN:
            return Presence.WITHDRAWN
        return Presence.PERHAPS_WITHDRAWN if made is Presence.CERTAIN else made

    def presence_by_slug(self, graph: Graph, day: date) -> dict[str, Presence]:
        """Every claim and link of a graph as of a day, by slug."""
        claims = {slug: self.claim_presence(claim, day) for slug, claim in graph.claims.items()}
        return claims | {slug: self.link_bounds(link).presence_on(day) for slug, link in graph.links.items()}

    def any_possible_on(self, slugs: Iterable[str], day: date) -> bool:
        """Whether any of these claims and links may be there by a day."""
        claims, links = self.record.claims, self.record.links
        spans = (self.claim_bounds(claims[s]) if s in claims else self.link_bounds(links[s]) for s in slugs)
        return any(span.presence_on(day) is not Presence.ABSENT for span in spans)

    def claim_as_of(self, claim: Claim, day: date) -> Claim:
        """The claim without the acts that cannot have been by that day."""
        acts = tuple(
            act for act in claim.acts if self.act_bounds(act).presence_on(day) is not Presence.ABSENT
        )
        return claim if len(acts) == len(claim.acts) else claim.model_copy(update={"acts": acts})

    def graph_as_of(self, graph: Graph, day: date) -> Graph:
        """What a graph may have held by a day, each claim without later acts."""
        present = {
            s for s, presence in self.presence_by_slug(graph, day).items() if presence is not Presence.ABSENT
        }
        claims = {
            slug: self.claim_as_of(claim, day) for slug, claim in graph.claims.items() if slug in present
        }
        links = {slug: link for slug, link in graph.links.items() if slug in present}
        return replace(graph, claims=claims, links=links, context=graph.context & present)

    def _withdrawal_presence(self, claim: Claim, day: date) -> Presence:
        taken_back = self.withdrawal_bounds(claim)
        return taken_back.presence_on(day) if taken_back else Presence.ABSENT

    def _written_bounds(self, when: UncertainDate | None, slug: str | None) -> DayBounds:
        """By its own date, else that of the document it stands in, which nobody read before it was written."""
        document = self.record.documents.get(slug or "")
        dated = when or (document.when if document else None)
        read = find_arrival(document) if document and not dated else None
        return DayBounds(date.min, read.latest) if read else _bounds_of(dated)

    def _not_before_arrival(self, written: DayBounds, slug: str | None) -> DayBounds:
        arrived = self._arrivals.get(slug or "")
        return _bounds_of_last([written, arrived]) if arrived else written

    @cached_property
    def _arrivals(self) -> Mapping[str, DayBounds]:
        """When each document had its first reader, where that is what counts and is recorded."""
        if self.basis is Basis.WRITTEN:
            return {}
        return {slug: at for slug, d in self.record.documents.items() if (at := find_arrival(d))}

    def _evidence_bounds(self, stance: Stance) -> list[DayBounds]:
        claims = [self.record.claims[slug] for slug in stance.claims if slug in self.record.claims]
        if not any(claim.document in self._arrivals for claim in claims):
            return []
        return [self.claim_bounds(claim) for claim in claims]

    @cached_property
    def _link_cache(self) -> dict[str, DayBounds]:
        return {}

    def _find_link_bounds(self, link: Link) -> DayBounds:
        """Along the chain of links that an undercut denies; what leads nowhere asks for nothing."""
        spans: dict[str, list[DayBounds]] = {}
        current: Link | None = link
        while current and current.slug not in spans:
            ends = (self.record.claims.get(end) for end in (current.source, current.target))
            document = self.record.documents.get(current.document or "")
            drawn = [self.document_bounds(document)] if document and document.when else []
            spans[current.slug] = [*(self.claim_bounds(claim) for claim in ends if claim), *drawn]
            current = self.record.links.get(current.target)
        return _bounds_of_last(span for bounds in spans.values() for span in bounds)


def find_arrival(document: Document) -> DayBounds | None:
    """When the first reader had a document, received or published; None where the record does not say."""
    receipts = [receipt.when for receipt in document.received]
    return _bounds_of_first(
        map(_bounds_of, [*receipts, document.published] if document.published else receipts)
    )
