"""Parse dates in a subset of EDTF (ISO 8601-2): the days that a text allows, and its flags.

The subset: `1928`, `1928-05`, `1928-05-09`; unspecified digits, `19XX`, `192X`, `1928-XX`, `1928-XX-XX`, `1928-05-XX`,
`1928-05-2X`; the seasons `1928-21` (spring: March to May) to `1928-24` (winter: December to the next February); any of
them followed by a flag, `~` (about), `?` (perhaps) or `%` (both); and intervals of two such dates, `1928-05/1928-06~`,
one of which may be `..` (open). Years are astronomical and run from -9999 to 9999: `0000` is 1 BC, `-0043` is 44 BC. About
widens a date by one unit of its own precision on either side, but a day by three days; perhaps widens nothing.

A point is a date that is not an interval. Whether `a/b` means one day within the interval or all of it depends on the
field that contains it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from stances.dates.day import MAX_YEAR, MIN_YEAR, MONTHS, Day, month_length, year_words

MAX_EDTF_LENGTH = 60
EDTF_HELP = (
    "write 1928, 1928-05, 1928-05-09, 192X, or 1928-21 for spring; add ~ for about or ? for perhaps; "
    "join two dates with a slash (1928-05/1928-06, 1928-05/..)"
)


class DateError(ValueError):
    """A text that is not a date; the message quotes it and says what is wrong and what can be written."""

    def __init__(self, text: str, problem: str, advice: str) -> None:
        super().__init__(text, problem, advice)
        self.problem, self.advice = problem, advice
        self.message = f"“{shorten(text)}” {problem}. {advice[:1].upper()}{advice[1:]}."

    def __str__(self) -> str:
        return self.message


class Precision(StrEnum):
    """The precision of a date; `DAYS` is a day whose last digit is unspecified."""

    DAY = "day"
    DAYS = "days"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"


def shorten(text: str) -> str:
    """A text to quote in a message: at most 40 characters of it, escaped if they can't be printed."""
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    return shown if shown.isprintable() else ascii(shown)[1:-1]


_POINT = re.compile(
    r"(?P<year>-?(?:\d{4}|\d{3}X|\d\dXX))(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|[0-3]X|XX))?)?(?P<flag>[~?%]?)",
    re.ASCII,
)
_WIDTH_IN_MONTHS = {
    Precision.MONTH: 1,
    Precision.SEASON: 3,
    Precision.YEAR: 12,
    Precision.DECADE: 120,
    Precision.CENTURY: 1200,
}
_MONTH_NUMBERS = range(MIN_YEAR * 12, (MAX_YEAR + 1) * 12)


@dataclass(frozen=True, slots=True)
class Point:
    """A date that is not an interval: its first and last day before (`core`) and after (`bounds`) widening."""

    precision: Precision
    core: tuple[Day, Day]
    bounds: tuple[Day, Day]
    flag: str


def _month_bounds(first_month: int, last_month: int) -> tuple[Day, Day]:
    """The first and last day of a run of months, counted from the year 0, limited to the range of `Day`."""
    first, last = (
        Day.min if month < _MONTH_NUMBERS[0] else Day.max if month > _MONTH_NUMBERS[-1] else None
        for month in (first_month, last_month)
    )
    return (
        first or Day.of_month(first_month),
        last or Day.of_month(last_month).last_of_month,
    )


def _make_day_point(text: str, year: int, month: int, day: str, flag: str) -> Point:
    length = month_length(year, month)
    first, last = (max(int(day[0]) * 10, 1), int(day[0]) * 10 + 9) if day[1] == "X" else (int(day), int(day))
    if not 1 <= first <= length:
        raise DateError(
            text,
            f"is not a date, since {MONTHS[month - 1]} {year_words(year)} has {length} days and no {day}",
            EDTF_HELP,
        )
    core = Day.of(year, month, first), Day.of(year, month, min(last, length))
    precision, width = (Precision.DAYS, 10) if day[1] == "X" else (Precision.DAY, 3)
    bounds = (core[0].shift(-width), core[1].shift(width)) if flag in ("~", "%") else core
    return Point(precision, core, bounds, flag)


