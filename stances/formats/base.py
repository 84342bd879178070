"""The description of a format, and the errors of a file that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from stances.errors import StancesError, show_name
from stances.record.record import Record
from stances.record.vocabulary import Kind

LineNumbers: TypeAlias = Mapping[tuple[Kind, str], int]
"""The line on which each entry of a file starts, by kind and slug."""


@dataclass(frozen=True)
class Format:
    """A file format for debates; `loss` is one sentence on what is lost when writing, empty if nothing is.

    `name` is also what downloads end in, and `words` say what the format is good for: “for programs”. `read` takes a text and
    the name that its errors give it, and returns the record with the line of each entry; None if the format can only be
    written.
    """

    name: str
    endings: tuple[str, ...]
    media_type: str
    words: str
    dumps: Callable[[Record], str]
    read: Callable[[str, str], tuple[Record, LineNumbers]] | None = None
    loss: str = ""

    def loads(self, text: str, name: str) -> Record:
        """Read a debate; raises `FormatError` with every problem, or if the format can only be written."""
        return self.load_with_lines(text, name)[0]

    def load_with_lines(self, text: str, name: str) -> tuple[Record, LineNumbers]:
        """Like `loads`, with the line on which each entry starts."""
        if self.read is None:
            message = f"the format {self.name} can be written but not read back. {self.loss}"
            raise FormatError([Problem(name, None, "", "", message)])
        return self.read(text, name)


@dataclass(frozen=True)
class Problem:
    """One thing to correct in a file; `record` is its kind and slug (or number), `key` the path to the value in it."""

    file: str
    line: int | None
    record: str
    key: str
    message: str

    def __str__(self) -> str:
        name = show_name(self.file)
        place = name if self.line is None else f"{name}:{self.line}"
        parts = ": ".join(part for part in (place, self.record, self.key, self.message) if part)
        return parts.encode("utf-8", "backslashreplace").decode("utf-8")


class FormatError(StancesError):
    """A file that cannot be read; the message has a line for each problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
