"""A pen for SVG figures: elements with numbers as short as they can be, lines of text, lines and shapes."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from lxml import etree

from stances.graphics.geometry import Box, Points
from stances.graphics.text_metrics import cleaned
from stances.graphics.typography import TEXT

SVG = "http://www.w3.org/2000/svg"


def number(value: float) -> str:
    return f"{round(value, 2):g}"


def sub(parent: Any, tag: str, **attributes: str | float) -> Any:
    """A child element; `stroke_width=1` is the attribute `stroke-width`, a trailing underscore is dropped."""
    element = etree.SubElement(parent, f"{{{SVG}}}{tag}")
    for name, value in attributes.items():
        text = value if isinstance(value, str) else number(value)
        element.set(name.rstrip("_").replace("_", "-"), text)
    return element


def write(parent: Any, x: float, y: float, text: str, size: float = TEXT, **attributes: str | float) -> Any:
    """A line of text, `y` its baseline."""
    element = sub(parent, "text", x=x, y=y, font_size=size, **attributes)
    element.text = cleaned(text)
    return element


def line(parent: Any, x1: float, y1: float, x2: float, y2: float, colour: str, thick: float = 0.8) -> None:
    sub(parent, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=thick)


def shape(parent: Any, points: Points, **attributes: str | float) -> None:
    d = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"
    sub(parent, "path", d=d, **attributes)


def strokes(
    parent: Any, lines: Sequence[tuple[float, float, float, float]], colour: str, thick: float
) -> None:
    d = "".join(f"M{number(a)} {number(b)}L{number(c)} {number(e)}" for a, b, c, e in lines)
    sub(parent, "path", d=d, stroke=colour, stroke_width=thick, fill="none")


def rect(parent: Any, box: Box, **attributes: str | float) -> None:
    sub(parent, "rect", x=box.x, y=box.y, width=box.w, height=box.h, **attributes)


@lru_cache(maxsize=16_384)
def _text(text: str) -> str:
    """A text as XML, in an element or an attribute."""
    return html.escape(cleaned(text))


SVG = "http://www.w3.org/2000/svg"
