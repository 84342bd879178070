"""The tables: what `record.py` describes, with its constraints held by the database itself.

A slug never changes, so (debate, slug) is the key of every record and a reference is a pair of columns; nothing can
point into another debate. Lists are tables of their own, ordered by `ord`. References between records are checked when
the transaction ends (within one kind they may point forward); what a record owns goes with it, what others own stays,
and then the deletion fails. A date is three columns: its EDTF text, and its earliest and latest day to search by.
Everything here is written through `stances.debates` alone.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from stances.record.vocabulary import (
    ActKind,
    Confidence,
    LinkKind,
    ParticipantKind,
    Scale,
)
from stances.store.columns import (
    LINE,
    SLUG,
    Attributed,
    Dated,
    Entry,
    Located,
    Noted,
    Part,
    _entry,
    _key,
    _one_of,
    _part_of,
    _refers,
    _slug,
)


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
