"""Moving through a dispute in a real browser: grid and map follow without asking, and nothing on the map moves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.seminar import Seminar, open_live, serve_seminar

PAGE = "/debates/left-opposition-1928/disputes/statement"
RANGE = "#time-track input[type=range]"
HIDDEN = ".map g[data-slug][data-at=absent]"
PLACES = """() => Object.fromEntries([...document.querySelectorAll('.map g.claim')].map(
    g => [g.dataset.slug, ['x', 'y', 'width', 'height'].map(n => g.querySelector('rect.outline').getAttribute(n)).join()]))"""


def visit(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".map g.claim").first.wait_for(state="attached")
    expect(page.locator(".map g.badges")).to_be_attached()


def day(page: Page) -> str:
    return page.locator("#time-slider .day").inner_text()


def test_arrows_move_grid_and_map_together_without_asking_again(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}")
    expect(page.locator(HIDDEN)).to_have_count(0)
    expect(page.locator(".on-paper-instead:empty")).to_have_count(0)  # asked for once, when the page is idle
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    before = page.evaluate(PLACES)
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    assert page.locator(HIDDEN).count() > 10
    expect(page.locator("td:is(.later, [data-at=later])").first).to_be_visible()
    counts = []
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        counts.append(page.locator(HIDDEN).count())
    assert counts == sorted(counts, reverse=True)
    assert page.evaluate(PLACES) == before
    page.keyboard.press("End")
    expect(page.locator(HIDDEN)).to_have_count(0)
    expect(page.locator("td:is(.later, [data-at=later])")).to_have_count(0)
    assert [request.url for request in asked if "/static/" not in request.url] == []


def test_the_bar_of_an_uncertain_date_comes_and_goes_with_its_claim(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?arrange=time")
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    bars = page.locator(".map g.bar")
    expect(bars.first).to_be_attached()
    assert bars.count() == page.locator(".map g.bar[data-at=absent]").count()
    page.keyboard.press("End")
    expect(page.locator(".map g.bar[data-at]")).to_have_count(0)


def test_on_the_whole_screen_the_keys_move_the_moment_at_once(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}")
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement !== null")
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    expect(page.locator("#time-slider .day")).to_be_visible()
    assert page.locator(HIDDEN).count() > 10


def test_new_claims_are_brought_into_sight_when_asked_for(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}")
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    show, new = page.locator("#time-slider [data-go=new]"), page.locator(".map g.claim[data-step=new]")
    while not new.count():
        page.keyboard.press("ArrowRight")
    show.click()
    expect(new.first).to_be_in_viewport()


def test_where_nothing_is_new_what_is_there_is_brought_into_sight(page: Page, site: str) -> None:
    visit(page, f"{site}/debates/left-opposition-1928/disputes/left-turn?as_of=1928-12-31")
    show = page.locator("#time-slider [data-go=new]")
    while page.locator(".map g.claim[data-step=new]").count():
        page.locator(RANGE).press("ArrowLeft")
    show.click()
    expect(page.locator(".map g.claim:not([data-at=absent])").first).to_be_in_viewport()
    page.locator(RANGE).press("End")
    expect(show).to_be_hidden()


def test_changes_that_are_yet_to_come_have_no_arrow(page: Page, site: str) -> None:
    visit(page, f"{site}/debates/left-opposition-1928/disputes/left-turn")
    arrows = page.locator("td > em[data-begins]")
    assert arrows.count()
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    expect(page.locator("td > em[data-at=absent]")).to_have_count(arrows.count())
    page.keyboard.press("End")
    expect(page.locator("td > em[data-at=absent]")).to_have_count(0)


def test_the_sign_beside_a_name_is_that_of_the_moment(page: Page, site: str) -> None:
    signs = "() => [...document.querySelectorAll('#grid tbody .now')].map(cell => cell.textContent)"
    visit(page, f"{site}{PAGE}?as_of=1928-05-09")
    said, fresh = [], []
    for _ in range(4):
        page.keyboard.press("n")
        expect(page).to_have_url(
            re.compile(f"as_of={page.locator('#time-slider select').first.input_value()}")
        )
        said.append(page.evaluate(signs))
        answer = page.request.get(page.url).text()
        fresh.append(
            page.evaluate(
                f"text => {{ const document = new DOMParser().parseFromString(text, 'text/html'); return ({signs})() }}",
                answer,
            )
        )
    assert said == fresh
    assert len(set(map(str, said))) > 1


def test_what_is_not_there_yet_cannot_be_reached_or_read(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?as_of=1928-03-31")
    hidden = page.locator(f"{HIDDEN} a").first
    expect(hidden).to_be_hidden()
    hidden.evaluate("a => a.focus()")
    expect(hidden).not_to_be_focused()


def test_the_moment_is_in_the_address_and_comes_back_with_it(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}")
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"as_of=1928-05-09"))
    shown, hidden, later = (
        day(page),
        page.locator(HIDDEN).count(),
        page.locator("td:is(.later, [data-at=later])").count(),
    )
    page.reload()
    expect(page.locator(".map g.badges")).to_be_attached()
    assert day(page) == shown
    assert (page.locator(HIDDEN).count(), page.locator("td:is(.later, [data-at=later])").count()) == (
        hidden,
        later,
    )
    page.get_by_role("button", name="Whole debate").click()
    expect(page).not_to_have_url(re.compile("as_of"))


def test_what_a_step_brings_and_answers_is_marked_and_announced(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?as_of=1928-05-03")
    page.get_by_label("step by").select_option("documents")
    page.get_by_role("button", name="Next step").click()
    assert day(page) == "9 May 1928"
    expect(page.locator(".map .claim[data-step=new]")).not_to_have_count(0)
    expect(page.locator(".map .badge-new[data-shown]").first).to_be_attached()
    expect(page.locator(".map .claim[data-step=answered]")).not_to_have_count(0)
    expect(page.locator("#time-slider [role=status]")).to_contain_text(re.compile(r"new claims?: .*answered"))


def test_possible_claims_bear_a_question_mark(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?as_of=1928-07-01")
    possible = page.locator(".map .claim[data-at=possible]")
    expect(possible).not_to_have_count(0)
    expect(page.locator(".map .badge-perhaps[data-shown]")).to_have_count(possible.count())


def test_a_withdrawn_claim_is_struck_only_once_it_is_withdrawn(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?as_of=1928-07-31")
    line = page.locator(".map .claim.withdrawn text[text-decoration]").first
    struck = "t => getComputedStyle(t).textDecorationLine"
    assert line.evaluate(struck) == "none"
    page.locator(RANGE).focus()
    page.keyboard.press("ArrowRight")
    assert day(page) == "31 August 1928"
    assert line.evaluate(struck) == "line-through"


def test_documents_are_stepped_through_by_keys_and_by_playing(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?as_of=1928-04-30")
    page.locator(RANGE).focus()
    page.keyboard.press("n")
    first = day(page)
    page.keyboard.press("]")
    second = day(page)
    assert len({"30 April 1928", first, second}) == 3
    page.keyboard.press("p")
    assert day(page) == first
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator("#time-slider .day")).not_to_have_text(first)
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_keys_mean_nothing_where_somebody_writes(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?as_of=1928-05-09")
    page.get_by_role("searchbox", name="Find on the map").press_sequentially("np[]")
    assert day(page) == "9 May 1928"


def test_dragging_stops_at_moments(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}")
    box = page.locator(RANGE).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 10, steps=4)
    page.mouse.up()
    shown = page.locator("#time-slider select[name=as_of]").input_value()
    assert re.fullmatch(r"1928-\d\d-\d\d", shown)
    expect(page).to_have_url(re.compile(shown))


def test_as_known_the_documents_move_to_their_arrival(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE.replace('statement', 'left-turn')}?as_of=1928-09-30")
    written = page.locator(HIDDEN).count()
    page.get_by_text("as known", exact=True).click()
    expect(page).to_have_url(re.compile("basis=known"))
    expect(page.locator(HIDDEN)).not_to_have_count(written)
    assert page.locator(HIDDEN).count() > written


def test_what_can_be_saved_follows_the_moment(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}")
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("as_of"))
    for figure in ("map.svg", "grid.svg"):
        link = page.locator(f"a[href*='/{figure}']").first
        assert "as_of=1928-" in (link.get_attribute("href") or "")


def test_lines_follow_the_moment_and_move_nothing_below_them(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?figure=lines")
    evidence = page.locator(".line-chart g.stance")
    everything, high = evidence.count(), page.locator("#lines").bounding_box()
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    expect(evidence).not_to_have_count(everything)
    assert evidence.count() < everything
    lower = page.locator("#lines").bounding_box()
    assert high is not None
    assert lower is not None
    assert lower["height"] == pytest.approx(high["height"], abs=1)
    assert "as_of=1928-" in (page.locator("a[href*='/lines.svg']").first.get_attribute("href") or "")
    page.keyboard.press("End")
    expect(evidence).to_have_count(everything)


def test_lines_of_a_linked_moment_go_on_to_the_whole_debate(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?figure=lines&as_of=1928-03-01")
    lines = page.locator(".line-chart .participant-line")
    expect(lines).to_have_count(2)
    page.locator(RANGE).focus()
    page.keyboard.press("End")
    expect(lines.nth(5)).to_be_visible()


def test_a_switch_of_the_grid_keeps_the_moment(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}?as_of=1928-05-09")
    page.locator("#grid summary", has_text="Options").click()
    page.get_by_text("quarters", exact=True).click()
    expect(page.locator("table.stance-grid.quarters td:is(.later, [data-at=later])").first).to_be_visible()
    assert "as_of=1928-05-09" in page.url
    later = page.locator("td:is(.later, [data-at=later])").count()
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    expect(page.locator("td:is(.later, [data-at=later])")).not_to_have_count(later)


def test_it_stays_in_sight_over_the_map(page: Page, site: str) -> None:
    visit(page, f"{site}{PAGE}")
    page.locator(".map .canvas").scroll_into_view_if_needed()
    page.mouse.wheel(0, 300)
    expect(page.locator(RANGE)).to_be_in_viewport()


def test_without_scripts_the_moment_is_a_form(scriptless: Page, site: str) -> None:
    scriptless.goto(f"{site}{PAGE}")
    scriptless.get_by_label("As of").select_option("1928-05-09")
    scriptless.locator("#time-slider").get_by_role("button", name="Apply").click()
    expect(scriptless).to_have_url(re.compile("as_of=1928-05-09"))
    expect(scriptless.locator("td:is(.later, [data-at=later])").first).to_be_visible()
    picture = scriptless.locator(".map img").get_attribute("src") or ""
    assert "as_of=1928-05-09" in picture


@pytest.fixture(scope="module")
def seminar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seminar]:
    with serve_seminar(tmp_path_factory.mktemp("seminar")) as live_site:
        yield live_site


def test_what_others_change_leaves_the_moment_as_it_is(page: Page, seminar: Seminar) -> None:
    open_live(page, seminar.page("/disputes/statement?as_of=1928-05-09"))
    expect(page.locator(".map g.badges")).to_be_attached()
    hidden, later = page.locator(HIDDEN).count(), page.locator("td:is(.later, [data-at=later])").count()
    seminar.rewords(_early(seminar), "Anew.")
    expect(page.locator(".map text", has_text="Anew.").first).to_be_attached()
    expect(page.locator(HIDDEN)).to_have_count(hidden)
    expect(page.locator("td:is(.later, [data-at=later])")).to_have_count(later)
    assert page.locator(RANGE).is_visible()
    assert day(page) == "9 May 1928"


def _early(seminar: Seminar) -> str:
    claims = seminar.record().claims_of_dispute["statement"]
    return next(c.slug for c in claims if c.when and c.when.text == "1928-05-09")


def test_collapsed_groups_and_aggregated_links_follow_the_moment(page: Page, site: str) -> None:
    visit(
        page,
        f"{site}/debates/left-opposition-1928/disputes/left-turn?fold=faction:conciliators,faction:intransigents",
    )
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    counted = page.locator(".map svg :is(g.collapsed-group, g.aggregated-edge)")
    assert (
        page.locator(".map svg :is(g.collapsed-group, g.aggregated-edge)[data-at=absent]").count()
        > counted.count() / 2
    )
    page.keyboard.press("End")
    expect(page.locator(".map svg :is(g.collapsed-group, g.aggregated-edge)[data-at=absent]")).to_have_count(
        0
    )


def test_counts_of_filters_and_the_colour_key_follow_the_moment(page: Page, site: str) -> None:
    address = f"{site}/debates/left-opposition-1928/disputes/return?colour=speaker"
    state = """() => [
        [...document.querySelectorAll('.map-controls .count')].filter(one => one.textContent !== '0').map(
            one => [one.closest('label').querySelector('input').value, one.textContent]),
        [...document.querySelectorAll('.colour-key li:not([data-at])')].map(one => one.textContent.trim())]"""
    visit(page, address)
    whole = page.evaluate(state)
    page.locator(RANGE).focus()
    page.keyboard.press("Home")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**as_of=*")
    moved, moment = page.evaluate(state), page.url
    assert moved != whole
    visit(page, moment)
    assert page.evaluate(state) == moved
    page.locator(RANGE).focus()
    page.keyboard.press("End")
    assert page.evaluate(state) == whole
