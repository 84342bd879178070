"""Query parameters, read strictly: for an unknown one, or a value that is not allowed, the error says what is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from flask import request

from stances import query
from stances.argument.options import COMPARED_SIDES, MAP_OPTIONS
from stances.errors import BadRequestError
from stances.publishing.figures import FIGURES
from stances.publishing.options import PUBLISH_OPTIONS
from stances.query import Parameter, Reader

S = TypeVar("S", bound=StrEnum)
V = TypeVar("V")
PARAMETERS: Mapping[str, Parameter[Any]] = {
    **{
        name: of
        for kind in FIGURES
        for name, of in kind.parameters.items()
        if of is not COMPARED_SIDES.get(name)
    },
    **PUBLISH_OPTIONS,
    **MAP_OPTIONS,
}
"""The described parameters by name, which means the same everywhere but in `COMPARED_SIDES`."""
_LISTS = {*(name for name, of in PARAMETERS.items() if of.values.is_list), *COMPARED_SIDES}


def accept_only(*names: str, lists: Collection[str] = _LISTS) -> None:
    """Refuse parameters with other names, and repeated ones that are not among `lists`. Raises `BadRequestError`."""
    unknown = sorted(set(request.args) - set(names))
    if unknown:
        known = ", ".join(names) if names else "none"
        raise BadRequestError(f"This page has no option “{unknown[0]}”. Its options are: {known}.")
    repeated = [name for name, values in request.args.lists() if len(values) > 1 and name not in lists]
    if repeated:
        raise BadRequestError(f"The address gives “{repeated[0]}” more than once. Keep only one.")


def read_given(names: Iterable[str]) -> dict[str, str]:
    """The given parameters among `names`, by name: repeated values joined by commas, yes and no as addresses write them.

    Raises `BadRequestError` for what is neither.
    """
    return {
        name: _write(name, ",".join(request.args.getlist(name))) for name in names if name in request.args
    }


def _write(name: str, text: str) -> str:
    described = PARAMETERS.get(name)
    return query.write_value(described.read(text)) if described and described.is_flag and text else text


def accept_only_fields(*names: str, beginning: tuple[str, ...] = ()) -> None:
    """Refuse a form with fields of other names, unless they start with one of `beginning`. Raises `BadRequestError`."""
    unknown = [
        n for n in (*request.form, *request.files) if n not in names and not n.startswith(beginning or "\0")
    ]
    if unknown:
        raise BadRequestError(
            f"The form has an unknown field “{unknown[0]}”. Reload the page, and send it again."
        )


def read_base(text: str) -> int:
    """Parse the revision that a form was made from. Raises `BadRequestError`."""
    if not query.is_whole(text, digits=18):
        raise BadRequestError("This form is out of date. Reload the page, and send it again.")
    return int(text)


def read(parameter: Parameter[V]) -> V:
    """Read a described parameter. Raises `BadRequestError`."""
    return parameter.read(request.args.get(parameter.name, ""))


def read_choice(name: str, default: S, among: Collection[S] | None = None) -> S:
    """Read a value of the default's enumeration, or one that is `among` those given. Raises `BadRequestError`."""
    return _read(name, default, partial(query.read_choice, among=among or type(default)))


def read_flag(name: str, default: bool) -> bool:
    """Read yes or no. Raises `BadRequestError`."""
    return _read(name, default, query.read_flag)


def read_number(name: str, default: int, lowest: int, highest: int) -> int:
    """Read a whole number from `lowest` to `highest`. Raises `BadRequestError`."""
    return _read(name, default, partial(query.read_number, lowest=lowest, highest=highest))


def _read(name: str, default: V, read: Reader[V]) -> V:
    text = request.args.get(name)
    return read(name, text) if text else default
