"""Sheets of paper: how large a figure is on one, and what to propose if its text would be too small to read.

Pure; all lengths are in points. Figures are not divided here: `pagination` divides maps.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from stances.graphics.typography import MIN_TEXT_PT
from stances.publishing import wording

MIN_WIDTH_PX, MAX_WIDTH_PX = 100, 10_000
"""The limits of a picture's width, in pixels."""

_PT_PER_INCH = 72.0
_PT_PER_MM = _PT_PER_INCH / 25.4
_ROUNDING_TOLERANCE = 0.005


class Paper(StrEnum):
    """A size of paper, a slide, or a column of a journal's page, which a figure fills in width and as far down as it needs."""

    A4 = "a4"
    A3 = "a3"
    LETTER = "letter"
    SLIDE = "slide"
    COLUMN_85 = "column85"
    COLUMN_175 = "column175"

    @property
    def is_column(self) -> bool:
        return self in (Paper.COLUMN_85, Paper.COLUMN_175)

    @property
    def words(self) -> str:
        """Its name: “A4”, “slide 16:9”."""
        return wording.PAPER_NAMES[self]


class Orientation(StrEnum):
    """The orientation of a sheet; `auto` is the one in which the figure is larger."""

    AUTO = "auto"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


_SIZES_PT = {
    Paper.A4: (210 * _PT_PER_MM, 297 * _PT_PER_MM),
    Paper.A3: (297 * _PT_PER_MM, 420 * _PT_PER_MM),
    Paper.LETTER: (8.5 * _PT_PER_INCH, 11 * _PT_PER_INCH),
    Paper.SLIDE: (7.5 * _PT_PER_INCH, 13.333 * _PT_PER_INCH),
    Paper.COLUMN_85: (85 * _PT_PER_MM, 240 * _PT_PER_MM),
    Paper.COLUMN_175: (175 * _PT_PER_MM, 240 * _PT_PER_MM),
}
_MARGINS_PT = {
    Paper.A4: 15 * _PT_PER_MM,
    Paper.A3: 15 * _PT_PER_MM,
    Paper.LETTER: 0.6 * _PT_PER_INCH,
    Paper.SLIDE: 0.4 * _PT_PER_INCH,
    Paper.COLUMN_85: 0.0,
    Paper.COLUMN_175: 0.0,
}
_MAX_TEXT_PT = dict.fromkeys(Paper, 14.0) | {
    Paper.SLIDE: 24.0,
    Paper.COLUMN_85: 11.0,
    Paper.COLUMN_175: 11.0,
}
"""Largest size, in points, to which a figure's smallest text may grow; slides are read from afar."""


@dataclass(frozen=True)
class Sheet:
    """A sheet in one orientation, `head_height` and `foot_height` of which are taken by the words around the figure.

    Raises ValueError for the orientation `auto`.
    """

    paper: Paper
    orientation: Orientation = Orientation.PORTRAIT
    head_height: float = 0
    foot_height: float = 0

    def __post_init__(self) -> None:
        if self.orientation is Orientation.AUTO:
            raise ValueError("a sheet is portrait or landscape")

    @property
    def size(self) -> tuple[float, float]:
        """Its width and height."""
        short, long = _SIZES_PT[self.paper]
        return (short, long) if self.orientation is Orientation.PORTRAIT else (long, short)

    @property
    def margin(self) -> float:
        """The margin on each side."""
        return _MARGINS_PT[self.paper]

    @property
    def content_size(self) -> tuple[float, float]:
        """The width and height left for the figure."""
        width, height = self.size
        return width - 2 * self.margin, height - 2 * self.margin - self.head_height - self.foot_height

    @property
    def words(self) -> str:
        """“A4 landscape”; a landscape slide is just “slide 16:9”."""
        if self.paper.is_column or (self.paper is Paper.SLIDE and self.orientation is Orientation.LANDSCAPE):
            return self.paper.words
        return f"{self.paper.words} {self.orientation}"


@dataclass(frozen=True)
class SheetFit:
    """How a figure fits on a sheet: its scale, and its smallest text."""

    scale: float
    smallest_text_pt: float

    @property
    def is_legible(self) -> bool:
        """Whether its smallest text is large enough to read."""
        return self.smallest_text_pt >= MIN_TEXT_PT - _ROUNDING_TOLERANCE

    @property
    def describe_text_size(self) -> str:
        """“9.1 pt”, rounded down, so that a size that is too small never looks large enough."""
        return wording.format_size(math.floor((self.smallest_text_pt + _ROUNDING_TOLERANCE) * 10) / 10)


