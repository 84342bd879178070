"""Saving a figure: the page opens in place, follows each choice, works by keyboard, on a phone and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import open_menu, violations
from tests.support.people import HOME

CAUSE = f"{HOME}/disputes/cause"


def open_dialog(page: Page, site: str, figure: str = CAUSE) -> None:
    page.goto(f"{site}{figure}")
    open_menu(page, "Share").locator("#map-files a[data-opens-export]").click()
    expect(page.locator("dialog.export-dialog[open]")).to_be_visible()


def shown(page: Page) -> None:
    """Waits for the preview to follow."""
    expect(page.locator(".export .preview:not([aria-busy])")).to_be_visible()
    assert page.locator(".export .preview img").evaluate("i => i.decode().then(() => i.naturalWidth > 100)")


def test_what_is_chosen_is_shown_said_and_addressed_at_once(page: Page, site: str) -> None:
    open_dialog(page, site)
    page.get_by_text("A4", exact=True).click()
    expect(page.locator(".verdict")).to_contain_text("on A4")
    page.get_by_text("high contrast").click()
    page.get_by_text("PDF", exact=True).last.click()
    save = page.get_by_role("button", name="Save as PDF")
    expect(save).to_have_attribute("href", re.compile(r"map\.pdf\?.*paper=a4.*ink=contrast.*save=yes"))
    expect(page.get_by_label("Permanent link")).to_have_value(re.compile(r"^http.*map\.pdf\?"))
    shown(page)
    page.get_by_label("Date printed on it").fill("3 August 2026")
    page.keyboard.press("Tab")
    expect(save).to_have_attribute("href", re.compile("drawn=2026-08-03"))
    assert page.url == f"{site}{CAUSE}"


def test_where_text_would_be_too_small_a_larger_sheet_is_one_click_away(page: Page, site: str) -> None:
    open_dialog(page, site, f"{HOME}/disputes/unity")
    page.get_by_text("A4", exact=True).click()
    expect(page.locator(".verdict .warning")).to_contain_text("at least 8 pt")
    page.locator("a[data-choose]").first.click()
    expect(page.locator(".verdict")).to_contain_text("on A3")
    expect(page.locator(".verdict .warning")).to_have_count(0)
    expect(page.get_by_role("radio", name="A3")).to_be_checked()


def test_the_keyboard_opens_chooses_and_closes_and_comes_back(page: Page, site: str) -> None:
    page.goto(f"{site}{CAUSE}")
    share = page.locator("summary", has_text="Share")
    share.focus()
    page.keyboard.press("Enter")
    page.locator("#map-files a[data-opens-export]").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.export-dialog[open]")
    expect(dialog).to_be_visible()
    page.get_by_role("radio", name="own size").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".verdict")).to_contain_text("on A4")
    expect(page.get_by_role("radio", name="A4")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(share).to_be_focused()


def test_a_width_beyond_the_limits_asks_nothing_of_the_server(page: Page, site: str) -> None:
    page.goto(f"{site}{CAUSE}/map/save")
    width = page.get_by_label("PNG width")
    width.fill("5")
    assert not width.evaluate("field => field.checkValidity()")
    width.fill("800")
    expect(page.get_by_label("Permanent link")).to_have_value(re.compile("width=800"))


def test_the_moment_and_the_filters_of_the_figure_stay(page: Page, site: str) -> None:
    page.goto(f"{site}{CAUSE}/map/save?as_of=1928-05-09&cluster=faction")
    page.get_by_text("serif", exact=True).click()
    expect(page.get_by_label("Permanent link")).to_have_value(
        re.compile("as_of=1928-05-09.*cluster=faction.*font=serif")
    )


def test_without_scripts_a_button_shows_and_a_link_saves(scriptless: Page, site: str) -> None:
    scriptless.goto(f"{site}{CAUSE}")
    scriptless.locator("#drawing a[data-opens-export]:visible").click()
    scriptless.get_by_text("A3", exact=True).click()
    scriptless.get_by_text("greyscale").click()
    scriptless.get_by_role("button", name="Update preview", exact=True).click()
    expect(scriptless.locator(".verdict")).to_contain_text("on A3")
    with scriptless.expect_download() as saved:
        scriptless.get_by_role("button", name="Save as SVG").click()
    assert saved.value.suggested_filename == "left-opposition-1928-cause-map.svg"


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_leaves_the_screen(
    page: Page, site: str, width: int, console_errors: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}{CAUSE}/map/save?paper=a4")
    shown(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    open_dialog(page, site)
    assert violations(page, "dialog") == []
    console_errors.clear()  # axe itself tries to style what it measures, and is refused
