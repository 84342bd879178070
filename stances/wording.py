"""What records say, in words for people: names in the place of slugs, positions by their labels, dates and places written out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from stances.dates.uncertain import UncertainDate
from stances.record import Claim, Document, Entry, Link, Locator, Record, Stance, Value
from stances.references import Path, references
from stances.terms import Kind

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "acts": "Signed and disowned",
        "after": "Later than",
        "aliases": "Also called",
        "also": "Also in the disputes",
        "claims": "Evidence",
        "coverage": "What has been read",
        "from_": "From",
        "horizon_months": "Months a stance is carried forward",
        "involved": "Involved",
        "kind": "Kind",
        "locator": "In the source",
        "memberships": "Factions",
        "positions": "Scale",
        "received": "Received",
        "scale": "Kind of scale",
        "short": "Short name",
        "source": "From the claim",
        "sources": "Drawn from",
        "target": "To",
        "by": "Drawn by",
        "tally": "Votes",
        "to": "To",
        "when": "Date",
    }
)
"""What a field is called where its own name would not do."""

THROUGHOUT = frozenset(
    {
        (Kind.PARTICIPANT, ("involved",)),
        (Kind.PARTICIPANT, ("memberships", "when")),
        (Kind.EVENT, ("when",)),
        (Kind.DISPUTE, ("coverage", "when")),
    }
)
"""Where an interval says how long something lasted; elsewhere it holds the one moment that is meant."""


def label_of(field: str) -> str:
    return LABELS.get(field) or field.replace("_", " ").capitalize()


def named(entry: Entry, record: Record) -> str:
    """The few words by which a person would recognise this record; a stance has none of its own, so: whose, on what, when."""
    if not isinstance(entry, Stance):
        return entry.label
    who, what = record.participants.get(entry.participant), record.disputes.get(entry.dispute)
    whose, on = who.label if who else entry.participant, what.title if what else entry.dispute
    return f"{whose} on {on}, {entry.when.words()}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """1 claim, 2 claims."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def quoted(entry: Entry, record: Record) -> str:
    """The name, in quotation marks where it is a text and not somebody's or something's name."""
    name = named(entry, record)
    return f"“{name}”" if isinstance(entry, Claim | Link | Document) else name


def name_of(record: Record, kind: Kind, slug: str) -> str:
    """The quoted name of what a slug stands for; the slug itself where the record no longer has it."""
    found = record.get(kind, slug)
    return quoted(found, record) if found else slug


def field_words(entry: Entry, field: str, record: Record) -> str | tuple[str, ...]:
    """What one field of an entry says: a text, or for a list the texts of its items; "" where it says nothing."""
    return _Reading(entry, record).of(entry, (field,))


class _Reading:
    """Reads the values of one entry aloud; `path` says where in the entry a value is."""

    def __init__(self, entry: Entry, record: Record) -> None:
        self._record = record
        self._kind = entry.kind_name
        self._kinds: dict[Path, Kind] = {r.path: r.kind for r in references(entry)}

    def of(self, owner: Value, path: Path) -> str | tuple[str, ...]:
        value = getattr(owner, path[-1])
        if path[-1] == "position":
            return self._position(owner, value)
        if isinstance(value, tuple) and not isinstance(owner, Locator):
            return tuple(self._one(item, path) for item in value)
        return self._one(value, path)

    def _one(self, value: Any, path: Path) -> str:
        if value is None:
            return ""
        if kind := self._kinds.get(path):
            return name_of(self._record, kind, value)
        if isinstance(value, UncertainDate):
            return value.words(throughout=(self._kind, path) in THROUGHOUT)
        if isinstance(value, Locator):
            return self._record.place(value)
        if isinstance(value, Value):
            return self._parts(value, path)
        return value.value if isinstance(value, StrEnum) else str(value)

    def _parts(self, value: Value, path: Path) -> str:
        """The fields of an item in a list, in their order: Ann, signs, May 1928, “The draft”."""
        said = (self.of(value, (*path, field)) for field in type(value).model_fields if field != "slug")
        return ", ".join(w if isinstance(w, str) else " and ".join(w) or "everybody" for w in said if w != "")

    def _position(self, owner: Value, value: int | None) -> str:
        dispute = self._record.disputes.get(getattr(owner, "dispute", ""))
        if value is None:
            return "undecided"
        found = dispute.position(value) if dispute else None
        return f"{found.key} {found.label}" if found else f"position {value}"
