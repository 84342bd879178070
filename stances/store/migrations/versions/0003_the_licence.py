"""The licence of a debate: on what terms its record and figures may be used."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("debate", sa.Column("licence", sa.String(length=300), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("debate") as debate:
        debate.drop_column("licence")
