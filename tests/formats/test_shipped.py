"""The shipped debates keep their own promises.

That of 1928: no errors, doubts that are explained, headings, and links laid to whose they are. That of 427 BC: nothing to
doubt, dates before AD 1 in every format and in words, and every claim in its place in the text.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from stances.checks.finding import Level
from stances.checks.run import check_record
from stances.formats import FORMATS, find_format, load_valid_path
from stances.record.import_plan import plan_import
from stances.record.ordering import sort_claims, sort_documents
from stances.record.record import Record
from stances.record.vocabulary import Attribution, ColumnUnit
from stances.timeline.grid import build_grid
from tests.support.databases import SHIPPED

HEADING_LENGTH = 60


def test_it_has_no_errors(shipped: Record) -> None:
    assert [finding.message for finding in check_record(shipped) if finding.level is Level.ERROR] == []


def test_every_doubt_is_explained_by_a_note(shipped: Record) -> None:
    doubts = [finding for finding in check_record(shipped) if finding.level is Level.WARNING]
    assert doubts
    assert [d.message for d in doubts if not d.explanation and not d.is_explained_above] == []


def test_every_claim_has_a_short_heading_that_no_other_of_its_dispute_has(shipped: Record) -> None:
    claims = shipped.claims.values()
    assert [claim.slug for claim in claims if not 0 < len(claim.title or "") <= HEADING_LENGTH] == []
    headings = Counter((claim.dispute, (claim.title or "").casefold()) for claim in claims)
    assert [heading for heading, count in headings.items() if count > 1] == []


def test_no_link_is_called_a_participants_own_while_its_note_calls_it_the_editors(shipped: Record) -> None:
    asserted = [link for link in shipped.links.values() if link.attribution is Attribution.ASSERTED]
    assert asserted
    assert [link.slug for link in asserted if "editor" in link.note.casefold()] == []


@pytest.fixture(scope="module")
def mytilene() -> Record:
    return load_valid_path(SHIPPED.with_name("mytilene-427.yaml"))


def test_the_debate_of_427_bc_leaves_nothing_to_doubt(mytilene: Record) -> None:
    assert [f.message for f in check_record(mytilene) if f.level is not Level.NOTE] == []
    for known in FORMATS:
        assert (
            known.read is None or known.loss or known.loads(known.encode(mytilene).decode(), "x") == mytilene
        )


@pytest.mark.parametrize("name", ["aif", "bib", "ris", "csl"])
def test_what_left_in_a_format_that_loses_something_changes_nothing_when_it_comes_back(
    name: str, shipped: Record, mytilene: Record
) -> None:
    known = find_format(name)
    for record in (shipped, mytilene):
        reading = known.load(known.encode(record).decode(), "x")
        plan = plan_import(reading.record, record)
        assert [step.incoming for step in plan.steps if step.is_open or step.is_written] == []
        assert reading.unplaced == ()


def test_its_dates_read_as_bc_and_its_places_are_chapters_of_thucydides(mytilene: Record) -> None:
    entries = [*mytilene.entries()]
    dates = [when for entry in entries if (when := getattr(entry, "when", None))]
    assert {date.words() for date in dates} == {"summer 427 BC", "from summer 427 BC"}
    places = [locator.page for entry in entries if (locator := getattr(entry, "locator", None))]
    assert len(places) > len(mytilene.claims) + len(mytilene.links)
    assert [place for place in places if not re.fullmatch(r"([13]\.\d+(\.\d+)?(–\d+)?(, )?)+", place)] == []


def test_its_claims_are_numbered_as_the_steps_follow_each_other(mytilene: Record) -> None:
    documents = [claim.document or "" for claim in sort_claims(mytilene, mytilene.claims_of_dispute["fate"])]
    order = [document.slug for document in sort_documents(mytilene, mytilene.documents.values())]
    assert documents[:3].count("first-decree") == 2
    assert sorted(documents[3:], key=order.index) == documents[3:]


def test_its_grid_has_a_column_for_each_step_in_order(mytilene: Record) -> None:
    grid = build_grid(mytilene, "fate")
    assert grid.unit is ColumnUnit.DOCUMENTS
    assert grid.unplaced_events == ()
    assert [group.heading for group in grid.groups] == [""]
    assert [column.key for column in grid.columns] == [
        "diodotus-first-speech",
        "first-decree",
        "second-thoughts",
        "cleon-speech",
        "diodotus-speech",
        "second-decree",
        "cleon-last-motion",
        "narrative",
    ]
    (athenians,) = (row for row in grid.rows if row.participant.slug == "athenians")
    assert [cell.glyph for cell in athenians.cells] == ["", "++", "?", "", "", "−", "+", ""]
