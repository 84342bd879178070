"""The order in which a debate's claims and documents are listed, and claims numbered."""

from __future__ import annotations

from collections.abc import Iterable

from stances.dates.day import Day
from stances.record.entries import Claim, Document
from stances.record.record import Record


def sort_claims(record: Record, claims: Iterable[Claim]) -> list[Claim]:
    """Claims by their dates and by what they come after; those last whose time nothing tells."""
    order = record.claim_order

    def key(claim: Claim) -> tuple[bool, tuple[Day, Day, int, str]]:
        return order.bounds(claim.slug) == (Day.min, Day.max), order.sort_key(claim.slug)

    return sorted(claims, key=key)


def sort_documents(record: Record, documents: Iterable[Document]) -> list[Document]:
    """Documents by their dates and by what they come after, undated ones last."""
    order = record.document_order.sort_key
    return sorted(documents, key=lambda document: (document.when is None, order(document.slug)))
