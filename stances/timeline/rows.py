"""Rows of figures over time: whose or of what they are, in which groups and order, and the changes in them.

Rows in order of agreement stand beside those that went the same way. The measure can be told in one sentence and checked by
hand: of the columns in which both hold a position, the share in which it is the same one. Where a column has several
positions of somebody, it counts by how many of all of them both have. Silence agrees with nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from stances.argument.presence import Timing
from stances.errors import NotFoundError
from stances.graphics import packing
from stances.record.commitments import Part
from stances.record.entries import Dispute, Faction, Membership, Participant, Stance
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.record.wording import moment_words
from stances.timeline.cell_builder import Teller, View
from stances.timeline.cells import Cell, Held, Shown
from stances.timeline.changes import Change, changes_of
from stances.timeline.legend import Sign, signs
from stances.timeline.scale import Shade
from stances.timeline.stance_order import StanceOrder, by_date
from stances.timeline.time_axis import Band, Column, Unit, bands, day_after, place_of

Course = Sequence[AbstractSet[int | None]]
"""The positions held in each column, from the first to the last; none where there is no evidence."""


def agreement(one: Course, other: Course) -> tuple[float, int]:
    """The share of agreement from 0 to 1, and the number of columns that it rests on."""
    shared = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    if not shared:
        return 0.0, 0
    return sum(len(a & b) / len(a | b) for a, b in shared) / len(shared), len(shared)


def by_agreement(courses: Sequence[Course]) -> list[int]:
    """The courses, by their numbers, as a chain: the two that agree most, then at either end whoever agrees most with it.

    Of equal shares the one that rests on more columns counts more, then the order given. The empty come last.
    """
    waiting = [i for i, course in enumerate(courses) if any(course)]
    empty = [i for i, course in enumerate(courses) if not any(course)]
    if len(waiting) < 2:
        return waiting + empty
    pairs = [(a, b) for a in waiting for b in waiting if a < b]
    first, second = max(pairs, key=lambda pair: agreement(courses[pair[0]], courses[pair[1]]))
    chain = [first, second]
    waiting = [i for i in waiting if i not in chain]
    while waiting:
        above = max(waiting, key=lambda i: agreement(courses[i], courses[chain[0]]))
        below = max(waiting, key=lambda i: agreement(courses[i], courses[chain[-1]]))
        if agreement(courses[below], courses[chain[-1]]) >= agreement(courses[above], courses[chain[0]]):
            chain.append(below)
            waiting.remove(below)
        else:
            chain.insert(0, above)
            waiting.remove(above)
    return chain + empty


class Sort(StrEnum):
    """What the rows of a grid are put in order by."""

    FACTION = "faction"
    FIRST_MOVE = "first-move"
    FINAL = "final"
    SIMILARITY = "similarity"

    @property
    def heading(self) -> str:
        """What stands over rows that this has put in order; factions have their own names."""
        return _HEADINGS[self]


_HEADINGS = {
    Sort.FACTION: "",
    Sort.FIRST_MOVE: "Those who moved first, first",
    Sort.FINAL: "By the last position",
    Sort.SIMILARITY: "Those who agree most, side by side",
}


T = TypeVar("T")


G = TypeVar("G")


@dataclass(frozen=True, slots=True)
class Row:
    """One participant in one dispute, with the stances that the view shows.

    `final` is what the last evidence shows, several where that is unknown. `faction` is the one he is first heard in; `moves`
    are the memberships within the grid's time in order, where there is more than one faction among them.
    """

    participant: Participant
    dispute: Dispute
    cells: tuple[Cell, ...]
    changes: tuple[Change, ...]
    stances: tuple[Stance, ...]
    final: tuple[Held, ...]
    faction: Faction | None = None
    moves: tuple[Membership, ...] = ()
    note: str = ""

    @property
    def first(self) -> Stance | None:
        return min(self.stances, key=by_date, default=None)

    @property
    def first_move(self) -> Change | None:
        return self.changes[0] if self.changes else None

    @property
    def positions(self) -> tuple[Shade, ...]:
        """The positions that occur, in the order in which they first do."""
        return tuple(dict.fromkeys(held.shade for cell in self.cells for held in cell.held))

    @property
    def course(self) -> tuple[frozenset[int | None], ...]:
        """The positions that each cell shows."""
        return tuple(frozenset(held.shade.value for held in cell.held) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a change lies over a row: from and to are counted in columns, and in one lane none hides another."""

    change: Change
    start: float
    end: float
    lane: int


def _stretch(change: Change, dated: Sequence[Column]) -> tuple[float, float]:
    start, end = place_of(dated, change.start), place_of(dated, day_after(change.end))
    if end - start >= _LEAST_SPAN:
        return start, end
    middle = min(max((start + end) / 2, _LEAST_SPAN / 2), len(dated) - _LEAST_SPAN / 2)
    return middle - _LEAST_SPAN / 2, middle + _LEAST_SPAN / 2


def spans(row: Row, columns: Sequence[Column]) -> tuple[Span, ...]:
    """The changes of a row as stretches over its columns."""
    dated = [column for column in columns if column.dated]
    changes = row.changes if dated else ()
    stretches = [_stretch(change, dated) for change in changes]
    lanes = packing.lanes(stretches, gap=-_TOUCH)
    return tuple(Span(c, *stretch, lane) for c, stretch, lane in zip(changes, stretches, lanes, strict=True))


