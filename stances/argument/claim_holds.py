"""Whether somebody has a claim on a day, and the day on which two can be compared.

Where dates are vague they have it perhaps. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from enum import IntEnum

from stances.argument.presence import Presence, Timing
from stances.dates.day import Day
from stances.record.commitments import faction_at, find_holders
from stances.record.entries import Claim, Stance
from stances.record.extent import extent
from stances.record.record import Record


class ClaimHold(IntEnum):
    """Whether a side has a claim."""

    NO = 0
    PERHAPS = 1
    YES = 2


HoldPair = tuple[ClaimHold, ClaimHold]

_HOLD_BY_PRESENCE = {
    Presence.CERTAIN: ClaimHold.YES,
    Presence.POSSIBLE: ClaimHold.PERHAPS,
    Presence.PERHAPS_WITHDRAWN: ClaimHold.PERHAPS,
}


def hold_on(timing: Timing, claim: Claim, day: Day) -> ClaimHold:
    """Whether a claim was made by a day, and not withdrawn by then."""
    return _HOLD_BY_PRESENCE.get(timing.claim_presence(claim, day), ClaimHold.NO)


def hold_by(timing: Timing, claim: Claim, people: Collection[str], day: Day | None) -> ClaimHold:
    """Whether any of these participants has a claim on a day; without a day, at any time."""
    holders = [slug for slug in find_holders(claim) if slug in people]
    if day is None:
        return ClaimHold.YES if holders else ClaimHold.NO
    presences = (timing.holding_presence(claim, slug, day) for slug in holders)
    return max((_HOLD_BY_PRESENCE.get(p, ClaimHold.NO) for p in presences), default=ClaimHold.NO)


def members_at(record: Record, faction: str, statement: Claim | Stance) -> set[str]:
    """The participants who belonged to a faction at the date of a claim or stance."""
    members = record.members_of.get(faction, ())
    return {person.slug for person in members if faction_at(person, statement) == faction}


def find_common_day(
    record: Record, dispute: str, sides: Iterable[Callable[[Stance], bool]]
) -> tuple[Day | None, bool]:
    """A day by which both sides have evidence, and after which only one has any; and whether there is one.

    `sides` say which stances are a side's. Those of the dispute count, or of any dispute where a side has none in it; where it
    has none at all, the day is the debate's last, or None without dates.
    """
    last_day = bounds[1] if (bounds := extent(record)) else None
    both = list(sides)
    for stances in (record.stances_of_dispute.get(dispute, ()), tuple(record.stances.values())):
        evidence = [[s.when.latest for s in stances if is_own(s)] for is_own in both]
        if last_day and all(evidence):
            return min(last_day, max(min(map(max, evidence)), max(map(min, evidence)))), True
    return last_day, False
