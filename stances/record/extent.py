"""The first and last day of a debate, and which dates lie so far outside it that they are most likely mistyped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.record.record import Record

MIN_REACH_DAYS = 3653
"""How far a debate reaches beyond its own time at least, on either side: ten years."""


def reach(record: Record) -> tuple[Day, Day] | None:
    """The days within which a debate's dates lie: its own time and as much again on either side, at least ten years.

    None if the debate does not say its time.
    """
    begin, end = record.debate.from_, record.debate.to
    if begin is None or end is None or begin.earliest == Day.min or end.latest == Day.max:
        return None
    margin = max(end.latest - begin.earliest, MIN_REACH_DAYS)
    return begin.earliest.shift(-margin), end.latest.shift(margin)


def is_out_of_reach(record: Record, when: UncertainDate) -> bool:
    """Whether a date lies wholly where the debate does not reach."""
    days = reach(record)
    return days is not None and (when.latest < days[0] or days[1] < when.earliest)


def _dates(record: Record) -> Iterator[UncertainDate | None]:
    yield from (record.debate.from_, record.debate.to)
    for entries in (record.stances, record.claims, record.documents, record.events):
        yield from [entry.when for entry in entries.values()]
    for document in record.documents.values():
        yield document.published
        yield from [receipt.when for receipt in document.received]
    for claim in record.claims.values():
        yield from [act.when for act in claim.acts]


def extent(record: Record) -> tuple[Day, Day] | None:
    """The first and last day that dates within the debate's reach allow, without open ends; None if there are no dates."""
    return span_within_reach(record, filter(None, _dates(record)))


def span_within_reach(record: Record, whens: Iterable[UncertainDate]) -> tuple[Day, Day] | None:
    """The first and last of the days that bound these dates and that the debate reaches, without open ends."""
    first, last = reach(record) or (Day.min, Day.max)
    days = {day for when in whens for day in when.sort_key if first <= day <= last} - {Day.min, Day.max}
    return (min(days), max(days)) if days else None


def check_in_extent(record: Record, name: str, day: Day | None) -> None:
    """Raise `BadRequestError` if the day is outside the debate; `name` is the parameter to name in the message."""
    bounds = extent(record) if day else None
    if day and bounds and not bounds[0] <= day <= bounds[1]:
        first, last = (UncertainDate.of(bound).words() for bound in bounds)
        raise BadRequestError(
            f"“{name}” is {day.isoformat()}, but this debate runs from {first} to {last}; choose a day in it, "
            f"from {bounds[0].isoformat()} to {bounds[1].isoformat()}."
        )
