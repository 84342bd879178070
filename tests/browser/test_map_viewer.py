"""Reading a map on screen: moving and zooming, light, a claim beside it, finding, walking by keys, filters, the outline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.pages import MAP, at_rest, until, violations, visitor
from tests.support.people import HOME

TURN = f"{HOME}/disputes/left-turn"
CLAIM = "svg g.claim[data-slug='turn-made']"


@pytest.fixture
def turn(page: Page, site: str) -> Page:
    """The dispute about the left turn, with its map alone."""
    page.goto(f"{site}{TURN}")
    page.locator(MAP).wait_for()
    page.keyboard.press("2")
    at_rest(page)
    return page


@pytest.fixture
def beside(page: Page, site: str) -> Page:
    """The page of a claim with the map around it, beside which claims open."""
    page.goto(f"{site}{HOME}/claims/turn-made")
    page.locator(MAP).wait_for()
    page.locator(".map .canvas").scroll_into_view_if_needed()
    at_rest(page)
    return page


SCALE = """(() => {
    const stage = document.querySelector('.stage');
    return stage.getBoundingClientRect().width / Number.parseFloat(getComputedStyle(stage).width);
})()"""
"""The size of the map to what it is unscaled, which need not be whole pixels."""


def scale(page: Page) -> float:
    factor: float = page.evaluate(SCALE)
    return factor


def inside(frame: Locator, one: Locator) -> bool:
    """Whether the middle of one thing lies in another."""
    outer, box = frame.bounding_box(), one.bounding_box()
    assert outer
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return outer["x"] <= x <= outer["x"] + outer["width"] and outer["y"] <= y <= outer["y"] + outer["height"]


def claim_link(page: Page, selector: str = CLAIM) -> Locator:
    return page.locator(f".map {selector} > a")


def faction(page: Page, slug: str) -> Locator:
    return page.locator(f".map-controls input[name=factions][value={slug}]")


def is_whole(page: Page) -> bool:
    """Whether all of the map lies in its frame, and fills it in one direction."""
    drawing, frame = page.locator(MAP).bounding_box(), page.locator(".map .canvas").bounding_box()
    assert drawing
    assert frame
    inside_across = (
        frame["x"] <= drawing["x"] and drawing["x"] + drawing["width"] <= frame["x"] + frame["width"]
    )
    inside_down = (
        frame["y"] <= drawing["y"] and drawing["y"] + drawing["height"] <= frame["y"] + frame["height"]
    )
    fills = drawing["width"] > 0.8 * frame["width"] or drawing["height"] > 0.8 * frame["height"]
    return inside_across and inside_down and fills


WORDS = "(id) => [...document.querySelectorAll('.map svg .label')].map((label) => label.dataset.shows)"
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.map svg .label text')].map((text) =>
    text.getBoundingClientRect().height / text.getBBox().height * 11))"""
"""The size of the smallest letters of labels on the screen, in pixels."""


@pytest.mark.parametrize("arrange", ["argument", "time", "speaker", "position"])
def test_a_map_comes_as_a_whole_and_every_claim_says_whose_it_is(page: Page, site: str, arrange: str) -> None:
    page.goto(f"{site}{TURN}?arrange={arrange}")
    page.locator(MAP).wait_for()
    assert is_whole(page) or arrange == "time"  # which lies under the grid's columns
    page.keyboard.press("2")
    page.set_viewport_size({"width": 1400, "height": 900})
    until(page, f"{SCALE} > 0.1 && !document.querySelector('.map svg .label[data-shows^=initials]')")
    at_rest(page)
    assert is_whole(page) or arrange == "time"
    assert len(page.evaluate(WORDS)) == page.locator(f"{MAP} g.claim").count()
    assert page.evaluate(SMALLEST) >= 10.9
    assert page.locator(f"{MAP} g.claim[data-sign]").evaluate_all(
        """all => all.every(({ dataset, querySelectorAll: of }, at) =>
               [...of.call(all[at], '.label text')].some(({ textContent }) => textContent === dataset.sign))"""
    )


