"""Pages in a browser: a profile of a visitor's own, waiting for what is to come, and what axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.support.patience import PATIENCE

MILLISECONDS = PATIENCE * 1000
MAP = ".map .canvas:not([aria-busy]) .stage > svg"
"""A map that has come and lies where it is to be read."""

FADING = """
  window.fading = [];
  const started = window.setTimeout;
  window.setTimeout = (act, after, ...given) => {
    if (after !== 8000 && after !== 12000) return started(act, after, ...given);
    window.fading.push({ act, after });
    return 0;
  };
"""
"""What a page shows for some seconds, such as marks and messages, it shows until a test has seen it: `window.fading`."""

COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""Axe's rules whose outcome depends on whether a page is light or dark."""


@contextmanager
def visitor(chromium: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A profile without cookies or cache, as patient as everything here; closed in the end."""
    context = chromium.new_context(**options)
    context.set_default_timeout(MILLISECONDS)
    context.add_init_script(FADING)
    try:
        yield context
    finally:
        context.close()


def open_menu(page: Page, label: str) -> Locator:
    """A menu of the page's header, opened."""
    menu = page.locator("details.menu").filter(has=page.locator("summary").get_by_text(label, exact=True))
    menu.locator("> summary").click()
    return menu


def until(page: Page, condition: str) -> None:
    """Wait until an expression is true on the page, looking each frame; Playwright's own way is refused by our policy."""
    page.evaluate(
        f"""async (patience) => {{
             for (const end = performance.now() + patience; !({condition}); ) {{
               if (performance.now() > end) throw new Error("it never came true");
               await new Promise(requestAnimationFrame);
             }}
           }}""",
        MILLISECONDS,
    )


def at_rest(page: Page, part: str = ".stage") -> None:
    """Wait until a part of the page moves no more: what was asked for begins some frames later, and takes its time."""
    page.evaluate(
        """async ([part, patience]) => {
             const end = performance.now() + patience;
             const seen = (one) => one.effect.target.checkVisibility(); // what is in a closed details never gets there
             const moving = () => document.querySelector(part).getAnimations({ subtree: true }).filter(seen);
             for (let still = 0; still < 4; still = moving().length ? 0 : still + 1) {
               if (performance.now() > end) throw new Error("it still moves");
               await new Promise(requestAnimationFrame);
             }
           }""",
        [part, MILLISECONDS],
    )


def violations(page: Page, part: str | None = None) -> list[tuple[str, str, str, int]]:
    """What axe finds on a page, or a part: by all its rules in the light, and by those about colours in the dark as well.

    Style sheets are not loaded once more: our policy refuses that, and no rule that axe runs by itself has a use for it.
    """
    results = []
    for scheme, options in (("light", {}), ("dark", {"runOnly": COLOUR_RULES})):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        at_rest(page, "html")
        result = Axe().run(page, part, {"resultTypes": ["violations"], "preload": False, **options}).response
        results += [
            (scheme, v["id"], v["nodes"][0]["html"][:160], len(v["nodes"])) for v in result["violations"]
        ]
    return results
