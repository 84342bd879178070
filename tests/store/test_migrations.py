"""Databases that earlier versions of the program made are brought up to date, and say what they said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from stances.errors import StoreError
from stances.record.entries import Act, Claim, Entry, Event
from stances.record.record import Record
from stances.record.vocabulary import ActKind, Rendering
from stances.store.backups import BACKUPS_VARIABLE, OFF
from stances.store.changes import Put, apply_edits
from stances.store.copies import require_whole
from stances.store.database import PACKAGE_DIR, Database, open_database
from stances.store.row_mapper import read_record
from stances.store.schema import MIGRATIONS
from stances.store.snapshots import last_revision
from tests.conftest import POSTGRESQL, SORTS

OLD_SCHEMA = "0003"


@pytest.fixture
def old_record(shipped: Record) -> Record:
    """The debate of 1928 in so far as the old schema can say it."""
    return Record.from_entries(shipped.debate, map(without_newer_keys, shipped.entries()))


def without_newer_keys(entry: Entry) -> Entry:
    if isinstance(entry, Claim):
        acts = tuple(act for act in entry.acts if act.act is not ActKind.CONCEDES)
        return entry.model_copy(update={"title": None, "rendering": Rendering.CLOSE, "acts": acts})
    return entry.model_copy(update={"unsettles": ()}) if isinstance(entry, Event) else entry


def migrate(engine: sa.Engine, version: str, how: Callable[[Config, str], None] = command.upgrade) -> None:
    config = Config()
    config.set_main_option("script_location", str(PACKAGE_DIR / "store" / "migrations"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        how(config, version)


@pytest.fixture
def old_postgresql() -> Iterator[str]:
    """The address of a schema of PostgreSQL in which nothing is yet."""
    name, where = f"stances_test_{uuid4().hex}", sa.make_url(POSTGRESQL).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(where, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.schema.CreateSchema(name))
        yield where.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(False)
        connection.execute(sa.schema.DropSchema(name, cascade=True))
    engine.dispose()


@pytest.fixture
def old_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'old.db'}"


@pytest.fixture(params=SORTS)
def old_database(request: pytest.FixtureRequest, sqlite: Database, old_record: Record) -> str:
    """The address of a database as the program before these keys made it, with a debate and its history."""
    address: str = request.getfixturevalue(f"old_{request.param}")
    with sqlite.write_session() as session:
        apply_edits(session, None, [Put(old_record.debate), *map(Put, old_record.entries())], who="A", why="")
    engine = sa.create_engine(address)
    migrate(engine, OLD_SCHEMA)
    copy_rows(sqlite.engine, engine)
    engine.dispose()
    return address


def copy_rows(source: sa.Engine, target: sa.Engine) -> None:
    """Every row of the tables and columns that the target has; numbers that it gives itself it gives anew."""
    has = {
        name: {column["name"] for column in sa.inspect(target).get_columns(name)}
        for name in sa.inspect(target).get_table_names()
    }
    with source.connect() as reading, target.begin() as writing:
        for table in SQLModel.metadata.sorted_tables:
            wanted = has.get(table.name, set()) - {getattr(table.autoincrement_column, "name", None)}
            columns = [column for column in table.c if column.name in wanted]
            rows = reading.execute(sa.select(*columns)).all() if columns else ()
            if rows:
                writing.execute(sa.insert(table), [dict(row._mapping) for row in rows])


def read(database: Database, slug: str) -> Record:
    with database.read_session() as session:
        record = read_record(session, slug, last_revision(session, slug))
    assert record is not None
    return record


def test_a_database_from_before_the_newer_keys_says_what_it_said(
    old_database: str, old_record: Record
) -> None:
    with closing(open_database(old_database)) as database:
        assert content(read(database, "left-opposition-1928")) == content(old_record)
        assert_is_current(database)


def test_a_database_is_backed_up_before_it_is_migrated(
    old_database: str, old_record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    monkeypatch.setenv(BACKUPS_VARIABLE, str(folder))
    open_database(old_database).close()
    (backup,) = folder.iterdir()
    assert backup.name.endswith(f"-before-{MIGRATIONS[-1]}.db")
    assert require_whole(backup) == OLD_SCHEMA
    with open_database(f"sqlite:///{backup}") as copy:
        assert content(read(copy, "left-opposition-1928")) == content(old_record)


def test_without_room_for_a_backup_nothing_is_migrated(
    old_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    monkeypatch.setenv(BACKUPS_VARIABLE, str(tmp_path / "kept"))
    with pytest.raises(StoreError, match=r"could not be backed up.*left as it is.*STANCES_BACKUPS"):
        open_database(old_database)
    monkeypatch.setenv(BACKUPS_VARIABLE, OFF)
    open_database(old_database).close()


def test_a_migrated_database_takes_the_newer_keys(old_database: str, old_record: Record) -> None:
    claim, event = next(iter(old_record.claims.values())), next(iter(old_record.events.values()))
    other = next(slug for slug in old_record.participants if slug != claim.speaker)
    conceded = Act(participant=other, act=ActKind.CONCEDES)
    newer = (
        claim.model_copy(
            update={"title": "A title", "rendering": Rendering.SUMMARY, "acts": (*claim.acts, conceded)}
        ),
        event.model_copy(update={"unsettles": tuple(old_record.disputes)[:2]}),
    )
    with closing(open_database(old_database)) as database:
        before = read(database, "left-opposition-1928")
        with database.write_session() as session:
            apply_edits(session, before, list(map(Put, newer)), who="B", why="")
        after = read(database, "left-opposition-1928")
    assert (after.claims[claim.slug], after.events[event.slug]) == newer


def test_going_back_keeps_all_that_the_old_schema_can_say(sqlite: Database, shipped: Record) -> None:
    newer = [
        entry.model_copy(update={"title": "A title"}) if isinstance(entry, Claim) else entry
        for entry in shipped.entries()
    ]
    with sqlite.write_session() as session:
        apply_edits(session, None, [Put(shipped.debate), *map(Put, newer)], who="A", why="")
    migrate(sqlite.engine, OLD_SCHEMA, command.downgrade)
    migrate(sqlite.engine, "head")
    again = read(sqlite, "left-opposition-1928")
    assert content(again) == [without_newer_keys(entry) for entry in content(shipped)]
    assert_is_current(sqlite)


def content(record: Record) -> list[Entry]:
    return [record.debate, *record.entries()]


def assert_is_current(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        differences = [d for d in compare_metadata(context, SQLModel.metadata) if "deferr" not in str(d)]
        assert differences == []
        if database.engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
