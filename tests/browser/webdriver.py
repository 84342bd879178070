"""Firefox and WebKit, driven by WebDriver's own commands: one vocabulary over two wires, and nothing to install for either.

Firefox takes them by Marionette, which its WebDriver (not in Debian) only passes on to; WebKit by its WebDriver's HTTP.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pytest

from tests.support.patience import PATIENCE, wait_until

WEBKIT = "/usr/lib/*/webkit2gtk-4.1/MiniBrowser"
WEBKIT_PATHS = {
    "Navigate": "url",
    "Back": "back",
    "ExecuteAsyncScript": "execute/async",
    "PerformActions": "actions",
    "SetWindowRect": "window/rect",
    "SetTimeouts": "timeouts",
}
KEYS = {
    "ArrowLeft": "\ue012",
    "ArrowDown": "\ue015",
    "ArrowRight": "\ue014",
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Tab": "\ue004",
}
FIND_CENTRE = """
  const seen = [...document.querySelectorAll(arguments[0])].find((one) => one.checkVisibility());
  if (!seen) return false;
  seen.scrollIntoView({ block: "nearest", inline: "nearest" });
  const box = seen.getClientRects()[0] ?? seen.getBoundingClientRect();
  const at = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  window.centre = at;
  return seen.contains(document.elementFromPoint(...at));
"""
"""The middle of the first element that is seen, once nothing lies over it."""


class Wire(Protocol):
    """How commands reach a browser."""

    def send(self, command: str, **values: Any) -> Any: ...

    def take_screenshot(self) -> str: ...

    def complaints(self) -> list[str]: ...


class Tab:
    """A window 1280 by 800, as patient as everything here."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        wire.send("SetTimeouts", script=int(PATIENCE * 1000))
        wire.send("SetWindowRect", width=1280, height=800)
        frame = self.run("return [outerWidth - innerWidth, outerHeight - innerHeight]")
        wire.send("SetWindowRect", width=1280 + frame[0], height=800 + frame[1])
        self.until("innerWidth === 1280 && innerHeight === 800")

    def run(self, script: str, *args: Any) -> Any:
        """What a script returns, or its promise brings."""
        work = f"(async function () {{ {script} }}).apply(null, arguments)"
        answering = f"{work}.then(arguments[arguments.length - 1])"
        return self.wire.send("ExecuteAsyncScript", script=answering, args=list(args))

    def value(self, expression: str) -> Any:
        return self.run(f"return {expression}")

    def until(self, condition: str) -> None:
        wait_until(lambda: self.value(f"Boolean({condition})"))

    def until_there(self, selector: str) -> None:
        self.until(f"document.querySelector({json.dumps(selector)})")

    def go(self, address: str) -> None:
        self.wire.send("Navigate", url=address)

    def back(self) -> None:
        self.wire.send("Back")

    def click(self, selector: str) -> None:
        """Press the pointer where an element is seen."""
        wait_until(lambda: self.run(FIND_CENTRE, selector))
        x, y = self.value("window.centre")
        pressed = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        moves = [{"type": "pointerMove", "x": x, "y": y, "duration": 0, "origin": "viewport"}, *pressed]
        self._act(
            {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": moves}
        )

    def type(self, text: str) -> None:
        """Press a named key, or those of a text."""
        pressed = [(kind, key) for key in KEYS.get(text, text) for kind in ("keyDown", "keyUp")]
        self._act(
            {"type": "key", "id": "keys", "actions": [{"type": kind, "value": key} for kind, key in pressed]}
        )

    def save_screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.wire.take_screenshot()))

    def _act(self, source: dict[str, Any]) -> None:
        self.wire.send("PerformActions", actions=[source])


class Marionette:
    """Firefox's own wire: JSON with its length before it."""

    def __init__(self, connection: socket.socket) -> None:
        self.reader = connection.makefile("rb")
        self.writer = connection.makefile("wb")
        self._receive()  # it greets
        self.send("NewSession", capabilities={"alwaysMatch": {}})

    def send(self, command: str, **values: Any) -> Any:
        name = command if ":" in command else f"WebDriver:{command}"
        message = json.dumps([0, 1, name, values]).encode()
        self.writer.write(b"%d:%b" % (len(message), message))
        self.writer.flush()
        _, _, error, result = self._receive()
        assert error is None, error
        return result.get("value") if isinstance(result, dict) else result

    def take_screenshot(self) -> str:
        return str(self.send("TakeScreenshot", full=False))

    def complaints(self) -> list[str]:
        self.send("Marionette:SetContext", value="chrome")
        script = """return Services.console.getMessageArray().filter((one) => one instanceof Ci.nsIScriptError
          && one.sourceName.startsWith("http") && !(one.flags & Ci.nsIScriptError.warningFlag)).map(String)"""
        found: list[str] = self.send("ExecuteScript", script=script, args=[])
        self.send("Marionette:SetContext", value="content")
        return found

    def _receive(self) -> Any:
        length = bytearray()
        while (digit := self.reader.read(1)) != b":":
            assert digit, "Firefox hung up"
            length += digit
        return json.loads(self.reader.read(int(length)))


