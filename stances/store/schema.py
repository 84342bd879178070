"""The schema of a database: which migration it is at, and bringing it up to date.

Servers that start at the same moment migrate one after the other: on SQLite by its write lock, on PostgreSQL by an advisory lock
of the session, because a migration is more than one transaction to those who only look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from stances.errors import StoreError
from stances.store.failures import name_database

_MIGRATIONS_DIR = Path(__file__).parent / "migrations"
MIGRATIONS = tuple(sorted(file.name[:4] for file in _MIGRATIONS_DIR.glob("versions/[0-9]*.py")))
"""Every migration that this program knows, oldest first: each is a file whose name begins with its number."""

MIGRATION_LOCK_ID = int.from_bytes(b"migrate")
"""The number of the advisory lock that whoever migrates holds in PostgreSQL."""


def bring_up_to_date(engine: sa.Engine, before: Callable[[str], None]) -> None:
    """Migrate the database, if it is not at the last migration. `before` is called first, with the version it is at, unless it
    is empty.

    Raises `StoreError` for one that is newer, or another program's.
    """
    if _require_known(engine) == MIGRATIONS[-1]:
        return
    with _migration_lock(engine):
        version = _require_known(engine)  # another server may have migrated it meanwhile
        if version == MIGRATIONS[-1]:
            return
        if version is not None:
            before(version)
        migrate(engine)


def read_version(engine: sa.Engine) -> str | None:
    """The migration that a database is at; None for an empty one. Raises `StoreError` for another program's."""
    with engine.connect() as connection:
        tables = set(sa.inspect(connection).get_table_names())
        if "alembic_version" in tables:
            version: str | None = connection.exec_driver_sql(
                "SELECT version_num FROM alembic_version"
            ).scalar()
            return version
    if tables:
        raise StoreError(
            f"{name_database(engine.url)} is a database of another program "
            f"(it has the tables {', '.join(sorted(tables)[:3])} …). "
            "It was left as it is; set DATABASE_URL to another database."
        )
    return None


def migrate(engine: sa.Engine, version: str = "head") -> None:
    """Run the migrations up to this one."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS_DIR).replace("%", "%%"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def _require_known(engine: sa.Engine) -> str | None:
    version = read_version(engine)
    if version is not None and version not in MIGRATIONS:
        raise StoreError(
            f"The database {name_database(engine.url)} was made by a newer version of this program (its schema is “{version}”, "
            f"this program knows up to “{MIGRATIONS[-1]}”). It was left as it is: install the newer version, or set DATABASE_URL "
            "to another database."
        )
    return version


@contextmanager
def _migration_lock(engine: sa.Engine) -> Iterator[None]:
    if engine.dialect.name != "postgresql":
        yield
        return
    key: dict[str, Any] = {"key": MIGRATION_LOCK_ID}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), key)
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), key)
