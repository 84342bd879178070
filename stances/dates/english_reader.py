"""Read dates in words: “early August 1928”, “about 9 May 1928”, “between 2 and 24 June 1928”, “9. Mai 1928”.

`read` understands English, and other languages by tables that turn their words into English ones (`languages`). It reads
everything that `english.words` writes, and more. It normalises the spelling and tries one small reader after another.
Readers have two levels, single dates (`english_points`) and intervals of two of them, so that they cannot recurse without
end. Ambiguous dates are refused.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from stances.dates import edtf, english
from stances.dates.day import MONTHS, Day, format_year
from stances.dates.edtf import EDTF_HELP, DateError, check_edtf, parse_point, split_flag
from stances.dates.english_points import (
    DAY,
    DAY_TEXT,
    EDTF_LIKE,
    MONTH,
    WRITTEN_HELP,
    YEAR,
    compile_ascii,
    read_single,
    split_flags,
)
from stances.dates.languages import LANGUAGES
from stances.dates.old_style import OLD_STYLE_MARK, day_words, last_day, to_new_style

MAX_WRITTEN_LENGTH = 120
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day |(?:mon|tue|wed|thu|fri|sat|sun)\b\.? (?=\d\d?\b))"
)
_FILLER_WORDS = re.compile(r"\b(?:the|of|in|on|at|(?:some ?time)(?: within)?) ")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_ERA_DOTS = re.compile(r"\b(?:a\.d\.|b\.c\.(?:e\.)?|c\.e\.)")
_BOTH_BC = re.compile(r"(?<![\d.-])(\d{1,5})(–|-|/| and | to | till | until )(\d{1,5}) ?bce?\b", re.ASCII)
_BC = re.compile(r"(?<![\d-])(\d{1,5}) ?bce?\b", re.ASCII)
_YEAR_ZERO = re.compile(r"(?:^|[ .])(?:(?:ad|bc|ce|bce|year) ?)?0{1,4}(?: ?(?:ad|bc|ce|bce))?$")
_AD = re.compile(r"\b(?:ad|ce) ?(\d{1,4})(?=s?\b)|\b(\d{1,4}) ?(?:ad|ce)\b", re.ASCII)
_OLD_STYLE = re.compile(
    r" ?\(?\b(?:o\. ?s\.|o\.?s\.?|old style|a\. ?st\.|alten stils|vieux style|ст\. ?ст\.?|(?:по )?старому стилю)(?!\w)\)?"
)
_NEW_STYLE = re.compile(
    r" ?\(?\b(?:n\. ?s\.|n\.?s\.?|new style|n\. ?st\.|neuen stils|nouveau style|н\. ?ст\.?|(?:по )?новому стилю)(?!\w)\)?"
)
_IN_BRACKETS = re.compile(r"\((?!\?)")
_LONG_DASH = re.compile(r" ?[‒–—−] ?| - ")

_BETWEEN = compile_ascii(
    r"between (?P<start>.+?) and (?P<end>.+)|(?:from )?(?P<start2>.+?) (?:to|till|until) (?P<end2>.+)"
)
_OPEN_INTERVAL = compile_ascii(
    r"(?P<side>before|after|since|from|until|till|up to|by|not? later than|not? earlier than|not before) (?P<rest>.+)"
)
_DAYS_AFTER_MONTH = compile_ascii(rf"(?P<month>{MONTH}) (?P<first>{DAY})[-–](?P<last>{DAY}) (?P<year>{YEAR})")
_SHORT_YEARS = compile_ascii(r"(?P<first>\d{4})(?P<mark>[-–/])(?P<last>\d\d)")


def _read_interval(start: str, end: str) -> str | None:
    """Two written dates as an interval; the start may leave out what it shares with the end, as in “2–24 June”."""
    if end.endswith(OLD_STYLE_MARK) and "(" not in start:
        text = _read_interval(start, end.removesuffix(OLD_STYLE_MARK))
        return to_new_style(text) if text else None
    last = read_single(end)
    if not last:
        return None
    shared = end.split()
    for count in range(min(len(shared), 3)):
        first = read_single(" ".join([start, *shared[len(shared) - count :]]))
        if first:
            return f"{first.split('/')[0]}/{last.split('/')[-1]}"
    return None


def _read_between(tidy: str) -> str | None:
    match = _BETWEEN.fullmatch(tidy)
    return _read_interval(match["start"] or match["start2"], match["end"] or match["end2"]) if match else None


def _read_open_interval(tidy: str) -> str | None:
    """“before” and “after” exclude the date that follows, “from” and “until” include it."""
    match = _OPEN_INTERVAL.fullmatch(tidy)
    text = read_single(match["rest"]) if match else None
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
            tidy, f"needs a plain date after “{side}”", "use “until” or “from” for an uncertain date"
        )
    if side == "before":
        return f"../{_adjacent_day(parse_point(start).core[0], -1, tidy)}"
    return f"{_adjacent_day(parse_point(end).core[1], 1, tidy)}/.."


def _adjacent_day(day: Day, step: int, tidy: str) -> Day:
    if day == (Day.min if step < 0 else Day.max):
        raise DateError(tidy, "lies outside the years from 10,000 BC to AD 9999", "write a date within these")
    return day.shift(step)


def _read_dashed(tidy: str) -> str | None:
    """Two dates with a dash between them, or with a hyphen or slash if no dash fits."""
    if match := _DAYS_AFTER_MONTH.fullmatch(tidy):
        month = f"{match['month']} {match['year']}"
        return _read_interval(f"{match['first']} {month}", f"{match['last']} {month}")
    places = [
        i for dash in "–-/" for i, char in enumerate(tidy) if char == dash and tidy[i - 1] not in " –-/"
    ]
    for place in places[:5]:
        if text := _read_interval(tidy[:place].strip(), tidy[place + 1 :].strip()):
            if tidy[place] == "/":
                _refuse_double_date(tidy, text)
            return text
    return None


def _refuse_double_date(tidy: str, text: str) -> None:
    """Raise `DateError` if “25 October/7 November 1917” can be one day in both calendars."""
    old, _, new = text.partition("/")
    if DAY_TEXT.fullmatch(old) and DAY_TEXT.fullmatch(new) and to_new_style(old) == new:
        both = tidy.replace("/", " (", 1).replace(f" {new[:-6]}", f") {new[:-6]}", 1)
        raise DateError(
            tidy,
            "can be one day in two calendars or the days from one to the other",
            f"write {both}, or {english.words(text)}",
        )


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
    tidy, flags = split_flags(tidy)
    text = next(filter(None, (reader(tidy) for reader in _SPAN_READERS)), None)
    return edtf.add_flags(text, flags) if text else None


def _normalise(written: str) -> str:
    """Normalise the spelling: lower case, single spaces, no spaces around dashes."""
    tidy = " ".join(unicodedata.normalize("NFC", written).lower().replace(",", " ").split())
    tidy = _OLD_STYLE.sub(OLD_STYLE_MARK, _NEW_STYLE.sub("", tidy))
    return _LONG_DASH.sub("–", _ORDINAL.sub("", tidy)).replace(" / ", "/")


def _write_years(tidy: str) -> str:
    """Years with an era, as they are in EDTF: 44 bc is -0043."""
    tidy = _BOTH_BC.sub(r"\1 bc\2\3 bc", _ERA_DOTS.sub(lambda match: match[0].replace(".", ""), tidy))
    tidy = _BC.sub(lambda match: format_year(1 - int(match[1])), tidy)
    return _AD.sub(lambda match: (match[1] or match[2]).zfill(4), tidy)


def _read_english(tidy: str) -> str | None:
    tidy = _FILLER_WORDS.sub("", _WEEKDAY.sub("", _write_years(tidy)))
    text = read_single(tidy) or _read_span(tidy)
    return check_edtf(text) if text else None


def _read_any_language(tidy: str) -> str | None:
    for language in LANGUAGES:
        translated = language.to_english(tidy)
        if translated != tidy and (text := _read_english(translated)):
            return text
    return None


def _check_old_style(text: str, until: str | None) -> None:
    """Raise `DateError` if a date that was given in the old calendar begins when that was no more in use."""
    first = next(parse_point(end) for end in text.split("/") if end != "..")
    if first.core[0] > last_day(until):
        last = day_words(until) if until else ""
        raise DateError(
            text,
            f"lies after {last}, the last day that this debate dates by the old calendar (O.S.)"
            if until
            else "lies after 1923, when the last state gave up the old calendar (O.S.)",
            f"write it in our calendar, {english.words(text)}",
        )


@lru_cache(maxsize=1024)
def read(written: str, old_style_until: str | None = None) -> str:
    """The EDTF text of a date written in EDTF, English or one of `LANGUAGES`; raises `DateError`, also if it is ambiguous."""
    if len(written) > MAX_WRITTEN_LENGTH:
        raise DateError(written, f"is longer than {MAX_WRITTEN_LENGTH} characters", WRITTEN_HELP)
    tidy = _normalise(written)
    is_edtf = EDTF_LIKE.fullmatch(tidy)
    try:
        if _YEAR_ZERO.search(tidy) and not is_edtf:
            raise DateError(tidy, "names a year 0, and 1 BC was followed by AD 1", "write one of these")
        if text := _read_english(tidy) or _read_any_language(tidy):
            if _IN_BRACKETS.search(tidy):
                _check_old_style(text, old_style_until)
            return text
        if is_edtf:
            check_edtf(tidy.upper())
    except DateError as error:
        advice = WRITTEN_HELP if error.advice == EDTF_HELP and not is_edtf else error.advice
        raise DateError(written, error.problem, advice) from None
    raise DateError(written, "is not a date I can read", WRITTEN_HELP)
