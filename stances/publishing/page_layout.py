"""A figure with its words: title above, source, date and revision below, around it or on a sheet that it is fitted to.

Pure: what comes in and goes out is a drawing as lxml has it. Figures arrive without a title of their own, so that every
kind of figure is titled alike, and on a sheet in letters that do not shrink with the figure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.svg import SVG_NAMESPACE, add_element, draw_text, format_number
from stances.graphics.text_metrics import wrap_text
from stances.publishing.caption import Caption
from stances.publishing.options import PublishOptions
from stances.publishing.page_size import (
    Paper,
    Sheet,
    SheetFit,
    SheetProposal,
    choose_sheet,
    describe_fit,
    fit_on_sheet,
    list_sheets,
    propose_sheets,
)

_TITLE_SIZE_PT, _SUBTITLE_SIZE_PT, _FOOT_SIZE_PT = 16.0, 11.0, 8.5
_LINE_SPACING = 1.3
_SLIDE_TEXT_FACTOR = 1.5
_GAP_PT = 12.0
_MARGIN_PT = 24.0
_MIN_WIDTH_PT = 420.0
_PT_PER_INCH, _CM_PER_INCH = 72.0, 2.54
_LENGTH_PATTERN = re.compile(r"([\d.]+)(?:pt)?")


@dataclass(frozen=True)
class _TextLine:
    """A line of text above or below the figure; `y` is its baseline from where its block begins."""

    text: str
    size: float
    y: float
    colour: str
    weight: str = "normal"


@dataclass(frozen=True)
class _TextBlock:
    """Lines one below the other, and how much room they take with the space that parts them from the figure."""

    lines: tuple[_TextLine, ...] = ()
    height: float = 0


def _text_factor(look: PublishOptions) -> float:
    """How much larger words are where they are projected."""
    return _SLIDE_TEXT_FACTOR if look.paper is Paper.SLIDE else 1.0


def _head_block(caption: Caption, look: PublishOptions, room: float) -> _TextBlock:
    styles = [
        (caption.title, _TITLE_SIZE_PT, TEXT_COLOUR, "bold"),
        (caption.subtitle, _SUBTITLE_SIZE_PT, QUIET_TEXT_COLOUR, "normal"),
    ]
    styles += [(note, _SUBTITLE_SIZE_PT, TEXT_COLOUR, "normal") for note in caption.notes]
    lines: list[_TextLine] = []
    y = 0.0
    for text, usual, colour, weight in styles if look.title else ():
        size = usual * _text_factor(look)
        for part in wrap_text(text, room, size, weight == "bold") if text else ():
            y += size * _LINE_SPACING
            lines.append(_TextLine(part, size, y, colour, weight))
    return _TextBlock(tuple(lines), y + _GAP_PT) if lines else _TextBlock()


def _foot_block(caption: Caption, look: PublishOptions, room: float) -> _TextBlock:
    size = _FOOT_SIZE_PT * _text_factor(look)
    parts = wrap_text(caption.footer(look), room, size) if caption.footer(look) else ()
    lines = tuple(
        _TextLine(part, size, _GAP_PT + i * size * _LINE_SPACING, QUIET_TEXT_COLOUR)
        for i, part in enumerate(parts)
    )
    return _TextBlock(lines, lines[-1].y + size * 0.3) if lines else _TextBlock()


@dataclass(frozen=True)
class FigureSize:
    """How large a figure is by itself, and its smallest text, in points."""

    width: float
    height: float
    smallest_text_pt: float

    @classmethod
    def measure(cls, root: Any) -> FigureSize:
        sizes = (float(element.get("font-size", _SUBTITLE_SIZE_PT)) for element in _text_elements(root))
        return cls(
            _read_points(root.get("width")),
            _read_points(root.get("height")),
            min(sizes, default=_SUBTITLE_SIZE_PT),
        )


def _text_elements(root: Any) -> Iterator[Any]:
    return (text for text in root.iter(f"{{{SVG_NAMESPACE}}}text", f"{{{SVG_NAMESPACE}}}tspan") if text.text)


def _read_points(length: str) -> float:
    match = _LENGTH_PATTERN.fullmatch(length or "")
    if match is None:
        raise ValueError(f"a figure's size is in points, not “{length}”")
    return float(match[1])


def choose_sheet_for(size: FigureSize, look: PublishOptions, caption: Caption) -> Sheet:
    """The sheet that a figure comes on, with the room that its words need."""
    if look.paper is None:
        raise ValueError("a figure of its own size has no sheet")
    sheets = []
    for plain in list_sheets(look.paper, look.orientation):
        across = plain.content_size[0]
        head, foot = _head_block(caption, look, across).height, _foot_block(caption, look, across).height
        sheets.append(Sheet(plain.paper, plain.orientation, head, foot))
    return choose_sheet(size.width, size.height, sheets)


def fit_figure(size: FigureSize, sheet: Sheet) -> SheetFit:
    return fit_on_sheet(size.width, size.height, sheet, size.smallest_text_pt)


@dataclass(frozen=True)
class PublishPreview:
    """How a figure comes out: in a sentence, and what to take instead where its text would be too small."""

    description: str
    is_legible: bool
    alternatives: tuple[SheetProposal, ...] = ()


def preview_publication(root: Any, look: PublishOptions, caption: Caption, divisible: bool) -> PublishPreview:
    """What to expect of a figure in this look; `divisible` says whether it could come on several pages."""
    size = FigureSize.measure(root)
    if look.paper is None:
        return PublishPreview(_describe_own_size(size, look, caption), is_legible=True)
    sheet = choose_sheet_for(size, look, caption)
    here = fit_figure(size, sheet)
    instead = propose_sheets(size.width, size.height, sheet, size.smallest_text_pt, divisible)
    return PublishPreview(describe_fit(sheet, here), here.is_legible, tuple(instead))


def _describe_own_size(size: FigureSize, look: PublishOptions, caption: Caption) -> str:
    width, height = (
        length / _PT_PER_INCH * _CM_PER_INCH for length in _lay_out_around(size, look, caption).size
    )
    return (
        f"Text will be {size.smallest_text_pt:g} pt at the figure’s own size, {width:.0f} × {height:.0f} cm."
    )


@dataclass(frozen=True)
class _PageLayout:
    """Where everything lies on what is published: the page, the figure in it, and the words above and below."""

    size: tuple[float, float]
    figure_position: tuple[float, float]
    scale: float
    left: float
    head: tuple[float, _TextBlock]
    foot: tuple[float, _TextBlock]


def _lay_out_on_sheet(
    size: FigureSize, look: PublishOptions, caption: Caption, max_scale: float
) -> _PageLayout:
    sheet = choose_sheet_for(size, look, caption)
    scale = min(fit_figure(size, sheet).scale, max_scale)
    (width, height), (across, down), margin = sheet.size, sheet.content_size, sheet.margin
    left = margin + (across - scale * size.width) / 2
    top = margin + sheet.head_height + (down - scale * size.height) / 2
    head, foot = _head_block(caption, look, across), _foot_block(caption, look, across)
    return _PageLayout(
        (width, height), (left, top), scale, margin, (margin, head), (height - margin - foot.height, foot)
    )


def _lay_out_around(size: FigureSize, look: PublishOptions, caption: Caption) -> _PageLayout:
    """The figure at its own size, and as much more as its words need; figures have a margin of their own."""
    width = max(size.width, _MIN_WIDTH_PT) if look.title or caption.footer(look) else size.width
    room = width - 2 * _MARGIN_PT
    head, foot = _head_block(caption, look, room), _foot_block(caption, look, room)
    above = _MARGIN_PT + head.lines[-1].y + head.lines[-1].size * 0.3 if head.lines else 0.0
    below = foot.height + _MARGIN_PT - _GAP_PT if foot.lines else 0.0
    height = above + size.height + below
    return _PageLayout(
        (width, height), (0, above), 1, _MARGIN_PT, (_MARGIN_PT, head), (above + size.height - _GAP_PT, foot)
    )


def _render_page(root: Any, layout: _PageLayout) -> Any:
    """The figure with its words, as one drawing of the plate's size that goes by the figure's name."""
    width, height = layout.size
    sheet = etree.Element(root.tag, nsmap=root.nsmap)
    for name, value in root.attrib.items():
        sheet.set(name, value)
    sheet.set("width", f"{format_number(width)}pt")
    sheet.set("height", f"{format_number(height)}pt")
    sheet.set("viewBox", f"0 0 {format_number(width)} {format_number(height)}")
    for element in root.xpath("svg:title | svg:desc | svg:metadata", namespaces={"svg": SVG_NAMESPACE}):
        sheet.append(element)
    add_element(sheet, "rect", class_="paper", width=width, height=height, fill=WHITE)
    _write_block(sheet, "heading", layout.left, *layout.head)
    figure = add_element(sheet, "g", class_="figure", transform=_figure_transform(root, layout))
    figure.extend(root)
    for ground in figure.xpath(".//*[@class='paper']"):  # it would hide what hangs down from the words above
        ground.getparent().remove(ground)
    _write_block(sheet, "source", layout.left, *layout.foot)
    return sheet


def _figure_transform(root: Any, layout: _PageLayout) -> str:
    x, y, *_ = (float(part) for part in root.get("viewBox").split())
    left, top = layout.figure_position[0] - layout.scale * x, layout.figure_position[1] - layout.scale * y
    moved = f"translate({format_number(left)} {format_number(top)})"
    return moved if layout.scale == 1 else f"{moved} scale({layout.scale:.5f})"


def _write_block(sheet: Any, name: str, left: float, top: float, block: _TextBlock) -> None:
    if block.lines:
        group = add_element(sheet, "g", class_=name)
        for line in block.lines:
            weight = {"font_weight": line.weight} if line.weight != "normal" else {}
            draw_text(group, left, top + line.y, line.text, line.size, fill=line.colour, **weight)


def compose_page(
    root: Any, look: PublishOptions, caption: Caption, max_scale: float = math.inf
) -> tuple[Any, tuple[float, float]]:
    """The figure with the words that are asked for, and the size in points of the whole; on a sheet scaled by `most` at most."""
    size = FigureSize.measure(root)
    plate = (
        _lay_out_on_sheet(size, look, caption, max_scale)
        if look.paper
        else _lay_out_around(size, look, caption)
    )
    return _render_page(root, plate), plate.size
