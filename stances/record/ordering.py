"""The order in which a debate's claims are listed."""

from __future__ import annotations

from stances.dates.chronology import Chronology
from stances.record.entries import Claim
from stances.record.record import Record


def sort_claims(record: Record, dispute: str) -> list[Claim]:
    """The claims of a dispute by their dates and `after` relations."""
    claims = {claim.slug: claim for claim in record.claims_of_dispute.get(dispute, ())}
    chronology = Chronology({slug: (claim.when, claim.after) for slug, claim in claims.items()})
    return [claims[slug] for slug in chronology.sorted_slugs()]
