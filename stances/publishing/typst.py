"""Runs the typesetter: Typst source and drawings in, PDF or PNG out.

The typesetter brings fonts of its own, so that text is never lost where a machine has none; where it has some, a
drawing's own families come first. Drawings are given as files, and a source can read no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from stances.errors import StancesError


class TypesettingError(StancesError):
    """What was to be set could not be."""


def render_pdf(source: str, files: Mapping[str, bytes]) -> bytes:
    """The document that a Typst source describes; `files` are the drawings that it names. Raises PressError."""
    return _compile(source, files, format="pdf")[0]


def render_png(source: str, files: Mapping[str, bytes], ppi: float) -> list[bytes]:
    """A picture of each page, at this many pixels an inch. Raises PressError."""
    return _compile(source, files, format="png", ppi=ppi)


@cache
def _load_fonts() -> Any:
    """The machine's fonts and the typesetter's own; looking for them takes longer than setting a small figure."""
    import typst

    return typst.Fonts()


def _compile(source: str, files: Mapping[str, bytes], **how: Any) -> list[bytes]:
    import typst  # large, and a drawing that stays SVG needs none of it

    try:
        pages = typst.compile({"main.typ": source.encode(), **files}, font_paths=_load_fonts(), **how)
    except typst.TypstError as error:
        raise TypesettingError(f"The typesetter could not set this: {error.message}") from None
    return pages if isinstance(pages, list) else [pages]


def quote(text: str) -> str:
    """A text as a Typst string, in which nothing is markup; written after a # or among code."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
