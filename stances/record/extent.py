"""The first and last day of a debate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.record.record import Record


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
    """The first and last day that any date in a debate allows, without open ends; None if there are no dates."""
    whens = [when for when in _dates(record) if when]
    days = {when.earliest for when in whens} | {when.latest for when in whens}
    days -= {date.min, date.max}
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
