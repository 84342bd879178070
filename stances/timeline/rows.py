"""The rows of figures over time, their groups and order, and the changes of position in them.

Agreement of two rows is the share of columns with the same position among those in which both have one. A column with
several positions counts by the share of these that both have. Columns without evidence count for nothing. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TypeVar

from stances.argument.presence import Timing
from stances.cache import cached_property
from stances.dates.day import Day
from stances.record.commitments import ParticipantEvidence
from stances.record.entries import Dispute, Faction, Membership, Participant, Stance
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.vocabulary import Basis, ColumnUnit
from stances.record.wording import describe_day_shown, entry_name, full_name, speaker_label
from stances.timeline import legend
from stances.timeline.cell_builder import CellBuilder, CellOptions
from stances.timeline.cells import Cell, CellState, HeldPosition
from stances.timeline.changes import PositionChange, find_position_changes
from stances.timeline.columns import Column, ColumnGroup, group_columns
from stances.timeline.legend import CellSymbol
from stances.timeline.options import AttributionLevel, RowOrder
from stances.timeline.scale import ScalePosition
from stances.timeline.stance_order import StanceOrder, date_key
from stances.timeline.time_axis import TimeAxis
from stances.timeline.wording import NO_FACTION_HEADING, describe_too_many

T = TypeVar("T")
G = TypeVar("G")
ValueSequence = Sequence[AbstractSet[int | None]]
"""The values of the positions held in each column, from the first to the last; empty where there is no evidence."""


def measure_agreement(one: ValueSequence, other: ValueSequence) -> tuple[float, int]:
    """Return the agreement of two rows, from 0 to 1, and the number of columns that it rests on."""
    shared = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    if not shared:
        return 0.0, 0
    return sum(len(a & b) / len(a | b) for a, b in shared) / len(shared), len(shared)


def order_by_agreement(sequences: Sequence[ValueSequence]) -> list[int]:
    """Return the indices of rows as a greedy chain: the two that agree most, then at either end the one that agrees most.

    Of equal agreements the one that rests on more columns wins, then the order given. Empty rows come last.
    """
    waiting = [i for i, sequence in enumerate(sequences) if any(sequence)]
    empty = [i for i, sequence in enumerate(sequences) if not any(sequence)]
    if len(waiting) < 2:
        return waiting + empty
    pairs = [(a, b) for a in waiting for b in waiting if a < b]
    first, second = max(pairs, key=lambda pair: measure_agreement(sequences[pair[0]], sequences[pair[1]]))
    chain = [first, second]
    waiting = [i for i in waiting if i not in chain]
    while waiting:
        above = max(waiting, key=lambda i: measure_agreement(sequences[i], sequences[chain[0]]))
        below = max(waiting, key=lambda i: measure_agreement(sequences[i], sequences[chain[-1]]))
        if measure_agreement(sequences[below], sequences[chain[-1]]) >= measure_agreement(
            sequences[above], sequences[chain[0]]
        ):
            chain.append(below)
            waiting.remove(below)
        else:
            chain.insert(0, above)
            waiting.remove(above)
    return chain + empty


@dataclass(frozen=True, slots=True)
class GridRow:
    """One participant in one dispute, with the words that tell each from its like, and the stances that the options include.

    `final_positions` are what the last evidence shows, several if it is unknown which was last. `carried_until` has for each
    stance the last day to which it may be carried forward, `reached` the columns that it may belong to. `arrows` are the changes
    to draw, each with the index of the column where the new position begins: those of known order that no cell shows by itself.
    `faction` is their primary one. `memberships` are those within the grid's time, in order, if they are of more than one
    faction; `note` says so.
    """

    participant: Participant
    dispute: Dispute
    participant_label: str
    participant_name: str
    dispute_label: str
    cells: tuple[Cell, ...]
    changes: tuple[PositionChange, ...]
    stances: tuple[Stance, ...]
    final_positions: tuple[HeldPosition, ...]
    carried_until: tuple[Day, ...] = ()
    reached: tuple[Sequence[int], ...] = ()
    arrows: tuple[tuple[int, PositionChange], ...] = ()
    faction: Faction | None = None
    memberships: tuple[Membership, ...] = ()
    note: str = ""

    @property
    def first_stance(self) -> Stance | None:
        """The first stance by `date_key`."""
        return min(self.stances, key=date_key, default=None)

    @property
    def first_change(self) -> PositionChange | None:
        """The first change of position."""
        return self.changes[0] if self.changes else None

    @property
    def signs_now(self) -> tuple[HeldPosition, ...]:
        """The last positions whose signs stand in the row: those of the moment shown, however long ago they were taken."""
        return next((signs for cell in reversed(self.cells) if (signs := _last_signs(cell))), ())

    @property
    def starts_of_uncoded(self) -> frozenset[int]:
        """The columns at which a run of two or more cells that are not coded begins."""
        uncoded = [cell.state is CellState.NOT_CODED for cell in self.cells]
        triples = zip([False, *uncoded], uncoded, uncoded[1:], strict=False)
        return frozenset(column for column, triple in enumerate(triples) if triple == (False, True, True))

    @property
    def positions(self) -> tuple[ScalePosition, ...]:
        """The positions in its cells, each once, in order of first occurrence."""
        return tuple(dict.fromkeys(held.position for cell in self.cells for held in cell.positions_held))

    @property
    def values_by_column(self) -> tuple[frozenset[int | None], ...]:
        """The values of the positions in each cell."""
        return tuple(frozenset(held.position.value for held in cell.positions_held) for cell in self.cells)


def _last_signs(cell: Cell) -> tuple[HeldPosition, ...]:
    """The positions whose signs stand in a cell; of a move the last."""
    if cell.moved:
        return cell.parts[-1:]
    return (*(piece.position_held for piece in cell.pieces if piece.sign), *cell.parts)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under a heading: the name of their faction, or what they are sorted by."""

    faction: Faction | None
    rows: tuple[GridRow, ...]
    heading: str


