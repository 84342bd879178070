"""Who stands behind a claim: the acts that adopt one and those that end that, and all that follows from them alone.

A claim commits its speaker and whoever signs or endorses it, until they withdraw or disown it. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stances.record.entries import Act, Claim, Dispute, Participant, Stance
from stances.record.record import Record
from stances.record.vocabulary import ActKind

ADOPTIONS = (ActKind.SIGNS, ActKind.ENDORSES)
"""The acts by which somebody makes another's claim their own."""

ENDINGS = (ActKind.WITHDRAWS, ActKind.DISOWNS)
"""The acts by which somebody stands by a claim no longer."""


def find_adopters(claim: Claim) -> tuple[str, ...]:
    """Whose own a claim is: its speaker, and who signed or endorsed it; each once.

    Who only voiced it for others is not shown to share it.
    """
    adopted = (act.participant for act in claim.acts if act.act in ADOPTIONS)
    return tuple(dict.fromkeys((claim.speaker, *adopted)))


def find_holders(claim: Claim) -> tuple[str, ...]:
    """Who stands behind a claim: its speaker, who voices it, who signed or endorsed it; each once."""
    voiced = (claim.voiced_by,) if claim.voiced_by else ()
    return tuple(dict.fromkeys((claim.speaker, *voiced, *find_adopters(claim))))


def find_endings(claim: Claim, participant: str) -> Iterator[Act]:
    """The acts by which a participant withdrew or disowned a claim."""
    return (act for act in claim.acts if act.act in ENDINGS and act.participant == participant)


def is_withdrawn(claim: Claim) -> bool:
    """Whether the speaker took the claim back."""
    return any(find_endings(claim, claim.speaker))


def is_evidence(claim: Claim, stance: Stance) -> bool:
    """Whether the claim is the participant's own, and not certainly withdrawn or disowned by them before the stance."""
    who, since = stance.participant, stance.when.earliest
    ended = any(act.when is not None and act.when.latest < since for act in find_endings(claim, who))
    return who in find_adopters(claim) and not ended


@dataclass(frozen=True, slots=True)
class ParticipantEvidence:
    """All that one participant has in one dispute."""

    stances: tuple[Stance, ...] = ()
    claims: tuple[Claim, ...] = ()


def collect_evidence(record: Record, dispute: Dispute) -> dict[str, ParticipantEvidence]:
    """Everyone who has a stance, makes a claim or acts on one; claims are those made or adopted."""
    stances: dict[str, list[Stance]] = defaultdict(list)
    claims: dict[str, list[Claim]] = defaultdict(list)
    others: set[str] = set()
    for stance in record.stances_of_dispute.get(dispute.slug, ()):
        stances[stance.participant].append(stance)
    for claim in record.claims_of_dispute.get(dispute.slug, ()):
        others.update(act.participant for act in claim.acts)
        for slug in find_adopters(claim):
            claims[slug].append(claim)
    known = (stances.keys() | claims.keys() | others) & record.participants.keys()
    return {slug: ParticipantEvidence(tuple(stances[slug]), tuple(claims[slug])) for slug in known}


def faction_at(participant: Participant, statement: Claim | Stance) -> str | None:
    """The faction a participant belonged to when this claim was made, or this stance taken; the later joined where several fit.

    A membership without a date holds always, and to what has no date every membership may apply.
    """
    fitting = [
        m
        for m in participant.memberships
        if m.when is None or statement.when is None or m.when.overlaps(statement.when)
    ]
    if not fitting:
        return None
    return max(fitting, key=lambda m: m.when.sort_key if m.when else (date.min, date.min)).faction


def find_speaker_faction(record: Record, claim: Claim) -> str | None:
    """The faction of a claim's speaker at the claim's date."""
    person = record.participants.get(claim.speaker)
    return faction_at(person, claim) if person else None
