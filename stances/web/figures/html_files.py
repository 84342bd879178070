"""A debate, or one of its disputes, as a single HTML file."""

from __future__ import annotations

from flask import Response, request

from stances.publishing.figure import file_stem
from stances.publishing.html_file import render_html_file
from stances.record.entries import Dispute
from stances.record.selection import require_entry
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import make_in_lane
from stances.web.core.site import record, revised_at, site
from stances.web.core.urls import DebateUrls, debate_urls

pages = debate_blueprint("standalone")

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The policy over HTTP, which allows anything inline; the file's own policy allows only its own style and scripts."""


@pages.get("/standalone.html")
@make_in_lane(is_long=lambda: True)
def debate_html() -> Response:
    return _file_response(None, _permanent_urls().home)


@pages.get("/disputes/<slug>/standalone.html")
@make_in_lane
def dispute_html(slug: str) -> Response:
    dispute = require_entry(record(), Dispute, slug)
    return _file_response(dispute, _permanent_urls().dispute(slug))


def _permanent_urls() -> DebateUrls:
    """The absolute URLs of this revision's pages."""
    return DebateUrls(f"{request.host_url.rstrip('/')}{debate_urls().at_point(record().revision).home}")


def _file_response(dispute: Dispute | None, address: str) -> Response:
    """The response with the file, to save, or (with `save=no`) to view."""
    parameters.accept_only("save")
    engine, slug = site().map_renderer.lay_out, dispute.slug if dispute else None
    content = render_html_file(record(), engine, slug, revised_at(), address)
    response = Response(content, mimetype="text/html")
    kind = "attachment" if parameters.read_flag("save", True) else "inline"
    name = file_stem(record(), dispute or record().debate, "standalone")
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.html"'
    response.headers["Content-Security-Policy"] = POLICY
    return response
