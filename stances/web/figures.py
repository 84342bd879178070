"""Figures and files at plain addresses: maps, and the record itself in its open format.

A figure's address can be kept. With `save=on` it comes as a file, and without links back to this site; its other parameters
are the figure's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from flask import Response, render_template

from stances.errors import BadRequestError
from stances.formats import FORMATS
from stances.formats.native import schema as native_schema
from stances.maps import argument_map
from stances.outline import lines, nested
from stances.record import Entry, Record
from stances.splitting import dividing
from stances.terms import Kind
from stances.titling import map_caption
from stances.views import PARAMETERS, MapView
from stances.web import parameters
from stances.web.exports import (
    ASKED,
    DRAWN,
    TYPES,
    Figure,
    figure,
    origin,
    published,
    refusal,
    save_page,
    saving,
)
from stances.web.family import family
from stances.web.mapping import drawn_addresses, map_part
from stances.web.presenting import addresses
from stances.web.site import kept_page, known, record, revised_at, site

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
    return render_template("figures/whole.html", part=part, revised=revised_at())


@pages.get("/map.<form>")
@kept_page
def whole_map(form: str) -> Response:
    return _map(form, map_view(), record().debate)


@pages.get("/map/save")
@kept_page
def save_whole_map() -> str:
    return save_page(_figure(map_view("form"), record().debate))


@pages.get("/disputes/<slug>/map.<form>", defaults={"folder": "disputes"})
@pages.get("/participants/<slug>/map.<form>", defaults={"folder": "participants"})
@pages.get("/claims/<slug>/map.<form>", defaults={"folder": "claims"})
@kept_page
def map_of(folder: str, slug: str, form: str) -> Response:
    kind, subject = _subject(folder, slug)
    return _map(form, map_view(**{kind: slug}), subject)


@pages.get("/disputes/<slug>/map/save", defaults={"folder": "disputes"})
@pages.get("/participants/<slug>/map/save", defaults={"folder": "participants"})
@pages.get("/claims/<slug>/map/save", defaults={"folder": "claims"})
@kept_page
def save_map_of(folder: str, slug: str) -> str:
    kind, subject = _subject(folder, slug)
    return save_page(_figure(map_view("form", **{kind: slug}), subject))


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
    entries = nested(lines(part.as_known))
    return render_template("figures/outline.html", part=part, entries=entries, revised=revised_at())


def map_view(*also: str, **subject: str) -> MapView:
    """The map that the parameters of this request ask for; `also` are others that the page knows. Raises `BadRequestError`."""
    parameters.only(*dict.fromkeys((*PARAMETERS, *ASKED, *also)))
    return MapView.from_query({**parameters.given(PARAMETERS), **subject})


def _map(form: str, view: MapView, subject: Entry) -> Response:
    if form == "dot":
        return figure(site().studio.draw(record(), view, form), form, _name(subject))
    if form not in DRAWN:
        raise refusal("map", (*DRAWN, "dot"), form)
    return published(_figure(view, subject), form)


def _figure(view: MapView, subject: Entry) -> Figure:
    shown, home = record(), addresses()
    drawn = argument_map(shown, view)
    href = None if saving() else drawn_addresses(subject)
    svg = site().studio.draw(shown, replace(view, title=False), "svg", href, f"map-{subject.slug}")
    place = home.home if subject is shown.debate else home.entry(subject)
    caption = map_caption(drawn, origin())
    return Figure(
        svg, caption, _name(subject), f"{place}/map", ("dot",), dividing(shown, view, site().studio.layout)
    )


def _name(subject: Entry) -> str:
    return file_name(record(), subject, "map")


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
