"""The native format, `stances/1`: JSON for programs, YAML for people, with the same keys and without loss.

FileReading collects all problems of a file before refusing it. A key that is absent, null or empty means the same.
References are checked only in a file that is refused anyway, so that all its problems are listed at once; otherwise
`checks.constraints` reports them.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic_core import ErrorDetails

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.formats.base import MAX_BYTES, MAX_PROBLEMS, FileReading, Format, FormatError, Problem, refuse
from stances.formats.tree_reader import (
    DataPath,
    DataTree,
    LazyMapping,
    PlainData,
    UnreadableTextError,
    read_json,
    read_yaml,
)
from stances.formats.yaml_writer import write_yaml
from stances.record.entries import Debate, Entry, FrozenModel, Link
from stances.record.kinds import KINDS, LINK_ENDS
from stances.record.mistakes import describe_type, explain_mistake, quote_value, shorten
from stances.record.record import Record
from stances.record.references import iter_data_references
from stances.record.text_types import SLUG_PATTERN
from stances.record.vocabulary import Kind
from stances.record.wording import with_article

VERSION = "stances/1"
_E = TypeVar("_E", bound=Entry)

KINDS_IN_ORDER = (
    *(Kind.FACTION, Kind.PARTICIPANT, Kind.EVENT, Kind.DOCUMENT),
    *(Kind.DISPUTE, Kind.CLAIM, Kind.LINK, Kind.STANCE),
)
"""The kinds as they follow each other in a file."""

_COLLECTIONS = {KINDS[kind].collection: KINDS[kind].model for kind in KINDS_IN_ORDER}
_LISTS: dict[str, Any] = {
    name: (list[model], Field(default_factory=list))  # type: ignore[valid-type]
    for name, model in _COLLECTIONS.items()
}
_PARTS: dict[str, Any] = {"format": (Literal["stances/1"], ...), "debate": (Debate, ...), **_LISTS}
_File = create_model(
    "_File",
    __config__=ConfigDict(extra="forbid", title=VERSION),
    __doc__="One debate: who held what position, when, on what evidence, in answer to whom.",
    **_PARTS,
)


def file_schema() -> dict[str, Any]:
    """The JSON Schema of the format."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_File.model_json_schema(by_alias=True),
    }


# Writing


def _drop_empty(data: Any) -> Any:
    """The data without empty values, except for `position`, where null means undecided."""
    if isinstance(data, dict):
        return {k: _drop_empty(v) for k, v in data.items() if not _is_empty(v) or k == "position"}
    return [_drop_empty(item) for item in data] if isinstance(data, list) else data


def _is_empty(value: Any) -> bool:
    return value is False or value in (None, "", [])  # but not 0, which equals False


def value_data(value: FrozenModel) -> dict[str, Any]:
    """A value as data with the keys of this format, without what is empty."""
    data: dict[str, Any] = _drop_empty(value.model_dump(mode="json", by_alias=True))
    return data


def _file_data(record: Record) -> dict[str, Any]:
    lists = {name: [value_data(e) for e in getattr(record, name).values()] for name in _COLLECTIONS}
    return {"format": VERSION, "debate": value_data(record.debate), **{k: v for k, v in lists.items() if v}}


@cache
def date_keys() -> frozenset[str]:
    """The keys of dates, whose values are quoted in YAML."""
    return frozenset(_date_keys(_File))


def dumps_json(record: Record) -> str:
    """The record as indented JSON."""
    return json.dumps(_file_data(record), indent=2, ensure_ascii=False) + "\n"


def dumps_yaml(record: Record) -> str:
    """The record as YAML; dates are quoted, so that other parsers read them as texts."""
    return write_yaml(_file_data(record), quoted=date_keys())


# FileReading


