"""Figures as files: the page on which one chooses how a figure is to look, and the file that comes of it.

Whatever can be drawn as an SVG without a title can be saved so: a function that makes a `Figure` is `served` at the figure's
own address, `…/map.pdf`, and with that page at `…/map/save`. The page opens in place where scripts run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from lxml import etree

from stances.errors import BadRequestError
from stances.figures.metadata import Origin
from stances.graphics.typography import MIN_TEXT_PT
from stances.publishing.caption import Caption
from stances.publishing.options import OPTION_NAMES, PublishOptions
from stances.publishing.page_layout import PublishPreview, preview_publication
from stances.publishing.page_size import MAX_WIDTH_PX, MIN_WIDTH_PX, Paper, SheetProposal
from stances.publishing.publish import DivideFigure, divide_figure, publish
from stances.query import join_or, read_choice
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.web.core import parameters
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record, revised_at
from stances.web.core.urls import debate_urls

MEDIA_TYPES = {
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
DRAWING_FORMATS = ("svg", "png", "pdf")
EXPORT_PARAMETERS = (*OPTION_NAMES, "save")
"""What any figure's address knows besides what the figure is of."""


def figure_response(content: bytes | str, form: str, name: str) -> Response:
    """A figure as its own document, or as a file to save."""
    response = make_response(content)
    response.headers["Content-Type"] = MEDIA_TYPES[form]
    response.headers["Content-Security-Policy"] = BARE_POLICY
    kind = "attachment" if is_download() else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.{form}"'
    return response


def is_download() -> bool:
    return parameters.read_switch("save", False)


@dataclass(frozen=True)
class Figure:
    """A figure before it is made ready: the record that it is of, what it is of that, how it is drawn, and its words.

    `data` writes the forms that are no drawing, such as dot and csv; they have no look. `divide` makes several pages of it;
    `called` is what its file is called, where that is not `what`.
    """

    subject: Entry
    kind: str
    draw: Callable[[], bytes]
    caption: Caption
    data_writers: Mapping[str, Callable[[], str | bytes]] = field(default_factory=dict)
    divide: DivideFigure | None = None
    file_suffix: str = ""

    @cached_property
    def svg(self) -> bytes:
        return self.draw()

    @property
    def formats(self) -> tuple[str, ...]:
        return (*DRAWING_FORMATS, *self.data_writers)

    @property
    def name(self) -> str:
        return file_name(record(), self.subject, self.file_suffix or self.kind)

    @property
    def address(self) -> str:
        """What its forms end."""
        to = debate_urls()
        of_debate = self.subject.kind_name is Kind.DEBATE
        return f"{to.home if of_debate else to.entry(self.subject)}/{self.kind}"


def file_name(shown: Record, subject: Entry, what: str) -> str:
    """left-opposition-1928-left-turn-map: slugs hold nothing that a file's name can't."""
    slugs = dict.fromkeys((shown.debate.slug, subject.slug))
    return "-".join([*slugs, what])


def serve_figure(
    pages: Blueprint, address: str, *knows: str, **subject: str
) -> Callable[[Callable[..., Figure]], Callable[..., Figure]]:
    """Serve the figure that a function makes as files at `address.<form>`, and at `address/save` the page to save it.

    `knows` are the parameters by which one asks for it; `subject` goes to the function beside what the address names.
    """

    def serve(make: Callable[..., Figure]) -> Callable[..., Figure]:
        @cache_page
        def file(form: str, **of: str) -> Response:
            parameters.accept_only(*dict.fromkeys((*knows, *EXPORT_PARAMETERS)))
            return _render_format(make(**of), form)

        @cache_page
        def save(**of: str) -> str:
            parameters.accept_only(*dict.fromkeys((*knows, *EXPORT_PARAMETERS, "form")))
            return _render_save_page(make(**of))

        pages.add_url_rule(f"{address}.<form>", address, file, defaults=subject)
        pages.add_url_rule(f"{address}/save", f"{address}/save", save, defaults=subject)
        return make

    return serve


def figure_origin() -> Origin:
    """Where the figure of this request comes from."""
    revised = revised_at()
    return Origin(record(), revised.date() if revised else None, None, _permanent_url())


def read_look() -> PublishOptions:
    return PublishOptions.from_query(request.args)


