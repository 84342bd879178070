"""Killed at any moment, the site loses nothing that it has acknowledged, and its history stays whole.

Ten rounds on each database; `STANCES_TEST_KILLS=100` makes them a hundred.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from stances.record.vocabulary import Role
from stances.store import access
from stances.store.archives import write_archive
from stances.store.database import Database, open_database
from stances.store.importing import load_file
from tests.browser.server import Server, running
from tests.support.databases import SHIPPED
from tests.support.patience import PATIENCE
from tests.support.people import DEBATE, HOME, OWNER_TOKEN
from tests.support.postgresql import postgres_server
from tests.web.test_stopping import kill_first_process, kill_worker, send, wait_until_gone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc"),
]

ROUNDS = int(os.environ.get("STANCES_TEST_KILLS", "10"))
SAVERS = 3
MOST_SAVES = 100
"""As many as one person may save within a minute, and more than a round waits for."""


def kill_both(server: Server) -> None:
    os.killpg(server.process.pid, signal.SIGKILL)


KILLS: tuple[Callable[[Server], None], ...] = (kill_both, kill_worker, kill_first_process)


@dataclass
class Saved:
    """What was sent, and what of it the server has acknowledged."""

    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def send(self, server: Server, name: str, token: str) -> None:
        """Save a faction of this name. Raises `OSError` or `HTTPException` when the server is gone."""
        with self.changed:
            self.sent.add(name)
        cookie = f"stances-{server.address.rpartition(':')[2]}-{DEBATE}={token}"
        answer = send(server, f"{HOME}/factions/new", cookie, name=name, base="0")
        assert answer.status == 303, answer.status
        with self.changed:
            self.acknowledged.add(name)
            self.changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.acknowledged) >= count, PATIENCE), (
                "nothing is saved"
            )


@contextmanager
def saving(server: Server, saved: Saved, round_: int, tokens: list[str]) -> Iterator[None]:
    """Save and read maps from several sides until the server is gone, which the block sees to."""

    def save(number: int) -> None:
        with suppress(OSError, http.client.HTTPException):
            for each in range(MOST_SAVES):
                saved.send(server, f"Round {round_} from {number}, {each}", tokens[number])

    def read() -> None:
        host = server.address.removeprefix("http://")
        with suppress(OSError, http.client.HTTPException):
            while True:
                with closing(http.client.HTTPConnection(host, timeout=PATIENCE)) as connection:
                    connection.request("GET", f"{HOME}/disputes/cause/map.svg")
                    connection.getresponse().read()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(SAVERS)]
    threads.append(threading.Thread(target=read))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join(PATIENCE)


def join(url: str, round_: int) -> list[str]:
    """Editors who save in this round: others each time, since one may save only so often."""
    with closing(open_database(url)) as database, database.write_session() as session:
        code = access.create_invitation(session, DEBATE, Role.EDITOR, days=1, limit=SAVERS, by="a test")
        return [access.join(session, code, f"Editor {round_}.{number}")[1] for number in range(SAVERS)]


def read_names(database: Database) -> set[str]:
    with database.read_session() as session:
        names = session.execute(sa.text("SELECT name FROM faction WHERE name LIKE 'Round %'")).scalars().all()
    assert len(set(names)) == len(names)
    return set(names)


def require_whole(database: Database, folder: Path) -> None:
    """Look through the file, and through every revision: taking over an archive replays them all."""
    database.check_integrity()
    with database.read_session() as session:
        (folder / "whole.archive.json").write_bytes(write_archive(session, DEBATE))
    with (
        closing(open_database(f"sqlite:///{folder / 'replayed.db'}")) as replayed,
        replayed.write_session() as session,
    ):
        load_file(session, folder / "whole.archive.json")
    (folder / "replayed.db").unlink()


def kill_often(url: str, folder: Path) -> None:
    saved = Saved()
    for round_ in range(ROUNDS):
        chance = random.Random(round_)
        with running(folder, DATABASE_URL=url, STANCES_OWNER_TOKEN=OWNER_TOKEN) as server:
            worker = server.worker()
            with saving(server, saved, round_, join(url, round_)):
                saved.wait_for(len(saved.acknowledged) + chance.randint(1, 12))
                KILLS[round_ % len(KILLS)](server)
                server.process.wait(PATIENCE)
                wait_until_gone(worker)
        with closing(open_database(url)) as database:
            there = read_names(database)
            assert saved.acknowledged <= there <= saved.sent
            require_whole(database, folder)
    print(
        f"{ROUNDS} kills, {len(saved.acknowledged)} acknowledged, {len(there - saved.acknowledged)} more saved"
    )


def test_killed_at_any_moment_a_file_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'stances.db'}"
    fill(url)
    kill_often(url, tmp_path)


def test_killed_at_any_moment_a_postgresql_loses_nothing(tmp_path: Path) -> None:
    with postgres_server() as server:
        fill(server.url)
        kill_often(server.url, tmp_path)


def fill(url: str) -> None:
    with closing(open_database(url)) as database, database.write_session() as session:
        load_file(session, SHIPPED)
