"""The first form of a debate: its question and positions, who takes part, and what they said.

It is saved as one change, and all of it but the question is optional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.wrappers import Response

from stances.record.entries import Dispute, Entry
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record
from stances.web.core.urls import debate_urls
from stances.web.core.visitors import require_role
from stances.web.editing import form_reader, form_texts
from stances.web.editing.drafts import current_address
from stances.web.editing.field_specs import FIELDS_OF_KIND
from stances.web.editing.form_page import (
    FormPage,
    derive_slug,
    focus_after_add,
    read_submission,
    save_form,
    show_form,
)
from stances.web.editing.scale_fields import NEW_SCALE, complete_dispute, propose_signs
from stances.web.editing.widgets import FieldSpec, Widget

pages = debate_blueprint("starting")

FIRST_ROWS = 4
_DISPUTE = tuple(f for f in FIELDS_OF_KIND[Kind.DISPUTE] if f.name in ("question", "scale", "positions"))
_PERSON = (
    FieldSpec("name", "Name", required_message="Write the name."),
    FieldSpec("faction", "Faction", kind=Kind.FACTION),
)
_SAID = (
    FieldSpec("speaker", "Who", kind=Kind.PARTICIPANT, required_message="Write who says so."),
    FieldSpec("when", "Date", Widget.DATE),
    FieldSpec("text", "Claim", Widget.TEXT, required_message="Write the claim."),
    FieldSpec("document", "Document", kind=Kind.DOCUMENT),
    FieldSpec("position", "Position that it shows"),
)
FIELDS = (
    *_DISPUTE,
    FieldSpec("people", "Who takes part", Widget.ROWS, parts=_PERSON),
    FieldSpec(
        "said",
        "What they said",
        Widget.ROWS,
        "One claim a row. Name the document that it is in, and one of the positions above if the claim shows it.",
        parts=_SAID,
    ),
)


@pages.get("/start")
def start() -> Response:
    require_role(Role.CONTRIBUTOR)
    parameters.accept_only()
    typed = form_texts.texts_from_data(_DISPUTE, {"positions": NEW_SCALE}, record())
    rows = {f"{name}.{row}.{first}": [""] for name, first in _FIRSTS for row in range(FIRST_ROWS)}
    return show_form(_make_form(typed | rows, record().revision))


_FIRSTS = (("people", "name"), ("said", "speaker"))


def _make_form(typed: form_texts.FormTexts, base: int) -> FormPage:
    form = FormPage("Start here", current_address(), f"{debate_urls().home}/", FIELDS, typed, base)
    return propose_signs(form)


@pages.post("/start")
def save_start() -> Response:
    require_role(Role.CONTRIBUTOR)
    submission = read_submission(FIELDS)
    form = replace(
        _make_form(submission.typed, submission.base),
        focus=focus_after_add(FIELDS, submission.typed, submission.add),
    )
    if not submission.is_save:
        return show_form(form)
    parsed = form_reader.read_form(_DISPUTE, submission.typed, record())
    complete_dispute(parsed, ["title", *(f.name for f in _DISPUTE)])
    parsed.data["slug"] = derive_slug(record(), Kind.DISPUTE, parsed.data)
    dispute = parsed.build_entry(Kind.DISPUTE, _DISPUTE)
    more: list[Entry] = []
    if isinstance(dispute, Dispute):
        more = _Beginning(parsed, submission.typed, dispute, record().with_edits([dispute])).read()
    return save_form(form, submission, parsed, Kind.DISPUTE, FIELDS, "started the debate", more)


@dataclass
class _Beginning:
    """What is read of the rows, each against what those before it make; errors go to the form's."""

    parsed: form_reader.ParsedForm
    typed: form_texts.FormTexts
    dispute: Dispute
    known: Record
    made: list[Entry] = field(default_factory=list)

    def read(self) -> list[Entry]:
        for prefix, row in self._rows("people", _PERSON, accepted=(Kind.FACTION,)):
            self._add(Kind.PARTICIPANT, _person(row), prefix, _PERSON)
        for prefix, row in self._rows("said", _SAID, accepted=(Kind.DOCUMENT,)):
            self._add_claim(prefix, row)
        return self.made

    def _rows(
        self, name: str, parts: tuple[FieldSpec, ...], accepted: tuple[Kind, ...]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each row's prefix and data, with the slugs of what it names; of the `accepted` kinds, new names create a record."""
        specs = [replace(part, widget=Widget.ONE) if part.kind else part for part in parts]
        for number in form_texts.row_numbers(self.typed, name):
            prefix = f"{name}.{number}."
            new = [
                f"{part.kind} {self.typed.get(prefix + part.name, [''])[0].strip()}"
                for part in parts
                if part.kind in accepted
            ]
            typed = self.typed | {"create": [*self.typed.get("create", ()), *new]}
            row = form_reader.read_form(specs, typed, self.known, prefix)
            self.parsed.errors |= row.errors
            self.parsed.creations |= row.creations
            self._keep(*row.created_entries)
            if not row.errors:
                yield prefix, row.data

    def _keep(self, *entries: Entry) -> None:
        self.made += entries
        self.known = self.known.with_edits(entries)

    def _add(
        self, kind: Kind, data: Mapping[str, Any], prefix: str, parts: tuple[FieldSpec, ...]
    ) -> Entry | None:
        row = form_reader.ParsedForm(self.known, dict(data))
        row.data["slug"] = derive_slug(self.known, kind, row.data)
        entry = row.build_entry(kind, parts, prefix)
        self.parsed.errors |= row.errors
        self.parsed.problems += row.problems
        if entry is not None:
            self._keep(entry)
        return entry

    def _add_claim(self, prefix: str, row: dict[str, Any]) -> None:
        position = row.pop("position", None)
        self._date_document(row)
        claim = self._add(Kind.CLAIM, row | {"dispute": self.dispute.slug}, prefix, _SAID)
        if claim is None or position is None:
            return
        wanted = position.strip().casefold()
        value = next((p.value for p in self.dispute.positions if wanted in (p.label.casefold(), p.key)), None)
        if value is None:
            names = ", ".join(p.label for p in self.dispute.positions)
            self.parsed.errors[f"{prefix}position"] = f"Write one of the positions above: {names}."
        elif "when" not in row:
            self.parsed.errors[f"{prefix}when"] = "A position needs a date, however vague."
        else:
            stance = {"participant": row["speaker"], "dispute": self.dispute.slug, "position": value}
            self._add(Kind.STANCE, stance | {"when": row["when"], "claims": [claim.slug]}, prefix, _SAID)

    def _date_document(self, row: Mapping[str, Any]) -> None:
        """Give a document that this form makes the date of the first claim that is dated."""
        for number, entry in enumerate(self.made):
            if entry.kind_name is Kind.DOCUMENT and entry.slug == row.get("document") and "when" in row:
                data = {"when": row["when"]} | entry.to_dict()
                self.made[number] = type(entry).model_validate(data)
                self.known = self.known.with_edits([self.made[number]])


def _person(row: Mapping[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {"name": row["name"]} if "name" in row else {}
    if "faction" in row:
        data["memberships"] = [{"faction": row["faction"], "attribution": "inferred"}]
    return data
