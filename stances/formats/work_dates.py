"""Dates in the library of a reference manager, read and written so that none becomes more certain than it was."""

from __future__ import annotations

import re

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate

PLAIN_DATE = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
"""A date as a day, month or year, without any doubt."""
_NO_DATE = re.compile(r"\W*(?:n\W*d|s\W*d|undated|no date|o\W*d)?\W*", re.IGNORECASE)
_BRACKETS = re.compile(r"\[([^][]*)\]")
_ISO_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.+Zz-]+")
_SLASHES = re.compile(r"(\d{4})/(\d\d?)(?:/(\d\d?))?/?")


def read_written_date(text: str) -> UncertainDate | None:
    """A date that somebody wrote into a library, in EDTF or in words; None for “n.d.”. Raises `DateError`.

    What stands in square brackets is not said by the work itself: a date that is certain in them is read with “perhaps”.
    """
    text = " ".join(text.split())
    if _NO_DATE.fullmatch(text):
        return None
    if match := _BRACKETS.fullmatch(text):
        when = read_written_date(match[1])
        return UncertainDate.parse(f"{when}?") if when and re.fullmatch(r"[-\dX]+", when.text) else when
    if match := _ISO_TIME.fullmatch(text):
        text = match[1]
    if match := _SLASHES.fullmatch(text):
        text = "-".join(part.zfill(2) for part in match.groups() if part)
    return UncertainDate.read(_open_ends(text))


def _open_ends(text: str) -> str:
    """An interval as BibLaTeX writes one without an end, 1928/, as EDTF has it: 1928/.."""
    if re.fullmatch(r"[-\dX~?%]+/", text):
        return f"{text}.."
    return f"..{text}" if re.fullmatch(r"/[-\dX~?%]+", text) else text


def join_parts(*parts: str) -> str:
    """A date in EDTF of a year, a month and a day, as far as they are there; raises `DateError` for what are no numbers."""
    numbers = [part.strip() for part in parts]
    while numbers and numbers[-1] in ("", "0", "00"):
        numbers.pop()
    if not numbers or not all(re.fullmatch(r"-?\d{1,4}", number, re.ASCII) for number in numbers):
        text = "-".join(parts)
        raise DateError(text, "is not a date I can read", "a year, a month and a day are numbers")
    year, *rest = (int(number) for number in numbers)
    sign = "-" if year < 0 else ""
    return "-".join([f"{sign}{abs(year):04d}", *(f"{number:02d}" for number in rest)])
