"""A finished drawing in other inks: greys for a printer without colours, black on white for tired eyes and copiers.

Only colours are rewritten, never a shape or a text, so that every link, claim and cell stays what it was. All of our
drawings say their colours as presentation attributes, lay text in dark ink on light colours and in white on dark ones,
and tell what differs by dash, arrowhead or glyph as well: so a colour can be replaced wherever it occurs. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from typing import Any

from stances.graphics.packing import spread
from stances.graphics.palette import BLACK, PAPER, RULE, contrast, ink_on, luminance, mix
from stances.graphics.text_metrics import FONT

Recolour = Callable[[str], str]


class Ink(StrEnum):
    COLOUR = "colour"
    GREY = "grey"
    CONTRAST = "contrast"


class Font(StrEnum):
    SANS = "sans"
    SERIF = "serif"


FAMILIES: Mapping[Font, str] = {
    Font.SANS: FONT,
    Font.SERIF: "Times New Roman,Times,Liberation Serif,Libertinus Serif,serif",
}
"""Families that are on every machine or in the typesetter, none of them wider than what texts are measured in."""

_MIDDLE = "#757575"
"""Stands out from black as well as from white by more than 4.5 to 1."""

# Lightness of greys, 0 to 100: dark ones bear white text, light ones dark text, by at least 4.5 to 1 each.
_DARK = (0.0, 46.0)
_LIGHT = (59.0, 97.0)
_PALE = (80.0, 97.0)
_APART = 7.0
_PLAY = 0.7
"""How much of such a range greys that must be moved apart may take up."""
_TINGED = 1.15
"""Areas that stand out from paper by less than this are taken for paper."""
_FAINT = 3.0
"""Lines that stand out from paper by less than this are meant to be quiet."""


def inked(root: Any, ink: Ink) -> None:
    """Rewrites the colours of a drawing, given as lxml has it."""
    if ink is Ink.COLOUR:
        return
    surface, line, text = (_greys if ink is Ink.GREY else _blacks)(_surfaces(root))
    for element in root.iter("{*}*"):
        lettering = _name(element) in ("text", "tspan")
        _replace(element, "fill", text if lettering else surface)
        _replace(element, "stroke", line)


def lettered(root: Any, font: Font) -> None:
    """Sets the texts of a drawing in another family."""
    if font is Font.SANS:
        return
    for element in root.xpath("//*[@font-family]"):
        element.set("font-family", FAMILIES[font])


def opaque(root: Any) -> None:
    """Mixes with paper what is drawn half transparent, which word processors may show twice as pale, or as a blurred picture."""
    for group in root.xpath("//*[@opacity]"):
        clear = 1 - float(group.attrib.pop("opacity"))
        for element in group.iter("{*}*"):
            for attribute in ("fill", "stroke"):
                _replace(element, attribute, partial(mix, other=PAPER, share=clear))


def _name(element: Any) -> str:
    name: str = element.tag
    return name.rpartition("}")[2]


def _replace(element: Any, attribute: str, recolour: Recolour) -> None:
    colour = element.get(attribute)
    if colour and _is_colour(colour):
        element.set(attribute, recolour(colour))


def _is_colour(value: str) -> bool:
    return len(value) == 7 and value.startswith("#")


def _surfaces(root: Any) -> list[str]:
    """The colours that areas of the drawing are filled with, but for what is nearly paper and what draws dots."""
    shapes = (element for element in root.iter("{*}*") if _name(element) not in ("text", "tspan"))
    found = {shape.get("fill", "none") for shape in shapes} - {RULE}
    return sorted(c for c in found if _is_colour(c) and not _nearly_paper(c))


def _greys(surfaces: list[str]) -> tuple[Recolour, Recolour, Recolour]:
    """Lines and texts as light as they were; areas too, but moved apart where two would be one grey."""
    spaced = _spaced(surfaces, _LIGHT)
    return lambda colour: spaced.get(colour) or _grey(colour), _grey, _grey


def _blacks(surfaces: list[str]) -> tuple[Recolour, Recolour, Recolour]:
    """Lines and texts black, or white on black; areas white or pale, and black where they were dark."""
    spaced = _spaced(surfaces, _PALE)

    def surface(colour: str) -> str:
        if _bears_white(colour):
            return BLACK
        return PAPER if _nearly_paper(colour) else spaced.get(colour, _MIDDLE)

    def line(colour: str) -> str:
        return _MIDDLE if contrast(colour, PAPER) < _FAINT else BLACK

    def text(colour: str) -> str:
        return PAPER if colour == PAPER else BLACK

    return surface, line, text


def _bears_white(colour: str) -> bool:
    return ink_on(colour) == PAPER


def _nearly_paper(colour: str) -> bool:
    return contrast(colour, PAPER) < _TINGED


def _spaced(surfaces: list[str], light: tuple[float, float]) -> dict[str, str]:
    """A grey for each colour, in their order from dark to light, no two nearer than can be told apart."""
    return dict(
        pair
        for bounds, dark in ((_DARK, True), (light, False))
        for pair in _apart([c for c in surfaces if _bears_white(c) == dark], *bounds)
    )


def _apart(colours: list[str], low: float, high: float) -> Iterator[tuple[str, str]]:
    colours = sorted(colours, key=luminance)
    apart = min(_APART, _PLAY * (high - low) / max(len(colours) - 1, 1))
    places = spread([_lightness(luminance(c)) for c in colours], low=low, high=high, gap=apart)
    return zip(colours, (_of_lightness(place) for place in places), strict=True)


def _grey(colour: str) -> str:
    """The grey of the same luminance, which so stands out from everything as much as the colour did."""
    return _of_lightness(_lightness(luminance(colour)))


def _lightness(light: float) -> float:
    """CIE's L*, in which equal steps look equal, of a relative luminance."""
    return 116 * light ** (1 / 3) - 16 if light > 216 / 24389 else light * 24389 / 27


def _of_lightness(lightness: float) -> str:
    light = ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness * 27 / 24389
    channel = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + f"{round(channel * 255):02x}" * 3
