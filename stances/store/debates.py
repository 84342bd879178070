"""The debates of a database: list them, say when one was changed, create one, and close one to changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session

from stances.dates.uncertain import UncertainDate
from stances.errors import RefusedError
from stances.record.entries import Debate, Entry
from stances.record.mistakes import explain_mistake
from stances.record.record import Record
from stances.record.slugs import RESERVED_SLUGS, make_slug, number_slug
from stances.record.vocabulary import Kind
from stances.record.wording import describe_period
from stances.store import tables, wording
from stances.store.archives import copy_history
from stances.store.bin import kept_until_words
from stances.store.changes import Put, apply_edits
from stances.store.columns import MAX_LINE_LENGTH
from stances.store.database import SingleRowQuery
from stances.store.row_mapper import TABLE_MAPPINGS
from stances.store.site_tables import RevisionRow

_debates: Any = tables.DebateRow
_disputes: Any = tables.DisputeRow
_claims: Any = tables.ClaimRow
_claim_disputes: Any = tables.ClaimDisputeRow
_stances: Any = tables.StanceRow
_revisions: Any = RevisionRow
_REVISED_AT = sa.select(_revisions.at).where(
    _revisions.debate == sa.bindparam("debate"), _revisions.number == sa.bindparam("number")
)


@dataclass(frozen=True)
class DebateSummary:
    """A debate in a list of debates; `period` is the time that it covers, in words, `language` that of its texts."""

    slug: str
    title: str
    summary: str
    period: str
    language: str | None


@dataclass(frozen=True)
class DisputeOutline:
    """A dispute in a list of debates: how many claims it has, and how many participants took a stance."""

    slug: str
    title: str
    question: str
    claims: int
    participants: int


def list_debates(session: Session) -> list[DebateSummary]:
    """Every debate but those deleted, by title."""
    rows = session.execute(
        sa.select(
            _debates.slug,
            _debates.title,
            _debates.summary,
            _debates.from_,
            _debates.to,
            _debates.language,
        ).where(_debates.deleted_at.is_(None))
    )
    found = (
        DebateSummary(slug, title, summary, _describe_period(start, end), language)
        for slug, title, summary, start, end, language in rows
    )
    return sorted(found, key=lambda debate: (debate.title.casefold(), debate.slug))


def _describe_period(*texts: str | None) -> str:
    start, end = (UncertainDate.parse(text) if text else None for text in texts)
    return describe_period(start, end)


def find_debates_with(session: Session, kind: Kind, slug: str) -> list[str]:
    """The slugs of the debates, but those deleted, that have such a record."""
    table = TABLE_MAPPINGS[kind].table
    kept = sa.select(_debates.slug).where(_debates.deleted_at.is_(None))
    rows = session.execute(sa.select(table.c.debate).where(table.c.slug == slug, table.c.debate.in_(kept)))
    return sorted(rows.scalars())


def outline_disputes(session: Session, debates: Collection[str]) -> dict[str, list[DisputeOutline]]:
    """The disputes of each of these debates, in order. Takes three queries."""
    claims = _count_by_dispute(session, _claims_of_disputes(), "claim", debates)
    people = _count_by_dispute(session, sa.select(_stances), "participant", debates)
    rows = session.execute(
        sa.select(_disputes.debate, _disputes.slug, _disputes.title, _disputes.question)
        .where(_disputes.debate.in_(debates))
        .order_by(_disputes.ord)
    )
    outlines: dict[str, list[DisputeOutline]] = {slug: [] for slug in debates}
    for debate, slug, *words in rows:
        counts = (counted.get((debate, slug), 0) for counted in (claims, people))
        outlines[debate].append(DisputeOutline(slug, *words, *counts))
    return outlines


def _claims_of_disputes() -> sa.CompoundSelect[Any]:
    """Each claim with its dispute, and with each that it also bears on."""
    main = sa.select(_claims.debate, _claims.dispute, _claims.slug.label("claim"))
    return sa.union(main, sa.select(_claim_disputes.debate, _claim_disputes.dispute, _claim_disputes.claim))


def _count_by_dispute(
    session: Session, rows: Any, name: str, debates: Collection[str]
) -> dict[tuple[str, str], int]:
    """How many different values a column has in the rows of each dispute, by the slugs of debate and dispute."""
    table = rows.subquery()
    counted = session.execute(
        sa.select(table.c.debate, table.c.dispute, sa.func.count(sa.distinct(table.c[name])))
        .where(table.c.debate.in_(debates))
        .group_by(table.c.debate, table.c.dispute)
    )
    return {(debate, dispute): count for debate, dispute, count in counted}


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


def create(session: Session, debate: Debate, entries: Iterable[Entry] = (), *, who: str, why: str) -> Record:
    """Create a debate, with these entries. The session must hold the write lock; the caller commits.

    Raises `RefusedError` if its slug is taken, or if the debate could not be so.
    """
    require_free_slug(session, debate.slug)
    return apply_edits(session, None, [Put(debate), *map(Put, entries)], who=who, why=why)


def free_slug(session: Session, wanted: str) -> str:
    """The wanted slug, numbered if a debate has it, also a deleted one, or a page of the site."""
    taken = {*session.execute(sa.select(_debates.slug)).scalars(), *RESERVED_SLUGS}
    return number_slug(wanted, taken.__contains__)


def require_free_slug(session: Session, slug: str) -> None:
    """Raise `RefusedError` if a debate has this slug, also a deleted one, or a page of the site."""
    row = session.execute(sa.select(_debates.deleted_at).where(_debates.slug == slug)).one_or_none()
    if row is not None and row.deleted_at is not None:
        until = kept_until_words(row.deleted_at)
        raise RefusedError(
            [
                f"A deleted debate keeps this web address until {until}. Choose another, or restore that debate."
            ]
        )
    if row is not None or slug in RESERVED_SLUGS:
        raise RefusedError(["Another debate has this web address. Choose a different one, or another title."])


def describe_copy(original: Record, title: str, slug: str) -> Debate:
    """The debate of a copy, which is open to changes; without a slug one is made from its title. Raises `RefusedError`."""
    changed = {"slug": slug or make_slug(title) or "debate", "title": title, "closed": False}
    try:
        return Debate.model_validate({**original.debate.to_dict(), **changed})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        mistake, is_title = explain_mistake(first), first["loc"] == ("title",)
        raise RefusedError([f"The title {mistake}." if is_title else f"The web address {mistake}."]) from None


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
