"""The enumerations of the field's terms.

Docstrings of those that entries use are part of the published JSON Schema.
"""

from __future__ import annotations

from enum import StrEnum


class Attribution(StrEnum):
    """How we know: the person's own claim in a document, someone else's report, or the editor's reading."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    INFERRED = "inferred"


class Rendering(StrEnum):
    """How near a claim's text is to the words of its source."""

    QUOTED = "quoted"
    CLOSE = "close"
    SUMMARY = "summary"


class Basis(StrEnum):
    """Which dates count as of a day: when something was written, or when its readers first had it."""

    WRITTEN = "written"
    KNOWN = "known"


class ColumnUnit(StrEnum):
    """What a column of a grid is."""

    WEEKS = "weeks"
    MONTHS = "months"
    QUARTERS = "quarters"
    YEARS = "years"
    DECADES = "decades"
    CENTURIES = "centuries"
    DOCUMENTS = "documents"
    EVENTS = "events"


class CouldRead(StrEnum):
    """Whether somebody could have read a document before they wrote."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"


class ReadingReason(StrEnum):
    """What tells whether somebody could have read a document before they wrote."""

    OWN = "own"
    WRITTEN_LATER = "written-later"
    SAME_DOCUMENT = "same-document"
    UNDATED = "undated"
    RECEIVED = "received"
    PUBLISHED = "published"
    NOT_RECORDED = "not-recorded"


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
    """What a participant does with somebody's claim; the last two end what the first two began.

    To concede a claim is to grant it without making it one's own.
    """

    SIGNS = "signs"
    ENDORSES = "endorses"
    CONCEDES = "concedes"
    WITHDRAWS = "withdraws"
    DISOWNS = "disowns"


class Role(StrEnum):
    """A visitor's role in a debate; roles are listed from the most rights to the fewest."""

    OWNER = "owner"
    EDITOR = "editor"
    CONTRIBUTOR = "contributor"
    READER = "reader"
    STRANGER = "stranger"

    def may(self, needed: Role) -> bool:
        """Whether this role has the rights of the needed one."""
        order = list(Role)
        return order.index(self) <= order.index(needed)


class ProposalState(StrEnum):
    """The state of a proposed change."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Confidence(StrEnum):
    CERTAIN = "certain"
    PROBABLE = "probable"
    DOUBTFUL = "doubtful"


class Kind(StrEnum):
    """The kinds of record in a debate, roughly in the order of their references."""

    DEBATE = "debate"
    FACTION = "faction"
    PARTICIPANT = "participant"
    DISPUTE = "dispute"
    EVENT = "event"
    DOCUMENT = "document"
    CLAIM = "claim"
    LINK = "link"
    STANCE = "stance"
