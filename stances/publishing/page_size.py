"""Sheets of paper, how large a figure comes out on one, and what to propose where its text would be too small to read.

Pure; all lengths are in points. A figure is never cut here: `splitting` divides maps, and this says only into about how
many pages.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from stances.graphics.typography import LEAST_TEXT

LEAST_WIDTH, MOST_WIDTH = 100, 10_000
"""How wide a picture may be, in pixels."""

_INCH = 72.0
_MM = _INCH / 25.4
_ROUNDING = 0.005


class Paper(StrEnum):
    A4 = "a4"
    A3 = "a3"
    LETTER = "letter"
    SLIDE = "slide"

    @property
    def words(self) -> str:
        return _WORDS[self]


class Orientation(StrEnum):
    """Which way a sheet lies; `auto` is whichever lets the figure come out larger."""

    AUTO = "auto"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


_WORDS = {Paper.A4: "A4", Paper.A3: "A3", Paper.LETTER: "Letter", Paper.SLIDE: "slide 16:9"}
_SIZES = {
    Paper.A4: (210 * _MM, 297 * _MM),
    Paper.A3: (297 * _MM, 420 * _MM),
    Paper.LETTER: (8.5 * _INCH, 11 * _INCH),
    Paper.SLIDE: (7.5 * _INCH, 13.333 * _INCH),
}
_MARGINS = {Paper.A4: 15 * _MM, Paper.A3: 15 * _MM, Paper.LETTER: 0.6 * _INCH, Paper.SLIDE: 0.4 * _INCH}
_MOST_TEXT = {Paper.A4: 14.0, Paper.A3: 14.0, Paper.LETTER: 14.0, Paper.SLIDE: 24.0}
"""How large the smallest text may grow: a figure of three boxes is not blown up to fill a sheet. A slide is read from afar."""


@dataclass(frozen=True)
class Sheet:
    """A sheet that lies one way; `head` and `foot` are what a title and the lines below the figure take of it."""

    paper: Paper
    orientation: Orientation = Orientation.PORTRAIT
    head: float = 0
    foot: float = 0

    def __post_init__(self) -> None:
        if self.orientation is Orientation.AUTO:
            raise ValueError("a sheet lies one way or the other")

    @property
    def size(self) -> tuple[float, float]:
        short, long = _SIZES[self.paper]
        return (short, long) if self.orientation is Orientation.PORTRAIT else (long, short)

    @property
    def margin(self) -> float:
        return _MARGINS[self.paper]

    @property
    def room(self) -> tuple[float, float]:
        """What is left for the figure."""
        width, height = self.size
        return width - 2 * self.margin, height - 2 * self.margin - self.head - self.foot

    @property
    def words(self) -> str:
        """“A4 landscape”; a slide lies as slides do, unless it stands."""
        if self.paper is Paper.SLIDE and self.orientation is Orientation.LANDSCAPE:
            return self.paper.words
        return f"{self.paper.words} {self.orientation}"


@dataclass(frozen=True)
class Fit:
    """How a figure comes out on a sheet: its scale, its smallest text, and the pages it would take to keep that legible."""

    scale: float
    text: float
    pages: int

    @property
    def legible(self) -> bool:
        return self.text >= LEAST_TEXT - _ROUNDING

    @property
    def text_words(self) -> str:
        """“9.1 pt”, rounded down, so that what is too small never reads as large enough."""
        return f"{math.floor((self.text + _ROUNDING) * 10) / 10:g} pt"


def fit(width: float, height: float, sheet: Sheet, smallest: float) -> Fit:
    """How a figure of this size, with text of `smallest` points and more, comes out on a sheet."""
    across, down = sheet.room
    scale = min(across / width, down / height, _MOST_TEXT[sheet.paper] / smallest)
    return Fit(scale, scale * smallest, _pages(width, height, sheet, smallest))


def _pages(width: float, height: float, sheet: Sheet, smallest: float) -> int:
    """About how many sheets hold the figure when it is shrunk no further than its text allows."""
    across, down = sheet.room
    least = LEAST_TEXT / smallest
    return _sheets(width * least / across) * _sheets(height * least / down)


def _sheets(lengths: float) -> int:
    """How many sheets hold a figure of so many of their lengths; the smallest figure takes one too."""
    return max(1, math.ceil(lengths - _ROUNDING))


def laid(paper: Paper, orientation: Orientation, head: float = 0, foot: float = 0) -> list[Sheet]:
    """The sheets that this may mean: two where the orientation is left open, but a slide then lies."""
    ways = [orientation]
    if orientation is Orientation.AUTO:
        ways = [Orientation.LANDSCAPE]
        ways += [Orientation.PORTRAIT] if paper is not Paper.SLIDE else []
    return [Sheet(paper, way, head, foot) for way in ways]


def best(width: float, height: float, sheets: list[Sheet]) -> Sheet:
    """The sheet on which a figure of this size comes out largest, the first of equals."""
    return max(sheets, key=lambda sheet: min(sheet.room[0] / width, sheet.room[1] / height))


@dataclass(frozen=True)
class Proposal:
    """A way to keep the text legible: this sheet, or this sheet several times where `pages` is more than 1."""

    sheet: Sheet
    pages: int
    text: float

    @property
    def words(self) -> str:
        if self.pages > 1:
            return f"divided over about {self.pages} pages of {self.sheet.words}"
        return f"{self.sheet.words}, where the text is {Fit(1, self.text, 1).text_words}"


def proposals(width: float, height: float, sheet: Sheet, smallest: float, split: bool) -> list[Proposal]:
    """What to take instead of a sheet that leaves the text too small; nothing where it does not.

    First the smallest sheet that is large enough, if there is one, then, where `split` says that the figure can be
    divided, this one several times.
    """
    here = fit(width, height, sheet, smallest)
    if here.legible:
        return []
    found = [
        Proposal(other, 1, came.text)
        for other in _others(sheet)
        if (came := fit(width, height, other, smallest)).legible
    ]
    return found[:1] + ([Proposal(sheet, here.pages, LEAST_TEXT)] if split else [])


def _others(sheet: Sheet) -> Iterator[Sheet]:
    """This paper the other way, then larger ones; for a slide, paper, for a slide comes no larger."""
    for paper in dict.fromkeys((sheet.paper, Paper.A4, Paper.A3)):
        if _SIZES[paper][0] >= _SIZES[sheet.paper][0] or sheet.paper in (Paper.LETTER, Paper.SLIDE):
            for way in (Orientation.PORTRAIT, Orientation.LANDSCAPE):
                other = replace(sheet, paper=paper, orientation=way)
                if other != sheet and not (paper is Paper.SLIDE and way is Orientation.PORTRAIT):
                    yield other


def verdict(sheet: Sheet, fitted: Fit) -> str:
    """How large the text will be, in a sentence: “Text will be 9.1 pt on A4 landscape.”"""
    said = f"Text will be {fitted.text_words} on {sheet.words}"
    return f"{said}." if fitted.legible else f"{said}, which is too small to read: below {LEAST_TEXT:g} pt."
