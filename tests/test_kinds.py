"""Each kind of record is described once, and whatever a package keeps by kind, it keeps for all of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import fields
from types import ModuleType
from typing import Any

import pytest
from flask import Flask

import stances
from stances.argument.graph import build_dispute_graph
from stances.errors import NotFoundError
from stances.formats.native import file_schema
from stances.record.kinds import KINDS, MODELS, FieldPath
from stances.record.record import Record
from stances.record.references import file_key
from stances.record.text_types import SLUG_PATTERN
from stances.record.vocabulary import Kind
from stances.record.wording import describe_missing, with_article
from stances.store.row_mapper import TABLE_MAPPINGS, TableMapping
from stances.timeline.grid import build_grid
from stances.web.editing.field_specs import FIELDS_OF_KIND
from stances.web.editing.widgets import FieldSpec, Widget
from tests.support.people import HOME, People

PARTIAL = {
    "LINK_ENDS": "what links connect",
    "SELECTABLE": "what a debate has many of",
    "MERGEABLE_KINDS": "what can be merged",
    "CREATABLE_KINDS": "what a name alone is enough for",
    "NAMED_KINDS": "what people choose by its name",
    "SEARCHED": "what people look for by words",
    "TABLE_FIELDS": "what is written as tables",
    "SLUG_FIELDS": "what is written as tables",
    "IN_FRONT_MATTER": "what an Argdown text has no other place for",
    "_NAMED_BY": "what has a name",
    "_PLAIN_TABLES": "what has no table to paste",
    "_SLUGS_ARE_NAMES": "what is known by its name",
}
"""Tables that are meant to have some kinds only, and which."""

WHOLE = (
    "KINDS",
    "MODELS",
    "KINDS_IN_ORDER",
    "TABLE_MAPPINGS",
    "IS_DUPLICATE",
    "PATH_SEGMENTS",
    "FIELDS_OF_KIND",
)
"""Tables that must be found, so that the search is known to work."""

KINDS_BY_COLLECTION = {spec.collection: kind for kind, spec in KINDS.items()}

NOT_IMPORTED = ("stances.__main__", "stances.web.figure_process", "stances.store.migrations")
"""Modules that do something when they are imported."""

TABLE_TYPES = (Mapping, Set, tuple, list)


def tables_by_kind(modules: Iterable[ModuleType]) -> Iterator[tuple[str, set[Any]]]:
    """The collections of these modules whose items, or whose keys, are kinds: the name of each, and its kinds."""
    for module in modules:
        for name, value in vars(module).items():
            if issubclass(type(value), TABLE_TYPES):
                keys = list(value)
                if keys and all(isinstance(key, Kind) for key in keys):
                    yield name, set(keys)


def gaps(modules: Iterable[ModuleType], partial: Collection[str] = ()) -> list[str]:
    """What each table by kind lacks."""
    return [
        f"{name} has no {kind}"
        for name, keys in tables_by_kind(modules)
        if name not in partial
        for kind in KINDS.keys() - keys
    ]


def own_modules() -> list[ModuleType]:
    names = [info.name for info in pkgutil.walk_packages(stances.__path__, "stances.")]
    return [importlib.import_module(name) for name in names if not name.startswith(NOT_IMPORTED)]


def test_every_table_by_kind_has_all_eight_kinds() -> None:
    modules = own_modules()
    assert {name for name, _ in tables_by_kind(modules)} >= {*WHOLE, *PARTIAL}
    assert gaps(modules, PARTIAL) == []


def test_a_table_without_a_kind_is_named() -> None:
    room = ModuleType("room")
    room.ROWS = {kind: kind.value for kind in Kind if kind is not Kind.EVENT}  # type: ignore[attr-defined]
    assert gaps([room]) == ["ROWS has no event"]
    assert gaps([room], ["ROWS"]) == []


def test_a_kind_has_one_name_for_its_entries_in_records_files_and_addresses(app: Flask) -> None:
    assert list(KINDS) == [kind for kind in Kind if kind is not Kind.DEBATE]
    collections = {spec.collection for spec in KINDS.values()}
    assert collections == {f.name for f in fields(Record)} - {"debate", "revision"}
    assert collections == file_schema()["properties"].keys() - {"format", "debate"}
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    for name in collections:
        assert {f"/debates/<debate>/{name}/{way}" for way in ("new", "<slug>/edit", "<slug>/delete")} <= rules


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_place_in_the_form_and_in_the_database(kind: Kind) -> None:
    fields = field_schemas(kind)
    assert {("slug",), *form_paths(FIELDS_OF_KIND[kind])} == fields.keys()
    rows = set(row_paths(TABLE_MAPPINGS[kind]))
    with_own_rows = {path[:-1] for path in rows}
    assert rows == {path for path in fields if path[:-1] not in rows - with_own_rows}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_slugs_says_what_it_refers_to(kind: Kind) -> None:
    """But for an entry's own slug, and for the sources that locators name, which are parts of the debate."""
    slugs = {path for path, schema in field_schemas(kind).items() if SLUG_PATTERN in str(schema)}
    references = {tuple(map(file_key, path)) for path in KINDS[kind].references}
    assert {path for path in slugs if path != ("slug",) and "locator" not in path} == references