@dataclass(frozen=True, kw_only=True)
class TimeTable:
    """What grids, trajectories and matrices share: their axis, and the day shown if it is not the whole time."""

    axis: TimeAxis
    as_of: Day | None
    basis: Basis

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.axis.columns

    @property
    def unit(self) -> ColumnUnit:
        """What a column is."""
        return self.axis.unit

    @property
    def unit_words(self) -> str:
        """Why the columns are not what was asked for; empty if they are."""
        return describe_too_many(self.axis.asked_unit, self.unit) if self.axis.asked_unit else ""

    @property
    def day_words(self) -> str:
        """The day shown in words; empty if the whole time is shown."""
        return describe_day_shown(self.as_of, self.basis)

    @cached_property
    def column_groups(self) -> tuple[ColumnGroup, ...]:
        """The headings over its columns, from left to right."""
        return group_columns(self.columns)


def collect_symbols(rows: Sequence[GridRow]) -> Mapping[CellSymbol, Cell]:
    """The symbols in these rows and of their changes, in the order of a legend, each with a cell to show it."""
    return legend.collect_symbols(
        [cell for row in rows for cell in row.cells],
        any(row.arrows for row in rows),
    )


def make_cell_builder(
    record: Record, dispute: Dispute, options: CellOptions, columns: tuple[Column, ...] = ()
) -> CellBuilder:
    """Return a cell builder with a stance order of its own."""
    return CellBuilder(record, dispute, options, StanceOrder(record), columns)


def find_changes(record: Record, participant: str, dispute: str) -> tuple[PositionChange, ...]:
    """Find every change of a participant's position in a dispute, in order, whatever its attribution.

    Raises NotFoundError.
    """
    dispute_entry = require_entry(record, Dispute, dispute)
    participant_entry = require_entry(record, Participant, participant)
    builder = make_cell_builder(
        record,
        dispute_entry,
        CellOptions(ColumnUnit.MONTHS, False, AttributionLevel.ALL, None, Timing(record)),
    )
    stances = [s for s in record.stances_of_dispute.get(dispute, ()) if s.participant == participant]
    return find_position_changes(builder, participant_entry, speaker_label(record, participant), stances)


