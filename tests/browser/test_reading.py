"""Reading a debate in a real browser: with and without scripts, by keyboard, on a phone, and by axe's rules."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.pages import MAP, violations
from tests.support.people import HOME

PAGES = [
    "/",
    f"{HOME}/timeline",
    f"{HOME}/find?q=centrism",
    f"{HOME}/check",
    f"{HOME}/participants",
    f"{HOME}/documents",
    f"{HOME}/disputes/left-turn",
    f"{HOME}/disputes/statement",
    f"{HOME}/disputes/left-turn/compare",
    f"{HOME}/disputes/left-turn/compare?moments=1928-05,1928-09",
    f"{HOME}/disputes/left-turn/compare?factions=conciliators,intransigents",
    f"{HOME}/disputes/unity?open=trotsky&sort=similarity",
    f"{HOME}/disputes/left-turn?figure=lines",
    f"{HOME}/grids",
    f"{HOME}/participants/trotsky",
    f"{HOME}/factions/conciliators",
    f"{HOME}/nowhere",
    "/nowhere",
]


def visit(page: Page, address: str) -> None:
    page.goto(address)
    if page.locator(".map").count():
        page.locator(MAP).first.wait_for(state="attached")


ALIKE = (
    *("participants", "disputes/statement", "disputes/left-turn/compare", "factions/conciliators"),
    *("disputes/left-turn/compare?factions=conciliators,intransigents", "disputes/left-turn?figure=lines"),
)
"""Pages made by the same templates as others; axe looks at these among the slow tests."""


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=pytest.mark.slow) if p.removeprefix(f"{HOME}/") in ALIKE else p for p in PAGES],
)
def test_axe_finds_nothing(page: Page, site: str, path: str, console_errors: list[str]) -> None:
    visit(page, site + path)
    assert [e for e in console_errors if "404" not in e] == []
    assert violations(page) == []
    console_errors.clear()  # axe itself tries to style what it measures, and is refused


@pytest.mark.parametrize("path", [p for p in PAGES if "nowhere" not in p])
def test_a_phone_never_scrolls_sideways(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    visit(page, site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


SIZES = {"12.8px", "14.4px", "16.8px", "19.2px", "24px", "41.6px"}
TEXTS = """() => {
  const apart = 'table, .legend, .controls, .edit, .menu, .tabs, .position-counts, .map, ' +
    '.facing > * + *, .act-line > * + *, [class*="depth-"]';
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const sizes = new Set(), starts = {}, begun = new Set();
  while (texts.nextNode()) {
    let block = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !block.checkVisibility() || block.closest('svg, .sr')) continue;
    const { fontSize, display, paddingLeft } = getComputedStyle(block), line = document.createRange();
    line.selectNodeContents(texts.currentNode);
    const shown = display.startsWith('inline') && paddingLeft !== '0px' ? block : line;
    while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    sizes.add(fontSize);
    if (!block.closest(apart) && !begun.has(block)) starts[Math.round(shown.getClientRects()[0].left)] = texts.currentNode.data;
    begun.add(block);
  }
  return [[...sizes], starts];
}"""
"""The sizes of the texts of a page, and where those begin that stand below each other."""


def test_texts_have_six_sizes_and_begin_at_the_margin_or_beside_a_date(page: Page, site: str) -> None:
    for path in ("/", "/participants/trotsky", "/claims/turn-made", "/history", "/timeline"):
        page.goto(f"{site}{HOME}{path}")
        sizes, starts = page.evaluate(TEXTS)
        assert set(sizes) <= SIZES, path
        assert set(starts) <= {"48", "202"}, (path, starts)


def test_a_claim_chosen_in_a_list_opens_beside_it_and_nothing_moves(
    page: Page, site: str, console_errors: list[str]
) -> None:
    page.goto(f"{site}{HOME}/find?q=radek+june#found")
    pane, claim = page.locator("#detail-pane"), page.locator("#found li.claim .text a").last
    claim.scroll_into_view_if_needed()
    where = page.evaluate("scrollY")
    claim.click()
    expect(pane).to_be_focused()
    expect(pane.get_by_role("heading", level=3)).to_have_text(claim.inner_text())
    assert violations(page) == []
    console_errors.clear()
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    assert page.evaluate("[scrollY, location.search]") == [where, "?q=radek+june"]
    claim.click()
    expect(pane).to_be_visible()
    page.reload()
    expect(pane.get_by_role("heading", level=3)).to_have_text(claim.inner_text())
    page.go_back()
    expect(pane).to_be_hidden()
    with page.context.expect_page() as tab:
        claim.click(modifiers=["Control"])
    assert "/claims/" in tab.value.url
    page.set_viewport_size({"width": 1000, "height": 800})
    claim.click()
    page.wait_for_url("**/claims/*")


def test_the_map_comes_with_its_words_at_a_size_to_be_read(page: Page, site: str) -> None:
    visit(page, f"{site}{HOME}/disputes/statement")
    drawing = page.locator(MAP).first
    assert drawing.get_attribute("role")
    assert page.locator(".map .canvas [data-slug]").count() > 10
    sizes = page.evaluate(
        """[...document.querySelectorAll('.map .canvas svg text')].map(t => parseFloat(getComputedStyle(t).fontSize))"""
    )
    assert min(sizes) >= 10


def test_a_switch_changes_the_grid_in_place_and_can_be_kept(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/disputes/left-turn")
    page.evaluate("window.sameDocument = true")
    page.locator("#grid summary", has_text="Options").click()
    page.get_by_text("quarters", exact=True).click()
    expect(page.locator("table.stance-grid.quarters")).to_be_visible()
    assert page.evaluate("window.sameDocument")
    assert "unit=quarters" in page.url
    page.reload()
    expect(page.locator("table.stance-grid.quarters")).to_be_visible()


def test_a_cell_leads_to_the_stance_behind_it(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/disputes/left-turn")
    cell = page.locator("#grid td.evidenced").first
    cell.locator("a").click()
    expect(page.locator("#detail-content .dated .position").first).to_be_in_viewport()
    row, column = (cell.get_attribute(f"data-{name}") for name in ("row", "column"))
    expect(page).to_have_url(re.compile(f"open={row}&column={column}$"))


@pytest.mark.parametrize(
    "path", [f"{HOME}/disputes/left-turn", f"{HOME}/participants/trotsky", f"{HOME}/grids"]
)
def test_on_a_phone_the_names_of_rows_leave_room_for_the_row(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(site + path)
    scroller = page.locator(".scroll:has(table)").first
    first = scroller.locator("tbody th[scope=row]").first
    box, whole = first.bounding_box(), scroller.bounding_box()
    assert box is not None
    assert whole is not None
    assert box["width"] < whole["width"] / 2


def test_nothing_in_a_row_of_a_grid_is_taller_than_its_row(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/disputes/unity")
    over = page.evaluate(
        """[...document.querySelectorAll('table.stance-grid td[data-row] > a')]
             .filter((a) => a.scrollHeight > a.closest('tr').getBoundingClientRect().height + 1).length"""
    )
    assert over == 0


def test_the_grid_is_one_stop_for_the_keyboard_and_arrows_move_in_it(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/disputes/unity")
    stops = "[...document.querySelectorAll('#grid table :is(a[href], [tabindex])')].filter(e => e.tabIndex === 0).length"
    page.wait_for_function(f"{stops} === 1")
    name, focused = page.locator("#grid tr[data-row] > th a").first, page.locator("#grid :focus")
    name.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Home", "ArrowUp", "ArrowUp", "End"):
        page.keyboard.press(key)
    expect(focused).to_have_accessible_name(re.compile("assumed since"))
    page.keyboard.press("Home")
    expect(name).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"open=trotsky$"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")  # on a cell without evidence, which has no link
    expect(page).to_have_url(re.compile(r"open=trotsky&column=1928-02$"))
    assert page.evaluate(stops) == 1


def test_a_dispute_is_a_grid_or_lines(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/disputes/left-turn")
    page.get_by_text("lines", exact=True).click()
    expect(page.locator(".line-chart svg .participant-line").first).to_be_visible()
    assert "figure=lines" in page.url


def test_finding_answers_while_one_types(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/find")
    page.get_by_label("Search words").press_sequentially("kulak")
    expect(page.locator("#found .claim").first).to_be_visible()
    expect(page).to_have_url(re.compile("q=kulak"))


def test_what_is_typed_last_is_found_though_earlier_answers_are_slow(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/find")
    page.evaluate(
        "document.addEventListener('htmx:before:request', () => { window.asked = (window.asked ?? 0) + 1 })"
    )
    held: list[Route] = []
    page.route(re.compile(r"/find\?q=(ku|kul)$"), lambda route: held.append(route))
    for count, letters in enumerate(("ku", "l", "ak"), start=1):
        page.get_by_label("Search words").press_sequentially(letters)
        page.wait_for_function("count => window.asked >= count", arg=count)
    expect(page).to_have_url(re.compile("q=kulak"))
    expect(page.locator("#found .claim").first).to_be_visible()


def test_the_keyboard_reaches_the_content_first_and_every_cell(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/disputes/left-turn")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    unreachable = page.locator("table.stance-grid td a:not([href]), .map a:not([href])").count()
    assert unreachable == 0


@pytest.mark.parametrize("path", [p for p in PAGES if "nowhere" not in p])
def test_every_page_works_without_scripts(scriptless: Page, site: str, path: str) -> None:
    scriptless.goto(site + path)
    expect(scriptless.locator("h1")).to_be_visible()
    for picture in scriptless.locator(".map img").all():
        assert picture.evaluate("i => i.decode().then(() => i.naturalWidth > 100)")


def test_two_sides_are_chosen_without_scripts(scriptless: Page, site: str) -> None:
    scriptless.goto(f"{site}{HOME}/disputes/left-turn/compare")
    scriptless.get_by_role("link", name="Two participants").click()
    scriptless.get_by_label("the first").select_option("radek")
    scriptless.get_by_label("the second").select_option("trotsky")
    scriptless.get_by_role("button", name="Compare").click()
    expect(scriptless.get_by_role("heading", name="Radek and Trotsky compared")).to_be_visible()
    expect(scriptless.locator("table.comparison-table tbody tr").first).to_contain_text("differ")
    scriptless.get_by_role("link", name="Two moments").click()
    scriptless.get_by_label("the second").select_option(label="another date …")
    scriptless.get_by_label("second date").fill("7 August 1928")
    scriptless.get_by_role("button", name="Compare").click()
    expect(scriptless.get_by_role("heading", name="January and 7 August 1928 compared")).to_be_visible()


def test_a_change_compares_at_once_and_what_is_refused_leaves_the_comparison(
    page: Page, site: str, console_errors: list[str]
) -> None:
    visit(page, f"{site}{HOME}/disputes/left-turn/compare")
    page.get_by_label("the first").select_option("1928-05")
    expect(page.get_by_role("heading", name="May 1928 and February 1929 compared")).to_be_visible()
    expect(page).to_have_url(re.compile(r"compare\?moments=1928-05,1929-02$"))
    expect(page.locator(MAP)).to_have_attribute("id", re.compile("compare"))
    page.get_by_label("the second").select_option(label="another date …")
    expect(page.get_by_role("alert")).to_contain_text("Type the second date")
    expect(page.get_by_role("heading", name="May 1928 and February 1929 compared")).to_be_visible()
    page.get_by_label("second date").fill("May 1928")
    page.get_by_label("second date").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Both sides are")
    expect(page).to_have_url(re.compile(r"compare\?moments=1928-05,1929-02$"))
    assert all("400" in error for error in console_errors)
    console_errors.clear()


def test_the_switches_work_without_scripts(scriptless: Page, site: str) -> None:
    scriptless.goto(f"{site}{HOME}/disputes/left-turn")
    scriptless.locator("#grid summary", has_text="Options").click()
    scriptless.get_by_text("weeks", exact=True).click()
    scriptless.locator(".grid-controls").get_by_role("button", name="Apply").click()
    expect(scriptless.locator("table.stance-grid.weeks")).to_be_visible()


def test_a_printed_dispute_has_no_controls(page: Page, site: str) -> None:
    visit(page, f"{site}{HOME}/disputes/left-turn")
    page.emulate_media(media="print")
    for part in (".masthead", "form.controls", ".saved-as"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator("table.stance-grid")).to_be_visible()
