"""Figures as files, and the page on which one chooses how to save them.

`serve_figures` adds for each figure of `publishing.figures` its own address, `…/map.pdf`, and the page for saving it,
`…/map/save`. With scripts that page opens in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, request
from lxml import etree

from stances.dates.day import Day
from stances.figures.metadata import Origin
from stances.graphics.typography import MIN_TEXT_PT
from stances.publishing.figure import MEDIA_TYPES, Figure, FigureKind, FigureRequest
from stances.publishing.figures import FIGURES
from stances.publishing.options import OPTION_NAMES, PublishOptions
from stances.publishing.page_layout import PublishPreview, preview_publication
from stances.publishing.page_size import MAX_WIDTH_PX, MIN_WIDTH_PX, SheetProposal
from stances.publishing.publish import FORMS, divide_figure
from stances.publishing.templates import TemplateContext
from stances.query import read_choice
from stances.record.kinds import KINDS, MODELS
from stances.record.selection import require_entry
from stances.record.vocabulary import Kind
from stances.web.core import parameters
from stances.web.core.page_cache import make_in_lane
from stances.web.core.site import record, revised_at, site
from stances.web.core.template_context import render
from stances.web.core.urls import debate_urls
from stances.web.figures.map_panel import map_urls

BARE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-top-navigation-by-user-activation"
"""The content security policy of a figure opened on its own: no scripts, and nothing is fetched."""

MAX_WIDTH_SHOWN_PX = 3000
"""No screen shows a wider picture."""

EXPORT_PARAMETERS = (*OPTION_NAMES, "save")
"""The parameters of every figure's address, besides those of its content."""


def figure_response(content: bytes | str, media_type: str, name: str) -> Response:
    """The response with a file of this name, to view or (with `save=yes`) to save."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Security-Policy"] = BARE_POLICY
    kind = "attachment" if is_download() else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    return response


def is_download() -> bool:
    """Whether this request asks for a file to save."""
    return parameters.read_flag("save", False)


def serve_figures(pages: Blueprint) -> None:
    """Serve every figure at `address.<form>`, and the page for saving it at `address/save`."""
    for kind in FIGURES:
        for subject in kind.subjects:
            _serve(pages, kind, subject)


def _serve(pages: Blueprint, kind: FigureKind[Any], subject: Kind) -> None:
    known = tuple(dict.fromkeys((*kind.parameters, *EXPORT_PARAMETERS)))

    @make_in_lane(is_long=_is_large)
    def file(form: str, slug: str = "") -> Response:
        parameters.accept_only(*known)
        return _render_format(_make(kind, subject, slug), form)

    @make_in_lane
    def save(slug: str = "") -> str:
        parameters.accept_only(*known, "form")
        return _render_save_page(_make(kind, subject, slug))

    folder = "" if subject is Kind.DEBATE else f"/{KINDS[subject].collection}/<slug>"
    address = f"{folder}/{kind.name}"
    pages.add_url_rule(f"{address}.<form>", address, file)
    pages.add_url_rule(f"{address}/save", f"{address}/save", save)


def _make(kind: FigureKind[Any], of: Kind, slug: str) -> Figure[Any]:
    """The figure that this request asks for. Raises `StancesError`."""
    shown = record()
    subject = require_entry(shown, MODELS[of], slug or shown.debate.slug)
    query = parameters.read_given(dict.fromkeys((*kind.parameters, *OPTION_NAMES)))
    href = None if is_download() else map_urls(subject)
    return kind.make(FigureRequest(_origin(), subject, query, site().map_renderer, href))


def _origin() -> Origin:
    """The origin of this request's figure: the record, its last change, and the permanent URL."""
    revised = revised_at()
    return Origin(record(), Day.of_date(revised.date()) if revised else None, None, _permanent_url())


def _is_large() -> bool:
    """Whether a file is likely to take long: a figure divided over pages, or a picture wider than any screen."""
    look = read_look()
    return look.split or (look.width or 0) > MAX_WIDTH_SHOWN_PX


def read_look() -> PublishOptions:
    """The publishing options that this request asks for. Raises `BadRequestError`."""
    return PublishOptions.from_query(request.args)


def _render_format(figure: Figure[Any], form: str) -> Response:
    """The figure in a format; an SVG to embed in a page is left as drawn."""
    content = figure.svg if form == "svg" and figure.is_in_page else figure.write(form)
    return figure_response(content, MEDIA_TYPES[form], f"{figure.file_stem}.{form}")


