"""A debate can be closed to changes, deleted into a bin for thirty days, and copied with the people who joined it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("debate", sa.Column("closed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("debate", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("debate", sa.Column("deleted_by", sa.String(length=300), nullable=True))
    op.add_column("visitor_session", sa.Column("continues", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_visitor_session_continues"), "visitor_session", ["continues"])


def downgrade() -> None:
    op.drop_index(op.f("ix_visitor_session_continues"), "visitor_session")
    with op.batch_alter_table("visitor_session") as visitor_session:
        visitor_session.drop_column("continues")
    with op.batch_alter_table("debate") as debate:
        for column in ("closed", "deleted_at", "deleted_by"):
            debate.drop_column(column)
