"""Who may come in: invitations to a debate, the sessions of those who accepted one, and whether others may read.

There are no passwords. An invitation is a short code that can be read out in class; joining with it gives a browser a
long token. Only digests of both are kept, so whoever reads the database can't come in by what it says. The caller holds
the write lock (`Database.writing`) for everything that changes something, and commits.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from stances.errors import BadRequestError, NotFoundError, RefusedError
from stances.record.text_types import Line
from stances.record.vocabulary import Role
from stances.store import columns, tables
from stances.store.database import QuickQuery
from stances.store.site_tables import InvitationRow, RevisionRow, VisitorSessionRow

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without the letters that are taken for others when they are read from a screen (i, l, o, u)."""

CODE_LETTERS = 16
"""Eighty random bits: with the limit on joining, no use in guessing, and still short enough to type."""

SESSION_LASTS = timedelta(days=200)
"""As long as a seminar, with the essays after it."""

LONGEST_INVITATION = timedelta(days=366)
MOST_GUESTS = 1000
LONGEST_NAME = 60

BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
OWNERS_NAME = "the owner"
_line: TypeAdapter[str] = TypeAdapter(Line)
_debates: Any = tables.DebateRow
_revisions: Any = RevisionRow
_invitations: Any = InvitationRow
_sessions: Any = VisitorSessionRow


@dataclass(frozen=True)
class Invitation:
    """An invitation as its owner sees it: `used` of `limit` came by it; it is open until one of its bounds is reached."""

    id: int
    debate: str
    role: Role
    limit: int
    used: int
    made_by: str
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None

    @property
    def over(self) -> str:
        """Why nobody can come in by it any more, in the middle of a sentence; empty while one can."""
        if self.revoked_at:
            return "was revoked"
        if self.ends_at <= datetime.now(UTC):
            return "has run out"
        return "has been used as often as it allowed" if self.used >= self.limit else ""


@dataclass(frozen=True)
class Joined:
    """Somebody who is in a debate."""

    id: int
    debate: str
    name: str
    role: Role
    joined_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Standing:
    """What a debate says of a visitor: whether anybody may read it, and who they are in it, with the number of their session.

    With it comes the number of the debate's last revision, which every request needs to know as well.
    """

    public: bool
    revision: int
    session: int | None = None
    name: str = ""
    role: Role = Role.STRANGER


class Standings:
    """How visitors stand to debates, for every request to ask."""

    def __init__(self, engine: sa.Engine) -> None:
        debate: sa.BindParameter[str] = sa.bindparam("debate")
        theirs = sa.and_(
            _sessions.debate == debate,
            _sessions.token == sa.bindparam("token"),
            _sessions.ended_at.is_(None),
            _sessions.ends_at > sa.bindparam("now", type_=columns.UtcDateTime()),
        )
        last = sa.select(sa.func.max(_revisions.id)).where(_revisions.debate == debate).scalar_subquery()
        self._public = QuickQuery(engine, sa.select(_debates.public, last).where(_debates.slug == debate))
        self._query = QuickQuery(
            engine,
            sa.select(_debates.public, last, _sessions.id, _sessions.name, sa.cast(_sessions.role, sa.String))
            .select_from(tables.DebateRow)
            .outerjoin(VisitorSessionRow, theirs)
            .where(_debates.slug == debate),
        )

    def of(self, debate: str, token: str | None = None) -> Standing | None:
        """How the bearer of this token, or of none, stands to a debate; None if there is no such debate."""
        if token is None:
            found = self._public.row(debate=debate)
            return None if found is None else Standing(bool(found[0]), found[1] or 0)
        row = self._query.row(debate=debate, token=digest(token), now=datetime.now(UTC))
        if row is None:
            return None
        public, revision, number, *known = row
        if number is None:
            return Standing(bool(public), revision or 0)
        name, role = known
        return Standing(bool(public), revision or 0, number, name, Role(role))

    def close(self) -> None:
        self._query.close()
        self._public.close()


# --- reading ---


def invitations(session: Session, debate: str) -> list[Invitation]:
    """Every invitation made, the last first."""
    rows = session.execute(
        _select_invitations().where(_invitations.debate == debate).order_by(_invitations.id.desc())
    )
    return [Invitation(*row) for row in rows]


def invitation(session: Session, code: str) -> Invitation:
    """The open invitation with this code, as people may have typed it. Raises `NotFoundError` saying why it is no use."""
    row = session.execute(
        _select_invitations().where(_invitations.code == digest(tidy_code(code)))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no invitation with this code. Look at it again, or ask for a new one.")
    found = Invitation(*row)
    if found.over:
        raise NotFoundError(f"This invitation {found.over}. Ask for a new one.")
    return found


def people(session: Session, debate: str) -> list[Joined]:
    """Those who are in a debate now, the last to join first."""
    rows = session.execute(
        sa.select(*_of_joined()).where(_in_force(debate)).order_by(_sessions.joined_at.desc())
    )
    return [Joined(*row) for row in rows]


# --- changing ---


def invite(session: Session, debate: str, role: Role, *, days: int, limit: int, by: str) -> str:
    """Make an invitation; its code, which can't be had again. Raises `BadRequestError`."""
    lasts = timedelta(days=days) if 0 < days < 10_000 else timedelta(0)
    if not timedelta(0) < lasts <= LONGEST_INVITATION:
        raise BadRequestError(f"An invitation lasts from 1 to {LONGEST_INVITATION.days} days.")
    if not 0 < limit <= MOST_GUESTS:
        raise BadRequestError(f"An invitation is for 1 to {MOST_GUESTS:,} people.")
    if role is Role.STRANGER:
        raise BadRequestError("An invitation is for an owner, editor, contributor or reader.")
    code, now = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS)), datetime.now(UTC)
    row = InvitationRow(
        debate=debate,
        code=digest(code),
        role=role,
        limit=limit,
        made_by=by,
        made_at=now,
        ends_at=now + lasts,
    )
    session.add(row)
    session.flush()
    return "-".join(code[i : i + 4] for i in range(0, CODE_LETTERS, 4))


