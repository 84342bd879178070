"""The gallery: every figure of a debate on one page, and beside it what another revision draws."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import html

from stances.cli import make_parser
from stances.formats import load_path
from stances.record.record import Record
from tests.gallery.__main__ import make_gallery
from tests.gallery.drawing import ROOT, checked_out, draw_figures
from tests.gallery.figures import GalleryFigure, list_figures
from tests.gallery.page import Side, write_page
from tests.golden.drawings import FOLDER as GOLDEN


def test_each_dispute_is_drawn_in_every_way(shipped: Record) -> None:
    figures = list_figures(shipped)
    assert len({figure.file for figure in figures}) == len(figures) > 6 * len(shipped.disputes)
    for figure in figures:
        make_parser().parse_args([*figure.command, "-o", figure.file])


def test_what_differs_and_what_cannot_be_drawn_is_said(tmp_path: Path) -> None:
    debate = GOLDEN / "choir.yaml"
    figures = list_figures(load_path(debate))[:3]
    unknown = GalleryFigure("Unknown", "unknown.svg", ("map", "--dispute", "nothing"))
    sides = []
    for name in ("before", "after"):
        failures = draw_figures(ROOT, [debate], [*figures, unknown], tmp_path / name)
        assert list(failures) == ["unknown.svg"]
        assert failures["unknown.svg"].startswith("stances: There is no dispute “nothing” in this debate.")
        sides.append(Side(name, tmp_path / name, failures))
    moved = tmp_path / "after" / figures[2].file
    moved.write_text(moved.read_text(encoding="utf-8").replace("The hall is cold.", "The hall is warm."))
    assert write_page(tmp_path / "index.html", [*figures, unknown], sides) == 1
    page = html.parse(tmp_path / "index.html")
    assert page.xpath("//nav//a/@href") == [f"#{figures[2].file}"]
    assert [item for item in page.xpath("//section//li/text()") if "warm" in item]
    assert len(page.xpath("//img")) == 2 * len(figures)
    assert "no dispute “nothing”" in page.xpath("string(//section[@id='unknown.svg'])")


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="this is no checkout")
def test_a_revision_is_drawn_by_its_own_code_and_leaves_nothing_behind(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(GOLDEN / "bridge.yaml", data)
    page = make_gallery("HEAD", tmp_path / "gallery", data)
    assert {path.name for path in page.parent.iterdir()} == {"before", "after", "index.html"}
    for side in ("before", "after"):
        assert len(list((page.parent / side).glob("*.svg"))) == 8
        assert (page.parent / side / "bridge-handout.png").stat().st_size > 10_000
    with checked_out("HEAD") as place:
        assert (place / "stances" / "__init__.py").exists()
    assert not place.exists()
