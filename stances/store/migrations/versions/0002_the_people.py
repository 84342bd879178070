"""The people: invitations, who came by them, and the changes they propose."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def _role() -> sa.Enum:
    return _one_of("role", "owner", "editor", "contributor", "reader", "stranger")


def _in_debate(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["debate"], ["debate.slug"], name=op.f(f"fk_{table}_debate_debate"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("role", _role(), nullable=False),
        sa.Column("limit", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role <> 'stranger'", name=op.f("ck_invitation_role_given")),
        sa.CheckConstraint('"limit" > 0', name=op.f("ck_invitation_limit")),
        _in_debate("invitation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code", name=op.f("uq_invitation_code")),
    )
    op.create_index(op.f("ix_invitation_debate"), "invitation", ["debate"])
    op.create_table(
        "visitor_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("invitation", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("role", _role(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role <> 'stranger'", name=op.f("ck_visitor_session_role_given")),
        _in_debate("visitor_session"),
        sa.ForeignKeyConstraint(
            ["invitation"],
            ["invitation.id"],
            name=op.f("fk_visitor_session_invitation_invitation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor_session")),
        sa.UniqueConstraint("token", name=op.f("uq_visitor_session_token")),
    )
    op.create_index(op.f("ix_visitor_session_debate"), "visitor_session", ["debate"])
    op.create_index(op.f("ix_visitor_session_invitation"), "visitor_session", ["invitation"])
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate", sa.String(length=80), nullable=False),
        sa.Column("visitor_session", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("edits", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            _one_of("proposalstate", "open", "accepted", "declined", "withdrawn"),
            nullable=False,
        ),
        sa.Column("decided_by", sa.String(length=300), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_proposal_decided")),
        _in_debate("proposal"),
        sa.ForeignKeyConstraint(
            ["visitor_session"],
            ["visitor_session.id"],
            name=op.f("fk_proposal_visitor_session_visitor_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_proposal_debate_state_id"), "proposal", ["debate", "state", "id"])
    op.create_index(op.f("ix_proposal_visitor_session"), "proposal", ["visitor_session"])


def downgrade() -> None:
    for table in ("proposal", "visitor_session", "invitation"):
        op.drop_table(table)
