"""The type of the pages: two typefaces in six sizes, set in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import stances

CSS = Path(stances.__file__).parent / "static" / "css"
SIZES = {"fine", "small", "text", "lead", "head", "title"}
FONTS = re.compile(r"(?<![-\w])font(?:-size)?:\s*([^;}]+)")
UNSIZED = {"inherit", "0", "100%", "118%", "62%", "8pt"}
"""What inherits a size or hides a text, what makes everything larger on a wide screen or smaller on paper, and the number
of a printed page, which no variable reaches."""


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.stem)
def test_every_text_has_one_of_six_sizes(path: Path) -> None:
    for font in FONTS.findall(path.read_text(encoding="utf-8")):
        names = re.findall(r"var\(--size-(\w+)\)", font)
        assert font.strip() in UNSIZED or (len(names) == 1 and set(names) <= SIZES), font


WEIGHT = re.compile(r"font(?:-weight)?:[^;}]*?\b(\d00)\b")


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.stem)
def test_no_weight_is_asked_for_that_does_not_come(path: Path) -> None:
    assert set(WEIGHT.findall(path.read_text(encoding="utf-8"))) <= {"400", "600", "700"}


def test_the_sizes_are_set_once_for_the_screen_and_once_for_paper() -> None:
    for name in ("site.css", "print.css"):
        sizes = re.findall(r"--size-(\w+):", (CSS / name).read_text(encoding="utf-8"))
        assert sorted(sizes) == sorted(SIZES)
