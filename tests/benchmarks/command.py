"""`stances map` as a whole process, compared with one that imports the libraries and lays out the same DOT."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import compare
from tests.benchmarks.sites import database, load_shipped

TARGET, ROUNDS = 1.5, 15
BARE = """
import sys
import graphviz, pygraphviz, sqlmodel
with open(sys.argv[1], encoding="utf-8") as file:
    drawing = pygraphviz.AGraph(string=file.read()).draw(format="svg", prog="dot")
with open(sys.argv[2], "wb") as file:
    file.write(drawing)
"""


def _run(*arguments: str, url: str) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "DATABASE_URL": url})


def lines() -> Iterator[str]:
    with database(load_shipped) as url, tempfile.TemporaryDirectory() as folder:
        dot, svg, bare = (str(Path(folder) / name) for name in ("map.dot", "map.svg", "bare.svg"))
        ours = ("-m", "stances", "map", "--dispute", "left-turn", "-o")
        _run(*ours, dot, url=url)
        yield compare(
            "stances map, a whole process",
            lambda: _run(*ours, svg, url=url),
            lambda: _run("-c", BARE, dot, bare, url=url),
            TARGET,
            rounds=ROUNDS,
        ).line()
