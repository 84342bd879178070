"""The main journey in the engines that the other tests don't open: read, scrub, choose and edit, by light and in the dark."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.seminar import serve_seminar
from tests.browser.webdriver import ENGINES, Tab
from tests.support.people import OWNER_TOKEN

pytestmark = [pytest.mark.engines, pytest.mark.slow]

DISPUTE = "/disputes/left-turn"
READY = "document.querySelector('#time-slider')?.dataset.ready !== undefined"
DRAWN = "document.querySelector('.map .canvas:not([aria-busy]) .stage > svg')"
ONE_SCREEN = """
  const inside = (selector) => {
    const box = document.querySelector(selector).getBoundingClientRect();
    return box.width > 0 && box.height > 0 && box.x >= 0 && box.y >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
  };
  return document.documentElement.scrollHeight <= innerHeight
    && ["#grid-pane", "#map-pane", "#detail", "#time-track"].filter((selector) => !inside(selector));
"""
NEW = "Engines agree."
SHOWN = """[
  document.querySelector('#time-slider .day').textContent,
  document.querySelector('#grid tbody').innerHTML,
  document.querySelector('.stage').innerHTML,
]"""
BACKGROUND = (
    "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).slice(0, 3).every((part) => part < 80)"
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_dispute_is_read_scrubbed_chosen_from_and_edited(tmp_path: Path, engine: str, scheme: str) -> None:
    (tmp_path / "browser").mkdir()
    with (
        ENGINES[engine](tmp_path / "browser", dark=scheme == "dark") as tab,
        serve_seminar(tmp_path) as seminar,
    ):
        tab.go(f"{seminar.address}/?token={OWNER_TOKEN}")
        tab.go(seminar.page(f"{DISPUTE}?as_of=1928-06-02"))
        try:
            read(tab, dark=scheme == "dark")
            scrub(tab)
            choose(tab)
            edit(tab)
            assert NEW in {claim.text for claim in seminar.record().claims.values()}
        finally:
            look(tab, f"{engine}-{scheme}")
        assert tab.wire.complaints() == []


def look(tab: Tab, name: str) -> None:
    """Keep what is seen, where somebody wants to see it."""
    if folder := os.environ.get("STANCES_TEST_SCREENSHOTS"):
        tab.save_screenshot(Path(folder) / f"{name}.png")


def read(tab: Tab, dark: bool) -> None:
    tab.until(f"{READY} && {DRAWN}")
    assert tab.run(ONE_SCREEN) == []
    assert tab.value(BACKGROUND) is dark


def scrub(tab: Tab) -> None:
    """The day, the cells and the map follow the arrow keys."""
    before = tab.value(SHOWN)
    tab.run("document.querySelector('#time-track input').focus()")
    for _ in range(3):
        day = tab.value(SHOWN)[0]
        tab.type("ArrowLeft")
        tab.until(f"document.querySelector('#time-slider .day').textContent !== {day!r}")
    earlier = tab.value(SHOWN)
    assert all(then != now for then, now in zip(before, earlier, strict=True))
    tab.click("[data-go=whole]")
    tab.until("!location.search.includes('as_of=')")


def choose(tab: Tab) -> None:
    """A cell, then a claim: each opens its detail, stands in the address, and is undone by Back."""
    tab.click("#grid td.evidenced[data-row=trotsky] a")
    tab.until("document.querySelector('#detail-content[data-chosen]')?.textContent.includes('Trotsky')")
    tab.until("document.querySelector('.map g.highlighted')")
    cell = tab.value("location.search")
    assert "open=trotsky" in cell
    tab.click(".map g.claim:not(.highlighted) a")
    tab.until_there("#detail-content .proposition")
    assert "claim=" in tab.value("location.search")
    tab.back()
    tab.until("document.querySelector('#detail-content[data-chosen]')?.textContent.includes('Trotsky')")
    assert tab.value("location.search") == cell
    tab.back()
    tab.until_there("#detail-content:not([data-chosen])")
    assert tab.value("location.pathname").endswith(DISPUTE)


def edit(tab: Tab) -> None:
    """A claim is written in the detail pane; saved, it is told where the form was, and stands on the map."""
    tab.click("details.menu:has(nav.edit) > summary")
    tab.click("nav.edit a[href*='/claims/new']")
    tab.until_there("#detail form.record-form textarea[name=text]")
    tab.click("#detail textarea[name=text]")
    tab.type(NEW)
    tab.type("Tab")
    tab.type("Radek")
    tab.until_there("[role=option]")
    tab.type("ArrowDown")
    tab.type("Enter")
    tab.until("document.querySelector('#detail input[name=speaker]').value.includes('Karl')")
    tab.type("Tab")
    tab.type("Tab")  # past the dispute, which is known
    tab.type("2 June 1928")
    tab.type("Enter")
    tab.until_there("#detail .saved-note")
    tab.until(f"[...document.querySelectorAll('.map g.claim')].some((g) => g.textContent.includes({NEW!r}))")
