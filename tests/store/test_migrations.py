"""Databases that earlier versions of the program made are brought up to date, and say what they said."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from stances.errors import StoreError
from stances.record.entries import Act, Claim, Debate, Entry, Event
from stances.record.record import Record
from stances.record.vocabulary import ActKind, Rendering, Role
from stances.store import access, proposals
from stances.store.backups import BACKUPS_VARIABLE, OFF
from stances.store.changes import Put, apply_edits
from stances.store.copies import require_whole
from stances.store.database import (
    PACKAGE_DIR,
    Database,
    back_up_database,
    open_database,
    restore_database,
)
from stances.store.engines import create_engine, parse_url
from stances.store.history import list_changesets, record_at
from stances.store.row_mapper import read_record
from stances.store.schema import MIGRATIONS
from stances.store.schema import migrate as migrate_
from stances.store.snapshots import last_revision
from tests.conftest import POSTGRESQL, SORTS

OLD_SCHEMA = "0003"
DEBATE = "left-opposition-1928"


@pytest.fixture
def old_record(shipped: Record) -> Record:
    """The debate of 1928 in so far as every old schema can say it."""
    debate = shipped.debate.model_copy(update={"licence": None, "language": None, "old_style_until": None})
    return Record.from_entries(debate, map(without_newer_keys, shipped.entries()))


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
def old_address(request: pytest.FixtureRequest) -> str:
    """The address of a database in which nothing is yet."""
    address: str = request.getfixturevalue(f"old_{request.param}")
    return address


@pytest.fixture
def old_database(old_address: str, sqlite: Database, old_record: Record) -> str:
    """The address of a database as the program before the newer keys made it, with a debate and its history."""
    return make_old(old_address, OLD_SCHEMA, sqlite, old_record)


def make_old(address: str, version: str, sqlite: Database, old_record: Record) -> str:
    """Fill a database of this schema with a debate, its history, another debate, people, and what one of them proposes."""
    with sqlite.write_session() as session:
        edits = [Put(old_record.debate), *map(Put, old_record.entries())]
        record = apply_edits(session, None, edits, who="A", why="")
        code = access.create_invitation(session, DEBATE, Role.CONTRIBUTOR, days=1, limit=5, by="A")
        joined, _ = access.join(session, code, "Conrad")
        first = next(iter(record.claims.values()))
        proposed = [Put(first.model_copy(update={"text": "Another text."}))]
        proposals.propose(session, record, proposed, proposals.Proposer("Conrad", joined.id), "better")
        other = Debate.model_validate({"slug": "other", "title": "Another debate"})
        apply_edits(session, None, [Put(other)], who="A", why="")
        apply_edits(session, record, [Put(first.model_copy(update={"note": "A note."}))], who="B", why="")
    engine = sa.create_engine(address)
    migrate(engine, version)
    copy_rows(sqlite.engine, engine)
    engine.dispose()
    return address


def copy_rows(source: sa.Engine, target: sa.Engine) -> None:
    """Every row of the tables and columns that the target has, without the defaults of later ones; its own numbers are new."""
    has = {
        name: {column["name"]: column["type"] for column in sa.inspect(target).get_columns(name)}
        for name in sa.inspect(target).get_table_names()
    }
    with source.connect() as reading, target.begin() as writing:
        for table in SQLModel.metadata.sorted_tables:
            types = has.get(table.name, {})
            wanted = types.keys() - {getattr(table.autoincrement_column, "name", None)}
            columns = [column for column in table.c if column.name in wanted]
            dated = {name for name in wanted if isinstance(types[name], sa.Date)}
            order = [column for column in table.primary_key.columns if column.name == "id"]
            rows = reading.execute(sa.select(*columns).order_by(*order)).all() if columns else ()
            if rows:
                then = sa.table(
                    table.name,
                    *(sa.column(c.name, sa.Date() if c.name in dated else c.type) for c in columns),
                )
                writing.execute(sa.insert(then), [_with_dates(row._mapping, dated) for row in rows])


def _with_dates(row: Mapping[Any, Any], dated: Collection[str]) -> dict[str, Any]:
    """A row with the bounds of its dates as an old schema has them: open beginnings are the first day of the calendar."""
    return {
        name: date.fromordinal(max(value, 1)) if name in dated and value is not None else value
        for name, value in row.items()
    }


def read_bounds(engine: sa.Engine) -> dict[str, list[tuple[Any, ...]]]:
    """The bounds of all dates by table."""
    bounds = {
        table.name: [c for c in table.c if c.name.endswith(("_earliest", "_latest"))]
        for table in SQLModel.metadata.sorted_tables
    }
    with engine.connect() as connection:
        return {
            name: sorted(map(tuple, connection.execute(sa.select(*columns))), key=str)
            for name, columns in bounds.items()
            if columns
        }


def read(database: Database, slug: str) -> Record:
    with database.read_session() as session:
        record = read_record(session, slug, last_revision(session, slug))
    assert record is not None
    return record


@pytest.mark.parametrize("version", MIGRATIONS[:-1])
def test_a_database_of_each_earlier_schema_says_what_it_said(
    version: str, old_address: str, sqlite: Database, old_record: Record
) -> None:
    with closing(open_database(make_old(old_address, version, sqlite, old_record))) as database:
        now = read(database, DEBATE)
        with database.read_session() as session:
            assert content(record_at(session, now, now.revision - 2)) == content(old_record)
            changesets = list_changesets(session, DEBATE, now.revision, 9, 1)
            assert [change.who for change in changesets] == ["B", "A"]
            open_ones = proposals.list_open(session, DEBATE)
            assert [p.proposer.name for p in open_ones] == (["Conrad"] if version > "0001" else [])
        assert read_bounds(database.engine) == read_bounds(sqlite.engine)
        assert_is_current(database)


@pytest.mark.parametrize("version", MIGRATIONS[: MIGRATIONS.index("0005")])
def test_a_revision_that_was_cited_keeps_its_number(
    version: str, old_address: str, sqlite: Database, old_record: Record
) -> None:
    """One sequence served all debates; the last revision came after one of another debate."""
    address = make_old(old_address, version, sqlite, old_record)
    count = len(content(old_record))
    with closing(open_database(address)) as database:
        now = read(database, DEBATE)
        assert now.revision == count + 2
        assert read(database, "other").revision == count + 1
        with database.write_session() as session:
            changed = now.debate.model_copy(update={"summary": "Changed."})
            assert apply_edits(session, now, [Put(changed)], who="C", why="").revision == count + 3
        with database.write_session() as session:
            other = read_record(session, "other", count + 1)
            assert other is not None
            changed = other.debate.model_copy(update={"summary": "Changed."})
            assert apply_edits(session, other, [Put(changed)], who="C", why="").revision == count + 2


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
        now = read(copy, "left-opposition-1928")
        with copy.read_session() as session:
            assert content(record_at(session, now, now.revision - 2)) == content(old_record)


@pytest.mark.parametrize("sort", SORTS)
def test_a_backup_of_an_earlier_schema_is_put_back_into_either_kind(
    sort: str, sqlite: Database, old_record: Record, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    old = make_old(f"sqlite:///{tmp_path / 'earlier.db'}", OLD_SCHEMA, sqlite, old_record)
    written = back_up_database(tmp_path / "kept.db", url=old)
    target: Database = request.getfixturevalue(sort)
    url = target.engine.url.render_as_string(hide_password=False)
    target.close()
    restore_database(written, replace=True, url=url)
    assert require_whole(written) == OLD_SCHEMA  # the backup itself stays as it is
    with closing(open_database(url)) as database:
        now = read(database, DEBATE)
        with database.read_session() as session:
            assert content(record_at(session, now, now.revision - 2)) == content(old_record)
        assert_is_current(database)


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


def test_going_back_keeps_all_that_the_old_schema_can_say(database: Database, shipped: Record) -> None:
    newer = [
        entry.model_copy(update={"title": "A title"}) if isinstance(entry, Claim) else entry
        for entry in shipped.entries()
    ]
    with database.write_session() as session:
        apply_edits(session, None, [Put(shipped.debate), *map(Put, newer)], who="A", why="")
    migrate(database.engine, OLD_SCHEMA, command.downgrade)
    migrate(database.engine, "head")
    again = read(database, "left-opposition-1928")
    assert content(again) == [without_newer_keys(entry) for entry in content(shipped)]
    assert_is_current(database)


def content(record: Record) -> list[Entry]:
    return [record.debate, *record.entries()]


def test_the_migrations_make_what_the_models_make(old_address: str, sqlite: Database) -> None:
    """Also what autogeneration does not compare: checks, what is unique, and what deleting takes along."""
    made = create_engine(parse_url(old_address))
    SQLModel.metadata.create_all(made)
    try:
        expected = describe_schema(made)
        if made.dialect.name == "sqlite":
            assert describe_schema(sqlite.engine) == expected
            return
        SQLModel.metadata.drop_all(made)
        migrate_(made)
        assert describe_schema(made) == expected
    finally:
        made.dispose()


def describe_schema(engine: sa.Engine) -> dict[str, Any]:
    """Every table, as the database tells of it, but for defaults, which are what migrations gave to old rows."""
    inspector = sa.inspect(engine)
    return {
        name: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(name)
            ),
            "key": sorted(inspector.get_pk_constraint(name)["constrained_columns"]),
            "references": sorted(map(str, map(sorted_items, inspector.get_foreign_keys(name)))),
            "indexes": sorted(
                (str(i["name"]), i["column_names"], bool(i["unique"])) for i in inspector.get_indexes(name)
            ),
            "unique": sorted(
                (str(u["name"]), u["column_names"]) for u in inspector.get_unique_constraints(name)
            ),
            "checks": sorted((str(c["name"]), c["sqltext"]) for c in inspector.get_check_constraints(name)),
        }
        for name in sorted(set(inspector.get_table_names()) - {"alembic_version"})
    }


def sorted_items(constraint: Any) -> list[tuple[str, str]]:
    return sorted((key, str(value)) for key, value in constraint.items() if key not in ("comment", "name"))


def test_two_servers_may_start_at_once_on_an_empty_database(old_address: str) -> None:
    """Each in a process of its own, as an orchestrator starts them."""
    start = "import sys; from stances.store.database import open_database; open_database(sys.argv[1]).close()"
    servers = [
        subprocess.Popen([sys.executable, "-c", start, old_address], stderr=subprocess.PIPE) for _ in range(4)
    ]
    said = [server.communicate()[1].decode() for server in servers]
    assert [server.returncode for server in servers] == [0] * 4, said
    with closing(open_database(old_address)) as database:
        assert_is_current(database)


def assert_is_current(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        differences = [d for d in compare_metadata(context, SQLModel.metadata) if "deferr" not in str(d)]
        assert differences == []
        if database.engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
