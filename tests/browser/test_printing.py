"""Pages on paper: what only a screen has a use for is gone, colours that mean something stay, a map has its own page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import MAP
from tests.support.people import HOME


@pytest.fixture
def printed(page: Page, site: str) -> Page:
    page.goto(f"{site}{HOME}/disputes/slogan")
    page.wait_for_selector(MAP)
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize(
    "gone", [".masthead", "form", ".saved-as", "label.fit", ".on-paper", "details.cite summary"]
)
def test_controls_are_not_printed(printed: Page, gone: str) -> None:
    for element in printed.locator(gone).all():
        expect(element).to_be_hidden()


def test_a_map_too_large_for_a_sheet_is_printed_as_its_outline(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/disputes/left-turn")
    outline = page.locator(".on-paper-instead")
    page.wait_for_selector(MAP)
    expect(outline.locator(".conclusion").first).to_be_attached()
    expect(outline).to_be_hidden()
    assert outline.locator("[id]").count() == 0
    page.emulate_media(media="print")
    expect(outline).to_be_visible()
    expect(page.locator("figure.map")).to_be_hidden()


def test_a_map_that_is_legible_on_a_sheet_is_printed_as_a_picture(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/disputes/left-turn?participants=ishchenko")
    page.wait_for_selector(".map.legible .canvas svg")
    page.emulate_media(media="print")
    expect(page.locator(".map .canvas svg")).to_be_visible()
    expect(page.locator(".on-paper-instead")).to_be_hidden()


@pytest.mark.parametrize("coloured", [".glyph", ".sample i", ".stance-grid td", ".map .canvas svg"])
def test_what_is_said_by_colour_is_printed_in_colour(printed: Page, coloured: str) -> None:
    first = printed.locator(coloured).first
    assert first.evaluate("element => getComputedStyle(element).printColorAdjust") == "exact"


def test_the_imprint_says_where_the_page_came_from(printed: Page, site: str) -> None:
    imprint = printed.locator("details.cite p:visible")
    expect(imprint).to_be_visible()
    expect(imprint).to_contain_text(f"{site}{HOME}@")
    expect(imprint).to_contain_text("revision")


def test_rows_stay_whole_and_heads_repeat(printed: Page) -> None:
    style = "element => { const s = getComputedStyle(element); return [s.breakInside, s.display]; }"
    assert printed.locator(".stance-grid tbody tr").first.evaluate(style)[0] == "avoid"
    assert printed.locator(".stance-grid thead").evaluate(style)[1] == "table-header-group"


def test_a_map_says_where_it_can_be_had_at_a_legible_size(printed: Page, site: str) -> None:
    expect(printed.get_by_text(f"{site}{HOME}/disputes/slogan/handout.pdf")).to_be_visible()
    assert printed.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_each_page_is_headed_by_its_title_and_a_page_of_one_figure_prints_it(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/disputes/slogan/outline")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    heading = page.evaluate("document.documentElement.style.getPropertyValue('--running-title')")
    assert "The slogan" in heading
    page.emulate_media(media="print")
    expect(page.locator(".figure-section")).to_be_visible()
