"""Query parameters, read strictly: an unknown one or a value that is not allowed says what is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request

from stances.comparing import Axis
from stances.dates import DateError, UncertainDate
from stances.errors import BadRequestError
from stances.views import SEVERAL

S = TypeVar("S", bound=StrEnum)
_SEVERAL = {*SEVERAL, *map(str, Axis)}


def only(*names: str) -> None:
    """Refuse parameters with other names than these, and two of one name where it takes one value."""
    unknown = sorted(set(request.args) - set(names))
    if unknown:
        known = ", ".join(names) if names else "none"
        raise BadRequestError(
            f"The address has a parameter “{unknown[0]}” that this page does not know. It knows: {known}."
        )
    repeated = [name for name, values in request.args.lists() if len(values) > 1 and name not in _SEVERAL]
    if repeated:
        raise BadRequestError(f"The address says “{repeated[0]}” more than once. Keep one of them.")


def given(names: Iterable[str]) -> dict[str, str]:
    """Those of these parameters that the address has; what a form sends value by value comes with commas between."""
    return {name: ",".join(request.args.getlist(name)) for name in names if name in request.args}


def only_fields(*names: str, beginning: tuple[str, ...] = ()) -> None:
    """Refuse a form with fields of other names than these, or than those that begin so."""
    unknown = [
        n for n in (*request.form, *request.files) if n not in names and not n.startswith(beginning or "\0")
    ]
    if unknown:
        raise BadRequestError(
            f"The form has a field “{unknown[0]}” too many. Reload its page, and send it again."
        )


def choice(name: str, default: S, among: Collection[S] | None = None) -> S:
    """A value of the default's enumeration, or of those among it that are allowed here."""
    value = request.args.get(name)
    if value is None:
        return default
    allowed: Mapping[str, S] = {member.value: member for member in among or type(default)}
    if value not in allowed:
        raise BadRequestError(f"{name} is “{value}”, but must be one of: {', '.join(allowed)}.")
    return allowed[value]


def switch(name: str, default: bool) -> bool:
    """On or off."""
    value = request.args.get(name)
    if value is None:
        return default
    if value not in ("on", "off"):
        raise BadRequestError(f"{name} is “{value}”, but must be one of: on, off.")
    return value == "on"


def number(name: str, default: int, lowest: int, highest: int) -> int:
    value = request.args.get(name)
    if value is None:
        return default
    if not value.isascii() or not value.isdigit() or not lowest <= int(value[:9]) <= highest:
        raise BadRequestError(f"{name} is “{value}”, but must be a whole number from {lowest} to {highest}.")
    return int(value)


def day(name: str) -> date | None:
    """The last day of a date such as 1928-05-09 or 1928-05."""
    value = request.args.get(name)
    if not value:
        return None
    try:
        return UncertainDate.parse(value).latest
    except DateError as error:
        raise BadRequestError(f"{name}: {error}") from None
