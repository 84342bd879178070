"""The grid of a dispute: positions over time, one row per participant."""

from __future__ import annotations

from stances.figures.chart.grid import draw_grid
from stances.figures.metadata import Origin
from stances.publishing.caption import Caption, note
from stances.publishing.figure import FigureKind, FigureRequest
from stances.record.vocabulary import Kind
from stances.timeline.csv_tables import write_grid_csv
from stances.timeline.grid import Grid, build_grid
from stances.timeline.options import GRID_OPTIONS, GridOptions, read_options


def build_grid_caption(grid: Grid, origin: Origin) -> Caption:
    """Build the caption of a dispute's grid."""
    return Caption(
        grid.dispute.title, grid.dispute.question, origin, (*note(grid.day_words), *note(grid.unit_words))
    )


def _build(request: FigureRequest) -> Grid:
    options = read_options(request.record, request.query, GridOptions)
    return build_grid(request.record, request.subject.slug, **options)


GRID = FigureKind(
    name="grid",
    words="positions over time, one row per participant",
    subjects=(Kind.DISPUTE,),
    command="grid",
    parameters=GRID_OPTIONS,
    build=_build,
    draw=lambda figure: draw_grid(figure.content, **figure.chart_style).encode(),
    caption=build_grid_caption,
    data={"csv": lambda figure: write_grid_csv(figure.content)},
)
