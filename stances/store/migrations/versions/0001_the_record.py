"""The record: debates, what they are made of, and their revisions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "debate",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("from_", sa.String(length=60), nullable=True),
        sa.Column("from__earliest", sa.Date(), nullable=True),
        sa.Column("from__latest", sa.Date(), nullable=True),
        sa.Column("to", sa.String(length=60), nullable=True),
        sa.Column("to_earliest", sa.Date(), nullable=True),
        sa.Column("to_latest", sa.Date(), nullable=True),
        sa.Column("public", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name=op.f("ck_debate_slug")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_debate")),
    )
    op.create_table(
        "dispute",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column(
            "scale",
            sa.Enum(
                "ordinal", "categorical", name="scale", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("horizon_months", sa.Integer(), nullable=False),
        sa.CheckConstraint("horizon_months >= 0", name=op.f("ck_dispute_horizon")),
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name=op.f("ck_dispute_slug")),
        sa.ForeignKeyConstraint(
            ["debate"], ["debate.slug"], name=op.f("fk_dispute__debate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate", "slug", name=op.f("pk_dispute")),
    )
    op.create_table(
        "document",
        sa.Column("locator", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("when", sa.String(length=60), nullable=True),
        sa.Column("when_earliest", sa.Date(), nullable=True),
        sa.Column("when_latest", sa.Date(), nullable=True),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=300), nullable=True),
        sa.Column("published", sa.String(length=60), nullable=True),
        sa.Column("published_earliest", sa.Date(), nullable=True),
        sa.Column("published_latest", sa.Date(), nullable=True),
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name=op.f("ck_document_slug")),
        sa.ForeignKeyConstraint(
            ["debate"], ["debate.slug"], name=op.f("fk_document__debate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate", "slug", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_when_earliest"), ["when_earliest"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_when_latest"), ["when_latest"], unique=False)

    op.create_table(
        "event",
        sa.Column("locator", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("when", sa.String(length=60), nullable=True),
        sa.Column("when_earliest", sa.Date(), nullable=True),
        sa.Column("when_latest", sa.Date(), nullable=True),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name=op.f("ck_event_slug")),
        sa.ForeignKeyConstraint(
            ["debate"], ["debate.slug"], name=op.f("fk_event__debate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate", "slug", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_when_earliest"), ["when_earliest"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_when_latest"), ["when_latest"], unique=False)

    op.create_table(
        "faction",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name=op.f("ck_faction_slug")),
        sa.ForeignKeyConstraint(
            ["debate"], ["debate.slug"], name=op.f("fk_faction__debate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate", "slug", name=op.f("pk_faction")),
    )
    op.create_table(
        "loading",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate"], ["debate.slug"], name=op.f("fk_loading__debate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate", name=op.f("pk_loading")),
    )
    op.create_table(
        "participant",
        sa.Column("locator", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("short", sa.String(length=300), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "person",
                "group",
                "institution",
                name="participantkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("involved", sa.String(length=60), nullable=True),
        sa.Column("involved_earliest", sa.Date(), nullable=True),
        sa.Column("involved_latest", sa.Date(), nullable=True),
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name=op.f("ck_participant_slug")),
        sa.ForeignKeyConstraint(
            ["debate"], ["debate.slug"], name=op.f("fk_participant__debate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate", "slug", name=op.f("pk_participant")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("change", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=300), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "debate",
                "faction",
                "participant",
                "dispute",
                "event",
                "document",
                "claim",
                "link",
                "stance",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "before IS NOT NULL OR after IS NOT NULL", name=op.f("ck_revision_says_something")
        ),
        sa.ForeignKeyConstraint(["debate"], ["debate.slug"], name=op.f("fk_revision__debate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_revision_debate_id"), ["debate", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_revision_debate_kind_slug_id"), ["debate", "kind", "slug", "id"], unique=False
        )

    op.create_table(
        "source",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("author", sa.String(length=300), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("citation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["debate"], ["debate.slug"], name=op.f("fk_source__debate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate", "slug", name=op.f("pk_source")),
    )
    op.create_table(
        "claim",
        sa.Column("locator", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "attribution",
            sa.Enum(
                "asserted",
                "reported",
                "inferred",
                name="attribution",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("when", sa.String(length=60), nullable=True),
        sa.Column("when_earliest", sa.Date(), nullable=True),
        sa.Column("when_latest", sa.Date(), nullable=True),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("speaker", sa.String(length=80), nullable=False),
        sa.Column("dispute", sa.String(length=80), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=True),
        sa.Column("voiced_by", sa.String(length=80), nullable=True),
        sa.Column("quotations", sa.JSON(), nullable=False),
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name=op.f("ck_claim_slug")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_claim_text")),
        sa.ForeignKeyConstraint(
            ["debate", "dispute"],
            ["dispute.debate", "dispute.slug"],
            name=op.f("fk_claim_dispute_dispute"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "document"],
            ["document.debate", "document.slug"],
            name=op.f("fk_claim_document_document"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "speaker"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_claim_speaker_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "voiced_by"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_claim_voiced_by_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate"], ["debate.slug"], name=op.f("fk_claim__debate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate", "slug", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_debate_dispute"), ["debate", "dispute"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_debate_document"), ["debate", "document"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_debate_speaker"), ["debate", "speaker"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_debate_voiced_by"), ["debate", "voiced_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_when_earliest"), ["when_earliest"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_when_latest"), ["when_latest"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("when", sa.String(length=60), nullable=True),
        sa.Column("when_earliest", sa.Date(), nullable=True),
        sa.Column("when_latest", sa.Date(), nullable=True),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("dispute", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "dispute"],
            ["dispute.debate", "dispute.slug"],
            name=op.f("fk_coverage_dispute_dispute"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("debate", "dispute", "ord", name=op.f("pk_coverage")),
    )
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_when_earliest"), ["when_earliest"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_when_latest"), ["when_latest"], unique=False)

    op.create_table(
        "document_after",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("earlier", sa.String(length=80), nullable=False),
        sa.CheckConstraint("document <> earlier", name=op.f("ck_document_after_not_itself")),
        sa.ForeignKeyConstraint(
            ["debate", "document"],
            ["document.debate", "document.slug"],
            name=op.f("fk_document_after_document_document"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "earlier"],
            ["document.debate", "document.slug"],
            name=op.f("fk_document_after_earlier_document"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "document", "ord", name=op.f("pk_document_after")),
    )
    with op.batch_alter_table("document_after", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_document_after_debate_earlier"), ["debate", "earlier"], unique=False
        )

    op.create_table(
        "document_participant",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "role IN ('author', 'signatory', 'addressee')", name=op.f("ck_document_participant_role")
        ),
        sa.ForeignKeyConstraint(
            ["debate", "document"],
            ["document.debate", "document.slug"],
            name=op.f("fk_document_participant_document_document"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "participant"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_document_participant_participant_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "document", "role", "ord", name=op.f("pk_document_participant")),
    )
    with op.batch_alter_table("document_participant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_document_participant_debate_participant"), ["debate", "participant"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column("locator", sa.JSON(none_as_null=True), nullable=True),
        sa.Column(
            "attribution",
            sa.Enum(
                "asserted",
                "reported",
                "inferred",
                name="attribution",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("when", sa.String(length=60), nullable=True),
        sa.Column("when_earliest", sa.Date(), nullable=True),
        sa.Column("when_latest", sa.Date(), nullable=True),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.Column("faction", sa.String(length=80), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["debate", "by"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_membership_by_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "faction"],
            ["faction.debate", "faction.slug"],
            name=op.f("fk_membership_faction_faction"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "participant"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_membership_participant_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("debate", "participant", "ord", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_debate_by"), ["debate", "by"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_debate_faction"), ["debate", "faction"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_when_earliest"), ["when_earliest"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_when_latest"), ["when_latest"], unique=False)

    op.create_table(
        "position",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("dispute", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=4), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("gloss", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "dispute"],
            ["dispute.debate", "dispute.slug"],
            name=op.f("fk_position_dispute_dispute"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("debate", "dispute", "value", name=op.f("pk_position")),
        sa.UniqueConstraint("debate", "dispute", "key", name=op.f("uq_position_debate_dispute_key")),
    )
    op.create_table(
        "receipt",
        sa.Column("locator", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("when", sa.String(length=60), nullable=True),
        sa.Column("when_earliest", sa.Date(), nullable=True),
        sa.Column("when_latest", sa.Date(), nullable=True),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "by"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_receipt_by_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "document"],
            ["document.debate", "document.slug"],
            name=op.f("fk_receipt_document_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("debate", "document", "ord", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_debate_by"), ["debate", "by"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_when_earliest"), ["when_earliest"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_when_latest"), ["when_latest"], unique=False)

    op.create_table(
        "act",
        sa.Column("locator", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("when", sa.String(length=60), nullable=True),
        sa.Column("when_earliest", sa.Date(), nullable=True),
        sa.Column("when_latest", sa.Date(), nullable=True),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=80), nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "signs",
                "endorses",
                "withdraws",
                "disowns",
                name="actkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("document", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["debate", "claim"],
            ["claim.debate", "claim.slug"],
            name=op.f("fk_act_claim_claim"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "document"],
            ["document.debate", "document.slug"],
            name=op.f("fk_act_document_document"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "participant"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_act_participant_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "claim", "ord", name=op.f("pk_act")),
    )
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_act_debate_document"), ["debate", "document"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_act_debate_participant"), ["debate", "participant"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_act_when_earliest"), ["when_earliest"], unique=False)
        batch_op.create_index(batch_op.f("ix_act_when_latest"), ["when_latest"], unique=False)

    op.create_table(
        "claim_after",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=80), nullable=False),
        sa.Column("earlier", sa.String(length=80), nullable=False),
        sa.CheckConstraint("claim <> earlier", name=op.f("ck_claim_after_not_itself")),
        sa.ForeignKeyConstraint(
            ["debate", "claim"],
            ["claim.debate", "claim.slug"],
            name=op.f("fk_claim_after_claim_claim"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "earlier"],
            ["claim.debate", "claim.slug"],
            name=op.f("fk_claim_after_earlier_claim"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "claim", "ord", name=op.f("pk_claim_after")),
    )
    with op.batch_alter_table("claim_after", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_claim_after_debate_earlier"), ["debate", "earlier"], unique=False
        )

    op.create_table(
        "claim_dispute",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=80), nullable=False),
        sa.Column("dispute", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "claim"],
            ["claim.debate", "claim.slug"],
            name=op.f("fk_claim_dispute_claim_claim"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "dispute"],
            ["dispute.debate", "dispute.slug"],
            name=op.f("fk_claim_dispute_dispute_dispute"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "claim", "ord", name=op.f("pk_claim_dispute")),
        sa.UniqueConstraint("debate", "claim", "dispute", name=op.f("uq_claim_dispute_debate_claim_dispute")),
    )
    with op.batch_alter_table("claim_dispute", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_claim_dispute_debate_dispute"), ["debate", "dispute"], unique=False
        )

    op.create_table(
        "claim_reporter",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=80), nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "claim"],
            ["claim.debate", "claim.slug"],
            name=op.f("fk_claim_reporter_claim_claim"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "participant"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_claim_reporter_participant_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "claim", "ord", name=op.f("pk_claim_reporter")),
    )
    with op.batch_alter_table("claim_reporter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_claim_reporter_debate_participant"), ["debate", "participant"], unique=False
        )

    op.create_table(
        "coverage_participant",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("dispute", sa.String(length=80), nullable=False),
        sa.Column("coverage", sa.Integer(), nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "dispute", "coverage"],
            ["coverage.debate", "coverage.dispute", "coverage.ord"],
            name=op.f("fk_coverage_participant_dispute_coverage"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "participant"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_coverage_participant_participant_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "dispute", "coverage", "ord", name=op.f("pk_coverage_participant")),
    )
    with op.batch_alter_table("coverage_participant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coverage_participant_debate_participant"), ["debate", "participant"], unique=False
        )

    op.create_table(
        "link",
        sa.Column("locator", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "attribution",
            sa.Enum(
                "asserted",
                "reported",
                "inferred",
                name="attribution",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "supports",
                "rebuts",
                "undercuts",
                name="linkkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("target_claim", sa.String(length=80), nullable=True),
        sa.Column("target_link", sa.String(length=80), nullable=True),
        sa.Column("rationale", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=True),
        sa.Column("document", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "(kind = 'undercuts' AND target_link IS NOT NULL AND target_claim IS NULL)"
            " OR (kind <> 'undercuts' AND target_claim IS NOT NULL AND target_link IS NULL)",
            name=op.f("ck_link_target"),
        ),
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name=op.f("ck_link_slug")),
        sa.CheckConstraint("source <> target_claim AND slug <> target_link", name=op.f("ck_link_not_itself")),
        sa.ForeignKeyConstraint(
            ["debate", "by"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_link_by_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "document"],
            ["document.debate", "document.slug"],
            name=op.f("fk_link_document_document"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "source"],
            ["claim.debate", "claim.slug"],
            name=op.f("fk_link_source_claim"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "target_claim"],
            ["claim.debate", "claim.slug"],
            name=op.f("fk_link_target_claim_claim"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "target_link"],
            ["link.debate", "link.slug"],
            name=op.f("fk_link_target_link_link"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate"], ["debate.slug"], name=op.f("fk_link__debate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate", "slug", name=op.f("pk_link")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_debate_by"), ["debate", "by"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_debate_document"), ["debate", "document"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_debate_source"), ["debate", "source"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_link_debate_target_claim"), ["debate", "target_claim"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_link_debate_target_link"), ["debate", "target_link"], unique=False
        )

    op.create_table(
        "stance",
        sa.Column("locator", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "attribution",
            sa.Enum(
                "asserted",
                "reported",
                "inferred",
                name="attribution",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("when", sa.String(length=60), nullable=True),
        sa.Column("when_earliest", sa.Date(), nullable=True),
        sa.Column("when_latest", sa.Date(), nullable=True),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.Column("dispute", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column(
            "confidence",
            sa.Enum(
                "certain",
                "probable",
                "doubtful",
                name="confidence",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name=op.f("ck_stance_slug")),
        sa.ForeignKeyConstraint(
            ["debate", "dispute", "position"],
            ["position.debate", "position.dispute", "position.value"],
            name=op.f("fk_stance_dispute_position"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "dispute"],
            ["dispute.debate", "dispute.slug"],
            name=op.f("fk_stance_dispute_dispute"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "participant"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_stance_participant_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate"], ["debate.slug"], name=op.f("fk_stance__debate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("debate", "slug", name=op.f("pk_stance")),
    )
    with op.batch_alter_table("stance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stance_debate_dispute"), ["debate", "dispute"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_stance_debate_dispute_position"), ["debate", "dispute", "position"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_stance_debate_participant"), ["debate", "participant"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_stance_when_earliest"), ["when_earliest"], unique=False)
        batch_op.create_index(batch_op.f("ix_stance_when_latest"), ["when_latest"], unique=False)

    op.create_table(
        "tally",
        sa.Column("locator", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("dispute", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("count", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "dispute", "position"],
            ["position.debate", "position.dispute", "position.value"],
            name=op.f("fk_tally_dispute_position"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "dispute"],
            ["dispute.debate", "dispute.slug"],
            name=op.f("fk_tally_dispute_dispute"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "event"],
            ["event.debate", "event.slug"],
            name=op.f("fk_tally_event_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("debate", "event", "ord", name=op.f("pk_tally")),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tally_debate_dispute"), ["debate", "dispute"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_tally_debate_dispute_position"), ["debate", "dispute", "position"], unique=False
        )

    op.create_table(
        "link_reporter",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=80), nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "link"],
            ["link.debate", "link.slug"],
            name=op.f("fk_link_reporter_link_link"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "participant"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_link_reporter_participant_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "link", "ord", name=op.f("pk_link_reporter")),
    )
    with op.batch_alter_table("link_reporter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_link_reporter_debate_participant"), ["debate", "participant"], unique=False
        )

    op.create_table(
        "stance_claim",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=80), nullable=False),
        sa.Column("claim", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "claim"],
            ["claim.debate", "claim.slug"],
            name=op.f("fk_stance_claim_claim_claim"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "stance"],
            ["stance.debate", "stance.slug"],
            name=op.f("fk_stance_claim_stance_stance"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("debate", "stance", "ord", name=op.f("pk_stance_claim")),
        sa.UniqueConstraint("debate", "stance", "claim", name=op.f("uq_stance_claim_debate_stance_claim")),
    )
    with op.batch_alter_table("stance_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stance_claim_debate_claim"), ["debate", "claim"], unique=False)

    op.create_table(
        "stance_reporter",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=80), nullable=False),
        sa.Column("participant", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "participant"],
            ["participant.debate", "participant.slug"],
            name=op.f("fk_stance_reporter_participant_participant"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["debate", "stance"],
            ["stance.debate", "stance.slug"],
            name=op.f("fk_stance_reporter_stance_stance"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("debate", "stance", "ord", name=op.f("pk_stance_reporter")),
    )
    with op.batch_alter_table("stance_reporter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stance_reporter_debate_participant"), ["debate", "participant"], unique=False
        )


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first migration")
