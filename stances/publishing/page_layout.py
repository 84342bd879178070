"""Lay out a figure with its words, title above and source below, at its own size or fitted to a sheet.

Pure: takes and returns drawings as lxml elements. Figures come without a title, so that all kinds of figures get one of
the same style, whose letters do not shrink with the figure on a sheet. Lengths are in points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from stances.graphics.direction import is_right_to_left
from stances.graphics.legend import LegendRows
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.shapes import ShapeWriter
from stances.graphics.svg import SVG_NAMESPACE, add_element, draw_text, format_number
from stances.graphics.text_metrics import wrap_text
from stances.graphics.typography import SMALL_SIZE_PT
from stances.publishing import wording
from stances.publishing.caption import Caption
from stances.publishing.options import PublishOptions
from stances.publishing.page_size import (
    Paper,
    Sheet,
    SheetFit,
    SheetProposal,
    alternative_sheets,
    choose_sheet,
    describe_fit,
    fit_on_sheet,
    list_sheets,
    propose_sheets,
)

_TITLE_SIZE_PT, _SUBTITLE_SIZE_PT, _FOOT_SIZE_PT = 16.0, 11.0, 8.5
_LINE_SPACING = 1.3
_SLIDE_TEXT_FACTOR = 1.5
_LEGEND_SIZE_PT = 8.5
_GAP_PT = 12.0
_MARGIN_PT = 24.0
_MIN_WIDTH_PT = 420.0
_PT_PER_INCH, _CM_PER_INCH = 72.0, 2.54
_LENGTH_PATTERN = re.compile(r"([\d.]+)(?:pt)?")


@dataclass(frozen=True)
class _TextLine:
    """A line of text above or below the figure; `y` is its baseline, from the top of its block."""

    text: str
    size: float
    y: float
    colour: str
    weight: str = "normal"


@dataclass(frozen=True)
class _PlacedLegend:
    """A legend at a scale, with its top in its block."""

    rows: LegendRows
    top: float
    scale: float


@dataclass(frozen=True)
class _TextBlock:
    """Lines of text, and their height with the gap to the figure; and the legend below them, if there is one."""

    lines: tuple[_TextLine, ...] = ()
    height: float = 0
    legend: _PlacedLegend | None = None


def _text_factor(options: PublishOptions) -> float:
    """The factor by which words are larger on slides."""
    return _SLIDE_TEXT_FACTOR if options.paper is Paper.SLIDE else 1.0


def _head_block(caption: Caption, options: PublishOptions, max_width: float) -> _TextBlock:
    styles = [
        (caption.title, _TITLE_SIZE_PT, TEXT_COLOUR, "bold"),
        (caption.subtitle, _SUBTITLE_SIZE_PT, QUIET_TEXT_COLOUR, "normal"),
    ]
    styles += [(note, _SUBTITLE_SIZE_PT, TEXT_COLOUR, "normal") for note in caption.notes]
    lines: list[_TextLine] = []
    y = 0.0
    for text, base_size, colour, weight in styles if options.title else ():
        size = base_size * _text_factor(options)
        for part in wrap_text(text, max_width, size, weight == "bold") if text else ():
            y += size * _LINE_SPACING
            lines.append(_TextLine(part, size, y, colour, weight))
    return _TextBlock(tuple(lines), y + _GAP_PT) if lines else _TextBlock()


def _head_with_legend(caption: Caption, options: PublishOptions, max_width: float) -> _TextBlock:
    """The head of a sheet, with the legend in letters of their own size below it."""
    head = _head_block(caption, options, max_width)
    scale = _LEGEND_SIZE_PT / SMALL_SIZE_PT * _text_factor(options)
    rows = caption.legend.in_rows(max_width / scale)
    if not options.legend or not rows.shapes:
        return head
    legend = _PlacedLegend(rows, max(head.height - _GAP_PT / 2, 0.0), scale)
    return replace(head, height=legend.top + scale * rows.height + _GAP_PT / 2, legend=legend)


def _foot_block(caption: Caption, options: PublishOptions, max_width: float) -> _TextBlock:
    size = _FOOT_SIZE_PT * _text_factor(options)
    parts = wrap_text(caption.footer(options), max_width, size) if caption.footer(options) else ()
    lines = tuple(
        _TextLine(part, size, _GAP_PT + i * size * _LINE_SPACING, QUIET_TEXT_COLOUR)
        for i, part in enumerate(parts)
    )
    return _TextBlock(lines, lines[-1].y + size * 0.3) if lines else _TextBlock()


@dataclass(frozen=True)
class FigureSize:
    """The width and height of a figure, and the size of its smallest text, in points."""

    width: float
    height: float
    smallest_text_pt: float

    @classmethod
    def measure(cls, root: Any) -> FigureSize:
        """Read the size of a drawing from its attributes. Raises ValueError if it is not in points."""
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


def choose_sheet_for(size: FigureSize, options: PublishOptions, caption: Caption) -> Sheet:
    """Choose the sheet for a figure, with space for its words. Raises ValueError without a paper."""
    if options.paper is None:
        raise ValueError("a figure of its own size has no sheet")
    bare = list_sheets(options.paper, options.orientation)
    return choose_sheet(
        size.width, size.height, [_leave_room_for_words(sheet, options, caption) for sheet in bare]
    )


def _leave_room_for_words(sheet: Sheet, options: PublishOptions, caption: Caption) -> Sheet:
    """The sheet with the words of a figure above and below it."""
    across, chosen = sheet.content_size[0], replace(options, paper=sheet.paper)
    head, foot = _head_with_legend(caption, chosen, across), _foot_block(caption, chosen, across)
    return replace(sheet, head_height=head.height, foot_height=foot.height)


def fit_figure(size: FigureSize, sheet: Sheet) -> SheetFit:
    """Fit a figure on a sheet."""
    return fit_on_sheet(size.width, size.height, sheet, size.smallest_text_pt)


@dataclass(frozen=True)
class PublishPreview:
    """How a figure will look, in a sentence, and the sheets to take instead if its text would be too small."""

    description: str
    is_legible: bool
    alternatives: tuple[SheetProposal, ...] = ()


def preview_publication(
    root: Any, options: PublishOptions, caption: Caption, divisible: bool
) -> PublishPreview:
    """Preview a figure with these options; `divisible` says whether it could be divided over several pages."""
    size = FigureSize.measure(root)
    if options.paper is None:
        return PublishPreview(_describe_own_size(size, options, caption), is_legible=True)
    sheet = choose_sheet_for(size, options, caption)
    fit = fit_figure(size, sheet)
    others = (_leave_room_for_words(other, options, caption) for other in alternative_sheets(sheet))
    alternatives = propose_sheets(size.width, size.height, sheet, size.smallest_text_pt, divisible, others)
    return PublishPreview(describe_fit(sheet, fit), fit.is_legible, tuple(alternatives))


def _describe_own_size(size: FigureSize, options: PublishOptions, caption: Caption) -> str:
    width, height = (
        length / _PT_PER_INCH * _CM_PER_INCH for length in _lay_out_around(size, options, caption).size
    )
    return wording.describe_own_size(wording.format_size(size.smallest_text_pt), width, height)


@dataclass(frozen=True)
class _PageLayout:
    """The size of a page, the position and scale of the figure on it, and the top and lines of the words around it."""

    size: tuple[float, float]
    figure_position: tuple[float, float]
    scale: float
    left: float
    head: tuple[float, _TextBlock]
    foot: tuple[float, _TextBlock]


def _lay_out_on_sheet(
    size: FigureSize, options: PublishOptions, caption: Caption, max_scale: float
) -> _PageLayout:
    sheet = choose_sheet_for(size, options, caption)
    scale = min(fit_figure(size, sheet).scale, max_scale)
    (width, height), (across, down), margin = sheet.size, sheet.content_size, sheet.margin
    if sheet.paper.is_column:
        down = scale * size.height
        height = down + sheet.head_height + sheet.foot_height + 2 * margin
    left = margin + (across - scale * size.width) / 2
    top = margin + sheet.head_height + (down - scale * size.height) / 2
    head, foot = _head_with_legend(caption, options, across), _foot_block(caption, options, across)
    return _PageLayout(
        (width, height), (left, top), scale, margin, (margin, head), (height - margin - foot.height, foot)
    )


def _lay_out_around(size: FigureSize, options: PublishOptions, caption: Caption) -> _PageLayout:
    """Lay out the figure at its own size, enlarged by what its words need; figures have a margin of their own."""
    width = max(size.width, _MIN_WIDTH_PT) if options.title or caption.footer(options) else size.width
    max_width = width - 2 * _MARGIN_PT
    head, foot = _head_block(caption, options, max_width), _foot_block(caption, options, max_width)
    above = _MARGIN_PT + head.lines[-1].y + head.lines[-1].size * 0.3 if head.lines else 0.0
    below = foot.height + _MARGIN_PT - _GAP_PT if foot.lines else 0.0
    height = above + size.height + below
    return _PageLayout(
        (width, height), (0, above), 1, _MARGIN_PT, (_MARGIN_PT, head), (above + size.height - _GAP_PT, foot)
    )


def _render_page(root: Any, layout: _PageLayout) -> Any:
    """Return the figure and its words as one drawing, which keeps the figure's id, class and title."""
    width, height = layout.size
    page = etree.Element(root.tag, nsmap=root.nsmap)
    for name, value in root.attrib.items():
        page.set(name, value)
    page.set("width", f"{format_number(width)}pt")
    page.set("height", f"{format_number(height)}pt")
    page.set("viewBox", f"0 0 {format_number(width)} {format_number(height)}")
    for element in root.xpath("svg:title | svg:desc | svg:metadata", namespaces={"svg": SVG_NAMESPACE}):
        page.append(element)
    add_element(page, "rect", class_="paper", width=width, height=height, fill=WHITE)
    _write_block(page, "heading", width, layout.left, *layout.head)
    _write_legend(page, layout.left, *layout.head)
    figure = add_element(page, "g", class_="figure", transform=_figure_transform(root, layout))
    figure.extend(root)
    for ground in figure.xpath(".//*[@class='paper']"):  # it would hide the descenders of the words above
        ground.getparent().remove(ground)
    _write_block(page, "source", width, layout.left, *layout.foot)
    return page


