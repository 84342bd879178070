"""Small multiples: everybody on everything, as a page, a figure and a table."""

from __future__ import annotations

from functools import partial

from flask import render_template
from markupsafe import Markup

from stances.figures.chart.small_multiples import last_key, matrix_svg, strip_svg, told
from stances.publishing.caption import matrix_caption
from stances.timeline.csv_tables import matrix_csv
from stances.timeline.matrix import matrix
from stances.timeline.rows import Row
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.page_cache import kept_page
from stances.web.core.site import record, revised_at
from stances.web.figures.files import Figure, origin, served
from stances.web.figures.time_options import TIME, asked_time, drawing

pages = family("multiples")


@pages.get("/grids")
@kept_page
def grids() -> str:
    parameters.only(*TIME)
    shown = record()
    return render_template(
        "figures/small_multiples.html",
        matrix=matrix(shown, **asked_time(shown)),
        here=parameters.given(TIME),
        strip=_strip,
        last_key=last_key,
        told=told,
        revised=revised_at(),
    )


def _strip(row: Row) -> Markup:
    return Markup(strip_svg(row))


@served(pages, "/grids", *TIME)
def drawn() -> Figure:
    found = matrix(record(), **asked_time(record()))
    draw = drawing(matrix_svg, found)
    return Figure(
        record().debate, "grids", draw, matrix_caption(found, origin()), {"csv": partial(matrix_csv, found)}
    )
