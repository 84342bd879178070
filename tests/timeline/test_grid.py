"""What a cell of the grid says, in cases computed by hand, and what it never says, in any debate."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.dates.day import Day
from stances.errors import NotFoundError
from stances.record.entries import (
    Coverage,
    Debate,
    Dispute,
    Document,
    Event,
    Faction,
    Position,
)
from stances.record.record import Record
from stances.record.vocabulary import ColumnUnit
from stances.timeline.cells import CellState
from stances.timeline.grid import build_grid
from stances.timeline.options import AttributionLevel
from stances.timeline.rows import find_changes
from stances.timeline.stance_order import StanceOrder
from stances.timeline.time_axis import add_months
from stances.timeline.trajectory import build_trajectory
from tests.support.properties import examples
from tests.support.strategies import records
from tests.support.turn_debate import cells, claim, day, debate, dispute, person, stance, states

# --- the seven states ---


@pytest.mark.parametrize("when", ["1928-05-09", "1928-05", "1928-05-09~", "1928-05-02/1928-05-20"])
def test_a_stance_within_one_column_is_evidence_there_however_exact_its_date(when):
    cell = cells(debate(stance("s", 1, when)))["1928-05"]
    assert (cell.state, cell.glyph) == (CellState.EVIDENCED, "+")
    assert cell.text == "Radek, May 1928: dated evidence: +1 partly real; own claim; certain"


def test_the_text_names_who_reports_and_how_sure_it_is():
    reported = stance(
        "s", -1, "1928-05", attribution="reported", reported_by=["smilga"], confidence="probable"
    )
    text = cells(debate(reported, person("smilga")))["1928-05"].text
    assert text == "Radek, May 1928: dated evidence: −1 a zigzag; reported by Smilga; probable"


def test_carrying_begins_after_the_column_of_the_evidence_and_ends_with_the_horizon():
    by_month = states(debate(dispute(horizon=3), stance("s", 1, "1928-05-09")))
    assert [by_month[f"1928-{m:02}"] for m in range(4, 11)] == [
        *("silent", "evidenced", "carried", "carried", "carried", "silent", "silent")
    ]


def test_a_carried_cell_has_its_sign_and_names_its_last_evidence():
    cell = cells(debate(stance("s", 1, "1928-05-09")))["1928-06"]
    assert cell.glyph == "+"
    assert cell.name == "+ assumed since 9 May 1928"
    assert cell.last_evidence == day("1928-05-09")
    assert cell.text == "Radek, June 1928: assumed to persist: +1 partly real; last evidence 9 May 1928"


def test_a_horizon_of_no_months_carries_nothing():
    assert states(debate(dispute(horizon=0), stance("s", 1, "1928-05-09")))["1928-06"] == "silent"


def test_carrying_can_be_switched_off():
    by_month = states(debate(stance("s", 1, "1928-05-09")), carried=False)
    assert (by_month["1928-05"], by_month["1928-06"]) == ("evidenced", "silent")


def test_carrying_stops_where_involvement_ends():
    by_month = states(debate(person("radek", "1928-02/1928-06"), stance("s", 1, "1928-05-09")))
    assert [by_month[f"1928-0{m}"] for m in (1, 2, 6, 7)] == [
        "not_involved",
        "silent",
        "carried",
        "not_involved",
    ]


def test_newer_evidence_is_carried_instead_of_older():
    cell = cells(debate(stance("a", 1, "1928-04"), stance("b", -1, "1928-05")))["1928-06"]
    assert [h.position.key for h in cell.positions_held] == ["−"]


def test_where_the_last_evidence_is_unknown_each_that_may_be_is_carried():
    cell = cells(debate(stance("a", 1, "1928-04/1928-06"), stance("b", -1, "1928-05-09")))["1928-07"]
    assert (cell.state, [h.position.key for h in cell.positions_held]) == (CellState.CARRIED, ["+", "−"])


def test_differing_stances_in_no_known_order_are_mixed_and_never_averaged():
    cell = cells(debate(stance("a", 1, "1928-07"), stance("b", -1, "1928-07-12")))["1928-07"]
    assert (cell.state, cell.glyph, cell.moved) == (CellState.MIXED, "+/−", False)
    assert "conflicting evidence: +1 partly real" in cell.text
    assert "−1 a zigzag" in cell.text


def test_differing_stances_in_order_are_a_move_from_old_to_new():
    cell = cells(debate(stance("a", 1, "1928-07-20"), stance("b", -1, "1928-07-12")))["1928-07"]
    assert (cell.state, cell.glyph, cell.moved) == (CellState.EVIDENCED, "−→+", True)


def test_an_order_that_only_the_claims_give_makes_a_move_too():
    first, second = claim("first", "1928-07"), claim("second", "1928-07", after=["first"])
    pair = stance("a", 1, "1928-07", claims=["second"]), stance("b", -1, "1928-07", claims=["first"])
    assert cells(debate(first, second, *pair))["1928-07"].glyph == "−→+"


def test_a_date_over_several_columns_is_a_bar_in_each_of_them():
    by_month = cells(debate(stance("s", 1, "1928-04-20/1928-06-10")))
    pieces = [by_month[f"1928-0{m}"] for m in (4, 5, 6)]
    assert [c.state for c in pieces] == [CellState.UNCERTAIN] * 3
    assert [(c.bars[0].begins, c.bars[0].ends) for c in pieces] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert all("date uncertain" in c.text and "between 20 April and 10 June 1928" in c.text for c in pieces)
    assert by_month["1928-03"].state is CellState.SILENT
    assert by_month["1928-07"].state is CellState.CARRIED


def test_sure_evidence_keeps_its_state_beside_a_bar_that_contradicts_it():
    cell = cells(debate(stance("bar", -1, "1928-04/1928-06"), stance("sure", 1, "1928-05-09")))["1928-05"]
    assert (cell.state, cell.glyph, len(cell.bars)) == (CellState.EVIDENCED, "+", 1)
    assert "Perhaps also −1 a zigzag" in cell.text


def test_an_open_date_is_a_bar_without_an_end_as_far_as_the_grid_reaches():
    by_month = cells(debate(stance("s", 1, "1928-11/..")))
    assert by_month["1928-12"].state is CellState.UNCERTAIN
    assert not by_month["1928-12"].bars[0].ends


def test_undecided_is_neither_silence_nor_the_middle_of_the_scale():
    cell = cells(debate(stance("s", None, "1928-05")))["1928-05"]
    assert (cell.state, cell.glyph, cell.positions_held[0].position.value) == (CellState.EVIDENCED, "?", None)
    assert "undecided" in cell.text


def test_what_was_not_read_is_not_yet_coded_and_not_silent():
    by_month = states(
        debate(dispute(read="1928-03/1928-06"), claim("c", "1928-05"), stance("s", 1, "1928-05"))
    )
    assert [by_month[f"1928-{m:02}"] for m in (2, 3, 4, 10)] == ["not_coded", "silent", "silent", "not_coded"]


def test_only_what_is_not_read_for_several_columns_together_is_named_once():
    record = debate(dispute(read="1928-02/1928-06"), claim("c", "1928-05"), stance("s", 1, "1928-10"))
    (row,), columns = build_grid(record, "turn").rows, build_grid(record, "turn").columns
    assert [columns[place].key for place in sorted(row.starts_of_uncoded)] == ["1928-07"]


def test_a_column_read_only_in_part_is_not_yet_coded():
    by_month = states(debate(dispute(read="1928-03-15/1928-06"), stance("s", 1, "1928-05")))
    assert (by_month["1928-03"], by_month["1928-04"]) == ("not_coded", "silent")


def test_what_counts_of_a_column_is_within_debate_and_involvement():
    entries = (
        dispute(read="1928-03-15/1928-06"),
        person("radek", "1928-03-20/.."),
        stance("s", 1, "1928-05"),
    )
    assert states(debate(*entries))["1928-03"] == "silent"


def test_coverage_may_be_of_some_participants_only_and_adds_up():
    parts = (
        Coverage(participants=("radek",), when=day("1928-01-01/1928-01-15")),
        Coverage(when=day("1928-01-16/1928-12")),
    )
    both = dispute(read=None).model_copy(update={"coverage": parts})
    record = debate(both, person("smilga"), stance("a", 1, "1928-05"), stance("b", 1, "1928-05", "smilga"))
    assert states(record)["1928-01"] == "silent"
    assert states(record, "smilga")["1928-01"] == "not_coded"


def test_a_claim_that_no_stance_interprets_is_no_silence():
    cell = cells(debate(claim("c", "1928-02"), stance("s", 1, "1928-05")))["1928-02"]
    assert (cell.state, cell.text) == (
        CellState.NOT_CODED,
        "Radek, February 1928: not yet coded: 1 claim without a position",
    )


def test_evidence_outside_the_involvement_is_shown_all_the_same():
    by_month = states(debate(person("radek", "1928-06/1928-09"), stance("s", 1, "1928-05")))
    assert (by_month["1928-05"], by_month["1928-06"], by_month["1928-10"]) == (
        "evidenced",
        "carried",
        "not_involved",
    )


# --- the view ---


def test_stances_left_out_by_attribution_are_owned_up_to():
    record = debate(stance("s", 1, "1928-05", attribution="reported", reported_by=["radek"]))
    cell = cells(record, shown=AttributionLevel.ASSERTED)["1928-05"]
    assert (cell.state, cell.hidden_stances) == (CellState.SILENT, 1)
    assert "hidden" in cell.text
    assert cells(record, shown=AttributionLevel.REPORTED)["1928-05"].state is CellState.EVIDENCED


def test_inferred_stances_count_only_where_all_are_shown():
    record = debate(stance("s", 1, "1928-05", attribution="inferred"))
    assert cells(record, shown=AttributionLevel.REPORTED)["1928-05"].state is CellState.SILENT
    assert cells(record)["1928-05"].attribution_words == "inferred"


def test_as_of_a_day_uncertain_dates_are_possible_from_their_earliest_and_sure_from_their_latest():
    record = debate(stance("s", 1, "1928-05"))
    assert states(record, as_of=Day.of(1928, 4, 30))["1928-05"] == "later"
    assert states(record, as_of=Day.of(1928, 5, 9))["1928-05"] == "uncertain"
    assert states(record, as_of=Day.of(1928, 5, 31))["1928-05"] == "evidenced"


def test_as_of_a_day_rows_and_columns_stay_and_later_columns_say_so():
    record = debate(stance("s", 1, "1928-05"), stance("t", 1, "1928-09", "smilga"), person("smilga"))
    then, now = build_grid(record, "turn", as_of=Day.of(1928, 6, 10)), build_grid(record, "turn")
    assert [c.key for c in then.columns] == [c.key for c in now.columns]
    assert [r.participant.slug for r in then.rows] == [r.participant.slug for r in now.rows]
    cell = cells(record, as_of=Day.of(1928, 6, 10))["1928-07"]
    assert cell.text == "Radek, July 1928: later than the day shown"


# --- columns ---


def test_months_widen_to_stances_outside_the_debate():
    shown = build_grid(debate(stance("s", 1, "1927-11-20/1928-01-05")), "turn")
    assert (shown.columns[0].key, shown.columns[-1].key, len(shown.columns)) == ("1927-11", "1928-12", 14)
    assert [(b.label, b.column_count) for b in shown.column_groups] == [("1927", 2), ("1928", 12)]


def test_weeks_begin_on_monday_and_quarters_in_january():
    record = debate(stance("s", 1, "1928-05-09"))
    assert states(record, unit=ColumnUnit.WEEKS)["1928-W19"] == "evidenced"
    quarters = build_grid(record, "turn", unit=ColumnUnit.QUARTERS).columns
    assert [c.key for c in quarters] == ["1928-Q1", "1928-Q2", "1928-Q3", "1928-Q4"]
    assert (quarters[1].start, quarters[1].end) == (Day.of(1928, 4, 1), Day.of(1928, 6, 30))


def test_under_documents_a_stance_stands_where_its_claims_come_from():
    papers = (
        Document(slug="letter", title="Letter", when=day("1928-05-09")),
        Document(slug="undated", title="Undated"),
    )
    record = debate(
        *papers,
        claim("c", "1928-05-09", document="letter"),
        claim("d", document="undated"),
        stance("s", 1, "1928-05", claims=["c"]),
        stance("t", -1, "1928-06"),
        stance("u", 0, "1928-04/1928-09", claims=["d"]),
    )
    by_column = cells(record, unit=ColumnUnit.DOCUMENTS)
    assert {key: cell.glyph for key, cell in by_column.items()} == {
        "letter": "+",
        "undated": "0",
        "no_document": "−",
    }
    assert {cell.state for cell in by_column.values()} == {CellState.EVIDENCED}


def test_a_signature_puts_a_stance_under_the_document_that_was_signed():
    act = {"participant": "radek", "act": "signs", "document": "telegram"}
    record = debate(
        person("trotsky"),
        Document(slug="letter", title="Letter", when=day("1928-05-09")),
        Document(slug="telegram", title="Telegram", when=day("1928-07-01")),
        claim("c", "1928-05-09", "trotsky", document="letter", acts=[act]),
        stance("s", 1, "1928-07", claims=["c"]),
    )
    assert states(record, unit=ColumnUnit.DOCUMENTS)["telegram"] == "evidenced"
    assert states(record, unit=ColumnUnit.DOCUMENTS)["letter"] == "silent"


def test_events_stand_where_they_begin_or_in_the_middle_of_what_is_possible():
    record = debate(
        Event(slug="span", name="Span", when=day("1928-03-10/1928-08")),
        Event(slug="about", name="About", when=day("1928-07~")),
        Event(slug="vague", name="Vague", when=day("1928")),
        Event(slug="before", name="Before", when=day("1926")),
        stance("s", 1, "1928-05"),
    )
    shown = build_grid(record, "turn")
    assert {c.key: [e.slug for e in c.events] for c in shown.columns if c.events} == {
        "1928-03": ["span"],
        "1928-07": ["about"],
    }
    assert [e.slug for e in shown.unplaced_events] == ["vague"]
    assert [e.slug for e in shown.events] == ["span", "about", "vague"]


def test_an_unknown_dispute_or_participant_is_not_found():
    with pytest.raises(NotFoundError, match="no dispute “none”"):
        build_grid(debate(), "none")
    with pytest.raises(NotFoundError, match="no participant “none”"):
        build_trajectory(debate(), "none")


def test_a_dispute_without_any_date_has_no_columns():
    record = Record.from_entries(
        Debate.model_validate({"slug": "d", "title": "D"}), (dispute(), person("radek"), claim("c"))
    )
    assert build_grid(record, "turn").columns == ()
    assert [row.cells for row in build_grid(record, "turn").rows] == [()]


def test_months_are_added_by_the_calendar():
    assert add_months(Day.of(1928, 1, 31), 1) == Day.of(1928, 2, 29)
    assert add_months(Day.of(1928, 11, 9), 4) == Day.of(1929, 3, 9)
    assert add_months(Day.of(9999, 11, 9), 4) == Day.max


# --- rows ---


def test_rows_are_those_with_a_stance_a_claim_or_an_act():
    act = {"participant": "smilga", "act": "disowns"}
    record = debate(
        *(person(p) for p in ("smilga", "ishchenko", "outsider")),
        claim("c", "1928-05", acts=[act]),
        stance("s", 1, "1928-06", "ishchenko"),
    )
    assert {row.participant.slug for row in build_grid(record, "turn").rows} == {
        "radek",
        "smilga",
        "ishchenko",
    }


def test_a_participant_stands_under_the_faction_of_their_first_evidence_with_a_note_of_the_others():
    record = debate(
        Faction(slug="hard", name="The hard"),
        Faction(slug="soft", name="The soft"),
        person("radek", None, ("hard", "1928-01/1928-05"), ("soft", "1928-06/..")),
        person("loner"),
        stance("s", -1, "1928-07"),
        stance("t", -1, "1928-02", "loner"),
    )
    shown = build_grid(record, "turn")
    assert [(g.faction.slug if g.faction else None) for g in shown.groups] == ["soft", None]
    (row,) = shown.groups[0].rows
    assert row.note == "The hard, from January to May 1928; The soft, from June 1928"


def test_within_a_faction_those_heard_first_come_first_and_the_unheard_last():
    people = [person(p) for p in ("a", "b", "c")]
    record = debate(
        *people, stance("s", 1, "1928-06", "a"), stance("t", 1, "1928-02", "c"), claim("k", "1928-01", "b")
    )
    assert [row.participant.slug for row in build_grid(record, "turn").rows] == ["c", "a", "b"]


# --- change ---


def test_becoming_undecided_is_a_change():
    (change,) = find_changes(debate(stance("a", 1, "1928-05"), stance("b", None, "1928-06")), "radek", "turn")
    assert change.new.position.key == "?"


def test_order_follows_documents_for_asserted_claims_only():
    papers = Document(slug="one", title="One"), Document(slug="two", title="Two", after=("one",))
    pair = stance("a", 1, "1928", claims=["old"]), stance("b", -1, "1928", claims=["new"])

    def known(attribution: str) -> bool:
        made = claim("old", document="one"), claim("new", document="two", attribution=attribution)
        return StanceOrder(debate(*papers, *made)).precedes(*pair)

    assert known("asserted")
    assert not known("reported")


def test_a_trajectory_holds_every_dispute_of_a_participant_over_the_same_columns():
    other = Dispute(
        slug="other", title="Another", question="And?", positions=(Position(value=1, key="+", label="yes"),)
    )
    unused = Dispute(slug="unused", title="Unused", question="?")
    record = debate(other, unused, stance("s", 1, "1928-05"), stance("t", 1, "1929-03", dispute="other"))
    trajectory = build_trajectory(record, "radek")
    assert [row.dispute.slug for row in trajectory.rows] == ["turn", "other"]
    assert {len(row.cells) for row in trajectory.rows} == {len(trajectory.columns)} == {15}
    assert trajectory.rows[1].cells[-1].text.startswith("Radek, Another, March 1929: dated evidence")


# --- any debate ---

_views = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(ColumnUnit),
        "carried": st.booleans(),
        "shown": st.sampled_from(AttributionLevel),
        "as_of": st.none() | st.integers(int(Day.of(1927, 1, 1)), int(Day.of(1930, 12, 31))).map(Day),
    }
)
_some = examples(15)


@_some
@given(records(), _views)
def test_every_row_has_a_cell_a_column_and_every_cell_a_text(record, view):
    for slug in record.disputes:
        shown = build_grid(record, slug, **view)
        assert len({c.key for c in shown.columns}) == len(shown.columns)
        for row in shown.rows:
            assert len(row.cells) == len(shown.columns)
            assert all(cell.text.strip() for cell in row.cells)


@_some
@given(records(), _views)
def test_no_cell_shows_a_position_that_no_stance_gives(record, view):
    for slug in record.disputes:
        for row in build_grid(record, slug, **view).rows:
            taken = {
                s.position
                for s in record.stances_of_dispute.get(slug, ())
                if s.participant == row.participant.slug
            }
            for cell in row.cells:
                assert {h.position.value for h in cell.positions_held} <= taken
                empty = cell.state in (
                    CellState.SILENT,
                    CellState.NOT_CODED,
                    CellState.NOT_INVOLVED,
                    CellState.LATER,
                )
                assert empty == (not cell.positions_held)
                assert not (empty and cell.glyph)


@_some
@given(records(), _views)
def test_nothing_is_carried_before_its_evidence_or_past_its_horizon(record, view):
    for slug, dispute_ in record.disputes.items():
        shown = build_grid(record, slug, **view)
        for row in shown.rows:
            for column, cell in zip(shown.columns, row.cells, strict=True):
                if cell.state is CellState.CARRIED:
                    assert view["carried"]
                    for held in cell.stances:
                        assert held.when.latest < column.start
                        assert column.start <= add_months(held.when.latest, dispute_.horizon_months)


@_some
@given(records(), _views)
def test_every_stance_of_the_view_is_somewhere_on_the_grid(record, view):
    for slug in record.disputes:
        shown = build_grid(record, slug, **view)
        there = {s.slug for row in shown.rows for cell in row.cells for s in cell.stances}
        for s in record.stances_of_dispute.get(slug, ()):
            asserted = view["shown"] is AttributionLevel.ALL or s.attribution == "asserted"
            if asserted and view["as_of"] is None and s.when.earliest > Day.min and shown.columns:
                assert s.slug in there


@_some
@given(records())
def test_changes_join_each_position_to_the_next(record):
    for slug in record.disputes:
        for who in record.participants:
            changes = find_changes(record, who, slug)
            assert all(one.new.position.value == two.old.position.value for one, two in pairwise(changes))
            assert all(change.start <= change.end for change in changes)
            assert all(change.old.position.value != change.new.position.value for change in changes)
