"""The cells of grids of stances over time: what a participant held in a column, and how that is known.

Pure: knows no page and no drawing. The state of a cell is the first of these that applies:

- **evidenced**: a stance lies wholly within the column, however exact its date. If several do, and all that differ can
  be put in order (by dates, else by `after` between their claims), the cell has *moved*: it shows each position in turn,
  from the oldest to the newest.
- **mixed**: stances within the column differ, and their order is not wholly known. Each is shown; none is averaged.
- **uncertain**: no stance certainly lies within the column, but one or more may: their dates span several columns, and
  each of these shows a piece of a bar. Beside certain evidence bars are kept too, and do not change the state.
- **not_involved**: the column lies outside the participant's dates of involvement.
- **carried**: the latest day of the last evidence lies before the column, and nothing has ended its carrying (see `carrying`):
  neither the dispute's horizon nor an event that unsettles it. Where it is unknown which of several was last, all are carried.
- **silent**: the part of the column within debate and involvement was all read and coded, and there is nothing in it.
- **not_coded**: everything else; also where a claim of the participant is interpreted by no stance, for that is no silence.

Undecided is a position like any other, with the glyph “?”; it is neither silence nor the middle of a scale. Where
stances are left out by attribution the cell is silent or carried, and its text says that something is left out.

As of a day, as written or as known, stances that cannot yet have been taken are left out, those that may be later than
the day are uncertain, and columns that begin after it are **later**. Rows and columns are the same on all days.

With documents as columns, a stance stands under every document that one of its claims comes from or was signed in, else
under a last column, “no document”. Its column is then certain whatever its date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from stances.dates.uncertain import UncertainDate
from stances.record.entries import Event, Stance
from stances.record.vocabulary import Attribution, Confidence
from stances.timeline.options import AttributionLevel
from stances.timeline.scale import ScalePosition

ATTRIBUTIONS: Mapping[AttributionLevel, tuple[Attribution, ...]] = {
    AttributionLevel.ASSERTED: (Attribution.ASSERTED,),
    AttributionLevel.REPORTED: (Attribution.ASSERTED, Attribution.REPORTED),
    AttributionLevel.ALL: tuple(Attribution),
}
ATTRIBUTION_RANKS = {attribution: rank for rank, attribution in enumerate(Attribution)}
CONFIDENCE_RANKS = {confidence: rank for rank, confidence in enumerate(Confidence)}


class CellState(StrEnum):
    """What a cell says; `later` occurs only in a grid as of a day."""

    EVIDENCED = "evidenced"
    CARRIED = "carried"
    MIXED = "mixed"
    UNCERTAIN = "uncertain"
    SILENT = "silent"
    NOT_INVOLVED = "not_involved"
    NOT_CODED = "not_coded"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class HeldPosition:
    """A position and the stances that show it, with the strongest attribution and confidence among them."""

    position: ScalePosition
    stances: tuple[Stance, ...]
    attribution: Attribution
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class DateBar:
    """The piece of an uncertain date that lies in one cell; the whole bar spans `first_column` to `last_column`.

    `begins` and `ends` say whether its first and last day lie in this cell; a bar cut off by the grid or by the day shown
    has no end.
    """

    position_held: HeldPosition
    first_column: int
    last_column: int
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row says in one column.

    `positions_held` are the positions to show, in order of time if `moved`; `glyph` joins their keys and is empty for a cell
    without one, such as one that carries forward what its colour alone tells. `hidden_stances` counts the stances left out by
    attribution. `last_evidence` is set if carried forward, `doubts` are the events by which what is carried may be unsettled.
    """

    state: CellState
    text: str
    positions_held: tuple[HeldPosition, ...] = ()
    bars: tuple[DateBar, ...] = ()
    moved: bool = False
    glyph: str = ""
    last_evidence: UncertainDate | None = None
    doubts: tuple[Event, ...] = ()
    hidden_stances: int = 0

    @property
    def stances(self) -> tuple[Stance, ...]:
        """The stances behind the cell, each once."""
        stances = [s for h in self.positions_held for s in h.stances] + [
            s for b in self.bars for s in b.position_held.stances
        ]
        return tuple({s.slug: s for s in stances}.values())

    @property
    def merged_bars(self) -> tuple[DateBar, ...]:
        """Its bars, merged where position, attribution and confidence are the same."""
        if len(self.bars) < 2:
            return self.bars
        bars_by_statement: dict[tuple[ScalePosition, Attribution, Confidence], list[DateBar]] = defaultdict(
            list
        )
        for bar in self.bars:
            bars_by_statement[
                bar.position_held.position, bar.position_held.attribution, bar.position_held.confidence
            ].append(bar)
        return tuple(map(_merge_bars, bars_by_statement.values()))

    @property
    def attribution_words(self) -> str:
        """“asserted, reported”: the attributions behind the cell, strongest first."""
        attributions = {s.attribution for s in self.stances}
        return ", ".join(a.value for a in Attribution if a in attributions)


def _merge_bars(bars: Sequence[DateBar]) -> DateBar:
    merged_position = replace(
        bars[0].position_held, stances=tuple(s for bar in bars for s in bar.position_held.stances)
    )
    return DateBar(
        merged_position,
        first_column=min(bar.first_column for bar in bars),
        last_column=max(bar.last_column for bar in bars),
        begins=any(bar.begins for bar in bars),
        ends=any(bar.ends for bar in bars),
    )
