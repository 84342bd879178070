"""Everybody in every dispute: a row of cells for each pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from stances.argument.presence import Timing
from stances.record.commitments import collect_evidence
from stances.record.entries import Dispute, Faction, Participant
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.cell_builder import CellBuilder, CellOptions
from stances.timeline.cells import AttributionLevel
from stances.timeline.rows import (
    GridRow,
    TimeTable,
    build_row,
    first_evidence_bounds,
    group_by_faction,
    primary_faction,
)
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import (
    ColumnUnit,
    build_columns,
)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One participant in a matrix: a row for each dispute that he has a part in, by its slug."""

    participant: Participant
    row_by_dispute: Mapping[str, GridRow]


@dataclass(frozen=True, slots=True)
class MatrixGroup:
    """Lines under the name of their faction."""

    faction: Faction | None
    rows: tuple[MatrixRow, ...]
    heading: str


@dataclass(frozen=True, kw_only=True)
class Matrix(TimeTable):
    """All participants on all disputes, over the same columns."""

    disputes: tuple[Dispute, ...]
    groups: tuple[MatrixGroup, ...]

    @cached_property
    def rows(self) -> tuple[GridRow, ...]:
        return tuple(
            row for group in self.groups for line in group.rows for row in line.row_by_dispute.values()
        )


def build_matrix(
    record: Record,
    *,
    unit: ColumnUnit = ColumnUnit.MONTHS,
    carried: bool = True,
    shown: AttributionLevel = AttributionLevel.ALL,
    as_of: date | None = None,
    basis: Basis = Basis.WRITTEN,
) -> Matrix:
    """Everyone who has a part in any dispute, by the faction each is first heard in, over the same columns."""
    view = CellOptions(unit, carried, shown, as_of, Timing(record, basis))
    time_columns = build_columns(
        record, unit, tuple(record.stances.values()), tuple(record.claims.values()), as_of
    )
    order = StanceOrder(record)
    rows: dict[str, dict[str, GridRow]] = defaultdict(dict)
    for dispute in record.disputes.values():
        teller = CellBuilder(record, dispute, view, order, time_columns)
        for slug, part in collect_evidence(record, dispute).items():
            person = record.participants[slug]
            rows[slug][dispute.slug] = build_row(teller, person, part, f"{person.label}, {dispute.title}")
    groups: dict[str | None, list[tuple[tuple[date, str], MatrixRow]]] = defaultdict(list)
    for slug, row_by_dispute in rows.items():
        person = record.participants[slug]
        heard = first_evidence_bounds(record.stances_of_participant.get(slug, ()))
        place = (heard[0] if heard else date.max, person.label.casefold())
        own = primary_faction(person, heard)
        faction = record.factions.get(own or "")
        line = {on: replace(row, faction=faction) for on, row in row_by_dispute.items()}
        groups[own].append((place, MatrixRow(person, line)))
    return Matrix(
        disputes=tuple(record.disputes.values()),
        columns=time_columns,
        groups=group_by_faction(record, groups, MatrixGroup),
        as_of=as_of,
        basis=basis,
    )
