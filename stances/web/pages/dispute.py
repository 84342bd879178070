"""The page of a dispute: its question and scale, grid, map and time slider, and its claims in order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, g, request
from markupsafe import Markup

from stances.argument import graph as graphs
from stances.argument.options import MAP_PARAMETERS as MAP
from stances.figures.chart.lines import draw_line_chart
from stances.figures.metadata import figure_prefix
from stances.publishing.figures.lines import LINES, build_line_grid
from stances.publishing.templates import TemplateContext
from stances.query import read_texts, refuse
from stances.record.entries import Claim, Dispute, Event, Stance, Tally
from stances.record.ordering import sort_claims
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.vocabulary import ColumnUnit, Role
from stances.timeline.grid import Grid
from stances.timeline.grid import build_grid as grid_of
from stances.timeline.moments import find_moments
from stances.timeline.options import GRID_OPTIONS, GridOptions, read_options
from stances.timeline.rows import GridRow
from stances.timeline.slider_states import GridBinding, compact_json, slider_states
from stances.timeline.stance_order import date_key
from stances.timeline.time_axis import offered_units
from stances.timeline.time_slider import TimeSlider, make_time_slider
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record
from stances.web.core.template_context import render
from stances.web.core.urls import debate_urls
from stances.web.figures.map_panel import MapPanel, make_map_panel

pages = debate_blueprint("disputes")

VIEW_PARAMETERS = (*GRID_OPTIONS, "figure", "open")
PAGE_PARAMETERS = tuple(dict.fromkeys((*VIEW_PARAMETERS, *MAP)))


class TimeFigureKind(StrEnum):
    """How a page shows stances over time."""

    GRID = "grid"
    LINES = "lines"


@dataclass(frozen=True)
class LinesPanel:
    """The line chart on a page: its participants if not all, and its drawing, empty if none of them has a line."""

    participants: list[str]
    drawing: Markup


@dataclass(frozen=True)
class OpenedRow:
    """A row of the grid that is opened to its evidence."""

    row: GridRow
    stances: list[Stance]


@dataclass(frozen=True)
class DisputePage(TemplateContext, template="pages/dispute/dispute.html"):
    """The page of a `dispute`: its `grid` or its `lines`, its map (`part`), its `claims` and `stances` in order of time.

    `tallies` are what events counted in it, `opened` the row whose evidence is shown, and `here` the parameters that were given.
    `units` are the columns that are worth choosing, and `slider_states_url` is where the `time_slider` reads what grid and map
    show at each moment.
    """

    dispute: Dispute
    grid: Grid
    units: Sequence[ColumnUnit]
    stances: Sequence[Stance]
    claims: Sequence[Claim]
    tallies: Sequence[tuple[Event, Tally]]
    part: MapPanel
    time_slider: TimeSlider
    slider_states_url: str
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
    return grid_of(shown, slug, **read_options(shown, parameters.read_given(GRID_OPTIONS), GridOptions))


def _grid_without_day(shown: Record, grid: Grid) -> Grid:
    """The grid over the whole time, not as of a day."""
    options = {**read_options(shown, parameters.read_given(GRID_OPTIONS)), "as_of": None}
    return grid_of(shown, grid.dispute.slug, **options) if grid.as_of else grid


def _slider_states_url(dispute: Dispute) -> str:
    query = urlencode(parameters.read_given(GRID_OPTIONS))
    return f"{debate_urls().dispute(dispute.slug)}/moments.json{'?' if query else ''}{query}"


@pages.get("/disputes/<slug>/moments.json")
@cache_page
def moments(slug: str) -> Response:
    """What the grid of a page with these parameters, and its map, show at each moment: `SliderStates` as JSON."""
    parameters.accept_only(*GRID_OPTIONS)
    shown = record()
    grid = read_grid(shown, require_entry(shown, Dispute, slug).slug)
    days = [moment.day for moment in find_moments(shown, slug, grid.basis, grid.as_of)]
    binding = _grid_binding(grid, _grid_without_day(shown, grid))
    graph = graphs.build_dispute_graph(shown, slug)
    states = slider_states(shown, graph, days, grid.basis, [binding])
    return Response(compact_json(states), mimetype="application/json")


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
    return DisputePage(
        dispute,
        grid.with_changes_from(_grid_without_day(shown, grid)),
        _offered_units(shown, grid),
        stances,
        sort_claims(shown, dispute.slug),
        tallies,
        panel,
        make_time_slider(shown, dispute.slug, grid.as_of, grid.basis),
        _slider_states_url(dispute),
        _opened_row(grid),
        _read_lines(shown, dispute.slug),
        parameters.read_given(PAGE_PARAMETERS),
    )


def _read_lines(shown: Record, slug: str) -> LinesPanel | None:
    """The line chart for the page of a dispute; None if the request asks for the grid.

    `participants` also filters the map, so it may name people who have no stance here; they are ignored. `unit` is that of the
    grid, which the page would show instead.
    """
    if parameters.read_choice("figure", TimeFigureKind.GRID) is TimeFigureKind.GRID:
        return None
    given = parameters.read_given(name for name in LINES.parameters if name != "unit")
    grid, wanted = build_line_grid(shown, slug, given), read_texts("", given.get("participants", ""))
    rows = tuple(row for row in grid.rows if not wanted or row.participant.slug in wanted)
    if not rows:
        return LinesPanel(list(wanted), Markup())
    drawing = draw_line_chart(
        grid, rows=rows, title="", href=debate_urls(), prefix=figure_prefix("lines", grid.dispute)
    )
    chosen = [row.participant.slug for row in rows] if len(rows) < len(grid.rows) else []
    return LinesPanel(chosen, Markup(drawing))  # noqa: S704  (the drawing escapes its texts)


def _offered_units(shown: Record, grid: Grid) -> Sequence[ColumnUnit]:
    """The units worth choosing for the grid, and the one that it has."""
    slug = grid.dispute.slug
    offered = offered_units(
        shown, shown.stances_of_dispute.get(slug, ()), shown.claims_of_dispute.get(slug, ())
    )
    return [unit for unit in ColumnUnit if unit in offered or unit is grid.unit]


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
