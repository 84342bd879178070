"""Stances over time: a dispute as a grid of participants by stretches of time, and a participant across disputes.

Pure: it reads a `Record` and knows no page and no drawing. What a cell can say, and by which rules, is told in `cells`,
what a column is in `columns`; here they become rows, the rows groups, and differing stances changes of position.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from stances.argument.presence import Timing
from stances.record.commitments import collect_evidence
from stances.record.entries import Dispute, Event
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.cell_builder import CellOptions
from stances.timeline.cells import AttributionLevel
from stances.timeline.legend import CellSymbol
from stances.timeline.rows import (
    GridRow,
    RowGroup,
    RowOrder,
    TimeTable,
    build_row,
    collect_symbols,
    first_evidence_bounds,
    group_by_faction,
    make_cell_builder,
    memberships_within,
    primary_faction,
    require_dispute,
    sort_groups,
    with_memberships,
)
from stances.timeline.scale import ScalePosition
from stances.timeline.time_axis import (
    ColumnUnit,
    build_columns,
    find_unplaced_events,
)


@dataclass(frozen=True, kw_only=True)
class Grid(TimeTable):
    """One dispute: its participants, by the faction each is first heard in or as `sort` says, by stretches of time.

    `unplaced` are the events of the time shown that are dated too vaguely to stand over a column.
    """

    dispute: Dispute
    unit: ColumnUnit
    carried: bool
    shown: AttributionLevel
    groups: tuple[RowGroup, ...]
    scale: tuple[ScalePosition, ...]
    unplaced_events: tuple[Event, ...]
    sort: RowOrder

    @cached_property
    def rows(self) -> tuple[GridRow, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    def with_changes_from(self, other: Grid) -> Grid:
        """The same with the changes that another grid of the same rows has."""
        changes = {row.participant.slug: row.changes for row in other.rows}

        def changed(group: RowGroup) -> RowGroup:
            return replace(
                group, rows=tuple(replace(r, changes=changes[r.participant.slug]) for r in group.rows)
            )

        return replace(self, groups=tuple(map(changed, self.groups)))

    @cached_property
    def symbols(self) -> tuple[CellSymbol, ...]:
        """What a key must explain."""
        return collect_symbols(self.rows)


# --- rows ---


# --- the grid ---


def build_grid(
    record: Record,
    dispute: str,
    *,
    unit: ColumnUnit = ColumnUnit.MONTHS,
    carried: bool = True,
    shown: AttributionLevel = AttributionLevel.ALL,
    as_of: date | None = None,
    sort: RowOrder = RowOrder.FACTION,
    basis: Basis = Basis.WRITTEN,
) -> Grid:
    """The grid of a dispute: everyone who has a stance, a claim or an act in it, over the debate's time.

    Each stands under the faction of his first evidence, the factions in the record's order, whoever had none last; within a
    faction those heard first come first. Rows that `sort` leaves equal keep this order. Raises NotFoundError, and
    BadRequestError for too many columns.
    """
    dispute_entry = require_dispute(record, dispute)
    view = CellOptions(unit, carried, shown, as_of, Timing(record, basis))
    stances = record.stances_of_dispute.get(dispute, ())
    time_columns = build_columns(record, unit, stances, record.claims_of_dispute.get(dispute, ()), as_of)
    teller = make_cell_builder(record, dispute_entry, view, time_columns)
    groups: dict[str | None, list[tuple[tuple[date, str], GridRow]]] = defaultdict(list)
    for slug, part in collect_evidence(record, dispute_entry).items():
        person = record.participants[slug]
        heard = first_evidence_bounds(part.stances)
        memberships = memberships_within(person, time_columns)
        own = primary_faction(person, heard)
        row = replace(build_row(teller, person, part, person.label), faction=record.factions.get(own or ""))
        place = (heard[0] if heard else date.max, person.label.casefold())
        groups[own].append((place, with_memberships(record, row, memberships)))
    return Grid(
        dispute=dispute_entry,
        unit=unit,
        carried=carried,
        shown=shown,
        as_of=as_of,
        columns=time_columns,
        groups=sort_groups(group_by_faction(record, groups, RowGroup), sort, tuple(teller.scale)),
        scale=tuple(teller.scale.values()),
        unplaced_events=find_unplaced_events(record, time_columns, as_of),
        sort=sort,
        basis=basis,
    )


# --- everybody on everything ---
