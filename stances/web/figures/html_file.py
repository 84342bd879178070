"""A debate, or one of its disputes, as a single HTML file that needs no server: maps, grids, scrubber and the whole record.

Everything is readable without scripts; with them the scrubber moves grids and maps, and a claim opens beside its map. The
file asks for nothing outside, and its own policy allows exactly the style and the scripts that are in it. To stay small it
says each thing once: maps without the descriptions that the claims below them give, cells without what their headings say, and
of the grids at all moments only what differs from what a column's own dates tell.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request

from stances import __version__
from stances.argument import graph as graphs
from stances.argument.graph import Graph
from stances.argument.options import MapView
from stances.publishing.css_pruning import prune_css
from stances.publishing.minify import minify_html, minify_map
from stances.record.entries import Claim, Dispute, Stance
from stances.record.ordering import sort_claims
from stances.record.record import Record
from stances.record.vocabulary import Basis, Kind
from stances.timeline.grid import Grid
from stances.timeline.grid import build_grid as grid_of
from stances.timeline.moments import Moment, find_moments
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record, require_entry, revised_at, site
from stances.web.core.urls import DebateUrls, debate_urls
from stances.web.figures.files import file_name
from stances.web.figures.time_slider import GridBinding, TimeSlider, script_json, slider_states

pages = debate_blueprint("standalone")

STYLES = ("css/site.css", "css/grid.css", "css/map.css", "css/time_slider.css", "css/html_file.css")
SCRIPTS = (
    ("js/map/argument.js", "js/map/highlight.js", "js/map/walk.js", "js/html_file/html_file.js"),
    ("js/time_slider/time_slider.js",),
)
"""Each made of files that stand together; what modules would ask of each other they then have."""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Over HTTP: no more than that what is inline may run, for which the file's own policy then allows only what is its own."""


@pages.get("/standalone.html")
@cache_page
def debate_html() -> Response:
    parameters.accept_only("save")
    shown = record()
    return _file_response(
        render_html_file(shown, tuple(shown.disputes.values()), revised_at(), _permanent_urls().home), shown
    )


@pages.get("/disputes/<slug>/standalone.html")
@cache_page
def dispute_html(slug: str) -> Response:
    parameters.accept_only("save")
    shown = record()
    dispute = require_entry(shown.disputes, slug, "dispute")
    return _file_response(
        render_html_file(shown, (dispute,), revised_at(), _permanent_urls().dispute(slug)), shown, dispute
    )


def _permanent_urls() -> DebateUrls:
    """Addresses that will show this very revision, for somebody who is elsewhere."""
    return DebateUrls(f"{request.host_url.rstrip('/')}{debate_urls().at_point(record().revision).home}")


def _file_response(content: str, shown: Record, dispute: Dispute | None = None) -> Response:
    """As a file to save, unless `save=off` asks to look at it here, under the policy that it carries itself."""
    response = Response(content, mimetype="text/html")
    kind = "attachment" if parameters.read_switch("save", True) else "inline"
    name = file_name(shown, dispute or shown.debate, "standalone")
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.html"'
    response.headers["Content-Security-Policy"] = POLICY
    return response


@dataclass(frozen=True)
class FragmentUrls:
    """Addresses within the file, called like those of the site."""

    def __call__(self, kind: Kind, slug: str) -> str:
        return f"#{kind}-{slug}"

    def dispute(self, slug: str) -> str:
        return self(Kind.DISPUTE, slug)


@dataclass(frozen=True)
class DisputeSection:
    """One dispute in the file."""

    dispute: Dispute
    grid: Grid
    drawing: str
    claims: list[Claim]
    stances: list[Stance]


