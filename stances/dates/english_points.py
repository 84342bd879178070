"""Read one date in English, in lower case and with the spelling normalised: “early august 1928”, “about 9 may 1928”.

Parts of a month, a year or a longer time count as single dates, though their EDTF is an interval. Intervals of two single
dates are left to `english_reader`.
"""

from __future__ import annotations

import re

from stances.dates import edtf, english
from stances.dates.day import MONTHS, format_year
from stances.dates.edtf import DateError, check_edtf, parse_point
from stances.dates.english import PARTS_OF_PERIOD, SEASONS
from stances.dates.old_style import OLD_STYLE_MARK, day_words, to_new_style

WRITTEN_HELP = "try 9 May 1928, May 1928, or spring 1928"
_ABOUT = re.compile(
    r"(?:(?:or )?(?:about|around|approximately|approx\b\.?|roughly|circa|ca?\b\.?)(?= )|ca?\.|c(?=\d)|~) ?"
)
_PERHAPS = re.compile(r"(?:perhaps|possibly|probably|presumably|maybe) ")
_QUESTION_MARK = re.compile(r" ?(?:\?|\(\?\))$")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
YEAR = r"-?\d{4}"
DAY = r"\d{1,2}"
_SEASON = "|".join(SEASONS)
_PART_NAMES = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}
_PART = "|".join((*_PART_NAMES, *PARTS_OF_PERIOD))


