"""How figures come out on paper, and what is proposed where they would be too small to read."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from stances.figures.metadata import Origin
from stances.graphics.typography import MIN_TEXT_PT
from stances.publishing.caption import Caption
from stances.publishing.options import PublishOptions
from stances.publishing.page_layout import compose_page
from stances.publishing.page_size import (
    Orientation,
    Paper,
    Sheet,
    choose_sheet,
    describe_fit,
    fit_on_sheet,
    list_sheets,
    propose_sheets,
)
from tests.support.small_debate import argued

LANDSCAPE = Orientation.LANDSCAPE
PORTRAIT = Orientation.PORTRAIT
LENGTHS = st.floats(20, 20_000)
SHEETS = st.builds(Sheet, st.sampled_from(Paper), st.sampled_from([LANDSCAPE, PORTRAIT]))


def test_sheets_have_the_sizes_of_their_names() -> None:
    assert Sheet(Paper.A4).size == pytest.approx((595.28, 841.89), abs=0.01)
    assert Sheet(Paper.A3, LANDSCAPE).size == pytest.approx((1190.55, 841.89), abs=0.01)
    assert Sheet(Paper.LETTER).size == (612, 792)
    assert Sheet(Paper.SLIDE, LANDSCAPE).size == pytest.approx((960, 540), abs=0.03)


def test_a_figure_as_large_as_the_page_area_keeps_its_size() -> None:
    sheet = Sheet(Paper.A4, LANDSCAPE)
    assert fit_on_sheet(*sheet.content_size, sheet, 10).scale == pytest.approx(1)


def test_head_and_foot_are_taken_from_the_page_area() -> None:
    plain, titled = Sheet(Paper.A4), Sheet(Paper.A4, head_height=40, foot_height=20)
    assert plain.content_size[1] - titled.content_size[1] == 60


@given(LENGTHS, LENGTHS, SHEETS, st.floats(4, 30))
@example(20, 20, Sheet(Paper.A3, LANDSCAPE), 29)  # so small that it was said to take no page
@example(20, 20, Sheet(Paper.SLIDE, LANDSCAPE), 30)
def test_a_figure_never_leaves_the_sheet(width: float, height: float, sheet: Sheet, smallest: float) -> None:
    fitted = fit_on_sheet(width, height, sheet, smallest)
    assert fitted.scale * width <= sheet.content_size[0] + 1e-6
    assert fitted.scale * height <= sheet.content_size[1] + 1e-6
    assert fitted.smallest_text_pt == pytest.approx(fitted.scale * smallest)


def test_a_small_figure_is_not_blown_up_to_fill_its_sheet() -> None:
    assert fit_on_sheet(100, 50, Sheet(Paper.A3), 10).smallest_text_pt == 14
    assert fit_on_sheet(100, 50, Sheet(Paper.SLIDE, LANDSCAPE), 10).smallest_text_pt == 24


def test_an_automatic_orientation_is_the_one_that_the_figure_needs() -> None:
    both = list_sheets(Paper.A4, Orientation.AUTO)
    assert choose_sheet(1000, 400, both).orientation is LANDSCAPE
    assert choose_sheet(400, 1000, both).orientation is PORTRAIT
    assert [sheet.orientation for sheet in list_sheets(Paper.SLIDE, Orientation.AUTO)] == [LANDSCAPE]
    assert [sheet.orientation for sheet in list_sheets(Paper.SLIDE, PORTRAIT)] == [PORTRAIT]


def test_the_smallest_sheet_that_is_large_enough_is_proposed_first_and_then_a_division() -> None:
    wide = propose_sheets(900, 500, Sheet(Paper.A4, PORTRAIT), 10, split=True)
    assert [p.description for p in wide] == [
        "A4 landscape, where the text is 8.4 pt",
        "divided over several pages of A4 portrait",
    ]
    larger = propose_sheets(1300, 800, Sheet(Paper.A4, LANDSCAPE), 10, split=True)
    assert [p.sheet and (p.sheet.words, p.split) for p in larger] == [
        ("A3 landscape", False),
        ("A4 landscape", True),
    ]


def test_where_no_sheet_is_large_enough_a_division_is_left_or_else_the_figures_own_size() -> None:
    sheet = Sheet(Paper.A4, LANDSCAPE)
    assert [p.split for p in propose_sheets(4000, 900, sheet, 10, split=True)] == [True]
    (own,) = propose_sheets(4000, 900, sheet, 10, split=False)
    assert own.sheet is None
    assert own.description == "the figure’s own size, where the text is 10 pt"


@given(LENGTHS, LENGTHS, SHEETS, st.floats(4, 30))
def test_what_is_proposed_is_legible(width: float, height: float, sheet: Sheet, smallest: float) -> None:
    proposals = propose_sheets(width, height, sheet, smallest, split=True)
    assert bool(proposals) == (not fit_on_sheet(width, height, sheet, smallest).is_legible)
    for proposal in proposals:
        if proposal.sheet and not proposal.split:
            assert fit_on_sheet(width, height, proposal.sheet, smallest).is_legible


def test_the_verdict_says_the_size_and_never_rounds_up_to_what_is_legible() -> None:
    sheet = Sheet(Paper.A4, LANDSCAPE)
    assert describe_fit(sheet, fit_on_sheet(820, 300, sheet, 10)) == "Text will be 9.2 pt on A4 landscape."
    nearly = fit_on_sheet(sheet.content_size[0] * 10 / 7.98, 100, sheet, 10)
    assert describe_fit(sheet, nearly) == (
        "Text will be 7.9 pt on A4 landscape, which is too small to read (at least 8 pt is needed)."
    )
    exactly = fit_on_sheet(sheet.content_size[0] * 10 / MIN_TEXT_PT, 100, sheet, 10)
    assert describe_fit(sheet, exactly) == "Text will be 8 pt on A4 landscape."


def test_a_column_is_upright_and_as_high_as_its_figure() -> None:
    for paper, mm in ((Paper.COLUMN_85, 85), (Paper.COLUMN_175, 175)):
        (sheet,) = list_sheets(paper, Orientation.AUTO)
        assert sheet.content_size[0] == pytest.approx(mm * 72 / 25.4)
        assert sheet.words == f"column of {mm} mm"
        figure = etree.fromstring(
            '<svg xmlns="http://www.w3.org/2000/svg" width="400pt" height="100pt" viewBox="0 0 400 100"/>'
        )
        _, (width, height) = compose_page(
            figure, PublishOptions(paper=paper, title=False), Caption("", "", Origin(argued()))
        )
        assert width == pytest.approx(mm * 72 / 25.4)
        assert height < 150


def test_where_a_column_is_too_narrow_a_wider_one_is_proposed_first() -> None:
    first, *_ = propose_sheets(400, 300, Sheet(Paper.COLUMN_85), 10, split=False)
    assert first.description.startswith("column of 175 mm")
