"""A site whose debate others change while pages of it are open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from stances.record.record import Record
from stances.store.changes import Edit, Put, apply_edits
from stances.store.database import Database, open_database
from stances.store.snapshots import Snapshots
from tests.browser.server import serving
from tests.support.people import DEBATE, HOME, OWNER_TOKEN

KEPT = "window.kept = 'since the page was loaded'"


class Seminar:
    """A site and its database, which `makes` and `rewords` change as another process would."""

    def __init__(self, address: str, database: Database) -> None:
        self.address = address
        self.database = database

    def page(self, path: str) -> str:
        return f"{self.address}{HOME}{path}"

    def record(self) -> Record:
        with self.database.read_session() as session:
            return Snapshots().current(session, DEBATE)

    def makes(self, *edits: Edit, who: str = "Anna") -> int:
        with self.database.write_session() as session:
            record = Snapshots().current(session, DEBATE)
            return apply_edits(session, record, edits, who=who, why="a test").revision

    def rewords(self, slug: str, text: str, who: str = "Anna") -> int:
        """A claim says something else, which stands for it everywhere: it has no title."""
        claim = self.record().claims[slug].model_copy(update={"text": text, "title": None})
        return self.makes(Put(claim), who=who)


@contextmanager
def serve_seminar(folder: Path, port: int | None = None) -> Iterator[Seminar]:
    with serving(folder, port, STANCES_OWNER_TOKEN=OWNER_TOKEN) as address:
        database = open_database(f"sqlite:///{folder / 'stances.db'}")
        try:
            yield Seminar(address, database)
        finally:
            database.close()


def open_live(page: Page, address: str) -> None:
    """Go to a page, and wait until its stream is open."""
    with page.expect_response(lambda response: "/live?" in response.url):
        page.goto(address)
    page.evaluate(KEPT)


def never_reloaded(page: Page) -> bool:
    """Whether this is still the page that was opened, never loaded again."""
    return page.evaluate("Boolean(window.kept)") is True
