"""A database that fails while it is in use: what is said, with which status, and that nothing acknowledged is lost."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stances.cli import main
from stances.store.database import Database, open_database
from stances.store.importing import load_file
from stances.web.app import create_app
from stances.web.core import visitors
from stances.web.core.site import Site
from tests.support.databases import SHIPPED, create_database
from tests.support.people import HOME, OWNER_TOKEN, People, browser
from tests.support.postgresql import postgres_server

NOT_SAVED, UNCERTAIN = "was not saved", "may or may not have been saved"


def database_of(app: Flask) -> Database:
    site: Site = app.extensions["stances"]
    return site.database


def file_of(app: Flask) -> Path:
    return Path(database_of(app).engine.url.database or "")


def save(client: FlaskClient, name: str = "Those who wait") -> TestResponse:
    return client.post(f"{HOME}/factions/new", data={"name": name, "base": "0"})


def said(response: TestResponse) -> str:
    """What the page of an error says."""
    (words,) = re.findall(r'<p class="lead">(.*?)</p>', response.text, re.DOTALL)
    return unescape(words)


def refuses(response: TestResponse, status: int, *words: str) -> None:
    """The answer has this status, says when to try again, and says this and nothing that it can't know."""
    assert response.status_code == status
    assert int(response.headers["Retry-After"]) > 0
    for each in words:
        assert each in said(response)
    assert "lost" not in said(response)
    assert str(Path(__file__).parents[2]) not in response.text


def on_connections(app: Flask, *pragmas: str) -> None:
    """Set the connections that the site takes from now on differently."""
    engine = database_of(app).engine

    def set_up(connection: Any, _: Any) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    engine.dispose()
    sa.event.listen(engine, "connect", set_up)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A small file system of its own; the test is skipped where none can be made."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", ",".join(("size=6m", *options)), "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a file system can't be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


@contextmanager
def site_on(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Flask, FlaskClient]]:
    """A site over this database, and its owner's browser."""
    monkeypatch.setenv(visitors.OWNER_TOKEN_VARIABLE, OWNER_TOKEN)
    app = create_app({"DATABASE_URL": url, "TESTING": True})
    owner = browser(app)
    owner.set_cookie("stances", OWNER_TOKEN)
    try:
        yield app, owner
    finally:
        app.extensions["stances"].close()


def test_a_full_disk_is_said_and_what_was_saved_can_be_read(app: Flask, people: People) -> None:
    pages = int(database_of(app).session().execute(sa.text("PRAGMA page_count")).scalar_one())
    on_connections(app, f"max_page_count={pages}")
    refused = [response for n in range(60) if (response := save(people.owner, f"{n}")).status_code != 303]
    refuses(refused[0], 507, "disk", "full", NOT_SAVED)
    assert people.owner.get(f"{HOME}/timeline").status_code == 200


