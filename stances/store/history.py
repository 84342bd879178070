"""The history of a debate: list its changes, plan an undo or a restore, and rebuild an earlier state.

Only revisions are stored; an earlier state is the current one with later revisions undone. Undoing and restoring are changes
like any other, so they are listed and can be undone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from stances.checks.constraints import describe_violations
from stances.errors import BadRequestError, NotFoundError, RefusedError
from stances.query import is_whole
from stances.record.entries import Debate, Entry
from stances.record.kinds import MODELS
from stances.record.merge import merge
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.record.wording import quoted_name, with_article
from stances.store.changes import Drop, Edit, Put
from stances.store.site_tables import RevisionRow

HistoryPoint = int | date
"""A point in a debate's history: the number of a revision, or the end of a day (UTC)."""

MAX_REASON_LENGTH = 300
MAX_NET_REVISIONS = 5000

_revisions: Any = RevisionRow


@dataclass(frozen=True)
class Revision:
    """One record before and after; None before it existed, or after it was deleted."""

    number: int
    at: datetime
    who: str
    why: str
    kind: Kind
    slug: str
    before: Entry | None
    after: Entry | None

    @property
    def entry(self) -> Entry:
        """The record after the revision; before it, if it was deleted."""
        entry = self.after or self.before
        assert entry is not None  # noqa: S101  (the table refuses a revision that says nothing)
        return entry

    @property
    def action(self) -> str:
        return "deleted" if self.after is None else "changed" if self.before else "added"


@dataclass(frozen=True)
class Changeset:
    """One save, identified by the number of its last revision; `revisions` may be only the first few of its `count`."""

    number: int
    at: datetime
    who: str
    why: str
    count: int
    revisions: tuple[Revision, ...]

    @property
    def starts_debate(self) -> bool:
        """Whether the debate began with it, as with the load of a file: it can't be undone."""
        return any(one.kind is Kind.DEBATE and one.before is None for one in self.revisions)


@dataclass(frozen=True)
class NetChange:
    """What became of one record in several changes together: it was added, changed or deleted, and who did so."""

    kind: Kind
    slug: str
    action: str
    who: str


# --- listing ---


def list_changesets(
    session: Session, debate: str, upto: int, limit: int, revisions_each: int
) -> list[Changeset]:
    """The last `limit` changes up to a revision, newest first, each with its first `revisions_each` revisions. Two queries."""
    last = sa.func.max(_revisions.number)
    heads = session.execute(
        sa.select(_revisions.change, last, sa.func.count())
        .where(_revisions.debate == debate, _revisions.number <= upto)
        .group_by(_revisions.change)
        .order_by(last.desc())
        .limit(limit)
    ).all()
    revisions = _fetch_revisions(session, debate, [name for name, _, _ in heads], revisions_each)
    return [_make_changeset(number, count, revisions[name]) for name, number, count in heads]


def find_changeset(session: Session, debate: str, revision: int, each: int) -> Changeset:
    """The change that a revision is part of, with its first `each` revisions. Raises `NotFoundError`."""
    own = (
        sa.select(_revisions.change)
        .where(_revisions.debate == debate, _revisions.number == revision)
        .scalar_subquery()
    )
    name, number, count = session.execute(
        sa.select(sa.func.max(_revisions.change), sa.func.max(_revisions.number), sa.func.count()).where(
            _revisions.debate == debate, _revisions.change == own
        )
    ).one()
    if not count:
        raise NotFoundError(f"This debate has no revision {revision}.")
    return _make_changeset(number, count, _fetch_revisions(session, debate, [name], each)[name])


def list_revisions(
    session: Session, debate: str, kind: Kind, slug: str, upto: int, limit: int
) -> list[Revision]:
    """The revisions of one record, newest first. Raises `NotFoundError` if there never was one."""
    rows = session.execute(
        sa.select(_revisions.__table__)
        .where(
            _revisions.debate == debate,
            _revisions.kind == kind,
            _revisions.slug == slug,
            _revisions.number <= upto,
        )
        .order_by(_revisions.number.desc())
        .limit(limit)
    ).all()
    if not rows:
        raise NotFoundError(f"There has never been {with_article(kind)} “{slug}” in this debate.")
    return [_make_revision(row) for row in rows]


