"""Measure and wrap text without a browser.

Widths are those of Source Sans Pro, and for scripts that it lacks of the widest of Liberation Sans, DejaVu Sans and Noto Sans.
Lines are filled to 1/`WIDTH_SLACK` of their width: Source Serif Pro is up to 1.09 times as wide, and so is Arial, which stands
in for both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from stances.graphics.direction import keep_direction
from stances.graphics.typography import BODY_SIZE_PT

FONT_FAMILY = "Source Sans Pro,Arial,Helvetica,Liberation Sans,sans-serif"
WIDTH_SLACK = 1.1
_BOLD_FACTOR = 1.06

_PLANE_ENDS = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
_NOT_TEXT = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")
_REPLACEMENT = "\ufffd"

UNITS_PER_EM = 1000
WIDTHS_FILE = Path(__file__).with_name("character_widths.txt")
"""Measured widths in thousandths of an em: rows of characters after the code of their first."""
_DEFAULT_CHAR_WIDTH = 600


def clean_text(text: str) -> str:
    """The text on one line, with every run of white space made one space.

    Control characters, lone surrogates and Unicode's non-characters, which XML or Graphviz would refuse, become U+FFFD.
    """
    line = " ".join(text.split())
    return line if line.isprintable() else _NOT_TEXT.sub(_REPLACEMENT, line)


class _CharWidths(dict[str, int]):
    """The width of each character that has been asked for, in thousandths of an em."""

    def __missing__(self, char: str) -> int:
        self[char] = width = _measure_char(char)
        return width


_WIDTHS = _CharWidths()


@cache
def measured_widths() -> dict[str, int]:
    """The widths that are in the file, by character."""
    rows = (line.split() for line in WIDTHS_FILE.read_text(encoding="utf-8").splitlines())
    cells = ((int(start, 16) + i, width) for start, *row in rows for i, width in enumerate(row))
    return {chr(code): int(width) for code, width in cells if width != "-"}


def _measure_char(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return UNITS_PER_EM
    if width := measured_widths().get(char):
        return width
    base = unicodedata.normalize("NFD", char)[0]
    return _WIDTHS[base] if base != char else _DEFAULT_CHAR_WIDTH


def _text_units(text: str) -> int:
    if not text.isascii() and _ARABIC.search(text):
        text = "".join(_join_letters(text))
    return sum(map(_WIDTHS.__getitem__, text))


_NON_JOINER = "\u200c"
_ARABIC = re.compile("[\u0620-\u077f]")
_FORMS = {
    (False, False): "<isolated>",
    (False, True): "<initial>",
    (True, True): "<medial>",
    (True, False): "<final>",
}
"""The form of an Arabic letter by whether it is joined to the one before and to the one after."""


@cache
def _joined_forms() -> dict[tuple[str, str], str]:
    """The characters that stand for an Arabic letter in one of its forms, as Unicode says."""
    codes = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFF))
    parts = ((chr(code), unicodedata.decomposition(chr(code)).split()) for code in codes)
    return {(chr(int(part[1], 16)), part[0]): char for char, part in parts if len(part) == 2}


def _join_letters(text: str) -> Iterator[str]:
    """The text without combining characters, each Arabic letter in the form that its neighbours give it."""
    forms = _joined_forms()
    letters = [char for char in text if _WIDTHS[char] or char == _NON_JOINER]
    for before, char, after in zip(["", *letters], letters, [*letters[1:], ""], strict=False):
        joins = (
            (before, "<initial>") in forms and (char, "<final>") in forms,
            (char, "<initial>") in forms and (after, "<final>") in forms,
        )
        yield forms.get((char, _FORMS[joins]), char)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width in points of a text set in this size."""
    return _text_units(text) * size / UNITS_PER_EM * (_BOLD_FACTOR if bold else 1)


def _is_joiner(char: str) -> bool:
    return _WIDTHS[char] == 0


def _break_word(word: str, measure: int) -> Iterator[str]:
    """Break a word that is too long for a line, but never before a combining or joining character."""
    piece, used = "", 0
    for char in word:
        if piece and used + _WIDTHS[char] > measure and not _is_joiner(char) and not piece.endswith("\u200d"):
            yield piece
            piece, used = "", 0
        piece += char
        used += _WIDTHS[char]
    yield piece


_IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
_OPENERS = re.escape("(（[［「『【〔〈《“‘")
_CLOSERS = re.escape(
    "),.:;!?]）］」』】〕〉》、。，．：；！？”’…‥・ー々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_HAS_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_UNBROKEN = re.compile(
    f"[{_OPENERS}]*[{_IDEOGRAPHS}][{_CLOSERS}]*|(?:(?![{_OPENERS}]*[{_IDEOGRAPHS}]).)+", re.DOTALL
)
"""What no line is broken within: an ideograph or kana with the punctuation at it, or what stands between these."""


class _Piece(NamedTuple):
    """What stands on one line: its text, its width, and the width of the space before it."""

    text: str
    width: int
    space: int


def _split_pieces(text: str, measure: int) -> Iterator[_Piece]:
    """The pieces between which lines may be broken, each at most a line long."""
    has_ideographs = _HAS_IDEOGRAPH.search(text)
    for word in text.split(" "):
        width = _text_units(word)
        if width <= measure and not has_ideographs:
            yield _Piece(word, width, _WIDTHS[" "])
        else:
            yield from _split_word(word, measure)


def _split_word(word: str, measure: int) -> Iterator[_Piece]:
    space = _WIDTHS[" "]
    for part in _UNBROKEN.findall(word):
        for piece in _break_word(part, measure):
            yield _Piece(piece, _text_units(piece), space)
            space = 0


def _fill_lines(pieces: list[_Piece], measure: int) -> list[int]:
    """The number of pieces on each line, first fit."""
    counts, used = [0], 0
    for _, width, space in pieces:
        if counts[-1] and used + space + width > measure:
            counts.append(0)
            used = 0
        used += width + (space if counts[-1] else 0)
        counts[-1] += 1
    return counts


def _balance_lines(pieces: list[_Piece], measure: int) -> list[int]:
    """The number of pieces on each line: as few lines as with first fit, of about equal width."""
    counts = _fill_lines(pieces, measure)
    lower, upper = max(measure * 3 // 4, *(piece.width for piece in pieces)), measure
    while len(counts) > 1 and upper - lower > UNITS_PER_EM:
        middle = (lower + upper) // 2
        candidate = _fill_lines(pieces, middle)
        if len(candidate) > len(counts):
            lower = middle
        else:
            counts, upper = candidate, middle
    return counts


@lru_cache(maxsize=16_384)
def wrap_text(text: str, max_width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines of about equal width, which fit into `max_width` points with `WIDTH_SLACK` to spare.

    Each is set in the direction of the whole, by that of its first letter or an invisible mark before it.
    """
    measure = int(max_width / WIDTH_SLACK / size * UNITS_PER_EM / (_BOLD_FACTOR if bold else 1))
    pieces = list(_split_pieces(clean_text(text), measure))
    lines, start = [], 0
    for count in _balance_lines(pieces, measure):
        line = pieces[start : start + count]
        lines.append(
            "".join([f" {piece.text}" if piece.space else piece.text for piece in line]).removeprefix(" ")
        )
        start += count
    return tuple(keep_direction(text, (line for line in lines if line)))


def truncate(text: str, max_width: float, size: float = BODY_SIZE_PT) -> str:
    """The text, cut short with “…” if it is wider than `max_width` points."""
    if text_width(text, size) <= max_width:
        return text
    while text and text_width(f"{text}…", size) > max_width:
        text = text[:-1]
    return f"{text.rstrip()}…"
