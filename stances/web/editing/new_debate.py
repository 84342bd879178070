"""The form with which the owner of the site starts a debate."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from stances.errors import RefusedError
from stances.record import slugs
from stances.record.entries import Debate
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store import debates
from stances.store.limits import Action, count_action
from stances.web.core import parameters
from stances.web.core.site import site
from stances.web.core.visitors import Visitor, require_site_owner, visitor_actor
from stances.web.editing import form_reader, form_texts
from stances.web.editing.entry_forms import assign_source_slugs
from stances.web.editing.field_specs import FIELDS_OF_KIND, SLUG_FIELD
from stances.web.editing.form_page import (
    FormPage,
    focus_after_add,
    read_submission,
    redirect_to_saved,
    show_errors,
    show_form,
)
from stances.web.editing.save import SaveResult

pages = Blueprint("founding", __name__)

BLANK_RECORD = Record(Debate.model_validate({"slug": "new", "title": "New debate"}))
"""The empty record in which the form's references are looked up."""


@pages.get("/debates/new")
def new() -> Response:
    require_site_owner()
    parameters.accept_only()
    return show_form(_make_form())


@pages.post("/debates/new")
def create() -> Response:
    owner = require_site_owner()
    fields = FIELDS_OF_KIND[Kind.DEBATE]
    submission = read_submission(fields)
    form = replace(
        _make_form(submission.typed), focus=focus_after_add(fields, submission.typed, submission.add)
    )
    if not submission.is_save:
        return show_form(form)
    parsed = form_reader.read_form(fields, submission.typed, BLANK_RECORD)
    parsed.data["slug"] = submission.slug or slugs.make_slug(parsed.data.get("title", "")) or "debate"
    assign_source_slugs(Kind.DEBATE, parsed)
    debate = parsed.build_entry(Kind.DEBATE, (*fields, SLUG_FIELD))
    if isinstance(debate, Debate) and not parsed.has_errors:
        try:
            started = _create(debate, owner, submission.why)
        except RefusedError as error:
            parsed.errors["slug"] = str(error)
        else:
            return redirect_to_saved(SaveResult(started), url_for("starting.start", debate=debate.slug))
    return show_errors(form, submission, parsed)


def _make_form(typed: form_texts.FormTexts | None = None) -> FormPage:
    return FormPage(
        title="New debate",
        action=url_for("founding.new"),
        back=url_for("front.index"),
        fields=FIELDS_OF_KIND[Kind.DEBATE],
        typed=typed or {},
        base=0,
        save="Create debate",
        creates_entry=True,
    )


def _create(debate: Debate, owner: Visitor, why: str) -> Record:
    with site().database.write_session() as writing:
        count_action(writing, visitor_actor(), Action.CREATE_DEBATE)
        return debates.create(writing, debate, who=owner.name, why=why.strip()[:300] or "started the debate")
