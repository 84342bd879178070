"""How figures come out on paper, and what is proposed where they would be too small to read."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stances.graphics.typography import LEAST_TEXT
from stances.publishing.page_size import Orientation, Paper, Sheet, best, fit, laid, proposals, verdict

LANDSCAPE = Orientation.LANDSCAPE
PORTRAIT = Orientation.PORTRAIT
LENGTHS = st.floats(20, 20_000)
SHEETS = st.builds(Sheet, st.sampled_from(Paper), st.sampled_from([LANDSCAPE, PORTRAIT]))


def test_sheets_have_the_sizes_of_their_names() -> None:
    assert Sheet(Paper.A4).size == pytest.approx((595.28, 841.89), abs=0.01)
    assert Sheet(Paper.A3, LANDSCAPE).size == pytest.approx((1190.55, 841.89), abs=0.01)
    assert Sheet(Paper.LETTER).size == (612, 792)
    assert Sheet(Paper.SLIDE, LANDSCAPE).size == pytest.approx((960, 540), abs=0.03)


def test_a_figure_as_large_as_the_room_keeps_its_size() -> None:
    sheet = Sheet(Paper.A4, LANDSCAPE)
    assert fit(*sheet.room, sheet, 10).scale == pytest.approx(1)


def test_head_and_foot_are_taken_from_the_room() -> None:
    plain, titled = Sheet(Paper.A4), Sheet(Paper.A4, head=40, foot=20)
    assert plain.room[1] - titled.room[1] == 60


@given(LENGTHS, LENGTHS, SHEETS, st.floats(4, 30))
@example(20, 20, Sheet(Paper.A3, LANDSCAPE), 29)  # so small that it was said to take no page
@example(20, 20, Sheet(Paper.SLIDE, LANDSCAPE), 30)
def test_a_figure_never_leaves_the_sheet(width: float, height: float, sheet: Sheet, smallest: float) -> None:
    fitted = fit(width, height, sheet, smallest)
    assert fitted.scale * width <= sheet.room[0] + 1e-6
    assert fitted.scale * height <= sheet.room[1] + 1e-6
    assert fitted.pages >= 1
    assert fitted.text == pytest.approx(fitted.scale * smallest)


def test_a_small_figure_is_not_blown_up_to_fill_its_sheet() -> None:
    assert fit(100, 50, Sheet(Paper.A3), 10).text == 14
    assert fit(100, 50, Sheet(Paper.SLIDE, LANDSCAPE), 10).text == 24


def test_what_lies_open_is_laid_as_the_figure_needs() -> None:
    both = laid(Paper.A4, Orientation.AUTO)
    assert best(1000, 400, both).orientation is LANDSCAPE
    assert best(400, 1000, both).orientation is PORTRAIT
    assert [sheet.orientation for sheet in laid(Paper.SLIDE, Orientation.AUTO)] == [LANDSCAPE]
    assert [sheet.orientation for sheet in laid(Paper.SLIDE, PORTRAIT)] == [PORTRAIT]


def test_the_smallest_sheet_that_is_large_enough_is_proposed_first_and_then_a_division() -> None:
    wide = proposals(900, 500, Sheet(Paper.A4, PORTRAIT), 10, split=True)
    assert [p.words for p in wide] == [
        "A4 landscape, where the text is 8.4 pt",
        "divided over about 2 pages of A4 portrait",
    ]
    larger = proposals(1300, 800, Sheet(Paper.A4, LANDSCAPE), 10, split=True)
    assert [(p.sheet.words, p.pages) for p in larger] == [("A3 landscape", 1), ("A4 landscape", 4)]


def test_where_no_sheet_is_large_enough_only_a_division_is_left() -> None:
    sheet = Sheet(Paper.A4, LANDSCAPE)
    assert [p.pages for p in proposals(4000, 900, sheet, 10, split=True)] == [10]
    assert proposals(4000, 900, sheet, 10, split=False) == []


@given(LENGTHS, LENGTHS, SHEETS, st.floats(4, 30))
def test_what_is_proposed_is_legible(width: float, height: float, sheet: Sheet, smallest: float) -> None:
    found = proposals(width, height, sheet, smallest, split=True)
    assert bool(found) == (not fit(width, height, sheet, smallest).legible)
    for proposal in found:
        if proposal.pages == 1 and proposal.sheet != sheet:
            assert fit(width, height, proposal.sheet, smallest).legible


def test_the_verdict_says_the_size_and_never_rounds_up_to_what_is_legible() -> None:
    sheet = Sheet(Paper.A4, LANDSCAPE)
    assert verdict(sheet, fit(820, 300, sheet, 10)) == "Text will be 9.2 pt on A4 landscape."
    nearly = fit(sheet.room[0] * 10 / 7.98, 100, sheet, 10)
    assert verdict(sheet, nearly) == (
        "Text will be 7.9 pt on A4 landscape, which is too small to read: below 8 pt."
    )
    exactly = fit(sheet.room[0] * 10 / LEAST_TEXT, 100, sheet, 10)
    assert verdict(sheet, exactly) == "Text will be 8 pt on A4 landscape."
