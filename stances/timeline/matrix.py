"""The positions of all participants in all disputes over time: a row of cells for each pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from stances.argument.presence import Timing
from stances.cache import cached_property
from stances.dates.day import Day
from stances.record.commitments import collect_evidence
from stances.record.entries import Dispute, Faction, Participant
from stances.record.record import Record
from stances.record.vocabulary import Basis, ColumnUnit
from stances.record.wording import entry_name, speaker_label
from stances.timeline.cell_builder import CellBuilder, CellOptions
from stances.timeline.options import AttributionLevel
from stances.timeline.rows import (
    GridRow,
    TimeTable,
    build_row,
    first_evidence_bounds,
    group_by_faction,
    primary_faction,
)
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import build_axis


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One participant, with the `label` that is theirs alone: a row for each dispute that they take part in, by its slug."""

    participant: Participant
    label: str
    row_by_dispute: Mapping[str, GridRow]


@dataclass(frozen=True, slots=True)
class MatrixGroup:
    """The rows of a faction under its name."""

    faction: Faction | None
    rows: tuple[MatrixRow, ...]
    heading: str


@dataclass(frozen=True, kw_only=True)
class Matrix(TimeTable):
    """All participants on all disputes, each by its label, over the same columns."""

    disputes: tuple[Dispute, ...]
    dispute_labels: Mapping[str, str]
    groups: tuple[MatrixGroup, ...]

    @cached_property
    def rows(self) -> tuple[GridRow, ...]:
        """The rows of all participants in all disputes."""
        return tuple(
            row
            for group in self.groups
            for matrix_row in group.rows
            for row in matrix_row.row_by_dispute.values()
        )


def build_matrix(
    record: Record,
    *,
    unit: ColumnUnit | None = None,
    carried: bool = True,
    shown: AttributionLevel = AttributionLevel.ALL,
    as_of: Day | None = None,
    basis: Basis = Basis.WRITTEN,
) -> Matrix:
    """Build the matrix of everyone who takes part in any dispute, grouped by primary faction, over the same columns."""
    axis = build_axis(record, unit, tuple(record.stances.values()), tuple(record.claims.values()), as_of)
    options, columns = CellOptions(axis.unit, carried, shown, as_of, Timing(record, basis)), axis.columns
    order = StanceOrder(record)
    rows: dict[str, dict[str, GridRow]] = defaultdict(dict)
    for dispute in record.disputes.values():
        builder = CellBuilder(record, dispute, options, order, columns)
        for slug, evidence in collect_evidence(record, dispute).items():
            participant = record.participants[slug]
            rows[slug][dispute.slug] = build_row(
                builder,
                participant,
                evidence,
                f"{speaker_label(record, slug)}, {entry_name(dispute, record)}",
            )
    groups: dict[str | None, list[tuple[tuple[Day, str], MatrixRow]]] = defaultdict(list)
    for slug, row_by_dispute in rows.items():
        participant = record.participants[slug]
        first_evidence = first_evidence_bounds(record.stances_of_participant.get(slug, ()))
        sort_key = (first_evidence[0] if first_evidence else Day.max, participant.label.casefold())
        faction_slug = primary_faction(participant, first_evidence)
        faction = record.factions.get(faction_slug or "")
        with_faction = {slug: replace(row, faction=faction) for slug, row in row_by_dispute.items()}
        groups[faction_slug].append(
            (sort_key, MatrixRow(participant, speaker_label(record, slug), with_faction))
        )
    return Matrix(
        disputes=tuple(record.disputes.values()),
        dispute_labels={slug: entry_name(dispute, record) for slug, dispute in record.disputes.items()},
        axis=axis,
        groups=group_by_faction(record, groups, MatrixGroup),
        as_of=as_of,
        basis=basis,
    )
