"""Revisions are numbered within their debate. What there is keeps its number, so that every address that cites one leads where
it led; new ones go on from the last of their debate."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE revision SET number = id")
    op.drop_index(op.f("ix_revision_debate_id"), "revision")
    op.drop_index(op.f("ix_revision_debate_kind_slug_id"), "revision")
    op.create_index(op.f("ix_revision_debate_number"), "revision", ["debate", "number"], unique=True)
    op.create_index(
        op.f("ix_revision_debate_kind_slug_number"), "revision", ["debate", "kind", "slug", "number"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_revision_debate_number"), "revision")
    op.drop_index(op.f("ix_revision_debate_kind_slug_number"), "revision")
    op.execute("ALTER TABLE revision DROP COLUMN number")
    op.create_index(op.f("ix_revision_debate_id"), "revision", ["debate", "id"])
    op.create_index(op.f("ix_revision_debate_kind_slug_id"), "revision", ["debate", "kind", "slug", "id"])
