"""The shipped debate keeps its own promises: no errors, doubts that are explained, headings, and links laid to whose they are."""

from __future__ import annotations

from collections import Counter

from stances.checks.finding import Level
from stances.checks.run import check_record
from stances.record.record import Record
from stances.record.vocabulary import Attribution

HEADING_LENGTH = 60


def test_it_has_no_errors(shipped: Record) -> None:
    assert [finding.message for finding in check_record(shipped) if finding.level is Level.ERROR] == []


def test_every_doubt_is_explained_by_a_note(shipped: Record) -> None:
    doubts = [finding for finding in check_record(shipped) if finding.level is Level.DOUBT]
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
