"""A real browser on the real server.

`page` is a tab of the system's Chromium; a test that leaves an error in its console fails. `site` is the address of
the shipped debate as `stances serve` serves it, one server and one database for all tests of a worker.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

from tests.browser.pages import MILLISECONDS, visitor
from tests.browser.server import serving

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",  # it shows nothing but our own pages, and root has no other way
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, one for all tests of a worker."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        missing = f"there is no Chromium on this machine (looked for {', '.join(BROWSERS)})"
        if os.environ.get("CI") == "true":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def scriptless(chromium: Browser) -> Iterator[Page]:
    """A tab in which no scripts run."""
    with visitor(chromium, java_script_enabled=False) as context:
        yield context.new_page()


@pytest.fixture
def console_errors() -> list[str]:
    """What the page complained of so far; a test that provokes an error takes it out of the list."""
    return []


@pytest.fixture
def page(chromium: Browser, console_errors: list[str]) -> Iterator[Page]:
    """A tab without cookies or cache, 1280 by 800."""

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            console_errors.append(f"{message.text} ({message.location.get('url', '')})")

    def note_exception(error: Error) -> None:
        console_errors.append(str(error))

    with visitor(chromium, viewport={"width": 1280, "height": 800}) as context:
        context.on("console", note_message)
        context.on("weberror", lambda error: note_exception(error.error))
        yield context.new_page()
    assert console_errors == []


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running `stances serve`, without a closing slash."""
    with serving(tmp_path_factory.mktemp("site")) as address:
        yield address
