"""The options of figures over time, each described as a parameter of addresses, forms and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from stances.argument.options import MAP_OPTIONS
from stances.dates.day import Day
from stances.query import describe_parameters, one_of, option, read_all, same_option, yes_or_no
from stances.record.extent import check_in_extent
from stances.record.record import Record
from stances.record.vocabulary import Basis, ColumnUnit


class AttributionLevel(StrEnum):
    """Which attributions count: the participants' own claims only; also reports by others; also the editor's inferences."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    ALL = "all"


class RowOrder(StrEnum):
    """What the rows of a grid are sorted by."""

    FACTION = "faction"
    FIRST_MOVE = "first-move"
    FINAL = "final"
    SIMILARITY = "similarity"

    @property
    def heading(self) -> str:
        """The heading over rows sorted so; empty for factions, which have their names."""
        return _ORDER_HEADINGS[self]


_ORDER_HEADINGS = {
    RowOrder.FACTION: "",
    RowOrder.FIRST_MOVE: "By first move",
    RowOrder.FINAL: "By last position",
    RowOrder.SIMILARITY: "By similarity",
}


@dataclass(frozen=True)
class TimeOptions:
    """What any figure over time shows, and as of which day."""

    unit: ColumnUnit | None = same_option(MAP_OPTIONS["unit"])
    carried: bool = option(
        yes_or_no(),
        True,
        "whether a position is assumed to persist without newer evidence",
        "Assume positions persist",
    )
    shown: AttributionLevel = option(
        one_of({level: level.value for level in AttributionLevel}),
        AttributionLevel.ALL,
        "the evidence shown: what is asserted, also what is reported, or also what is inferred",
        "Evidence shown",
    )
    as_of: Day | None = same_option(MAP_OPTIONS["as_of"])
    basis: Basis = same_option(MAP_OPTIONS["basis"])

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """The options that parameters ask for; other parameters are ignored, empty ones are unset.

        Raises BadRequestError.
        """
        return cls(**read_all(query, describe_parameters(cls)))


@dataclass(frozen=True)
class GridOptions(TimeOptions):
    """What a dispute's grid shows."""

    sort: RowOrder = option(
        one_of(
            {
                RowOrder.FACTION: "faction",
                RowOrder.FIRST_MOVE: "first move",
                RowOrder.FINAL: "last position",
                RowOrder.SIMILARITY: "similarity",
            }
        ),
        RowOrder.FACTION,
        "the order of the rows",
        "Sort by",
    )


TIME_OPTIONS = describe_parameters(TimeOptions)
GRID_OPTIONS = describe_parameters(GridOptions)


def read_options(
    record: Record, query: Mapping[str, str], options: type[TimeOptions] = TimeOptions
) -> dict[str, Any]:
    """The options that parameters ask for, as keyword arguments of what is built with them.

    Raises BadRequestError, also for a day outside the debate.
    """
    read = options.from_query(query)
    check_in_extent(record, "as_of", read.as_of)
    return dict(vars(read))
