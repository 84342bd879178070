"""Describe parameters once, and read them: of an address, a form or the command line.

A `Parameter` says what a parameter is called, what it can be and what that means; the three ways in are made of it. A reader
takes a parameter's name and its text. It returns the value, or raises `BadRequestError` with the one sentence that says what
is allowed. Yes and no are written `yes` and `no`; `on` and `off` are read too. Dates are written in English or in EDTF.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar

from stances.dates.day import Day
from stances.dates.edtf import DateError, shorten
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError

V = TypeVar("V")
S = TypeVar("S", bound=str)

Reader: TypeAlias = Callable[[str, str], V]

FLAG_WORDS: Mapping[str, bool] = {"yes": True, "no": False, "on": True, "off": False}
MAX_NAMED = 8
"""Number of allowed slugs that a refusal lists at most."""
MAX_DIGITS = 9


def join_or(words: Iterable[str]) -> str:
    """The words as alternatives: “a, b or c”."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def refuse(name: str, text: str, allowed: str) -> NoReturn:
    """Raise `BadRequestError` for a text; `allowed` says in words what is accepted."""
    raise BadRequestError(f"“{name}” is {allowed}, not “{shorten(text)}”.")


def refuse_unknown(name: str, slug: str, allowed: Collection[str]) -> NoReturn:
    """Raise `BadRequestError` for an unknown slug; the message lists the first `MAX_NAMED` allowed ones."""
    named = ", ".join(list(allowed)[:MAX_NAMED]) or "none"
    if len(allowed) > MAX_NAMED:
        named = f"{named} and {len(allowed) - MAX_NAMED} more"
    raise BadRequestError(f"“{name}” has no “{slug}”. Choose from: {named}.")


def check_known(name: str, slugs: Iterable[str], allowed: Collection[str]) -> None:
    """Raise `BadRequestError` for the first slug that is not allowed."""
    for slug in slugs:
        if slug not in allowed:
            refuse_unknown(name, slug, allowed)


def read_text(_: str, text: str) -> str:
    """The text unchanged; whether it names something in a record is checked elsewhere."""
    return text


def read_words(name: str, text: str, longest: int = 200) -> str:
    """What somebody typed to look for, without the blanks around it."""
    if len(words := text.strip()) > longest:
        refuse(name, words, f"at most {longest} characters")
    return words


def read_texts(_: str, text: str) -> tuple[str, ...]:
    """Comma-separated texts, without repetitions."""
    return tuple(dict.fromkeys(part for part in text.split(",") if part))


def read_value(name: str, text: str, values: Mapping[str, V]) -> V:
    """The value that `values` gives for the text."""
    if text not in values:
        refuse(name, text, join_or(values))
    return values[text]


def read_choice(name: str, text: str, among: Iterable[S]) -> S:
    """The member of `among` (an enumeration, or any strings) whose text this is."""
    return read_value(name, text, {str(value): value for value in among})


def read_choices(name: str, text: str, among: Iterable[S]) -> tuple[S, ...]:
    """Comma-separated members of `among`, without repetitions."""
    return tuple(read_choice(name, part, among) for part in read_texts(name, text))


def read_flag(name: str, text: str) -> bool:
    if text not in FLAG_WORDS:
        refuse(name, text, "yes or no")
    return FLAG_WORDS[text]


