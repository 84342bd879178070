"""Help while somebody types in a form: records whose names match, and the meaning of a date."""

from __future__ import annotations

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.query import join_or, refuse
from stances.record.kinds import KINDS
from stances.record.vocabulary import Kind
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record
from stances.web.editing.record_picker import CREATABLE_KINDS, suggest_entries

pages = debate_blueprint("completing")


@pages.get("/suggest")
def suggest() -> Response:
    """Suggestions of records for what has been typed so far."""
    parameters.accept_only("kind", "q")
    kind_name, typed = request.args.get("kind", "any"), request.args.get("q", "")[:200]
    if kind_name != "any" and kind_name not in KINDS:
        refuse("kind", kind_name, join_or(["any", *KINDS]))
    kind = None if kind_name == "any" else Kind(kind_name)
    html = render_template(
        "editing/_suggestions.html",
        offers=suggest_entries(record(), kind, typed),
        typed=typed.strip(),
        makes=kind in CREATABLE_KINDS,
        kind=kind,
    )
    return make_response(html)


@pages.get("/read-date")
def read_date() -> Response:
    """What a date that is being typed means."""
    parameters.accept_only("text", "throughout")
    text = request.args.get("text", "").strip()
    when, problem = None, ""
    try:
        when = UncertainDate.read(text) if text else None
    except DateError as error:
        problem = str(error)
    throughout = parameters.read_flag("throughout", False)
    return make_response(
        render_template("editing/_date.html", when=when, problem=problem, throughout=throughout)
    )
