"""Write dates in English: “early June 1928”, “about 9 May 1928”, “from 2 to 24 June 1928”.

The names of seasons and of parts of a month or year are those that `english_reader` understands too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from stances.dates import edtf, old_style
from stances.dates.edtf import MONTHS, Precision, parse_point, split_flag

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24, "fall": 23}
PARTS_OF_PERIOD = {
    "early": ((1, 10), (1, 4), (0, 3), (1, 33)),
    "mid": ((11, 20), (5, 8), (4, 6), (34, 66)),
    "late": ((21, 31), (9, 12), (7, 9), (67, 100)),
    "first half": ((1, 15), (1, 6), (0, 4), (1, 50)),
    "second half": ((16, 31), (7, 12), (5, 9), (51, 100)),
}
"""By part: its first and last day in a month, month in a year, year in a decade, and year in a century."""

_FLAG_WORDS = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}
_WITHOUT_FLAG = re.compile(r"\d{4}-(?:0\d|1[0-2])(?:-\d\d)?")


def _year_words(year: int) -> str:
    return str(year) if year >= 1000 else f"AD {year}"


def _open_digits_words(core: str, point: edtf.Point) -> str:
    """Words for a date with unspecified digits, which say that one day, month or year is meant."""
    first, last = point.core
    year = _year_words(first.year)
    if point.precision is Precision.DECADE and first.year % 100 >= 10:
        return f"{year}s"
    if point.precision in (Precision.DECADE, Precision.CENTURY):
        return f"some year within {year}–{_year_words(last.year)}"
    month = MONTHS[first.month - 1]
    if point.precision is Precision.DAYS:
        days = f"some day within {first.day}–{last.day}" if first < last else str(first.day)
        return f"{days} {month} {year}"
    if point.precision is Precision.MONTH:
        return f"some day of {month} {year}"
    return f"some {'day' if core.endswith('XX-XX') else 'month'} of {year}"


def _is_old_style(core: str, until: str | None) -> bool:
    """Whether this is a day that is shown in both calendars, if the old one was used up to `until`."""
    point = parse_point(core)
    return bool(until) and point.precision is Precision.DAY and point.core[1] <= old_style.last_day(until)


def _core_words(core: str, until: str | None) -> str:
    point = parse_point(core)
    if "X" in core:
        return _open_digits_words(core, point)
    first = point.core[0]
    year = _year_words(first.year)
    match point.precision:
        case Precision.YEAR:
            return year
        case Precision.MONTH:
            return f"{MONTHS[first.month - 1]} {year}"
        case Precision.SEASON:
            season = next(name for name, number in SEASONS.items() if number == int(core[5:]))
            return f"{season} {year}" + (f"–{(first.year + 1) % 100:02}" if season == "winter" else "")
        case _ if _is_old_style(core, until):
            return old_style.both_styles(first)
        case _:
            return f"{first.day} {MONTHS[first.month - 1]} {year}"


def _point_words(text: str, until: str | None) -> str:
    core, flag = split_flag(text)
    return _FLAG_WORDS[flag] + _core_words(core, until)


def _start_words(start: str, end: str, until: str | None) -> str:
    """The start of an interval, without the month and year that its end will name."""
    first, flag = split_flag(start)
    last, _ = split_flag(end)
    phrase = _core_words(first, until)
    if _WITHOUT_FLAG.fullmatch(first) and _WITHOUT_FLAG.fullmatch(last) and first[:4] == last[:4]:
        same_month = (
            len(first) == len(last) == 10 and first[:7] == last[:7] and not _is_old_style(first, until)
        )
        phrase = str(int(first[8:])) if same_month else phrase.removesuffix(f" {_year_words(int(first[:4]))}")
    return _FLAG_WORDS[flag] + phrase


def _part_of_month_words(start: str, end: str, until: str | None) -> str | None:
    (first, flag), (last, other_flag) = split_flag(start), split_flag(end)
    days = len(first) == len(last) == 10 and "X" not in first + last
    if not days or first[:7] != last[:7] or flag != other_flag or _is_old_style(first, until):
        return None
    length = parse_point(last[:7]).core[1].day
    for part, ((a, b), *_) in PARTS_OF_PERIOD.items():
        if (int(first[8:]), int(last[8:])) == (a, min(b, length)):
            joiner = " of " if "half" in part else "-" if part == "mid" else " "
            return f"{_FLAG_WORDS[flag]}{part}{joiner}{_core_words(first[:7], until)}"
    return None


def span_words(text: str, until: str | None = None) -> str:
    """An EDTF text as one phrase to put behind “after” or “by”: “July–December 1928”, “21 May – 10 June 1928”."""
    start, slash, end = text.partition("/")
    if not slash:
        return _point_words(text, until)
    if ".." in (start, end):
        return f"some time {words(text, until=until)}"
    if part := _part_of_month_words(start, end, until):
        return part
    first = _start_words(start, end, until)
    dash = "–" if len(start) == len(end) and " " not in first else " – "
    return f"{first}{dash}{_point_words(end, until)}"


@lru_cache(maxsize=8192)
def words(text: str, throughout: bool = False, until: str | None = None) -> str:
    """An EDTF text in English; with `throughout`, an interval is a span of time: “from 2 to 24 June 1928”.

    Days up to `until`, the last day that the sources date by the old calendar, are said in both.
    """
    start, slash, end = text.partition("/")
    if not slash:
        return _point_words(text, until)
    if start == "..":
        return f"until {_point_words(end, until)}"
    if end == "..":
        return f"from {_point_words(start, until)}"
    first, last = _start_words(start, end, until), _point_words(end, until)
    if throughout:
        return f"from {first} to {last}"
    return _part_of_month_words(start, end, until) or f"between {first} and {last}"
