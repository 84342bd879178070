"""Ways of writing a debate down, and of reading one from a file.

To add one:

1. Write a module here with `dumps(record)`, which gives text or bytes. If files can be read back, add `read(text, name)`, which
   returns a `FileReading`, or raises `FormatError` with every problem; it constructs entries with those fields only that the file
   states, and lists what it could not place.
2. Define a `Format` with them: its name, its file endings, its media type, what it is good for, how its content is recognised
   and, if something is lost, a sentence in `loss` that says what.
3. Add it to `FORMATS` below: downloads, the overview's links, `stances export`, `load`, the page *Import* and the other commands
   that read files know it from there.
4. Say in docs/scholar.md what it is for, and show `tests.support.small_debate.shown_debate()` in it in docs/formats/<name>.md.

Tests then check that `loads(dumps(record)) == record`, or that a loss is stated, that it is served and exported, and that the
docs name it. How large a file may be is checked once, in `base`.
"""

from __future__ import annotations

from pathlib import Path

from stances.checks.constraints import find_violations
from stances.checks.finding import Hit
from stances.errors import BadRequestError, show_name
from stances.formats.aif import AIF, XAIF
from stances.formats.argdown import ARGDOWN
from stances.formats.base import (
    MAX_BYTES,
    TOO_LARGE,
    FileReading,
    Format,
    FormatError,
    LineNumbers,
    Problem,
    refuse,
    unstated_debate,
)
from stances.formats.bibtex import BIBTEX
from stances.formats.csl import CSL
from stances.formats.csv_files import CSV, ZIP
from stances.formats.markdown import MARKDOWN
from stances.formats.native import JSON, YAML
from stances.formats.networks import GEXF, GRAPHML
from stances.formats.ris import RIS
from stances.formats.table import TABLE_ENDINGS, guess_meaning, is_table, split_table
from stances.formats.table_reader import read_table
from stances.query import join_or
from stances.record.record import Record

__all__ = [
    "FORMATS",
    "FileReading",
    "Format",
    "FormatError",
    "LineNumbers",
    "Problem",
    "decode",
    "find_format",
    "format_for_path",
    "formats_named",
    "is_plain_table",
    "load_path",
    "load_valid_path",
    "read_content",
    "read_path",
    "read_text",
    "recognise",
    "require_valid",
]

FORMATS: tuple[Format, ...] = (
    *(JSON, YAML, ARGDOWN, MARKDOWN, AIF, XAIF),
    *(BIBTEX, RIS, CSL, ZIP, CSV, GRAPHML, GEXF),
)


def find_format(name: str) -> Format:
    """The format with this name, upper or lower case; raises `BadRequestError`."""
    for known in FORMATS:
        if known.name == name.lower():
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise BadRequestError(f"There is no format “{name}”; the formats are {names}.")


def format_for_path(path: Path | str) -> Format:
    """The format that belongs to a file's ending; raises `BadRequestError`."""
    if formats := formats_named(str(path)):
        return formats[0]
    endings = ", ".join(ending for known in FORMATS for ending in known.endings)
    raise BadRequestError(
        f"{show_name(path)}: the end of the name does not say which format this is; known are {endings}."
    )


def recognise(text: str, name: str) -> Format:
    """The format of a text, by its content and, where that does not say it, by the end of its name.

    Raises `FormatError` if the content is surely in another format than the name says, or if neither says which it is.
    """
    named = [known for known in formats_named(name) if known.read]
    recognised = [known for known in FORMATS if known.recognises and known.recognises(text)]
    if both := [known for known in named if known in recognised]:
        return both[0]
    if named and recognised:
        other = recognised[0]
        raise refuse(
            name,
            f"is {named[0].name} by its name and {other.name} by its content; let the name end in {other.endings[0]}",
        )
    if formats := named or recognised:
        return formats[0]
    endings = (ending for known in FORMATS if known.read for ending in known.endings)
    known_endings = join_or(dict.fromkeys((*endings, *TABLE_ENDINGS)))
    raise refuse(
        name, f"neither its content nor its name says which format it is; names end in {known_endings}"
    )


