"""`stances map` as a whole process: from the database beside a process that imports the libraries and lays out the same DOT,
and from a file beside Argdown's own parser with its Graphviz in Node."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from stances.formats import find_format, load_path
from stances.record.entries import Link
from stances.record.record import Record
from stances.record.references import iter_references
from tests.benchmarks.measure import compare
from tests.benchmarks.sites import database, load_shipped
from tests.support.argdown_core import draw_map
from tests.support.databases import SHIPPED

TARGET, ROUNDS = 1.5, 15
BARE = """
import sys
import graphviz, pygraphviz, sqlmodel
with open(sys.argv[1], encoding="utf-8") as file:
    drawing = pygraphviz.AGraph(string=file.read()).draw(format="svg", prog="dot")
with open(sys.argv[2], "wb") as file:
    file.write(drawing)
"""

READ = """
import sys
import graphviz, pygraphviz, sqlmodel
from stances.formats import load_path
load_path(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    drawing = pygraphviz.AGraph(string=file.read()).draw(format="svg", prog="dot")
with open(sys.argv[3], "wb") as file:
    file.write(drawing)
"""


def _run(*arguments: str, url: str) -> None:
    """Run Python, with the bytecode of an earlier run, which an installed program always has."""
    environment = {**os.environ, "DATABASE_URL": url}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)


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
        yield from _from_a_file(Path(folder), dot)


def _from_a_file(folder: Path, dot: str) -> Iterator[str]:
    """The left turn alone, read from Argdown by both, and read from our own format and laid out by the least that can."""
    record = _only(load_path(SHIPPED), "left-turn")
    files = {name: folder / f"left-turn.{name}" for name in ("argdown", "yaml", "svg")}
    for name in ("argdown", "yaml"):
        files[name].write_bytes(find_format(name).encode(record))

    def ours(name: str) -> None:
        _run("-m", "stances", "map", str(files[name]), "-o", str(files["svg"]), url="")

    yield compare(
        "an Argdown file to SVG, beside Node",
        lambda: ours("argdown"),
        lambda: draw_map(files["argdown"], files["svg"]),
        1.0,
        rounds=ROUNDS,
    ).line()
    yield compare(
        "a file to SVG, beside reading and layout",
        lambda: ours("yaml"),
        lambda: _run("-c", READ, str(files["yaml"]), dot, str(files["svg"]), url=""),
        TARGET,
        rounds=ROUNDS,
    ).line()


def _only(record: Record, dispute: str) -> Record:
    """The claims of one dispute with the links between them, and who and what they refer to."""
    claims = [
        c.model_copy(update={"also": (), "after": ()}) for c in record.claims.values() if c.dispute == dispute
    ]
    ends = {claim.slug for claim in claims}
    links: dict[str, Link] = {}
    while more := [
        link
        for link in record.links.values()
        if link.slug not in links and {*link.premises, link.target} <= ends.union(links)
    ]:
        links |= {link.slug: link for link in more}
    kept = {(e.kind_name, e.slug): e for e in (record.disputes[dispute], *claims, *links.values())}
    waiting = list(kept.values())
    while waiting:
        for reference in iter_references(waiting.pop()):
            key = reference.kind, reference.slug
            if key not in kept and (named := record.get(*key)):
                kept[key] = named
                waiting.append(named)
    return Record.from_entries(record.debate, kept.values())
