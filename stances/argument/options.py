"""The options of an argument map: its subject, filter, arrangement, day shown and appearance.

Values only. URL parameters, forms and command-line options are read by one table, so that options have the same names
everywhere. Whether a record has the slugs that a view names is checked where the map is built.
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
    """How claims are placed: conclusions on top, in columns of months, or in a column for each speaker."""

    ARGUMENT = "argument"
    TIME = "time"
    SPEAKER = "speaker"


class ClusterBy(StrEnum):
    """What frames are drawn around."""

    FACTION = "faction"
    SPEAKER = "speaker"
    NONE = "none"


class ColourBy(StrEnum):
    """What claims are coloured by."""

    FACTION = "faction"
    SPEAKER = "speaker"


class BoxWords(StrEnum):
    """What boxes say of claims: their whole texts, or their titles where they have any."""

    TEXTS = "texts"
    TITLES = "titles"


class LayoutMode(StrEnum):
    """As of a day: claims where the map of the whole time has them, or laid out afresh."""

    KEPT = "kept"
    FRESH = "fresh"


@dataclass(frozen=True)
class Filter:
    """Which claims and links stay on a map; an empty field lets everything pass.

    `participants` and `factions` are slugs; `since` and `until` are days, both included. `unanswered` leaves only the
    attacks that nobody answers, `line` only the argument line that starts at one claim.
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
    """Which map is asked for and how it looks. Its subject is a dispute, a participant, a claim or the whole debate.

    `fold` has the tokens of what is collapsed: nothing if empty; None lets the size of the map decide. `numbers` puts
    before each claim its number in the order of time. Raises BadRequestError for several subjects, or steps out of range.
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
    words: BoxWords = BoxWords.TEXTS
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
        """The view that URL parameters ask for; other parameters are ignored, empty ones count as unset.

        Several values are separated by commas: factions=left,right. Raises BadRequestError.
        """
        read = read_all(query, _READERS)
        criteria = Filter(
            **{name: value for name, value in read.items() if name in Filter.__dataclass_fields__}
        )
        return cls(filter=criteria, **{n: v for n, v in read.items() if n in cls.__dataclass_fields__})


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
    "words": partial(read_choice, among=BoxWords),
    "as_of": read_last_day,
    "basis": partial(read_choice, among=Basis),
    "layout": partial(read_choice, among=LayoutMode),
    "legend": read_flag,
    "title": read_flag,
    "numbers": read_flag,
}
MAP_PARAMETERS = tuple(name for name in _READERS if name not in MAP_SUBJECTS)
"""The parameters besides the subject."""
LIST_PARAMETERS = ("factions", "participants", "attributions", "links", "fold")
"""The parameters that take several values, separated by commas."""
