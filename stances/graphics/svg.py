"""Build SVG elements: texts, lines and shapes, with numbers written as short as possible."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from lxml import etree

from stances.graphics.direction import is_right_to_left
from stances.graphics.geometry import Box, Points
from stances.graphics.text_metrics import clean_text
from stances.graphics.typography import BODY_SIZE_PT

SVG_NAMESPACE = "http://www.w3.org/2000/svg"


@lru_cache(maxsize=65_536)
def format_number(value: float) -> str:
    """The number with at most two decimals and no trailing zeros. Cached, since most numbers of a drawing recur in it."""
    return f"{round(value, 2):g}"


def add_element(parent: Any, tag: str, **attributes: str | float) -> Any:
    """Append a child element; `stroke_width=1` sets `stroke-width`, and a trailing underscore of a name is dropped."""
    element = etree.SubElement(parent, f"{{{SVG_NAMESPACE}}}{tag}")
    for name, value in attributes.items():
        text = value if isinstance(value, str) else format_number(value)
        element.set(name.rstrip("_").replace("_", "-"), text)
    return element


def draw_text(
    parent: Any, x: float, y: float, text: str, size: float = BODY_SIZE_PT, **attributes: str | float
) -> Any:
    """Append a line of text with its baseline at `y`; `text_anchor` is meant as from left to right, whatever its direction."""
    words = clean_text(text)
    attributes |= direction_attributes(words, str(attributes.get("text_anchor", "start")))
    element = add_element(parent, "text", x=x, y=y, font_size=size, **attributes)
    element.text = words
    return element


MIRRORED_ANCHORS = {"start": "end", "middle": "middle", "end": "start"}
"""The anchor of a text from right to left that stands where one from left to right does with the other."""


def direction_attributes(words: str, anchor: str) -> dict[str, str]:
    """The attributes of a text that runs from right to left, with the anchor that keeps it where it is; else none."""
    if not is_right_to_left(words):
        return {}
    return {"direction": "rtl", "text_anchor": MIRRORED_ANCHORS[anchor]}


def draw_line(
    parent: Any, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 0.8
) -> None:
    add_element(parent, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width)


def draw_polygon(parent: Any, points: Points, **attributes: str | float) -> None:
    d = "M" + "L".join(f"{format_number(x)} {format_number(y)}" for x, y in points) + "Z"
    add_element(parent, "path", d=d, **attributes)


def draw_lines(
    parent: Any, lines: Sequence[tuple[float, float, float, float]], colour: str, width: float
) -> None:
    d = "".join(
        f"M{format_number(a)} {format_number(b)}L{format_number(c)} {format_number(e)}"
        for a, b, c, e in lines
    )
    add_element(parent, "path", d=d, stroke=colour, stroke_width=width, fill="none")


def draw_rect(parent: Any, box: Box, **attributes: str | float) -> None:
    add_element(parent, "rect", x=box.x, y=box.y, width=box.width, height=box.height, **attributes)


@lru_cache(maxsize=16_384)
def escape_xml(text: str) -> str:
    """The text escaped for an XML element or attribute."""
    return html.escape(clean_text(text))
