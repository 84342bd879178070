"""The tables: what `record.py` describes, with its constraints held by the database itself.

A slug never changes, so (debate, slug) is the key of every record and a reference is a pair of columns; nothing can
point into another debate. Lists are tables of their own, ordered by `ord`. References between records are checked when
the transaction ends (within one kind they may point forward); what a record owns goes with it, what others own stays,
and then the deletion fails. A date is three columns: its EDTF text, and its earliest and latest day to search by.
Everything here is written through `stances.debates` alone.
"""

from datetime import UTC, date, datetime
from enum import Enum as PythonEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from stances.record.vocabulary import (
    ActKind,
    Attribution,
    Confidence,
    Kind,
    LinkKind,
    ParticipantKind,
    ProposalState,
    Role,
    Scale,
)

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_1_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, always aware and always UTC on both sides of the database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _one_of(values: type[PythonEnum]) -> Any:
    return sa.Enum(
        values,
        name=values.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        values_callable=lambda enum: [member.value for member in enum],
        length=20,
    )


def _key(*columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("debate", *columns)


def _refers(column: str, table: str) -> tuple[sa.ForeignKeyConstraint, sa.Index]:
    """A reference to another record, and the index that makes its deletion cheap to check."""
    reference = sa.ForeignKeyConstraint(
        ["debate", column], [f"{table}.debate", f"{table}.slug"], deferrable=True, initially="DEFERRED"
    )
    return reference, sa.Index(None, "debate", column)


def _part_of(*columns: str, table: str, key: tuple[str, ...] = ("slug",)) -> sa.ForeignKeyConstraint:
    """The record that owns this row, which goes when its owner goes."""
    return sa.ForeignKeyConstraint(
        ["debate", *columns], [f"{table}.debate", *(f"{table}.{k}" for k in key)], ondelete="CASCADE"
    )


SLUG = 80
LINE = 300


def _slug(**options: Any) -> Any:
    return Field(max_length=SLUG, **options)


class InDebate(SQLModel):
    debate: str = _slug()


class Entry(InDebate):
    slug: str = _slug()
    ord: int


class Part(InDebate):
    ord: int


class Dated(SQLModel):
    when: str | None = Field(default=None, max_length=60)
    when_earliest: date | None = Field(default=None, index=True)
    when_latest: date | None = Field(default=None, index=True)


class Located(SQLModel):
    locator: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))


class Noted(SQLModel):
    note: str = Field(default="", sa_type=sa.Text)


class Attributed(SQLModel):
    attribution: Attribution = Field(sa_type=_one_of(Attribution))


def _entry(*more: Any) -> tuple[Any, ...]:
    owner = sa.ForeignKeyConstraint(["debate"], ["debate.slug"], ondelete="CASCADE")
    return (_key("slug"), owner, sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name="slug"), *more)


class DebateRow(SQLModel, table=True):
    __tablename__ = "debate"
    __table_args__ = (sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name="slug"),)
    slug: str = Field(primary_key=True, max_length=SLUG)
    title: str = Field(max_length=LINE)
    summary: str = Field(default="", sa_type=sa.Text)
    from_: str | None = Field(default=None, max_length=60)
    from__earliest: date | None = None
    from__latest: date | None = None
    to: str | None = Field(default=None, max_length=60)
    to_earliest: date | None = None
    to_latest: date | None = None
    licence: str | None = Field(default=None, max_length=LINE)
    public: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})


class SourceRow(Part, table=True):
    __tablename__ = "source"
    __table_args__ = (
        _key("slug"),
        sa.ForeignKeyConstraint(["debate"], ["debate.slug"], ondelete="CASCADE"),
    )
    slug: str = _slug()
    author: str | None = Field(default=None, max_length=LINE)
    title: str = Field(max_length=LINE)
    citation: str | None = Field(default=None, sa_type=sa.Text)


class FactionRow(Entry, table=True):
    __tablename__ = "faction"
    __table_args__ = _entry()
    name: str = Field(max_length=LINE)
    summary: str = Field(default="", sa_type=sa.Text)


