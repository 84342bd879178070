"""The moments of a dispute, and which of its claims and links exist at each.

Moments are the days on which something may have changed: ends of months (or of years, as it fits the debate), days of
documents, events of the time. The states of claims and links at all moments are encoded at once, so that a browser can move
between them by itself. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import chain, pairwise

from stances.argument.graph import Graph
from stances.argument.presence import Presence, Timing
from stances.dates.day import Day
from stances.record.extent import extent
from stances.record.record import Record
from stances.record.vocabulary import Basis, ColumnUnit, LinkKind
from stances.record.wording import entry_name
from stances.timeline.columns import Column
from stances.timeline.time_axis import TimeAxis, build_calendar_axis
from stances.timeline.wording import PERIOD_ENDS, count_marks, describe_day, label_document, label_event

PRESENCE_LETTERS: Mapping[Presence, str] = {
    Presence.ABSENT: "a",
    Presence.POSSIBLE: "p",
    Presence.CERTAIN: "c",
    Presence.PERHAPS_WITHDRAWN: "d",
    Presence.WITHDRAWN: "w",
}
"""The letter that stands for each state where states are encoded for a browser."""


class MomentKind(StrEnum):
    """Why a day is a moment, in the order in which marks of one day are listed."""

    EVENT = "event"
    DOCUMENT = "document"
    PERIOD = "period"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class MomentMark:
    """What makes a day a moment; `possible_since` is the first day of a period, or the earliest day of a vague date."""

    kind: MomentKind
    slug: str
    label: str
    possible_since: Day | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and what falls on it: the end of a period, events, documents certainly written or read from then on."""

    day: Day
    marks: tuple[MomentMark, ...]

    @property
    def label(self) -> str:
        """“9 May 1928 · Letter to Beloborodov (document)”."""
        return " · ".join(filter(None, (self.day_words, self.marks_words)))

    @property
    def day_words(self) -> str:
        """“9 May 1928”."""
        return describe_day(self.day)

    @property
    def marks_words(self) -> str:
        """“Letter to Beloborodov (document)”; empty for a day that was only asked for."""
        return "; ".join(mark.label for mark in self.marks if mark.kind is not MomentKind.DAY)

    @property
    def summary(self) -> str:
        """As `marks_words`, but several of a kind as “5 documents”."""
        named = [mark for mark in self.marks if mark.kind is not MomentKind.DAY]
        groups = ([mark for mark in named if mark.kind is kind] for kind in MomentKind)
        return "; ".join(count_marks(group[0].kind, [m.label for m in group]) for group in groups if group)

    @property
    def kinds(self) -> str:
        """The kinds of its marks, each once, separated by spaces."""
        return " ".join(dict.fromkeys(mark.kind.value for mark in self.marks))


def find_moments(
    record: Record,
    dispute: str,
    basis: Basis = Basis.WRITTEN,
    extra_day: Day | None = None,
    axis: TimeAxis | None = None,
) -> tuple[Moment, ...]:
    """Find the moments of a dispute in order, one a day; `extra_day` is a moment even if nothing falls on it.

    `axis` is that of its periods, if it has been built already.

    A document stands at its latest day, since only then it certainly exists, and its label says so where that is not its
    date. Open ends make no moment, nor does anything outside the debate's time.
    """
    axis = axis or build_period_axis(record, dispute)
    columns = [column for column in axis.columns if column.dated]
    bounds = extent(record)
    if not columns or not bounds:
        return ()
    marks_by_day: dict[Day, list[MomentMark]] = defaultdict(list)
    last = min(columns[-1].end, bounds[1])
    for day, mark in (
        *_period_ends(axis.unit, columns, last),
        *_document_marks(record, dispute, basis),
        *_event_marks(columns),
    ):
        if max(columns[0].start, bounds[0]) <= day <= last:
            marks_by_day[day].append(mark)
    if extra_day and extra_day not in marks_by_day:
        marks_by_day[extra_day].append(
            MomentMark(MomentKind.DAY, extra_day.isoformat(), describe_day(extra_day))
        )
    order = list(MomentKind)
    return tuple(
        Moment(day, tuple(sorted(marks_by_day[day], key=lambda m: (order.index(m.kind), m.slug))))
        for day in sorted(marks_by_day)
    )


