"""A pen for SVG figures: elements with numbers as short as they can be, lines of text, lines and shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from stances.lettering import cleaned

SVG = "http://www.w3.org/2000/svg"
TEXT = 11
SMALL = 10

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2


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
