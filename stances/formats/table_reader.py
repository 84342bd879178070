"""What the rows of a table say: a record each, or the reason why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from stances.dates.edtf import DateError
from stances.formats.base import FileReading, Problem
from stances.formats.table import PlainTable, TableMeaning, TableRow, check_meaning
from stances.formats.table_fields import TABLE_FIELDS, Data, TableField
from stances.formats.table_names import CellError, TableNames
from stances.record.entries import Entry
from stances.record.kinds import MODELS
from stances.record.mistakes import explain_mistake
from stances.record.record import Record
from stances.record.slugs import make_slug
from stances.record.vocabulary import Kind

SLUG_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CLAIM: ("title", "text"),
    Kind.STANCE: ("participant", "dispute", "when"),
    Kind.LINK: ("source", "kind", "target"),
    Kind.PARTICIPANT: ("short", "name"),
    Kind.DOCUMENT: ("title",),
}
"""What the slug of a row is made of: of its text the first that is there, of references all."""
_PARTS = {"quotations": "text", "memberships": "faction"}
"""What has more to it than a cell can say, and which of its fields a cell says."""


def read_table(
    table: PlainTable, meaning: TableMeaning, into: Record, given: Mapping[str, str] | None = None
) -> FileReading:
    """What a table says, with what its names mean in the debate that it goes into; `given` are cells that all rows share.

    Rows that cannot be read are unplaced, with the reasons. Raises `FormatError` where columns are missing or doubled.
    """
    check_meaning(table, meaning, given or ())
    reader = _RowReader(table, meaning, TableNames(into), given or {})
    return reader.read()


class _RowReader:
    def __init__(
        self, table: PlainTable, meaning: TableMeaning, names: TableNames, given: Mapping[str, str]
    ) -> None:
        self._table, self._kind, self._names = table, meaning.kind, names
        fields = {field.name: field for field in TABLE_FIELDS[meaning.kind]}
        places = {name: place for place, name in enumerate(meaning.fields) if name}
        self._columns = [(field, places.get(name), given.get(name, "")) for name, field in fields.items()]
        self._lines: dict[tuple[Kind, str], int] = {}

    def read(self) -> FileReading:
        """Read all rows; those that name a later one once more when that has been read."""
        waiting, problems = self._read_rows(self._table.rows)
        while waiting:
            still, problems = self._read_rows(waiting)
            if len(still) == len(waiting):
                break
            waiting = still
        record = Record.from_entries(self._names.into.debate, self._names.entries.values())
        return FileReading(record, self._lines, tuple(problems))

    def _read_rows(self, rows: tuple[TableRow, ...]) -> tuple[tuple[TableRow, ...], list[Problem]]:
        """The rows that could not be read, and why."""
        failed: list[TableRow] = []
        problems: list[Problem] = []
        for row in rows:
            count = len(self._names.entries)
            if found := list(self._read_row(row)):
                self._names.forget_since(count)  # a row that is left out brings nobody in
                problems += found
                failed.append(row)
        return tuple(failed), problems

    def _read_row(self, row: TableRow) -> Iterator[Problem]:
        """Add the record of a row; or say what is wrong with it."""
        data: Data = {}
        for field, place, shared in self._columns:
            cell = (row.cells[place] if place is not None else "") or shared
            if problem := self._read_cell(field, cell, data):
                yield self._problem(row, field.label, problem)
                return
        data.setdefault("slug", self._make_slug(data))
        try:
            entry = MODELS[self._kind].model_validate_json(json.dumps(data))
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                yield self._problem(row, self._label(str(fault["loc"][0])), explain_mistake(fault))
            return
        yield from self._add(row, self._with_known_parts(entry))

    def _read_cell(self, field: TableField, cell: str, data: Data) -> str:
        """Put what a cell says into the data; else what is wrong with it."""
        if not cell:
            return "is empty" if field.is_required else ""
        try:
            value = field.read(cell, self._names, data)
        except (CellError, DateError) as error:
            return str(error)
        if value is not None:
            _put(data, field.name.split("."), value)
        return ""

    def _with_known_parts(self, entry: Entry) -> Entry:
        """The entry with those quotations and memberships as the debate has them whose text or faction a cell repeats."""
        known = self._names.into.get(entry.kind_name, entry.slug)
        for name, key in _PARTS.items():
            if known and (parts := getattr(entry, name, ())):
                there = {getattr(part, key): part for part in reversed(getattr(known, name))}
                kept = tuple(there.get(getattr(part, key), part) for part in parts)
                entry = entry.model_copy(update={name: kept})
        return entry

    def _add(self, row: TableRow, entry: Entry) -> Iterator[Problem]:
        key = entry.kind_name, entry.slug
        if (line := self._lines.get(key)) is not None:
            yield self._problem(row, "Identifier", f"“{entry.slug}” is that of line {line} too")
            return
        self._names.add(entry)
        self._lines[key] = row.line

    def _make_slug(self, data: Data) -> str:
        """The slug of the record that has the row's name, so that it is changed; else one of its own."""
        named = [str(data[name]) for name in SLUG_FIELDS[self._kind] if name in data]
        words = " ".join(named) if self._kind in (Kind.STANCE, Kind.LINK) else named[0]
        if self._kind in (Kind.PARTICIPANT, Kind.DOCUMENT):
            known = self._names.find(self._kind, str(data.get("name") or data["title"]))
            if known and (self._kind, known) not in self._lines:
                return known
        return self._names.free_slug(self._kind, make_slug(words))

    def _label(self, name: str) -> str:
        return next((field.label for field, *_ in self._columns if field.name.split(".")[0] == name), name)

    def _problem(self, row: TableRow, label: str, message: str) -> Problem:
        return Problem(self._table.name, row.line, "", label, message)


def _put(data: Data, path: list[str], value: Any) -> None:
    *outer, last = path
    for part in outer:
        data = data.setdefault(part, {})
    data[last] = value
