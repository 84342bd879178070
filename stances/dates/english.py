"""Write dates in English: “early June 1928”, “about 9 May 1928”, “from 2 to 24 June 1928”.

The names of seasons and of parts of a month or year are those that `english_reader` understands too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from stances.dates import edtf, old_style
from stances.dates.day import MONTHS, Day, year_words
from stances.dates.edtf import Precision, parse_point, split_flag

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24, "fall": 23}
PARTS_OF_PERIOD = {
    "early": ((1, 10), (1, 4), (0, 3), (0, 32)),
    "mid": ((11, 20), (5, 8), (4, 6), (33, 65)),
    "late": ((21, 31), (9, 12), (7, 9), (66, 99)),
    "first half": ((1, 15), (1, 6), (0, 4), (0, 49)),
    "second half": ((16, 31), (7, 12), (5, 9), (50, 99)),
}
"""By part: its first and last day in a month, month in a year, and year in a decade and a century, from 0."""

_FLAG_WORDS = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}


def short_day_words(day: Day) -> str:
    """“9 May 1928”, with the name of the month in three letters."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {year_words(day.year)}"


def _years_words(first: int, last: int) -> str:
    """“1900–1909”, “50–41 BC”."""
    return f"{1 - first if last <= 0 else year_words(first)}–{year_words(last)}"


def _open_digits_words(core: str, point: edtf.Point) -> str:
    """Words for a date with unspecified digits, which say that one day, month or year is meant."""
    first, last = point.core
    year = year_words(first.year)
    if point.precision is Precision.DECADE and first.year >= 10 and first.year % 100 >= 10:
        return f"{year}s"
    if point.precision in (Precision.DECADE, Precision.CENTURY):
        return f"some year within {_years_words(first.year, last.year)}"
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
    year = year_words(first.year)
    match point.precision:
        case Precision.YEAR:
            return year
        case Precision.MONTH:
            return f"{MONTHS[first.month - 1]} {year}"
        case Precision.SEASON:
            season = next(name for name, number in SEASONS.items() if number == int(core[-2:]))
            if season == "winter":
                following = first.year + 1
                year = (
                    f"{year}–{following % 100:02}" if following > 1 else _years_words(first.year, following)
                )
            return f"{season} {year}"
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
    phrase, (day, other) = _core_words(first, until), (parse_point(end).core[0] for end in (first, last))
    if _names_month(first) and _names_month(last) and day.year == other.year:
        same_month = _is_day(first) and _is_day(last) and first[:-3] == last[:-3]
        is_plain = same_month and not _is_old_style(first, until)
        phrase = str(day.day) if is_plain else phrase.removesuffix(f" {year_words(day.year)}")
    return _FLAG_WORDS[flag] + phrase


def _is_day(core: str) -> bool:
    return parse_point(core).precision is Precision.DAY


def _names_month(core: str) -> bool:
    return "X" not in core and parse_point(core).precision in (Precision.DAY, Precision.MONTH)


def _part_of_month_words(start: str, end: str, until: str | None) -> str | None:
    (first, flag), (last, other_flag) = split_flag(start), split_flag(end)
    days = ".." not in (first, last) and _is_day(first) and _is_day(last)
    if not days or first[:-3] != last[:-3] or flag != other_flag or _is_old_style(first, until):
        return None
    length = parse_point(last[:-3]).core[1].day
    for part, ((a, b), *_) in PARTS_OF_PERIOD.items():
        if (int(first[-2:]), int(last[-2:])) == (a, min(b, length)):
            joiner = " of " if "half" in part else "-" if part == "mid" else " "
            return f"{_FLAG_WORDS[flag]}{part}{joiner}{_core_words(first[:-3], until)}"
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


_MONTH_NAME = re.compile(rf"\b({'|'.join(MONTHS)})\b")


def abbreviate_months(words: str) -> str:
    """The words with the names of months in three letters."""
    return _MONTH_NAME.sub(lambda month: month[0][:3], words)


@lru_cache(maxsize=8192)
def short_words(text: str, until: str | None = None) -> str:
    """An EDTF text for where there is little room: “9 May 1928”, “Mar–9 May 1928”, “21 May – 10 Jun 1928”."""
    is_open = ".." in text.split("/")
    phrase = words(text, until=until) if is_open else span_words(text, until)
    first, dash, last = phrase.partition(" – ")
    phrase = f"{first}–{last}" if dash and " " not in first else phrase
    return abbreviate_months(phrase)


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
