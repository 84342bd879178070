"""The line chart of a dispute: position by time, a line for each participant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stances.errors import BadRequestError
from stances.figures.chart.lines import draw_line_chart
from stances.publishing.figure import FigureKind, FigureRequest
from stances.publishing.figures.grid import build_grid_caption
from stances.query import SLUGS, Parameter, check_known, join_or
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.timeline.columns import CALENDAR_UNITS
from stances.timeline.grid import Grid, build_grid
from stances.timeline.moments import build_period_axis
from stances.timeline.options import TIME_OPTIONS, read_options
from stances.timeline.rows import GridRow

PARTICIPANTS = Parameter("participants", SLUGS, (), "only the lines of these participants")


@dataclass(frozen=True)
class LineChart:
    """The grid that is drawn as lines, and the rows that get one."""

    grid: Grid
    rows: tuple[GridRow, ...]


def build_line_grid(record: Record, dispute: str, query: Mapping[str, str]) -> Grid:
    """The grid that is drawn as lines: over the unit asked for, else over what fits. Raises `BadRequestError`."""
    options = read_options(record, query)
    if (unit := options["unit"]) and unit not in CALENDAR_UNITS:
        raise BadRequestError(f"Lines run over {join_or(CALENDAR_UNITS)}.")
    fitting = unit or build_period_axis(record, dispute).unit
    return build_grid(record, dispute, **{**options, "unit": fitting})


def _build(request: FigureRequest) -> LineChart:
    grid = build_line_grid(request.record, request.subject.slug, request.query)
    wanted = PARTICIPANTS.read(request.query.get("participants", ""))
    check_known("participants", wanted, [row.participant.slug for row in grid.rows])
    return LineChart(grid, tuple(row for row in grid.rows if not wanted or row.participant.slug in wanted))


LINES = FigureKind(
    name="lines",
    words="positions by time, a line for each participant",
    subjects=(Kind.DISPUTE,),
    command="grid",
    switch="lines",
    parameters={**TIME_OPTIONS, "participants": PARTICIPANTS},
    build=_build,
    draw=lambda figure: draw_line_chart(
        figure.content.grid, rows=figure.content.rows, **figure.chart_style
    ).encode(),
    caption=lambda chart, origin: build_grid_caption(chart.grid, origin),
)
