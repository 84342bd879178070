"""Stances → the cells of the stance-over-time grid: what each participant held in each stretch of time, and how we know.

Pure: it reads a `Record` and knows no page and no drawing. A cell says one of seven things, by the first rule that fits:

- **evidenced**: some stance lies wholly within the column, which is as fine as the grid speaks, however exact its
  date. Where several lie in it and all that differ can be put in order (by dates, else by `after` between their
  claims), the cell *moved*: it shows each position in turn, from the old to the new.
- **mixed**: stances within the column differ and some order among them is unknown. Each is shown; none is averaged.
- **uncertain**: no stance lies within the column, but one or more may: their dates span several columns, and each of
  these carries a piece of the bar. Bars are kept beside sure evidence too, where they change nothing in the state.
- **not_involved**: the column lies outside the participant's dates of involvement.
- **carried**: the last evidence is before the column and no more than the dispute's horizon of months old. It begins
  after the latest day of that evidence. Where it cannot be known which of several was last, all of them are carried.
- **silent**: all of the column that counts (within debate and involvement) was read and coded, and holds nothing.
- **not_coded**: all else; a claim of the participant that no stance interprets is such a case, for that is no silence.

Undecided is a position like any other, with the glyph “?”; it is neither silence nor the middle of a scale. Stances
that the view leaves out by attribution leave the cell silent or carried, and its text says that something is left out.

As of a day, as written or as known, stances that cannot yet have been taken are left out, those that may be later than
the day are uncertain, and columns that begin after it say so (`later`, the view's own state). Rows and columns stay the
same on all days.

With documents for columns a stance stands under every document that one of its claims comes from (or was signed in),
and under a last column, “no document”, where there is none. Its place is then sure whatever its date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from stances.dates.uncertain import UncertainDate
from stances.record.entries import Stance
from stances.record.vocabulary import Attribution, Confidence
from stances.timeline.scale import ScalePosition


class AttributionLevel(StrEnum):
    """Whose word counts: the participants' own, also that of others about them, also the editor's reading."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    ALL = "all"


ATTRIBUTIONS: Mapping[AttributionLevel, tuple[Attribution, ...]] = {
    AttributionLevel.ASSERTED: (Attribution.ASSERTED,),
    AttributionLevel.REPORTED: (Attribution.ASSERTED, Attribution.REPORTED),
    AttributionLevel.ALL: tuple(Attribution),
}


ATTRIBUTION_RANKS = {attribution: rank for rank, attribution in enumerate(Attribution)}
CONFIDENCE_RANKS = {confidence: rank for rank, confidence in enumerate(Confidence)}


class CellState(StrEnum):
    """What a cell says; the last only where the grid is drawn as of a day."""

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
    """A position and the stances that show it, with the best attribution and confidence among them."""

    position: ScalePosition
    stances: tuple[Stance, ...]
    attribution: Attribution
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class DateBar:
    """The piece of an uncertain date that lies in one cell; the whole runs over the columns `first` to `last`.

    `begins` and `ends` say whether its own first and last day lie here; one cut off by the grid or the day shown has no end.
    """

    position_held: HeldPosition
    first_column: int
    last_column: int
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """`held` is what to show, in order where `moved`; the glyph joins its keys and is empty where none is to be shown.

    `hidden` counts the stances in this column that the view leaves out. `last_evidence` is set where carried.
    """

    state: CellState
    text: str
    positions_held: tuple[HeldPosition, ...] = ()
    bars: tuple[DateBar, ...] = ()
    moved: bool = False
    glyph: str = ""
    last_evidence: UncertainDate | None = None
    hidden_stances: int = 0

    @property
    def stances(self) -> tuple[Stance, ...]:
        """Every stance behind the cell, each once."""
        stances = [s for h in self.positions_held for s in h.stances] + [
            s for b in self.bars for s in b.position_held.stances
        ]
        return tuple({s.slug: s for s in stances}.values())

    @property
    def merged_bars(self) -> tuple[DateBar, ...]:
        """Its bars, those that say the same on the same word made one: evidence that agrees is no split."""
        alike: dict[tuple[ScalePosition, Attribution, Confidence], list[DateBar]] = defaultdict(list)
        for bar in self.bars:
            alike[
                bar.position_held.position, bar.position_held.attribution, bar.position_held.confidence
            ].append(bar)
        return tuple(map(_merge_bars, alike.values()))

    @property
    def attribution_words(self) -> str:
        """The attributions behind the cell, strongest first: “asserted, reported”."""
        attributions = {s.attribution for s in self.stances}
        return ", ".join(a.value for a in Attribution if a in attributions)


def _merge_bars(bars: Sequence[DateBar]) -> DateBar:
    held = replace(bars[0].position_held, stances=tuple(s for bar in bars for s in bar.position_held.stances))
    return DateBar(
        held,
        first_column=min(bar.first_column for bar in bars),
        last_column=max(bar.last_column for bar in bars),
        begins=any(bar.begins for bar in bars),
        ends=any(bar.ends for bar in bars),
    )
