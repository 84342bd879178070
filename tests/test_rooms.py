"""The house stays in order: imports go down only, and who may know Flask or a session is settled."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import stances

HOME = Path(stances.__file__).parent
LEVELS = [
    {
        "__init__",
        "errors",
        "terms",
        "palette",
        "edtf",
        "lettering",
        "packing",
        "paper",
        "pen",
        "press",
        "inscribing",
        "crossings",
        "cache",
    },
    {"english", "slimming", "stylesheets"},
    {"uncertain"},
    {"chronology", "query"},
    {"record", "references", "commitments", "views"},
    {
        "extent",
        "excerpts",
        "marking",
        "moments",
        "presence",
        "graph",
        "layers",
        "columns",
        "order",
        "integrity",
        "merging",
        "wording",
        "search",
        "metadata",
        "maps",
        "boxes",
        "signs",
        "captions",
        "sifting",
        "folding",
        "lanes",
        "ways",
        "dot",
        "svg",
        "outline",
        "layout",
        "rules",
        "comparing",
    },
    {
        "cells",
        "differences",
        "legend",
        "similarity",
        "moves",
        "timeline",
        "through",
        "tables",
        "plate",
        "courses",
        "course_lines",
        "strips",
        "swatches",
        "eventline",
        "inks",
        "grids",
        "check",
        "drawing",
        "formats",
        "standings",
        "splitting",
        "handout",
    },
    {"looks", "titling", "plates", "publishing"},
    {"models", "db", "migrations"},
    {"debates"},
    {"web"},
    {"cli"},
    {"__main__"},
]
LEVEL = {name: number for number, names in enumerate(LEVELS) for name in names}
SQL = {"models", "db", "migrations", "debates"}
FILES = sorted(p for p in HOME.rglob("*.py") if "versions" not in p.parts)


def room(path: Path) -> str:
    return path.relative_to(HOME).parts[0].removesuffix(".py")


def imported(path: Path, *, late: bool = False) -> set[str]:
    """Modules imported at the top of a file: those imported late are needed late, and told where they are asked for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree) if late else tree.body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(HOME)))
def test_every_room_has_its_place(path: Path) -> None:
    assert room(path) in LEVEL


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(HOME)))
def test_imports_go_down_only(path: Path) -> None:
    own = {name.split(".")[1] for name in imported(path) if name.startswith("stances.")} & LEVEL.keys()
    assert {name for name in own if LEVEL[name] > LEVEL[room(path)]} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(HOME)))
def test_only_the_web_knows_flask_and_only_the_use_cases_know_sql(path: Path) -> None:
    names = imported(path, late=True)
    packages = {name.split(".")[0] for name in names}
    if room(path) != "web":
        assert packages.isdisjoint({"flask", "werkzeug", "jinja2"})
    if room(path) not in SQL:
        assert packages.isdisjoint({"sqlalchemy", "sqlmodel", "alembic"})
        assert "stances.models" not in names
