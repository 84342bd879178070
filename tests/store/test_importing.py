"""Debates from files, and bringing them up to a newer edition without overwriting anybody's work."""

from __future__ import annotations

from pathlib import Path

import pytest

from stances.formats import FormatError
from stances.record.record import Record
from stances.store.changes import Put, apply_edits
from stances.store.database import Database
from stances.store.importing import file_has_changed, list_outdated_files, load_file, load_shipped
from stances.store.row_mapper import read_record

FIRST = """
format: stances/1
debate: {slug: d, title: A debate, sources: [{slug: s, title: S}]}
participants:
  - {slug: ann, name: Ann, note: as loaded}
  - {slug: bob, name: Bob, note: as loaded}
  - {slug: gone, name: Gone}
"""
SECOND = FIRST.replace("as loaded", "as updated").replace(
    "  - {slug: gone, name: Gone}\n", "  - {slug: new, name: New}\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "d.yaml"
    path.write_text(FIRST)
    return path


def read(database: Database) -> Record:
    with database.read_session() as session:
        record = read_record(session, "d", 0)
    assert record is not None
    return record


def test_loading_twice_leaves_the_debate_alone(database: Database, file: Path) -> None:
    for state in ("created", "unchanged"):
        with database.write_session() as session:
            assert load_file(session, file).state == state


def test_an_update_takes_over_what_nobody_changed_and_keeps_the_rest(database: Database, file: Path) -> None:
    with database.write_session() as session:
        load_file(session, file)
    record = read(database)
    with database.write_session() as session:
        mine = record.participants["bob"].model_copy(update={"note": "as I say"})
        apply_edits(session, record, [Put(mine)], who="Ann", why="mine")
    file.write_text(SECOND)
    with database.write_session() as session:
        assert file_has_changed(session, file, "d")
        outcome = load_file(session, file, update=True)
        assert not file_has_changed(session, file, "d")
    people = read(database).participants
    assert outcome.kept == ["participant “bob”"]
    assert {slug: p.note for slug, p in people.items()} == {"ann": "as updated", "bob": "as I say", "new": ""}


def test_a_file_with_errors_loads_nothing(database: Database, file: Path) -> None:
    file.write_text(FIRST.replace("name: Bob", "nam: Bob"))
    with pytest.raises(FormatError, match=r"d\.yaml:6.*nam"), database.write_session() as session:
        load_file(session, file)
    with database.read_session() as session:
        assert read_record(session, "d", 0) is None


def test_everything_that_would_break_the_record_is_reported_with_its_line(
    database: Database, file: Path
) -> None:
    disputes = "disputes:\n  - {slug: turn, title: T, question: Q}\n"
    claims = "claims:\n  - {slug: c, text: T, speaker: an, dispute: turn, also: [turn]}\n"
    file.write_text(
        FIRST + disputes + claims + "stances:\n  - {slug: s, participant: bob, dispute: trun, when: 1928}\n"
    )
    with pytest.raises(FormatError) as refused, database.write_session() as session:
        load_file(session, file)
    messages = [str(problem).removeprefix(f"{file}:").split(". ") for problem in refused.value.problems]
    assert messages == [
        ["11: Under speaker, the claim “c” refers to the participant “an”, which is not in the record", "Did you mean “ann”?"],
        ["11: The claim “c” names one dispute twice", "Its own dispute is not repeated under “also”."],
        ["13: Under dispute, the stance “s” refers to the dispute “trun”, which is not in the record", "Did you mean “turn”?"],
    ]  # fmt: skip


def test_an_update_whose_file_is_broken_is_refused_with_its_lines(database: Database, file: Path) -> None:
    with database.write_session() as session:
        load_file(session, file)
    file.write_text(FIRST.replace("name: Gone", "name: Gone, memberships: [{faction: none}]"))
    with (
        pytest.raises(FormatError, match=r"d\.yaml:7: .* faction “none”"),
        database.write_session() as session,
    ):
        load_file(session, file, update=True)


def test_the_shipped_debate_is_loaded_once_and_is_not_outdated(database: Database) -> None:
    with database.write_session() as session:
        assert [o.debate for o in load_shipped(session)] == ["left-opposition-1928"]
        assert load_shipped(session) == []
        assert list_outdated_files(session) == []


DISPUTED = """
format: stances/1
debate: {slug: d, title: A debate}
participants: [{slug: ann, name: Ann}]
disputes: [{slug: turn, title: The turn, question: "Is it real?"}]
events: [{slug: plenum, name: The plenum, when: "1928-07", unsettles: [turn]}]
claims:
  - {slug: real, text: It is real., speaker: ann, dispute: turn, title: Real}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("unsettles: [turn]", "unsettles: [regime]", "Under unsettles, the event “plenum” refers to the dispute “regime”"),
        ("title: Real", "rendering: quoted", "The text of the claim “real” is said to be quoted, but it has no quotation"),
        ("title: Real", "acts: [{participant: ann, act: concedes}]", "“ann” is said to concede the claim “real”"),
        ("title: Real", f"title: {'long ' * 13}", "is longer than 60 characters"),
    ],
)  # fmt: skip
def test_a_file_with_a_newer_key_that_is_wrong_is_refused_whole(
    database: Database, tmp_path: Path, right: str, wrong: str, expected: str
) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(DISPUTED.replace(right, wrong))
    with pytest.raises(FormatError) as refused, database.write_session() as session:
        load_file(session, path)
    assert [expected in str(problem) for problem in refused.value.problems] == [True]
    with database.read_session() as session:
        assert read_record(session, "d", 0) is None
