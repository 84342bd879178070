"""What every figure over time can be asked: how to cut the time, on whose word, and as of which day; and its drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stances.record.extent import within
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.cells import Shown
from stances.timeline.time_axis import Unit
from stances.web.core import parameters
from stances.web.core.urls import addresses
from stances.web.figures.files import asked_look, saving

MOMENT = ("as_of", "basis")
TIME = ("unit", "carried", "shown", *MOMENT)


def asked_time(shown: Record) -> dict[str, Any]:
    """How the parameters of this request cut the time of any figure over time. Raises `BadRequestError`."""
    as_of = parameters.day("as_of")
    within(shown, "as_of", as_of)
    return {
        "unit": parameters.choice("unit", Unit.MONTHS),
        "carried": parameters.switch("carried", True),
        "shown": parameters.choice("shown", Shown.ALL),
        "as_of": as_of,
        "basis": parameters.choice("basis", Basis.WRITTEN),
    }


def drawing(draw: Callable[..., str], of: Any, **more: Any) -> Callable[[], bytes]:
    """A drawing as this request wants it: its title is the caption's, and what is saved as a file leads nowhere."""
    href, legend = None if saving() else addresses(), asked_look().legend
    return lambda: draw(of, title="", href=href, legend=legend, **more).encode()
