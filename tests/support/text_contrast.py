"""What each text of a drawing lies on: the last area painted before it that holds its middle, or else the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from stances.graphics.text_metrics import text_width

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SVG = "{http://www.w3.org/2000/svg}"
Point = tuple[float, float]


def texts_on_ground(root: Any) -> Iterator[tuple[str, str, str]]:
    """Each text with its colour and the colour that it lies on."""
    painted: list[tuple[list[Point], str]] = []
    for element in root.iter(f"{_SVG}*"):
        if element.tag == f"{_SVG}text":
            middle = _middle(element)
            under = (fill for shape, fill in reversed(painted) if _holds(shape, middle))
            yield "".join(element.itertext()), element.get("fill", "#000000"), next(under, "#ffffff")
        elif element.get("fill", "none") != "none" and (shape := _outline(element)):
            painted.append((shape, element.get("fill")))


def _middle(text: Any) -> Point:
    x, y, size = (float(text.get(name, 11)) for name in ("x", "y", "font-size"))
    wide = text_width("".join(text.itertext()), size)
    shift = {"middle": 0.0, "end": -0.5}.get(text.get("text-anchor", "start"), 0.5)
    return x + shift * wide, y - size / 3


def _outline(element: Any) -> list[Point]:
    """The corners of an area; a curve's control points for a curve, and a square around a circle."""
    kind = element.tag.removeprefix(_SVG)
    if kind == "rect":
        x, y, w, h = (float(element.get(name, 0)) for name in ("x", "y", "width", "height"))
        return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    if kind in ("circle", "ellipse"):
        x, y = float(element.get("cx")), float(element.get("cy"))
        w, h = (float(element.get(name) or element.get("r")) for name in ("rx", "ry"))
        return [(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)]
    numbers = [float(n) for n in _NUMBER.findall(element.get("points") or element.get("d") or "")]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _holds(shape: list[Point], point: Point) -> bool:
    """Whether a line from the point to the right leaves the shape an odd number of times."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(shape, [*shape[1:], shape[0]], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside
