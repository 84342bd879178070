"""Small multiples of all participants in all disputes, as a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from stances.figures.chart.small_multiples import (
    describe_strip,
    draw_strip_picture,
    format_last_key,
)
from stances.publishing.templates import TemplateContext
from stances.timeline.columns import Column
from stances.timeline.matrix import Matrix, build_matrix
from stances.timeline.options import TIME_OPTIONS, read_options
from stances.timeline.rows import GridRow
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record
from stances.web.core.template_context import render

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
    parameters.accept_only(*TIME_OPTIONS)
    shown, here = record(), parameters.read_given(TIME_OPTIONS)
    matrix = build_matrix(shown, **read_options(shown, here))
    return render(SmallMultiplesPage(matrix, here, _strip, format_last_key, describe_strip))


def _strip(row: GridRow) -> Markup:
    return Markup(draw_strip_picture(row))  # noqa: S704  (made of numbers and colours alone)
