"""Draw the gallery's figures by the command line of a revision of this program, each revision by its own code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from tests.gallery.figures import GalleryFigure

ROOT = Path(__file__).parents[2]
HANDOUT_PAGE = 3
"""The page of a handout that is shown; the last one, where there are fewer."""
MAIN = """
import contextlib, io, json, sys
from stances.cli import main
said = {}
for command in json.load(sys.stdin):
    words = io.StringIO()
    try:
        with contextlib.redirect_stderr(words):
            code = main(command)
    except (Exception, SystemExit) as error:
        code = f"{type(error).__name__}: {error}"
    if code:
        said[command[-1]] = (words.getvalue().strip() or str(code)).splitlines()[-1]
json.dump(said, sys.stdout)
"""
"""Runs many commands in one process, and tells what the failing ones said, by their last word: the file."""


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """The files of a revision in a folder of their own, which git knows as a worktree for as long."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "then"
        _git("worktree", "add", "--detach", "--quiet", str(place), revision)
        try:
            yield place
        finally:
            _git("worktree", "remove", "--force", str(place))


def _git(*arguments: str) -> None:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"git {' '.join(arguments)}: {done.stderr.strip()}")


def draw_figures(
    code: Path, debates: Sequence[Path], figures: Sequence[GalleryFigure], output: Path
) -> Mapping[str, str]:
    """Draw all figures with the code in a folder. Returns what was said of those that could not be drawn, by their files."""
    output.mkdir(parents=True)
    commands = [[*figure.command, "-o", str(output / figure.file)] for figure in figures]
    with TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": str(code),
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'gallery.db'}",
        }
        load = ["load", *map(str, debates)]
        done = subprocess.run(
            [sys.executable, "-c", MAIN],
            input=json.dumps([load, *commands]),
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    said: dict[str, str] = json.loads(done.stdout)
    if str(debates[-1]) in said:
        raise SystemExit(f"{code}: {said[str(debates[-1])]}")
    return {Path(file).name: words for file, words in said.items()}


def picture_page(pdf: Path) -> Path:
    """One page of a PDF as a picture beside it."""
    picture = pdf.with_suffix(".png")
    try:
        picture.write_bytes(_render_page(pdf, HANDOUT_PAGE))
    except typst.TypstError:
        picture.write_bytes(_render_page(pdf, 1))
    return picture


def _render_page(pdf: Path, page: int) -> bytes:
    source = pdf.with_suffix(".typ")
    source.write_text(
        f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{pdf.name}", page: {page})\n',
        encoding="utf-8",
    )
    try:
        return typst.compile(str(source), root=str(pdf.parent), format="png", ppi=96)
    finally:
        source.unlink()
