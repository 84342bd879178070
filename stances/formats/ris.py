"""RIS: documents and sources for Zotero, EndNote and library catalogues, one tagged line for each field.

A date is written as year, month and day; whatever doubt there is about it follows in words, which are read first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from stances.dates.edtf import DateError, Precision
from stances.dates.uncertain import UncertainDate
from stances.formats.base import FileReading, Format, refuse
from stances.formats.work_dates import PLAIN_DATE, join_parts, read_written_date
from stances.formats.works import CITATION_LOSS, Name, Work, list_works, read_works
from stances.record.record import Record

_HEADER = "Provider: stances"
_TAGGED = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|)")
_TYPES = {
    "personal_communication": "PCOMM",
    "manuscript": "MANSCPT",
    "speech": "HEAR",
    "interview": "INTV",
    "document": "GEN",
    "book": "BOOK",
    "article-newspaper": "NEWS",
    "article-magazine": "MGZN",
    "article-journal": "JOUR",
    "chapter": "CHAP",
    "pamphlet": "PAMP",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}
_READ_TYPES = {tag: type_ for type_, tag in _TYPES.items()} | {
    "LEGAL": "document",
    "UNPB": "manuscript",
    "UNPD": "manuscript",
    "CONF": "book",
    "EDBOOK": "book",
    "ICOMM": "personal_communication",
    "CPAPER": "speech",
    "EJOUR": "article-journal",
    "EBOOK": "book",
    "BLOG": "webpage",
    "ECHAP": "chapter",
    "INPR": "article-journal",
    "ABST": "article-journal",
}
_TEXTS = {
    "title": ("TI", "T1", "CT"),
    "genre": ("M3",),
    "publisher": ("PB",),
    "publisher-place": ("CY", "PP"),
    "URL": ("UR",),
    "archive": ("AV",),
    "language": ("LA",),
    "note": ("N1",),
    "DOI": ("DO",),
    "ISBN": ("SN",),
    "call-number": ("CN",),
    "container-title": ("T2", "JO", "JF", "JA", "BT"),
    "collection-title": ("T3",),
    "edition": ("ET",),
    "volume": ("VL",),
    "issue": ("IS",),
    "page": ("SP",),
    "section": ("SE",),
    "keyword": ("KW",),
}
"""The tags of each variable, the one that is written first."""
_NAMES = {
    "author": ("AU", "A1"),
    "recipient": ("A2",),
    "contributor": ("A3",),
    "editor": ("ED",),
    "translator": ("A4",),
}
_DATES = {"issued": ("DA", "PY", "Y1"), "original-date": ("OP",)}
_KNOWN = {
    "TY",
    "ID",
    "EP",
    "ER",
    *(tag for tags in (*_TEXTS.values(), *_NAMES.values(), *_DATES.values()) for tag in tags),
}

Tags = Mapping[str, list[str]]


def dumps(record: Record) -> str:
    """The documents and sources of a debate, a paragraph for each."""
    entries = ("".join(f"{tag}  - {text}\n" for tag, text in _lines_of(work)) for work in list_works(record))
    return "\n".join([f"{_HEADER}\n", *entries])


def _lines_of(work: Work) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES[work.type]
    yield "ID", work.key
    for key, (tag, *_) in _NAMES.items():
        for name in work.names.get(key, ()):
            yield tag, _write_name(name)
    for key, (tag, *_) in _TEXTS.items():
        for line in work.texts[key].split("\n") if key in work.texts else ():
            yield tag, line
    yield from _date_lines(work)
    yield "ER", ""


def _write_name(name: Name) -> str:
    """Family, given; a name that is one and has commas of its own ends with one more."""
    if name.given:
        return f"{name.family}, {name.given}"
    return f"{name.family}," if "," in name.family else name.family


def _date_lines(work: Work) -> Iterator[tuple[str, str]]:
    if when := work.dates.get("issued"):
        point = None if when.text.startswith("-") else PLAIN_DATE.match(when.text)
        year, month, day = (part or "" for part in point.groups()) if point else ("", "", "")
        month = month if month <= "12" else ""
        is_plain = point and point[0] == when.text and when.precision is not Precision.SEASON
        words = "" if is_plain else when.words()
        yield "DA", f"{year}/{month}/{day}/{words}"
    if when := work.dates.get("original-date"):
        yield "OP", when.words()


def read(text: str, name: str) -> FileReading:
    """Read a library; raises `FormatError`."""
    return read_works([_read_entry(line, tags) for line, tags in _split_entries(text, name)], name)


def _split_entries(text: str, name: str) -> Iterator[tuple[int, Tags]]:
    """The line and the tags of each entry; a line without a tag goes on with the one before."""
    start, tags, last = 0, defaultdict[str, list[str]](list), ""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        match = _TAGGED.match(line)
        if match and match[1] == "TY":
            if start:
                raise refuse(
                    name, "another work begins before this one ends; its last line is “ER  - ”", start
                )
            start, tags = number, defaultdict(list)
        if match and match[1] == "ER" and start:
            yield start, tags
            start = 0
        elif start and match:
            last = match[1]
            tags[last].append((match[2] or "").strip())
        elif start and line.strip():
            tags[last][-1] += ("\n" if last == "N1" else " ") + line.strip()
    if start:
        raise refuse(name, "this work has no end; its last line is “ER  - ”", start)


def _read_entry(line: int, tags: Tags) -> Work:
    faults: list[str] = []
    texts = {key: _join_texts(key, tags, wanted) for key, wanted in _TEXTS.items()}
    if first_page := texts["page"]:
        texts["page"] = "–".join([first_page, *tags.get("EP", ())[:1]])
    names = {
        key: tuple(_read_name(words) for tag in wanted for words in tags.get(tag, ()) if words)
        for key, wanted in _NAMES.items()
    }
    return Work(
        key=next(iter(tags.get("ID", ())), ""),
        type=_READ_TYPES.get(tags["TY"][0], "document"),
        texts={key: text for key, text in texts.items() if text},
        names={key: people for key, people in names.items() if people},
        dates=dict(_read_dates(tags, faults)),
        line=line,
        faults=tuple(faults),
        others=tuple(tag for tag, values in tags.items() if tag not in _KNOWN and any(values)),
    )


def _join_texts(key: str, tags: Tags, wanted: Iterable[str]) -> str:
    """The text of the first tag that is there; notes have a line for each."""
    values = next((tags[tag] for tag in wanted if any(tags.get(tag, ()))), [])
    return ("\n" if key == "note" else "; ").join(values)


def _read_name(words: str) -> Name:
    if words.endswith(","):
        return Name(words.removesuffix(","))
    family, _, given = words.partition(",")
    given, _, suffix = given.strip().partition(",")
    return Name(" ".join(filter(None, [family.strip(), suffix.strip()])), given)


def _read_dates(tags: Tags, faults: list[str]) -> Iterator[tuple[str, UncertainDate]]:
    for key, wanted in _DATES.items():
        text = next((text for tag in wanted for text in tags.get(tag, ()) if text), "")
        try:
            when = _read_date(text)
        except DateError as error:
            faults.append(str(error))
        else:
            if when:
                yield key, when


def _read_date(text: str) -> UncertainDate | None:
    year, *rest = text.split("/", 3)
    if rest and (len(year) == 4 or not year):
        words = rest[2].strip() if len(rest) == 3 else ""
        return read_written_date(words or join_parts(year, *rest[:2]))
    return read_written_date(text)


RIS = Format(
    name="ris",
    endings=(".ris",),
    media_type="application/x-research-info-systems; charset=utf-8",
    words="documents for reference managers",
    dumps=dumps,
    read=read,
    loss=CITATION_LOSS,
    recognises=lambda text: (
        text.startswith(_HEADER) or bool(re.search(r"^\s*TY  - \w", text[:5_000], re.MULTILINE))
    ),
)
