"""What a reader asks of an argument map: what it is of, which claims stay, where they lie, as of when, how it looks.

Values only. URL parameters, forms and command-line options are all read here, so that a map has the same words
everywhere; whether a record holds the slugs that a view names is asked where the map is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from stances.dates import DateError, UncertainDate
from stances.errors import BadRequestError
from stances.terms import Attribution, Basis, LinkKind

MOST_STEPS = 9
SUBJECTS = ("dispute", "participant", "claim")

S = TypeVar("S", bound=StrEnum)


class Arrangement(StrEnum):
    """Where claims lie: conclusions on top, in columns of months, or in a column for each speaker."""

    ARGUMENT = "argument"
    TIME = "time"
    SPEAKER = "speaker"


class Cluster(StrEnum):
    FACTION = "faction"
    SPEAKER = "speaker"
    NONE = "none"


class Colour(StrEnum):
    FACTION = "faction"
    SPEAKER = "speaker"


class Layout(StrEnum):
    """As of a day: everything where the whole debate has it, or laid out anew."""

    KEPT = "kept"
    FRESH = "fresh"


@dataclass(frozen=True)
class Sift:
    """Which claims and links stay on a map; what is empty lets everything pass.

    `participants` and `factions` are slugs; `since` and `until` are days, both included. `unanswered` leaves only the
    attacks that nobody answers, and `line` only the argument line that starts at one claim.
    """

    factions: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    links: tuple[LinkKind, ...] = ()
    since: date | None = None
    until: date | None = None
    unanswered: bool = False
    line: str | None = None

    def __bool__(self) -> bool:
        return self != Sift()


@dataclass(frozen=True)
class MapView:
    """Which map is asked for and how it is to look; at most one of dispute, participant and claim, else everything.

    `fold` names what is drawn as one box with a count: none of it where empty, by size where it is None. `numbers`
    sets before each claim its number in the order of time.
    """

    dispute: str | None = None
    participant: str | None = None
    claim: str | None = None
    steps: int = 2
    context: bool = False
    sift: Sift = Sift()
    fold: tuple[str, ...] | None = None
    arrange: Arrangement = Arrangement.ARGUMENT
    cluster: Cluster = Cluster.NONE
    colour: Colour = Colour.FACTION
    as_of: date | None = None
    basis: Basis = Basis.WRITTEN
    layout: Layout = Layout.KEPT
    legend: bool = True
    title: bool = True
    numbers: bool = False

    def __post_init__(self) -> None:
        if sum(getattr(self, name) is not None for name in SUBJECTS) > 1:
            raise BadRequestError(
                f"A map shows one of {_listed(SUBJECTS)}, not several; leave out the others."
            )
        if not 0 <= self.steps <= MOST_STEPS:
            raise BadRequestError(f"“steps” is a whole number from 0 to {MOST_STEPS}, not {self.steps}.")

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> MapView:
        """The view that URL parameters ask for; parameters of other names are somebody else's, empty ones are unset.

        Where a parameter takes several values they stand with commas between: factions=left,right.
        """
        read = {name: _READERS[name](name, text) for name, text in query.items() if name in _READERS and text}
        sift = Sift(**{name: value for name, value in read.items() if name in Sift.__dataclass_fields__})
        return cls(sift=sift, **{n: v for n, v in read.items() if n in cls.__dataclass_fields__})


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def chosen(name: str, text: str, allowed: Mapping[str, Any]) -> Any:
    """What a parameter's value stands for. Raises BadRequestError with the values that are allowed."""
    if text not in allowed:
        raise BadRequestError(f"“{name}” is {_listed(allowed)}, not “{text}”.")
    return allowed[text]


def _text(name: str, text: str) -> str:
    return text


def one_of(kind: type[S]) -> Callable[[str, str], S]:
    allowed = {member.value: member for member in kind}
    return lambda name, text: chosen(name, text, allowed)


def _some_of(kind: type[S]) -> Callable[[str, str], tuple[S, ...]]:
    one = one_of(kind)
    return lambda name, text: tuple(one(name, part) for part in _several(name, text))


def _several(name: str, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in text.split(",") if part))


def _fold(name: str, text: str) -> tuple[str, ...]:
    return () if text == "none" else _several(name, text)


def yes(name: str, text: str) -> bool:
    switch: bool = chosen(name, text, {"yes": True, "no": False})
    return switch


def _steps(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 4:
        raise BadRequestError(f"“{name}” is a whole number from 0 to {MOST_STEPS}, not “{text}”.")
    return int(text)


def _date(name: str, text: str) -> UncertainDate:
    try:
        return UncertainDate.parse(text)
    except DateError as error:
        raise BadRequestError(f"“{name}”: {error}") from None


def _first_day(name: str, text: str) -> date:
    return _date(name, text).earliest


def _last_day(name: str, text: str) -> date:
    return _date(name, text).latest


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "dispute": _text,
    "participant": _text,
    "claim": _text,
    "steps": _steps,
    "context": yes,
    "factions": _several,
    "participants": _several,
    "attributions": _some_of(Attribution),
    "links": _some_of(LinkKind),
    "since": _first_day,
    "until": _last_day,
    "unanswered": yes,
    "line": _text,
    "fold": _fold,
    "arrange": one_of(Arrangement),
    "cluster": one_of(Cluster),
    "colour": one_of(Colour),
    "as_of": _last_day,
    "basis": one_of(Basis),
    "layout": one_of(Layout),
    "legend": yes,
    "title": yes,
    "numbers": yes,
}
PARAMETERS = tuple(name for name in _READERS if name not in SUBJECTS)
"""What may be asked of the map of a given subject."""
SEVERAL = ("factions", "participants", "attributions", "links", "fold")
"""Those that take several values, with commas between them."""
