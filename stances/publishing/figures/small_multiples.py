"""Small multiples: every participant in every dispute, each with a strip of positions over time."""

from __future__ import annotations

from stances.figures.chart.small_multiples import draw_matrix
from stances.figures.metadata import Origin
from stances.publishing.caption import Caption, note
from stances.publishing.figure import FigureKind, FigureRequest
from stances.record.vocabulary import Kind
from stances.timeline.csv_tables import write_matrix_csv
from stances.timeline.matrix import Matrix, build_matrix
from stances.timeline.options import TIME_OPTIONS, read_options


def _caption(matrix: Matrix, origin: Origin) -> Caption:
    title, subtitle = (
        origin.record.debate.title,
        "Every participant in every dispute, each with a strip of positions over time",
    )
    return Caption(title, subtitle, origin, note(matrix.day_words))


def _build(request: FigureRequest) -> Matrix:
    return build_matrix(request.record, **read_options(request.record, request.query))


SMALL_MULTIPLES = FigureKind(
    name="grids",
    words="every participant in every dispute, each with a strip of positions over time",
    subjects=(Kind.DEBATE,),
    command="grid",
    switch="everybody",
    parameters=TIME_OPTIONS,
    build=_build,
    draw=lambda figure: draw_matrix(figure.content, **figure.chart_style).encode(),
    caption=_caption,
    data={"csv": lambda figure: write_matrix_csv(figure.content)},
)
