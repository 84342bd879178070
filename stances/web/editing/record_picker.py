"""References to records in forms: the text that stands for a record, the record that was meant, and suggestions.

A name stands for the one record that has it. Where several have it, and always for claims and links, the slug follows in
brackets, behind what tells one from the other: John Smith (baker) [smith-2]. A new name creates a record if the form also sends
it with its kind as `create`, “participant Karl Radek”, as its buttons and suggestions do. All this works without scripts.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from stances.record.entries import Claim, Document, Entry, Event, Link, Participant
from stances.record.kinds import LINK_ENDS
from stances.record.record import Record
from stances.record.search_query import normalise_text
from stances.record.vocabulary import Kind
from stances.record.wording import full_name, speaker_label

MAX_SUGGESTIONS = 20
_MIN_SHOWN = 130
"""How many characters of a suggested name are shown at least."""
NEW_PREFIX = "new:"
CREATABLE_KINDS = {Kind.PARTICIPANT: "name", Kind.FACTION: "name", Kind.DOCUMENT: "title"}
"""The kinds of which a record can be created from a name alone, with the field that the name is for."""

_BRACKETED = re.compile(r"\[([a-z0-9-]{1,80})\]\s*$")
_WORD_STARTS = re.compile(r"(?<!\w)(?=\w)")


class UnknownNameError(Exception):
    """What was typed matches no record, or more than one; the message says what to do."""


class NewNameError(UnknownNameError):
    """What was typed is the name of no record, and one of that name can be created: `creation` is what the form sends for it."""

    def __init__(self, message: str, creation: str) -> None:
        super().__init__(message)
        self.creation = creation


@dataclass(frozen=True)
class Suggestion:
    """A suggested record: the text to insert, its name, and what distinguishes it from others."""

    text: str
    label: str
    about: str


def iter_candidates(record: Record, kind: Kind | None) -> Iterator[Entry]:
    """The records of a kind; with None, claims and links, which share one namespace."""
    for one in (kind,) if kind else LINK_ENDS:
        yield from record.of_kind(one).values()


def entry_names(entry: Entry) -> tuple[str, ...]:
    """The names of a record; the first is the one to show."""
    if isinstance(entry, Participant):
        return (entry.name, *filter(None, (entry.short,)), *entry.aliases)
    if isinstance(entry, Claim):
        return (entry.text,)
    return (entry.label,)


def reference_text(record: Record, kind: Kind | None, slug: str) -> str:
    """The text that stands for a record in a form; its slug if it does not exist."""
    entry = _find(record, kind, slug)
    if entry is None:
        return slug
    name = entry.label if isinstance(entry, Claim) else entry_names(entry)[0]
    if isinstance(entry, Claim | Link):
        return f"{name} [{slug}]"
    if _is_ambiguous(record, kind, name):
        return f"{full_name(entry, record).removesuffix(f' ({slug})')} [{slug}]"
    return name


def read_choice(record: Record, kind: Kind | None, typed: str) -> str:
    """The slug of the record that was meant. Raises `UnknownNameError`."""
    wanted = typed.strip()
    bracketed = _BRACKETED.search(wanted)
    slug = bracketed.group(1) if bracketed else wanted
    if _find(record, kind, slug):
        return slug
    matches = _entries_called(record, kind, wanted)
    if len(matches) == 1:
        return matches[0].slug
    message = _explain_unknown(record, kind, wanted, matches)
    raise (
        NewNameError(message, f"{kind} {wanted}")
        if is_new_name(record, kind, wanted)
        else UnknownNameError(message)
    )


def is_new_name(record: Record, kind: Kind | None, typed: str) -> bool:
    """Whether a record of this kind can be created by this name, which none has."""
    name = typed.strip()
    return kind in CREATABLE_KINDS and 0 < len(name) <= 300 and not _entries_called(record, kind, name)


def suggest_entries(
    record: Record, kind: Kind | None, typed: str, first: Container[str] = ()
) -> list[Suggestion]:
    """Up to `MAX_SUGGESTIONS` records, best first, in whose names every word typed is the beginning of a word.

    Those with the slugs `first` come before all others.
    """
    words = normalise_text(_BRACKETED.sub("", typed)).split()
    scored = ((_rank_entry(entry, words), entry) for entry in iter_candidates(record, kind))
    ranked = (
        (entry.slug not in first, rank, entry_names(entry)[0].casefold(), entry.slug, entry)
        for rank, entry in scored
        if rank is not None
    )
    best = [entry for *_, entry in heapq.nsmallest(MAX_SUGGESTIONS, ranked)]
    made = [_make_suggestion(record, kind, entry) for entry in best]
    alike = Counter((one.label[:_MIN_SHOWN], one.about) for one in made)
    return [
        one if alike[one.label[:_MIN_SHOWN], one.about] < 2 else _add_slug(one, entry.slug)
        for one, entry in zip(made, best, strict=True)
    ]


def _add_slug(suggestion: Suggestion, slug: str) -> Suggestion:
    return replace(suggestion, about=", ".join(filter(None, (suggestion.about, slug))))


def _find(record: Record, kind: Kind | None, slug: str) -> Entry | None:
    for one in (kind,) if kind else LINK_ENDS:
        if (entry := record.get(one, slug)) is not None:
            return entry
    return None


def _is_ambiguous(record: Record, kind: Kind | None, name: str) -> bool:
    is_like_another = (
        name.endswith("]") or name.startswith(NEW_PREFIX) or _find(record, kind, name) is not None
    )
    return is_like_another or len(_entries_called(record, kind, name)) != 1


def _entries_called(record: Record, kind: Kind | None, name: str) -> list[Entry]:
    wanted = _normalise(name)
    return [entry for entry in iter_candidates(record, kind) if wanted in map(_normalise, entry_names(entry))]


def _explain_unknown(record: Record, kind: Kind | None, wanted: str, matches: list[Entry]) -> str:
    what = kind or " or ".join(LINK_ENDS)
    if matches:
        listed = "; ".join(reference_text(record, kind, entry.slug) for entry in matches[:4])
        return f"Several are called that. Which do you mean: {listed}?"
    near = "; ".join(suggestion.label for suggestion in suggest_entries(record, kind, wanted)[:3])
    hint = f"Do you mean {near}?" if near else ""
    return " ".join(filter(None, (f"There is no {what} called “{_shorten(wanted)}”.", hint)))


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


@lru_cache(maxsize=50_000)
def _normalise(name: str) -> str:
    return normalise_text(name).strip()


@lru_cache(maxsize=50_000)
def _searchable_text(text: str) -> str:
    """The text for searching, with a line break before each word."""
    return _WORD_STARTS.sub("\n", _normalise(text))


def _rank_entry(entry: Entry, words: list[str]) -> int | None:
    """0 if the name begins with the first word, 1 if all begin words of it, 2 if of other names or the slug; else None."""
    first, *others = entry_names(entry)
    text = _searchable_text(first)
    if all(f"\n{word}" in text for word in words):
        return 0 if not words or text.startswith(f"\n{words[0]}") else 1
    rest = "\n".join([text, *map(_searchable_text, others), _searchable_text(entry.slug)])
    return 2 if all(f"\n{word}" in rest for word in words) else None


def _make_suggestion(record: Record, kind: Kind | None, entry: Entry) -> Suggestion:
    label = entry.text if isinstance(entry, Claim) else full_name(entry, record)
    text = reference_text(record, kind, entry.slug)
    return Suggestion(
        text, label, ", ".join(w for w in _distinguishing_words(record, entry) if w not in label)
    )


def _distinguishing_words(record: Record, entry: Entry) -> list[str]:
    match entry:
        case Claim():
            words = [speaker_label(record, entry.speaker), entry.when.words() if entry.when else ""]
        case Participant():
            words = [entry.place or entry.role or "", *entry.aliases[:2]]
        case Document() | Event():
            words = [entry.when.words() if entry.when else "undated"]
        case Link():
            words = [f"{entry.kind} {entry.target}"]
        case _:
            words = []
    return list(filter(None, words))