def test_a_small_claim_tells_its_text_where_it_is_pointed_at_or_has_the_focus(turn: Page) -> None:
    card = turn.locator(".map-card")
    expect(card).to_be_hidden()
    claim_link(turn).hover()
    expect(card).to_contain_text("made a turn to the left.")
    expect(card).to_contain_text("Jan–Apr 1928")
    turn.mouse.move(2, 2)
    expect(card).to_be_hidden()
    claim_link(turn).focus()
    expect(card).to_contain_text("made a turn to the left.")


def test_buttons_and_keys_zoom_fit_and_come_back_to_full_size(turn: Page) -> None:
    fitted = scale(turn)
    turn.get_by_role("button", name="Larger").click()
    at_rest(turn)
    assert scale(turn) > 1.2 * fitted
    turn.get_by_role("button", name="Fit").click()
    at_rest(turn)
    assert scale(turn) == pytest.approx(fitted)
    turn.locator(".map .canvas").focus()
    turn.keyboard.press("0")
    at_rest(turn)
    assert scale(turn) == pytest.approx(1, rel=1e-4)
    expect(turn.locator(".map svg .label").first).to_be_hidden()
    turn.keyboard.press("-")
    at_rest(turn)
    assert scale(turn) < 0.9
    expect(turn.locator(".map .size")).to_have_text(re.compile(r"7\d %"))
    turn.keyboard.press("f")
    at_rest(turn)
    assert is_whole(turn)


def test_the_wheel_is_the_pages_until_the_map_is_chosen(beside: Page) -> None:
    box = beside.locator(".map .canvas").bounding_box()
    assert box
    beside.mouse.move(box["x"] + 200, box["y"] + 30)
    before, fitted = beside.evaluate("scrollY"), scale(beside)
    beside.mouse.wheel(0, 120)
    until(beside, f"scrollY > {before}")
    assert scale(beside) == pytest.approx(fitted)
    beside.keyboard.down("Control")
    beside.mouse.wheel(0, 120)
    until(beside, f"{SCALE} < {fitted}")
    beside.keyboard.up("Control")
    at_rest(beside)
    beside.locator(".map .canvas").focus()
    smaller, there = scale(beside), beside.evaluate("scrollY")
    beside.mouse.wheel(0, -240)
    until(beside, f"{SCALE} > {smaller}")
    assert beside.evaluate("scrollY") == there


def test_dragging_moves_the_map_and_opens_nothing(turn: Page) -> None:
    claim, before = claim_link(turn).bounding_box(), turn.locator(".map .stage").bounding_box()
    assert claim
    assert before
    turn.mouse.move(claim["x"] + 20, claim["y"] + 20)
    turn.mouse.down()
    turn.mouse.move(claim["x"] + 140, claim["y"] + 70, steps=5)
    turn.mouse.up()
    at_rest(turn)
    after = turn.locator(".map .stage").bounding_box()
    assert after
    assert after["x"] - before["x"] == pytest.approx(120, abs=3)
    assert "claim=" not in turn.url


def test_pointing_lights_what_a_claim_rests_on_and_what_answers_it(turn: Page) -> None:
    claim_link(turn).hover()
    expect(turn.locator(".map .canvas.highlighting")).to_be_visible()
    lit = set(
        turn.evaluate("[...document.querySelectorAll('.map svg g.highlighted')].map(g => g.dataset.slug)")
    )
    answers = turn.locator(".map svg g.link[data-target=turn-made]")
    joined = answers.evaluate_all("all => all.flatMap(g => [g.dataset.slug, g.dataset.source])")
    assert set(joined) <= lit
    claims = turn.locator(".map svg g.claim").evaluate_all("all => all.map(g => g.dataset.slug)")
    assert 1 < len(lit & set(claims)) < len(claims)
    turn.mouse.move(2, 2)
    expect(turn.locator(".map .canvas.highlighting")).to_have_count(0)


