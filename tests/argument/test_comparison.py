"""Two sides of a dispute: who has what, what each class means, and who moved or agrees."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stances.argument.claim_holds import ClaimHold
from stances.argument.comparison import Comparison, ComparisonAxis, ComparisonPart, compare
from stances.argument.options import MapView
from stances.argument.wording import ComparisonWords
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.figures.map.dot import write_dot
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.render import draw_map
from stances.publishing.figures.comparison import build_comparison_map
from stances.record.entries import Dispute, Participant, Position, Stance
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.timeline.comparison_table import build_comparison_table
from stances.timeline.csv_tables import write_comparison_csv
from stances.timeline.wording import Verdict
from tests.support.as_of import DAYS, LONG_RECORDS, drop_later
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, debate, link
from tests.support.strategies import records

WITHDRAWN = claim(
    "taken-back",
    "ann",
    "1928-04",
    acts=[{"participant": "ann", "act": "withdraws", "when": "1928-07"}],
)


def compared(record: Record, **asked: str):
    return compare(record, record.disputes["turn"], Comparison.from_query(asked))


def parts(record: Record, **asked: str) -> dict[str, ComparisonPart]:
    return dict(compared(record, **asked).part_by_slug)


# --- what is asked for ---


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "moments=1928-05,1928-09"),
        ({"moments": "1928-05,1928-09", "factions": "left,right"}, "one of these only"),
        ({"moments": "1928-05"}, "two different sides"),
        ({"moments": "1928-05,1928-06,1928-07"}, "two different sides"),
        ({"participants": "ann,ann"}, "two different sides"),
        ({"participants": "ann,bob", "basis": "guessed"}, "written or known"),
    ],
)
def test_two_different_sides_of_one_kind_are_asked_for(query, words) -> None:
    with pytest.raises(BadRequestError, match=words):
        Comparison.from_query(query)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"participants": "ann,ghost"}, "ann, bob, carl"),
        ({"factions": "left,ghost"}, "left, right"),
        ({"moments": "1928-05,1929-05"}, "1928-03-01 to"),
        ({"moments": "1928-05,soon"}, "moments"),
        ({"moments": "1928-05,1928-04/1928-06"}, "stretch of time"),
        ({"moments": "1928-05,1928-05-31"}, "31 May 1928"),
    ],
)
def test_a_side_that_the_debate_lacks_is_refused_by_what_it_has(query, words) -> None:
    with pytest.raises(BadRequestError, match=words):
        compared(argued(), **query)


def test_dates_may_be_written_as_people_write_them() -> None:
    first, second = compared(argued(), moments="9 May 1928,August 1928").sides
    assert (first.day, second.day) == (Day.of(1928, 5, 9), Day.of(1928, 8, 31))
    assert (first.short_name, second.name) == ("9 May", "August 1928")


def test_a_comparison_asks_for_itself_again() -> None:
    asked = Comparison(ComparisonAxis.PARTICIPANTS, "ann", "bob", Basis.KNOWN, True, Day.of(1928, 5, 9))
    assert Comparison.from_query(asked.query) == asked


# --- moments ---


def test_what_is_new_what_was_taken_back_and_what_stays() -> None:
    part_of = parts(argued(WITHDRAWN), moments="1928-06,1928-08")
    assert part_of["thesis"] is ComparisonPart.BOTH
    assert part_of["reply"] is ComparisonPart.SECOND
    assert part_of["taken-back"] is ComparisonPart.FIRST
    assert part_of["grounds"] is ComparisonPart.BOTH
    assert part_of["replies"] is ComparisonPart.SECOND


def test_what_comes_after_both_moments_is_not_there() -> None:
    assert "reply" not in parts(argued(), moments="1928-04,1928-05")


def test_a_vague_date_counts_and_is_called_perhaps() -> None:
    result = compared(
        debate(claim("vague", when="1928-03/1928-07"), claim("x", when="1928-08")), moments="1928-05,1928-08"
    )
    assert result.hold_by_claim["vague"] == (ClaimHold.PERHAPS, ClaimHold.YES)
    assert ComparisonWords(result).badge_words("vague") == "both, perhaps May"
    assert result.count_uncertain(ComparisonPart.BOTH) == 1


def test_an_undated_claim_may_always_have_been_there() -> None:
    result = compared(
        debate(claim("x"), claim("y", when="1928-08"), claim("undated", when=None)), moments="1928-05,1928-08"
    )
    assert ComparisonWords(result).badge_words("undated") == "perhaps both"


def test_what_was_perhaps_taken_back_is_perhaps_still_held() -> None:
    acts = [{"participant": "ann", "act": "withdraws", "when": "1928-06/1928-09"}]
    record = debate(claim("x", acts=acts), claim("y", when="1928-10"))
    assert compared(record, moments="1928-05,1928-07").hold_by_claim["x"] == (
        ClaimHold.YES,
        ClaimHold.PERHAPS,
    )


def test_others_who_leave_a_claim_do_not_end_it() -> None:
    acts = [{"participant": "bob", "act": "disowns", "when": "1928-06"}]
    record = debate(claim("x", acts=acts), claim("y", when="1928-10"))
    assert parts(record, moments="1928-05,1928-07")["x"] is ComparisonPart.BOTH


# --- people ---


def test_a_participant_has_what_they_stand_behind() -> None:
    signed = claim("signed", "ann", acts=[{"participant": "bob", "act": "signs"}])
    part_of = parts(argued(signed), participants="ann,bob")
    assert (part_of["thesis"], part_of["objection"], part_of["signed"]) == (
        ComparisonPart.FIRST,
        ComparisonPart.SECOND,
        ComparisonPart.BOTH,
    )
    assert "doubt" not in part_of


def test_between_the_two_a_link_belongs_to_who_answers() -> None:
    part_of = parts(argued(), participants="ann,bob")
    assert part_of["objects"] is ComparisonPart.SECOND
    assert part_of["replies"] is ComparisonPart.FIRST


def test_a_faction_has_what_was_said_while_one_belonged_to_it() -> None:
    part_of = parts(argued(), factions="left,right")
    assert part_of["thesis"] is ComparisonPart.FIRST
    assert part_of["reply"] is ComparisonPart.SECOND


def test_claims_of_others_that_are_answered_come_lightly_if_asked_for() -> None:
    record = argued()
    assert "thesis" not in compared(record, participants="bob,carl").graph.claims
    result = compared(record, participants="bob,carl", context="yes")
    assert "thesis" in result.graph.context
    assert "thesis" not in result.part_by_slug
    assert result.part_by_slug["objects"] is ComparisonPart.FIRST


def test_two_people_are_compared_on_the_last_day_with_evidence_of_both() -> None:
    spoke_on = stance("b2", "bob", -1, "1928-08")
    record = debate(SCALE, stance("a", "ann", 1, "1928-05"), stance("b", "bob", 1, "1928-03"), spoke_on)
    result = compared(record, participants="ann,bob")
    assert (result.day, result.is_common_day) == (Day.of(1928, 5, 31), True)
    assert ComparisonWords(result).title == "The turn: Ann and Bob compared as of 31 May 1928"
    (row,) = build_comparison_table(result)
    assert [side.age_words for side in (row.first, row.second)] == ["", "assumed to persist"]


def test_without_evidence_of_both_the_day_is_the_last_of_the_debate() -> None:
    result = compared(argued(), participants="ann,bob")
    assert (result.day, result.is_common_day) == (Day.of(1928, 8, 31), False)


def test_on_a_day_nobody_has_what_they_said_signed_or_gave_up_at_another_time() -> None:
    acts = [
        {"participant": "bob", "act": "signs", "when": "1928-06-01"},
        {"participant": "ann", "act": "withdraws", "when": "1928-07-01"},
    ]
    record = debate(claim("x", "ann", "1928-05-01", acts=acts), claim("later", "bob", "1928-08-01"))

    def holds(day: str) -> dict[str, tuple[ClaimHold, ClaimHold]]:
        return dict(compared(record, participants="ann,bob", as_of=day).hold_by_claim)

    assert holds("1928-05-31") == {"x": (ClaimHold.YES, ClaimHold.NO)}
    assert holds("1928-06-30") == {"x": (ClaimHold.YES, ClaimHold.YES)}
    assert holds("1928-07-31") == {"x": (ClaimHold.NO, ClaimHold.YES)}


def test_what_is_too_old_to_be_carried_forward_decides_nothing() -> None:
    record = debate(SCALE, stance("a", "ann", 1, "1928-01"), stance("b", "bob", -1, "1928-12"))
    (row,) = build_comparison_table(compared(record, participants="ann,bob"))
    assert row.first.silence_reason == "no longer assumed to persist; last evidence January 1928"
    assert row.verdict is Verdict.UNDETERMINED


def test_a_dispute_on_which_the_only_evidence_is_old_has_a_row_too() -> None:
    record = debate(SCALE, stance("a", "ann", 1, "1928-01"), claim("later", when="1928-12"))
    (row,) = build_comparison_table(compared(record, participants="ann,bob"))
    assert row.first.lapsed
    assert row.verdict is Verdict.ONE_ALONE


def test_two_moments_have_no_other_day() -> None:
    with pytest.raises(BadRequestError, match="two moments are days themselves"):
        compared(argued(), moments="1928-05,1928-06", as_of="1928-05-01")
    with pytest.raises(BadRequestError, match="as_of"):
        compared(argued(), participants="ann,bob", as_of="1950")


# --- laws ---


@st.composite
def comparisons(draw: st.DrawFn):
    """A record, one of its disputes, and two sides of it."""
    record = draw(records())
    dispute = draw(st.sampled_from(sorted(record.disputes)))
    days = st.sampled_from(
        [c.when.latest.isoformat() for c in record.claims.values() if c.when and c.when.latest < Day.max]
        or ["1928-05-01"]
    )
    axis = draw(st.sampled_from(ComparisonAxis))
    names = {
        ComparisonAxis.MOMENTS: days,
        ComparisonAxis.PARTICIPANTS: st.sampled_from(sorted(record.participants)),
        ComparisonAxis.FACTIONS: st.sampled_from(sorted(record.factions) or ["none"]),
    }[axis]
    first, second = draw(names), draw(names)
    context = draw(st.booleans())
    return record, record.disputes[dispute], Comparison(axis, first, second, context=context)


def tried(record: Record, dispute: Dispute, comparison: Comparison):
    try:
        return compare(record, dispute, comparison)
    except BadRequestError:
        return None


@examples(60)
@given(comparisons())
def test_every_claim_and_link_is_in_exactly_one_class_or_context(asked) -> None:
    if result := tried(*asked):
        shown = result.graph
        assert set(result.hold_by_claim) == set(shown.claims) - shown.context
        assert set(result.hold_by_claim) <= set(result.part_by_slug)
        assert sum(claims + links for claims, links in map(result.count_part, ComparisonPart)) == len(
            result.part_by_slug
        )
        for slug, link_shown in shown.links.items():
            assert {link_shown.source, link_shown.target} <= {*shown.claims, *shown.links}
            touches = shown.links[slug].source in result.hold_by_claim
            assert slug in result.part_by_slug or not touches


@examples(60)
@given(comparisons())
def test_swapping_the_sides_swaps_the_classes(asked) -> None:
    record, dispute, comparison = asked
    swapped = Comparison(
        comparison.axis, comparison.second, comparison.first, comparison.basis, comparison.context
    )
    one, other = tried(record, dispute, comparison), tried(record, dispute, swapped)
    assert (one is None) == (other is None)
    if one and other:
        mirror = {
            ComparisonPart.FIRST: ComparisonPart.SECOND,
            ComparisonPart.SECOND: ComparisonPart.FIRST,
            ComparisonPart.BOTH: ComparisonPart.BOTH,
        }
        assert {slug: mirror[part] for slug, part in one.part_by_slug.items()} == other.part_by_slug
        assert {line.subject.slug: line.verdict for line in build_comparison_table(one)} == {
            line.subject.slug: line.verdict for line in build_comparison_table(other)
        }


@examples(40)
@given(comparisons())
def test_whatever_people_write_a_comparison_can_be_drawn_and_tabled(asked) -> None:
    if result := tried(*asked):
        assert write_dot(build_comparison_map(result, MapView()))
        assert write_comparison_csv(result).startswith(b"\xef\xbb\xbfsubject,slug,outcome")


# --- the drawing ---


def test_the_drawing_says_the_class_of_each_claim_without_colour() -> None:
    result = compared(argued(WITHDRAWN), moments="1928-06,1928-08")
    comparison_map = build_comparison_map(result, MapView(dispute="turn"))
    svg = draw_map(comparison_map, "svg", render_in_process).decode()
    assert "The turn: June and August 1928 compared" in svg
    for words in (
        "only June",
        "only August",
        "both",
        "only August: new since June",
        "only June: withdrawn by August",
    ):
        assert f">{words}</text>" in svg
    assert 'id="map-reply" class="claim asserted faction-right only-second"' in svg
    assert "<title>only August: Ann, August 1928</title>" in svg
    assert 'class="link rebuts asserted only-second"' in svg
    assert (
        len(
            {
                badge.line_weight
                for slug, badge in comparison_map.badges.items()
                if slug in comparison_map.graph.claims
            }
        )
        == 3
    )


def test_in_the_other_order_the_legend_still_says_what_is_new() -> None:
    result = compared(argued(WITHDRAWN), moments="1928-08,1928-06")
    assert ComparisonWords(result).describe_part(ComparisonPart.FIRST) == "only August: new since June"
    assert ComparisonWords(result).describe_part(ComparisonPart.SECOND) == "only June: withdrawn by August"


# --- the table ---

SCALE = Dispute(
    slug="turn",
    title="The turn",
    question="Is it real?",
    positions=tuple(Position(value=v, key=str(v), label=f"position {v}") for v in range(-2, 3)),
)


def stance(slug: str, who: str, position: int | None, when: str) -> Stance:
    return Stance(
        slug=slug, participant=who, dispute="turn", position=position, when=UncertainDate.parse(when)
    )


def verdicts(record: Record, **asked: str) -> dict[str, str]:
    return {
        line.subject.slug: str(line.verdict) for line in build_comparison_table(compared(record, **asked))
    }


def test_who_moved_who_was_first_heard_and_what_cannot_be_known() -> None:
    outcomes = verdicts(
        debate(
            SCALE,
            *(
                Participant(slug=s, name=s)
                for s in ("mover", "late", "steady", "unheard-since", "vague", "back", "sure-mover")
            ),
            stance("m1", "mover", 1, "1928-04"),
            stance("m2", "mover", -1, "1928-08"),
            stance("l1", "late", 2, "1928-07"),
            stance("s1", "steady", 0, "1928-05"),
            stance("u1", "unheard-since", 0, "1928-03"),
            stance("v1", "vague", 1, "1928-03"),
            stance("v2", "vague", 2, "1928-04/1928-08"),
            stance("b1", "back", None, "1928-12"),
            stance("sm1", "sure-mover", 1, "1928-04"),
            stance("sm2", "sure-mover", 0, "1928-07"),
            stance("sm3", "sure-mover", -1, "1928-08/1928-12"),
        ),
        moments="1928-05,1928-09",
    )
    assert outcomes == {
        "mover": "moved",
        "sure-mover": "moved",
        "late": "first evidence",
        "steady": "same",
        "unheard-since": "uncertain",
        "vague": "uncertain",
    }
    assert list(outcomes.values())[:2] == ["moved", "moved"]


def test_silence_is_never_a_position() -> None:
    record = debate(SCALE, stance("a", "ann", 0, "1928-08"), stance("b", "bob", 0, "1928-05"))
    (ann,) = [
        line
        for line in build_comparison_table(compared(record, moments="1928-05,1928-08"))
        if line.subject.slug == "ann"
    ]
    assert ann.verdict is Verdict.FIRST_HEARD
    assert (ann.first.certain, ann.first.silence_reason) == ((), "no evidence; not yet coded")


def test_two_people_agree_differ_or_are_not_both_heard() -> None:
    record = debate(SCALE, stance("a", "ann", 1, "1928-05"), stance("b", "bob", 1, "1928-06"))
    assert verdicts(record, participants="ann,bob") == {"turn": "agree"}
    assert verdicts(record, participants="ann,carl") == {"turn": "only one spoke"}
    moved = debate(*record.entries(), stance("b2", "bob", -1, "1928-08"))
    assert verdicts(moved, participants="ann,bob") == {"turn": "agree"}
    assert verdicts(moved, participants="ann,bob", as_of="1928-08-31") == {"turn": "differ"}
    unknown = debate(*record.entries(), stance("b3", "bob", -1, "1928-06"))
    assert verdicts(unknown, participants="ann,bob") == {"turn": "uncertain"}


def test_a_faction_of_two_minds_agrees_in_part() -> None:
    record = debate(
        SCALE,
        Participant.model_validate({"slug": "dan", "name": "Dan", "memberships": [{"faction": "right"}]}),
        stance("a", "ann", 1, "1928-05"),
        stance("b", "bob", 1, "1928-06"),
        stance("d", "dan", -1, "1928-06"),
    )
    assert verdicts(record, factions="left,right") == {"turn": "agree in part"}


def test_a_member_speaks_for_the_faction_they_belonged_to_then() -> None:
    record = debate(SCALE, stance("a", "ann", 2, "1928-05"), stance("a2", "ann", -2, "1928-09"))
    (line,) = build_comparison_table(compared(record, factions="left,right"))
    assert [set(side.possible_values) for side in (line.first, line.second)] == [{2}, {-2}]


def test_links_of_a_chain_of_undercuts_are_classed_by_all_they_join() -> None:
    record = argued(claim("deeper", "ann", "1928-08"), link("denies", "undercuts", "deeper", "doubts"))
    part_of = parts(record, moments="1928-07,1928-08")
    assert (part_of["doubts"], part_of["denies"]) == (ComparisonPart.BOTH, ComparisonPart.SECOND)


@examples(40)
@given(LONG_RECORDS, DAYS, st.sampled_from(ComparisonAxis), st.data())
def test_dropping_what_is_later_changes_no_comparison(record, day, axis, data) -> None:
    early, dispute = drop_later(record, day), record.disputes[min(record.disputes)]
    sides = {
        ComparisonAxis.MOMENTS: ["1927-01-01", day.isoformat()],
        ComparisonAxis.PARTICIPANTS: list(record.participants),
        ComparisonAxis.FACTIONS: list(record.factions),
    }[axis]
    assume(len(set(sides)) > 1)
    as_of = None if axis is ComparisonAxis.MOMENTS else day
    asked = Comparison(axis, sides[0], sides[1], as_of=as_of)
    one, other = (compare(r, dispute, asked) for r in (record, early))
    assert one.graph == other.graph
    assert one.hold_by_claim == other.hold_by_claim
    words, early_words = ComparisonWords(one), ComparisonWords(other)
    assert (words.title, words.summary) == (early_words.title, early_words.summary)
    assert write_comparison_csv(one) == write_comparison_csv(other)
