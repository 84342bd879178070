"""When something happened, as far as anybody knows: uncertain dates, their order, and how people write them.

An `UncertainDate` keeps its text in a subset of EDTF (ISO 8601-2) and the first and last day that the text allows.
The subset: `1928`, `1928-05`, `1928-05-09`; digits left open, `19XX`, `192X`, `1928-XX`, `1928-XX-XX`, `1928-05-XX`,
`1928-05-2X`; the seasons `1928-21` (spring: March to May) to `1928-24` (winter: December to the next February); any of
them followed by `~` (about), `?` (perhaps) or `%` (both); and intervals of two such dates, `1928-05/1928-06~`, one of
which may be `..` (open). Years run from 0001 to 9999. About widens a date by one unit of its own precision on either
side, a day by three days; perhaps widens nothing.

Two dates are compared in three values, since most cannot be put in order; sorting is another matter and has a
key of its own. So there is no `<` here. Whether `a/b` means some day within or the whole span is for the
record that holds it to say.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

LONGEST_EDTF = 60
LONGEST_WRITTEN = 120
EDTF_FORMS = (
    "write 1928, 1928-05, 1928-05-09, 192X, 1928-21 for spring, add ~ for about or ? for perhaps, "
    "or join two with a slash (1928-05/1928-06, 1928-05/..)"
)
WRITTEN_FORMS = (
    "write, for example, 9 May 1928, May 1928, early May 1928, spring 1928, about 1928, before June 1928, "
    "or between 2 and 24 June 1928"
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}


class DateError(ValueError):
    """A date that cannot be understood; the message tells a person what is wrong and what can be written."""


class Order(StrEnum):
    """How one date lies to another. Two events of one day have no known order, so nothing is ever "the same"."""

    BEFORE = "before"
    AFTER = "after"
    UNDETERMINED = "undetermined"


class Precision(StrEnum):
    """How closely a date is given; `DAYS` is a day whose last digit is open."""

    DAY = "day"
    DAYS = "days"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class UncertainDate:
    """A date as uncertain as its source leaves it; made by `parse`, `read`, `of` or `between`, never by hand.

    `earliest` is `date.min` and `latest` is `date.max` where an interval is open; dates that reach beyond
    either are cut off there.
    """

    text: str
    earliest: date
    latest: date
    approximate: bool
    uncertain: bool

    @classmethod
    def parse(cls, edtf: str) -> UncertainDate:
        """The date that an EDTF text of the subset means; its `text` is the same text."""
        if len(edtf) > LONGEST_EDTF:
            raise refusal(edtf, f"is longer than {LONGEST_EDTF} characters", EDTF_FORMS)
        return parsed(edtf)

    @classmethod
    def read(cls, written: str) -> UncertainDate:
        """The date that a person wrote, in EDTF or in English; what could mean two dates is refused."""
        if len(written) > LONGEST_WRITTEN:
            raise refusal(written, f"is longer than {LONGEST_WRITTEN} characters", WRITTEN_FORMS)
        from stances.written_dates import read_written  # which reads what this module makes

        return read_written(written)

    @classmethod
    def of(cls, day: date) -> UncertainDate:
        """Exactly this day."""
        return cls.parse(iso(day))

    @classmethod
    def between(cls, earliest: date, latest: date) -> UncertainDate:
        """From one day to another; `date.min` and `date.max` stand for an open end."""
        if earliest == latest:
            return cls.of(earliest)
        start = ".." if earliest == date.min else iso(earliest)
        return cls.parse(f"{start}/{'..' if latest == date.max else iso(latest)}")

    @property
    def sort_key(self) -> tuple[date, date]:
        return self.earliest, self.latest

    @property
    def is_interval(self) -> bool:
        return "/" in self.text

    @property
    def is_open(self) -> bool:
        return ".." in self.text

    @property
    def is_exact(self) -> bool:
        """Whether this is one day, and nobody doubts it."""
        return self.earliest == self.latest and not self.uncertain

    @property
    def precision(self) -> Precision:
        return Precision.INTERVAL if self.is_interval else point_of(self.text).precision

    def compare(self, other: UncertainDate) -> Order:
        """Before or after only if every day that this allows is so to every day of the other."""
        return compared(self.sort_key, other.sort_key)

    def overlaps(self, other: UncertainDate) -> bool:
        """Whether both could be the same day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def contains(self, day: date) -> bool:
        return self.earliest <= day <= self.latest

    def words(self, *, throughout: bool = False) -> str:
        """The date in English, which `read` understands; `throughout` says an interval as a span of time.

        An interval is "between 2 and 24 June 1928" or "early June 1928", or else "from 2 to 24 June 1928".
        """
        return _in_words(self.text, throughout)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        from_text = core_schema.no_info_after_validator_function(
            cls.parse, core_schema.str_schema(strict=True)
        )
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), from_text]),
            serialization=core_schema.plain_serializer_function_ser_schema(
                str, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "maxLength": LONGEST_EDTF,
            "description": f"An uncertain date in EDTF (ISO 8601-2): {EDTF_FORMS}.",
            "examples": [
                "1928",
                "1928-05",
                "1928-05-09~",
                "1928-22?",
                "192X",
                "1928-05-21/1928-06",
                "../1928-05",
            ],
        }


