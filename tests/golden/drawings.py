"""The golden drawings: maps in each arrangement, a grid and lines of three small invented debates, as they were last looked at.

`make golden` draws them anew. They are compared by what is drawn where, so that another way of writing the same is the same.
Boxes of maps are as wide as their letters, so maps are only the same where letters are as wide as Arial's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stderr
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from stances.cli import main
from stances.figures.map.layout.graphviz import render_in_process
from stances.graphics.text_metrics import FONT_FAMILY

FOLDER = Path(__file__).parent
DEBATES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
FIGURES = {
    "argument": "map",
    "time": "map --arrange time",
    "speaker": "map --arrange speaker",
    "grid": "grid",
    "lines": "grid --lines",
}
LETTERS_WIDTH_PT = 121
NAMES = tuple(f"{debate}-{figure}" for debate in DEBATES for figure in FIGURES)


def is_map(name: str) -> bool:
    return FIGURES[name.rpartition("-")[2]].startswith("map")


@cache
def has_usual_letters() -> bool:
    """Whether letters are as wide on this machine as where the drawings were made: as those of Arial, Helvetica or Liberation."""
    label = f'label="Reckoning by decades", fontname="{FONT_FAMILY}", fontsize=11, shape=plain, margin=0'
    drawing = etree.fromstring(render_in_process(f"digraph {{ a [{label}] }}", "svg"))
    return abs(float(drawing.get("width", "").removesuffix("pt")) - LETTERS_WIDTH_PT) < 1


def draw(name: str) -> bytes:
    """The drawing as it is now."""
    debate, _, figure = name.rpartition("-")
    command, *options = FIGURES[figure].split()
    with TemporaryDirectory() as folder, redirect_stderr(StringIO()):
        output = Path(folder) / "drawing.svg"
        if main([command, str(FOLDER / f"{debate}.yaml"), *options, "-o", str(output)]):
            raise RuntimeError(f"{name} could not be drawn")
        return output.read_bytes()


def golden_path(name: str) -> Path:
    """The drawing as it was last looked at."""
    return FOLDER / f"{name}.svg"


def outdated() -> Iterator[Path]:
    """Golden drawings that no longer belong to a debate."""
    known = {golden_path(name) for name in NAMES}
    return (path for path in FOLDER.glob("*.svg") if path not in known)
