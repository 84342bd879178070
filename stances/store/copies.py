"""Whole databases as SQLite files: a copy of any database is one, and can be put into any database.

A copy of SQLite is made by SQLite's own online backup; one of PostgreSQL row by row from one snapshot, into a file with the same
schema. Either is consistent while others write. It is opened and looked through before it gets its name, and appears under it at
once or not at all.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from stances.errors import StoreError
from stances.store.engines import create_engine
from stances.store.failures import damaged_message, find_cause, make_failure
from stances.store.schema import MIGRATIONS, migrate, read_version
from stances.store.sqlite_file import FOLDER_MODE, SqliteFile, create_file, sidecars

_VERSION_TABLE = "alembic_version"
_Row = dict[str, Any]


def write_copy(engine: sa.Engine, target: Path) -> None:
    """Copy the whole database into a SQLite file of this name, replacing one that is there. Raises `StoreError`."""
    with _becoming(target) as scratch:
        if engine.dialect.name == "sqlite":
            _copy_pages(engine, scratch)
        else:
            _copy_into_new_file(engine, scratch)
        require_whole(scratch)


def place_copy(copy: Path, target: Path) -> None:
    """Copy a SQLite file to this name, replacing what is there. Raises `StoreError`."""
    with _becoming(target) as scratch, _file_engine(copy) as engine:
        _copy_pages(engine, scratch)
        require_whole(scratch)


def require_whole(file: Path) -> str:
    """Open a copy and look through it; return the version of its schema. Raises `StoreError` if it is not whole."""
    try:
        with _file_engine(file) as engine:
            version = read_version(engine)
            with engine.connect() as connection:
                problems = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar() != "ok" or bool(
                    connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                )
    except sa.exc.DBAPIError as error:
        raise StoreError(damaged_message(str(file))) from error
    if problems:
        raise StoreError(damaged_message(str(file)))
    if version is None:
        raise StoreError(f"{file} is an empty database: there is nothing in it.")
    if version not in MIGRATIONS:
        raise StoreError(f"{file} was made by a newer version of this program. Install that first.")
    return version


@contextmanager
def _becoming(target: Path) -> Iterator[Path]:
    """A new file beside the target, which takes its name after the block, and goes if the block raises. Raises `StoreError`."""
    scratch = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
    try:
        if not target.parent.is_dir():
            target.parent.mkdir(mode=FOLDER_MODE, parents=True)
        create_file(scratch)
        yield scratch
        _flush(scratch)
        scratch.replace(target)
        _flush(target.parent)
    except (OSError, sqlite3.Error, sa.exc.DBAPIError) as error:
        raise StoreError(f"{target} can't be written: {_reason(error)}") from error
    finally:
        for leftover in (scratch, *sidecars(scratch)):
            with suppress(OSError):
                leftover.unlink()


def _reason(error: Exception) -> str:
    cause = find_cause(getattr(error, "orig", error))
    if cause is not None:
        return str(make_failure(cause))
    return f"{getattr(error, 'strerror', None) or error}."


def _flush(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder. Where folders can't be opened, the names wait for the system."""
    with suppress(PermissionError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _file_engine(path: Path) -> Iterator[sa.Engine]:
    """An engine for a SQLite file that is nobody else's."""
    engine = create_engine(sa.URL.create("sqlite", database=str(path)), SqliteFile(path))
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def as_current(copy: Path) -> Iterator[sa.Engine]:
    """A copy with the schema of this program: the copy itself is left as it is, and another is migrated."""
    with TemporaryDirectory() as folder:
        place_copy(copy, scratch := Path(folder) / copy.name)
        with _file_engine(scratch) as engine:
            migrate(engine)
            yield engine


def _copy_pages(engine: sa.Engine, target: Path) -> None:
    source = engine.raw_connection()
    try:
        driver: Any = source.driver_connection
        with closing(sqlite3.connect(target)) as connection:
            driver.backup(connection)
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()  # one file, without a log
    finally:
        source.close()


def _copy_into_new_file(engine: sa.Engine, target: Path) -> None:
    version = read_version(engine)
    if version is None:
        raise StoreError("The database is empty: there is nothing to copy.")
    with _file_engine(target) as copy:
        migrate(copy, version)
        with (
            engine.connect().execution_options(isolation_level="REPEATABLE READ") as source,
            copy.begin() as connection,
        ):
            copy_rows(source, connection)
    with closing(sqlite3.connect(target)) as connection_:
        connection_.execute("PRAGMA journal_mode=DELETE").fetchall()


def copy_rows(source: sa.Connection, target: sa.Connection) -> None:
    """Copy every row into a database of the same schema, whose tables are empty; numbers go on after the last one."""
    tables, copies = _reflect(source), _reflect(target)
    is_sqlite = target.dialect.name == "sqlite"
    if not is_sqlite:
        target.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
    for name in (table.name for table in copies.sorted_tables if table.name != _VERSION_TABLE):
        rows = source.execution_options(yield_per=500).execute(sa.select(tables.tables[name]))
        for batch in rows.partitions():
            target.execute(
                sa.insert(copies.tables[name]), [_convert(dict(row._mapping), is_sqlite) for row in batch]
            )
        if not is_sqlite:
            _continue_numbers(target, copies.tables[name])


def _reflect(connection: sa.Connection) -> sa.MetaData:
    """The tables as they are in this database, whatever its version."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.JSON):
                column.type = sa.JSON(none_as_null=True)
    return metadata


def _convert(row: _Row, is_sqlite: bool) -> _Row:
    """The row's instants as this database stores them: in UTC, which SQLite is not told."""
    return {
        name: _as_utc(value, is_sqlite) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _as_utc(value: datetime, is_sqlite: bool) -> datetime:
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return aware.replace(tzinfo=None) if is_sqlite else aware


def _continue_numbers(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL number new rows after the copied ones."""
    for column in table.primary_key.columns:
        if column.name == "id":
            connection.execute(
                sa.text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), coalesce(max(id), 0) + 1, false) "  # noqa: S608
                    f"FROM {table.name}"
                )
            )


def clear_rows(connection: sa.Connection) -> None:
    """Delete every row of every table."""
    for table in reversed(_reflect(connection).sorted_tables):
        if table.name != _VERSION_TABLE:
            connection.execute(sa.delete(table))
