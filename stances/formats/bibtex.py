"""BibTeX and BibLaTeX: documents and sources for LaTeX and for reference managers.

A date is written in EDTF, which BibLaTeX reads, and its year once more for styles of BibTeX.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.formats.base import FileReading, Format, FormatError, Problem
from stances.formats.latex import read_latex, write_latex
from stances.formats.work_dates import join_parts, read_written_date
from stances.formats.works import CITATION_LOSS, Name, Work, list_works, read_works
from stances.record.record import Record
from stances.record.slugs import make_slug

_TYPES = {
    "personal_communication": "letter",
    "manuscript": "unpublished",
    "speech": "speech",
    "interview": "interview",
    "document": "misc",
    "book": "book",
    "article-newspaper": "newspaper",
    "article-magazine": "magazine",
    "article-journal": "article",
    "chapter": "incollection",
    "pamphlet": "booklet",
    "report": "report",
    "thesis": "thesis",
    "webpage": "online",
}
_READ_TYPES = {entry: type_ for type_, entry in _TYPES.items()} | {
    **dict.fromkeys(("inbook", "inproceedings", "conference", "suppbook"), "chapter"),
    **dict.fromkeys(("phdthesis", "mastersthesis"), "thesis"),
    **dict.fromkeys(
        ("mvbook", "collection", "mvcollection", "proceedings", "reference", "periodical"), "book"
    ),
    "techreport": "report",
    "manual": "report",
    "electronic": "webpage",
    "www": "webpage",
}
_TEXTS = {
    "title": ("title",),
    "subtitle": ("subtitle",),
    "genre": ("type", "howpublished"),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("location", "address"),
    "URL": ("url",),
    "archive": ("library",),
    "language": ("langid", "language"),
    "note": ("note", "annotation", "annote"),
    "DOI": ("doi",),
    "ISBN": ("isbn",),
    "call-number": ("shelfmark", "lccn"),
    "container-title": ("journaltitle", "journal", "booktitle", "maintitle"),
    "collection-title": ("series",),
    "edition": ("edition",),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "page": ("pages",),
    "section": ("chapter",),
    "keyword": ("keywords",),
}
"""The fields of each variable, the one that is written first."""
_NAMES = {
    "author": "author",
    "recipient": "recipient",
    "contributor": "signatory",
    "editor": "editor",
    "translator": "translator",
}
_DATE_FIELDS = ("date", "year", "month", "day", "origdate")
_KNOWN = {*(field for fields in _TEXTS.values() for field in fields), *_NAMES.values(), *_DATE_FIELDS}
_VERBATIM = {"url", "doi"}
_START = re.compile(r"^\s*@\w+\s*[{(]", re.MULTILINE)
_TITLE = "Documents and sources of"

Fields = Mapping[str, str]


def dumps(record: Record) -> str:
    """The documents and sources of a debate, an entry for each."""
    comment = f"@comment{{{_TITLE} {write_latex(record.debate.title)}}}\n"
    return "\n".join([comment, *map(_entry_of, list_works(record))])


def write_entry(kind: str, key: str, fields: Iterable[tuple[str, str]]) -> str:
    """An entry of BibTeX with its fields, whose values are in LaTeX."""
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in fields)
    return f"@{kind}{{{key}{lines}\n}}\n"


def page_entry(record: Record, page: str, address: str, revised_on: str = "") -> str:
    """A page of a debate at one revision as an entry: what “How to cite this” says, for LaTeX."""
    title, revision = write_latex(record.debate.title), record.revision
    key = f"{record.debate.slug}-{make_slug(page) or 'page'}-{revision}"
    fields = [("title", write_latex(page)), ("booktitle", title), ("version", f"{revision}")]
    fields += [("date", revised_on), ("year", revised_on[:4])] if revised_on else []
    note = f"In {title}, revision {revision}"
    return write_entry("misc", key, [*fields, ("url", address), ("note", note)])


def _entry_of(work: Work) -> str:
    return write_entry(_TYPES[work.type], work.key, _fields_of(work))


def _fields_of(work: Work) -> Iterator[tuple[str, str]]:
    for key, field in _NAMES.items():
        if names := work.names.get(key):
            yield field, " and ".join(map(_write_name, names))
    for key, (field, *_) in _TEXTS.items():
        if text := work.texts.get(key):
            yield field, text if _is_verbatim(field, text) else write_latex(text)
    if when := work.dates.get("issued"):
        yield "date", when.text
        yield "year", when.text if re.fullmatch(r"\d{4}", when.text) else write_latex(_year_words(when))
    if when := work.dates.get("original-date"):
        yield "origdate", when.text


def _is_verbatim(field: str, text: str) -> bool:
    return field in _VERBATIM and not re.search(r"[{}\\]", text)


def _year_words(when: UncertainDate) -> str:
    """The year alone where the date is certain in it, else the date in words."""
    plain = re.match(r"(\d{4})(-\d\d)*", when.text)
    return plain[1] if plain and plain.end() == len(when.text) else when.words()


def _write_name(name: Name) -> str:
    if name.given:
        return f"{write_latex(name.family)}, {write_latex(name.given)}"
    return f"{{{write_latex(name.family)}}}"


def read(text: str, name: str) -> FileReading:
    """Read a library; raises `FormatError` with every entry that can't be read."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    library = parse_string(text.replace("\r\n", "\n"))
    works: list[Work] = []
    problems: list[Problem] = []
    for block in library.blocks:
        entry = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else block
        line = (block.start_line or 0) + 1
        if isinstance(entry, Entry):
            works.append(
                _read_entry(entry.entry_type, entry.key, {f.key: str(f.value) for f in entry.fields}, line)
            )
        elif isinstance(block, ParsingFailedBlock):
            problems.append(Problem(name, line, "", "", _explain(block.error)))
    if problems:
        raise FormatError(problems)
    return read_works(works, name)


