"""Search claims, participants, documents and events by words in any order, ignoring accents and case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from stances.record.entries import Claim, Dispute, Document, Entry, Event, Link, Participant, Stance
from stances.record.record import Record

E = TypeVar("E", bound=Entry)
MAX_RESULTS = 100
"""Number of results of each kind."""

RankedTexts = tuple[tuple[str, ...], ...]
"""The texts of an entry in groups, the most relevant first: of a claim its text, its quotations, tags and note, its speaker."""


@dataclass(frozen=True)
class SearchResults:
    """The matching entries, best first, at most `MAX_RESULTS` of each kind."""

    claims: list[Claim]
    people: list[Participant]
    documents: list[Document]
    events: list[Event]
    disputes: Sequence[Dispute] = ()

    @property
    def count(self) -> int:
        entries = (*self.claims, *self.people, *self.documents, *self.events, *self.disputes)
        return len(entries)


def find_entries(record: Record, query: str) -> SearchResults:
    """Find the entries in which every word of the query begins a word.

    Reads the whole debate, which takes about a millisecond for a thousand claims.
    """
    words = normalise_text(query).split()
    return SearchResults(
        _find_matching(record, record.claims.values(), words),
        _find_matching(record, record.participants.values(), words),
        _find_matching(record, record.documents.values(), words),
        _find_matching(record, record.events.values(), words),
    )


def find_tagged(record: Record, query: str, tags: Iterable[str]) -> SearchResults:
    """Find the claims and disputes with one of the tags, in which every word of the query, if any, begins a word."""
    words, wanted = normalise_text(query).split(), set(tags)
    claims = [c for c in record.claims.values() if wanted & {*c.tags}]
    disputes = [d for d in record.disputes.values() if wanted & {*d.tags}]
    return SearchResults(
        _find_matching(record, claims, words), [], [], [], _find_matching(record, disputes, words)
    )


def keep_matching(record: Record, entries: Iterable[E], query: str) -> list[E]:
    """The entries, of any kind and in their order, in which every word of the query begins a word."""
    words = normalise_text(query).split()
    return [e for e in entries if _rank(_texts(record, e), words) is not None] if words else list(entries)


def normalise_text(text: str) -> str:
    """The text as it is compared: without accents, in lower case, with straight apostrophes."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold().replace("’", "'")


def _texts(record: Record, entry: Entry) -> RankedTexts:
    match entry:
        case Claim():
            return _claim_texts(record, entry)
        case Participant():
            return _participant_texts(entry)
        case Document():
            return (entry.title,), (entry.kind or "", entry.note)
        case Link():
            ends = (
                record.claims.get(slug) or record.links.get(slug) for slug in (*entry.premises, entry.target)
            )
            return (entry.rationale,), (entry.note,), tuple(end.label for end in ends if end)
        case Stance():
            return _stance_texts(record, entry)
        case Event():
            return (entry.name,), (entry.note,)
        case Dispute():
            return (entry.title,), (entry.question, *entry.tags)
    return ((entry.label,),)


def _claim_texts(record: Record, claim: Claim) -> RankedTexts:
    speaker = record.participants.get(claim.speaker)
    quoted = tuple(quotation.text for quotation in claim.quotations)
    said = (*quoted, *claim.tags, claim.note)
    return (claim.title or "", claim.text), said, (_names(speaker) if speaker else ())


def _stance_texts(record: Record, stance: Stance) -> RankedTexts:
    person, dispute = record.participants.get(stance.participant), record.disputes.get(stance.dispute)
    position = dispute.position(stance.position) if dispute else None
    held = (position.label if position else "undecided", dispute.title if dispute else "")
    return (_names(person) if person else ()), held, (stance.note,)


def _participant_texts(person: Participant) -> RankedTexts:
    return _names(person), (person.place or "", person.role or "", person.note)


def _names(person: Participant) -> tuple[str, ...]:
    return person.name, person.short or "", *person.aliases


def _find_matching(record: Record, entries: Iterable[E], words: list[str]) -> list[E]:
    """The entries in which every word is found, best first."""
    ranked = [(rank, entry) for entry in entries if (rank := _rank(_texts(record, entry), words)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])][:MAX_RESULTS]


def _rank(texts: RankedTexts, words: list[str]) -> int | None:
    """The index of the first group of texts by which every word has been found; None if a word is in none."""
    searched = ""
    for rank, group in enumerate(texts):
        searched += "".join(f" {normalise_text(text)}" for text in group)
        if all(f" {w}" in searched or f"({w}" in searched or f"-{w}" in searched for w in words):
            return rank
    return None
