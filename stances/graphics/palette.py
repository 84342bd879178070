"""The colours of drawings and pages: few, muted, safe for colour blindness, and never the only carrier of meaning.

Ordinal positions use ColorBrewer's PuOr, of five colours or of seven (orange is against, purple is for; neither has a
party's meaning). Options of a categorical scale use Paul Tol's "light" set, made for backgrounds of dark text. Factions and
speakers use tints between the hues of links, which alone are green, red and violet. Every colour is a hex string, valid in SVG
attributes, DOT and stylesheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

TEXT_COLOUR = "#1f2328"
QUIET_TEXT_COLOUR = "#4f565e"
WHITE = "#ffffff"
BLACK = "#000000"
RULE_COLOUR = "#8a9099"
PALE_TEXT_COLOUR = "#6d737a"
CARRIED_TEXT_COLOUR = "#41474e"

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

_TINT_HUES = (
    "#3f78c4",
    "#b0900c",
    "#b5489c",
    "#17829a",
    "#b8651b",
    "#16325c",
    "#6d7017",
    "#6e1a5c",
    "#5a4632",
)
"""None is near a hue of links: blues, yellows, browns and pinks."""

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


def _linear(colour: str) -> Iterator[float]:
    """Red, green and blue by their amounts of light, from 0 to 1."""
    shares = (channel / 255 for channel in _channels(colour))
    return (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)


def mix(colour: str, other: str, share: float) -> str:
    """The colour with this share (0 to 1) of the other one mixed in."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), by WCAG 2's formula for sRGB."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


# Björn Ottosson's matrices between linear sRGB and OKLab, in which colours of one lightness look equally light.
_TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_LAB = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_CONES = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
_DARKEST = 0.24
"""The lightness, from 0 to 1, of what is white in the light."""
_MAX_KEPT_CONTRAST = 7.6
_MIN_LINE_SEEN = 1.75
"""What has less contrast to white is a background or a guide, not a line."""


def _apply(matrix: Iterable[tuple[float, float, float]], vector: Iterable[float]) -> tuple[float, ...]:
    values = tuple(vector)
    return tuple(sum(a * b for a, b in zip(row, values, strict=True)) for row in matrix)


def dark_colour(colour: str) -> str:
    """What stands for a colour on a dark page: the same hue, and the lighter the darker it is in the light.

    Against the background it keeps its contrast up to 7.6 to 1; a line has at least 3 to 1.
    """
    seen = contrast(colour, WHITE)
    wanted = 1.0 if seen < _MIN_LINE_SEEN else min(max(seen, 3.0), _MAX_KEPT_CONTRAST)
    inverted, share = _invert(colour), 0.0
    while contrast(mix(inverted, WHITE, share), _invert(WHITE)) < wanted and share < 1:
        share += 0.02
    return mix(inverted, WHITE, share)


@lru_cache(maxsize=256)
def _invert(colour: str) -> str:
    """The colour of the same hue whose lightness in OKLab is the opposite."""
    lightness, *hue = _apply(_TO_LAB, (c ** (1 / 3) for c in _apply(_TO_CONES, _linear(colour))))
    inverted = (1 - (1 - _DARKEST) * lightness, *hue)
    mixed = _apply(_FROM_CONES, (c**3 for c in _apply(_FROM_LAB, inverted)))
    clipped = (min(max(c, 0.0), 1.0) for c in mixed)
    encoded = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in clipped)
    return "#" + "".join(f"{round(255 * c):02x}" for c in encoded)


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


TINTS = tuple(_build_tint(base) for base in _TINT_HUES)
COMPARISON_TINTS = (_build_tint("#d9911f"), _build_tint("#26407a"))
"""The tints of the two sides of a comparison: an ochre and a blue, which differ in lightness too."""
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


SCALE_COLOURS = tuple(dict.fromkeys((*PUOR, *PUOR_7, *OPTION_COLOURS)))
"""The colours of whole places on scales."""
_MIN_PALE_CONTRAST = 1.15
_CARRIED_SHARES = (0.7, 0.62)
"""How much white is in a carried position's colour: less in the upper half of a scale, which so is darker in greys too."""


def carried_colour(tone: Tone) -> str:
    """The colour that drawings give to a position that is carried forward."""
    colour = tone_colour(tone)
    if contrast(colour, WHITE) < _MIN_PALE_CONTRAST:
        return mix(colour, TEXT_COLOUR, 0.06)
    middle = (len(PUOR_7 if tone.scale == "puor7" else PUOR) - 1) / 2
    is_upper = tone.scale in ("puor", "puor7") and tone.place > middle
    return mix(colour, WHITE, _CARRIED_SHARES[is_upper])


def hollow_colour(tone: Tone) -> str:
    """The colour within the outline of a position that is no own claim, or doubtful: a breath of its own."""
    return mix(tone_colour(tone), WHITE, 0.92)


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
