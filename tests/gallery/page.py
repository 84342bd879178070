"""The gallery as one page: a figure a row, what it was before beside what it is now, and what differs between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tests.gallery.drawing import picture_page
from tests.gallery.figures import GalleryFigure
from tests.support.geometry import compare_drawings

MAX_LISTED = 8
STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem; color: #1f2328; background: #f4f4f2; }
section { margin: 2.5rem 0; } h2 { font-size: 1.05rem; margin: 0 0 0.4rem; }
.pair { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 1rem; align-items: start; }
figure { margin: 0; background: #fff; border: 1px solid #c9c9c5; padding: 0.5rem; overflow: auto; max-height: 85vh; }
figcaption { font-size: 0.85rem; color: #57606a; } img { max-width: 100%; }
.differs { color: #a33; } ul { font-size: 0.85rem; margin: 0.3rem 0; } nav li { display: inline-block; margin-right: 1.2rem; }
"""


@dataclass(frozen=True)
class Side:
    """Drawings of one revision: its name, their folder, and what was said of those that could not be drawn."""

    name: str
    folder: Path
    failures: Mapping[str, str]


def write_page(place: Path, figures: Sequence[GalleryFigure], sides: Sequence[Side]) -> int:
    """Write the page of these figures; returns how many differ between its sides."""
    differences = {figure.file: _differences(figure, sides) for figure in figures}
    differing = [figure for figure in figures if differences[figure.file]]
    sections = "\n".join(_section(figure, sides, differences[figure.file]) for figure in figures)
    listed = "".join(f'<li><a href="#{escape(f.file)}">{escape(f.title)}</a></li>' for f in differing)
    summary = f"{len(differing)} of {len(figures)} figures differ." if len(sides) > 1 else ""
    title = " beside ".join(side.name for side in sides)
    place.write_text(
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Gallery: {escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n<h1>{escape(title)}</h1>\n<p>{summary}</p>\n<nav><ul>{listed}</ul></nav>\n{sections}</html>\n",
        encoding="utf-8",
    )
    return len(differing)


def _differences(figure: GalleryFigure, sides: Sequence[Side]) -> list[str]:
    if len(sides) < 2:
        return []
    before, after = (side.folder / figure.file for side in sides)
    if not (before.exists() and after.exists()):
        return [] if before.exists() == after.exists() else ["only one of both could be drawn"]
    if figure.file.endswith(".svg"):
        return compare_drawings(before.read_bytes(), after.read_bytes())
    pages = [picture_page(pdf).read_bytes() for pdf in (before, after)]
    return ["the page looks otherwise"] * (pages[0] != pages[1])


def _section(figure: GalleryFigure, sides: Sequence[Side], differences: Sequence[str]) -> str:
    more = len(differences) - MAX_LISTED
    listed = [*differences[:MAX_LISTED], *([f"and {more} more"] if more > 0 else [])]
    words = "".join(f"<li>{escape(line)}</li>" for line in listed)
    shown = "\n".join(_picture(figure, side) for side in sides)
    return (
        f'<section id="{escape(figure.file)}"><h2{" class=differs" if differences else ""}>{escape(figure.title)}</h2>\n'
        f'<ul>{words}</ul>\n<div class="pair">{shown}</div></section>'
    )


def _picture(figure: GalleryFigure, side: Side) -> str:
    file = side.folder / figure.file
    if not file.exists():
        words = escape(side.failures.get(figure.file, "not drawn"))
        return f'<figure><figcaption class="differs">{escape(side.name)}: {words}</figcaption></figure>'
    picture = picture_page(file) if file.suffix == ".pdf" else file
    address, source = (f"{side.folder.name}/{path.name}" for path in (file, picture))
    return (
        f'<figure><a href="{escape(address)}"><img loading="lazy" src="{escape(source)}" alt="{escape(figure.title)}"></a>'
        f"<figcaption>{escape(side.name)}</figcaption></figure>"
    )
