"""Selecting several records in a real browser: by keyboard, without scripts, and while others change them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import open_menu, violations
from tests.browser.seminar import Seminar, open_live, serve_seminar
from tests.support.people import OWNER_TOKEN


@pytest.fixture(scope="module")
def seminar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seminar]:
    with serve_seminar(tmp_path_factory.mktemp("selecting")) as site:
        yield site


def box(page: Page, key: str) -> Locator:
    return page.locator(f"input[name=chosen][value='{key}']")


def test_several_move_by_keyboard_and_the_move_is_undone_as_one(page: Page, seminar: Seminar) -> None:
    begun = seminar.record()
    page.goto(f"{seminar.address}/?token={OWNER_TOKEN}")
    page.goto(seminar.page("/disputes/left-turn"))
    open_menu(page, "Edit").get_by_role("link", name="Select several").press("Enter")
    expect(page.get_by_role("heading", name="Select several")).to_be_visible()
    count = page.get_by_role("status").filter(has_text="selected")
    expect(count).to_have_text("0 selected")
    box(page, "claim.turn-made").press("Space")
    expect(count).to_have_text("1 selected")
    page.get_by_label("Kind", exact=True).select_option("stance")
    page.get_by_label("Words", exact=True).press("Enter")
    expect(box(page, "claim.turn-made")).to_be_checked()
    expect(count).to_have_text("1 selected")
    page.get_by_role("button", name="Select all shown").press("Enter")
    number = len(begun.stances_of_dispute["left-turn"])
    expect(count).to_have_text(f"{number + 1} selected")
    page.get_by_role("button", name="Move …").press("Enter")
    page.get_by_label("Target dispute").select_option("approach")
    page.get_by_role("button", name="Preview changes").press("Enter")
    page.get_by_label("Reason").fill("They answer another question.")
    page.get_by_role("button", name=re.compile("^Move .* to")).press("Enter")
    expect(page.locator("#content")).to_contain_text("They answer another question.")
    assert seminar.record().claims["turn-made"].dispute == "approach"
    page.get_by_role("link", name="undo …").first.press("Enter")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#content")).to_contain_text("undid: They answer another question.")
    assert seminar.record() == begun


def test_without_scripts_several_are_filtered_counted_and_deleted(scriptless: Page, seminar: Seminar) -> None:
    page = scriptless
    page.goto(f"{seminar.address}/?token={OWNER_TOKEN}")
    page.goto(seminar.page("/select?kind=event"))
    boxes = page.locator("input[name=chosen]")
    boxes.nth(0).check()
    page.get_by_label("Kind", exact=True).select_option("document")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator("[data-others] input:checked")).to_have_count(1)
    page.locator("[data-listed] input").nth(0).check()
    page.get_by_role("button", name="Delete …").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete 1 document and 1 event?")
    before = seminar.record()
    page.get_by_role("button", name="Delete them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History")
    after = seminar.record()
    assert (len(before.events) - len(after.events), len(before.documents) - len(after.documents)) == (1, 1)


def test_a_selection_stays_while_others_change_the_debate(page: Page, seminar: Seminar) -> None:
    page.goto(f"{seminar.address}/?token={OWNER_TOKEN}")
    open_live(page, seminar.page("/select?dispute=left-turn&kind=claim"))
    box(page, "claim.turn-made").check()
    seminar.rewords("turn-made", "The turn was made, it is said.")
    expect(page.locator("#activity")).to_contain_text("Anna")
    expect(page.locator(".count")).to_have_text("1 selected")
    expect(box(page, "claim.turn-made")).to_be_checked()
    page.get_by_role("button", name="Delete …").click()
    expect(page.locator("#content")).to_contain_text("changed by somebody else")


@pytest.mark.parametrize("act", ["move", "delete"])
def test_axe_finds_nothing_where_it_is_confirmed_and_a_phone_never_scrolls_sideways(
    act: str, page: Page, seminar: Seminar, console_errors: list[str]
) -> None:
    page.goto(f"{seminar.address}/?token={OWNER_TOKEN}")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(seminar.page("/select?dispute=left-turn&all=yes"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name=f"{act.capitalize()} …").click()
    if act == "move":
        page.get_by_label("Target dispute").select_option("statement")
        page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_label("Reason")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    problems = violations(page)
    console_errors.clear()  # axe itself tries to style what it measures, and is refused
    assert problems == []
