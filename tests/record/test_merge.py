"""Two versions of one entry made into one: what merges by itself, what a person must choose, and what never happens."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from stances.dates.uncertain import UncertainDate
from stances.formats import load_path
from stances.record.entries import (
    Act,
    Claim,
    Dispute,
    Entry,
    Membership,
    Participant,
    Position,
    Quotation,
    Stance,
)
from stances.record.merge import JOINT_FIELDS, MergeResult, merge
from stances.record.vocabulary import ActKind, Attribution, Scale
from stances.store.importing import list_shipped_files
from tests.support.small_debate import argued

ENTRIES = [*load_path(list_shipped_files()[0]).entries(), *argued().entries()]


@st.composite
def versions(draw: st.DrawFn) -> tuple[Entry, Entry, Entry]:
    """An entry and two later versions of it, each with some fields as they are in other entries of its kind."""
    kind = draw(st.sampled_from([type(entry) for entry in ENTRIES]))
    others = [e for e in ENTRIES if type(e) is kind]
    ancestor = draw(st.sampled_from(others))
    return ancestor, draw(_later(ancestor, others)), draw(_later(ancestor, others))


@st.composite
def _later(draw: st.DrawFn, entry: Entry, others: list[Entry]) -> Entry:
    fields: dict[str, Any] = {}
    for name in draw(
        st.sets(st.sampled_from([n for n in type(entry).model_fields if n != "slug"]), max_size=4)
    ):
        value = getattr(draw(st.sampled_from(others)), name)
        if isinstance(value, tuple) and draw(st.booleans()):
            value = tuple(dict.fromkeys((*getattr(entry, name), *value)))
        fields[name] = value
    try:
        return type(entry).model_validate({**dict(entry), **fields})
    except ValidationError:
        assume(False)
        raise


def changed(one: Entry, other: Entry) -> set[str]:
    return {name for name in type(one).model_fields if getattr(one, name) != getattr(other, name)}


def in_conflict(merged: MergeResult[Any]) -> set[str]:
    return {name for group in merged.conflicts for name in group}


@given(versions())
def test_what_one_changed_alone_is_taken_as_it_is(three: tuple[Entry, Entry, Entry]) -> None:
    ancestor, mine, theirs = three
    assert merge(ancestor, mine, ancestor) == MergeResult(ancestor, mine, ancestor, mine, ())
    assert merge(ancestor, ancestor, theirs) == MergeResult(ancestor, ancestor, theirs, theirs, ())
    assert merge(ancestor, mine, mine) == MergeResult(ancestor, mine, mine, mine, ())


def _unordered(value: Any) -> Any:
    return Counter(value) if isinstance(value, tuple) else value


@given(versions())
def test_it_does_not_matter_who_came_first(three: tuple[Entry, Entry, Entry]) -> None:
    ancestor, mine, theirs = three
    one, other = merge(ancestor, mine, theirs), merge(ancestor, theirs, mine)
    assert bool(one.conflicts) == bool(other.conflicts)
    for name in set(type(ancestor).model_fields) - in_conflict(one) - in_conflict(other):
        assert _unordered(getattr(one.entry, name)) == _unordered(getattr(other.entry, name))


@given(versions())
def test_unrelated_fields_merge_by_themselves(three: tuple[Entry, Entry, Entry]) -> None:
    ancestor, mine, theirs = three
    groups = {name: group for group in JOINT_FIELDS.get(type(ancestor), ()) for name in group}
    here = {groups.get(name, (name,)) for name in changed(ancestor, mine)}
    there = {groups.get(name, (name,)) for name in changed(ancestor, theirs)}
    assume(here.isdisjoint(there) and not isinstance(ancestor, Dispute))
    merged = merge(ancestor, mine, theirs)
    assert merged.conflicts == ()
    assert changed(merged.entry, mine) <= changed(ancestor, theirs)
    assert changed(merged.entry, theirs) <= changed(ancestor, mine)


@given(versions())
def test_nothing_that_either_wrote_is_lost_in_silence(three: tuple[Entry, Entry, Entry]) -> None:
    ancestor, mine, theirs = three
    merged = merge(ancestor, mine, theirs)
    for version in (mine, theirs):
        for name in changed(ancestor, version) - in_conflict(merged):
            wrote, got = getattr(version, name), getattr(merged.entry, name)
            if isinstance(wrote, tuple):
                known = set(getattr(ancestor, name))
                assert {_identity(i) for i in wrote if i not in known} <= {_identity(i) for i in got}
            else:
                assert wrote == got


def _identity(item: Any) -> Any:
    """An item may have been merged with the other's changes to it; a new one is there as a whole or under its name."""
    match item:
        case Act():
            return item.participant, item.act
        case Membership():
            return item.faction
        case Position():
            return item.value
    return getattr(item, "dispute", None) or getattr(item, "by", None) or item


@given(versions())
def test_choosing_mine_everywhere_gives_what_i_wrote_there(three: tuple[Entry, Entry, Entry]) -> None:
    merged = merge(*three)
    try:
        entry = merged.resolve({name: getattr(three[1], name) for name in in_conflict(merged)})
    except ValidationError:
        assume(isinstance(three[0], Dispute))
        return
    assert changed(entry, three[1]).isdisjoint(in_conflict(merged))


CLAIM = Claim(slug="a", text="As it was.", speaker="ann", dispute="turn", note="old")


def with_(entry: Any, **fields: Any) -> Any:
    return type(entry).model_validate({**dict(entry), **fields})


