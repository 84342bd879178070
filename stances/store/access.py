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
from stances.record.text_types import SingleLine
from stances.record.vocabulary import Role
from stances.store import columns, tables
from stances.store.database import SingleRowQuery
from stances.store.site_tables import InvitationRow, RevisionRow, VisitorSessionRow

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without the letters that are taken for others when they are read from a screen (i, l, o, u)."""

CODE_LENGTH = 16
"""Eighty random bits: with the limit on joining, no use in guessing, and still short enough to type."""

SESSION_DURATION = timedelta(days=200)
"""As long as a seminar, with the essays after it."""

MAX_INVITATION_DURATION = timedelta(days=366)
MAX_GUESTS = 1000
MAX_NAME_LENGTH = 60

BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
OWNER_NAME = "the owner"
_line: TypeAdapter[str] = TypeAdapter(SingleLine)
_debate_table: Any = tables.DebateRow
_revision_table: Any = RevisionRow
_invitation_table: Any = InvitationRow
_session_table: Any = VisitorSessionRow


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
    def closed_reason(self) -> str:
        """Why nobody can come in by it any more, in the middle of a sentence; empty while one can."""
        if self.revoked_at:
            return "was revoked"
        if self.ends_at <= datetime.now(UTC):
            return "has run out"
        return "has been used as often as it allowed" if self.used >= self.limit else ""


@dataclass(frozen=True)
class VisitorSession:
    """Somebody who is in a debate."""

    id: int
    debate: str
    name: str
    role: Role
    joined_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class VisitorStatus:
    """What a debate says of a visitor: whether anybody may read it, and who they are in it, with the number of their session.

    With it comes the number of the debate's last revision, which every request needs to know as well.
    """

    public: bool
    revision: int
    session: int | None = None
    name: str = ""
    role: Role = Role.STRANGER


class VisitorStatusQuery:
    """How visitors stand to debates, for every request to ask."""

    def __init__(self, engine: sa.Engine) -> None:
        debate: sa.BindParameter[str] = sa.bindparam("debate")
        theirs = sa.and_(
            _session_table.debate == debate,
            _session_table.token == sa.bindparam("token"),
            _session_table.ended_at.is_(None),
            _session_table.ends_at > sa.bindparam("now", type_=columns.UtcDateTime()),
        )
        last = (
            sa.select(sa.func.max(_revision_table.id))
            .where(_revision_table.debate == debate)
            .scalar_subquery()
        )
        self._public = SingleRowQuery(
            engine, sa.select(_debate_table.public, last).where(_debate_table.slug == debate)
        )
        self._query = SingleRowQuery(
            engine,
            sa.select(
                _debate_table.public,
                last,
                _session_table.id,
                _session_table.name,
                sa.cast(_session_table.role, sa.String),
            )
            .select_from(tables.DebateRow)
            .outerjoin(VisitorSessionRow, theirs)
            .where(_debate_table.slug == debate),
        )

    def fetch(self, debate: str, token: str | None = None) -> VisitorStatus | None:
        """How the bearer of this token, or of none, stands to a debate; None if there is no such debate."""
        if token is None:
            public_row = self._public.fetch(debate=debate)
            return None if public_row is None else VisitorStatus(bool(public_row[0]), public_row[1] or 0)
        row = self._query.fetch(debate=debate, token=hash_token(token), now=datetime.now(UTC))
        if row is None:
            return None
        public, revision, number, *known = row
        if number is None:
            return VisitorStatus(bool(public), revision or 0)
        name, role = known
        return VisitorStatus(bool(public), revision or 0, number, name, Role(role))

    def close(self) -> None:
        self._query.close()
        self._public.close()


# --- reading ---


def list_invitations(session: Session, debate: str) -> list[Invitation]:
    """Every invitation made, the last first."""
    rows = session.execute(
        _select_invitations().where(_invitation_table.debate == debate).order_by(_invitation_table.id.desc())
    )
    return [Invitation(*row) for row in rows]


def find_open_invitation(session: Session, code: str) -> Invitation:
    """The open invitation with this code, as people may have typed it. Raises `NotFoundError` saying why it is no use."""
    row = session.execute(
        _select_invitations().where(_invitation_table.code == hash_token(normalise_code(code)))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no invitation with this code. Look at it again, or ask for a new one.")
    opened = Invitation(*row)
    if opened.closed_reason:
        raise NotFoundError(f"This invitation {opened.closed_reason}. Ask for a new one.")
    return opened


def list_sessions(session: Session, debate: str) -> list[VisitorSession]:
    """Those who are in a debate now, the last to join first."""
    rows = session.execute(
        sa.select(*_session_columns()).where(_is_current(debate)).order_by(_session_table.joined_at.desc())
    )
    return [VisitorSession(*row) for row in rows]


# --- changing ---


def create_invitation(session: Session, debate: str, role: Role, *, days: int, limit: int, by: str) -> str:
    """Make an invitation; its code, which can't be had again. Raises `BadRequestError`."""
    lasts = timedelta(days=days) if 0 < days < 10_000 else timedelta(0)
    if not timedelta(0) < lasts <= MAX_INVITATION_DURATION:
        raise BadRequestError(f"An invitation lasts from 1 to {MAX_INVITATION_DURATION.days} days.")
    if not 0 < limit <= MAX_GUESTS:
        raise BadRequestError(f"An invitation is for 1 to {MAX_GUESTS:,} people.")
    if role is Role.STRANGER:
        raise BadRequestError("An invitation is for an owner, editor, contributor or reader.")
    code, now = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)), datetime.now(UTC)
    row = InvitationRow(
        debate=debate,
        code=hash_token(code),
        role=role,
        limit=limit,
        made_by=by,
        made_at=now,
        ends_at=now + lasts,
    )
    session.add(row)
    session.flush()
    return "-".join(code[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def join(
    session: Session, code: str, name: str, *, instead_of: int | None = None, vouched: bool = False
) -> tuple[VisitorSession, str]:
    """Accept an invitation under a name; who joined, and the token of their browser.

    `instead_of` ends a session of theirs; a name that an institution vouches for is taken as it is.
    Raises `NotFoundError` where the invitation is no use, and `RefusedError` for a name that can't be taken.
    """
    accepted = find_open_invitation(session, code)
    if instead_of is not None:
        end_session(session, accepted.debate, instead_of)
    name = name if vouched else check_name(session, accepted.debate, name)
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    row = VisitorSessionRow(
        debate=accepted.debate,
        invitation=accepted.id,
        token=hash_token(token),
        name=name,
        role=accepted.role,
        joined_at=now,
        ends_at=now + SESSION_DURATION,
    )
    session.add(row)
    session.flush()
    return VisitorSession(row.id or 0, row.debate, row.name, row.role, row.joined_at, row.ends_at), token


def rename_visitor(session: Session, debate: str, number: int, name: str) -> None:
    """Call somebody otherwise from now on; what they did stays under the name of then. Raises `RefusedError`."""
    name = check_name(session, debate, name, of=number)
    session.execute(sa.update(VisitorSessionRow).where(_session_table.id == number).values(name=name))


def check_name(session: Session, debate: str, name: str, *, of: int | None = None) -> str:
    """The name, tidied. Raises `RefusedError` where it is none, too long, or somebody's who is not `of` this session."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name:
        raise RefusedError(["Type the name by which the others know you."])
    if not any(char.isalnum() for char in name) or any(_is_unsuitable(char) for char in name):
        raise RefusedError(["A name is made of letters; leave out signs that can't be seen."])
    if len(name) > MAX_NAME_LENGTH:
        raise RefusedError([f"A name has {MAX_NAME_LENGTH} characters at most; this one has {len(name)}."])
    try:
        _line.validate_python(name)
    except ValidationError as error:
        raise RefusedError([f"The name {error.errors()[0]['msg'].removeprefix('Value error, ')}."]) from None
    taken = {
        _comparable_name(OWNER_NAME),
        *(_comparable_name(one.name) for one in list_sessions(session, debate) if one.id != of),
    }
    if _comparable_name(name) in taken:
        words = (
            f"Somebody is here as “{name}” already. If that is you in another browser, choose for example "
            f"“{name} (laptop)”, or ask the owner to end the other session."
        )
        raise RefusedError([words])
    return name


def revoke_invitation(session: Session, debate: str, number: int, *, and_end: bool = False) -> None:
    """Nobody joins by this invitation any more; with `and_end`, those who did are out. Raises `NotFoundError`."""
    mine = sa.and_(_invitation_table.debate == debate, _invitation_table.id == number)
    row = session.execute(sa.select(_invitation_table.revoked_at).where(mine)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such invitation to this debate.")
    now = datetime.now(UTC)
    if row.revoked_at is None:
        session.execute(sa.update(InvitationRow).where(mine).values(revoked_at=now))
    if and_end:
        came = sa.and_(_is_current(debate), _session_table.invitation == number)
        session.execute(sa.update(VisitorSessionRow).where(came).values(ended_at=now))


def end_session(session: Session, debate: str, number: int) -> None:
    """End somebody's session. Raises `NotFoundError`; one that had ended already stays ended."""
    mine = sa.and_(_session_table.debate == debate, _session_table.id == number)
    if session.execute(sa.select(_session_table.id).where(mine)).one_or_none() is None:
        raise NotFoundError("There is no such session in this debate.")
    session.execute(
        sa.update(VisitorSessionRow)
        .where(mine, _session_table.ended_at.is_(None))
        .values(ended_at=datetime.now(UTC))
    )


def set_public(session: Session, debate: str, public: bool) -> None:
    """Let anybody read this debate, or only those who joined it."""
    session.execute(sa.update(tables.DebateRow).where(_debate_table.slug == debate).values(public=public))


# --- how tokens, codes and names are kept and compared ---


def hash_token(token: str) -> str:
    """Tokens are random and long, so a plain hash is enough: there is nothing to guess by trying words."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def normalise_code(typed: str) -> str:
    """A code as it is kept, from how it may be typed: capitals, spaces, o for 0, i and l for 1."""
    letters = typed.strip().lower().translate(str.maketrans("oil", "011"))
    return "".join(letter for letter in letters if letter.isalnum())[:100]


def _comparable_name(name: str) -> str:
    """What names have in common that people would take for the same."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in plain if unicodedata.category(char) != "Cf")


def _is_unsuitable(char: str) -> bool:
    """Turns the writing round, or is no character at all."""
    return unicodedata.bidirectional(char) in BIDI_CONTROLS or char == "\ufffd"


def _is_current(debate: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        _session_table.debate == debate,
        _session_table.ended_at.is_(None),
        _session_table.ends_at > datetime.now(UTC),
    )


def _session_columns() -> tuple[Any, ...]:
    """The columns of `Joined`, in its order."""
    s = _session_table
    return (s.id, s.debate, s.name, s.role, s.joined_at, s.ends_at)


def _select_invitations() -> Any:
    """The columns of `Invitation`, in its order."""
    i = _invitation_table
    used = (
        sa.select(sa.func.count())
        .select_from(VisitorSessionRow)
        .where(_session_table.invitation == i.id)
        .scalar_subquery()
    )
    return sa.select(i.id, i.debate, i.role, i.limit, used, i.made_by, i.made_at, i.ends_at, i.revoked_at)
