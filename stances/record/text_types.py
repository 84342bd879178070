"""The types of text and number in a record, with what they refuse."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from stances.dates.old_style import check_old_style_day

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_NON_CHARACTERS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_NOT_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_NON_CHARACTERS}]")


def check_printable(text: str) -> str:
    """Return the text; raise `ValueError` for control characters but line breaks and tabs, surrogates and non-characters."""
    if match := _NOT_TEXT.search(text):
        raise ValueError(f"contains the character U+{ord(match[0]):04X}, which is not text; delete it")
    return text


Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=80)]
SingleLine = Annotated[
    str, AfterValidator(check_printable), StringConstraints(min_length=1, max_length=300, pattern=r"^[^\n]*$")
]
Heading = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\n]*$"), AfterValidator(check_printable)
]


Text = Annotated[str, AfterValidator(check_printable), StringConstraints(min_length=1, max_length=2_000)]
Note = Annotated[str, AfterValidator(check_printable), StringConstraints(max_length=10_000)]
URL_PATTERN = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@<>\"\\]+([/?#][^\s<>\"]*)?$"
Url = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2_000, pattern=URL_PATTERN),
    AfterValidator(check_printable),
]

LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*(-[A-Za-z0-9](-[A-Za-z0-9]{2,8})+)*$"
Language = Annotated[str, StringConstraints(max_length=35, pattern=LANGUAGE_PATTERN)]
"""The code of a language, and of its script or country where that matters (BCP 47): ar, pt-BR."""


def _check_tag(text: str) -> str:
    if "," in text:
        raise ValueError(f"tags have no commas: write “{text}” as several")
    if text != (usual := " ".join(text.lower().split())):
        raise ValueError(f"tags are lower-case, without spaces around them: “{usual}”, not “{text}”")
    return text


def _check_distinct(tags: tuple[str, ...]) -> tuple[str, ...]:
    if twice := next((tag for number, tag in enumerate(tags) if tag in tags[:number]), None):
        raise ValueError(f"names the tag “{twice}” twice; leave one out")
    return tags


Tag = Annotated[
    str,
    AfterValidator(check_printable),
    AfterValidator(_check_tag),
    StringConstraints(min_length=1, max_length=60, pattern=r"^[^\n]*$"),
]
Tags = Annotated[tuple[Tag, ...], AfterValidator(_check_distinct)]
OldStyleDay = Annotated[str, AfterValidator(check_old_style_day)]
"""A day of the Julian calendar: 1918-01-31."""
Count = Annotated[str, StringConstraints(pattern=r"^~?\d{1,9}$")]

ORDINAL_VALUES = range(-3, 4)
"""The numbers that an ordinal scale may use, from wholly against to wholly for."""

Ordinal = Annotated[int, Field(ge=ORDINAL_VALUES[0], le=99)]
