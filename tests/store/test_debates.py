"""Debates as wholes: copied with their history or without, closed to changes, deleted, put back and removed for good."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from stances.errors import ClosedError, ForbiddenError, GoneError, NotFoundError, RefusedError, StancesError
from stances.formats import find_format
from stances.record.entries import Debate
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.store import access, bin, debates, proposals
from stances.store.archives import write_archive
from stances.store.changes import Drop, Put, apply_edits
from stances.store.database import Database, Session
from stances.store.history import list_changesets, record_at
from stances.store.importing import load_file
from stances.store.snapshots import Snapshots
from tests.support.databases import store
from tests.support.small_debate import argued, claim

BY = proposals.Proposer("Conrad")
NOW = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture
def record(database: Database) -> Record:
    """A debate with a history and a proposal."""
    first = store(database, argued())
    with database.write_session() as session:
        second = apply_edits(session, first, [Put(claim("new"))], who="Edith", why="a new one")
        proposals.propose(session, second, [Put(claim("newer"))], BY, "better")
    return second


def current(database: Database, slug: str = "small") -> Record:
    with database.read_session() as session:
        return Snapshots().current(session, slug)


def said(record: Record) -> list[Any]:
    return [record.debate.title, *record.entries()]


# --- closed to changes ---


def set_closed(database: Database, closed: bool) -> Record:
    with database.write_session() as session:
        return debates.set_closed(session, Snapshots().current(session, "small"), closed, who="Olga")


CHANGES: dict[str, Callable[[Session, Record], object]] = {
    "an edit": lambda session, shown: apply_edits(session, shown, [Put(claim("x"))], who="E", why=""),
    "a deletion": lambda session, shown: apply_edits(
        session, shown, [Drop(Kind.CLAIM, "new")], who="E", why=""
    ),
    "opening": lambda session, shown: apply_edits(
        session, shown, [Put(shown.debate.model_copy(update={"closed": False}))], who="E", why=""
    ),
    "a proposal": lambda session, shown: proposals.propose(session, shown, [Put(claim("x"))], BY, ""),
    "accepting": lambda session, shown: proposals.accept(
        session, shown, (one := proposals.list_open(session, "small")[0]), one.edits, by="E"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_closed_debate_takes_no_change_until_it_is_opened_again(
    database: Database, record: Record, change: Callable[[Session, Record], object]
) -> None:
    closed = set_closed(database, True)
    with pytest.raises(ClosedError, match="closed to changes"), database.write_session() as session:
        change(session, closed)
    assert current(database).revision == closed.revision
    opened = set_closed(database, False)
    assert said(opened) == said(record)
    with database.write_session() as session:
        apply_edits(session, opened, [Put(claim("late"))], who="Edith", why="")
        history = list_changesets(session, "small", 99, 3, 1)
    assert [change.why for change in history][1:] == [
        "reopened the debate to changes",
        "closed the debate to changes",
    ]


def test_an_edit_closes_no_debate(database: Database, record: Record) -> None:
    """Whoever may edit could send the key in a form of their own."""
    closing = Put(record.debate.model_copy(update={"closed": True}))
    with pytest.raises(ForbiddenError, match="settings"), database.write_session() as session:
        apply_edits(session, record, [closing], who="Edith", why="")


def test_that_a_debate_is_closed_goes_along_in_files_and_archives(
    database: Database, record: Record, tmp_path: Path
) -> None:
    closed = set_closed(database, True)
    for form in map(find_format, ("json", "yaml")):
        assert form.loads(form.encode(closed).decode(), "x").debate.closed
        assert b"closed" not in form.encode(record)
    with database.read_session() as session:
        (tmp_path / "a.json").write_bytes(write_archive(session, "small"))
    delete(database)
    with database.write_session() as session:
        bin.remove_expired(session, NOW + timedelta(days=31))
        load_file(session, tmp_path / "a.json")
    assert current(database) == closed


# --- copies ---


def copy(database: Database, record: Record, slug: str = "copied", *, history: bool) -> Record:
    debate = Debate.model_validate({**record.debate.to_dict(), "slug": slug, "title": "A copy"})
    with database.write_session() as session:
        return debates.copy(
            session, record, debate.model_copy(update={"closed": False}), history=history, who="Olga"
        )


@pytest.mark.parametrize("history", [True, False])
def test_a_copy_says_the_same_under_another_title_and_is_apart(
    database: Database, record: Record, history: bool
) -> None:
    with database.write_session() as session:
        access.set_public(session, "small", False)
    closed = set_closed(database, True)
    copied = copy(database, closed, history=history)
    assert said(copied) == said(current(database, "copied")) == ["A copy", *record.entries()]
    with database.write_session() as session:
        last = apply_edits(session, copied, [Put(claim("more"))], who="Edith", why="more")
        history_of_copy = list_changesets(session, "copied", last.revision, 99, 1)
        assert history_of_copy[1].why == "copied from “A small debate”" or history_of_copy[1].why.startswith(
            "copied from"
        )
        assert len(proposals.list_open(session, "copied")) == history
        assert not session.execute(sa.text("SELECT public FROM debate WHERE slug = 'copied'")).scalar()
        if history:
            assert said(record_at(session, last, record.revision)) == said(record)
            write_archive(session, "copied")
    assert len(history_of_copy) == (5 if history else 2)
    assert said(current(database)) == said(closed)


# --- the bin ---


def delete(database: Database, slug: str = "small", at: datetime = NOW) -> None:
    table = SQLModel.metadata.tables["debate"]
    with database.write_session() as session:
        bin.delete_debate(session, slug, who="Olga")
        session.execute(sa.update(table).where(table.c.slug == slug).values(deleted_at=at))


def test_a_deleted_debate_is_out_of_sight_and_comes_back_as_it_was(
    database: Database, record: Record
) -> None:
    with database.write_session() as session:
        code = access.create_invitation(session, "small", Role.READER, days=1, limit=5, by="A")
    delete(database)
    with database.read_session() as session:
        assert (debates.list_debates(session), debates.find_only_debate(session)) == ([], None)
        assert not debates.is_empty(session)  # the shipped debates are not loaded for it
        (deleted,) = bin.list_deleted(session)
        assert (deleted.slug, deleted.deleted_by) == ("small", "Olga")
        assert deleted.kept_until - deleted.deleted_at == timedelta(days=30)
        for asked in (
            lambda: bin.require_kept(session, "small"),
            lambda: access.find_open_invitation(session, code),
        ):
            with pytest.raises(GoneError, match="restore it"):
                asked()
    with database.write_session() as session:
        bin.put_back(session, "small")
        with pytest.raises(NotFoundError):
            bin.put_back(session, "small")
        bin.require_kept(session, "small")
    assert said(current(database)) == said(record)


def test_the_slug_of_a_deleted_debate_is_not_free(database: Database, record: Record, tmp_path: Path) -> None:
    delete(database)
    path = tmp_path / "small.yaml"
    path.write_bytes(find_format("yaml").encode(record))
    attempts: list[tuple[type[StancesError], Callable[[Session], object]]] = [
        (RefusedError, lambda session: debates.create(session, record.debate, who="A", why="")),
        (RefusedError, lambda session: debates.copy(session, record, record.debate, history=True, who="A")),
        (GoneError, lambda session: load_file(session, path, update=True)),
    ]
    for kind, attempt in attempts:
        with pytest.raises(kind, match="deleted"), database.write_session() as session:
            attempt(session)


def test_what_was_deleted_thirty_days_ago_is_removed_for_good_and_nothing_else(
    database: Database, record: Record
) -> None:
    with database.write_session() as session:
        code = access.create_invitation(session, "small", Role.CONTRIBUTOR, days=1, limit=5, by="A")
        joined, _ = access.join(session, code, "Conrad")
        proposals.propose(session, record, [Put(claim("x"))], proposals.Proposer("Conrad", joined.id), "")
    for slug in ("kept", "recent"):
        copy(database, record, slug, history=True)
    delete(database, "recent", NOW - timedelta(days=29, hours=23))
    delete(database, "small", NOW - timedelta(days=30, hours=1))
    with database.write_session() as session:
        assert bin.remove_expired(session, NOW) == ["small"]
        assert bin.remove_expired(session, NOW) == []
        debates.create(session, record.debate, who="A", why="again")
    assert [*current(database).entries()] == []
    assert said(current(database, "kept")) == ["A copy", *record.entries()]
    with database.read_session() as session:
        assert [one.slug for one in bin.list_deleted(session)] == ["recent"]


def test_a_server_removes_what_is_over_and_says_so(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    store(sqlite, argued())
    delete(sqlite, at=datetime(2020, 1, 1, tzinfo=UTC))
    stopped, forgotten = threading.Event(), list[str]()
    stopped.set()
    sqlite.do_daily_work(stopped, forgotten.append)
    assert forgotten == ["small"]
    assert "“small” was deleted thirty days ago and has been removed for good" in caplog.text