# --- what every date needs ---


def iso(day: date) -> str:
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def refusal(text: str, problem: str, forms: str) -> DateError:
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    shown = shown if shown.isprintable() else ascii(shown)[1:-1]
    return DateError(f"“{shown}” {problem}: {forms}.")


def compared(one: tuple[date, date], other: tuple[date, date]) -> Order:
    before, after = one[1] < other[0], one[0] > other[1]
    if before == after:
        return Order.UNDETERMINED
    return Order.BEFORE if before else Order.AFTER


# --- EDTF ---

_POINT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d\dXX)(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|[0-3]X|XX))?)?(?P<flag>[~?%]?)",
    re.ASCII,
)
_WIDTH_IN_MONTHS = {
    Precision.MONTH: 1,
    Precision.SEASON: 3,
    Precision.YEAR: 12,
    Precision.DECADE: 120,
    Precision.CENTURY: 1200,
}
_LAST_MONTH = 9999 * 12 + 11


@dataclass(frozen=True, slots=True)
class _Point:
    """One date that is no interval: its first and last day before and after widening."""

    precision: Precision
    core: tuple[date, date]
    bounds: tuple[date, date]
    flag: str


def _days(first_month: int, last_month: int) -> tuple[date, date]:
    """The first and last day of a run of months, each counted from the year 0, cut off at what `date` can hold."""
    first = date(first_month // 12, first_month % 12 + 1, 1) if first_month >= 12 else date.min
    if last_month > _LAST_MONTH:
        return first, date.max
    year, month = last_month // 12, last_month % 12 + 1
    return first, date(year, month, monthrange(year, month)[1])


def _shifted(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _day_point(text: str, year: int, month: int, day: str, flag: str) -> _Point:
    length = monthrange(year, month)[1]
    first, last = (max(int(day[0]) * 10, 1), int(day[0]) * 10 + 9) if day[1] == "X" else (int(day), int(day))
    if not 1 <= first <= length:
        raise refusal(
            text, f"is no date, since {MONTHS[month - 1]} {year} has {length} days and no {day}", EDTF_FORMS
        )
    core = date(year, month, first), date(year, month, min(last, length))
    precision, width = (Precision.DAYS, 10) if day[1] == "X" else (Precision.DAY, 3)
    bounds = (_shifted(core[0], -width), _shifted(core[1], width)) if flag in ("~", "%") else core
    return _Point(precision, core, bounds, flag)


def _months(text: str, year: str, month: str | None) -> tuple[Precision, int, int]:
    """The precision of a date without a day, and its first and last month, counted from the year 0."""
    if "X" in year:
        if month:
            raise refusal(text, "gives a month of an unknown year", EDTF_FORMS)
        precision = Precision.CENTURY if year.endswith("XX") else Precision.DECADE
        return precision, int(year.replace("X", "0")) * 12, int(year.replace("X", "9")) * 12 + 11
    january = int(year) * 12
    if month in (None, "XX"):
        return Precision.YEAR, january, january + 11
    number = int(month)
    if number in SEASONS:
        first = january + 2 + 3 * (number - 21)
        return Precision.SEASON, first, first + 2
    if not 1 <= number <= 12:
        raise refusal(text, f"names a month {month}, which there is not", EDTF_FORMS)
    return Precision.MONTH, january + number - 1, january + number - 1


@lru_cache(maxsize=4096)
def point_of(text: str) -> _Point:
    match = _POINT.fullmatch(text)
    if not match:
        raise refusal(text, "is not a date in EDTF as it is used here", EDTF_FORMS)
    year, month, day, flag = match.group("year", "month", "day", "flag")
    if year == "0000":
        raise refusal(text, "lies before the year 0001, where these dates begin", EDTF_FORMS)
    precision, first, last = _months(text, year, month)
    if day and day != "XX":
        if precision is not Precision.MONTH:
            raise refusal(text, "gives a day without its month", EDTF_FORMS)
        return _day_point(text, int(year), int(month), day, flag)
    if day and precision is Precision.SEASON:
        raise refusal(text, "gives a day of a season", EDTF_FORMS)
    width = _WIDTH_IN_MONTHS[precision] if flag in ("~", "%") else 0
    return _Point(precision, _days(first, last), _days(first - width, last + width), flag)


def _interval(text: str) -> UncertainDate:
    start, _, end = text.partition("/")
    if start == end == "..":
        raise refusal(text, "is open at both ends, so leave the date empty, or", EDTF_FORMS)
    if not (start and end):
        raise refusal(text, "lacks an end; where it is not known, put two dots", EDTF_FORMS)
    first = None if start == ".." else point_of(start)
    last = None if end == ".." else point_of(end)
    if first and last and first.core[0] > last.core[1]:
        raise refusal(text, "runs backwards, so put the earlier date first", EDTF_FORMS)
    flags = (first.flag if first else "") + (last.flag if last else "")
    earliest = first.bounds[0] if first else date.min
    latest = last.bounds[1] if last else date.max
    return UncertainDate(text, earliest, latest, *meaning(flags))


def meaning(flags: str) -> tuple[bool, bool]:
    """Whether these flags say about, and whether they say perhaps."""
    return "~" in flags or "%" in flags, "?" in flags or "%" in flags


@lru_cache(maxsize=8192)
def parsed(text: str) -> UncertainDate:
    if "/" in text:
        return _interval(text)
    point = point_of(text)
    return UncertainDate(text, *point.bounds, *meaning(point.flag))


# --- into English ---

PARTS_OF_MONTH = {
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 31),
    "first half": (1, 15),
    "second half": (16, 31),
}
_FLAG_WORDS = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}
_PLAIN = re.compile(r"\d{4}-(?:0\d|1[0-2])(?:-\d\d)?")