def _figure_transform(root: Any, layout: _PageLayout) -> str:
    x, y, *_ = (float(part) for part in root.get("viewBox").split())
    left, top = layout.figure_position[0] - layout.scale * x, layout.figure_position[1] - layout.scale * y
    translation = f"translate({format_number(left)} {format_number(top)})"
    return translation if layout.scale == 1 else f"{translation} scale({layout.scale:.5f})"


def _write_block(page: Any, name: str, width: float, left: float, top: float, block: _TextBlock) -> None:
    if block.lines:
        group = add_element(page, "g", class_=name)
        for line in block.lines:
            weight = {"font_weight": line.weight} if line.weight != "normal" else {}
            anchor = {"text_anchor": "end"} if is_right_to_left(line.text) else {}
            x = width - left if anchor else left
            draw_text(group, x, top + line.y, line.text, line.size, fill=line.colour, **anchor, **weight)


def _write_legend(page: Any, left: float, top: float, block: _TextBlock) -> None:
    if legend := block.legend:
        place = f"translate({format_number(left)} {format_number(top + legend.top)})"
        shapes = ShapeWriter().write(legend.rows.shapes)
        group = etree.fromstring(f'<g xmlns="{SVG_NAMESPACE}" class="legend" aria-hidden="true">{shapes}</g>')
        group.set("transform", f"{place} scale({legend.scale:g})")
        page.append(group)


def compose_page(
    root: Any, options: PublishOptions, caption: Caption, max_scale: float = math.inf
) -> tuple[Any, tuple[float, float]]:
    """Return the figure with the words asked for, and the size of the whole; on a sheet scaled by at most `max_scale`."""
    size = FigureSize.measure(root)
    layout = (
        _lay_out_on_sheet(size, options, caption, max_scale)
        if options.paper
        else _lay_out_around(size, options, caption)
    )
    return _render_page(root, layout), layout.size
