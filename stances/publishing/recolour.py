"""Recolour a finished drawing: greys for printers without colours, black on white for high contrast. Set its font.

Only colours are rewritten, never a shape or a text. Our drawings have their colours in presentation attributes, dark text
on light colours and white text on dark ones, and mark every difference by dash, arrowhead or glyph as well: so a colour
can be replaced wherever it occurs. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from stances.graphics.packing import spread
from stances.graphics.palette import BLACK, RULE_COLOUR, WHITE, contrast, luminance, mix, text_colour_on
from stances.graphics.text_metrics import FONT_FAMILY, text_width
from stances.graphics.typography import BODY_SIZE_PT

ColourMapping = Callable[[str], str]
"""From a colour, “#rrggbb”, to the one that replaces it."""


class ColourMode(StrEnum):
    """The colours of a published figure: its own, greys, or black on white."""

    COLOUR = "colour"
    GREY = "grey"
    CONTRAST = "contrast"


class FontStyle(StrEnum):
    """The kind of font of a published figure."""

    SANS = "sans"
    SERIF = "serif"


FONT_FAMILIES: Mapping[FontStyle, str] = {
    FontStyle.SANS: FONT_FAMILY,
    FontStyle.SERIF: "Source Serif Pro,Times New Roman,Times,Liberation Serif,serif",
}
"""The families that the typesetter has, and what stands in for them where a saved drawing is opened without."""

_SERIF_WIDTH = 1.075
"""How many times as wide as in Source Sans Pro a text is in Source Serif Pro, on average."""
_SETTABLE = re.compile("[ -~\u00a0-\u036f\u0370-\u052f\u1e00-\u1fff\u2010-\u2026\u2030-\u203a\u2212]+")
"""Texts of Latin, Greek and Cyrillic with their punctuation."""

_MIDDLE_GREY = "#757575"
"""Its contrast to black and to white is more than 4.5 to 1."""

# Lightness of greys, 0 to 100: dark ones take white text, light ones dark text, with a contrast of at least 4.5 to 1.
_DARK_RANGE = (0.0, 46.0)
_LIGHT_RANGE = (59.0, 97.0)
_PALE_RANGE = (80.0, 97.0)
_MIN_LIGHTNESS_GAP = 7.0
_MAX_RANGE_SHARE = 0.7
"""Share of a lightness range that spread greys may fill."""
_MIN_SURFACE_CONTRAST = 1.15
"""Fills with less contrast to white count as white."""
_MIN_LINE_CONTRAST = 3.0
"""Lines with less contrast to white stay grey."""


def recolour(root: Any, mode: ColourMode) -> None:
    """Rewrite the colours of a drawing, an lxml element, in place."""
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
    """Set the font family of a drawing's texts in place."""
    if font is FontStyle.SANS:
        return
    for element in root.xpath("//*[@font-family]"):
        element.set("font-family", FONT_FAMILIES[font])


def fix_widths(root: Any, font: FontStyle) -> None:
    """Give every text that our typefaces can set the width that it has in them, in place, for whoever opens it without them.

    SVG's `textLength` in user units: a face that stands in is made as wide, so that no text leaves its box.
    """
    _fix_widths(root, _Lettering(BODY_SIZE_PT, bold=False), _SERIF_WIDTH if font is FontStyle.SERIF else 1)


class _Lettering(NamedTuple):
    """The size and weight that a text has from itself or from what it is in."""

    size: float
    bold: bool

    def within(self, element: Any) -> _Lettering:
        size, weight = element.get("font-size"), element.get("font-weight")
        return _Lettering(float(size) if size else self.size, weight == "bold" if weight else self.bold)


def _fix_widths(element: Any, outer: _Lettering, stretch: float) -> None:
    lettering = outer.within(element)
    for child in element.iterchildren("{*}*"):
        _fix_widths(child, lettering, stretch)
    text = element.text
    if _local_name(element) in ("text", "tspan") and text and not len(element) and _SETTABLE.fullmatch(text):
        width = text_width(text, lettering.size, lettering.bold) * stretch
        element.set("textLength", f"{width:.1f}")
        element.set("lengthAdjust", "spacingAndGlyphs")


def flatten_opacity(root: Any) -> None:
    """Replace opacity by colours mixed with white, in place: word processors may show opacity too pale or blurred."""
    for group in root.xpath("//*[@opacity]"):
        transparency = 1 - float(group.attrib.pop("opacity"))
        for element in group.iter("{*}*"):
            for attribute in ("fill", "stroke"):
                _recolour_attribute(element, attribute, partial(mix, other=WHITE, share=transparency))


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
    """The fill colours of a drawing's areas, without those that are nearly white and that of rules and dots."""
    shapes = (element for element in root.iter("{*}*") if _local_name(element) not in ("text", "tspan"))
    fills = {shape.get("fill", "none") for shape in shapes} - {RULE_COLOUR}
    return sorted(c for c in fills if _is_colour(c) and not _is_nearly_white(c))


def _grey_mappings(surfaces: list[str]) -> tuple[ColourMapping, ColourMapping, ColourMapping]:
    """Colour mappings for surfaces, lines and text in greys of equal luminance; surfaces that would coincide are spread."""
    spaced = _space_greys(surfaces, _LIGHT_RANGE)
    return lambda colour: spaced.get(colour) or _to_grey(colour), _to_grey, _to_grey


def _contrast_mappings(surfaces: list[str]) -> tuple[ColourMapping, ColourMapping, ColourMapping]:
    """Colour mappings for surfaces, lines and text in black on white; pale surfaces get distinct greys."""
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


def _space_greys(surfaces: list[str], light_range: tuple[float, float]) -> dict[str, str]:
    """A grey for each colour, in order from dark to light, spread so that they can be told apart."""
    return dict(
        pair
        for bounds, dark in ((_DARK_RANGE, True), (light_range, False))
        for pair in _spread_lightness([c for c in surfaces if _takes_white_text(c) == dark], *bounds)
    )


def _spread_lightness(colours: list[str], low: float, high: float) -> Iterator[tuple[str, str]]:
    colours = sorted(colours, key=luminance)
    gap = min(_MIN_LIGHTNESS_GAP, _MAX_RANGE_SHARE * (high - low) / max(len(colours) - 1, 1))
    places = spread([_lightness(luminance(c)) for c in colours], low=low, high=high, gap=gap)
    return zip(colours, (_grey_of_lightness(place) for place in places), strict=True)


def _to_grey(colour: str) -> str:
    """The grey of the same luminance, and so of the same contrasts."""
    return _grey_of_lightness(_lightness(luminance(colour)))


def _lightness(light: float) -> float:
    """The lightness of a relative luminance: CIE L*, in which equal steps look equal."""
    return 116 * light ** (1 / 3) - 16 if light > 216 / 24389 else light * 24389 / 27


def _grey_of_lightness(lightness: float) -> str:
    linear = ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness * 27 / 24389
    channel = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return "#" + f"{round(channel * 255):02x}" * 3
