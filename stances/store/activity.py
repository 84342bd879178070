"""Changes to a debate as they happen, for pages that are open.

A listener asks for everything after the revision it knows, so nothing is missed. Changes made in this process are announced
at once; those of other processes, and changes of who may read, are found by polling twice a second, in one thread, while
anybody listens.
No session is held while waiting.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from stances.errors import StoreError
from stances.record.entries import Entry, Stance
from stances.record.kinds import MODELS
from stances.record.record import Record
from stances.record.wording import entry_name
from stances.store import wording
from stances.store.database import Database
from stances.store.site_tables import RevisionRow, VisitorSessionRow
from stances.store.snapshots import Snapshots
from stances.store.tables import DebateRow

POLL_SECONDS = 0.5
MAX_LISTENERS = 400
"""How many streams may be open at once; each takes a thread."""

MAX_BACKLOG = 300
"""How many revisions a listener who was away is sent at most. Older ones are dropped; the page itself is read anew."""

MAX_CACHED = 64


@dataclass(frozen=True)
class ChangedEntry:
    """One record that a change added, changed or deleted, and its name for people."""

    action: str
    entry: Entry
    label: str


@dataclass(frozen=True)
class ActivityItem:
    """One save; `revision` is the last that it made."""

    revision: int
    who: str
    why: str
    at: datetime
    changed_entries: tuple[ChangedEntry, ...]


class ActivityFeed:
    """Waits for changes and reads them; one a site, thread-safe."""

    def __init__(self, database: Database, snapshots: Snapshots) -> None:
        self._database = database
        self._snapshots = snapshots
        self._changed = threading.Condition()
        self._newest: dict[str, int] = {}
        self._last_row = 0
        self._rights: Any = None
        self._poll_lock = threading.Lock()
        self._listeners = 0
        self._closed = False
        self._poller: threading.Thread | None = None
        self._cache_lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, int, int], tuple[ActivityItem, ...]] = OrderedDict()

    def newest(self, debate: str) -> int:
        """The newest revision of a debate that this process knows of."""
        return self._newest.get(debate, 0)

    def announce(self, debate: str, revision: int) -> None:
        """Wake everybody who waits: this revision has been committed."""
        with self._changed:
            if revision > self.newest(debate):
                self._newest[debate] = revision
                self._changed.notify_all()

    def forget(self, debate: str) -> None:
        """Forget what is known of a debate, whose revisions may begin anew."""
        with self._changed:
            self._newest.pop(debate, None)
        with self._cache_lock:
            self._cache.clear()

    def mark(self, debate: str) -> tuple[int, object]:
        """What is known of a debate by now, for `wait_for_newer`: its newest revision, and who may read what."""
        return self.newest(debate), self._rights

    def wait_for_newer(self, debate: str, mark: tuple[int, object], seconds: float) -> None:
        """Block until there is more to know of the debate than at `mark`, at most `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self.mark(debate) != mark or self._closed, seconds)

    @contextmanager
    def listen(self) -> Iterator[bool]:
        """Count as a listener while the block runs; yields False if there are `MAX_LISTENERS` already."""
        with self._changed:
            admitted = self._listeners < MAX_LISTENERS and not self._closed
            if admitted:
                self._listeners += 1
                self._start_polling()
        try:
            yield admitted
        finally:
            if admitted:
                with self._changed:
                    self._listeners -= 1

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def listeners(self) -> int:
        return self._listeners

    def close(self) -> None:
        """Wake everybody who waits, for good."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def items_since(self, debate: str, revision: int) -> tuple[ActivityItem, ...]:
        """What changed in a debate after a revision, oldest first. Cached, because all listeners ask for the same."""
        key = (debate, revision, self.newest(debate))
        with self._cache_lock:
            if key not in self._cache:
                with self._database.read_session() as session:
                    self._cache[key] = tuple(self._read_items(session, debate, revision))
                if len(self._cache) > MAX_CACHED:
                    self._cache.popitem(last=False)
            return self._cache[key]

    def poll(self) -> None:
        """Look in the database for changes that other processes made, and for who may read."""
        table: Any = RevisionRow
        latest = sa.select(table.debate, sa.func.max(table.number), sa.func.max(table.id))
        with self._poll_lock:  # who comes second must not go on before what the first has found is announced
            with self._database.read_session() as session:
                rows = session.execute(latest.where(table.id > self._last_row).group_by(table.debate)).all()
                rights = read_rights(session)
            with self._changed:
                if rights != self._rights:
                    self._rights = rights
                    self._changed.notify_all()
            for debate, number, row in rows:
                self.announce(debate, number)
                self._last_row = max(self._last_row, row)

    def _start_polling(self) -> None:
        if self._poller is None:
            self._poller = threading.Thread(
                target=self._keep_polling, name="looking-for-changes", daemon=True
            )
            self._poller.start()

    def _keep_polling(self) -> None:
        while True:
            # out of reach for now: whoever opens a page sees the error
            with suppress(sa.exc.SQLAlchemyError, StoreError):
                self.poll()
            with self._changed:
                self._changed.wait_for(lambda: self._closed, POLL_SECONDS)
                if self._closed or not self._listeners:
                    self._poller = None
                    return

    def _read_items(self, session: Session, debate: str, revision: int) -> Iterator[ActivityItem]:
        table: Any = RevisionRow
        rows = (
            session.execute(
                sa.select(table)
                .where(table.debate == debate, table.number > revision)
                .order_by(table.number.desc())
                .limit(MAX_BACKLOG)
            )
            .scalars()
            .all()
        )
        record = self._snapshots.current(session, debate) if rows else None
        for _, group in groupby(reversed(rows), key=lambda row: row.change):
            changeset = list(group)
            last = changeset[-1]
            changed_entries = tuple(_changed_entry(row, record) for row in changeset)
            yield ActivityItem(last.number, last.who, last.why, last.at, changed_entries)


def read_rights(session: Session) -> tuple[object, ...]:
    """What is another once a session has ended or a debate was opened, closed, deleted or removed."""
    visitor_session: Any = VisitorSessionRow
    debate: Any = DebateRow
    ended = sa.select(sa.func.count()).where(visitor_session.ended_at.is_not(None))
    debates = sa.select(debate.slug, debate.public, debate.deleted_at).order_by(debate.slug)
    return (session.execute(ended).scalar_one(), *map(tuple, session.execute(debates)))


def _changed_entry(row: Any, record: Record | None) -> ChangedEntry:
    action = "deleted" if row.after is None else "changed" if row.before else "added"
    entry = MODELS[row.kind].model_validate(row.after or row.before)
    return ChangedEntry(action, entry, _entry_name(entry, record))


def _entry_name(entry: Entry, record: Record | None) -> str:
    """What the entry is called; a stance by its participant and dispute."""
    if record is None:
        return entry.label
    return wording.name_stance(entry, record) if isinstance(entry, Stance) else entry_name(entry, record)
