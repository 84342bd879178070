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

from stances.graphics.palette import INK, PAPER, QUIET_INK
from stances.graphics.svg import SVG, number, sub, write
from stances.graphics.text_metrics import wrapped
from stances.publishing.caption import Caption
from stances.publishing.options import Look
from stances.publishing.page_size import Fit, Paper, Proposal, Sheet, best, fit, laid, proposals, verdict

_TITLE, _SUBTITLE, _FOOT = 16.0, 11.0, 8.5
_LEAD = 1.3
_PROJECTED = 1.5
_GAP = 12.0
_EDGE = 24.0
_NARROWEST = 420.0
_INCH, _CM = 72.0, 2.54
_LENGTH = re.compile(r"([\d.]+)(?:pt)?")


@dataclass(frozen=True)
class _Line:
    """A line of text above or below the figure; `y` is its baseline from where its block begins."""

    text: str
    size: float
    y: float
    colour: str
    weight: str = "normal"


@dataclass(frozen=True)
class _Block:
    """Lines one below the other, and how much room they take with the space that parts them from the figure."""

    lines: tuple[_Line, ...] = ()
    height: float = 0


def _larger(look: Look) -> float:
    """How much larger words are where they are projected."""
    return _PROJECTED if look.paper is Paper.SLIDE else 1.0


def _head(caption: Caption, look: Look, room: float) -> _Block:
    styles = [(caption.title, _TITLE, INK, "bold"), (caption.subtitle, _SUBTITLE, QUIET_INK, "normal")]
    styles += [(note, _SUBTITLE, INK, "normal") for note in caption.notes]
    lines: list[_Line] = []
    y = 0.0
    for text, usual, colour, weight in styles if look.title else ():
        size = usual * _larger(look)
        for part in wrapped(text, room, size, weight == "bold") if text else ():
            y += size * _LEAD
            lines.append(_Line(part, size, y, colour, weight))
    return _Block(tuple(lines), y + _GAP) if lines else _Block()


def _foot(caption: Caption, look: Look, room: float) -> _Block:
    size = _FOOT * _larger(look)
    parts = wrapped(caption.foot(look), room, size) if caption.foot(look) else ()
    lines = tuple(_Line(part, size, _GAP + i * size * _LEAD, QUIET_INK) for i, part in enumerate(parts))
    return _Block(lines, lines[-1].y + size * 0.3) if lines else _Block()


@dataclass(frozen=True)
class Size:
    """How large a figure is by itself, and its smallest text, in points."""

    width: float
    height: float
    text: float

    @classmethod
    def of(cls, root: Any) -> Size:
        sizes = (float(element.get("font-size", _SUBTITLE)) for element in _texts(root))
        return cls(_points(root.get("width")), _points(root.get("height")), min(sizes, default=_SUBTITLE))


def _texts(root: Any) -> Iterator[Any]:
    return (text for text in root.iter(f"{{{SVG}}}text", f"{{{SVG}}}tspan") if text.text)


def _points(length: str) -> float:
    found = _LENGTH.fullmatch(length or "")
    if found is None:
        raise ValueError(f"a figure's size is in points, not “{length}”")
    return float(found[1])


def sheet_for(size: Size, look: Look, caption: Caption) -> Sheet:
    """The sheet that a figure comes on, with the room that its words need."""
    if look.paper is None:
        raise ValueError("a figure of its own size has no sheet")
    sheets = []
    for plain in laid(look.paper, look.orientation):
        across = plain.room[0]
        head, foot = _head(caption, look, across).height, _foot(caption, look, across).height
        sheets.append(Sheet(plain.paper, plain.orientation, head, foot))
    return best(size.width, size.height, sheets)


def fitted(size: Size, sheet: Sheet) -> Fit:
    return fit(size.width, size.height, sheet, size.text)


@dataclass(frozen=True)
class Outcome:
    """How a figure comes out: in a sentence, and what to take instead where its text would be too small."""

    words: str
    legible: bool
    instead: tuple[Proposal, ...] = ()


def outcome(root: Any, look: Look, caption: Caption, divisible: bool) -> Outcome:
    """What to expect of a figure in this look; `divisible` says whether it could come on several pages."""
    size = Size.of(root)
    if look.paper is None:
        return Outcome(_own_size(size, look, caption), legible=True)
    sheet = sheet_for(size, look, caption)
    here = fitted(size, sheet)
    instead = proposals(size.width, size.height, sheet, size.text, divisible)
    return Outcome(verdict(sheet, here), here.legible, tuple(instead))


