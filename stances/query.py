"""Parse parameters of an address, a form or the command line.

A reader takes a parameter's name and its text. It returns the value, or raises `BadRequestError` saying what is allowed.
Where callers differ in the words of a flag or of a refusal, they pass `YES_NO` or `ON_OFF`, `QUOTED` or `PLAIN`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn, TypeAlias, TypeVar

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError

V = TypeVar("V")
S = TypeVar("S", bound=str)

Reader: TypeAlias = Callable[[str, str], V]

YES_NO: Mapping[str, bool] = {"yes": True, "no": False}
ON_OFF: Mapping[str, bool] = {"on": True, "off": False}
MAX_NAMED = 8
"""Number of allowed slugs that a refusal lists at most."""


def join_or(words: Iterable[str]) -> str:
    """The words as alternatives: “a, b or c”."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


@dataclass(frozen=True)
class Phrasing:
    """How refusals are worded: `choices` lists what is allowed; `refusal` and `problem` are templates of sentences."""

    choices: Callable[[Iterable[str]], str]
    refusal: str
    problem: str


QUOTED = Phrasing(join_or, "“{name}” is {allowed}, not “{text}”.", "“{name}”: {problem}")
PLAIN = Phrasing(
    lambda words: f"one of: {', '.join(words)}",
    "{name} is “{text}”, but must be {allowed}.",
    "{name}: {problem}",
)


def refuse(name: str, text: str, allowed: str, phrasing: Phrasing = QUOTED) -> NoReturn:
    """Raise `BadRequestError` for a text; `allowed` says in words what is accepted."""
    raise BadRequestError(phrasing.refusal.format(name=name, text=text, allowed=allowed))


def refuse_unknown(name: str, slug: str, allowed: Collection[str]) -> NoReturn:
    """Raise `BadRequestError` for an unknown slug; the message lists the first `MAX_NAMED` allowed ones."""
    named = ", ".join(list(allowed)[:MAX_NAMED]) or "none"
    more = f" and {len(allowed) - MAX_NAMED} more" if len(allowed) > MAX_NAMED else ""
    raise BadRequestError(f"“{name}” does not know “{slug}”; it knows {named}{more}.")


def check_known(name: str, slugs: Iterable[str], allowed: Collection[str]) -> None:
    """Raise `BadRequestError` for the first slug that is not allowed."""
    for slug in slugs:
        if slug not in allowed:
            refuse_unknown(name, slug, allowed)


def read_all(query: Mapping[str, str], readers: Mapping[str, Reader[Any]]) -> dict[str, Any]:
    """The values of the parameters that have a reader, in the query's order; empty ones are unset."""
    return {name: readers[name](name, text) for name, text in query.items() if name in readers and text}


def read_text(_: str, text: str) -> str:
    """The text unchanged; whether it names something in a record is checked elsewhere."""
    return text


def read_texts(_: str, text: str) -> tuple[str, ...]:
    """Comma-separated texts, without repetitions."""
    return tuple(dict.fromkeys(part for part in text.split(",") if part))


def read_value(name: str, text: str, values: Mapping[str, V], phrasing: Phrasing = QUOTED) -> V:
    """The value that `values` gives for the text."""
    if text not in values:
        refuse(name, text, phrasing.choices(values), phrasing)
    return values[text]


def read_choice(name: str, text: str, among: Iterable[S], phrasing: Phrasing = QUOTED) -> S:
    """The member of `among` (an enumeration, or any strings) whose text this is."""
    return read_value(name, text, {str(value): value for value in among}, phrasing)


def read_choices(name: str, text: str, among: Iterable[S], phrasing: Phrasing = QUOTED) -> tuple[S, ...]:
    """Comma-separated members of `among`, without repetitions."""
    return tuple(read_choice(name, part, among, phrasing) for part in read_texts(name, text))


def read_flag(name: str, text: str, words: Mapping[str, bool] = YES_NO, phrasing: Phrasing = QUOTED) -> bool:
    return read_value(name, text, words, phrasing)


def write_value(value: object) -> str:
    """The text from which a reader returns this value; flags as `YES_NO`."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def is_whole(text: str, digits: int | None = None) -> bool:
    """Whether a text is a whole number in ASCII digits, at most `digits` of them if given."""
    return text.isascii() and text.isdigit() and (digits is None or len(text) <= digits)


def read_number(
    name: str, text: str, lowest: int, highest: int, allowed: str = "", phrasing: Phrasing = QUOTED
) -> int:
    """A whole number within the bounds, which have at most nine digits; `allowed` replaces the usual words for them."""
    if not is_whole(text) or not lowest <= int(text[:9]) <= highest:
        refuse(name, text, allowed or f"a whole number from {lowest} to {highest}", phrasing)
    return int(text)


def read_date(
    name: str,
    text: str,
    parse: Callable[[str], UncertainDate] = UncertainDate.parse,
    phrasing: Phrasing = QUOTED,
) -> UncertainDate:
    """A date in EDTF, or in any notation that `parse` understands."""
    try:
        return parse(text)
    except DateError as error:
        raise BadRequestError(phrasing.problem.format(name=name, problem=error)) from None


def read_first_day(name: str, text: str) -> date:
    return read_date(name, text).earliest


def read_last_day(
    name: str,
    text: str,
    parse: Callable[[str], UncertainDate] = UncertainDate.parse,
    phrasing: Phrasing = QUOTED,
) -> date:
    return read_date(name, text, parse, phrasing).latest


def read_day(name: str, text: str) -> date:
    """The day that the text names; a date of several possible days is refused."""
    when = read_date(name, text)
    if when.earliest != when.latest:
        refuse(name, text, "a day, such as 2026-08-03")
    return when.earliest
