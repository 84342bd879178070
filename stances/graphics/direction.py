"""The direction in which a text is set: that of its first letter, as browsers decide for `dir="auto"`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_HAS_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_STRONG_TYPES = ("L", "R", "AL")
_LEFT_TO_RIGHT_MARK, _RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"


def is_right_to_left(text: str) -> bool:
    """Whether the first letter of the text is of a script that runs from right to left."""
    return has_right_to_left(text) and _first_strong_type(text) in ("R", "AL")


def has_right_to_left(text: str) -> bool:
    """Whether any of the text may run from right to left."""
    return not text.isascii() and _HAS_RIGHT_TO_LEFT.search(text) is not None


def _first_strong_type(text: str) -> str:
    types = map(unicodedata.bidirectional, text)
    return next((strong for strong in types if strong in _STRONG_TYPES), "L")


def mark_left_to_right(words: str) -> str:
    """Words within a text from right to left: those from left to right begin with a mark, so that a number stays before them."""
    return words if is_right_to_left(words) else _LEFT_TO_RIGHT_MARK + words


def keep_direction(text: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines of a text, each begun by an invisible mark of its direction where its own first letter has another."""
    if not has_right_to_left(text):
        yield from lines
        return
    from_right = is_right_to_left(text)
    mark = _RIGHT_TO_LEFT_MARK if from_right else _LEFT_TO_RIGHT_MARK
    for line in lines:
        yield line if is_right_to_left(line) == from_right else mark + line
