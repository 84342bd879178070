"""How long a position is carried forward from its evidence, and what makes that doubtful.

It ends at the dispute's horizon, on the last day of the participant's involvement, or on the day before an event has unsettled
the dispute, whichever comes first; then it waits for new evidence. Evidence and events both count from their latest day: an
event of uncertain date has certainly unsettled the dispute only on its last possible day, and a lasting one when it is over.
So nothing says that a position lapsed before the source does. Whether it was still held is doubtful as soon as the event may
have happened; it stays so where the evidence may be older than an event, being neither certainly older nor certainly younger.
An event without a date may have happened on any day that the events before and after it allow: it makes doubtful from the first,
and unsettles for certain only on the last, if an event is recorded as later than it.
What shows a carried position then names the event beside it. Pure.
"""

from __future__ import annotations

from stances.dates.day import Day
from stances.record.entries import Dispute, Event, Stance
from stances.record.record import Record
from stances.timeline.time_axis import add_months, day_before


class Carrying:
    """How long the positions of one dispute are carried forward."""

    def __init__(self, record: Record, dispute: Dispute) -> None:
        self._participants = record.participants
        self._horizon_months = dispute.horizon_months
        self.unsettling = tuple(e for e in record.events.values() if dispute.slug in e.unsettles)
        self.bounds = {event.slug: record.event_bounds(event) for event in self.unsettling}

    def last_day(self, stance: Stance) -> Day:
        """The last day to which a position is carried; the latest of its evidence if it is not carried at all."""
        latest = stance.when.latest
        ends = [add_months(latest, self._horizon_months)]
        participant = self._participants.get(stance.participant)
        if participant and participant.involved:
            ends.append(participant.involved.latest)
        ends += [day_before(self.bounds[e.slug][1]) for e in self.unsettling if self._is_later(e, stance)]
        return max(latest, min(ends))

    def doubts(self, stance: Stance, day: Day) -> tuple[Event, ...]:
        """The events that may have unsettled a position by a day: those that its evidence does not certainly follow."""
        return tuple(
            event
            for event in self.unsettling
            if self.bounds[event.slug][0] <= day and stance.when.earliest <= self.bounds[event.slug][1]
        )

    def is_doubtful(self, stance: Stance, day: Day) -> bool:
        """Whether an event that is certainly over later than the evidence may have unsettled a position by a day."""
        return any(self._is_later(event, stance) for event in self.doubts(stance, day))

    def _is_later(self, event: Event, stance: Stance) -> bool:
        return stance.when.latest < self.bounds[event.slug][1]
