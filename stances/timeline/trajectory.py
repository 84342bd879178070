"""The positions of one participant in all disputes over time: a row for each dispute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stances.argument.presence import Timing
from stances.cache import cached_property
from stances.dates.day import Day
from stances.record.commitments import collect_evidence
from stances.record.entries import Event, Participant
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.vocabulary import Basis, ColumnUnit
from stances.record.wording import entry_name, full_name, speaker_label
from stances.timeline.cell_builder import CellBuilder, CellOptions
from stances.timeline.cells import Cell
from stances.timeline.legend import CellSymbol
from stances.timeline.options import AttributionLevel
from stances.timeline.rows import (
    GridRow,
    TimeTable,
    build_row,
    collect_symbols,
    first_evidence_bounds,
    primary_faction,
)
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import build_axis, find_unplaced_events


@dataclass(frozen=True, kw_only=True)
class Trajectory(TimeTable):
    """One participant, told apart from all others by `name`, in every dispute that they take part in, over the same columns."""

    participant: Participant
    name: str
    rows: tuple[GridRow, ...]
    unplaced_events: tuple[Event, ...]

    @cached_property
    def symbols(self) -> Mapping[CellSymbol, Cell]:
        """The symbols that a legend must explain, each with a cell to show it."""
        return collect_symbols(self.rows)


def build_trajectory(
    record: Record,
    participant: str,
    *,
    unit: ColumnUnit | None = None,
    carried: bool = True,
    shown: AttributionLevel = AttributionLevel.ALL,
    as_of: Day | None = None,
    basis: Basis = Basis.WRITTEN,
) -> Trajectory:
    """Build the rows of a participant: one for each dispute in which they have a stance, a claim or an act.

    Raises NotFoundError.
    """
    participant_entry = require_entry(record, Participant, participant)
    disputes_with_evidence = [
        (dispute, evidence)
        for dispute in record.disputes.values()
        if (evidence := collect_evidence(record, dispute).get(participant))
    ]
    stances = [s for _, evidence in disputes_with_evidence for s in evidence.stances]
    claims = [c for _, evidence in disputes_with_evidence for c in evidence.claims]
    axis = build_axis(record, unit, stances, claims, as_of)
    options, columns = CellOptions(axis.unit, carried, shown, as_of, Timing(record, basis)), axis.columns
    order = StanceOrder(record)
    faction = record.factions.get(primary_faction(participant_entry, first_evidence_bounds(stances)) or "")
    rows = (
        replace(
            build_row(
                CellBuilder(record, dispute, options, order, columns),
                participant_entry,
                evidence,
                f"{speaker_label(record, participant)}, {entry_name(dispute, record)}",
            ),
            faction=faction,
        )
        for dispute, evidence in disputes_with_evidence
    )
    return Trajectory(
        participant=participant_entry,
        name=full_name(participant_entry, record),
        axis=axis,
        rows=tuple(rows),
        as_of=as_of,
        basis=basis,
        unplaced_events=find_unplaced_events(record, columns, as_of),
    )
