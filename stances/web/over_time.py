"""What every figure over time can be asked: how to cut the time, on whose word, and as of which day."""

from __future__ import annotations

from typing import Any

from stances.columns import Unit
from stances.extent import within
from stances.record import Record
from stances.timeline import Shown
from stances.views import Basis
from stances.web import parameters

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
