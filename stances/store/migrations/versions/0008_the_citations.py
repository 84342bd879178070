"""Where documents and sources are found besides here: publisher, place, address, identifier, language, and the archive."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_IMPRINT = {
    "url": sa.Text(),
    "identifier": sa.String(length=300),
    "publisher": sa.String(length=300),
    "place": sa.String(length=300),
    "language": sa.String(length=35),
}
_COLUMNS: dict[str, dict[str, Any]] = {
    "document": {**_IMPRINT, "archive": sa.String(length=300)},
    "source": {
        **_IMPRINT,
        "published": sa.String(length=60),
        "published_earliest": sa.Date(),
        "published_latest": sa.Date(),
    },
}


def upgrade() -> None:
    for table, columns in _COLUMNS.items():
        for name, type_ in columns.items():
            op.add_column(table, sa.Column(name, type_, nullable=True))


def downgrade() -> None:
    for table, columns in _COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            for name in columns:
                batch.drop_column(name)