def test_one_rewords_and_the_other_dates() -> None:
    merged = merge(CLAIM, with_(CLAIM, text="Reworded."), with_(CLAIM, when=UncertainDate.parse("1928-05")))
    assert merged.conflicts == ()
    assert merged.entry == with_(CLAIM, text="Reworded.", when=UncertainDate.parse("1928-05"))


def test_two_rewordings_are_in_conflict_and_the_rest_is_not() -> None:
    merged = merge(CLAIM, with_(CLAIM, text="Mine.", note="new"), with_(CLAIM, text="Theirs."))
    assert merged.conflicts == (("text",),)
    assert merged.entry == with_(CLAIM, text="Theirs.", note="new")
    assert merged.resolve({"text": "Mine."}) == with_(CLAIM, text="Mine.", note="new")


def act(who: str, kind: str, when: str | None = None) -> Act:
    return Act(participant=who, act=ActKind(kind), when=UncertainDate.parse(when) if when else None)


SIGNED = with_(CLAIM, acts=(act("bob", "signs"), act("carl", "signs")))


def test_two_people_add_each_an_act() -> None:
    mine = with_(SIGNED, acts=(*SIGNED.acts, act("dora", "signs")))
    theirs = with_(SIGNED, acts=(*SIGNED.acts, act("emil", "endorses")))
    merged = merge(SIGNED, mine, theirs)
    assert merged.conflicts == ()
    assert [a.participant for a in merged.entry.acts] == ["bob", "carl", "emil", "dora"]


def test_one_takes_out_an_act_and_the_other_dates_another() -> None:
    mine = with_(SIGNED, acts=SIGNED.acts[1:])
    theirs = with_(SIGNED, acts=(SIGNED.acts[0], act("carl", "signs", "1928-06")))
    assert merge(SIGNED, mine, theirs).entry.acts == (act("carl", "signs", "1928-06"),)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ((act("bob", "signs", "1928-05"), SIGNED.acts[1]), (act("bob", "signs", "1928-06"), SIGNED.acts[1])),
        (SIGNED.acts[1:], (act("bob", "signs", "1928-06"), SIGNED.acts[1])),
        ((act("bob", "endorses"), SIGNED.acts[1]), (act("bob", "withdraws"), SIGNED.acts[1])),
        ((act("bob", "endorses"), SIGNED.acts[1]), SIGNED.acts[1:]),
    ],
    ids=["two dates", "taken out and dated", "two acts", "another act and taken out"],
)
def test_one_act_changed_by_both_is_in_conflict(mine: tuple[Act, ...], theirs: tuple[Act, ...]) -> None:
    for one, other in ((mine, theirs), (theirs, mine)):
        assert merge(SIGNED, with_(SIGNED, acts=one), with_(SIGNED, acts=other)).conflicts == (("acts",),)


def test_memberships_of_one_faction_are_told_apart_by_the_whole_of_them() -> None:
    first, second = (
        Membership(faction="left", when=UncertainDate.parse(year)) for year in ("1926", "1928/1929")
    )
    person = Participant(slug="p", name="P", memberships=(first, second))
    merged = merge(person, with_(person, memberships=(second,)), with_(person, memberships=(first,)))
    assert (merged.conflicts, merged.entry.memberships) == ((), ())


def test_a_position_and_its_dispute_change_together_or_not_at_all() -> None:
    stance = Stance(
        slug="s", participant="ann", dispute="turn", position=1, when=UncertainDate.parse("1928-05")
    )
    merged = merge(stance, with_(stance, dispute="other", position=2), with_(stance, position=-1))
    assert merged.conflicts == (("dispute", "position"),)


def test_who_reports_belongs_to_how_we_know() -> None:
    mine = with_(CLAIM, attribution=Attribution.INFERRED)
    theirs = with_(CLAIM, attribution=Attribution.REPORTED, reported_by=("bob",))
    assert merge(CLAIM, mine, theirs).conflicts == (("attribution", "reported_by"),)


def test_one_names_a_position_and_the_other_explains_it() -> None:
    scale = tuple(Position(value=v, key=str(v), label=f"L{v}") for v in (1, 0, -1))
    dispute = Dispute(slug="d", title="D", question="Q?", positions=scale)
    mine = with_(dispute, positions=(with_(scale[0], label="Real"), *scale[1:]))
    theirs = with_(dispute, positions=(with_(scale[0], gloss="It is."), *scale[1:]))
    assert merge(dispute, mine, theirs).entry.positions[0] == with_(scale[0], label="Real", gloss="It is.")


def test_what_would_not_be_valid_together_is_left_to_a_person() -> None:
    options = tuple(Position(value=v, key="ABC"[v - 1], label=f"L{v}") for v in (1, 2, 3))
    dispute = Dispute(slug="d", title="D", question="Q?", positions=options[:2])
    mine = with_(dispute, scale=Scale.CATEGORICAL)
    theirs = with_(dispute, positions=(options[1], options[0]))
    merged = merge(dispute, mine, theirs)
    assert ("scale",) in merged.conflicts
    assert merged.entry == theirs


def test_two_orders_of_one_list_are_in_conflict_and_one_is_not() -> None:
    quotations = tuple(Quotation(text=t) for t in "abc")
    claim = with_(CLAIM, quotations=quotations)
    mine = with_(claim, quotations=quotations[::-1])
    theirs = with_(claim, quotations=(*quotations, Quotation(text="d")))
    assert [q.text for q in merge(claim, mine, theirs).entry.quotations] == list("cdba")
    theirs = with_(claim, quotations=(quotations[1], quotations[0], quotations[2]))
    assert merge(claim, mine, theirs).conflicts == (("quotations",),)
