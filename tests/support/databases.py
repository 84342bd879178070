"""Making databases for tests, writing a record into one, reading it back, and noticing that somebody has written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flask import Flask

from stances.record.record import Record
from stances.store.changes import Put, apply_edits
from stances.store.database import Database, open_database
from stances.store.importing import load_file
from stances.store.row_mapper import read_record

SHIPPED = Path(__file__).parents[2] / "data" / "left-opposition-1928.yaml"
NOISE = Path(__file__).with_name("noise.yaml")
"""A debate whose records must never show in the pages of another."""


def create_database(folder: Path, *files: Path) -> Path:
    """The migrated database file `stances.db` of a folder, with debates loaded from files."""
    path = folder / "stances.db"
    database = open_database(f"sqlite:///{path}")
    with database.write_session() as session:
        for file in files:
            load_file(session, file)
    database.close()
    return path


def store(database: Database, record: Record) -> Record:
    """Write a whole debate; the record with its revision."""
    with database.write_session() as session:
        return apply_edits(
            session, None, [Put(record.debate), *map(Put, record.entries())], who="test", why="made"
        )


def count_records(record: Record) -> int:
    """How many revisions loading a debate makes: one for each record, and for the debate itself."""
    return 1 + sum(1 for _ in record.entries())


def read_stored(database: Database, slug: str) -> Record | None:
    with database.read_session() as session:
        return read_record(session, slug, 0)


class WriteDetector:
    """True once somebody has written to the database of a site."""

    def __init__(self, app: Flask) -> None:
        self.connection = sqlite3.connect(app.extensions["stances"].database.engine.url.database)
        self._version = self._now()

    def _now(self) -> int:
        """SQLite's number that changes with every transaction of another connection that has written."""
        (number,) = self.connection.execute("PRAGMA data_version").fetchone()
        return int(number)

    def __bool__(self) -> bool:
        return self._now() != self._version

    def close(self) -> None:
        self.connection.close()
