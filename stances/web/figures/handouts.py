"""The handout of a debate or a dispute, as PDF."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Response, make_response

from stances.publishing.figure import MEDIA_TYPES, file_stem
from stances.publishing.handout import build_handout
from stances.publishing.options import HANDOUT_PAPER
from stances.record.entries import Dispute, Entry
from stances.record.selection import require_entry
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import make_in_lane
from stances.web.core.site import record, site
from stances.web.figures.files import is_download

pages = debate_blueprint("handouts")

_MAX_PARALLEL = 2
"""How many disputes are laid out at once: one for each layout process."""


@pages.get("/handout.pdf")
@make_in_lane(is_long=lambda: True)
def debate_handout() -> Response:
    return _handout_response(None, record().debate)


@pages.get("/disputes/<slug>/handout.pdf")
@make_in_lane
def dispute_handout(slug: str) -> Response:
    return _handout_response(slug, require_entry(record(), Dispute, slug))


def _handout_response(dispute: str | None, subject: Entry) -> Response:
    parameters.accept_only("paper", "save")
    paper = parameters.read(HANDOUT_PAPER)
    with ThreadPoolExecutor(_MAX_PARALLEL) as pool:
        handout = build_handout(
            record(), site().map_renderer.lay_out, paper, dispute, pool.map, site().handout_sections
        )
    response = make_response(handout.render_pdf())
    response.headers["Content-Type"] = MEDIA_TYPES["pdf"]
    kind = "attachment" if is_download() else "inline"
    name = file_stem(record(), subject, "handout")
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.pdf"'
    return response
