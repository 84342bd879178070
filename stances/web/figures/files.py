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
from stances.graphics.typography import LEAST_TEXT
from stances.publishing.caption import Caption
from stances.publishing.options import LOOKS, Look
from stances.publishing.page_layout import Outcome, outcome
from stances.publishing.page_size import LEAST_WIDTH, MOST_WIDTH, Paper, Proposal
from stances.publishing.publish import Divide, divided, publish
from stances.query import join_or, read_choice
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.web.core import parameters
from stances.web.core.page_cache import kept_page
from stances.web.core.site import record, revised_at
from stances.web.core.urls import addresses

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
DRAWN = ("svg", "png", "pdf")
ASKED = (*LOOKS, "save")
"""What any figure's address knows besides what the figure is of."""


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


@dataclass(frozen=True)
class Figure:
    """A figure before it is made ready: the record that it is of, what it is of that, how it is drawn, and its words.

    `data` writes the forms that are no drawing, such as dot and csv; they have no look. `divide` makes several pages of it;
    `called` is what its file is called, where that is not `what`.
    """

    subject: Entry
    what: str
    draw: Callable[[], bytes]
    caption: Caption
    data: Mapping[str, Callable[[], str | bytes]] = field(default_factory=dict)
    divide: Divide | None = None
    called: str = ""

    @cached_property
    def svg(self) -> bytes:
        return self.draw()

    @property
    def forms(self) -> tuple[str, ...]:
        return (*DRAWN, *self.data)

    @property
    def name(self) -> str:
        return file_name(record(), self.subject, self.called or self.what)

    @property
    def address(self) -> str:
        """What its forms end."""
        to = addresses()
        of_debate = self.subject.kind_name is Kind.DEBATE
        return f"{to.home if of_debate else to.entry(self.subject)}/{self.what}"


def file_name(shown: Record, subject: Entry, what: str) -> str:
    """left-opposition-1928-left-turn-map: slugs hold nothing that a file's name can't."""
    slugs = dict.fromkeys((shown.debate.slug, subject.slug))
    return "-".join([*slugs, what])


def served(
    pages: Blueprint, address: str, *knows: str, **subject: str
) -> Callable[[Callable[..., Figure]], Callable[..., Figure]]:
    """Serve the figure that a function makes as files at `address.<form>`, and at `address/save` the page to save it.

    `knows` are the parameters by which one asks for it; `subject` goes to the function beside what the address names.
    """

    def serve(make: Callable[..., Figure]) -> Callable[..., Figure]:
        @kept_page
        def file(form: str, **of: str) -> Response:
            parameters.only(*dict.fromkeys((*knows, *ASKED)))
            return _in_form(make(**of), form)

        @kept_page
        def save(**of: str) -> str:
            parameters.only(*dict.fromkeys((*knows, *ASKED, "form")))
            return _save_page(make(**of))

        pages.add_url_rule(f"{address}.<form>", address, file, defaults=subject)
        pages.add_url_rule(f"{address}/save", f"{address}/save", save, defaults=subject)
        return make

    return serve


def origin() -> Origin:
    """Where the figure of this request comes from."""
    revised = revised_at()
    return Origin(record(), revised.date() if revised else None, None, _source())


def asked_look() -> Look:
    return Look.from_query(request.args)


def _in_form(drawn: Figure, form: str) -> Response:
    """The figure's data as they are, or the figure in the look that is asked for; one that a page takes in is left as drawn."""
    if write := drawn.data.get(form):
        return figure(write(), form, drawn.name)
    if form not in DRAWN:
        raise BadRequestError(f"This figure comes as {join_or(drawn.forms)}, not as “{form}”.")
    look = asked_look()
    inline = form == "svg" and look.bare and not saving()
    made = drawn.svg if inline else publish(drawn.svg, look, form, drawn.caption, drawn.divide)
    return figure(made, form, drawn.name)


def _source() -> str:
    """The address of this figure as of the revision that it shows, which will always give the same."""
    here = request.path.removeprefix("/debates/").partition("/")[2]
    query = urlencode([(n, v) for n, v in request.args.items(multi=True) if n != "save"])
    home = addresses().at(record().revision).home
    return f"{request.host_url.rstrip('/')}{home}/{here}{f'?{query}' if query else ''}"


# --- the page ---


@dataclass(frozen=True)
class Choice:
    """Something to take instead, and the address of this page with it."""

    words: str
    address: str


@dataclass(frozen=True)
class Saving:
    """All that the page for saving a figure shows; `kept` is what the figure is of, which this page leaves as it is.

    `pages` are how many it is divided into, none where it is not.
    """

    figure: Figure
    look: Look
    form: str
    kept: tuple[tuple[str, str], ...]
    outcome: Outcome
    pages: int = 0

    least, most = LEAST_WIDTH, MOST_WIDTH

    @property
    def forms(self) -> list[tuple[str, str]]:
        return [(form, form.upper()) for form in self.figure.forms]

    @property
    def papers(self) -> list[tuple[str, str]]:
        return [("own", "own size"), *((paper.value, paper.words) for paper in Paper)]

    @property
    def previews(self) -> list[str]:
        numbers = range(1, self.pages + 1)
        return [self.at("svg", page=str(n)) for n in numbers] if self.pages else [self.at("svg")]

    @property
    def files(self) -> list[Choice]:
        """What to click on to have it: a file, or one for each page where its form holds but one."""
        name = self.form.upper()
        if self.pages < 2 or self.form not in ("svg", "png"):
            return [Choice(f"Save as {name}", self.at(self.form, save="on"))]
        numbers = range(1, self.pages + 1)
        return [
            Choice(f"Save page {n} as {name}", self.at(self.form, page=str(n), save="on")) for n in numbers
        ]

    @property
    def drawn(self) -> bool:
        return self.form in DRAWN

    def at(self, form: str, **more: str) -> str:
        """The figure's address in a form."""
        look = self.look.query() if form in DRAWN else {}
        return _address(f"{self.figure.address}.{form}", {**dict(self.kept), **look, **more})

    @property
    def cited(self) -> str:
        """The figure's address as of the revision that it shows, which will always give the same."""
        now, then = addresses(), addresses().at(record().revision)
        return then.home + self.at(self.form).removeprefix(now.home)

    @property
    def instead(self) -> list[Choice]:
        return [Choice(p.words, self._with(p)) for p in self.outcome.instead]

    def _with(self, proposal: Proposal) -> str:
        """This page with what is proposed."""
        sheet = proposal.sheet
        look = replace(self.look, paper=sheet.paper, orientation=sheet.orientation, split=proposal.pages > 1)
        return _address(f"{self.figure.address}/save", {**dict(self.kept), "form": self.form, **look.query()})


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _save_page(drawn: Figure) -> str:
    look = asked_look()
    form = read_choice("form", request.args.get("form") or DRAWN[0], drawn.forms)
    kept = tuple((n, ",".join(request.args.getlist(n))) for n in request.args if n not in (*LOOKS, "form"))
    pages, comes_to = 0, outcome(etree.fromstring(drawn.svg), look, drawn.caption, drawn.divide is not None)
    if look.split:
        found = divided(drawn.svg, look, drawn.caption, drawn.divide)
        pages, comes_to = len(found.pages), Outcome(found.words, legible=found.text >= LEAST_TEXT - 0.05)
    page = Saving(drawn, replace(look, page=None), form, kept, comes_to, pages)
    return render_template("figures/save.html", saving=page, revised=revised_at())
