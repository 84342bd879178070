"""What the requests of a site share (`Site`), and what one request is about: its session, debate and revision."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, Response, current_app, g

from stances.cache import PageCache
from stances.figures.map.layout.graphviz import LayoutPool
from stances.figures.map.render import MapRenderer
from stances.publishing.handout_section import SectionCache
from stances.record.record import Record
from stances.store.access import VisitorStatusQuery
from stances.store.activity import ActivityFeed
from stances.store.database import Database, Session
from stances.store.debates import RevisionTimeQuery
from stances.store.history import record_at
from stances.store.snapshots import RevisionNumberQuery, Snapshots
from stances.web.core.making import FigureMaker


class Site:
    """The objects that outlive a request: the database, snapshots, layout processes and caches."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.snapshots = Snapshots()
        self.activity = ActivityFeed(database, self.snapshots)
        self.revisions = RevisionNumberQuery(database.engine)
        self.revision_times = RevisionTimeQuery(database.engine)
        self.visitor_statuses = VisitorStatusQuery(database.engine)
        self.layout = LayoutPool()
        self.map_renderer = MapRenderer(self.layout.render)
        self.handout_sections = SectionCache()
        self.maker = FigureMaker()
        self.forget_pages()

    def forget_pages(self) -> None:
        """Start with empty caches of pages, of figures and files, and of what is of earlier states: none pushes out another."""
        self.pages: PageCache[Response] = PageCache()
        self.figures: PageCache[Response] = PageCache()
        self.old_pages: PageCache[Response] = PageCache(max_bytes=24_000_000)

    def forget_debate(self, debate: str) -> None:
        """Forget all that is in memory of a debate which was removed for good: another may get its slug."""
        self.snapshots.forget(debate)
        self.activity.forget(debate)
        self.forget_pages()
        self.maker.renew()

    def make_in_processes(self) -> None:
        """Make figures and files in processes of their own from now on."""
        self.maker.use_processes(self.database.engine.url.render_as_string(hide_password=False))

    def attach(self, app: Flask) -> None:
        """Make it the site of this application, for `site()`."""
        app.extensions["stances"] = self

    def close(self) -> None:
        """End the streams, close the database, and end the processes that draw, which may take longer."""
        self.activity.close()
        self.revisions.close()
        self.revision_times.close()
        self.visitor_statuses.close()
        self.database.close()
        self.maker.close()
        self.layout.close()


def site() -> Site:
    """The site of the current application."""
    state: Site = current_app.extensions["stances"]
    return state


def session() -> Session:
    """This request's session, opened at the first call."""
    if "session" not in g:
        g.session = site().database.session()
    current: Session = g.session
    return current


def close_session(_: BaseException | None = None) -> None:
    """Close this request's session, if it was opened."""
    if (current := g.pop("session", None)) is not None:
        current.close()


def release_connection() -> None:
    """Give this request's connection back to the pool, which has few, before it waits for something."""
    if "session" in g:
        g.session.rollback()


def revision() -> int:
    """The number of the debate's last revision; most requests have read it with the visitor's status already."""
    if "revision" not in g:
        g.revision = site().revisions.fetch(g.debate)
    number: int = g.revision
    return number


def record() -> Record:
    """The debate that this request is about; in an earlier state, if the address says so."""
    if "record" not in g:
        snapshots = site().snapshots
        current = snapshots.find_cached(g.debate, revision()) or snapshots.current(session(), g.debate)
        point = g.get("as_of")
        g.record = current if point is None else record_at(session(), current, point)
    snapshot: Record = g.record
    return snapshot


def revised_at() -> datetime | None:
    """When the debate that this request is about was last changed; not asked for where something went wrong (`g.has_failed`)."""
    if g.get("has_failed"):
        return None
    shown = record()
    return site().revision_times.fetch(shown.debate.slug, shown.revision)
