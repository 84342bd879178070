"""A class for a minute: 300 readers with a stream each and 30 editors, and in the second half five who want to stop it."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.benchmarks.editor import OWNER_TOKEN, Editor
from tests.benchmarks.live import HOME, Server, p95, serve
from tests.benchmarks.measure import in_words, row
from tests.benchmarks.readers import Read

READERS, EDITORS, SECONDS = 300, 30, 30.0
SECONDS_BETWEEN_SAVES = 10.0
TARGET, MEMORY_TARGET = 2.0, 1.15
PAGES = ("/", "/disputes/left-turn", "/claims/turn-made", "/participants/radek", "/timeline", "/documents")


@dataclass
class Member:
    """An editor in a browser of their own, who edits one claim, and knows what was acknowledged."""

    port: int
    cookie: str
    claim: str
    saves: list[tuple[float, float, int]] = field(default_factory=list)
    acknowledged: str = ""

    def edit(self, stop: threading.Event) -> None:
        editor = Editor(HOME, lambda path: self.ask("GET", path)[1], self.claim)
        while not stop.wait(SECONDS_BETWEEN_SAVES * self._share_of_pause()):
            form = editor.fill_in()
            begun = time.monotonic()
            status, _ = self.ask("POST", editor.address, form)
            self.saves.append((begun, time.monotonic() - begun, status))
            if status == 303:
                self.acknowledged = re.findall(rb"version\+(\d+)\.", form)[-1].decode()

    def _share_of_pause(self) -> float:
        """How much of the usual pause comes next: as much as it would be in the middle of a lesson, also at first."""
        share = random.Random(f"{self.claim} {len(self.saves)}").random()
        return share + 0.5 if self.saves else share

    def ask(self, method: str, path: str, form: bytes | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, form, headers)
        answer = connection.getresponse()
        body = answer.read()
        given = (answer.headers["Set-Cookie"] or "").partition(";")[0]
        self.cookie = given if given.startswith(f"stances-{self.port}-") else self.cookie
        connection.close()
        return answer.status, body


def invite(server: Server, role: str) -> str:
    """The code of an invitation."""
    owner = Member(server.port, f"stances-{server.port}={OWNER_TOKEN}", "")
    form = urlencode({"role": role, "days": 1, "limit": 100}).encode()
    _, page = owner.ask("POST", f"{HOME}/access/invitations", form)
    code: bytes = re.findall(rb"/join/([0-9a-z-]+)", page)[0]
    return code.decode()


def _join(server: Server, claims: list[str]) -> list[Member]:
    """A member for each claim, who has joined as an editor."""
    code = invite(server, "editor")
    members = [Member(server.port, "", claim) for claim in claims]
    for number, member in enumerate(members):
        member.ask("POST", f"/join/{code}", f"name=Editor+{number}".encode())
    return members


@contextmanager
def run_beside(name: str, *arguments: str, begins: str = "") -> Iterator[list[str]]:
    """Another program of this folder, until the block ends; then the lines that it printed."""
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    if begins and process.stdout.readline() != f"{begins}\n":
        raise RuntimeError(f"{name} could not begin")
    said: list[str] = []
    yield said
    said += process.communicate(input="")[0].splitlines()


@dataclass
class Lesson:
    """What happened: what was read and saved, when the five came, memory in each half, and what the five were answered."""

    reads: list[Read]
    saves: list[tuple[float, float, int]]
    lost: int
    since: float
    memory: tuple[list[int], list[int]]
    answers: dict[str, int]


def _hold(server: Server) -> Lesson:
    record = json.loads(server.get(f"{HOME}/record.json"))
    members = _join(server, [claim["slug"] for claim in record["claims"]][:EDITORS])
    pages = [f"{HOME}{page}" for page in PAGES]
    stop = threading.Event()
    editing = [threading.Thread(target=member.edit, args=(stop,)) for member in members]
    memory: tuple[list[int], list[int]] = ([], [])
    with run_beside(
        "readers", str(server.port), str(READERS), f"{HOME}/live?since=1", *pages, begins="listening"
    ) as read:
        for thread in editing:
            thread.start()
        _sample(server, memory[0])
        since = time.monotonic()
        with run_beside("hostile", str(server.port), HOME, invite(server, "reader")) as answered:
            _sample(server, memory[1])
        stop.set()
        for thread in editing:
            thread.join()
    lost = sum(not _is_kept(server, member) for member in members)
    saves = [save for member in members for save in member.saves]
    return Lesson(
        [tuple(json.loads(line)) for line in read], saves, lost, since, memory, json.loads(answered[0])
    )


def _sample(server: Server, memory: list[int]) -> None:
    """Look at the memory each second, for as long as half of the lesson lasts."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        memory.append(server.memory())
        time.sleep(1)


def _is_kept(server: Server, member: Member) -> bool:
    record = json.loads(server.get(f"{HOME}/record.json"))
    text = next(claim["text"] for claim in record["claims"] if claim["slug"] == member.claim)
    return not member.acknowledged or text == f"What was said, in its version {member.acknowledged}."


def lines() -> Iterator[str]:
    with serve() as server:
        yield from _table(_hold(server))


def _table(lesson: Lesson) -> Iterator[str]:
    cores = os.cpu_count()
    yield ""
    yield row(
        f"a class of {READERS} + {EDITORS}, {cores} cores", "without", "with five", "ratio", "", "target", ""
    )
    for what, times in (("a page, p95", lesson.reads), ("a save, p95", lesson.saves)):
        before = [seconds for begun, seconds, _ in times if begun < lesson.since]
        after = [seconds for begun, seconds, _ in times if begun >= lesson.since]
        ratio = p95(after) / p95(before)
        is_page = times is lesson.reads
        yield row(
            *(what, in_words(p95(before)), in_words(p95(after)), f"{ratio:.2f}", ""),
            *((f"≤ {TARGET:g}", "ok" if ratio <= TARGET else "OVER") if is_page else ("", "")),
        )
    errors = sum(status not in (200, 303) for _, _, status in (*lesson.reads, *lesson.saves))
    yield row(
        "errors",
        f"{errors} of {len(lesson.reads) + len(lesson.saves)}",
        *[""] * 4,
        "OVER" if errors else "ok",
    )
    yield row(
        "updates lost", f"{lesson.lost} of {len(lesson.saves)}", *[""] * 4, "OVER" if lesson.lost else "ok"
    )
    yield from _memory_rows(lesson)
    said = ", ".join(f"{count} × {status}" for status, count in sorted(lesson.answers.items()))
    yield f"the five were answered {said}"


def _memory_rows(lesson: Lesson) -> Iterator[str]:
    """The most in the last third of the attack, to the most before: what grows without end shows."""
    attacked = lesson.memory[1]
    third = len(attacked) // 3
    growth = max(attacked[-third:]) / max(attacked[:-third])
    yield row(
        *(
            "memory, all processes, most",
            _megabytes(lesson.memory[0]),
            _megabytes(attacked),
            f"{growth:.2f}",
            "",
        ),
        *(f"≤ {MEMORY_TARGET:g}", "ok" if growth <= MEMORY_TARGET else "OVER"),
    )


def _megabytes(samples: list[int]) -> str:
    return f"{max(samples) / 1e6:.0f} MB"


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
