"""Small multiples of all participants in all disputes, as a page, a figure and a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from stances.figures.chart.small_multiples import (
    describe_strip,
    draw_matrix,
    draw_strip_picture,
    format_last_key,
)
from stances.figures.metadata import figure_prefix
from stances.publishing.caption import build_matrix_caption
from stances.publishing.templates import TemplateContext
from stances.timeline.csv_tables import write_matrix_csv
from stances.timeline.matrix import Matrix, build_matrix
from stances.timeline.rows import GridRow
from stances.timeline.time_axis import Column
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record
from stances.web.core.template_context import render
from stances.web.figures.files import Figure, figure_origin, serve_figure
from stances.web.figures.time_options import TIME_PARAMETERS, bind_drawing, read_time_options

pages = debate_blueprint("multiples")


@dataclass(frozen=True)
class SmallMultiplesPage(TemplateContext, template="figures/small_multiples.html"):
    """All participants in all disputes: the `matrix`, as `here` asks for it: the parameters that were given.

    Of a cell the template has the picture (`strip`), the key of its last position (`last_key`), and both in words (`told`).
    """

    matrix: Matrix
    here: Mapping[str, str]
    strip: Callable[[GridRow], Markup]
    last_key: Callable[[GridRow], str]
    told: Callable[[GridRow, Sequence[Column]], str]


@pages.get("/grids")
@cache_page
def grids() -> str:
    parameters.accept_only(*TIME_PARAMETERS)
    shown = record()
    matrix = build_matrix(shown, **read_time_options(shown))
    here = parameters.read_given(TIME_PARAMETERS)
    return render(SmallMultiplesPage(matrix, here, _strip, format_last_key, describe_strip))


def _strip(row: GridRow) -> Markup:
    return Markup(draw_strip_picture(row))  # noqa: S704  (made of numbers and colours alone)


@serve_figure(pages, "/grids", *TIME_PARAMETERS)
def matrix_figure() -> Figure:
    matrix_ = build_matrix(record(), **read_time_options(record()))
    draw = bind_drawing(draw_matrix, matrix_, prefix=figure_prefix("grids", record().debate))
    return Figure(
        record().debate,
        "grids",
        draw,
        build_matrix_caption(matrix_, figure_origin()),
        {"csv": partial(write_matrix_csv, matrix_)},
    )
