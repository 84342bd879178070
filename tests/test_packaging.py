"""What `pip install` gives: one wheel that needs nothing from the checkout it was built in."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest
import yaml
from lxml import etree
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import hatch_build
import stances

ROOT = Path(__file__).parent.parent


def _run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts' folder of an environment that holds the wheel, what it declares to need, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    _run(sys.executable, "-m", "venv", "--without-pip", folder)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", folder)
    _run(*pip, "install", "-qq", "-c", ROOT / "requirements.lock", wheel)
    return folder / ("Scripts" if os.name == "nt" else "bin")


@pytest.fixture
def newcomer(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has never run `stances`: a home with nothing in it."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTHONPATH")}
    home = str(tmp_path / "home")
    return kept | dict.fromkeys(("HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "USERPROFILE"), home)


def test_the_wheel_holds_everything_the_program_reads_and_nothing_else_of_the_checkout(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = {f"stances/{file.relative_to(ROOT).as_posix()}" for file in _files("templates", "data")}
    wanted |= {file.relative_to(ROOT).as_posix() for file in _files("stances")}
    assert held == wanted
    assert {"stances/static/vendor/htmx.min.js", "stances/store/migrations/env.py"} <= held


def _files(*folders: str) -> list[Path]:
    files = (file for folder in folders for file in (ROOT / folder).rglob("*"))
    return [file for file in files if file.is_file() and "__pycache__" not in file.parts]


def test_an_installed_command_draws_a_map_from_any_directory_before_any_server_ran(
    installed: Path, newcomer: dict[str, str], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    _run(installed / "stances", "map", "--dispute", "left-turn", "-o", "x.svg", cwd=elsewhere, env=newcomer)
    drawing = etree.parse(elsewhere / "x.svg").getroot()
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawing.xpath("count(//*[@data-slug])") > 2
    assert [file.name for file in elsewhere.iterdir()] == ["x.svg"]


def test_the_browser_libraries_are_pinned_by_version_and_hash_and_tied_to_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = {path.removeprefix("node_modules/"): entry for path, entry in lock["packages"].items() if path}
    assert {name: entry["version"] for name, entry in locked.items()} == wanted
    assert all("integrity" in entry and "resolved" not in entry for entry in locked.values())


@pytest.fixture
def libraries(tmp_path: Path) -> hatch_build.BrowserLibraries:
    """The browser libraries of a checkout where nothing has been fetched yet."""
    for name in hatch_build.LOCK:
        shutil.copyfile(ROOT / name, tmp_path / name)
    return hatch_build.BrowserLibraries(tmp_path)


def _npm_that_works(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    ranges = json.dumps(dict.fromkeys(hatch_build.UPRIGHT, "U+0-FF"))
    for source in (
        *hatch_build.SOURCES.values(),
        *(f"@fontsource/{name}/unicode.json" for name in hatch_build.FACES),
    ):
        file = folder / "node_modules" / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(ranges if file.suffix == ".json" else source, encoding="utf-8")
    return subprocess.CompletedProcess(arguments, 0, "added 3 packages")


def _npm_without_network(arguments: list[str], _: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess(arguments, 1, "npm error ENOTFOUND")


def test_the_browser_libraries_are_fetched_once_and_again_when_the_lock_changes_or_a_file_is_lost(
    libraries: hatch_build.BrowserLibraries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hatch_build, "_run_npm", _npm_that_works)
    assert not libraries.are_current()
    libraries.fetch()
    assert libraries.are_current()
    for lost in ("htmx.min.js", "source-serif-pro-latin-400-italic.woff2", "fonts.css"):
        (libraries.folder / lost).unlink()
        assert not libraries.are_current()
        libraries.fetch()
    (libraries.root / "package-lock.json").write_text("{}", encoding="utf-8")
    assert not libraries.are_current()


def test_a_failed_fetch_shows_npms_words_and_what_to_do_and_keeps_what_was_there(
    libraries: hatch_build.BrowserLibraries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hatch_build, "_run_npm", _npm_that_works)
    libraries.fetch()
    monkeypatch.setattr(hatch_build, "_run_npm", _npm_without_network)
    with pytest.raises(SystemExit, match=r"(?s)ENOTFOUND.*check the network"):
        libraries.fetch()
    assert libraries.are_current()


def test_every_dependency_is_locked_at_a_version_that_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [Requirement(line) for line in chain(project["dependencies"], *extras)]
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = (Requirement(line) for line in lines if line and not line.startswith("#"))
    locked = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins}
    for requirement in wanted:
        if requirement.name != project["name"]:
            assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = next(re.finditer(r"^\.PHONY: (.+)$", makefile, re.MULTILINE))[1].split()
    listed = re.findall(r"^make (\w+)  ", _run("make", "-s", "help"), re.MULTILINE)
    assert sorted(listed) == sorted(targets)


def test_what_one_cites_is_the_version_that_is_installed() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["version"] == stances.__version__
