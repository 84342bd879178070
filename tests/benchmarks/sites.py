"""The whole site over a database of its own, the bare Flask views that it is compared with, and a way to ask either."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response
from sqlmodel import Session
from werkzeug.test import EnvironBuilder

from stances.figures.map.render import MapRenderer
from stances.record.record import Record
from stances.store.changes import Put, apply_edits
from stances.store.database import open_database
from stances.store.importing import list_shipped_files, load_file
from stances.web.app import create_app
from stances.web.core.site import Site

SHIPPED = next(path for path in list_shipped_files() if path.stem == "left-opposition-1928")
PAGE = f"/debates/{SHIPPED.stem}/disputes/left-turn"


class Reader:
    """Asks one address again and again, as a server would: a WSGI call, the body read to its end, the response closed."""

    def __init__(self, app: Flask, path: str, expected: HTTPStatus = HTTPStatus.OK, **headers: str) -> None:
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        self._environ = EnvironBuilder(path, headers=named).get_environ()
        self._app = app
        self._expected = expected
        self.headers: dict[str, str] = {}

    def __call__(self) -> bytes:
        parts = self._app(self._environ.copy(), self._start)
        with closing(parts):  # type: ignore[type-var]
            return b"".join(parts)

    def _start(self, status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
        if not status.startswith(str(int(self._expected))):
            raise RuntimeError(f"{self._environ['PATH_INFO']} answered {status}")
        self.headers = dict(headers)
        return lambda _: None


@contextmanager
def database(fill: Callable[[Session], object]) -> Iterator[str]:
    """The address of a filled database in a folder of its own, closed again: one process must not open a file twice."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'stances.db'}"
        opened = open_database(url)
        try:
            with opened.write_session() as session:
                fill(session)
        finally:
            opened.close()
        yield url


def load_shipped(session: Session) -> None:
    load_file(session, SHIPPED)


@contextmanager
def _site(fill: Callable[[Session], object]) -> Iterator[Flask]:
    with database(fill) as url:
        app = create_app({"DATABASE_URL": url})
        try:
            yield app
        finally:
            site_of(app).close()


def shipped_site() -> AbstractContextManager[Flask]:
    """The site with the shipped debate."""
    return _site(load_shipped)


def site_with(record: Record) -> AbstractContextManager[Flask]:
    """The site with one debate."""
    edits = [Put(record.debate), *(Put(entry) for entry in record.entries())]
    return _site(lambda session: apply_edits(session, None, edits, who="the benchmark", why="a sample"))


def site_with_nothing() -> AbstractContextManager[Flask]:
    """The site before anybody has started a debate."""
    return _site(lambda _: None)


def site_of(app: Flask) -> Site:
    site: Site = app.extensions["stances"]
    return site


def forget_pages(app: Flask) -> None:
    """Pages are made afresh from now on; the snapshot of the debate is kept, as it is between two edits."""
    site_of(app).forget_pages()


def forget_maps(app: Flask) -> None:
    """Maps are laid out and drawn afresh as well."""
    forget_pages(app)
    site_of(app).map_renderer = MapRenderer(site_of(app).layout.render)


def bare_view(content: bytes, content_type: str) -> Reader:
    """What Flask alone takes to answer with these bytes."""
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/", "bytes", lambda: Response(content, content_type=content_type))
    return Reader(app, "/")