def _own_size(size: Size, look: Look, caption: Caption) -> str:
    width, height = (length / _INCH * _CM for length in _around(size, look, caption).size)
    return f"Text will be {size.text:g} pt at the figure’s own size, {width:.0f} × {height:.0f} cm."


@dataclass(frozen=True)
class _Plate:
    """Where everything lies on what is published: the page, the figure in it, and the words above and below."""

    size: tuple[float, float]
    figure: tuple[float, float]
    scale: float
    left: float
    head: tuple[float, _Block]
    foot: tuple[float, _Block]


def _on_sheet(size: Size, look: Look, caption: Caption, most: float) -> _Plate:
    sheet = sheet_for(size, look, caption)
    scale = min(fitted(size, sheet).scale, most)
    (width, height), (across, down), margin = sheet.size, sheet.room, sheet.margin
    left = margin + (across - scale * size.width) / 2
    top = margin + sheet.head + (down - scale * size.height) / 2
    head, foot = _head(caption, look, across), _foot(caption, look, across)
    return _Plate(
        (width, height), (left, top), scale, margin, (margin, head), (height - margin - foot.height, foot)
    )


def _around(size: Size, look: Look, caption: Caption) -> _Plate:
    """The figure at its own size, and as much more as its words need; figures have a margin of their own."""
    width = max(size.width, _NARROWEST) if look.title or caption.foot(look) else size.width
    room = width - 2 * _EDGE
    head, foot = _head(caption, look, room), _foot(caption, look, room)
    above = _EDGE + head.lines[-1].y + head.lines[-1].size * 0.3 if head.lines else 0.0
    below = foot.height + _EDGE - _GAP if foot.lines else 0.0
    height = above + size.height + below
    return _Plate((width, height), (0, above), 1, _EDGE, (_EDGE, head), (above + size.height - _GAP, foot))


def _composed(root: Any, plate: _Plate) -> Any:
    """The figure with its words, as one drawing of the plate's size that goes by the figure's name."""
    width, height = plate.size
    sheet = etree.Element(root.tag, nsmap=root.nsmap)
    for name, value in root.attrib.items():
        sheet.set(name, value)
    sheet.set("width", f"{number(width)}pt")
    sheet.set("height", f"{number(height)}pt")
    sheet.set("viewBox", f"0 0 {number(width)} {number(height)}")
    for told in root.xpath("svg:title | svg:desc | svg:metadata", namespaces={"svg": SVG}):
        sheet.append(told)
    sub(sheet, "rect", class_="paper", width=width, height=height, fill=PAPER)
    _write(sheet, "heading", plate.left, *plate.head)
    figure = sub(sheet, "g", class_="figure", transform=_transform(root, plate))
    figure.extend(root)
    for ground in figure.xpath(".//*[@class='paper']"):  # it would hide what hangs down from the words above
        ground.getparent().remove(ground)
    _write(sheet, "source", plate.left, *plate.foot)
    return sheet


def _transform(root: Any, plate: _Plate) -> str:
    x, y, *_ = (float(part) for part in root.get("viewBox").split())
    left, top = plate.figure[0] - plate.scale * x, plate.figure[1] - plate.scale * y
    moved = f"translate({number(left)} {number(top)})"
    return moved if plate.scale == 1 else f"{moved} scale({plate.scale:.5f})"


def _write(sheet: Any, name: str, left: float, top: float, block: _Block) -> None:
    if block.lines:
        group = sub(sheet, "g", class_=name)
        for line in block.lines:
            weight = {"font_weight": line.weight} if line.weight != "normal" else {}
            write(group, left, top + line.y, line.text, line.size, fill=line.colour, **weight)


def composed(
    root: Any, look: Look, caption: Caption, most: float = math.inf
) -> tuple[Any, tuple[float, float]]:
    """The figure with the words that are asked for, and the size in points of the whole; on a sheet scaled by `most` at most."""
    size = Size.of(root)
    plate = _on_sheet(size, look, caption, most) if look.paper else _around(size, look, caption)
    return _composed(root, plate), plate.size