def _suggest_key(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean “{near[0]}”?" if near else f"known are {', '.join(known)}"


def model_keys(model: type[BaseModel]) -> dict[str, Any]:
    """The keys that a model has in a file, with their types."""
    return {f.alias or name: f.annotation for name, f in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside a type: Locator in `Locator | None`, Act in `tuple[Act, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((inner for arg in get_args(annotation) if (inner := _model_in(arg))), None)


def _date_keys(model: type[BaseModel]) -> Iterator[str]:
    """The keys of dates, wherever in a model."""
    for key, type_ in model_keys(model).items():
        if UncertainDate in (type_, *get_args(type_)):
            yield key
        elif inner := _model_in(type_):
            yield from _date_keys(inner)


def _model_at(model: type[BaseModel], path: DataPath) -> type[BaseModel]:
    for step in path:
        if isinstance(step, str):
            model = _model_in(model_keys(model).get(step)) or model
    return model


def _explain_date(value: str, refused: DateError) -> str:
    """How to write a date that is not EDTF in a file, or why it can't be read at all."""
    try:
        when = UncertainDate.read(value)
    except DateError as error:
        return str(error)
    return str(refused) if when.text == value else f"{quote_value(value)} is written {when} in a file"


def _explain_error(error: ErrorDetails, model: type[BaseModel]) -> str:
    """Say in plain words what is wrong and what to do."""
    if error["type"] == "extra_forbidden":
        *parents, key = error["loc"]
        suggestion = _suggest_key(str(key), list(model_keys(_model_at(model, tuple(parents)))))
        return f"is not a key of this format; {suggestion}"
    if error["type"] == "value_error" and isinstance(reason := error["ctx"]["error"], DateError):
        return _explain_date(error["input"], reason)
    return explain_mistake(error)


def _format_key_path(path: DataPath) -> str:
    """The path to a value, in words: memberships 2 › when."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(shorten(str(step)))
    return " › ".join(words)


def _drop_blank(data: PlainData) -> Any:
    if isinstance(data, dict):
        return {key: _drop_blank(value) for key, value in data.items() if value not in (None, "")}
    return [_drop_blank(item) for item in data] if isinstance(data, list) else data


@dataclass
class _FileReader:
    """Reads one file; collects its problems and the line of each entry."""

    tree: DataTree
    name: str
    known: Record | None = None
    problems: list[Problem] = field(default_factory=list)
    paths: dict[tuple[Kind, str], DataPath] = field(default_factory=dict)

    def add_problem(self, path: DataPath, message: str, record: str = "", key: str = "") -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self.name, self.tree.line_at(path), record, key, message))

    def read_record(self) -> Record | None:
        """The record; None if there are problems."""
        self.problems += [Problem(self.name, line, "", "", message) for line, message in self.tree.faults]
        data = self.tree.data
        if not isinstance(data, dict):
            self.add_problem(
                (), f"starts with “format: {VERSION}” and a debate, and {describe_type(data)} is here"
            )
            return None
        if not self.check_version(data.get("format")):
            return None
        for key in data.keys() - model_keys(_File).keys():
            self.add_problem(
                (key,),
                f"is not a part of a debate; {_suggest_key(key, list(model_keys(_File)))}",
                key=shorten(key),
            )
        debate = self.read_entry(Debate, data.get("debate") or {}, ("debate",))
        entries = [
            e
            for place, model in _COLLECTIONS.items()
            for e in self.read_entries(model, data.get(place), place)
        ]
        if self.problems or debate is None:
            self.check_references(data)
            return None
        return Record.from_entries(debate, entries)

    def check_version(self, version: PlainData) -> bool:
        if version == VERSION:
            return True
        if isinstance(version, str) and re.fullmatch(r"stances/\d+", version):
            self.add_problem(
                ("format",), f"this file is {version}, and this program reads {VERSION}; update the program"
            )
        else:
            self.add_problem(
                ("format",), f"a debate's file says “format: {VERSION}” first; is this the right file?"
            )
        return False

    def read_entries(self, model: type[_E], items: PlainData, place: str) -> Iterator[_E]:
        if items is None:
            return
        if not isinstance(items, list):
            self.add_problem(
                (place,), f"should be a list of records, and {describe_type(items)} is here", key=place
            )
            return
        for i, item in enumerate(items):
            is_new = self.register_slug(model, item, (place, i))
            if (entry := self.read_entry(model, item, (place, i))) and is_new:
                yield entry

    def read_entry(self, model: type[_E], data: PlainData, path: DataPath) -> _E | None:
        name = self.name_of(model, data, path)
        if not isinstance(data, dict):
            self.add_problem(
                path, f"should be a mapping of keys to values, and {describe_type(data)} is here", name
            )
            return None
        try:
            return model.model_validate_json(json.dumps(_drop_blank(data)), by_alias=True, by_name=False)
        except ValidationError as error:
            for mistake in error.errors(include_url=False)[: MAX_PROBLEMS - len(self.problems)]:
                where = mistake["loc"]
                self.add_problem(
                    (*path, *where), _explain_error(mistake, model), name, _format_key_path(where)
                )
            return None

    def name_of(self, model: type[Entry], data: PlainData, path: DataPath) -> str:
        slug = data.get("slug") if isinstance(data, dict) else None
        if isinstance(slug, str):
            return f"{model.kind_name} {quote_value(slug)}"
        return str(model.kind_name) if len(path) == 1 else f"{model.kind_name} no. {int(path[1]) + 1}"

    def register_slug(self, model: type[Entry], data: PlainData, path: DataPath) -> bool:
        """Note the line of an entry; return False, with a problem added, if its slug is taken in its namespace."""
        slug, own = data.get("slug") if isinstance(data, dict) else None, model.kind_name
        if not isinstance(slug, str):
            return True
        for kind in LINK_ENDS if own in LINK_ENDS else (own,):
            if there := self.paths.get((kind, slug)):
                line = self.tree.line_at(there)
                message = (
                    f"{with_article(kind)} on line {line} has this slug already; give one of them another"
                )
                self.add_problem((*path, "slug"), message, f"{own} {quote_value(slug)}", "slug")
                return False
        self.paths[own, slug] = path
        return True

    def check_references(self, data: dict[str, PlainData]) -> None:
        """Add a problem for each dangling reference, those of broken entries included."""
        for place, model in _COLLECTIONS.items():
            items = data.get(place)
            for i, item in enumerate(items if isinstance(items, list) else ()):
                for path, kind, slug in iter_data_references(model.kind_name, item):
                    self.check_reference(model, item, (place, i), path, kind, slug)

    def check_reference(
        self,
        model: type[Entry],
        item: PlainData,
        entry_path: DataPath,
        field_path: DataPath,
        kind: Kind,
        slug: str,
    ) -> None:
        kinds = LINK_ENDS if model is Link and field_path[0] in ("source", "with", "target") else (kind,)
        if any((kind, slug) in self.paths for kind in kinds) or not re.fullmatch(SLUG_PATTERN, slug):
            return
        if self.known and any(self.known.get(kind, slug) for kind in kinds):
            return
        known = [slug for kind, slug in self.paths if kind in kinds]
        near = difflib.get_close_matches(slug, known, n=1)
        advice = f"did you mean “{near[0]}”?" if near else "add it, or choose another"
        name = self.name_of(model, item, entry_path)
        self.add_problem(
            (*entry_path, *field_path),
            f"there is no {' or '.join(kinds)} {quote_value(slug)} in this file; {advice}",
            name,
            _format_key_path(field_path),
        )


def read_tree(tree: DataTree, name: str, known: Record | None = None) -> FileReading:
    """Read a debate from data with the keys of this format, whose references may lead to records of a known debate.

    Raises `FormatError` with every problem.
    """
    reader = _FileReader(tree, name, known)
    record = reader.read_record()
    if record is None:
        raise FormatError(sorted(reader.problems, key=lambda problem: problem.line or 0))
    paths = {(Kind.DEBATE, record.debate.slug): ("debate",), **reader.paths}
    return FileReading(record, LazyMapping(lambda: {key: tree.line_at(path) for key, path in paths.items()}))


def _read(parse: Callable[[str], DataTree], text: str, name: str) -> FileReading:
    try:
        tree = parse(text)
    except UnreadableTextError as error:
        raise refuse(name, error.fault.message, error.fault.line) from None
    return read_tree(tree, name)


def load_json(text: str, name: str = "JSON") -> FileReading:
    """Read a debate; `name` is what errors call the text. Raises `FormatError` with every problem."""
    return _read(read_json, text, name)


def load_yaml(text: str, name: str = "YAML") -> FileReading:
    """Read a debate; `name` is what errors call the text. Raises `FormatError` with every problem."""
    return _read(read_yaml, text, name)


def loads_json(text: str, name: str = "JSON") -> Record:
    """The debate alone that `load_json` reads."""
    return load_json(text, name).record


def loads_yaml(text: str, name: str = "YAML") -> Record:
    """The debate alone that `load_yaml` reads."""
    return load_yaml(text, name).record


_SAYS_SO = re.compile(r"""(?:^|[{,])\s*["']?format["']?[ \t]*:\s*["']?stances/""", re.MULTILINE)


def _is_native(text: str) -> bool:
    """Whether a text says near its start that it is of this format."""
    return _SAYS_SO.search(text, 0, 10_000) is not None


def _is_native_json(text: str) -> bool:
    return text[:1000].lstrip().startswith("{") and _is_native(text)


JSON = Format(
    name="json",
    endings=(".json",),
    media_type="application/json",
    words="for programs",
    dumps=dumps_json,
    read=load_json,
    recognises=_is_native_json,
    longest_line=MAX_BYTES,
)
YAML = Format(
    name="yaml",
    endings=(".yaml", ".yml"),
    media_type="application/yaml; charset=utf-8",
    words="for people",
    dumps=dumps_yaml,
    read=load_yaml,
    recognises=_is_native,
)
