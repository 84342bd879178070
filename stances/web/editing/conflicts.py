"""Pages for saves that need a decision: two conflicting versions of a record, or a record that seems to exist already.

The page carries the whole change; the choice is saved against the revision that was shown, and asked for again if there is a
newer conflict.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, RefusedError
from stances.publishing.templates import TemplateContext
from stances.query import read_flag
from stances.record.diff import FieldDiff, diff_entries
from stances.record.entries import Entry
from stances.record.merge import FieldGroup, merge
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.record.wording import entry_name
from stances.store.changes import Edit
from stances.store.conflicts import (
    MINE,
    THEIRS,
    Conflict,
    ConflictChoices,
    ConflictError,
    DuplicateError,
    ReplacementText,
    apply_choices,
)
from stances.store.edit_codec import decode_edits, encode_edits
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.htmx import wants_fragment
from stances.web.core.site import record, session
from stances.web.core.template_context import render_private
from stances.web.core.urls import debate_urls, entry_url, first_entry_url
from stances.web.core.visitors import require_role
from stances.web.editing.drafts import current_address, draft_key, forget_draft
from stances.web.editing.save import save

pages = debate_blueprint("deciding")

REWRITABLE_FIELDS = frozenset(
    ("text", "note", "name", "title", "rationale", "question", "summary", "short", "place")
)
"""Fields for which a person may write a new text instead of choosing."""

CARRIED_FIELDS, CHOICE_PREFIXES = ("edits", "base", "shown", "why", "anyway", "draft"), ("choice ", "words ")
"""The fields of these pages' forms: those that carry the change along, and the prefixes of the others."""


def init_app(app: Flask) -> None:
    """Register the pages as handlers of their errors."""
    app.register_error_handler(ConflictError, conflict_page)
    app.register_error_handler(DuplicateError, duplicate_page)


# --- asking ---


@dataclass(frozen=True)
class FieldConflict:
    """One group of fields in conflict: its name in the form, and the differences of both versions from their ancestor."""

    name: str
    label: str
    mine: list[FieldDiff]
    theirs: list[FieldDiff]
    own_text: str | None
    long: bool = False


@dataclass(frozen=True)
class RecordConflict:
    """One record in conflict, as the page shows it.

    `field_conflicts` is empty where one side deleted the record; `merged` are the fields that merged without a conflict.
    """

    conflict: Conflict
    label: str
    field_conflicts: list[FieldConflict]
    choice_name: str
    changes: list[FieldDiff]
    merged: list[FieldDiff]


@dataclass(frozen=True)
class ConflictPage(TemplateContext, template="editing/conflict.html"):
    """What was `asked`, a record each: its form goes to `action`, with what is `carried` along; `leave` leaves all as it is.

    `problems` are why the choices made before were refused.
    """

    asked: Sequence[RecordConflict]
    action: str
    leave: str
    carried: Mapping[str, str]
    problems: Sequence[str]


@dataclass(frozen=True)
class DuplicatePage(TemplateContext, template="editing/duplicate.html"):
    """The record `existing` under this `label`, and what somebody `wrote`; its form goes to `action`, with what is `carried`."""

    existing: Entry
    label: str
    wrote: Sequence[FieldDiff]
    action: str
    carried: Mapping[str, str]


def conflict_page(
    error: ConflictError,
    action: str | None = None,
    more: Mapping[str, str] | None = None,
    problems: Sequence[str] = (),
) -> Response:
    """The page that shows both versions and their ancestor, field by field; its form also carries `more` along."""
    shown = record()
    page = ConflictPage(
        asked=[_record_conflict(shown, conflict) for conflict in error.conflicts],
        action=action or f"{debate_urls().home}/decide",
        leave=_current_url(shown, error.conflicts[0]),
        carried={**_carried_fields(error), **(more or {}), "shown": str(error.shown_revision)},
        problems=problems,
    )
    return _conflict_response(page)


def duplicate_page(
    error: DuplicateError, action: str | None = None, more: Mapping[str, str] | None = None
) -> Response:
    """The page that links to the existing record and offers to create the new one anyway; its form also carries `more` along."""
    page = DuplicatePage(
        existing=error.existing,
        label=entry_name(error.existing, record()),
        wrote=diff_entries(None, error.entry, record()),
        action=action or f"{debate_urls().home}/decide",
        carried={**_carried_fields(error), **(more or {}), "shown": str(error.base), "anyway": "yes"},
    )
    return _conflict_response(page)


def _carried_fields(error: ConflictError | DuplicateError) -> dict[str, str]:
    edits = json.dumps(encode_edits(error.edits), ensure_ascii=False)
    draft = request.form.get("draft") or draft_key(current_address())
    return {"edits": edits, "base": str(error.base), "why": error.why, "draft": draft}


