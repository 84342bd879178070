"""The description of a format, what reading a file gives, and the errors of a file that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from stances.errors import StancesError, show_name
from stances.record.entries import Debate
from stances.record.record import Record
from stances.record.slugs import make_slug
from stances.record.vocabulary import Kind

LineNumbers: TypeAlias = Mapping[tuple[Kind, str], int]
"""The line on which each entry of a file starts, by kind and slug."""


MAX_BYTES = 50_000_000
"""The largest file that is read."""

MAX_LINE_LENGTH = 1_000_000
"""The longest line, in characters, of a format that is written in lines."""

MAX_ENTRIES = 200_000
"""The most entries that are taken from one file."""

MAX_PROBLEMS = 1000
"""How many problems of one file are told: who corrects these will see whether there are more."""

MAX_DEPTH = 12
"""How deep lists and mappings may lie in each other: no record needs more."""

TOO_LARGE = f"is larger than {MAX_BYTES // 1_000_000} MB, and no debate's file is"


@dataclass(frozen=True)
class FileReading:
    """What a file says: a debate, the line of each entry, and what could not be placed in it, with the reasons.

    The entries are constructed with those fields only that the file states, so that their `model_fields_set` tells what
    an import may change. A file that says nothing of the debate itself has an `unstated_debate`.
    """

    record: Record
    lines: LineNumbers = field(default_factory=dict)
    unplaced: tuple[Problem, ...] = ()


def unstated_debate(name: str) -> Debate:
    """The debate of a file that says nothing of it: called like the file, with no field stated."""
    title = Path(name).stem.strip() or "Import"
    return Debate.model_construct(_fields_set=set(), slug=make_slug(title) or "import", title=title)


@dataclass(frozen=True)
class Format:
    """A file format for debates; `loss` is one sentence on what is lost when writing, empty if nothing is.

    `name` is also what downloads end in, and `words` say what the format is good for: “for programs”. `read` takes a text and
    the name that its errors give it, and returns what it says, or raises `FormatError`; None if the format can only be written.
    `recognises` says of a text whether it is surely in this format; it looks at as much as it needs and never raises.
    Texts with a line of more than `longest_line` characters are refused before they are read.
    """

    name: str
    endings: tuple[str, ...]
    media_type: str
    words: str
    dumps: Callable[[Record], str | bytes]
    read: Callable[[str, str], FileReading] | None = None
    loss: str = ""
    recognises: Callable[[str], bool] | None = None
    longest_line: int = MAX_LINE_LENGTH

    def encode(self, record: Record) -> bytes:
        """The record as the content of a file."""
        content = self.dumps(record)
        return content.encode() if isinstance(content, str) else content

    def loads(self, text: str, name: str) -> Record:
        """Read a debate; raises `FormatError` with every problem, or if the format can only be written."""
        return self.load(text, name).record

    def load(self, text: str, name: str) -> FileReading:
        """Like `loads`, with the line on which each entry starts and what could not be placed."""
        if self.read is None:
            raise refuse(name, f"the format {self.name} can be written but not read back. {self.loss}")
        check_bounds(text, name, self.longest_line)
        reading = self.read(text, name)
        if (count := sum(1 for _ in reading.record.entries())) > MAX_ENTRIES:
            raise refuse(name, f"has {count:,} records, and a debate may have {MAX_ENTRIES:,}; divide it")
        return reading


def check_bounds(text: str, name: str, longest_line: int = MAX_LINE_LENGTH) -> None:
    """Raise `FormatError` if the text is too long, or has a line that is: what no reader should have to hold."""
    if len(text) > MAX_BYTES:
        raise refuse(name, TOO_LARGE)
    start, line = 0, 1
    while len(text) - start > longest_line:
        end = text.rfind("\n", start, start + longest_line + 1)
        if end < 0:
            raise refuse(name, f"is longer than {longest_line:,} characters; break the line", line)
        line, start = line + text.count("\n", start, end + 1), end + 1


@dataclass(frozen=True)
class Problem:
    """One thing to correct in a file; `record` is its kind and slug (or number), `key` the path to the value in it.

    Lines and columns count from 1; a column is given where a place in the line is known.
    """

    file: str
    line: int | None
    record: str
    key: str
    message: str
    column: int | None = None

    def __str__(self) -> str:
        place = ":".join(
            str(part) for part in (show_name(self.file), self.line, self.column) if part is not None
        )
        parts = ": ".join(part for part in (place, self.record, self.key, self.message) if part)
        return parts.encode("utf-8", "backslashreplace").decode("utf-8")


class FormatError(StancesError):
    """A file that cannot be read; the message has a line for each of its first `MAX_PROBLEMS` problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(islice(problems, MAX_PROBLEMS))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refuse(name: str, message: str, line: int | None = None, column: int | None = None) -> FormatError:
    """The error of a file with one problem."""
    return FormatError([Problem(name, line, "", "", message, column)])
