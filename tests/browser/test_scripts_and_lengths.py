"""Texts of any script run in their own direction in the debate's language, and no text is too long for a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from stances.store.database import open_database
from stances.store.importing import load_file
from tests.browser.pages import MAP
from tests.browser.server import serving
from tests.support.scripts_debates import FROM_RIGHT, LONG

PATHS = (
    *("", "edit", "timeline", "find?q=1", "check", "participants", "documents", "grids", "map?line=c2", "history", "outline"),
    *("participants/p1", "participants/p1/edit", "disputes/q", "disputes/q?open=p1", "disputes/q/edit", "disputes/q/delete"),
    *("disputes/q/compare?participants=p1&participants=p2", "disputes/q/map/save?form=pdf", "select?dispute=q&chosen=claim.c1"),
    *("claims/c1", "claims/c1/edit", "claims/c1/answer?does=rebuts", "claims/c1/merge?with=c2", "claims/c1/delete"),
    *("links/k1", "links/k1/edit", "stances/s1/edit", "history/claim/c1", "history/changes/1", "proposals", "access", "settings"),
    *("settings/copy", "settings/delete", "disputes/q/outline"),
)  # fmt: skip
MISDIRECTED = """() => {
  const letter = /\\p{L}/u, fromRight = /[\\u0590-\\u08ff]/, found = [];
  const check = (text, element) => {
    const first = text.match(letter);
    if (first && fromRight.test(first[0]) && getComputedStyle(element).direction !== "rtl") found.push(text.trim());
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    if (!node.parentElement.closest("script, svg, .change-text")) check(node.data, node.parentElement);
  }
  for (const field of document.querySelectorAll("textarea, input[type=text]")) check(field.value, field);
  return found;
}"""


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("scripts")
    database = open_database(f"sqlite:///{(folder / 'stances.db').as_posix()}")
    for content in (FROM_RIGHT, LONG):
        file = folder / "debate.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        with database.write_session() as session:
            load_file(session, file)
    database.close()
    with serving(folder, STANCES_OWNER_TOKEN="owner") as address:
        yield address


def visit(page: Page, site: str, path: str) -> None:
    answer = page.goto(f"{site}/debates/{path}")
    assert answer
    assert answer.ok, path
    if page.locator(".map .canvas").count():
        page.locator(MAP).first.wait_for(state="attached")


def test_what_begins_from_right_to_left_runs_so_on_every_page(page: Page, own_site: str) -> None:
    page.goto(f"{own_site}/?token=owner")
    for path in PATHS:
        visit(page, own_site, f"rtl/{path}")
        assert page.evaluate(MISDIRECTED) == [], path
    visit(page, own_site, "rtl/claims/c1")
    assert page.locator("h1").get_attribute("lang") == "ar"
    assert page.locator("html").get_attribute("lang") == "en"
    lefts = page.locator(f"{MAP} .claim text[direction=rtl]").count()
    assert lefts >= 2


def test_the_longest_texts_never_make_a_phone_scroll_sideways(page: Page, own_site: str) -> None:
    page.goto(f"{own_site}/?token=owner")
    page.set_viewport_size({"width": 390, "height": 800})
    for path in PATHS:
        visit(page, own_site, f"long/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


@pytest.mark.parametrize("slug", ["rtl", "long"])
def test_the_same_holds_in_the_one_html_file(page: Page, own_site: str, slug: str, tmp_path: Path) -> None:
    file = tmp_path / "file.html"
    file.write_bytes(page.request.get(f"{own_site}/debates/{slug}/standalone.html").body())
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(file.as_uri())
    assert page.evaluate(MISDIRECTED) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("slug", ["rtl", "long"])
@pytest.mark.parametrize("arrange", ["argument", "time", "speaker"])
def test_no_text_leaves_its_box_as_a_browser_sets_it(
    page: Page, own_site: str, slug: str, arrange: str
) -> None:
    visit(page, own_site, f"{slug}/map?arrange={arrange}")
    outside = page.evaluate(
        """(map) => [...document.querySelectorAll(map + " g.claim")].flatMap((claim) => {
          return [...claim.querySelectorAll("text")].filter((text) => {
            const box = (text.closest("g.label") ?? claim).querySelector("rect.outline").getBBox();
            const { x, width } = text.getBBox();
            return x < box.x || x + width > box.x + box.width;
          }).map((text) => text.textContent);
        })""",
        MAP,
    )
    assert outside == []
