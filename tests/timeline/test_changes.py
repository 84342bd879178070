"""Changes of position told by their evidence, in cases computed by hand, and the same everywhere in any debate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.argument.comparison import Comparison, ComparisonAxis, compare
from stances.checks.doubts import unordered_stances
from stances.dates.day import Day
from stances.errors import BadRequestError
from stances.figures.chart.line_layout import lay_out_lines
from stances.record.entries import Claim, Document, Event, Receipt, Stance
from stances.record.record import Record
from stances.record.vocabulary import Basis, ColumnUnit, Kind
from stances.timeline.changes import PositionChange
from stances.timeline.comparison_table import build_comparison_table
from stances.timeline.csv_tables import write_grid_csv
from stances.timeline.grid import build_grid
from stances.timeline.rows import find_changes
from stances.timeline.stance_order import StanceOrder
from stances.timeline.wording import Verdict
from tests.support.csv_files import read_csv
from tests.support.properties import examples
from tests.support.strategies import DATES, records
from tests.support.turn_debate import claim, day, debate, person, stance

# --- what a change says ---


def test_a_change_is_told_by_the_last_old_and_the_first_new_evidence() -> None:
    record = debate(
        stance("a", -1, "1928-03"), stance("b", -1, "1928-05-09"), stance("c", 1, "1928-07/1928-12")
    )
    (change,) = find_changes(record, "radek", "turn")
    assert (change.old_evidence.slug, change.new_evidence.slug, change.determined) == ("b", "c", True)
    assert (change.start, change.end) == (Day.of(1928, 5, 9), Day.of(1928, 12, 31))
    assert change.text == "Radek: from −1 a zigzag to +1 partly real, after 9 May 1928, by July–December 1928"


def test_the_evidence_is_named_by_its_document_else_by_its_claim() -> None:
    letter = Document(slug="letter", title="Letter to friends")
    record = debate(
        letter,
        claim("said", document="letter"),
        claim("heard"),
        stance("a", -1, "1928-06-24", claims=["said"]),
        stance("b", 1, "1928-07", claims=["heard"]),
        stance("c", 0, "1928-09", attribution="inferred"),
    )
    first, second = find_changes(record, "radek", "turn")
    assert first.text.endswith("after 24 June 1928 (Letter to friends), by July 1928 (heard)")
    assert second.text.endswith("after July 1928 (heard), by September 1928 (inferred by the editor)")


def test_an_old_evidence_too_vague_to_date_a_change_leaves_it_to_an_exact_one() -> None:
    record = debate(stance("year", -1, "1928"), stance("day", -1, "1928-05-09"), stance("new", 1, "1928-07"))
    (change,) = find_changes(record, "radek", "turn")
    assert (change.old_evidence.slug, change.determined) == ("day", True)


def test_of_several_evidences_two_in_a_known_order_date_a_change() -> None:
    record = debate(
        stance("day", -1, "1928-05-09"),
        stance("vague", -1, "1928-05-10/1928-08"),
        stance("new", 1, "1928-07-01"),
    )
    (change,) = find_changes(record, "radek", "turn")
    assert (change.old_evidence.slug, change.new_evidence.slug, change.determined) == ("day", "new", True)


def test_a_change_whose_order_only_the_claims_give_has_the_widest_days() -> None:
    record = debate(
        claim("first"),
        claim("second", after=["first"]),
        stance("a", 1, "1928-05", claims=["second"]),
        stance("b", -1, "1928-05", claims=["first"]),
    )
    (change,) = find_changes(record, "radek", "turn")
    assert (change.old.position.value, change.new.position.value, change.determined) == (-1, 1, True)
    assert (change.start, change.end) == (Day.of(1928, 5, 1), Day.of(1928, 5, 31))


def test_meanwhile_is_what_happened_within_the_days_of_a_change_and_is_not_as_vague_as_all_of_them() -> None:
    dates = {"same": "1928-05", "within": "1928-05-20", "beyond": "1928-04/1928-05"}
    record = debate(
        *(Event(slug=slug, name=slug, when=day(when)) for slug, when in dates.items()),
        claim("first"),
        claim("second", after=["first"]),
        stance("a", 1, "1928-05", claims=["second"]),
        stance("b", -1, "1928-05", claims=["first"]),
    )
    (change,) = find_changes(record, "radek", "turn")
    assert [event.slug for event in change.events] == ["within"]


@pytest.mark.parametrize("when", ["1928-05-09", "1928-05-31", "1928-04/1928-05-01"])
def test_differing_stances_whose_dates_overlap_are_a_change_that_is_not_determined(when: str) -> None:
    (change,) = find_changes(debate(stance("a", 1, "1928-05"), stance("b", -1, when)), "radek", "turn")
    assert not change.determined
    assert "which came first is unknown" in change.text
    assert (change.events, change.received) == ((), ())


def test_as_of_a_day_only_changes_that_have_certainly_happened_are_told() -> None:
    record = debate(stance("a", 1, "1928-05-09"), stance("b", -1, "1928-07/1928-09"))

    def changes(asked: Day) -> int:
        (row,) = build_grid(record, "turn", as_of=asked).rows
        return len(row.changes)

    assert [changes(Day.of(1928, 8, 15)), changes(Day.of(1928, 9, 29)), changes(Day.of(1928, 9, 30))] == [
        0,
        0,
        1,
    ]


def test_as_known_a_change_is_told_once_its_evidence_was_read() -> None:
    letter = Document(slug="letter", title="Letter", received=(Receipt(by="smilga", when=day("1928-10-15")),))
    record = debate(
        letter,
        person("smilga"),
        claim("said", "1928-07", document="letter"),
        stance("a", 1, "1928-05-09"),
        stance("b", -1, "1928-07", claims=["said"]),
    )

    def changes(asked: Day) -> list[int]:
        grids = (build_grid(record, "turn", as_of=asked, basis=basis) for basis in Basis)
        return [len(row.changes) for grid in grids for row in grid.rows if row.participant.slug == "radek"]

    assert changes(Day.of(1928, 8, 15)) == [1, 0]
    assert changes(Day.of(1928, 10, 15)) == [1, 1]


# --- the shipped debate ---


@pytest.mark.parametrize(
    ("dispute", "who", "old", "new", "words"),
    [
        (
            *("bloc-right", "trotsky", 2, 3),
            "after 11 July – September 1928 (Reply to Shatunovsky), by October–December 1928 (",
        ),
        (
            "left-turn",
            "trotsky",
            0,
            -1,
            "after 24 June 1928 (Letter to friends, 24 June), by July–October 1928 (",
        ),
        ("unity", "trotsky", 0, 2, "after 24 June 1928 (inferred by the editor), by July–October 1928 ("),
        (
            "unity",
            "v-b-eltsin",
            -1,
            -2,
            "after 17–31 May 1928 (inferred by the editor), by July–October 1928 (",
        ),
        (
            *("remedy", "trotsky", 2, 3),
            "after June–July 1928 (Letter to the Sixth Congress), by October–December 1928 (",
        ),
    ],
)
def test_no_bound_of_an_editor_dates_a_change_of_the_shipped_debate(
    shipped: Record, dispute: str, who: str, old: int, new: int, words: str
) -> None:
    (change,) = [
        c
        for c in find_changes(shipped, who, dispute)
        if (c.old.position.value, c.new.position.value) == (old, new) and c.determined
    ]
    assert words in change.text


def test_the_july_plenum_lies_in_the_time_of_the_move_that_followed_it(shipped: Record) -> None:
    change = find_changes(shipped, "trotsky", "left-turn")[-1]
    assert "july-plenum" in {event.slug for event in change.events}
    assert "Also in this period (no cause claimed): " in change.description


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        (("1928-06-30", "1928-07-02"), Verdict.UNDETERMINED),
        (("1928-06-30", "1928-10-30"), Verdict.UNDETERMINED),
        (("1928-06-30", "1928-10-31"), Verdict.MOVED),
        (("1928-07-01", "1928-10-31"), Verdict.UNDETERMINED),
    ],
)
def test_a_comparison_dates_a_move_as_its_page_does(
    shipped: Record, days: tuple[str, str], verdict: Verdict
) -> None:
    result = compare(shipped, shipped.disputes["left-turn"], Comparison(ComparisonAxis.MOMENTS, *days))
    assert {row.subject.slug: row.verdict for row in build_comparison_table(result)}["trotsky"] is verdict


# --- any debate ---


@st.composite
def debates_of_one(draw: st.DrawFn) -> Record:
    """A debate in which one participant takes positions at any dates, some of them in an order that claims give."""
    whens = draw(st.lists(DATES, min_size=2, max_size=5))
    claims: list[Claim] = []
    stances: list[Stance] = []
    for number, when in enumerate(whens):
        after = draw(st.sets(st.sampled_from([c.slug for c in claims])) if claims else st.just(set()))
        claims.append(claim(f"k{number}", after=sorted(after)))
        position = draw(st.sampled_from([2, 0, -1, None]))
        stances.append(stance(f"s{number}", position, when.text, claims=[f"k{number}"]))
    return debate(*claims, *stances, time=("1926", "1931"))


def _only_pair(record: Record, change: PositionChange) -> Record:
    """The record with these two stances only in their dispute, and no event that unsettles it."""
    pair = (change.old_evidence, change.new_evidence)
    others = [(Kind.STANCE, s.slug) for s in record.stances_of_dispute[pair[0].dispute] if s not in pair]
    return record.with_edits([], [*others, *((Kind.EVENT, slug) for slug in record.events)])


def _verdict(record: Record, stance: Stance, first: Day, second: Day) -> Verdict | None:
    days = Comparison(ComparisonAxis.MOMENTS, first.isoformat(), second.isoformat())
    try:
        table = build_comparison_table(compare(record, record.disputes[stance.dispute], days))
    except BadRequestError:  # the same day twice, or one outside the debate's time
        return None
    return next((row.verdict for row in table if row.subject.slug == stance.participant), None)


def _check_pair(record: Record, change: PositionChange) -> None:
    """The page, the grid and its CSV, the lines, the check and a comparison say the same of two evidences."""
    old, new = change.old_evidence, change.new_evidence
    grid = build_grid(record, old.dispute, unit=ColumnUnit.QUARTERS)
    (row,) = (row for row in grid.rows if row.participant.slug == old.participant)
    (alone,) = row.changes
    assert alone.determined is change.determined is StanceOrder(record).precedes(old, new)
    assert (alone.start, alone.end) == (change.start, change.end)
    assert alone.text == change.text or "which came first is unknown" in alone.text
    assert old.when.span_words() in alone.text
    assert new.when.span_words() in alone.text
    is_drawn = alone.determined and not any(cell.moved for cell in row.cells)
    assert [change for _, change in row.arrows] == [alone] * is_drawn
    assert [t.change for line in lay_out_lines(grid, 50).lines for t in line.transitions] == [alone]
    written = [line["changes"] for line in read_csv(write_grid_csv(grid))]
    assert [text for text in written if text] == [alone.text]
    doubted = [{hit.entry.slug, *(e.slug for e in hit.others)} for hit in unordered_stances(record)]
    assert ({old.slug, new.slug} in doubted) is not alone.determined
    by_dates = old.when.latest < new.when.earliest
    for first in (old.when.earliest, old.when.latest, new.when.earliest):
        for second in (old.when.latest, new.when.earliest, new.when.latest):
            moved = _verdict(record, old, *sorted((first, second))) is Verdict.MOVED
            apart = by_dates and old.when.latest <= min(first, second) < new.when.earliest
            assert not moved or (apart and new.when.latest <= max(first, second))
    if by_dates and (verdict := _verdict(record, old, old.when.latest, new.when.latest)):
        assert verdict is Verdict.MOVED


@examples(200)
@given(debates_of_one() | records())
def test_all_places_say_the_same_of_two_evidences(record: Record) -> None:
    for slug in record.disputes:
        for who in record.participants:
            for change in find_changes(record, who, slug):
                _check_pair(_only_pair(record, change), change)
