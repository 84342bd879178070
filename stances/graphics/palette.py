"""The colours of every drawing and page: few, quiet, safe for colour blindness, and never the only carrier of meaning.

Ordinal positions run along ColorBrewer's PuOr (orange against, purple for: free of party meaning). Options of a
categorical scale take Paul Tol's "light" set, made to lie behind dark text. Factions and speakers take tints of his
"muted" set, with an orange for its wine, which is too near its rose when pale. Everything is a hex string, so that
SVG attributes, DOT and a stylesheet can all hold it.
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
"""The least contrast at which WCAG 2 calls text of a usual size legible."""


@dataclass(frozen=True)
class Tint:
    """One hue in three strengths: `fill` lies behind dark text, `line` draws borders, `wash` fills large areas."""

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
    better = max((TEXT_COLOUR, WHITE), key=lambda ink: contrast(ink, colour))
    return better if contrast(better, colour) >= MIN_TEXT_CONTRAST else BLACK


def _lighten_to(colour: str, wanted: float) -> str:
    """The colour mixed with white until it is at least as light as wanted."""
    share = 0.0
    while luminance(mix(colour, WHITE, share)) < wanted and share < 1:
        share += 0.02
    return mix(colour, WHITE, min(share, 1.0))


def _darken_to(colour: str, wanted: float, ground: str) -> str:
    """The colour mixed with black until it stands out from its ground by at least this ratio."""
    share = 0.0
    while contrast(mix(colour, BLACK, share), ground) < wanted and share < 1:
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
"""The first and the second of two things compared: an orange and an indigo, far apart in lightness too."""
NEUTRAL_TINT = Tint(fill="#dfe1e4", line="#6b7178", wash="#f6f6f7")


def assign_tints(slugs: Iterable[str]) -> dict[str, Tint]:
    """A tint for each slug in the order given; past the ninth they come round again."""
    return {slug: TINTS[i % len(TINTS)] for i, slug in enumerate(slugs)}


@dataclass(frozen=True, slots=True)
class Tone:
    """Where a position lies among the colours of its scale; as text, the stylesheet's class for it.

    `place` counts from 0. Drawings mix the colours of an ordinal scale between two whole places, pages take the nearer.
    """

    scale: Literal["puor", "option", "undecided"]
    place: float = 0

    def __str__(self) -> str:
        return "undecided" if self.scale == "undecided" else f"{self.scale}-{round(self.place) + 1}"


UNDECIDED_TONE = Tone("undecided")


def ordinal_tone(value: int, lowest: int = -2, highest: int = 2) -> Tone:
    """The tone of a position between the ends of its scale; a scale with no middle skips the neutral one."""
    if highest <= lowest:
        return Tone("puor", 2)
    return Tone("puor", (min(max(value, lowest), highest) - lowest) / (highest - lowest) * (len(PUOR) - 1))


def option_tone(value: int) -> Tone:
    """The tone of an option by its number, counted from 1; past the eighth they come round again."""
    return Tone("option", (value - 1) % len(OPTION_COLOURS))


@lru_cache(maxsize=256)
def tone_colour(tone: Tone) -> str:
    """The colour that drawings give to a position."""
    if tone.scale == "undecided":
        return UNDECIDED_COLOUR
    if tone.scale == "option":
        return OPTION_COLOURS[int(tone.place)]
    below = min(int(tone.place), len(PUOR) - 2)
    return mix(PUOR[below], PUOR[below + 1], tone.place - below)