class ParticipantRow(Entry, Noted, Located, table=True):
    __tablename__ = "participant"
    __table_args__ = _entry()
    name: str = Field(max_length=LINE)
    short: str | None = Field(default=None, max_length=LINE)
    aliases: list[str] = Field(sa_type=sa.JSON)
    kind: ParticipantKind = Field(sa_type=_one_of(ParticipantKind))
    place: str | None = Field(default=None, max_length=LINE)
    involved: str | None = Field(default=None, max_length=60)
    involved_earliest: date | None = None
    involved_latest: date | None = None


class MembershipRow(Part, Dated, Attributed, Located, table=True):
    __tablename__ = "membership"
    __table_args__ = (
        _key("participant", "ord"),
        _part_of("participant", table="participant"),
        *_refers("faction", "faction"),
        *_refers("by", "participant"),
    )
    participant: str = _slug()
    faction: str = _slug()
    by: str | None = _slug(default=None)


class DisputeRow(Entry, table=True):
    __tablename__ = "dispute"
    __table_args__ = _entry(sa.CheckConstraint("horizon_months >= 0", name="horizon"))
    title: str = Field(max_length=LINE)
    question: str = Field(sa_type=sa.Text)
    scale: Scale = Field(sa_type=_one_of(Scale))
    horizon_months: int


class PositionRow(Part, table=True):
    __tablename__ = "position"
    __table_args__ = (
        _key("dispute", "value"),
        _part_of("dispute", table="dispute"),
        sa.UniqueConstraint("debate", "dispute", "key"),
    )
    dispute: str = _slug()
    value: int
    key: str = Field(max_length=4)
    label: str = Field(max_length=LINE)
    gloss: str = Field(default="", sa_type=sa.Text)


def _takes_position() -> tuple[Any, ...]:
    """A position that is in use can't vanish from its dispute's scale."""
    reference = sa.ForeignKeyConstraint(
        ["debate", "dispute", "position"],
        ["position.debate", "position.dispute", "position.value"],
        deferrable=True,
        initially="DEFERRED",
    )
    return (reference, sa.Index(None, "debate", "dispute", "position"))


class CoverageRow(Part, Dated, table=True):
    __tablename__ = "coverage"
    __table_args__ = (_key("dispute", "ord"), _part_of("dispute", table="dispute"))
    dispute: str = _slug()


class CoverageParticipantRow(Part, table=True):
    __tablename__ = "coverage_participant"
    __table_args__ = (
        _key("dispute", "coverage", "ord"),
        _part_of("dispute", "coverage", table="coverage", key=("dispute", "ord")),
        *_refers("participant", "participant"),
    )
    dispute: str = _slug()
    coverage: int
    participant: str = _slug()


class EventRow(Entry, Dated, Noted, Located, table=True):
    __tablename__ = "event"
    __table_args__ = _entry()
    name: str = Field(max_length=LINE)


class TallyRow(Part, Located, table=True):
    __tablename__ = "tally"
    __table_args__ = (
        _key("event", "ord"),
        _part_of("event", table="event"),
        *_refers("dispute", "dispute"),
        *_takes_position(),
    )
    event: str = _slug()
    dispute: str = _slug()
    position: int | None = None
    count: str = Field(max_length=12)


class DocumentRow(Entry, Dated, Noted, Located, table=True):
    __tablename__ = "document"
    __table_args__ = _entry()
    title: str = Field(max_length=LINE)
    kind: str | None = Field(default=None, max_length=LINE)
    published: str | None = Field(default=None, max_length=60)
    published_earliest: date | None = None
    published_latest: date | None = None


class DocumentParticipantRow(Part, table=True):
    __tablename__ = "document_participant"
    __table_args__ = (
        _key("document", "role", "ord"),
        _part_of("document", table="document"),
        *_refers("participant", "participant"),
        sa.CheckConstraint("role IN ('author', 'signatory', 'addressee')", name="role"),
    )
    document: str = _slug()
    role: str = Field(max_length=20)
    participant: str = _slug()


