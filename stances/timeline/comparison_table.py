"""Who moved between two moments, and where two participants or factions agree: a table of two columns of positions.

For two moments there is a row for each participant of a dispute, for two participants or factions a row for each dispute. A
position is the last that the evidence shows; what may have followed it, or may not have come yet, is told beside it, and
then nothing is concluded. Who is not heard holds no position: neither a neutral one nor an undecided one. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from stances.argument.comparison import Axis, Compared
from stances.argument.presence import Presence, Timing
from stances.record.commitments import faction_at, holders
from stances.record.entries import Dispute, Participant, Stance
from stances.record.record import Record
from stances.timeline.cell_builder import Teller, View
from stances.timeline.cells import Held, Shown, State
from stances.timeline.grid import Grid, grid
from stances.timeline.rows import Row
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import Unit

SILENCES = {
    State.SILENT: "read, and silent",
    State.NOT_INVOLVED: "not involved",
    State.NOT_CODED: "not heard; not yet coded",
}
NOT_HEARD = "not heard"


class Verdict(StrEnum):
    """What a row comes to, in the order in which rows stand."""

    MOVED = "moved"
    FIRST_HEARD = "first heard"
    SAME = "same"
    DIFFER = "differ"
    PARTLY = "agree in part"
    AGREE = "agree"
    UNDETERMINED = "undetermined"
    ONE_ALONE = "one alone heard"
    NOT_HEARD = "not heard"


@dataclass(frozen=True, slots=True)
class Standing:
    """What one side holds: `sure` positions, and those that it holds `perhaps` instead.

    `unsettled` says that it can't be known which of these it is. Several sure ones that are settled are several people's.
    `silence` says why there is none, where there is none.
    """

    sure: tuple[Held, ...] = ()
    perhaps: tuple[Held, ...] = ()
    unsettled: bool = False
    silence: str = ""

    @property
    def heard(self) -> bool:
        return bool(self.sure or self.perhaps)

    @property
    def values(self) -> frozenset[int | None]:
        """Every position that it may be."""
        return frozenset(held.shade.value for held in (*self.sure, *self.perhaps))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: of whom or of what, the two standings, and what they come to."""

    subject: Participant | Dispute
    first: Standing
    second: Standing
    verdict: Verdict


# --- one standing ---


@dataclass(frozen=True)
class _Reader:
    """Reads positions off the stances of one dispute."""

    record: Record
    dispute: Dispute
    order: StanceOrder
    timing: Timing

    @cached_property
    def _teller(self) -> Teller:
        return Teller(
            self.record, self.dispute, View(Unit.MONTHS, False, Shown.ALL, None, self.timing), self.order, ()
        )

    def stances_of(self, person: Participant) -> list[Stance]:
        found = self.record.stances_of_dispute.get(self.dispute.slug, ())
        return [stance for stance in found if stance.participant == person.slug]

    def at_last(self, stances: Sequence[Stance]) -> Standing:
        """The last of these stances, which are one participant's."""
        last = self._teller.held(self.order.last(stances))
        return Standing(last, unsettled=len(last) > 1, silence="" if last else NOT_HEARD)

    def by(self, stances: Sequence[Stance], day: date, silence: str) -> Standing:
        """The last of one participant's stances as of a day, and what he may have taken up since."""
        past = self.order.last([s for s in stances if s.when.latest <= day])
        later = [
            s
            for s in stances
            if s.when.earliest <= day < s.when.latest and not any(self.order.before(s, sure) for sure in past)
        ]
        values = {s.position for s in past}
        sure = self._teller.held(past)
        perhaps = self._teller.held([s for s in later if s.position not in values])
        unsettled = bool(perhaps) or len(sure) > 1
        return Standing(sure, perhaps, unsettled, "" if sure or perhaps else silence)

    def of_faction(self, faction: str) -> Standing:
        """What each member last held while he belonged to a faction, all together."""
        members = [
            self.at_last([s for s in self.stances_of(p) if faction_at(p, s) == faction])
            for p in self.record.members_of.get(faction, ())
        ]
        last = [s for member in members for held in member.sure for s in held.stances]
        unsettled = any(member.unsettled for member in members)
        return Standing(self._teller.held(last), (), unsettled, "" if last else NOT_HEARD)


