"""What claims and events may also say: a title, how near the text is to its source, concessions, and what is unsettled."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ACTS_BEFORE = ("signs", "endorses", "withdraws", "disowns")
ACTS = ("signs", "endorses", "concedes", "withdraws", "disowns")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _replace_acts(values: tuple[str, ...]) -> None:
    """SQLite builds the table anew, with its other constraints as they are."""
    with op.batch_alter_table("act") as act:
        act.drop_constraint(op.f("ck_act_actkind"), type_="check")
        act.create_check_constraint(op.f("ck_act_actkind"), _one_of("act", values))


def upgrade() -> None:
    with op.batch_alter_table("claim") as claim:
        claim.add_column(sa.Column("title", sa.String(length=60), nullable=True))
        claim.add_column(sa.Column("rendering", sa.String(length=20), nullable=False, server_default="close"))
        claim.create_check_constraint(
            op.f("ck_claim_rendering"), _one_of("rendering", ("quoted", "close", "summary"))
        )
    _replace_acts(ACTS)
    op.create_table(
        "event_dispute",
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("ord", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("dispute", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate", "event"],
            ["event.debate", "event.slug"],
            name=op.f("fk_event_dispute_event_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["debate", "dispute"],
            ["dispute.debate", "dispute.slug"],
            name=op.f("fk_event_dispute_dispute_dispute"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("debate", "event", "ord", name=op.f("pk_event_dispute")),
        sa.UniqueConstraint("debate", "event", "dispute", name=op.f("uq_event_dispute_debate_event_dispute")),
    )
    op.create_index(op.f("ix_event_dispute_debate_dispute"), "event_dispute", ["debate", "dispute"])


def downgrade() -> None:
    op.drop_table("event_dispute")
    op.execute("DELETE FROM act WHERE act = 'concedes'")
    _replace_acts(ACTS_BEFORE)
    with op.batch_alter_table("claim") as claim:
        claim.drop_constraint(op.f("ck_claim_rendering"), type_="check")
        claim.drop_column("rendering")
        claim.drop_column("title")