def test_a_record_that_is_not_there_is_refused_in_one_sentence(people: People, shipped: Record) -> None:
    """Also on the pages that show one, and by what draws figures from a file."""
    shown = ("claims", "links", "documents", "disputes", "participants", "factions")
    places = {"": shown, "/edit": KINDS_BY_COLLECTION, "/delete": KINDS_BY_COLLECTION}
    for tail, collections in places.items():
        for name in collections:
            answer = people.editor.get(f"{HOME}/{name}/nothing{tail}")
            assert answer.status_code == 404
            assert describe_missing(KINDS_BY_COLLECTION[name], "nothing") in answer.text
    for build in (build_dispute_graph, build_grid):
        with pytest.raises(NotFoundError, match=describe_missing(Kind.DISPUTE, "nothing")):
            build(shipped, "nothing")


def test_every_kind_is_called_by_its_article() -> None:
    assert {kind for kind in Kind if with_article(kind).startswith("an ")} == {
        k for k in Kind if k[0] in "aeiou"
    }


def field_schemas(kind: Kind) -> dict[FieldPath, Any]:
    """The schema of each field of a kind, and of the fields within it."""
    schema = MODELS[kind].model_json_schema()
    return dict(_field_schemas(schema, schema.get("$defs", {}), ()))


def _field_schemas(schema: Any, parts: dict[str, Any], path: FieldPath) -> Iterator[tuple[FieldPath, Any]]:
    schema = parts[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    for name, inner in schema.get("properties", {}).items():
        yield (*path, name), inner
        yield from _field_schemas(inner, parts, (*path, name))
    for inner in (*schema.get("anyOf", ()), *filter(None, [schema.get("items")])):
        yield from _field_schemas(inner, parts, path)


def form_paths(specs: Iterable[FieldSpec], path: FieldPath = ()) -> Iterator[FieldPath]:
    """The fields of a form; a position is chosen together with its dispute."""
    for spec in specs:
        yield (*path, spec.name)
        yield from [(*path, "dispute")] * (spec.widget is Widget.HELD)
        yield from form_paths(spec.parts, (*path, spec.name))


def row_paths(
    mapping: TableMapping, path: FieldPath = (), without: Collection[str] = ()
) -> Iterator[FieldPath]:
    """The fields that a table and those of its lists have room for."""
    lists = mapping.list_mappings
    columns = dict.fromkeys(mapping.plain_columns)
    yield from (
        (*path, file_key(name)) for name in (*mapping.to_fields(columns), *lists) if name not in without
    )
    for name, list_ in lists.items():
        if list_.item_column is None:
            yield from row_paths(list_.mapping, (*path, name), list_.owner_columns)
