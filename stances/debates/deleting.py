"""What deleting a record does to the rest: what can't be without it goes too, what merely mentions it stays and is changed."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from stances.debates.changes import Drop, Edit, Put
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.references import redirected, referrers
from stances.record.vocabulary import Kind


@dataclass(frozen=True)
class Deletion:
    """`gone` are the records deleted, the one meant first; `changed` those that lose a mention of them, as they become."""

    gone: tuple[Entry, ...]
    changed: tuple[Entry, ...]

    @property
    def edits(self) -> list[Edit]:
        return [*map(Put, self.changed), *(Drop(entry.kind_name, entry.slug) for entry in self.gone)]


def deletion(record: Record, entry: Entry) -> Deletion:
    """What deleting this entry takes along."""
    gone: dict[tuple[Kind, str], Entry] = {}
    changed: dict[tuple[Kind, str], Entry] = {}
    waiting, left = [entry], referrers(record)
    while waiting:
        going = waiting.pop(0)
        key = (going.kind_name, going.slug)
        if key in gone:
            continue
        gone[key] = going
        changed.pop(key, None)
        for other in left.get(key, ()):
            other_key = (other.kind_name, other.slug)
            if other_key in gone:
                continue
            without = _without(changed.get(other_key, other), *key)
            if without is None:
                waiting.append(other)
            else:
                changed[other_key] = without
    return Deletion(tuple(gone.values()), tuple(changed.values()))


def _without(entry: Entry, kind: Kind, slug: str) -> Entry | None:
    """The entry that no longer mentions a record; None if it says nothing without it."""
    try:
        return redirected(entry, kind, slug, None)
    except (ValueError, ValidationError):
        return None
