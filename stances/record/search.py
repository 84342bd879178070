"""Finding claims, people and documents by a few words, in any order, whatever their accents and capitals."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from stances.record.entries import Claim, Document, Entry, Event, Participant
from stances.record.record import Record

E = TypeVar("E", bound=Entry)
RankedTexts = tuple[tuple[str, ...], ...]
"""What an entry is found by, what says most first: a claim's own words, then what stands with it, then who says it."""
MAX_RESULTS = 100


@dataclass(frozen=True)
class SearchResults:
    """What matches, best first, at most `AT_MOST` of a kind."""

    claims: list[Claim]
    people: list[Participant]
    documents: list[Document]
    events: list[Event]

    @property
    def count(self) -> int:
        return len(self.claims) + len(self.people) + len(self.documents) + len(self.events)


def find_entries(record: Record, query: str) -> SearchResults:
    """Every word must begin a word of the entry. Reads the whole debate: about a millisecond a thousand claims."""
    words = normalise_text(query).split()
    return SearchResults(
        _find_matching(record.claims.values(), words, lambda c: _claim_texts(record, c)),
        _find_matching(record.participants.values(), words, _participant_texts),
        _find_matching(record.documents.values(), words, lambda d: ((d.title,), (d.kind or "", d.note))),
        _find_matching(record.events.values(), words, lambda e: ((e.name,), (e.note,))),
    )


def normalise_text(text: str) -> str:
    """Without accents and capitals, apostrophes straightened: what is compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold().replace("’", "'")


def _claim_texts(record: Record, claim: Claim) -> RankedTexts:
    speaker = record.participants.get(claim.speaker)
    quoted = tuple(quotation.text for quotation in claim.quotations)
    return (claim.text,), (*quoted, claim.note), (_names(speaker) if speaker else ())


def _participant_texts(person: Participant) -> RankedTexts:
    return _names(person), (person.place or "", person.note)


def _names(person: Participant) -> tuple[str, ...]:
    return person.name, person.short or "", *person.aliases


def _find_matching(entries: Iterable[E], words: list[str], texts: Callable[[E], RankedTexts]) -> list[E]:
    """Those in which every word is found, best first."""
    ranked = [(rank, entry) for entry in entries if (rank := _rank(texts(entry), words)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])][:MAX_RESULTS]


def _rank(texts: RankedTexts, words: list[str]) -> int | None:
    """How many sorts of text it takes, beside the first, to find every word; None where all together lack one."""
    read = ""
    for rank, some in enumerate(texts):
        read += "".join(f" {normalise_text(text)}" for text in some)
        if all(f" {word}" in read or f"({word}" in read or f"-{word}" in read for word in words):
            return rank
    return None
