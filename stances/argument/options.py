"""What a reader asks of an argument map: what it is of, which claims stay, where they lie, as of when, how it looks.

Values only. URL parameters, forms and command-line options are all read by one table, so that a map has the same words
everywhere; whether a record holds the slugs that a view names is asked where the map is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from stances.errors import BadRequestError
from stances.query import (
    Reader,
    is_whole,
    join_or,
    read_all,
    read_choice,
    read_choices,
    read_first_day,
    read_flag,
    read_last_day,
    read_text,
    read_texts,
    refuse,
)
from stances.record.vocabulary import Attribution, Basis, LinkKind

MAX_STEPS = 9
MAP_SUBJECTS = ("dispute", "participant", "claim")


class Arrangement(StrEnum):
    """Where claims lie: conclusions on top, in columns of months, or in a column for each speaker."""

    ARGUMENT = "argument"
    TIME = "time"
    SPEAKER = "speaker"


class ClusterBy(StrEnum):
    FACTION = "faction"
    SPEAKER = "speaker"
    NONE = "none"


class ColourBy(StrEnum):
    FACTION = "faction"
    SPEAKER = "speaker"


class LayoutMode(StrEnum):
    """As of a day: everything where the whole debate has it, or laid out anew."""

    KEPT = "kept"
    FRESH = "fresh"


@dataclass(frozen=True)
class Filter:
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
        return self != Filter()


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
    filter: Filter = Filter()
    fold: tuple[str, ...] | None = None
    arrange: Arrangement = Arrangement.ARGUMENT
    cluster: ClusterBy = ClusterBy.NONE
    colour: ColourBy = ColourBy.FACTION
    as_of: date | None = None
    basis: Basis = Basis.WRITTEN
    layout: LayoutMode = LayoutMode.KEPT
    legend: bool = True
    title: bool = True
    numbers: bool = False

    def __post_init__(self) -> None:
        if sum(getattr(self, name) is not None for name in MAP_SUBJECTS) > 1:
            raise BadRequestError(
                f"A map shows one of {join_or(MAP_SUBJECTS)}, not several; leave out the others."
            )
        if not 0 <= self.steps <= MAX_STEPS:
            raise BadRequestError(f"“steps” is a whole number from 0 to {MAX_STEPS}, not {self.steps}.")

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> MapView:
        """The view that URL parameters ask for; parameters of other names are somebody else's, empty ones are unset.

        Where a parameter takes several values they stand with commas between: factions=left,right.
        """
        read = read_all(query, _READERS)
        sift = Filter(**{name: value for name, value in read.items() if name in Filter.__dataclass_fields__})
        return cls(filter=sift, **{n: v for n, v in read.items() if n in cls.__dataclass_fields__})


def _read_fold(name: str, text: str) -> tuple[str, ...]:
    return () if text == "none" else read_texts(name, text)


def _read_steps(name: str, text: str) -> int:
    if not is_whole(text, digits=4):
        refuse(name, text, f"a whole number from 0 to {MAX_STEPS}")
    return int(text)


_READERS: Mapping[str, Reader[Any]] = {
    "dispute": read_text,
    "participant": read_text,
    "claim": read_text,
    "steps": _read_steps,
    "context": read_flag,
    "factions": read_texts,
    "participants": read_texts,
    "attributions": partial(read_choices, among=Attribution),
    "links": partial(read_choices, among=LinkKind),
    "since": read_first_day,
    "until": read_last_day,
    "unanswered": read_flag,
    "line": read_text,
    "fold": _read_fold,
    "arrange": partial(read_choice, among=Arrangement),
    "cluster": partial(read_choice, among=ClusterBy),
    "colour": partial(read_choice, among=ColourBy),
    "as_of": read_last_day,
    "basis": partial(read_choice, among=Basis),
    "layout": partial(read_choice, among=LayoutMode),
    "legend": read_flag,
    "title": read_flag,
    "numbers": read_flag,
}
MAP_PARAMETERS = tuple(name for name in _READERS if name not in MAP_SUBJECTS)
"""What may be asked of the map of a given subject."""
LIST_PARAMETERS = ("factions", "participants", "attributions", "links", "fold")
"""Those that take several values, with commas between them."""