def test_once_there_is_room_again_on_a_full_disk_saving_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mounted(tmp_path / "small") as small:
        shutil.copy(create_database(tmp_path, SHIPPED), small / "stances.db")
        with site_on(f"sqlite:///{small / 'stances.db'}", monkeypatch) as (_, owner):
            assert save(owner, "First").status_code == 303
            (small / "filler").write_bytes(b"\0" * (shutil.disk_usage(small).free - 4096))
            answers = [save(owner, f"Saved {n}") for n in range(20)]
            refuses(answers[-1], 507, "full", NOT_SAVED)
            assert owner.get(f"{HOME}/timeline").status_code == 200
            (small / "filler").unlink()
            assert save(owner, "Last").status_code == 303
        acknowledged = sum(answer.status_code == 303 for answer in answers)
        with closing(sqlite3.connect(small / "stances.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            counted = connection.execute("SELECT count(*) FROM faction WHERE name LIKE 'Saved %'").fetchone()
            assert counted == (acknowledged,)


def test_a_database_that_another_program_holds_is_busy(app: Flask, people: People) -> None:
    on_connections(app, "busy_timeout=10")
    with closing(sqlite3.connect(file_of(app))) as other:
        other.execute("BEGIN IMMEDIATE")
        refuses(save(people.owner), 503, "busy", NOT_SAVED)
        assert people.owner.get(f"{HOME}/timeline").status_code == 200
        other.execute("ROLLBACK")
    assert save(people.owner).status_code == 303


def test_a_database_that_cannot_be_written_can_be_read_and_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = create_database(tmp_path, SHIPPED)
    with mounted(tmp_path / "fixed") as fixed:
        shutil.copy(file, fixed / "stances.db")
        subprocess.run(["mount", "-o", "remount,ro", str(fixed)], check=True)
        with site_on(f"sqlite:///{fixed / 'stances.db'}", monkeypatch) as (_, owner):
            for path in ("/", "/timeline", "/history", "/disputes/left-turn", "/export/debate.json"):
                assert owner.get(f"{HOME}{path}").status_code in (200, 404), path
            refuses(save(owner), 503, "only be read", NOT_SAVED)
        exported = tmp_path / "debate.json"
        for address, name in ((fixed / "stances.db", exported), (file, tmp_path / "same.json")):
            monkeypatch.setenv("DATABASE_URL", f"sqlite:///{address}")
            assert main(["export", "-o", str(name)]) == 0
        assert exported.read_bytes() == (tmp_path / "same.json").read_bytes()


def test_a_database_that_is_damaged_while_it_is_used_is_called_damaged(app: Flask, people: People) -> None:
    file, page = file_of(app), 4096
    with database_of(app).engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    database_of(app).engine.dispose()
    with file.open("r+b") as damaged:
        damaged.seek(2 * page)
        damaged.write(os.urandom(file.stat().st_size - 2 * page))
    response = save(people.owner)
    refuses(response, 503, "damaged", UNCERTAIN)


def remove(file: Path) -> None:
    file.unlink()


def replace(file: Path) -> None:
    shutil.copy(file, file.with_name("other.db"))
    file.with_name("other.db").replace(file)


@pytest.mark.parametrize("lose", [remove, replace])
def test_a_database_that_was_removed_or_replaced_refuses_the_next_save(
    lose: Any, app: Flask, people: People
) -> None:
    assert save(people.owner, "First").status_code == 303
    lose(file_of(app))
    for _ in range(3):
        refuses(save(people.owner, "Second"), 503, "removed or replaced", NOT_SAVED)
    refuses(people.owner.post(f"{HOME}/access/people/1/end"), 503, "removed or replaced")
    assert people.owner.get(f"{HOME}/timeline").status_code == 200


@pytest.mark.parametrize("checkpoint", ["PASSIVE", "TRUNCATE"])
def test_an_earlier_copy_that_was_written_over_the_file_refuses_the_next_save(
    checkpoint: str, app: Flask, people: People, tmp_path: Path
) -> None:
    """The file keeps its name and its number, and SQLite would mix both states, and acknowledge it."""
    copy = shutil.copy(file_of(app), tmp_path / "earlier.db")
    for number in range(6):
        assert save(people.owner, f"{number}").status_code == 303
    with closing(sqlite3.connect(file_of(app))) as other:
        other.execute(f"PRAGMA wal_checkpoint({checkpoint})")
    subprocess.run(["cp", str(copy), str(file_of(app))], check=True)
    for number in range(6, 9):
        refuses(save(people.owner, f"{number}"), 503, "removed or replaced", NOT_SAVED)


def test_what_sqlite_itself_writes_into_the_file_is_no_replacement(app: Flask, people: People) -> None:
    with closing(sqlite3.connect(file_of(app))) as other:
        for number in range(20):
            assert save(people.owner, f"{number}").status_code == 303
            other.execute(f"PRAGMA wal_checkpoint({['PASSIVE', 'TRUNCATE'][number % 2]})")
            other.execute(f"UPDATE debate SET summary = 'Elsewhere {number}'")
            other.commit()
        other.execute("VACUUM")
    assert save(people.owner, "Last").status_code == 303


def test_a_database_that_is_removed_while_a_save_is_written_does_not_acknowledge_it(
    app: Flask, people: People
) -> None:
    file = file_of(app)
    sa.event.listen(database_of(app).engine, "before_cursor_execute", lambda *_: file.unlink(missing_ok=True))
    refuses(save(people.owner), 503, "removed or replaced", NOT_SAVED)


def test_an_earlier_state_put_back_under_the_server_refuses_the_next_save(app: Flask, people: People) -> None:
    """As when a backup is written over the file, or restored into a PostgreSQL that is served."""
    assert save(people.owner, "First").status_code == 303
    with closing(sqlite3.connect(file_of(app))) as other:
        other.execute("DELETE FROM revision WHERE id = (SELECT max(id) FROM revision)")
        other.execute("DELETE FROM faction WHERE name = 'First'")
        other.commit()
    refuses(save(people.owner, "Second"), 503, "removed or replaced", NOT_SAVED)


def test_an_unexpected_error_claims_nothing(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("stances.web.editing.save.reconcile", fail)
    app.testing = False
    response = save(people.owner)
    assert response.status_code == 500
    assert "check whether it was saved" in said(response)
    assert "lost" not in said(response)


def fill(url: str) -> None:
    with open_database(url) as database, database.write_session() as session:
        load_file(session, SHIPPED)


@pytest.mark.slow
def test_a_postgresql_that_stops_is_said_and_when_it_is_back_the_site_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with postgres_server() as server:
        fill(server.url)
        with site_on(server.url, monkeypatch) as (_, owner):
            assert save(owner, "First").status_code == 303
            server.stop()
            refuses(save(owner, "Second"), 503, "can't be reached", NOT_SAVED)
            refuses(owner.get(f"{HOME}/timeline"), 503, "can't be reached")
            server.start()
            assert owner.get(f"{HOME}/timeline").status_code == 200
            assert save(owner, "Third").status_code == 303
            server.stop("fast")
            server.start()
            assert save(owner, "Fourth").status_code == 303  # although nobody had noticed


@pytest.mark.slow
def test_a_save_whose_commit_is_not_answered_is_not_called_unsaved(monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres_server() as server:
        fill(server.url)
        with site_on(server.url, monkeypatch) as (app, owner):
            sa.event.listen(database_of(app).engine, "commit", lambda _: server.stop())
            refuses(save(owner), 503, "can't be reached", UNCERTAIN)
