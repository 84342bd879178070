"""Records that turn out to be one: noticed when made, and merged so that nothing is left over and nothing lost in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.checks.constraints import describe_violations
from stances.dates.uncertain import UncertainDate
from stances.errors import NotFoundError, RefusedError
from stances.record.entries import Act, Claim, Participant, Stance
from stances.record.record import Record
from stances.record.references import find_referrers
from stances.record.slugs import free_slug
from stances.record.vocabulary import ActKind, Kind
from stances.store.changes import Drop, Put
from stances.store.duplicates import MergePlan, find_duplicate, merge_records
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, link
from tests.support.strategies import records


def made(record: Record, plan: MergePlan) -> Record:
    """The debate afterwards; it must be whole."""
    put = [e.entry for e in plan.edits if isinstance(e, Put)]
    dropped = [(e.kind, e.slug) for e in plan.edits if isinstance(e, Drop)]
    after = record.with_edits(put, dropped)
    assert describe_violations(after, put, dropped) == []
    return after


@examples(60)
@given(record=records(), data=st.data())
def test_whatever_is_merged_the_debate_is_whole_and_nothing_refers_to_what_went(
    record: Record, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from([Kind.PARTICIPANT, Kind.CLAIM]))
    slugs = list(record.participants if kind is Kind.PARTICIPANT else record.claims)
    if len(slugs) < 2:
        return
    keep, other = data.draw(st.permutations(slugs))[:2]
    after = made(record, merge_records(record, kind, keep, other))
    assert after.get(kind, other) is None
    assert (kind, other) not in find_referrers(after)


def test_two_people_become_one_who_has_both_names_and_all_they_said() -> None:
    start = argued().with_entry(Participant(slug="karl", name="Karl", place="Tomsk", note="Exiled."))
    plan = merge_records(start, Kind.PARTICIPANT, "carl", "karl")
    merged = made(start, plan).participants["carl"]
    assert (merged.name, merged.aliases, merged.place, merged.note) == ("Carl", ("Karl",), "Tomsk", "Exiled.")
    assert plan.notices == ()


def test_everything_that_referred_to_the_one_refers_to_the_other() -> None:
    signed = Act(participant="bob", act=ActKind.SIGNS)
    start = argued(claim("signed", "ann", acts=(signed,)), claim("told", "carl", reported_by=("bob", "ann")))
    after = made(start, merge_records(start, Kind.PARTICIPANT, "ann", "bob"))
    assert {c.speaker for c in after.claims.values()} == {"ann", "carl"}
    assert after.claims["told"].reported_by == ("ann",)
    assert after.claims["signed"].acts[0].participant == "ann"
    assert [m.faction for m in after.participants["ann"].memberships] == ["left", "right", "right"]


def test_nobody_concedes_what_has_become_their_own_claim() -> None:
    conceded = Act(participant="bob", act=ActKind.CONCEDES)
    start = argued(claim("granted", "ann", acts=(conceded,)))
    plan = merge_records(start, Kind.PARTICIPANT, "ann", "bob")
    assert made(start, plan).claims["granted"].acts == ()
    assert (
        "The concession of “Claim granted stands.” is removed, since its speaker can’t concede it."
        in plan.notices
    )


def test_what_the_two_say_differently_is_named_before_it_goes() -> None:
    start = argued(claim("one", when="1928-05", note="First."), claim("two", when="1928-06", note="Second."))
    plan = merge_records(start, Kind.CLAIM, "one", "two")
    assert plan.notices == (
        "Text: “Claim one stands.” is kept, “Claim two stands.” is lost.",
        "Date: “May 1928” is kept, “June 1928” is lost.",
    )
    assert made(start, plan).claims["one"].note == "First.\n\nSecond."


def test_links_that_come_to_join_the_same_become_one_and_its_undercuts_follow() -> None:
    start = argued(
        claim("again", "ann", "1928-03"),
        link("again-grounds", "supports", "again", "thesis"),
        link("again-doubts", "undercuts", "doubt", "again-grounds"),
    )
    plan = merge_records(start, Kind.CLAIM, "ground", "again")
    after = made(start, plan)
    assert "again-grounds" not in after.links
    assert after.links["grounds"].note == "Reason again-grounds"
    assert "again-doubts" not in after.links  # it says the same as “doubts”, of the same link
    assert sum("is merged into" in notice for notice in plan.notices) == 2


def test_a_link_that_would_lead_from_a_claim_to_itself_goes_with_what_denies_it() -> None:
    start = argued()
    plan = merge_records(start, Kind.CLAIM, "thesis", "ground")
    after = made(start, plan)
    assert {"grounds", "doubts"}.isdisjoint(after.links)
    assert (
        "The link “Reason grounds” is removed, since it would lead from the claim to itself." in plan.notices
    )
    assert "The link “Reason doubts” is removed, since the link that it undercuts is removed." in plan.notices


def test_premises_that_become_one_claim_stay_joined_once() -> None:
    start = argued(
        claim("again", "ann", "1928-03"),
        link("joined", "supports", "reply", "thesis", **{"with": ["ground", "again"]}),
        link("turned", "supports", "ground", "thesis", **{"with": ["reply"]}),
        link("excludes", "rebuts", "thesis", "objection", mutual=True),
        link("excluded", "rebuts", "objection", "thesis", mutual=True),
    )
    after = made(start, merge_records(start, Kind.CLAIM, "ground", "again"))
    assert after.links["joined"].premises == ("reply", "ground")
    assert "turned" not in after.links  # it joins the same two
    assert {"excludes", "excluded"} <= after.links.keys()  # they said the same before
    assert made(start, merge_records(start, Kind.CLAIM, "reply", "ground")).links["joined"].with_ == (
        "again",
    )
    assert "joined" not in made(start, merge_records(start, Kind.CLAIM, "thesis", "again")).links


def test_a_claim_does_not_come_after_itself_nor_in_one_dispute_twice() -> None:
    start = argued(claim("late", after=("thesis",), dispute="other", also=("turn",)))
    merged = made(start, merge_records(start, Kind.CLAIM, "thesis", "late")).claims["thesis"]
    assert (merged.after, merged.dispute, merged.also) == ((), "turn", ("other",))


def test_stances_that_come_to_say_the_same_share_their_evidence() -> None:
    when = UncertainDate.parse("1928-05")
    start = argued(
        Stance(slug="a", participant="ann", dispute="turn", when=when, claims=("thesis",)),
        Stance(slug="b", participant="bob", dispute="turn", when=when, claims=("objection",)),
    )
    after = made(start, merge_records(start, Kind.PARTICIPANT, "ann", "bob"))
    assert [(s.slug, s.claims) for s in after.stances.values()] == [("a", ("thesis", "objection"))]


@pytest.mark.parametrize(
    ("kind", "keep", "other"),
    [(Kind.CLAIM, "thesis", "thesis"), (Kind.CLAIM, "thesis", "ann"), (Kind.DISPUTE, "turn", "other")],
)
def test_what_cannot_be_merged_is_refused(kind: Kind, keep: str, other: str) -> None:
    with pytest.raises((RefusedError, NotFoundError)):
        merge_records(argued(), kind, keep, other)


def test_a_new_record_that_says_what_is_there_is_noticed() -> None:
    start = argued()
    same = Claim(slug="new", text="claim  THESIS stands.", speaker="ann", dispute="other")
    assert find_duplicate(start, same) == start.claims["thesis"]
    assert find_duplicate(start, same.model_copy(update={"speaker": "bob"})) is None
    assert find_duplicate(start, Participant(slug="new", name="ann")) == start.participants["ann"]
    assert find_duplicate(start, link("new", "supports", "ground", "thesis")) == start.links["grounds"]
    assert find_duplicate(start, link("new", "rebuts", "ground", "thesis")) is None


def test_a_slug_that_is_taken_gets_a_number() -> None:
    start = argued(claim("thesis-2"), claim("a" * 80))
    assert free_slug(start, Kind.CLAIM, "new") == "new"
    assert free_slug(start, Kind.CLAIM, "thesis") == "thesis-3"
    assert free_slug(start, Kind.CLAIM, "grounds") == "grounds-2"
    assert free_slug(start, Kind.PARTICIPANT, "thesis") == "thesis"
    assert free_slug(start, Kind.CLAIM, "a" * 80) == "a" * 78 + "-2"
