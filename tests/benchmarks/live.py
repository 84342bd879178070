"""A class of 300 with a page open and one editor who saves each second: when they see it, and what it costs the editor."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.editor import OWNER_TOKEN, Editor, cookies
from tests.benchmarks.measure import in_words, row
from tests.benchmarks.sites import PAGE, SHIPPED
from tests.benchmarks.viewers import Seen

VIEWERS, SAVES, SECONDS_APART = 300, 20, 1.0
SEEN_TARGET_SECONDS = 1.0
SAVE_TARGET = 2.0
WARM_UP = 3
HOME = f"/debates/{SHIPPED.stem}"


@dataclass(frozen=True)
class Saved:
    revision: int
    begun: float
    seconds: float


class Server:
    """`stances serve` in processes of its own."""

    def __init__(self, port: int, process: int) -> None:
        self.port = port
        self._process = process

    def get(self, path: str) -> bytes:
        return self._ask("GET", path)[0]

    def save(self, address: str, form: bytes) -> Saved:
        begun = time.monotonic()
        _, revision = self._ask("POST", address, form)
        return Saved(int(revision), begun, time.monotonic() - begun)

    def memory(self) -> int:
        """Bytes that the server's processes hold."""
        table = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,rss="], check=True, capture_output=True, text=True
        ).stdout
        rows = [[int(cell) for cell in line.split()] for line in table.splitlines()]
        family = {self._process}
        for _ in rows:
            family |= {pid for pid, parent, _ in rows if parent in family}
        return sum(rss for pid, _, rss in rows if pid in family) * 1024

    def _ask(self, method: str, path: str, form: bytes | None = None) -> tuple[bytes, str]:
        origin = f"http://127.0.0.1:{self.port}"
        headers = {
            **cookies(self.port),
            "Origin": origin,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, form, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        return body, answer.headers.get("Stances-Revision", "")


@contextmanager
def serve() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        url = f"sqlite:///{Path(folder) / 'stances.db'}"
        process = subprocess.Popen(
            [sys.executable, "-m", "stances", "serve", "--port", str(port)],
            env={**os.environ, "DATABASE_URL": url, "STANCES_OWNER_TOKEN": OWNER_TOKEN},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            server = Server(port, process.pid)
            _await(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(20)


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            server.get(PAGE)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("stances serve did not start")


def _edit(server: Server, saves: int, editor: Editor) -> list[Saved]:
    """Save once a second; the form is fetched before its time, as by somebody who then types."""
    made = []
    next_at = time.monotonic()
    for _ in range(saves):
        form = editor.fill_in()
        next_at += SECONDS_APART
        time.sleep(max(0.0, next_at - time.monotonic()))
        made.append(server.save(editor.address, form))
    return made


@contextmanager
def _viewers(server: Server, since: int, count: int) -> Iterator[list[Seen]]:
    """Readers of one page, gone when the block ends; then what they saw."""
    pages = [PAGE, f"{PAGE}/map.svg?title=no&legend=no"]
    arguments = [str(server.port), str(count), str(since), f"{HOME}/live", *pages]
    command = [sys.executable, "-m", "tests.benchmarks.viewers", *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    seen: list[Seen] = []
    assert process.stdout
    if process.stdout.readline() != "listening\n":
        raise RuntimeError("the viewers could not connect")
    yield seen
    said, _ = process.communicate(input="")
    seen += [tuple(json.loads(line)) for line in said.splitlines()]


def p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1]


def lines() -> Iterator[str]:
    with serve() as server:
        editor = Editor(HOME, server.get)
        _edit(server, WARM_UP, editor)
        alone = _edit(server, SAVES, editor)
        before = server.memory()
        with _viewers(server, alone[-1].revision, VIEWERS) as seen:
            time.sleep(2)
            memory = (server.memory() - before) / VIEWERS
            watched = _edit(server, SAVES, editor)
            time.sleep(2)
    yield from _table(alone, watched, seen, memory)


def _table(alone: list[Saved], watched: list[Saved], seen: list[Seen], memory: float) -> Iterator[str]:
    begun = {save.revision: save.begun for save in watched}
    missed = len(begun) * VIEWERS - len(seen)
    free, busy = ([save.seconds for save in saves] for saves in (alone, watched))
    yield ""
    yield row(f"live, {VIEWERS} viewers of one page", "median", "p95", "", "", "p95", "")
    yield _line("told of a save", [heard - begun[n] for n, heard, _ in seen], SEEN_TARGET_SECONDS)
    yield _line(
        "shown it: page and map fetched anew", [shown - begun[n] for n, _, shown in seen], SEEN_TARGET_SECONDS
    )
    yield _line("the editor's save, nobody looking", free)
    yield _line("the editor's save, all looking", busy, SAVE_TARGET * p95(free))
    yield row("memory for each of them", f"{memory / 1024:.0f} kB", *[""] * 5)
    yield row(
        "not told, or not shown",
        f"{missed} of {len(begun) * VIEWERS}",
        *[""] * 4,
        "" if not missed else "MISSED",
    )


def _line(what: str, seconds: list[float], at_most: float | None = None) -> str:
    cells = (what, in_words(median(seconds)), in_words(p95(seconds)), "", "")
    if at_most is None:
        return row(*cells, "", "")
    return row(*cells, f"≤ {in_words(at_most)}", "ok" if p95(seconds) <= at_most else "OVER")
