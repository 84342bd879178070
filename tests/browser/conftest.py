"""A real browser on the real server.

`page` is a tab of the system's Chromium; a test that leaves an error in its console fails. `site` is the address of
the shipped debate as `stances serve` serves it, one server and one database for all tests of a worker.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright

from tests.conftest import SHIPPED, made
from tests.support.patience import PATIENCE

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
"""What a page shows for some seconds, such as marks and news, it shows until a test has seen it: `window.fading`."""

expect.set_options(timeout=MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, one for all tests of a worker."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing = f"there is no Chromium on this machine (looked for {', '.join(BROWSERS)})"
        if os.environ.get("CI") == "true":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


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


@pytest.fixture
def scriptless(chromium: Browser) -> Iterator[Page]:
    """A tab in which no scripts run."""
    with visitor(chromium, java_script_enabled=False) as context:
        yield context.new_page()


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


COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""Axe's rules whose outcome depends on whether a page is light or dark."""


def violations(page: Page, part: str | None = None) -> list[tuple[str, str, str, int]]:
    """What axe finds on a page, or a part: by all its rules in the light, and by those about colours in the dark as well.

    Style sheets are not loaded once more: our policy refuses that, and no rule that axe runs by itself has a use for it.
    """
    found = []
    for scheme, options in (("light", {}), ("dark", {"runOnly": COLOUR_RULES})):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        at_rest(page, "html")
        result = Axe().run(page, part, {"resultTypes": ["violations"], "preload": False, **options}).response
        found += [
            (scheme, v["id"], v["nodes"][0]["html"][:160], len(v["nodes"])) for v in result["violations"]
        ]
    return found


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


@cache
def _loaded() -> bytes:
    """The database that a first start would make, so that each server need not."""
    with TemporaryDirectory() as folder:
        return made(Path(folder), SHIPPED).read_bytes()


@contextmanager
def serving(folder: Path, port: int | None = None, **environment: str) -> Iterator[str]:
    """`stances serve` over the database `stances.db` of a folder, for as long as the block runs; its address."""
    if not (folder / "stances.db").exists():
        (folder / "stances.db").write_bytes(_loaded())
    address = f"http://127.0.0.1:{port or _free_port()}"
    command = [str(Path(sys.executable).with_name("stances")), "serve", "--port", address.rpartition(":")[2]]
    environment = {
        **os.environ,
        **environment,
        "DATABASE_URL": f"sqlite:///{(folder / 'stances.db').as_posix()}",
    }
    with (folder / "log.txt").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_for(address, server, Path(log.name))
            yield address
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # its worker too: open streams would hold a polite end up
            server.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):
                return
        except urllib.error.HTTPError:
            return  # an answer all the same: the tests say what is wrong with it
        except OSError:
            time.sleep(0.1)  # between one try and the next: there is nothing yet that could tell
    pytest.fail(
        f"`stances serve` did not answer at {address}:\n{log.read_text(encoding='utf-8')}", pytrace=False
    )
