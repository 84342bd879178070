"""Word of changes as they happen: the revision table, waited for.

Whoever listens asks for what came after the revision they know, so nothing is missed however late they ask. A change
made in this process is heard of at once; one that another process made, within a second, by looking at the table. One
thread looks for all who listen, and only while somebody does. No session is held while waiting.
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

from stances.record.entries import MODELS, Entry, Stance
from stances.record.record import Record
from stances.store.database import Database
from stances.store.site_tables import RevisionRow
from stances.store.snapshots import Snapshots

POLL_SECONDS = 1.0
MAX_LISTENERS = 400
"""Streams open at once; each takes a thread and no more."""

MAX_BACKLOG = 300
"""Revisions that are told of to somebody who has been away; of what is older they hear nothing, but their page is fresh."""

MAX_CACHED = 64


@dataclass(frozen=True)
class ChangedEntry:
    """One record that a change created, changed or deleted, and what people call it."""

    action: str
    entry: Entry
    label: str


@dataclass(frozen=True)
class ActivityItem:
    """One act of saving; `revision` is the last that it made."""

    revision: int
    who: str
    why: str
    at: datetime
    changed_entries: tuple[ChangedEntry, ...]


class ActivityFeed:
    """Waiting for changes, and what they were; one a site, safe to use from several threads."""

    def __init__(self, database: Database, snapshots: Snapshots) -> None:
        self._database = database
        self._snapshots = snapshots
        self._changed = threading.Condition()
        self._newest = 0
        self._listeners = 0
        self._closed = False
        self._poller: threading.Thread | None = None
        self._cache_lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, int, int], tuple[ActivityItem, ...]] = OrderedDict()

    @property
    def newest(self) -> int:
        """The last revision of any debate that has been heard of."""
        return self._newest

    def announce(self, revision: int) -> None:
        """Wake those who wait: this revision has been committed."""
        with self._changed:
            if revision > self._newest:
                self._newest = revision
                self._changed.notify_all()

    def wait_for_newer(self, known: int, seconds: float) -> int:
        """Wait for a revision past the one known, no longer than so many seconds; the newest, whichever it is."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest > known or self._closed, seconds)
            return self._newest

    @contextmanager
    def listen(self) -> Iterator[bool]:
        """A place among those who listen; False when all are taken."""
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
        """Let everybody go who still waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def items_since(self, debate: str, revision: int) -> tuple[ActivityItem, ...]:
        """What changed in a debate after a revision, oldest first. Read once, however many ask."""
        name = (debate, revision, self._newest)
        with self._cache_lock:
            if name not in self._cache:
                with self._database.read_session() as session:
                    self._cache[name] = tuple(self._read_items(session, debate, revision))
                if len(self._cache) > MAX_CACHED:
                    self._cache.popitem(last=False)
            return self._cache[name]

    def poll(self) -> None:
        """Ask the table whether anything is new: how a change made elsewhere is heard of."""
        with self._database.read_session() as session:
            newest = session.execute(sa.select(sa.func.max(RevisionRow.id))).scalar()
        self.announce(newest or 0)

    def _start_polling(self) -> None:
        if self._poller is None:
            self._poller = threading.Thread(
                target=self._keep_polling, name="looking for changes", daemon=True
            )
            self._poller.start()

    def _keep_polling(self) -> None:
        while True:
            with suppress(sa.exc.SQLAlchemyError):  # out of reach for now: whoever reads a page is told so
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
                .where(table.debate == debate, table.id > revision)
                .order_by(table.id.desc())
                .limit(MAX_BACKLOG)
            )
            .scalars()
            .all()
        )
        record = self._snapshots.current(session, debate) if rows else None
        for _, made in groupby(reversed(rows), key=lambda row: row.change):
            together = list(made)
            last = together[-1]
            touched = tuple(_changed_entry(row, record) for row in together)
            yield ActivityItem(last.id, last.who, last.why, last.at, touched)


def _changed_entry(row: Any, record: Record | None) -> ChangedEntry:
    done = "deleted" if row.after is None else "changed" if row.before else "added"
    entry = MODELS[row.kind].model_validate(row.after or row.before)
    return ChangedEntry(done, entry, _entry_name(entry, record))


def _entry_name(entry: Entry, record: Record | None) -> str:
    """A stance has no name of its own: it is somebody's, on something."""
    if not isinstance(entry, Stance) or record is None:
        return entry.label
    who, what = record.participants.get(entry.participant), record.disputes.get(entry.dispute)
    return f"{who.label if who else entry.participant} on {what.title if what else entry.dispute}"
