"""The words of the field that have a fixed list of values."""

from __future__ import annotations

from enum import StrEnum


class Attribution(StrEnum):
    """How we know: in the person's own words, from someone else's report, or by the editor's reading."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    INFERRED = "inferred"


class Basis(StrEnum):
    """What a date means as of a day: when something was written, or when its addressees could have read it."""

    WRITTEN = "written"
    KNOWN = "known"


class ParticipantKind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    INSTITUTION = "institution"


class Scale(StrEnum):
    """Ordinal positions are degrees of one answer; categorical ones are options without an order."""

    ORDINAL = "ordinal"
    CATEGORICAL = "categorical"


class LinkKind(StrEnum):
    SUPPORTS = "supports"
    REBUTS = "rebuts"
    UNDERCUTS = "undercuts"


class ActKind(StrEnum):
    """What a participant does with somebody's claim; the last two end what the first two began."""

    SIGNS = "signs"
    ENDORSES = "endorses"
    WITHDRAWS = "withdraws"
    DISOWNS = "disowns"


class Role(StrEnum):
    """What somebody may do in a debate, from the most to the least."""

    OWNER = "owner"
    EDITOR = "editor"
    CONTRIBUTOR = "contributor"
    READER = "reader"
    STRANGER = "stranger"

    def may(self, needed: Role) -> bool:
        """Does this role include the other?"""
        order = list(Role)
        return order.index(self) <= order.index(needed)


class ProposalState(StrEnum):
    """What has become of a proposed change."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Confidence(StrEnum):
    CERTAIN = "certain"
    PROBABLE = "probable"
    DOUBTFUL = "doubtful"


class Kind(StrEnum):
    """The kinds of record that a debate is made of, in the order in which they can refer to each other."""

    DEBATE = "debate"
    FACTION = "faction"
    PARTICIPANT = "participant"
    DISPUTE = "dispute"
    EVENT = "event"
    DOCUMENT = "document"
    CLAIM = "claim"
    LINK = "link"
    STANCE = "stance"
