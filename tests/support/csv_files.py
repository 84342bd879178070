"""CSV as programs read it: by commas, and as a spreadsheet elsewhere in the world splits the same file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

_FORMULA = re.compile(r"\s*[-=+@＝＋－＠]")
_COMPUTES_NOTHING = re.compile(r"-?\d+|[-−+±0]+")


def read_csv(content: bytes) -> list[dict[str, str]]:
    """The lines of a file by the names in its header."""
    header, *lines = split_csv(content)
    return [dict(zip(header, line, strict=True)) for line in lines]


def split_csv(content: bytes, delimiter: str = ",") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def find_formulas(content: bytes) -> Iterator[str]:
    """The fields that a spreadsheet computes, whatever it splits the file at."""
    for delimiter in ",;\t":
        for field in (field for line in split_csv(content, delimiter) for field in line):
            if _FORMULA.match(field) and not _COMPUTES_NOTHING.fullmatch(field):
                yield field


def restore_text(field: str) -> str:
    """A field as it was before the writer put its apostrophes, as the documents say it."""
    return re.sub(r"""(?<![^;\t\r\n])'(?=[\s"'\ufeff\u200b-\u200f\u2060]*[-=+@＝＋－＠])""", "", field)
