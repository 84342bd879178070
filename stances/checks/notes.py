"""Rules for notes: what is worth knowing of a debate without being wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from stances.checks.finding import Hit, RuleFunction, describe, join_words, quote
from stances.record.commitments import is_evidence
from stances.record.entries import Claim, Document
from stances.record.kinds import KINDS
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.record.wording import ATTRIBUTION_NAMES, plural


def size(record: Record) -> Iterator[Hit]:
    """How much of each kind there is, and how it is known."""
    counts = [plural(len(record.of_kind(kind)), kind, spec.plural) for kind, spec in KINDS.items()]
    yield Hit(record.debate, f"The debate has {', '.join(counts)}.")
    for kind, spec in KINDS.items():
        entries: Any = record.of_kind(kind).values()
        if entries and "attribution" in spec.model.model_fields:
            attributions = Counter(entry.attribution for entry in entries)
            parts = ", ".join(f"{name} {attributions[how]}" for how, name in ATTRIBUTION_NAMES.items())
            yield Hit(record.debate, f"Of {plural(len(entries), kind, spec.plural)}: {parts}.")


def position_never_taken(record: Record) -> Iterator[Hit]:
    """Each position of a dispute is somebody's at some time."""
    for dispute in record.disputes.values():
        taken = {stance.position for stance in record.stances_of_dispute.get(dispute.slug, ())}
        free = [position.label for position in dispute.positions if position.value not in taken]
        if free:
            yield Hit(dispute, f"In {describe(record, dispute)}, nobody holds: {'; '.join(free)}.")


def undated(record: Record) -> Iterator[Hit]:
    """Claims and documents have a date."""
    entries: list[Document | Claim] = [*record.documents.values(), *record.claims.values()]
    for entry in entries:
        if entry.when is None:
            yield Hit(entry, f"{describe(record, entry)} has no date, so it is not shown in time.")


def no_stance(record: Record) -> Iterator[Hit]:
    """Each participant takes a position on something."""
    for person in record.participants.values():
        if person.slug not in record.stances_of_participant:
            yield Hit(person, f"{describe(record, person)} takes no position on anything.")


def anothers_claim_cited(record: Record) -> Iterator[Hit]:
    """Stances cite what their own participant held."""
    for stance in record.stances.values():
        cited = [record.claims[slug] for slug in stance.claims if slug in record.claims]
        others = [claim for claim in cited if not is_evidence(claim, stance)]
        if others:
            named = join_words([f"“{claim.label}”" for claim in others])
            who = quote(record, Kind.PARTICIPANT, stance.participant)
            yield Hit(
                stance,
                f"{describe(record, stance)} cites what {who} is not shown to have held at the time: {named}.",
                tuple(others),
            )


NOTES: tuple[RuleFunction, ...] = (size, position_never_taken, undated, no_stance, anothers_claim_cited)
