"""The workspace of a dispute in a real browser: one screen of panes, and what is chosen in the address."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import MAP, until
from tests.browser.seminar import KEPT, never_reloaded

PAGE = "/debates/left-opposition-1928/disputes/left-turn"
CHOSEN = "#grid td[data-chosen]"


def visit(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(MAP).wait_for(state="attached")
    until(page, "document.querySelector('#time-slider').dataset.ready !== undefined")


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}


@pytest.mark.parametrize("size", [(1100, 640), (1920, 1080)])
def test_grid_map_and_detail_are_one_screen_that_does_not_scroll(
    page: Page, site: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    visit(page, f"{site}{PAGE}")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    for region in ("#grid table", ".map .canvas", "#detail", "#time-track", ".dispute-header .scale"):
        expect(page.locator(region)).to_be_in_viewport()
    for font in ("400 1em 'Source Serif Pro'", "600 1em 'Source Sans Pro'"):
        for text, faces in {"a": 1, "ž": 1, "Ж": 1, "ε": 1, "ש": 0}.items():
            assert page.evaluate(f"document.fonts.load(`{font}`, `{text}`).then((f) => f.length)") == faces, (
                font,
                text,
            )


def test_a_month_has_one_place_in_the_slider_and_the_grid(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?as_of=1928-05-31")
    x = """selector => document.querySelector(selector).getBoundingClientRect()"""
    column = page.evaluate(x, "#grid th[data-column='1928-06']")
    ticks = page.evaluate(
        "[...document.querySelectorAll('#time-track .period')].map(p => p.getBoundingClientRect().x)"
    )
    assert min(abs(tick - column["x"]) for tick in ticks) <= 2
    thumb = page.evaluate(
        "(() => { const r = document.querySelector('#time-track input'); const b = r.getBoundingClientRect();"
        " return b.x + 9 + (b.width - 18) * r.value / 100 })()"
    )
    assert abs(thumb - column["x"]) <= 3


def test_a_cell_opens_its_detail_lights_its_claims_and_back_goes_back_one_choice(
    page: Page, site: str
) -> None:
    visit(page, f"{site}{PAGE}")
    page.evaluate(KEPT)
    scrolled = page.evaluate("scrollY")
    page.locator("#grid td.evidenced[data-row=trotsky] a").first.click()
    expect(page.locator("#detail-content[data-chosen]")).to_contain_text("Trotsky")
    expect(page.locator(CHOSEN)).to_have_count(1)
    expect(page.locator(".map g.highlighted").first).to_be_attached()
    first = asked(page)
    assert first["open"] == "trotsky"
    page.locator("#detail-content a[href*='/claims/']").first.click()
    expect(page.locator("#detail-content .proposition")).to_be_visible()
    assert "claim" in asked(page)
    page.go_back()
    expect(page.locator("#detail-content")).to_contain_text("Trotsky")
    assert asked(page) == first
    page.go_back()
    expect(page.locator("#detail-content:not([data-chosen])")).to_be_visible()
    assert urlparse(page.url).path == PAGE
    assert never_reloaded(page)
    assert page.evaluate("scrollY") == scrolled


def test_a_claim_chosen_on_the_map_marks_the_cell_of_its_speaker(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}")
    claim = page.locator(".map g.claim").first
    claim.locator("a").click()
    expect(page.locator("#detail-content .proposition")).to_be_visible()
    assert asked(page)["claim"] == claim.get_attribute("data-slug")
    expect(page.locator(CHOSEN).first).to_be_visible()
    page.reload()
    expect(page.locator("#detail-content .proposition")).to_be_visible()
    expect(page.locator(CHOSEN).first).to_be_visible()


def test_a_pane_is_seen_alone_by_its_number_and_remembered(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}")
    page.keyboard.press("2")
    expect(page.locator("#detail")).to_be_hidden()
    expect(page.locator("#grid tbody").first).to_be_hidden()
    expect(page.locator("#time-track")).to_be_in_viewport()
    page.reload()
    expect(page.locator("#detail")).to_be_hidden()
    page.keyboard.press("2")
    expect(page.locator("#detail")).to_be_visible()


def test_by_time_a_map_that_is_alone_takes_the_whole_width_and_gives_it_back(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?arrange=time")
    until(page, "document.documentElement.hasAttribute('data-shared-columns')")
    width = "document.querySelector('#grid table.stance-grid').offsetWidth"
    beside = page.evaluate(width)
    page.keyboard.press("2")
    until(page, f"{width} > {beside} + 50")
    page.keyboard.press("2")
    until(page, f"{width} === {beside}")


def test_panes_are_resized_by_keys_and_stay_so(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}")
    width = "document.querySelector('#grid-pane').getBoundingClientRect().width"
    before = page.evaluate(width)
    page.get_by_role("separator", name="Width of the grid").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(width) > before
    wider = page.evaluate(width)
    page.reload()
    until(page, f"{width} === {wider}")


def test_a_phone_shows_one_part_at_a_time_and_opens_on_who(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}{PAGE}?as_of=1928-06-02")
    expect(page.get_by_role("button", name="Who", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#grid")).to_be_visible()
    expect(page.locator("#map-pane")).to_be_hidden()
    page.locator("#grid tr[data-row=radek] th a").click()
    expect(page.locator("#detail-content h3")).to_be_in_viewport()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#detail-content[data-chosen]")).to_have_count(0)
    assert "open" not in asked(page)
    page.get_by_role("button", name="Argument").click()
    expect(page.locator("#outline-pane .conclusion").first).to_be_visible()
    expect(page.locator("#grid")).to_be_hidden()
    page.get_by_role("button", name="Next step").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
