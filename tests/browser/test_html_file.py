"""The file of a debate, opened from a disk without any server: read, moved through time, and read without scripts."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.pages import violations
from tests.support.people import HOME


@pytest.fixture(scope="module")
def saved(site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole debate as a file; a small dispute lies beside it."""
    folder = tmp_path_factory.mktemp("saved")
    for name, address in (("debate", ""), ("cause", "/disputes/cause")):
        with urllib.request.urlopen(f"{site}{HOME}{address}/standalone.html") as answer:
            (folder / f"{name}.html").write_bytes(answer.read())
    return folder / "debate.html"


@pytest.fixture
def offline(page: Page, saved: Path) -> Page:
    """The file in a browser that reaches nothing else."""

    def refuse(route: Route) -> None:
        if route.request.url.startswith("file://"):
            route.continue_()
        else:
            route.abort()
            raise AssertionError(f"the file asked for {route.request.url}")

    page.route("**/*", refuse)
    page.goto(saved.as_uri())
    return page


def shown(page: Page) -> int:
    return page.locator(".map svg .claim:not([data-at=absent])").count()


def test_the_time_slider_changes_all_maps_and_grids_and_moves_no_node(offline: Page) -> None:
    everything = shown(offline)
    offline.locator("#time-track input[type=range]").focus()
    place = offline.locator(".map svg .claim").first.bounding_box()
    offline.keyboard.press("Home")
    expect(offline.locator("td:is(.later, [data-at=later])").first).to_be_attached()
    first = shown(offline)
    assert first < everything
    for _ in range(10):
        offline.keyboard.press("ArrowRight")
    assert first < shown(offline) < everything
    assert offline.locator(".map svg .claim").first.bounding_box() == place
    offline.keyboard.press("End")
    assert shown(offline) == everything
    expect(offline.locator("td:is(.later, [data-at=later])")).to_have_count(0)


def test_the_grid_comes_back_to_what_it_was(offline: Page) -> None:
    cells = """[...document.querySelectorAll('.stance-grid td')].map(cell => cell.className + cell.textContent).join()"""
    before = offline.evaluate(cells)
    offline.locator("#time-track input[type=range]").focus()
    offline.keyboard.press("Home")
    assert offline.evaluate(cells) != before
    offline.keyboard.press("End")
    assert offline.evaluate(cells) == before


def test_every_link_of_a_grid_gets_the_title_that_only_the_first_of_its_kind_has(offline: Page) -> None:
    titles = offline.evaluate(
        "[...document.querySelectorAll('.stance-grid .events a')].map(a => [a.hash, a.title])"
    )
    assert len(titles) > len({address for address, _ in titles}) == len({title for _, title in titles})
    assert all(title for _, title in titles)


def test_a_claim_opens_beside_its_map_and_closes_again(offline: Page) -> None:
    claim = offline.locator(".map svg .claim a").first
    words = claim.locator("text").first.text_content() or ""
    claim.focus()
    offline.keyboard.press("Enter")
    beside = offline.locator("#beside")
    expect(beside).to_be_visible()
    expect(beside).to_contain_text(words)
    offline.keyboard.press("Escape")
    expect(beside).to_be_hidden()
    expect(claim).to_be_focused()


def test_arrows_walk_the_map_and_light_what_belongs_together(offline: Page) -> None:
    first = offline.locator(".map svg .claim a[href='#claim-turn-made']").first
    first.focus()
    expect(offline.locator(".map .canvas.highlighting g.claim.highlighted").first).to_be_attached()
    offline.keyboard.press("ArrowDown")
    expect(first).not_to_be_focused()
    expect(offline.locator(".map svg .claim a:focus")).to_have_count(1)
    offline.keyboard.press("ArrowUp")
    expect(first).to_be_focused()


def test_a_link_on_the_map_opens_its_reason(offline: Page) -> None:
    offline.locator(".map svg .link a").first.focus()
    offline.keyboard.press("Enter")
    expect(offline.locator("#beside .rationale")).to_be_visible()


def test_without_scripts_all_of_it_can_be_read(scriptless: Page, saved: Path) -> None:
    scriptless.goto(saved.as_uri())
    expect(scriptless.locator("#time-slider")).to_be_hidden()
    expect(scriptless.locator(".map svg").first).to_be_visible()
    scriptless.locator(".map svg .claim a").first.click(position={"x": 20, "y": 10})
    expect(scriptless.locator("li.claim:target")).to_be_in_viewport()


def test_axe_finds_nothing(page: Page, saved: Path, console_errors: list[str]) -> None:
    """In a small file: the others are more of the same, and take axe a minute each."""
    page.goto(saved.with_name("cause.html").as_uri())
    assert console_errors == []
    assert violations(page) == []
    console_errors.clear()  # axe itself tries to style what it measures, and is refused


@pytest.mark.parametrize("name", ["debate", "cause"])
def test_on_a_phone_it_never_scrolls_sideways(page: Page, saved: Path, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(saved.with_name(f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