def formats_named(name: str) -> list[Format]:
    """The formats whose files may be called so, those with the longest ending first."""
    lengths = {
        known: max((len(ending) for ending in known.endings if name.lower().endswith(ending)), default=0)
        for known in FORMATS
    }
    return sorted((known for known in FORMATS if lengths[known]), key=lambda known: -lengths[known])


def is_plain_table(text: str, name: str) -> bool:
    """Whether a text is a table of one kind of record, as spreadsheets have them, and in no other format."""
    if Path(name).suffix.lower() in TABLE_ENDINGS:
        return True
    is_known = any(known.recognises and known.recognises(text) for known in FORMATS)
    return not is_known and not any(known.read for known in formats_named(name)) and is_table(text)


def read_text(text: str, name: str, into: Record | None = None) -> FileReading:
    """Read a debate in any format, or a table, whose names mean what they do in the debate that it goes `into`.

    Raises `FormatError` with every problem.
    """
    if is_plain_table(text, name):
        table = split_table(text, name)
        return read_table(table, guess_meaning(table), into or Record(unstated_debate(name)))
    return recognise(text, name).load(text, name)


def read_content(content: bytes, name: str, into: Record | None = None) -> FileReading:
    """Read the content of a file as `read_text` does; raises `FormatError` with every problem."""
    if len(content) > MAX_BYTES:
        raise refuse(name, TOO_LARGE)
    return read_text(decode(content, name), name, into)


def read_path(path: Path | str, into: Record | None = None) -> FileReading:
    """Read a file as `read_text` does; raises `FormatError` with every problem."""
    return read_content(_read_bytes(Path(path)), str(path), into)


def load_path(path: Path | str) -> Record:
    """The debate in a file; raises `FormatError` with every problem."""
    return read_path(path).record


def load_valid_path(path: Path | str) -> Record:
    """Like `load_path`; raises `FormatError` also for what no debate may contain, such as a reference that leads nowhere."""
    return require_valid(read_path(path), str(path)).record


def require_valid(reading: FileReading, name: str) -> FileReading:
    """The reading; raises `FormatError` if its debate contains what none may."""
    record = reading.record
    if hits := find_violations(record, (record.debate, *record.entries())):
        problems = dict.fromkeys(_describe_hit(name, reading.lines, hit) for hit in hits)
        raise FormatError(sorted(problems, key=lambda problem: problem.line or 0))
    return reading


def _describe_hit(name: str, lines: LineNumbers, hit: Hit) -> Problem:
    kind, slug = hit.entry.kind_name, hit.entry.slug
    return Problem(name, lines.get((kind, slug)), f"{kind} “{slug}”", "", hit.sentence)


def _read_bytes(path: Path) -> bytes:
    name = str(path)
    try:
        if path.is_dir():
            raise refuse(name, "is a folder; name a file in it")
        if path.stat().st_size > MAX_BYTES:
            raise refuse(name, TOO_LARGE)
        return path.read_bytes()
    except FileNotFoundError:
        raise refuse(name, "there is no such file") from None
    except (OSError, ValueError) as error:  # ValueError for a name that no system can have
        raise refuse(name, f"cannot be read: {getattr(error, 'strerror', error)}") from None


def decode(content: bytes, name: str) -> str:
    """The text of a file's content; raises `FormatError` for what is not UTF-8."""
    if content.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise refuse(name, "is a packed archive; unpack it, and give a file that is in it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise refuse(name, "is written in UTF-16; save it again as UTF-8", 1) from None
        byte = f"0x{content[error.start]:02X}"
        raise refuse(
            name, f"holds the byte {byte}, which is not UTF-8; save the file again as UTF-8", line
        ) from None
