"""Search claims, participants, documents and events by words in any order, ignoring accents and case."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from stances.record.entries import Claim, Document, Entry, Event, Participant
from stances.record.record import Record

E = TypeVar("E", bound=Entry)
MAX_RESULTS = 100
"""Number of results of each kind."""

RankedTexts = tuple[tuple[str, ...], ...]
"""The texts of an entry in groups, the most relevant first: of a claim its text, its quotations and note, its speaker."""


@dataclass(frozen=True)
class SearchResults:
    """The matching entries, best first, at most `MAX_RESULTS` of each kind."""

    claims: list[Claim]
    people: list[Participant]
    documents: list[Document]
    events: list[Event]

    @property
    def count(self) -> int:
        return len(self.claims) + len(self.people) + len(self.documents) + len(self.events)


def find_entries(record: Record, query: str) -> SearchResults:
    """Find the entries in which every word of the query begins a word.

    Reads the whole debate, which takes about a millisecond for a thousand claims.
    """
    words = normalise_text(query).split()
    return SearchResults(
        _find_matching(record.claims.values(), words, lambda c: _claim_texts(record, c)),
        _find_matching(record.participants.values(), words, _participant_texts),
        _find_matching(record.documents.values(), words, lambda d: ((d.title,), (d.kind or "", d.note))),
        _find_matching(record.events.values(), words, lambda e: ((e.name,), (e.note,))),
    )


def normalise_text(text: str) -> str:
    """The text as it is compared: without accents, in lower case, with straight apostrophes."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold().replace("’", "'")


def _claim_texts(record: Record, claim: Claim) -> RankedTexts:
    speaker = record.participants.get(claim.speaker)
    quoted = tuple(quotation.text for quotation in claim.quotations)
    return (claim.title or "", claim.text), (*quoted, claim.note), (_names(speaker) if speaker else ())


def _participant_texts(person: Participant) -> RankedTexts:
    return _names(person), (person.place or "", person.note)


def _names(person: Participant) -> tuple[str, ...]:
    return person.name, person.short or "", *person.aliases


def _find_matching(entries: Iterable[E], words: list[str], texts: Callable[[E], RankedTexts]) -> list[E]:
    """The entries in which every word is found, best first."""
    ranked = [(rank, entry) for entry in entries if (rank := _rank(texts(entry), words)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])][:MAX_RESULTS]


def _rank(texts: RankedTexts, words: list[str]) -> int | None:
    """The index of the first group of texts by which every word has been found; None if a word is in none."""
    searched = ""
    for rank, group in enumerate(texts):
        searched += "".join(f" {normalise_text(text)}" for text in group)
        if all(f" {w}" in searched or f"({w}" in searched or f"-{w}" in searched for w in words):
            return rank
    return None