def test_focus_lights_too_and_escape_puts_it_out(turn: Page) -> None:
    claim_link(turn).focus()
    expect(turn.locator(".map .canvas.highlighting g.highlighted").first).to_be_visible()
    turn.keyboard.press("Escape")
    expect(turn.locator(".map .canvas")).to_be_focused()
    expect(turn.locator(".map .canvas.highlighting")).to_have_count(0)


def test_what_is_chosen_on_the_map_is_told_to_the_page_and_what_the_page_chooses_is_lit(turn: Page) -> None:
    claim_link(turn).click()
    expect(turn).to_have_url(re.compile("[?&]claim=turn-made"))
    expect(turn.locator(f".map {CLAIM}.selected.highlighted")).to_be_attached()
    assert is_whole(turn)
    turn.keyboard.press("Escape")
    turn.keyboard.press("Escape")
    expect(turn.locator(".map svg g.selected")).to_have_count(0)
    expect(turn).not_to_have_url(re.compile("claim="))
    chosen = "document.dispatchEvent(new CustomEvent('stances:chosen', {detail: {open: 'radek', claims: ['turn-made']}}))"
    turn.evaluate(chosen)
    expect(turn.locator(".map svg g.highlighted")).to_have_count(1)


def test_claims_of_another_moment_are_neither_lit_nor_found(turn: Page) -> None:
    later = turn.locator(".map svg [data-slug]:not([data-slug='turn-made'])")
    later.evaluate_all("all => all.forEach(g => { g.dataset.at = 'absent' })")
    claim_link(turn).focus()
    assert turn.locator(".map svg g.highlighted").count() == 1
    turn.get_by_label("Find on the map", exact=True).last.fill("the")
    expect(turn.locator(".map-find output")).to_have_text("1 found")


def test_a_click_opens_the_claim_beside_the_map_and_back_closes_it(beside: Page) -> None:
    beside.evaluate("window.sameDocument = true")
    claim_link(beside).click()
    aside = beside.locator(".beside")
    expect(aside).to_be_focused()
    expect(aside).to_contain_text("just made a turn")
    at_rest(beside)
    assert inside(beside.locator(".map .canvas"), claim_link(beside))
    beside.go_back()
    expect(aside).to_be_hidden()
    expect(claim_link(beside)).to_be_focused()
    assert beside.evaluate("window.sameDocument")


def test_escape_and_the_button_close_what_is_beside_and_the_page_stays_where_it_is(beside: Page) -> None:
    beside.evaluate("location.hash = 'main'")
    beside.locator(".map .canvas").scroll_into_view_if_needed()
    for close in (lambda: beside.keyboard.press("Escape"), beside.get_by_role("button", name="Close").click):
        claim_link(beside).click()
        expect(beside.locator(".beside")).to_be_focused()
        there = beside.evaluate("scrollY")
        close()
        expect(beside.locator(".beside")).to_be_hidden()
        assert "#" not in beside.url
        assert beside.evaluate("scrollY") == pytest.approx(there, abs=1)


def test_what_is_beside_comes_back_with_its_address(beside: Page) -> None:
    claim_link(beside).click()
    expect(beside.locator(".beside")).to_contain_text("just made a turn")
    beside.reload()
    expect(beside.locator(".beside")).to_contain_text("just made a turn")


def test_an_arrow_opens_its_link_and_a_claim_named_there_opens_in_its_place(beside: Page) -> None:
    beside.locator(".map svg g.link[data-target='turn-made'] > a").first.dispatch_event("click")
    aside = beside.locator(".beside")
    expect(aside.locator(".syllogism")).to_be_visible()
    aside.locator(".syllogism a[href$='/claims/turn-made']").click()
    expect(aside.locator("h3.proposition")).to_contain_text("just made a turn")
    expect(beside.locator(f".map {CLAIM}.selected")).to_have_count(1)


def test_a_click_with_a_modifier_is_the_browsers(turn: Page) -> None:
    with turn.context.expect_page() as opened:
        claim_link(turn).click(modifiers=["Control"])
    assert opened.value.url.endswith("/claims/turn-made")
    assert "claim=" not in turn.url


