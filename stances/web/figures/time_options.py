"""The parameters of every figure over time: unit of its columns, attribution, and the day as of which it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stances.record.extent import check_in_extent
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.cells import AttributionLevel
from stances.timeline.time_axis import ColumnUnit
from stances.web.core import parameters
from stances.web.core.urls import debate_urls
from stances.web.figures.files import is_download, read_look

MOMENT_PARAMETERS = ("as_of", "basis")
TIME_PARAMETERS = ("unit", "carried", "shown", *MOMENT_PARAMETERS)


def read_time_options(shown: Record) -> dict[str, Any]:
    """The time options of this request, as keyword arguments of grids. Raises `BadRequestError`."""
    as_of = parameters.read_day("as_of")
    check_in_extent(shown, "as_of", as_of)
    return {
        "unit": parameters.read_choice("unit", ColumnUnit.MONTHS),
        "carried": parameters.read_switch("carried", True),
        "shown": parameters.read_choice("shown", AttributionLevel.ALL),
        "as_of": as_of,
        "basis": parameters.read_choice("basis", Basis.WRITTEN),
    }


def bind_drawing(draw: Callable[..., str], of: Any, **more: Any) -> Callable[[], bytes]:
    """The function that draws a figure for this request; without a title, which is in the caption, and a file without links."""
    href, legend = None if is_download() else debate_urls(), read_look().legend
    return lambda: draw(of, title="", href=href, legend=legend, **more).encode()
