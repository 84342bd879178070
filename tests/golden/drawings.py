"""The golden drawings: each figure of a dispute, in each way, of three small invented debates, as they were last looked at.

`make golden` draws them anew. They are compared by what is drawn where, so that another way of writing the same is the same.
Boxes have the size that our own measures of text give, so that they are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from stances.cli import main
from stances.figures.map.colours import dark_rules
from stances.record.vocabulary import Kind
from tests.support.figures import figure_examples

FOLDER = Path(__file__).parent
DARK_STYLESHEET = FOLDER.parents[1] / "stances" / "static" / "css" / "dark_maps.css"
DEBATES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
FIGURES = {
    way: command
    for figure in figure_examples({Kind.DISPUTE: ""})
    if not figure.parameters
    for way, command in figure.commands().items()
}
NAMES = tuple(f"{debate}-{figure}" for debate in DEBATES for figure in FIGURES)


def draw(name: str) -> bytes:
    """The drawing as it is now."""
    debate, _, figure = name.rpartition("-")
    command, *options = FIGURES[figure]
    with TemporaryDirectory() as folder, redirect_stderr(StringIO()):
        output = Path(folder) / "drawing.svg"
        if main([command, str(FOLDER / f"{debate}.yaml"), *options, "-o", str(output)]):
            raise RuntimeError(f"{name} could not be drawn")
        return output.read_bytes()


def dark_stylesheet() -> str:
    """The stylesheet of maps on a dark page."""
    head = "/* Maps on a dark page: for each colour another. Made by `make golden`, not by hand. */"
    return "\n".join((head, ":is(.map, .map-key) svg {", *(f"  {rule}" for rule in dark_rules()), "}", ""))


def golden_path(name: str) -> Path:
    """The drawing as it was last looked at."""
    return FOLDER / f"{name}.svg"


def outdated() -> Iterator[Path]:
    """Golden drawings that no longer belong to a debate."""
    known = {golden_path(name) for name in NAMES}
    return (path for path in FOLDER.glob("*.svg") if path not in known)
