"""The pages on which a debate is changed: by axe's rules, on a phone, and in the dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from stances.formats.native import dumps_yaml
from tests.browser.pages import MAP, violations
from tests.browser.server import serving
from tests.support.small_debate import shown_debate

PAGES = (
    *(
        "claims/new",
        "claims/turn-made/edit",
        "claims/turn-made/delete",
        "claims/turn-made/answer?does=rebuts",
    ),
    *("claims/turn-made/merge", "stances/new?dispute=left-turn", "disputes/left-turn/edit", "documents/new"),
    *(
        "participants/radek/edit",
        "participants/radek/merge",
        "events/new",
        "factions/new",
        "links/new",
        "edit",
        "import",
    ),
    *("history", "history/claim/turn-made", "history/changes/1", "access", "proposals", "me"),
    *("settings", "settings/copy", "settings/delete"),
    *("disputes/left-turn", "disputes/cause/text", "participants/radek", "claims/turn-made"),
    *(
        "select?dispute=left-turn&chosen=claim.turn-made&chosen=document.trotsky-january-letter",
        "select?q=nothing-has-this",
    ),
)


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("own"), STANCES_OWNER_TOKEN="owner") as address:
        yield address


ALIKE = (
    *(
        "documents/new",
        "participants/radek/edit",
        "participants/radek/merge",
        "events/new",
        "factions/new",
        "edit",
    ),
    *(
        "history/claim/turn-made",
        "settings/delete",
        "settings",
        "participants/radek",
        "select?q=nothing-has-this",
    ),
)
"""Pages made by the same templates as others, which are looked at among the slow tests."""


@pytest.mark.parametrize(
    "path", [pytest.param(p, marks=pytest.mark.slow) if p in ALIKE else p for p in PAGES]
)
def test_axe_finds_nothing_and_a_phone_never_scrolls_sideways(
    page: Page, own_site: str, path: str, console_errors: list[str]
) -> None:
    page.goto(f"{own_site}/?token=owner")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{own_site}/debates/left-opposition-1928/{path}")
    if page.locator(".map .canvas").count():
        page.locator(MAP).first.wait_for(state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert console_errors == []
    problems = violations(page)
    console_errors.clear()  # axe itself tries to style what it measures, and is refused
    assert problems == []


def test_a_file_is_imported_on_a_phone_in_the_dark_without_choosing_it_twice(
    page: Page, own_site: str, console_errors: list[str]
) -> None:
    page.goto(f"{own_site}/?token=owner")
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{own_site}/debates/new/import")
    text = dumps_yaml(shown_debate())
    page.set_input_files(
        "#import-file", {"name": "a.yaml", "mimeType": "", "buffer": text[:-9].encode() + b"!"}
    )
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("alert").get_by_text("Nothing was imported.").wait_for()
    console_errors.clear()  # that the file was refused
    page.fill("#import-text", text)
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("5 claims").wait_for()
    page.get_by_text("Change the text, or choose another file").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert console_errors == []
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/debates/bridge/")
    console_errors.clear()