def write_value(value: object) -> str:
    """The text from which a reader returns this value; empty for None and for no values."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(map(write_value, value))
    return "" if value is None else str(value)


def is_whole(text: str, digits: int = MAX_DIGITS) -> bool:
    """Whether a text is a whole number in ASCII digits, at most `digits` of them, zeros in front included."""
    return text.isascii() and text.isdigit() and len(text) <= digits


def read_number(name: str, text: str, lowest: int, highest: int, allowed: str = "") -> int:
    """A whole number within the bounds, in at most `MAX_DIGITS` digits; `allowed` replaces the usual words for them."""
    if not is_whole(text) or not lowest <= int(text) <= highest:
        refuse(name, text, allowed or f"a whole number from {lowest} to {highest}")
    return int(text)


def read_date(name: str, text: str) -> UncertainDate:
    """A date in English or in EDTF."""
    try:
        return UncertainDate.read(text)
    except DateError as error:
        raise BadRequestError(f"“{name}”: {error}") from None


def read_first_day(name: str, text: str) -> Day:
    return read_date(name, text).earliest


def read_last_day(name: str, text: str) -> Day:
    return read_date(name, text).latest


def read_day(name: str, text: str) -> Day:
    """The day that the text names; a date of several possible days is refused."""
    when = read_date(name, text)
    if when.earliest != when.latest:
        refuse(name, text, "a day, such as 3 August 2026 or 2026-08-03")
    return when.earliest


# --- parameters, described once ---


@dataclass(frozen=True)
class Values(Generic[V]):
    """What a parameter can be: how it is read, and what a person writes, as the help of a command says it.

    `labels` are the allowed words with what a form calls each; none where any text of the right sort is allowed.
    """

    read: Reader[V]
    takes: str
    labels: Mapping[str, str] = field(default_factory=dict)
    is_list: bool = False


def one_of(labels: Mapping[S, str]) -> Values[S]:
    """One word of several."""
    words = {str(value): label for value, label in labels.items()}
    return Values(partial(read_choice, among=tuple(labels)), "|".join(words), words)


def some_of(labels: Mapping[S, str]) -> Values[tuple[S, ...]]:
    """Words of several, with commas between."""
    words = {str(value): label for value, label in labels.items()}
    return Values(partial(read_choices, among=tuple(labels)), ",".join(words), words, is_list=True)


def yes_or_no(**labels: str) -> Values[bool]:
    """Yes or no, with what a form calls each, in its order."""
    return Values(read_flag, "yes|no", labels or {"yes": "yes", "no": "no"})


def whole_number(lowest: int, highest: int, allowed: str = "") -> Values[int]:
    """A whole number within bounds; `allowed` says it otherwise in a refusal."""
    return Values(partial(read_number, lowest=lowest, highest=highest, allowed=allowed), "NUMBER")


SLUG = Values(read_text, "SLUG")
SLUGS = Values(read_texts, "SLUG,SLUG", is_list=True)
TAGS = Values(read_texts, "TAG,TAG", is_list=True)
FIRST_DAY = Values(read_first_day, "DATE")
LAST_DAY = Values(read_last_day, "DATE")
ONE_DAY = Values(read_day, "DAY")


@dataclass(frozen=True)
class Parameter(Generic[V]):
    """A parameter: its name in addresses and forms, what it can be and is by default, and what that means.

    `meaning` stands in the help of commands, `label` over the choices of a form.
    """

    name: str
    values: Values[V]
    default: V
    meaning: str
    label: str = ""

    @property
    def is_flag(self) -> bool:
        return self.values.read is read_flag

    def read(self, text: str) -> V:
        """The value of a text; the default if it is empty. Raises `BadRequestError`."""
        return self.values.read(self.name, text) if text else self.default


def option(values: Values[V], default: V | None, meaning: str, label: str = "") -> Any:
    """A field of a dataclass of options that is a parameter with the field's name."""
    return field(default=default, metadata={"parameter": (values, default, meaning, label)})


def same_option(parameter: Parameter[Any]) -> Any:
    """A field for a parameter that other options have too."""
    return option(parameter.values, parameter.default, parameter.meaning, parameter.label)


def describe_parameters(*options: type) -> dict[str, Parameter[Any]]:
    """The parameters among the fields of dataclasses, by name."""
    return {
        of.name: Parameter(of.name, *of.metadata["parameter"])
        for kind in options
        for of in fields(kind)
        if "parameter" in of.metadata
    }


def read_all(query: Mapping[str, str], parameters: Mapping[str, Parameter[Any]]) -> dict[str, Any]:
    """The values of the given parameters, in the query's order; others are ignored, and empty ones are unset."""
    return {name: parameters[name].read(text) for name, text in query.items() if name in parameters and text}
