"""The part of a record that one dispute depends on; edits elsewhere leave it equal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from stances.record.entries import Link
from stances.record.record import E, Record


def excerpt(record: Record, dispute: str) -> Record:
    """The record with only those claims, links and stances that bear on one dispute.

    These are its claims and stances; links to or from the claims and undercuts of those links; the claims at their other
    ends; claims cited as evidence; and every claim joined to any of these by `after`. `revision` is 0, because many
    revisions have the same excerpt.
    """
    own = {claim.slug for claim in record.claims_of_dispute.get(dispute, ())}
    stances = record.stances_of_dispute.get(dispute, ())
    links = {link.slug: link for link in _collect_links(record, own)}
    ends = {end for link in links.values() for end in (*link.premises, link.target)}
    evidence = {claim for stance in stances for claim in stance.claims}
    claims = _collect_chained_claims(record, (own | ends | evidence) & record.claims.keys())
    return replace(
        record,
        claims=_select(record.claims, claims),
        links=_select(record.links, links),
        stances=_select(record.stances, {stance.slug for stance in stances}),
        revision=0,
    )


def _collect_links(record: Record, claims: Iterable[str]) -> Iterator[Link]:
    """Links to and from these claims, links that undercut them, and links that they undercut."""
    waiting = [link for slug in claims for link in record.links_from.get(slug, ())]
    waiting += [link for slug in claims for link in record.links_to.get(slug, ())]
    seen: set[str] = set()
    while waiting:
        link = waiting.pop()
        if link.slug not in seen:
            seen.add(link.slug)
            yield link
            waiting += record.links_to.get(link.slug, ())
            waiting += [record.links[link.target]] if link.target in record.links else []


def _collect_chained_claims(record: Record, claims: set[str]) -> set[str]:
    """These claims and all that are joined to them by `after`, in either direction, directly or through others."""
    joined: dict[str, set[str]] = defaultdict(set)
    for claim in record.claims.values():
        for other in claim.after:
            joined[claim.slug].add(other)
            joined[other].add(claim.slug)
    collected: set[str] = set()
    waiting = list(claims)
    while waiting:
        slug = waiting.pop()
        if slug not in collected:
            collected.add(slug)
            waiting += joined.get(slug, ())
    return collected


def _select(entries: Mapping[str, E], wanted: Iterable[str]) -> Mapping[str, E]:
    slugs = set(wanted)
    return MappingProxyType({slug: entry for slug, entry in entries.items() if slug in slugs})
