"""Days of the Gregorian calendar in any year, also before it was introduced and before AD 1.

`datetime.date` ends at the year 1. A `Day` is the number that its `toordinal` gives, 1 for 1 January AD 1, and goes on below.
Years are astronomical, so that 0 is 1 BC and −43 is 44 BC.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

MIN_YEAR, MAX_YEAR = -9999, 9999
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_JULIAN_DAY_ZERO = 1_721_425
"""The Julian day number of the day numbered 0, 31 December 1 BC."""


class Day(int):
    """A day, as its number. Compared, subtracted and stored as one; `min` and `max` also stand for open ends."""

    __slots__ = ()
    min: ClassVar[Day]
    max: ClassVar[Day]

    @classmethod
    def of(cls, year: int, month: int, day: int) -> Day:
        """The day of the Gregorian calendar; one after the end of the month is a day of the next."""
        y, days = _count_from_march(year, month, day)
        return cls(days + y // 4 - y // 100 + y // 400 - 32045 - _JULIAN_DAY_ZERO)

    @classmethod
    def of_date(cls, day: date) -> Day:
        return cls(day.toordinal())

    @classmethod
    def of_month(cls, number: int) -> Day:
        """The first day of a month, by its `month_number`."""
        return cls.of(number // 12, number % 12 + 1, 1)

    @property
    def ymd(self) -> tuple[int, int, int]:
        """Year, month and day of the month."""
        days = self + _JULIAN_DAY_ZERO + 32044
        centuries = (4 * days + 3) // 146097
        year, month, day = _split_from_march(days - 146097 * centuries // 4)
        return 100 * centuries + year, month, day

    @property
    def year(self) -> int:
        return self.ymd[0]

    @property
    def month(self) -> int:
        return self.ymd[1]

    @property
    def day(self) -> int:
        return self.ymd[2]

    @property
    def month_number(self) -> int:
        """The month, counted from January of the year 0."""
        year, month, _ = self.ymd
        return year * 12 + month - 1

    @property
    def last_of_month(self) -> Day:
        return Day.of_month(self.month_number + 1).shift(-1)

    @property
    def month_text(self) -> str:
        """The month in EDTF."""
        return self.isoformat()[:-3]

    def shift(self, days: int) -> Day:
        """This many days later, or earlier; not beyond `min` and `max`."""
        return Day(min(max(self + days, Day.min), Day.max))

    def weekday(self) -> int:
        """0 for Monday to 6 for Sunday."""
        return (self - 1) % 7

    def isoformat(self) -> str:
        """The day as YYYY-MM-DD, before the year 0 with a minus in front."""
        year, month, day = self.ymd
        return f"{format_year(year)}-{month:02}-{day:02}"

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return self.isoformat()

    def __repr__(self) -> str:
        return f"Day({self.isoformat()})"

    def __format__(self, spec: str) -> str:
        return format(self.isoformat(), spec)


def format_year(year: int) -> str:
    """The year in four digits, with a minus in front if it is before 0."""
    return f"{'-' * (year < 0)}{abs(year):04}"


def year_words(year: int) -> str:
    """“1928”, “AD 987”, “44 BC”."""
    return str(year) if year >= 1000 else f"AD {year}" if year > 0 else f"{1 - year} BC"


def month_length(year: int, month: int) -> int:
    return Day.of(year, month, 1).last_of_month.day


def julian_day(year: int, month: int, day: int) -> Day:
    """The day that the Julian calendar calls so; one after the end of the month is a day of the next."""
    y, days = _count_from_march(year, month, day)
    return Day(days + y // 4 - 32083 - _JULIAN_DAY_ZERO)


def julian_ymd(day: Day) -> tuple[int, int, int]:
    """Year, month and day of the month in the Julian calendar."""
    return _split_from_march(day + _JULIAN_DAY_ZERO + 32082)


def _count_from_march(year: int, month: int, day: int) -> tuple[int, int]:
    """The number of years that begin in March since 4801 BC, and of days in them but for leap days.

    As in the usual algorithm for Julian day numbers (Fliegel and Van Flandern); floor division carries it to any year.
    """
    before = (14 - month) // 12
    y, m = year + 4800 - before, month + 12 * before - 3
    return y, day + (153 * m + 2) // 5 + 365 * y


def _split_from_march(days: int) -> tuple[int, int, int]:
    """Year, month and day of the month, from days since March 4801 BC in years of which each fourth is a leap year."""
    years = (4 * days + 3) // 1461
    rest = days - 1461 * years // 4
    month = (5 * rest + 2) // 153
    return years - 4800 + month // 10, month + 3 - 12 * (month // 10), rest - (153 * month + 2) // 5 + 1


Day.min, Day.max = Day.of(MIN_YEAR, 1, 1), Day.of(MAX_YEAR, 12, 31)
