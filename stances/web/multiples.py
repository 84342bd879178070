"""Small multiples: everybody on everything, as a page, a figure and a table."""

from __future__ import annotations

from flask import Response, render_template
from markupsafe import Markup

from stances.strips import last_key, matrix_svg, strip_svg, told
from stances.tables import matrix_csv
from stances.timeline import Matrix, Row, matrix
from stances.titling import matrix_caption
from stances.web import parameters
from stances.web.exports import (
    ASKED,
    DRAWN,
    Figure,
    asked_look,
    figure,
    origin,
    published,
    refusal,
    save_page,
    saving,
)
from stances.web.family import family
from stances.web.figures import file_name
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
    parameters.only(*TIME, *ASKED)
    found = matrix(record(), **asked_time(record()))
    if form == "csv":
        return figure(matrix_csv(found), form, _name())
    if form not in DRAWN:
        raise refusal("page of grids", (*DRAWN, "csv"), form)
    return published(_figure(found), form)


@pages.get("/grids/save")
@kept_page
def save_grids() -> str:
    parameters.only(*TIME, *ASKED, "form")
    return save_page(_figure(matrix(record(), **asked_time(record()))))


def _figure(found: Matrix) -> Figure:
    href, legend = None if saving() else addresses(), asked_look().legend
    svg = matrix_svg(found, title="", href=href, legend=legend).encode()
    return Figure(svg, matrix_caption(found, origin()), _name(), f"{addresses().home}/grids", ("csv",))


def _name() -> str:
    return file_name(record(), record().debate, "grids")
