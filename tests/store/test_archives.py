"""An archive takes a debate to another server with its history, its numbers and its proposals, or is refused whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from stances.errors import BadRequestError
from stances.formats import FormatError, find_format
from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.store import access, proposals
from stances.store.archives import write_archive
from stances.store.changes import Drop, Put, apply_edits, plan_deletion
from stances.store.database import Database, open_database
from stances.store.history import list_changesets, record_at
from stances.store.importing import load_file
from stances.store.site_tables import InvitationRow, VisitorSessionRow
from stances.store.snapshots import Snapshots
from tests.support.databases import store
from tests.support.small_debate import argued, claim

EARLIER = 3


@pytest.fixture
def archive(database: Database, tmp_path: Path) -> Path:
    """The archive of a debate that was changed, with a deletion, and of which somebody proposes something."""
    first = store(database, argued())
    with database.write_session() as session:
        access.set_public(session, "small", False)
        second = apply_edits(session, first, [Put(claim("new"))], who="Édith", why="a new one")
        third = apply_edits(
            session, second, plan_deletion(second, second.claims["objection"]).edits, who="Bob", why="wrong"
        )
        fourth = apply_edits(session, third, [Put(claim("objection", "bob"))], who="Bob", why="right")
        code = access.create_invitation(session, "small", Role.CONTRIBUTOR, days=1, limit=5, by="A")
        joined, _ = access.join(session, code, "Conrad")
        by = proposals.Proposer("Conrad", joined.id)
        for text in ("A text.", "Another text."):
            changed = fourth.claims["thesis"].model_copy(update={"text": text})
            proposals.propose(session, fourth, [Put(changed)], by, "better")
        last = proposals.list_open(session, "small")[-1]
        proposals.decline(session, last, by="Édith", answer="No.")
    return write(database, tmp_path / "small.archive.json")


def write(database: Database, path: Path) -> Path:
    with database.read_session() as session:
        path.write_bytes(write_archive(session, "small"))
    return path


def state(database: Database, revision: int | None = None) -> Record:
    with database.read_session() as session:
        now = Snapshots().current(session, "small")
        return now if revision is None else record_at(session, now, revision)


def exported(database: Database, revision: int | None = None) -> str:
    return find_format("json").encode(state(database, revision)).decode()


def take_over(archive: Path, address: str) -> Database:
    """Another server, which has a debate of its own already."""
    other = open_database(address)
    store(other, Record.from_entries(argued().debate.model_copy(update={"slug": "own"}), argued().entries()))
    with other.write_session() as session:
        load_file(session, archive)
    return other


def test_another_server_takes_over_every_state_under_its_number(
    archive: Path, database: Database, tmp_path: Path
) -> None:
    with closing(take_over(archive, f"sqlite:///{tmp_path / 'other.db'}")) as other:
        assert state(other).revision == state(database).revision
        assert exported(other) == exported(database)
        first = len([argued().debate, *argued().entries()])
        for revision in range(first, state(database).revision + 1):
            assert exported(other, revision) == exported(database, revision)
        with database.read_session() as here, other.read_session() as there:
            histories = [list_changesets(session, "small", 10**6, 99, 99) for session in (here, there)]
            assert histories[0] == histories[1]


def test_what_is_archived_again_is_the_same(archive: Path, tmp_path: Path) -> None:
    with closing(take_over(archive, f"sqlite:///{tmp_path / 'other.db'}")) as other:
        again = write(other, tmp_path / "again.json")
    assert again.read_bytes() == archive.read_bytes()


def test_what_was_proposed_comes_along_and_who_had_joined_does_not(archive: Path, tmp_path: Path) -> None:
    with (
        closing(take_over(archive, f"sqlite:///{tmp_path / 'other.db'}")) as other,
        other.read_session() as session,
    ):
        assert [(p.proposer.name, p.proposer.session) for p in proposals.list_open(session, "small")] == [
            ("Conrad", None)
        ]
        assert [p.answer for p in proposals.list_decided(session, "small")] == ["No."]
        for table in (InvitationRow, VisitorSessionRow):
            assert session.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0
        status = access.VisitorStatusQuery(other.engine)
        with closing(status):
            found = status.fetch("small")
            assert found is not None
            assert not found.public


def test_either_kind_of_database_takes_an_archive_over(database: Database, tmp_path: Path) -> None:
    with closing(open_database(f"sqlite:///{tmp_path / 'source.db'}")) as source:
        first = store(source, argued())
        with source.write_session() as session:
            apply_edits(session, first, [Put(claim("new"))], who="Édith", why="a new one")
        path, before = write(source, tmp_path / "small.json"), exported(source)
    with database.write_session() as session:
        load_file(session, path)
    assert exported(database) == before
    assert write(database, tmp_path / "again.json").read_bytes() == path.read_bytes()
    now = state(database)
    with database.write_session() as session:
        assert apply_edits(session, now, [Put(claim("more"))], who="C", why="").revision == now.revision + 1


def test_saving_goes_on_from_the_last_number(archive: Path, tmp_path: Path) -> None:
    with closing(take_over(archive, f"sqlite:///{tmp_path / 'other.db'}")) as other:
        last = state(other)
        with other.write_session() as session:
            assert (
                apply_edits(session, last, [Put(claim("more"))], who="C", why="").revision
                == last.revision + 1
            )
            own = Snapshots().current(session, "own")
            assert (
                apply_edits(session, own, [Put(claim("more"))], who="C", why="").revision == own.revision + 1
            )


def test_a_debate_that_is_here_is_not_overwritten(archive: Path, database: Database) -> None:
    before = exported(database)
    with (
        pytest.raises(BadRequestError, match=r"here already.*whole or not at all"),
        database.write_session() as session,
    ):
        load_file(session, archive)
    assert exported(database) == before


def change_text(data: dict[str, Any]) -> None:
    data["record"]["claims"][0]["text"] = "Something that nobody wrote."


def skip_revision(data: dict[str, Any]) -> None:
    del data["revisions"][-2]


def swap_numbers(data: dict[str, Any]) -> None:
    data["revisions"][1]["number"] = data["revisions"][0]["number"]


def forge_before(data: dict[str, Any]) -> None:
    data["revisions"][-1]["before"] = data["revisions"][-1]["after"]


def add_key(data: dict[str, Any]) -> None:
    data["revisions"][0]["password"] = "x"


def break_date(data: dict[str, Any]) -> None:
    data["revisions"][0]["at"] = "yesterday"


def break_entry(data: dict[str, Any]) -> None:
    data["revisions"][1]["after"]["name"] = ["a", "list"]


def break_proposal(data: dict[str, Any]) -> None:
    data["proposals"][0]["edits"] = [{"kind": "claim"}]


def lengthen_name(data: dict[str, Any]) -> None:
    data["revisions"][0]["who"] = "x" * 301


def drop_all(data: dict[str, Any]) -> None:
    data["revisions"] = []


def name_newer(data: dict[str, Any]) -> None:
    data["format"] = "stances-archive/2"


BREAKS = [
    *(change_text, skip_revision, swap_numbers, forge_before, add_key, break_date, break_entry),
    *(break_proposal, lengthen_name, drop_all, name_newer),
]


@pytest.mark.parametrize("damage", BREAKS)
def test_an_archive_that_was_tampered_with_is_refused_and_nothing_is_loaded(
    damage: Callable[[dict[str, Any]], None], sqlite: Database, tmp_path: Path
) -> None:
    store(sqlite, argued())
    with sqlite.write_session() as session:
        record = Snapshots().current(session, "small")
        record = apply_edits(session, record, [Put(claim("new"))], who="A", why="")
        proposals.propose(session, record, [Drop(claim("new").kind_name, "new")], proposals.Proposer("B"), "")
        changed = record.claims["new"].model_copy(update={"text": "Changed."})
        apply_edits(session, record, [Put(changed)], who="A", why="")
    path = write(sqlite, tmp_path / "small.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    damage(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    with closing(open_database(f"sqlite:///{tmp_path / 'other.db'}")) as other:
        with pytest.raises(FormatError, match=r"Nothing was loaded"), other.write_session() as session:
            load_file(session, path)
        with other.read_session() as session:
            assert session.execute(sa.text("SELECT count(*) FROM debate")).scalar() == 0


@pytest.mark.parametrize("text", ["", "[" * 100_000, '{"x": ' * 50_000, "}", "\0"])
def test_what_only_begins_like_an_archive_is_refused(text: str, sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"format": "stances-archive/1", ' + text)
    with pytest.raises(FormatError, match=r"Nothing was loaded"), sqlite.write_session() as session:
        load_file(session, tmp_path / "bad.json")
