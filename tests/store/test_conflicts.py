"""Edits begun from an older state: nobody's work is overwritten, and nothing is asked that need not be."""

from __future__ import annotations

from typing import Any

import pytest

from stances.errors import BadRequestError
from stances.record.entries import Participant
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.store.changes import Drop, Edit, Put, apply_edits
from stances.store.conflicts import (
    MINE,
    THEIRS,
    WHOLE_ENTRY,
    ConflictChoices,
    ConflictError,
    DuplicateError,
    ReplacementText,
    apply_choices,
    reconcile,
)
from stances.store.database import Database
from tests.support.databases import store
from tests.support.small_debate import argued, claim, link


@pytest.fixture
def first(database: Database) -> Record:
    return store(database, argued())


def saved(database: Database, record: Record, *edits: Edit, who: str = "Edith") -> Record:
    with database.write_session() as session:
        return apply_edits(session, record, edits, who=who, why="saved")


def brought_up(
    database: Database, record: Record, base: Record, *edits: Edit, anyway: bool = False
) -> list[Edit]:
    with database.read_session() as session:
        return reconcile(session, record, edits, base.revision, anyway=anyway)


def reworded(record: Record, slug: str = "thesis", **fields: Any) -> Put:
    return Put(record.claims[slug].model_copy(update=fields))


def test_what_nobody_else_touched_is_made_as_it_is(database: Database, first: Record) -> None:
    now = saved(database, first, reworded(first, "ground", note="theirs"))
    assert brought_up(database, now, first, reworded(first, text="Mine.")) == [reworded(first, text="Mine.")]


def test_two_who_change_different_fields_both_have_their_way(database: Database, first: Record) -> None:
    now = saved(database, first, reworded(first, note="theirs"))
    assert brought_up(database, now, first, reworded(first, text="Mine.")) == [reworded(now, text="Mine.")]


def test_two_rewordings_ask_and_say_whose_the_other_is(database: Database, first: Record) -> None:
    now = saved(database, first, reworded(first, text="Theirs.", note="kept"))
    with pytest.raises(ConflictError) as raised:
        brought_up(database, now, first, reworded(first, text="Mine."))
    (conflict,) = raised.value.conflicts
    assert (conflict.fields, conflict.who) == ((("text",),), "Edith")
    assert [getattr(v, "text", None) for v in (conflict.ancestor, conflict.mine, conflict.theirs)] == [
        "Claim thesis stands.",
        "Mine.",
        "Theirs.",
    ]
    assert (raised.value.base, raised.value.shown_revision) == (first.revision, now.revision)


@pytest.mark.parametrize(
    ("choice", "text"), [(MINE, "Mine."), (THEIRS, "Theirs."), (ReplacementText("Ours."), "Ours.")]
)
def test_what_a_person_chooses_is_made_with_what_was_not_in_conflict(
    database: Database, first: Record, choice: str | ReplacementText, text: str
) -> None:
    now = saved(database, first, reworded(first, text="Theirs.", note="kept"))
    choices: ConflictChoices = {(Kind.CLAIM, "thesis", ("text",)): choice}
    with database.read_session() as session:
        made = apply_choices(
            session, now, [reworded(first, text="Mine.")], first.revision, now.revision, choices
        )
        assert reconcile(session, now, made, now.revision) == [reworded(now, text=text)]


def test_a_choice_made_in_view_of_one_state_does_not_overwrite_the_next(
    database: Database, first: Record
) -> None:
    seen = saved(database, first, reworded(first, text="Theirs."))
    now = saved(database, seen, reworded(seen, text="Later still."))
    choices: ConflictChoices = {(Kind.CLAIM, "thesis", ("text",)): MINE}
    with database.read_session() as session:
        made = apply_choices(
            session, now, [reworded(first, text="Mine.")], first.revision, seen.revision, choices
        )
        with pytest.raises(ConflictError) as raised:
            reconcile(session, now, made, seen.revision)
    assert raised.value.conflicts[0].theirs == now.claims["thesis"]
    assert raised.value.conflicts[0].ancestor == seen.claims["thesis"]