class DocumentAfterRow(Part, table=True):
    __tablename__ = "document_after"
    __table_args__ = (
        _key("document", "ord"),
        _part_of("document", table="document"),
        *_refers("earlier", "document"),
        sa.CheckConstraint("document <> earlier", name="not_itself"),
    )
    document: str = _slug()
    earlier: str = _slug()


class ReceiptRow(Part, Dated, Located, table=True):
    __tablename__ = "receipt"
    __table_args__ = (
        _key("document", "ord"),
        _part_of("document", table="document"),
        *_refers("by", "participant"),
    )
    document: str = _slug()
    by: str = _slug()


class ClaimRow(Entry, Dated, Attributed, Noted, Located, table=True):
    __tablename__ = "claim"
    __table_args__ = _entry(
        *_refers("speaker", "participant"),
        *_refers("dispute", "dispute"),
        *_refers("document", "document"),
        *_refers("voiced_by", "participant"),
        sa.CheckConstraint("length(text) > 0", name="text"),
    )
    text: str = Field(sa_type=sa.Text)
    speaker: str = _slug()
    dispute: str = _slug()
    document: str | None = _slug(default=None)
    voiced_by: str | None = _slug(default=None)
    quotations: list[dict[str, Any]] = Field(sa_type=sa.JSON)


class ClaimDisputeRow(Part, table=True):
    __tablename__ = "claim_dispute"
    __table_args__ = (
        _key("claim", "ord"),
        _part_of("claim", table="claim"),
        *_refers("dispute", "dispute"),
        sa.UniqueConstraint("debate", "claim", "dispute"),
    )
    claim: str = _slug()
    dispute: str = _slug()


class ClaimAfterRow(Part, table=True):
    __tablename__ = "claim_after"
    __table_args__ = (
        _key("claim", "ord"),
        _part_of("claim", table="claim"),
        *_refers("earlier", "claim"),
        sa.CheckConstraint("claim <> earlier", name="not_itself"),
    )
    claim: str = _slug()
    earlier: str = _slug()


class ClaimReporterRow(Part, table=True):
    __tablename__ = "claim_reporter"
    __table_args__ = (
        _key("claim", "ord"),
        _part_of("claim", table="claim"),
        *_refers("participant", "participant"),
    )
    claim: str = _slug()
    participant: str = _slug()


class ActRow(Part, Dated, Located, table=True):
    __tablename__ = "act"
    __table_args__ = (
        _key("claim", "ord"),
        _part_of("claim", table="claim"),
        *_refers("participant", "participant"),
        *_refers("document", "document"),
    )
    claim: str = _slug()
    participant: str = _slug()
    act: ActKind = Field(sa_type=_one_of(ActKind))
    document: str | None = _slug(default=None)


class LinkRow(Entry, Attributed, Noted, Located, table=True):
    __tablename__ = "link"
    __table_args__ = _entry(
        *_refers("source", "claim"),
        *_refers("target_claim", "claim"),
        *_refers("target_link", "link"),
        *_refers("by", "participant"),
        *_refers("document", "document"),
        sa.CheckConstraint(
            "(kind = 'undercuts' AND target_link IS NOT NULL AND target_claim IS NULL)"
            " OR (kind <> 'undercuts' AND target_claim IS NOT NULL AND target_link IS NULL)",
            name="target",
        ),
        sa.CheckConstraint("source <> target_claim AND slug <> target_link", name="not_itself"),
    )
    kind: LinkKind = Field(sa_type=_one_of(LinkKind))
    source: str = _slug()
    target_claim: str | None = _slug(default=None)
    target_link: str | None = _slug(default=None)
    rationale: str = Field(max_length=LINE)
    by: str | None = _slug(default=None)
    document: str | None = _slug(default=None)


class LinkReporterRow(Part, table=True):
    __tablename__ = "link_reporter"
    __table_args__ = (
        _key("link", "ord"),
        _part_of("link", table="link"),
        *_refers("participant", "participant"),
    )
    link: str = _slug()
    participant: str = _slug()


class StanceRow(Entry, Dated, Attributed, Noted, Located, table=True):
    __tablename__ = "stance"
    __table_args__ = _entry(
        *_refers("participant", "participant"),
        *_refers("dispute", "dispute"),
        *_takes_position(),
    )
    participant: str = _slug()
    dispute: str = _slug()
    position: int | None = None
    confidence: Confidence = Field(sa_type=_one_of(Confidence))


