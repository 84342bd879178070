"""Debates from files, and bringing them up to a newer edition without overwriting anybody's work."""

from __future__ import annotations

from pathlib import Path

import pytest

from stances.errors import RefusedError
from stances.formats import FormatError
from stances.record.record import Record
from stances.store.changes import Put, apply_edits
from stances.store.database import Database
from stances.store.importing import LoadResult, file_has_changed, list_outdated_files, load_file, load_shipped
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
        outcome = load_file(session, file, update=True, remove=True)
        assert not file_has_changed(session, file, "d")
    people = read(database).participants
    assert outcome.kept == ["participant “Bob” (bob)"]
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
    stance = "the stance of Bob on “trun” (1928)"
    assert messages == [
        ["11: claim “c”: Under speaker, the claim “T” refers to the participant “an”, which does not exist",
         "Did you mean “ann”?"],
        ["11: claim “c”: The claim “T” names one dispute twice", "Its own dispute is not repeated under “also”."],
        [f"13: stance “s”: Under dispute, {stance} refers to the dispute “trun”, which does not exist",
         "Did you mean “turn”?"],
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


def test_the_shipped_debates_are_loaded_once_and_are_not_outdated(database: Database) -> None:
    with database.write_session() as session:
        assert [o.debate for o in load_shipped(session)] == ["left-opposition-1928", "mytilene-427"]
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
        ("unsettles: [turn]", "unsettles: [regime]", "Under unsettles, the event “The plenum” refers to the dispute “regime”"),
        ("title: Real", "rendering: quoted", "The text of the claim “It is real.” is marked as quoted, but has no quotation"),
        ("title: Real", "acts: [{participant: ann, act: concedes}]", "“Ann” is said to concede the claim “It is real.”"),
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


ARGUED = (
    FIRST
    + """
disputes:
  - {slug: turn, title: Turn, question: Real?, positions: [{value: 1, key: +, label: for}, {value: -1, key: '-', label: against}]}
claims:
  - {slug: real, text: It is real., speaker: ann, dispute: turn}
  - {slug: sham, text: It is a sham., speaker: bob, dispute: turn}
links:
  - {slug: k, kind: rebuts, source: sham, target: real, rationale: R}
"""
)
SHORTER = (
    FIRST.replace("  - {slug: gone, name: Gone}\n", "")
    + """
disputes:
  - {slug: turn, title: Turn, question: Real?, positions: [{value: 1, key: +, label: for}, {value: -1, key: '-', label: against}]}
claims:
  - {slug: real, text: It is real., speaker: ann, dispute: turn}
"""
)
LOST = [
    "participant “Gone” (gone)",
    "claim “It is a sham.” (sham)",
    "link by which “It is a sham.” rebuts “It is real.” (k)",
]


def update(database: Database, file: Path, text: str, *, remove: bool = False) -> LoadResult:
    file.write_text(text)
    with database.write_session() as session:
        return load_file(session, file, update=True, remove=remove)


def test_an_update_names_what_the_file_lost_and_removes_it_only_on_request(
    database: Database, file: Path
) -> None:
    update(database, file, ARGUED)
    before = read(database)
    for _ in range(2):
        outcome = update(database, file, SHORTER)
        assert (outcome.state, outcome.changed, outcome.kept, outcome.lost) == ("unchanged", 0, [], LOST)
        assert read(database) == before
    outcome = update(database, file, SHORTER, remove=True)
    assert (outcome.changed, outcome.kept, outcome.lost) == (3, [], [])
    assert (list(read(database).claims), list(read(database).links)) == (["real"], [])
    assert update(database, file, SHORTER).lost == []


def test_of_what_the_file_lost_whatever_people_refer_to_stays_and_the_rest_goes(
    database: Database, file: Path
) -> None:
    update(database, file, ARGUED)
    record = read(database)
    with database.write_session() as session:
        mine = record.links["k"].model_copy(update={"slug": "mine", "rationale": "Mine"})
        apply_edits(session, record, [Put(mine)], who="Ann", why="mine")
    outcome = update(database, file, SHORTER, remove=True)
    assert (outcome.changed, outcome.kept) == (2, ["claim “It is a sham.” (sham)"])
    after = read(database)
    assert (list(after.claims), list(after.links), "gone" in after.participants) == (
        ["real", "sham"],
        ["mine"],
        False,
    )


def test_an_update_that_what_the_file_lost_prevents_says_how_to_remove_it(
    database: Database, file: Path
) -> None:
    stance = "stances: [{slug: s, participant: ann, dispute: turn, position: 1, when: 1928, attribution: inferred}]\n"
    update(database, file, ARGUED + stance)
    with pytest.raises(RefusedError, match=r"has position 1 .*--remove removes them"):
        update(database, file, ARGUED.replace("{value: 1,", "{value: 2,"))
    assert update(database, file, ARGUED.replace("{value: 1,", "{value: 2,"), remove=True).changed == 2


def test_loading_counts_the_errors_that_the_check_finds(database: Database, file: Path) -> None:
    stance = (
        "stances: [{slug: s, participant: ann, dispute: turn, position: 1, when: 1928, claims: [real]}]\n"
    )
    assert update(database, file, ARGUED + stance).errors == 7
    assert update(database, file, ARGUED + stance.replace("[real]", "[]")).errors == 8