# --- two moments ---


def _movements(compared: Compared) -> list[Line]:
    """What each participant of the dispute held at either moment."""
    record, dispute = compared.record, compared.dispute
    timing = Timing(record, compared.comparison.basis)
    reader = _Reader(record, dispute, StanceOrder(record), timing)
    days = [side.day or date.max for side in compared.sides]
    grids = [grid(record, dispute.slug, as_of=day) for day in days]
    lines = []
    for rows in zip(*(sorted(g.rows, key=lambda row: row.participant.slug) for g in grids), strict=True):
        person = rows[0].participant
        stances = reader.stances_of(person)
        first, second = (
            reader.by(stances, day, _silence(compared, timing, table, row, day))
            for table, row, day in zip(grids, rows, days, strict=True)
        )
        verdict = _moved(first, second) if compared.forward else _moved(second, first)
        lines.append(Line(person, first, second, verdict))
    return lines


def _moved(earlier: Standing, later: Standing) -> Verdict:
    """A move is sure where no position that may have been held before may be held after."""
    if not later.heard:
        return Verdict.NOT_HEARD
    if not earlier.heard:
        return Verdict.FIRST_HEARD if later.sure else Verdict.UNDETERMINED
    if earlier.sure and earlier.values.isdisjoint(later.values):
        return Verdict.MOVED
    return Verdict.UNDETERMINED if earlier.unsettled or later.unsettled else Verdict.SAME


def _silence(compared: Compared, timing: Timing, table: Grid, row: Row, day: date) -> str:
    """Why somebody has no position by a day: not involved then, read and silent, or not yet coded."""
    slug = row.participant.slug
    claims = compared.record.claims_of_dispute.get(compared.dispute.slug, ())
    own = [claim for claim in claims if slug in holders(claim)]
    if any(timing.claim(claim).by(day) is Presence.CERTAIN for claim in own):
        return "claims, but no position coded from them"
    cells = zip(table.columns, row.cells, strict=True)
    state = next((cell.state for column, cell in cells if column.start <= day <= column.end), None)
    return SILENCES.get(state, NOT_HEARD) if state else NOT_HEARD


# --- two participants or factions ---


def _agreements(compared: Compared) -> list[Line]:
    """What the two sides last held in each dispute in which either is heard."""
    record, comparison = compared.record, compared.comparison
    order, timing = StanceOrder(record), Timing(record)
    lines = []
    for dispute in record.disputes.values():
        reader = _Reader(record, dispute, order, timing)
        first, second = (
            _last(reader, comparison.axis, slug) for slug in (comparison.first, comparison.second)
        )
        if first.heard or second.heard:
            lines.append(Line(dispute, first, second, _agree(first, second)))
    return lines


def _last(reader: _Reader, axis: Axis, slug: str) -> Standing:
    if axis is Axis.FACTIONS:
        return reader.of_faction(slug)
    return reader.at_last(reader.stances_of(reader.record.participants[slug]))


def _agree(first: Standing, second: Standing) -> Verdict:
    if not (first.heard and second.heard):
        return Verdict.ONE_ALONE
    if first.values.isdisjoint(second.values):
        return Verdict.DIFFER
    if first.unsettled or second.unsettled:
        return Verdict.UNDETERMINED
    return Verdict.AGREE if len(first.values | second.values) == 1 else Verdict.PARTLY


# --- the table ---


def standings(compared: Compared) -> tuple[Line, ...]:
    """The table of a comparison, by what the rows come to, and then by name or in the order of the disputes."""
    moments = compared.comparison.axis is Axis.MOMENTS
    lines = _movements(compared) if moments else _agreements(compared)
    if moments:
        lines.sort(key=lambda line: line.subject.label.casefold())
    order = list(Verdict)
    return tuple(sorted(lines, key=lambda line: order.index(line.verdict)))
