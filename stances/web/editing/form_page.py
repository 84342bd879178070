"""A form from being shown to being saved: what it asks, what it was sent, and what is wrong with that.

It says from which revision it was begun, so that what others save meanwhile is met when it is sent
(`stances.web.saving`). Sending it with a button other than its own adds or takes out a row and saves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from flask import make_response, render_template, request
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response

from stances.checks.constraints import describe_violations
from stances.errors import BadRequestError, NotFoundError, RefusedError
from stances.record import slugs
from stances.record.entries import Claim, Entry
from stances.record.record import COLLECTIONS, Record
from stances.record.slugs import free_slug
from stances.record.vocabulary import Kind
from stances.store.changes import Edit, Put
from stances.web.core import parameters
from stances.web.core.site import record, wants_fragment
from stances.web.core.urls import first_entry_url
from stances.web.editing import drafts, form_reader, form_texts
from stances.web.editing.field_specs import SLUG_FIELD, WHY_FIELD, FieldSpec, Widget
from stances.web.editing.record_picker import CREATABLE_KINDS
from stances.web.editing.save import SaveResult, save

CONTROL_FIELDS = ("base", "why", "slug", "add", "remove", "show")
"""What a form sends beside its fields."""

EDIT_PATH_SEGMENTS = {**COLLECTIONS, Kind.EVENT: "events"}
"""Under which part of an address each kind is made and changed."""


@dataclass
class FormPage:
    """A form as it is shown: what it asks, what was typed into it and what is wrong with that."""

    title: str
    action: str
    back: str
    fields: Sequence[FieldSpec]
    typed: form_texts.FormTexts
    base: int
    save: str = "Save"
    creates_entry: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    focus: str = ""
    subject: Entry | None = None

    @property
    def id(self) -> str:
        """The same for the same form whenever it is opened."""
        return f"form-{drafts.draft_key(self.action)}"

    def is_unfolded(self) -> bool:
        """Is something behind the fold that needs to be seen?"""
        behind = [f.name for f in (*self.fields, SLUG_FIELD, WHY_FIELD) if f.is_behind_fold]
        wrong = {name.partition(".")[0] for name in (*self.errors, self.focus)}
        return any(name in wrong for name in behind)


# --- showing ---


def show_form(form: FormPage, status: int = 200) -> Response:
    """The form as a page; for htmx the form alone."""
    template = "editing/form.html"
    context: dict[str, Any] = {
        "form": form,
        "Widget": Widget,
        "rows": form_texts.row_numbers,
        "level": 2 if wants_fragment() else 1,
        "made_within": CREATABLE_KINDS,
        "SLUG": SLUG_FIELD,
        "WHY": WHY_FIELD,
    }
    html = (
        render_block(template, "form", **context)
        if wants_fragment()
        else render_template(template, **context)
    )
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("HX-Request-Type")
    return response


def redirect_to_saved(saved: SaveResult, address: str) -> Response:
    """On to what was saved: by a redirect, or in place where htmx is on that page already."""
    response = saved.redirect_to(address)
    if wants_fragment():
        path = response.location or address
        response = make_response("", 204)
        if urlsplit(request.headers.get("HX-Current-URL", "")).path == urlsplit(path).path:
            swap = {"target": "#content", "select": "#content", "swap": "outerMorph", "replace": "true"}
            response.headers["HX-Location"] = json.dumps({"path": path, **swap})
        else:
            response.headers["HX-Redirect"] = path
    drafts.forget_draft(response, drafts.draft_key(drafts.current_address()))
    return response


# --- receiving ---


@dataclass(frozen=True)
class FormSubmission:
    """What a form sent: the texts of its fields, and what it carries."""

    typed: form_texts.FormTexts
    base: int
    why: str
    slug: str
    add: str
    remove: str
    show: bool

    @property
    def is_save(self) -> bool:
        return not (self.add or self.remove or self.show)


def read_submission(fields: Sequence[FieldSpec]) -> FormSubmission:
    """Raises `BadRequestError` for fields that the form doesn't have."""
    form = request.form.to_dict(flat=False)
    carried = {name: form.pop(name, [""])[0] for name in CONTROL_FIELDS}
    base = parameters.read_base(carried["base"])
    typed = form_texts.check_texts(fields, form)
    if carried["remove"]:
        typed = form_texts.remove_row(typed, carried["remove"])
    typed = form_texts.drop_empty_rows(fields, typed)
    if carried["add"]:
        typed = add_row(fields, typed, carried["add"])
    return FormSubmission(
        typed,
        base,
        carried["why"],
        carried["slug"].strip(),
        carried["add"],
        carried["remove"],
        bool(carried["show"]),
    )


