"""The line chart of a dispute: position by time, a line for each participant."""

from __future__ import annotations

from dataclasses import dataclass

from stances.figures.chart.lines import draw_line_chart
from stances.publishing.figure import FigureKind, FigureRequest
from stances.publishing.figures.grid import build_grid_caption
from stances.query import SLUGS, Parameter, check_known
from stances.record.vocabulary import Kind
from stances.timeline.grid import Grid, build_grid
from stances.timeline.options import TIME_OPTIONS, read_options
from stances.timeline.rows import GridRow

PARTICIPANTS = Parameter("participants", SLUGS, (), "only the lines of these participants")


@dataclass(frozen=True)
class LineChart:
    """The grid that is drawn as lines, and the rows that get one."""

    grid: Grid
    rows: tuple[GridRow, ...]


def _build(request: FigureRequest) -> LineChart:
    options = read_options(request.record, request.query)
    grid = build_grid(request.record, request.subject.slug, **options)
    wanted = PARTICIPANTS.read(request.query.get("participants", ""))
    check_known("participants", wanted, [row.participant.slug for row in grid.rows])
    return LineChart(grid, tuple(row for row in grid.rows if not wanted or row.participant.slug in wanted))


LINES = FigureKind(
    name="lines",
    words="positions over time, one line per participant",
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
