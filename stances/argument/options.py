"""The options of an argument map: its subject, filter, arrangement, day shown and appearance.

Values only, each described as a parameter of addresses, forms and the command line. Whether a record has the slugs that a
view names is checked where the map is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stances.dates.day import Day
from stances.dates.edtf import shorten
from stances.errors import BadRequestError
from stances.query import (
    FIRST_DAY,
    LAST_DAY,
    SLUG,
    SLUGS,
    TAGS,
    Parameter,
    Values,
    describe_parameters,
    join_or,
    one_of,
    option,
    read_all,
    read_number,
    read_texts,
    some_of,
    whole_number,
    yes_or_no,
)
from stances.record.vocabulary import Attribution, Basis, ColumnUnit, LinkKind

MAX_STEPS = 9
MAP_SUBJECTS = ("dispute", "participant", "claim")


class Arrangement(StrEnum):
    """How claims are placed: conclusions on top, in the columns of the grid, or in columns of speakers or positions."""

    ARGUMENT = "argument"
    TIME = "time"
    SPEAKER = "speaker"
    POSITION = "position"


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
    attacks that nobody answers, `only` these claims, `line` only the argument line that starts at one claim.
    """

    factions: tuple[str, ...] = option(SLUGS, (), "only claims of these factions")
    participants: tuple[str, ...] = option(SLUGS, (), "only what these participants said, signed or endorsed")
    attributions: tuple[Attribution, ...] = option(
        some_of({how: how.value for how in Attribution}), (), "only claims with these types of evidence"
    )
    links: tuple[LinkKind, ...] = option(
        some_of({kind: kind.value for kind in LinkKind}), (), "only links of these kinds"
    )
    tags: tuple[str, ...] = option(TAGS, (), "only claims with one of these tags")
    since: Day | None = option(FIRST_DAY, None, "only claims that may date from this day or later")
    until: Day | None = option(LAST_DAY, None, "only claims that may date from this day or earlier")
    unanswered: bool = option(yes_or_no(), False, "only unanswered objections")
    only: tuple[str, ...] = option(SLUGS, (), "only these claims")
    line: str | None = option(SLUG, None, "only the argument line that starts at this claim")

    def __bool__(self) -> bool:
        return self != Filter()


def _read_fold(name: str, text: str) -> tuple[str, ...]:
    return () if text == "none" else read_texts(name, text)


