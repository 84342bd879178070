"""The tables of a debate's record: the models of `stances.record.entries`, with constraints in the database itself.

A slug never changes, so (debate, slug) is the key of every record and a reference is a pair of columns; nothing can
point into another debate. Lists are tables of their own, ordered by `ord`, and are deleted with their owner. References
between records are checked when the transaction ends, because within one kind they may point forward; deleting a record that
others still refer to fails. A date is three columns: its EDTF text, and the numbers of its earliest and latest day to search by.
Everything here is written through `stances.store` alone.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from stances.record.vocabulary import ActKind, Confidence, LinkKind, ParticipantKind, Rendering, Scale
from stances.store.columns import (
    MAX_HEADING_LENGTH,
    MAX_LANGUAGE_LENGTH,
    MAX_LINE_LENGTH,
    MAX_SLUG_LENGTH,
    AttributionColumn,
    DateColumns,
    EntryColumns,
    ImprintColumns,
    ItemColumns,
    LocatorColumn,
    NoteColumn,
    UtcDateTime,
    after_constraints,
    entry_constraints,
    enum_type,
    foreign_key,
    list_constraints,
    owner_key,
    primary_key,
    slug_field,
    tags_field,
)


class DebateRow(SQLModel, table=True):
    __tablename__ = "debate"
    __table_args__ = (sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name="slug"),)
    slug: str = Field(primary_key=True, max_length=MAX_SLUG_LENGTH)
    title: str = Field(max_length=MAX_LINE_LENGTH)
    summary: str = Field(default="", sa_type=sa.Text)
    from_: str | None = Field(default=None, max_length=60)
    from__earliest: int | None = None
    from__latest: int | None = None
    to: str | None = Field(default=None, max_length=60)
    to_earliest: int | None = None
    to_latest: int | None = None
    licence: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    language: str | None = Field(default=None, max_length=MAX_LANGUAGE_LENGTH)
    closed: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    old_style_until: str | None = Field(default=None, max_length=12)
    unit: str | None = Field(default=None, max_length=20)
    public: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_by: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)


class SourceRow(ItemColumns, ImprintColumns, table=True):
    __tablename__ = "source"
    __table_args__ = (
        primary_key("slug"),
        sa.ForeignKeyConstraint(["debate"], ["debate.slug"], ondelete="CASCADE"),
    )
    slug: str = slug_field()
    author: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    title: str = Field(max_length=MAX_LINE_LENGTH)
    citation: str | None = Field(default=None, sa_type=sa.Text)
    published: str | None = Field(default=None, max_length=60)
    published_earliest: int | None = None
    published_latest: int | None = None


class FactionRow(EntryColumns, table=True):
    __tablename__ = "faction"
    __table_args__ = entry_constraints()
    name: str = Field(max_length=MAX_LINE_LENGTH)
    summary: str = Field(default="", sa_type=sa.Text)


class ParticipantRow(EntryColumns, NoteColumn, LocatorColumn, table=True):
    __tablename__ = "participant"
    __table_args__ = entry_constraints()
    name: str = Field(max_length=MAX_LINE_LENGTH)
    short: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    aliases: list[str] = Field(sa_type=sa.JSON)
    kind: ParticipantKind = Field(sa_type=enum_type(ParticipantKind))
    place: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    involved: str | None = Field(default=None, max_length=60)
    involved_earliest: int | None = None
    involved_latest: int | None = None
    born: str | None = Field(default=None, max_length=60)
    born_earliest: int | None = None
    born_latest: int | None = None
    died: str | None = Field(default=None, max_length=60)
    died_earliest: int | None = None
    died_latest: int | None = None
    role: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    same_as: list[str] = Field(sa_type=sa.JSON, sa_column_kwargs={"server_default": "[]"})


class MembershipRow(ItemColumns, DateColumns, AttributionColumn, LocatorColumn, table=True):
    __tablename__ = "membership"
    __table_args__ = (
        primary_key("participant", "ord"),
        owner_key("participant", table="participant"),
        *foreign_key("faction", "faction"),
        *foreign_key("by", "participant"),
    )
    participant: str = slug_field()
    faction: str = slug_field()
    by: str | None = slug_field(default=None)


class DisputeRow(EntryColumns, table=True):
    __tablename__ = "dispute"
    __table_args__ = entry_constraints(sa.CheckConstraint("horizon_months >= 0", name="horizon"))
    title: str = Field(max_length=MAX_LINE_LENGTH)
    question: str = Field(sa_type=sa.Text)
    scale: Scale = Field(sa_type=enum_type(Scale))
    horizon_months: int
    tags: list[str] = tags_field()


class PositionRow(ItemColumns, table=True):
    __tablename__ = "position"
    __table_args__ = (
        primary_key("dispute", "value"),
        owner_key("dispute", table="dispute"),
        sa.UniqueConstraint("debate", "dispute", "key"),
    )
    dispute: str = slug_field()
    value: int
    key: str = Field(max_length=4)
    label: str = Field(max_length=MAX_LINE_LENGTH)
    gloss: str = Field(default="", sa_type=sa.Text)


def _position_constraints() -> tuple[Any, ...]:
    """A reference to a position of the dispute's scale, so that a position in use can't be deleted."""
    reference = sa.ForeignKeyConstraint(
        ["debate", "dispute", "position"],
        ["position.debate", "position.dispute", "position.value"],
        deferrable=True,
        initially="DEFERRED",
    )
    return (reference, sa.Index(None, "debate", "dispute", "position"))


class CoverageRow(ItemColumns, DateColumns, table=True):
    __tablename__ = "coverage"
    __table_args__ = (primary_key("dispute", "ord"), owner_key("dispute", table="dispute"))
    dispute: str = slug_field()


class CoverageParticipantRow(ItemColumns, table=True):
    __tablename__ = "coverage_participant"
    __table_args__ = (
        primary_key("dispute", "coverage", "ord"),
        owner_key("dispute", "coverage", table="coverage", key=("dispute", "ord")),
        *foreign_key("participant", "participant"),
    )
    dispute: str = slug_field()
    coverage: int
    participant: str = slug_field()


class EventRow(EntryColumns, DateColumns, NoteColumn, LocatorColumn, table=True):
    __tablename__ = "event"
    __table_args__ = entry_constraints()
    name: str = Field(max_length=MAX_LINE_LENGTH)


class EventDisputeRow(ItemColumns, table=True):
    __tablename__ = "event_dispute"
    __table_args__ = list_constraints(
        "event", "dispute", "dispute", sa.UniqueConstraint("debate", "event", "dispute")
    )
    event: str = slug_field()
    dispute: str = slug_field()


class EventAfterRow(ItemColumns, table=True):
    __tablename__ = "event_after"
    __table_args__ = after_constraints("event")
    event: str = slug_field()
    earlier: str = slug_field()


class TallyRow(ItemColumns, LocatorColumn, table=True):
    __tablename__ = "tally"
    __table_args__ = (
        primary_key("event", "ord"),
        owner_key("event", table="event"),
        *foreign_key("dispute", "dispute"),
        *_position_constraints(),
    )
    event: str = slug_field()
    dispute: str = slug_field()
    position: int | None = None
    count: str = Field(max_length=12)


class DocumentRow(EntryColumns, DateColumns, ImprintColumns, NoteColumn, LocatorColumn, table=True):
    __tablename__ = "document"
    __table_args__ = entry_constraints()
    title: str = Field(max_length=MAX_LINE_LENGTH)
    kind: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    archive: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    published: str | None = Field(default=None, max_length=60)
    published_earliest: int | None = None
    published_latest: int | None = None


class DocumentParticipantRow(ItemColumns, table=True):
    __tablename__ = "document_participant"
    __table_args__ = (
        primary_key("document", "role", "ord"),
        owner_key("document", table="document"),
        *foreign_key("participant", "participant"),
        sa.CheckConstraint("role IN ('author', 'signatory', 'addressee')", name="role"),
    )
    document: str = slug_field()
    role: str = Field(max_length=20)
    participant: str = slug_field()


class DocumentAfterRow(ItemColumns, table=True):
    __tablename__ = "document_after"
    __table_args__ = after_constraints("document")
    document: str = slug_field()
    earlier: str = slug_field()


class ReceiptRow(ItemColumns, DateColumns, LocatorColumn, table=True):
    __tablename__ = "receipt"
    __table_args__ = list_constraints("document", "by", "participant")
    document: str = slug_field()
    by: str = slug_field()


class ClaimRow(EntryColumns, DateColumns, AttributionColumn, NoteColumn, LocatorColumn, table=True):
    __tablename__ = "claim"
    __table_args__ = entry_constraints(
        *foreign_key("speaker", "participant"),
        *foreign_key("dispute", "dispute"),
        *foreign_key("document", "document"),
        *foreign_key("voiced_by", "participant"),
        sa.CheckConstraint("length(text) > 0", name="text"),
    )
    title: str | None = Field(default=None, max_length=MAX_HEADING_LENGTH)
    text: str = Field(sa_type=sa.Text)
    rendering: Rendering = Field(
        sa_type=enum_type(Rendering), sa_column_kwargs={"server_default": Rendering.CLOSE.value}
    )
    tags: list[str] = tags_field()
    speaker: str = slug_field()
    dispute: str = slug_field()
    document: str | None = slug_field(default=None)
    voiced_by: str | None = slug_field(default=None)
    quotations: list[dict[str, Any]] = Field(sa_type=sa.JSON)


class ClaimDisputeRow(ItemColumns, table=True):
    __tablename__ = "claim_dispute"
    __table_args__ = list_constraints(
        "claim", "dispute", "dispute", sa.UniqueConstraint("debate", "claim", "dispute")
    )
    claim: str = slug_field()
    dispute: str = slug_field()


class ClaimAfterRow(ItemColumns, table=True):
    __tablename__ = "claim_after"
    __table_args__ = after_constraints("claim")
    claim: str = slug_field()
    earlier: str = slug_field()


class ClaimReporterRow(ItemColumns, table=True):
    __tablename__ = "claim_reporter"
    __table_args__ = list_constraints("claim", "participant", "participant")
    claim: str = slug_field()
    participant: str = slug_field()


class ActRow(ItemColumns, DateColumns, LocatorColumn, table=True):
    __tablename__ = "act"
    __table_args__ = (
        primary_key("claim", "ord"),
        owner_key("claim", table="claim"),
        *foreign_key("participant", "participant"),
        *foreign_key("document", "document"),
    )
    claim: str = slug_field()
    participant: str = slug_field()
    act: ActKind = Field(sa_type=enum_type(ActKind))
    document: str | None = slug_field(default=None)


class LinkRow(EntryColumns, AttributionColumn, NoteColumn, LocatorColumn, table=True):
    __tablename__ = "link"
    __table_args__ = entry_constraints(
        *foreign_key("source", "claim"),
        *foreign_key("target_claim", "claim"),
        *foreign_key("target_link", "link"),
        *foreign_key("by", "participant"),
        *foreign_key("document", "document"),
        sa.CheckConstraint(
            "(kind = 'undercuts' AND target_link IS NOT NULL AND target_claim IS NULL)"
            " OR (kind <> 'undercuts' AND target_claim IS NOT NULL AND target_link IS NULL)",
            name="target",
        ),
        sa.CheckConstraint("source <> target_claim AND slug <> target_link", name="not_itself"),
        sa.CheckConstraint("NOT mutual OR kind = 'rebuts'", name="mutual"),
    )
    kind: LinkKind = Field(sa_type=enum_type(LinkKind))
    mutual: bool = Field(sa_column_kwargs={"server_default": sa.false()})
    source: str = slug_field()
    target_claim: str | None = slug_field(default=None)
    target_link: str | None = slug_field(default=None)
    rationale: str = Field(max_length=MAX_LINE_LENGTH)
    by: str | None = slug_field(default=None)
    document: str | None = slug_field(default=None)


class LinkPremiseRow(ItemColumns, table=True):
    __tablename__ = "link_premise"
    __table_args__ = list_constraints(
        "link", "claim", "claim", sa.UniqueConstraint("debate", "link", "claim")
    )
    link: str = slug_field()
    claim: str = slug_field()


class LinkReporterRow(ItemColumns, table=True):
    __tablename__ = "link_reporter"
    __table_args__ = list_constraints("link", "participant", "participant")
    link: str = slug_field()
    participant: str = slug_field()


class StanceRow(EntryColumns, DateColumns, AttributionColumn, NoteColumn, LocatorColumn, table=True):
    __tablename__ = "stance"
    __table_args__ = entry_constraints(
        *foreign_key("participant", "participant"),
        *foreign_key("dispute", "dispute"),
        *_position_constraints(),
    )
    participant: str = slug_field()
    dispute: str = slug_field()
    position: int | None = None
    confidence: Confidence = Field(sa_type=enum_type(Confidence))


class StanceClaimRow(ItemColumns, table=True):
    __tablename__ = "stance_claim"
    __table_args__ = list_constraints(
        "stance", "claim", "claim", sa.UniqueConstraint("debate", "stance", "claim")
    )
    stance: str = slug_field()
    claim: str = slug_field()


class StanceReporterRow(ItemColumns, table=True):
    __tablename__ = "stance_reporter"
    __table_args__ = list_constraints("stance", "participant", "participant")
    stance: str = slug_field()
    participant: str = slug_field()
