"""What a column of a debate's grids is."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("debate", sa.Column("unit", sa.String(length=20), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("debate") as debate:
        debate.drop_column("unit")
