"""The database: where it is, how it is opened, and its transactions.

SQLite is the default, with foreign keys on, a write-ahead log, and every commit on disk before it is acknowledged
(`synchronous=FULL`). Readers never wait. A write transaction takes the write lock at its start, because SQLite fails a
transaction that reads, waits and then writes; on PostgreSQL an advisory lock does the same. Migrations run when a database is
opened; one that is damaged, foreign or newer than this program is refused and left as it is.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, cast

import sqlalchemy as sa
from sqlmodel import Session as Session  # exported for packages that do not import SQL libraries

from stances.errors import DatabaseUnavailableError, StoreError
from stances.store.backups import back_up, back_up_before_migration, do_daily_work, restore
from stances.store.bin import remove_expired
from stances.store.engines import PACKAGE_DIR as PACKAGE_DIR  # exported
from stances.store.engines import create_engine, default_url, has_file, parse_url
from stances.store.failures import (
    Cause,
    damaged_message,
    explain_at_opening,
    find_cause,
    make_failure,
    name_database,
    read_only_message,
    translate_failures,
)
from stances.store.schema import MIGRATIONS, bring_up_to_date, read_version
from stances.store.sqlite_file import SqliteFile, prepare_file, settle

_log = logging.getLogger(__name__)

WRITE_LOCK_ID = int.from_bytes(b"stances")
"""The number of the advisory lock that a writer holds in PostgreSQL."""


def open_database(url: str | None = None) -> Database:
    """Connect to the database, creating or migrating it if needed; it is backed up before. Raises `StoreError`.

    A SQLite file that can't be written is opened for reading, if it needs no migration.
    """
    address = parse_url(url or default_url())
    file = prepare_file(Path(address.database or "")) if has_file(address) else None
    engine = create_engine(address, file)
    try:
        if file is not None and file.is_read_only:
            _require_current(engine)
        else:
            bring_up_to_date(engine, before=lambda version: back_up_before_migration(engine, version))
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise explain_at_opening(address, error) from error
    except BaseException:
        engine.dispose()
        raise
    return Database(engine, file)


def settle_database(url: str | None = None) -> None:
    """Make a SQLite file whole by itself, after whoever used it was killed; do nothing for any other database."""
    address = parse_url(url or default_url())
    if has_file(address):
        settle(Path(address.database or ""))


def back_up_database(target: Path | None = None, *, url: str | None = None) -> Path:
    """Write a backup of the database as it is, without migrating it, and return its name. Raises `StoreError`."""
    address = parse_url(url or default_url())
    path = Path(address.database or "")
    if has_file(address) and not path.exists():
        raise StoreError(f"There is no database {path} yet, so there is nothing to back up.")
    engine = create_engine(address, prepare_file(path) if has_file(address) else None)
    try:
        return back_up(engine, target)
    except sa.exc.DBAPIError as error:
        raise explain_at_opening(address, error) from error
    finally:
        engine.dispose()


def restore_database(backup: Path, *, replace: bool, url: str | None = None) -> Path | None:
    """Put a backup in the place of the database; return where what was there is kept now. Raises `StoreError`."""
    return restore(backup, parse_url(url or default_url()), replace=replace)


class Database:
    """An engine and its two kinds of session: one that only reads, one that holds the write lock from its start."""

    def __init__(self, engine: sa.Engine, file: SqliteFile | None = None) -> None:
        self.engine = engine
        self.file = file
        translate_failures(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_read_only(self) -> bool:
        return self.file is not None and self.file.is_read_only

    def session(self) -> Session:
        """A session, to be closed by the caller."""
        return Session(self.engine, expire_on_commit=False)

    @contextmanager
    def read_session(self) -> Iterator[Session]:
        """A session for the block, which only reads."""
        with self.session() as session:
            yield session

    @contextmanager
    def write_session(self) -> Iterator[Session]:
        """A session with the write lock; commits after the block, rolls back if it raises."""
        with self.session() as session:
            begin_writing(session)
            yield session
            session.commit()

    def check_integrity(self) -> None:
        """Look for damage in the whole file. Raises `StoreError`; takes about a second a gigabyte."""
        if self.engine.dialect.name != "sqlite":
            return
        try:
            with self.engine.connect() as connection:
                verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        except DatabaseUnavailableError as error:
            if find_cause(error.__cause__) is not Cause.DAMAGED:
                raise
            verdict = None
        if verdict != "ok":
            raise StoreError(damaged_message(name_database(self.engine.url)))

    def do_daily_work(self, stopped: threading.Event, forget: Callable[[str], None]) -> None:
        """Back up each day, and remove for good what was deleted thirty days ago, until `stopped` is set.

        Calls `forget` with the slug of each debate that was removed.
        """
        if not self.is_read_only:
            do_daily_work(self.engine, stopped, then=lambda: self._empty_bin(forget))

    def _empty_bin(self, forget: Callable[[str], None]) -> None:
        with self.write_session() as session:
            removed = remove_expired(session)
        for debate in removed:
            _log.warning("The debate “%s” was deleted thirty days ago and has been removed for good", debate)
            forget(debate)

    def close(self) -> None:
        """Close the connections of the pool, and make a SQLite file whole by itself."""
        self.engine.dispose()
        if self.file is not None and self.file.is_there and not self.file.is_read_only:
            settle(self.file.path)


class SingleRowQuery:
    """A query for at most one row, made by every request; it sees the last commit of any process.

    A session would cost a hundred times as much. On SQLite it has its own connection outside the pool, never in a
    transaction; elsewhere one from the pool each time.
    """

    def __init__(self, engine: sa.Engine, query: sa.Select[Any]) -> None:
        self._engine, self._query, self._lock = engine, query, threading.Lock()
        self._own = _detached_connection(engine) if engine.dialect.name == "sqlite" else None
        compiled: Any = query.compile(engine)
        self._sql = str(compiled)
        self._writers = [
            (name, _value_writer(compiled.binds[name], engine)) for name in compiled.positiontup or ()
        ]
        self._readers = [
            (place, read)
            for place, column in enumerate(query.selected_columns)
            if (read := column.type.dialect_impl(engine.dialect).result_processor(engine.dialect, None))
        ]

    def fetch(self, **values: Any) -> Any:
        """The row; None if there is none."""
        if self._own is None:
            with self._engine.connect() as connection:
                return connection.execute(self._query, values).first()
        bound = [write(values[name]) for name, write in self._writers]
        try:
            with self._lock:
                # all rows: a query left open would keep its view of the database
                rows = self._own.execute(self._sql, bound).fetchall()
        except sqlite3.Error as error:
            raise _explain_driver_error(error) from error
        return self._read(rows[0]) if rows else None

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, read in self._readers:
            values[place] = read(values[place])
        return tuple(values)

    def close(self) -> None:
        """Close its own connection, if it has one."""
        if self._own is not None:
            self._own.close()


def _explain_driver_error(error: sqlite3.Error) -> Exception:
    """The failure that a connection outside the engine tells of; the error itself if it is none."""
    cause = find_cause(error)
    return error if cause is None else make_failure(cause)


def _detached_connection(engine: sa.Engine) -> sqlite3.Connection:
    """A connection set up like those of the pool, but outside it."""
    pooled = engine.raw_connection()
    pooled.detach()
    own: Any = pooled.dbapi_connection
    return cast("sqlite3.Connection", own)


def _value_writer(parameter: sa.BindParameter[Any], engine: sa.Engine) -> Callable[[Any], Any]:
    """The function that converts a parameter's value for this database."""
    kind = parameter.type.dialect_impl(engine.dialect)
    return kind.bind_processor(engine.dialect) or (lambda value: value)


def begin_writing(session: Session) -> None:
    """Take the write lock. Must come first in its transaction, before anything is read."""
    connection = session.connection(execution_options={"sqlite_begin": "IMMEDIATE", "saves": True})
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITE_LOCK_ID)))


def _require_current(engine: sa.Engine) -> None:
    """Raise `StoreError` if this database, which can't be written, would have to be migrated to be read."""
    if read_version(engine) != MIGRATIONS[-1]:
        raise StoreError(read_only_message(name_database(engine.url)))