def test_following_the_argument_lights_its_line(turn: Page) -> None:
    turn.keyboard.press("2")
    claim_link(turn).click()
    turn.get_by_role("button", name="Follow the argument").click()
    steps = turn.locator("#detail .argument-line [data-slug]").evaluate_all(
        "all => all.map(li => li.dataset.slug)"
    )
    lit = turn.evaluate(
        "[...document.querySelectorAll('.map svg g.claim.highlighted')].map(g => g.dataset.slug)"
    )
    assert set(lit) <= set(steps)
    assert {"turn-made"} < set(lit)


def test_finding_marks_counts_and_walks(turn: Page) -> None:
    turn.locator(".map .canvas").focus()
    turn.keyboard.press("/")
    turn.keyboard.type("PREOBRAZHENSKY MARCH")
    status = turn.locator(".map-find output")
    expect(status).to_have_text(re.compile(r"\d+ found"))
    count = turn.locator(".map svg g.match").count()
    assert count
    turn.keyboard.press("Enter")
    expect(status).to_have_text(re.compile(rf"1 of {count}"))
    at_rest(turn)
    assert inside(turn.locator(".map .canvas"), turn.locator(".map svg g.current-match > a"))
    turn.keyboard.press("Shift+Enter")
    expect(status).to_have_text(re.compile(rf"{count} of {count}"))
    turn.keyboard.press("Escape")
    assert turn.locator(".map svg g.match").count() == 0


def test_arrow_keys_walk_along_the_links(turn: Page) -> None:
    focused = "document.activeElement.closest('g.claim')?.dataset.slug"
    claim_link(turn).focus()
    turn.keyboard.press("ArrowDown")
    below = turn.evaluate(focused)
    assert turn.locator(f".map svg g.link[data-source='{below}'][data-target='turn-made']").count()
    turn.keyboard.press("ArrowRight")
    aside = turn.evaluate(focused)
    assert (
        aside not in {below, "turn-made"}
        or turn.locator(".map svg g.link[data-target='turn-made']").count() == 1
    )
    turn.keyboard.press("ArrowUp")
    assert turn.evaluate(focused) == "turn-made"
    at_rest(turn)
    assert inside(turn.locator(".map .canvas"), claim_link(turn))


def test_the_map_is_one_stop_of_tab_in_which_keys_reach_every_claim_in_order_of_time(turn: Page) -> None:
    focused = "document.activeElement.closest('g.claim')?.dataset.slug"
    order = turn.locator(".map svg g.claim").evaluate_all("all => all.map(g => g.dataset.slug)")
    turn.locator(".map [data-do=help]").focus()
    turn.keyboard.press("Tab")
    for slug in order:
        assert turn.evaluate(focused) == slug
        turn.keyboard.press("PageDown")
    turn.keyboard.press("Tab")
    assert turn.evaluate("!document.activeElement.closest('.map .canvas')")
    turn.keyboard.press("Shift+Tab")
    assert turn.evaluate(focused) == order[-1]
    turn.keyboard.press("Shift+Tab")
    expect(turn.locator(".map [data-do=help]")).to_be_focused()


def test_the_keys_are_listed(turn: Page) -> None:
    turn.locator(".map .canvas").focus()
    turn.keyboard.press("?")
    expect(turn.get_by_role("dialog", name="Keyboard shortcuts on the map")).to_be_visible()
    turn.keyboard.press("Escape")
    expect(turn.get_by_role("dialog", name="Keyboard shortcuts on the map")).to_be_hidden()


