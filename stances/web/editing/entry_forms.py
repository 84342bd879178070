"""Forms to create and edit records of every kind, in a panel of a page or as a page of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError, NotFoundError
from stances.record import slugs
from stances.record.entries import Dispute, Entry
from stances.record.kinds import KINDS
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.record.wording import with_article
from stances.store.conflicts import entry_at
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record, session
from stances.web.core.urls import debate_urls, entry_url
from stances.web.core.visitors import require_role
from stances.web.editing import form_reader, form_texts
from stances.web.editing.drafts import current_address
from stances.web.editing.field_specs import FIELDS_OF_KIND
from stances.web.editing.form_page import (
    FormPage,
    add_row,
    derive_slug,
    find_entry,
    focus_after_add,
    read_submission,
    save_form,
    show_form,
)
from stances.web.editing.record_picker import reference_text
from stances.web.editing.scale_fields import (
    NEW_SCALE,
    complete_dispute,
    dispute_data,
    propose_signs,
)
from stances.web.editing.widgets import FieldSpec, Widget

pages = debate_blueprint("editing")

KEPT_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.FACTION: (),
    Kind.PARTICIPANT: (),
    Kind.DISPUTE: (),
    Kind.EVENT: (),
    Kind.DOCUMENT: ("kind",),
    Kind.CLAIM: ("speaker", "dispute", "when", "document"),
    Kind.STANCE: ("participant", "dispute"),
    Kind.LINK: ("kind", "target"),
}
"""What another record is likely to share with the one that was added before it."""


def _show_new(kind: Kind) -> Response:
    """A form for a new record, with fields filled in from the address."""
    require_role(Role.CONTRIBUTOR)
    fields = FIELDS_OF_KIND[kind]
    parameters.accept_only(*_prefill_names(fields), "copy")
    return show_form(_make_new_form(kind, request.args))


def _prefill_names(fields: Sequence[FieldSpec]) -> list[str]:
    return [f.name for f in fields if not f.parts] + ["dispute"] * any(
        f.widget is Widget.HELD for f in fields
    )


def _prefill(kind: Kind, shown: Record, args: Mapping[str, str]) -> form_texts.FormTexts:
    if "copy" in args:
        data = _form_data(find_entry(kind, args["copy"]))
        return form_texts.texts_from_data(FIELDS_OF_KIND[kind], data, shown)
    typed = {f.name: [f.default] for f in FIELDS_OF_KIND[kind] if f.default}
    if kind is Kind.DISPUTE:
        typed |= form_texts.texts_from_data(FIELDS_OF_KIND[kind], {"positions": NEW_SCALE}, shown)
    for spec in FIELDS_OF_KIND[kind]:
        if text := args.get(spec.name):
            is_reference = spec.widget in (Widget.ONE, Widget.MANY)
            typed[spec.name] = [
                reference_text(shown, spec.kind, text) if is_reference else _prefill_text(spec, text)
            ]
    if "dispute" in args and "dispute" not in typed:
        typed["dispute"] = [args["dispute"]]
    return typed


def _prefill_text(spec: FieldSpec, text: str) -> str:
    """The text for a field from the address; a date as people write it, and the days of a whole month as that month."""
    if spec.widget is not Widget.DATE:
        return text
    try:
        when = UncertainDate.read(text)
    except DateError:
        return text
    month = UncertainDate.parse(when.earliest.month_text)
    return form_texts.date_text(month if month.sort_key == when.sort_key else when, spec.throughout)


def _make_new_form(
    kind: Kind, args: Mapping[str, str], typed: form_texts.FormTexts | None = None, base: int | None = None
) -> FormPage:
    """The form for a new record with these texts, at first those that its address gives it."""
    shown, dispute = record(), args.get("dispute", "")
    form = FormPage(
        title=f"New {kind}",
        action=current_address(args),
        back=debate_urls().dispute(dispute) if dispute in shown.disputes else f"{debate_urls().home}/",
        fields=FIELDS_OF_KIND[kind],
        typed=_prefill(kind, shown, args) if typed is None else typed,
        base=shown.revision if base is None else base,
        save=f"Add the {kind}",
        creates_entry=True,
    )
    return propose_signs(form)


def _make_following_form(kind: Kind, entry: Entry) -> FormPage:
    """The form for another record, with what it is likely to share with the one before."""
    data = entry.to_dict()
    return _make_new_form(kind, {name: str(data[name]) for name in KEPT_FIELDS[kind] if name in data})


def _create(kind: Kind) -> Response:
    require_role(Role.CONTRIBUTOR)
    fields, shown = FIELDS_OF_KIND[kind], record()
    submission = read_submission(fields)
    form = replace(
        _make_new_form(kind, request.args, submission.typed, submission.base),
        focus=focus_after_add(fields, submission.typed, submission.add),
    )
    if not submission.is_save:
        return show_form(form)
    parsed = form_reader.read_form(fields, submission.typed, shown)
    if kind is Kind.DISPUTE:
        complete_dispute(parsed, [f.name for f in fields])
    parsed.data["slug"] = submission.slug or derive_slug(
        shown.with_edits(parsed.created_entries), kind, parsed.data
    )
    assign_source_slugs(kind, parsed)
    following = partial(_make_following_form, kind)
    return save_form(
        form, submission, parsed, kind, fields, f"added {with_article(kind)}", following=following
    )


def assign_source_slugs(kind: Kind, parsed: form_reader.ParsedForm) -> None:
    """Give new sources of a debate a slug, from their author or title."""
    taken: set[str] = (
        {s["slug"] for s in parsed.data.get("sources", ()) if "slug" in s} if kind is Kind.DEBATE else set()
    )
    for source in parsed.data.get("sources", ()) if kind is Kind.DEBATE else ():
        if "slug" not in source:
            wanted = slugs.make_slug(source.get("author") or source.get("title") or "") or "source"
            source["slug"] = slugs.number_slug(wanted, taken.__contains__)
            taken.add(source["slug"])


def _read_fields(kind: Kind) -> Sequence[FieldSpec]:
    """The fields of the form: all of the kind's, or those that the parameter `only` names. Raises `BadRequestError`."""
    parameters.accept_only("only")
    only = request.args.get("only")
    if only is None:
        return FIELDS_OF_KIND[kind]
    wanted = only.split(",")
    fields = [replace(f, is_behind_fold=False) for f in FIELDS_OF_KIND[kind] if f.name in wanted]
    if len(fields) < len(wanted):
        raise BadRequestError(f"The {kind} has no field “{only[:80]}”.")
    return fields