def _explain(error: Exception) -> str:
    reason = str(getattr(error, "abort_reason", "") or error).strip().rstrip(".")
    return f"this is no entry of BibTeX: {reason[:1].lower() + reason[1:] or 'a brace is not closed'}"


def _read_entry(kind: str, key: str, raw: Fields, line: int) -> Work:
    raw = {field.lower(): _join_pieces(value) for field, value in raw.items()}
    faults: list[str] = []
    texts = {variable: _read_text(raw, fields) for variable, fields in _TEXTS.items()}
    if subtitle := texts.pop("subtitle"):
        texts["title"] = ": ".join(filter(None, [texts["title"], subtitle]))
    names = {variable: tuple(_read_names(raw.get(field, ""))) for variable, field in _NAMES.items()}
    return Work(
        key=key,
        type=_READ_TYPES.get(kind.lower(), "document"),
        texts={variable: text for variable, text in texts.items() if text},
        names={variable: people for variable, people in names.items() if people},
        dates=dict(_read_dates(raw, faults)),
        line=line,
        faults=tuple(faults),
        others=tuple(field for field in raw if field not in _KNOWN),
    )


def _join_pieces(value: str) -> str:
    """A value that is given in pieces, as one: "Left-Wing" # " Communism"."""
    return (
        re.sub(r'"\s*#\s*"', "", value[1:-1]) if re.fullmatch(r'"[^"]*"(\s*#\s*"[^"]*")+', value) else value
    )


def _read_text(raw: Fields, fields: Iterable[str]) -> str:
    """The text of the first of these fields that is there; its lines are one, and paragraphs stay."""
    field = next((field for field in fields if raw.get(field)), "")
    if field in _VERBATIM and "\\" not in raw[field]:
        return raw[field].strip()
    paragraphs = re.split(r"\n[ \t]*\n", raw.get(field, ""))
    text = "\n\n".join(read_latex(" ".join(paragraph.split())) for paragraph in paragraphs)
    return text.strip()


_AND = re.compile(r"[{}]| and ", re.IGNORECASE)


def _split_names(text: str) -> Iterator[str]:
    """The names of a list, which “and” parts where it stands in no braces."""
    text, depth, start = " ".join(text.split()), 0, 0
    for match in _AND.finditer(text):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth <= 0:
            yield text[start : match.start()]
            start = match.end()
    yield text[start:]


def _read_names(text: str) -> Iterator[Name]:
    for words in _split_names(text):
        plain = " ".join(read_latex(words).split())
        if re.fullmatch(r"\s*\{.*\}\s*", words, re.DOTALL) or "," not in plain:
            if plain and plain != "others":
                yield Name(plain)
        else:
            family, *suffix, given = (part.strip() for part in plain.split(","))
            yield Name(" ".join(filter(None, [family, *suffix])), given)


def _read_dates(raw: Fields, faults: list[str]) -> Iterator[tuple[str, UncertainDate]]:
    for variable, text in (("issued", raw.get("date") or ""), ("original-date", raw.get("origdate") or "")):
        try:
            when = read_written_date(text) or (_read_year(raw) if variable == "issued" else None)
        except DateError as error:
            faults.append(str(error))
        else:
            if when:
                yield variable, when


def _read_year(raw: Fields) -> UncertainDate | None:
    year, month, day = (read_latex(raw.get(field, "")).strip() for field in ("year", "month", "day"))
    if not year.isdigit() or not month:
        return read_written_date(year)
    if month.isdigit():
        return read_written_date(join_parts(year, month, day))
    return read_written_date(" ".join(filter(None, [day, month, year])))


BIBTEX = Format(
    name="bib",
    endings=(".bib",),
    media_type="application/x-bibtex; charset=utf-8",
    words="documents for LaTeX",
    dumps=dumps,
    read=read,
    loss=CITATION_LOSS,
    recognises=lambda text: bool(_START.search(text[:5_000])),
)
