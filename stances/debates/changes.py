"""The one way in for every write: edits are checked against the debate as it stands, stored, and told as revisions.

A change is one act of saving and may touch several records; its revisions share one name. The caller holds the write
lock (`Database.writing`) and commits; nothing is visible to others before that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session

from stances import models as m
from stances.checks.constraints import breaches
from stances.debates import rows
from stances.debates.snapshots import last_revision
from stances.errors import RefusedError
from stances.record.entries import Debate, Entry
from stances.record.record import Record
from stances.record.vocabulary import Kind


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
class Revised:
    """One record before and after; None before it existed, or after it was deleted."""

    kind: Kind
    slug: str
    before: Entry | None
    after: Entry | None


def change(session: Session, record: Record | None, edits: Sequence[Edit], *, who: str, why: str) -> Record:
    """Make these edits to a debate, `record` being its current state, and return the state they lead to.

    With None for a record a debate is created, and the edits put it first. `who` and `why` are for people: a display
    name, a few words. Edits that change nothing leave no revision. Raises `RefusedError` with every way in which the
    outcome would be broken; nothing has been written then.
    """
    revised, outcome = _apply(record, edits)
    if not revised:
        return outcome
    put = [r.after for r in revised if r.after]
    if problems := breaches(outcome, put, [(r.kind, r.slug) for r in revised if not r.after]):
        raise RefusedError(problems)
    _store(session, outcome.debate.slug, revised)
    return outcome.at(_tell(session, outcome.debate.slug, revised, who, why))


def _apply(record: Record | None, edits: Sequence[Edit]) -> tuple[list[Revised], Record]:
    """What changes, a record at a time, and the debate afterwards."""
    put = [e.entry for e in edits if isinstance(e, Put)]
    dropped = [(e.kind, e.slug) for e in edits if isinstance(e, Drop)]
    first = {
        key: record.get(*key) if record else None for key in [*((e.kind_name, e.slug) for e in put), *dropped]
    }
    outcome = (record or _empty(put)).with_edits(put, dropped)
    revised = [Revised(kind, slug, before, outcome.get(kind, slug)) for (kind, slug), before in first.items()]
    return [r for r in revised if r.before != r.after], outcome


def _empty(put: Sequence[Entry]) -> Record:
    """The debate that a first change creates, before it has anything in it."""
    return Record(next(entry for entry in put if isinstance(entry, Debate)))


def _store(session: Session, debate: str, revised: Sequence[Revised]) -> None:
    created = []
    for r in revised:
        if isinstance(r.after, Debate):
            rows.write_debate(session, r.after)
        elif r.after is None:
            rows.delete_entry(session, debate, r.kind, r.slug)
        elif r.before is None:
            created.append(r.after)
        else:
            rows.update_entry(session, debate, r.before, r.after)
    rows.insert_entries(session, debate, created)


def _tell(session: Session, debate: str, revised: Sequence[Revised], who: str, why: str) -> int:
    """Write the revisions; the number of the last."""
    act, now = uuid4().hex, datetime.now(UTC)
    told = [
        {
            "debate": debate,
            "change": act,
            "at": now,
            "who": who,
            "why": why,
            "kind": r.kind,
            "slug": r.slug,
            "before": r.before.data() if r.before else None,
            "after": r.after.data() if r.after else None,
        }
        for r in revised
    ]
    session.connection().execute(sa.insert(m.RevisionRow.__table__), told)  # type: ignore[attr-defined]
    return last_revision(session, debate)
