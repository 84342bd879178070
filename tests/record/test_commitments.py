"""Who stands behind a claim, and until when; and to which faction its speaker belonged."""

from __future__ import annotations

from typing import Any

import pytest

from stances.record.commitments import (
    ADOPTIONS,
    ENDINGS,
    faction_at,
    find_adopters,
    find_documents_of,
    find_holders,
    is_evidence,
    is_withdrawn,
)
from stances.record.entries import Stance
from stances.record.vocabulary import ActKind
from tests.support.small_debate import argued, claim, person


def act(participant: str, kind: str, when: str | None = None) -> dict[str, Any]:
    return {"participant": participant, "act": kind, "when": when}


def stance(participant: str, when: str = "1928-06") -> Stance:
    return Stance.model_validate(
        {
            "slug": "s",
            "participant": participant,
            "dispute": "turn",
            "position": 1,
            "when": when,
            "attribution": "asserted",
            "confidence": "certain",
        }
    )


def test_every_act_adopts_a_claim_or_ends_that_or_only_concedes_it() -> None:
    assert sorted((*ADOPTIONS, *ENDINGS, ActKind.CONCEDES)) == sorted(ActKind)


def test_a_claim_is_its_speakers_and_theirs_who_signed_or_endorsed_it() -> None:
    made = claim(
        "x",
        "ann",
        voiced_by="carl",
        acts=[act("bob", "signs"), act("ann", "endorses"), act("dora", "disowns")],
    )
    assert find_adopters(made) == ("ann", "bob")
    assert find_holders(made) == ("ann", "carl", "bob")


def test_to_concede_a_claim_is_neither_to_hold_it_nor_to_take_it_back() -> None:
    conceded = claim("x", "ann", acts=[act("bob", "concedes", "1928-05")])
    assert find_adopters(conceded) == find_holders(conceded) == ("ann",)
    assert not is_withdrawn(conceded)


def test_only_its_speaker_takes_a_claim_back() -> None:
    assert is_withdrawn(claim("x", "ann", acts=[act("ann", "disowns")]))
    assert not is_withdrawn(claim("x", "ann", acts=[act("bob", "signs"), act("bob", "withdraws")]))


@pytest.mark.parametrize(
    ("participant", "acts", "expected"),
    [
        ("ann", [], True),
        ("bob", [], False),
        ("bob", [act("bob", "endorses")], True),
        ("bob", [act("bob", "concedes")], False),
        ("bob", [act("bob", "endorses"), act("bob", "concedes", "1928-05")], True),
        ("ann", [act("bob", "concedes", "1928-05")], True),
        ("ann", [act("ann", "withdraws", "1928-05")], False),
        ("ann", [act("ann", "withdraws", "1928-06")], True),
        ("ann", [act("ann", "withdraws")], True),
        ("ann", [act("bob", "disowns", "1928-05")], True),
    ],
)
def test_a_claim_is_evidence_of_a_stance_until_it_was_certainly_given_up(
    participant: str, acts: list[dict[str, Any]], expected: bool
) -> None:
    assert is_evidence(claim("x", "ann", acts=acts), stance(participant)) is expected


def test_a_claim_is_put_forward_where_it_was_made_or_adopted_not_where_it_was_given_up() -> None:
    acts = [
        act("bob", "endorses") | {"document": "decree"},
        act("bob", "withdraws") | {"document": "amends"},
    ]
    made = claim("x", "ann", document="motion", acts=acts)
    assert (find_documents_of(made, "ann"), find_documents_of(made, "bob")) == ({"motion"}, {"decree"})


@pytest.mark.parametrize(
    ("when", "faction"), [("1928-03", "left"), ("1928-09", "right"), ("1929-03", None), (None, "right")]
)
def test_a_speakers_faction_is_the_one_at_the_date_of_the_claim(when, faction) -> None:
    ann = argued().participants["ann"]
    assert faction_at(ann, claim("x", when=when)) == faction


def test_a_membership_without_a_date_gives_way_to_a_dated_one() -> None:
    dora = person("dora", "Dora", ("left", "1928-05"), ("right", None))
    assert faction_at(dora, claim("x", when="1928-05")) == "left"
    assert faction_at(dora, claim("x", when="1928-06")) == "right"