_LEAST_SPAN = 0.3


_TOUCH = 0.15  # changes that share the day of the evidence between them lie in one lane


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading: the name of their faction, or what they are sorted by."""

    faction: Faction | None
    rows: tuple[Row, ...]
    heading: str


@dataclass(frozen=True, kw_only=True)
class OverTime:
    """What lies over columns of time, as of a day or in all of it."""

    columns: tuple[Column, ...]
    as_of: date | None
    basis: Basis

    @property
    def moment(self) -> str:
        """As of which day, in words; nothing where all of the time is shown."""
        return moment_words(self.as_of, self.basis)

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        return bands(self.columns)

    def spans(self, row: Row) -> tuple[Span, ...]:
        """Where the changes of one of its rows lie."""
        return spans(row, self.columns)


def _signs(rows: Sequence[Row]) -> tuple[Sign, ...]:
    return signs(
        (cell for row in rows for cell in row.cells),
        (change.determined for row in rows for change in row.changes),
    )


def _teller(record: Record, dispute: Dispute, view: View, over: tuple[Column, ...] = ()) -> Teller:
    return Teller(record, dispute, view, StanceOrder(record), over)


def changes(record: Record, participant: str, dispute: str) -> tuple[Change, ...]:
    """Every change of a participant's position in a dispute, in order of time, whatever its attribution."""
    found, person = _dispute(record, dispute), _participant(record, participant)
    teller = _teller(record, found, View(Unit.MONTHS, False, Shown.ALL, None, Timing(record)))
    stances = [s for s in record.stances_of_dispute.get(dispute, ()) if s.participant == participant]
    return changes_of(teller, person, person.label, stances)


def _row(teller: Teller, participant: Participant, part: Part, subject: str) -> Row:
    shown = [s for s in part.stances if teller.view.shows(s)]
    return Row(
        participant=participant,
        dispute=teller.dispute,
        cells=teller.cells(participant, part, subject),
        changes=changes_of(teller, participant, subject, shown),
        stances=tuple(shown),
        final=teller.held(teller.order.last(shown)),
    )


def _dispute(record: Record, slug: str) -> Dispute:
    if slug not in record.disputes:
        raise NotFoundError(f"This debate has no dispute “{slug}”.")
    return record.disputes[slug]


def _participant(record: Record, slug: str) -> Participant:
    if slug not in record.participants:
        raise NotFoundError(f"This debate has no participant “{slug}”.")
    return record.participants[slug]


def _in_groups(
    record: Record,
    groups: Mapping[str | None, list[tuple[tuple[date, str], T]]],
    make: Callable[[Faction | None, tuple[T, ...], str], G],
) -> tuple[G, ...]:
    """The groups by the record's order of factions, in each what was placed by its place."""
    ranks = {slug: rank for rank, slug in enumerate(record.factions)}
    slugs = sorted(groups, key=lambda slug: ranks.get(slug or "", len(ranks)))
    found = ((record.factions.get(s or ""), sorted(groups[s], key=lambda pair: pair[0])) for s in slugs)
    return tuple(
        make(faction, tuple(one for _, one in placed), faction.name if faction else "No faction recorded")
        for faction, placed in found
    )


def _sorted(groups: tuple[Group, ...], sort: Sort, scale: Sequence[int | None]) -> tuple[Group, ...]:
    """The groups as they are, or all their rows as one group in the order asked for."""
    rows = [row for group in groups for row in group.rows]
    if sort is Sort.FACTION or not rows:
        return groups
    if sort is Sort.SIMILARITY:
        rows = [rows[i] for i in by_agreement([row.course for row in rows])]
    elif sort is Sort.FIRST_MOVE:
        rows.sort(
            key=lambda r: (r.first_move.start, r.first_move.end) if r.first_move else (date.max, date.max)
        )
    else:
        ranks = {value: rank for rank, value in enumerate(scale)}
        rows.sort(key=lambda r: [ranks.get(h.shade.value, len(ranks)) for h in r.final] or [len(ranks) + 1])
    return (Group(None, tuple(rows), sort.heading),)


def _bounds(membership: Membership) -> tuple[date, date]:
    when = membership.when
    return (when.earliest, when.latest) if when else (date.min, date.max)


def _memberships(participant: Participant, over: Sequence[Column]) -> list[Membership]:
    """Those that touch the time of the grid, by when they begin."""
    dated = [column for column in over if column.dated]
    first = min((c.start for c in dated), default=date.min)
    last = max((c.end for c in dated), default=date.max)
    fitting = [m for m in participant.memberships if _bounds(m)[0] <= last and first <= _bounds(m)[1]]
    return sorted(fitting, key=_bounds)


def _first_heard(stances: Iterable[Stance]) -> tuple[date, date] | None:
    return min((s.when.sort_key for s in stances), default=None)


def _home(memberships: Sequence[Membership], heard: tuple[date, date] | None) -> str | None:
    """The faction of the membership that held when the participant was first heard, the last begun of several; else the first."""
    if heard:
        fitting = [m for m in memberships if _bounds(m)[0] <= heard[1] and heard[0] <= _bounds(m)[1]]
        if fitting:
            return fitting[-1].faction
    return memberships[0].faction if memberships else None


def _with_moves(record: Record, row: Row, memberships: Sequence[Membership]) -> Row:
    """The row with a note of the factions its participant belonged to, where that is more than one."""
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
    return replace(row, moves=tuple(memberships), note=note)