def _year_words(year: int) -> str:
    return str(year) if year >= 1000 else f"AD {year}"


def unflagged(text: str) -> tuple[str, str]:
    return (text[:-1], text[-1]) if text[-1] in "~?%" else (text, "")


def _open_digits_words(core: str, point: _Point) -> str:
    """Words for a date whose open digits say more than its bounds, namely that it is one day, month or year."""
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


def _core_words(core: str) -> str:
    point = point_of(core)
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
            season = SEASONS[int(core[5:])]
            return f"{season} {year}" + (f"–{(first.year + 1) % 100:02}" if season == "winter" else "")
        case _:
            return f"{first.day} {MONTHS[first.month - 1]} {year}"


def _point_words(text: str) -> str:
    core, flag = unflagged(text)
    return _FLAG_WORDS[flag] + _core_words(core)


def _start_words(start: str, end: str) -> str:
    """The start of an interval without the month and year that its end will name."""
    first, flag = unflagged(start)
    last, _ = unflagged(end)
    words = _core_words(first)
    if _PLAIN.fullmatch(first) and _PLAIN.fullmatch(last) and first[:4] == last[:4]:
        same_month = len(first) == len(last) == 10 and first[:7] == last[:7]
        words = str(int(first[8:])) if same_month else words.removesuffix(f" {_year_words(int(first[:4]))}")
    return _FLAG_WORDS[flag] + words


def _part_of_month_words(start: str, end: str) -> str | None:
    (first, flag), (last, other_flag) = unflagged(start), unflagged(end)
    if (
        flag != other_flag
        or first[:7] != last[:7]
        or not len(first) == len(last) == 10
        or "X" in first + last
    ):
        return None
    length = point_of(last[:7]).core[1].day
    for part, (a, b) in PARTS_OF_MONTH.items():
        if (int(first[8:]), int(last[8:])) == (a, min(b, length)):
            joint = " of " if "half" in part else "-" if part == "mid" else " "
            return f"{_FLAG_WORDS[flag]}{part}{joint}{_core_words(first[:7])}"
    return None


@lru_cache(maxsize=8192)
def _in_words(text: str, throughout: bool) -> str:
    start, slash, end = text.partition("/")
    if not slash:
        return _point_words(text)
    if start == "..":
        return f"until {_point_words(end)}"
    if end == "..":
        return f"from {_point_words(start)}"
    if throughout:
        return f"from {_start_words(start, end)} to {_point_words(end)}"
    return _part_of_month_words(start, end) or f"between {_start_words(start, end)} and {_point_words(end)}"