def compile_ascii(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


EDTF_LIKE = compile_ascii(r"-?[\dx]{4}(?![\dx])[\dx~?%/.-]*|\.\./[\dx~?%.-]+")
DAY_TEXT = compile_ascii(r"-?\d{4}-\d\d-\d\d")
_DAY_FIRST = compile_ascii(rf"(?P<day>{DAY})\.? ?(?P<month>{MONTH}) (?P<year>{YEAR})")
_MONTH_FIRST = compile_ascii(rf"(?P<month>{MONTH}) (?P<day>{DAY}) (?P<year>{YEAR})")
_MONTH_ONLY = compile_ascii(rf"(?P<month>{MONTH}) (?P<year>{YEAR})")
_NUMERIC_DATE = compile_ascii(rf"(?P<one>{DAY})(?P<mark>[./-]) ?(?P<two>{DAY})(?P=mark) ?(?P<year>{YEAR})")
_SEASON_FIRST = compile_ascii(rf"(?P<season>{_SEASON}) (?P<year>{YEAR})(?:[-–/](?P<next>\d\d|-?\d{{4}}))?")
_SEASON_LAST = compile_ascii(rf"(?P<year>{YEAR})(?:[-–/](?P<next>\d\d|-?\d{{4}}))? (?P<season>{_SEASON})")
_TENS_OF_YEARS = compile_ascii(r"(?P<year>\d{4})['’]?s|(?P<before>\d{1,3}0)s bce?")
_ROMAN = (
    *("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    *("xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx", "xxi"),
)
_CENTURY = compile_ascii(r"(?P<number>[1-9]\d?|[ivx]+)\.? (?:century|c\.?)(?P<era> bce?| ad| ce)?")
_PART_OF_PERIOD = compile_ascii(rf"(?P<part>{_PART})[ -](?P<period>.+)")
_SOME_DAY_OR_MONTH = compile_ascii(rf"some (?P<unit>day|month) (?:(?P<month>{MONTH}) )?(?P<year>{YEAR})")
_SOME_DAY = compile_ascii(
    rf"some day within (?P<first>{DAY})[-–](?P<last>{DAY}) (?P<month>{MONTH}) (?P<year>{YEAR})"
)
_SOME_YEAR = compile_ascii(rf"some year within (?P<first>{YEAR})[-–](?P<last>{YEAR})")
_BOTH_STYLES = compile_ascii(r"(?P<old>[^()]+?) ?\((?P<new>[^()]+)\)(?P<rest> [^()]+)?")


def _month_number(name: str) -> str:
    return f"{next(n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(name[:3])):02}"


def split_flags(tidy: str) -> tuple[str, str]:
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
    if not EDTF_LIKE.fullmatch(tidy):
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
            raise DateError(tidy, "is not a date", WRITTEN_HELP)
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
    if following and (number != 24 or following not in _next_year_texts(int(year))):
        return None
    return f"{year}-{number}"


def _next_year_texts(year: int) -> tuple[str, str]:
    return format_year(year + 1), f"{(year + 1) % 100:02}"


def _read_decade_or_century(tidy: str) -> str | None:
    if first := _first_of_century(tidy):
        return f"{format_year(first)}/{format_year(first + 99)}"
    match = _TENS_OF_YEARS.fullmatch(tidy)
    if match and match["before"]:
        first = 1 - int(match["before"])
        return f"{format_year(first - 9)}/{format_year(first)}"
    if not match or not match["year"].endswith("0"):
        return None
    year = match["year"]
    if year.endswith("00"):
        raise DateError(
            tidy, "can mean ten years or a hundred", f"write {year}–{year[:2]}09 or {year}–{year[:2]}99"
        )
    return f"{year[:3]}X"


def _first_of_century(tidy: str) -> int | None:
    match = _CENTURY.fullmatch(tidy)
    if not match or not (match["number"].isdigit() or match["number"] in _ROMAN):
        return None
    number = int(match["number"]) if match["number"].isdigit() else _ROMAN.index(match["number"]) + 1
    return 1 - 100 * number if (match["era"] or "").startswith(" bc") else 100 * number - 99


def _read_part_of_period(tidy: str) -> str | None:
    match = _PART_OF_PERIOD.fullmatch(tidy)
    if not match:
        return None
    part, period = match["part"], match["period"]
    days, months, of_ten, of_hundred = PARTS_OF_PERIOD[_PART_NAMES.get(part, part)]
    if re.fullmatch(YEAR, period, re.ASCII):
        return f"{period}-{months[0]:02}/{period}-{months[1]:02}"
    if month := _read_month(period):
        return f"{month}-{days[0]:02}/{month}-{min(days[1], parse_point(month).core[1].day):02}"
    years = _read_decade_or_century(period)
    if not years:
        return None
    first, last = (parse_point(end).core[side].year for side, end in enumerate((years.split("/") * 2)[:2]))
    return "/".join(format_year(first + year) for year in (of_ten if last - first < 10 else of_hundred))


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
        for text in (f"{match['first'][:-1]}X", f"{match['first'][:-2]}XX"):
            first, last = parse_point(text).core
            if (first.year, last.year) == (int(match["first"]), int(match["last"])):
                return text
    return None


_SINGLE_READERS = (
    *(_read_edtf, _read_day, _read_month, _read_part_of_period),
    *(_read_season, _read_numeric, _read_decade_or_century, _read_open_digits),
)


def read_single(tidy: str) -> str | None:
    """The EDTF text of one written date; parts of a month or year count as single dates."""
    if text := _read_edtf(tidy):
        return text
    tidy, flags = split_flags(tidy)
    text = _read_plain(tidy) or _read_old_style(tidy) or _read_both_styles(tidy)
    return edtf.add_flags(text, flags) if text else None


def _read_plain(tidy: str) -> str | None:
    return next(filter(None, (reader(tidy) for reader in _SINGLE_READERS)), None)


def _read_old_style(tidy: str) -> str | None:
    """25 October 1917 (O.S.), in our calendar."""
    text = _read_plain(tidy.removesuffix(OLD_STYLE_MARK)) if tidy.endswith(OLD_STYLE_MARK) else None
    return to_new_style(text) if text else None


def _read_both_styles(tidy: str) -> str | None:
    """25 October (7 November) 1917; `DateError` if these are two days."""
    match = _BOTH_STYLES.fullmatch(tidy)
    if not match:
        return None
    rest = match["rest"] or ""
    old, new = _read_plain(match["old"] + rest), _read_plain(match["new"] + rest)
    if not (old and new and DAY_TEXT.fullmatch(old) and DAY_TEXT.fullmatch(new)):
        return None
    if (meant := to_new_style(old)) != new:
        raise DateError(
            tidy,
            f"names two days, since {day_words(old)} of the old calendar is {english.words(meant)} in ours",
            "correct one of them",
        )
    return new
