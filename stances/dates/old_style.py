"""The Julian calendar, Old Style: its days in our calendar, and how both stand side by side.

Dates are kept in the proleptic Gregorian calendar. A debate may say until when its sources date by the old one
(`old_style_until`, itself a Julian day); its days up to then are shown in both.
"""

from __future__ import annotations

import re
from functools import lru_cache

from stances.dates.day import MONTHS, Day, julian_day, julian_ymd, year_words
from stances.dates.edtf import DateError

LAST_OLD_STYLE = "1923-02-15"
"""The last day of the old calendar in the last state that gave it up, Greece."""
OLD_STYLE_MARK = " (o.s.)"
OLD_STYLE_HELP = "write a day, a month or a year before it, such as 25 October 1917 (O.S.)"

_END = re.compile(r"(-?\d{4})(?:-(0\d|1[0-2])(?:-(\d\d))?)?([~?%]?)", re.ASCII)
_DAY = re.compile(r"(-?\d{4})-(\d\d)-(\d\d)", re.ASCII)


def _month_length(year: int, month: int) -> int:
    return julian_day(year, month + 1, 1) - julian_day(year, month, 1)


def _read_day(text: str) -> Day:
    match = _DAY.fullmatch(text)
    year, month, day = map(int, match.groups()) if match else (0, 0, 0)
    if not (match and 1 <= month <= 12 and 1 <= day <= _month_length(year, month)):
        raise DateError(text, "is not a day of the old calendar", "write year, month and day, as 1918-01-31")
    return julian_day(year, month, day)


def check_old_style_day(text: str) -> str:
    """Return the text unchanged; raises `DateError` if it is not a Julian day, such as 1918-01-31."""
    _read_day(text)
    return text


@lru_cache(maxsize=8)
def last_day(old_style_until: str | None) -> Day:
    """The last day that may be dated by the old calendar."""
    return _read_day(old_style_until or LAST_OLD_STYLE)


def day_words(text: str) -> str:
    """A Julian day in words."""
    year, month, day = text.rsplit("-", 2)
    return f"{int(day)} {MONTHS[int(month) - 1]} {year_words(int(year))}"


def to_new_style(text: str) -> str:
    """The days of our calendar that an EDTF text means in the old one; a month or a year becomes the interval of its days."""
    ends = [_end_days(text, end) for end in text.split("/")]
    first, last = ends[0][0], ends[-1][1]
    return first if first == last and len(ends) == 1 else f"{first}/{last}"


def _end_days(text: str, end: str) -> tuple[str, str]:
    match = _END.fullmatch(end)
    if not match:
        raise DateError(text, "can't be turned from the old calendar into ours", OLD_STYLE_HELP)
    year, flag = int(match[1]), match[4]
    first_month, last_month = (int(match[2]), int(match[2])) if match[2] else (1, 12)
    length = _month_length(year, last_month)
    first_day, last_day_ = (int(match[3]), int(match[3])) if match[3] else (1, length)
    if not 1 <= first_day <= last_day_ <= length:
        month = f"{MONTHS[first_month - 1]} {year_words(year)}"
        raise DateError(
            text, f"is not a date, since {month} had {length} days in the old calendar", OLD_STYLE_HELP
        )
    days = (julian_day(year, first_month, first_day), julian_day(year, last_month, last_day_))
    first, last = (f"{day}{flag}" for day in days)
    return first, last


def both_styles(day: Day) -> str:
    """A day in both calendars: “25 October (7 November) 1917”, “1 (14) March 1917”."""
    year, month, number = julian_ymd(day)
    old, new = f"{number} {MONTHS[month - 1]}", f"{day.day} {MONTHS[day.month - 1]}"
    if year != day.year:
        return f"{old} {year_words(year)} ({new} {year_words(day.year)})"
    if month == day.month:
        return f"{number} ({day.day}) {MONTHS[month - 1]} {year_words(year)}"
    return f"{old} ({new}) {year_words(year)}"