@dataclass(frozen=True)
class HtmlFileContent:
    """What goes into one file: the record, and which of its disputes."""

    record: Record
    disputes: tuple[Dispute, ...]

    @property
    def title(self) -> str:
        debate = self.record.debate.title
        return debate if self.is_whole else f"{self.disputes[0].title} · {debate}"

    @property
    def is_whole(self) -> bool:
        return len(self.disputes) == len(self.record.disputes)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The moments of all its disputes, each day once."""
        marks: dict[date, dict[Any, None]] = {}
        for dispute in self.disputes:
            for moment in find_moments(self.record, dispute.slug):
                marks.setdefault(moment.day, {}).update(dict.fromkeys(moment.marks))
        return tuple(Moment(day, tuple(marks[day])) for day in sorted(marks))

    @cached_property
    def days(self) -> list[date]:
        return [moment.day for moment in self.moments]

    @cached_property
    def graph(self) -> Graph:
        """Every claim of its disputes, and every link among them."""
        graphs_ = [graphs.build_dispute_graph(self.record, d.slug, context=False) for d in self.disputes]
        if self.is_whole:
            return graphs.build_whole_graph(self.record)
        return Graph(
            {k: v for g in graphs_ for k, v in g.claims.items()},
            {k: v for g in graphs_ for k, v in g.links.items()},
        )

    @cached_property
    def claims(self) -> Mapping[str, list[Claim]]:
        """By the dispute under which each is told: its own, where that is in the file."""
        listed: set[str] = set()
        by_dispute: dict[str, list[Claim]] = {}
        own = {dispute.slug for dispute in self.disputes}
        for dispute in self.disputes:
            here = sort_claims(self.record, dispute.slug)
            by_dispute[dispute.slug] = [
                c
                for c in here
                if c.slug not in listed and (c.dispute == dispute.slug or c.dispute not in own)
            ]
            listed |= {claim.slug for claim in by_dispute[dispute.slug]}
        return by_dispute

    def drawing(self, dispute: Dispute) -> str:
        view = MapView(dispute=dispute.slug, title=False, legend=False)
        svg = site().map_renderer.draw_view(self.record, view, "svg", FragmentUrls(), f"map-{dispute.slug}")
        return minify_map(svg.decode())

    def section(self, dispute: Dispute) -> DisputeSection:
        stances = self.record.stances_of_dispute.get(dispute.slug, ())
        return DisputeSection(
            dispute,
            grid_of(self.record, dispute.slug),
            self.drawing(dispute),
            self.claims[dispute.slug],
            sorted(stances, key=lambda s: (s.when.sort_key, s.slug)),
        )


# --- the file ---


def render_without_site(app: Flask, shown: Record, disputes: tuple[Dispute, ...]) -> str:
    """The file for somebody who is not visiting; the site is closed afterwards."""
    with app.test_request_context():
        g.debate, g.record = shown.debate.slug, shown
        content = render_html_file(shown, disputes, revised_at(), "")
    app.extensions["stances"].close()
    return content


def render_html_file(
    shown: Record, disputes: tuple[Dispute, ...], revised: datetime | None, address: str
) -> str:
    """The file of a debate, or of some of its disputes; `address` is where the record can be read as it stands."""
    edition = HtmlFileContent(shown, disputes)
    sections = [edition.section(dispute) for dispute in disputes]
    scripts = ["\n".join(map(_read_script, names)) for names in SCRIPTS] if edition.moments else []
    body = minify_html(
        _render(
            "_body",
            edition=edition,
            record=shown,
            to=FragmentUrls(),
            page=_SliderPage(
                next(iter(disputes), None), TimeSlider(edition.moments, None, Basis.WRITTEN, False)
            ),
            sections=sections,
            revised=revised,
            address=address,
            version=__version__,
            here={},
        )
    )
    style = prune_css("\n".join(map(_read_static, STYLES)), body, "".join(scripts))
    return _render(
        "file",
        title=edition.title,
        policy=_policy(style, scripts),
        style=style,
        body=body,
        slider_states=script_json(
            slider_states(shown, edition.graph, edition.days, Basis.WRITTEN, map(_grid_binding, sections))
        ),
        scripts=scripts,
    )


@dataclass(frozen=True)
class _SliderPage:
    """What the scrubber's template asks of its page."""

    dispute: Dispute | None
    time_slider: TimeSlider


def _grid_binding(section: DisputeSection) -> GridBinding:
    """Its grid, in cells that say no more than their row and column leave open."""
    macros: Any = current_app.jinja_env.get_template("macros/html_file.html").module
    return GridBinding(
        section.grid,
        section.grid,
        lambda row, column, cell: str(macros.cell(cell, f"{row.participant.label}, {column.label}: ")),
        lambda column: str(macros.events(column.events)),
    )


def _render(name: str, **given: Any) -> str:
    return current_app.jinja_env.get_template(f"html_file/{name}.html").render(**given)


def _policy(style: str, scripts: Sequence[str]) -> str:
    """What the file allows itself: its own style and scripts to the letter, and nothing from anywhere."""
    allowed = " ".join(map(_hash, scripts)) or "'none'"
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {allowed}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache
def _read_static(name: str) -> str:
    return (Path(current_app.static_folder or "") / name).read_text(encoding="utf-8")


def _read_script(name: str) -> str:
    """A script without its lines of comment and its indents, and no module any more."""
    lines = (line.strip() for line in _read_static(name).splitlines())
    kept = (line for line in lines if line and not line.startswith(("//", "import ")))
    return "\n".join(line.removeprefix("export ") for line in kept)
