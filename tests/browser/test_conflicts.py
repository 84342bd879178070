"""Two people at two browsers, one record: both see both versions, and nothing that either wrote is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.store import access
from stances.store.database import open_database
from stances.store.snapshots import Snapshots
from tests.browser.pages import open_menu, visitor
from tests.browser.server import serving
from tests.support.people import DEBATE, HOME

CLAIM = f"{HOME}/claims/turn-made"
HOSTILE = "<script>document.title='run'</script><img src=x onerror=alert(1)> {{ 7*7 }} “Ж”"


class JoinableSite:
    """A running site, whose doors are open to whoever the test needs."""

    def __init__(self, address: str, folder: Path, chromium: Browser) -> None:
        self.address = address
        self.chromium = chromium
        self.database = open_database(f"sqlite:///{folder / 'stances.db'}")
        self.opened = ExitStack()

    def joins(self, name: str, role: Role = Role.EDITOR, javascript: bool = True) -> Page:
        """A browser of somebody who has come in by an invitation."""
        with self.database.write_session() as session:
            code = access.create_invitation(session, DEBATE, role, days=1, limit=1, by="a test")
        size = {"width": 1280, "height": 900}
        person = visitor(self.chromium, base_url=self.address, java_script_enabled=javascript, viewport=size)
        page = self.opened.enter_context(person).new_page()
        page.goto(f"/join/{code}")
        page.get_by_role("textbox", name="name").fill(name)
        page.get_by_role("button", name="Join").click()
        return page

    def record(self) -> Record:
        with self.database.read_session() as session:
            return Snapshots().current(session, DEBATE)

    def close(self) -> None:
        self.opened.close()
        self.database.close()


@pytest.fixture
def seminar(chromium: Browser, tmp_path: Path) -> Iterator[JoinableSite]:
    with serving(tmp_path) as address:
        joinable = JoinableSite(address, tmp_path, chromium)
        yield joinable
        joinable.close()


def rewrites(page: Page, label: str, text: str, save: bool = True) -> None:
    """Fill in a field of the entry itself; parts of it, such as acts, may have fields of the same name below."""
    page.get_by_role("textbox", name=label, exact=True).first.fill(text)
    if save:
        page.get_by_role("button", name="Save").click()


@pytest.mark.parametrize("way", ["page", "panel", "without JavaScript"])
def test_two_who_reword_one_claim_both_keep_their_words(seminar: JoinableSite, way: str) -> None:
    anna, boris = (seminar.joins(name, javascript=way != "without JavaScript") for name in ("Anna", "Boris"))
    for page in (anna, boris):
        page.goto(CLAIM if way == "panel" else f"{CLAIM}/edit")
        if way == "panel":
            open_menu(page, "Edit").get_by_role("link", name="Edit this claim").click()
    rewrites(boris, "Claim", HOSTILE, save=False)
    rewrites(anna, "Claim", "Anna's words.")
    expect(anna.get_by_role("heading", level=1)).to_have_text("Anna's words.")
    boris.get_by_role("button", name="Save").click()
    expect(boris.get_by_role("heading", level=1)).to_contain_text("Anna changed the same thing")
    for words in ("Anna's words.", HOSTILE):
        expect(boris.get_by_role("main")).to_contain_text(words)
    assert seminar.record().claims["turn-made"].text == "Anna's words."
    boris.get_by_role("radio", name="What you wrote").check()
    boris.get_by_role("button", name="Save", exact=True).click()
    expect(boris).to_have_url(f"{seminar.address}{CLAIM}")
    expect(boris.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    assert seminar.record().claims["turn-made"].text == HOSTILE
    assert "run" not in boris.title().split(" ")[:1]


def test_what_was_decided_against_is_not_offered_as_a_draft(seminar: JoinableSite) -> None:
    anna, boris = (seminar.joins(name) for name in ("Anna", "Boris"))
    for page in (anna, boris):
        page.goto(f"{CLAIM}/edit")
    rewrites(anna, "Claim", "Anna's words.")
    expect(anna).to_have_url(f"{seminar.address}{CLAIM}")
    rewrites(boris, "Claim", "Boris's words.")
    boris.get_by_role("radio", name="What Anna wrote").check()
    boris.get_by_role("button", name="Save", exact=True).click()
    expect(boris).to_have_url(f"{seminar.address}{CLAIM}")
    boris.goto(f"{CLAIM}/edit")
    expect(boris.get_by_role("textbox", name="Claim", exact=True)).to_have_value("Anna's words.")
    expect(boris.locator(".draft")).to_have_count(0)


def test_two_who_change_different_things_are_not_even_asked(seminar: JoinableSite) -> None:
    anna, boris = (seminar.joins(name) for name in ("Anna", "Boris"))
    for page in (anna, boris):
        page.goto(f"{CLAIM}/edit")
    rewrites(anna, "Claim", "Anna's words.")
    expect(anna).to_have_url(f"{seminar.address}{CLAIM}")
    rewrites(boris, "Date", "March 1928")
    expect(boris).to_have_url(f"{seminar.address}{CLAIM}")
    claim = seminar.record().claims["turn-made"]
    assert (claim.text, claim.when and claim.when.text) == ("Anna's words.", "1928-03")


def test_a_conflict_is_decided_by_keyboard_alone(seminar: JoinableSite) -> None:
    anna, boris = (seminar.joins(name) for name in ("Anna", "Boris"))
    for page in (anna, boris):
        page.goto(f"{CLAIM}/edit")
    rewrites(anna, "Claim", "Anna's words.")
    expect(anna).to_have_url(f"{seminar.address}{CLAIM}")
    rewrites(boris, "Claim", "The words of Boris.")
    expect(boris.get_by_role("button", name="Save", exact=True)).to_be_visible()
    boris.get_by_role("radio", name="What Anna wrote").focus()
    boris.keyboard.press("Space")
    for key in ("ArrowDown", "ArrowDown", "Tab"):
        boris.keyboard.press(key)
    boris.keyboard.press("Control+A")
    boris.keyboard.type("Words of both.")
    boris.keyboard.press("Tab")
    while not boris.evaluate("document.activeElement.matches('form.decide button')"):
        boris.keyboard.press("Tab")
    boris.keyboard.press("Enter")
    expect(boris).to_have_url(f"{seminar.address}{CLAIM}")
    assert seminar.record().claims["turn-made"].text == "Words of both."


def test_what_a_contributor_saves_is_decided_by_an_editor(seminar: JoinableSite) -> None:
    before = seminar.record().claims["turn-made"].text
    conrad, edith = seminar.joins("Conrad", Role.CONTRIBUTOR), seminar.joins("Edith")
    conrad.goto(f"{CLAIM}/edit")
    rewrites(conrad, "Claim", "Conrad's words.", save=False)
    conrad.get_by_role("button", name="Propose this").click()
    expect(conrad.get_by_role("main")).to_contain_text("Waiting for an editor")
    assert seminar.record().claims["turn-made"].text == before
    edith.get_by_role("link", name="Proposals").click()
    edith.get_by_role("main").get_by_role("listitem").get_by_role("link").click()
    expect(edith.get_by_role("insertion")).to_have_text("Conrad's words.")
    edith.get_by_label("Note to Conrad").fill("Better.")
    edith.get_by_role("button", name="Accept").click()
    expect(edith.get_by_role("main")).to_contain_text("Accepted by Edith")
    conrad.reload()
    expect(conrad.get_by_role("main")).to_contain_text("Better.")
    assert seminar.record().claims["turn-made"].text == "Conrad's words."


def test_the_second_to_add_a_person_is_led_to_the_first_and_loses_nothing_meanwhile(
    seminar: JoinableSite,
) -> None:
    anna, boris = (seminar.joins(name) for name in ("Anna", "Boris"))
    for page in (anna, boris):
        page.goto(f"{HOME}/participants/new")
        page.get_by_role("textbox", name="Name", exact=True).fill("Vera Novikova")
    anna.get_by_role("button", name="Add the participant").click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("Vera Novikova")
    boris.get_by_role("textbox", name="Place", exact=True).fill("Tomsk")
    boris.get_by_role("button", name="Add the participant").click()
    main = boris.get_by_role("main")
    expect(main).to_contain_text("This participant may already exist")
    anna.goto(f"{CLAIM}/edit")
    rewrites(anna, "Claim", "Something else is saved.")
    expect(anna).to_have_url(f"{seminar.address}{CLAIM}")
    saved = seminar.record().claims["turn-made"]
    assert saved.text == "Something else is saved."
    expect(boris.locator("#activity")).to_contain_text(f"Anna changed the claim {saved.label}")
    expect(boris.locator("#activity")).to_contain_text("This page has changed")
    expect(main).to_contain_text("Tomsk")
    main.get_by_role("link", name="Open the existing participant").click()
    expect(boris.get_by_role("heading", level=1)).to_have_text("Vera Novikova")
    assert [p.place for p in seminar.record().participants.values() if p.name == "Vera Novikova"] == [None]