def test_a_missing_choice_asks_again(database: Database, first: Record) -> None:
    now = saved(database, first, reworded(first, text="Theirs."))
    with database.read_session() as session, pytest.raises(ConflictError):
        apply_choices(session, now, [reworded(first, text="Mine.")], first.revision, now.revision, {})


def test_changing_what_was_deleted_meanwhile_asks(database: Database, first: Record) -> None:
    now = saved(database, first, Drop(Kind.CLAIM, "alone"))
    mine = reworded(first, "alone", text="Mine.")
    with pytest.raises(ConflictError) as raised:
        brought_up(database, now, first, mine)
    assert (raised.value.conflicts[0].theirs, raised.value.conflicts[0].fields) == (None, ())
    for choice, made in ((MINE, [mine]), (THEIRS, [])):
        with database.read_session() as session:
            choices: ConflictChoices = {(Kind.CLAIM, "alone", WHOLE_ENTRY): choice}
            assert apply_choices(session, now, [mine], first.revision, now.revision, choices) == made


def test_deleting_what_was_changed_meanwhile_asks(database: Database, first: Record) -> None:
    now = saved(database, first, reworded(first, "alone", text="Theirs."))
    with pytest.raises(ConflictError) as raised:
        brought_up(database, now, first, Drop(Kind.CLAIM, "alone"))
    assert raised.value.conflicts[0].mine is None


def test_two_who_delete_the_same_agree(database: Database, first: Record) -> None:
    now = saved(database, first, Drop(Kind.CLAIM, "alone"))
    assert brought_up(database, now, first, Drop(Kind.CLAIM, "alone")) == []


def test_the_second_to_create_the_same_link_is_led_to_the_first(database: Database, first: Record) -> None:
    now = saved(database, first, Put(link("theirs", "supports", "alone", "reply")))
    mine = Put(link("mine", "supports", "alone", "reply"))
    with pytest.raises(DuplicateError) as raised:
        brought_up(database, now, first, mine)
    assert raised.value.existing.slug == "theirs"
    assert brought_up(database, now, first, mine, anyway=True) == [mine]


def test_the_second_to_create_the_same_participant_is_led_to_the_first(
    database: Database, first: Record
) -> None:
    now = saved(database, first, Put(Participant(slug="x", name="Karl  Radek")))
    with pytest.raises(DuplicateError) as raised:
        brought_up(database, now, first, Put(Participant(slug="y", name="karl radek")))
    assert raised.value.existing.slug == "x"


def test_changing_a_record_that_has_a_duplicate_is_nobodys_business(
    database: Database, first: Record
) -> None:
    now = saved(database, first, Put(Participant(slug="x", name="Ann")))
    mine = Put(first.participants["ann"].model_copy(update={"place": "Tomsk"}))
    assert brought_up(database, now, first, mine) == [mine]


def test_two_who_make_the_same_under_the_same_slug_do_not_make_two(database: Database, first: Record) -> None:
    now = saved(database, first, Put(Participant(slug="radek", name="Karl Radek", place="Tomsk")))
    with pytest.raises(DuplicateError):
        brought_up(database, now, first, Put(Participant(slug="radek", name="Karl Radek", place="Tobolsk")))


def test_another_record_under_a_slug_taken_meanwhile_gets_its_own(database: Database, first: Record) -> None:
    now = saved(database, first, Put(claim("new", "bob", text="Theirs.")))
    mine = [Put(claim("new", "ann", text="Mine.")), Put(link("why", "supports", "new", "thesis"))]
    made = brought_up(database, now, first, *mine)
    assert [e.entry.slug for e in made if isinstance(e, Put)] == ["new-2", "why"]
    outcome = saved(database, now, *made)
    assert (outcome.claims["new"].text, outcome.claims["new-2"].text) == ("Theirs.", "Mine.")
    assert outcome.links["why"].source == "new-2"


def test_a_form_from_a_later_state_than_there_is_is_refused(database: Database, first: Record) -> None:
    with database.read_session() as session, pytest.raises(BadRequestError, match="restored from a backup"):
        reconcile(session, first, [reworded(first, text="Mine.")], first.revision + 1)
