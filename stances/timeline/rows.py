"""Rows of figures over time: whose or of what they are, in which groups and order, and the changes in them.

Rows in order of agreement stand beside those that went the same way. The measure can be told in one sentence and checked by
hand: of the columns in which both hold a position, the share in which it is the same one. Where a column has several
positions of somebody, it counts by how many of all of them both have. Silence agrees with nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from stances.argument.presence import Timing
from stances.errors import NotFoundError
from stances.graphics import packing
from stances.record.commitments import ParticipantEvidence
from stances.record.entries import Dispute, Faction, Membership, Participant, Stance
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.record.wording import describe_day_shown
from stances.timeline import legend
from stances.timeline.cell_builder import CellBuilder, CellOptions
from stances.timeline.cells import AttributionLevel, Cell, HeldPosition
from stances.timeline.changes import PositionChange, find_position_changes
from stances.timeline.legend import CellSymbol
from stances.timeline.scale import ScalePosition
from stances.timeline.stance_order import StanceOrder, date_key
from stances.timeline.time_axis import (
    Column,
    ColumnGroup,
    ColumnUnit,
    column_position,
    day_after,
    group_columns,
)

ValueSequence = Sequence[AbstractSet[int | None]]
"""The positions held in each column, from the first to the last; none where there is no evidence."""


def measure_agreement(one: ValueSequence, other: ValueSequence) -> tuple[float, int]:
    """The share of agreement from 0 to 1, and the number of columns that it rests on."""
    shared = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    if not shared:
        return 0.0, 0
    return sum(len(a & b) / len(a | b) for a, b in shared) / len(shared), len(shared)


def order_by_agreement(courses: Sequence[ValueSequence]) -> list[int]:
    """The courses, by their numbers, as a chain: the two that agree most, then at either end whoever agrees most with it.

    Of equal shares the one that rests on more columns counts more, then the order given. The empty come last.
    """
    waiting = [i for i, course in enumerate(courses) if any(course)]
    empty = [i for i, course in enumerate(courses) if not any(course)]
    if len(waiting) < 2:
        return waiting + empty
    pairs = [(a, b) for a in waiting for b in waiting if a < b]
    first, second = max(pairs, key=lambda pair: measure_agreement(courses[pair[0]], courses[pair[1]]))
    chain = [first, second]
    waiting = [i for i in waiting if i not in chain]
    while waiting:
        above = max(waiting, key=lambda i: measure_agreement(courses[i], courses[chain[0]]))
        below = max(waiting, key=lambda i: measure_agreement(courses[i], courses[chain[-1]]))
        if measure_agreement(courses[below], courses[chain[-1]]) >= measure_agreement(
            courses[above], courses[chain[0]]
        ):
            chain.append(below)
            waiting.remove(below)
        else:
            chain.insert(0, above)
            waiting.remove(above)
    return chain + empty


class RowOrder(StrEnum):
    """What the rows of a grid are put in order by."""

    FACTION = "faction"
    FIRST_MOVE = "first-move"
    FINAL = "final"
    SIMILARITY = "similarity"

    @property
    def heading(self) -> str:
        """What stands over rows that this has put in order; factions have their own names."""
        return _ORDER_HEADINGS[self]


_ORDER_HEADINGS = {
    RowOrder.FACTION: "",
    RowOrder.FIRST_MOVE: "Those who moved first, first",
    RowOrder.FINAL: "By the last position",
    RowOrder.SIMILARITY: "Those who agree most, side by side",
}


T = TypeVar("T")


G = TypeVar("G")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One participant in one dispute, with the stances that the view shows.

    `final` is what the last evidence shows, several where that is unknown. `faction` is the one he is first heard in; `moves`
    are the memberships within the grid's time in order, where there is more than one faction among them.
    """

    participant: Participant
    dispute: Dispute
    cells: tuple[Cell, ...]
    changes: tuple[PositionChange, ...]
    stances: tuple[Stance, ...]
    final_positions: tuple[HeldPosition, ...]
    faction: Faction | None = None
    memberships: tuple[Membership, ...] = ()
    note: str = ""

    @property
    def first_stance(self) -> Stance | None:
        return min(self.stances, key=date_key, default=None)

    @property
    def first_change(self) -> PositionChange | None:
        return self.changes[0] if self.changes else None

    @property
    def positions(self) -> tuple[ScalePosition, ...]:
        """The positions that occur, in the order in which they first do."""
        return tuple(dict.fromkeys(held.position for cell in self.cells for held in cell.positions_held))

    @property
    def values_by_column(self) -> tuple[frozenset[int | None], ...]:
        """The positions that each cell shows."""
        return tuple(frozenset(held.position.value for held in cell.positions_held) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ChangeSpan:
    """Where a change lies over a row: from and to are counted in columns, and in one lane none hides another."""

    change: PositionChange
    start: float
    end: float
    lane: int


def _stretch(change: PositionChange, dated: Sequence[Column]) -> tuple[float, float]:
    start, end = column_position(dated, change.start), column_position(dated, day_after(change.end))
    if end - start >= _MIN_SPAN_COLUMNS:
        return start, end
    middle = min(max((start + end) / 2, _MIN_SPAN_COLUMNS / 2), len(dated) - _MIN_SPAN_COLUMNS / 2)
    return middle - _MIN_SPAN_COLUMNS / 2, middle + _MIN_SPAN_COLUMNS / 2


def place_changes(row: GridRow, columns: Sequence[Column]) -> tuple[ChangeSpan, ...]:
    """The changes of a row as stretches over its columns."""
    dated = [column for column in columns if column.dated]
    changes = row.changes if dated else ()
    stretches = [_stretch(change, dated) for change in changes]
    lanes = packing.pack_lanes(stretches, gap=-_MAX_OVERLAP_COLUMNS)
    return tuple(
        ChangeSpan(c, *stretch, lane) for c, stretch, lane in zip(changes, stretches, lanes, strict=True)
    )


_MIN_SPAN_COLUMNS = 0.3


_MAX_OVERLAP_COLUMNS = 0.15  # changes that share the day of the evidence between them lie in one lane


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under one heading: the name of their faction, or what they are sorted by."""

    faction: Faction | None
    rows: tuple[GridRow, ...]
    heading: str


@dataclass(frozen=True, kw_only=True)
class TimeTable:
    """What lies over columns of time, as of a day or in all of it."""

    columns: tuple[Column, ...]
    as_of: date | None
    basis: Basis

    @property
    def day_words(self) -> str:
        """As of which day, in words; nothing where all of the time is shown."""
        return describe_day_shown(self.as_of, self.basis)

    @cached_property
    def column_groups(self) -> tuple[ColumnGroup, ...]:
        return group_columns(self.columns)

    def change_spans(self, row: GridRow) -> tuple[ChangeSpan, ...]:
        """Where the changes of one of its rows lie."""
        return place_changes(row, self.columns)


def collect_symbols(rows: Sequence[GridRow]) -> tuple[CellSymbol, ...]:
    return legend.collect_symbols(
        (cell for row in rows for cell in row.cells),
        (change.determined for row in rows for change in row.changes),
    )


def make_cell_builder(
    record: Record, dispute: Dispute, view: CellOptions, over: tuple[Column, ...] = ()
) -> CellBuilder:
    return CellBuilder(record, dispute, view, StanceOrder(record), over)


def find_changes(record: Record, participant: str, dispute: str) -> tuple[PositionChange, ...]:
    """Every change of a participant's position in a dispute, in order of time, whatever its attribution."""
    dispute_entry, person = require_dispute(record, dispute), require_participant(record, participant)
    teller = make_cell_builder(
        record,
        dispute_entry,
        CellOptions(ColumnUnit.MONTHS, False, AttributionLevel.ALL, None, Timing(record)),
    )
    stances = [s for s in record.stances_of_dispute.get(dispute, ()) if s.participant == participant]
    return find_position_changes(teller, person, person.label, stances)


def build_row(
    teller: CellBuilder, participant: Participant, evidence: ParticipantEvidence, subject: str
) -> GridRow:
    shown = [s for s in evidence.stances if teller.view.includes(s)]
    return GridRow(
        participant=participant,
        dispute=teller.dispute,
        cells=teller.build_cells(participant, evidence, subject),
        changes=find_position_changes(teller, participant, subject, shown),
        stances=tuple(shown),
        final_positions=teller.positions_held(teller.order.possibly_last(shown)),
    )


def require_dispute(record: Record, slug: str) -> Dispute:
    if slug not in record.disputes:
        raise NotFoundError(f"This debate has no dispute “{slug}”.")
    return record.disputes[slug]


def require_participant(record: Record, slug: str) -> Participant:
    if slug not in record.participants:
        raise NotFoundError(f"This debate has no participant “{slug}”.")
    return record.participants[slug]


def group_by_faction(
    record: Record,
    groups: Mapping[str | None, list[tuple[tuple[date, str], T]]],
    make: Callable[[Faction | None, tuple[T, ...], str], G],
) -> tuple[G, ...]:
    """The groups by the record's order of factions, in each what was placed by its place."""
    ranks = {slug: rank for rank, slug in enumerate(record.factions)}
    slugs = sorted(groups, key=lambda slug: ranks.get(slug or "", len(ranks)))
    ordered_groups = (
        (record.factions.get(s or ""), sorted(groups[s], key=lambda pair: pair[0])) for s in slugs
    )
    return tuple(
        make(faction, tuple(one for _, one in placed), faction.name if faction else "No faction recorded")
        for faction, placed in ordered_groups
    )


def sort_groups(
    groups: tuple[RowGroup, ...], order: RowOrder, scale: Sequence[int | None]
) -> tuple[RowGroup, ...]:
    """The groups as they are, or all their rows as one group in the order asked for."""
    rows = [row for group in groups for row in group.rows]
    if order is RowOrder.FACTION or not rows:
        return groups
    if order is RowOrder.SIMILARITY:
        rows = [rows[i] for i in order_by_agreement([row.values_by_column for row in rows])]
    elif order is RowOrder.FIRST_MOVE:
        rows.sort(
            key=lambda r: (
                (r.first_change.start, r.first_change.end) if r.first_change else (date.max, date.max)
            )
        )
    else:
        ranks = {value: rank for rank, value in enumerate(scale)}
        rows.sort(
            key=lambda r: (
                [ranks.get(h.position.value, len(ranks)) for h in r.final_positions] or [len(ranks) + 1]
            )
        )
    return (RowGroup(None, tuple(rows), order.heading),)


def _membership_bounds(membership: Membership) -> tuple[date, date]:
    when = membership.when
    return (when.earliest, when.latest) if when else (date.min, date.max)


def memberships_within(participant: Participant, columns: Sequence[Column]) -> list[Membership]:
    """Those that touch the time of the grid, by when they begin."""
    dated = [column for column in columns if column.dated]
    first = min((c.start for c in dated), default=date.min)
    last = max((c.end for c in dated), default=date.max)
    fitting = [
        m
        for m in participant.memberships
        if _membership_bounds(m)[0] <= last and first <= _membership_bounds(m)[1]
    ]
    return sorted(fitting, key=_membership_bounds)


def first_evidence_bounds(stances: Iterable[Stance]) -> tuple[date, date] | None:
    return min((s.when.sort_key for s in stances), default=None)


def primary_faction(participant: Participant, first_evidence: tuple[date, date] | None) -> str | None:
    """The faction that the participant belonged to at their first evidence, the last joined of several; else their first.

    It is the same in every figure, whatever time that shows.
    """
    memberships = sorted(participant.memberships, key=_membership_bounds)
    if first_evidence:
        fitting = [
            m
            for m in memberships
            if _membership_bounds(m)[0] <= first_evidence[1] and first_evidence[0] <= _membership_bounds(m)[1]
        ]
        if fitting:
            return fitting[-1].faction
    return memberships[0].faction if memberships else None


def with_memberships(record: Record, row: GridRow, memberships: Sequence[Membership]) -> GridRow:
    """The row with a note of the factions its participant belonged to, where that is more than one."""
    if len({m.faction for m in memberships}) < 2:
        return row
    names = (
        (
            f.name if (f := record.factions.get(m.faction)) else m.faction,
            m.when.words(throughout=True) if m.when else "",
        )
        for m in memberships
    )
    note = "; ".join(f"{name}, {when}" if when else name for name, when in names)
    return replace(row, memberships=tuple(memberships), note=note)
