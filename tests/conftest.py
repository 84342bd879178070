"""Databases for tests: each test has its own copy of one that was migrated, or loaded, once.

What is about any database runs on PostgreSQL too, where `STANCES_TEST_POSTGRESQL` is the address of one: in a schema of its
own, which is emptied for each test and dropped in the end.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import CodeType
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import is_hypothesis_test, settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlmodel import SQLModel

from stances.figures.map.layout.graphviz import LayoutPool
from stances.figures.map.render import MapRenderer
from stances.formats import load_path
from stances.record.record import Record
from stances.store.backups import BACKUPS_VARIABLE, OFF
from stances.store.database import Database, open_database
from stances.web.app import create_app
from stances.web.core import visitors
from stances.web.core.site import Site
from tests.support.databases import NOISE, SHIPPED, WriteDetector, create_database
from tests.support.people import OWNER_TOKEN, People, of_every_role
from tests.support.properties import THOROUGH, register_profiles

POSTGRESQL = os.environ.get("STANCES_TEST_POSTGRESQL", "")
SORTS = ["sqlite", *([pytest.param("postgresql", marks=pytest.mark.postgresql)] if POSTGRESQL else [])]

os.environ[BACKUPS_VARIABLE] = OFF
"""Tests of backups turn them on again; those of servers need none."""

register_profiles()


def pytest_configure(config: pytest.Config) -> None:
    if config.option.markexpr == "slow":
        settings.load_profile(THOROUGH)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All examples of every property are what is slow."""
    if settings.get_current_profile_name() == THOROUGH:
        for item in items:
            if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
                item.add_marker(pytest.mark.slow)


class TemplateCache(BytecodeCache):
    """Templates that were compiled for one site serve all sites of a run."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._codes[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {"bytecode_cache": TemplateCache()}


@pytest.fixture(scope="session")
def shipped() -> Record:
    """The debate of 1928 as its file says it."""
    return load_path(SHIPPED)


@pytest.fixture(scope="session")
def _empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_database(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def _loaded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The debate of 1928, beside another whose records must never show in its pages."""
    return create_database(tmp_path_factory.mktemp("loaded"), SHIPPED, NOISE)


def _copy(file: Path, folder: Path) -> str:
    return f"sqlite:///{shutil.copy(file, folder / 'stances.db')}"


@pytest.fixture
def sqlite(_empty_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated file `stances.db` with nothing in it."""
    opened = open_database(_copy(_empty_file, tmp_path))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def _schema() -> Iterator[str]:
    """The address of a schema of PostgreSQL that is there for this run alone."""
    name, where = f"stances_test_{uuid4().hex}", sa.make_url(POSTGRESQL).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(where, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.schema.CreateSchema(name))
        yield where.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(False)
        connection.execute(sa.schema.DropSchema(name, cascade=True))
    engine.dispose()


@pytest.fixture
def postgresql(_schema: str) -> Iterator[Database]:
    """A migrated schema with nothing in it."""
    opened = open_database(_schema)
    with opened.engine.begin() as connection:
        names = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
    yield opened
    opened.close()


@pytest.fixture(params=SORTS)
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database with nothing in it, of each sort that can be used."""
    opened: Database = request.getfixturevalue(request.param)
    return opened


@pytest.fixture(scope="session")
def _renderer() -> Iterator[MapRenderer]:
    """Starts Graphviz once a run, and lays out once what is the same in many tests."""
    with LayoutPool() as pool:
        yield MapRenderer(pool.render)


@contextmanager
def _site(address: str, renderer: MapRenderer) -> Iterator[Flask]:
    app = create_app({"DATABASE_URL": address, "TESTING": True})
    site: Site = app.extensions["stances"]
    site.map_renderer = renderer
    yield app
    site.close()


@pytest.fixture
def app(_loaded_file: Path, _renderer: MapRenderer, tmp_path: Path) -> Iterator[Flask]:
    """The site over a database of two debates, which a test may change."""
    with _site(_copy(_loaded_file, tmp_path), _renderer) as site_app:
        yield site_app


@pytest.fixture(scope="session")
def _unchanged(
    _loaded_file: Path, _renderer: MapRenderer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The same for all tests that only read, so that a page which one has made serves the next."""
    with _site(_copy(_loaded_file, tmp_path_factory.mktemp("unchanged")), _renderer) as site_app:
        yield site_app


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    """A stranger's browser: on the test's own site where it asks for `app`, else on the one that nobody changes."""
    if "app" in request.fixturenames:
        yield request.getfixturevalue("app").test_client()
        return
    app: Flask = request.getfixturevalue("_unchanged")
    with closing(WriteDetector(app)) as detector:
        yield app.test_client()
        assert not detector, "This test changes the record: it must ask for `app`."


@pytest.fixture
def people(app: Flask, monkeypatch: pytest.MonkeyPatch) -> People:
    """A browser for each role in the shipped debate: `people.owner`, `.editor`, `.contributor`, `.reader`, `.stranger`."""
    monkeypatch.setenv(visitors.OWNER_TOKEN_VARIABLE, OWNER_TOKEN)
    return of_every_role(app)
