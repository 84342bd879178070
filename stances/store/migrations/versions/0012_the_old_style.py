"""Until when the sources of a debate date by the old calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("debate", sa.Column("old_style_until", sa.String(length=12), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("debate") as debate:
        debate.drop_column("old_style_until")
