"""Runs the migrations on the connection in the `connection` attribute of Alembic's configuration.

SQLite rebuilds a table to alter it; with foreign keys on, dropping the old one would silently delete the rows that refer to it.
So they are off from before the transaction until after it, and checked before it commits.
"""

from alembic import context
from sqlmodel import SQLModel

from stances.store import site_tables, tables  # noqa: F401  (they fill the metadata)

connection = context.config.attributes["connection"]
sqlite = connection.dialect.name == "sqlite"


def _pragma(statement: str) -> None:
    """Set it outside any transaction, since SQLite ignores it inside one."""
    connection.rollback()
    connection.connection.driver_connection.execute(f"PRAGMA {statement}")


if sqlite:
    _pragma("foreign_keys=OFF")
    connection = connection.execution_options(sqlite_begin="IMMEDIATE")
context.configure(
    connection=connection, target_metadata=SQLModel.metadata, render_as_batch=sqlite, transactional_ddl=True
)
with connection.begin():
    context.run_migrations()
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
        raise RuntimeError(f"a migration broke {len(broken)} references, the first in table {broken[0][0]}")
if sqlite:
    _pragma("foreign_keys=ON")