def test_filters_change_the_drawing_alone_and_each_can_be_taken_away(turn: Page) -> None:
    turn.evaluate("window.sameDocument = true")
    before = turn.locator(".map svg g.claim").count()
    turn.locator(".map-controls summary").click()
    faction(turn, "conciliators").check()
    chip = turn.get_by_role("link", name=re.compile("Remove filter: Conciliators"))
    expect(chip).to_be_visible()
    expect(turn.locator(".map svg g.claim.faction-conciliators").first).to_be_attached()
    expect(turn.locator(".map svg g.claim.faction-intransigents")).to_have_count(0)
    assert 0 < turn.locator(".map svg g.claim").count() < before
    expect(faction(turn, "conciliators")).to_be_focused()
    assert "factions=conciliators" in turn.url
    faction(turn, "intransigents").check()
    expect(turn.locator(".map svg g.claim.faction-intransigents").first).to_be_attached()
    turn.keyboard.press("Escape")
    chip.click()
    expect(faction(turn, "conciliators")).not_to_be_checked()
    turn.get_by_role("link", name="Clear all").click()
    expect(turn.locator(".map svg g.claim")).to_have_count(before)
    assert turn.evaluate("window.sameDocument")
    assert "factions" not in turn.url


def test_a_branch_collapses_into_its_claim_and_a_group_into_a_box_that_expands(turn: Page) -> None:
    before = turn.locator(".map svg g.claim").count()
    turn.keyboard.press("2")
    claim_link(turn).click()
    turn.get_by_role("button", name="Collapse replies").click()
    expect(turn.locator(".map svg g.claim")).not_to_have_count(before)
    assert "fold=turn-made" in turn.url
    turn.go_back()
    expect(turn.locator(f"{MAP} g.claim")).to_have_count(before)
    turn.locator(".map-controls summary").click()
    turn.locator(".map-controls input[name=fold]").nth(2).dispatch_event("click")
    expect(turn.locator(".map svg g.collapsed-group").first).to_be_attached()
    groups = turn.locator(".map svg g.collapsed-group").count()
    turn.locator(".map svg g.collapsed-group > a").first.dispatch_event("click")
    expect(turn.locator(".map svg g.collapsed-group")).to_have_count(groups - 1)


def test_filters_that_cannot_be_are_refused_in_words(turn: Page, console_errors: list[str]) -> None:
    turn.locator(".map-controls summary").click()
    turn.get_by_label("from", exact=True).fill("September 1928")
    turn.keyboard.press("Tab")
    expect(turn.get_by_role("link", name=re.compile("Remove filter: from"))).to_be_visible()
    turn.get_by_label("until", exact=True).fill("1928-04-01")
    turn.keyboard.press("Tab")
    expect(turn.locator("#map-refused")).to_contain_text("after")
    expect(turn.locator(MAP)).to_be_visible()
    console_errors.clear()


def test_map_and_outline_lead_to_each_other_with_the_same_filters(turn: Page, site: str) -> None:
    turn.goto(f"{site}{TURN}?factions=conciliators")
    turn.locator(".map-controls summary").click()
    turn.locator(".map-controls").get_by_role("link", name="Read as an outline").click()
    expect(turn.locator(".conclusion").first).to_be_visible()
    expect(turn.get_by_role("link", name=re.compile("Remove filter: Conciliators"))).to_be_visible()
    turn.locator("nav.tabs").get_by_role("link", name="Map").click()
    expect(turn).to_have_url(re.compile(r"left-turn\?factions=conciliators"))
    turn.locator(MAP).wait_for()


def test_an_outline_has_every_claim_of_the_map_once(turn: Page, site: str) -> None:
    on_map = turn.locator(".map svg g.claim").evaluate_all("all => all.map(g => g.dataset.slug)")
    turn.goto(f"{site}{TURN}/outline")
    in_outline = turn.locator("#drawing :is(section, li)[id]").evaluate_all("all => all.map(one => one.id)")
    assert sorted(in_outline) == sorted(on_map)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A tab on a phone, which is touched."""
    with visitor(chromium, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        yield context.new_page()


def touch(page: Page) -> Callable[..., None]:
    """What fingers do on it: the kind of event, then where each of them is."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    return send


