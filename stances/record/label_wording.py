"""What tells records of one name apart, in as few words as will do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from stances.dates.uncertain import UncertainDate
from stances.record.entries import Document, Entry, Event, Participant

MAX_QUALIFIER = 40
"""Up to how many characters of a role or place stand behind a name."""


def tell_apart(entries: Iterable[Entry], name: Callable[[Entry], str]) -> Mapping[str, str]:
    """A label for each of these entries of one kind by its slug, no two with the same words.

    It is the name alone where that is enough, else with the first that is the entry's alone among its namesakes: of
    participants their role, place or years, of documents and events their date, else the slug.
    """
    by_slug = {entry.slug: entry for entry in entries}
    labels = {slug: name(entry) for slug, entry in by_slug.items()}
    if len(set(map(_normalise, labels.values()))) == len(labels):
        return labels
    for slugs in _find_repeats(labels):
        namesakes = [by_slug[slug] for slug in slugs]
        labels |= {entry.slug: _qualify(name(entry), entry, namesakes) for entry in namesakes}
    while repeats := [slug for slugs in _find_repeats(labels) for slug in slugs]:
        labels |= {slug: f"{name(by_slug[slug])} ({slug})" for slug in repeats}
    return labels


def full_name(entry: Entry) -> str:
    """The name of a participant in full; the label of any other."""
    return entry.name if isinstance(entry, Participant) else entry.label


def _find_repeats(labels: Mapping[str, str]) -> list[list[str]]:
    """The slugs of each label that several have, ignoring case and spaces."""
    slugs: dict[str, list[str]] = defaultdict(list)
    for slug, label in labels.items():
        slugs[_normalise(label)].append(slug)
    return [some for some in slugs.values() if len(some) > 1]


@lru_cache(maxsize=16_384)
def _normalise(words: str) -> str:
    return " ".join(words.split()).casefold()


def _qualify(name: str, entry: Entry, namesakes: Iterable[Entry]) -> str:
    """The name with what none of the namesakes shares; the full name by itself, where only short names are alike."""
    columns = zip(*(tuple(_qualifiers(other)) for other in namesakes), strict=True)
    own = _qualifiers(entry)
    for number, (qualifier, column) in enumerate(zip(own, columns, strict=True)):
        if qualifier and Counter(map(_normalise, column))[_normalise(qualifier)] == 1:
            return qualifier if number == 0 else f"{name} ({qualifier})"
    return f"{name} ({entry.slug})"


def _qualifiers(entry: Entry) -> Iterator[str]:
    """A longer name, and what may stand in brackets behind a name, the best first; as many for all of a kind."""
    yield full_name(entry)
    match entry:
        case Participant():
            yield _shorten(entry.role or "")
            yield _shorten(entry.place or "")
            yield _years(entry)
        case Document() | Event():
            yield entry.when.words() if entry.when else ""


def _shorten(words: str) -> str:
    return words if len(words) <= MAX_QUALIFIER else f"{words[: MAX_QUALIFIER - 1].rstrip()}…"


def _years(person: Participant) -> str:
    """1879–1940, born 1879, died 1940."""
    born, died = _year(person.born), _year(person.died)
    if born and died:
        return f"{born}–{died}"
    return f"born {born}" if born else f"died {died}" if died else ""


def _year(when: UncertainDate | None) -> str:
    if when is None:
        return ""
    return str(when.earliest.year) if when.earliest.year == when.latest.year else when.words()
