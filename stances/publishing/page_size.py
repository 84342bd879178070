"""Sheets of paper, how large a figure comes out on one, and what to propose where its text would be too small to read.

Pure; all lengths are in points. A figure is never cut here: `splitting` divides maps, and this says only into about how
many pages.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from stances.graphics.typography import MIN_TEXT_PT

MIN_WIDTH_PX, MAX_WIDTH_PX = 100, 10_000
"""How wide a picture may be, in pixels."""

_PT_PER_INCH = 72.0
_PT_PER_MM = _PT_PER_INCH / 25.4
_ROUNDING_TOLERANCE = 0.005


class Paper(StrEnum):
    A4 = "a4"
    A3 = "a3"
    LETTER = "letter"
    SLIDE = "slide"

    @property
    def words(self) -> str:
        return _PAPER_NAMES[self]


class Orientation(StrEnum):
    """Which way a sheet lies; `auto` is whichever lets the figure come out larger."""

    AUTO = "auto"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


_PAPER_NAMES = {Paper.A4: "A4", Paper.A3: "A3", Paper.LETTER: "Letter", Paper.SLIDE: "slide 16:9"}
_SIZES_PT = {
    Paper.A4: (210 * _PT_PER_MM, 297 * _PT_PER_MM),
    Paper.A3: (297 * _PT_PER_MM, 420 * _PT_PER_MM),
    Paper.LETTER: (8.5 * _PT_PER_INCH, 11 * _PT_PER_INCH),
    Paper.SLIDE: (7.5 * _PT_PER_INCH, 13.333 * _PT_PER_INCH),
}
_MARGINS_PT = {
    Paper.A4: 15 * _PT_PER_MM,
    Paper.A3: 15 * _PT_PER_MM,
    Paper.LETTER: 0.6 * _PT_PER_INCH,
    Paper.SLIDE: 0.4 * _PT_PER_INCH,
}
_MAX_TEXT_PT = {Paper.A4: 14.0, Paper.A3: 14.0, Paper.LETTER: 14.0, Paper.SLIDE: 24.0}
"""How large the smallest text may grow: a figure of three boxes is not blown up to fill a sheet. A slide is read from afar."""


@dataclass(frozen=True)
class Sheet:
    """A sheet that lies one way; `head` and `foot` are what a title and the lines below the figure take of it."""

    paper: Paper
    orientation: Orientation = Orientation.PORTRAIT
    head_height: float = 0
    foot_height: float = 0

    def __post_init__(self) -> None:
        if self.orientation is Orientation.AUTO:
            raise ValueError("a sheet lies one way or the other")

    @property
    def size(self) -> tuple[float, float]:
        short, long = _SIZES_PT[self.paper]
        return (short, long) if self.orientation is Orientation.PORTRAIT else (long, short)

    @property
    def margin(self) -> float:
        return _MARGINS_PT[self.paper]

    @property
    def content_size(self) -> tuple[float, float]:
        """What is left for the figure."""
        width, height = self.size
        return width - 2 * self.margin, height - 2 * self.margin - self.head_height - self.foot_height

    @property
    def words(self) -> str:
        """“A4 landscape”; a slide lies as slides do, unless it stands."""
        if self.paper is Paper.SLIDE and self.orientation is Orientation.LANDSCAPE:
            return self.paper.words
        return f"{self.paper.words} {self.orientation}"


@dataclass(frozen=True)
class SheetFit:
    """How a figure comes out on a sheet: its scale, its smallest text, and the pages it would take to keep that legible."""

    scale: float
    smallest_text_pt: float
    pages: int

    @property
    def is_legible(self) -> bool:
        return self.smallest_text_pt >= MIN_TEXT_PT - _ROUNDING_TOLERANCE

    @property
    def describe_text_size(self) -> str:
        """“9.1 pt”, rounded down, so that what is too small never reads as large enough."""
        return f"{math.floor((self.smallest_text_pt + _ROUNDING_TOLERANCE) * 10) / 10:g} pt"


def fit_on_sheet(width: float, height: float, sheet: Sheet, smallest: float) -> SheetFit:
    """How a figure of this size, with text of `smallest` points and more, comes out on a sheet."""
    across, down = sheet.content_size
    scale = min(across / width, down / height, _MAX_TEXT_PT[sheet.paper] / smallest)
    return SheetFit(scale, scale * smallest, _estimate_pages(width, height, sheet, smallest))


def _estimate_pages(width: float, height: float, sheet: Sheet, smallest: float) -> int:
    """About how many sheets hold the figure when it is shrunk no further than its text allows."""
    across, down = sheet.content_size
    least = MIN_TEXT_PT / smallest
    return _sheets(width * least / across) * _sheets(height * least / down)


def _sheets(lengths: float) -> int:
    """How many sheets hold a figure of so many of their lengths; the smallest figure takes one too."""
    return max(1, math.ceil(lengths - _ROUNDING_TOLERANCE))


def list_sheets(paper: Paper, orientation: Orientation, head: float = 0, foot: float = 0) -> list[Sheet]:
    """The sheets that this may mean: two where the orientation is left open, but a slide then lies."""
    directions = [orientation]
    if orientation is Orientation.AUTO:
        directions = [Orientation.LANDSCAPE]
        directions += [Orientation.PORTRAIT] if paper is not Paper.SLIDE else []
    return [Sheet(paper, direction, head, foot) for direction in directions]


def choose_sheet(width: float, height: float, sheets: list[Sheet]) -> Sheet:
    """The sheet on which a figure of this size comes out largest, the first of equals."""
    return max(sheets, key=lambda sheet: min(sheet.content_size[0] / width, sheet.content_size[1] / height))


@dataclass(frozen=True)
class SheetProposal:
    """A way to keep the text legible: this sheet, or this sheet several times where `pages` is more than 1."""

    sheet: Sheet
    pages: int
    smallest_text_pt: float

    @property
    def description(self) -> str:
        if self.pages > 1:
            return f"divided over about {self.pages} pages of {self.sheet.words}"
        return f"{self.sheet.words}, where the text is {SheetFit(1, self.smallest_text_pt, 1).describe_text_size}"


def propose_sheets(
    width: float, height: float, sheet: Sheet, smallest: float, split: bool
) -> list[SheetProposal]:
    """What to take instead of a sheet that leaves the text too small; nothing where it does not.

    First the smallest sheet that is large enough, if there is one, then, where `split` says that the figure can be
    divided, this one several times.
    """
    here = fit_on_sheet(width, height, sheet, smallest)
    if here.is_legible:
        return []
    alternatives = [
        SheetProposal(other, 1, outcome.smallest_text_pt)
        for other in _alternative_sheets(sheet)
        if (outcome := fit_on_sheet(width, height, other, smallest)).is_legible
    ]
    return alternatives[:1] + ([SheetProposal(sheet, here.pages, MIN_TEXT_PT)] if split else [])


def _alternative_sheets(sheet: Sheet) -> Iterator[Sheet]:
    """This paper the other way, then larger ones; for a slide, paper, for a slide comes no larger."""
    for paper in dict.fromkeys((sheet.paper, Paper.A4, Paper.A3)):
        if _SIZES_PT[paper][0] >= _SIZES_PT[sheet.paper][0] or sheet.paper in (Paper.LETTER, Paper.SLIDE):
            for orientation in (Orientation.PORTRAIT, Orientation.LANDSCAPE):
                other = replace(sheet, paper=paper, orientation=orientation)
                if other != sheet and not (paper is Paper.SLIDE and orientation is Orientation.PORTRAIT):
                    yield other


def describe_fit(sheet: Sheet, fitted: SheetFit) -> str:
    """How large the text will be, in a sentence: “Text will be 9.1 pt on A4 landscape.”"""
    said = f"Text will be {fitted.describe_text_size} on {sheet.words}"
    return (
        f"{said}." if fitted.is_legible else f"{said}, which is too small to read: below {MIN_TEXT_PT:g} pt."
    )
