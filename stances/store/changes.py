"""The single path for every write: check the edits against the debate, store them, and record a revision for each record.

One call of `apply_edits` is one changeset; its revisions share `change`. The caller holds the write lock and commits. A
deletion is planned first: records that cannot exist without the deleted one are deleted too, others lose their references to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session

from stances.checks.constraints import describe_violations
from stances.errors import ClosedError, ForbiddenError, RefusedError
from stances.record.entries import Debate, Entry
from stances.record.record import Record
from stances.record.references import find_referrers, redirect_references
from stances.record.vocabulary import Kind
from stances.store import row_mapper
from stances.store.site_tables import RevisionRow

CLOSED_MESSAGE = (
    "This debate is closed to changes, so nothing was saved. Its owner can reopen it in the settings, or with: "
    "stances reopen."
)

_revisions: sa.Table = RevisionRow.__table__  # type: ignore[attr-defined]
_INSERT_REVISIONS = sa.insert(_revisions)
_LAST_REVISION = (
    sa.select(_revisions.c.number, _revisions.c.at)
    .where(_revisions.c.debate == sa.bindparam("debate"))
    .order_by(_revisions.c.number.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Put:
    """Create this entry, or change the one that has its slug."""

    entry: Entry


@dataclass(frozen=True)
class Drop:
    """Delete the entry; after the change as a whole, nothing may refer to it."""

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
    session: Session,
    record: Record | None,
    edits: Sequence[Edit],
    *,
    who: str,
    why: str,
    may_close: bool = False,
) -> Record:
    """Make these edits to a debate in the current state `record`, and return its new state.

    Where `record` is None, the edits create a debate and put it first. `who` and `why` are for people: a display name, a few
    words. Edits that change nothing leave no revision. Only with `may_close` may they close the debate to changes or open it
    again. Raises `RefusedError` with every rule that the outcome would break, before anything is written, and `ClosedError`.
    """
    changes, outcome = _find_changes(record, edits)
    if not changes:
        return outcome
    if record is not None:
        _require_open(record.debate, outcome.debate, may_close)
    put = [c.after for c in changes if c.after]
    if problems := describe_violations(outcome, put, [(c.kind, c.slug) for c in changes if not c.after]):
        raise RefusedError(problems)
    _write_rows(session, outcome.debate.slug, changes)
    return outcome.with_revision(_write_revisions(session, outcome.debate.slug, changes, who, why))


def require_open(record: Record) -> None:
    """Raise `ClosedError` if the debate is closed to changes."""
    _require_open(record.debate, record.debate, may_close=False)


def _require_open(before: Debate, after: Debate, may_close: bool) -> None:
    if before.closed and (after.closed or not may_close):
        raise ClosedError(CLOSED_MESSAGE)
    if after.closed and not may_close:
        raise ForbiddenError("Only the owner can close a debate to changes, in its settings.")


def _find_changes(record: Record | None, edits: Sequence[Edit]) -> tuple[list[EntryChange], Record]:
    """The changes, one for each record, and the debate afterwards."""
    put = [e.entry for e in edits if isinstance(e, Put)]
    dropped = [(e.kind, e.slug) for e in edits if isinstance(e, Drop)]
    before_by_key = {
        key: record.get(*key) if record else None for key in [*((e.kind_name, e.slug) for e in put), *dropped]
    }
    outcome = (record or _start_record(put)).with_edits(put, dropped)
    changes = [
        EntryChange(kind, slug, before, outcome.get(kind, slug))
        for (kind, slug), before in before_by_key.items()
    ]
    return [c for c in changes if c.before != c.after], outcome


def _start_record(put: Sequence[Entry]) -> Record:
    """The empty debate that a first change creates."""
    return Record(next(entry for entry in put if isinstance(entry, Debate)))


def _write_rows(session: Session, debate: str, changes: Sequence[EntryChange]) -> None:
    created = []
    for c in changes:
        if isinstance(c.after, Debate):
            row_mapper.write_debate(session, c.after)
        elif c.after is None:
            row_mapper.delete_entry(session, debate, c.kind, c.slug)
        elif c.before is None:
            created.append(c.after)
        else:
            row_mapper.update_entry(session, debate, c.before, c.after)
    row_mapper.insert_entries(session, debate, created)


def _write_revisions(
    session: Session, debate: str, changes: Sequence[EntryChange], who: str, why: str
) -> int:
    """Write the revisions and return the number of the last. None is dated before another, also if the clock was set back."""
    last = session.connection().execute(_LAST_REVISION, {"debate": debate}).first()
    number, before = last or (0, datetime.min.replace(tzinfo=UTC))
    change_id, now = uuid4().hex, max(datetime.now(UTC), before)
    revisions = [
        {
            "debate": debate,
            "number": number + place,
            "change": change_id,
            "at": now,
            "who": who,
            "why": why,
            "kind": c.kind,
            "slug": c.slug,
            "before": c.before.to_dict() if c.before else None,
            "after": c.after.to_dict() if c.after else None,
        }
        for place, c in enumerate(changes, 1)
    ]
    session.connection().execute(_INSERT_REVISIONS, revisions)
    return int(number) + len(revisions)


# --- planning a deletion ---


@dataclass(frozen=True)
class DeletionPlan:
    """What a deletion does: the records to delete and those that lose references to them, as changed.

    The first `chosen` of the deleted were asked for; the others cannot exist without them.
    """

    deleted: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    chosen: int = 1

    @property
    def along(self) -> tuple[Entry, ...]:
        """What was not asked for and is deleted too."""
        return self.deleted[self.chosen :]

    @property
    def edits(self) -> list[Edit]:
        return [*map(Put, self.changed), *(Drop(entry.kind_name, entry.slug) for entry in self.deleted)]


def plan_deletion(record: Record, *entries: Entry) -> DeletionPlan:
    """Plan the deletion of these entries, each named once, and of what cannot exist without them."""
    deleted: dict[tuple[Kind, str], Entry] = {}
    changed: dict[tuple[Kind, str], Entry] = {}
    queue, referrers = deque(entries), find_referrers(record)
    while queue:
        doomed = queue.popleft()
        key = (doomed.kind_name, doomed.slug)
        if key in deleted:
            continue
        deleted[key] = doomed
        changed.pop(key, None)
        for other in referrers.get(key, ()):
            other_key = (other.kind_name, other.slug)
            if other_key in deleted:
                continue
            remainder = _drop_mentions(changed.get(other_key, other), *key)
            if remainder is None:
                queue.append(other)
            else:
                changed[other_key] = remainder
    return DeletionPlan(tuple(deleted.values()), tuple(changed.values()), len(entries))


def _drop_mentions(entry: Entry, kind: Kind, slug: str) -> Entry | None:
    """The entry without references to a record; None if it cannot exist without them."""
    try:
        return redirect_references(entry, kind, slug, None)
    except (ValueError, ValidationError):
        return None
