"""A whole debate as an immutable `Record`, with the indexes that readers need.

Entries refer to each other by slug. Everything that only reads a debate (argument, timeline, figures, checks, formats,
pages) takes a `Record`; nothing here depends on the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeVar

from stances.cache import cached_property
from stances.dates.chronology import Chronology
from stances.dates.day import Day
from stances.record.entries import (
    Claim,
    Debate,
    Dispute,
    Document,
    Entry,
    Event,
    Faction,
    Link,
    Participant,
    Source,
    Stance,
)
from stances.record.kinds import KINDS
from stances.record.label_wording import full_name, tell_apart
from stances.record.vocabulary import Attribution, Kind

E = TypeVar("E", bound=Entry)
NAMED_KINDS = (Kind.FACTION, Kind.PARTICIPANT, Kind.DISPUTE, Kind.EVENT, Kind.DOCUMENT)
"""The kinds whose entries people choose by name, so that no two may be called the same."""


def _index_by_slug(entries: Iterable[E]) -> Mapping[str, E]:
    return MappingProxyType({e.slug: e for e in entries})


def _group_pairs(pairs: Iterable[tuple[str, E]]) -> Mapping[str, tuple[E, ...]]:
    groups: dict[str, list[E]] = defaultdict(list)
    for key, entry in pairs:
        groups[key].append(entry)
    return MappingProxyType({key: tuple(entries) for key, entries in groups.items()})


def _empty_mapping() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=True)
class Record:
    """A debate at one moment: the entries of each kind by slug, in a stable order, and indexes.

    `revision` is the number of the last change included (0 for a record from a file) and is ignored in comparisons.
    References always resolve in a record from the database, but not always in one from a file; `checks.run` reports
    those that do not. Each index maps a slug to a tuple; use `.get(slug, ())`.
    """

    debate: Debate
    factions: Mapping[str, Faction] = field(default_factory=_empty_mapping)
    participants: Mapping[str, Participant] = field(default_factory=_empty_mapping)
    disputes: Mapping[str, Dispute] = field(default_factory=_empty_mapping)
    events: Mapping[str, Event] = field(default_factory=_empty_mapping)
    documents: Mapping[str, Document] = field(default_factory=_empty_mapping)
    claims: Mapping[str, Claim] = field(default_factory=_empty_mapping)
    links: Mapping[str, Link] = field(default_factory=_empty_mapping)
    stances: Mapping[str, Stance] = field(default_factory=_empty_mapping)
    revision: int = field(default=0, compare=False)

    @classmethod
    def from_entries(cls, debate: Debate, entries: Iterable[Entry], revision: int = 0) -> Record:
        """Make a record of entries of any kinds, keeping their order."""
        kinds: dict[Kind, list[Entry]] = defaultdict(list)
        day = debate.old_style_until
        for entry in entries:
            kinds[entry.kind_name].append(entry.until_old_style(day) if day else entry)
        collections = {KINDS[kind].collection: _index_by_slug(group) for kind, group in kinds.items()}
        debate = debate.until_old_style(day) if day else debate
        return cls(debate=debate, revision=revision, **collections)  # type: ignore[arg-type]

    def entries(self) -> Iterator[Entry]:
        """Every entry but the debate itself, kind by kind."""
        for kind in KINDS:
            yield from self.of_kind(kind).values()

    def of_kind(self, kind: Kind) -> Mapping[str, Entry]:
        """The entries of a kind by slug."""
        entries: Mapping[str, Entry] = getattr(self, KINDS[kind].collection)
        return entries

    def get(self, kind: Kind, slug: str) -> Entry | None:
        """The entry with this kind and slug; None if there is none."""
        if kind is Kind.DEBATE:
            return self.debate if slug == self.debate.slug else None
        return self.of_kind(kind).get(slug)

    def with_edits(self, put: Iterable[Entry], dropped: Iterable[tuple[Kind, str]] = ()) -> Record:
        """A record with entries added or replaced (`put`) and removed (`dropped`); `revision` stays."""
        put = list(put)
        debate = next((entry for entry in reversed(put) if isinstance(entry, Debate)), self.debate)
        day, changed = debate.old_style_until, dict[Kind, dict[str, Entry]]()
        if day != self.debate.old_style_until:
            put = [*self.entries(), *put]
        if day or self.debate.old_style_until:
            debate, put = debate.until_old_style(day), [entry.until_old_style(day) for entry in put]
        for entry in put:
            kind = entry.kind_name
            if kind is Kind.DEBATE:
                continue
            changed.setdefault(kind, dict(self.of_kind(kind)))[entry.slug] = entry
        for kind, slug in dropped:
            changed.setdefault(kind, dict(self.of_kind(kind))).pop(slug, None)
        collections: dict[str, Any] = {
            KINDS[kind].collection: MappingProxyType(entries) for kind, entries in changed.items()
        }
        return self._with_indexes_of_unchanged(replace(self, debate=debate, **collections), changed)

    def with_entry(self, entry: Entry) -> Record:
        """A record with this entry added, or replacing the one with its slug."""
        return self.with_edits([entry])

    def with_revision(self, revision: int) -> Record:
        """The same record with another revision number."""
        return self._with_indexes_of_unchanged(replace(self, revision=revision), ())

    def _with_indexes_of_unchanged(self, later: Record, changed: Collection[Kind]) -> Record:
        """The later record with those indexes of this one that are of no changed kind: an edit leaves most as they are."""
        for name, kinds in _KINDS_OF_INDEX.items():
            if name in self.__dict__ and kinds.isdisjoint(changed):
                later.__dict__[name] = self.__dict__[name]
        return later

    @cached_property
    def claims_of_dispute(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by dispute, including those that name it under `also`."""
        return _group_pairs((d, c) for c in self.claims.values() for d in c.disputes)

    @cached_property
    def claims_of_tag(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by tag, with tags in alphabetical order."""
        return _group_pairs(
            sorted(((t, c) for c in self.claims.values() for t in c.tags), key=lambda p: p[0])
        )

    @cached_property
    def disputes_of_tag(self) -> Mapping[str, tuple[Dispute, ...]]:
        """Disputes by tag, with tags in alphabetical order."""
        return _group_pairs(
            sorted(((t, d) for d in self.disputes.values() for t in d.tags), key=lambda p: p[0])
        )

    @cached_property
    def joined_claims_of_link(self) -> Mapping[str, frozenset[str]]:
        """The claims that each link joins, as `find_joined_claims` tells; those that dangle are left out."""
        joined = (
            (slug, find_joined_claims(self.claims, self.links, link)) for slug, link in self.links.items()
        )
        return {slug: claims for slug, claims in joined if claims}

    @cached_property
    def event_order(self) -> Chronology:
        """The order of the events, by their dates and by what they come after."""
        return Chronology({slug: (event.when, event.after) for slug, event in self.events.items()})

    @cached_property
    def document_order(self) -> Chronology:
        """The order of the documents, by their dates and by what they come after."""
        return Chronology(
            {slug: (document.when, document.after) for slug, document in self.documents.items()}
        )

    @cached_property
    def claim_order(self) -> Chronology:
        """The order of the claims, by their dates and by what they come after."""
        return Chronology({slug: (claim.when, claim.after) for slug, claim in self.claims.items()})

    def event_bounds(self, event: Event) -> tuple[Day, Day]:
        """The first and last day on which an event may have happened, by its date and by what it comes after or before.

        One that lasts, or whose order contradicts its date, has those of its date.
        """
        earliest, latest = self.event_order.bounds(event.slug)
        if event.when and (event.when.is_interval or earliest > latest):
            return event.when.sort_key
        return (earliest, latest) if earliest <= latest else (Day.min, Day.max)

    @cached_property
    def claims_of_speaker(self) -> Mapping[str, tuple[Claim, ...]]:
        return _group_pairs((c.speaker, c) for c in self.claims.values())

    @cached_property
    def claims_of_document(self) -> Mapping[str, tuple[Claim, ...]]:
        return _group_pairs((c.document, c) for c in self.claims.values() if c.document)

    @cached_property
    def links_from(self) -> Mapping[str, tuple[Link, ...]]:
        """Links by each of the claims that they start from."""
        return _group_pairs((slug, k) for k in self.links.values() for slug in k.premises)

    @cached_property
    def links_to(self) -> Mapping[str, tuple[Link, ...]]:
        """Links by target: the slug of a claim or, for undercuts, of a link."""
        return _group_pairs((k.target, k) for k in self.links.values())

    @cached_property
    def stances_of_dispute(self) -> Mapping[str, tuple[Stance, ...]]:
        return _group_pairs((s.dispute, s) for s in self.stances.values())

    @cached_property
    def stances_of_participant(self) -> Mapping[str, tuple[Stance, ...]]:
        return _group_pairs((s.participant, s) for s in self.stances.values())

    @cached_property
    def stances_citing(self) -> Mapping[str, tuple[Stance, ...]]:
        """Stances by the claims that they cite as evidence."""
        return _group_pairs((c, s) for s in self.stances.values() for c in s.claims)

    @cached_property
    def members_of(self) -> Mapping[str, tuple[Participant, ...]]:
        """Participants by faction, each once."""
        return _group_pairs(
            (f, p)
            for p in self.participants.values()
            for f in dict.fromkeys(m.faction for m in p.memberships)
        )

    @cached_property
    def documents_of_participant(self) -> Mapping[str, tuple[Document, ...]]:
        """Documents by author, signatory or addressee, each once."""
        return _group_pairs(
            (p, d)
            for d in self.documents.values()
            for p in dict.fromkeys((*d.authors, *d.signatories, *d.addressees))
        )

    @cached_property
    def labels(self) -> Mapping[Kind, Mapping[str, str]]:
        """What each entry is called among those of its kind, of the kinds that people choose by name."""
        return {kind: tell_apart(self.of_kind(kind).values(), lambda e: e.label) for kind in NAMED_KINDS}

    @cached_property
    def full_names(self) -> Mapping[str, str]:
        """The full name of each participant, told apart from the others' by more."""
        return tell_apart(self.participants.values(), full_name)

    @cached_property
    def default_source(self) -> Source | None:
        """The source of locators that name none: the debate's first; None if it has none."""
        return self.debate.sources[0] if self.debate.sources else None

    def arguer_of_link(self, link: Link) -> str | None:
        """The slug of whoever argues that the link holds: `by`, else the speaker of its source claim.

        None for an inferred link without `by`, which is the editor's own connection.
        """
        if link.by or link.attribution is Attribution.INFERRED:
            return link.by
        claim = self.claims.get(link.source)
        return claim.speaker if claim else None


def find_joined_claims(claims: Mapping[str, Claim], links: Mapping[str, Link], link: Link) -> frozenset[str]:
    """The claims that a link joins, through the links that it undercuts; empty if a reference is dangling."""
    ends: set[str] = set()
    seen: set[str] = set()
    current: Link | None = link
    while current and current.slug not in seen and all(slug in claims for slug in current.premises):
        seen.add(current.slug)
        ends.update(current.premises)
        if current.target in claims:
            return frozenset(ends | {current.target})
        current = links.get(current.target)
    return frozenset()


_KINDS_OF_INDEX: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {
        "claims_of_dispute": frozenset({Kind.CLAIM}),
        "claims_of_tag": frozenset({Kind.CLAIM}),
        "claims_of_speaker": frozenset({Kind.CLAIM}),
        "claims_of_document": frozenset({Kind.CLAIM}),
        "disputes_of_tag": frozenset({Kind.DISPUTE}),
        "event_order": frozenset({Kind.EVENT}),
        "document_order": frozenset({Kind.DOCUMENT}),
        "claim_order": frozenset({Kind.CLAIM}),
        "links_from": frozenset({Kind.LINK}),
        "links_to": frozenset({Kind.LINK}),
        "joined_claims_of_link": frozenset({Kind.CLAIM, Kind.LINK}),
        "stances_of_dispute": frozenset({Kind.STANCE}),
        "stances_of_participant": frozenset({Kind.STANCE}),
        "stances_citing": frozenset({Kind.STANCE}),
        "members_of": frozenset({Kind.PARTICIPANT}),
        "documents_of_participant": frozenset({Kind.DOCUMENT}),
        "labels": frozenset(NAMED_KINDS),
        "full_names": frozenset({Kind.PARTICIPANT}),
    }
)
"""The kinds that each index of a record is made of."""
