"""Figures and files at plain addresses: maps, and the record itself in its open format.

A figure's address can be kept. With `save=on` it comes as a file, and without links back to this site; its other parameters
are the figure's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Response, make_response, render_template

from stances.errors import BadRequestError
from stances.formats import FORMATS
from stances.formats.native import schema as native_schema
from stances.record import Entry, Record
from stances.terms import Kind
from stances.views import PARAMETERS, MapView
from stances.web import parameters
from stances.web.family import family
from stances.web.presenting import addresses
from stances.web.site import kept_page, known, record, revised_at, site

pages = family("figures")

TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "dot": "text/vnd.graphviz; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "yaml": "application/yaml; charset=utf-8",
}
BARE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-top-navigation-by-user-activation"
"""For a figure opened on its own: nothing runs in it and nothing is fetched."""

SUBJECTS: Mapping[str, tuple[Kind, str]] = {
    "disputes": (Kind.DISPUTE, "disputes"),
    "participants": (Kind.PARTICIPANT, "participants"),
    "claims": (Kind.CLAIM, "claims"),
}


def figure(content: bytes | str, form: str, name: str) -> Response:
    """A figure as its own document, or as a file to save."""
    response = make_response(content)
    response.headers["Content-Type"] = TYPES[form]
    response.headers["Content-Security-Policy"] = BARE_POLICY
    kind = "attachment" if saving() else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.{form}"'
    return response


def saving() -> bool:
    return parameters.switch("save", False)


@pages.get("/map")
@kept_page
def whole() -> str:
    map_view()
    return render_template("figures/whole.html", revised=revised_at())


@pages.get("/map.<form>")
@kept_page
def whole_map(form: str) -> Response:
    return _map(form, map_view(), record().debate)


@pages.get("/disputes/<slug>/map.<form>", defaults={"folder": "disputes"})
@pages.get("/participants/<slug>/map.<form>", defaults={"folder": "participants"})
@pages.get("/claims/<slug>/map.<form>", defaults={"folder": "claims"})
@kept_page
def map_of(folder: str, slug: str, form: str) -> Response:
    kind, place = SUBJECTS[folder]
    subject = known(getattr(record(), place), slug, kind)
    return _map(form, map_view({str(kind): slug}), subject)


def map_view(subject: Mapping[str, str] | None = None) -> MapView:
    """The map that the parameters of this request ask for. Raises `BadRequestError`."""
    parameters.only(*PARAMETERS, "save")
    return MapView.from_query({**parameters.given(PARAMETERS), **(subject or {})})


def _map(form: str, view: MapView, subject: Entry) -> Response:
    if form not in ("svg", "png", "pdf", "dot"):
        raise BadRequestError(f"A map comes as svg, png, pdf or dot, not as “{form}”.")
    shown = record()
    href = None if saving() or form == "dot" else addresses()
    name = file_name(shown, subject, "map")
    drawing = site().studio.draw(shown, view, form, href, f"map-{subject.slug}")
    return figure(drawing, form, name)


def file_name(shown: Record, subject: Entry, what: str) -> str:
    """left-opposition-1928-left-turn-map: slugs hold nothing that a file's name can't."""
    slugs = dict.fromkeys((shown.debate.slug, subject.slug))
    return "-".join([*slugs, what])


@pages.get("/record.<form>")
@kept_page
def export(form: str) -> Response:
    parameters.only("save")
    found = next((f for f in FORMATS if f.name == form), None)
    if found is None:
        raise BadRequestError(f"The record comes as {' or '.join(f.name for f in FORMATS)}, not as “{form}”.")
    response = figure(found.dumps(record()), form, record().debate.slug)
    response.headers["Content-Type"] = TYPES.get(form, found.mimetype)
    return response


def schema() -> Response:
    """The JSON Schema of the native format."""
    return Response(json.dumps(native_schema(), indent=2), mimetype="application/schema+json")
