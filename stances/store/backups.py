"""Backups: made by hand, before each migration and once a day, in a folder beside the database; and put back.

The last seven daily ones are kept, and of earlier ones the last of each of four weeks. Those made by hand, before a migration and
before restoring another are not removed. `STANCES_BACKUPS` names another folder, or is `off`.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from stances.errors import StoreError
from stances.store.copies import as_current, clear_rows, copy_rows, place_copy, require_whole, write_copy
from stances.store.engines import APPLICATION_NAME, create_engine, default_file, has_file
from stances.store.failures import Cause, explain_at_opening, find_cause, name_database
from stances.store.schema import MIGRATIONS, bring_up_to_date
from stances.store.sqlite_file import FOLDER_MODE, refuse_foreign, sidecars

BACKUPS_VARIABLE = "STANCES_BACKUPS"
OFF = "off"
FOLDER_NAME = "backups"

DAILY, WEEKLY = 7, 4
"""How many daily backups are kept, and how many of the weeks before."""

CHECK_SECONDS = 600.0
"""How often a server looks whether there is a backup of today."""

_log = logging.getLogger(__name__)


def backup_folder(address: sa.URL) -> Path | None:
    """Where the backups of this database lie; None if they are turned off."""
    chosen = os.environ.get(BACKUPS_VARIABLE)
    if chosen == OFF:
        return None
    if chosen:
        return Path(chosen)
    file = Path(address.database or "") if has_file(address) else default_file()
    return file.parent / FOLDER_NAME


def name_backup(address: sa.URL, when: date, why: str = "") -> str:
    """The name of a backup: stances-2026-11-27.db for the daily one, stances-2026-11-27T140500-before-0005.db for others."""
    stem = Path(address.database or "").stem or "stances"
    stamp = when.strftime("%Y-%m-%dT%H%M%S") if isinstance(when, datetime) else when.isoformat()
    return f"{stem}-{stamp}{f'-{why}' if why else ''}.db"


def back_up(engine: sa.Engine, target: Path | None = None) -> Path:
    """Write a backup, by default into the folder of backups, and return its name. Raises `StoreError`."""
    folder = backup_folder(engine.url) or Path()
    target = target or folder / name_backup(engine.url, datetime.now(UTC))
    if has_file(engine.url) and target.exists() and target.samefile(engine.url.database or ""):
        raise StoreError(f"{target} is the database itself. Name another file for its backup.")
    write_copy(engine, target)
    return target


def back_up_before_migration(engine: sa.Engine, version: str) -> None:
    """Write a backup of a database at this version of the schema, unless backups are off. Raises `StoreError`."""
    folder = backup_folder(engine.url)
    if folder is None:
        return
    target = folder / name_backup(engine.url, datetime.now(UTC), f"before-{MIGRATIONS[-1]}")
    try:
        write_copy(engine, target)
    except StoreError as error:
        raise StoreError(
            f"The database {name_database(engine.url)} has to be upgraded from {version} to {MIGRATIONS[-1]}, and could not be "
            f"backed up before: {error} It was left as it is. Set {BACKUPS_VARIABLE} to another folder, or to {OFF} to "
            "upgrade it without a backup."
        ) from error


# --- once a day ---


def do_daily_work(engine: sa.Engine, stopped: threading.Event, then: Callable[[], None]) -> None:
    """See to it that there is a backup of each day, and `then` do the rest, until `stopped` is set; what goes wrong is logged."""
    while True:
        with _logging_failure("There is no backup of today"):
            back_up_today(engine)
        with _logging_failure("What was deleted thirty days ago is still there"):
            then()
        if stopped.wait(CHECK_SECONDS):
            return


@contextmanager
def _logging_failure(words: str) -> Iterator[None]:
    try:
        yield
    except (StoreError, OSError, sa.exc.SQLAlchemyError) as error:
        _log.error("%s: %s", words, error)


def back_up_today(engine: sa.Engine, today: date | None = None) -> Path | None:
    """Write the backup of this day (UTC) and remove what is too old; None if it is there already, or backups are off."""
    folder, today = backup_folder(engine.url), today or datetime.now(UTC).date()
    if folder is None or (target := folder / name_backup(engine.url, today)).exists():
        return None
    write_copy(engine, target)
    for day in find_expired(_list_days(engine.url, folder)):
        (folder / name_backup(engine.url, day)).unlink(missing_ok=True)
    return target


def find_expired(days: Iterable[date]) -> set[date]:
    """The days whose backups are to be removed: all but the last seven, and before them the last of each of four weeks."""
    newest_first = sorted(set(days), reverse=True)
    earlier = newest_first[DAILY:]
    last_of_week = {day.isocalendar()[:2]: day for day in reversed(earlier)}
    return set(earlier) - set(sorted(last_of_week.values(), reverse=True)[:WEEKLY])


def _list_days(address: sa.URL, folder: Path) -> list[date]:
    """The days of which there is a daily backup."""
    stem = re.escape(Path(address.database or "").stem or "stances")
    pattern = re.compile(rf"{stem}-(\d{{4}}-\d\d-\d\d)\.db")
    days = []
    for file in folder.iterdir():
        if match := pattern.fullmatch(file.name):
            with suppress(ValueError):
                days.append(date.fromisoformat(match[1]))
    return days


# --- putting one back ---


def restore(backup: Path, address: sa.URL, *, replace: bool) -> Path | None:
    """Put a backup in the place of a database; return where what was there is kept now. Raises `StoreError`.

    A database in which there is something is left as it is, unless `replace` is set. No server may be using it.
    """
    if not backup.is_file():
        raise StoreError(f"There is no file {backup}.")
    refuse_foreign(backup)
    require_whole(backup)
    put_back = _restore_file if has_file(address) else _restore_rows
    return put_back(backup, address, replace)


def _restore_file(backup: Path, address: sa.URL, replace: bool) -> Path | None:
    target, kept = Path(address.database or ""), None
    if target.exists() and target.stat().st_size:
        if target.samefile(backup):
            raise StoreError(f"{backup} is the database itself. Name one of its backups.")
        _refuse_full(address, backup, replace)
        _refuse_used(target)
        kept = _name_kept(address)
        _keep(shutil.copy2, target, kept)
    for log in filter(Path.exists, sidecars(target)):  # SQLite would read it into the backup
        _keep(shutil.move, log, Path(f"{kept or _name_kept(address)}{log.name.removeprefix(target.name)}"))
    place_copy(backup, target)
    return kept


def _restore_rows(backup: Path, address: sa.URL, replace: bool) -> Path | None:
    """Put the rows of a backup into a PostgreSQL, all or none."""
    engine, kept = create_engine(address), None
    try:
        bring_up_to_date(engine, lambda version: back_up_before_migration(engine, version))
        with engine.connect() as connection:
            is_full = connection.exec_driver_sql("SELECT count(*) FROM debate").scalar() != 0
            others = connection.execute(_OTHER_CONNECTIONS, {"name": APPLICATION_NAME}).scalar()
        if others:
            raise StoreError(_in_use_message(address))
        if is_full:
            _refuse_full(address, backup, replace)
            kept = _name_kept(address)
            write_copy(engine, kept)
        with as_current(backup) as source, source.connect() as reading, engine.begin() as writing:
            clear_rows(writing)
            copy_rows(reading, writing)
    except sa.exc.DBAPIError as error:
        raise explain_at_opening(address, error) from error
    finally:
        engine.dispose()
    return kept


_OTHER_CONNECTIONS = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name "
    "AND pid <> pg_backend_pid()"
)


def _refuse_full(address: sa.URL, backup: Path, replace: bool) -> None:
    if not replace:
        raise StoreError(
            f"There is something in the database {name_database(address)} already, and it was left as it is. To put {backup} in "
            f"its place: stances restore --replace {backup} (what is there now is kept as a backup)"
        )


def _in_use_message(address: sa.URL) -> str:
    return f"The database {name_database(address)} is in use. Stop the server first, and try again."


def _refuse_used(target: Path) -> None:
    """Refuse if anybody has this file open. Its log is in the file afterwards, unless it is damaged."""
    connection = sqlite3.connect(f"{target.resolve().as_uri()}?mode=rw", uri=True, timeout=1)
    with closing(connection):
        try:
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            is_used = mode == "wal"
        except sqlite3.DatabaseError as error:
            is_used = find_cause(error) is Cause.BUSY
    if is_used:
        raise StoreError(_in_use_message(sa.URL.create("sqlite", database=str(target))))


def _name_kept(address: sa.URL) -> Path:
    """The name under which to keep what is replaced, also where backups are off."""
    folder = (
        backup_folder(address)
        or (Path(address.database or "") if has_file(address) else default_file()).parent
    )
    return folder / name_backup(address, datetime.now(UTC), "before-restore")


def _keep(how: Callable[[Path, Path], object], file: Path, kept: Path) -> None:
    """Copy or move a file to where it is kept, as it is, damaged or not. Raises `StoreError`."""
    try:
        if not kept.parent.is_dir():
            kept.parent.mkdir(mode=FOLDER_MODE, parents=True)
        how(file, kept)
    except OSError as error:
        raise StoreError(f"{kept} can't be written: {error.strerror}. Nothing was restored.") from error