class WebKitDriver:
    """WebKit's WebDriver over HTTP."""

    def __init__(self, address: str, browser: str, log: Path) -> None:
        self.log = log
        options = {
            "binary": browser,
            "args": ["--automation", "--enable-write-console-messages-to-stdout=true"],
        }
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self.session = f"{address}/session"
        self.session += f"/{self._ask('', {'capabilities': capabilities})['sessionId']}"

    def send(self, command: str, **values: Any) -> Any:
        return self._ask(f"/{WEBKIT_PATHS[command]}", values)

    def take_screenshot(self) -> str:
        return str(self._ask("/screenshot", None))

    def complaints(self) -> list[str]:
        return re.findall(r"CONSOLE.*ERROR.*", self.log.read_text(encoding="utf-8", errors="replace"))

    def close(self) -> None:
        urllib.request.urlopen(
            urllib.request.Request(self.session, method="DELETE"), timeout=PATIENCE
        ).close()

    def _ask(self, path: str, values: dict[str, Any] | None) -> Any:
        data = None if values is None else json.dumps(values).encode()
        request = urllib.request.Request(self.session + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refusal:
            raise AssertionError(refusal.read().decode()) from None


@contextmanager
def firefox(folder: Path, dark: bool) -> Iterator[Tab]:
    """A window of Firefox with a profile of its own."""
    program = _find("firefox-esr", "firefox")
    scheme = f'user_pref("layout.css.prefers-color-scheme.content-override", {0 if dark else 1});\n'
    (folder / "user.js").write_text(f'user_pref("marionette.port", 0);\n{scheme}', encoding="utf-8")
    command = [program, "--headless", "--marionette", "--remote-allow-system-access", "--no-remote"]
    port = folder / "MarionetteActivePort"
    with _running([*command, "--profile", str(folder)], folder / "log.txt"):
        wait_until(lambda: port.exists() and port.read_text())
        with socket.create_connection(("127.0.0.1", int(port.read_text())), PATIENCE) as connection:
            yield Tab(Marionette(connection))


@contextmanager
def webkit(folder: Path, dark: bool) -> Iterator[Tab]:
    """A window of WebKitGTK on a screen of its own, which nobody sees."""
    driver, screen = _find("WebKitWebDriver"), _find("Xvfb")
    browser = next((str(path) for path in Path("/").glob(WEBKIT.lstrip("/"))), None) or _miss(WEBKIT)
    number, log = folder / "display", folder / "log.txt"
    with ExitStack() as stack:
        with number.open("wb") as told:
            shown = [screen, "-displayfd", str(told.fileno()), "-screen", "0", "1600x1200x24"]
            stack.enter_context(_running(shown, folder / "screen.txt", pass_fds=(told.fileno(),)))
        wait_until(lambda: number.read_text().endswith("\n"))
        environment = {
            "DISPLAY": f":{number.read_text().strip()}",
            "GTK_THEME": "Adwaita:dark" if dark else "Adwaita",
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # it shows nothing but our own pages, and root has no other way
        }
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        stack.enter_context(_running([driver, f"--port={port}"], log, env={**os.environ, **environment}))
        wait_until(lambda: _answers(port))
        wire = WebKitDriver(f"http://127.0.0.1:{port}", browser, log)
        stack.callback(wire.close)
        yield Tab(wire)


ENGINES = {"firefox": firefox, "webkit": webkit}


def _answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _find(*names: str) -> str:
    return next(filter(None, map(shutil.which, names)), None) or _miss(" or ".join(names))


def _miss(what: str) -> NoReturn:
    pytest.skip(f"there is no {what} here; Debian has it in firefox-esr, webkit2gtk-driver or xvfb")


@contextmanager
def _running(command: list[str], log: Path, **options: Any) -> Iterator[None]:
    """A program, until the block ends."""
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=output, **options) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
