"""The pages of a dispute: its workspace of grid, map, time slider and detail; its claims; its stances; what has been read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, current_app, g
from markupsafe import Markup

from stances.argument import graph as graphs
from stances.argument.options import MAP_PARAMETERS as MAP
from stances.figures.chart.lines import draw_line_chart
from stances.figures.metadata import figure_prefix
from stances.publishing.figures.lines import LINES
from stances.publishing.templates import TemplateContext
from stances.query import check_known, read_texts
from stances.record.commitments import find_holders
from stances.record.entries import Claim, Dispute, Event, Stance
from stances.record.ordering import sort_claims
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.vocabulary import ColumnUnit, Role
from stances.record.wording import speaker_label
from stances.timeline.grid import Grid
from stances.timeline.grid import build_grid as grid_of
from stances.timeline.moments import find_moments
from stances.timeline.options import GRID_OPTIONS, GridOptions, read_options
from stances.timeline.slider_states import GridBinding, compact_json, slider_states
from stances.timeline.stance_order import date_key
from stances.timeline.time_axis import offered_units
from stances.timeline.time_slider import TimeSlider, make_time_slider
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record
from stances.web.core.template_context import render, render_part
from stances.web.core.urls import debate_urls
from stances.web.figures.map_panel import MapPanel, make_map_panel
from stances.web.pages.dispute_detail import CHOICE_PARAMETERS, Detail, find_detail

pages = debate_blueprint("disputes")

VIEW_PARAMETERS = (*GRID_OPTIONS, "figure", *CHOICE_PARAMETERS)
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
class DisputePage(TemplateContext, template="pages/dispute/dispute.html"):
    """The workspace of a `dispute`: its `grid` or its `lines`, its map (`part`), and the `detail` of what is chosen.

    `events` are those of the whole time, `units` the columns that are worth choosing, and `slider_states_url` is where the
    `time_slider` reads what grid and map show at each moment. `here` are the parameters that were given.
    """

    dispute: Dispute
    grid: Grid
    events: Sequence[Event]
    units: Sequence[ColumnUnit]
    part: MapPanel
    time_slider: TimeSlider
    slider_states_url: str
    detail: Markup
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


@pages.get("/disputes/<slug>/detail")
@cache_page
def detail(slug: str) -> str:
    """What is chosen in a dispute, as its page has it."""
    parameters.accept_only(*PAGE_PARAMETERS)
    shown = record()
    grid = read_grid(shown, require_entry(shown, Dispute, slug).slug)
    return render(_find_detail(shown, grid))


def _find_detail(shown: Record, grid: Grid) -> Detail:
    whole = grid.with_changes_from(_grid_without_day(shown, grid))
    return find_detail(shown, whole, parameters.read_given(PAGE_PARAMETERS))


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
    to, recording, here = debate_urls(), new_stance_url(), parameters.read_given(GRID_OPTIONS)
    return GridBinding(
        grid,
        whole,
        lambda row, column, cell: str(ui.page_cell(row, column, cell, recording, here)),
        lambda column: str(ui.grid_events(to, column)),
    )


def build_dispute_page(shown: Record, dispute: Dispute, grid: Grid, panel: MapPanel) -> DisputePage:
    """Collect what the page of a dispute shows."""
    undated = _grid_without_day(shown, grid)
    whole = grid.with_changes_from(undated)
    here = parameters.read_given(PAGE_PARAMETERS)
    return DisputePage(
        dispute,
        whole,
        undated.events,
        _offered_units(shown, grid),
        panel,
        make_time_slider(shown, dispute.slug, grid.columns, grid.as_of, grid.basis),
        _slider_states_url(dispute),
        render_part(find_detail(shown, whole, here)),
        _read_lines(shown, dispute.slug),
        here,
    )


def _read_lines(shown: Record, slug: str) -> LinesPanel | None:
    """The line chart for the page of a dispute; None if the request asks for the grid.

    `participants` also filters the map, so it may name people who have no stance here; they are ignored.
    """
    if parameters.read_choice("figure", TimeFigureKind.GRID) is TimeFigureKind.GRID:
        return None
    given = parameters.read_given(LINES.parameters)
    grid = grid_of(shown, slug, **read_options(shown, given))
    wanted = read_texts("", given.get("participants", ""))
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


def new_stance_url() -> str:
    """The page on which a stance is recorded; empty for visitors who may not, and in an earlier state of the debate."""
    may = g.visitor.may(Role.CONTRIBUTOR) and g.get("as_of") is None
    return f"{debate_urls().home}/stances/new" if may else ""


# --- the other tabs ---


E = TypeVar("E", Claim, Stance)


@dataclass(frozen=True)
class PeopleFilter:
    """Whose entries a list shows: the `chosen` participants', or everybody's; `counts` says how many there are of each,
    the chosen first."""

    counts: Mapping[str, int]
    chosen: tuple[str, ...]


def _of_chosen(
    shown: Record, entries: Iterable[E], people_of: Callable[[E], Iterable[str]]
) -> tuple[list[E], PeopleFilter]:
    """The entries of the participants that this request chooses. Raises `BadRequestError`."""
    parameters.accept_only("participants")
    chosen = read_texts("participants", parameters.read_given(("participants",)).get("participants", ""))
    check_known("participants", chosen, shown.participants)
    people = {entry.slug: set(people_of(entry)) for entry in entries}
    counts = Counter(chain.from_iterable(people.values()))
    order = sorted(counts, key=lambda who: (who not in chosen, -counts[who], speaker_label(shown, who)))
    listed = [e for e in entries if not chosen or not people[e.slug].isdisjoint(chosen)]
    return listed, PeopleFilter({who: counts[who] for who in order}, chosen)


@dataclass(frozen=True)
class DisputeClaimsPage(TemplateContext, template="pages/dispute/claims.html"):
    """The `claims` of a `dispute` in order of time, of the `people` that are chosen."""

    dispute: Dispute
    claims: Sequence[Claim]
    people: PeopleFilter


@pages.get("/disputes/<slug>/claims")
@cache_page
def claims(slug: str) -> str:
    shown = record()
    dispute = require_entry(shown, Dispute, slug)
    claims, people = _of_chosen(shown, shown.claims_of_dispute.get(slug, ()), find_holders)
    return render(DisputeClaimsPage(dispute, sort_claims(shown, claims), people))


@dataclass(frozen=True)
class DisputeStancesPage(TemplateContext, template="pages/dispute/stances.html"):
    """The `stances` in a `dispute` in order of time, with what each rests on, of the `people` that are chosen."""

    dispute: Dispute
    stances: Sequence[Stance]
    people: PeopleFilter


@pages.get("/disputes/<slug>/stances")
@cache_page
def stances(slug: str) -> str:
    shown = record()
    dispute = require_entry(shown, Dispute, slug)
    stances, people = _of_chosen(shown, shown.stances_of_dispute.get(slug, ()), lambda s: (s.participant,))
    return render(DisputeStancesPage(dispute, sorted(stances, key=date_key), people))


@dataclass(frozen=True)
class DisputeCoveragePage(TemplateContext, template="pages/dispute/coverage.html"):
    """Sources covered for a `dispute`, in which silence is silence."""

    dispute: Dispute


@pages.get("/disputes/<slug>/coverage")
@cache_page
def coverage(slug: str) -> str:
    parameters.accept_only()
    return render(DisputeCoveragePage(require_entry(record(), Dispute, slug)))
