"""Creating and changing records of every kind through forms, in a panel of a page or as a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from flask import request
from werkzeug.wrappers import Response

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError, NotFoundError
from stances.record import slugs
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.store.conflicts import entry_at
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.site import record, session
from stances.web.core.urls import addresses, where
from stances.web.core.visitors import require
from stances.web.editing import form_reader, form_texts
from stances.web.editing.drafts import here
from stances.web.editing.field_specs import FIELDS, Field, Widget
from stances.web.editing.form_page import (
    FOLDERS,
    Form,
    entry_asked_for,
    focus_after,
    own_slug,
    save_form,
    show_form,
    take_form,
    with_row,
)
from stances.web.editing.record_picker import written

pages = family("editing")

NEW_SCALE = [
    {"value": 2, "key": "++", "label": "yes"},
    {"value": 1, "key": "+", "label": "rather yes"},
    {"value": 0, "key": "0", "label": "neither yes nor no"},
    {"value": -1, "key": "−", "label": "rather no"},
    {"value": -2, "key": "−−", "label": "no"},
]


def _new(kind: Kind) -> Response:
    """An empty form, or one with what the address fills in."""
    require(Role.CONTRIBUTOR)
    fields = FIELDS[kind]
    parameters.only(*_prefillable(fields))
    shown = record()
    return show_form(_new_form(kind, shown, _prefilled(kind, shown)))


def _prefillable(fields: Sequence[Field]) -> list[str]:
    return [f.name for f in fields if not f.parts] + ["dispute"] * any(
        f.widget is Widget.HELD for f in fields
    )


def _prefilled(kind: Kind, shown: Record) -> form_texts.Typed:
    typed = {f.name: [f.start] for f in FIELDS[kind] if f.start}
    if kind is Kind.DISPUTE:
        typed |= form_texts.typed_from(FIELDS[kind], {"positions": NEW_SCALE}, shown)
    for asked in FIELDS[kind]:
        if text := request.args.get(asked.name):
            named = asked.widget in (Widget.ONE, Widget.MANY)
            typed[asked.name] = [written(shown, asked.kind, text) if named else _filled_in(asked, text)]
    if "dispute" in request.args and "dispute" not in typed:
        typed["dispute"] = [request.args["dispute"]]
    return typed


def _filled_in(asked: Field, text: str) -> str:
    """What an address fills in, a date the way people write it: the days of one whole month are that month."""
    if asked.widget is not Widget.DATE:
        return text
    try:
        when = UncertainDate.read(text)
    except DateError:
        return text
    month = UncertainDate.parse(f"{when.earliest:%Y-%m}")
    return form_texts.date_text(month if month.sort_key == when.sort_key else when, asked.throughout)


def _new_form(kind: Kind, shown: Record, typed: form_texts.Typed, base: int | None = None) -> Form:
    back = request.args.get("dispute", "")
    return Form(
        title=f"New {kind}",
        action=here(),
        back=addresses().dispute(back) if back in shown.disputes else f"{addresses().home}/",
        fields=FIELDS[kind],
        typed=typed,
        base=shown.revision if base is None else base,
        save=f"Add the {kind}",
        creates=True,
    )


def _create(kind: Kind) -> Response:
    require(Role.CONTRIBUTOR)
    fields, shown = FIELDS[kind], record()
    sent = take_form(fields)
    form = replace(
        _new_form(kind, shown, sent.typed, sent.base), focus=focus_after(fields, sent.typed, sent.add)
    )
    if not sent.saves:
        return show_form(form)
    reading = form_reader.read(fields, sent.typed, shown)
    reading.data["slug"] = sent.slug or own_slug(shown.with_edits(reading.made), kind, reading.data)
    number_sources(kind, reading)
    return save_form(form, sent, reading, kind, fields, f"added a {kind}")


def number_sources(kind: Kind, reading: form_reader.Reading) -> None:
    """New sources get a slug by their title."""
    taken: set[str] = (
        {s["slug"] for s in reading.data.get("sources", ()) if "slug" in s} if kind is Kind.DEBATE else set()
    )
    for source in reading.data.get("sources", ()) if kind is Kind.DEBATE else ():
        if "slug" not in source:
            base = slugs.slug_from(source.get("author") or source.get("title") or "") or "source"
            source["slug"] = next(
                s for s in (base, *(f"{base}-{n}" for n in range(2, 999))) if s not in taken
            )
            taken.add(source["slug"])


def _asked_of(kind: Kind) -> Sequence[Field]:
    """The fields that the address asks for: all of the kind's, or those that `only` names."""
    parameters.only("only")
    only = request.args.get("only")
    if only is None:
        return FIELDS[kind]
    wanted = only.split(",")
    fields = [replace(f, more=False) for f in FIELDS[kind] if f.name in wanted]
    if len(fields) < len(wanted):
        raise BadRequestError(f"A {kind} has no field “{only[:80]}”.")
    return fields