def fit_on_sheet(width: float, height: float, sheet: Sheet, smallest_text_pt: float) -> SheetFit:
    """Fit a figure of this size on a sheet; `smallest_text_pt` is the size of its smallest text."""
    across, down = sheet.content_size
    scale = min(across / width, down / height, _MAX_TEXT_PT[sheet.paper] / smallest_text_pt)
    return SheetFit(scale, scale * smallest_text_pt)


def list_sheets(
    paper: Paper, orientation: Orientation, head_height: float = 0, foot_height: float = 0
) -> list[Sheet]:
    """List the sheets to choose from: two for the orientation `auto`, but only landscape for a slide; columns are upright."""
    directions = [Orientation.PORTRAIT if paper.is_column else orientation]
    if directions[0] is Orientation.AUTO:
        directions = [Orientation.LANDSCAPE]
        directions += [Orientation.PORTRAIT] if paper is not Paper.SLIDE else []
    return [Sheet(paper, direction, head_height, foot_height) for direction in directions]


def choose_sheet(width: float, height: float, sheets: list[Sheet]) -> Sheet:
    """Choose the sheet on which a figure of this size is largest, the first of equals."""
    return max(sheets, key=lambda sheet: min(sheet.content_size[0] / width, sheet.content_size[1] / height))


@dataclass(frozen=True)
class SheetProposal:
    """A sheet on which the text is legible, with `split` if the figure is divided; None for the figure's own size."""

    sheet: Sheet | None
    smallest_text_pt: float
    split: bool = False

    @property
    def description(self) -> str:
        """“divided over several pages of A4 landscape”; “A3 landscape, where the text is 9.1 pt”."""
        if self.sheet and self.split:
            return wording.propose_division(self.sheet.words)
        size = SheetFit(1, self.smallest_text_pt).describe_text_size
        return wording.propose_sheet(self.sheet.words if self.sheet else wording.OWN_SIZE, size)


def propose_sheets(
    width: float,
    height: float,
    sheet: Sheet,
    smallest_text_pt: float,
    split: bool,
    others: Iterable[Sheet] | None = None,
) -> list[SheetProposal]:
    """Propose what to take instead of a sheet on which the text is too small; nothing if it is not.

    First the smallest of the `others` that is large enough, if there is one; then, if `split`, several of this one; if there
    is neither, the figure's own size. Without `others` those of `alternative_sheets` are tried.
    """
    fit = fit_on_sheet(width, height, sheet, smallest_text_pt)
    if fit.is_legible:
        return []
    alternatives = [
        SheetProposal(other, other_fit.smallest_text_pt)
        for other in (alternative_sheets(sheet) if others is None else others)
        if (other_fit := fit_on_sheet(width, height, other, smallest_text_pt)).is_legible
    ]
    divided = [SheetProposal(sheet, MIN_TEXT_PT, split=True)] if split else []
    return alternatives[:1] + divided or [SheetProposal(None, smallest_text_pt)]


def alternative_sheets(sheet: Sheet) -> Iterator[Sheet]:
    """The other orientation of this paper, then larger papers; for a slide, A4 and A3, since there is no larger slide."""
    wider = (Paper.COLUMN_175,) if sheet.paper is Paper.COLUMN_85 else ()
    for paper in dict.fromkeys((sheet.paper, *wider, Paper.A4, Paper.A3)):
        if _SIZES_PT[paper][0] >= _SIZES_PT[sheet.paper][0] or sheet.paper in (Paper.LETTER, Paper.SLIDE):
            if paper.is_column and paper is not sheet.paper:
                yield replace(sheet, paper=paper, orientation=Orientation.PORTRAIT)
            if paper.is_column:
                continue
            for orientation in (Orientation.PORTRAIT, Orientation.LANDSCAPE):
                other = replace(sheet, paper=paper, orientation=orientation)
                if other != sheet and not (paper is Paper.SLIDE and orientation is Orientation.PORTRAIT):
                    yield other


def describe_fit(sheet: Sheet, fit: SheetFit) -> str:
    """Say how large the text will be: “Text will be 9.1 pt on A4 landscape.”"""
    needed = "" if fit.is_legible else wording.format_size(MIN_TEXT_PT)
    return wording.describe_fit(fit.describe_text_size, sheet.words, needed)
