"""The database: where it is, how it is opened, and its transactions.

SQLite is the default, with foreign keys on, a write-ahead log, and every commit on disk before it is acknowledged
(`synchronous=FULL`). Readers never wait. A write transaction takes the write lock at its start, because SQLite fails a
transaction that reads, waits and then writes; on PostgreSQL an advisory lock does the same. Migrations run when a database is
opened; one that is damaged, foreign or newer than this program is refused and left as it is.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, cast

import sqlalchemy as sa
from sqlmodel import Session as Session  # exported for packages that do not import SQL libraries

from stances.errors import DatabaseUnavailableError, StoreError
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
from stances.store.sqlite_file import SqliteFile, prepare_file, set_up_connections, settle

PACKAGE_DIR = Path(__file__).parents[1]
WRITE_LOCK_ID = int.from_bytes(b"stances")
"""The number of the advisory lock that a writer holds in PostgreSQL."""

CONNECT_SECONDS = 10
"""How long to wait for a PostgreSQL that does not answer."""


def default_url() -> str:
    """`DATABASE_URL`, else `var/stances.db` in a checkout, else a file in the user's data directory."""
    if url := os.environ.get("DATABASE_URL"):
        return url
    if (PACKAGE_DIR.parent / "pyproject.toml").is_file():
        folder = PACKAGE_DIR.parent / "var"
    else:
        from platformdirs import user_data_path

        folder = user_data_path("stances", appauthor=False)
    return f"sqlite:///{folder / 'stances.db'}"


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
            bring_up_to_date(engine, before=lambda version: None)
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise explain_at_opening(address, error) from error
    except StoreError:
        engine.dispose()
        raise
    return Database(engine, file)


def settle_database(url: str | None = None) -> None:
    """Make a SQLite file whole by itself, after whoever used it was killed; do nothing for any other database."""
    address = parse_url(url or default_url())
    if has_file(address):
        settle(Path(address.database or ""))


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

    def close(self) -> None:
        """Close the connections of the pool, and make a SQLite file whole by itself."""
        self.engine.dispose()
        if self.file is not None and self.file.is_there and not self.file.is_read_only:
            settle(self.file.path)


class SingleRowQuery:
    """A query for at most one row, made by every request; it sees the last commit of any process.

    A session would cost a hundred times as much. On SQLite it has its own connection outside the pool, never in a
    transaction; elsewhere one from the pool each time. Values come back unconverted, so select only numbers and texts.
    """

    def __init__(self, engine: sa.Engine, query: sa.Select[Any]) -> None:
        self._engine, self._query, self._lock = engine, query, threading.Lock()
        self._own = _detached_connection(engine) if engine.dialect.name == "sqlite" else None
        compiled: Any = query.compile(engine)
        self._sql = str(compiled)
        self._converters = [
            (name, _value_writer(compiled.binds[name], engine)) for name in compiled.positiontup or ()
        ]

    def fetch(self, **values: Any) -> Any:
        """The row; None if there is none."""
        if self._own is None:
            with self._engine.connect() as connection:
                return connection.execute(self._query, values).first()
        bound = [convert(values[name]) for name, convert in self._converters]
        try:
            with self._lock:
                # all rows: a query left open would keep its view of the database
                rows = self._own.execute(self._sql, bound).fetchall()
        except sqlite3.Error as error:
            raise _explain_driver_error(error) from error
        return rows[0] if rows else None

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
    connection = session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITE_LOCK_ID)))


def parse_url(url: str) -> sa.URL:
    """The address of a database. Raises `StoreError` for what is none, or is of another kind."""
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise StoreError(
            f"DATABASE_URL is “{url}”, which is not the address of a database. Try sqlite:////path/to/stances.db "
            "or postgresql://user@host/name."
        ) from error
    if address.drivername.partition("+")[0] in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise StoreError(
            f"DATABASE_URL names a database of the kind “{address.drivername}”. What can be used is SQLite "
            "(sqlite:////path/to/stances.db) and PostgreSQL (postgresql://user@host/name)."
        )
    return address


def is_in_memory(url: str | None = None) -> bool:
    """Whether this is a SQLite database in memory: each connection has its own, which ends with it."""
    address = parse_url(url or default_url())
    return address.get_backend_name() == "sqlite" and not has_file(address)


def has_file(address: sa.URL) -> bool:
    """Whether this is a SQLite database in a file."""
    return address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")


def create_engine(address: sa.URL, file: SqliteFile | None = None) -> sa.Engine:
    """An engine for this database; for SQLite for the `file`, or for one in memory. Raises `StoreError`."""
    is_sqlite = address.get_backend_name() == "sqlite"
    options: dict[str, Any] = {} if is_sqlite else {"pool_pre_ping": True}
    if not is_sqlite and "connect_timeout" not in address.query:
        options["connect_args"] = {"connect_timeout": CONNECT_SECONDS}
    try:
        engine = sa.create_engine(address, **options)
    except ModuleNotFoundError as error:
        raise StoreError(
            f"PostgreSQL needs the package {error.name}, which comes with the extra: pip install '.[postgresql]'."
        ) from error
    if file is not None:
        file.attach(engine)
    elif is_sqlite:
        set_up_connections(engine)
    return engine


def _require_current(engine: sa.Engine) -> None:
    """Raise `StoreError` if this database, which can't be written, would have to be migrated to be read."""
    if read_version(engine) != MIGRATIONS[-1]:
        raise StoreError(read_only_message(name_database(engine.url)))
