"""Stances over time: a dispute as a grid of participants by stretches of time, and a participant across disputes.

Pure: it reads a `Record` and knows no page and no drawing. What a cell can say, and by which rules, is told in `cells`,
what a column is in `columns`; here they become rows, the rows groups, and differing stances changes of position.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby, pairwise

from stances.cells import Bar, Cell, Held, Part, Shade, Shown, State, Teller, View
from stances.columns import Band, Column, Unit, bands, columns, day_words, unplaced_events
from stances.errors import NotFoundError
from stances.order import StanceOrder, by_date
from stances.presence import Timing, moment_words
from stances.record import Claim, Dispute, Event, Faction, Membership, Participant, Record, Stance
from stances.terms import ActKind
from stances.views import Basis

__all__ = [
    "Band",
    "Bar",
    "Cell",
    "Change",
    "Column",
    "Grid",
    "Group",
    "Held",
    "Row",
    "Shade",
    "Shown",
    "State",
    "Trajectory",
    "Unit",
    "changes",
    "grid",
    "trajectory",
]

_ADOPTIONS = (ActKind.SIGNS, ActKind.ENDORSES)


@dataclass(frozen=True, slots=True)
class Change:
    """A move from one position to another, some time from `start` to `end`.

    These are the latest day of the last old evidence and the earliest of the first new. Where only `after` puts the two in
    order they are the widest days that this leaves, and so they are where nothing does: then `determined` is false.
    """

    old: Held
    new: Held
    start: date
    end: date
    determined: bool
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One participant in one dispute; `final` is what the last evidence shows, several where that is unknown.

    `moves` are the memberships within the grid's time in order, where there is more than one faction among them.
    """

    participant: Participant
    dispute: Dispute
    cells: tuple[Cell, ...]
    changes: tuple[Change, ...]
    first: Stance | None
    final: tuple[Held, ...]
    moves: tuple[Membership, ...] = ()
    note: str = ""

    @property
    def first_move(self) -> Change | None:
        return self.changes[0] if self.changes else None


