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

from stances.checks.constraints import breaches
from stances.errors import BadRequestError, NotFoundError, RefusedError
from stances.record import slugs
from stances.record.entries import Claim, Entry
from stances.record.record import PLACES, Record
from stances.record.slugs import free_slug
from stances.record.vocabulary import Kind
from stances.store.changes import Edit, Put
from stances.web.core import parameters
from stances.web.core.site import record, wants_fragment
from stances.web.core.urls import where_first
from stances.web.editing import drafts, form_reader, form_texts
from stances.web.editing.field_specs import SLUG, WHY, Field, Widget
from stances.web.editing.record_picker import MADE_WITHIN
from stances.web.editing.save import Saved, save

CARRIED = ("base", "why", "slug", "add", "remove", "show")
"""What a form sends beside its fields."""

FOLDERS = {**PLACES, Kind.EVENT: "events"}
"""Under which part of an address each kind is made and changed."""


@dataclass
class Form:
    """A form as it is shown: what it asks, what was typed into it and what is wrong with that."""

    title: str
    action: str
    back: str
    fields: Sequence[Field]
    typed: form_texts.Typed
    base: int
    save: str = "Save"
    creates: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    focus: str = ""
    about: Entry | None = None

    @property
    def id(self) -> str:
        """The same for the same form whenever it is opened."""
        return f"form-{drafts.mark(self.action)}"

    def unfolded(self) -> bool:
        """Is something behind the fold that needs to be seen?"""
        behind = [f.name for f in (*self.fields, SLUG, WHY) if f.more]
        wrong = {name.partition(".")[0] for name in (*self.errors, self.focus)}
        return any(name in wrong for name in behind)


# --- showing ---


def show_form(form: Form, status: int = 200) -> Response:
    """The form as a page; for htmx the form alone."""
    template = "editing/form.html"
    context: dict[str, Any] = {
        "form": form,
        "Widget": Widget,
        "rows": form_texts.rows,
        "level": 2 if wants_fragment() else 1,
        "made_within": MADE_WITHIN,
        "SLUG": SLUG,
        "WHY": WHY,
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


def lead_on(saved: Saved, address: str) -> Response:
    """On to what was saved: by a redirect, or in place where htmx is on that page already."""
    response = saved.leading_to(address)
    if wants_fragment():
        path = response.location or address
        response = make_response("", 204)
        if urlsplit(request.headers.get("HX-Current-URL", "")).path == urlsplit(path).path:
            swap = {"target": "#content", "select": "#content", "swap": "outerMorph", "replace": "true"}
            response.headers["HX-Location"] = json.dumps({"path": path, **swap})
        else:
            response.headers["HX-Redirect"] = path
    drafts.forget(response, drafts.mark(drafts.here()))
    return response


# --- receiving ---


@dataclass(frozen=True)
class Sent:
    """What a form sent: the texts of its fields, and what it carries."""

    typed: form_texts.Typed
    base: int
    why: str
    slug: str
    add: str
    remove: str
    show: bool

    @property
    def saves(self) -> bool:
        return not (self.add or self.remove or self.show)


def take_form(fields: Sequence[Field]) -> Sent:
    """Raises `BadRequestError` for fields that the form doesn't have."""
    form = request.form.to_dict(flat=False)
    carried = {name: form.pop(name, [""])[0] for name in CARRIED}
    base = parameters.read_base(carried["base"])
    typed = form_texts.received(fields, form)
    if carried["remove"]:
        typed = form_texts.without_row(typed, carried["remove"])
    typed = form_texts.compacted(fields, typed)
    if carried["add"]:
        typed = with_row(fields, typed, carried["add"])
    return Sent(
        typed,
        base,
        carried["why"],
        carried["slug"].strip(),
        carried["add"],
        carried["remove"],
        bool(carried["show"]),
    )


def with_row(fields: Sequence[Field], typed: form_texts.Typed, name: str) -> form_texts.Typed:
    """With an empty row, or an empty place, more."""
    asked = next((f for f in fields if f.name == name.partition(".")[0]), None)
    if asked is None or asked.widget not in (Widget.ROWS, Widget.MANY):
        raise BadRequestError(f"This form can't have more of “{name[:80]}”.")
    if asked.widget is Widget.MANY:
        return {**typed, name: [*typed.get(name, ()), ""]}
    number = len(form_texts.rows(typed, name))
    if number >= form_texts.MOST_ROWS:
        raise BadRequestError(f"At most {form_texts.MOST_ROWS} of these, please.")
    return {**typed, f"{name}.{number}.{asked.parts[0].name}": [""]}


def focus_after(fields: Sequence[Field], typed: form_texts.Typed, added: str) -> str:
    """Where to go on writing after a row was added."""
    asked = next((f for f in fields if f.name == added), None)
    if asked is None or asked.widget is not Widget.ROWS:
        return added
    first = next(part for part in asked.parts if part.widget is not Widget.HIDDEN)
    return f"{added}.{len(form_texts.rows(typed, added)) - 1}.{first.name}"


# --- saving ---


def own_slug(shown: Record, kind: Kind, data: Mapping[str, Any]) -> str:
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
        return free_slug(shown, kind, slugs.slug_from(text, 76) or kind.value)
    return slugs.new_slug(shown, kind, text)


def entry_asked_for(kind: Kind, slug: str) -> Entry:
    found = record().get(kind, record().debate.slug if kind is Kind.DEBATE else slug)
    if found is None:
        raise NotFoundError(
            f"There is no {kind} “{slug}” in this debate. It may have been deleted, or the address is mistyped."
        )
    return found


def save_form(
    form: Form,
    sent: Sent,
    reading: form_reader.Reading,
    kind: Kind,
    fields: Sequence[Field],
    why: str,
    more: Sequence[Entry] = (),
) -> Response:
    """Save what was read, or show what is wrong with it beside the fields."""
    entry = reading.entry(kind, (*fields, SLUG))
    if sent.slug and form.creates and entry is not None:
        _refuse_taken(reading, kind, sent.slug)
    if entry is None or reading.failed:
        return show_wrong(form, sent, reading)
    entries = [*reading.made, entry, *more]
    edits: list[Edit] = [Put(one) for one in entries]
    shown = record()
    if (problems := breaches(shown.with_edits(entries), [entry, *more])) and sent.base == shown.revision:
        reading.refuse(kind, problems)
        return show_wrong(form, sent, reading)
    try:
        saved = save(lambda _: edits, sent.why.strip()[:300] or why, sent.base)
    except RefusedError as error:
        reading.refuse(kind, error.problems)
        return show_wrong(form, sent, reading)
    aim = form.back if isinstance(entry, Claim) and more else where_first(saved.record, [Put(entry)])
    return lead_on(saved, aim)


def _refuse_taken(reading: form_reader.Reading, kind: Kind, slug: str) -> None:
    if slug in slugs.RESERVED or free_slug(reading.record, kind, slug) != slug:
        reading.errors["slug"] = "Something else has this name already. Choose another, or leave it empty."


def show_wrong(form: Form, sent: Sent, reading: form_reader.Reading) -> Response:
    """The form again as it was sent, with what is wrong beside the fields."""
    first = next(iter(reading.errors), "")
    return show_form(
        replace(
            form,
            typed=form.typed | {"slug": [sent.slug], "why": [sent.why]},
            errors=reading.errors,
            problems=reading.problems,
            focus=first,
        ),
        422,
    )
