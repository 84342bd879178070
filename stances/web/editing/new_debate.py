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
from stances.store.debates import create
from stances.web.core import parameters
from stances.web.core.site import site
from stances.web.core.visitors import Visitor, visitor
from stances.web.editing import form_reader, form_texts
from stances.web.editing.entry_forms import number_sources
from stances.web.editing.field_specs import FIELDS, SLUG
from stances.web.editing.form_page import Form, focus_after, lead_on, show_form, show_wrong, take_form
from stances.web.editing.save import Saved

pages = Blueprint("founding", __name__)

BLANK = Record(Debate.model_validate({"slug": "new", "title": "New debate"}))
"""What a new debate is read against: it refers to nothing yet."""


@pages.get("/debates/new")
def new() -> Response:
    _owner()
    parameters.only()
    return show_form(_form())


@pages.post("/debates/new")
def found() -> Response:
    asking = _owner()
    fields = FIELDS[Kind.DEBATE]
    sent = take_form(fields)
    form = replace(_form(sent.typed), focus=focus_after(fields, sent.typed, sent.add))
    if not sent.saves:
        return show_form(form)
    reading = form_reader.read(fields, sent.typed, BLANK)
    reading.data["slug"] = sent.slug or slugs.slug_from(reading.data.get("title", "")) or "debate"
    number_sources(Kind.DEBATE, reading)
    debate = reading.entry(Kind.DEBATE, (*fields, SLUG))
    if isinstance(debate, Debate) and not reading.failed:
        if started := _started(debate, asking, sent.why):
            return lead_on(Saved(started), url_for("debates.overview", debate=debate.slug))
        reading.errors["slug"] = "A debate has this short name already. Choose another, or another title."
    return show_wrong(form, sent, reading)


def _owner() -> Visitor:
    """Whoever has the site, and not one debate in it. Raises `ForbiddenError`."""
    asking = visitor()
    if not asking.may(Role.OWNER):
        raise ForbiddenError(
            "Only whoever runs this site can start a debate in it: open the address with the token that stands in the terminal."
        )
    return asking


def _form(typed: form_texts.Typed | None = None) -> Form:
    return Form(
        title="New debate",
        action=url_for("founding.new"),
        back=url_for("front.index"),
        fields=FIELDS[Kind.DEBATE],
        typed=typed or {},
        base=0,
        save="Start the debate",
        creates=True,
    )


def _started(debate: Debate, asking: Visitor, why: str) -> Record | None:
    """Create the debate; None where one, or a page of the site, has its slug already."""
    if debate.slug in slugs.RESERVED:
        return None
    with site().database.writing() as writing:
        return create(writing, debate, who=asking.name, why=why.strip()[:300] or "started the debate")
