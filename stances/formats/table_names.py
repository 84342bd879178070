"""The names in the cells of a table: which records they mean, and those that come into being with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeAlias

from stances.query import join_or
from stances.record.entries import Claim, Dispute, Document, Entry, Faction, Link, Participant
from stances.record.kinds import KINDS, LINK_ENDS
from stances.record.record import Record
from stances.record.search_query import normalise_text
from stances.record.slugs import make_slug, number_slug
from stances.record.vocabulary import Kind

_SlugsByName: TypeAlias = dict[str, dict[str, None]]
MAX_NAMED = 5
"""Of how many records with one name a message tells."""


class CellError(ValueError):
    """What is wrong with a cell, as a sentence without its full stop."""


class TableNames:
    """What the names of a table's cells mean, in the debate that it goes `into` and in the table itself."""

    def __init__(self, into: Record) -> None:
        self.into = into
        self.entries: dict[tuple[Kind, str], Entry] = {}
        self._slugs: dict[Kind, _SlugsByName] = {}

    def add(self, entry: Entry) -> None:
        """Note a record of the table, so that other cells may name it."""
        self.entries[entry.kind_name, entry.slug] = entry
        _index(self._names_of(entry.kind_name), [entry])

    def forget_since(self, count: int) -> None:
        """Forget all but the first so many records of the table, and their names."""
        while len(self.entries) > count:
            key, entry = self.entries.popitem()
            if self.into.get(*key) is None:
                for name in _normal_names(entry):
                    self._names_of(entry.kind_name)[name].pop(entry.slug)

    def find(self, kind: Kind, text: str) -> str | None:
        """The slug of the record that has this slug or name. Raises `CellError` if several have the name."""
        if self._get(kind, text):
            return text
        slugs = self._names_of(kind).get(normalise_text(text), {})
        if len(slugs) > 1:
            some = islice(slugs, MAX_NAMED)
            raise CellError(f"“{text}” may be {join_or(some)}; write which")
        return next(iter(slugs), None)

    def find_or_create(self, kind: Kind, text: str) -> str:
        """The slug of the record with this name, made if there is none; it belongs to the table from then on."""
        slug = self.find(kind, text)
        if slug is None:
            slug = self.free_slug(kind, make_slug(text))
            self.add(_make_named(kind, slug, text))
        self._include(kind, slug)
        return slug

    def require(self, kinds: Sequence[Kind], text: str) -> str:
        """The slug of the record of one of these kinds with this name. Raises `CellError` if there is none."""
        for kind in kinds:
            if (slug := self.find(kind, text)) is not None:
                self._include(kind, slug)
                return slug
        raise CellError(f"there is no {join_or(kinds)} “{text}”; add it first, or write its identifier")

    def free_slug(self, kind: Kind, wanted: str) -> str:
        """A slug like the wanted one that nothing of this kind has, in the debate or in the table."""
        here = LINK_ENDS if kind in LINK_ENDS else (kind,)
        return number_slug(
            wanted or kind.value,
            lambda slug: (
                any((one, slug) in self.entries for one in KINDS)
                or any(self.into.get(one, slug) for one in here)
            ),
        )

    def _include(self, kind: Kind, slug: str) -> None:
        """Let the table have a record that it refers to, and what that refers to, as they are."""
        entry = self.into.get(kind, slug)
        if entry is None or (kind, slug) in self.entries:
            return
        self.entries[kind, slug] = entry
        for path, target in KINDS[kind].references.items():
            for value in _values_at(entry, path):
                self._include(target if self.into.get(target, value) else Kind.LINK, value)

    def _get(self, kind: Kind, slug: str) -> Entry | None:
        return self.entries.get((kind, slug)) or self.into.get(kind, slug)

    def _names_of(self, kind: Kind) -> _SlugsByName:
        if kind not in self._slugs:
            self._slugs[kind] = defaultdict(dict)
            _index(self._slugs[kind], self.into.of_kind(kind).values())
        return self._slugs[kind]


def _values_at(value: object, path: Sequence[str]) -> Iterable[str]:
    if not path:
        items = value if isinstance(value, tuple) else (value,)
        return [item for item in items if isinstance(item, str)]
    parts = value if isinstance(value, tuple) else (value,)
    return [slug for part in parts if part for slug in _values_at(getattr(part, path[0]), path[1:])]


def _index(slugs: _SlugsByName, entries: Iterable[Entry]) -> None:
    for entry in entries:
        for name in _normal_names(entry):
            slugs[name][entry.slug] = None


def _normal_names(entry: Entry) -> set[str]:
    return {normalise_text(name) for name in _names(entry) if name}


def _names(entry: Entry) -> tuple[str | None, ...]:
    match entry:
        case Participant():
            return (entry.name, entry.short, *entry.aliases)
        case Claim():
            return (entry.text, entry.title)
        case Dispute():
            return (entry.title, entry.question)
        case Faction():
            return (entry.name,)
        case Document() | Link():
            return (entry.label,)
    return ()


def _make_named(kind: Kind, slug: str, name: str) -> Entry:
    """A record of which no more is known than its name; a dispute's is its question too."""
    match kind:
        case Kind.PARTICIPANT:
            return Participant(slug=slug, name=name)
        case Kind.FACTION:
            return Faction(slug=slug, name=name)
        case Kind.DOCUMENT:
            return Document(slug=slug, title=name)
        case Kind.DISPUTE:
            return Dispute(slug=slug, title=name, question=name)
    raise CellError(f"a {kind} is more than its name")
