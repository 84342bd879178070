"""Ask arguebuf, a library for argument graphs, what it makes of nodesets.

It wants an lxml older than ours, so it lies in a folder of its own in `.venv` and runs as a program of its own. `make` installs
it with the other things for tests (`python -m tests.support.arguebuf_graphs`); whoever runs a test by itself in a fresh
checkout waits for that once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

REQUIREMENT = "arguebuf==2.7.2"
FOLDER = Path(sys.prefix) / "arguebuf"
STAMP = FOLDER / ".installed.txt"
_PROGRAM = """
import json, sys, arguebuf
def count(text):
    graph = arguebuf.load.aif(json.loads(text))
    schemes = [type(node.scheme).__name__ for node in graph.scheme_nodes.values()]
    return {"texts": [node.plain_text for node in graph.atom_nodes.values()], "schemes": schemes, "edges": len(graph.edges)}
print(json.dumps([count(text) for text in json.load(sys.stdin)]))
"""


@dataclass(frozen=True)
class GraphReading:
    """What arguebuf reads in one nodeset: the texts of its claims, a Support or Attack for each scheme, and the edges."""

    texts: list[str]
    schemes: list[str]
    edges: int


def install() -> None:
    """Install it, unless it is there."""
    version = f"{REQUIREMENT} for Python {sys.version_info[0]}.{sys.version_info[1]}\n"
    if STAMP.is_file() and STAMP.read_text() == version:
        return
    command = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--upgrade"]
    done = subprocess.run([*command, "--target", str(FOLDER), REQUIREMENT], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"pip could not install {REQUIREMENT} for the tests:\n{done.stderr}")
    STAMP.write_text(version)


def read_nodesets(texts: Sequence[str]) -> list[GraphReading]:
    """What arguebuf reads in each nodeset, all by one process."""
    install()
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        input=json.dumps(list(texts)),
        env={**os.environ, "PYTHONPATH": str(FOLDER)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [GraphReading(**reading) for reading in json.loads(done.stdout)]


if __name__ == "__main__":
    install()
