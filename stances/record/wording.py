"""What records say, in words for people: names in the place of slugs, positions by their labels, dates and places written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from stances.dates.uncertain import UncertainDate
from stances.record.commitments import ENDINGS
from stances.record.entries import Act, Claim, Document, Entry, Event, Link, Locator, Stance, Value
from stances.record.record import Record
from stances.record.references import Path, references
from stances.record.vocabulary import ActKind, Attribution, Basis, Kind

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


def arrival_words(record: Record, document: Document) -> str:
    """received 28 May 1928 by Radek; published 2 June 1928. Empty where the record does not say."""
    people = record.participants
    words = [
        f"received {r.when.words()} by {people[r.by].label if r.by in people else r.by}"
        for r in sorted(document.received, key=lambda r: r.when.sort_key)
    ]
    return "; ".join([*words, f"published {document.published.words()}"] if document.published else words)


def moment_words(day: date | None, basis: Basis) -> str:
    """as of 9 May 1928, as known. Empty where no day is asked for."""
    return (
        f"as of {UncertainDate.of(day).words()}{', as known' if basis is Basis.KNOWN else ''}" if day else ""
    )


def short_name(record: Record, slug: str) -> str:
    person = record.participants.get(slug)
    return person.label if person else slug


def counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def date_words(claim: Claim) -> str:
    return claim.when.words() if claim.when else "undated"


def attribution_words(record: Record, claim: Claim) -> str:
    """How we know of a claim, where it is not simply its speaker's own word; else nothing."""
    words = []
    if claim.attribution is Attribution.REPORTED:
        chain = " and later ".join(short_name(record, by) for by in claim.reported_by)
        words.append(f"reported by {chain}" if chain else "reported")
    if claim.attribution is Attribution.INFERRED:
        words.append("inferred by the editor")
    if claim.voiced_by:
        words.append(f"voiced by {short_name(record, claim.voiced_by)}")
    return ", ".join(words)


_ACT_WORDS: Mapping[ActKind, str] = {
    ActKind.SIGNS: "signed by",
    ActKind.ENDORSES: "endorsed by",
    ActKind.WITHDRAWS: "withdrawn by",
    ActKind.DISOWNS: "disowned by",
}


def _dated(record: Record, acts: Iterable[Act], dates: bool) -> str:
    return ", ".join(
        short_name(record, a.participant) + (f" ({a.when.words()})" if dates and a.when else "") for a in acts
    )


def act_lines(record: Record, claim: Claim) -> list[str]:
    """Who signed, endorsed, withdrew or disowned a claim, a line for each kind of act; ends of support are dated."""
    lines = []
    for kind, words in _ACT_WORDS.items():
        acts = [a for a in claim.acts if a.act is kind]
        if acts:
            lines.append(f"{words} {_dated(record, acts, dates=kind in ENDINGS)}")
    return lines


def _source_words(author: str | None, title: str) -> str:
    return f"{author}, {title}" if author else title


def event_date(event: Event) -> str:
    return event.when.words(throughout=True)