def _months(text: str, year: str, month: str | None) -> tuple[Precision, int, int]:
    """The precision of a date without a day, and its first and last month, counted from the year 0."""
    if "X" in year:
        if month:
            raise DateError(text, "gives a month of an unknown year", EDTF_HELP)
        precision = Precision.CENTURY if year.endswith("XX") else Precision.DECADE
        first, last = sorted((int(year.replace("X", "0")), int(year.replace("X", "9"))))
        return precision, first * 12, last * 12 + 11
    january = int(year) * 12
    if month in (None, "XX"):
        return Precision.YEAR, january, january + 11
    number = int(month)
    if 21 <= number <= 24:
        first = january + 2 + 3 * (number - 21)
        return Precision.SEASON, first, first + 2
    if not 1 <= number <= 12:
        raise DateError(text, f"names a month {month}, which does not exist", EDTF_HELP)
    return Precision.MONTH, january + number - 1, january + number - 1


@lru_cache(maxsize=4096)
def parse_point(text: str) -> Point:
    """Parse a text that is not an interval; raises `DateError`."""
    match = _POINT.fullmatch(text)
    if not match:
        raise DateError(text, "is not a date I can read", EDTF_HELP)
    year, month, day, flag = match.group("year", "month", "day", "flag")
    if year.startswith("-0000"):
        raise DateError(text, "names a year −0; 1 BC is written 0000", EDTF_HELP)
    precision, first, last = _months(text, year, month)
    if day and day != "XX":
        if precision is not Precision.MONTH:
            raise DateError(text, "gives a day without its month", EDTF_HELP)
        return _make_day_point(text, int(year), int(month), day, flag)
    if day and precision is Precision.SEASON:
        raise DateError(text, "gives a day of a season", EDTF_HELP)
    width = _WIDTH_IN_MONTHS[precision] if flag in ("~", "%") else 0
    return Point(precision, _month_bounds(first, last), _month_bounds(first - width, last + width), flag)


def bounds(text: str) -> tuple[Day, Day, str]:
    """The first and last day that a text allows, and its flags; raises `DateError`.

    Days are limited to `Day.min` and `Day.max`, which also stand for open ends.
    """
    if "/" in text:
        return _parse_interval(text)
    point = parse_point(text)
    return *point.bounds, point.flag


def _parse_interval(text: str) -> tuple[Day, Day, str]:
    start, _, end = text.partition("/")
    if start == end == "..":
        raise DateError(text, "is open at both ends; leave the date empty instead", EDTF_HELP)
    if not (start and end):
        raise DateError(text, "lacks an end; put two dots if it is not known", EDTF_HELP)
    first = None if start == ".." else parse_point(start)
    last = None if end == ".." else parse_point(end)
    if first and last and first.core[0] > last.core[1]:
        raise DateError(text, "runs backwards; put the earlier date first", EDTF_HELP)
    flags = (first.flag if first else "") + (last.flag if last else "")
    earliest = first.bounds[0] if first else Day.min
    latest = last.bounds[1] if last else Day.max
    return earliest, latest, flags


def check_edtf(text: str) -> str:
    """Return the text unchanged; raises `DateError` if it is not in the subset."""
    bounds(text)
    return text


def precision(text: str) -> Precision:
    """The precision of a text in the subset."""
    return Precision.INTERVAL if "/" in text else parse_point(text).precision


# --- flags ---


def parse_flags(flags: str) -> tuple[bool, bool]:
    """Whether the flags say “about”, and whether they say “perhaps”."""
    return "~" in flags or "%" in flags, "?" in flags or "%" in flags


def split_flag(text: str) -> tuple[str, str]:
    """A point without its flag, and the flag, which may be empty."""
    return (text[:-1], text[-1]) if text[-1] in "~?%" else (text, "")


def add_flags(text: str, flags: str) -> str:
    """The EDTF text with flags added to each of its dates."""
    if not flags:
        return text
    if "/" in text:
        return "/".join(add_flags(end, flags) for end in text.split("/"))
    if text == "..":
        return text
    core, flag = split_flag(text)
    about, perhaps = parse_flags(flag + flags)
    return core + ("%" if about and perhaps else "~" if about else "?")