def _render_format(figure: Figure, form: str) -> Response:
    """The figure's data as they are, or the figure in the look that is asked for; one that a page takes in is left as drawn."""
    if write := figure.data_writers.get(form):
        return figure_response(write(), form, figure.name)
    if form not in DRAWING_FORMATS:
        raise BadRequestError(f"This figure comes as {join_or(figure.formats)}, not as “{form}”.")
    look = read_look()
    inline = form == "svg" and look.is_bare and not is_download()
    made = figure.svg if inline else publish(figure.svg, look, form, figure.caption, figure.divide)
    return figure_response(made, form, figure.name)


def _permanent_url() -> str:
    """The address of this figure as of the revision that it shows, which will always give the same."""
    here = request.path.removeprefix("/debates/").partition("/")[2]
    query = urlencode([(n, v) for n, v in request.args.items(multi=True) if n != "save"])
    home = debate_urls().at_point(record().revision).home
    return f"{request.host_url.rstrip('/')}{home}/{here}{f'?{query}' if query else ''}"


# --- the page ---


@dataclass(frozen=True)
class LabelledUrl:
    """Something to take instead, and the address of this page with it."""

    words: str
    address: str


@dataclass(frozen=True)
class SavePage:
    """All that the page for saving a figure shows; `kept` is what the figure is of, which this page leaves as it is.

    `pages` are how many it is divided into, none where it is not.
    """

    figure: Figure
    look: PublishOptions
    form: str
    subject_parameters: tuple[tuple[str, str], ...]
    outcome: PublishPreview
    pages: int = 0

    min_width, max_width = MIN_WIDTH_PX, MAX_WIDTH_PX

    @property
    def format_choices(self) -> list[tuple[str, str]]:
        return [(form, form.upper()) for form in self.figure.formats]

    @property
    def paper_choices(self) -> list[tuple[str, str]]:
        return [("own", "own size"), *((paper.value, paper.words) for paper in Paper)]

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
        """What to click on to have it: a file, or one for each page where its form holds but one."""
        name = self.form.upper()
        if self.pages < 2 or self.form not in ("svg", "png"):
            return [LabelledUrl(f"Save as {name}", self.url_for_format(self.form, save="on"))]
        numbers = range(1, self.pages + 1)
        return [
            LabelledUrl(f"Save page {n} as {name}", self.url_for_format(self.form, page=str(n), save="on"))
            for n in numbers
        ]

    @property
    def is_drawing(self) -> bool:
        return self.form in DRAWING_FORMATS

    def url_for_format(self, form: str, **more: str) -> str:
        """The figure's address in a form."""
        look = self.look.query() if form in DRAWING_FORMATS else {}
        return _url(f"{self.figure.address}.{form}", {**dict(self.subject_parameters), **look, **more})

    @property
    def permanent_url(self) -> str:
        """The figure's address as of the revision that it shows, which will always give the same."""
        now, then = debate_urls(), debate_urls().at_point(record().revision)
        return then.home + self.url_for_format(self.form).removeprefix(now.home)

    @property
    def alternatives(self) -> list[LabelledUrl]:
        return [LabelledUrl(p.description, self._url_with(p)) for p in self.outcome.alternatives]

    def _url_with(self, proposal: SheetProposal) -> str:
        """This page with what is proposed."""
        sheet = proposal.sheet
        look = replace(self.look, paper=sheet.paper, orientation=sheet.orientation, split=proposal.pages > 1)
        return _url(
            f"{self.figure.address}/save",
            {**dict(self.subject_parameters), "form": self.form, **look.query()},
        )


def _url(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _render_save_page(figure: Figure) -> str:
    look = read_look()
    form = read_choice("form", request.args.get("form") or DRAWING_FORMATS[0], figure.formats)
    kept = tuple(
        (n, ",".join(request.args.getlist(n))) for n in request.args if n not in (*OPTION_NAMES, "form")
    )
    pages, comes_to = (
        0,
        preview_publication(etree.fromstring(figure.svg), look, figure.caption, figure.divide is not None),
    )
    if look.split:
        division = divide_figure(figure.svg, look, figure.caption, figure.divide)
        pages, comes_to = (
            len(division.pages),
            PublishPreview(division.description, is_legible=division.smallest_text_pt >= MIN_TEXT_PT - 0.05),
        )
    page = SavePage(figure, replace(look, page=None), form, kept, comes_to, pages)
    return render_template("figures/save.html", saving=page, revised=revised_at())
