"""The current state of each debate, cached in memory and brought up to date by the revisions made since.

Reading an unchanged debate costs one query: for the number of its last revision. After a change, by this process or
another, only the revisions since are read and applied. Snapshots are immutable, so readers share them.
"""

from __future__ import annotations

import threading
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from stances.errors import NotFoundError
from stances.record.kinds import MODELS
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store.database import SingleRowQuery
from stances.store.failures import Cause, make_failure
from stances.store.row_mapper import read_record
from stances.store.site_tables import RevisionRow

MAX_REVISIONS_APPLIED = 200
"""From so many revisions on, reading the debate anew is cheaper than applying them one by one."""

_revisions: sa.Table = RevisionRow.__table__  # type: ignore[attr-defined]
_LAST_REVISION = sa.select(sa.func.max(_revisions.c.number)).where(
    _revisions.c.debate == sa.bindparam("debate")
)
"""Built once: each save runs it several times, and building it takes longer than running it."""


def last_revision(session: Session, debate: str) -> int:
    """The number of the debate's last revision, 0 if there is none."""
    return session.connection().execute(_LAST_REVISION, {"debate": debate}).scalar() or 0


class RevisionNumberQuery:
    """Looks up the number of a debate's last revision, as last committed by any process; each request does."""

    def __init__(self, engine: sa.Engine) -> None:
        self._query = SingleRowQuery(engine, _LAST_REVISION)

    def fetch(self, debate: str) -> int:
        """The number; 0 if there is no revision."""
        return self._query.fetch(debate=debate)[0] or 0

    def close(self) -> None:
        self._query.close()


class Snapshots:
    """The current `Record` of each debate, one copy a process; thread-safe."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._lock = threading.Lock()

    def current(self, session: Session, debate: str) -> Record:
        """The debate as this transaction sees it. Raises `NotFoundError`."""
        number = last_revision(session, debate)
        cached = self._records.get(debate)
        if cached is not None and number and cached.revision == number:
            return cached
        record = self._bring_up_to_date(session, cached, number) if cached else None
        record = record or read_record(session, debate, number)
        if record is None:
            self.forget(debate)
            raise NotFoundError(f"There is no debate “{debate}” here.")
        self.store(record)
        return record

    def current_for_change(self, session: Session, debate: str) -> Record:
        """The debate as this transaction, which holds the write lock, sees it.

        Raises `NotFoundError`, and `DatabaseUnavailableError` if an earlier state was put back while this process ran: what it
        has in memory, and has acknowledged, is not there.
        """
        cached = self._records.get(debate)
        if cached is not None and cached.revision > last_revision(session, debate):
            raise make_failure(Cause.GONE)
        return self.current(session, debate)

    def find_cached(self, debate: str, revision: int) -> Record | None:
        """The cached snapshot, if it is of this revision; without a query."""
        cached = self._records.get(debate)
        return cached if cached is not None and cached.revision == revision else None

    def forget(self, debate: str) -> None:
        """Drop the cached snapshot."""
        with self._lock:
            self._records.pop(debate, None)

    def store(self, record: Record) -> None:
        """Cache a committed state, unless a later one is cached already."""
        with self._lock:
            cached = self._records.get(record.debate.slug)
            if cached is None or cached.revision <= record.revision:
                self._records[record.debate.slug] = record

    def _bring_up_to_date(self, session: Session, cached: Record, number: int) -> Record | None:
        """The snapshot with later revisions applied; None if it is newer than this transaction, or too far behind."""
        if cached.revision > number:
            return None
        table: Any = RevisionRow
        since = session.execute(
            sa.select(table.kind, table.slug, table.after)
            .where(table.debate == cached.debate.slug, table.number > cached.revision)
            .order_by(table.number)
            .limit(MAX_REVISIONS_APPLIED + 1)
        ).all()
        if len(since) > MAX_REVISIONS_APPLIED:
            return None
        last: dict[tuple[Kind, str], dict[str, Any] | None] = {
            (kind, slug): after for kind, slug, after in since
        }
        put = [MODELS[kind].model_validate(after) for (kind, _), after in last.items() if after is not None]
        return cached.with_edits(put, [key for key, after in last.items() if after is None]).with_revision(
            number
        )