def _conflict_response(page: ConflictPage | DuplicatePage) -> Response:
    """A whole page; for htmx its content alone, to replace the content of the current page."""
    if not wants_fragment():
        return render_private(page, 409)
    return render_private(page, 409, "content", retarget="#content", reswap="innerHTML show:top")


def _current_url(shown: Record, conflict: Conflict) -> str:
    entry = shown.get(conflict.kind, conflict.slug)
    return entry_url(entry) if entry else f"{debate_urls().home}/"


def _record_conflict(shown: Record, conflict: Conflict) -> RecordConflict:
    ancestor, mine, theirs = conflict.ancestor, conflict.mine, conflict.theirs
    merged: list[FieldDiff] = []
    field_conflicts: list[FieldConflict] = []
    changes = diff_entries(ancestor, mine or theirs, shown)
    if mine and theirs:
        field_conflicts = [_field_conflict(shown, conflict, group) for group in conflict.fields]
        open_ = {name for group in conflict.fields for name in group}
        both = merge(ancestor, mine, theirs).entry
        merged = [d for d in diff_entries(ancestor, both, shown) if d.field not in open_]
    whole = _field_name(conflict, ())
    return RecordConflict(
        conflict, entry_name(theirs or ancestor, shown), field_conflicts, whole, changes, merged
    )


def _field_conflict(shown: Record, conflict: Conflict, group: FieldGroup) -> FieldConflict:
    mine = [d for d in diff_entries(conflict.ancestor, conflict.mine, shown) if d.field in group]
    theirs = [d for d in diff_entries(conflict.ancestor, conflict.theirs, shown) if d.field in group]
    labels = list(dict.fromkeys(d.label for d in (*mine, *theirs)))
    written = (
        getattr(conflict.mine, group[0]) or "" if len(group) == 1 and group[0] in REWRITABLE_FIELDS else None
    )
    long = group[0] in ("text", "note", "question", "summary")
    return FieldConflict(_field_name(conflict, group), " and ".join(labels), mine, theirs, written, long)


def _field_name(conflict: Conflict, group: FieldGroup) -> str:
    return f"{conflict.kind} {conflict.slug} {'+'.join(group)}"


# --- deciding ---


@dataclass(frozen=True)
class Decision:
    """What somebody chose on a page that showed revision `shown`."""

    shown: int
    choices: ConflictChoices
    anyway: bool


@pages.post("/decide")
def decide() -> Response:
    """Save a change with the choices made."""
    require_role(Role.CONTRIBUTOR)
    parameters.accept_only_fields(*CARRIED_FIELDS, beginning=CHOICE_PREFIXES)
    decision = read_decision(request.form)
    edits = decode_edits(_parse_json(request.form.get("edits", "")))
    base = parameters.read_base(request.form.get("base", ""))
    why = request.form.get("why", "")[:300] or "decided between two versions"

    def plan(current: Record) -> list[Edit]:
        return apply_choices(session(), current, edits, base, decision.shown, decision.choices)

    try:
        saved = save(plan, why, decision.shown, anyway=decision.anyway)
    except RefusedError as error:
        return _ask_again(edits, base, decision, why, error)
    response = saved.redirect_to(first_entry_url(saved.record, edits))
    forget_draft(response, request.form.get("draft", ""))
    return response


def _ask_again(edits: list[Edit], base: int, decision: Decision, why: str, refused: RefusedError) -> Response:
    """The same page with the reasons why the choices were refused, if there is something to choose; else raise `refused`."""
    try:
        apply_choices(session(), record(), edits, base, decision.shown, {})
    except ConflictError as error:
        error.why = why
        response = conflict_page(error, problems=refused.problems)
        response.status_code = 422
        return response
    raise refused


def read_decision(form: MultiDict[str, str]) -> Decision:
    """Read the form of a conflict or duplicate page. Raises `BadRequestError`."""
    choices = {}
    for name, value in form.items():
        if name.startswith("choice "):
            key = name.removeprefix("choice ")
            choices[_parse_key(key)] = _parse_choice(value, form.get(f"words {key}", ""))
    return Decision(
        parameters.read_base(form.get("shown", "")), choices, read_flag("anyway", form.get("anyway") or "no")
    )


def _parse_key(name: str) -> tuple[Kind, str, FieldGroup]:
    try:
        kind, slug, fields = name.split(" ")
        return Kind(kind), slug, tuple(filter(None, fields.split("+")))
    except ValueError as error:
        raise BadRequestError("That is not a choice this page offers. Open it again.") from error


def _parse_choice(value: str, words: str) -> str | ReplacementText:
    if value in (MINE, THEIRS):
        return value
    if value == "words":
        return ReplacementText(words.replace("\r\n", "\n"))
    raise BadRequestError("A choice is mine, theirs or words.")


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadRequestError(
            "These changes can't be read. Go back to the form and save it again."
        ) from error
