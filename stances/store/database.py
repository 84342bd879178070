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
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session as Session  # exported for packages that do not import SQL libraries

from stances.errors import StoreError

PACKAGE_DIR = Path(__file__).parents[1]
WRITE_LOCK_ID = int.from_bytes(b"stances")
"""The number of the advisory lock that a writer holds in PostgreSQL."""

MIGRATIONS = ("0001", "0002", "0003", "0004", "0006")
"""Every migration that this program knows, oldest first; a test compares it with `migrations/versions`."""


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
    """Connect to the database, creating or migrating it if needed. Raises `StoreError`."""
    address = _parse_url(url or default_url())
    if address.get_backend_name() == "sqlite" and address.database and address.database != ":memory:":
        _refuse_unusable_file(Path(address.database))
    engine = _create_engine(address)
    try:
        _migrate_if_needed(engine)
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise StoreError(_explain_failure(address, error)) from error
    return Database(engine)


class Database:
    """An engine and its two kinds of session: one that only reads, one that holds the write lock from its start."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

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
        except sa.exc.DBAPIError as error:
            raise StoreError(_explain_failure(self.engine.url, error)) from error
        if verdict != "ok":
            raise StoreError(_damaged_message(self.engine.url))

    def close(self) -> None:
        """Close the connections of the pool."""
        self.engine.dispose()


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
        with self._lock:
            # all rows: a query left open would keep its view of the database
            rows = self._own.execute(self._sql, bound).fetchall()
        return rows[0] if rows else None

    def close(self) -> None:
        """Close its own connection, if it has one."""
        if self._own is not None:
            self._own.close()


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


def _parse_url(url: str) -> sa.URL:
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
    address = _parse_url(url or default_url())
    return address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:")


def _refuse_unusable_file(file: Path) -> None:
    """Raise `StoreError` for a file that can't be a database; SQLite itself would notice late, or overwrite it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        there = file.exists()
        foreign = there and file.stat().st_size > 0 and not file.is_dir() and not _is_sqlite(file)
    except OSError as error:
        raise StoreError(
            f"The database {file} can't be opened: {error.strerror}. Check that its folder is there and yours, or set "
            "DATABASE_URL to another file."
        ) from error
    if file.is_dir():
        raise StoreError(
            f"{file} is a folder. Set DATABASE_URL to a file in it: sqlite:///{file / 'stances.db'}"
        )
    if foreign:
        raise StoreError(
            f"{file} is not a database of this program, or it is damaged. It was left as it is; move it away to start "
            "afresh, put back a backup, or set DATABASE_URL to another file."
        )
    if not os.access(file.parent, os.W_OK) or (there and not os.access(file, os.W_OK)):
        raise StoreError(_read_only_message(str(file)))


def _is_sqlite(file: Path) -> bool:
    """Ask SQLite itself: closing a file opened by hand drops the locks of every connection that this process has to it.

    https://www.sqlite.org/howtocorrupt.html, 2.2: others then take the log away from under those connections.
    """
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            connection.execute("PRAGMA schema_version").fetchall()
        except sqlite3.DatabaseError as error:
            return error.sqlite_errorcode != sqlite3.SQLITE_NOTADB
    return True


def _create_engine(address: sa.URL) -> sa.Engine:
    try:
        engine = sa.create_engine(address)
    except ModuleNotFoundError as error:
        raise StoreError(
            f"PostgreSQL needs the package {error.name}, which comes with the extra: pip install '.[postgresql]'."
        ) from error
    if address.get_backend_name() == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout=10000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _migrate_if_needed(engine: sa.Engine) -> None:
    version = _read_version(engine)
    if version == MIGRATIONS[-1]:
        return
    if version is not None and version not in MIGRATIONS:
        raise StoreError(
            f"The database {_database_name(engine.url)} was made by a newer version of this program (its schema is “{version}”, "
            f"this program knows up to “{MIGRATIONS[-1]}”). It was left as it is: install the newer version, or set DATABASE_URL "
            "to another database."
        )
    _migrate(engine)


def _read_version(engine: sa.Engine) -> str | None:
    """The migration that a database is at; None for an empty one."""
    with engine.connect() as connection:
        try:
            return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        except (sa.exc.OperationalError, sa.exc.ProgrammingError):  # most likely the table is missing
            connection.rollback()
        tables = set(sa.inspect(connection).get_table_names())
    if tables:
        raise StoreError(
            f"{_database_name(engine.url)} is a database of another program "
            f"(it has the tables {', '.join(sorted(tables)[:3])} …). "
            "It was left as it is; set DATABASE_URL to another database."
        )
    return None


def _migrate(engine: sa.Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(PACKAGE_DIR / "store" / "migrations").replace("%", "%%"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _database_name(address: sa.URL) -> str:
    return address.database or "" if address.get_backend_name() == "sqlite" else address.render_as_string()


def _damaged_message(address: sa.URL) -> str:
    return (
        f"The database {_database_name(address)} is damaged. It was left as it is: put back a backup, or move it away to start "
        "afresh."
    )


def _read_only_message(name: str) -> str:
    return (
        f"The database {name} can't be written here. Give yourself the right to write the file and its folder, where its log is "
        "kept beside it, or copy it to where you have it and set DATABASE_URL to the copy."
    )


def _explain_failure(address: sa.URL, error: sa.exc.DBAPIError) -> str:
    cause = str(error.orig)
    if "malformed" in cause or "not a database" in cause or "disk image" in cause:
        return _damaged_message(address)
    if "readonly" in cause or "read-only" in cause:
        return _read_only_message(_database_name(address))
    if "unable to open" in cause:
        return f"The database {_database_name(address)} can't be opened. Check that you may read and write it and its folder."
    if "locked" in cause:
        return (
            f"The database {_database_name(address)} is busy: another program has held it for over ten seconds. Close it and try "
            "again."
        )
    return f"The database {_database_name(address)} can't be opened: {cause.splitlines()[0]}"
