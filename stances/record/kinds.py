"""The eight kinds of record in a debate, each described once.

What a package above needs by kind (rows, fields, addresses) is a table of its own there; a test holds each such table to all
eight kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from stances.record.entries import (
    Claim,
    Debate,
    Dispute,
    Document,
    Entry,
    Event,
    Faction,
    Link,
    Participant,
    Stance,
)
from stances.record.vocabulary import Kind

FieldPath = tuple[str, ...]


@dataclass(frozen=True)
class KindSpec:
    """A kind of record: what one and several are called, its model, and where records of it are kept and referred to.

    `collection` is the name of its entries in a `Record`, in files and in addresses. `references` are the fields that contain
    slugs, with the kind that each refers to; an undercut's target is a link instead.
    """

    name: Kind
    plural: str
    model: type[Entry]
    collection: str
    references: Mapping[FieldPath, Kind]


_SPECS = (
    KindSpec(Kind.FACTION, "factions", Faction, "factions", {}),
    KindSpec(
        Kind.PARTICIPANT,
        "participants",
        Participant,
        "participants",
        {("memberships", "faction"): Kind.FACTION, ("memberships", "by"): Kind.PARTICIPANT},
    ),
    KindSpec(
        Kind.DISPUTE,
        "disputes",
        Dispute,
        "disputes",
        {("coverage", "participants"): Kind.PARTICIPANT},
    ),
    KindSpec(
        Kind.EVENT,
        "events",
        Event,
        "events",
        {("after",): Kind.EVENT, ("unsettles",): Kind.DISPUTE, ("tally", "dispute"): Kind.DISPUTE},
    ),
    KindSpec(
        Kind.DOCUMENT,
        "documents",
        Document,
        "documents",
        {
            ("authors",): Kind.PARTICIPANT,
            ("signatories",): Kind.PARTICIPANT,
            ("addressees",): Kind.PARTICIPANT,
            ("after",): Kind.DOCUMENT,
            ("received", "by"): Kind.PARTICIPANT,
        },
    ),
    KindSpec(
        Kind.CLAIM,
        "claims",
        Claim,
        "claims",
        {
            ("speaker",): Kind.PARTICIPANT,
            ("dispute",): Kind.DISPUTE,
            ("also",): Kind.DISPUTE,
            ("document",): Kind.DOCUMENT,
            ("after",): Kind.CLAIM,
            ("reported_by",): Kind.PARTICIPANT,
            ("voiced_by",): Kind.PARTICIPANT,
            ("acts", "participant"): Kind.PARTICIPANT,
            ("acts", "document"): Kind.DOCUMENT,
        },
    ),
    KindSpec(
        Kind.LINK,
        "links",
        Link,
        "links",
        {
            ("source",): Kind.CLAIM,
            ("with_",): Kind.CLAIM,
            ("target",): Kind.CLAIM,
            ("by",): Kind.PARTICIPANT,
            ("document",): Kind.DOCUMENT,
            ("reported_by",): Kind.PARTICIPANT,
        },
    ),
    KindSpec(
        Kind.STANCE,
        "stances",
        Stance,
        "stances",
        {
            ("participant",): Kind.PARTICIPANT,
            ("dispute",): Kind.DISPUTE,
            ("claims",): Kind.CLAIM,
            ("reported_by",): Kind.PARTICIPANT,
        },
    ),
)

KINDS: Mapping[Kind, KindSpec] = MappingProxyType({spec.name: spec for spec in _SPECS})
"""Every kind but the debate itself, roughly in the order of their references."""

MODELS: Mapping[Kind, type[Entry]] = MappingProxyType(
    {Kind.DEBATE: Debate, **{spec.name: spec.model for spec in _SPECS}}
)
"""The models of the debate and of every kind."""

LINK_ENDS = (Kind.CLAIM, Kind.LINK)
"""The kinds that links connect; both share one namespace of slugs."""
