"""SQLite files: what may be opened, how connections to one are set up, and noticing that it was removed or replaced.

While a file is in use its newest changes are in a log beside it (`-wal`), so a copy of the file alone lacks them; `settle` brings
them into the file. A connection never creates a file: one that was removed under a running site must not come back empty.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from stances.errors import StoreError
from stances.store.failures import Cause, find_cause, make_failure, read_only_message

FILE_MODE, FOLDER_MODE = 0o600, 0o700
"""New files and folders are their owner's alone: a record may be private, and others have accounts on the machine too."""

SETTLE_SECONDS = 2.0
"""How long `settle` waits for others who use the file."""

Identity = tuple[int, int] | None
Mark = tuple[int, int] | None
LastChange = tuple[int, str]

_LAST_CHANGE = "SELECT id, change FROM revision ORDER BY id DESC LIMIT 1"
_FIND_CHANGE = "SELECT 1 FROM revision WHERE id = ? AND change = ?"


class SqliteFile:
    """A file as it was when it was opened; `is_read_only` where it can't be written.

    Another file under its name is known by its number in the file system. One that was written over it is known by its time and
    size, which SQLite too changes when it brings the log in: then it has to hold the last change that was seen, and be whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_read_only = not _is_writable(path)
        self._identity, self._mark = _look_at(path)
        self._last_changes: list[LastChange | None] = [None]
        self._is_lost = False

    @property
    def uri(self) -> str:
        return _uri(self.path, self.is_read_only)

    @property
    def is_there(self) -> bool:
        """Whether the file under this name is still the one that was opened."""
        identity, mark = _look_at(self.path)
        if identity != self._identity:
            self._is_lost = True
        elif mark != self._mark and not self._is_lost:
            self._is_lost = not self._holds_last_change()
            self._mark = mark
        return not self._is_lost

    def _holds_last_change(self) -> bool:
        """Ask a new connection, which remembers no page of what was there before."""
        try:
            with closing(sqlite3.connect(self.uri, uri=True)) as connection:
                is_whole = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
                return is_whole and any(
                    last is None or connection.execute(_FIND_CHANGE, last).fetchone() is not None
                    for last in self._last_changes
                )
        except sqlite3.Error as error:
            return find_cause(error) is Cause.BUSY

    def require(self) -> None:
        """Raise `DatabaseUnavailableError` if the file has been removed or replaced."""
        if not self.is_there:
            raise make_failure(Cause.GONE)

    def require_writable(self) -> None:
        """Raise `DatabaseUnavailableError` if nothing can be saved in the file."""
        self.require()
        if self.is_read_only:
            raise make_failure(Cause.READ_ONLY)

    def attach(self, engine: sa.Engine) -> None:
        """Let the engine open this file and no other, and refuse to write once it is not there any more."""

        def connect(dialect: Any, record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
            self.require()
            arguments[:] = [self.uri]
            options.update(uri=True, check_same_thread=False)

        def begin(connection: sa.Connection) -> None:
            if _begin_mode(connection) != "DEFERRED":
                self.require_writable()

        sa.event.listen(engine, "do_connect", connect)
        sa.event.listen(engine, "begin", begin)

        def remember(connection: sa.Connection) -> None:
            if connection.get_execution_options().get("saves"):
                self._last_changes = [_read_last_change(connection)]

        def commit(connection: sa.Connection) -> None:
            self.require()
            if connection.get_execution_options().get("saves"):  # whether it succeeds is not known yet
                self._last_changes.append(_read_last_change(connection))

        sa.event.listen(engine, "commit", commit)
        set_up_connections(engine, self.is_read_only)
        sa.event.listen(engine, "begin", remember)


def set_up_connections(engine: sa.Engine, is_read_only: bool = False) -> None:
    """Set the engine's connections up; begin transactions as their execution options say."""
    pragmas = ["busy_timeout=10000", "foreign_keys=ON"]
    if not is_read_only:
        pragmas += ["journal_mode=WAL", "synchronous=FULL"]

    def set_up(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    sa.event.listen(engine, "connect", set_up)
    sa.event.listen(engine, "begin", lambda c: c.exec_driver_sql(f"BEGIN {_begin_mode(c)}"))


def _read_last_change(connection: sa.Connection) -> LastChange | None:
    """The last change, asked of the driver itself: every save asks twice."""
    driver: Any = connection.connection.driver_connection
    found: LastChange | None = driver.execute(_LAST_CHANGE).fetchone()
    return found


def _begin_mode(connection: sa.Connection) -> str:
    mode: str = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    return mode


def prepare_file(path: Path) -> SqliteFile:
    """The file, created if there is none. Raises `StoreError` for one that can't be a database, which is left as it is."""
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=FOLDER_MODE, parents=True)
        with suppress(FileExistsError):
            create_file(path)
        refuse_foreign(path)
    except OSError as error:
        raise StoreError(_unopenable_message(path, error)) from error
    file = SqliteFile(path)
    if file.is_read_only and path.stat().st_size == 0:
        raise StoreError(read_only_message(str(path)))
    return file


