"""The one way in for every write: what is stored, what is refused, what is recorded."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from stances.dates.uncertain import UncertainDate
from stances.errors import NotFoundError, RefusedError
from stances.record.entries import Event, Stance
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store import tables
from stances.store.changes import Drop, Put, apply_edits, plan_deletion
from stances.store.database import Database
from stances.store.row_mapper import read_record
from stances.store.site_tables import RevisionRow
from stances.store.snapshots import Snapshots
from tests.support.databases import read_stored, store
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, debate, link
from tests.support.strategies import records


@examples(40, HealthCheck.function_scoped_fixture)
@given(record=records())
def test_what_is_stored_is_what_is_read(database: Database, record: Record) -> None:
    with database.write_session() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.execute(sa.delete(table))
    store(database, record)
    assert read_stored(database, record.debate.slug) == record


def test_the_shipped_debate_is_stored_whole_and_in_order(database: Database, shipped: Record) -> None:
    store(database, shipped)
    read = read_stored(database, shipped.debate.slug)
    assert read == shipped
    assert read is not None
    assert [e.slug for e in read.entries()] == [e.slug for e in shipped.entries()]


def test_a_snapshot_follows_changes_by_their_revisions(database: Database) -> None:
    first = store(database, argued())
    snapshots = Snapshots()
    with database.read_session() as session:
        assert snapshots.current(session, "small") == first
    with database.write_session() as session:
        changed = first.claims["thesis"].model_copy(update={"text": "Said otherwise."})
        second = apply_edits(
            session, first, [Put(changed), Drop(Kind.LINK, "leads")], who="Ann", why="reworded"
        )
    with database.read_session() as session:
        seen = snapshots.current(session, "small")
        assert seen == second == read_record(session, "small", 0)
        assert seen.revision == second.revision > first.revision
        assert snapshots.current(session, "small") is seen


def test_each_record_that_changed_is_recorded_once_before_and_after(database: Database) -> None:
    first = store(database, argued())
    with database.write_session() as session:
        changed = first.claims["thesis"].model_copy(update={"text": "Said otherwise."})
        apply_edits(session, first, [Put(changed), Put(first.claims["ground"])], who="Ann", why="reworded")
        by_ann = sa.select(RevisionRow).where(RevisionRow.who == "Ann")  # type: ignore[arg-type]
        rows = session.execute(by_ann).scalars().all()
    assert [(r.kind, r.slug, r.why) for r in rows] == [(Kind.CLAIM, "thesis", "reworded")]
    assert rows[0].before is not None
    assert rows[0].before["text"] == "Claim thesis stands."
    assert rows[0].after is not None
    assert rows[0].after["text"] == "Said otherwise."


def test_a_change_that_changes_nothing_leaves_no_revision(database: Database) -> None:
    first = store(database, argued())
    with database.write_session() as session:
        assert (
            apply_edits(session, first, [Put(first.claims["thesis"])], who="Ann", why="nothing") is not None
        )
        assert session.execute(sa.select(sa.func.max(RevisionRow.id))).scalar() == first.revision


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ([Drop(Kind.CLAIM, "thesis")], "can’t be deleted alone"),
        ([Put(claim("new", "nobody"))], "Under speaker, .*“nobody”, which does not exist"),
        ([Put(link("new", "supports", "thesis", "thesis"))], "links a claim to itself"),
        ([Put(link("thesis", "supports", "ground", "reply"))], "slug of both a claim and a link"),
        ([Put(link("new", "undercuts", "ground", "thesis"))], "Only links can be undercut"),
        ([Put(link("grounds", "undercuts", "ground", "doubts"))], "undercuts itself"),
        ([Put(claim("new", also=("turn",)))], "names one dispute twice"),
        (
            [
                Put(
                    Stance(
                        slug="new",
                        participant="ann",
                        dispute="turn",
                        position=1,
                        when=UncertainDate.parse("1928"),
                    )
                )
            ],
            "position 1 .* whose positions are none",
        ),
    ],
)
def test_what_would_break_a_debate_is_refused_and_nothing_written(
    database: Database, edits: list[Put | Drop], words: str
) -> None:
    first = store(database, argued())
    with pytest.raises(RefusedError, match=words), database.write_session() as session:
        apply_edits(session, first, edits, who="Ann", why="no")
    assert read_stored(database, "small") == first


def test_the_database_itself_refuses_a_dangling_reference(database: Database) -> None:
    store(database, argued())
    with pytest.raises(IntegrityError), database.write_session() as session:
        session.execute(sa.delete(tables.ParticipantRow).where(tables.ParticipantRow.slug == "ann"))  # type: ignore[arg-type]


def test_the_database_itself_refuses_an_unknown_word(database: Database) -> None:
    store(database, argued())
    with pytest.raises(IntegrityError), database.write_session() as session:
        session.execute(sa.text("UPDATE claim SET attribution = 'guessed'"))


def test_debates_do_not_mix(database: Database) -> None:
    one = store(database, argued())
    other = argued()
    renamed = Record.from_entries(other.debate.model_copy(update={"slug": "other"}), other.entries())
    store(database, renamed)
    assert read_stored(database, "small") == one
    assert read_stored(database, "other") == renamed


def test_an_unknown_debate_is_said_to_be_unknown(database: Database) -> None:
    with database.read_session() as session, pytest.raises(NotFoundError, match="no debate “x”"):
        Snapshots().current(session, "x")


def test_deleting_a_co_premise_leaves_the_link_and_deleting_its_source_does_not() -> None:
    record = argued(
        claim("more"), link("joined", "supports", "reply", "thesis", **{"with": ["ground", "more"]})
    )
    plan = plan_deletion(record, record.claims["more"])
    assert plan.changed == (record.links["joined"].model_copy(update={"with_": ("ground",)}),)
    assert "joined" in {entry.slug for entry in plan_deletion(record, record.claims["reply"]).deleted}


def test_a_claim_that_is_joined_to_another_keeps_its_speaker(database: Database) -> None:
    record = store(database, argued(link("joined", "supports", "reply", "thesis", **{"with": ["ground"]})))
    by_another = record.claims["ground"].model_copy(update={"speaker": "bob"})
    with database.write_session() as session, pytest.raises(RefusedError, match="is by “Bob”"):
        apply_edits(session, record, [Put(by_another)], who="A", why="")
    assert read_stored(database, "small") == record


def test_deleting_a_dispute_leaves_what_else_an_event_unsettles() -> None:
    plenum = Event.model_validate(
        {"slug": "plenum", "name": "The plenum", "when": "1928-07", "unsettles": ["turn", "other"]}
    )
    record = debate(plenum)
    changed = plan_deletion(record, record.disputes["other"]).changed
    assert changed == (plenum.model_copy(update={"unsettles": ("turn",)}),)
