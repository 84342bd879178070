"""What one running site shares: the database, the snapshots, the drawing of maps, and pages already made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, request

from stances.cache import Pages
from stances.errors import NotFoundError
from stances.figures.map.layout.graphviz import LayoutPool
from stances.figures.map.render import MapStudio
from stances.publishing.handout_section import Sections
from stances.record.record import Record
from stances.store import debates
from stances.store.access import Standings
from stances.store.activity import Feed
from stances.store.database import Database, Session
from stances.store.history import as_it_stood
from stances.store.snapshots import RevisionNumbers, Snapshots


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
        self.pages: Pages[Response] = Pages()

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
