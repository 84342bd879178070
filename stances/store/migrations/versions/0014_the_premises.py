"""What links may also say: the claims without which their source bears on nothing, and that each end excludes the other."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("link") as link:
        link.add_column(sa.Column("mutual", sa.Boolean(), nullable=False, server_default=sa.false()))
        link.create_check_constraint(op.f("ck_link_mutual"), "NOT mutual OR kind = 'rebuts'")
    op.create_table(
        "link_premise",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=80), nullable=False),
        sa.Column("claim", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "link"],
            ["link.debate", "link.slug"],
            name=op.f("fk_link_premise_link_link"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "claim"],
            ["claim.debate", "claim.slug"],
            name=op.f("fk_link_premise_claim_claim"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "link", "ord", name=op.f("pk_link_premise")),
        sa.UniqueConstraint("debate", "link", "claim", name=op.f("uq_link_premise_debate_link_claim")),
    )
    op.create_index(op.f("ix_link_premise_debate_claim"), "link_premise", ["debate", "claim"])


def downgrade() -> None:
    op.drop_table("link_premise")
    with op.batch_alter_table("link") as link:
        link.drop_constraint(op.f("ck_link_mutual"), type_="check")
        link.drop_column("mutual")
