"""Small multiples: everybody on everything, as a page, a figure and a table."""

from __future__ import annotations

from flask import Response, render_template
from markupsafe import Markup

from stances.errors import BadRequestError
from stances.strips import last_key, matrix_svg, strip_svg, told
from stances.tables import matrix_csv
from stances.timeline import Row, matrix
from stances.web import parameters
from stances.web.family import family
from stances.web.figures import figure, file_name, saving
from stances.web.over_time import TIME, asked_time
from stances.web.presenting import addresses
from stances.web.site import kept_page, record, revised_at

pages = family("multiples")


@pages.get("/grids")
@kept_page
def grids() -> str:
    parameters.only(*TIME)
    shown = record()
    return render_template(
        "debates/grids.html",
        matrix=matrix(shown, **asked_time(shown)),
        here=parameters.given(TIME),
        strip=_strip,
        last_key=last_key,
        told=told,
        revised=revised_at(),
    )


def _strip(row: Row) -> Markup:
    return Markup(strip_svg(row))  # noqa: S704  (made of numbers and colours alone)


@pages.get("/grids.<form>")
@kept_page
def drawing(form: str) -> Response:
    parameters.only(*TIME, "save")
    shown = record()
    found = matrix(shown, **asked_time(shown))
    name = file_name(shown, shown.debate, "grids")
    if form == "svg":
        href = None if saving() else addresses()
        return figure(
            matrix_svg(found, title=shown.debate.title, source=shown.imprint, href=href), "svg", name
        )
    if form == "csv":
        return figure(matrix_csv(found), "csv", name)
    raise BadRequestError(f"These grids come as svg or csv, not as “{form}”.")
