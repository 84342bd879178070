"""A class comes in: the owner invites, the others join on their own machines, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import violations, visitor
from tests.browser.server import serving
from tests.support.people import HOME

TOKEN = "the-token-of-the-person-at-the-machine"
HOSTILE = "<img src=x onerror=alert(1)>&amp;'\""


@pytest.fixture(scope="module")
def seminar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("joining"), STANCES_OWNER_TOKEN=TOKEN) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def other(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """Somebody else's browser, on a phone."""
    size = {"width": 390, "height": 800}
    with visitor(chromium, viewport=size, java_script_enabled=request.param) as context:
        yield context.new_page()


def own(page: Page, seminar: str) -> None:
    page.goto(f"{seminar}/?token={TOKEN}")


def invite(page: Page, seminar: str, role: str = "Contributor") -> str:
    """By keyboard alone, from the top of any page; the code."""
    own(page, seminar)
    page.get_by_role("link", name="Invite", exact=True).press("Enter")
    page.get_by_role("radio", name=role).press("Space")
    page.get_by_label("Number of people").fill("2")
    page.keyboard.press("Enter")
    expect(page.locator("svg.qr")).to_be_visible()
    return page.locator(".code").inner_text()


def join(page: Page, seminar: str, code: str, name: str) -> None:
    page.goto(f"{seminar}/join")
    page.get_by_label("Invitation code").fill(code)
    page.keyboard.press("Enter")
    page.get_by_label("Your name").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{seminar}{HOME}/")


def test_somebody_types_the_code_joins_and_is_shown_out(page: Page, other: Page, seminar: str) -> None:
    code = invite(page, seminar)
    join(other, seminar, code, HOSTILE)
    other.locator(".visitor a").last.click()
    expect(other.get_by_role("heading", level=1)).to_have_text(HOSTILE)

    page.goto(f"{seminar}{HOME}/access")
    row = page.get_by_role("row").filter(has_text=HOSTILE)
    expect(row).to_contain_text("contributor")
    row.get_by_role("button").press("Enter")
    expect(page.get_by_role("row").filter(has_text=HOSTILE)).to_have_count(0)
    other.goto(f"{seminar}{HOME}/")
    expect(other.get_by_role("link", name="Join")).to_be_visible()


def test_the_masthead_says_who_one_is(page: Page, seminar: str) -> None:
    own(page, seminar)
    page.goto(f"{seminar}{HOME}/timeline")
    expect(page.locator(".visitor a").last).to_have_text("the owner, owner")
    assert "token" not in page.url


def test_leaving_leaves_nothing_behind(other: Page, page: Page, seminar: str) -> None:
    join(other, seminar, invite(page, seminar), "Lea")
    other.goto(f"{seminar}{HOME}/me")
    other.get_by_role("button", name="Leave").click()
    expect(other.get_by_role("link", name="Join")).to_be_visible()
    assert [c for c in other.context.cookies() if c["value"]] == []


def test_axe_finds_nothing(page: Page, chromium: Browser, seminar: str, console_errors: list[str]) -> None:
    code = invite(page, seminar)
    with visitor(chromium) as another:
        join(another.new_page(), seminar, code, "Somebody")
    problems = [*violations(page)]
    for path in ("/join", f"/join/{code}", f"{HOME}/access", f"{HOME}/me"):
        page.goto(f"{seminar}{path}")
        problems += violations(page)
    page.context.clear_cookies()
    for path in (f"/join/{code}", f"{HOME}/me", f"{HOME}/access"):
        page.goto(f"{seminar}{path}")
        problems += violations(page)
    assert problems == []
    console_errors.clear()  # axe itself tries to style what it measures, and is refused


def test_a_phone_never_scrolls_sideways(page: Page, seminar: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    code = invite(page, seminar)
    paths = [None, "/join", f"/join/{code}", f"{HOME}/access", f"{HOME}/me"]
    for path in paths:
        if path:
            page.goto(f"{seminar}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_the_code_in_the_picture_is_the_link(page: Page, seminar: str) -> None:
    code = invite(page, seminar)
    title = page.locator("svg.qr title").text_content() or ""
    assert re.search(rf"/join/{code}$", title)
