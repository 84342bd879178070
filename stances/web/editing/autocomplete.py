"""What a form answers while somebody types: names that fit, and what a date means."""

from __future__ import annotations

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.query import PLAIN, refuse
from stances.record.record import PLACES
from stances.record.vocabulary import Kind
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.site import record
from stances.web.editing.record_picker import MADE_WITHIN, offers

pages = family("completing")


@pages.get("/suggest")
def suggest() -> Response:
    """Options for what has been typed so far."""
    parameters.only("kind", "q")
    asked, typed = request.args.get("kind", "any"), request.args.get("q", "")[:200]
    if asked != "any" and asked not in {kind.value for kind in PLACES}:
        refuse("kind", asked[:40], f"any or {PLAIN.choices(PLACES)}", PLAIN)
    kind = None if asked == "any" else Kind(asked)
    html = render_template(
        "editing/_suggestions.html",
        offers=offers(record(), kind, typed),
        typed=typed.strip(),
        makes=kind in MADE_WITHIN,
        kind=kind,
    )
    return make_response(html)


@pages.get("/read-date")
def read_date() -> Response:
    """What a date means as it is being typed."""
    parameters.only("text", "throughout")
    text = request.args.get("text", "").strip()
    when, problem = None, ""
    try:
        when = UncertainDate.read(text) if text else None
    except DateError as error:
        problem = str(error)
    throughout = parameters.switch("throughout", False)
    return make_response(
        render_template("editing/_date.html", when=when, problem=problem, throughout=throughout)
    )
