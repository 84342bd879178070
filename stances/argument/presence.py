"""Whether a claim, link, act or stance exists on a given day: absent, possible, certain or withdrawn.

An uncertain date makes it possible from its earliest day and certain from its latest. An undated entry takes the date of
its document; failing that it was written by the day on which that document was first read, or at any time.
`Basis.WRITTEN` counts the day of writing, `Basis.KNOWN` the day on which a reader first had the document, where its
receipt or publication is recorded. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from stances.argument.graph import Graph
from stances.cache import cached_property
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.record.commitments import ADOPTIONS, find_endings
from stances.record.entries import Act, Claim, Document, Link, Stance
from stances.record.record import Record, find_joined_claims
from stances.record.vocabulary import Basis


class Presence(StrEnum):
    """Whether something exists on a day, in the order in which a claim goes through these states, never back."""

    ABSENT = "absent"
    POSSIBLE = "possible"
    CERTAIN = "certain"
    PERHAPS_WITHDRAWN = "perhaps-withdrawn"
    WITHDRAWN = "withdrawn"


class DayBounds(NamedTuple):
    """The first and last day on which something may have begun to exist."""

    earliest: Day
    latest: Day

    def presence_on(self, day: Day) -> Presence:
        """Absent before the first day, certain from the last, possible between."""
        if day < self.earliest:
            return Presence.ABSENT
        return Presence.CERTAIN if self.latest <= day else Presence.POSSIBLE


ALWAYS = DayBounds(Day.min, Day.max)


def _bounds_of(when: UncertainDate | None) -> DayBounds:
    return DayBounds(when.earliest, when.latest) if when else ALWAYS


def _bounds_of_last(spans: Iterable[DayBounds]) -> DayBounds:
    """When the last of these began; always if there are none."""
    bounds = list(spans)
    return DayBounds(max(s.earliest for s in bounds), max(s.latest for s in bounds)) if bounds else ALWAYS


def _bounds_of_first(spans: Iterable[DayBounds]) -> DayBounds | None:
    """When the first of these began; None if there are none."""
    bounds = list(spans)
    return DayBounds(min(s.earliest for s in bounds), min(s.latest for s in bounds)) if bounds else None


@dataclass(frozen=True)
class Timing:
    """The day bounds of every entry of a record, on one basis.

    Known dates are never more certain than written ones. Caches the bounds of links: ask one instance many questions.
    """

    record: Record
    basis: Basis = Basis.WRITTEN

    def claim_bounds(self, claim: Claim) -> DayBounds:
        """When a claim was made or, on the basis of what was known, could be read."""
        return self._not_before_arrival(self._written_bounds(claim.when, claim.document), claim.document)

    def act_bounds(self, act: Act) -> DayBounds:
        """When an act was done or could be known of."""
        return self._not_before_arrival(self._written_bounds(act.when, act.document), act.document)

    def document_bounds(self, document: Document) -> DayBounds:
        """When a document was written or could be read."""
        return self._not_before_arrival(self._written_bounds(None, document.slug), document.slug)

    def stance_bounds(self, stance: Stance) -> DayBounds:
        """When a stance was taken or, if the arrival of any of its claims is recorded, when the first could be read."""
        if not self._arrivals:
            return _bounds_of(stance.when)
        written, spans = _bounds_of(stance.when), self._evidence_bounds(stance)
        return _bounds_of_last([written, first]) if (first := _bounds_of_first(spans)) else written

    def link_bounds(self, link: Link) -> DayBounds:
        """When a link exists: once all its ends do, its document and, for an undercut, the link that it denies."""
        if link.slug not in self._link_cache:
            self._link_cache[link.slug] = self._find_link_bounds(link)
        return self._link_cache[link.slug]

    def withdrawal_bounds(self, claim: Claim) -> DayBounds | None:
        """When its speaker withdrew a claim; None if they never did."""
        return self._ending_bounds(claim, claim.speaker)

    def claim_presence(self, claim: Claim, day: Day) -> Presence:
        """The presence of a claim on a day; one that was certainly withdrawn had certainly been made."""
        return self.holding_presence(claim, claim.speaker, day)

    def holding_presence(self, claim: Claim, participant: str, day: Day) -> Presence:
        """Whether a claim is on a day one that a participant has made or adopted, and not given up."""
        ending = self._ending_bounds(claim, participant)
        existence = self.holding_bounds(claim, participant).presence_on(day)
        withdrawal = ending.presence_on(day) if ending else Presence.ABSENT
        if existence is Presence.ABSENT or withdrawal is Presence.ABSENT:
            return existence
        if withdrawal is Presence.CERTAIN:
            return Presence.WITHDRAWN
        return Presence.PERHAPS_WITHDRAWN if existence is Presence.CERTAIN else existence

    def holding_bounds(self, claim: Claim, participant: str) -> DayBounds:
        """When a claim was made or, by one who neither makes nor voices it, adopted."""
        if participant in (claim.speaker, claim.voiced_by):
            return self.claim_bounds(claim)
        adoptions = (a for a in claim.acts if a.participant == participant and a.act in ADOPTIONS)
        adopted = _bounds_of_first(map(self.act_bounds, adoptions))
        return _bounds_of_last([self.claim_bounds(claim), *([adopted] if adopted else [])])

    def presence_by_slug(self, graph: Graph, day: Day) -> dict[str, Presence]:
        """The presence of every claim and link of a graph on a day, by slug."""
        claims = {slug: self.claim_presence(claim, day) for slug, claim in graph.claims.items()}
        return claims | {slug: self.link_bounds(link).presence_on(day) for slug, link in graph.links.items()}

    def claim_as_of(self, claim: Claim, day: Day) -> Claim:
        """The claim without the acts that cannot have happened by that day."""
        acts = tuple(
            act for act in claim.acts if self.act_bounds(act).presence_on(day) is not Presence.ABSENT
        )
        return claim if len(acts) == len(claim.acts) else claim.model_copy(update={"acts": acts})

    def record_as_of(self, day: Day) -> Record:
        """The record without the claims, acts, links and stances that cannot exist by a day; what dates them stays."""

        def may_exist(bounds: DayBounds) -> bool:
            return bounds.presence_on(day) is not Presence.ABSENT

        claims = {
            slug: self.claim_as_of(claim, day)
            for slug, claim in self.record.claims.items()
            if may_exist(self.claim_bounds(claim))
        }
        links = {slug: link for slug, link in self.record.links.items() if may_exist(self.link_bounds(link))}
        stances = {
            slug: stance
            for slug, stance in self.record.stances.items()
            if may_exist(self.stance_bounds(stance))
        }
        return replace(self.record, claims=claims, links=links, stances=stances)

    def first_days(self, graph: Graph) -> dict[str, Day]:
        """The first day on which each claim and link of a graph may exist; claims of its context come with a link to them."""
        links = {slug: self.link_bounds(link).earliest for slug, link in graph.links.items()}
        claims = {slug: self.claim_bounds(claim).earliest for slug, claim in graph.claims.items()}
        core = claims.keys() - graph.context
        joining = [
            (links[k.slug], ends)
            for k in graph.links.values()
            if (ends := find_joined_claims(graph.claims, graph.links, k)) & core
        ]
        for slug in graph.context:
            claims[slug] = min((day for day, ends in joining if slug in ends), default=claims[slug])
        return claims | links

    def _ending_bounds(self, claim: Claim, participant: str) -> DayBounds | None:
        return _bounds_of_first(map(self.act_bounds, find_endings(claim, participant)))

    def _written_bounds(self, when: UncertainDate | None, slug: str | None) -> DayBounds:
        """The bounds of its own date, else of its document's; an undated document was written before it was first read."""
        document = self.record.documents.get(slug or "")
        written = when or (document.when if document else None)
        arrival = find_arrival(document) if document and not written else None
        return DayBounds(Day.min, arrival.latest) if arrival else _bounds_of(written)

    def _not_before_arrival(self, written: DayBounds, document: str | None) -> DayBounds:
        arrival = self._arrivals.get(document or "")
        return _bounds_of_last([written, arrival]) if arrival else written

    @cached_property
    def _arrivals(self) -> Mapping[str, DayBounds]:
        """When each document had its first reader, as far as recorded; empty where the day of writing counts."""
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
        """The bounds of the last to exist along the chain of undercut links; dangling references are ignored."""
        spans: dict[str, list[DayBounds]] = {}
        current: Link | None = link
        while current and current.slug not in spans:
            ends = (self.record.claims.get(end) for end in (*current.premises, current.target))
            document = self.record.documents.get(current.document or "")
            document_spans = [self.document_bounds(document)] if document and document.when else []
            spans[current.slug] = [*(self.claim_bounds(claim) for claim in ends if claim), *document_spans]
            current = self.record.links.get(current.target)
        return _bounds_of_last(span for bounds in spans.values() for span in bounds)


def find_arrival(document: Document) -> DayBounds | None:
    """When the first reader had a document, received or published; None if the record does not say."""
    receipts = [receipt.when for receipt in document.received]
    return _bounds_of_first(
        map(_bounds_of, [*receipts, document.published] if document.published else receipts)
    )
