"""The grid of a dispute: its participants' positions over time, a row for each.

Pure: knows no page and no drawing. `cells` has the rules for what a cell says, `time_axis` the columns, `rows` the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from stances.argument.presence import Timing
from stances.cache import cached_property
from stances.dates.day import Day
from stances.record.commitments import collect_evidence
from stances.record.entries import Dispute, Event
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.vocabulary import Basis, ColumnUnit
from stances.record.wording import speaker_label
from stances.timeline.cell_builder import CellOptions
from stances.timeline.cells import Cell
from stances.timeline.legend import CellSymbol
from stances.timeline.options import AttributionLevel, RowOrder
from stances.timeline.rows import (
    GridRow,
    RowGroup,
    TimeTable,
    build_row,
    collect_symbols,
    first_evidence_bounds,
    group_by_faction,
    make_cell_builder,
    memberships_within,
    primary_faction,
    sort_groups,
    with_memberships,
)
from stances.timeline.scale import ScalePosition
from stances.timeline.time_axis import build_axis, find_unplaced_events


@dataclass(frozen=True, kw_only=True)
class Grid(TimeTable):
    """One dispute over time: a row for each participant, grouped by primary faction or sorted as `sort` says.

    `unplaced_events` are those of the time shown that are undated, or dated too vaguely to stand over a column.
    """

    dispute: Dispute
    carried: bool
    shown: AttributionLevel
    groups: tuple[RowGroup, ...]
    scale: tuple[ScalePosition, ...]
    unplaced_events: tuple[Event, ...]
    sort: RowOrder

    @cached_property
    def rows(self) -> tuple[GridRow, ...]:
        """The rows of all groups."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened in its time, each event once: those over columns, then the unplaced."""
        placed = [event for column in self.columns for event in column.events]
        return tuple({event.slug: event for event in (*placed, *self.unplaced_events)}.values())

    def with_changes_from(self, other: Grid) -> Grid:
        """The grid with the changes of another grid of the same participants."""
        others = {row.participant.slug: row for row in other.rows}

        def replace_changes(row: GridRow) -> GridRow:
            return replace(
                row, changes=others[row.participant.slug].changes, arrows=others[row.participant.slug].arrows
            )

        groups = (replace(group, rows=tuple(map(replace_changes, group.rows))) for group in self.groups)
        return replace(self, groups=tuple(groups))

    @cached_property
    def symbols(self) -> Mapping[CellSymbol, Cell]:
        """The symbols that a legend must explain, each with a cell to show it."""
        return collect_symbols(self.rows)


def build_grid(
    record: Record,
    dispute: str,
    *,
    unit: ColumnUnit | None = None,
    carried: bool = True,
    shown: AttributionLevel = AttributionLevel.ALL,
    as_of: Day | None = None,
    sort: RowOrder = RowOrder.FACTION,
    basis: Basis = Basis.WRITTEN,
) -> Grid:
    """Build the grid of a dispute: everyone who has a stance, a claim or an act in it, over the debate's time.

    Each participant stands under their primary faction: that of their first evidence. Factions keep the record's order,
    participants without one come last; within a faction they are sorted by first evidence. Rows that `sort` leaves equal
    keep this order. Raises NotFoundError.
    """
    dispute_entry = require_entry(record, Dispute, dispute)
    stances = record.stances_of_dispute.get(dispute, ())
    axis = build_axis(record, unit, stances, record.claims_of_dispute.get(dispute, ()), as_of)
    options, columns = CellOptions(axis.unit, carried, shown, as_of, Timing(record, basis)), axis.columns
    builder = make_cell_builder(record, dispute_entry, options, columns)
    groups: dict[str | None, list[tuple[tuple[Day, str], GridRow]]] = defaultdict(list)
    for slug, evidence in collect_evidence(record, dispute_entry).items():
        participant = record.participants[slug]
        first_evidence = first_evidence_bounds(evidence.stances)
        memberships = memberships_within(participant, columns)
        faction_slug = primary_faction(participant, first_evidence)
        row = replace(
            build_row(builder, participant, evidence, speaker_label(record, slug)),
            faction=record.factions.get(faction_slug or ""),
        )
        sort_key = (first_evidence[0] if first_evidence else Day.max, participant.label.casefold())
        groups[faction_slug].append((sort_key, with_memberships(record, row, memberships)))
    return Grid(
        dispute=dispute_entry,
        carried=carried,
        shown=shown,
        as_of=as_of,
        axis=axis,
        groups=sort_groups(group_by_faction(record, groups, RowGroup), sort, tuple(builder.scale)),
        scale=tuple(builder.scale.values()),
        unplaced_events=find_unplaced_events(record, columns, as_of),
        sort=sort,
        basis=basis,
    )
