"""Stances over time: a dispute as a grid of participants by stretches of time, and a participant across disputes.

Pure: it reads a `Record` and knows no page and no drawing. What a cell can say, and by which rules, is told in `cells`,
what a column is in `columns`; here they become rows, the rows groups, and differing stances changes of position.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from stances.argument.presence import Timing
from stances.cells import Cell, Held, Shade, Shown, Teller, View
from stances.columns import (
    Band,
    Column,
    Unit,
    bands,
    columns,
    day_after,
    place_of,
    unplaced_events,
)
from stances.errors import NotFoundError
from stances.graphics import packing
from stances.legend import Sign, signs
from stances.moves import Change, changes_of
from stances.order import StanceOrder, by_date
from stances.record.commitments import Part, parts
from stances.record.entries import Dispute, Event, Faction, Membership, Participant, Stance
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.record.wording import moment_words
from stances.similarity import by_agreement


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


def spans(row: Row, columns: Sequence[Column]) -> tuple[Span, ...]:
    """The changes of a row as stretches over its columns."""
    dated = [column for column in columns if column.dated]
    changes = row.changes if dated else ()
    stretches = [_stretch(change, dated) for change in changes]
    lanes = packing.lanes(stretches, gap=-_TOUCH)
    return tuple(Span(c, *stretch, lane) for c, stretch, lane in zip(changes, stretches, lanes, strict=True))


_LEAST_SPAN = 0.3
_TOUCH = 0.15  # changes that share the day of the evidence between them lie in one lane


def _stretch(change: Change, dated: Sequence[Column]) -> tuple[float, float]:
    start, end = place_of(dated, change.start), place_of(dated, day_after(change.end))
    if end - start >= _LEAST_SPAN:
        return start, end
    middle = min(max((start + end) / 2, _LEAST_SPAN / 2), len(dated) - _LEAST_SPAN / 2)
    return middle - _LEAST_SPAN / 2, middle + _LEAST_SPAN / 2


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


def _signs(rows: Sequence[Row]) -> tuple[Sign, ...]:
    return signs(
        (cell for row in rows for cell in row.cells),
        (change.determined for row in rows for change in row.changes),
    )


# --- rows ---


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


# --- the grid ---


def _dispute(record: Record, slug: str) -> Dispute:
    if slug not in record.disputes:
        raise NotFoundError(f"This debate has no dispute “{slug}”.")
    return record.disputes[slug]


def _participant(record: Record, slug: str) -> Participant:
    if slug not in record.participants:
        raise NotFoundError(f"This debate has no participant “{slug}”.")
    return record.participants[slug]


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


# --- everybody on everything ---


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
