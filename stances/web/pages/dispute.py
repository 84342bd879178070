"""Pages about one dispute: its question and scale, the grid, the map, and its claims in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app, g, render_template, request

from stances.argument import graph as graphs
from stances.argument.options import PARAMETERS as MAP
from stances.figures.chart.grid import grid_svg
from stances.publishing.caption import grid_caption
from stances.query import PLAIN, refuse
from stances.record.entries import Claim, Dispute, Event, Stance, Tally
from stances.record.ordering import claims_in_order
from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.timeline.csv_tables import grid_csv
from stances.timeline.grid import Grid
from stances.timeline.grid import grid as grid_of
from stances.timeline.rows import Row, Sort
from stances.timeline.stance_order import by_date
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.page_cache import kept_page
from stances.web.core.site import known, record, revised_at
from stances.web.core.urls import addresses
from stances.web.figures.files import Figure, origin, served
from stances.web.figures.lines import Lines, asked_lines
from stances.web.figures.map_panel import MapPart, map_part
from stances.web.figures.time_options import TIME, asked_time, drawing
from stances.web.figures.time_slider import Scrubber, Sheet, in_script, scrubber, speakers, told

pages = family("disputes")

GRID = (*TIME, "sort")
SHOWN = (*GRID, "figure", "open")
PARAMETERS = tuple(dict.fromkeys((*SHOWN, *MAP)))


@dataclass(frozen=True)
class Opened:
    """A row opened to what it rests on."""

    row: Row
    stances: list[Stance]


@pages.get("/disputes/<slug>")
@kept_page
def dispute(slug: str) -> str:
    parameters.only(*PARAMETERS)
    shown = record()
    found = known(shown.disputes, slug, "dispute")
    part = map_part(found, f"disputes/{slug}", f"Argument map: {found.title}", SHOWN)
    page = dispute_page(shown, found, asked_grid(shown, slug), part)
    return render_template(
        "pages/dispute/dispute.html", page=page, here=parameters.given(PARAMETERS), revised=revised_at()
    )


def asked_grid(shown: Record, slug: str) -> Grid:
    """The grid that the parameters of this request ask for. Raises `BadRequestError`."""
    return grid_of(shown, slug, **asked_time(shown), sort=parameters.choice("sort", Sort.FACTION))


def _whole(shown: Record, grid: Grid) -> Grid:
    """The same grid as of no day."""
    asked = {**asked_time(shown), "as_of": None}
    return grid_of(shown, grid.dispute.slug, **asked) if grid.as_of else grid


def _told(shown: Record, control: Scrubber, grid: Grid, whole: Grid) -> str:
    """What grid and map show at each moment, for a script in the page."""
    graph = graphs.of_dispute(shown, grid.dispute.slug)
    days = [moment.day for moment in control.moments]
    found = told(shown, graph, days, grid.basis, [_sheet(grid, whole)])
    return in_script({**found, "speakers": speakers(shown, graph)})


def _sheet(grid: Grid, whole: Grid) -> Sheet:
    ui: Any = current_app.jinja_env.globals["ui"]
    to, recording = addresses(), new_stance()
    return Sheet(
        grid,
        whole,
        lambda row, column, cell: str(ui.grid_cell(to, row, column, cell, "participant", recording)),
        lambda column: str(ui.grid_events(to, column)),
    )


def dispute_page(shown: Record, found: Dispute, grid: Grid, part: MapPart) -> DisputePage:
    stances = sorted(shown.stances_of_dispute.get(found.slug, ()), key=lambda s: (s.when.sort_key, s.slug))
    tallies = [(e, t) for e in shown.events.values() for t in e.tally if t.dispute == found.slug]
    control = scrubber(shown, found.slug, grid.as_of, grid.basis)
    whole = _whole(shown, grid)
    return DisputePage(
        found,
        grid.with_changes_of(whole),
        stances,
        claims_in_order(shown, found.slug),
        tallies,
        part,
        control,
        _told(shown, control, grid, whole) if control.moments else "",
        _opened(grid),
        asked_lines(shown, found.slug),
    )


def _opened(grid: Grid) -> Opened | None:
    """The row that this request wants open, with the stances that its grid shows."""
    wanted = request.args.get("open")
    if wanted is None:
        return None
    row = next((row for row in grid.rows if row.participant.slug == wanted), None)
    if row is None:
        slugs = ", ".join(row.participant.slug for row in grid.rows)
        refuse("open", wanted, f"one of the participants of this grid{': ' if slugs else ''}{slugs}", PLAIN)
    return Opened(row, sorted(row.stances, key=by_date))


def new_stance() -> str:
    """Where a stance is recorded; nothing for those who may not, or where the record is read as it once stood."""
    may = g.visitor.may(Role.CONTRIBUTOR) and g.get("as_of") is None
    return f"{addresses().home}/stances/new" if may else ""


@served(pages, "/disputes/<slug>/grid", *GRID)
def grid(slug: str) -> Figure:
    found = known(record().disputes, slug, "dispute")
    drawn = asked_grid(record(), slug)
    draw = drawing(grid_svg, drawn, prefix=f"grid-{slug}")
    return Figure(found, "grid", draw, grid_caption(drawn, origin()), {"csv": partial(grid_csv, drawn)})


@dataclass(frozen=True)
class DisputePage:
    """All that the page of a dispute shows."""

    dispute: Dispute
    grid: Grid
    stances: list[Stance]
    claims: list[Claim]
    tallies: list[tuple[Event, Tally]]
    part: MapPart
    scrubber: Scrubber
    told: str
    opened: Opened | None
    lines: Lines | None
