"""Which records a record refers to, and what refers to it: for checking, deleting and merging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from stances.record.entries import Entry, Link, Value
from stances.record.record import Record
from stances.record.vocabulary import Kind, LinkKind

Path = tuple[str, ...]

REFERENCES: Mapping[Kind, Mapping[Path, Kind]] = MappingProxyType(
    {
        Kind.DEBATE: {},
        Kind.FACTION: {},
        Kind.PARTICIPANT: {("memberships", "faction"): Kind.FACTION, ("memberships", "by"): Kind.PARTICIPANT},
        Kind.DISPUTE: {("coverage", "participants"): Kind.PARTICIPANT},
        Kind.EVENT: {("tally", "dispute"): Kind.DISPUTE},
        Kind.DOCUMENT: {
            ("authors",): Kind.PARTICIPANT,
            ("signatories",): Kind.PARTICIPANT,
            ("addressees",): Kind.PARTICIPANT,
            ("after",): Kind.DOCUMENT,
            ("received", "by"): Kind.PARTICIPANT,
        },
        Kind.CLAIM: {
            ("speaker",): Kind.PARTICIPANT,
            ("dispute",): Kind.DISPUTE,
            ("also",): Kind.DISPUTE,
            ("document",): Kind.DOCUMENT,
            ("after",): Kind.CLAIM,
            ("reported_by",): Kind.PARTICIPANT,
            ("voiced_by",): Kind.PARTICIPANT,
            ("acts", "participant"): Kind.PARTICIPANT,
            ("acts", "document"): Kind.DOCUMENT,
        },
        Kind.LINK: {
            ("source",): Kind.CLAIM,
            ("target",): Kind.CLAIM,
            ("by",): Kind.PARTICIPANT,
            ("document",): Kind.DOCUMENT,
            ("reported_by",): Kind.PARTICIPANT,
        },
        Kind.STANCE: {
            ("participant",): Kind.PARTICIPANT,
            ("dispute",): Kind.DISPUTE,
            ("claims",): Kind.CLAIM,
            ("reported_by",): Kind.PARTICIPANT,
        },
    }
)
"""Where each kind holds the slugs of others. An undercut's target is a link instead."""


@dataclass(frozen=True)
class Reference:
    """`path` says where in the record that refers: ("acts", "participant")."""

    path: Path
    kind: Kind
    slug: str


def references(entry: Entry) -> Iterator[Reference]:
    """Every reference an entry makes, in the order of its fields; repeated slugs are repeated."""
    for path, kind in _paths(entry):
        for slug in _at(entry, path):
            yield Reference(path, kind, slug)


def mentions(kind: Kind, data: Any) -> Iterator[tuple[tuple[str | int, ...], Kind, str]]:
    """Every reference in what may become an entry of this kind, with the way to it; what has not its shape is passed over."""
    for path, refers_to in REFERENCES[kind].items():
        for way, slug in _mentioned(data, path, ()):
            yield way, refers_to, slug


def referrers(record: Record) -> dict[tuple[Kind, str], list[Entry]]:
    """For each record that others refer to, these others. Reads the whole record, so ask once for all that go."""
    found: dict[tuple[Kind, str], list[Entry]] = defaultdict(list)
    for entry in record.entries():
        for key in dict.fromkeys((reference.kind, reference.slug) for reference in references(entry)):
            if key != (entry.kind_name, entry.slug):
                found[key].append(entry)
    return found


def redirected(entry: Entry, kind: Kind, old: str, new: str | None) -> Entry:
    """The entry with references to `old` made to `new`, once each; with None they are taken out of lists and optional fields.

    A part (an act, a membership) whose own required reference is taken out goes with it. Raises ValueError where the
    entry itself requires the reference.
    """
    changed: Any = entry
    for path, refers_to in _paths(entry):
        if refers_to is kind:
            changed = _replaced(changed, path, old, new)
    return type(entry).model_validate(changed.model_dump())


def _paths(entry: Entry) -> Iterator[tuple[Path, Kind]]:
    for path, kind in REFERENCES[entry.kind_name].items():
        if path == ("target",) and isinstance(entry, Link) and entry.kind is LinkKind.UNDERCUTS:
            yield path, Kind.LINK
        else:
            yield path, kind


def _at(value: Any, path: Path) -> Iterator[str]:
    head, *rest = path
    found = getattr(value, head)
    if rest:
        for item in found:
            yield from _at(item, tuple(rest))
    elif isinstance(found, tuple):
        yield from found
    elif found is not None:
        yield found


def _mentioned(
    data: Any, path: Path, way: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from _mentioned(item, path, (*way, number))
    elif path and isinstance(data, dict):
        yield from _mentioned(data.get(path[0]), path[1:], (*way, path[0]))
    elif not path and isinstance(data, str):
        yield way, data


def _replaced(value: Value, path: Path, old: str, new: str | None) -> Value:
    head, *rest = path
    found = getattr(value, head)
    if rest:
        kept = (_kept_part(item, tuple(rest), old, new) for item in found)
        return value.model_copy(update={head: tuple(item for item in kept if item is not None)})
    if isinstance(found, tuple):
        renamed = (new if slug == old else slug for slug in found)
        return value.model_copy(update={head: tuple(dict.fromkeys(s for s in renamed if s is not None))})
    if found != old:
        return value
    if new is None and type(value).model_fields[head].is_required():
        raise ValueError(f"{head} is required")
    return value.model_copy(update={head: new})


def _kept_part(part: Value, path: Path, old: str, new: str | None) -> Value | None:
    try:
        return _replaced(part, path, old, new)
    except ValueError:
        return None
