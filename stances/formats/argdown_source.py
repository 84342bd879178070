"""The text of an Argdown file: where its comments and data are, and which line and column a place in it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from stances.cache import cached_property

MASK = "\0"
"""What each character of a comment is replaced by, so that places in the text stay."""
BLANK = rf"[ \t{MASK}]"

_SPANS = re.compile(
    r"(?P<escape>\\[^\n])"
    r"|(?P<link>\[[^\]\n]{1,300}\]\([^)\n]{1,2000}\))"
    r"|(?P<comment><!--.*?-->|/\*.*?\*/|//[^\n]*)"
    r"|(?P<brace>\{)",
    re.DOTALL,
)
_IN_DATA = re.compile(r"""(?<=[{\[,:\s])(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')|[{}]""", re.DOTALL)
_FRONT_MATTER = re.compile(r"\s*===+(.*?)===+", re.DOTALL)
_SPACES_TO_NEWLINE = re.compile(r"[ \t]*\n")


@dataclass(frozen=True)
class Place:
    """A place in a text, with lines and columns counted from 1."""

    line: int
    column: int


class ArgdownError(Exception):
    """Something that is not Argdown, at an offset in the text."""

    def __init__(self, offset: int, message: str) -> None:
        self.offset, self.message = offset, message
        super().__init__(message)


@dataclass(frozen=True)
class ArgdownText:
    """A text whose comments are masked; `data` has the end of each YAML block by its start, `start` is after the front matter."""

    text: str
    comments: tuple[tuple[int, str], ...]
    data: Mapping[int, int]
    start: int = 0
    front_matter: tuple[int, str] | None = None

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int) -> Place:
        line = bisect_right(self._line_starts, offset)
        return Place(line, offset - self._line_starts[line - 1] + 1)


def place_in(text: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def unify_lines(text: str) -> str:
    """The text with line breaks of Unix."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_source(text: str) -> ArgdownText:
    """Find the front matter, the comments and the data of a text whose lines end in \\n.

    Raises `ArgdownError` for a brace that is never closed.
    """
    front = _FRONT_MATTER.match(text)
    masker = _Masker(text, front.end() if front else 0)
    masker.mask()
    return ArgdownText(
        "".join(masker.pieces),
        tuple(masker.comments),
        masker.data,
        front.end() if front else 0,
        (front.start(1), front[1]) if front else None,
    )


class _Masker:
    """Replaces comments by masks, with the line break after those that have a line to themselves."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.position = text, start
        self.pieces = [text[:start]]
        self.comments: list[tuple[int, str]] = []
        self.data: dict[int, int] = {}
        self.only_comments = True
        """Whether nothing but comments stands between the start of the line and `position`."""

    def mask(self) -> None:
        while match := _SPANS.search(self.text, self.position):
            between = self.text[self.position : match.start()]
            self.only_comments = not between.rpartition("\n")[2].strip(" \t") and (
                self.only_comments or "\n" in between
            )
            self.pieces.append(between)
            self.pass_span(match)
        self.pieces.append(self.text[self.position :])

    def pass_span(self, match: re.Match[str]) -> None:
        start, end = match.span()
        if match["comment"]:
            self.comments.append((start, match[0]))
            newline = _SPACES_TO_NEWLINE.match(self.text, end)
            end = newline.end() if newline and self.only_comments else end
            self.pieces.append(MASK * (end - start))
        else:
            if match["brace"]:
                end = self.data[start] = _data_end(self.text, start)
            self.pieces.append(self.text[start:end])
            self.only_comments = False
        self.position = end


def _data_end(text: str, start: int) -> int:
    depth = 0
    for match in _IN_DATA.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    raise ArgdownError(start, "this “{” opens data that “}” never closes; write \\{ where you mean a brace")
