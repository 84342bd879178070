"""Measure and wrap text without a browser.

Widths are those of Helvetica, which Arial, Liberation Sans and Nimbus Sans share. Lines are filled to 1/`WIDTH_SLACK` of
their width, because other fonts are wider.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from stances.graphics.typography import BODY_SIZE_PT

FONT_FAMILY = "Helvetica,Arial,Liberation Sans,sans-serif"
WIDTH_SLACK = 1.1
_BOLD_FACTOR = 1.08

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
_UNITS_PER_EM = 1000
_DEFAULT_CHAR_WIDTH = 600


def clean_text(text: str) -> str:
    """The text on one line, with every run of white space made one space.

    Control characters, lone surrogates and Unicode's non-characters, which XML or Graphviz would refuse, become U+FFFD.
    """
    line = " ".join(text.split())
    return line if line.isprintable() else _NOT_TEXT.sub(_REPLACEMENT, line)


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    if " " <= char <= "~":
        return _ASCII_WIDTHS[ord(char) - 32]
    if char in _PUNCTUATION_WIDTHS:
        return _PUNCTUATION_WIDTHS[char]
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return _UNITS_PER_EM
    base = unicodedata.normalize("NFD", char)[0]
    return _ASCII_WIDTHS[ord(base) - 32] if " " <= base <= "~" else _DEFAULT_CHAR_WIDTH


def _text_units(text: str) -> int:
    return sum(map(_char_width, text))


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width in points of a text set in this size."""
    return _text_units(text) * size / _UNITS_PER_EM * (_BOLD_FACTOR if bold else 1)


def _is_joiner(char: str) -> bool:
    return _char_width(char) == 0


def _break_word(word: str, measure: int) -> list[str]:
    """Break a word that is too long for a line, but never before a combining or joining character."""
    if _text_units(word) <= measure:
        return [word]
    pieces, used = [""], 0
    for char in word:
        if used + _char_width(char) > measure and not _is_joiner(char) and not pieces[-1].endswith("\u200d"):
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += _char_width(char)
    return [piece for piece in pieces if piece]


def _fill_lines(widths: list[int], measure: int) -> list[int]:
    """The number of words on each line, first fit."""
    space = _ASCII_WIDTHS[0]
    counts, used = [0], 0
    for word_width in widths:
        if counts[-1] and used + space + word_width > measure:
            counts.append(0)
            used = 0
        used += word_width + (space if counts[-1] else 0)
        counts[-1] += 1
    return counts


def _balance_lines(widths: list[int], measure: int) -> list[int]:
    """The number of words on each line: as few lines as with first fit, of about equal width."""
    counts = _fill_lines(widths, measure)
    lower, upper = max(*widths, measure * 3 // 4), measure
    while len(counts) > 1 and upper - lower > _UNITS_PER_EM:
        middle = (lower + upper) // 2
        candidate = _fill_lines(widths, middle)
        if len(candidate) > len(counts):
            lower = middle
        else:
            counts, upper = candidate, middle
    return counts


@lru_cache(maxsize=16_384)
def wrap_text(text: str, max_width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines of about equal width, which fit into `max_width` points with `WIDTH_SLACK` to spare."""
    measure = int(max_width / WIDTH_SLACK / size * _UNITS_PER_EM / (_BOLD_FACTOR if bold else 1))
    words = [piece for word in clean_text(text).split(" ") for piece in _break_word(word, measure)]
    lines, start = [], 0
    for count in _balance_lines([_text_units(word) for word in words], measure):
        lines.append(" ".join(words[start : start + count]))
        start += count
    return tuple(line for line in lines if line)


def truncate(text: str, max_width: float, size: float = BODY_SIZE_PT) -> str:
    """The text, cut short with “…” if it is wider than `max_width` points."""
    if text_width(text, size) <= max_width:
        return text
    while text and text_width(f"{text}…", size) > max_width:
        text = text[:-1]
    return f"{text.rstrip()}…"
