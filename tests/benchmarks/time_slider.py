"""A dispute of 200 claims in a browser, moved through step by step and chosen from: scripting and layout, by its own tracing."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from stances.record.entries import Claim, Document, Stance
from stances.record.record import Record
from tests.benchmarks.measure import in_words, row
from tests.benchmarks.sample import arguments
from tests.benchmarks.sites import site_with

CLAIMS = 200
FRAME = 1 / 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WORK = {"EventDispatch", "FunctionCall", "TimerFire", "UpdateLayoutTree", "Layout", "ParseHTML"}
PAGE = "/debates/sample/disputes/dispute-0?fold=none"
STEP = "stances-step"
CHOICES = 12
CHOOSE = """cell => new Promise((done) => {
    document.addEventListener("stances:chosen", done, { once: true });
    cell.click();
}).then(() => null)"""


def dispute(claims: int) -> Record:
    """One dispute with this many claims in dated letters, and a stance on every fifth of them."""
    sample = arguments(claims)
    moved = [claim.model_copy(update={"dispute": "dispute-0"}) for claim in sample.claims.values()]
    dated = [_dated(letter, moved) for letter in sample.documents.values()]
    return sample.with_edits([*moved, *dated, *(_stance(n, claim) for n, claim in enumerate(moved[::5]))])


def _dated(letter: Document, claims: list[Claim]) -> Document:
    return letter.model_copy(update={"when": next(c.when for c in claims if c.document == letter.slug)})


def _stance(number: int, claim: Claim) -> Stance:
    return Stance.model_validate(
        {
            "slug": f"stance-{number}",
            "participant": claim.speaker,
            "dispute": "dispute-0",
            "position": number % 5 - 2,
            "when": claim.when,
            "claims": [claim.slug],
        }
    )


class _Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        app.extensions["stances"].activity.close()  # ends the streams, which would still ask the database
        server.shutdown()
        thread.join()


def _trace(browser: Browser, page: Page, walk: Callable[[Page], Iterator[None]]) -> list[dict[str, Any]]:
    """The trace of a walk, each of whose steps is begun by a mark."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trace.json"
        browser.start_tracing(
            page=page, path=str(path), categories=["devtools.timeline", "blink.user_timing", "-*"]
        )
        for _ in walk(page):
            page.wait_for_timeout(60)
        browser.stop_tracing()
        events: list[dict[str, Any]] = json.loads(path.read_text())["traceEvents"]
    return events


def _mark(page: Page) -> None:
    page.evaluate(f"performance.mark('{STEP}')")


def _step_through(page: Page) -> Iterator[None]:
    """All moments, from the first."""
    page.locator("#time-track input[type=range]").focus()
    page.keyboard.press("Home")
    page.locator(".map svg [data-at=absent]").first.wait_for(state="attached")
    while page.locator("[data-go=next]").is_enabled():
        _mark(page)
        page.keyboard.press("ArrowRight")
        yield


def _choose(page: Page) -> Iterator[None]:
    """Cells of the grid, each chosen until its detail is there."""
    for cell in page.locator(".stance-grid td.evidenced > a").all()[:CHOICES]:
        cell.scroll_into_view_if_needed()
        _mark(page)
        cell.evaluate(CHOOSE)
        yield


def busy(events: list[dict[str, Any]]) -> list[float]:
    """Seconds of scripting and layout in each step, by the thread's own clock; what lies within another counts once."""
    marks = sorted((e["tts"], e["pid"], e["tid"]) for e in events if e["name"] == STEP)
    _, process, thread = marks[0]
    bounds = [begun for begun, *_ in marks] + [float("inf")]
    spans = sorted(
        (e["tts"], e["tts"] + e["tdur"])
        for e in events
        if e["name"] in WORK and "tdur" in e and (e["pid"], e["tid"]) == (process, thread)
    )
    return [
        _union([span for span in spans if first <= span[0] < last]) / 1e6 for first, last in pairwise(bounds)
    ]


def _union(spans: list[tuple[float, float]]) -> float:
    total = end = 0.0
    for first, last in spans:
        total += max(0.0, last - max(first, end))
        end = max(end, last)
    return total


def steps(claims: int = CLAIMS, walk: Callable[[Page], Iterator[None]] = _step_through) -> list[float]:
    """Seconds of scripting and layout for each step of a walk in a dispute of this size."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    with site_with(dispute(claims)) as app, serve(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}{PAGE}", wait_until="networkidle")
        page.locator(".map svg .claim").first.wait_for(state="attached")
        seconds_by_step = busy(_trace(browser, page, walk))
        browser.close()
    return seconds_by_step


def lines() -> Iterator[str]:
    yield from _rows("a step through", steps())
    yield from _rows("a choice among", steps(walk=_choose))


def _rows(what: str, seconds_by_step: list[float]) -> Iterator[str]:
    for which, seconds in (("worst", max(seconds_by_step)), ("median", median(seconds_by_step))):
        share = seconds / FRAME
        verdict = "ok" if share <= 1 else "OVER"
        name = f"{what} {CLAIMS} claims, {which} of {len(seconds_by_step)}"
        yield row(name, in_words(seconds), in_words(FRAME), f"{share:.2f}", "", "≤ 1", verdict)
