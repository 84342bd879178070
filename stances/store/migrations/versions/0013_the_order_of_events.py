"""What events come after, where their dates do not say so."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_after",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("earlier", sa.String(length=80), nullable=False),
        sa.CheckConstraint("event <> earlier", name=op.f("ck_event_after_not_itself")),
        sa.ForeignKeyConstraint(
            ["debate", "event"],
            ["event.debate", "event.slug"],
            name=op.f("fk_event_after_event_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "earlier"],
            ["event.debate", "event.slug"],
            name=op.f("fk_event_after_earlier_event"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "event", "ord", name=op.f("pk_event_after")),
    )
    op.create_index(op.f("ix_event_after_debate_earlier"), "event_after", ["debate", "earlier"])


def downgrade() -> None:
    op.drop_table("event_after")
