"""Access to a debate: invitations, the sessions of those who accepted one, and whether anybody may read.

There are no passwords. An invitation is a short code that can be read out in class; joining with it gives a browser a
long token. Only digests of both are stored, so nobody can join with what the database says. For every change the caller holds
the write lock (`Database.write_session`) and commits.
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
from stances.record.mistakes import explain_mistake
from stances.record.text_types import SingleLine
from stances.record.vocabulary import Role
from stances.store import columns, tables, wording
from stances.store.bin import require_kept
from stances.store.database import SingleRowQuery
from stances.store.site_tables import InvitationRow, RevisionRow, VisitorSessionRow

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without the letters that are easily misread (i, l, o, u)."""

CODE_LENGTH = 16
"""Eighty random bits: with the rate limit on joining too many to guess, and still short enough to type."""

SESSION_DURATION = timedelta(days=200)
"""Long enough for a seminar and the essays after it."""

MAX_INVITATION_DURATION = timedelta(days=366)
MAX_GUESTS = 1000
MAX_NAME_LENGTH = 60

BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
OWNER_NAME_VARIABLE = "STANCES_OWNER_NAME"
"""The variable with the name under which whoever runs the site changes something, in place of `OWNER_NAME`."""
_line: TypeAdapter[str] = TypeAdapter(SingleLine)
_debate_table: Any = tables.DebateRow
_revision_table: Any = RevisionRow
_invitation_table: Any = InvitationRow
_session_table: Any = VisitorSessionRow


@dataclass(frozen=True)
class Invitation:
    """An invitation as its owner sees it: `used` of `limit` people have joined by it."""

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
        """Why nobody can join by it any more, as the end of a sentence; empty while it is open."""
        is_revoked, is_used_up = self.revoked_at is not None, self.used >= self.limit
        return wording.explain_closed(is_revoked, self.ends_at <= datetime.now(UTC), is_used_up)


@dataclass(frozen=True)
class VisitorSession:
    """The session of somebody who has joined a debate."""

    id: int
    debate: str
    name: str
    role: Role
    joined_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class VisitorStatus:
    """A visitor's status in a debate: whether it is public, closed to changes or deleted, and the number of the visitor's
    session, their name and role.

    Includes the number of the debate's last revision, which every request needs as well.
    """

    public: bool
    closed: bool
    deleted_at: datetime | None
    revision: int
    session: int | None = None
    name: str = ""
    role: Role = Role.STRANGER


class VisitorStatusQuery:
    """Looks up `VisitorStatus`, once a request."""

    def __init__(self, engine: sa.Engine) -> None:
        debate: sa.BindParameter[str] = sa.bindparam("debate")
        last = (
            sa.select(sa.func.max(_revision_table.number))
            .where(_revision_table.debate == debate)
            .scalar_subquery()
        )
        of_debate = (_debate_table.public, _debate_table.closed, _debate_table.deleted_at, last)
        self._public = SingleRowQuery(engine, sa.select(*of_debate).where(_debate_table.slug == debate))
        of_visitor = (_session_table.id, _session_table.name, sa.cast(_session_table.role, sa.String))

        def select_by(token: Any) -> Any:
            visitor_session = sa.and_(
                _session_table.debate == debate,
                token == sa.bindparam("token"),
                _session_table.ended_at.is_(None),
                _session_table.ends_at > sa.bindparam("now", type_=columns.UtcDateTime()),
            )
            pair = sa.select(*of_debate, *of_visitor).select_from(tables.DebateRow)
            return pair.outerjoin(VisitorSessionRow, visitor_session).where(_debate_table.slug == debate)

        self._query = SingleRowQuery(engine, select_by(_session_table.token))
        self._continued = SingleRowQuery(engine, select_by(_session_table.continues))

    def fetch(
        self, debate: str, token: str | None = None, *, continued: bool = False
    ) -> VisitorStatus | None:
        """The status of whoever has this token, or of a stranger; None if there is no such debate.

        If `continued`, the token is of another debate, of which this one is a copy.
        """
        if token is None:
            row = self._public.fetch(debate=debate)
        else:
            query = self._continued if continued else self._query
            row = query.fetch(debate=debate, token=hash_token(token), now=datetime.now(UTC))
        if row is None:
            return None
        public, closed, deleted_at, revision, *session = row
        known = (session[0], session[1], Role(session[2])) if session and session[0] is not None else ()
        return VisitorStatus(bool(public), bool(closed), deleted_at, revision or 0, *known)

    def close(self) -> None:
        """Close the connections of the queries."""
        for query in (self._query, self._continued, self._public):
            query.close()


