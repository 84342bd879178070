"""What a cell of a grid looks like, in the grid and in its legend.

Every state has a shape of its own, so that the figure means the same in black and white, and every position shows its
glyph: solid where there is evidence, cut by a diagonal where evidence is at odds, by an arrow where it moves; a bar with
end ticks for an uncertain date; pale and dashed where carried; a dot for silence; level lines where a participant has no
part, slanted lines where nothing has been coded. A ring in a corner means reported, a small square inferred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from stances.graphics.geometry import Box
from stances.graphics.palette import INK, PAPER, RULE, ink_on, mix, tone_colour
from stances.graphics.svg import number, rect, shape, strokes, sub, write
from stances.graphics.typography import SMALL
from stances.record.vocabulary import Attribution, Confidence
from stances.timeline.cells import Bar, Cell, Held, State
from stances.timeline.legend import Sign
from stances.timeline.scale import Shade

GLYPH = 12
PALE = "#c3c8ce"
SEAM = 0.4
_MOST_GLYPHS = 3


def glyph(parent: Any, x: float, y: float, text: str, ink: str, size: float = GLYPH) -> None:
    write(
        parent,
        x,
        y + size * 0.36,
        text,
        size,
        text_anchor="middle",
        font_weight="bold",
        fill=ink,
        class_="key",
    )


def edge_of(shade: Shade) -> str:
    """A line that stands out from the colour that it encloses."""
    return mix(tone_colour(shade.tone), INK, 0.45)


def key_of(held: Held) -> str:
    return f"({held.shade.key})" if held.confidence is Confidence.DOUBTFUL else held.shade.key


def fitting(held: tuple[Held, ...]) -> tuple[Held, ...]:
    """As many as a cell has room for: the first, the last and, of those between, the second."""
    return held if len(held) <= _MOST_GLYPHS else (*held[: _MOST_GLYPHS - 1], held[-1])


def mark(parent: Any, x: float, y: float, attribution: Attribution, ink: str) -> None:
    """The sign of how it is known, in the corner that ends at x, y; own words need none."""
    if attribution is Attribution.REPORTED:
        sub(parent, "circle", cx=x - 4.2, cy=y + 4.2, r=2, fill="none", stroke=ink, stroke_width=0.9)
    elif attribution is Attribution.INFERRED:
        rect(parent, Box(x - 6, y + 2.4, 3.6, 3.6), fill="none", stroke=ink, stroke_width=0.9)


def _bands_of(box: Box, count: int, slant: float, arrow: bool) -> list[list[tuple[float, float]]]:
    """The box cut into slanted bands, or into bands that point to the right."""
    cuts = []
    for i in range(count + 1):
        x = box.x + box.w * i / count
        lean = 0.0 if i in (0, count) else slant
        middle = [(x + lean, box.y + box.h / 2)] if arrow else []
        top, bottom = (x - lean / 2, x - lean / 2) if arrow else (x + lean, x - lean)
        cuts.append([(top, box.y), *middle, (bottom, box.bottom)])
    return [[*left, *reversed(right)] for left, right in pairwise(cuts)]


def _split(parent: Any, box: Box, held: tuple[Held, ...], moved: bool, pale: bool) -> None:
    """One band a position: pointing onward where the position moved, cut slantwise where it is not known."""
    parts = fitting(held)
    slant = 5.0 if moved else box.w / len(parts) * (1 if len(parts) == 2 else 0.35)
    bands = _bands_of(box, len(parts), slant, moved)
    for position, band in zip(parts, bands, strict=True):
        shape(parent, band, fill=_tone(position.shade, pale))
    for band in bands[1:]:
        start = band[: 3 if moved else 2]
        points = " ".join(f"{number(x)},{number(y)}" for x, y in start)
        sub(parent, "polyline", points=points, fill="none", stroke=PAPER, stroke_width=1.6)
    outline(parent, box, parts[0].shade, pale)
    if not pale:
        _split_glyphs(parent, box, parts, moved)


def _split_glyphs(parent: Any, box: Box, parts: tuple[Held, ...], moved: bool) -> None:
    """Halves of a diagonal hold their glyphs in opposite corners, bands in their middles."""
    halves = len(parts) == 2 and not moved
    for i, position in enumerate(parts):
        x = box.x + box.w * ((0.27, 0.73)[i] if halves else (i + 0.5) / len(parts))
        y = box.y + box.h * ((0.35, 0.65)[i] if halves else 0.5)
        ink = ink_on(tone_colour(position.shade.tone))
        glyph(parent, x, y, key_of(position), ink, SMALL)
        if halves:
            corner = ((box.x + 8.4, box.y), (box.right, box.bottom - 8.4))[i]
        else:
            corner = (box.x + box.w * (i + 1) / len(parts), box.y)
        mark(parent, *corner, position.attribution, ink)


def _tone(shade: Shade, pale: bool) -> str:
    colour = tone_colour(shade.tone)
    return mix(colour, PAPER, 0.72) if pale else colour


def outline(parent: Any, box: Box, shade: Shade, pale: bool) -> None:
    if pale:
        rect(
            parent,
            box,
            fill="none",
            stroke=edge_of(shade),
            stroke_width=0.8,
            stroke_dasharray="3 2.2",
            rx=1.5,
        )
    else:
        rect(parent, box, fill="none", stroke=edge_of(shade), stroke_width=0.8, rx=1.5)


def filled(parent: Any, box: Box, held: tuple[Held, ...], moved: bool = False, pale: bool = False) -> None:
    if len(held) > 1:
        _split(parent, box, held, moved, pale)
        return
    (only,) = held
    rect(parent, box, fill=_tone(only.shade, pale), rx=1.5)
    outline(parent, box, only.shade, pale)
    if not pale:
        ink = ink_on(tone_colour(only.shade.tone))
        glyph(parent, *box.middle, key_of(only), ink)
        mark(parent, box.right, box.y, only.attribution, ink)


def level_lines(parent: Any, box: Box) -> None:
    heights = [box.y + box.h * k / 4 for k in (1, 2, 3)]
    strokes(parent, [(box.x, y, box.right, y) for y in heights], PALE, 0.7)


def slanted_lines(parent: Any, box: Box) -> None:
    step, lines = 9.0, []
    x = box.x - box.h + step / 2
    while x < box.right:
        low, high = max(x, box.x), min(x + box.h, box.right)
        if low < high:
            lines.append((low, box.bottom - (low - x), high, box.bottom - (high - x)))
        x += step
    strokes(parent, lines, PALE, 0.7)


def bar_piece(parent: Any, box: Box, bar: Bar) -> None:
    """The stretch of a bar in this box; a tick stands where it begins and where it ends."""
    shade = bar.held.shade
    edge = edge_of(shade)
    rect(
        parent,
        Box(box.x, box.y, box.w + (0 if bar.ends else SEAM), box.h),
        fill=mix(tone_colour(shade.tone), PAPER, 0.25),
    )
    strokes(
        parent,
        [(box.x, box.y, box.right, box.y), (box.x, box.bottom, box.right, box.bottom)],
        edge,
        0.8,
    )
    reach = 3.5
    ticks = [box.x] * bar.begins + [box.right] * bar.ends
    if ticks:
        strokes(parent, [(x, box.y - reach, x, box.bottom + reach) for x in ticks], edge, 1.6)


def inside(parent: Any, box: Box, cell: Cell) -> None:
    """What a cell shows, but for its bars."""
    match cell.state:
        case State.EVIDENCED | State.MIXED:
            filled(parent, box, cell.held, cell.moved)
        case State.CARRIED:
            filled(parent, box, cell.held, pale=True)
        case State.SILENT:
            sub(parent, "circle", cx=box.middle[0], cy=box.middle[1], r=1.3, fill=RULE)
        case State.NOT_INVOLVED:
            level_lines(parent, box)
        case State.NOT_CODED:
            slanted_lines(parent, box)


def bracket(parent: Any, start: float, end: float, y: float, determined: bool) -> None:
    """A change, from tick to tick with an arrow; dashed and open where its order is unknown."""
    if not determined:
        sub(
            parent,
            "path",
            d=f"M{number(start)} {number(y)}H{number(end)}",
            **_CHANGE,
            stroke_dasharray="2 2.4",
        )
        return
    ends = "".join(f"M{number(x)} {number(y - 3)}V{number(y + 3)}" for x in (start, end))
    arrow = f"M{number(end - 4.5)} {number(y - 2.4)}L{number(end - 0.8)} {number(y)}L{number(end - 4.5)} {number(y + 2.4)}"
    sub(parent, "path", d=f"M{number(start)} {number(y)}H{number(end)}{ends}{arrow}", **_CHANGE)


_CHANGE: Mapping[str, str | float] = {"fill": "none", "stroke": INK, "stroke_width": 0.9}


def sign_sample(parent: Any, box: Box, sign: Sign, cells: Sequence[Cell]) -> None:
    """A sign as the legend shows it, by the simplest of these cells that has it."""
    match sign:
        case Sign.REPORTED | Sign.INFERRED:
            rect(parent, box, fill=PAPER, stroke=RULE, stroke_width=0.8, rx=1.5)
            mark(parent, box.right, box.y, Attribution(sign.value), INK)
        case Sign.UNDECIDED | Sign.DOUBTFUL:
            glyph(parent, *box.middle, "(  )" if sign is Sign.DOUBTFUL else "?", INK)
        case Sign.CHANGE | Sign.UNORDERED:
            bracket(parent, box.x + 1, box.right - 1, box.middle[1], sign is Sign.CHANGE)
        case Sign.LATER:
            rect(parent, box, fill=PAPER, stroke=PALE, stroke_width=0.8, rx=1.5)
        case Sign.BESIDE:
            bar = next(bar for c in cells if c.state is not State.UNCERTAIN for bar in c.bars)
            rect(parent, box, fill=PALE, rx=1.5)
            bar_piece(parent, Box(box.x + 4, box.bottom - 5.5, box.w - 8, 2.5), _whole(bar))
        case Sign.UNCERTAIN:
            bar = next(c for c in cells if c.state is State.UNCERTAIN).bars[0]
            bar_piece(parent, Box(box.x + 1, box.y + 3.5, box.w - 2, box.h - 7), _whole(bar))
        case Sign.MOVED:
            filled(parent, box, next(c.held for c in cells if c.moved), moved=True)
        case _:
            found = [c for c in cells if c.state.value == sign.value and not c.moved]
            inside(parent, box, min(found, key=lambda c: len(c.held)))


def _whole(bar: Bar) -> Bar:
    return Bar(bar.held, 0, 0, begins=True, ends=True)