def test_pinching_and_dragging_work_by_touch(phone: Page, site: str) -> None:
    phone.goto(f"{site}{HOME}/claims/turn-made")
    phone.locator(MAP).wait_for()
    frame = phone.locator(".map .canvas")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers, fitted = touch(phone), scale(phone)
    fingers("touchStart", (x - 40, y), (x + 40, y))
    for spread in range(50, 120, 10):
        fingers("touchMove", (x - spread, y), (x + spread, y))
    fingers("touchEnd")
    until(phone, f"{SCALE} > {1.2 * fitted}")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_nothing_waits_and_the_picture_is_legible(scriptless: Page, site: str) -> None:
    scriptless.goto(f"{site}{TURN}")
    for hidden in (".waiting", ".map-tools", ".beside"):
        expect(scriptless.locator(f".map {hidden}")).to_be_hidden()
    picture = scriptless.locator(".map img")
    assert picture.evaluate("i => i.decode().then(() => i.width >= i.naturalWidth * 0.99)")
    scriptless.locator(".map-controls summary").click()
    faction(scriptless, "conciliators").check()
    scriptless.locator(".map-controls").get_by_role("button", name="Apply").click()
    expect(scriptless).to_have_url(re.compile("factions=conciliators"))


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_outlines_and_open_maps(
    page: Page, site: str, width: int, console_errors: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}{TURN}/outline?factions=conciliators")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{site}{TURN}?links=rebuts&context=yes")
    if width < 1100:
        page.locator(".segments [data-part=map-pane]").click()
    page.locator(MAP).wait_for()
    claim_link(page, "svg g.claim").last.dispatch_event("click")
    expect(page.locator("#detail .proposition")).to_be_attached()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    console_errors.clear()  # axe itself tries to style what it measures, and is refused


def test_what_is_collapsed_is_found_and_expanded(page: Page, site: str) -> None:
    page.goto(f"{site}{TURN}?fold=faction:conciliators")
    page.locator(MAP).wait_for()
    field, expand = page.get_by_label("Find on the map", exact=True).last, page.locator(".map-find button")
    field.fill("just made a turn to the left")
    expect(page.locator(".map-find output")).to_have_text("1 in collapsed groups")
    expand.click()
    expect(page.locator(f".map {CLAIM}")).to_have_class(re.compile(r"\bmatch current-match\b"))
    expect(page.locator(".map-find output")).to_contain_text("1 of 1")
    assert "fold=none" in page.url
    expect(field).to_be_focused()
    expect(expand).to_be_hidden()


def test_keys_lead_from_a_claim_through_its_links_and_back(turn: Page) -> None:
    claim_link(turn).focus()
    turn.keyboard.press("l")
    link = turn.locator(".map svg g.link:focus-within")
    expect(link).to_have_attribute("data-target", "turn-made")
    source = link.get_attribute("data-source")
    turn.keyboard.press("ArrowDown")
    expect(turn.locator(f".map svg g.claim[data-slug='{source}'] > a")).to_be_focused()
    claim_link(turn).focus()
    links = turn.locator("svg g.link[data-source='turn-made'], svg g.link[data-target='turn-made']").count()
    for _ in range(links):
        turn.keyboard.press("l")
        expect(link).to_be_attached()


def test_the_button_of_a_full_screen_leaves_it(turn: Page) -> None:
    button = turn.locator(".map [data-do=screen]")
    button.click()
    expect(button).to_have_text("Leave full screen")
    button.click()
    expect(button).to_have_text("Full screen")


def test_two_fingers_enlarge_what_lies_between_them(phone: Page, site: str) -> None:
    phone.goto(f"{site}{HOME}/claims/turn-made")
    phone.locator(MAP).wait_for()
    phone.locator(".map .canvas").evaluate("frame => frame.scrollIntoView()")
    at_rest(phone)
    point = "() => { const b = document.querySelector('.stage').getBoundingClientRect(); return (195 - b.left) / b.width }"
    before, fitted, fingers = phone.evaluate(point), scale(phone), touch(phone)
    fingers("touchStart", (195, 450), (195, 500))
    for way in range(0, 100, 10):
        fingers("touchMove", (195, 450 - way), (195, 500 + way))
    fingers("touchEnd")
    until(phone, f"{SCALE} > {1.3 * fitted}")
    at_rest(phone)
    assert phone.evaluate(point) == pytest.approx(before, abs=0.08)


