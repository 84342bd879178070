"""Maps and outlines at their own addresses, every figure as a file, and the record itself in its open formats.

With `save=yes` a figure is a file to save, without links back to this site.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Response

from stances.argument.options import MAP_PARAMETERS
from stances.errors import BadRequestError
from stances.formats import FORMATS
from stances.formats.native import file_schema as native_schema
from stances.publishing.templates import TemplateContext
from stances.query import join_or
from stances.record.entries import Entry
from stances.record.kinds import KINDS
from stances.record.selection import require_entry
from stances.record.vocabulary import Kind
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record
from stances.web.core.template_context import render
from stances.web.figures.files import figure_response, serve_figures
from stances.web.figures.map_panel import MapPanel, make_map_panel

pages = debate_blueprint("figures")


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


serve_figures(pages)


@pages.get("/outline")
@cache_page
def debate_outline() -> str:
    return _render_outline(record().debate, "map")


@pages.get("/disputes/<slug>/outline", defaults={"kind": Kind.DISPUTE})
@pages.get("/participants/<slug>/outline", defaults={"kind": Kind.PARTICIPANT})
@pages.get("/claims/<slug>/outline", defaults={"kind": Kind.CLAIM})
@cache_page
def entry_outline(kind: Kind, slug: str) -> str:
    spec = KINDS[kind]
    return _render_outline(require_entry(record(), spec.model, slug), f"{spec.collection}/{slug}")


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
    return figure_response(
        format_.dumps(record()), format_.media_type, f"{record().debate.slug}{format_.endings[0]}"
    )


def show_schema() -> Response:
    """The JSON Schema of the native format."""
    return Response(json.dumps(native_schema(), indent=2), mimetype="application/schema+json")
