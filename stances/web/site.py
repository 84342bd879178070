"""What one running site shares: the database, the snapshots, the drawing of maps, and pages already made.

A page of an unchanged debate is made once: its address and the debate's last revision name its bytes for good, so they serve
as its ETag as well.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from copy import copy
from datetime import datetime
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec

from flask import Flask, Response, current_app, g, make_response, request

from stances.db import Database, Session
from stances.debates import debates
from stances.debates.access import Standings
from stances.debates.history import as_it_stood
from stances.debates.news import Feed
from stances.debates.snapshots import RevisionNumbers, Snapshots
from stances.drawing import MapStudio
from stances.errors import NotFoundError
from stances.handout import Sections
from stances.layout import LayoutPool
from stances.record import Record

P = ParamSpec("P")
PAGES_KEPT = 512
BYTES_KEPT = 96_000_000


class Pages:
    """The most recently used pages, by what names them: so many, so much, and none that would push most others out."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Response] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._making = tuple(Lock() for _ in range(61))

    def made(self, name: tuple[Any, ...], make: Callable[[], Response]) -> Response:
        """The page of this name: made by the first who wants it, while the others wait for that.

        A change wakes everybody who has a page open, and they all come at once.
        """
        if (kept := self.get(name)) is not None:
            return kept
        with self._making[hash(name) % len(self._making)]:
            if (kept := self.get(name)) is not None:
                return kept
            page = make()
            if page.status_code == 200:
                self.keep(name, page)
            return page

    def get(self, name: tuple[Any, ...]) -> Response | None:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def keep(self, name: tuple[Any, ...], page: Response) -> None:
        if _size(page) > BYTES_KEPT // 16:
            return
        with self._lock:
            if (before := self._kept.pop(name, None)) is not None:
                self._bytes -= _size(before)
            self._kept[name] = page
            self._bytes += _size(page)
            while len(self._kept) > PAGES_KEPT or self._bytes > BYTES_KEPT:
                self._bytes -= _size(self._kept.popitem(last=False)[1])


def _size(page: Response) -> int:
    return len(page.get_data())


class Site:
    """Everything that outlives a request."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.snapshots = Snapshots()
        self.feed = Feed(database, self.snapshots)
        self.revisions = RevisionNumbers(database.engine)
        self.standings = Standings(database.engine)
        self.layout = LayoutPool()
        self.studio = MapStudio(self.layout.render)
        self.sections = Sections()
        self.pages = Pages()

    def attach(self, app: Flask) -> None:
        app.extensions["stances"] = self

    def close(self) -> None:
        self.feed.close()
        self.layout.close()
        self.revisions.close()
        self.standings.close()
        self.database.close()


def site() -> Site:
    found: Site = current_app.extensions["stances"]
    return found


def session() -> Session:
    """This request's session, opened when first asked for."""
    if "session" not in g:
        g.session = site().database.session()
    found: Session = g.session
    return found


def close_session(_: BaseException | None = None) -> None:
    if (opened := g.pop("session", None)) is not None:
        opened.close()


def revision() -> int:
    """The number of the last revision of the debate that this request is about; most learn it when they ask who is there."""
    if "revision" not in g:
        g.revision = site().revisions.last(g.debate)
    found: int = g.revision
    return found


def record() -> Record:
    """The debate this request is about: as it stands, or as it stood when the address says so."""
    if "record" not in g:
        snapshots = site().snapshots
        current = snapshots.at(g.debate, revision()) or snapshots.current(session(), g.debate)
        point = g.get("as_of")
        g.record = current if point is None else as_it_stood(session(), current, point)
    found: Record = g.record
    return found


def revised_at() -> datetime | None:
    """When the debate that this request is about was last changed."""
    return debates.revised_at(session(), record().revision)


def known(entries: Any, slug: str, kind: str) -> Any:
    """The entry with this slug. Raises `NotFoundError` with what would help."""
    found = entries.get(slug)
    if found is None:
        raise NotFoundError(
            f"There is no {kind} “{slug}” in this debate. It may have been deleted, or the address is mistyped."
        )
    return found


def wants_fragment() -> bool:
    """htmx asks for a part of a page; its Back button asks for the whole."""
    return request.headers.get("HX-Request-Type") == "partial"


_ADDRESS = (
    "wsgi.url_scheme",
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
)
"""All of a request that its address is made of, untouched: werkzeug takes longer to put it together than to find the page."""


def kept_page(view: Callable[P, Any]) -> Callable[P, Response]:
    """A view of a debate's snapshot and the visitor's role alone: made once for each, with 304 for those who have it.

    The revision is read before the snapshot, so that a page can be newer than its name says, which then nobody asks
    for again, but never older.
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        asked = (wants_fragment(), g.debate, revision(), g.visitor.role)
        name = (*map(request.environ.get, _ADDRESS), *asked)
        return _answer(site().pages.made(name, lambda: _page(view(*args, **kwargs))))

    return answer


def _page(content: Any) -> Response:
    page = make_response(content)
    page.set_etag(hashlib.sha256(page.get_data()).hexdigest()[:32])
    page.vary.add("HX-Request-Type")
    page.headers.setdefault("Cache-Control", "private, no-cache")
    return page


def _answer(page: Response) -> Response:
    """A response of this request's own, with headers of its own, sharing the bytes; without them where the browser has them.

    Werkzeug's `make_conditional` would do as well, at a third of the whole cost of such a response.
    """
    mine = copy(page)
    mine.headers = page.headers.copy()
    held = request.headers.get("If-None-Match")
    if held and (
        held == page.headers["ETag"] or request.if_none_match.contains_weak(page.get_etag()[0] or "")
    ):
        mine.status_code = 304
    return mine
