"""Builds the cells of one dispute from stances: which evidence falls into each column, and what the cell says of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from stances.argument.presence import Timing
from stances.dates.uncertain import UncertainDate
from stances.record.commitments import Part
from stances.record.entries import Claim, Dispute, Participant, Stance
from stances.record.record import Record
from stances.record.vocabulary import Attribution
from stances.timeline.cells import _ATTRIBUTIONS, _BEST, _SUREST, Bar, Cell, Held, Shown, State
from stances.timeline.scale import shade_of, shades
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import NO_DOCUMENT, Column, Unit, add_months, stance_documents


@dataclass(frozen=True, slots=True)
class View:
    """What is asked for: how to cut the time, which evidence counts, and by what dates as of the day shown."""

    unit: Unit
    carried: bool
    shown: Shown
    as_of: date | None
    timing: Timing

    def possible(self, stance: Stance) -> bool:
        """Whether it can have been, or been known, by the day shown."""
        return self.as_of is None or self.timing.stance(stance).earliest <= self.as_of

    def past(self, entry: Stance | Claim) -> bool:
        """Whether it certainly was, or was known, by the day shown."""
        if self.as_of is None:
            return True
        span = self.timing.stance(entry) if isinstance(entry, Stance) else self.timing.claim(entry)
        return span.latest <= self.as_of

    def unread(self, stance: Stance) -> bool:
        """Whether it certainly was taken by the day shown, but its evidence may have reached nobody."""
        return self.as_of is not None and stance.when.latest <= self.as_of and not self.past(stance)

    def shows(self, stance: Stance) -> bool:
        return self.possible(stance) and stance.attribution in _ATTRIBUTIONS[self.shown]


@dataclass(slots=True)
class Place:
    """What falls into one column of one row; `last` is what may have been the last word before it."""

    sure: list[Stance] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    last: tuple[Stance, ...] = ()
    hidden: int = 0
    uncoded: int = 0


class Teller:
    """Tells the rows of one dispute over given columns."""

    def __init__(
        self, record: Record, dispute: Dispute, view: View, order: StanceOrder, over: tuple[Column, ...]
    ) -> None:
        self.record, self.dispute, self.view, self.order, self.columns = record, dispute, view, order, over
        self.shades = shades(dispute)
        self._ranks = {value: rank for rank, value in enumerate(self.shades)}
        self._starts = [column.start for column in over]
        self._places_of = {column.key: place for place, column in enumerate(over)}

    def asked(self, view: View) -> Teller:
        """The same of another view that cuts the time alike."""
        found = copy(self)
        found.view = view
        return found

    def cells(self, participant: Participant, part: Part, subject: str) -> tuple[Cell, ...]:
        """One cell a column; `subject` is what the text of each begins with."""
        places = enumerate(self.places(part))
        found = self.cells_of(participant, places, subject)
        return tuple(found.values())

    def cells_of(
        self, participant: Participant, places: Iterable[tuple[int, Place]], subject: str
    ) -> dict[int, Cell]:
        """The cells of some columns, by their numbers, from what falls into them."""
        read = _Reading(self.record, self.dispute, participant)
        return {
            number: self._cell(
                f"{subject}, {self.columns[number].label}: ", self.columns[number], place, read
            )
            for number, place in places
        }

    # What falls where

    def places(self, part: Part) -> list[Place]:
        """What falls into each column. Cells of places that are equal and without bars are equal, unless they are later."""
        places = [Place() for _ in self.columns]
        shown = [stance for stance in part.stances if self.view.shows(stance)]
        if not places:
            return places
        for stance in shown:
            self._put(stance, places)
        for stance in part.stances:
            if self.view.possible(stance) and not self.view.shows(stance):
                for i in self.columns_of(stance):
                    places[i].hidden += 1
        for i in self._uncoded(part):
            places[i].uncoded += 1
        if self.view.carried:
            self._carry(shown, places)
        return places

    def columns_of(self, stance: Stance) -> range | list[int]:
        """The numbers of the columns in which a stance may have its place."""
        if self.view.unit is Unit.DOCUMENTS:
            slugs = stance_documents(self.record, stance) or {NO_DOCUMENT}
            return sorted(self._places_of[slug] for slug in slugs)
        return self._reached(stance.when)

    def _reached(self, when: UncertainDate) -> range:
        """The columns that a date may lie in."""
        first = max(bisect_right(self._starts, when.earliest) - 1, 0)
        return range(first, max(bisect_right(self._starts, when.latest), first + 1))

    def _within(self, when: UncertainDate, reached: range | list[int]) -> bool:
        """Whether a date lies wholly in the one column it reaches."""
        column = self.columns[reached[0]]
        return len(reached) == 1 and column.start <= when.earliest and when.latest <= column.end

    def _put(self, stance: Stance, places: list[Place]) -> None:
        reached = self.columns_of(stance)
        by_document = self.view.unit is Unit.DOCUMENTS
        if self.view.past(stance) and (by_document or self._within(stance.when, reached)):
            for i in reached:
                places[i].sure.append(stance)
            return
        (held,) = self.held([stance])
        for i in reached:
            column = self.columns[i]
            begins = by_document or column.start <= stance.when.earliest <= column.end
            ends = self.view.past(stance) and (by_document or stance.when.latest <= column.end)
            places[i].bars.append(Bar(held, reached[0], reached[-1], begins, ends))

    def _uncoded(self, part: Part) -> Iterator[int]:
        """The columns in which some claim surely stands that no stance interprets."""
        cited = {slug for stance in part.stances for slug in stance.claims}
        for claim in part.claims:
            if claim.slug in cited or (claim.when and not self.view.past(claim)):
                continue
            if self.view.unit is Unit.DOCUMENTS:
                if claim.document in self._places_of:
                    yield self._places_of[claim.document]
            elif claim.when and self._within(claim.when, reached := self._reached(claim.when)):
                yield reached[0]

    def _carry(self, shown: list[Stance], places: list[Place]) -> None:
        """Gives each column what may have been the last word before it, while that is within the horizon."""
        waiting = sorted(shown, key=lambda s: s.when.latest, reverse=True)
        until = {s.slug: add_months(s.when.latest, self.dispute.horizon_months) for s in shown}
        last: list[Stance] = []
        for column, place in zip(self.columns, places, strict=True):
            if not column.dated:
                continue
            due = False
            while waiting and waiting[-1].when.latest < column.start:
                last.append(waiting.pop())
                due = True
            if due:
                last = self.order.last(last)
            place.last = tuple(s for s in last if column.start <= until[s.slug])

    # What it says

    def held(self, stances: Sequence[Stance]) -> tuple[Held, ...]:
        """The positions of these stances in the order of the scale, each with those that show it."""
        found: dict[int | None, list[Stance]] = defaultdict(list)
        for stance in stances:
            found[stance.position].append(stance)
        values = sorted(found, key=lambda value: self._ranks.get(value, len(self._ranks)))
        return tuple(self._one_held(found[value]) for value in values)

    def _one_held(self, stances: Sequence[Stance]) -> Held:
        shade = shade_of(self.shades, stances[0].position)
        attribution = min((s.attribution for s in stances), key=_BEST.__getitem__)
        confidence = min((s.confidence for s in stances), key=_SUREST.__getitem__)
        return Held(shade, tuple(stances), attribution, confidence)

    def _in_turn(self, stances: Sequence[Stance]) -> tuple[Held, ...]:
        runs = groupby(self.order.sequence(stances), lambda s: s.position)
        return tuple(self._one_held(list(run)) for _, run in runs)

    def words(self, held: Held) -> str:
        """+1 the turn is real; reported by Sosnovsky; probable"""
        names = dict.fromkeys(
            n for s in held.stances if s.attribution is held.attribution for n in s.reported_by
        )
        who = [p.label if (p := self.record.participants.get(n)) else n for n in names]
        by = f" by {', '.join(who)}" if who and held.attribution is Attribution.REPORTED else ""
        return f"{held.shade.words}; {held.attribution}{by}; {held.confidence}"

    def _cell(self, about: str, column: Column, place: Place, read: _Reading) -> Cell:
        if self.view.as_of and column.dated and column.start > self.view.as_of:
            return Cell(State.LATER, f"{about}later than the day shown")
        if place.sure:
            return self._evidenced(about, place)
        if place.bars:
            return self._uncertain(about, place)
        if not read.involves(column):
            return Cell(State.NOT_INVOLVED, f"{about}not involved")
        if place.last:
            return self._carried(about, place)
        if place.hidden:
            return Cell(
                State.SILENT, f"{about}nothing of the kind shown; {_left_out(place)}", hidden=place.hidden
            )
        if place.uncoded:
            claims = "1 claim" if place.uncoded == 1 else f"{place.uncoded} claims"
            return Cell(State.NOT_CODED, f"{about}not yet coded: {claims} without a position")
        if read.covers(column):
            return Cell(State.SILENT, f"{about}silent: involved, but nothing is recorded")
        return Cell(State.NOT_CODED, f"{about}not yet coded")

    def _evidenced(self, about: str, place: Place) -> Cell:
        held = self.held(place.sure)
        settled = len(held) == 1 or self.order.settled(place.sure)
        if len(held) > 1 and settled:
            held = self._in_turn(place.sure)
        said = [self.words(h) for h in held]
        if not settled:
            text = f"{about}mixed, contradictory evidence: {'. Also '.join(said)}"
        elif len(held) > 1:
            text = f"{about}evidenced, a move: from {'. Then to '.join(said)}"
        else:
            text = f"{about}evidenced, {said[0]}"
        text += "".join(f". Perhaps also {self._bar_words(bar)}" for bar in place.bars)
        return Cell(
            state=State.EVIDENCED if settled else State.MIXED,
            text=_with_left_out(text, place),
            held=held,
            bars=tuple(place.bars),
            moved=settled and len(held) > 1,
            glyph=("→" if settled else "/").join(h.shade.key for h in held),
            hidden=place.hidden,
        )

    def _bar_words(self, bar: Bar) -> str:
        (stance,) = bar.held.stances
        unread = "; perhaps not yet read by anybody" if self.view.unread(stance) else ""
        return f"{self.words(bar.held)}; dated {stance.when.words()}{unread}"

    def _uncertain(self, about: str, place: Place) -> Cell:
        held = self.held([s for bar in place.bars for s in bar.held.stances])
        text = (
            f"{about}uncertain date, perhaps here: {'. Or '.join(self._bar_words(bar) for bar in place.bars)}"
        )
        return Cell(
            state=State.UNCERTAIN,
            text=_with_left_out(text, place),
            held=held,
            bars=tuple(place.bars),
            glyph="/".join(h.shade.key for h in held),
            hidden=place.hidden,
        )

    def _carried(self, about: str, place: Place) -> Cell:
        held = self.held(place.last)
        newest = max(place.last, key=lambda s: (s.when.latest, s.when.earliest, s.slug)).when
        said = " or ".join(h.shade.words for h in held)
        return Cell(
            state=State.CARRIED,
            text=_with_left_out(f"{about}carried forward, {said}; last evidence {newest.words()}", place),
            held=held,
            last_evidence=newest,
            hidden=place.hidden,
        )


def _left_out(place: Place) -> str:
    return "1 other stance is left out" if place.hidden == 1 else f"{place.hidden} other stances are left out"


def _with_left_out(text: str, place: Place) -> str:
    return f"{text}. {_left_out(place).capitalize()}" if place.hidden else text


class _Reading:
    """Whether a participant was involved at a time, and whether that time has been read and coded."""

    def __init__(self, record: Record, dispute: Dispute, participant: Participant) -> None:
        involved, debate = participant.involved, record.debate
        self._first, self._last = (involved.earliest, involved.latest) if involved else (date.min, date.max)
        self._opens = debate.from_.earliest if debate.from_ else date.min
        self._closes = debate.to.latest if debate.to else date.max
        spans = (
            (c.when.earliest, c.when.latest)
            for c in dispute.coverage
            if not c.participants or participant.slug in c.participants
        )
        self._spans = _joined(spans)

    def involves(self, column: Column) -> bool:
        return self._first <= column.end and column.start <= self._last

    def covers(self, column: Column) -> bool:
        """Whether all that counts of the column was read: what lies within the debate and the involvement."""
        start, end = max(column.start, self._first), min(column.end, self._last)
        if start <= self._closes and self._opens <= end:
            start, end = max(start, self._opens), min(end, self._closes)
        return any(first <= start and end <= last for first, last in self._spans)


def _joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans of days with those that touch or overlap made one."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if joined and first.toordinal() <= joined[-1][1].toordinal() + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
