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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
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
            raise _refusal(edtf, f"is longer than {LONGEST_EDTF} characters", EDTF_FORMS)
        return _parsed(edtf)

    @classmethod
    def read(cls, written: str) -> UncertainDate:
        """The date that a person wrote, in EDTF or in English; what could mean two dates is refused."""
        if len(written) > LONGEST_WRITTEN:
            raise _refusal(written, f"is longer than {LONGEST_WRITTEN} characters", WRITTEN_FORMS)
        return _read(written)

    @classmethod
    def of(cls, day: date) -> UncertainDate:
        """Exactly this day."""
        return cls.parse(_iso(day))

    @classmethod
    def between(cls, earliest: date, latest: date) -> UncertainDate:
        """From one day to another; `date.min` and `date.max` stand for an open end."""
        if earliest == latest:
            return cls.of(earliest)
        start = ".." if earliest == date.min else _iso(earliest)
        return cls.parse(f"{start}/{'..' if latest == date.max else _iso(latest)}")

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
        return Precision.INTERVAL if self.is_interval else _point(self.text).precision

    def compare(self, other: UncertainDate) -> Order:
        """Before or after only if every day that this allows is so to every day of the other."""
        return _compared(self.sort_key, other.sort_key)

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


def _iso(day: date) -> str:
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def _refusal(text: str, problem: str, forms: str) -> DateError:
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    shown = shown if shown.isprintable() else ascii(shown)[1:-1]
    return DateError(f"“{shown}” {problem}: {forms}.")