def _form_data(entry: Entry) -> dict[str, Any]:
    return dispute_data(entry) if isinstance(entry, Dispute) else entry.model_dump(mode="json", by_alias=True)


def _show_edit(kind: Kind, slug: str = "") -> Response:
    require_role(Role.CONTRIBUTOR)
    fields, shown, entry = _read_fields(kind), record(), find_entry(kind, slug)
    typed = form_texts.texts_from_data(fields, _form_data(entry), shown)
    form = _make_edit_form(entry, fields, typed, shown.revision)
    if len(fields) == 1 and fields[0].widget is Widget.ROWS:
        typed = add_row(fields, typed, fields[0].name)
        form = replace(form, typed=typed, focus=focus_after_add(fields, typed, fields[0].name))
    return show_form(form)


def _make_edit_form(
    entry: Entry, fields: Sequence[FieldSpec], typed: form_texts.FormTexts, base: int
) -> FormPage:
    is_complete = len(fields) == len(FIELDS_OF_KIND[entry.kind_name])
    title = f"Edit the {entry.kind_name}" if is_complete else " and ".join(f.label for f in fields)
    form = FormPage(title, current_address(), entry_url(entry), fields, typed, base, subject=entry)
    return propose_signs(form, entry.scale) if isinstance(entry, Dispute) else form


def _save_edit(kind: Kind, slug: str = "") -> Response:
    require_role(Role.CONTRIBUTOR)
    fields, shown = _read_fields(kind), record()
    submission = read_submission(fields)
    name = slug or shown.debate.slug
    ancestor = (
        shown.get(kind, name)
        if submission.base >= shown.revision
        else entry_at(session(), shown.debate.slug, kind, name, submission.base)
    )
    if ancestor is None:
        raise NotFoundError(f"There was no {kind} “{slug}” when this form was made. Open it again.")
    form = replace(
        _make_edit_form(ancestor, fields, submission.typed, submission.base),
        focus=focus_after_add(fields, submission.typed, submission.add),
    )
    if not submission.is_save:
        return show_form(form)
    parsed = form_reader.read_form(fields, submission.typed, shown)
    assign_source_slugs(kind, parsed)
    names = {f.name for f in fields} | (
        {"dispute"} if any(f.widget is Widget.HELD for f in fields) else set()
    )
    unasked = {key: value for key, value in ancestor.to_dict().items() if key not in names}
    parsed.data = {**unasked, **parsed.data, "slug": ancestor.slug}
    followed: list[Entry] = []
    if isinstance(ancestor, Dispute):
        followed = complete_dispute(parsed, [f.name for f in fields], ancestor)
    why = f"changed {with_article(kind)}" if kind is not Kind.DEBATE else "changed the debate"
    return save_form(form, submission, parsed, kind, fields, why, followed)


# --- addresses ---


def _add_rules() -> None:
    """Add rules for each kind by itself, so that claims/new is never taken for a claim called new."""
    for kind, spec in KINDS.items():
        for rule, name, get, post in (
            (f"/{spec.collection}/new", "new", _show_new, _create),
            (f"/{spec.collection}/<slug>/edit", "edit", _show_edit, _save_edit),
        ):
            pages.add_url_rule(rule, f"{name}_{kind}", partial(get, kind), methods=["GET"])
            pages.add_url_rule(rule, f"post_{name}_{kind}", partial(post, kind), methods=["POST"])
    pages.add_url_rule("/edit", "edit_debate", partial(_show_edit, Kind.DEBATE), methods=["GET"])
    pages.add_url_rule("/edit", "post_edit_debate", partial(_save_edit, Kind.DEBATE), methods=["POST"])


_add_rules()
