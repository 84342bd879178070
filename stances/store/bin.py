"""The bin: debates that were deleted, each for thirty days, in which it can be put back as it was.

A deleted debate answers nobody, but nothing of it is gone, and its slug is not free. After thirty days a server removes it for
good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from stances.errors import GoneError, NotFoundError
from stances.store.site_tables import ProposalRow, RevisionRow
from stances.store.tables import DebateRow

DAYS_KEPT = 30

_debates: Any = DebateRow
_DELETED_AT = sa.select(_debates.deleted_at).where(_debates.slug == sa.bindparam("debate"))


@dataclass(frozen=True)
class DeletedDebate:
    """A debate in the bin."""

    slug: str
    title: str
    deleted_by: str
    deleted_at: datetime

    @property
    def kept_until(self) -> datetime:
        """When it is removed for good."""
        return self.deleted_at + timedelta(days=DAYS_KEPT)

    @property
    def last_day(self) -> str:
        """The day of that in words."""
        return kept_until_words(self.deleted_at)


def delete_debate(session: Session, debate: str, *, who: str) -> None:
    """Put a debate into the bin. The session must hold the write lock. Raises `GoneError` if it is there already."""
    require_kept(session, debate)
    session.execute(
        sa.update(_debates)
        .where(_debates.slug == debate)
        .values(deleted_at=datetime.now(UTC), deleted_by=who)
    )


def put_back(session: Session, debate: str) -> None:
    """Take a debate out of the bin. The session must hold the write lock. Raises `NotFoundError` if it is not in there."""
    in_bin = sa.and_(_debates.slug == debate, _debates.deleted_at.is_not(None))
    if session.execute(sa.select(_debates.slug).where(in_bin)).first() is None:
        raise NotFoundError(f"There is no deleted debate “{debate}” here: see stances bin.")
    session.execute(sa.update(_debates).where(in_bin).values(deleted_at=None, deleted_by=None))


def list_deleted(session: Session) -> list[DeletedDebate]:
    """The debates in the bin, the last deleted first."""
    rows = session.execute(
        sa.select(_debates.slug, _debates.title, _debates.deleted_by, _debates.deleted_at)
        .where(_debates.deleted_at.is_not(None))
        .order_by(_debates.deleted_at.desc())
    )
    return [DeletedDebate(*row) for row in rows]


def require_kept(session: Session, debate: str) -> None:
    """Raise `GoneError` if the debate is in the bin."""
    if at := session.connection().execute(_DELETED_AT, {"debate": debate}).scalar():
        raise GoneError(explain_deletion(at))


def explain_deletion(at: datetime) -> str:
    """What to tell whoever asks for a debate that was deleted."""
    return (
        f"This debate has been deleted. Until {kept_until_words(at)} whoever runs this site can restore it: under “Deleted "
        "debates”, or with stances undelete."
    )


def kept_until_words(at: datetime) -> str:
    """The day on which a debate that was deleted at this moment is removed for good."""
    day = at + timedelta(days=DAYS_KEPT)
    return f"{day.day} {day:%B %Y}"


def remove_expired(session: Session, now: datetime | None = None) -> list[str]:
    """Remove for good what has been in the bin for thirty days; return the slugs. The session must hold the write lock."""
    oldest = (now or datetime.now(UTC)) - timedelta(days=DAYS_KEPT)
    expired = list(session.execute(sa.select(_debates.slug).where(_debates.deleted_at < oldest)).scalars())
    rows: Any
    for rows in (RevisionRow, ProposalRow):  # the database deletes the rest with the debate
        session.execute(sa.delete(rows).where(rows.debate.in_(expired)))
    session.execute(sa.delete(_debates).where(_debates.slug.in_(expired)))
    return expired
