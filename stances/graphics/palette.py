"""The colours of drawings and pages: few, muted, safe for colour blindness, and never the only carrier of meaning.

Ordinal positions use ColorBrewer's PuOr, of five colours or of seven (orange is against, purple is for; neither has a
party's meaning). Options of a categorical scale use Paul Tol's "light" set, made for backgrounds of dark text. Factions and
speakers use tints of his "muted" set; an orange replaces its wine, which is too close to its rose when pale. Every colour is
a hex string, valid in SVG attributes, DOT and stylesheets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

TEXT_COLOUR = "#1f2328"
QUIET_TEXT_COLOUR = "#4f565e"
WHITE = "#ffffff"
BLACK = "#000000"
RULE_COLOUR = "#8a9099"

PUOR = ("#e66101", "#fdb863", "#f7f7f7", "#b2abd2", "#5e3c99")
PUOR_7 = ("#b35806", "#f1a340", "#fee0b6", "#f7f7f7", "#d8daeb", "#998ec3", "#542788")
UNDECIDED_COLOUR = "#dddddd"

OPTION_COLOURS = (
    "#77aadd",
    "#eedd88",
    "#ee8866",
    "#44bb99",
    "#ffaabb",
    "#bbcc33",
    "#99ddff",
    "#aaaa00",
)

_MUTED_HUES = (
    "#332288",
    "#ddcc77",
    "#cc6677",
    "#117733",
    "#88ccee",
    "#aa4499",
    "#999933",
    "#44aa99",
    "#e07b39",
)

MIN_TEXT_CONTRAST = 4.5
"""WCAG 2's minimum contrast (AA) for text of normal size."""


@dataclass(frozen=True)
class Tint:
    """One hue in three strengths: `fill` for backgrounds of dark text, `line` for borders, `wash` for large areas."""

    fill: str
    line: str
    wash: str


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """The colour with this share (0 to 1) of the other one mixed in."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), by WCAG 2's formula for sRGB."""
    red, green, blue = (
        c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4
        for c in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_colour_on(colour: str) -> str:
    """Whichever of dark and white text reads better on this colour; black where neither reads well."""
    better = max((TEXT_COLOUR, WHITE), key=lambda text_colour: contrast(text_colour, colour))
    return better if contrast(better, colour) >= MIN_TEXT_CONTRAST else BLACK


def _lighten_to(colour: str, min_luminance: float) -> str:
    """The colour mixed with white until its luminance is at least this."""
    share = 0.0
    while luminance(mix(colour, WHITE, share)) < min_luminance and share < 1:
        share += 0.02
    return mix(colour, WHITE, min(share, 1.0))


def _darken_to(colour: str, min_contrast: float, background: str) -> str:
    """The colour mixed with black until its contrast to the background is at least this."""
    share = 0.0
    while contrast(mix(colour, BLACK, share), background) < min_contrast and share < 1:
        share += 0.02
    return mix(colour, BLACK, min(share, 1.0))


def _build_tint(base: str) -> Tint:
    wash = mix(base, WHITE, 0.94)
    return Tint(
        fill=_lighten_to(mix(base, WHITE, 0.35), 0.58),
        line=_darken_to(base, MIN_TEXT_CONTRAST, wash),
        wash=wash,
    )


TINTS = tuple(_build_tint(base) for base in _MUTED_HUES)
COMPARISON_TINTS = (TINTS[8], TINTS[0])
"""The tints of the two sides of a comparison: an orange and an indigo, which differ in lightness too."""
NEUTRAL_TINT = Tint(fill="#dfe1e4", line="#6b7178", wash="#f6f6f7")


def assign_tints(slugs: Iterable[str]) -> dict[str, Tint]:
    """A tint for each slug in the order given; after the ninth they repeat."""
    return {slug: TINTS[i % len(TINTS)] for i, slug in enumerate(slugs)}


@dataclass(frozen=True, slots=True)
class Tone:
    """The place of a position among the colours of its scale; its `str` is the class in the stylesheet.

    `place` counts from 0. Between two whole places drawings mix the two colours, pages use the nearer one.
    """

    scale: Literal["puor", "puor7", "option", "undecided"]
    place: float = 0

    def __str__(self) -> str:
        return "undecided" if self.scale == "undecided" else f"{self.scale}-{round(self.place) + 1}"


UNDECIDED_TONE = Tone("undecided")


def ordinal_tone(value: int, lowest: int = -2, highest: int = 2) -> Tone:
    """The tone of an ordinal position on a scale from `lowest` to `highest`."""
    if highest <= lowest:
        return Tone("puor", 2)
    share = (min(max(value, lowest), highest) - lowest) / (highest - lowest)
    if highest - lowest < len(PUOR):
        return Tone("puor", share * (len(PUOR) - 1))
    return Tone("puor7", share * (len(PUOR_7) - 1))


def option_tone(value: int) -> Tone:
    """The tone of an option, counted from 1; after the eighth they repeat."""
    return Tone("option", (value - 1) % len(OPTION_COLOURS))


@lru_cache(maxsize=256)
def tone_colour(tone: Tone) -> str:
    """The colour that drawings give to a position."""
    if tone.scale == "undecided":
        return UNDECIDED_COLOUR
    if tone.scale == "option":
        return OPTION_COLOURS[int(tone.place)]
    colours = PUOR if tone.scale == "puor" else PUOR_7
    below = min(int(tone.place), len(colours) - 2)
    return mix(colours[below], colours[below + 1], tone.place - below)
