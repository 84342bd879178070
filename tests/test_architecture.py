"""The house stays in order: what imports what, which libraries are known where, and where a name is looked for.

Each rule is a function of a folder of modules, so that it can be shown to fail on one that breaks it.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import takewhile
from pathlib import Path

import pytest

import stances

HOME = Path(stances.__file__).parent
DOCS = HOME.parent / "docs" / "architecture.md"

PACKAGES = (
    *("graphics", "dates", "record", "argument", "timeline", "checks"),
    *("formats", "figures", "publishing", "store", "web", "cli"),
)
ORDER: tuple[tuple[str, ...], ...] = (
    ("stances",),
    ("stances.errors", "stances.cache"),
    ("stances.graphics",),
    ("stances.dates",),
    ("stances.query",),
    ("stances.record",),
    ("stances.argument",),
    ("stances.timeline",),
    ("stances.checks",),
    ("stances.formats",),
    ("stances.figures.workers",),
    ("stances.figures.map.layout",),
    ("stances.figures.metadata",),
    ("stances.figures.map",),
    ("stances.figures.chart",),
    ("stances.publishing",),
    ("stances.store",),
    ("stances.web.core",),
    ("stances.web.figures", "stances.web.editing"),
    ("stances.web.pages",),
    ("stances.web",),
    ("stances.cli",),
    ("stances.__main__",),
)
"""Rooms from the bottom up: each imports from those before it, and rooms of one line not from each other."""

LIBRARIES: dict[str, tuple[str, ...]] = {
    "flask": ("stances.web",),
    "werkzeug": ("stances.web",),
    "htmx_flask": ("stances.web.app", "stances.web.core.htmx"),
    "jinja2": ("stances.publishing", "stances.web"),
    "jinja2_fragments": ("stances.web.core.template_context",),
    "granian": ("stances.web",),
    "sqlalchemy": ("stances.store",),
    "sqlmodel": ("stances.store",),
    "alembic": ("stances.store",),
    "lxml": (
        *("stances.graphics", "stances.figures", "stances.formats", "stances.publishing"),
        "stances.web.figures",
    ),
    "typst": ("stances.publishing",),
    "csv": ("stances.timeline.csv_tables", "stances.formats.table"),
    "slugify": ("stances.record.slugs",),
    "bibtexparser": ("stances.formats.bibtex",),
    "pygraphviz": ("stances.figures.map.layout",),
}
"""Where a library may be imported, at the top of a module or inside a function."""

MAX_LINES = 400
MIN_LINES = 60
REGISTRIES = (
    "stances.formats",
    "stances.publishing.figures",
    "stances.cli",
    "stances.web.app",
    "stances.checks.run",
    "stances.dates.languages",
)
"""Modules that list others so that these are found: one importer is what those are meant to have."""


@dataclass(frozen=True)
class Module:
    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def package(self) -> str:
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    def imported(self) -> Iterator[str]:
        """Every name that is imported, dotted, wherever in the module; `from a import b` gives `a` and `a.b`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self.package.split(".")[: -(node.level - 1) or None] if node.level else []
                source = ".".join([*base, *filter(None, [node.module])])
                yield source
                yield from (f"{source}.{alias.name}" for alias in node.names)

    def classes(self) -> Iterator[str]:
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name


