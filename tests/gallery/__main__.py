"""Draw every figure of the shipped debates into one page, with AGAINST=<revision> beside what that drew: `make gallery`."""

from __future__ import annotations

import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

from stances.formats import load_path
from tests.gallery.drawing import ROOT, checked_out, draw_figures
from tests.gallery.figures import list_figures
from tests.gallery.page import Side, write_page

FOLDER = ROOT / "var" / "gallery"


def make_gallery(revision: str | None = None, folder: Path = FOLDER, data: Path = ROOT / "data") -> Path:
    """Draw the debates in a folder with this code and, if a revision is given, with that too. Returns the page."""
    debates = sorted(data.glob("*.yaml"))
    figures = [figure for debate in debates for figure in list_figures(load_path(debate))]
    shutil.rmtree(folder, ignore_errors=True)
    with ExitStack() as stack:
        codes = {"before": (revision, stack.enter_context(checked_out(revision)))} if revision else {}
        codes["after" if revision else "now"] = ("this code", ROOT)
        sides = []
        for part, (name, code) in codes.items():
            print(f"Drawing {len(figures)} figures with {name} ...", flush=True)
            sides.append(Side(name, folder / part, draw_figures(code, debates, figures, folder / part)))
    page = folder / "index.html"
    differing = write_page(page, figures, sides)
    failed = sum(len(side.failures) for side in sides)
    print(
        f"{page}{f': {differing} differ' if revision else ''}{f', {failed} could not be drawn' if failed else ''}"
    )
    return page


if __name__ == "__main__":
    make_gallery(sys.argv[1] if len(sys.argv) > 1 else None)
