"""The courses of a dispute as lines: position by time, a line a participant, on the dispute's page and as a figure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask import request
from markupsafe import Markup

from stances.errors import BadRequestError
from stances.figures.chart.lines import draw_line_chart
from stances.publishing.caption import build_grid_caption
from stances.record.record import Record
from stances.timeline.grid import Grid, build_grid
from stances.timeline.rows import GridRow
from stances.timeline.time_axis import ColumnUnit
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record, require_entry
from stances.web.core.urls import debate_urls
from stances.web.figures import files
from stances.web.figures.files import figure_origin, serve_figure
from stances.web.figures.time_options import MOMENT_PARAMETERS, bind_drawing, read_time_options

pages = debate_blueprint("lines")

LINE_PARAMETERS = ("carried", "shown", *MOMENT_PARAMETERS, "participants")
MAX_MONTHS = 48  # past this, lines run over quarters


class TimeFigureKind(StrEnum):
    """In which form a page shows stances over time."""

    GRID = "grid"
    LINES = "lines"


@dataclass(frozen=True)
class LinesPanel:
    """The lines that are asked for: whose, where not everybody's, and their drawing; empty where none of those has a line."""

    participants: list[str]
    drawing: Markup


def read_lines(shown: Record, slug: str) -> LinesPanel | None:
    """The lines for the page of a dispute; None where the request wants its grid.

    There `participants` is asked of the map as well, on which others may be who hold nothing here.
    """
    if parameters.read_choice("figure", TimeFigureKind.GRID) is TimeFigureKind.GRID:
        return None
    under, wanted = _grid_of_lines(shown, slug), _wanted_participants()
    rows = tuple(row for row in under.rows if not wanted or row.participant.slug in wanted)
    if not rows:
        return LinesPanel(wanted, Markup())
    drawing = draw_line_chart(under, rows=rows, title="", href=debate_urls(), prefix=f"lines-{slug}")
    chosen = [row.participant.slug for row in rows] if len(rows) < len(under.rows) else []
    return LinesPanel(chosen, Markup(drawing))  # noqa: S704  (the drawing escapes its texts)


def _grid_of_lines(shown: Record, slug: str) -> Grid:
    """The grid under the lines: over months, or over quarters in a long debate."""
    time = read_time_options(shown)
    months = build_grid(shown, slug, **{**time, "unit": ColumnUnit.MONTHS})
    if len(months.columns) <= MAX_MONTHS:
        return months
    return build_grid(shown, slug, **{**time, "unit": ColumnUnit.QUARTERS})


def _wanted_participants() -> list[str]:
    """Those whom `participants` names, joined by commas."""
    return [slug for value in request.args.getlist("participants") for slug in value.split(",") if slug]


def _wanted_rows(under: Grid) -> tuple[GridRow, ...]:
    """The rows of those who are wanted; everybody's where nobody is named. Raises `BadRequestError`."""
    wanted = _wanted_participants()
    everybody = [row.participant.slug for row in under.rows]
    for slug in wanted:
        if slug not in everybody:
            raise BadRequestError(
                f"participants has “{slug}”, but those of this dispute are: {', '.join(everybody)}."
            )
    return tuple(row for row in under.rows if not wanted or row.participant.slug in wanted)


@serve_figure(pages, "/disputes/<slug>/lines", *LINE_PARAMETERS)
def lines(slug: str) -> files.Figure:
    dispute = require_entry(record().disputes, slug, "dispute")
    under = _grid_of_lines(record(), slug)
    draw = bind_drawing(draw_line_chart, under, rows=_wanted_rows(under), prefix=f"lines-{slug}")
    return files.Figure(dispute, "lines", draw, build_grid_caption(under, figure_origin()))
