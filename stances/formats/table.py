"""A table of claims, stances, links, people or documents: what its columns mean, guessed and corrected, and what its rows say.

It is pasted from a spreadsheet or read from a file of separated values. Names in its cells are those of records that are there
or in another row; people, factions, documents and disputes that are not there come into being with their names.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from stances.checks.finding import join_words
from stances.errors import BadRequestError
from stances.formats.base import FormatError, Problem, check_bounds, refuse
from stances.formats.table_fields import TABLE_FIELDS, TableField, find_table_field
from stances.query import join_or
from stances.record.vocabulary import Kind
from stances.record.wording import plural
from stances.timeline.csv_tables import strip_guard, write_csv

MAX_COLUMNS = 200
TABLE_ENDINGS = (".csv", ".tsv")
SEPARATORS = "\t;,"
"""What may stand between cells; where there is as much of two, the first of them does."""


@dataclass(frozen=True)
class TableRow:
    """The cells of a row, as many as there are headings, and the line of the text on which it starts."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PlainTable:
    """A table as it was written: its headings, and its rows that are not empty; `name` is what errors call it."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class TableMeaning:
    """What the rows of a table are, and for each of its columns the name of the field that it fills, "" for none."""

    kind: Kind
    fields: tuple[str, ...]


def split_table(text: str, name: str) -> PlainTable:
    """Take a text apart into cells. Raises `FormatError`, with the line, for what is no table."""
    check_bounds(text, name)
    lines = [row for row in _iter_rows(text.removeprefix("\ufeff"), name) if any(row.cells)]
    if not lines:
        raise refuse(name, "is empty; paste a table with its headings in the first row")
    headings, *rows = lines
    if len(headings.cells) > MAX_COLUMNS:
        raise refuse(name, f"has more than {MAX_COLUMNS} columns", headings.line)
    width = len(headings.cells)
    if wide := next((row for row in rows if any(row.cells[width:])), None):
        message = f"has {plural(len(wide.cells), 'cell', 'cells')} where there are {plural(width, 'heading', 'headings')}"
        raise refuse(
            name, f"{message}; put a text with a separator in it in double quotation marks", wide.line
        )
    padded = (TableRow(row.line, (*row.cells, *[""] * width)[:width]) for row in rows)
    return PlainTable(name, headings.cells, tuple(padded))


def _iter_rows(text: str, name: str) -> Iterator[TableRow]:
    separator = _find_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=separator != "\t")
    line = 1
    try:
        for cells in reader:
            yield TableRow(line, tuple(strip_guard(cell.strip()) for cell in cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise refuse(name, f"is no table: {_explain_csv(error)}", line) from None


def _find_separator(text: str) -> str:
    """What stands most often between the cells of the first line that is not empty, outside quotation marks."""
    first = re.search(r"\S.*", text)
    bare = "".join(first.group().split('"')[::2]) if first else ""
    return max(SEPARATORS, key=bare.count)


def _explain_csv(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "a quotation mark is opened and not closed"
    if "field larger" in str(error):
        return "a cell is too long"
    return "after a closing quotation mark there is more in the cell"


def is_table(text: str) -> bool:
    """Whether a text is surely a table: its headings name most of the fields that a table of some kind needs."""
    try:
        headings = next((row.cells for row in _iter_rows(text.lstrip(), "") if any(row.cells)), ())
    except FormatError:
        return False
    if len(headings) > MAX_COLUMNS:
        return False
    meaning = guess_meaning(PlainTable("", headings, ()))
    required = [field.name for field in TABLE_FIELDS[meaning.kind] if field.is_required]
    named = [name for name in meaning.fields if name]
    return len(named) > 1 and sum(name in named for name in required) * 2 > len(required)


def guess_meaning(table: PlainTable, kind: Kind | None = None) -> TableMeaning:
    """What the headings say: the kind whose fields they name best, if it is not given, and the field of each column."""
    guesses = [TableMeaning(one, _guess_fields(table, one)) for one in ((kind,) if kind else TABLE_FIELDS)]
    return max(guesses, key=_score)


def _guess_fields(table: PlainTable, kind: Kind) -> tuple[str, ...]:
    """The field that each heading names; the first column of several for one."""
    fields: list[str] = []
    for heading in table.headings:
        field = find_table_field(kind, heading)
        fields.append(field.name if field and field.name not in fields else "")
    return tuple(fields)


def _score(meaning: TableMeaning) -> tuple[int, int]:
    required = [field.name for field in TABLE_FIELDS[meaning.kind] if field.is_required]
    missing = sum(name not in meaning.fields for name in required)
    return sum(map(bool, meaning.fields)) - 2 * missing, len(required)


def check_meaning(table: PlainTable, meaning: TableMeaning, given: Iterable[str] = ()) -> None:
    """Raise `FormatError` if two columns fill one field, or if none fills one that is required and not `given` otherwise."""
    if len(meaning.fields) != len(table.headings):
        raise refuse(table.name, "has other columns than those that were chosen; look at them again", 1)
    known = {field.name: field for field in TABLE_FIELDS[meaning.kind]}
    if unknown := next((name for name in meaning.fields if name and name not in known), None):
        raise BadRequestError(
            f"A table of {meaning.kind}s has no column “{unknown}”; it has {join_or(known)}."
        )
    problems = [*_find_doubled(table, meaning, known), *_find_missing(table, meaning, {*given})]
    if problems:
        raise FormatError(problems)


def _find_doubled(
    table: PlainTable, meaning: TableMeaning, known: Mapping[str, TableField]
) -> Iterator[Problem]:
    for name, field in known.items():
        places = [place + 1 for place, one in enumerate(meaning.fields) if one == name]
        if len(places) > 1:
            message = f"columns {join_words([str(place) for place in places])} are both “{field.label}”; leave one of them out"
            yield Problem(table.name, 1, "", "", message)


def _find_missing(table: PlainTable, meaning: TableMeaning, given: set[str]) -> Iterator[Problem]:
    for field in TABLE_FIELDS[meaning.kind]:
        if field.is_required and field.name not in given.union(meaning.fields):
            message = f"has no column “{field.label}”, which a table of {meaning.kind}s needs; choose the column that has it"
            yield Problem(table.name, 1, "", "", message)


def write_template(kind: Kind) -> bytes:
    """A table of one kind without rows as CSV, to be filled in in a spreadsheet."""
    return write_csv([field.label for field in TABLE_FIELDS[kind]], [])
