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
from stances.record.commitments import endings
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


class Span(NamedTuple):
    """The days on which something may have come about, the first and the last."""

    earliest: date
    latest: date

    def by(self, day: date) -> Presence:
        if day < self.earliest:
            return Presence.ABSENT
        return Presence.CERTAIN if self.latest <= day else Presence.POSSIBLE


ALWAYS = Span(date.min, date.max)


def _span(when: UncertainDate | None) -> Span:
    return Span(when.earliest, when.latest) if when else ALWAYS


def _all_of(spans: Iterable[Span]) -> Span:
    """When the last of these had come about."""
    found = list(spans)
    return Span(max(s.earliest for s in found), max(s.latest for s in found)) if found else ALWAYS


def _any_of(spans: Iterable[Span]) -> Span | None:
    """When the first of these had come about; None of nothing."""
    found = list(spans)
    return Span(min(s.earliest for s in found), min(s.latest for s in found)) if found else None


@dataclass(frozen=True)
class Timing:
    """When the claims, links and stances of a record had come about, on one basis.

    Nothing is surer as known than as written: what arrived had been written, but a vague date stays vague. Ask one
    instance many questions, for it keeps what it finds.
    """

    record: Record
    basis: Basis = Basis.WRITTEN

    def claim(self, claim: Claim) -> Span:
        return self._with_arrival(self._written(claim.when, claim.document), claim.document)

    def act(self, act: Act) -> Span:
        return self._with_arrival(self._written(act.when, act.document), act.document)

    def document(self, document: Document) -> Span:
        return self._with_arrival(self._written(None, document.slug), document.slug)

    def stance(self, stance: Stance) -> Span:
        """As known, from when the first of the claims it rests on was, if the arrival of any of them is recorded."""
        if not self._arrivals:
            return _span(stance.when)
        written, spans = _span(stance.when), self._stance_claims(stance)
        return _all_of([written, first]) if (first := _any_of(spans)) else written

    def link(self, link: Link) -> Span:
        """Once both its ends are there, and the document that draws it; for an undercut, the link that it denies as well."""
        if link.slug not in self._links:
            self._links[link.slug] = self._link(link)
        return self._links[link.slug]

    def withdrawal(self, claim: Claim) -> Span | None:
        """When its speaker took a claim back; None if never."""
        return _any_of(map(self.act, endings(claim, claim.speaker)))

    def presence(self, claim: Claim, day: date) -> Presence:
        """A claim as of a day; one that was certainly taken back had certainly been made."""
        made, taken_back = self.claim(claim).by(day), self._ends(claim, day)
        if made is Presence.ABSENT or taken_back is Presence.ABSENT:
            return made
        if taken_back is Presence.CERTAIN:
            return Presence.WITHDRAWN
        return Presence.PERHAPS_WITHDRAWN if made is Presence.CERTAIN else made

    def presences(self, graph: Graph, day: date) -> dict[str, Presence]:
        """Every claim and link of a graph as of a day, by slug."""
        claims = {slug: self.presence(claim, day) for slug, claim in graph.claims.items()}
        return claims | {slug: self.link(link).by(day) for slug, link in graph.links.items()}

    def any_by(self, slugs: Iterable[str], day: date) -> bool:
        """Whether any of these claims and links may be there by a day."""
        claims, links = self.record.claims, self.record.links
        spans = (self.claim(claims[s]) if s in claims else self.link(links[s]) for s in slugs)
        return any(span.by(day) is not Presence.ABSENT for span in spans)

    def claim_by(self, claim: Claim, day: date) -> Claim:
        """The claim without the acts that cannot have been by that day."""
        acts = tuple(act for act in claim.acts if self.act(act).by(day) is not Presence.ABSENT)
        return claim if len(acts) == len(claim.acts) else claim.model_copy(update={"acts": acts})

    def restricted(self, graph: Graph, day: date) -> Graph:
        """What a graph may have held by a day, each claim without later acts."""
        there = {s for s, presence in self.presences(graph, day).items() if presence is not Presence.ABSENT}
        claims = {slug: self.claim_by(claim, day) for slug, claim in graph.claims.items() if slug in there}
        links = {slug: link for slug, link in graph.links.items() if slug in there}
        return replace(graph, claims=claims, links=links, context=graph.context & there)

    def _ends(self, claim: Claim, day: date) -> Presence:
        taken_back = self.withdrawal(claim)
        return taken_back.by(day) if taken_back else Presence.ABSENT

    def _written(self, when: UncertainDate | None, slug: str | None) -> Span:
        """By its own date, else that of the document it stands in, which nobody read before it was written."""
        document = self.record.documents.get(slug or "")
        dated = when or (document.when if document else None)
        read = arrival(document) if document and not dated else None
        return Span(date.min, read.latest) if read else _span(dated)

    def _with_arrival(self, written: Span, slug: str | None) -> Span:
        arrived = self._arrivals.get(slug or "")
        return _all_of([written, arrived]) if arrived else written

    @cached_property
    def _arrivals(self) -> Mapping[str, Span]:
        """When each document had its first reader, where that is what counts and is recorded."""
        if self.basis is Basis.WRITTEN:
            return {}
        return {slug: at for slug, d in self.record.documents.items() if (at := arrival(d))}

    def _stance_claims(self, stance: Stance) -> list[Span]:
        claims = [self.record.claims[slug] for slug in stance.claims if slug in self.record.claims]
        if not any(claim.document in self._arrivals for claim in claims):
            return []
        return [self.claim(claim) for claim in claims]

    @cached_property
    def _links(self) -> dict[str, Span]:
        return {}

    def _link(self, link: Link) -> Span:
        """Along the chain of links that an undercut denies; what leads nowhere asks for nothing."""
        spans: dict[str, list[Span]] = {}
        current: Link | None = link
        while current and current.slug not in spans:
            ends = (self.record.claims.get(end) for end in (current.source, current.target))
            document = self.record.documents.get(current.document or "")
            drawn = [self.document(document)] if document and document.when else []
            spans[current.slug] = [*(self.claim(claim) for claim in ends if claim), *drawn]
            current = self.record.links.get(current.target)
        return _all_of(span for found in spans.values() for span in found)


def arrival(document: Document) -> Span | None:
    """When the first reader had a document, received or published; None where the record does not say."""
    known = [receipt.when for receipt in document.received]
    return _any_of(map(_span, [*known, document.published] if document.published else known))
