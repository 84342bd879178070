"""Changes that contributors would like made: kept until an editor decides, then made like any other, or not.

A proposal is the edits of one act of saving, and the revision that they were made from. What happens to the debate meanwhile
does it no harm: accepting reconciles it with how the debate then stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from stances.checks.constraints import breaches
from stances.errors import ForbiddenError, NotFoundError, RefusedError
from stances.record.record import Record
from stances.record.vocabulary import ProposalState
from stances.store.changes import Drop, Edit, Put, change
from stances.store.edit_codec import edits_data, edits_from
from stances.store.site_tables import ProposalRow

LONGEST_NAME = 300
SHOWN = 200
"""Proposals that one list shows at most: the newest."""


@dataclass(frozen=True)
class Author:
    """Who proposes: a display name, and the number of their session if they have one."""

    name: str
    session: int | None = None


@dataclass(frozen=True)
class Proposal:
    number: int
    author: Author
    at: datetime
    why: str
    base: int
    edits: tuple[Edit, ...]
    state: ProposalState
    decided_by: str | None
    decided_at: datetime | None
    answer: str

    @property
    def open(self) -> bool:
        return self.state is ProposalState.OPEN

    def is_by(self, author: Author) -> bool:
        """Sessions tell apart two people of one name; a name is all there is of those who come by their institution's login."""
        if self.author.session is not None or author.session is not None:
            return self.author.session == author.session
        return self.author.name == author.name


def propose(session: Session, record: Record, edits: Sequence[Edit], by: Author, why: str) -> int:
    """Keep these edits for an editor to decide on; the proposal's number. Raises `RefusedError` for what can't be."""
    put = [e.entry for e in edits if isinstance(e, Put)]
    dropped = [(e.kind, e.slug) for e in edits if isinstance(e, Drop)]
    if all(record.get(e.kind_name, e.slug) == e for e in put) and not dropped:
        raise RefusedError(["Nothing is changed, so there is nothing to propose."])
    if problems := breaches(record.with_edits(put, dropped), put, dropped):
        raise RefusedError(problems)
    row = {
        "debate": record.debate.slug,
        "visitor_session": by.session,
        "who": by.name,
        "at": datetime.now(UTC),
        "why": why,
        "base": record.revision,
        "edits": edits_data(edits),
        "state": ProposalState.OPEN,
        "answer": "",
    }
    table: Any = ProposalRow
    return int(session.execute(sa.insert(table).values(**row).returning(table.id)).scalar_one())


def proposal(session: Session, debate: str, number: int) -> Proposal:
    """Raises `NotFoundError`."""
    table: Any = ProposalRow
    row = session.execute(
        sa.select(table.__table__).where(table.debate == debate, table.id == number)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no proposal {number} in this debate.")
    return _proposal(row)


def waiting(session: Session, debate: str) -> list[Proposal]:
    """What editors have still to decide, the oldest first."""
    table: Any = ProposalRow
    return _listed(session, debate, table.state == ProposalState.OPEN)[::-1]


def decided(session: Session, debate: str) -> list[Proposal]:
    """What has been decided, the newest first."""
    table: Any = ProposalRow
    return _listed(session, debate, table.state.in_([ProposalState.ACCEPTED, ProposalState.DECLINED]))


def proposals_by(session: Session, debate: str, author: Author) -> list[Proposal]:
    """Everything that somebody has proposed, the newest first."""
    table: Any = ProposalRow
    own = table.visitor_session == author.session
    if author.session is None:
        own = sa.and_(table.visitor_session.is_(None), table.who == author.name)
    return _listed(session, debate, own)


def count_waiting(session: Session, debate: str) -> int:
    table: Any = ProposalRow
    found = session.execute(
        sa.select(sa.func.count()).where(table.debate == debate, table.state == ProposalState.OPEN)
    )
    return int(found.scalar_one())


def accept(
    session: Session, record: Record, found: Proposal, edits: Sequence[Edit], *, by: str, answer: str = ""
) -> Record:
    """Make the proposal's edits, as reconciled with the debate as it stands, and mark it accepted; the debate afterwards."""
    must_be_open(found)
    who = f"{found.author.name}, accepted by {by}"[:LONGEST_NAME]
    outcome = change(session, record, edits, who=who, why=found.why)
    _decide(session, found, ProposalState.ACCEPTED, by, answer)
    return outcome


def decline(session: Session, found: Proposal, *, by: str, answer: str) -> None:
    must_be_open(found)
    _decide(session, found, ProposalState.DECLINED, by, answer)


def withdraw(session: Session, found: Proposal, by: Author) -> None:
    """Raises `ForbiddenError` for anybody but its author."""
    if not found.is_by(by):
        raise ForbiddenError("Only whoever proposed this can withdraw it; an editor can decline it.")
    must_be_open(found)
    _decide(session, found, ProposalState.WITHDRAWN, by.name, "")


def must_be_open(found: Proposal) -> None:
    """Raises `RefusedError` for what somebody has decided already."""
    if not found.open:
        by = f" by {found.decided_by}" if found.decided_by else ""
        raise RefusedError([f"This proposal has been {found.state}{by} already; nothing was changed now."])


def _decide(session: Session, found: Proposal, state: ProposalState, by: str, answer: str) -> None:
    table: Any = ProposalRow
    session.execute(
        sa.update(table)
        .where(table.id == found.number)
        .values(state=state, decided_by=by, decided_at=datetime.now(UTC), answer=answer)
    )


def _listed(session: Session, debate: str, which: Any) -> list[Proposal]:
    """The newest first."""
    table: Any = ProposalRow
    rows = session.execute(
        sa.select(table.__table__).where(table.debate == debate, which).order_by(table.id.desc()).limit(SHOWN)
    )
    return [_proposal(row) for row in rows]


def _proposal(row: Any) -> Proposal:
    return Proposal(
        number=row.id,
        author=Author(row.who, row.visitor_session),
        at=row.at,
        why=row.why,
        base=row.base,
        edits=tuple(edits_from(row.edits)),
        state=ProposalState(row.state),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        answer=row.answer,
    )
