"""Texts of any script run in their own direction in the debate's language, and no text is too long for a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from stances.store.database import open_database
from stances.store.importing import load_file
from tests.browser.pages import MAP
from tests.browser.server import serving

PATHS = (
    *("", "edit", "timeline", "find?q=1", "check", "participants", "documents", "grids", "map?line=c2", "history", "outline"),
    *("participants/p1", "participants/p1/edit", "disputes/q", "disputes/q?open=p1", "disputes/q/edit", "disputes/q/delete"),
    *("disputes/q/compare?participants=p1&participants=p2", "disputes/q/map/save?form=pdf", "select?dispute=q&chosen=claim.c1"),
    *("claims/c1", "claims/c1/edit", "claims/c1/answer?does=rebuts", "claims/c1/merge?with=c2", "claims/c1/delete"),
    *("links/k1", "links/k1/edit", "stances/s1/edit", "history/claim/c1", "history/changes/1", "proposals", "access"),
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


def debate(slug: str, texts: dict[str, str], **about: str) -> dict[str, Any]:
    """A small debate in which each of these texts stands wherever one can."""
    here = {"attribution": "asserted", "locator": {"paragraphs": [1]}}
    positions = [
        {"value": value, "key": key, "label": texts["label"]} for value, key in ((1, "+"), (-1, "−"))
    ]
    claims = [
        {"slug": f"c{n}", "text": texts[f"claim {n}"], "speaker": f"p{n}", "dispute": "q", "when": f"2020-0{n}", **here}
        for n in (1, 2)
    ]  # fmt: skip
    return {
        "format": "stances/1",
        "debate": {"slug": slug, "title": texts["title"], "from": "2020-01", "to": "2020-06", **about},
        "participants": [{"slug": f"p{n}", "name": texts[f"name {n}"], "note": texts["note"]} for n in (1, 2)],
        "disputes": [{"slug": "q", "title": texts["dispute"], "question": texts["note"], "positions": positions}],
        "claims": claims,
        "links": [{"slug": "k1", "kind": "rebuts", "source": "c2", "target": "c1", "rationale": texts["note"], **here}],
        "stances": [
            {"slug": f"s{n}", "participant": f"p{n}", "dispute": "q", "position": 1, "when": f"2020-0{n}", "claims": [f"c{n}"]}
            for n in (1, 2)
        ],
    }  # fmt: skip


FROM_RIGHT = debate(
    "rtl",
    {
        "title": "مسار الدراجات — מסלול האופניים", "name 1": "فاطمة الزهراء", "name 2": "דוד בן־גוריון", "label": "نعم تماماً",
        "dispute": "هل نبني المسار؟", "note": "لأن العرض كافٍ (Report A-3).",
        "claim 1": "يجب على المجلس أن يبني مسار الدراجات في شارع النيل قبل نهاية عام 2024.",
        "claim 2": "לא: המסלול יחסום את חנויות השוק (ראו סעיף 3).",
    },
    language="ar",
)  # fmt: skip
LONG = debate(
    "long",
    {
        "title": "Rindfleischetikettierung" * 11, "name 1": "A" * 200, "name 2": "Ben", "label": "Ja" * 100, "dispute": "q" * 150,
        "note": "Donaudampfschifffahrt" * 14, "claim 1": "Donaudampfschifffahrt" * 17,
        "claim 2": "https://example.org/" + "a/" * 990,
    },
)  # fmt: skip


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
        page.locator(MAP).first.wait_for()


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
@pytest.mark.parametrize("arrange", ["argument", "time", "speaker"])
def test_no_text_leaves_its_box_as_a_browser_sets_it(
    page: Page, own_site: str, slug: str, arrange: str
) -> None:
    visit(page, own_site, f"{slug}/map?arrange={arrange}")
    outside = page.evaluate(
        """(map) => [...document.querySelectorAll(map + " g.claim")].flatMap((claim) => {
          const box = claim.querySelector("rect.outline").getBBox();
          return [...claim.querySelectorAll("text")].filter((text) => {
            const { x, width } = text.getBBox();
            return x < box.x || x + width > box.x + box.width;
          }).map((text) => text.textContent);
        })""",
        MAP,
    )
    assert outside == []
