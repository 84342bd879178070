"""Measure the characters of fonts, for `stances/graphics/character_widths.txt`: `python -m tests.support.character_widths FONT …`

The first font counts wherever it has a character; of the others, and of what the file has already, the widest does. What is there
was measured with Source Sans Pro (`font_source_sans_pro`), and before with Liberation Sans, DejaVu Sans and the sans serifs
of Noto (Debian: fonts-liberation, -dejavu-core, -noto-core).
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools.ttLib import TTFont

from stances.graphics.text_metrics import UNITS_PER_EM, WIDTHS_FILE, measured_widths

ROW_LENGTH = 16
BLOCKS = (
    *(range(0x20, 0x7F),),
    *(range(0xA0, 0x300), range(0x370, 0x780), range(0x7C0, 0x800), range(0x900, 0x1400), range(0x1780, 0x17F0)),
    *(range(0x1C90, 0x1CC0), range(0x1E00, 0x2000), range(0x2010, 0x2027), range(0x2030, 0x2060), range(0x2070, 0x2400)),
    *(range(0x2460, 0x2800), range(0xFB00, 0xFDD0), range(0xFDF0, 0xFE00), range(0xFE70, 0xFEFF)),
)  # fmt: skip
"""Scripts that debates are written in, without combining characters and those as wide as high, whose widths are known."""


def read_widths(path: Path) -> dict[int, int]:
    """The width of each character of a font."""
    with TTFont(path, lazy=True) as font:
        glyphs, units = font["hmtx"].metrics, font["head"].unitsPerEm
        return {
            code: round(glyphs[name][0] * UNITS_PER_EM / units) for code, name in font.getBestCmap().items()
        }


def measure(paths: Iterable[Path]) -> dict[int, int]:
    """The widths of all characters of the blocks that a font has."""
    first, *others = map(read_widths, paths)
    others.append({ord(char): width for char, width in measured_widths().items()})
    widths = {code: max(font.get(code, 0) for font in others) for block in BLOCKS for code in block}
    return {code: first.get(code) or width for code, width in widths.items() if first.get(code) or width}


def format_rows(widths: dict[int, int]) -> Iterator[str]:
    """A line for each row of characters: the first one's code, and the widths."""
    for start in range(0x20, 0x10000, ROW_LENGTH):
        codes = range(start, start + ROW_LENGTH)
        if any(code in widths and _has_width(code) for code in codes):
            row = (widths.get(code, 0) if _has_width(code) else 0 for code in codes)
            yield f"{start:04X} {' '.join(str(width or '-') for width in row)}"


def _has_width(code: int) -> bool:
    char = chr(code)
    is_marked = unicodedata.category(char) in ("Mn", "Me", "Cf", "Cn", "Co")
    return not is_marked and unicodedata.east_asian_width(char) not in ("W", "F")


if __name__ == "__main__":
    WIDTHS_FILE.write_text("\n".join(format_rows(measure(map(Path, sys.argv[1:])))) + "\n", encoding="utf-8")
