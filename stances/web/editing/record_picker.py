"""How a person names one record among many in a form, and which records could be meant.

A name stands for the one record that has it. Where several have it, and for claims and links always, the slug follows in
brackets: The turn is real [turn-real]. “new: Karl Radek” asks for a record that is not there yet. None of this needs a
script, and a script that offers records by their first letters writes the same.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from stances.record.entries import Claim, Document, Entry, Event, Link, Participant
from stances.record.record import PLACES, Record
from stances.record.search import folded
from stances.record.vocabulary import Kind

AT_MOST = 20
NEW = "new:"
MADE_WITHIN = (Kind.PARTICIPANT, Kind.FACTION, Kind.DOCUMENT)
"""The kinds that can be made by naming one: a name is all they need."""

_BRACKETED = re.compile(r"\[([a-z0-9-]{1,80})\]\s*$")
_WORD_STARTS = re.compile(r"(?<!\w)(?=\w)")


class UnknownNameError(Exception):
    """No record, or more than one, is meant by what was typed; the message says what to do."""


@dataclass(frozen=True)
class Offer:
    """A record to choose: what to write for it, how it is shown, and what tells it from others."""

    written: str
    label: str
    about: str


def candidates(record: Record, kind: Kind | None) -> Iterator[Entry]:
    """The records of a kind; with None, claims and links, which share one namespace."""
    for place in (PLACES[kind],) if kind else ("claims", "links"):
        yield from getattr(record, place).values()


def names(entry: Entry) -> tuple[str, ...]:
    """By what a record can be called; the first is what it is shown by."""
    if isinstance(entry, Participant):
        return (entry.name, *filter(None, (entry.short,)), *entry.aliases)
    if isinstance(entry, Claim):
        return (entry.text,)
    return (entry.label,)


def written(record: Record, kind: Kind | None, slug: str) -> str:
    """What stands in a form for this record; the slug, where there is none."""
    entry = _get(record, kind, slug)
    if entry is None:
        return slug
    name = entry.label if isinstance(entry, Claim) else names(entry)[0]
    if isinstance(entry, Claim | Link) or _ambiguous(record, kind, name):
        return f"{name} [{slug}]"
    return name


def chosen(record: Record, kind: Kind | None, typed: str) -> str:
    """The slug of the record that was meant. Raises `UnknownNameError`."""
    wanted = typed.strip()
    bracketed = _BRACKETED.search(wanted)
    slug = bracketed.group(1) if bracketed else wanted
    if _get(record, kind, slug):
        return slug
    found = _called(record, kind, wanted)
    if len(found) == 1:
        return found[0].slug
    raise UnknownNameError(_told(record, kind, wanted, found))


def offers(record: Record, kind: Kind | None, typed: str) -> list[Offer]:
    """The records that could be meant, best first, at most `AT_MOST`; every word typed begins a word of theirs."""
    words = folded(_BRACKETED.sub("", typed)).split()
    found = ((_rank(entry, words), entry) for entry in candidates(record, kind))
    ranked = (
        (rank, names(entry)[0].casefold(), entry.slug, entry) for rank, entry in found if rank is not None
    )
    best = heapq.nsmallest(AT_MOST, ranked)
    return [_offer(record, kind, entry) for *_, entry in best]


def _get(record: Record, kind: Kind | None, slug: str) -> Entry | None:
    for one in (kind,) if kind else (Kind.CLAIM, Kind.LINK):
        if (found := record.get(one, slug)) is not None:
            return found
    return None


def _ambiguous(record: Record, kind: Kind | None, name: str) -> bool:
    return name.endswith("]") or name.startswith(NEW) or len(_called(record, kind, name)) != 1


def _called(record: Record, kind: Kind | None, name: str) -> list[Entry]:
    wanted = _folded(name)
    return [entry for entry in candidates(record, kind) if wanted in map(_folded, names(entry))]


def _told(record: Record, kind: Kind | None, wanted: str, found: list[Entry]) -> str:
    what = kind or "claim or link"
    if found:
        listed = "; ".join(f"{names(entry)[0]} [{entry.slug}]" for entry in found[:4])
        return f"Several are called that. Which do you mean: {listed}?"
    near = "; ".join(offer.label for offer in offers(record, kind, wanted)[:3])
    hint = f" Do you mean {near}?" if near else ""
    new = f" To add one, write “{NEW} {wanted}”." if kind in MADE_WITHIN else ""
    return f"There is no {what} called “{_short(wanted)}”.{hint}{new}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


@lru_cache(maxsize=50_000)
def _folded(name: str) -> str:
    return folded(name).strip()


@lru_cache(maxsize=50_000)
def _sought(text: str) -> str:
    """The text as it is searched: each word behind a line break."""
    return _WORD_STARTS.sub("\n", _folded(text))


def _rank(entry: Entry, words: list[str]) -> int | None:
    """0 where the name begins with what was typed, 1 where its words do, 2 where another name or the slug has them."""
    first, *others = names(entry)
    text = _sought(first)
    if all(f"\n{word}" in text for word in words):
        return 0 if not words or text.startswith(f"\n{words[0]}") else 1
    rest = "\n".join([text, *map(_sought, others), _sought(entry.slug)])
    return 2 if all(f"\n{word}" in rest for word in words) else None


def _offer(record: Record, kind: Kind | None, entry: Entry) -> Offer:
    return Offer(written(record, kind, entry.slug), names(entry)[0], _about(record, entry))


def _about(record: Record, entry: Entry) -> str:
    match entry:
        case Claim():
            speaker = record.participants.get(entry.speaker)
            said = [speaker.label if speaker else entry.speaker, entry.when.words() if entry.when else ""]
        case Participant():
            said = [entry.place or "", *entry.aliases[:2]]
        case Document() | Event():
            said = [entry.when.words() if entry.when else "undated"]
        case Link():
            said = [f"{entry.kind} {entry.target}"]
        case _:
            said = []
    return ", ".join(filter(None, said))
