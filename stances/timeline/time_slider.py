"""The time slider of a dispute as a control: its moments, and the marks on its track. It works without scripts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stances.argument.presence import find_arrival
from stances.dates.day import Day
from stances.record.record import Record
from stances.record.vocabulary import Basis, ColumnUnit
from stances.record.wording import describe_basis_known
from stances.timeline.columns import Column
from stances.timeline.moments import (
    Moment,
    MomentKind,
    MomentMark,
    build_period_axis,
    collect_document_slugs,
    find_moments,
)
from stances.timeline.time_axis import column_position, day_after

MAX_NAMED_COLUMNS = 18
"""With more columns than this, a track without a grid names only some of them."""
TRACK_END = 0.5
"""How many columns the track goes on after the last, to the place of the whole debate."""


@dataclass(frozen=True)
class TrackMark:
    """A mark on the track, from `since` to `at`, in percent of its length."""

    what: MomentKind
    label: str
    since: float
    at: float


@dataclass(frozen=True)
class TimeSlider:
    """The control: its moments, what its periods are, the columns along which it moves, the chosen day and basis.

    `known_words` says what “as known” rests on, if it matters here.
    """

    moments: tuple[Moment, ...]
    unit: ColumnUnit
    columns: tuple[Column, ...]
    as_of: Day | None
    basis: Basis
    known_words: str

    @property
    def chosen_moment(self) -> Moment | None:
        return next((m for m in self.moments if m.day == self.as_of), None)

    @property
    def places(self) -> list[float]:
        """Where each moment lies on the track, in percent of its length; at its end is the whole debate."""
        return [self._share(day_after(moment.day)) for moment in self.moments]

    @property
    def chosen_place(self) -> float:
        return self._share(day_after(self.as_of)) if self.as_of else 100

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
    def column_marks(self) -> list[tuple[str, float]]:
        """The columns on the track, as far as there is room for their names, with where each begins."""
        step = -(-len(self.columns) // MAX_NAMED_COLUMNS)
        names = ["" if number % step else column.short for number, column in enumerate(self.columns)]
        return [(name, self._percent(number)) for number, name in enumerate(names)]

    @property
    def end(self) -> float:
        """Where the last column ends."""
        return self._percent(len(self.columns))

    def _make_mark(self, day: Day, mark: MomentMark) -> TrackMark:
        since = self._share(mark.possible_since or day)
        return TrackMark(mark.kind, mark.label, since, self._share(day_after(day)))

    def _share(self, day: Day) -> float:
        dated = [column for column in self.columns if column.dated]
        return self._percent(column_position(dated, day))

    def _percent(self, columns: float) -> float:
        return round(columns / (len(self.columns) + TRACK_END) * 100, 2)


def make_time_slider(
    record: Record, dispute: str, columns: Sequence[Column], as_of: Day | None, basis: Basis
) -> TimeSlider:
    """The time slider of a dispute at a day, or (None) at its end, along the columns of its grid."""
    slugs = collect_document_slugs(record, dispute)
    documents = [document for slug in slugs if (document := record.documents.get(slug))]
    differs = any(map(find_arrival, documents)) or basis is Basis.KNOWN
    known_words = describe_basis_known(documents) if differs else ""
    axis = build_period_axis(record, dispute)
    moments = find_moments(record, dispute, basis, as_of, axis)
    return TimeSlider(moments, axis.unit, tuple(columns), as_of, basis, known_words)