def _permanent_url() -> str:
    """The URL of this figure as of the revision that it shows, which always gives the same."""
    here = request.path.removeprefix("/debates/").partition("/")[2]
    query = urlencode(parameters.read_given(name for name in request.args if name != "save"))
    home = debate_urls().at_point(record().revision).home
    return f"{request.host_url.rstrip('/')}{home}/{here}{f'?{query}' if query else ''}"


# --- the page for saving ---


@dataclass(frozen=True)
class LabelledUrl:
    """A choice to offer: its label and its URL."""

    words: str
    address: str


@dataclass(frozen=True)
class SaveChoices:
    """What can be chosen in saving a figure, and what was.

    `subject_parameters` are those of the figure itself, which the form carries along; `pages` is the number of pages if it is
    split, else 0.
    """

    figure: Figure[Any]
    look: PublishOptions
    form: str
    subject_parameters: Mapping[str, str]
    outcome: PublishPreview
    pages: int = 0

    min_width, max_width = MIN_WIDTH_PX, MAX_WIDTH_PX

    @property
    def format_choices(self) -> list[tuple[str, str]]:
        return [(form, form.upper()) for form in self.figure.kind.formats]

    @property
    def address(self) -> str:
        """The figure's URL, without the ending for a format."""
        to, subject = debate_urls(), self.figure.request.subject
        home = to.home if subject.kind_name is Kind.DEBATE else to.entry(subject)
        return f"{home}/{self.figure.kind.name}"

    @property
    def preview_urls(self) -> list[str]:
        numbers = range(1, self.pages + 1)
        return (
            [self.url_for_format("svg", page=str(n)) for n in numbers]
            if self.pages
            else [self.url_for_format("svg")]
        )

    @property
    def downloads(self) -> list[LabelledUrl]:
        """The links to the files: one, or one a page where the format has single pages."""
        name = self.form.upper()
        if self.pages < 2 or self.form not in ("svg", "png"):
            return [LabelledUrl(f"Save as {name}", self.url_for_format(self.form, save="yes"))]
        numbers = range(1, self.pages + 1)
        return [
            LabelledUrl(f"Save page {n} as {name}", self.url_for_format(self.form, page=str(n), save="yes"))
            for n in numbers
        ]

    @property
    def is_drawing(self) -> bool:
        return self.form in FORMS

    @property
    def font_note(self) -> str:
        """Which characters of the figure no font here has, if it is saved in a format that needs fonts."""
        return self.figure.font_note(self.form)

    def url_for_format(self, form: str, **more: str) -> str:
        """The figure's URL in a format."""
        look = self.look.query() if form in FORMS else {}
        return _url(f"{self.address}.{form}", {**self.subject_parameters, **look, **more})

    @property
    def permanent_url(self) -> str:
        """The figure's URL as of the revision that it shows, which always gives the same."""
        now, then = debate_urls(), debate_urls().at_point(record().revision)
        return then.home + self.url_for_format(self.form).removeprefix(now.home)

    @property
    def alternatives(self) -> list[LabelledUrl]:
        return [LabelledUrl(p.description, self._url_with(p)) for p in self.outcome.alternatives]

    def _url_with(self, proposal: SheetProposal) -> str:
        """The URL of this page with a proposed sheet."""
        look = replace(self.look, paper=None, split=False)
        if sheet := proposal.sheet:
            look = replace(self.look, paper=sheet.paper, orientation=sheet.orientation, split=proposal.split)
        return _url(
            f"{self.address}/save",
            {**self.subject_parameters, "form": self.form, **look.query()},
        )


@dataclass(frozen=True)
class SavePage(TemplateContext, template="figures/save.html"):
    """The page for `saving` a figure."""

    saving: SaveChoices


def _url(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _render_save_page(figure: Figure[Any]) -> str:
    look = figure.request.options
    form = read_choice("form", request.args.get("form") or FORMS[0], figure.kind.formats)
    own = parameters.read_given(name for name in request.args if name not in (*OPTION_NAMES, "form"))
    pages, outcome = (
        0,
        preview_publication(etree.fromstring(figure.svg), look, figure.caption, figure.divide is not None),
    )
    if look.split:
        division = divide_figure(figure.svg, look, figure.caption, figure.divide)
        pages, outcome = (
            len(division.pages),
            PublishPreview(division.description, is_legible=division.smallest_text_pt >= MIN_TEXT_PT - 0.05),
        )
    choices = SaveChoices(figure, replace(look, page=None), form, own, outcome, pages)
    return render(SavePage(choices))