def build_row(
    builder: CellBuilder, participant: Participant, evidence: ParticipantEvidence, subject: str
) -> GridRow:
    """Build the row of a participant; `subject` is what the text of each cell and change begins with."""
    included = [s for s in evidence.stances if builder.options.includes(s)]
    changes = find_position_changes(builder, participant, subject, included)
    day = builder.options.as_of or Day.max
    told = tuple(c for c in changes if c.certain_from <= day)
    return GridRow(
        participant=participant,
        dispute=builder.dispute,
        participant_label=speaker_label(builder.record, participant.slug),
        participant_name=full_name(participant, builder.record),
        dispute_label=entry_name(builder.dispute, builder.record),
        cells=builder.build_cells(participant, evidence, subject),
        changes=told,
        stances=tuple(included),
        final_positions=builder.positions_held(builder.order.possibly_last(included)),
        carried_until=tuple(map(builder.carrying.last_day, included)),
        reached=tuple(builder.columns_of_stance(s) for s in included) if builder.columns else (),
        arrows=tuple(_place_arrows(builder, told)),
    )


def _place_arrows(
    builder: CellBuilder, changes: Iterable[PositionChange]
) -> Iterator[tuple[int, PositionChange]]:
    """The changes of known order with the columns where they lead; one within a column is shown by its cell."""
    for change in changes if builder.columns else ():
        old, new = map(builder.columns_of_stance, (change.old_evidence, change.new_evidence))
        if change.determined and not (len(new) == 1 and list(old) == list(new)):
            yield new[0], change


def group_by_faction(
    record: Record,
    groups: Mapping[str | None, list[tuple[tuple[Day, str], T]]],
    make: Callable[[Faction | None, tuple[T, ...], str], G],
) -> tuple[G, ...]:
    """Make a group of each faction, in the record's order, those without one last.

    `groups` has, by faction, pairs of a sort key and an item; `make` gets the faction, the sorted items and a heading, which
    is empty in a debate without factions.
    """
    without_faction = NO_FACTION_HEADING if record.factions else ""
    ranks = {slug: rank for rank, slug in enumerate(record.factions)}
    slugs = sorted(groups, key=lambda slug: ranks.get(slug or "", len(ranks)))
    ordered_groups = (
        (record.factions.get(s or ""), sorted(groups[s], key=lambda pair: pair[0])) for s in slugs
    )
    return tuple(
        make(
            faction,
            tuple(item for _, item in items),
            entry_name(faction, record) if faction else without_faction,
        )
        for faction, items in ordered_groups
    )


def sort_groups(
    groups: tuple[RowGroup, ...], order: RowOrder, scale: Sequence[int | None]
) -> tuple[RowGroup, ...]:
    """Return the groups unchanged for the order by faction, else all their rows as one sorted group."""
    rows = [row for group in groups for row in group.rows]
    if order is RowOrder.FACTION or not rows:
        return groups
    if order is RowOrder.SIMILARITY:
        rows = [rows[i] for i in order_by_agreement([row.values_by_column for row in rows])]
    elif order is RowOrder.FIRST_MOVE:
        rows.sort(
            key=lambda r: (r.first_change.end, r.first_change.start) if r.first_change else (Day.max, Day.max)
        )
    else:
        ranks = {value: rank for rank, value in enumerate(scale)}
        rows.sort(
            key=lambda r: (
                [ranks.get(h.position.value, len(ranks)) for h in r.final_positions] or [len(ranks) + 1]
            )
        )
    return (RowGroup(None, tuple(rows), order.heading),)


def _membership_bounds(membership: Membership) -> tuple[Day, Day]:
    when = membership.when
    return (when.earliest, when.latest) if when else (Day.min, Day.max)


def memberships_within(participant: Participant, columns: Sequence[Column]) -> list[Membership]:
    """The memberships that touch the time of the grid, in order of their beginning."""
    dated = [column for column in columns if column.dated]
    first = min((c.start for c in dated), default=Day.min)
    last = max((c.end for c in dated), default=Day.max)
    fitting = [
        m
        for m in participant.memberships
        if _membership_bounds(m)[0] <= last and first <= _membership_bounds(m)[1]
    ]
    return sorted(fitting, key=_membership_bounds)


def first_evidence_bounds(stances: Iterable[Stance]) -> tuple[Day, Day] | None:
    """The earliest and latest day of the first stance; None without stances."""
    return min((s.when.sort_key for s in stances), default=None)


def primary_faction(participant: Participant, first_evidence: tuple[Day, Day] | None) -> str | None:
    """The faction of a participant at their first evidence, of several the last joined; else their first faction.

    It does not depend on the time that a figure shows.
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
    """The row with the memberships of its participant and a note of them, if they are of more than one faction."""
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
