"""The handout of a debate or a dispute, as PDF: made to be printed and given out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Response, make_response

from stances.publishing.handout import PAPERS, handout
from stances.publishing.page_size import Paper
from stances.record.entries import Entry
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.page_cache import kept_page
from stances.web.core.site import known, record, site
from stances.web.figures.files import TYPES, file_name, saving

pages = family("handouts")

_AT_ONCE = 2
"""Disputes laid out side by side: as many as there are workers to lay them out."""


@pages.get("/handout.pdf")
@kept_page
def whole() -> Response:
    return _answer(None, record().debate)


@pages.get("/disputes/<slug>/handout.pdf")
@kept_page
def of_dispute(slug: str) -> Response:
    return _answer(slug, known(record().disputes, slug, "dispute"))


def _answer(dispute: str | None, subject: Entry) -> Response:
    parameters.only("paper", "save")
    paper = parameters.choice("paper", Paper.A4, PAPERS)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        made = handout(record(), site().studio.layout, paper, dispute, pool.map, site().sections)
    response = make_response(made.pdf())
    response.headers["Content-Type"] = TYPES["pdf"]
    kind = "attachment" if saving() else "inline"
    name = file_name(record(), subject, "handout")
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.pdf"'
    return response