def join(
    session: Session, code: str, name: str, *, instead_of: int | None = None, vouched: bool = False
) -> tuple[Joined, str]:
    """Accept an invitation under a name; who joined, and the token of their browser.

    `instead_of` ends a session of theirs; a name that an institution vouches for is taken as it is.
    Raises `NotFoundError` where the invitation is no use, and `RefusedError` for a name that can't be taken.
    """
    accepted = invitation(session, code)
    if instead_of is not None:
        end(session, accepted.debate, instead_of)
    name = name if vouched else free_name(session, accepted.debate, name)
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    row = VisitorSessionRow(
        debate=accepted.debate,
        invitation=accepted.id,
        token=digest(token),
        name=name,
        role=accepted.role,
        joined_at=now,
        ends_at=now + SESSION_LASTS,
    )
    session.add(row)
    session.flush()
    return Joined(row.id or 0, row.debate, row.name, row.role, row.joined_at, row.ends_at), token


def rename(session: Session, debate: str, number: int, name: str) -> None:
    """Call somebody otherwise from now on; what they did stays under the name of then. Raises `RefusedError`."""
    name = free_name(session, debate, name, of=number)
    session.execute(sa.update(VisitorSessionRow).where(_sessions.id == number).values(name=name))


def free_name(session: Session, debate: str, name: str, *, of: int | None = None) -> str:
    """The name, tidied. Raises `RefusedError` where it is none, too long, or somebody's who is not `of` this session."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name:
        raise RefusedError(["Type the name by which the others know you."])
    if not any(char.isalnum() for char in name) or any(_unsuitable(char) for char in name):
        raise RefusedError(["A name is made of letters; leave out signs that can't be seen."])
    if len(name) > LONGEST_NAME:
        raise RefusedError([f"A name has {LONGEST_NAME} characters at most; this one has {len(name)}."])
    try:
        _line.validate_python(name)
    except ValidationError as error:
        raise RefusedError([f"The name {error.errors()[0]['msg'].removeprefix('Value error, ')}."]) from None
    taken = {_seen(OWNERS_NAME), *(_seen(one.name) for one in people(session, debate) if one.id != of)}
    if _seen(name) in taken:
        words = (
            f"Somebody is here as “{name}” already. If that is you in another browser, choose for example "
            f"“{name} (laptop)”, or ask the owner to end the other session."
        )
        raise RefusedError([words])
    return name


def revoke(session: Session, debate: str, number: int, *, and_end: bool = False) -> None:
    """Nobody joins by this invitation any more; with `and_end`, those who did are out. Raises `NotFoundError`."""
    mine = sa.and_(_invitations.debate == debate, _invitations.id == number)
    found = session.execute(sa.select(_invitations.revoked_at).where(mine)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such invitation to this debate.")
    now = datetime.now(UTC)
    if found.revoked_at is None:
        session.execute(sa.update(InvitationRow).where(mine).values(revoked_at=now))
    if and_end:
        came = sa.and_(_in_force(debate), _sessions.invitation == number)
        session.execute(sa.update(VisitorSessionRow).where(came).values(ended_at=now))


def end(session: Session, debate: str, number: int) -> None:
    """End somebody's session. Raises `NotFoundError`; one that had ended already stays ended."""
    mine = sa.and_(_sessions.debate == debate, _sessions.id == number)
    if session.execute(sa.select(_sessions.id).where(mine)).one_or_none() is None:
        raise NotFoundError("There is no such session in this debate.")
    session.execute(
        sa.update(VisitorSessionRow)
        .where(mine, _sessions.ended_at.is_(None))
        .values(ended_at=datetime.now(UTC))
    )


def open_to_all(session: Session, debate: str, public: bool) -> None:
    """Let anybody read this debate, or only those who joined it."""
    session.execute(sa.update(tables.DebateRow).where(_debates.slug == debate).values(public=public))


# --- how tokens, codes and names are kept and compared ---


def digest(token: str) -> str:
    """Tokens are random and long, so a plain hash is enough: there is nothing to guess by trying words."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def tidy_code(typed: str) -> str:
    """A code as it is kept, from how it may be typed: capitals, spaces, o for 0, i and l for 1."""
    letters = typed.strip().lower().translate(str.maketrans("oil", "011"))
    return "".join(letter for letter in letters if letter.isalnum())[:100]


def _seen(name: str) -> str:
    """What names have in common that people would take for the same."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in plain if unicodedata.category(char) != "Cf")


def _unsuitable(char: str) -> bool:
    """Turns the writing round, or is no character at all."""
    return unicodedata.bidirectional(char) in BIDI_CONTROLS or char == "\ufffd"


def _in_force(debate: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        _sessions.debate == debate, _sessions.ended_at.is_(None), _sessions.ends_at > datetime.now(UTC)
    )


def _of_joined() -> tuple[Any, ...]:
    """The columns of `Joined`, in its order."""
    s = _sessions
    return (s.id, s.debate, s.name, s.role, s.joined_at, s.ends_at)


def _select_invitations() -> Any:
    """The columns of `Invitation`, in its order."""
    i = _invitations
    used = (
        sa.select(sa.func.count())
        .select_from(VisitorSessionRow)
        .where(_sessions.invitation == i.id)
        .scalar_subquery()
    )
    return sa.select(i.id, i.debate, i.role, i.limit, used, i.made_by, i.made_at, i.ends_at, i.revoked_at)
