"""The line chart of a dispute, position by time, a line for each participant: on the dispute's page and as a figure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask import request
from markupsafe import Markup

from stances.figures.chart.lines import draw_line_chart
from stances.figures.metadata import figure_prefix
from stances.publishing.caption import build_grid_caption
from stances.query import check_known
from stances.record.entries import Dispute
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.timeline.grid import Grid, build_grid
from stances.timeline.options import ColumnUnit
from stances.timeline.rows import GridRow
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record
from stances.web.core.urls import debate_urls
from stances.web.figures import files
from stances.web.figures.files import figure_origin, serve_figure
from stances.web.figures.time_options import MOMENT_PARAMETERS, bind_drawing, read_time_options

pages = debate_blueprint("lines")

LINE_PARAMETERS = ("carried", "shown", *MOMENT_PARAMETERS, "participants")
MAX_MONTHS = 48
"""With more months than this, the lines run over quarters."""


class TimeFigureKind(StrEnum):
    """How a page shows stances over time."""

    GRID = "grid"
    LINES = "lines"


@dataclass(frozen=True)
class LinesPanel:
    """The line chart on a page: its participants if not all, and its drawing, empty if none of them has a line."""

    participants: list[str]
    drawing: Markup


def read_lines(shown: Record, slug: str) -> LinesPanel | None:
    """The line chart for the page of a dispute; None if the request asks for the grid.

    `participants` also filters the map, so it may name people who have no stance here; they are ignored.
    """
    if parameters.read_choice("figure", TimeFigureKind.GRID) is TimeFigureKind.GRID:
        return None
    grid, wanted = _grid_of_lines(shown, slug), _wanted_participants()
    rows = tuple(row for row in grid.rows if not wanted or row.participant.slug in wanted)
    if not rows:
        return LinesPanel(wanted, Markup())
    drawing = draw_line_chart(
        grid, rows=rows, title="", href=debate_urls(), prefix=figure_prefix("lines", grid.dispute)
    )
    chosen = [row.participant.slug for row in rows] if len(rows) < len(grid.rows) else []
    return LinesPanel(chosen, Markup(drawing))  # noqa: S704  (the drawing escapes its texts)


def _grid_of_lines(shown: Record, slug: str) -> Grid:
    """The grid that is drawn as lines: over months, or over quarters in a long debate."""
    time = read_time_options(shown)
    months = build_grid(shown, slug, **{**time, "unit": ColumnUnit.MONTHS})
    if len(months.columns) <= MAX_MONTHS:
        return months
    return build_grid(shown, slug, **{**time, "unit": ColumnUnit.QUARTERS})


def _wanted_participants() -> list[str]:
    """The slugs in `participants`, whose values may be joined by commas."""
    return [slug for value in request.args.getlist("participants") for slug in value.split(",") if slug]


def _wanted_rows(grid: Grid) -> tuple[GridRow, ...]:
    """The rows of the participants asked for; all rows if none is named. Raises `BadRequestError`."""
    wanted = _wanted_participants()
    everybody = [row.participant.slug for row in grid.rows]
    check_known("participants", wanted, everybody)
    return tuple(row for row in grid.rows if not wanted or row.participant.slug in wanted)


@serve_figure(pages, "/disputes/<slug>/lines", *LINE_PARAMETERS)
def lines(slug: str) -> files.Figure:
    dispute = require_entry(record(), Dispute, slug)
    grid = _grid_of_lines(record(), slug)
    draw = bind_drawing(
        draw_line_chart, grid, rows=_wanted_rows(grid), prefix=figure_prefix("lines", dispute)
    )
    return files.Figure(dispute, "lines", draw, build_grid_caption(grid, figure_origin()))