def _compared(one: tuple[date, date], other: tuple[date, date]) -> Order:
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
        raise _refusal(
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
            raise _refusal(text, "gives a month of an unknown year", EDTF_FORMS)
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
        raise _refusal(text, f"names a month {month}, which there is not", EDTF_FORMS)
    return Precision.MONTH, january + number - 1, january + number - 1


@lru_cache(maxsize=4096)
def _point(text: str) -> _Point:
    match = _POINT.fullmatch(text)
    if not match:
        raise _refusal(text, "is not a date in EDTF as it is used here", EDTF_FORMS)
    year, month, day, flag = match.group("year", "month", "day", "flag")
    if year == "0000":
        raise _refusal(text, "lies before the year 0001, where these dates begin", EDTF_FORMS)
    precision, first, last = _months(text, year, month)
    if day and day != "XX":
        if precision is not Precision.MONTH:
            raise _refusal(text, "gives a day without its month", EDTF_FORMS)
        return _day_point(text, int(year), int(month), day, flag)
    if day and precision is Precision.SEASON:
        raise _refusal(text, "gives a day of a season", EDTF_FORMS)
    width = _WIDTH_IN_MONTHS[precision] if flag in ("~", "%") else 0
    return _Point(precision, _days(first, last), _days(first - width, last + width), flag)


def _interval(text: str) -> UncertainDate:
    start, _, end = text.partition("/")
    if start == end == "..":
        raise _refusal(text, "is open at both ends, so leave the date empty, or", EDTF_FORMS)
    if not (start and end):
        raise _refusal(text, "lacks an end; where it is not known, put two dots", EDTF_FORMS)
    first = None if start == ".." else _point(start)
    last = None if end == ".." else _point(end)
    if first and last and first.core[0] > last.core[1]:
        raise _refusal(text, "runs backwards, so put the earlier date first", EDTF_FORMS)
    flags = (first.flag if first else "") + (last.flag if last else "")
    earliest = first.bounds[0] if first else date.min
    latest = last.bounds[1] if last else date.max
    return UncertainDate(text, earliest, latest, *_meaning(flags))


def _meaning(flags: str) -> tuple[bool, bool]:
    """Whether these flags say about, and whether they say perhaps."""
    return "~" in flags or "%" in flags, "?" in flags or "%" in flags


@lru_cache(maxsize=8192)
def _parsed(text: str) -> UncertainDate:
    if "/" in text:
        return _interval(text)
    point = _point(text)
    return UncertainDate(text, *point.bounds, *_meaning(point.flag))


# --- into English ---

_PARTS_OF_MONTH = {
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


def _unflagged(text: str) -> tuple[str, str]:
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
    point = _point(core)
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
    core, flag = _unflagged(text)
    return _FLAG_WORDS[flag] + _core_words(core)


def _start_words(start: str, end: str) -> str:
    """The start of an interval without the month and year that its end will name."""
    first, flag = _unflagged(start)
    last, _ = _unflagged(end)
    words = _core_words(first)
    if _PLAIN.fullmatch(first) and _PLAIN.fullmatch(last) and first[:4] == last[:4]:
        same_month = len(first) == len(last) == 10 and first[:7] == last[:7]
        words = str(int(first[8:])) if same_month else words.removesuffix(f" {_year_words(int(first[:4]))}")
    return _FLAG_WORDS[flag] + words


def _part_of_month_words(start: str, end: str) -> str | None:
    (first, flag), (last, other_flag) = _unflagged(start), _unflagged(end)
    if (
        flag != other_flag
        or first[:7] != last[:7]
        or not len(first) == len(last) == 10
        or "X" in first + last
    ):
        return None
    length = _point(last[:7]).core[1].day
    for part, (a, b) in _PARTS_OF_MONTH.items():
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


# --- from English ---
#
# A written date is tidied into one spelling and tried against one small reader after another. There are two levels, so
# that no input makes the readers call each other without end: single dates, and spans made of two single dates.

_ABOUT = re.compile(
    r"(?:(?:or )?(?:about|around|approximately|approx\b\.?|roughly|circa|ca?\b\.?)(?= )|ca?\.|c(?=\d)|~) ?"
)
_PERHAPS = re.compile(r"(?:perhaps|possibly|probably|presumably|maybe) ")
_DOUBTED = re.compile(r" ?(?:\?|\(\?\))$")
_NOISE = re.compile(r"\b(?:the|of|in|on|at|(?:some ?time)(?: within)?) ")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_ERA = re.compile(r"\b(?:ad|ce) ?(\d{1,4})(?=s?\b)|\b(\d{1,4}) ?(?:ad|ce)\b", re.ASCII)
_LONG_DASH = re.compile(r" ?[‒–—−] ?| - ")

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"\d{4}"
_DAY = r"\d{1,2}"
_SEASON = r"spring|summer|autumn|fall|winter"
_SEASON_NUMBERS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_PART_NAMES = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"} | {
    part: part for part in _PARTS_OF_MONTH
}
_PARTS_OF_YEAR = {
    "early": (1, 4),
    "mid": (5, 8),
    "late": (9, 12),
    "first half": (1, 6),
    "second half": (7, 12),
}


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_EDTF_LIKE = _form(r"[\dx]{4}(?![\dx])[\dx~?%/.-]*|\.\./[\dx~?%.-]+")
_DAY_FIRST = _form(rf"(?P<day>{_DAY})\.? ?(?P<month>{_MONTH}) (?P<year>{_YEAR})")
_MONTH_FIRST = _form(rf"(?P<month>{_MONTH}) (?P<day>{_DAY}) (?P<year>{_YEAR})")
_MONTH_ONLY = _form(rf"(?P<month>{_MONTH}) (?P<year>{_YEAR})")
_NUMBERS = _form(rf"(?P<one>{_DAY})(?P<mark>[./-]) ?(?P<two>{_DAY})(?P=mark) ?(?P<year>{_YEAR})")
_SEASON_FIRST = _form(rf"(?P<season>{_SEASON}) (?P<year>{_YEAR})(?:[-–/](?P<next>\d\d|\d{{4}}))?")
_SEASON_LAST = _form(rf"(?P<year>{_YEAR})(?:[-–/](?P<next>\d\d|\d{{4}}))? (?P<season>{_SEASON})")
_TENS_OF_YEARS = _form(rf"(?P<year>{_YEAR})['’]?s")
_CENTURY = _form(r"(?P<number>\d{1,2}) century")
_PART_OF_MONTH = _form(rf"(?P<part>{'|'.join(_PART_NAMES)})[ -](?:(?P<month>{_MONTH}) )?(?P<year>{_YEAR})")
_SOME = _form(rf"some (?P<unit>day|month) (?:(?P<month>{_MONTH}) )?(?P<year>{_YEAR})")
_SOME_DAY = _form(
    rf"some day within (?P<first>{_DAY})[-–](?P<last>{_DAY}) (?P<month>{_MONTH}) (?P<year>{_YEAR})"
)
_SOME_YEAR = _form(rf"some year within (?P<first>{_YEAR})[-–](?P<last>{_YEAR})")
_BETWEEN = _form(
    r"between (?P<start>.+?) and (?P<end>.+)|from (?P<start2>.+?) (?:to|till|until) (?P<end2>.+)"
)
_OPEN = _form(
    r"(?P<side>before|after|since|from|until|till|up to|by|not? later than|not? earlier than|not before) (?P<rest>.+)"
)
_DAYS_AFTER_MONTH = _form(rf"(?P<month>{_MONTH}) (?P<first>{_DAY})[-–](?P<last>{_DAY}) (?P<year>{_YEAR})")
_SHORT_YEARS = _form(rf"(?P<first>{_YEAR})(?P<mark>[-–/])(?P<last>\d\d)")


def _month(name: str) -> str:
    return f"{next(n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(name[:3])):02}"


def _flagged(text: str, flags: str) -> str:
    """This EDTF text with more flags on each of its dates."""
    if not flags:
        return text
    if "/" in text:
        return "/".join(_flagged(end, flags) for end in text.split("/"))
    if text == "..":
        return text
    core, flag = _unflagged(text)
    about, perhaps = _meaning(flag + flags)
    return core + ("%" if about and perhaps else "~" if about else "?")


def _without_flags(tidy: str) -> tuple[str, str]:
    """A written date without its "about" and "perhaps", and these as EDTF flags."""
    flags = ""
    while True:
        if match := _ABOUT.match(tidy):
            tidy, flags = tidy[match.end() :], flags + "~"
        elif match := _PERHAPS.match(tidy):
            tidy, flags = tidy[match.end() :], flags + "?"
        elif match := _DOUBTED.search(tidy):
            tidy, flags = tidy[: match.start()], flags + "?"
        else:
            return tidy, flags


def _edtf_like(tidy: str) -> str | None:
    """EDTF as it stands, unless it is not of the subset; then it may still be a form of its own ("1928-29")."""
    if not _EDTF_LIKE.fullmatch(tidy):
        return None
    try:
        return UncertainDate.parse(tidy.upper()).text
    except DateError:
        return None


def _day_of_month(tidy: str) -> str | None:
    match = _DAY_FIRST.fullmatch(tidy) or _MONTH_FIRST.fullmatch(tidy)
    return f"{match['year']}-{_month(match['month'])}-{int(match['day']):02}" if match else None


def _month_of_year(tidy: str) -> str | None:
    match = _MONTH_ONLY.fullmatch(tidy)
    return f"{match['year']}-{_month(match['month'])}" if match else None


def _numbers(tidy: str) -> str | None:
    """Days by number: 9.5.1928 is the ninth of May; with slashes or hyphens only where one reading is possible."""
    match = _NUMBERS.fullmatch(tidy)
    if not match:
        return None
    one, two = int(match["one"]), int(match["two"])
    if match["mark"] != "." and one != two and max(one, two) <= 12:
        raise DateError(
            f"“{tidy}” can mean {one} {MONTHS[two - 1]} or {two} {MONTHS[one - 1]} {match['year']}: "
            "write the month as a word."
            if min(one, two) > 0
            else f"“{tidy}” is no date: {WRITTEN_FORMS}."
        )
    day, month = (two, one) if match["mark"] != "." and two > 12 else (one, two)
    return f"{match['year']}-{month:02}-{day:02}"


def _season(tidy: str) -> str | None:
    match = _SEASON_FIRST.fullmatch(tidy) or _SEASON_LAST.fullmatch(tidy)
    if not match:
        return None
    year, following, number = match["year"], match["next"], _SEASON_NUMBERS[match["season"]]
    if following and (number != 24 or int(following) != (int(year) + 1) % 10 ** len(following)):
        return None
    return f"{year}-{number}"


def _tens_or_hundreds(tidy: str) -> str | None:
    if match := _CENTURY.fullmatch(tidy):
        number = int(match["number"])
        return f"{number * 100 - 99:04}/{number:02}00"
    match = _TENS_OF_YEARS.fullmatch(tidy)
    if not match or not match["year"].endswith("0"):
        return None
    year = match["year"]
    if year.endswith("00"):
        raise DateError(
            f"“{tidy}” can mean ten years or a hundred: write {year}–{year[:2]}09 or {year}–{year[:2]}99."
        )
    return f"{year[:3]}X"


def _part_of_month(tidy: str) -> str | None:
    match = _PART_OF_MONTH.fullmatch(tidy)
    if not match:
        return None
    part, year = _PART_NAMES[match["part"]], match["year"]
    if not match["month"]:
        first, last = _PARTS_OF_YEAR[part]
        return f"{year}-{first:02}/{year}-{last:02}"
    month = f"{year}-{_month(match['month'])}"
    first, last = _PARTS_OF_MONTH[part]
    return f"{month}-{first:02}/{month}-{min(last, _point(month).core[1].day):02}"


def _open_digits(tidy: str) -> str | None:
    """Dates of which only the first digits are known, in the words that `words` has for them."""
    if match := _SOME.fullmatch(tidy):
        if match["month"]:
            return f"{match['year']}-{_month(match['month'])}-XX" if match["unit"] == "day" else None
        return f"{match['year']}-XX" + ("-XX" if match["unit"] == "day" else "")
    if match := _SOME_DAY.fullmatch(tidy):
        text = f"{match['year']}-{_month(match['month'])}-{int(match['first']) // 10}X"
        first, last = _point(text).core
        return text if (first.day, last.day) == (int(match["first"]), int(match["last"])) else None
    if match := _SOME_YEAR.fullmatch(tidy):
        for text in (f"{match['first'][:3]}X", f"{match['first'][:2]}XX"):
            first, last = _point(text).core
            if (first.year, last.year) == (int(match["first"]), int(match["last"])):
                return text
    return None


_SINGLES = (
    _edtf_like,
    _day_of_month,
    _month_of_year,
    _part_of_month,
    _season,
    _numbers,
    _tens_or_hundreds,
    _open_digits,
)


def _single(tidy: str) -> str | None:
    """The EDTF text of one written date; a part of a month is a single date too."""
    if text := _edtf_like(tidy):
        return text
    tidy, flags = _without_flags(tidy)
    text = next(filter(None, (reader(tidy) for reader in _SINGLES)), None)
    return _flagged(text, flags) if text else None


def _joined(start: str, end: str) -> str | None:
    """Two written dates as one interval; the start may leave to the end what both share, as in "2–24 June"."""
    last = _single(end)
    if not last:
        return None
    shared = end.split()
    for count in range(min(len(shared), 3)):
        first = _single(" ".join([start, *shared[len(shared) - count :]]))
        if first:
            return f"{first.split('/')[0]}/{last.split('/')[-1]}"
    return None


def _between(tidy: str) -> str | None:
    match = _BETWEEN.fullmatch(tidy)
    return _joined(match["start"] or match["start2"], match["end"] or match["end2"]) if match else None


def _open(tidy: str) -> str | None:
    """ "Before" and "after" leave out the date they name, "from" and "until" take it in."""
    match = _OPEN.fullmatch(tidy)
    text = _single(match["rest"]) if match else None
    if not match or not text:
        return None
    start, end = text.split("/")[0], text.split("/")[-1]
    side = match["side"]
    if side in ("since", "from", "not before") or side.endswith("earlier than"):
        return f"{start}/.."
    if side not in ("before", "after"):
        return f"../{end}"
    if _unflagged(start)[1] or _unflagged(end)[1] or ".." in text:
        raise DateError(
            f"“{tidy}” needs a plain date after “{side}”; say “until” or “from” where it is uncertain."
        )
    if side == "before":
        return f"../{_iso(_neighbour(_point(start).core[0], -1, tidy))}"
    return f"{_iso(_neighbour(_point(end).core[1], 1, tidy))}/.."


def _neighbour(day: date, step: int, tidy: str) -> date:
    if day == (date.min if step < 0 else date.max):
        raise DateError(f"“{tidy}” lies outside the years 0001 to 9999, which these dates cover.")
    return day + timedelta(days=step)


def _dashed(tidy: str) -> str | None:
    """Two dates with a dash between them; a hyphen is a dash where nothing better is found."""
    if match := _DAYS_AFTER_MONTH.fullmatch(tidy):
        month = f"{match['month']} {match['year']}"
        return _joined(f"{match['first']} {month}", f"{match['last']} {month}")
    places = [i for i, char in enumerate(tidy) if char == "–"] + [
        i for i, char in enumerate(tidy) if char == "-"
    ]
    for place in places[:5]:
        if text := _joined(tidy[:place].strip(), tidy[place + 1 :].strip()):
            return text
    return None


def _short_years(tidy: str) -> str | None:
    match = _SHORT_YEARS.fullmatch(tidy)
    if not match or int(match["last"]) <= int(match["first"]) % 100:
        return None
    first, last = match["first"], match["first"][:2] + match["last"]
    if int(match["last"]) <= 12:
        raise DateError(
            f"“{tidy}” can mean a month or a run of years: write {MONTHS[int(match['last']) - 1]} {first}, "
            f"or {first}–{last}."
        )
    return f"{first}/{last}"


_SPANS = (_between, _short_years, _dashed, _open)


def _span(tidy: str) -> str | None:
    """The EDTF text of a written interval; an "about" or "perhaps" before it is said of both its ends."""
    tidy, flags = _without_flags(tidy)
    text = next(filter(None, (reader(tidy) for reader in _SPANS)), None)
    return _flagged(text, flags) if text else None


def _tidied(written: str) -> str:
    """One spelling of what was written: lower case, single blanks, long dashes bare, no filling words."""
    tidy = " ".join(written.lower().replace(",", " ").split())
    tidy = _LONG_DASH.sub("–", _ORDINAL.sub("", tidy)).replace(" / ", "/")
    tidy = _ERA.sub(lambda found: (found[1] or found[2]).zfill(4), tidy)
    return _NOISE.sub("", tidy)


@lru_cache(maxsize=1024)
def _read(written: str) -> UncertainDate:
    try:
        return _parsed(written)
    except DateError as refused:
        tidy = _tidied(written)
        text = _single(tidy) or _span(tidy)
        if text:
            return _parsed(text)
        if _EDTF_LIKE.fullmatch(tidy):
            raise refused from None
    raise _refusal(written, "is not a date that can be read", WRITTEN_FORMS)


# --- recorded order ---


@dataclass(frozen=True)
class Chronology:
    """What order dates and recorded `after` relations give to records together.

    `entries` maps a slug to its date, None when undated, and to the slugs that it comes after; those that are not
    entries themselves are passed over. Who comes after another is not earlier than that one, which narrows the dates
    of both. The relations among records that would all come after each other count for nothing and are listed
    in `cycles`.
    """

    entries: Mapping[str, tuple[UncertainDate | None, Iterable[str]]]

    @cached_property
    def _acyclic(self) -> tuple[dict[str, list[str]], tuple[tuple[str, ...], ...]]:
        """Each slug's predecessors, those earlier in time first in the mapping, and the cycles taken out."""
        known = self.entries
        after = {slug: [s for s in dict.fromkeys(slugs) if s in known] for slug, (_, slugs) in known.items()}
        cycles: list[tuple[str, ...]] = []
        while True:
            try:
                return {slug: after[slug] for slug in TopologicalSorter(after).static_order()}, tuple(cycles)
            except CycleError as error:
                cycle = error.args[1][:-1]
                cycles.append(tuple(reversed(cycle)))
                for slug in cycle:
                    after[slug] = [s for s in after[slug] if s not in cycle]

    @property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Circles of records, each said to come after the next and the last after the first."""
        return self._acyclic[1]

    @cached_property
    def _bounds(self) -> dict[str, tuple[date, date]]:
        after = self._acyclic[0]
        earliest, latest = {}, {}
        for slug in after:
            when = self.entries[slug][0]
            earliest[slug], latest[slug] = when.sort_key if when else (date.min, date.max)
        for slug, predecessors in after.items():
            earliest[slug] = max([earliest[slug], *(earliest[p] for p in predecessors)])
        for slug, predecessors in reversed(after.items()):
            for p in predecessors:
                latest[p] = min(latest[p], latest[slug])
        return {slug: (earliest[slug], latest[slug]) for slug in after}

    @cached_property
    def _depths(self) -> dict[str, int]:
        depths: dict[str, int] = {}
        for slug, predecessors in self._acyclic[0].items():
            depths[slug] = 1 + max((depths[p] for p in predecessors), default=-1)
        return depths

    @cached_property
    def contradictions(self) -> tuple[str, ...]:
        """The records whose dates cannot agree with what they come after or before."""
        return tuple(sorted(slug for slug, (earliest, latest) in self._bounds.items() if earliest > latest))

    def bounds(self, slug: str) -> tuple[date, date]:
        """The earliest and latest day that dates and relations leave; the wrong way round in a contradiction."""
        return self._bounds[slug]

    def compare(self, one: str, other: str) -> Order:
        """How one record lies to another; relations of a record whose date contradicts them give no order."""
        follows, leads = self._follows(one, other), self._follows(other, one)
        if not follows and not leads:
            return _compared(self._bounds[one], self._bounds[other])
        if one in self.contradictions or other in self.contradictions:
            return Order.UNDETERMINED
        return Order.AFTER if follows else Order.BEFORE

    def _follows(self, one: str, other: str) -> bool:
        """Whether one record comes after another, directly or through others between them."""
        after, seen = self._acyclic[0], {one}
        waiting = [one]
        while waiting:
            for slug in after[waiting.pop()]:
                if slug == other:
                    return True
                if slug not in seen:
                    seen.add(slug)
                    waiting.append(slug)
        return False

    def sort_key(self, slug: str) -> tuple[date, date, int, str]:
        """Earliest and latest day as narrowed, then the number of steps that it comes after others, then the slug.

        Bounds never decrease along a relation and steps always increase, so sorting by this puts every record
        behind what it comes after. A record without any date or relation sorts first.
        """
        return *self._bounds[slug], self._depths[slug], slug

    def ordered(self) -> list[str]:
        """All slugs in a stable order that keeps every relation not in a cycle."""
        return sorted(self.entries, key=self.sort_key)
