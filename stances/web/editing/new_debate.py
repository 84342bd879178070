"""Starting a debate in the browser: the owner of the site names it, and says what time it is about and what it is drawn from."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from stances.errors import ForbiddenError
from stances.record import slugs
from stances.record.entries import Debate
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.store import debates
from stances.web.core import parameters
from stances.web.core.site import site
from stances.web.core.visitors import Visitor, current_visitor
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
"""What a new debate is read against: it refers to nothing yet."""


@pages.get("/debates/new")
def new() -> Response:
    _require_owner()
    parameters.accept_only()
    return show_form(_make_form())


@pages.post("/debates/new")
def create() -> Response:
    asking = _require_owner()
    fields = FIELDS_OF_KIND[Kind.DEBATE]
    sent = read_submission(fields)
    form = replace(_make_form(sent.typed), focus=focus_after_add(fields, sent.typed, sent.add))
    if not sent.is_save:
        return show_form(form)
    reading = form_reader.read_form(fields, sent.typed, BLANK_RECORD)
    reading.data["slug"] = sent.slug or slugs.make_slug(reading.data.get("title", "")) or "debate"
    assign_source_slugs(Kind.DEBATE, reading)
    debate = reading.build_entry(Kind.DEBATE, (*fields, SLUG_FIELD))
    if isinstance(debate, Debate) and not reading.has_errors:
        if started := _create(debate, asking, sent.why):
            return redirect_to_saved(SaveResult(started), url_for("debates.overview", debate=debate.slug))
        reading.errors["slug"] = "A debate has this short name already. Choose another, or another title."
    return show_errors(form, sent, reading)


def _require_owner() -> Visitor:
    """Whoever has the site, and not one debate in it. Raises `ForbiddenError`."""
    asking = current_visitor()
    if not asking.may(Role.OWNER):
        raise ForbiddenError(
            "Only whoever runs this site can start a debate in it: open the address with the token that stands in the terminal."
        )
    return asking


def _make_form(typed: form_texts.FormTexts | None = None) -> FormPage:
    return FormPage(
        title="New debate",
        action=url_for("founding.new"),
        back=url_for("front.index"),
        fields=FIELDS_OF_KIND[Kind.DEBATE],
        typed=typed or {},
        base=0,
        save="Start the debate",
        creates_entry=True,
    )


def _create(debate: Debate, asking: Visitor, why: str) -> Record | None:
    """Create the debate; None where one, or a page of the site, has its slug already."""
    if debate.slug in slugs.RESERVED_SLUGS:
        return None
    with site().database.write_session() as writing:
        return debates.create(writing, debate, who=asking.name, why=why.strip()[:300] or "started the debate")