def build_period_axis(record: Record, dispute: str) -> TimeAxis:
    """The axis of the dispute's time in the calendar unit that fits it."""
    stances = record.stances_of_dispute.get(dispute, ())
    return build_calendar_axis(record, stances, record.claims_of_dispute.get(dispute, ()))


def _period_ends(unit: ColumnUnit, periods: Sequence[Column], last: Day) -> Iterator[tuple[Day, MomentMark]]:
    for period in periods:
        mark = MomentMark(MomentKind.PERIOD, period.key, PERIOD_ENDS[unit], period.start)
        yield min(period.end, last), mark


def _event_marks(periods: Sequence[Column]) -> Iterator[tuple[Day, MomentMark]]:
    """Marks of events: at the first day of one that lasts, else at the latest day possible."""
    for event in (event for period in periods for event in period.events):
        when = event.when
        if when is None:
            continue
        day = when.earliest if when.is_interval else when.latest
        since = None if when.is_interval or when.is_exact else when.earliest
        yield day, MomentMark(MomentKind.EVENT, event.slug, label_event(event), since)


def _document_marks(record: Record, dispute: str, basis: Basis) -> Iterator[tuple[Day, MomentMark]]:
    """Marks of the documents that a claim of the dispute, or an act on one, comes from."""
    timing = Timing(record, basis)
    for slug in collect_document_slugs(record, dispute):
        document = record.documents.get(slug)
        if document and document.when:
            span = timing.document_bounds(document)
            since = span.earliest if span.earliest < span.latest else None
            label = label_document(
                entry_name(document, record), document.when, span != document.when.sort_key
            )
            yield span.latest, MomentMark(MomentKind.DOCUMENT, slug, label, since)


def collect_document_slugs(record: Record, dispute: str) -> dict[str, None]:
    """The slugs of the documents of a dispute's claims and their acts, as the keys of an ordered dict."""
    claims = record.claims_of_dispute.get(dispute, ())
    return dict.fromkeys(
        slug for claim in claims for slug in (claim.document, *(a.document for a in claim.acts)) if slug
    )


def encode_states(graph: Graph, timing: Timing, days: Sequence[Day]) -> dict[str, str]:
    """Encode each claim and link of a graph as a string with a letter of `PRESENCE_LETTERS` for each of these sorted days."""
    letters: dict[str, str] = {}
    for slug, claim in graph.claims.items():
        spans = (timing.claim_bounds(claim), timing.withdrawal_bounds(claim) or ())
        letters[slug] = _encode_days(partial(timing.claim_presence, claim), chain(*spans), days)
    for slug, link in graph.links.items():
        span = timing.link_bounds(link)
        letters[slug] = _encode_days(span.presence_on, span, days)
    return letters


def _encode_days(presence: Callable[[Day], Presence], change_days: Iterable[Day], days: Sequence[Day]) -> str:
    """A letter for each day; `change_days` are those on which the presence may change."""
    starts = sorted({0, *(bisect_left(days, turn) for turn in change_days), len(days)})
    return "".join(PRESENCE_LETTERS[presence(days[a])] * (b - a) for a, b in pairwise(starts))


def find_answered_claims(graph: Graph) -> dict[str, str]:
    """By link, the claim that it answers: the one it rebuts, or the source of the link it undercuts."""
    rebutted = {k.slug: k.target for k in graph.links.values() if k.kind is LinkKind.REBUTS}
    undercut = {k.slug: graph.links[k.target].source for k in graph.links.values() if k.target in graph.links}
    return rebutted | undercut
