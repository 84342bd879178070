"""The courses of a dispute as lines: position by time, a line a participant, on the dispute's page and as a figure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask import request
from markupsafe import Markup

from stances.errors import BadRequestError
from stances.figures.chart.lines import lines_svg
from stances.publishing.caption import grid_caption
from stances.record.record import Record
from stances.timeline.grid import Grid, grid
from stances.timeline.rows import Row
from stances.timeline.time_axis import Unit
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.site import known, record
from stances.web.core.urls import addresses
from stances.web.figures import files
from stances.web.figures.files import origin, served
from stances.web.figures.time_options import MOMENT, asked_time, drawing

pages = family("lines")

LINES = ("carried", "shown", *MOMENT, "participants")
MOST_MONTHS = 48  # past this, lines run over quarters


class Figure(StrEnum):
    """In which form a page shows stances over time."""

    GRID = "grid"
    LINES = "lines"


@dataclass(frozen=True)
class Lines:
    """The lines that are asked for: whose, where not everybody's, and their drawing; empty where none of those has a line."""

    chosen: list[str]
    drawing: Markup


def asked_lines(shown: Record, slug: str) -> Lines | None:
    """The lines for the page of a dispute; None where the request wants its grid.

    There `participants` is asked of the map as well, on which others may be who hold nothing here.
    """
    if parameters.choice("figure", Figure.GRID) is Figure.GRID:
        return None
    under, wanted = _grid(shown, slug), _wanted()
    rows = tuple(row for row in under.rows if not wanted or row.participant.slug in wanted)
    if not rows:
        return Lines(wanted, Markup())
    drawing = lines_svg(under, rows=rows, title="", href=addresses(), prefix=f"lines-{slug}")
    chosen = [row.participant.slug for row in rows] if len(rows) < len(under.rows) else []
    return Lines(chosen, Markup(drawing))


def _grid(shown: Record, slug: str) -> Grid:
    """The grid under the lines: over months, or over quarters in a long debate."""
    time = asked_time(shown)
    months = grid(shown, slug, **{**time, "unit": Unit.MONTHS})
    if len(months.columns) <= MOST_MONTHS:
        return months
    return grid(shown, slug, **{**time, "unit": Unit.QUARTERS})


def _wanted() -> list[str]:
    """Those whom `participants` names, joined by commas."""
    return [slug for value in request.args.getlist("participants") for slug in value.split(",") if slug]


def _rows(under: Grid) -> tuple[Row, ...]:
    """The rows of those who are wanted; everybody's where nobody is named. Raises `BadRequestError`."""
    wanted = _wanted()
    everybody = [row.participant.slug for row in under.rows]
    for slug in wanted:
        if slug not in everybody:
            raise BadRequestError(
                f"participants has “{slug}”, but those of this dispute are: {', '.join(everybody)}."
            )
    return tuple(row for row in under.rows if not wanted or row.participant.slug in wanted)


@served(pages, "/disputes/<slug>/lines", *LINES)
def lines(slug: str) -> files.Figure:
    found = known(record().disputes, slug, "dispute")
    under = _grid(record(), slug)
    draw = drawing(lines_svg, under, rows=_rows(under), prefix=f"lines-{slug}")
    return files.Figure(found, "lines", draw, grid_caption(under, origin()))