def list_net_changes(session: Session, debate: str, since: int, upto: int) -> list[NetChange]:
    """What the revisions after one, up to another, did to each record; nothing for one that came and went. Reads no entries."""
    columns = (_revisions.who, _revisions.kind, _revisions.slug)
    rows = session.execute(
        sa.select(
            *columns,
            _revisions.before.is_(None).label("is_first"),
            _revisions.after.is_(None).label("is_last"),
        )
        .where(_revisions.debate == debate, _revisions.number > since, _revisions.number <= upto)
        .order_by(_revisions.number)
        .limit(MAX_NET_REVISIONS)
    )
    of_record: dict[tuple[Kind, str], list[Any]] = defaultdict(list)
    for row in rows:
        of_record[row.kind, row.slug].append(row)
    return [change for key, some in of_record.items() if (change := _sum_up(*key, some))]


def _sum_up(kind: Kind, slug: str, rows: Sequence[Any]) -> NetChange | None:
    first, last = rows[0], rows[-1]
    if first.is_first:
        return None if last.is_last else NetChange(kind, slug, "added", first.who)
    return NetChange(kind, slug, "deleted" if last.is_last else "changed", last.who)


def _fetch_revisions(
    session: Session, debate: str, names: Sequence[str], each: int
) -> dict[str, list[Revision]]:
    place = (
        sa.func.row_number().over(partition_by=_revisions.change, order_by=_revisions.number).label("place")
    )
    numbered = (
        sa.select(_revisions.__table__, place)
        .where(_revisions.debate == debate, _revisions.change.in_(names))
        .subquery()
    )
    revisions: dict[str, list[Revision]] = defaultdict(list)
    for row in session.execute(
        sa.select(numbered).where(numbered.c.place <= each).order_by(numbered.c.number)
    ):
        revisions[row.change].append(_make_revision(row))
    return revisions


def _make_changeset(number: int, count: int, revisions: Sequence[Revision]) -> Changeset:
    first = revisions[0]
    return Changeset(number, first.at, first.who, first.why, count, tuple(revisions))


def _make_revision(row: Any) -> Revision:
    before, after = (MODELS[row.kind].model_validate(d) if d else None for d in (row.before, row.after))
    return Revision(row.number, row.at, row.who, row.why, row.kind, row.slug, before, after)


# --- undoing ---


def plan_undo(session: Session, record: Record, revision: int) -> list[Edit]:
    """The edits that undo the change of which a revision is part; later changes to other fields of the same records stay.

    Raises `RefusedError` with the reasons why it can't be undone, a sentence each, and `NotFoundError`.
    """
    changeset = find_changeset(session, record.debate.slug, revision, each=1_000_000)
    edits: list[Edit] = []
    reasons: list[str] = []
    for step in changeset.revisions:
        try:
            edits += _undo_revision(record, step)
        except RefusedError:
            reasons.append(_explain_refusal(session, record, step))
    if not reasons and not edits:
        reasons.append("There is nothing left to undo. Everything is already as it was before this change.")
    return _check_edits(record, edits, reasons)


