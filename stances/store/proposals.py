"""Proposals: changes by contributors, stored until an editor accepts or declines them.

A proposal is the edits of one save and the revision that they were made from. Before it is accepted its edits are reconciled
with what has changed meanwhile (`stances.store.conflicts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from stances.checks.constraints import describe_violations
from stances.errors import ForbiddenError, NotFoundError, RefusedError
from stances.record.record import Record
from stances.record.vocabulary import ProposalState
from stances.store import wording
from stances.store.changes import Drop, Edit, Put, apply_edits, require_open
from stances.store.edit_codec import decode_edits, encode_edits
from stances.store.site_tables import ProposalRow

MAX_WHO_LENGTH = 300
MAX_LISTED = 200
"""How many proposals a list shows at most: the newest."""


@dataclass(frozen=True)
class Proposer:
    """Who proposes: a display name, and the number of their session if they have one."""

    name: str
    session: int | None = None


@dataclass(frozen=True)
class Proposal:
    """A proposal as stored; `base` is the revision that `edits` were made from."""

    number: int
    proposer: Proposer
    at: datetime
    why: str
    base: int
    edits: tuple[Edit, ...]
    state: ProposalState
    decided_by: str | None
    decided_at: datetime | None
    answer: str

    @property
    def is_open(self) -> bool:
        return self.state is ProposalState.OPEN

    def is_by(self, author: Proposer) -> bool:
        """Whether `author` made this proposal: compared by session, or by name for visitors who log in through an institution."""
        if self.proposer.session is not None or author.session is not None:
            return self.proposer.session == author.session
        return self.proposer.name == author.name


def propose(session: Session, record: Record, edits: Sequence[Edit], by: Proposer, why: str) -> int:
    """Store these edits as a proposal and return its number.

    Raises `ClosedError`, and `RefusedError` if they change nothing or break rules.
    """
    require_open(record)
    put = [e.entry for e in edits if isinstance(e, Put)]
    dropped = [(e.kind, e.slug) for e in edits if isinstance(e, Drop)]
    if all(record.get(e.kind_name, e.slug) == e for e in put) and not dropped:
        raise RefusedError(["You have changed nothing, so there is nothing to propose."])
    if problems := describe_violations(record.with_edits(put, dropped), put, dropped):
        raise RefusedError(problems)
    row = {
        "debate": record.debate.slug,
        "visitor_session": by.session,
        "who": by.name,
        "at": datetime.now(UTC),
        "why": why,
        "base": record.revision,
        "edits": encode_edits(edits),
        "state": ProposalState.OPEN,
        "answer": "",
    }
    table: Any = ProposalRow
    return int(session.execute(sa.insert(table).values(**row).returning(table.id)).scalar_one())


def find_proposal(session: Session, debate: str, number: int) -> Proposal:
    """The proposal with this number. Raises `NotFoundError`."""
    table: Any = ProposalRow
    row = session.execute(
        sa.select(table.__table__).where(table.debate == debate, table.id == number)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no proposal {number} in this debate.")
    return _make_proposal(row)


def list_open(session: Session, debate: str) -> list[Proposal]:
    """The proposals that await a decision, oldest first."""
    table: Any = ProposalRow
    return _select_proposals(session, debate, table.state == ProposalState.OPEN)[::-1]


def list_decided(session: Session, debate: str) -> list[Proposal]:
    """The proposals that were accepted or declined, newest first."""
    table: Any = ProposalRow
    return _select_proposals(
        session, debate, table.state.in_([ProposalState.ACCEPTED, ProposalState.DECLINED])
    )


def list_by_proposer(session: Session, debate: str, author: Proposer) -> list[Proposal]:
    """All proposals by one person, newest first."""
    table: Any = ProposalRow
    own = table.visitor_session == author.session
    if author.session is None:
        own = sa.and_(table.visitor_session.is_(None), table.who == author.name)
    return _select_proposals(session, debate, own)


def count_open(session: Session, debate: str) -> int:
    """How many proposals await a decision."""
    table: Any = ProposalRow
    count = session.execute(
        sa.select(sa.func.count()).where(table.debate == debate, table.state == ProposalState.OPEN)
    )
    return int(count.scalar_one())


def accept(
    session: Session, record: Record, proposal: Proposal, edits: Sequence[Edit], *, by: str, answer: str = ""
) -> Record:
    """Make the edits (the proposal's, as reconciled), mark it accepted, and return the new state. Raises `RefusedError`."""
    check_open(proposal)
    who = wording.name_accepted(proposal.proposer.name, by)[:MAX_WHO_LENGTH]
    outcome = apply_edits(session, record, edits, who=who, why=proposal.why)
    _decide(session, proposal, ProposalState.ACCEPTED, by, answer)
    return outcome


def decline(session: Session, proposal: Proposal, *, by: str, answer: str) -> None:
    """Mark the proposal declined. Raises `RefusedError` if it is not open."""
    check_open(proposal)
    _decide(session, proposal, ProposalState.DECLINED, by, answer)


def withdraw(session: Session, proposal: Proposal, by: Proposer) -> None:
    """Mark the proposal withdrawn. Raises `ForbiddenError` for anybody but its author, `RefusedError` if it is not open."""
    if not proposal.is_by(by):
        raise ForbiddenError("Only the person who proposed this can withdraw it. An editor can decline it.")
    check_open(proposal)
    _decide(session, proposal, ProposalState.WITHDRAWN, by.name, "")


def check_open(proposal: Proposal) -> None:
    """Raise `RefusedError` if the proposal has been decided already."""
    if not proposal.is_open:
        decision = wording.describe_decision(proposal.state, proposal.decided_by)
        raise RefusedError([f"This proposal has been {decision} already, so nothing was changed."])


def _decide(session: Session, proposal: Proposal, state: ProposalState, by: str, answer: str) -> None:
    table: Any = ProposalRow
    session.execute(
        sa.update(table)
        .where(table.id == proposal.number)
        .values(state=state, decided_by=by, decided_at=datetime.now(UTC), answer=answer)
    )


def _select_proposals(session: Session, debate: str, which: Any) -> list[Proposal]:
    """The proposals for which the condition `which` holds, newest first."""
    table: Any = ProposalRow
    rows = session.execute(
        sa.select(table.__table__)
        .where(table.debate == debate, which)
        .order_by(table.id.desc())
        .limit(MAX_LISTED)
    )
    return [_make_proposal(row) for row in rows]


def _make_proposal(row: Any) -> Proposal:
    return Proposal(
        number=row.id,
        proposer=Proposer(row.who, row.visitor_session),
        at=row.at,
        why=row.why,
        base=row.base,
        edits=tuple(decode_edits(row.edits)),
        state=ProposalState(row.state),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        answer=row.answer,
    )