# --- reading ---


def list_invitations(session: Session, debate: str) -> list[Invitation]:
    """Every invitation to a debate, newest first."""
    rows = session.execute(
        _select_invitations().where(_invitation_table.debate == debate).order_by(_invitation_table.id.desc())
    )
    return [Invitation(*row) for row in rows]


def find_open_invitation(session: Session, code: str) -> Invitation:
    """The open invitation with this code, however it was typed. Raises `NotFoundError`, saying why it can't be used."""
    row = session.execute(
        _select_invitations().where(_invitation_table.code == hash_token(normalise_code(code)))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no invitation with this code. Check the code, or ask for a new one.")
    invitation = Invitation(*row)
    require_kept(session, invitation.debate)
    if invitation.closed_reason:
        raise NotFoundError(f"This invitation {invitation.closed_reason}. Ask for a new one.")
    return invitation


def list_sessions(session: Session, debate: str) -> list[VisitorSession]:
    """The current sessions of a debate, the last to join first."""
    rows = session.execute(
        sa.select(*_session_columns()).where(_is_current(debate)).order_by(_session_table.joined_at.desc())
    )
    return [VisitorSession(*row) for row in rows]


# --- changing ---


def create_invitation(session: Session, debate: str, role: Role, *, days: int, limit: int, by: str) -> str:
    """Create an invitation and return its code, which is not stored. Raises `BadRequestError`."""
    duration = timedelta(days=days) if 0 < days < 10_000 else timedelta(0)
    if not timedelta(0) < duration <= MAX_INVITATION_DURATION:
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
        ends_at=now + duration,
    )
    session.add(row)
    session.flush()
    return "-".join(code[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def join(
    session: Session, code: str, name: str, *, instead_of: int | None = None, vouched: bool = False
) -> tuple[VisitorSession, str]:
    """Accept an invitation under a name; return the new session and the token for the browser.

    `instead_of` is a session of the same person, to end first. A name that is `vouched` for by an institution is not checked.
    Raises `NotFoundError` if the invitation can't be used, and `RefusedError` if the name can't.
    """
    invitation = find_open_invitation(session, code)
    if instead_of is not None:
        end_session(session, invitation.debate, instead_of)
    name = name if vouched else check_name(session, invitation.debate, name)
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    row = VisitorSessionRow(
        debate=invitation.debate,
        invitation=invitation.id,
        token=hash_token(token),
        name=name,
        role=invitation.role,
        joined_at=now,
        ends_at=now + SESSION_DURATION,
    )
    session.add(row)
    session.flush()
    return VisitorSession(row.id or 0, row.debate, row.name, row.role, row.joined_at, row.ends_at), token


def copy_people(session: Session, debate: str, copy: str, *, but: int | None = None) -> None:
    """Let everybody who is in a debate be in its copy, with the same name and role, but for one session.

    They need no new invitation: what their browsers know them by in the debate is taken in the copy, too.
    """
    now = datetime.now(UTC)
    people = session.execute(
        sa.select(_session_table.__table__).where(_is_current(debate), _session_table.id != (but or 0))
    ).all()
    for role in {person.role for person in people}:
        ones = [person for person in people if person.role is role]
        invitation = InvitationRow(
            debate=copy,
            code=hash_token(secrets.token_urlsafe(32)),
            role=role,
            limit=len(ones),
            made_by=wording.OWNER_NAME,
            made_at=now,
            ends_at=now,
            revoked_at=now,
        )
        session.add(invitation)
        session.flush()
        for person in ones:
            session.add(
                VisitorSessionRow(
                    debate=copy,
                    invitation=invitation.id or 0,
                    token=hash_token(secrets.token_urlsafe(32)),
                    name=person.name,
                    role=role,
                    joined_at=now,
                    ends_at=person.ends_at,
                    continues=person.continues or person.token,
                )
            )
    session.flush()


def rename_visitor(session: Session, debate: str, number: int, name: str) -> None:
    """Change a visitor's name from now on; earlier revisions keep the old one. Raises `RefusedError`."""
    name = check_name(session, debate, name, of=number)
    session.execute(sa.update(VisitorSessionRow).where(_session_table.id == number).values(name=name))


def check_name(session: Session, debate: str, name: str, *, of: int | None = None) -> str:
    """Return the name, tidied. Raises `RefusedError` if it is unsuitable, or taken by another session than `of`."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name:
        raise RefusedError(["Enter your name."])
    if not any(char.isalnum() for char in name) or any(_is_unsuitable(char) for char in name):
        raise RefusedError(["A name needs letters and must not contain invisible characters."])
    if len(name) > MAX_NAME_LENGTH:
        raise RefusedError([f"A name has {MAX_NAME_LENGTH} characters at most; this one has {len(name)}."])
    try:
        _line.validate_python(name)
    except ValidationError as error:
        raise RefusedError([f"The name {explain_mistake(error.errors()[0])}."]) from None
    taken = {
        _comparable_name(wording.OWNER_NAME),
        *(_comparable_name(one.name) for one in list_sessions(session, debate) if one.id != of),
    }
    if _comparable_name(name) in taken:
        raise RefusedError(
            [
                (
                    f"Somebody called “{name}” has already joined. If that is you in another browser, choose for example "
                    f"“{name} (laptop)”, or ask the owner to remove the other one."
                )
            ]
        )
    return name


def revoke_invitation(session: Session, debate: str, number: int, *, and_end: bool = False) -> None:
    """Close an invitation; with `and_end`, also end the sessions of those who joined by it. Raises `NotFoundError`."""
    selected = sa.and_(_invitation_table.debate == debate, _invitation_table.id == number)
    row = session.execute(sa.select(_invitation_table.revoked_at).where(selected)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such invitation to this debate.")
    now = datetime.now(UTC)
    if row.revoked_at is None:
        session.execute(sa.update(InvitationRow).where(selected).values(revoked_at=now))
    if and_end:
        joined_by_it = sa.and_(_is_current(debate), _session_table.invitation == number)
        session.execute(sa.update(VisitorSessionRow).where(joined_by_it).values(ended_at=now))


def end_session(session: Session, debate: str, number: int) -> None:
    """End a session, unless it has ended already. Raises `NotFoundError`."""
    selected = sa.and_(_session_table.debate == debate, _session_table.id == number)
    if session.execute(sa.select(_session_table.id).where(selected)).one_or_none() is None:
        raise NotFoundError("There is no such session in this debate.")
    session.execute(
        sa.update(VisitorSessionRow)
        .where(selected, _session_table.ended_at.is_(None))
        .values(ended_at=datetime.now(UTC))
    )


def set_public(session: Session, debate: str, public: bool) -> None:
    """Make the debate public, or readable only by those who have joined."""
    session.execute(sa.update(tables.DebateRow).where(_debate_table.slug == debate).values(public=public))


# --- how tokens, codes and names are stored and compared ---


def hash_token(token: str) -> str:
    """The SHA-256 of a token or code, in hex; a plain hash is enough, because they are long and random."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def normalise_code(typed: str) -> str:
    """The code that was meant by what was typed, perhaps with capitals, spaces, o for 0, i or l for 1."""
    letters = typed.strip().lower().translate(str.maketrans("oil", "011"))
    return "".join(letter for letter in letters if letter.isalnum())[:100]


def _comparable_name(name: str) -> str:
    """The name in a form that is equal for names that look the same."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in plain if unicodedata.category(char) != "Cf")


def _is_unsuitable(char: str) -> bool:
    """Whether it changes the direction of writing, or stands for a character that could not be decoded."""
    return unicodedata.bidirectional(char) in BIDI_CONTROLS or char == "\ufffd"


def _is_current(debate: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        _session_table.debate == debate,
        _session_table.ended_at.is_(None),
        _session_table.ends_at > datetime.now(UTC),
    )


def _session_columns() -> tuple[Any, ...]:
    """The columns of `VisitorSession`, in its order."""
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
