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
from stances.graphics.palette import BLACK, RULE_COLOUR, WHITE, contrast, luminance, mix, text_colour_on
from stances.graphics.text_metrics import FONT_FAMILY

ColourMapping = Callable[[str], str]


class ColourMode(StrEnum):
    COLOUR = "colour"
    GREY = "grey"
    CONTRAST = "contrast"


class FontStyle(StrEnum):
    SANS = "sans"
    SERIF = "serif"


FONT_FAMILIES: Mapping[FontStyle, str] = {
    FontStyle.SANS: FONT_FAMILY,
    FontStyle.SERIF: "Times New Roman,Times,Liberation Serif,Libertinus Serif,serif",
}
"""Families that are on every machine or in the typesetter, none of them wider than what texts are measured in."""

_MIDDLE_GREY = "#757575"
"""Stands out from black as well as from white by more than 4.5 to 1."""

# Lightness of greys, 0 to 100: dark ones bear white text, light ones dark text, by at least 4.5 to 1 each.
_DARK_RANGE = (0.0, 46.0)
_LIGHT_RANGE = (59.0, 97.0)
_PALE_RANGE = (80.0, 97.0)
_MIN_LIGHTNESS_GAP = 7.0
_MAX_RANGE_SHARE = 0.7
"""How much of such a range greys that must be moved apart may take up."""
_MIN_SURFACE_CONTRAST = 1.15
"""Areas that stand out from paper by less than this are taken for paper."""
_MIN_LINE_CONTRAST = 3.0
"""Lines that stand out from paper by less than this are meant to be quiet."""


def recolour(root: Any, mode: ColourMode) -> None:
    """Rewrites the colours of a drawing, given as lxml has it."""
    if mode is ColourMode.COLOUR:
        return
    surface, line, text = (_grey_mappings if mode is ColourMode.GREY else _contrast_mappings)(
        _find_surface_colours(root)
    )
    for element in root.iter("{*}*"):
        lettering = _local_name(element) in ("text", "tspan")
        _recolour_attribute(element, "fill", text if lettering else surface)
        _recolour_attribute(element, "stroke", line)


def set_font(root: Any, font: FontStyle) -> None:
    """Sets the texts of a drawing in another family."""
    if font is FontStyle.SANS:
        return
    for element in root.xpath("//*[@font-family]"):
        element.set("font-family", FONT_FAMILIES[font])


def flatten_opacity(root: Any) -> None:
    """Mixes with paper what is drawn half transparent, which word processors may show twice as pale, or as a blurred picture."""
    for group in root.xpath("//*[@opacity]"):
        clear = 1 - float(group.attrib.pop("opacity"))
        for element in group.iter("{*}*"):
            for attribute in ("fill", "stroke"):
                _recolour_attribute(element, attribute, partial(mix, other=WHITE, share=clear))


def _local_name(element: Any) -> str:
    name: str = element.tag
    return name.rpartition("}")[2]


def _recolour_attribute(element: Any, attribute: str, recolour: ColourMapping) -> None:
    colour = element.get(attribute)
    if colour and _is_colour(colour):
        element.set(attribute, recolour(colour))


def _is_colour(value: str) -> bool:
    return len(value) == 7 and value.startswith("#")


def _find_surface_colours(root: Any) -> list[str]:
    """The colours that areas of the drawing are filled with, but for what is nearly paper and what draws dots."""
    shapes = (element for element in root.iter("{*}*") if _local_name(element) not in ("text", "tspan"))
    fills = {shape.get("fill", "none") for shape in shapes} - {RULE_COLOUR}
    return sorted(c for c in fills if _is_colour(c) and not _is_nearly_white(c))


def _grey_mappings(surfaces: list[str]) -> tuple[ColourMapping, ColourMapping, ColourMapping]:
    """Lines and texts as light as they were; areas too, but moved apart where two would be one grey."""
    spaced = _space_greys(surfaces, _LIGHT_RANGE)
    return lambda colour: spaced.get(colour) or _to_grey(colour), _to_grey, _to_grey


def _contrast_mappings(surfaces: list[str]) -> tuple[ColourMapping, ColourMapping, ColourMapping]:
    """Lines and texts black, or white on black; areas white or pale, and black where they were dark."""
    spaced = _space_greys(surfaces, _PALE_RANGE)

    def surface(colour: str) -> str:
        if _takes_white_text(colour):
            return BLACK
        return WHITE if _is_nearly_white(colour) else spaced.get(colour, _MIDDLE_GREY)

    def line(colour: str) -> str:
        return _MIDDLE_GREY if contrast(colour, WHITE) < _MIN_LINE_CONTRAST else BLACK

    def text(colour: str) -> str:
        return WHITE if colour == WHITE else BLACK

    return surface, line, text


def _takes_white_text(colour: str) -> bool:
    return text_colour_on(colour) == WHITE


def _is_nearly_white(colour: str) -> bool:
    return contrast(colour, WHITE) < _MIN_SURFACE_CONTRAST


def _space_greys(surfaces: list[str], light: tuple[float, float]) -> dict[str, str]:
    """A grey for each colour, in their order from dark to light, no two nearer than can be told apart."""
    return dict(
        pair
        for bounds, dark in ((_DARK_RANGE, True), (light, False))
        for pair in _spread_lightness([c for c in surfaces if _takes_white_text(c) == dark], *bounds)
    )


def _spread_lightness(colours: list[str], low: float, high: float) -> Iterator[tuple[str, str]]:
    colours = sorted(colours, key=luminance)
    apart = min(_MIN_LIGHTNESS_GAP, _MAX_RANGE_SHARE * (high - low) / max(len(colours) - 1, 1))
    places = spread([_lightness(luminance(c)) for c in colours], low=low, high=high, gap=apart)
    return zip(colours, (_grey_of_lightness(place) for place in places), strict=True)


def _to_grey(colour: str) -> str:
    """The grey of the same luminance, which so stands out from everything as much as the colour did."""
    return _grey_of_lightness(_lightness(luminance(colour)))


def _lightness(light: float) -> float:
    """CIE's L*, in which equal steps look equal, of a relative luminance."""
    return 116 * light ** (1 / 3) - 16 if light > 216 / 24389 else light * 24389 / 27


def _grey_of_lightness(lightness: float) -> str:
    light = ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness * 27 / 24389
    channel = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + f"{round(channel * 255):02x}" * 3
