"""The time slider of a dispute as a control: its moments, and the marks on its track. It works without scripts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stances.argument.presence import find_arrival
from stances.dates.day import MONTHS, Day, year_words
from stances.record.record import Record
from stances.record.vocabulary import Basis, ColumnUnit
from stances.record.wording import describe_basis_known
from stances.timeline.moments import (
    Moment,
    MomentKind,
    MomentMark,
    build_period_axis,
    collect_document_slugs,
    find_moments,
)

MAX_NAMED_PERIODS = 18
"""With more periods than this, the track names only some: years, or every so many years."""


@dataclass(frozen=True)
class TrackMark:
    """A mark on the track, from `since` to `at`, in percent of its length."""

    what: MomentKind
    label: str
    since: float
    at: float

    @property
    def middle(self) -> float:
        return round((self.since + self.at) / 2, 2)


@dataclass(frozen=True)
class TimeSlider:
    """The control: its moments, what its periods are, the chosen day and basis.

    `known_words` says what “as known” rests on, if it matters here.
    """

    moments: tuple[Moment, ...]
    unit: ColumnUnit
    as_of: Day | None
    basis: Basis
    known_words: str

    @property
    def chosen_moment(self) -> Moment | None:
        return next((m for m in self.moments if m.day == self.as_of), None)

    @property
    def first_day(self) -> Day:
        return self.moments[0].day

    @property
    def length_days(self) -> int:
        """The length of the track: a little more than the time to the last moment, since the whole debate is its end."""
        span = self.moments[-1].day - self.first_day
        return span + max(1, round(span / 32))

    @property
    def track_marks(self) -> list[TrackMark]:
        """The documents and events on the track; events last, so that they are on top."""
        marks = [(moment.day, mark) for moment in self.moments for mark in moment.marks]
        track_marks = [
            self._make_mark(day, mark)
            for day, mark in marks
            if mark.kind in (MomentKind.DOCUMENT, MomentKind.EVENT)
        ]
        return sorted(track_marks, key=lambda mark: (mark.what is MomentKind.EVENT, mark.at))

    @property
    def period_marks(self) -> list[TrackMark]:
        """The periods on the track, named as far as there is room."""
        ends = [(m.day, mark) for m in self.moments for mark in m.marks if mark.kind is MomentKind.PERIOD]
        starts = [mark.possible_since or day for day, mark in ends]
        names = _name_periods(self.unit, starts)
        return [
            replace(self._make_mark(day, mark), label=name)
            for (day, mark), name in zip(ends, names, strict=True)
        ]

    def _make_mark(self, day: Day, mark: MomentMark) -> TrackMark:
        return TrackMark(mark.kind, mark.label, self._share(mark.possible_since or day), self._share(day))

    def _share(self, day: Day) -> float:
        return round(max(0, day - self.first_day) / self.length_days * 100, 2)


def make_time_slider(record: Record, dispute: str, as_of: Day | None, basis: Basis) -> TimeSlider:
    """The time slider of a dispute at a day, or (None) at its end."""
    slugs = collect_document_slugs(record, dispute)
    documents = [document for slug in slugs if (document := record.documents.get(slug))]
    differs = any(map(find_arrival, documents)) or basis is Basis.KNOWN
    known_words = describe_basis_known(documents) if differs else ""
    axis = build_period_axis(record, dispute)
    moments = find_moments(record, dispute, basis, as_of, axis)
    return TimeSlider(moments, axis.unit, as_of, basis, known_words)


def _name_periods(unit: ColumnUnit, starts: Sequence[Day]) -> list[str]:
    """The names under periods: of years as many as there is room for; a year at its first period, else months where they fit."""
    if unit in (ColumnUnit.YEARS, ColumnUnit.DECADES, ColumnUnit.CENTURIES):
        step = -(-len(starts) // MAX_NAMED_PERIODS)
        return [year_words(start.year) if number % step == 0 else "" for number, start in enumerate(starts)]
    fits = len({(start.year, start.month) for start in starts}) <= MAX_NAMED_PERIODS
    names: list[str] = []
    named: tuple[int, int] | None = None
    for start in starts:
        name = year_words(start.year) if start.month == 1 else MONTHS[start.month - 1][:3] * fits
        names.append(name if named != (start.year, start.month) else "")
        named = (start.year, start.month)
    return names