def test_an_expanded_group_comes_to_the_middle(page: Page, site: str) -> None:
    page.goto(f"{site}{TURN}?fold=faction:conciliators,faction:intransigents")
    page.locator(MAP).wait_for()
    box = page.locator(".map svg g.collapsed-group[data-fold='faction:conciliators']")
    claims = (box.get_attribute("data-claims") or "").split()
    box.locator("a").dispatch_event("click")
    first = claim_link(page, f"svg g.claim[data-slug='{claims[0]}']")
    first.wait_for()
    page.locator(MAP).wait_for()
    at_rest(page)
    assert inside(page.locator(".map .canvas"), first)


def corner(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    assert box
    return box["x"], box["y"]


def middle(page: Page) -> tuple[float, float]:
    """What part of the drawing, across and down, lies in the middle of the frame."""
    middle_of_frame: tuple[float, float] = page.evaluate(
        """() => {
             const [frame, all] = ['.map .canvas', '.stage'].map((one) => document.querySelector(one).getBoundingClientRect());
             return [(frame.x + frame.width / 2 - all.x) / all.width, (frame.y + frame.height / 2 - all.y) / all.height];
           }"""
    )
    return middle_of_frame


def test_a_key_held_down_makes_smaller_what_is_in_the_middle(turn: Page) -> None:
    turn.locator(".map .canvas").focus()
    turn.keyboard.press("0")
    for _ in range(4):
        turn.keyboard.press("ArrowDown")
    at_rest(turn)
    before = middle(turn)
    turn.evaluate(
        """() => { for (let n = 0; n < 5; n += 1)
             document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '-', bubbles: true })) }"""
    )
    at_rest(turn)
    assert scale(turn) == pytest.approx(1.3**-5, rel=0.01)
    assert middle(turn) == pytest.approx(before, abs=0.01)


def test_months_and_lanes_stay_in_sight_over_what_they_head(page: Page, site: str) -> None:
    page.goto(f"{site}{HOME}/claims/turn-made?arrange=time")
    frame, held = page.locator(".map .canvas"), page.locator(".map .sticky-headings.shown")
    page.locator(MAP).wait_for()
    expect(page.locator(".map .small-headings.top").get_by_text("May 1928")).to_be_visible()
    expect(held).to_have_count(0)
    frame.focus()
    page.keyboard.press("0")
    for key in ("Shift+ArrowRight", "Shift+ArrowDown"):
        for _ in range(6):
            page.keyboard.press(key)
    expect(held).to_have_count(2)
    at_rest(page)
    edges = corner(frame)
    for side, kind, words in (("top", "column", "May 1928"), ("left", "lane", "Intransigents")):
        headed = corner(page.locator(f".stage g.heading.{kind}", has_text=words).first)
        shown = corner(page.locator(f".sticky-headings.{side} text", has_text=words).first)
        along, across = (0, 1) if side == "top" else (1, 0)
        assert shown[along] == pytest.approx(headed[along], abs=1.5)
        assert edges[across] <= shown[across] <= edges[across] + 30
    page.emulate_media(media="print")
    expect(page.locator(".map .sticky-headings").first).to_be_hidden()


def test_of_factions_that_share_a_column_the_first_heads_it(page: Page, site: str) -> None:
    """Their names would lie on each other, and the band be as high as the drawing."""
    page.goto(f"{site}{TURN}?arrange=speaker")
    page.locator(MAP).wait_for(state="attached")
    named = page.locator(".map .small-headings.top span")
    expect(named).not_to_have_count(0)
    places = named.evaluate_all("spans => spans.map((span) => span.style.left)")
    assert len(set(places)) == len(places) < page.locator(".map .stage g.heading.faction").count()


def test_a_claim_that_is_tabbed_to_is_not_under_the_headings(page: Page, site: str) -> None:
    page.goto(f"{site}{TURN}?arrange=time")
    page.locator(MAP).wait_for()
    page.keyboard.press("2")
    claim_link(page).focus()
    page.keyboard.press("0")
    for _ in range(12):
        page.keyboard.press("PageDown")
        at_rest(page)
        claim = page.locator(".map g.claim:focus-within > a").bounding_box()
        assert claim
        for held in page.locator(".map .sticky-headings.shown").all():
            band = held.bounding_box()
            assert band
            assert claim["x"] > band["x"] + band["width"] or claim["y"] > band["y"] + band["height"]


@contextmanager
def maps_refused(page: Page, status: int, words: str, **headers: str) -> Iterator[None]:
    """Maps that the page asks for within the block are refused."""
    pattern = re.compile(r"/map\.svg\?")
    page.route(
        pattern,
        lambda route: route.fulfill(
            status=status, headers=headers, content_type="text/html", body=f"<p class=lead>{words}</p>"
        ),
    )
    yield
    page.unroute(pattern)


def test_a_map_that_is_refused_for_now_says_why_and_comes_by_itself(
    page: Page, site: str, console_errors: list[str]
) -> None:
    refused = page.locator(".map .refused")
    with maps_refused(page, 503, "Many figures are being made.", **{"Retry-After": "1"}):
        page.goto(f"{site}{TURN}")
        expect(refused).to_contain_text("Many figures are being made. Trying again shortly.")
        expect(page.locator(".map .waiting")).to_be_hidden()
    page.locator(MAP).wait_for()
    expect(refused).to_be_empty()
    console_errors.clear()


def test_a_map_that_is_refused_without_a_time_waits_for_its_button(
    page: Page, site: str, console_errors: list[str]
) -> None:
    refused = page.locator(".map .refused")
    with maps_refused(page, 503, "The map could not be drawn."):
        page.goto(f"{site}{TURN}")
        expect(refused).to_contain_text("The map could not be drawn.")
    refused.get_by_role("button", name="Try again").click()
    page.locator(MAP).wait_for()
    expect(refused).to_be_empty()
    console_errors.clear()


def test_a_refusal_that_comes_before_the_scripts_of_maps_is_said_too(
    page: Page, site: str, console_errors: list[str]
) -> None:
    held: list[Route] = []
    page.route(re.compile(r"/js/map/canvas\.js"), lambda route: held.append(route))
    with maps_refused(page, 403, "Ask for an invitation."):
        with page.expect_response(re.compile(r"/map\.svg\?")):
            page.goto(f"{site}{TURN}", wait_until="commit")
        held[0].continue_()
        expect(page.locator(".map .refused")).to_have_text("Ask for an invitation.")
    console_errors.clear()


def test_a_map_that_may_not_be_read_says_so_in_its_place(
    page: Page, site: str, console_errors: list[str]
) -> None:
    with maps_refused(page, 403, "Ask for an invitation."):
        page.goto(f"{site}{TURN}")
        expect(page.locator(".map .refused")).to_have_text("Ask for an invitation.")
    expect(page.locator(".map .stage .lead")).to_have_count(0)
    console_errors.clear()


def test_claims_that_are_ticked_make_a_figure_of_their_own(turn: Page) -> None:
    bar = turn.locator(".map .ticked")
    expect(bar).to_be_hidden()
    claim_link(turn).focus()
    turn.keyboard.press("x")
    expect(bar).to_contain_text("1 claim ticked.")
    other = turn.locator(".map svg g.claim:not(.is-ticked)").first
    slug = other.get_attribute("data-slug")
    other.click(modifiers=["Shift"])
    expect(bar).to_contain_text("2 claims ticked.")
    address = bar.locator("a").get_attribute("href") or ""
    assert set(address.partition("only=")[2].split(",")) == {"turn-made", slug}
    bar.get_by_role("button", name="Clear ticks").click()
    expect(bar).to_be_hidden()