@dataclass(frozen=True)
class House:
    """All modules below a folder `stances`, but for the migrations, which are never changed once they have run."""

    home: Path

    @cached_property
    def modules(self) -> dict[str, Module]:
        paths = [path for path in sorted(self.home.rglob("*.py")) if "versions" not in path.parts]
        return {name: Module(name, path) for path in paths for name in [self._name(path)]}

    def _name(self, path: Path) -> str:
        parts = path.relative_to(self.home.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def arrows(self) -> dict[str, set[str]]:
        """For each module the modules that it imports: of `from a import b` the module `a.b`, or `a` if `b` is a name."""
        return {name: set(self._targets(module)) for name, module in self.modules.items()}

    def _targets(self, module: Module) -> Iterator[str]:
        names = [name for name in module.imported() if name.partition(".")[0] == self.home.name]
        longer = {name.rpartition(".")[0] for name in names if name in self.modules}
        for name in names:
            known = name if name in self.modules else name.rpartition(".")[0]
            if known in self.modules and known != module.name and not (name in longer and name == known):
                yield known


def room(name: str) -> tuple[int, str]:
    """The place of a module in `ORDER` and its room there: the longest that its name begins with."""
    places = [
        (place, own)
        for place, rooms in enumerate(ORDER)
        for own in rooms
        if name == own or (own != "stances" and name.startswith(f"{own}."))
    ]
    return max(places, key=lambda found: len(found[1]), default=(-1, name))


# --- rules: each yields a sentence for every breach ---


def unplaced(house: House) -> Iterator[str]:
    for name in house.modules:
        if room(name)[0] < 0 and name != "stances.figures":
            yield f"{name} has no place in the order of rooms"


def against_the_order(house: House) -> Iterator[str]:
    for name, targets in house.arrows.items():
        place, own = room(name)
        for target in sorted(targets):
            other, theirs = room(target)
            if other > place or (other == place and own != theirs):
                yield f"{name} imports {target}, which stands above it or beside it"


def circles(house: House) -> Iterator[str]:
    try:
        TopologicalSorter(house.arrows).prepare()
    except CycleError as error:
        yield " → ".join(error.args[1])


def misplaced_libraries(house: House) -> Iterator[str]:
    for name, module in house.modules.items():
        for library in sorted(
            {imported.partition(".")[0] for imported in module.imported()} & LIBRARIES.keys()
        ):
            if not any(name == own or name.startswith(f"{own}.") for own in LIBRARIES[library]):
                yield f"{name} imports {library}"


def ambiguous_classes(house: House) -> Iterator[str]:
    where = defaultdict(list)
    for name, module in house.modules.items():
        for known in module.classes():
            where[known].append(name)
    for known, names in where.items():
        if len(names) > 1:
            yield f"{known} is defined in {', '.join(names)}"


def long_modules(house: House) -> Iterator[str]:
    for name, module in house.modules.items():
        if (lines := module.text.count("\n")) > MAX_LINES:
            yield f"{name} has {lines} lines"


def cupboards(house: House) -> Iterator[str]:
    importers = defaultdict(list)
    for name, targets in house.arrows.items():
        for target in targets:
            importers[target].append(name)
    for name, module in house.modules.items():
        small = module.text.count("\n") < MIN_LINES and module.path.name != "__init__.py"
        if small and len(importers[name]) == 1 and importers[name][0] not in REGISTRIES:
            yield f"{name} is small and has one importer, {importers[name][0]}, which it should join"


def crowded_top(house: House) -> Iterator[str]:
    names = {name.split(".")[1] for name in house.modules if "." in name}
    modules = sorted(names - set(PACKAGES))
    if missing := set(PACKAGES) - names:
        yield f"there is no package {', '.join(sorted(missing))}"
    if len(modules) > 4:  # and the package's own
        yield f"too many modules at the top: {', '.join(modules)}"


_SVG_WORDS = re.compile(
    r"<(?:/?\()?(?:svg|g|text|tspan|path|rect|circle|polygon|title|desc)\b|viewBox|points=|xml:space"
)


def svg_taken_apart(house: House) -> Iterator[str]:
    """Regular expressions that name elements or attributes of an SVG: drawings are values until they are written."""
    for name, module in house.modules.items():
        for node in ast.walk(ast.parse(module.text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
                words = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
                texts = (word.decode() if isinstance(word, bytes) else str(word) for word in words)
                if any(map(_SVG_WORDS.search, texts)):
                    yield f"{name} takes an SVG apart: {ast.unparse(node)}"


def named_htmx_headers(house: House) -> Iterator[str]:
    for name, module in house.modules.items():
        if "HX-" in module.text and name != "stances.web.core.htmx":
            yield f"{name} names a header of htmx, which stances.web.core.htmx is for"


RULES = (
    unplaced,
    against_the_order,
    circles,
    misplaced_libraries,
    ambiguous_classes,
    long_modules,
    cupboards,
    crowded_top,
    svg_taken_apart,
    named_htmx_headers,
)


@pytest.fixture(scope="module")
def house() -> House:
    return House(HOME)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_is_in_order(house: House, rule: Callable[[House], Iterator[str]]) -> None:
    assert list(rule(house)) == []


def duty(package: str) -> str:
    """What the first paragraph of a package's docstring says."""
    lines = (
        ast.get_docstring(ast.parse((HOME / package / "__init__.py").read_text("utf-8"))) or ""
    ).splitlines()
    return " ".join(takewhile(bool, lines))


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_its_duty_in_one_sentence_which_the_docs_repeat(package: str) -> None:
    said = duty(package)
    assert said.endswith(".")
    assert ". " not in said
    assert f"| `{package}` | {said} |" in DOCS.read_text("utf-8")


def test_the_docs_give_the_packages_in_their_order() -> None:
    text = DOCS.read_text("utf-8")
    places = [text.index(f"| `{package}` |") for package in PACKAGES]
    assert places == sorted(places)


# --- the rules are seen to fail ---


def built(folder: Path, **texts: str) -> House:
    """A small house of modules, `dates__core` for `dates/core.py`, with the packages that they need."""
    home = folder / "stances"
    for name, text in texts.items():
        path = home.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for place in [home, *(path for path in home.rglob("*") if path.is_dir())]:
        (place / "__init__.py").touch()
    return House(home)


LATE = "def read():\n    from stances.{0} import thing\n    return thing\n"


def test_an_import_inside_a_function_counts(tmp_path: Path) -> None:
    house = built(tmp_path, dates__core=LATE.format("record.entries"), record__entries="thing = 1\n")
    assert list(against_the_order(house)) == [
        "stances.dates.core imports stances.record.entries, which stands above it or beside it"
    ]


def test_an_import_for_types_alone_counts(tmp_path: Path) -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from stances.store import tables\n"
    house = built(tmp_path, record__entries=text, store__tables="")
    assert len(list(against_the_order(house))) == 1


def test_a_relative_import_counts(tmp_path: Path) -> None:
    house = built(tmp_path, dates__core="from ..record import entries\n", record__entries="")
    assert len(list(against_the_order(house))) == 1


def test_rooms_of_one_line_do_not_import_each_other(tmp_path: Path) -> None:
    house = built(
        tmp_path, web__figures__maps="from stances.web.editing import save\n", web__editing__save=""
    )
    assert len(list(against_the_order(house))) == 1


@pytest.mark.parametrize("late", [False, True], ids=["at the top", "inside a function"])
def test_a_circle_is_found(tmp_path: Path, late: bool) -> None:
    back = LATE.format("dates.core") if late else "from stances.dates.core import thing\n"
    house = built(
        tmp_path, dates__core="from stances.dates.english import read\nthing = 1\n", dates__english=back
    )
    assert [set(said.split(" → ")) for said in circles(house)] == [
        {"stances.dates.core", "stances.dates.english"}
    ]


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("record__entries", "import flask\n"),
        ("dates__core", "def read():\n    from flask import request\n    return request\n"),
        ("store__tables", "from werkzeug.exceptions import NotFound\n"),
        ("web__pages__debate", "import sqlalchemy as sa\n"),
        ("web__core__site", "def count():\n    from sqlmodel import select\n    return select\n"),
        ("cli__load", "from alembic import command\n"),
        ("record__text", "from lxml import etree\n"),
        ("web__figures__files", "import typst\n"),
    ],
)
def test_a_library_out_of_its_place_is_found(tmp_path: Path, where: str, text: str) -> None:
    assert len(list(misplaced_libraries(built(tmp_path, **{where: text})))) == 1


def test_a_class_name_used_twice_is_found(tmp_path: Path) -> None:
    house = built(
        tmp_path, argument__graph="class Part: ...\n", timeline__cells="class Part: ...\nclass _Own: ...\n"
    )
    assert list(ambiguous_classes(house)) == [
        "Part is defined in stances.argument.graph, stances.timeline.cells"
    ]


def test_a_cupboard_and_a_long_module_are_found(tmp_path: Path) -> None:
    uses = "from stances.dates.small import thing\n" + "\n" * MAX_LINES
    house = built(tmp_path, dates__core=uses, dates__small="thing = 1\n")
    assert len(list(cupboards(house))) == 1
    assert list(long_modules(house)) == ["stances.dates.core has 401 lines"]


def test_an_svg_that_is_taken_apart_is_found(tmp_path: Path) -> None:
    house = built(tmp_path, figures__map="import re\n_SIZE = re.compile(rb'<svg width=\"(.*?)\"')\n")
    assert len(list(svg_taken_apart(house))) == 1


def test_a_header_of_htmx_named_elsewhere_is_found(tmp_path: Path) -> None:
    house = built(tmp_path, web__core__htmx="TYPE = 'HX-Request-Type'\n", web__pages__me="AT = 'HX-Target'\n")
    assert len(list(named_htmx_headers(house))) == 1
