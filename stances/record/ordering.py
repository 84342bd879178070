"""The order in which a debate's claims are listed."""

from __future__ import annotations

from stances.dates.chronology import Chronology
from stances.record.entries import Claim
from stances.record.record import Record


def sort_claims(shown: Record, dispute: str) -> list[Claim]:
    """By date, helped by what is said to have come after what; the undated last."""
    claims = {claim.slug: claim for claim in shown.claims_of_dispute.get(dispute, ())}
    order = Chronology({slug: (claim.when, claim.after) for slug, claim in claims.items()})
    return [claims[slug] for slug in order.sorted_slugs()]