def create_file(path: Path) -> None:
    """Create an empty file that is its owner's alone. Raises `FileExistsError`."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))


def _unopenable_message(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError) or error.errno == 30:
        return read_only_message(str(path))
    return (
        f"The database {path} can't be opened: {error.strerror}. Check that its folder is there and yours, or set "
        "DATABASE_URL to another file."
    )


def refuse_foreign(path: Path) -> None:
    """Raise `StoreError` for what is no SQLite file."""
    if path.is_dir():
        raise StoreError(
            f"{path} is a folder. Set DATABASE_URL to a file in it: sqlite:///{path / 'stances.db'}"
        )
    if path.stat().st_size > 0 and not is_sqlite(path):
        raise StoreError(
            f"{path} is not a database of this program, or it is damaged. It was left as it is; move it away to start "
            "afresh, put back a backup (stances restore), or set DATABASE_URL to another file."
        )


def is_sqlite(path: Path) -> bool:
    """Ask SQLite itself: closing a file opened by hand drops the locks of every connection that this process has to it.

    https://www.sqlite.org/howtocorrupt.html, 2.2: others then take the log away from under those connections.
    """
    with closing(sqlite3.connect(_uri(path, True), uri=True)) as connection:
        try:
            connection.execute("PRAGMA schema_version").fetchall()
        except sqlite3.DatabaseError as error:
            return error.sqlite_errorcode != sqlite3.SQLITE_NOTADB
    return True


def settle(path: Path) -> None:
    """Bring what the log holds into the file, so that the file alone is whole; where others hold it, they will do it.

    Raises nothing: it is the last thing that a process does, perhaps with a disk that fails.
    """
    with suppress(sqlite3.Error, OSError):
        if not _log_of(path).exists():
            return
        with closing(sqlite3.connect(_uri(path, False), uri=True, timeout=SETTLE_SECONDS)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def sidecars(path: Path) -> list[Path]:
    """The files that SQLite may keep beside a database, which belong to it."""
    return [path.with_name(f"{path.name}-{suffix}") for suffix in ("wal", "shm", "journal")]


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _uri(path: Path, read_only: bool) -> str:
    """The file as SQLite opens it. In a folder that can't be written it needs to be told that nobody else writes either."""
    if not read_only:
        return f"{path.resolve().as_uri()}?mode=rw"
    log = _log_of(path)
    unchanging = not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
    return f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if unchanging else ''}"


def _is_writable(path: Path) -> bool:
    return os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)


def _look_at(path: Path) -> tuple[Identity, Mark]:
    """Which file has this name, and when and how it was last written; None without one."""
    try:
        found = path.stat()
    except OSError:
        return None, None
    return (found.st_dev, found.st_ino), (found.st_mtime_ns, found.st_size)
