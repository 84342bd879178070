"""A backup holds everything, is whole or not there, and is put back only where nothing is lost by it."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as some

from stances.errors import StoreError
from stances.formats import find_format
from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.store import access, backups, copies, proposals
from stances.store.backups import BACKUPS_VARIABLE, back_up_today, find_expired
from stances.store.changes import Put, apply_edits
from stances.store.database import Database, back_up_database, open_database, restore_database
from stances.store.schema import read_version
from stances.store.site_tables import InvitationRow, ProposalRow, RevisionRow, VisitorSessionRow
from stances.store.snapshots import Snapshots
from tests.support.databases import store

SITE_TABLES: tuple[Any, ...] = (RevisionRow, InvitationRow, VisitorSessionRow, ProposalRow)
TODAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _backups_beside_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BACKUPS_VARIABLE)


@pytest.fixture
def filled(database: Database, shipped: Record) -> Database:
    """A database with a debate, a change to it, somebody who joined, and what they propose."""
    record = store(database, shipped)
    claim = next(iter(record.claims.values()))
    changed = claim.model_copy(update={"text": "Another text."})
    with database.write_session() as session:
        record = apply_edits(session, record, [Put(changed)], who="Édith", why="a correction")
        code = access.create_invitation(
            session, record.debate.slug, Role.CONTRIBUTOR, days=1, limit=5, by="A"
        )
        joined, _ = access.join(session, code, "Conrad")
        by = proposals.Proposer("Conrad", joined.id)
        proposals.propose(session, record, [Put(claim)], by, "as it was")
    return database


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for backups that does not depend on where the database is."""
    monkeypatch.setenv(BACKUPS_VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def content(database: Database) -> tuple[str, list[list[tuple[object, ...]]]]:
    """The debate as it is exported, and every row of what is about it."""
    with database.read_session() as session:
        record = Snapshots().current(session, "left-opposition-1928")
        tables: list[sa.Table] = [table.__table__ for table in SITE_TABLES]
        rows = [
            [tuple(row) for row in session.execute(sa.select(table).order_by(table.c.id))] for table in tables
        ]
    return find_format("json").encode(record).decode() + str(record.revision), rows


def backup_of(database: Database, target: Path | None = None) -> Path:
    """What `stances backup` writes, while the database is open."""
    return back_up_database(target, url=address_of(database))


def address_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def test_a_backup_holds_the_debate_its_history_and_its_people(filled: Database, tmp_path: Path) -> None:
    written = backup_of(filled, tmp_path / "copy.db")
    assert sorted(path.name for path in tmp_path.glob("copy.db*")) == ["copy.db"]
    with open_database(f"sqlite:///{written}") as copy:
        assert content(copy) == content(filled)


def test_a_backup_is_put_back_as_it_was(filled: Database, folder: Path, tmp_path: Path) -> None:
    before = content(filled)
    written = backup_of(filled)
    assert written.parent == folder
    filled.engine.dispose()
    new = f"sqlite:///{tmp_path / 'new' / 'stances.db'}"
    assert restore_database(written, replace=False, url=new) is None
    with open_database(new) as restored:
        assert content(restored) == before


def test_a_full_database_is_replaced_only_when_asked_and_kept(filled: Database, folder: Path) -> None:
    first = content(filled)
    written = backup_of(filled)
    with filled.write_session() as session:
        record = Snapshots().current(session, "left-opposition-1928")
        claim = record.claims[next(iter(record.claims))].model_copy(update={"text": "Written since."})
        apply_edits(session, record, [Put(claim)], who="B", why="")
    later, url = content(filled), address_of(filled)
    filled.close()
    with pytest.raises(StoreError, match=r"left as it is.*--replace"):
        restore_database(written, replace=False, url=url)
    with open_database(url) as unchanged:
        assert content(unchanged) == later
    kept = restore_database(written, replace=True, url=url)
    with open_database(url) as restored:
        assert content(restored) == first
        with restored.write_session() as session:  # numbers go on
            record = Snapshots().current(session, "left-opposition-1928")
            claim = record.claims[next(iter(record.claims))].model_copy(update={"text": "Written then."})
            assert apply_edits(session, record, [Put(claim)], who="B", why="").revision > record.revision
    assert kept is not None
    with open_database(f"sqlite:///{kept}") as old:
        assert content(old) == later


def test_a_database_in_use_is_not_replaced(filled: Database, folder: Path) -> None:
    written = backup_of(filled)
    before = content(filled)
    with filled.read_session() as session:
        session.execute(sa.text("SELECT 1"))
        with pytest.raises(StoreError, match=r"in use\. Stop the server first"):
            restore_database(written, replace=True, url=address_of(filled))
    assert content(filled) == before


def test_a_damaged_database_is_replaced_and_kept_as_it_is(
    sqlite: Database, shipped: Record, tmp_path: Path
) -> None:
    store(sqlite, shipped)
    written, url = backup_of(sqlite), address_of(sqlite)
    sqlite.close()
    half = (tmp_path / "stances.db").read_bytes()[:40_000]
    (tmp_path / "stances.db").write_bytes(half)
    kept = restore_database(written, replace=True, url=url)
    assert kept is not None
    assert kept.read_bytes() == half
    with open_database(url) as restored, restored.read_session() as session:
        assert Snapshots().current(session, "left-opposition-1928").claims == shipped.claims


@pytest.mark.parametrize("content", [b"my notes", b""])
def test_what_is_no_backup_is_not_put_back(content: bytes, sqlite: Database, tmp_path: Path) -> None:
    sqlite.close()
    before = (tmp_path / "stances.db").read_bytes()
    (tmp_path / "notes.db").write_bytes(content)
    with pytest.raises(StoreError):
        restore_database(tmp_path / "notes.db", replace=True, url=address_of(sqlite))
    assert (tmp_path / "stances.db").read_bytes() == before
    with pytest.raises(StoreError, match=r"no file"):
        restore_database(tmp_path / "nothing.db", replace=True, url=address_of(sqlite))


def test_a_damaged_backup_is_not_put_back(sqlite: Database, shipped: Record, tmp_path: Path) -> None:
    store(sqlite, shipped)
    written, url = backup_of(sqlite, tmp_path / "copy.db"), f"sqlite:///{tmp_path / 'new.db'}"
    written.write_bytes(written.read_bytes()[:40_000])
    with pytest.raises(StoreError, match=r"damaged"):
        restore_database(written, replace=False, url=url)
    assert not (tmp_path / "new.db").exists()


def test_a_log_without_its_file_is_not_read_into_a_backup(
    sqlite: Database, shipped: Record, tmp_path: Path
) -> None:
    """As after somebody removed `stances.db` alone, in despair."""
    store(sqlite, shipped)
    written, url = backup_of(sqlite), address_of(sqlite)
    with sqlite.write_session() as session:
        record = Snapshots().current(session, "left-opposition-1928")
        changed = record.debate.model_copy(update={"summary": "Written since."})
        apply_edits(session, record, [Put(changed)], who="B", why="")
    log = (tmp_path / "stances.db-wal").read_bytes()
    sqlite.close()
    (tmp_path / "stances.db").unlink()
    (tmp_path / "stances.db-wal").write_bytes(log)
    restore_database(written, replace=False, url=url)
    with open_database(url) as restored, restored.read_session() as session:
        assert Snapshots().current(session, "left-opposition-1928").debate == shipped.debate
        restored.check_integrity()
    (kept,) = (tmp_path / "backups").glob("*-wal")
    assert kept.read_bytes() == log


def test_backing_up_neither_makes_a_database_nor_migrates_one(sqlite: Database, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nothing to back up"):
        back_up_database(url=f"sqlite:///{tmp_path / 'nothing.db'}")
    assert not (tmp_path / "nothing.db").exists()
    with sqlite.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert copies.require_whole(backup_of(sqlite)) == "0001"
    assert read_version(sqlite.engine) == "0001"


def test_a_backup_that_fails_leaves_the_one_before(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = backup_of(sqlite, tmp_path / "copies" / "copy.db")
    before = written.read_bytes()

    def fail(file: Path) -> None:
        raise StoreError(f"{file} is damaged")

    monkeypatch.setattr(copies, "require_whole", fail)
    with pytest.raises(StoreError):
        backup_of(sqlite, written)
    assert written.read_bytes() == before
    assert list(written.parent.iterdir()) == [written]


def test_the_database_is_not_its_own_backup(sqlite: Database, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is the database itself"):
        backup_of(sqlite, tmp_path / "stances.db")


def test_a_backup_is_of_one_moment_while_others_write(database: Database, tmp_path: Path) -> None:
    """Two tables that are always changed together say the same in every copy."""
    with database.write_session() as session:
        session.execute(sa.text("INSERT INTO debate (slug, title, summary) VALUES ('n', '0', '0')"))
    stopped = threading.Event()

    def write() -> None:
        number = 0
        while not stopped.is_set():
            number += 1
            with database.write_session() as session:
                session.execute(sa.text("UPDATE debate SET title = :n"), {"n": str(number)})
                session.execute(sa.text("UPDATE debate SET summary = :n"), {"n": str(number)})

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            copy = backup_of(database, tmp_path / f"{number}.db")
            with closing(sqlite3.connect(copy)) as connection:
                assert connection.execute("SELECT count(*) FROM debate WHERE title = summary").fetchone() == (
                    1,
                )
    finally:
        stopped.set()
        writer.join()


def test_each_day_is_backed_up_once(sqlite: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert back_up_today(sqlite.engine, TODAY) == folder / "stances-2026-11-27.db"
    assert back_up_today(sqlite.engine, TODAY) is None


def test_seven_daily_and_four_weekly_backups_are_kept_and_what_others_made(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    by_hand = backup_of(sqlite)
    (folder / "notes.txt").write_text("mine")
    monkeypatch.setattr(backups, "write_copy", lambda engine, target: target.write_bytes(b""))
    for number in range(100):
        back_up_today(sqlite.engine, TODAY + timedelta(number))
    daily = [path for path in folder.iterdir() if path not in (by_hand, folder / "notes.txt")]
    days = sorted(date.fromisoformat(path.stem.removeprefix("stances-")) for path in daily)
    assert days[-7:] == [TODAY + timedelta(number) for number in range(93, 100)]
    assert [day.isoweekday() for day in days[:-8]] == [7, 7, 7]
    assert len(days) == 11
    assert by_hand.exists()
    assert (folder / "notes.txt").exists()


@given(some.sets(some.dates(date(2026, 1, 1), date(2027, 12, 31))))
def test_the_newest_backups_are_never_removed(days: set[date]) -> None:
    kept = days - find_expired(days)
    assert len(kept) <= 11
    assert set(sorted(days)[-7:]) <= kept
    assert find_expired(kept) == set()


def test_with_backups_off_there_are_none(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BACKUPS_VARIABLE, "off")
    assert back_up_today(sqlite.engine, TODAY) is None
    assert not (tmp_path / "backups").exists()


def test_a_server_goes_on_when_it_cannot_back_up(
    sqlite: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "backups").write_text("a file where the folder should be")
    stopped = threading.Event()
    stopped.set()
    sqlite.do_daily_work(stopped, forget=print)
    assert "no backup of today" in caplog.text
