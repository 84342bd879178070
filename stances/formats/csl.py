"""CSL-JSON: documents and sources as reference managers exchange them, and as styles of citation read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from stances.dates.edtf import DateError, Precision
from stances.dates.uncertain import UncertainDate
from stances.formats.base import MAX_BYTES, FileReading, Format, refuse
from stances.formats.tree_reader import DataTree, PlainData, UnreadableTextError, read_json
from stances.formats.work_dates import PLAIN_DATE, join_parts, read_written_date
from stances.formats.works import (
    CITATION_LOSS,
    NAME_VARIABLES,
    TEXT_VARIABLES,
    Name,
    Work,
    list_works,
    read_works,
)
from stances.record.record import Record

_DATES = ("issued", "original-date")
_SEASONS = {str(number): 20 + number for number in range(1, 5)} | {
    name: 21 + n for n, name in enumerate(("spring", "summer", "autumn", "winter"))
}
_START = re.compile(r'\s*\[\s*(?:\]\s*\Z|\{(?:[^{}]|\{[^{}]*\})*?"(?:id|type|title)"\s*:)')


def dumps(record: Record) -> str:
    """The documents and sources of a debate as a list of items."""
    return json.dumps([item_of(work) for work in list_works(record)], indent=2, ensure_ascii=False) + "\n"


def item_of(work: Work) -> dict[str, Any]:
    """A work as CSL-JSON has it."""
    names = {key: [_name_data(name) for name in names] for key, names in work.names.items()}
    dates = {key: _date_data(when) for key, when in work.dates.items()}
    return {"id": work.key, "type": work.type, **names, **dates, **work.texts}


def _name_data(name: Name) -> dict[str, str]:
    return {"family": name.family, "given": name.given} if name.given else {"literal": name.family}


def _date_data(when: UncertainDate) -> dict[str, Any]:
    """The date in numbers where these say all of it, else in words: two dates would be said to be a time throughout."""
    match = PLAIN_DATE.fullmatch(when.text.removesuffix("~"))
    if not match:
        return {"literal": when.words()}
    numbers = _numbers(match)
    season = {"season": numbers.pop() - 20} if when.precision is Precision.SEASON else {}
    return {"date-parts": [numbers], **season, **({"circa": True} if when.approximate else {})}


def _numbers(match: re.Match[str]) -> list[int]:
    """CSL counts years before our era without a year 0."""
    year, *rest = (int(number) for number in match.groups() if number)
    return [year if year > 0 else year - 1, *rest]


def read(text: str, name: str) -> FileReading:
    """Read a library; raises `FormatError`."""
    try:
        tree = read_json(text)
    except UnreadableTextError as error:
        raise refuse(name, error.fault.message, error.fault.line) from None
    if not isinstance(tree.data, list):
        raise refuse(name, "is no list of works, each in braces", 1)
    return read_works((_read_item(tree, n, item, name) for n, item in enumerate(tree.data)), name)


def _read_item(tree: DataTree, number: int, item: PlainData, name: str) -> Work:
    line = tree.line_at((number,))
    if not isinstance(item, dict):
        raise refuse(name, "a work is written in braces, with its type and title", line)
    faults: list[str] = []
    dates = dict(_read_dates(item, faults))
    names = {key: tuple(_read_names(item[key])) for key in NAME_VARIABLES if item.get(key)}
    texts = {key: str(item[key]) for key in TEXT_VARIABLES if isinstance(item.get(key), str) and item[key]}
    placed = ("id", "type", *_DATES, *names, *texts)
    others = tuple(key for key, value in item.items() if key not in placed and value)
    key, type_ = str(item.get("id") or ""), str(item.get("type") or "document")
    return Work(key, type_, texts, {k: v for k, v in names.items() if v}, dates, line, tuple(faults), others)


def _read_names(value: PlainData) -> Iterator[Name]:
    for person in value if isinstance(value, list) else ():
        if isinstance(person, dict):
            parts = {key: part for key, part in person.items() if isinstance(part, str)}
            family = (parts.get("non-dropping-particle"), parts.get("family") or parts.get("literal"))
            given = (parts.get("given"), parts.get("dropping-particle"))
            suffix = parts.get("suffix")
            words = " ".join(filter(None, [*family, suffix]))
            if words or any(given):
                yield Name(words, " ".join(filter(None, given)))


def _read_dates(item: Mapping[str, PlainData], faults: list[str]) -> Iterator[tuple[str, UncertainDate]]:
    for key in _DATES:
        value = item.get(key)
        try:
            when = _read_date(value) if isinstance(value, dict) else read_written_date(str(value or ""))
        except DateError as error:
            faults.append(str(error))
        else:
            if when:
                yield key, when


def _read_date(value: Mapping[str, PlainData]) -> UncertainDate | None:
    points = value.get("date-parts")
    if not isinstance(points, list) or not points:
        return read_written_date(str(value.get("literal") or value.get("raw") or ""))
    flag = "~" if value.get("circa") not in (None, "", "0", "false") else ""
    season = _SEASONS.get(str(value.get("season") or "").lower())
    texts = [_read_point(point, season) + flag for point in points]
    return UncertainDate.parse("/".join(dict.fromkeys(texts)))


def _read_point(point: PlainData, season: int | None) -> str:
    parts = [str(part or "") for part in point] if isinstance(point, list) else []
    if len(parts) == 1 and season:
        parts.append(str(season))
    if len(parts) == 2 and parts[1] in ("13", "14", "15", "16"):
        parts[1] = str(int(parts[1]) + 8)
    if parts and re.fullmatch(r"-\d{1,4}", parts[0], re.ASCII):
        parts[0] = str(int(parts[0]) + 1)
    return join_parts(*parts)


CSL = Format(
    name="csl",
    endings=(".csl.json", ".json"),
    media_type="application/vnd.citationstyles.csl+json",
    words="documents for citation styles",
    dumps=dumps,
    read=read,
    longest_line=MAX_BYTES,
    loss=CITATION_LOSS,
    recognises=lambda text: bool(_START.match(text[:20_000])),
)
