"""What was done to a debate: its changes told and undone, its records put back, and the debate as it stood at any time.

Revisions are all there is to it. The past is reached from the present, by undoing backwards what was done since; undoing and
putting back are changes like any other, so that they are told, and can be undone, too.
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

from stances.checks.constraints import breaches
from stances.errors import BadRequestError, NotFoundError, RefusedError
from stances.query import is_whole
from stances.record.entries import MODELS, Debate, Entry
from stances.record.merge import merge
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.record.wording import quoted
from stances.store.changes import Drop, Edit, Put
from stances.store.site_tables import RevisionRow

Point = int | date
"""A time in a debate's history: the number of a revision, or the end of a day (UTC)."""

TABLE: Any = RevisionRow
LONGEST = 300


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
        """The record as it then was, or as it was when it was deleted."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def done(self) -> str:
        return "deleted" if self.after is None else "changed" if self.before else "added"


@dataclass(frozen=True)
class Change:
    """One act of saving, known by the number of its last revision; `revisions` may be only the first few of its `count`."""

    number: int
    at: datetime
    who: str
    why: str
    count: int
    revisions: tuple[Revision, ...]


# --- telling ---


def changes(session: Session, debate: str, upto: int, many: int, each: int) -> list[Change]:
    """The last so many changes up to a revision, newest first, with no more than so many revisions of each. Two queries."""
    last = sa.func.max(TABLE.id)
    heads = session.execute(
        sa.select(TABLE.change, last, sa.func.count())
        .where(TABLE.debate == debate, TABLE.id <= upto)
        .group_by(TABLE.change)
        .order_by(last.desc())
        .limit(many)
    ).all()
    told = _revisions_of(session, debate, [name for name, _, _ in heads], each)
    return [_change(number, count, told[name]) for name, number, count in heads]


def change_of(session: Session, debate: str, revision: int, each: int) -> Change:
    """The change that a revision is part of. Raises `NotFoundError`."""
    own = sa.select(TABLE.change).where(TABLE.debate == debate, TABLE.id == revision).scalar_subquery()
    name, number, count = session.execute(
        sa.select(sa.func.max(TABLE.change), sa.func.max(TABLE.id), sa.func.count()).where(
            TABLE.debate == debate, TABLE.change == own
        )
    ).one()
    if not count:
        raise NotFoundError(f"This debate has no revision {revision}.")
    return _change(number, count, _revisions_of(session, debate, [name], each)[name])


def revisions_of(
    session: Session, debate: str, kind: Kind, slug: str, upto: int, many: int
) -> list[Revision]:
    """What happened to one record, newest first. Raises `NotFoundError` if there never was one."""
    rows = session.execute(
        sa.select(TABLE.__table__)
        .where(TABLE.debate == debate, TABLE.kind == kind, TABLE.slug == slug, TABLE.id <= upto)
        .order_by(TABLE.id.desc())
        .limit(many)
    ).all()
    if not rows:
        raise NotFoundError(f"There has never been a {kind} “{slug}” in this debate.")
    return [_revision(row) for row in rows]


def _revisions_of(
    session: Session, debate: str, names: Sequence[str], each: int
) -> dict[str, list[Revision]]:
    place = sa.func.row_number().over(partition_by=TABLE.change, order_by=TABLE.id).label("place")
    numbered = (
        sa.select(TABLE.__table__, place).where(TABLE.debate == debate, TABLE.change.in_(names)).subquery()
    )
    found: dict[str, list[Revision]] = defaultdict(list)
    for row in session.execute(sa.select(numbered).where(numbered.c.place <= each).order_by(numbered.c.id)):
        found[row.change].append(_revision(row))
    return found


def _change(number: int, count: int, revisions: Sequence[Revision]) -> Change:
    first = revisions[0]
    return Change(number, first.at, first.who, first.why, count, tuple(revisions))


def _revision(row: Any) -> Revision:
    before, after = (MODELS[row.kind].model_validate(d) if d else None for d in (row.before, row.after))
    return Revision(row.id, row.at, row.who, row.why, row.kind, row.slug, before, after)


# --- undoing ---


def undo(session: Session, record: Record, revision: int) -> list[Edit]:
    """The edits that undo the change which a revision is part of; later work on other fields of the same records stays.

    Raises `RefusedError` with the reasons why nothing can be done, a sentence each, and `NotFoundError`.
    """
    told = change_of(session, record.debate.slug, revision, each=1_000_000)
    edits: list[Edit] = []
    reasons: list[str] = []
    for made in told.revisions:
        try:
            edits += _undone(record, made)
        except RefusedError:
            reasons.append(_why_not(session, record, made))
    if not reasons and not edits:
        reasons.append("There is nothing left to undo: everything is already as it was before this change.")
    return _sound(record, edits, reasons)


def restore(session: Session, record: Record, revision: int, kind: Kind, slug: str) -> list[Edit]:
    """The edit that puts a record back as it was after one of its revisions; of a deletion, as it was before it.

    Raises `RefusedError` where it would refer to what is no longer there, and `NotFoundError`.
    """
    row = session.execute(
        sa.select(TABLE.__table__).where(
            TABLE.debate == record.debate.slug, TABLE.id == revision, TABLE.kind == kind, TABLE.slug == slug
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"The {kind} “{slug}” has no revision {revision}.")
    entry = _revision(row).entry
    if record.get(kind, slug) == entry:
        return _sound(record, [], ["It is just like that already, so nothing was changed."])
    return _sound(record, [Put(entry)], [])


def _undone(record: Record, revision: Revision) -> list[Edit]:
    """What brings one record back; raises `RefusedError` where later work on it stands in the way."""
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


def _why_not(session: Session, record: Record, revision: Revision) -> str:
    what = f"The {revision.kind} {quoted(revision.entry, record)}"
    if revision.kind is Kind.DEBATE and revision.before is None:
        return "This is how the debate began; a debate is not undone."
    later = session.execute(
        sa.select(TABLE.__table__)
        .where(TABLE.debate == record.debate.slug, TABLE.kind == revision.kind, TABLE.slug == revision.slug)
        .where(TABLE.id > revision.number)
        .order_by(TABLE.id.desc())
        .limit(1)
    ).one()
    since = _revision(later)
    return (
        f"{what} was {since.done} again by {since.who} on {since.at.day} {since.at:%B %Y}: undo that first."
    )


def _sound(record: Record, edits: list[Edit], reasons: list[str]) -> list[Edit]:
    """The edits, if there are no reasons against them and none in what the debate would be. Raises `RefusedError`."""
    put = [e.entry for e in edits if isinstance(e, Put)]
    dropped = [(e.kind, e.slug) for e in edits if isinstance(e, Drop)]
    reasons = reasons or breaches(record.with_edits(put, dropped), put, dropped)
    if reasons:
        raise RefusedError(reasons)
    return edits


def reason_for(undone: str) -> str:
    """What the undoing of a change is told as; undoing that again is a redoing, however often."""
    if undone.startswith("undid: "):
        return f"redid: {undone.removeprefix('undid: ')}"
    return f"undid: {undone.removeprefix('redid: ')}"[:LONGEST]


# --- the debate as it stood ---


def read_point(text: str) -> Point:
    """A point in history from its text: 412, or 2026-11-22. Raises `BadRequestError`."""
    if is_whole(text, digits=18):
        return int(text)
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    raise BadRequestError(
        f"“{text}” is neither the number of a revision, such as 412, nor a day, such as 2026-11-22."
    )


def as_it_stood(session: Session, record: Record, point: Point) -> Record:
    """The debate at an earlier time, `record` being its current state: what was done since is undone backwards.

    A revision stands for the whole change that it is part of: nobody ever saw half of one. Raises `NotFoundError` for
    times before the debate began and times that have not come. Two or three queries, however long the history.
    """
    revision = _last_of(session, record, point)
    first = sa.select(sa.func.min(TABLE.id)).where(TABLE.debate == record.debate.slug, TABLE.id > revision)
    since = session.execute(
        sa.select(TABLE.kind, TABLE.slug, TABLE.before).where(
            TABLE.id.in_(first.group_by(TABLE.kind, TABLE.slug))
        )
    ).all()
    put = [MODELS[kind].model_validate(before) for kind, _, before in since if before]
    return record.with_edits(put, [(kind, slug) for kind, slug, before in since if not before]).at(revision)


def _last_of(session: Session, record: Record, point: Point) -> int:
    """The last revision of the change that was the latest at this time."""
    debate = record.debate.slug
    if isinstance(point, int):
        if point > record.revision:
            raise NotFoundError(
                f"This debate has not come to revision {point} yet: it stands at {record.revision}."
            )
        then = TABLE.id <= point
    else:
        if point > datetime.now(UTC).date():
            raise NotFoundError(f"{point.day} {point:%B %Y} has not come yet.")
        then = TABLE.at < datetime.combine(point + timedelta(days=1), time(), UTC)
    latest = session.execute(
        sa.select(TABLE.change).where(TABLE.debate == debate, then).order_by(TABLE.id.desc()).limit(1)
    ).scalar()
    found = session.execute(
        sa.select(sa.func.max(TABLE.id)).where(TABLE.debate == debate, TABLE.change == latest)
    ).scalar()
    if found is None:
        raise NotFoundError("The record of this debate had not been begun by then.")
    return int(found)
