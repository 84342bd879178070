"""The debates of a database: list them, say when one was changed, and create one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from stances.record.entries import Debate
from stances.record.record import Record
from stances.store import tables
from stances.store.changes import Put, apply_edits
from stances.store.database import SingleRowQuery
from stances.store.site_tables import RevisionRow

_debates: Any = tables.DebateRow
_revisions: Any = RevisionRow
_REVISED_AT = sa.select(_revisions.at).where(
    _revisions.debate == sa.bindparam("debate"), _revisions.number == sa.bindparam("number")
)


@dataclass(frozen=True)
class DebateSummary:
    """A debate in a list of debates."""

    slug: str
    title: str
    summary: str


def list_debates(session: Session) -> list[DebateSummary]:
    """Every debate, by title."""
    rows = session.execute(
        sa.select(_debates.slug, _debates.title, _debates.summary).order_by(_debates.title)
    )
    return [DebateSummary(*row) for row in rows]


def is_empty(session: Session) -> bool:
    """Whether there is no debate at all."""
    return session.execute(sa.select(_debates.slug).limit(1)).first() is None


def find_only_debate(session: Session) -> str | None:
    """The slug of the debate, where there is just one."""
    slugs = session.execute(sa.select(_debates.slug).limit(2)).scalars().all()
    return slugs[0] if len(slugs) == 1 else None


def revised_at(session: Session, debate: str, revision: int) -> datetime | None:
    """When this revision of a debate was made; None if there is no such revision."""
    wanted = {"debate": debate, "number": revision}
    at: datetime | None = session.connection().execute(_REVISED_AT, wanted).scalar()
    return at


class RevisionTimeQuery:
    """Looks up the same without a session: every page tells it."""

    def __init__(self, engine: sa.Engine) -> None:
        self._query = SingleRowQuery(engine, _REVISED_AT)

    def fetch(self, debate: str, revision: int) -> datetime | None:
        """The time; None if there is no such revision."""
        row = self._query.fetch(debate=debate, number=revision)
        return row[0] if row else None

    def close(self) -> None:
        self._query.close()


def create(session: Session, debate: Debate, *, who: str, why: str) -> Record | None:
    """Create a debate; None if another has its slug. The session must hold the write lock; the caller commits."""
    if session.execute(sa.select(_debates.slug).where(_debates.slug == debate.slug)).first():
        return None
    return apply_edits(session, None, [Put(debate)], who=who, why=why)
