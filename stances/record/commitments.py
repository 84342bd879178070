"""Who is committed to a claim, and the evidence and factions of participants.

A claim commits its speaker and whoever signs or endorses it, until they withdraw or disown it. Whoever concedes it grants it
without being committed to it: a concession is neither an adoption nor an ending, and no evidence of a stance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from stances.dates.day import Day
from stances.record.entries import Act, Claim, Dispute, Participant, Stance
from stances.record.record import Record
from stances.record.vocabulary import ActKind

ADOPTIONS = (ActKind.SIGNS, ActKind.ENDORSES)
"""Acts by which participants make somebody's claim their own."""

ENDINGS = (ActKind.WITHDRAWS, ActKind.DISOWNS)
"""Acts by which participants give up a claim."""


def find_adopters(claim: Claim) -> tuple[str, ...]:
    """The slugs of a claim's speaker and of those who signed or endorsed it, each once.

    Whoever only voiced the claim for others is not included, since nothing shows that they share it.
    """
    adopted = (act.participant for act in claim.acts if act.act in ADOPTIONS)
    return tuple(dict.fromkeys((claim.speaker, *adopted)))


def find_holders(claim: Claim) -> tuple[str, ...]:
    """The slugs of a claim's speaker, of whoever voiced it and of those who signed or endorsed it, each once."""
    voiced = (claim.voiced_by,) if claim.voiced_by else ()
    return tuple(dict.fromkeys((claim.speaker, *voiced, *find_adopters(claim))))


def find_endings(claim: Claim, participant: str) -> Iterator[Act]:
    """A participant's acts of withdrawing or disowning a claim."""
    return (act for act in claim.acts if act.act in ENDINGS and act.participant == participant)


def is_own_concession(claim: Claim, act: Act) -> bool:
    """Whether the claim's speaker concedes it, which no record may say."""
    return act.act is ActKind.CONCEDES and act.participant == claim.speaker


def is_withdrawn(claim: Claim) -> bool:
    """Whether the speaker withdrew or disowned the claim."""
    return any(find_endings(claim, claim.speaker))


def is_evidence(claim: Claim, stance: Stance) -> bool:
    """Whether the stance's participant made or adopted the claim, and did not certainly give it up before the stance."""
    who, since = stance.participant, stance.when.earliest
    ended = any(act.when is not None and act.when.latest < since for act in find_endings(claim, who))
    return who in find_adopters(claim) and not ended


def find_documents_of(claim: Claim, participant: str) -> set[str]:
    """The documents in which a participant puts a claim forward: its own as its speaker, those in which they adopted it."""
    acts = {
        a.document for a in claim.acts if a.participant == participant and a.act in ADOPTIONS and a.document
    }
    own = {claim.document} if claim.speaker == participant or not acts else set()
    return {slug for slug in acts | own if slug}


def find_stance_documents(record: Record, stance: Stance) -> set[str]:
    """The documents that the evidence of a stance comes from."""
    claims = (record.claims[slug] for slug in stance.claims if slug in record.claims)
    slugs = {slug for claim in claims for slug in find_documents_of(claim, stance.participant)}
    return slugs & record.documents.keys()


@dataclass(frozen=True, slots=True)
class ParticipantEvidence:
    """The stances of one participant in one dispute, and the claims that they made or adopted."""

    stances: tuple[Stance, ...] = ()
    claims: tuple[Claim, ...] = ()


def collect_evidence(record: Record, dispute: Dispute) -> dict[str, ParticipantEvidence]:
    """By slug, every known participant who has a stance, makes a claim or acts on a claim in a dispute."""
    stances: dict[str, list[Stance]] = defaultdict(list)
    claims: dict[str, list[Claim]] = defaultdict(list)
    actors: set[str] = set()
    for stance in record.stances_of_dispute.get(dispute.slug, ()):
        stances[stance.participant].append(stance)
    for claim in record.claims_of_dispute.get(dispute.slug, ()):
        actors.update(act.participant for act in claim.acts)
        for slug in find_adopters(claim):
            claims[slug].append(claim)
    known = (stances.keys() | claims.keys() | actors) & record.participants.keys()
    return {slug: ParticipantEvidence(tuple(stances[slug]), tuple(claims[slug])) for slug in known}


def faction_at(participant: Participant, statement: Claim | Stance) -> str | None:
    """The slug of the participant's faction at the date of a claim or stance; the one joined last if several fit.

    An undated membership fits every date, and an undated claim fits every membership.
    """
    fitting = [
        m
        for m in participant.memberships
        if m.when is None or statement.when is None or m.when.overlaps(statement.when)
    ]
    if not fitting:
        return None
    return max(fitting, key=lambda m: m.when.sort_key if m.when else (Day.min, Day.min)).faction


def find_speaker_faction(record: Record, claim: Claim) -> str | None:
    """The slug of the faction of a claim's speaker at the claim's date; None if there is none."""
    person = record.participants.get(claim.speaker)
    return faction_at(person, claim) if person else None
