"""The part of a record that one dispute is made of: an edit elsewhere leaves it equal, an edit in it does not."""

from __future__ import annotations

import pytest

from stances.record.excerpt import excerpt
from stances.record.record import Record
from tests.support.small_debate import argued, claim, link


def _two() -> Record:
    """A claim of another dispute that answers one of this, and one that has nothing to do with it."""
    return argued().with_edits(
        [
            claim("answer", dispute="other"),
            claim("apart", dispute="other"),
            claim("before", dispute="other"),
            claim("thesis-again", after=("before",)),
            link("across", "rebuts", "answer", "thesis"),
        ]
    )


def test_claims_and_links_of_other_disputes_are_left_out_unless_they_touch_it() -> None:
    part = excerpt(_two(), "turn")
    assert "apart" not in part.claims
    assert {"answer", "before"} <= part.claims.keys()
    assert "across" in part.links


@pytest.mark.parametrize(("slug", "same"), [("apart", True), ("answer", False), ("thesis", False)])
def test_it_is_equal_after_an_edit_that_has_nothing_to_do_with_it(slug: str, same: bool) -> None:
    record = _two()
    edited = record.with_entry(
        record.claims[slug].model_copy(update={"text": "Something else."})
    ).with_revision(2)
    assert (excerpt(record, "turn") == excerpt(edited, "turn")) is same


def test_what_is_of_no_dispute_is_in_every_excerpt(shipped: Record) -> None:
    part = excerpt(shipped, "slogan")
    assert part.participants == shipped.participants
    assert part.documents == shipped.documents
    assert part.disputes == shipped.disputes
    assert len(part.claims) < len(shipped.claims)