@dataclass(frozen=True, slots=True)
class Group:
    faction: Faction | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Grid:
    """One dispute: its participants by the faction each is first heard in, by stretches of time.

    `unplaced` are the events of the time shown that are dated too vaguely to stand over a column.
    """

    dispute: Dispute
    unit: Unit
    carried: bool
    shown: Shown
    as_of: date | None
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    scale: tuple[Shade, ...]
    unplaced: tuple[Event, ...] = ()
    basis: Basis = Basis.WRITTEN

    @property
    def moment(self) -> str:
        """As of which day, in words; nothing where all of the time is shown."""
        return moment_words(self.as_of, self.basis)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        return bands(self.columns)

    @cached_property
    def states(self) -> frozenset[State]:
        """The states that occur, for a legend that explains no others."""
        return frozenset(cell.state for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class Trajectory:
    """One participant in every dispute that he has a part in, over the same columns."""

    participant: Participant
    unit: Unit
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        return bands(self.columns)


def _adopters(claim: Claim) -> set[str]:
    return {claim.speaker, *(act.participant for act in claim.acts if act.act in _ADOPTIONS)}


def _parts(record: Record, dispute: Dispute) -> dict[str, Part]:
    """Everyone who has a stance, makes a claim or acts on one; claims are those made or adopted."""
    stances: dict[str, list[Stance]] = defaultdict(list)
    claims: dict[str, list[Claim]] = defaultdict(list)
    others: set[str] = set()
    for stance in record.stances_of_dispute.get(dispute.slug, ()):
        stances[stance.participant].append(stance)
    for claim in record.claims_of_dispute.get(dispute.slug, ()):
        others.update(act.participant for act in claim.acts)
        for slug in _adopters(claim):
            claims[slug].append(claim)
    known = (stances.keys() | claims.keys() | others) & record.participants.keys()
    return {slug: Part(tuple(stances[slug]), tuple(claims[slug])) for slug in known}


# --- change ---


def _changes(teller: Teller, subject: str, stances: Sequence[Stance]) -> tuple[Change, ...]:
    runs = [list(run) for _, run in groupby(teller.order.sequence(stances), lambda s: s.position)]
    return tuple(_change(teller, subject, old, new) for old, new in pairwise(runs))


def _change(teller: Teller, subject: str, old: list[Stance], new: list[Stance]) -> Change:
    start, end = max(s.when.latest for s in old), min(s.when.earliest for s in new)
    by_dates = start < end
    determined = by_dates or all(teller.order.before(a, b) for a in old for b in new)
    if not by_dates:
        start = min(s.when.earliest for s in (old if not determined else old[-1:]))
        end = max(s.when.latest for s in (new if not determined else new[:1]))
    before, after = teller.held(old)[0], teller.held(new)[0]
    if determined:
        text = f"{subject}: from {before.shade.words} to {after.shade.words}, between {day_words(start)} and {day_words(end)}"
    else:
        text = f"{subject}: {before.shade.words} and {after.shade.words}, which of them first is unknown"
    return Change(before, after, start, end, determined, text)


def _teller(record: Record, dispute: Dispute, view: View, over: tuple[Column, ...] = ()) -> Teller:
    return Teller(record, dispute, view, StanceOrder(record), over)


def changes(record: Record, participant: str, dispute: str) -> tuple[Change, ...]:
    """Every change of a participant's position in a dispute, in order of time, whatever its attribution."""
    found, person = _dispute(record, dispute), _participant(record, participant)
    teller = _teller(record, found, View(Unit.MONTHS, False, Shown.ALL, None, Timing(record)))
    stances = [s for s in record.stances_of_dispute.get(dispute, ()) if s.participant == participant]
    return _changes(teller, person.label, stances)


def _row(teller: Teller, participant: Participant, part: Part, subject: str) -> Row:
    shown = [s for s in part.stances if teller.view.shows(s)]
    return Row(
        participant=participant,
        dispute=teller.dispute,
        cells=teller.cells(participant, part, subject),
        changes=_changes(teller, subject, shown),
        first=min(shown, key=by_date, default=None),
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
    basis: Basis = Basis.WRITTEN,
) -> Grid:
    """The grid of a dispute: everyone who has a stance, a claim or an act in it, over the debate's time.

    Each stands under the faction of his first evidence, the factions in the record's order, whoever had none last; within a
    faction those heard first come first. Raises NotFoundError, and BadRequestError for too many columns.
    """
    found = _dispute(record, dispute)
    view = View(unit, carried, shown, as_of, Timing(record, basis))
    stances = record.stances_of_dispute.get(dispute, ())
    over = columns(record, unit, stances, record.claims_of_dispute.get(dispute, ()), as_of)
    teller = _teller(record, found, view, over)
    groups: dict[str | None, list[tuple[tuple[date, str], Row]]] = defaultdict(list)
    for slug, part in _parts(record, found).items():
        person = record.participants[slug]
        heard = min((s.when.sort_key for s in part.stances), default=None)
        memberships = _memberships(person, over)
        row = _with_moves(record, _row(teller, person, part, person.label), memberships)
        place = (heard[0] if heard else date.max, person.label.casefold())
        groups[_home(memberships, heard)].append((place, row))
    return Grid(
        dispute=found,
        unit=unit,
        carried=carried,
        shown=shown,
        as_of=as_of,
        columns=over,
        groups=_grouped(record, groups),
        scale=tuple(teller.shades.values()),
        unplaced=unplaced_events(record, over, as_of),
        basis=basis,
    )


def _grouped(
    record: Record, groups: Mapping[str | None, list[tuple[tuple[date, str], Row]]]
) -> tuple[Group, ...]:
    ranks = {slug: rank for rank, slug in enumerate(record.factions)}
    slugs = sorted(groups, key=lambda slug: ranks.get(slug or "", len(ranks)))
    return tuple(
        Group(
            record.factions.get(slug or ""), tuple(row for _, row in sorted(groups[slug], key=lambda p: p[0]))
        )
        for slug in slugs
    )


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
    parts = [(d, p) for d in record.disputes.values() if (p := _parts(record, d).get(participant))]
    stances = [s for _, part in parts for s in part.stances]
    claims = [c for _, part in parts for c in part.claims]
    over = columns(record, unit, stances, claims, as_of)
    order = StanceOrder(record)
    rows = (
        _row(Teller(record, dispute, view, order, over), person, part, f"{person.label}, {dispute.title}")
        for dispute, part in parts
    )
    return Trajectory(person, unit, over, tuple(rows))
