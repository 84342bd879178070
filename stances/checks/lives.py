"""Rules about lives: nobody dies before they are born, and the living alone speak."""

from __future__ import annotations

from collections.abc import Iterator

from stances.checks.finding import Hit, describe, describe_dated
from stances.dates.uncertain import UncertainDate
from stances.record.entries import Entry, Participant, Stance
from stances.record.record import Record


def died_before_born(record: Record) -> Iterator[Hit]:
    """Nobody dies before they are born."""
    for person in record.participants.values():
        if person.born and person.died and person.died.latest < person.born.earliest:
            yield Hit(
                person,
                f"{describe(record, person)} is born {person.born.words()} and dies before, {person.died.words()}. "
                "Correct one of the dates.",
                field="died",
            )


def outside_life(record: Record) -> Iterator[Hit]:
    """Nobody speaks or takes a position before they are born, nor after their death but in a document published later."""
    for entry, slug, when in iter_appearances(record):
        person = record.participants.get(slug)
        fault = _explain_time(person, when) if person and when else ""
        if person and when and fault and not _is_posthumous(record, person, entry):
            yield Hit(
                entry,
                f"{describe_dated(record, entry, when)} is {fault} of {describe(record, person)}. "
                "Correct a date, or note how it was said.",
                (person,),
            )


def iter_appearances(record: Record) -> Iterator[tuple[Entry, str, UncertainDate | None]]:
    """The claims and stances, each with the participant whose it is and its date."""
    for claim in record.claims.values():
        yield claim, claim.speaker, claim.when
    for stance in record.stances.values():
        yield stance, stance.participant, stance.when


def _explain_time(person: Participant, when: UncertainDate) -> str:
    if person.born and when.latest < person.born.earliest:
        return f"before the birth ({person.born.words()})"
    if person.died and when.earliest > person.died.latest:
        return f"after the death ({person.died.words()})"
    return ""


def _is_posthumous(record: Record, person: Participant, entry: Entry) -> bool:
    """Whether it is in a document published after the death, so that the date may be that of the book."""
    slugs = entry.claims if isinstance(entry, Stance) else (entry.slug,)
    claims = (record.claims[slug] for slug in slugs if slug in record.claims)
    documents = (record.documents.get(claim.document or "") for claim in claims)
    published = [document.published for document in documents if document and document.published]
    return any(person.died and when.latest > person.died.earliest for when in published)
