"""How wide a text is and where its lines break, in drawings that cannot ask a browser.

Widths are Helvetica's, which Arial, Liberation Sans and Nimbus Sans share; each line leaves a tenth free for others.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from stances.graphics.typography import TEXT

FONT = "Helvetica,Arial,Liberation Sans,sans-serif"
SLACK = 1.1
_BOLD = 1.08

_PLANE_ENDS = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
_NOT_TEXT = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")
_REPLACEMENT = "\ufffd"

# Thousandths of an em for the characters from space to tilde.
_ASCII_WIDTHS = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
_PUNCTUATION_WIDTHS = {"‘": 222, "’": 222, "“": 333, "”": 333, "—": 1000, "…": 1000, "·": 278, "\u00a0": 278}
_EM = 1000
_USUAL = 600


def cleaned(text: str) -> str:
    """The text on one line: each run of white space is one space, what is no character is U+FFFD.

    Not characters are controls, lone surrogates and Unicode's non-characters, which XML or Graphviz would refuse.
    """
    line = " ".join(text.split())
    return line if line.isprintable() else _NOT_TEXT.sub(_REPLACEMENT, line)


@lru_cache(maxsize=4096)
def _advance(char: str) -> int:
    if " " <= char <= "~":
        return _ASCII_WIDTHS[ord(char) - 32]
    if char in _PUNCTUATION_WIDTHS:
        return _PUNCTUATION_WIDTHS[char]
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return _EM
    base = unicodedata.normalize("NFD", char)[0]
    return _ASCII_WIDTHS[ord(base) - 32] if " " <= base <= "~" else _USUAL


def _thousandths(text: str) -> int:
    return sum(map(_advance, text))


def width(text: str, size: float, bold: bool = False) -> float:
    """The width in points of a text set in this size."""
    return _thousandths(text) * size / _EM * (_BOLD if bold else 1)


def _joins(char: str) -> bool:
    return _advance(char) == 0


def _pieces(word: str, measure: int) -> list[str]:
    """A word cut where it is too long for a line, never between a character and what joins it."""
    if _thousandths(word) <= measure:
        return [word]
    pieces, used = [""], 0
    for char in word:
        if used + _advance(char) > measure and not _joins(char) and not pieces[-1].endswith("\u200d"):
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += _advance(char)
    return [piece for piece in pieces if piece]


def _filled(widths: list[int], measure: int) -> list[int]:
    """How many words go on each line, first fit."""
    space = _ASCII_WIDTHS[0]
    counts, used = [0], 0
    for wide in widths:
        if counts[-1] and used + space + wide > measure:
            counts.append(0)
            used = 0
        used += wide + (space if counts[-1] else 0)
        counts[-1] += 1
    return counts


def _balanced(widths: list[int], measure: int) -> list[int]:
    """As few lines as first fit needs, as equal in width as that allows."""
    counts = _filled(widths, measure)
    low, high = max(*widths, measure * 3 // 4), measure
    while len(counts) > 1 and high - low > _EM:
        middle = (low + high) // 2
        tried = _filled(widths, middle)
        if len(tried) > len(counts):
            low = middle
        else:
            counts, high = tried, middle
    return counts


@lru_cache(maxsize=16_384)
def wrapped(text: str, points: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Lines of about equal width that fit into this many points with a tenth to spare."""
    measure = int(points / SLACK / size * _EM / (_BOLD if bold else 1))
    words = [piece for word in cleaned(text).split(" ") for piece in _pieces(word, measure)]
    lines, start = [], 0
    for count in _balanced([_thousandths(word) for word in words], measure):
        lines.append(" ".join(words[start : start + count]))
        start += count
    return tuple(line for line in lines if line)


def cut(text: str, room: float, size: float = TEXT) -> str:
    """The text, or as much of its beginning as there is room for."""
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
