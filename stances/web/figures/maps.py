"""Maps and outlines at their own addresses, and the record itself in its open formats.

With `save=yes` a figure is a file to save, without links back to this site.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from flask import Response

from stances.argument.options import MAP_PARAMETERS, MapView
from stances.errors import BadRequestError
from stances.figures.map.map import build_argument_map
from stances.figures.map.pagination import make_divider
from stances.figures.map.svg import SvgForm
from stances.figures.metadata import figure_prefix
from stances.formats import FORMATS
from stances.formats.native import file_schema as native_schema
from stances.publishing.caption import build_map_caption
from stances.publishing.templates import TemplateContext
from stances.query import join_or
from stances.record.entries import Entry
from stances.record.kinds import KINDS, KindSpec
from stances.record.selection import require_entry
from stances.record.vocabulary import Kind
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record, site
from stances.web.core.template_context import render
from stances.web.figures.files import (
    Figure,
    figure_origin,
    figure_response,
    is_download,
    serve_figure,
)
from stances.web.figures.map_panel import MapPanel, make_map_panel, map_urls

pages = debate_blueprint("figures")

SUBJECT_FOLDERS: Mapping[str, KindSpec] = {
    KINDS[kind].collection: KINDS[kind] for kind in (Kind.DISPUTE, Kind.PARTICIPANT, Kind.CLAIM)
}


@dataclass(frozen=True)
class WholeMapPage(TemplateContext, template="figures/whole_map.html"):
    """The map of the whole debate (`part`)."""

    part: MapPanel


@dataclass(frozen=True)
class OutlinePage(TemplateContext, template="figures/outline.html"):
    """A map as nested text, with the same choices (`part`)."""

    part: MapPanel


@pages.get("/map")
@cache_page
def map_page() -> str:
    parameters.accept_only(*MAP_PARAMETERS)
    part = make_map_panel(record().debate, "map", "Argument map of the whole debate")
    return render(WholeMapPage(part))


@serve_figure(pages, "/map", *MAP_PARAMETERS)
def debate_map() -> Figure:
    return _make_map(record().debate)


@serve_figure(pages, "/disputes/<slug>/map", *MAP_PARAMETERS, folder="disputes")
@serve_figure(pages, "/participants/<slug>/map", *MAP_PARAMETERS, folder="participants")
@serve_figure(pages, "/claims/<slug>/map", *MAP_PARAMETERS, folder="claims")
def entry_map(folder: str, slug: str) -> Figure:
    kind, subject = _subject(folder, slug)
    return _make_map(subject, **{kind: slug})


def _make_map(subject: Entry, **of: str) -> Figure:
    """The map that this request asks for. Raises `BadRequestError`."""
    shown, renderer = record(), site().map_renderer
    view = MapView.from_query({**parameters.read_given(MAP_PARAMETERS), **of})
    argument_map = build_argument_map(shown, view)
    form = SvgForm(figure_prefix("map", subject), None if is_download() else map_urls(subject))
    return Figure(
        subject,
        "map",
        partial(renderer.draw_map, argument_map.without_title(), "svg", form),
        build_map_caption(argument_map, figure_origin()),
        {"dot": partial(renderer.draw_map, argument_map, "dot")},
        make_divider(shown, view, renderer.lay_out),
    )


def _subject(folder: str, slug: str) -> tuple[str, Entry]:
    """The `MapView` field for the subject, and the subject. Raises `NotFoundError`."""
    spec = SUBJECT_FOLDERS[folder]
    return str(spec.name), require_entry(record(), spec.model, slug)


@pages.get("/outline")
@cache_page
def debate_outline() -> str:
    return _render_outline(record().debate, "map")


@pages.get("/disputes/<slug>/outline", defaults={"folder": "disputes"})
@pages.get("/participants/<slug>/outline", defaults={"folder": "participants"})
@pages.get("/claims/<slug>/outline", defaults={"folder": "claims"})
@cache_page
def entry_outline(folder: str, slug: str) -> str:
    return _render_outline(_subject(folder, slug)[1], f"{folder}/{slug}")


def _render_outline(subject: Entry, page: str) -> str:
    parameters.accept_only(*MAP_PARAMETERS)
    return render(OutlinePage(make_map_panel(subject, page, "", outlined=True)))


@pages.get("/record.<form>")
@cache_page
def export_record(form: str) -> Response:
    parameters.accept_only("save")
    format_ = next((f for f in FORMATS if f.name == form), None)
    if format_ is None:
        raise BadRequestError(f"The record comes as {join_or(f.name for f in FORMATS)}, not as “{form}”.")
    return figure_response(format_.dumps(record()), format_.media_type, f"{record().debate.slug}.{form}")


def show_schema() -> Response:
    """The JSON Schema of the native format."""
    return Response(json.dumps(native_schema(), indent=2), mimetype="application/schema+json")