class StanceClaimRow(Part, table=True):
    __tablename__ = "stance_claim"
    __table_args__ = (
        _key("stance", "ord"),
        _part_of("stance", table="stance"),
        *_refers("claim", "claim"),
        sa.UniqueConstraint("debate", "stance", "claim"),
    )
    stance: str = _slug()
    claim: str = _slug()


class StanceReporterRow(Part, table=True):
    __tablename__ = "stance_reporter"
    __table_args__ = (
        _key("stance", "ord"),
        _part_of("stance", table="stance"),
        *_refers("participant", "participant"),
    )
    stance: str = _slug()
    participant: str = _slug()


class RevisionRow(SQLModel, table=True):
    """One change to one record: never changed itself. Rows with one `change` were made by one act of saving."""

    __tablename__ = "revision"
    __table_args__ = (
        sa.Index(None, "debate", "id"),
        sa.Index(None, "debate", "kind", "slug", "id"),
        sa.CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name="says_something"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    debate: str = Field(max_length=SLUG, foreign_key="debate.slug")
    change: str = Field(max_length=32, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    who: str = Field(max_length=LINE)
    why: str = Field(max_length=LINE)
    kind: Kind = Field(sa_type=_one_of(Kind))
    slug: str = _slug()
    before: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    after: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))


class LoadingRow(SQLModel, table=True):
    """Which edition of a data file a debate was loaded from, and the last revision that loading made."""

    __tablename__ = "loading"
    debate: str = Field(primary_key=True, max_length=SLUG, foreign_key="debate.slug", ondelete="CASCADE")
    name: str = Field(max_length=LINE)
    digest: str = Field(max_length=64)
    at: datetime = Field(sa_type=UtcDateTime)
    revision: int


class InvitationRow(SQLModel, table=True):
    """A way in for so many people, for so long; its code is kept as a digest alone."""

    __tablename__ = "invitation"
    __table_args__ = (
        sa.CheckConstraint("role <> 'stranger'", name="role_given"),
        sa.CheckConstraint('"limit" > 0', name="limit"),
    )
    id: int | None = Field(default=None, primary_key=True)
    debate: str = Field(max_length=SLUG, foreign_key="debate.slug", ondelete="CASCADE", index=True)
    code: str = Field(max_length=64, unique=True)
    role: Role = Field(sa_type=_one_of(Role))
    limit: int
    made_by: str = Field(max_length=LINE)
    made_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class VisitorSessionRow(SQLModel, table=True):
    """Somebody who joined a debate, in one browser, under a name and in a role; its token is kept as a digest alone."""

    __tablename__ = "visitor_session"
    __table_args__ = (sa.CheckConstraint("role <> 'stranger'", name="role_given"),)
    id: int | None = Field(default=None, primary_key=True)
    debate: str = Field(max_length=SLUG, foreign_key="debate.slug", ondelete="CASCADE", index=True)
    invitation: int = Field(foreign_key="invitation.id", ondelete="CASCADE", index=True)
    token: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=LINE)
    role: Role = Field(sa_type=_one_of(Role))
    joined_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ProposalRow(SQLModel, table=True):
    """A change that somebody would like made: its edits as data, the revision they were made from, what became of it."""

    __tablename__ = "proposal"
    __table_args__ = (
        sa.Index(None, "debate", "state", "id"),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    debate: str = Field(max_length=SLUG, foreign_key="debate.slug", ondelete="CASCADE")
    visitor_session: int | None = Field(default=None, foreign_key="visitor_session.id", index=True)
    who: str = Field(max_length=LINE)
    at: datetime = Field(sa_type=UtcDateTime)
    why: str = Field(max_length=LINE)
    base: int
    edits: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    state: ProposalState = Field(default=ProposalState.OPEN, sa_type=_one_of(ProposalState))
    decided_by: str | None = Field(default=None, max_length=LINE)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: str = Field(default="", sa_type=sa.Text)
