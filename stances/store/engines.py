"""Addresses of databases, and engines for them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from stances.errors import StoreError
from stances.store.sqlite_file import SqliteFile, set_up_connections

PACKAGE_DIR = Path(__file__).parents[1]

CONNECT_SECONDS = 10
"""How long to wait for a PostgreSQL that does not answer."""

APPLICATION_NAME = "stances"
"""How PostgreSQL names the connections of this program."""


def default_url() -> str:
    """`DATABASE_URL`, else `var/stances.db` in a checkout, else a file in the user's data directory."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{default_file()}"


def default_file() -> Path:
    """The SQLite file of those who name no database."""
    if (PACKAGE_DIR.parent / "pyproject.toml").is_file():
        folder = PACKAGE_DIR.parent / "var"
    else:
        from platformdirs import user_data_path

        folder = user_data_path("stances", appauthor=False)
    return folder / "stances.db"


def parse_url(url: str) -> sa.URL:
    """The address of a database. Raises `StoreError` for what is none, or is of another kind."""
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise StoreError(
            f"DATABASE_URL is “{url}”, which is not the address of a database. Try sqlite:////path/to/stances.db "
            "or postgresql://user@host/name."
        ) from error
    if address.drivername.partition("+")[0] in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise StoreError(
            f"DATABASE_URL names a database of the kind “{address.drivername}”. What can be used is SQLite "
            "(sqlite:////path/to/stances.db) and PostgreSQL (postgresql://user@host/name)."
        )
    return address


def is_in_memory(url: str | None = None) -> bool:
    """Whether this is a SQLite database in memory: each connection has its own, which ends with it."""
    address = parse_url(url or default_url())
    return address.get_backend_name() == "sqlite" and not has_file(address)


def has_file(address: sa.URL) -> bool:
    """Whether this is a SQLite database in a file."""
    return address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")


def create_engine(address: sa.URL, file: SqliteFile | None = None) -> sa.Engine:
    """An engine for this database; for SQLite for the `file`, or for one in memory. Raises `StoreError`."""
    is_sqlite = address.get_backend_name() == "sqlite"
    defaults = {"connect_timeout": CONNECT_SECONDS, "application_name": APPLICATION_NAME}
    unsaid = {name: value for name, value in defaults.items() if name not in address.query}
    options: dict[str, Any] = {} if is_sqlite else {"pool_pre_ping": True, "connect_args": unsaid}
    try:
        engine = sa.create_engine(address, **options)
    except ModuleNotFoundError as error:
        raise StoreError(
            f"PostgreSQL needs the package {error.name}, which comes with the extra: pip install '.[postgresql]'."
        ) from error
    if file is not None:
        file.attach(engine)
    elif is_sqlite:
        set_up_connections(engine)
    return engine
