"""The debates of a database: list them, say when one was changed, create one, and close one to changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session

from stances.errors import RefusedError
from stances.record.entries import Debate
from stances.record.mistakes import explain_mistake
from stances.record.record import Record
from stances.record.slugs import RESERVED_SLUGS, make_slug
from stances.store import tables, wording
from stances.store.archives import copy_history
from stances.store.bin import kept_until_words
from stances.store.changes import Put, apply_edits
from stances.store.columns import MAX_LINE_LENGTH
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
    """Every debate but those deleted, by title."""
    rows = session.execute(
        sa.select(_debates.slug, _debates.title, _debates.summary)
        .where(_debates.deleted_at.is_(None))
        .order_by(_debates.title)
    )
    return [DebateSummary(*row) for row in rows]


def is_empty(session: Session) -> bool:
    """Whether there is no debate at all, not even a deleted one."""
    return session.execute(sa.select(_debates.slug).limit(1)).first() is None


def find_only_debate(session: Session) -> str | None:
    """The slug of the debate, where there is just one."""
    slugs = (
        session.execute(sa.select(_debates.slug).where(_debates.deleted_at.is_(None)).limit(2))
        .scalars()
        .all()
    )
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


def create(session: Session, debate: Debate, *, who: str, why: str) -> Record:
    """Create a debate. The session must hold the write lock; the caller commits. Raises `RefusedError` if its slug is taken."""
    require_free_slug(session, debate.slug)
    return apply_edits(session, None, [Put(debate)], who=who, why=why)


def require_free_slug(session: Session, slug: str) -> None:
    """Raise `RefusedError` if a debate has this slug, also a deleted one, or a page of the site."""
    row = session.execute(sa.select(_debates.deleted_at).where(_debates.slug == slug)).one_or_none()
    if row is not None and row.deleted_at is not None:
        until = kept_until_words(row.deleted_at)
        raise RefusedError(
            [
                f"A deleted debate has this short name until {until}. Choose another, or have that one put back."
            ]
        )
    if row is not None or slug in RESERVED_SLUGS:
        raise RefusedError(["A debate has this short name already. Choose another, or another title."])


def describe_copy(original: Record, title: str, slug: str) -> Debate:
    """The debate of a copy, which is open to changes; without a slug one is made from its title. Raises `RefusedError`."""
    changed = {"slug": slug or make_slug(title) or "debate", "title": title, "closed": False}
    try:
        return Debate.model_validate({**original.debate.to_dict(), **changed})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        mistake, is_title = explain_mistake(first), first["loc"] == ("title",)
        raise RefusedError(
            [f"The title {mistake}." if is_title else f"The name in addresses {mistake}."]
        ) from None


def copy(session: Session, record: Record, debate: Debate, *, history: bool, who: str) -> Record:
    """Copy a debate as the `debate` that `describe_copy` gave, and return the copy.

    With its `history` come its proposals. The session must hold the write lock. Raises `RefusedError` if the slug is taken.
    """
    require_free_slug(session, debate.slug)
    why = wording.copying_reason(record.debate)[:MAX_LINE_LENGTH]
    if history:
        copied = copy_history(session, record, debate.slug)
        return apply_edits(session, copied, [Put(debate)], who=who, why=why, may_close=True)
    outcome = apply_edits(session, None, [Put(debate), *map(Put, record.entries())], who=who, why=why)
    public = sa.select(_debates.public).where(_debates.slug == record.debate.slug).scalar_subquery()
    session.execute(sa.update(_debates).where(_debates.slug == debate.slug).values(public=public))
    return outcome


def set_closed(session: Session, record: Record, closed: bool, *, who: str) -> Record:
    """Close a debate to changes or open it again, and return its new state. The session must hold the write lock."""
    debate = record.debate.model_copy(update={"closed": closed})
    why = wording.CLOSING_REASON if closed else wording.OPENING_REASON
    return apply_edits(session, record, [Put(debate)], who=who, why=why, may_close=True)
