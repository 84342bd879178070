"""The page of a dispute: its question and scale, grid, map and time slider, and its claims in order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app, g, request

from stances.argument import graph as graphs
from stances.argument.options import MAP_PARAMETERS as MAP
from stances.figures.chart.grid import draw_grid
from stances.figures.metadata import figure_prefix
from stances.publishing.caption import build_grid_caption
from stances.publishing.templates import TemplateContext
from stances.query import refuse
from stances.record.entries import Claim, Dispute, Event, Stance, Tally
from stances.record.ordering import sort_claims
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.vocabulary import Role
from stances.timeline.csv_tables import write_grid_csv
from stances.timeline.grid import Grid
from stances.timeline.grid import build_grid as grid_of
from stances.timeline.options import GRID_OPTIONS, GridOptions
from stances.timeline.rows import GridRow
from stances.timeline.slider_states import GridBinding, script_json, slider_states
from stances.timeline.stance_order import date_key
from stances.timeline.time_slider import TimeSlider, make_time_slider
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record
from stances.web.core.template_context import render
from stances.web.core.urls import debate_urls
from stances.web.figures.files import Figure, figure_origin, serve_figure
from stances.web.figures.lines import LinesPanel, read_lines
from stances.web.figures.map_panel import MapPanel, make_map_panel
from stances.web.figures.time_options import bind_drawing, read_time_options

pages = debate_blueprint("disputes")

GRID_PARAMETERS = tuple(GRID_OPTIONS)
VIEW_PARAMETERS = (*GRID_PARAMETERS, "figure", "open")
PAGE_PARAMETERS = tuple(dict.fromkeys((*VIEW_PARAMETERS, *MAP)))


@dataclass(frozen=True)
class OpenedRow:
    """A row of the grid that is opened to its evidence."""

    row: GridRow
    stances: list[Stance]


@dataclass(frozen=True)
class DisputePage(TemplateContext, template="pages/dispute/dispute.html"):
    """The page of a `dispute`: its `grid` or its `lines`, its map (`part`), its `claims` and `stances` in order of time.

    `tallies` are what events counted in it, `opened` the row whose evidence is shown, and `here` the parameters that were given.
    `slider_states` is what grid and map show at each moment of the `time_slider`, as JSON; empty where it has none.
    """

    dispute: Dispute
    grid: Grid
    stances: Sequence[Stance]
    claims: Sequence[Claim]
    tallies: Sequence[tuple[Event, Tally]]
    part: MapPanel
    time_slider: TimeSlider
    slider_states: str
    opened: OpenedRow | None
    lines: LinesPanel | None
    here: Mapping[str, str]


@pages.get("/disputes/<slug>")
@cache_page
def dispute(slug: str) -> str:
    parameters.accept_only(*PAGE_PARAMETERS)
    shown = record()
    dispute = require_entry(shown, Dispute, slug)
    panel = make_map_panel(dispute, f"disputes/{slug}", f"Argument map: {dispute.title}", VIEW_PARAMETERS)
    return render(build_dispute_page(shown, dispute, read_grid(shown, slug), panel))


def read_grid(shown: Record, slug: str) -> Grid:
    """The grid that this request asks for. Raises `BadRequestError`."""
    return grid_of(shown, slug, **read_time_options(shown, GridOptions))


def _grid_without_day(shown: Record, grid: Grid) -> Grid:
    """The grid over the whole time, not as of a day."""
    options = {**read_time_options(shown), "as_of": None}
    return grid_of(shown, grid.dispute.slug, **options) if grid.as_of else grid


def _slider_states(shown: Record, slider: TimeSlider, grid: Grid, whole: Grid) -> str:
    """What grid and map show at each moment, as JSON for the page's script."""
    graph = graphs.build_dispute_graph(shown, grid.dispute.slug)
    days = [moment.day for moment in slider.moments]
    return script_json(slider_states(shown, graph, days, grid.basis, [_grid_binding(grid, whole)]))


def _grid_binding(grid: Grid, whole: Grid) -> GridBinding:
    ui: Any = current_app.jinja_env.globals["ui"]
    to, recording = debate_urls(), new_stance_url()
    return GridBinding(
        grid,
        whole,
        lambda row, column, cell: str(ui.grid_cell(to, row, column, cell, "participant", recording)),
        lambda column: str(ui.grid_events(to, column)),
    )


def build_dispute_page(shown: Record, dispute: Dispute, grid: Grid, panel: MapPanel) -> DisputePage:
    """Collect what the page of a dispute shows."""
    stances = sorted(shown.stances_of_dispute.get(dispute.slug, ()), key=lambda s: (s.when.sort_key, s.slug))
    tallies = [(e, t) for e in shown.events.values() for t in e.tally if t.dispute == dispute.slug]
    slider = make_time_slider(shown, dispute.slug, grid.as_of, grid.basis)
    whole = _grid_without_day(shown, grid)
    return DisputePage(
        dispute,
        grid.with_changes_from(whole),
        stances,
        sort_claims(shown, dispute.slug),
        tallies,
        panel,
        slider,
        _slider_states(shown, slider, grid, whole) if slider.moments else "",
        _opened_row(grid),
        read_lines(shown, dispute.slug),
        parameters.read_given(PAGE_PARAMETERS),
    )


def _opened_row(grid: Grid) -> OpenedRow | None:
    """The row that this request opens, with its stances by date. Raises `BadRequestError`."""
    wanted = request.args.get("open")
    if wanted is None:
        return None
    row = next((row for row in grid.rows if row.participant.slug == wanted), None)
    if row is None:
        slugs = ", ".join(row.participant.slug for row in grid.rows)
        refuse("open", wanted, f"one of the participants of this grid{': ' if slugs else ''}{slugs}")
    return OpenedRow(row, sorted(row.stances, key=date_key))


def new_stance_url() -> str:
    """The page on which a stance is recorded; empty for visitors who may not, and in an earlier state of the debate."""
    may = g.visitor.may(Role.CONTRIBUTOR) and g.get("as_of") is None
    return f"{debate_urls().home}/stances/new" if may else ""


@serve_figure(pages, "/disputes/<slug>/grid", *GRID_PARAMETERS)
def grid(slug: str) -> Figure:
    dispute = require_entry(record(), Dispute, slug)
    grid_ = read_grid(record(), slug)
    draw = bind_drawing(draw_grid, grid_, prefix=figure_prefix("grid", dispute))
    return Figure(
        dispute,
        "grid",
        draw,
        build_grid_caption(grid_, figure_origin()),
        {"csv": partial(write_grid_csv, grid_)},
    )
