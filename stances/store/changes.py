"""What deleting a record does to the rest: what can't be without it goes too, what merely mentions it stays and is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session

from stances.checks.constraints import describe_violations
from stances.errors import RefusedError
from stances.record.entries import Debate, Entry
from stances.record.record import Record
from stances.record.references import find_referrers, redirect_references
from stances.record.vocabulary import Kind
from stances.store import row_mapper
from stances.store.site_tables import RevisionRow
from stances.store.snapshots import last_revision


@dataclass(frozen=True)
class DeletionPlan:
    """`gone` are the records deleted, the one meant first; `changed` those that lose a mention of them, as they become."""

    deleted: tuple[Entry, ...]
    changed: tuple[Entry, ...]

    @property
    def edits(self) -> list[Edit]:
        return [*map(Put, self.changed), *(Drop(entry.kind_name, entry.slug) for entry in self.deleted)]


def plan_deletion(record: Record, entry: Entry) -> DeletionPlan:
    """What deleting this entry takes along."""
    gone: dict[tuple[Kind, str], Entry] = {}
    changed: dict[tuple[Kind, str], Entry] = {}
    waiting, left = [entry], find_referrers(record)
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
            without = _drop_mentions(changed.get(other_key, other), *key)
            if without is None:
                waiting.append(other)
            else:
                changed[other_key] = without
    return DeletionPlan(tuple(gone.values()), tuple(changed.values()))


def _drop_mentions(entry: Entry, kind: Kind, slug: str) -> Entry | None:
    """The entry that no longer mentions a record; None if it says nothing without it."""
    try:
        return redirect_references(entry, kind, slug, None)
    except (ValueError, ValidationError):
        return None


@dataclass(frozen=True)
class Put:
    """Create this entry, or change the one that has its slug."""

    entry: Entry


@dataclass(frozen=True)
class Drop:
    """Delete an entry; whatever else the change does must leave nothing that refers to it."""

    kind: Kind
    slug: str


Edit = Put | Drop


@dataclass(frozen=True)
class EntryChange:
    """One record before and after; None before it existed, or after it was deleted."""

    kind: Kind
    slug: str
    before: Entry | None
    after: Entry | None


def apply_edits(
    session: Session, record: Record | None, edits: Sequence[Edit], *, who: str, why: str
) -> Record:
    """Make these edits to a debate, `record` being its current state, and return the state they lead to.

    With None for a record a debate is created, and the edits put it first. `who` and `why` are for people: a display
    name, a few words. Edits that change nothing leave no revision. Raises `RefusedError` with every way in which the
    outcome would be broken; nothing has been written then.
    """
    revised, outcome = _find_changes(record, edits)
    if not revised:
        return outcome
    put = [r.after for r in revised if r.after]
    if problems := describe_violations(outcome, put, [(r.kind, r.slug) for r in revised if not r.after]):
        raise RefusedError(problems)
    _write_rows(session, outcome.debate.slug, revised)
    return outcome.with_revision(_write_revisions(session, outcome.debate.slug, revised, who, why))


def _find_changes(record: Record | None, edits: Sequence[Edit]) -> tuple[list[EntryChange], Record]:
    """What changes, a record at a time, and the debate afterwards."""
    put = [e.entry for e in edits if isinstance(e, Put)]
    dropped = [(e.kind, e.slug) for e in edits if isinstance(e, Drop)]
    first = {
        key: record.get(*key) if record else None for key in [*((e.kind_name, e.slug) for e in put), *dropped]
    }
    outcome = (record or _start_record(put)).with_edits(put, dropped)
    revised = [
        EntryChange(kind, slug, before, outcome.get(kind, slug)) for (kind, slug), before in first.items()
    ]
    return [r for r in revised if r.before != r.after], outcome


def _start_record(put: Sequence[Entry]) -> Record:
    """The debate that a first change creates, before it has anything in it."""
    return Record(next(entry for entry in put if isinstance(entry, Debate)))


def _write_rows(session: Session, debate: str, revised: Sequence[EntryChange]) -> None:
    created = []
    for r in revised:
        if isinstance(r.after, Debate):
            row_mapper.write_debate(session, r.after)
        elif r.after is None:
            row_mapper.delete_entry(session, debate, r.kind, r.slug)
        elif r.before is None:
            created.append(r.after)
        else:
            row_mapper.update_entry(session, debate, r.before, r.after)
    row_mapper.insert_entries(session, debate, created)


def _write_revisions(
    session: Session, debate: str, revised: Sequence[EntryChange], who: str, why: str
) -> int:
    """Write the revisions; the number of the last."""
    change_name, now = uuid4().hex, datetime.now(UTC)
    revisions = [
        {
            "debate": debate,
            "change": change_name,
            "at": now,
            "who": who,
            "why": why,
            "kind": r.kind,
            "slug": r.slug,
            "before": r.before.to_dict() if r.before else None,
            "after": r.after.to_dict() if r.after else None,
        }
        for r in revised
    ]
    session.connection().execute(sa.insert(RevisionRow.__table__), revisions)  # type: ignore[attr-defined]
    return last_revision(session, debate)
