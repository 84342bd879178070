"""Read dates in words: “early August 1928”, “about 9 May 1928”, “between 2 and 24 June 1928”, “9. Mai 1928”.

`read` understands English, and other languages by tables that turn their words into English ones (`languages`). It reads
everything that `english.words` writes, and more. It normalises the spelling and tries one small reader after another.
Readers have two levels, single dates and intervals of two single dates, so that they cannot recurse without end. Ambiguous
dates are refused.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from stances.dates import edtf
from stances.dates.edtf import EDTF_HELP, MONTHS, DateError, check_edtf, parse_point, split_flag
from stances.dates.english import PARTS_OF_PERIOD, SEASONS
from stances.dates.languages import LANGUAGES

MAX_WRITTEN_LENGTH = 120
WRITTEN_HELP = (
    "write, for example, 9 May 1928, May 1928, early May 1928, spring 1928, about 1928, before June 1928, "
    "between 2 and 24 June 1928, or 1928-05-09"
)
_ABOUT = re.compile(
    r"(?:(?:or )?(?:about|around|approximately|approx\b\.?|roughly|circa|ca?\b\.?)(?= )|ca?\.|c(?=\d)|~) ?"
)
_PERHAPS = re.compile(r"(?:perhaps|possibly|probably|presumably|maybe) ")
_QUESTION_MARK = re.compile(r" ?(?:\?|\(\?\))$")
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day |(?:mon|tue|wed|thu|fri|sat|sun)\b\.? (?=\d\d?\b))"
)
_FILLER_WORDS = re.compile(r"\b(?:the|of|in|on|at|(?:some ?time)(?: within)?) ")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_ERA = re.compile(r"\b(?:ad|ce) ?(\d{1,4})(?=s?\b)|\b(\d{1,4}) ?(?:ad|ce)\b", re.ASCII)
_LONG_DASH = re.compile(r" ?[‒–—−] ?| - ")

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"\d{4}"
_DAY = r"\d{1,2}"
_SEASON = "|".join(SEASONS)
_PART_NAMES = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}
_PART = "|".join((*_PART_NAMES, *PARTS_OF_PERIOD))


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_EDTF_LIKE = _compile(r"[\dx]{4}(?![\dx])[\dx~?%/.-]*|\.\./[\dx~?%.-]+")
_DAY_FIRST = _compile(rf"(?P<day>{_DAY})\.? ?(?P<month>{_MONTH}) (?P<year>{_YEAR})")
_MONTH_FIRST = _compile(rf"(?P<month>{_MONTH}) (?P<day>{_DAY}) (?P<year>{_YEAR})")
_MONTH_ONLY = _compile(rf"(?P<month>{_MONTH}) (?P<year>{_YEAR})")
_NUMERIC_DATE = _compile(rf"(?P<one>{_DAY})(?P<mark>[./-]) ?(?P<two>{_DAY})(?P=mark) ?(?P<year>{_YEAR})")
_SEASON_FIRST = _compile(rf"(?P<season>{_SEASON}) (?P<year>{_YEAR})(?:[-–/](?P<next>\d\d|\d{{4}}))?")
_SEASON_LAST = _compile(rf"(?P<year>{_YEAR})(?:[-–/](?P<next>\d\d|\d{{4}}))? (?P<season>{_SEASON})")
_TENS_OF_YEARS = _compile(rf"(?P<year>{_YEAR})['’]?s")
_ROMAN = (
    *("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    *("xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx", "xxi"),
)
_CENTURY = _compile(r"(?P<number>[1-9]\d?|[ivx]+)\.? (?:century|c\.?)")
_PART_OF_PERIOD = _compile(rf"(?P<part>{_PART})[ -](?P<period>.+)")
_SOME_DAY_OR_MONTH = _compile(rf"some (?P<unit>day|month) (?:(?P<month>{_MONTH}) )?(?P<year>{_YEAR})")
_SOME_DAY = _compile(
    rf"some day within (?P<first>{_DAY})[-–](?P<last>{_DAY}) (?P<month>{_MONTH}) (?P<year>{_YEAR})"
)
_SOME_YEAR = _compile(rf"some year within (?P<first>{_YEAR})[-–](?P<last>{_YEAR})")
_BETWEEN = _compile(
    r"between (?P<start>.+?) and (?P<end>.+)|(?:from )?(?P<start2>.+?) (?:to|till|until) (?P<end2>.+)"
)
_OPEN_INTERVAL = _compile(
    r"(?P<side>before|after|since|from|until|till|up to|by|not? later than|not? earlier than|not before) (?P<rest>.+)"
)
_DAYS_AFTER_MONTH = _compile(rf"(?P<month>{_MONTH}) (?P<first>{_DAY})[-–](?P<last>{_DAY}) (?P<year>{_YEAR})")
_SHORT_YEARS = _compile(rf"(?P<first>{_YEAR})(?P<mark>[-–/])(?P<last>\d\d)")


def _month_number(name: str) -> str:
    return f"{next(n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(name[:3])):02}"


def _split_flags(tidy: str) -> tuple[str, str]:
    """A written date without “about” and “perhaps”, and these as EDTF flags."""
    flags = ""
    while True:
        if match := _ABOUT.match(tidy):
            tidy, flags = tidy[match.end() :], flags + "~"
        elif match := _PERHAPS.match(tidy):
            tidy, flags = tidy[match.end() :], flags + "?"
        elif match := _QUESTION_MARK.search(tidy):
            tidy, flags = tidy[: match.start()], flags + "?"
        else:
            return tidy, flags


def _read_edtf(tidy: str) -> str | None:
    """EDTF unchanged; None if it is not in the subset, as “1928-29”, which another reader may understand."""
    if not _EDTF_LIKE.fullmatch(tidy):
        return None
    try:
        return check_edtf(tidy.upper())
    except DateError:
        return None


def _read_day(tidy: str) -> str | None:
    match = _DAY_FIRST.fullmatch(tidy) or _MONTH_FIRST.fullmatch(tidy)
    return f"{match['year']}-{_month_number(match['month'])}-{int(match['day']):02}" if match else None


def _read_month(tidy: str) -> str | None:
    match = _MONTH_ONLY.fullmatch(tidy)
    return f"{match['year']}-{_month_number(match['month'])}" if match else None


def _read_numeric(tidy: str) -> str | None:
    """9.5.1928 is 9 May. With slashes or hyphens, `DateError` if day and month could be exchanged."""
    match = _NUMERIC_DATE.fullmatch(tidy)
    if not match:
        return None
    one, two = int(match["one"]), int(match["two"])
    if match["mark"] != "." and one != two and max(one, two) <= 12:
        if min(one, two) == 0:
            raise DateError(tidy, "is no date", WRITTEN_HELP)
        raise DateError(
            tidy,
            f"can mean {one} {MONTHS[two - 1]} or {two} {MONTHS[one - 1]} {match['year']}",
            "write the month as a word",
        )
    day, month = (two, one) if match["mark"] != "." and two > 12 else (one, two)
    return f"{match['year']}-{month:02}-{day:02}"


def _read_season(tidy: str) -> str | None:
    match = _SEASON_FIRST.fullmatch(tidy) or _SEASON_LAST.fullmatch(tidy)
    if not match:
        return None
    year, following, number = match["year"], match["next"], SEASONS[match["season"]]
    if following and (number != 24 or int(following) != (int(year) + 1) % 10 ** len(following)):
        return None
    return f"{year}-{number}"


def _read_decade_or_century(tidy: str) -> str | None:
    if number := _century_number(tidy):
        return f"{number * 100 - 99:04}/{number:02}00"
    match = _TENS_OF_YEARS.fullmatch(tidy)
    if not match or not match["year"].endswith("0"):
        return None
    year = match["year"]
    if year.endswith("00"):
        raise DateError(
            tidy, "can mean ten years or a hundred", f"write {year}–{year[:2]}09 or {year}–{year[:2]}99"
        )
    return f"{year[:3]}X"


def _century_number(tidy: str) -> int | None:
    match = _CENTURY.fullmatch(tidy)
    number = match["number"] if match else ""
    return int(number) if number.isdigit() else _ROMAN.index(number) + 1 if number in _ROMAN else None


def _read_part_of_period(tidy: str) -> str | None:
    match = _PART_OF_PERIOD.fullmatch(tidy)
    if not match:
        return None
    part, period = match["part"], match["period"]
    days, months, of_ten, of_hundred = PARTS_OF_PERIOD[_PART_NAMES.get(part, part)]
    if re.fullmatch(_YEAR, period, re.ASCII):
        return f"{period}-{months[0]:02}/{period}-{months[1]:02}"
    if month := _read_month(period):
        return f"{month}-{days[0]:02}/{month}-{min(days[1], parse_point(month).core[1].day):02}"
    years = _read_decade_or_century(period)
    if not years:
        return None
    first = int(years[:3] + "0") if years.endswith("X") else int(years[:4]) - 1
    return "/".join(f"{first + year:04}" for year in (of_ten if years.endswith("X") else of_hundred))


def _read_open_digits(tidy: str) -> str | None:
    """Dates with unspecified digits, in the words that `words` writes for them."""
    if match := _SOME_DAY_OR_MONTH.fullmatch(tidy):
        if match["month"]:
            return f"{match['year']}-{_month_number(match['month'])}-XX" if match["unit"] == "day" else None
        return f"{match['year']}-XX" + ("-XX" if match["unit"] == "day" else "")
    if match := _SOME_DAY.fullmatch(tidy):
        text = f"{match['year']}-{_month_number(match['month'])}-{int(match['first']) // 10}X"
        first, last = parse_point(text).core
        return text if (first.day, last.day) == (int(match["first"]), int(match["last"])) else None
    if match := _SOME_YEAR.fullmatch(tidy):
        for text in (f"{match['first'][:3]}X", f"{match['first'][:2]}XX"):
            first, last = parse_point(text).core
            if (first.year, last.year) == (int(match["first"]), int(match["last"])):
                return text
    return None


_SINGLE_READERS = (
    *(_read_edtf, _read_day, _read_month, _read_part_of_period),
    *(_read_season, _read_numeric, _read_decade_or_century, _read_open_digits),
)


def _read_single(tidy: str) -> str | None:
    """The EDTF text of one written date; parts of a month or year count as single dates."""
    if text := _read_edtf(tidy):
        return text
    tidy, flags = _split_flags(tidy)
    text = next(filter(None, (reader(tidy) for reader in _SINGLE_READERS)), None)
    return edtf.add_flags(text, flags) if text else None


def _read_interval(start: str, end: str) -> str | None:
    """Two written dates as an interval; the start may leave out what it shares with the end, as in “2–24 June”."""
    last = _read_single(end)
    if not last:
        return None
    shared = end.split()
    for count in range(min(len(shared), 3)):
        first = _read_single(" ".join([start, *shared[len(shared) - count :]]))
        if first:
            return f"{first.split('/')[0]}/{last.split('/')[-1]}"
    return None


def _read_between(tidy: str) -> str | None:
    match = _BETWEEN.fullmatch(tidy)
    return _read_interval(match["start"] or match["start2"], match["end"] or match["end2"]) if match else None


def _read_open_interval(tidy: str) -> str | None:
    """“before” and “after” exclude the date that follows, “from” and “until” include it."""
    match = _OPEN_INTERVAL.fullmatch(tidy)
    text = _read_single(match["rest"]) if match else None
    if not match or not text:
        return None
    start, end = text.split("/")[0], text.split("/")[-1]
    side = match["side"]
    if side in ("since", "from", "not before") or side.endswith("earlier than"):
        return f"{start}/.."
    if side not in ("before", "after"):
        return f"../{end}"
    if split_flag(start)[1] or split_flag(end)[1] or ".." in text:
        raise DateError(
            tidy, f"needs a plain date after “{side}”", "write “until” or “from” where it is uncertain"
        )
    if side == "before":
        return f"../{edtf.format_iso(_adjacent_day(parse_point(start).core[0], -1, tidy))}"
    return f"{edtf.format_iso(_adjacent_day(parse_point(end).core[1], 1, tidy))}/.."


def _adjacent_day(day: date, step: int, tidy: str) -> date:
    if day == (date.min if step < 0 else date.max):
        raise DateError(tidy, "lies outside the years 0001 to 9999", "write a date within these")
    return day + timedelta(days=step)


def _read_dashed(tidy: str) -> str | None:
    """Two dates with a dash between them, or with a hyphen or slash if no dash fits."""
    if match := _DAYS_AFTER_MONTH.fullmatch(tidy):
        month = f"{match['month']} {match['year']}"
        return _read_interval(f"{match['first']} {month}", f"{match['last']} {month}")
    places = [i for dash in "–-/" for i, char in enumerate(tidy) if char == dash]
    for place in places[:5]:
        if text := _read_interval(tidy[:place].strip(), tidy[place + 1 :].strip()):
            return text
    return None


def _read_short_years(tidy: str) -> str | None:
    match = _SHORT_YEARS.fullmatch(tidy)
    if not match or int(match["last"]) <= int(match["first"]) % 100:
        return None
    first, last = match["first"], match["first"][:2] + match["last"]
    if int(match["last"]) <= 12:
        month = MONTHS[int(match["last"]) - 1] if match["last"] != "00" else "a month"
        raise DateError(
            tidy, "can mean a month or a run of years", f"write {month} {first}, or {first}–{last}"
        )
    return f"{first}/{last}"


_SPAN_READERS = (_read_between, _read_short_years, _read_dashed, _read_open_interval)


def _read_span(tidy: str) -> str | None:
    """The EDTF text of a written interval; “about” or “perhaps” before it applies to both ends."""
    tidy, flags = _split_flags(tidy)
    text = next(filter(None, (reader(tidy) for reader in _SPAN_READERS)), None)
    return edtf.add_flags(text, flags) if text else None


def _normalise(written: str) -> str:
    """Normalise the spelling: lower case, single spaces, no spaces around dashes."""
    tidy = " ".join(unicodedata.normalize("NFC", written).lower().replace(",", " ").split())
    tidy = _LONG_DASH.sub("–", _ORDINAL.sub("", tidy)).replace(" / ", "/")
    return _ERA.sub(lambda match: (match[1] or match[2]).zfill(4), tidy)


def _read_english(tidy: str) -> str | None:
    tidy = _FILLER_WORDS.sub("", _WEEKDAY.sub("", tidy))
    text = _read_single(tidy) or _read_span(tidy)
    return check_edtf(text) if text else None


def _read_any_language(tidy: str) -> str | None:
    for language in LANGUAGES:
        translated = language.to_english(tidy)
        if translated != tidy and (text := _read_english(translated)):
            return text
    return None


@lru_cache(maxsize=1024)
def read(written: str) -> str:
    """The EDTF text of a date written in EDTF, English or one of `LANGUAGES`; raises `DateError`, also if it is ambiguous."""
    if len(written) > MAX_WRITTEN_LENGTH:
        raise DateError(written, f"is longer than {MAX_WRITTEN_LENGTH} characters", WRITTEN_HELP)
    tidy = _normalise(written)
    is_edtf = _EDTF_LIKE.fullmatch(tidy)
    try:
        if text := _read_english(tidy) or _read_any_language(tidy):
            return text
        if is_edtf:
            check_edtf(tidy.upper())
    except DateError as error:
        advice = WRITTEN_HELP if error.advice == EDTF_HELP and not is_edtf else error.advice
        raise DateError(written, error.problem, advice) from None
    raise DateError(written, "is not a date that can be read", WRITTEN_HELP)
