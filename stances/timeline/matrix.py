"""Everybody in every dispute: a row of cells for each pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from stances.argument.presence import Timing
from stances.record.commitments import parts
from stances.record.entries import Dispute, Faction, Participant
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.cell_builder import Teller, View
from stances.timeline.cells import Shown
from stances.timeline.rows import (
    OverTime,
    Row,
    _first_heard,
    _home,
    _in_groups,
    _memberships,
    _row,
)
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import (
    Unit,
    columns,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One participant in a matrix: a row for each dispute that he has a part in, by its slug."""

    participant: Participant
    rows: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines under the name of their faction."""

    faction: Faction | None
    lines: tuple[Line, ...]
    heading: str


@dataclass(frozen=True, kw_only=True)
class Matrix(OverTime):
    """All participants on all disputes, over the same columns."""

    disputes: tuple[Dispute, ...]
    groups: tuple[Lines, ...]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for line in group.lines for row in line.rows.values())


def matrix(
    record: Record,
    *,
    unit: Unit = Unit.MONTHS,
    carried: bool = True,
    shown: Shown = Shown.ALL,
    as_of: date | None = None,
    basis: Basis = Basis.WRITTEN,
) -> Matrix:
    """Everyone who has a part in any dispute, by the faction each is first heard in, over the same columns."""
    view = View(unit, carried, shown, as_of, Timing(record, basis))
    over = columns(record, unit, tuple(record.stances.values()), tuple(record.claims.values()), as_of)
    order = StanceOrder(record)
    rows: dict[str, dict[str, Row]] = defaultdict(dict)
    for dispute in record.disputes.values():
        teller = Teller(record, dispute, view, order, over)
        for slug, part in parts(record, dispute).items():
            person = record.participants[slug]
            rows[slug][dispute.slug] = _row(teller, person, part, f"{person.label}, {dispute.title}")
    groups: dict[str | None, list[tuple[tuple[date, str], Line]]] = defaultdict(list)
    for slug, found in rows.items():
        person = record.participants[slug]
        heard = _first_heard(record.stances_of_participant.get(slug, ()))
        place = (heard[0] if heard else date.max, person.label.casefold())
        home = _home(_memberships(person, over), heard)
        faction = record.factions.get(home or "")
        line = {on: replace(row, faction=faction) for on, row in found.items()}
        groups[home].append((place, Line(person, line)))
    return Matrix(
        disputes=tuple(record.disputes.values()),
        columns=over,
        groups=_in_groups(record, groups, Lines),
        as_of=as_of,
        basis=basis,
    )
