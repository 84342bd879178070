"""Undoing, putting back, and the debate as it stood: the past is whole, and never rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlmodel import SQLModel

from stances.cli import main
from stances.errors import BadRequestError, NotFoundError, RefusedError
from stances.formats import load_path
from stances.record.entries import Faction
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store.changes import Drop, Edit, Put, apply_edits
from stances.store.database import Database
from stances.store.history import (
    HistoryPoint,
    find_changeset,
    list_changesets,
    list_revisions,
    parse_history_point,
    plan_restore,
    plan_undo,
    record_at,
    undo_reason,
)
from stances.store.site_tables import RevisionRow
from tests.support.databases import read_stored, store
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, link
from tests.support.strategies import records

ONCE = examples(15, HealthCheck.function_scoped_fixture)


def save(database: Database, record: Record, *edits: Edit, who: str = "Ann", why: str = "a change") -> Record:
    with database.write_session() as session:
        return apply_edits(session, record, edits, who=who, why=why)


def undone(database: Database, record: Record, revision: int) -> Record:
    with database.read_session() as session:
        edits = plan_undo(session, record, revision)
    return save(database, record, *edits, why="undid: it")


def stood(database: Database, record: Record, point: HistoryPoint) -> Record:
    with database.read_session() as session:
        return record_at(session, record, point)


def reworded(record: Record, slug: str, **fields: str) -> Put:
    return Put(record.claims[slug].model_copy(update=fields))


# --- laws ---


@st.composite
def works(draw: st.DrawFn) -> list[tuple[int, str]]:
    """What several people do, one after the other: which record they take up, and what they write there."""
    return draw(st.lists(st.tuples(st.integers(0, 40), st.sampled_from("abcde")), min_size=1, max_size=6))


def edits(record: Record, which: int, text: str) -> Sequence[Edit]:
    """A deletion of a stance, a new faction, or another note or text on some claim."""
    if which % 4 == 0 and record.stances:
        return [Drop(Kind.STANCE, list(record.stances)[which % len(record.stances)])]
    if which % 4 == 1 or not record.claims:
        return [Put(Faction(slug=f"new-{text}", name=f"{text} {which}"))]
    claim_ = list(record.claims.values())[which % len(record.claims)]
    return [Put(claim_.model_copy(update={"note" if which % 2 else "text": text * (which + 1)}))]


def afresh(database: Database, record: Record) -> Record:
    with database.write_session() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.execute(sa.delete(table))
    return store(database, record)


@ONCE
@given(record=records(most=2), work=works())
def test_the_debate_stands_at_each_revision_as_it_stood_then(
    database: Database, record: Record, work: list[tuple[int, str]]
) -> None:
    states = [afresh(database, record)]
    for which, text in work:
        states.append(save(database, states[-1], *edits(states[-1], which, text)))
    for state in states:
        state_then = stood(database, states[-1], state.revision)
        assert (state_then, state_then.revision) == (state, state.revision)
    assert stood(database, states[-1], states[0].revision) == record


@ONCE
@given(record=records(most=2), work=works(), choice=st.integers(0, 5))
def test_undoing_the_undoing_of_any_change_is_as_if_nothing_had_happened(
    database: Database, record: Record, work: list[tuple[int, str]], choice: int
) -> None:
    now, numbers = afresh(database, record), []
    for which, text in work:
        now = save(database, now, *edits(now, which, text))
        numbers.append(now.revision)
    try:
        without = undone(database, now, numbers[choice % len(numbers)])
    except RefusedError:
        return
    again = undone(database, without, without.revision)
    assert again == now == read_stored(database, now.debate.slug)


@ONCE
@given(record=records(most=2), work=works())
def test_undoing_the_last_change_leads_to_the_state_before_it(
    database: Database, record: Record, work: list[tuple[int, str]]
) -> None:
    now = before = afresh(database, record)
    for which, text in work:
        before, now = now, save(database, now, *edits(now, which, text))
    if now.revision != before.revision:
        assert undone(database, now, now.revision) == before


# --- undoing ---


def test_undoing_keeps_later_work_on_other_fields(database: Database) -> None:
    first = store(database, argued())
    second = save(database, first, reworded(first, "thesis", text="Said otherwise."))
    third = save(database, second, reworded(second, "thesis", note="A note."))
    claim_ = undone(database, third, second.revision).claims["thesis"]
    assert (claim_.text, claim_.note) == (first.claims["thesis"].text, "A note.")


def test_a_change_that_was_changed_again_says_by_whom(database: Database) -> None:
    first = store(database, argued())
    second = save(database, first, reworded(first, "thesis", text="Said otherwise."))
    third = save(database, second, reworded(second, "thesis", text="Said a third way."), who="Bob")
    with (
        database.read_session() as session,
        pytest.raises(RefusedError, match=r"changed later by Bob .* Undo that first"),
    ):
        plan_undo(session, third, second.revision)


def test_what_something_later_rests_on_is_not_undone(database: Database) -> None:
    first = store(database, argued())
    second = save(database, first, Put(claim("new")))
    third = save(database, second, Put(link("leans", "supports", "new", "thesis")))
    with (
        database.read_session() as session,
        pytest.raises(
            RefusedError, match=r"the link by which “new” supports “Claim thesis stands\.” still refer to it"
        ),
    ):
        plan_undo(session, third, second.revision)


def test_a_change_of_several_records_is_undone_whole_or_not_at_all(database: Database) -> None:
    first = store(database, argued())
    second = save(database, first, Put(claim("new")), Put(link("leans", "supports", "new", "thesis")))
    third = undone(database, second, second.revision - 1)
    assert third == first
    fourth = save(database, third, Put(claim("new", note="Another.")))
    with database.read_session() as session, pytest.raises(RefusedError):
        plan_undo(session, fourth, second.revision)


def test_how_a_debate_began_is_not_undone_and_nothing_is_undone_twice(database: Database) -> None:
    first = store(database, argued())
    second = save(database, first, reworded(first, "thesis", text="Said otherwise."))
    third = undone(database, second, second.revision)
    with database.read_session() as session:
        with pytest.raises(RefusedError, match="This change started the debate"):
            plan_undo(session, third, 1)
        with pytest.raises(RefusedError, match="nothing left to undo"):
            plan_undo(session, third, second.revision)
        with pytest.raises(NotFoundError, match="no revision 999"):
            plan_undo(session, third, 999)


def test_reasons_do_not_grow_with_undoing() -> None:
    reason = undo_reason("reworded")
    assert (reason, undo_reason(reason), undo_reason(undo_reason(reason))) == (
        "undid: reworded",
        "redid: reworded",
        "undid: reworded",
    )
    assert len(undo_reason("x" * 300)) == 300


# --- putting back ---


def test_a_deleted_record_comes_back_as_it_was(database: Database) -> None:
    first = store(database, argued())
    second = save(database, first, Drop(Kind.LINK, "leads"))
    with database.read_session() as session:
        edits = plan_restore(session, second, second.revision, Kind.LINK, "leads")
    assert save(database, second, *edits) == first


def test_a_record_whose_support_is_gone_does_not_come_back(database: Database) -> None:
    first = store(database, argued())
    second = save(database, first, Drop(Kind.LINK, "leads"))
    third = save(database, second, Drop(Kind.CLAIM, "elsewhere"))
    with (
        database.read_session() as session,
        pytest.raises(RefusedError, match=r"Under target, .* “elsewhere”, which does not exist"),
    ):
        plan_restore(session, third, second.revision, Kind.LINK, "leads")


def test_any_version_can_be_put_back_but_not_the_present_one(database: Database) -> None:
    first = store(database, argued())
    second = save(database, first, reworded(first, "thesis", text="Said otherwise."))
    with database.read_session() as session:
        versions = list_revisions(session, "small", Kind.CLAIM, "thesis", second.revision, 10)
        assert [v.action for v in versions] == ["changed", "added"]
        assert plan_restore(session, second, versions[1].number, Kind.CLAIM, "thesis") == [
            Put(first.claims["thesis"])
        ]
        with pytest.raises(RefusedError, match="already looks like that version"):
            plan_restore(session, second, versions[0].number, Kind.CLAIM, "thesis")
        with pytest.raises(NotFoundError, match="no revision"):
            plan_restore(session, second, versions[0].number, Kind.CLAIM, "ground")


# --- telling ---


def test_changes_are_listed_newest_first_each_as_one_act(database: Database) -> None:
    first = store(database, argued())
    second = save(
        database, first, reworded(first, "thesis", note="A."), reworded(first, "ground", note="B."), why="two"
    )
    with database.read_session() as session:
        newest, oldest = list_changesets(session, "small", second.revision, 10, 3)
        assert [r.slug for r in newest.revisions] == ["thesis", "ground"]
        assert (newest.who, newest.why, newest.number, newest.count) == ("Ann", "two", second.revision, 2)
        assert (oldest.number, oldest.count, len(oldest.revisions)) == (first.revision, first.revision, 3)
        assert list_changesets(session, "small", first.revision, 10, 3) == [oldest]
        assert find_changeset(session, "small", newest.number - 1, 9).number == newest.number


# --- the debate as it stood ---


def test_nobody_ever_sees_half_a_change(database: Database) -> None:
    first = store(database, argued())
    second = save(database, first, Put(claim("new")), Put(link("leans", "supports", "new", "thesis")))
    third = save(database, second, reworded(second, "thesis", note="A."))
    assert stood(database, third, second.revision - 1) == second
    assert stood(database, third, 1) == first


def test_a_day_stands_for_its_end(database: Database) -> None:
    first = store(database, argued())
    second = save(database, first, reworded(first, "thesis", note="A."))
    today = datetime.now(UTC).date()
    with database.write_session() as session:
        earlier = datetime.now(UTC) - timedelta(days=3)
        until = RevisionRow.number <= first.revision
        session.execute(sa.update(RevisionRow).where(until).values(at=earlier))  # type: ignore[arg-type]
    for day, state in ((0, second), (1, first), (3, first)):
        assert stood(database, second, today - timedelta(days=day)) == state
    with pytest.raises(NotFoundError, match="did not exist yet"):
        stood(database, second, today - timedelta(days=4))
    with pytest.raises(NotFoundError, match="has not come yet"):
        stood(database, second, today + timedelta(days=2))


def test_what_happened_in_another_debate_is_no_part_of_it(database: Database) -> None:
    first = store(database, argued())
    other = Record.from_entries(argued().debate.model_copy(update={"slug": "other"}), argued().entries())
    last = save(database, store(database, other), Put(claim("new")))
    assert stood(database, first, first.revision) == first
    with pytest.raises(NotFoundError, match="has no revision"):
        stood(database, first, last.revision)
    assert stood(database, last, first.revision) == stood(database, last, last.revision - 1)


def test_each_debate_numbers_its_revisions_from_one_on(database: Database) -> None:
    first = store(database, argued())
    other = Record.from_entries(argued().debate.model_copy(update={"slug": "other"}), argued().entries())
    assert store(database, other).revision == first.revision == len([first.debate, *first.entries()])
    assert save(database, first, Put(claim("new"))).revision == first.revision + 1
    with database.read_session() as session:
        table: Any = RevisionRow
        numbers = session.execute(sa.select(table.number).where(table.debate == "other")).scalars()
        assert sorted(numbers) == list(range(1, first.revision + 1))


def test_no_revision_is_dated_before_another_when_the_clock_was_set_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store(database, argued())
    today = datetime.now(UTC).date()

    class SetBack(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - timedelta(days=2)

    monkeypatch.setattr("stances.store.changes.datetime", SetBack)
    second = save(database, first, Put(claim("new")))
    assert stood(database, second, today) == second
    with pytest.raises(NotFoundError, match="did not exist yet"):
        stood(database, second, today - timedelta(days=1))


@pytest.mark.parametrize(("text", "point"), [("412", 412), ("2026-11-22", date(2026, 11, 22)), ("0", 0)])
def test_a_point_in_time_is_a_revision_or_a_day(text: str, point: HistoryPoint) -> None:
    assert parse_history_point(text) == point


@pytest.mark.parametrize(
    "text", ["", "x", "2026-13-01", "2026-W47-7", "20261122-1", "-1", "²", "9" * 30, "2026-11"]
)
def test_anything_else_is_said_not_to_be_one(text: str) -> None:
    with pytest.raises(BadRequestError, match="neither the number of a revision"):
        parse_history_point(text)


def test_the_record_is_exported_as_it_stood(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = store(database, argued())
    save(database, first, reworded(first, "thesis", note="A."))
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    file = tmp_path_factory.mktemp("export") / "then.json"
    assert main(["export", "--as-of", str(first.revision), "-o", str(file)]) == 0
    assert load_path(file) == first
    assert main(["export", "--as-of", "soon", "-o", str(file)]) == 2
