"""The first and last day of a debate, and which dates lie so far outside it that they are most likely mistyped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.record.record import Record

MIN_REACH_DAYS = 3653
"""How far a debate reaches beyond its own time at least, on either side: ten years."""


def reach(record: Record) -> tuple[date, date] | None:
    """The days within which a debate's dates lie: its own time and as much again on either side, at least ten years.

    None if the debate does not say its time.
    """
    begin, end = record.debate.from_, record.debate.to
    if begin is None or end is None or begin.earliest == date.min or end.latest == date.max:
        return None
    margin = timedelta(max((end.latest - begin.earliest).days, MIN_REACH_DAYS))
    first = begin.earliest - margin if begin.earliest - date.min > margin else date.min
    last = end.latest + margin if date.max - end.latest > margin else date.max
    return first, last


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


def extent(record: Record) -> tuple[date, date] | None:
    """The first and last day that dates within the debate's reach allow, without open ends; None if there are no dates."""
    whens = [when for when in _dates(record) if when]
    days = {when.earliest for when in whens} | {when.latest for when in whens}
    first, last = reach(record) or (date.min, date.max)
    days = {day for day in days if first <= day <= last} - {date.min, date.max}
    return (min(days), max(days)) if days else None


def check_in_extent(record: Record, name: str, day: date | None) -> None:
    """Raise `BadRequestError` if the day is outside the debate; `name` is the parameter to name in the message."""
    bounds = extent(record) if day else None
    if day and bounds and not bounds[0] <= day <= bounds[1]:
        first, last = (UncertainDate.of(bound).words() for bound in bounds)
        raise BadRequestError(
            f"“{name}” is {day.isoformat()}, but this debate runs from {first} to {last}; choose a day in it, "
            f"from {bounds[0].isoformat()} to {bounds[1].isoformat()}."
        )
