"""One participant in all disputes: a row for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from stances.argument.presence import Timing
from stances.record.commitments import parts
from stances.record.entries import Event, Participant
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.cell_builder import Teller, View
from stances.timeline.cells import Shown
from stances.timeline.legend import Sign
from stances.timeline.rows import (
    OverTime,
    Row,
    _first_heard,
    _home,
    _memberships,
    _participant,
    _row,
    _signs,
)
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import (
    Unit,
    columns,
    unplaced_events,
)


@dataclass(frozen=True, kw_only=True)
class Trajectory(OverTime):
    """One participant in every dispute that he has a part in, over the same columns."""

    participant: Participant
    unit: Unit
    rows: tuple[Row, ...]
    unplaced: tuple[Event, ...]

    @cached_property
    def signs(self) -> tuple[Sign, ...]:
        """What a key must explain."""
        return _signs(self.rows)


def trajectory(
    record: Record,
    participant: str,
    *,
    unit: Unit = Unit.MONTHS,
    carried: bool = True,
    shown: Shown = Shown.ALL,
    as_of: date | None = None,
    basis: Basis = Basis.WRITTEN,
) -> Trajectory:
    """What a participant held in each dispute in which he has a stance, a claim or an act, over the same columns."""
    person = _participant(record, participant)
    view = View(unit, carried, shown, as_of, Timing(record, basis))
    taking = [(d, p) for d in record.disputes.values() if (p := parts(record, d).get(participant))]
    stances = [s for _, part in taking for s in part.stances]
    claims = [c for _, part in taking for c in part.claims]
    over = columns(record, unit, stances, claims, as_of)
    order = StanceOrder(record)
    home = _home(_memberships(person, over), _first_heard(stances))
    faction = record.factions.get(home or "")
    rows = (
        replace(
            _row(
                Teller(record, dispute, view, order, over), person, part, f"{person.label}, {dispute.title}"
            ),
            faction=faction,
        )
        for dispute, part in taking
    )
    return Trajectory(
        participant=person,
        unit=unit,
        columns=over,
        rows=tuple(rows),
        as_of=as_of,
        basis=basis,
        unplaced=unplaced_events(record, over, as_of),
    )
