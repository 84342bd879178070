"""A database is made, migrated, or refused and left as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from stances.errors import DatabaseUnavailableError, StoreError
from stances.store.database import PACKAGE_DIR, Database, open_database
from stances.store.schema import MIGRATIONS

TRIAL_MIGRATION = """
from alembic import op

revision = "9999"
down_revision = "{last}"

def upgrade() -> None:
    op.execute("CREATE TABLE trial (word TEXT)")
"""


def test_a_migration_is_found_in_its_folder(sqlite: Database, tmp_path: Path) -> None:
    """In a copy of the program to which nothing but its file was added."""
    copy = tmp_path / "program" / "stances"
    shutil.copytree(PACKAGE_DIR, copy, ignore=shutil.ignore_patterns("static", "__pycache__"))
    file = copy / "store" / "migrations" / "versions" / "9999_trial.py"
    file.write_text(TRIAL_MIGRATION.format(last=MIGRATIONS[-1]))
    opened = (
        "import sys; from stances.store.database import open_database; open_database(sys.argv[1]).close()"
    )
    address, env = str(sqlite.engine.url), {**os.environ, "PYTHONPATH": str(copy.parent)}
    subprocess.run([sys.executable, "-c", opened, address], env=env, cwd=copy.parent, check=True)
    with sqlite.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"
        assert connection.exec_driver_sql("SELECT count(*) FROM trial").scalar() == 0
    with pytest.raises(StoreError, match="its schema is “9999”"):
        open_database(address)


def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        differences = [d for d in compare_metadata(context, SQLModel.metadata) if "deferr" not in str(d)]
    assert differences == []


def test_sqlite_keeps_its_promises(sqlite: Database) -> None:
    with sqlite.engine.connect() as connection:

        def pragma(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert (pragma("foreign_keys"), pragma("journal_mode"), pragma("synchronous")) == (1, "wal", 2)


def test_a_second_opening_changes_nothing(sqlite: Database, tmp_path: Path) -> None:
    before = (tmp_path / "stances.db").read_bytes()
    open_database(str(sqlite.engine.url)).close()
    assert (tmp_path / "stances.db").read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("my notes")
    with pytest.raises(StoreError, match=r"left as it is"):
        open_database(f"sqlite:///{file}")
    assert file.read_text() == "my notes"


def test_a_truncated_database_is_refused_and_left(sqlite: Database, tmp_path: Path) -> None:
    sqlite.close()
    whole = (tmp_path / "stances.db").read_bytes()
    file = tmp_path / "half.db"
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match=r"damaged"):
        open_database(f"sqlite:///{file}").check_integrity()
    assert file.read_bytes() == whole[: len(whole) // 2]


def test_a_newer_database_is_refused(sqlite: Database) -> None:
    with sqlite.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer version"):
        open_database(str(sqlite.engine.url))


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match=r"another program.*recipes"):
        open_database(f"sqlite:///{file}")


def test_an_address_that_is_none_is_explained() -> None:
    with pytest.raises(StoreError, match=r"not the address of a database"):
        open_database("somewhere")


@pytest.mark.parametrize("url", ["mysql://me:secret@host/name", "sqlite+pysqlcipher:///x.db", "foo://x"])
def test_other_databases_are_refused_with_what_can_be_used(url: str) -> None:
    with pytest.raises(StoreError, match=r"SQLite .* and PostgreSQL") as refused:
        open_database(url)
    assert "secret" not in str(refused.value)


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is a folder\. .*stances\.db"):
        open_database(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"can't be opened: .* Check that its folder"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'stances.db'}")


def test_a_database_without_the_right_to_write_it_can_be_read_and_not_written(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite.close()
    before = (tmp_path / "stances.db").read_bytes()
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != tmp_path / "stances.db")
    with open_database(str(sqlite.engine.url)) as opened:
        with opened.read_session() as session:
            assert session.execute(sa.text("SELECT count(*) FROM debate")).scalar_one() == 0
        with pytest.raises(DatabaseUnavailableError, match=r"can only be read here"), opened.write_session():
            pass
    assert (tmp_path / "stances.db").read_bytes() == before


def test_a_database_of_an_earlier_version_that_cannot_be_written_is_refused(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{MIGRATIONS[0]}'")
    sqlite.close()
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != tmp_path / "stances.db")
    with pytest.raises(StoreError, match=r"can't be written here.* its folder"):
        open_database(str(sqlite.engine.url))


def test_a_new_database_that_cannot_be_written_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(StoreError, match=r"can't be written here"):
        open_database(f"sqlite:///{tmp_path / 'new.db'}")


def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'folder' / 'new.db'}").close()
    assert (tmp_path / "folder" / "new.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700


def test_a_closed_database_is_one_file_that_holds_all(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.write_session() as session:
        session.execute(sa.text("INSERT INTO debate (slug, title, summary) VALUES ('n', 'N', '')"))
    held = sqlite.engine.connect()  # somebody who still has it open
    assert (tmp_path / "stances.db-wal").stat().st_size > 0
    sqlite.close()
    with closing(sqlite3.connect(shutil.copy(tmp_path / "stances.db", tmp_path / "copy.db"))) as connection:
        assert connection.execute("SELECT title FROM debate").fetchall() == [("N",)]
    held.close()


def test_writers_wait_for_each_other(database: Database) -> None:
    """Reading first and writing then loses nothing, since the lock is taken before the reading."""
    with database.write_session() as session:
        session.execute(sa.text("INSERT INTO debate (slug, title, summary) VALUES ('n', '0', '')"))

    def add_five() -> None:
        for _ in range(5):
            with database.write_session() as session:
                number = int(session.execute(sa.text("SELECT title FROM debate")).scalar_one())
                session.execute(sa.text("UPDATE debate SET title = :n"), {"n": str(number + 1)})

    threads = [threading.Thread(target=add_five) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read_session() as session:
        assert session.execute(sa.text("SELECT title FROM debate")).scalar_one() == "20"


def test_opening_a_database_twice_leaves_this_process_seeing_what_others_commit(
    sqlite: Database, tmp_path: Path
) -> None:
    """Closing a file opened by hand beside SQLite's connections would drop their locks, and others take the log away."""
    again = open_database(str(sqlite.engine.url))
    insert = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute(\"INSERT INTO debate (slug, title, summary) VALUES ('n', 'N', '')\"); c.commit(); c.close()"
    )
    subprocess.run([sys.executable, "-c", insert, str(tmp_path / "stances.db")], check=True)
    for opened in (sqlite, again):
        with opened.read_session() as session:
            assert session.execute(sa.text("SELECT title FROM debate")).scalar_one() == "N"
    again.check_integrity()
    again.close()
