"""However the server ends, one file remains that holds all that was saved; and it ends while pages listen."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.browser.server import Server, running
from tests.support.patience import PATIENCE
from tests.support.people import HOME, OWNER_TOKEN

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc")

LISTENERS = 50


def send(server: Server, path: str, cookie: str = "", **form: str) -> http.client.HTTPResponse:
    """Send a form as the owner's browser does, or that of whoever has the cookie."""
    host = urlsplit(server.address).netloc
    connection = http.client.HTTPConnection(host, timeout=PATIENCE)
    headers = {
        "Cookie": cookie or f"stances-{host.partition(':')[2]}={OWNER_TOKEN}",
        "Origin": server.address,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with closing(connection):
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
    return answer


def save(server: Server, number: int) -> None:
    """Save a faction; the server has acknowledged it."""
    assert send(server, f"{HOME}/factions/new", name=f"Saved {number}", base="0").status == 303


@contextmanager
def listening(server: Server) -> Iterator[http.client.HTTPResponse]:
    """An open stream of which the first event has come."""
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=PATIENCE)
    connection.request("GET", f"{HOME}/live?since=0")
    answer = connection.getresponse()
    assert answer.status == 200
    answer.readline()
    yield answer
    answer.close()
    connection.close()


def count_saved(file: Path, folder: Path) -> int:
    """How many of the saved factions are in a copy of the file alone."""
    copy = shutil.copy(file, folder / "copy.db")
    with closing(sqlite3.connect(copy)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM faction WHERE name LIKE 'Saved %'").fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return int(count)


def stop(server: Server) -> None:
    os.kill(server.process.pid, signal.SIGTERM)


def interrupt(server: Server) -> None:
    os.killpg(server.process.pid, signal.SIGINT)


def close_terminal(server: Server) -> None:
    os.killpg(server.process.pid, signal.SIGHUP)


def kill_worker(server: Server) -> None:
    os.kill(server.worker(), signal.SIGKILL)


def stop_worker(server: Server) -> None:
    os.kill(server.worker(), signal.SIGTERM)


def kill_first_process(server: Server) -> None:
    os.kill(server.process.pid, signal.SIGKILL)


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < deadline, f"process {pid} does not end"
        time.sleep(0.05)  # between one look and the next


ENDS = [interrupt, close_terminal, stop_worker, kill_worker, kill_first_process]


@pytest.mark.parametrize("end", [stop, *(pytest.param(end, marks=pytest.mark.slow) for end in ENDS)])
def test_however_it_ends_the_file_alone_holds_what_was_saved(
    tmp_path: Path, end: Callable[[Server], None]
) -> None:
    with running(tmp_path, STANCES_OWNER_TOKEN=OWNER_TOKEN) as server, ExitStack() as stack:
        for _ in range(LISTENERS):
            stack.enter_context(listening(server))
        for number in range(5):
            save(server, number)
        worker = server.worker()
        end(server)
        server.process.wait(PATIENCE)
        wait_until_gone(worker)
        log = tmp_path / "stances.db-wal"
        assert not log.exists() or log.stat().st_size == 0
        assert count_saved(tmp_path / "stances.db", tmp_path) == 5


def test_a_server_backs_up_the_day(tmp_path: Path) -> None:
    with running(tmp_path, STANCES_BACKUPS=str(tmp_path / "kept")) as server:
        deadline = time.monotonic() + PATIENCE
        while not list(tmp_path.glob("kept/stances-*.db")):
            assert time.monotonic() < deadline, "no backup comes"
            time.sleep(0.05)  # between one look and the next
        stop(server)
        assert server.process.wait(PATIENCE) == 0


def test_open_streams_end_by_themselves_when_it_stops(tmp_path: Path) -> None:
    """A worker that had to be killed would have ended with another code, and said so."""
    with running(tmp_path, STANCES_OWNER_TOKEN=OWNER_TOKEN) as server, ExitStack() as stack:
        streams = [stack.enter_context(listening(server)) for _ in range(LISTENERS)]
        stop(server)
        for stream in streams:
            stream.read()  # to its end, which would be an error if it were cut off
        assert server.process.wait(PATIENCE) == 0
    assert "Killing" not in server.log.read_text(encoding="utf-8")
