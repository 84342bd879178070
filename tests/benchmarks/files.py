"""Loading a file of 10,000 claims and 15,000 links beside inserting the same rows bare, and writing it beside `json.dumps`."""

from __future__ import annotations

import gc
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from stances.formats import find_format
from stances.formats.native import dumps_json
from stances.store.database import open_database
from stances.store.importing import load_file
from tests.benchmarks.measure import compare
from tests.benchmarks.sample import arguments

TARGET, ROUNDS, CLAIMS, LINKS = 5, 5, 10_000, 15_000
WRITTEN = ("json", "yaml", "argdown", "aif", "graphml")


def lines() -> Iterator[str]:
    record = arguments(CLAIMS, LINKS)
    with tempfile.TemporaryDirectory() as folder:
        path, loaded, fresh = (Path(folder) / name for name in ("sample.json", "loaded.db", "fresh.db"))
        path.write_bytes(find_format("json").encode(record))
        _load(path, loaded)
        with closing(sqlite3.connect(loaded)) as source:
            made = source.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            schema = [sql for _, _, sql in made]
            tables = [name for kind, name, _ in made if kind == "table"]
            rows = {name: source.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
        yield compare(
            f"loading {CLAIMS:,} claims and {LINKS:,} links",
            lambda: _load(path, fresh),
            lambda: _insert(schema, rows, fresh),
            TARGET,
            rounds=ROUNDS,
        ).line()
    data = json.loads(dumps_json(record))
    for name in WRITTEN:
        yield compare(
            f"writing them as {name}, beside json.dumps",
            partial(find_format(name).encode, record),
            lambda: json.dumps(data, indent=2, ensure_ascii=False),
            TARGET,
            rounds=ROUNDS,
        ).line()


def _load(path: Path, database: Path) -> None:
    """Load the file into a database that is not there yet, without collecting garbage, as the command does."""
    _remove(database)
    gc.disable()
    with open_database(f"sqlite:///{database}") as opened, opened.write_session() as session:
        load_file(session, path)
    gc.enable()


def _insert(schema: list[str], rows: dict[str, list[tuple[object, ...]]], database: Path) -> None:
    """Make the same tables in a new file, and insert the rows in one transaction that is on disk afterwards."""
    _remove(database)
    with closing(sqlite3.connect(database)) as bare:
        bare.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + ";\n".join(schema))
        with bare:
            for name, values in rows.items():
                if values:
                    marks = ", ".join("?" * len(values[0]))
                    bare.executemany(f'INSERT INTO "{name}" VALUES ({marks})', values)


def _remove(database: Path) -> None:
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