def _edit(kind: Kind, slug: str = "") -> Response:
    require(Role.CONTRIBUTOR)
    fields, shown, entry = _asked_of(kind), record(), entry_asked_for(kind, slug)
    typed = form_texts.typed_from(fields, entry.model_dump(mode="json", by_alias=True), shown)
    form = _edit_form(entry, fields, typed, shown.revision)
    if len(fields) == 1 and fields[0].widget is Widget.ROWS:
        more = with_row(fields, typed, fields[0].name)
        form = replace(form, typed=more, focus=focus_after(fields, more, fields[0].name))
    return show_form(form)


def _edit_form(entry: Entry, fields: Sequence[Field], typed: form_texts.Typed, base: int) -> Form:
    whole = len(fields) == len(FIELDS[entry.kind_name])
    title = f"Edit the {entry.kind_name}" if whole else " and ".join(f.label for f in fields)
    return Form(title, here(), where(entry), fields, typed, base, about=entry)


def _change(kind: Kind, slug: str = "") -> Response:
    require(Role.CONTRIBUTOR)
    fields, shown = _asked_of(kind), record()
    sent = take_form(fields)
    name = slug or shown.debate.slug
    begun = (
        shown.get(kind, name)
        if sent.base >= shown.revision
        else entry_at(session(), shown.debate.slug, kind, name, sent.base)
    )
    if begun is None:
        raise NotFoundError(f"There was no {kind} “{slug}” when this form was made. Open it again.")
    form = replace(
        _edit_form(begun, fields, sent.typed, sent.base), focus=focus_after(fields, sent.typed, sent.add)
    )
    if not sent.saves:
        return show_form(form)
    reading = form_reader.read(fields, sent.typed, shown)
    number_sources(kind, reading)
    asked = {f.name for f in fields} | (
        {"dispute"} if any(f.widget is Widget.HELD for f in fields) else set()
    )
    kept = {key: value for key, value in begun.data().items() if key not in asked}
    reading.data = {**kept, **reading.data, "slug": begun.slug}
    return save_form(
        form,
        sent,
        reading,
        kind,
        fields,
        f"changed a {kind}" if kind is not Kind.DEBATE else "changed the debate",
    )


# --- addresses ---


def _add_rules() -> None:
    """Each kind's own rules, so that claims/new is never taken for a claim called new."""
    for kind, folder in FOLDERS.items():
        for rule, name, get, post in (
            (f"/{folder}/new", "new", _new, _create),
            (f"/{folder}/<slug>/edit", "edit", _edit, _change),
        ):
            pages.add_url_rule(rule, f"{name}_{kind}", partial(get, kind), methods=["GET"])
            pages.add_url_rule(rule, f"post_{name}_{kind}", partial(post, kind), methods=["POST"])
    pages.add_url_rule("/edit", "edit_debate", partial(_edit, Kind.DEBATE), methods=["GET"])
    pages.add_url_rule("/edit", "post_edit_debate", partial(_change, Kind.DEBATE), methods=["POST"])


_add_rules()
