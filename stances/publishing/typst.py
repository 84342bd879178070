"""Run Typst, the typesetter: Typst source and drawings in, PDF or PNG out.

It sets everything in Source Serif and Source Sans; what these lack in fonts of the machine, or Typst's own. A source can read
only the files that it is given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from lxml import etree

from stances.errors import StancesError
from stances.graphics.svg import MIRRORED_ANCHORS, SVG_NAMESPACE
from stances.graphics.text_metrics import clean_text
from stances.publishing import wording

FONT_PACKAGES = ("font_source_serif_pro", "font_source_sans_pro")
_LINE_PATTERN = re.compile(r"main\.typ:(\d+):")
_MAX_SHOWN = 20
_RIGHT_TO_LEFT_EMBEDDING, _POP_DIRECTION = "\u202b", "\u202c"


class TypesettingError(StancesError):
    """The typesetter refused a source."""


def render_pdf(source: str, files: Mapping[str, bytes]) -> bytes:
    """Return the document of a Typst source as PDF; `files` are those that it reads. Raises TypesettingError."""
    return _compile(source, files, format="pdf")[0]


def render_png(source: str, files: Mapping[str, bytes], ppi: float) -> list[bytes]:
    """Return a PNG of each page, at `ppi` pixels an inch. Raises TypesettingError."""
    return _compile(source, files, format="png", ppi=ppi)


@cache
def _load_fonts() -> Any:
    """Our typefaces, the machine's and Typst's own; cached, since finding them takes longer than setting a small figure."""
    import typst

    return typst.Fonts(font_paths=[str(resources.files(package) / "files") for package in FONT_PACKAGES])


def _compile(source: str, files: Mapping[str, bytes], **options: Any) -> list[bytes]:
    import typst  # large, and a drawing that stays SVG needs none of it

    try:
        inputs = {name: _mark_direction(content) for name, content in files.items()}
        pages = typst.compile({"main.typ": source.encode(), **inputs}, font_paths=_load_fonts(), **options)
    except typst.TypstError as error:
        raise TypesettingError(f"The typesetter could not set this: {error.message}") from None
    return pages if isinstance(pages, list) else [pages]


def _mark_direction(drawing: bytes) -> bytes:
    """The drawing with invisible marks around each text from right to left, whose attribute the typesetter does not know."""
    if b' direction="rtl"' not in drawing:
        return drawing
    root = etree.fromstring(drawing)
    for text in root.xpath("//*[@direction='rtl']"):
        text.set("text-anchor", MIRRORED_ANCHORS[text.get("text-anchor", "start")])
        runs = text.findall(f"{{{SVG_NAMESPACE}}}tspan") or [text]
        runs[0].text = f"{_RIGHT_TO_LEFT_EMBEDDING}{runs[0].text}"
        runs[-1].text += _POP_DIRECTION
    return bytes(etree.tostring(root))


def find_missing_characters(text: str) -> str:
    """The characters of the text that no font has, the machine’s or the typesetter’s own, each once."""
    return _find_missing("".join(sorted(filter(_needs_glyph, set(text)))))


def note_missing_characters(text: str) -> str:
    """Say which characters of the text no font has; nothing if there are none."""
    missing = find_missing_characters(text)
    shown = " ".join(missing[:_MAX_SHOWN]) + (" …" if len(missing) > _MAX_SHOWN else "")
    return missing and wording.note_missing_characters(len(missing), shown)


def _needs_glyph(char: str) -> bool:
    return char > "~" and unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")


@lru_cache(maxsize=64)
def _find_missing(characters: str) -> str:
    """The characters that no font has: for PDF/A, which allows none without a glyph, the typesetter names their lines."""
    import typst

    source = "\n".join(f'#text("\\u{{{ord(char):x}}}")' for char in characters)
    try:
        typst.compile(
            {"main.typ": source.encode()}, font_paths=_load_fonts(), format="pdf", pdf_standards="a-2b"
        )
    except typst.TypstError as error:
        lines = {int(number) for number in _LINE_PATTERN.findall(error.diagnostic)}
        return "".join(char for number, char in enumerate(characters, 1) if number in lines)
    return ""


def clean(text: str | None) -> str:
    """Return a text without characters that can't be set, whose longest words can be broken; empty for None."""
    return _LONG_WORD.sub(_let_break, clean_text(text or ""))


_LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
"""A word that may be wider than a column, and need not be one of a language whose hyphenation is known."""


def _let_break(word: re.Match[str]) -> str:
    return re.sub(r"(.{8})(?=[^\W_])", "\\1\u200b", word[0])


def quote(text: str) -> str:
    """Return a text as a Typst string literal, for use in code."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
