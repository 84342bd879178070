"""Ways of writing a debate down, and of reading one from a file.

To add one:

1. Write a module here with `dumps(record) -> str`. If files can be read back, add `read(text, name)`, which returns the
   record and its line numbers, or raises `FormatError` with every problem.
2. Define a `Format` with them: its name, its file endings, its media type, what it is good for and, if something is lost,
   a sentence in `loss` that says what.
3. Add it to `FORMATS` below: downloads, the overview's links, `stances export`, `load` and the other commands that read files
   know it from there.
4. Say in docs/scholar.md what it is for.

Tests then check that `loads(dumps(record)) == record`, or that a loss is stated, that it is served and exported, and that the
docs name it.
"""

from __future__ import annotations

from pathlib import Path

from stances.checks.constraints import find_violations
from stances.checks.finding import Hit
from stances.errors import BadRequestError, show_name
from stances.formats.base import Format, FormatError, LineNumbers, Problem
from stances.formats.native import JSON, YAML
from stances.record.record import Record

__all__ = [
    "FORMATS",
    "Format",
    "FormatError",
    "LineNumbers",
    "Problem",
    "find_format",
    "format_for_path",
    "load_path",
    "load_path_with_lines",
    "load_valid_path",
]

FORMATS: tuple[Format, ...] = (JSON, YAML)
MAX_BYTES = 50_000_000


def find_format(name: str) -> Format:
    """The format with this name, upper or lower case; raises `BadRequestError`."""
    for known in FORMATS:
        if known.name == name.lower():
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise BadRequestError(f"There is no format “{name}”; the formats are {names}.")


def format_for_path(path: Path | str) -> Format:
    """The format that belongs to a file's ending; raises `BadRequestError`."""
    ending = Path(path).suffix.lower()
    for known in FORMATS:
        if ending in known.endings:
            return known
    endings = ", ".join(ending for known in FORMATS for ending in known.endings)
    raise BadRequestError(
        f"{show_name(path)}: the end of the name does not say which format this is; known are {endings}."
    )


def load_path(path: Path | str) -> Record:
    """Read the debate in a file; raises `FormatError` with every problem."""
    return load_path_with_lines(path)[0]


def load_path_with_lines(path: Path | str) -> tuple[Record, LineNumbers]:
    """Like `load_path`, with the line on which each entry starts."""
    if _is_folder(Path(path)):
        raise _file_error(Path(path), None, "is a folder; name a file in it")
    return format_for_path(path).load_with_lines(_read_text(Path(path)), str(path))


def load_valid_path(path: Path | str) -> Record:
    """Like `load_path`; raises `FormatError` also for what no debate may contain, such as a reference that leads nowhere."""
    record, lines = load_path_with_lines(path)
    if hits := find_violations(record, (record.debate, *record.entries())):
        problems = dict.fromkeys(_describe_hit(Path(path), lines, hit) for hit in hits)
        raise FormatError(sorted(problems, key=lambda problem: problem.line or 0))
    return record


def _describe_hit(path: Path, lines: LineNumbers, hit: Hit) -> Problem:
    kind, slug = hit.entry.kind_name, hit.entry.slug
    return Problem(str(path), lines.get((kind, slug)), f"{kind} “{slug}”", "", hit.sentence)


def _is_folder(path: Path) -> bool:
    """Whether this is a folder; not if the system refuses the name, as reading it will show."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _file_error(
                path, None, f"is larger than {MAX_BYTES // 1_000_000} MB, and no debate's file is"
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise _file_error(path, None, "there is no such file") from None
    except (OSError, ValueError) as error:  # ValueError for a name that no system can have
        raise _file_error(path, None, f"cannot be read: {getattr(error, 'strerror', error)}") from None
    return _decode(path, content)


def _decode(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise _file_error(path, 1, "is written in UTF-16; save it again as UTF-8") from None
        byte = f"0x{content[error.start]:02X}"
        raise _file_error(
            path, line, f"holds the byte {byte}, which is not UTF-8; save the file again as UTF-8"
        ) from None


def _file_error(path: Path, line: int | None, message: str) -> FormatError:
    return FormatError([Problem(str(path), line, "", "", message)])
