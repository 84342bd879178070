"""A debate as it stands, kept in memory and brought up to date by the revisions made since.

Reading an unchanged debate costs one query: for the number of its last revision. After a change, by this process or
another, only the revisions since are read and applied. Snapshots are immutable, so readers share them.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from stances import models as m
from stances.debates.rows import read_record
from stances.errors import NotFoundError
from stances.record import MODELS, Record
from stances.terms import Kind

TOO_FAR_BEHIND = 200
"""Revisions past which reading the debate anew is cheaper than applying them one by one."""


def last_revision(session: Session, debate: str) -> int:
    """The number of the debate's last revision, 0 if there is none."""
    found = session.execute(sa.select(sa.func.max(m.RevisionRow.id)).where(m.RevisionRow.debate == debate))  # type: ignore[arg-type]
    return found.scalar() or 0


class RevisionNumbers:
    """The number of a debate's last revision, for every request to ask: as last committed, by any process.

    Around so small a query a session costs a hundred times the query itself. SQLite's has a connection of its own, which is
    never in a transaction, and so sees every commit; other databases have one from the pool each time.
    """

    def __init__(self, engine: sa.Engine) -> None:
        table: Any = m.RevisionRow
        self._query = sa.select(sa.func.max(table.id)).where(table.debate == sa.bindparam("debate"))
        self._sql = str(self._query.compile(engine))
        self._engine = engine
        self._lock = threading.Lock()
        self._own = _connection(engine) if engine.dialect.name == "sqlite" else None

    def last(self, debate: str) -> int:
        """0 if there is none."""
        if self._own is None:
            with self._engine.connect() as connection:
                return connection.execute(self._query, {"debate": debate}).scalar() or 0
        with self._lock:
            ((found,),) = self._own.execute(
                self._sql, (debate,)
            ).fetchall()  # all: a query left open keeps its view
        return found or 0

    def close(self) -> None:
        if self._own is not None:
            self._own.close()


def _connection(engine: sa.Engine) -> sqlite3.Connection:
    """A connection set up like the pool's, but not of the pool."""
    pooled = engine.raw_connection()
    pooled.detach()
    own: Any = pooled.dbapi_connection
    return cast("sqlite3.Connection", own)


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
        record = self._brought_up(session, known, number) if known else None
        record = record or read_record(session, debate, number)
        if record is None:
            self.forget(debate)
            raise NotFoundError(f"There is no debate “{debate}” here.")
        self._keep(record)
        return record

    def forget(self, debate: str) -> None:
        with self._lock:
            self._records.pop(debate, None)

    def _keep(self, record: Record) -> None:
        with self._lock:
            known = self._records.get(record.debate.slug)
            if known is None or known.revision <= record.revision:
                self._records[record.debate.slug] = record

    def _brought_up(self, session: Session, known: Record, number: int) -> Record | None:
        """The known snapshot with what came since; None where it is ahead of this transaction, or too far behind."""
        if known.revision > number:
            return None
        table: Any = m.RevisionRow
        since = session.execute(
            sa.select(table.id, table.kind, table.slug, table.after)
            .where(table.debate == known.debate.slug, table.id > known.revision)
            .order_by(table.id)
            .limit(TOO_FAR_BEHIND + 1)
        ).all()
        if len(since) > TOO_FAR_BEHIND:
            return None
        last: dict[tuple[Kind, str], dict[str, Any] | None] = {
            (kind, slug): after for _, kind, slug, after in since
        }
        put = [MODELS[kind].model_validate(after) for (kind, _), after in last.items() if after is not None]
        return known.with_edits(put, [key for key, after in last.items() if after is None]).at(number)