def plan_restore(session: Session, record: Record, revision: int, kind: Kind, slug: str) -> list[Edit]:
    """The edit that restores a record as it was after one of its revisions; after a deletion, as it was before it.

    Raises `RefusedError` if it would refer to records that no longer exist, and `NotFoundError`.
    """
    row = session.execute(
        sa.select(_revisions.__table__).where(
            _revisions.debate == record.debate.slug,
            _revisions.number == revision,
            _revisions.kind == kind,
            _revisions.slug == slug,
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"The {kind} “{slug}” has no revision {revision}.")
    entry = _make_revision(row).entry
    if record.get(kind, slug) == entry:
        return _check_edits(record, [], ["It already looks like that version, so nothing was changed."])
    return _check_edits(record, [Put(entry)], [])


def _undo_revision(record: Record, revision: Revision) -> list[Edit]:
    """The edit that undoes one revision; raises `RefusedError` if later changes to the record conflict with it."""
    now = record.get(revision.kind, revision.slug)
    before, after = revision.before, revision.after
    if now == before:
        return []
    if now == after:
        if isinstance(after, Debate) and before is None:
            raise RefusedError([])
        return [Put(before)] if before else [Drop(revision.kind, revision.slug)]
    if before is None or after is None or now is None:
        raise RefusedError([])
    merged = merge(after, before, now)
    if merged.conflicts:
        raise RefusedError([])
    return [Put(merged.entry)]


def _explain_refusal(session: Session, record: Record, revision: Revision) -> str:
    what = f"The {revision.kind} {quoted_name(revision.entry, record)}"
    if revision.kind is Kind.DEBATE and revision.before is None:
        return "This change started the debate and can’t be undone."
    later = session.execute(
        sa.select(_revisions.__table__)
        .where(
            _revisions.debate == record.debate.slug,
            _revisions.kind == revision.kind,
            _revisions.slug == revision.slug,
        )
        .where(_revisions.number > revision.number)
        .order_by(_revisions.number.desc())
        .limit(1)
    ).one()
    since = _make_revision(later)
    return (
        f"{what} was {since.action} later by {since.who} on {since.at.day} {since.at:%B %Y}. Undo that first."
    )


def _check_edits(record: Record, edits: list[Edit], reasons: list[str]) -> list[Edit]:
    """Return the edits if they leave the debate valid. Raises `RefusedError` with `reasons`, or with what would be broken."""
    put = [e.entry for e in edits if isinstance(e, Put)]
    dropped = [(e.kind, e.slug) for e in edits if isinstance(e, Drop)]
    reasons = reasons or describe_violations(record.with_edits(put, dropped), put, dropped)
    if reasons:
        raise RefusedError(reasons)
    return edits


def undo_reason(reason: str) -> str:
    """The reason to record for undoing a change that was made for `reason`; undoing an undo is a redo."""
    if reason.startswith("undid: "):
        return f"redid: {reason.removeprefix('undid: ')}"
    return f"undid: {reason.removeprefix('redid: ')}"[:MAX_REASON_LENGTH]


# --- earlier states ---


def parse_history_point(text: str) -> HistoryPoint:
    """Parse a point in history: 412, or 2026-11-22. Raises `BadRequestError`."""
    if is_whole(text, digits=18):
        return int(text)
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    raise BadRequestError(
        f"“{text}” is neither the number of a revision, such as 412, nor a day, such as 2026-11-22."
    )


def record_at(session: Session, record: Record, point: HistoryPoint) -> Record:
    """Return the debate as of `point`, from its current state `record`.

    A revision number stands for its whole changeset, so no half-made change is ever seen. Raises `NotFoundError` before the
    first change and after the last. Takes two or three queries, however long the history.
    """
    revision = _last_revision_at(session, record, point)
    first = sa.select(sa.func.min(_revisions.number)).where(
        _revisions.debate == record.debate.slug, _revisions.number > revision
    )
    since = session.execute(
        sa.select(_revisions.kind, _revisions.slug, _revisions.before).where(
            _revisions.debate == record.debate.slug,
            _revisions.number.in_(first.group_by(_revisions.kind, _revisions.slug)),
        )
    ).all()
    put = [MODELS[kind].model_validate(before) for kind, _, before in since if before]
    return record.with_edits(put, [(kind, slug) for kind, slug, before in since if not before]).with_revision(
        revision
    )


def _last_revision_at(session: Session, record: Record, point: HistoryPoint) -> int:
    """The last revision of the latest change at this point."""
    debate = record.debate.slug
    if isinstance(point, int):
        if point > record.revision:
            raise NotFoundError(f"This debate has no revision {point} yet. The latest is {record.revision}.")
        then = _revisions.number <= point
    else:
        if point > datetime.now(UTC).date():
            raise NotFoundError(f"{point.day} {point:%B %Y} has not come yet.")
        then = _revisions.at < datetime.combine(point + timedelta(days=1), time(), UTC)
    latest = session.execute(
        sa.select(_revisions.change)
        .where(_revisions.debate == debate, then)
        .order_by(_revisions.number.desc())
        .limit(1)
    ).scalar()
    revision = session.execute(
        sa.select(sa.func.max(_revisions.number)).where(
            _revisions.debate == debate, _revisions.change == latest
        )
    ).scalar()
    if revision is None:
        raise NotFoundError("This debate did not exist yet at that time.")
    return int(revision)
