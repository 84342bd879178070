"""Query parameters, read strictly: for an unknown one, or a value that is not allowed, the error says what is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeVar

from flask import request

from stances import query
from stances.argument.comparison import ComparisonAxis
from stances.argument.options import LIST_PARAMETERS
from stances.errors import BadRequestError
from stances.query import ON_OFF, PLAIN, Reader

S = TypeVar("S", bound=StrEnum)
V = TypeVar("V")
_LIST_PARAMETERS = {*LIST_PARAMETERS, *map(str, ComparisonAxis)}


def accept_only(*names: str, lists: Collection[str] = _LIST_PARAMETERS) -> None:
    """Refuse parameters with other names, and repeated ones that are not among `lists`. Raises `BadRequestError`."""
    unknown = sorted(set(request.args) - set(names))
    if unknown:
        known = ", ".join(names) if names else "none"
        raise BadRequestError(
            f"The address has a parameter “{unknown[0]}” that this page does not know. It knows: {known}."
        )
    repeated = [name for name, values in request.args.lists() if len(values) > 1 and name not in lists]
    if repeated:
        raise BadRequestError(f"The address says “{repeated[0]}” more than once. Keep one of them.")


def read_given(names: Iterable[str]) -> dict[str, str]:
    """The given parameters among `names`, by name; repeated values are joined by commas."""
    return {name: ",".join(request.args.getlist(name)) for name in names if name in request.args}


def accept_only_fields(*names: str, beginning: tuple[str, ...] = ()) -> None:
    """Refuse a form with fields of other names, unless they start with one of `beginning`. Raises `BadRequestError`."""
    unknown = [
        n for n in (*request.form, *request.files) if n not in names and not n.startswith(beginning or "\0")
    ]
    if unknown:
        raise BadRequestError(
            f"The form has a field “{unknown[0]}” too many. Reload its page, and send it again."
        )


def read_base(text: str) -> int:
    """Parse the revision that a form was made from. Raises `BadRequestError`."""
    if not query.is_whole(text, digits=18):
        raise BadRequestError("This form does not say which revision it was made from. Open the page again.")
    return int(text)


def read_choice(name: str, default: S, among: Collection[S] | None = None) -> S:
    """Read a value of the default's enumeration, or one that is `among` those given. Raises `BadRequestError`."""
    return _read(name, default, partial(query.read_choice, among=among or type(default), phrasing=PLAIN))


def read_switch(name: str, default: bool) -> bool:
    """Read an on/off parameter. Raises `BadRequestError`."""
    return _read(name, default, partial(query.read_flag, words=ON_OFF, phrasing=PLAIN))


def read_number(name: str, default: int, lowest: int, highest: int) -> int:
    """Read a whole number from `lowest` to `highest`. Raises `BadRequestError`."""
    return _read(name, default, partial(query.read_number, lowest=lowest, highest=highest, phrasing=PLAIN))


def read_day(name: str) -> date | None:
    """Read the last day of a date such as 1928-05-09 or 1928-05; None if it is not given. Raises `BadRequestError`."""
    text = request.args.get(name)
    return query.read_last_day(name, text, phrasing=PLAIN) if text else None


def _read(name: str, default: V, read: Reader[V]) -> V:
    text = request.args.get(name)
    return default if text is None else read(name, text)
