"""When participants were born and died, their role, and pages elsewhere about them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


_COLUMNS: dict[str, Any] = {
    "born": sa.String(length=60),
    "born_earliest": sa.Date(),
    "born_latest": sa.Date(),
    "died": sa.String(length=60),
    "died_earliest": sa.Date(),
    "died_latest": sa.Date(),
    "role": sa.String(length=300),
}


def upgrade() -> None:
    for name, type_ in _COLUMNS.items():
        op.add_column("participant", sa.Column(name, type_, nullable=True))
    op.add_column("participant", sa.Column("same_as", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("participant") as participant:
        for name in (*_COLUMNS, "same_as"):
            participant.drop_column(name)
