"""What the history notes as the reason of a change, what merging tells that it did, and why an invitation is closed."""

from __future__ import annotations

from stances.record.entries import Claim, Debate, Link, Stance
from stances.record.record import Record
from stances.record.vocabulary import ProposalState
from stances.record.wording import entry_name, field_label, speaker_label

# --- reasons of changes, and who made them ---

OWNER_NAME = "the owner"
CLOSING_REASON = "closed the debate to changes"
OPENING_REASON = "reopened the debate to changes"


def copying_reason(debate: Debate) -> str:
    return f"copied from “{debate.title}”"


def loading_reason(file: str) -> str:
    return f"loaded from {file}"


def importing_reason(file: str) -> str:
    return f"imported from {file}"


def updating_reason(file: str) -> str:
    return f"updated from {file}"


def name_accepted(proposer: str, by: str) -> str:
    """Who made a change that was proposed."""
    return f"{proposer}, accepted by {by}"


def describe_decision(state: ProposalState, by: str | None) -> str:
    """“accepted by Edith”."""
    return f"{state} by {by}" if by else str(state)


def name_stance(stance: Stance, record: Record) -> str:
    """A stance in the list of what was changed: Radek on The left turn."""
    dispute = record.disputes.get(stance.dispute)
    title = entry_name(dispute, record) if dispute else stance.dispute
    return f"{speaker_label(record, stance.participant)} on {title}"


# --- invitations ---


def explain_closed(is_revoked: bool, is_over: bool, is_used_up: bool) -> str:
    """Why nobody can join by an invitation any more, as the end of a sentence; empty while it is open."""
    if is_revoked:
        return "was revoked"
    if is_over:
        return "has expired"
    return "has been used up" if is_used_up else ""


# --- what merging two records did ---


def note_loss(field: str, ours: object, others: object) -> str:
    return f"{field_label(field)}: “{ours}” is kept, “{others}” is lost."


def note_own_concession(claim: Claim) -> str:
    return f"The concession of “{claim.label}” is removed, since its speaker can’t concede it."


def note_loop(link: Link) -> str:
    return f"The link “{link.rationale}” is removed, since it would lead from the claim to itself."


def note_lost_undercut(link: Link) -> str:
    return f"The link “{link.rationale}” is removed, since the link that it undercuts is removed."


def note_equal_links(kept: Link, dropped: Link) -> str:
    return f"The link “{dropped.rationale}” is merged into “{kept.rationale}”, as a note."


def note_equal_stances(stance: Stance) -> str:
    return f"Two equal stances of {stance.when.words()} are merged into one."
