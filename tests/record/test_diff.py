"""What changed, in words: nothing is lost between the marks, and names stand in the place of slugs."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.record.diff import MAX_TOKENS_EXACT, DiffOp, diff_entries, diff_tokens
from stances.record.entries import Dispute, Entry, Event, Membership, Participant, Position, Stance
from stances.record.record import Record
from tests.support.properties import examples
from tests.support.small_debate import argued, claim
from tests.support.strategies import records

words = st.lists(st.sampled_from(["the", " left", " turn", " is", " real", ".", "\n"]), max_size=12)
few = examples(20)


def differences(before: Entry | None, after: Entry | None, record: Record | None = None) -> dict[str, str]:
    """Each difference as a text with [-what went-] and {+what came+}, by its label."""
    marks = {DiffOp.SAME: "{}", DiffOp.REMOVED: "[-{}-]", DiffOp.ADDED: "{{+{}+}}"}
    changes = diff_entries(before, after, record or argued())
    return {d.label: "".join(marks[how].format(text) for how, text in d.parts) for d in changes}


@given(old=words, new=words)
def test_without_the_marks_stand_the_old_text_and_the_new(old: list[str], new: list[str]) -> None:
    parts = list(diff_tokens(old, new))
    assert "".join(text for how, text in parts if how is not DiffOp.ADDED) == "".join(old)
    assert "".join(text for how, text in parts if how is not DiffOp.REMOVED) == "".join(new)
    assert all(text for _, text in parts)
    assert all(one[0] != other[0] for one, other in pairwise(parts))


@few
@given(record=records(most=2))
def test_every_entry_can_be_described_and_does_not_differ_from_itself(record: Record) -> None:
    for entry in (record.debate, *record.entries()):
        assert diff_entries(entry, entry, record) == []
        added, removed = diff_entries(None, entry, record), diff_entries(entry, None, record)
        assert [d.after for d in added] == [d.before for d in removed]
        assert all(not d.before and {how for how, _ in d.parts} == {DiffOp.ADDED} for d in added)


@few
@given(one=records(most=2), other=records(most=2))
def test_a_difference_holds_both_versions_whole(one: Record, other: Record) -> None:
    for before, after in zip(one.claims.values(), other.claims.values(), strict=False):
        for d in diff_entries(before, after, one):
            assert "".join(text for how, text in d.parts if how is not DiffOp.ADDED) == d.before
            assert "".join(text for how, text in d.parts if how is not DiffOp.REMOVED) == d.after


def test_the_newer_keys_are_told_in_words() -> None:
    before = claim("x", "ann", acts=[{"participant": "bob", "act": "signs"}])
    after = claim(
        "x",
        "ann",
        title="Turn or feint",
        rendering="summary",
        acts=[{"participant": "bob", "act": "concedes"}],
    )
    assert differences(before, after) == {
        "Title": "{+Turn or feint+}",
        "Wording": "[-in our words-]{+summarised in our words+}",
        "Signatures and withdrawals": "Bob,[- signs-]{+ concedes+}",
    }


def test_what_an_event_unsettles_is_told_by_the_titles_of_the_disputes() -> None:
    event = {"slug": "plenum", "name": "The plenum", "when": "1928-07"}
    before = Event.model_validate(event)
    after = Event.model_validate({**event, "unsettles": ["turn", "other"]})
    assert differences(before, after) == {"Unsettles": "{+The turn; Another matter+}"}


def test_a_text_is_compared_word_by_word() -> None:
    before = claim(
        "thesis", text="The party's leaders have just changed course, and the change is one towards the left."
    )
    after = claim(
        "thesis", text="The party's leaders have changed course, and the change is a turn towards the left."
    )
    assert differences(before, after) == {
        "Text": "The party's leaders have[- just-] changed course, and the change is[- one-]{+ a turn+} towards the left."
    }


def test_a_text_that_was_written_anew_is_not_shredded() -> None:
    before, after = (
        claim("thesis", note="He grants the issue."),
        claim("thesis", note="Nothing of the sort, it seems."),
    )
    assert differences(before, after) == {
        "Note": "[-He grants the issue.-]{+Nothing of the sort, it seems.+}"
    }


def test_references_are_named_and_choices_given_whole() -> None:
    before = claim("thesis", "ann", when="1928-05", attribution="asserted")
    after = claim("thesis", "bob", when="1928-05-09", attribution="reported", reported_by=["ann", "carl"])
    assert differences(before, after) == {
        "Speaker": "[-Ann-]{+Bob+}",
        "Date": "[-May 1928-]{+9 May 1928+}",
        "Type of evidence": "[-own claim-]{+reported+}",
        "Reported by": "{+Ann; Carl+}",
    }


def test_a_list_is_compared_item_by_item() -> None:
    before, after = claim("new", after=["thesis", "ground"]), claim("new", after=["thesis", "reply"])
    assert differences(before, after) == {
        "Comes after": "“Claim thesis stands.”; [-“Claim ground stands.”-]{+“Claim reply stands.”+}"
    }


def test_a_name_that_is_gone_is_replaced_by_its_slug() -> None:
    assert differences(None, claim("new", "zoe"))["Speaker"] == "{+zoe+}"


def test_a_position_is_named_by_its_label() -> None:
    positions = (
        Position(value=1, key="+", label="A real turn"),
        Position(value=-1, key="−", label="A feint"),
    )
    record = argued(Dispute(slug="turn", title="The turn", question="Is it real?", positions=positions))
    fields = {"slug": "s", "participant": "ann", "dispute": "turn", "when": "1928-05"}
    feint = Stance.model_validate({**fields, "position": -1})
    assert differences(Stance.model_validate({**fields, "position": 1}), feint, record) == {
        "Position": "[-+ A real turn-]{+− A feint+}"
    }
    assert differences(Stance.model_validate(fields), feint, record) == {
        "Position": "[-undecided-]{+− A feint+}"
    }


def test_parts_of_a_record_have_a_line_each_and_span_their_time() -> None:
    left = Membership.model_validate({"faction": "left", "when": "1928-01/1928-06"})
    right = Membership.model_validate({"faction": "right", "when": "1928-07/1928-12"})
    before = Participant(slug="ann", name="Ann", memberships=(left,))
    after = Participant(slug="ann", name="Ann", memberships=(left, right))
    assert differences(before, after) == {
        "Factions": "The left, from January to June 1928, inferred{+\nThe right, from July to December 1928, inferred+}"
    }


def test_words_that_come_often_in_long_texts_are_not_compared_with_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matchers: list[Any] = []

    def noted(*arguments: Any, **named: Any) -> Any:
        matchers.append(SequenceMatcher(*arguments, **named))
        return matchers[-1]

    monkeypatch.setattr("stances.record.diff.SequenceMatcher", noted)
    before, after = claim("new", note="a b " * 2_500), claim("new", note="b c " * 2_500)
    assert [d.field for d in diff_entries(before, after, argued())] == ["note"]
    compared_places = [places for matcher in matchers for places in matcher.b2j.values()]
    assert sum(map(len, compared_places)) < MAX_TOKENS_EXACT
