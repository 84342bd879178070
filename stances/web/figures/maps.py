"""Figures and files at plain addresses: maps, and the record itself in its open format.

A figure's address can be kept. With `save=on` it comes as a file, and without links back to this site; its other parameters
are the figure's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from flask import Response, render_template

from stances.argument.options import PARAMETERS, MapView
from stances.errors import BadRequestError
from stances.figures.map.map import argument_map
from stances.figures.map.pagination import dividing
from stances.formats import FORMATS
from stances.formats.native import schema as native_schema
from stances.publishing.caption import map_caption
from stances.record.entries import Entry
from stances.record.vocabulary import Kind
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.page_cache import kept_page
from stances.web.core.site import known, record, revised_at, site
from stances.web.figures.files import TYPES, Figure, figure, origin, saving, served
from stances.web.figures.map_panel import drawn_addresses, map_part

pages = family("figures")

SUBJECTS: Mapping[str, tuple[Kind, str]] = {
    "disputes": (Kind.DISPUTE, "disputes"),
    "participants": (Kind.PARTICIPANT, "participants"),
    "claims": (Kind.CLAIM, "claims"),
}


@pages.get("/map")
@kept_page
def whole() -> str:
    parameters.only(*PARAMETERS)
    part = map_part(record().debate, "map", "Argument map of the whole debate")
    return render_template("figures/whole_map.html", part=part, revised=revised_at())


@served(pages, "/map", *PARAMETERS)
def whole_map() -> Figure:
    return _map(record().debate)


@served(pages, "/disputes/<slug>/map", *PARAMETERS, folder="disputes")
@served(pages, "/participants/<slug>/map", *PARAMETERS, folder="participants")
@served(pages, "/claims/<slug>/map", *PARAMETERS, folder="claims")
def map_of(folder: str, slug: str) -> Figure:
    kind, subject = _subject(folder, slug)
    return _map(subject, **{kind: slug})


def _map(subject: Entry, **of: str) -> Figure:
    """The map that the parameters of this request ask for. Raises `BadRequestError`."""
    shown, studio = record(), site().studio
    view = MapView.from_query({**parameters.given(PARAMETERS), **of})
    href = None if saving() else drawn_addresses(subject)
    return Figure(
        subject,
        "map",
        partial(studio.draw, shown, replace(view, title=False), "svg", href, f"map-{subject.slug}"),
        map_caption(argument_map(shown, view), origin()),
        {"dot": partial(studio.draw, shown, view, "dot")},
        dividing(shown, view, studio.layout),
    )


def _subject(folder: str, slug: str) -> tuple[str, Entry]:
    """The name of the parameter by which a view knows its subject, and the subject."""
    kind, place = SUBJECTS[folder]
    return str(kind), known(getattr(record(), place), slug, kind)


@pages.get("/outline")
@kept_page
def whole_outline() -> str:
    return _outline(record().debate, "map")


@pages.get("/disputes/<slug>/outline", defaults={"folder": "disputes"})
@pages.get("/participants/<slug>/outline", defaults={"folder": "participants"})
@pages.get("/claims/<slug>/outline", defaults={"folder": "claims"})
@kept_page
def outline_of(folder: str, slug: str) -> str:
    return _outline(_subject(folder, slug)[1], f"{folder}/{slug}")


def _outline(subject: Entry, page: str) -> str:
    parameters.only(*PARAMETERS)
    part = map_part(subject, page, "", outlined=True)
    return render_template("figures/outline.html", part=part, revised=revised_at())


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
