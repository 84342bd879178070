"""A table that is imported: the page on which its columns are looked at and corrected, and what it says with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from stances.errors import NotFoundError
from stances.formats import FileReading, Problem, is_plain_table
from stances.formats.base import unstated_debate
from stances.formats.table import (
    PlainTable,
    TableMeaning,
    guess_meaning,
    split_table,
    write_template,
)
from stances.formats.table_fields import TABLE_FIELDS, TableField
from stances.formats.table_reader import read_table
from stances.publishing.templates import TemplateContext
from stances.query import join_or
from stances.record.kinds import KINDS
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.record.wording import with_article
from stances.web.core import parameters

TABLE = "table"
"""What the form calls a table, among the names of formats."""

TABLE_WORDS = "claims, stances, links, people or documents from a spreadsheet"

COLUMN_FIELDS = ("kind", "guessed", "guess", "column", "dispute")
"""The fields in which a form says what the columns of a table are."""

_MAX_ROWS_SHOWN = 5


@dataclass(frozen=True)
class ColumnsForm:
    """What a form says of a table's columns: the kind of its rows, whether the fields of its columns were looked at for that
    kind, the field of each, and the dispute that all rows are about."""

    kind: Kind | None
    is_decided: bool
    columns: tuple[str, ...]
    dispute: str

    @classmethod
    def of_request(cls) -> ColumnsForm:
        """What this request says; nothing of it need be there."""
        kind = next((one for one in TABLE_FIELDS if one == request.form.get("kind")), None)
        columns = tuple(request.form.getlist("column"))
        is_decided = kind is not None and request.form.get("guessed") == kind and "guess" not in request.form
        return cls(kind, is_decided, columns, request.form.get("dispute", "").strip())

    def meaning(self, table: PlainTable) -> TableMeaning:
        """What was chosen, or else a guess."""
        if self.is_decided and self.kind:
            return TableMeaning(self.kind, self.columns)
        return guess_meaning(table, self.kind)

    def read(self, text: str, name: str, into: Record | None) -> FileReading:
        """What a table says with these columns. Raises `FormatError`."""
        table = split_table(text, name)
        meaning = self.meaning(table)
        return read_table(table, meaning, into or Record(unstated_debate(name)), self.given(meaning.kind))

    def make_page(
        self, action: str, back: str, text: str, name: str, problems: Sequence[Problem]
    ) -> ImportColumnsPage:
        """The page on which the columns of a table are looked at. Raises `FormatError` for what is no table."""
        table = split_table(text, name)
        meaning = self.meaning(table)
        kinds = [(kind, with_article(kind)) for kind in TABLE_FIELDS]
        fields = TABLE_FIELDS[meaning.kind]
        return ImportColumnsPage(
            action, back, text, name, table, meaning, kinds, fields, self.dispute, problems
        )

    def given(self, kind: Kind) -> Mapping[str, str]:
        """The cells that all rows share."""
        has_dispute = any(field.name == "dispute" for field in TABLE_FIELDS[kind])
        return {"dispute": self.dispute} if self.dispute and has_dispute else {}


@dataclass(frozen=True)
class ImportColumnsPage(TemplateContext, template="editing/import_columns.html"):
    """The columns of a `table` with the field that each is taken for (`meaning`), to be corrected and sent to `action`.

    `kinds` are what a row may be, also in words, and `fields` what a column may be. `text` and `name` are what was sent,
    `dispute` what all rows are about, `problems` what is wrong; `back` leads away. So many rows are shown: `max_shown`.
    """

    action: str
    back: str
    text: str
    name: str
    table: PlainTable
    meaning: TableMeaning
    kinds: Sequence[tuple[Kind, str]]
    fields: Sequence[TableField]
    dispute: str
    problems: Sequence[Problem]
    max_shown: int = _MAX_ROWS_SHOWN


def is_sent_as_table(form: str, text: str, name: str) -> bool:
    """Whether a text is a table: because the form says so, or because its name or its headings do."""
    return form == TABLE or (not form and is_plain_table(text, name))


def send_empty_table(kind: str) -> Response:
    """A table of a kind without rows, to fill in in a spreadsheet. Raises `NotFoundError`."""
    parameters.accept_only()
    known = next((one for one in TABLE_FIELDS if one == kind), None)
    if known is None:
        raise NotFoundError(f"There is no table of {kind}s; there are tables of {join_or(TABLE_FIELDS)}s.")
    headers = {"Content-Disposition": f"attachment; filename={KINDS[known].plural}.csv"}
    return Response(write_template(known), mimetype="text/csv", headers=headers)
