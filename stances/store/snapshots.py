"""A debate as it stands, kept in memory and brought up to date by the revisions made since.

Reading an unchanged debate costs one query: for the number of its last revision. After a change, by this process or
another, only the revisions since are read and applied. Snapshots are immutable, so readers share them.
"""

from __future__ import annotations

import threading
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from stances.errors import NotFoundError
from stances.record.entries import MODELS
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store.database import SingleRowQuery
from stances.store.row_mapper import read_record
from stances.store.site_tables import RevisionRow

MAX_REVISIONS_APPLIED = 200
"""Revisions past which reading the debate anew is cheaper than applying them one by one."""


_revisions: sa.Table = RevisionRow.__table__  # type: ignore[attr-defined]
_LAST_REVISION = sa.select(sa.func.max(_revisions.c.id)).where(_revisions.c.debate == sa.bindparam("debate"))
"""Made once: each save asks it several times, and putting it together takes longer than its answer."""


def last_revision(session: Session, debate: str) -> int:
    """The number of the debate's last revision, 0 if there is none."""
    return session.connection().execute(_LAST_REVISION, {"debate": debate}).scalar() or 0


class RevisionNumberQuery:
    """The number of a debate's last revision, for every request to ask: as last committed, by any process."""

    def __init__(self, engine: sa.Engine) -> None:
        table: Any = RevisionRow
        self._query = SingleRowQuery(
            engine, sa.select(sa.func.max(table.id)).where(table.debate == sa.bindparam("debate"))
        )

    def fetch(self, debate: str) -> int:
        """0 if there is none."""
        return self._query.fetch(debate=debate)[0] or 0

    def close(self) -> None:
        self._query.close()


class Snapshots:
    """The current `Record` of each debate, one copy a process; safe to use from several threads."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._lock = threading.Lock()

    def current(self, session: Session, debate: str) -> Record:
        """The debate as this transaction sees it. Raises `NotFoundError`."""
        number = last_revision(session, debate)
        known = self._records.get(debate)
        if known is not None and number and known.revision == number:
            return known
        record = self._bring_up_to_date(session, known, number) if known else None
        record = record or read_record(session, debate, number)
        if record is None:
            self.forget(debate)
            raise NotFoundError(f"There is no debate “{debate}” here.")
        self.store(record)
        return record

    def find_cached(self, debate: str, revision: int) -> Record | None:
        """The debate as of this revision, if that is what is kept: costs no query."""
        known = self._records.get(debate)
        return known if known is not None and known.revision == revision else None

    def forget(self, debate: str) -> None:
        with self._lock:
            self._records.pop(debate, None)

    def store(self, record: Record) -> None:
        """Take over a state that has been committed, unless a later one is known."""
        with self._lock:
            known = self._records.get(record.debate.slug)
            if known is None or known.revision <= record.revision:
                self._records[record.debate.slug] = record

    def _bring_up_to_date(self, session: Session, known: Record, number: int) -> Record | None:
        """The known snapshot with what came since; None where it is ahead of this transaction, or too far behind."""
        if known.revision > number:
            return None
        table: Any = RevisionRow
        since = session.execute(
            sa.select(table.id, table.kind, table.slug, table.after)
            .where(table.debate == known.debate.slug, table.id > known.revision)
            .order_by(table.id)
            .limit(MAX_REVISIONS_APPLIED + 1)
        ).all()
        if len(since) > MAX_REVISIONS_APPLIED:
            return None
        last: dict[tuple[Kind, str], dict[str, Any] | None] = {
            (kind, slug): after for _, kind, slug, after in since
        }
        put = [MODELS[kind].model_validate(after) for (kind, _), after in last.items() if after is not None]
        return known.with_edits(put, [key for key, after in last.items() if after is None]).with_revision(
            number
        )
