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
from typing import Any

from stances.dates.uncertain import UncertainDate
from stances.graphics import packing
from stances.record.entries import Event, Stance
from stances.record.vocabulary import Attribution, Confidence
from stances.timeline import wording
from stances.timeline.options import AttributionLevel
from stances.timeline.scale import ScalePosition

ATTRIBUTIONS: Mapping[AttributionLevel, tuple[Attribution, ...]] = {
    AttributionLevel.ASSERTED: (Attribution.ASSERTED,),
    AttributionLevel.REPORTED: (Attribution.ASSERTED, Attribution.REPORTED),
    AttributionLevel.ALL: tuple(Attribution),
}
ATTRIBUTION_RANKS = {attribution: rank for rank, attribution in enumerate(Attribution)}
CONFIDENCE_RANKS = {confidence: rank for rank, confidence in enumerate(Confidence)}
MAX_PARTS = 3


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

    @property
    def is_hollow(self) -> bool:
        """Whether it is drawn as an outline: it is not an own claim, or doubtful."""
        return self.attribution is not Attribution.ASSERTED or self.confidence is Confidence.DOUBTFUL

    @property
    def name(self) -> str:
        """“+ A real step, reported, about June 1928”; without a date if its stances have several."""
        dates = {stance.when.words() for stance in self.stances}
        when = dates.pop() if len(dates) == 1 else ""
        is_doubtful = self.confidence is Confidence.DOUBTFUL
        return wording.name_position(self.position.name, self.attribution, is_doubtful, when)


@dataclass(frozen=True, slots=True)
class DateBar:
    """The piece of an uncertain date that lies in one cell; the whole bar spans `first_column` to `last_column`.

    `begins` and `ends` say whether its first and last day lie in this cell; a bar cut off by the grid or by the day shown
    has no end. It lies in one of `lanes` lanes, counted from 0, which share the height of the row; bars that are drawn alike
    share a lane. `bears_sign` is true in one cell of each lane's bar: the first that no certain evidence covers.
    """

    position_held: HeldPosition
    first_column: int
    last_column: int
    begins: bool
    ends: bool
    lane: int = 0
    lanes: int = 1
    bears_sign: bool = False

    @property
    def sign(self) -> str:
        """The sign that stands in this piece of the bar, or none."""
        return self.position_held.position.key if self.bears_sign else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row says in one column.

    `text` says it in full, `name` in few words: the position, then what matters. `positions_held` are the positions to show, in
    order of time if `moved`; `glyph` joins their keys. `hidden_stances` counts the stances left out by attribution.
    `last_evidence` is set if carried forward, `doubts` are the events by which what is carried may be unsettled.
    """

    state: CellState
    text: str
    name: str
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
    def parts(self) -> tuple[HeldPosition, ...]:
        """The positions that are drawn as fills: at most three, namely the first two and the last; none where bars say it."""
        if self.state is CellState.UNCERTAIN:
            return ()
        shown = self.positions_held
        return shown if len(shown) <= MAX_PARTS else (*shown[: MAX_PARTS - 1], shown[-1])

    @property
    def drawn_positions(self) -> tuple[HeldPosition, ...]:
        """The positions of its parts and of its pieces."""
        return (*self.parts, *(piece.position_held for piece in self.pieces))

    @property
    def pieces(self) -> tuple[DateBar, ...]:
        """The pieces of bars that are drawn: one a lane, from the first."""
        by_lane = {bar.lane: bar for bar in reversed(self.bars)}
        return tuple(by_lane[lane] for lane in sorted(by_lane))

    @property
    def attribution_words(self) -> str:
        """“asserted, reported”: the attributions behind the cell, strongest first."""
        attributions = {s.attribution for s in self.stances}
        return ", ".join(a.value for a in Attribution if a in attributions)


def name_uncertain(bars: Sequence[DateBar], positions: Sequence[HeldPosition]) -> str:
    """The name of a cell of bars: its positions in full where one of the bars begins, else by their signs."""
    begins = any(bar.begins for bar in bars)
    return wording.name_uncertain(held.name if begins else held.position.key for held in positions)


def arrange_bars(bars_by_column: Sequence[Sequence[DateBar]], covered: Sequence[bool]) -> list[list[DateBar]]:
    """The bars of a row with their lanes and signs; `covered` says which columns have certain evidence.

    Only bars that meet share the height of the row, so that the others are as high as can be.
    """
    columns: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for column, bars in enumerate(bars_by_column):
        for bar in bars:
            columns[_look(bar)].append(column)
    looks = sorted(columns, key=lambda look: look[:2])
    lane = dict(zip(looks, packing.pack_lanes((look[:2] for look in looks), gap=1), strict=True))
    lanes = _count_lanes(looks, lane)
    signed = {look: next((c for c in columns[look] if not covered[c]), None) for look in looks}
    return [
        [
            replace(
                bar, lane=lane[_look(bar)], lanes=lanes[_look(bar)], bears_sign=signed[_look(bar)] == column
            )
            for bar in bars
        ]
        for column, bars in enumerate(bars_by_column)
    ]


def _look(bar: DateBar) -> tuple[Any, ...]:
    """What bars have in common that are drawn as one."""
    return bar.first_column, bar.last_column, bar.position_held.position.key, bar.position_held.is_hollow


def _count_lanes(looks: Sequence[tuple[Any, ...]], lane: Mapping[tuple[Any, ...], int]) -> dict[Any, int]:
    """How many lanes each of these sorted bars shares the height with: those of all that it meets, directly or not."""
    clusters: list[list[tuple[Any, ...]]] = []
    end = -1
    for look in looks:
        if look[0] > end:
            clusters.append([])
        clusters[-1].append(look)
        end = max(end, look[1])
    return {look: max(lane[other] for other in cluster) + 1 for cluster in clusters for look in cluster}
