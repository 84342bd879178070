"""The bounds of dates as numbers of days, since a column of dates has none before AD 1 on SQLite."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OPEN = -3652424
"""The number of the first day there is, 1 January 10,000 BC, which stands for an open end; it was 1 January AD 1."""


def _bounds() -> Iterator[tuple[str, str]]:
    """Every table and column of a bound."""
    inspector = sa.inspect(op.get_bind())
    for table in inspector.get_table_names():
        names = [column["name"] for column in inspector.get_columns(table)]
        yield from ((table, name) for name in names if name.endswith(("_earliest", "_latest")))


def _replace(table: str, column: str, new_type: str, value: str) -> None:
    """Give a column another type; `{old}` in the expression is its present value. Indexes stay.

    SQLite can't change a type, and PostgreSQL no table in which rows were changed before.
    """
    if op.get_bind().dialect.name == "postgresql":
        value = value.format(old=f'"{column}"')
        op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {new_type} USING {value}')
        return
    index = op.f(f"ix_{table}_{column}")
    has_index = any(i["name"] == index for i in sa.inspect(op.get_bind()).get_indexes(table))
    if has_index:
        op.drop_index(index, table)
    op.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO old')
    op.execute(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {new_type}')
    op.execute(f'UPDATE "{table}" SET "{column}" = {value.format(old="old")} WHERE old IS NOT NULL')  # noqa: S608
    op.execute(f'ALTER TABLE "{table}" DROP COLUMN old')
    if has_index:
        op.create_index(index, table, [column])


def _choose(on_sqlite: str, on_postgresql: str) -> str:
    return on_sqlite if op.get_bind().dialect.name == "sqlite" else on_postgresql


def upgrade() -> None:
    number = _choose("julianday({old}) - 1721424.5", "{old} - DATE '0001-01-01' + 1")
    for table, column in list(_bounds()):
        begins = column.endswith("_earliest")
        text = column.removesuffix("_earliest")
        first = f"""CASE WHEN "{text}" LIKE '../%' THEN {OPEN} ELSE {number} END"""
        _replace(table, column, "INTEGER", first if begins else number)


def downgrade() -> None:
    first = _choose("date(max({old}, 1) + 1721424.5)", "DATE '0001-01-01' + GREATEST({old}, 1) - 1")
    for table, column in list(_bounds()):
        _replace(table, column, "DATE", first)
