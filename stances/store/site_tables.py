"""Tables of what is not part of a debate's record: revisions, loadings, invitations, sessions, proposals and limits."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from stances.record.vocabulary import Kind, ProposalState, Role
from stances.store.columns import MAX_LINE_LENGTH, MAX_SLUG_LENGTH, UtcDateTime, enum_type, slug_field


class RevisionRow(SQLModel, table=True):
    """One change to one record; a row is never changed. Rows with the same `change` were made by one save.

    `number` counts within the debate, and is what `@revision` addresses cite. It has gaps where one sequence served all debates.
    """

    __tablename__ = "revision"
    __table_args__ = (
        sa.Index(None, "debate", "number", unique=True),
        sa.Index(None, "debate", "kind", "slug", "number"),
        sa.CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name="says_something"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    debate: str = Field(max_length=MAX_SLUG_LENGTH, foreign_key="debate.slug")
    number: int = Field(sa_column_kwargs={"server_default": "0"})
    change: str = Field(max_length=32, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    who: str = Field(max_length=MAX_LINE_LENGTH)
    why: str = Field(max_length=MAX_LINE_LENGTH)
    kind: Kind = Field(sa_type=enum_type(Kind))
    slug: str = slug_field()
    before: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    after: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))


class LoadingRow(SQLModel, table=True):
    """Which version of a data file a debate was loaded from, and the last revision that loading made."""

    __tablename__ = "loading"
    debate: str = Field(
        primary_key=True, max_length=MAX_SLUG_LENGTH, foreign_key="debate.slug", ondelete="CASCADE"
    )
    name: str = Field(max_length=MAX_LINE_LENGTH)
    digest: str = Field(max_length=64)
    at: datetime = Field(sa_type=UtcDateTime)
    revision: int


class InvitationRow(SQLModel, table=True):
    """An invitation for a number of people, until a date; only a digest of its code is stored."""

    __tablename__ = "invitation"
    __table_args__ = (
        sa.CheckConstraint("role <> 'stranger'", name="role_given"),
        sa.CheckConstraint('"limit" > 0', name="limit"),
    )
    id: int | None = Field(default=None, primary_key=True)
    debate: str = Field(max_length=MAX_SLUG_LENGTH, foreign_key="debate.slug", ondelete="CASCADE", index=True)
    code: str = Field(max_length=64, unique=True)
    role: Role = Field(sa_type=enum_type(Role))
    limit: int
    made_by: str = Field(max_length=MAX_LINE_LENGTH)
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class VisitorSessionRow(SQLModel, table=True):
    """Somebody who joined a debate in one browser, with a name and a role; only a digest of the token is stored.

    In a copy of a debate, a session `continues` that which has this digest in the original, and has no token of its own.
    """

    __tablename__ = "visitor_session"
    __table_args__ = (sa.CheckConstraint("role <> 'stranger'", name="role_given"),)
    id: int | None = Field(default=None, primary_key=True)
    debate: str = Field(max_length=MAX_SLUG_LENGTH, foreign_key="debate.slug", ondelete="CASCADE", index=True)
    invitation: int = Field(foreign_key="invitation.id", ondelete="CASCADE", index=True)
    token: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=MAX_LINE_LENGTH)
    role: Role = Field(sa_type=enum_type(Role))
    joined_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    continues: str | None = Field(default=None, max_length=64, index=True)


class ProposalRow(SQLModel, table=True):
    """A proposed change: its edits as data, the revision they were made from, and the decision on it."""

    __tablename__ = "proposal"
    __table_args__ = (
        sa.Index(None, "debate", "state", "id"),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    debate: str = Field(max_length=MAX_SLUG_LENGTH, foreign_key="debate.slug", ondelete="CASCADE")
    visitor_session: int | None = Field(default=None, foreign_key="visitor_session.id", index=True)
    who: str = Field(max_length=MAX_LINE_LENGTH)
    at: datetime = Field(sa_type=UtcDateTime)
    why: str = Field(max_length=MAX_LINE_LENGTH)
    base: int
    edits: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    state: ProposalState = Field(default=ProposalState.OPEN, sa_type=enum_type(ProposalState))
    decided_by: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: str = Field(default="", sa_type=sa.Text)


class CountedActionRow(SQLModel, table=True):
    """How often somebody did something in one minute; old rows are removed by the next that is counted."""

    __tablename__ = "counted_action"
    actor: str = Field(primary_key=True, max_length=80)
    action: str = Field(primary_key=True, max_length=20)
    minute: int = Field(primary_key=True)
    count: int
