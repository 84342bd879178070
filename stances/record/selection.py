"""Choosing records from a debate: by words, kind, participant and dispute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from stances.dates.day import Day
from stances.errors import NotFoundError
from stances.record.entries import Claim, Document, Entry, Event, Link, Participant, Stance
from stances.record.record import Record
from stances.record.search import keep_matching, people_of
from stances.record.vocabulary import Kind
from stances.record.wording import describe_missing

E = TypeVar("E", bound=Entry)

SELECTABLE = (Kind.CLAIM, Kind.LINK, Kind.STANCE, Kind.DOCUMENT, Kind.EVENT, Kind.PARTICIPANT)
"""The kinds of which a debate has many."""


@dataclass(frozen=True)
class EntryFilter:
    """Which records are wanted; what is empty asks for nothing.

    Links belong to the disputes of the claims at their ends; documents, events and participants belong to none.
    """

    text: str = ""
    kind: Kind | None = None
    who: str = ""
    dispute: str = ""

    def passes(self, record: Record, entry: Entry) -> bool:
        """Whether the entry is of the kind, the participant and the dispute; the text is left to the search."""
        return (
            (self.kind is None or self.kind is entry.kind_name)
            and (not self.who or self.who in people_of(record, entry))
            and (not self.dispute or self.dispute in disputes_of(record, entry))
        )


def require_entry(record: Record, model: type[E], slug: str) -> E:
    """The entry of this kind and slug. Raises `NotFoundError`."""
    entry = record.get(model.kind_name, slug)
    if not isinstance(entry, model):
        raise NotFoundError(describe_missing(model.kind_name, slug))
    return entry


def select_entries(record: Record, wanted: EntryFilter) -> dict[Kind, list[Entry]]:
    """The entries that are wanted, by kind, each kind in order of time, participants by name; kinds with none are left out."""
    selected = {}
    for kind in SELECTABLE:
        entries = [e for e in record.of_kind(kind).values() if wanted.passes(record, e)]
        if entries := keep_matching(record, entries, wanted.text):
            selected[kind] = sorted(entries, key=lambda entry: _order(record, entry))
    return selected


def disputes_of(record: Record, entry: Entry) -> set[str]:
    """The slugs of the disputes that a claim, a link or a stance belongs to."""
    match entry:
        case Claim():
            return set(entry.disputes)
        case Link():
            return {slug for claim in _claims_at(record, entry) for slug in claim.disputes}
        case Stance():
            return {entry.dispute}
    return set()


def _claims_at(record: Record, link: Link) -> Iterator[Claim]:
    """The claims at the ends of a link, and at those of the link that it undercuts."""
    undercut = record.links.get(link.target)
    ends = (*link.premises, link.target, *((*undercut.premises, undercut.target) if undercut else ()))
    return (record.claims[slug] for slug in ends if slug in record.claims)


def _order(record: Record, entry: Entry) -> tuple[Any, ...]:
    """A key for sorting entries of one kind: by date, undated ones last; a link by the claim that it starts from."""
    if isinstance(entry, Participant):
        return entry.label.casefold(), entry.slug
    dated = record.claims.get(entry.source) if isinstance(entry, Link) else entry
    when = dated.when if isinstance(dated, Claim | Stance | Document | Event) else None
    return when is None, when.sort_key if when else (Day.min, Day.min), entry.slug
