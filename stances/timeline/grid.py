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
from stances.record.commitments import parts
from stances.record.entries import Dispute, Event
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.cell_builder import View
from stances.timeline.cells import Shown
from stances.timeline.legend import Sign
from stances.timeline.rows import (
    Group,
    OverTime,
    Row,
    Sort,
    _dispute,
    _first_heard,
    _home,
    _in_groups,
    _memberships,
    _row,
    _signs,
    _sorted,
    _teller,
    _with_moves,
)
from stances.timeline.scale import Shade
from stances.timeline.time_axis import (
    Unit,
    columns,
    unplaced_events,
)


@dataclass(frozen=True, kw_only=True)
class Grid(OverTime):
    """One dispute: its participants, by the faction each is first heard in or as `sort` says, by stretches of time.

    `unplaced` are the events of the time shown that are dated too vaguely to stand over a column.
    """

    dispute: Dispute
    unit: Unit
    carried: bool
    shown: Shown
    groups: tuple[Group, ...]
    scale: tuple[Shade, ...]
    unplaced: tuple[Event, ...]
    sort: Sort

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    def with_changes_of(self, other: Grid) -> Grid:
        """The same with the changes that another grid of the same rows has."""
        changes = {row.participant.slug: row.changes for row in other.rows}

        def changed(group: Group) -> Group:
            return replace(
                group, rows=tuple(replace(r, changes=changes[r.participant.slug]) for r in group.rows)
            )

        return replace(self, groups=tuple(map(changed, self.groups)))

    @cached_property
    def signs(self) -> tuple[Sign, ...]:
        """What a key must explain."""
        return _signs(self.rows)


# --- rows ---


# --- the grid ---


def grid(
    record: Record,
    dispute: str,
    *,
    unit: Unit = Unit.MONTHS,
    carried: bool = True,
    shown: Shown = Shown.ALL,
    as_of: date | None = None,
    sort: Sort = Sort.FACTION,
    basis: Basis = Basis.WRITTEN,
) -> Grid:
    """The grid of a dispute: everyone who has a stance, a claim or an act in it, over the debate's time.

    Each stands under the faction of his first evidence, the factions in the record's order, whoever had none last; within a
    faction those heard first come first. Rows that `sort` leaves equal keep this order. Raises NotFoundError, and
    BadRequestError for too many columns.
    """
    found = _dispute(record, dispute)
    view = View(unit, carried, shown, as_of, Timing(record, basis))
    stances = record.stances_of_dispute.get(dispute, ())
    over = columns(record, unit, stances, record.claims_of_dispute.get(dispute, ()), as_of)
    teller = _teller(record, found, view, over)
    groups: dict[str | None, list[tuple[tuple[date, str], Row]]] = defaultdict(list)
    for slug, part in parts(record, found).items():
        person = record.participants[slug]
        heard = _first_heard(part.stances)
        memberships = _memberships(person, over)
        home = _home(memberships, heard)
        row = replace(_row(teller, person, part, person.label), faction=record.factions.get(home or ""))
        place = (heard[0] if heard else date.max, person.label.casefold())
        groups[home].append((place, _with_moves(record, row, memberships)))
    return Grid(
        dispute=found,
        unit=unit,
        carried=carried,
        shown=shown,
        as_of=as_of,
        columns=over,
        groups=_sorted(_in_groups(record, groups, Group), sort, tuple(teller.shades)),
        scale=tuple(teller.shades.values()),
        unplaced=unplaced_events(record, over, as_of),
        sort=sort,
        basis=basis,
    )


# --- everybody on everything ---