@dataclass(frozen=True)
class MapView:
    """Which map is asked for and how it looks. Its subject is a dispute, a participant, a claim or the whole debate.

    `fold` has the tokens of what is collapsed: nothing if empty; None lets the size of the map decide. `numbers` puts
    before each claim its number in the order of time. Raises BadRequestError for several subjects, or steps out of range.
    """

    dispute: str | None = option(SLUG, None, "the claims of one dispute")
    participant: str | None = option(SLUG, None, "one participant's claims and the replies to them")
    claim: str | None = option(SLUG, None, "one claim and the claims near it")
    steps: int = option(whole_number(0, MAX_STEPS), 2, "how many links away from the claim the map reaches")
    context: bool = option(
        yes_or_no(no="hidden", yes="shown if linked"),
        False,
        "also linked claims from other disputes; in a comparison, also the claims that are answered",
        "Claims from other disputes",
    )
    filter: Filter = Filter()
    fold: tuple[str, ...] | None = option(
        Values(_read_fold, "none|GROUP,GROUP", is_list=True),
        None,
        "what is collapsed: the replies to a claim, dispute:SLUG, faction:SLUG, speaker:SLUG, or none",
        "Collapse",
    )
    arrange: Arrangement = option(
        one_of(
            {
                Arrangement.ARGUMENT: "by argument",
                Arrangement.TIME: "by time",
                Arrangement.SPEAKER: "by speaker",
                Arrangement.POSITION: "by position",
            }
        ),
        Arrangement.ARGUMENT,
        "how claims are arranged",
        "Layout",
    )
    unit: ColumnUnit | None = option(
        one_of({unit: unit.value for unit in ColumnUnit}),
        None,
        "the unit of a column; by default that of the debate, or the finest with at most 40 columns",
        "Columns",
    )
    empty_columns: bool = option(
        yes_or_no(no="hidden", yes="shown"),
        False,
        "by time: also the columns of the grid that have no claims",
        "Empty columns",
    )
    cluster: ClusterBy = option(
        one_of({ClusterBy.NONE: "none", ClusterBy.FACTION: "faction", ClusterBy.SPEAKER: "speaker"}),
        ClusterBy.NONE,
        "what frames are drawn around",
        "Group boxes by",
    )
    colour: ColourBy | None = option(
        one_of({ColourBy.FACTION: "faction", ColourBy.SPEAKER: "speaker"}),
        None,
        "what claims are coloured by; by default factions, or speakers if there are none",
        "Colour by",
    )
    words: BoxWords = option(
        one_of({BoxWords.TEXTS: "full text", BoxWords.TITLES: "short title"}),
        BoxWords.TEXTS,
        "what the boxes contain",
        "Text in boxes",
    )
    lift: str | None = option(
        SLUG, None, "a claim to highlight with all that supports or rebuts it, while the rest is pale"
    )
    as_of: Day | None = option(LAST_DAY, None, "the debate as it was on a day, such as 9 May 1928")
    basis: Basis = option(
        one_of({Basis.WRITTEN: "as written", Basis.KNOWN: "as known"}),
        Basis.WRITTEN,
        "as of a day: what had been written by then, or what had reached its readers",
        "Dates used",
    )
    layout: LayoutMode = option(
        one_of({LayoutMode.KEPT: "kept", LayoutMode.FRESH: "fresh"}),
        LayoutMode.KEPT,
        "as of a day: keep the places of the whole debate, or lay out the map afresh",
    )
    legend: bool = option(yes_or_no(yes="with", no="without"), True, "with a legend", "Legend")
    title: bool = option(yes_or_no(yes="with", no="without"), True, "with a title", "Title")
    numbers: bool = option(yes_or_no(), False, "number the claims in order of time")

    def __post_init__(self) -> None:
        if sum(getattr(self, name) is not None for name in MAP_SUBJECTS) > 1:
            raise BadRequestError(f"A map shows one {join_or(MAP_SUBJECTS)}; give only one of these.")
        read_number("steps", str(self.steps), 0, MAX_STEPS)

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> MapView:
        """The view that URL parameters ask for; other parameters are ignored, empty ones count as unset.

        Several values are separated by commas: factions=left,right. Raises BadRequestError.
        """
        read = read_all(query, MAP_OPTIONS)
        criteria = Filter(
            **{name: value for name, value in read.items() if name in Filter.__dataclass_fields__}
        )
        return cls(filter=criteria, **{n: v for n, v in read.items() if n in cls.__dataclass_fields__})


def _read_sides(name: str, text: str) -> tuple[str, str]:
    sides = [side.strip() for side in text.split(",") if side.strip()]
    if len(sides) == 2 and sides[0] == sides[1]:
        raise BadRequestError(f"Both sides are “{shorten(sides[0])}”. Choose two different sides.")
    if len(sides) != 2:
        raise BadRequestError(
            f"“{name}” names two different sides with a comma between, not “{shorten(text)}”."
        )
    return sides[0], sides[1]


MAP_OPTIONS = describe_parameters(MapView, Filter)
MAP_PARAMETERS = tuple(name for name in MAP_OPTIONS if name not in MAP_SUBJECTS)
"""The parameters besides the subject."""
COMPARED_SIDES = {
    name: Parameter(name, Values(_read_sides, "A,B", is_list=True), None, meaning)
    for name, meaning in {
        "moments": "two days, months or years to compare",
        "participants": "two participants to compare",
        "factions": "two factions to compare",
    }.items()
}
"""The parameters of a comparison that name its two sides. It has one of them."""
