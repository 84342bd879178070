"""Pages and saves while 500 connections to read and 500 to join are open, whose bodies never come, against a server without."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.classroom import invite, run_beside
from tests.benchmarks.editor import Editor
from tests.benchmarks.live import HOME, Server, serve
from tests.benchmarks.measure import Comparison, compare

TARGET = 1.1
PAGE = f"{HOME}/claims/turn-made"
READ_ROUNDS, SAVE_ROUNDS = 60, 50


def _save_in_turn(*servers: Server) -> Iterator[tuple[float, ...]]:
    """The seconds of a save on each server, whose forms are filled in off the clock."""
    editors = [Editor(HOME, server.get) for server in servers]
    while True:
        forms = [editor.fill_in() for editor in editors]
        saved = [
            server.save(editor.address, form)
            for server, editor, form in zip(servers, editors, forms, strict=True)
        ]
        yield tuple(save.seconds for save in saved)


def lines() -> Iterator[str]:
    with serve() as beset, serve() as quiet:
        code = invite(beset, "reader")
        with run_beside("hostile", str(beset.port), HOME, code, "idle", begins="open"):
            yield compare(
                "a page beside 1000 idle sockets",
                lambda: beset.get(PAGE),
                lambda: quiet.get(PAGE),
                TARGET,
                rounds=READ_ROUNDS,
                calls=10,
            ).line()
            saving = _save_in_turn(beset, quiet)
            ours, bare = zip(*(next(saving) for _ in range(SAVE_ROUNDS)), strict=True)
            yield Comparison("a save beside 1000 idle sockets", ours, bare, TARGET).line()
