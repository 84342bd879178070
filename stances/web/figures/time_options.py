"""The options of figures over time that a request asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stances.query import describe_parameters
from stances.record.extent import check_in_extent
from stances.record.record import Record
from stances.timeline.options import TIME_OPTIONS, TimeOptions
from stances.web.core import parameters
from stances.web.core.urls import debate_urls
from stances.web.figures.files import is_download, read_look

MOMENT_PARAMETERS = ("as_of", "basis")
TIME_PARAMETERS = tuple(TIME_OPTIONS)


def read_time_options(shown: Record, options: type[TimeOptions] = TimeOptions) -> dict[str, Any]:
    """The options of this request, as keyword arguments of grids. Raises `BadRequestError`."""
    read = options.from_query(parameters.read_given(describe_parameters(options)))
    check_in_extent(shown, "as_of", read.as_of)
    return vars(read)


def bind_drawing(draw: Callable[..., str], of: Any, **more: Any) -> Callable[[], bytes]:
    """The function that draws a figure for this request; without a title, which is in the caption, and a file without links."""
    href, legend = None if is_download() else debate_urls(), read_look().legend
    return lambda: draw(of, title="", href=href, legend=legend, **more).encode()
