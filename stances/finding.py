"""Finding claims, people and documents by a few words, in any order, whatever their accents and capitals."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from stances.record import Claim, Document, Entry, Event, Participant, Record

E = TypeVar("E", bound=Entry)
AT_MOST = 100


@dataclass(frozen=True)
class Found:
    """What matches, best first, at most `AT_MOST` of a kind."""

    claims: list[Claim]
    people: list[Participant]
    documents: list[Document]
    events: list[Event]

    @property
    def count(self) -> int:
        return len(self.claims) + len(self.people) + len(self.documents) + len(self.events)


def find(record: Record, wanted: str) -> Found:
    """Every word must begin a word of the entry. Reads the whole debate: about a millisecond a thousand claims."""
    words = folded(wanted).split()
    return Found(
        _matching(record.claims.values(), words, lambda c: _about_claim(record, c)),
        _matching(record.participants.values(), words, _about_person),
        _matching(record.documents.values(), words, lambda d: (d.title, d.note, d.kind or "")),
        _matching(record.events.values(), words, lambda e: (e.name, e.note)),
    )


def folded(text: str) -> str:
    """Without accents and capitals, apostrophes straightened: what is compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold().replace("’", "'")


def _about_claim(record: Record, claim: Claim) -> tuple[str, ...]:
    speaker = record.participants.get(claim.speaker)
    return (claim.text, speaker.name if speaker else "", claim.note, *(q.text for q in claim.quotations))


def _about_person(person: Participant) -> tuple[str, ...]:
    return (person.name, person.short or "", *person.aliases, person.place or "", person.note)


def _matching(entries: Iterable[E], words: list[str], texts: Callable[[E], tuple[str, ...]]) -> list[E]:
    """Those in which every word is found, the ones found in their first text before the others."""
    found = [(rank, entry) for entry in entries if (rank := _rank(texts(entry), words)) is not None]
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])][:AT_MOST]


def _rank(texts: tuple[str, ...], words: list[str]) -> int | None:
    first, *rest = (f" {folded(text)}" for text in texts)
    everything = " ".join([first, *rest])
    if not all(
        f" {word}" in everything or f"({word}" in everything or f"-{word}" in everything for word in words
    ):
        return None
    return 0 if all(f" {word}" in first for word in words) else 1
