"""What is wrong with a database that fails, in words: when it is opened, for whoever runs it; in use, for whoever reads or saves.

A failure in use becomes a `DatabaseUnavailableError`, which says whether what was being saved is certain not to have been.
The words for visitors name no file and no address.
"""

from __future__ import annotations

import sqlite3
from enum import Enum
from typing import Any

import sqlalchemy as sa

from stances.errors import DatabaseUnavailableError, DiskFullError, StoreError


class Cause(Enum):
    """Why a database fails."""

    BUSY = "busy"
    DAMAGED = "damaged"
    DISK = "disk"
    FULL = "full"
    GONE = "gone"
    READ_ONLY = "read-only"
    UNOPENABLE = "unopenable"
    UNREACHABLE = "unreachable"


_SQLITE_CAUSES = {
    sqlite3.SQLITE_BUSY: Cause.BUSY,
    sqlite3.SQLITE_LOCKED: Cause.BUSY,
    sqlite3.SQLITE_READONLY: Cause.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: Cause.DAMAGED,
    sqlite3.SQLITE_NOTADB: Cause.DAMAGED,
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_IOERR: Cause.DISK,
    sqlite3.SQLITE_CANTOPEN: Cause.UNOPENABLE,
}
_POSTGRESQL_CAUSES = {
    "08": Cause.UNREACHABLE,
    "25006": Cause.READ_ONLY,
    "53100": Cause.FULL,
    "53300": Cause.BUSY,
    "55P03": Cause.BUSY,
    "57P": Cause.UNREACHABLE,
    "58": Cause.DISK,
    "XX00": Cause.DAMAGED,
}
"""By the beginning of the SQLSTATE."""

_WORDS = {
    Cause.BUSY: "The database is busy: something else has held it for too long.",
    Cause.DAMAGED: "The database is damaged. Tell whoever runs this site: they can restore a backup (stances restore).",
    Cause.DISK: "The disk on which the database lies has a fault. Tell whoever runs this site.",
    Cause.FULL: "The disk on which the database lies is full. Tell whoever runs this site. Debates can still be read; "
    "nothing can be saved until there is room.",
    Cause.GONE: "The database has been removed or replaced while the site was running. Tell whoever runs this site: it has to "
    "be started again, and what was saved here before is in the removed file or in its backups.",
    Cause.READ_ONLY: "The database can only be read here, and exported; nothing can be saved in it.",
    Cause.UNOPENABLE: "The database can't be opened: it was moved away, or this site may not open it any more. Tell whoever "
    "runs this site.",
    Cause.UNREACHABLE: "The database can't be reached at the moment.",
}
_RETRY_SECONDS = {Cause.BUSY: 5, Cause.UNREACHABLE: 10}
_RETRY_LATER_SECONDS = 60
_CERTAIN = {Cause.BUSY, Cause.FULL, Cause.GONE, Cause.READ_ONLY, Cause.UNOPENABLE}
"""Causes for which the database has refused, so that what was being saved is certain not to have been."""


def find_cause(error: BaseException | None) -> Cause | None:
    """The cause that a database driver's error tells of; None for a mistake in what it was asked."""
    if isinstance(error, sqlite3.Error):
        return _SQLITE_CAUSES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(error, "sqlstate", None) or ""
    known = (cause for beginning, cause in _POSTGRESQL_CAUSES.items() if state.startswith(beginning))
    return next(known, None)


def make_failure(cause: Cause, *, is_unsaved: bool | None = None) -> DatabaseUnavailableError:
    """The error for a failure in use; `is_unsaved` where more is known than the cause tells."""
    kind = DiskFullError if cause is Cause.FULL else DatabaseUnavailableError
    unsaved = cause in _CERTAIN if is_unsaved is None else is_unsaved
    return kind(_WORDS[cause], _RETRY_SECONDS.get(cause, _RETRY_LATER_SECONDS), is_unsaved=unsaved)


def translate_failures(engine: sa.Engine) -> None:
    """From now on raise `DatabaseUnavailableError` for the failures of this engine's connections."""
    sa.event.listen(engine, "handle_error", _translate)


def _translate(context: sa.engine.ExceptionContext) -> BaseException | None:
    if context.is_pre_ping:  # the pool will connect again
        return None
    cause = find_cause(context.original_exception)
    lost = context.is_disconnect or (
        context.connection is None and isinstance(context.sqlalchemy_exception, sa.exc.OperationalError)
    )
    if cause is None and lost:
        cause = Cause.UNREACHABLE
    if cause is None:
        return None
    was_committing = context.connection is not None and context.statement is None
    known = None if cause is not Cause.UNREACHABLE else not was_committing
    return make_failure(cause, is_unsaved=known)


def name_database(address: sa.URL) -> str:
    """The database as whoever runs it knows it: its file, or its address without the password."""
    return address.database or "" if address.get_backend_name() == "sqlite" else address.render_as_string()


def explain_at_opening(address: sa.URL, error: sa.exc.DBAPIError) -> StoreError:
    """The error for a database that can't be opened, with its name and what to do."""
    name, cause = name_database(address), find_cause(error.orig)
    if cause is Cause.DAMAGED:
        return StoreError(damaged_message(name))
    if cause is Cause.READ_ONLY:
        return StoreError(read_only_message(name))
    if cause is Cause.UNOPENABLE:
        return StoreError(
            f"The database {name} can't be opened. Check that you may read and write it and its folder."
        )
    if cause is Cause.FULL:
        return StoreError(f"The disk on which the database {name} lies is full. Make room, and try again.")
    if cause is Cause.BUSY:
        return StoreError(
            f"The database {name} is busy: another program has held it for over ten seconds. Close it and try again."
        )
    return StoreError(f"The database {name} can't be opened: {_first_line(error.orig)}")


def damaged_message(name: str) -> str:
    """What to say of a damaged database."""
    return (
        f"The database {name} is damaged. It was left as it is: restore a backup (stances restore), or move it away to start "
        "afresh."
    )


def read_only_message(name: str) -> str:
    """What to say of a database that can't be written, where it must be."""
    return (
        f"The database {name} can't be written here. Give yourself the right to write the file and its folder, where its log is "
        "kept beside it, or copy it to where you have it and set DATABASE_URL to the copy."
    )


def _first_line(error: Any) -> str:
    return (str(error).splitlines() or ["no reason is given"])[0]