def add_row(fields: Sequence[FieldSpec], typed: form_texts.FormTexts, name: str) -> form_texts.FormTexts:
    """With an empty row, or an empty place, more."""
    spec = next((f for f in fields if f.name == name.partition(".")[0]), None)
    if spec is None or spec.widget not in (Widget.ROWS, Widget.MANY):
        raise BadRequestError(f"This form can't have more of “{name[:80]}”.")
    if spec.widget is Widget.MANY:
        return {**typed, name: [*typed.get(name, ()), ""]}
    number = len(form_texts.row_numbers(typed, name))
    if number >= form_texts.MAX_ROWS:
        raise BadRequestError(f"At most {form_texts.MAX_ROWS} of these, please.")
    return {**typed, f"{name}.{number}.{spec.parts[0].name}": [""]}


def focus_after_add(fields: Sequence[FieldSpec], typed: form_texts.FormTexts, added: str) -> str:
    """Where to go on writing after a row was added."""
    spec = next((f for f in fields if f.name == added), None)
    if spec is None or spec.widget is not Widget.ROWS:
        return added
    first = next(part for part in spec.parts if part.widget is not Widget.HIDDEN)
    return f"{added}.{len(form_texts.row_numbers(typed, added)) - 1}.{first.name}"


# --- saving ---


def derive_slug(shown: Record, kind: Kind, data: Mapping[str, Any]) -> str:
    """A slug by what the record says first."""
    match kind:
        case Kind.LINK:
            text = f"{data.get('source', '')[:32]} {data.get('kind', '')} {data.get('target', '')[:32]}"
        case Kind.STANCE:
            text = f"{data.get('participant', '')} {data.get('dispute', '')} {data.get('when', '')}"
        case Kind.CLAIM:
            text = str(data.get("text", ""))
        case _:
            text = str(data.get("short") or data.get("name") or data.get("title") or "")
    if kind in (Kind.LINK, Kind.STANCE):
        return free_slug(shown, kind, slugs.make_slug(text, 76) or kind.value)
    return slugs.make_free_slug(shown, kind, text)


def find_entry(kind: Kind, slug: str) -> Entry:
    entry = record().get(kind, record().debate.slug if kind is Kind.DEBATE else slug)
    if entry is None:
        raise NotFoundError(
            f"There is no {kind} “{slug}” in this debate. It may have been deleted, or the address is mistyped."
        )
    return entry


def save_form(
    form: FormPage,
    submission: FormSubmission,
    reading: form_reader.ParsedForm,
    kind: Kind,
    fields: Sequence[FieldSpec],
    why: str,
    more: Sequence[Entry] = (),
) -> Response:
    """Save what was read, or show what is wrong with it beside the fields."""
    entry = reading.build_entry(kind, (*fields, SLUG_FIELD))
    if submission.slug and form.creates_entry and entry is not None:
        _refuse_taken_slug(reading, kind, submission.slug)
    if entry is None or reading.has_errors:
        return show_errors(form, submission, reading)
    entries = [*reading.created_entries, entry, *more]
    edits: list[Edit] = [Put(one) for one in entries]
    shown = record()
    if (
        problems := describe_violations(shown.with_edits(entries), [entry, *more])
    ) and submission.base == shown.revision:
        reading.add_problems(kind, problems)
        return show_errors(form, submission, reading)
    try:
        saved = save(lambda _: edits, submission.why.strip()[:300] or why, submission.base)
    except RefusedError as error:
        reading.add_problems(kind, error.problems)
        return show_errors(form, submission, reading)
    aim = form.back if isinstance(entry, Claim) and more else first_entry_url(saved.record, [Put(entry)])
    return redirect_to_saved(saved, aim)


def _refuse_taken_slug(reading: form_reader.ParsedForm, kind: Kind, slug: str) -> None:
    if slug in slugs.RESERVED_SLUGS or free_slug(reading.record, kind, slug) != slug:
        reading.errors["slug"] = "Something else has this name already. Choose another, or leave it empty."


def show_errors(form: FormPage, submission: FormSubmission, reading: form_reader.ParsedForm) -> Response:
    """The form again as it was sent, with what is wrong beside the fields."""
    first = next(iter(reading.errors), "")
    return show_form(
        replace(
            form,
            typed=form.typed | {"slug": [submission.slug], "why": [submission.why]},
            errors=reading.errors,
            problems=reading.problems,
            focus=first,
        ),
        422,
    )
