"""Moving claims and stances to another dispute: what each becomes, and which can't be moved.

Links have no dispute of their own, so they follow their claims.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stances.record.entries import Claim, Dispute, Entry, Position, Stance
from stances.record.record import Record
from stances.record.vocabulary import Scale
from stances.store.changes import Edit, Put


@dataclass(frozen=True)
class MovePlan:
    """What a move does: each record that moves, before and after; the others stay as they are.

    `misfits` are stances whose position is not on the target's scale; `unmoved` are records that are there already, or have no
    dispute of their own.
    """

    target: Dispute
    moves: tuple[tuple[Claim | Stance, Claim | Stance], ...]
    misfits: tuple[Stance, ...]
    unmoved: tuple[Entry, ...]

    @property
    def edits(self) -> list[Edit]:
        return [Put(after) for _, after in self.moves]


def plan_move(record: Record, entries: Iterable[Entry], target: Dispute, origin: str = "") -> MovePlan:
    """Plan the move of these entries. A claim leaves the dispute `origin` if it names that, else its own dispute."""
    outcomes = [(entry, _move_entry(record, entry, target, origin)) for entry in entries]
    return MovePlan(
        target,
        moves=tuple(
            (entry, after)
            for entry, after in outcomes
            if isinstance(entry, Claim | Stance) and after is not None and after != entry
        ),
        misfits=tuple(entry for entry, after in outcomes if isinstance(entry, Stance) and after is None),
        unmoved=tuple(
            entry for entry, after in outcomes if after == entry or not isinstance(entry, Claim | Stance)
        ),
    )


def _move_entry(record: Record, entry: Entry, target: Dispute, origin: str) -> Claim | Stance | None:
    if isinstance(entry, Claim):
        return move_claim(entry, target.slug, origin)
    if isinstance(entry, Stance):
        return move_stance(record, entry, target)
    return None


def move_claim(claim: Claim, target: str, origin: str = "") -> Claim:
    """The claim in the dispute `target` instead of `origin`, or of its own if it does not name that; it names none twice."""
    left = origin if origin in claim.disputes else claim.dispute
    dispute, *also = dict.fromkeys(target if slug == left else slug for slug in claim.disputes)
    return claim.model_copy(update={"dispute": dispute, "also": tuple(also)})


def move_stance(record: Record, stance: Stance, target: Dispute) -> Stance | None:
    """The stance in the dispute `target`; None if its position is not on the scale there."""
    if stance.dispute == target.slug:
        return stance
    if stance.position is None:
        return stance.model_copy(update={"dispute": target.slug})
    position = find_counterpart(record.disputes[stance.dispute], stance.position, target)
    if position is None:
        return None
    return stance.model_copy(update={"dispute": target.slug, "position": position.value})


def find_counterpart(dispute: Dispute, value: int, target: Dispute) -> Position | None:
    """The position of another dispute that is the same as one of this: of two ordinal scales the same degree, else the option
    with the same label, for the numbers of options mean nothing.
    """
    if dispute.scale is target.scale is Scale.ORDINAL:
        return target.position(value)
    here = dispute.position(value)
    label = here.label.casefold() if here else None
    return next((p for p in target.positions if p.label.casefold() == label), None)
