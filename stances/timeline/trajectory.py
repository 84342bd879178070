"""One participant in all disputes: a row for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from stances.argument.presence import Timing
from stances.record.commitments import collect_evidence
from stances.record.entries import Event, Participant
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.cell_builder import CellBuilder, CellOptions
from stances.timeline.cells import AttributionLevel
from stances.timeline.legend import CellSymbol
from stances.timeline.rows import (
    GridRow,
    TimeTable,
    build_row,
    collect_symbols,
    first_evidence_bounds,
    primary_faction,
    require_participant,
)
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import (
    ColumnUnit,
    build_columns,
    find_unplaced_events,
)


@dataclass(frozen=True, kw_only=True)
class Trajectory(TimeTable):
    """One participant in every dispute that he has a part in, over the same columns."""

    participant: Participant
    unit: ColumnUnit
    rows: tuple[GridRow, ...]
    unplaced_events: tuple[Event, ...]

    @cached_property
    def symbols(self) -> tuple[CellSymbol, ...]:
        """What a key must explain."""
        return collect_symbols(self.rows)


def build_trajectory(
    record: Record,
    participant: str,
    *,
    unit: ColumnUnit = ColumnUnit.MONTHS,
    carried: bool = True,
    shown: AttributionLevel = AttributionLevel.ALL,
    as_of: date | None = None,
    basis: Basis = Basis.WRITTEN,
) -> Trajectory:
    """What a participant held in each dispute in which he has a stance, a claim or an act, over the same columns."""
    person = require_participant(record, participant)
    view = CellOptions(unit, carried, shown, as_of, Timing(record, basis))
    disputes_with_evidence = [
        (d, p) for d in record.disputes.values() if (p := collect_evidence(record, d).get(participant))
    ]
    stances = [s for _, part in disputes_with_evidence for s in part.stances]
    claims = [c for _, part in disputes_with_evidence for c in part.claims]
    time_columns = build_columns(record, unit, stances, claims, as_of)
    order = StanceOrder(record)
    own = primary_faction(person, first_evidence_bounds(stances))
    faction = record.factions.get(own or "")
    rows = (
        replace(
            build_row(
                CellBuilder(record, dispute, view, order, time_columns),
                person,
                part,
                f"{person.label}, {dispute.title}",
            ),
            faction=faction,
        )
        for dispute, part in disputes_with_evidence
    )
    return Trajectory(
        participant=person,
        unit=unit,
        columns=time_columns,
        rows=tuple(rows),
        as_of=as_of,
        basis=basis,
        unplaced_events=find_unplaced_events(record, time_columns, as_of),
    )
