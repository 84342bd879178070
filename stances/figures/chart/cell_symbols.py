"""Draw the cells of a grid, in the grid and in its legend.

Every state has a shape of its own, so that the figure can be read in black and white, and every position shows its glyph.
Evidence is solid, conflicting evidence is cut by a diagonal, a change by an arrow; an uncertain date is a bar with end
ticks; a position carried forward is pale and dashed, with a glyph only where options share a colour; silence is a dot;
level lines mean that a participant is not involved, slanted lines that nothing has been coded. A ring in a corner means
reported, a small square inferred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from stances.graphics.geometry import Box
from stances.graphics.palette import (
    QUIET_TEXT_COLOUR,
    RULE_COLOUR,
    TEXT_COLOUR,
    WHITE,
    mix,
    text_colour_on,
    tone_colour,
)
from stances.graphics.svg import add_element, draw_lines, draw_polygon, draw_rect, draw_text, format_number
from stances.graphics.typography import SMALL_SIZE_PT
from stances.record.vocabulary import Attribution, Confidence
from stances.timeline.cells import Cell, CellState, DateBar, HeldPosition
from stances.timeline.legend import CellSymbol
from stances.timeline.scale import ScalePosition

GLYPH_SIZE_PT = 12
PALE_LINE_COLOUR = "#c3c8ce"
SEAM_PT = 0.4
_MAX_GLYPHS = 3
_CHANGE_STYLE: Mapping[str, str | float] = {"fill": "none", "stroke": TEXT_COLOUR, "stroke_width": 0.9}


def draw_glyph(parent: Any, x: float, y: float, text: str, colour: str, size: float = GLYPH_SIZE_PT) -> None:
    """Draw the key of a position, centred at x, y."""
    draw_text(
        parent,
        x,
        y + size * 0.36,
        text,
        size,
        text_anchor="middle",
        font_weight="bold",
        fill=colour,
        class_="key",
    )


def edge_colour(position: ScalePosition) -> str:
    """The outline colour for a position, darker than its fill."""
    return mix(tone_colour(position.tone), TEXT_COLOUR, 0.45)


def format_key(position: HeldPosition) -> str:
    """The key of a position, in parentheses if it is doubtful."""
    return (
        f"({position.position.key})" if position.confidence is Confidence.DOUBTFUL else position.position.key
    )


def limit_positions(positions: tuple[HeldPosition, ...]) -> tuple[HeldPosition, ...]:
    """The positions that a cell has space for: at most three, namely the first two and the last."""
    return positions if len(positions) <= _MAX_GLYPHS else (*positions[: _MAX_GLYPHS - 1], positions[-1])


def draw_attribution_mark(parent: Any, x: float, y: float, attribution: Attribution, colour: str) -> None:
    """Draw the mark of an attribution in the corner at x, y: its right end and its top. Asserted positions have none."""
    if attribution is Attribution.REPORTED:
        add_element(
            parent, "circle", cx=x - 4.2, cy=y + 4.2, r=2, fill="none", stroke=colour, stroke_width=0.9
        )
    elif attribution is Attribution.INFERRED:
        draw_rect(parent, Box(x - 6, y + 2.4, 3.6, 3.6), fill="none", stroke=colour, stroke_width=0.9)


def _cut_into_bands(box: Box, count: int, slant: float, arrow: bool) -> list[list[tuple[float, float]]]:
    """Cut the box into slanted bands, or into bands that point to the right."""
    cuts = []
    for i in range(count + 1):
        x = box.x + box.width * i / count
        offset = 0.0 if i in (0, count) else slant
        middle = [(x + offset, box.y + box.height / 2)] if arrow else []
        top, bottom = (x - offset / 2, x - offset / 2) if arrow else (x + offset, x - offset)
        cuts.append([(top, box.y), *middle, (bottom, box.bottom)])
    return [[*left, *reversed(right)] for left, right in pairwise(cuts)]


def _draw_split(parent: Any, box: Box, positions: tuple[HeldPosition, ...], moved: bool, pale: bool) -> None:
    """Draw a band per position: pointing to the right if the position moved, slanted if the evidence conflicts."""
    parts = limit_positions(positions)
    slant = 5.0 if moved else box.width / len(parts) * (1 if len(parts) == 2 else 0.35)
    bands = _cut_into_bands(box, len(parts), slant, moved)
    for position, band in zip(parts, bands, strict=True):
        draw_polygon(parent, band, fill=_fill_colour(position.position, pale))
    for band in bands[1:]:
        start = band[: 3 if moved else 2]
        points = " ".join(f"{format_number(x)},{format_number(y)}" for x, y in start)
        add_element(parent, "polyline", points=points, fill="none", stroke=WHITE, stroke_width=1.6)
    draw_outline(parent, box, parts[0].position, pale)
    if not pale or parts[0].position.shares_colour:
        _draw_split_glyphs(parent, box, parts, moved, pale)


def _draw_split_glyphs(
    parent: Any, box: Box, parts: tuple[HeldPosition, ...], moved: bool, pale: bool
) -> None:
    """Draw the glyphs: in opposite corners if a diagonal cuts the box in two, else in the middle of each band."""
    halves = len(parts) == 2 and not moved
    for i, position in enumerate(parts):
        x = box.x + box.width * ((0.27, 0.73)[i] if halves else (i + 0.5) / len(parts))
        y = box.y + box.height * ((0.35, 0.65)[i] if halves else 0.5)
        colour = _key_colour(position.position, pale)
        draw_glyph(parent, x, y, format_key(position), colour, SMALL_SIZE_PT)
        if pale:
            continue
        if halves:
            corner = ((box.x + 8.4, box.y), (box.right, box.bottom - 8.4))[i]
        else:
            corner = (box.x + box.width * (i + 1) / len(parts), box.y)
        draw_attribution_mark(parent, *corner, position.attribution, colour)


def _fill_colour(position: ScalePosition, pale: bool) -> str:
    colour = tone_colour(position.tone)
    return mix(colour, WHITE, 0.72) if pale else colour


def _key_colour(position: ScalePosition, pale: bool) -> str:
    return QUIET_TEXT_COLOUR if pale else text_colour_on(tone_colour(position.tone))


def draw_outline(parent: Any, box: Box, position: ScalePosition, pale: bool) -> None:
    """Draw the outline of a cell in the colour of a position; dashed if pale."""
    if pale:
        draw_rect(
            parent,
            box,
            fill="none",
            stroke=edge_colour(position),
            stroke_width=0.8,
            stroke_dasharray="3 2.2",
            rx=1.5,
        )
    else:
        draw_rect(parent, box, fill="none", stroke=edge_colour(position), stroke_width=0.8, rx=1.5)


def draw_positions(
    parent: Any, box: Box, positions: tuple[HeldPosition, ...], moved: bool = False, pale: bool = False
) -> None:
    """Draw the positions of a cell, with their glyphs and marks of attribution unless pale; glyphs too if they share a colour."""
    if len(positions) > 1:
        _draw_split(parent, box, positions, moved, pale)
        return
    (only,) = positions
    draw_rect(parent, box, fill=_fill_colour(only.position, pale), rx=1.5)
    draw_outline(parent, box, only.position, pale)
    colour = _key_colour(only.position, pale)
    if not pale or only.position.shares_colour:
        size = SMALL_SIZE_PT if pale else GLYPH_SIZE_PT
        draw_glyph(parent, *box.centre, format_key(only), colour, size)
    if not pale:
        draw_attribution_mark(parent, box.right, box.y, only.attribution, colour)


def draw_level_lines(parent: Any, box: Box) -> None:
    """Draw the symbol of “not involved”."""
    heights = [box.y + box.height * k / 4 for k in (1, 2, 3)]
    draw_lines(parent, [(box.x, y, box.right, y) for y in heights], PALE_LINE_COLOUR, 0.7)


def draw_slanted_lines(parent: Any, box: Box) -> None:
    """Draw the symbol of “not yet coded”."""
    step, lines = 9.0, []
    x = box.x - box.height + step / 2
    while x < box.right:
        left, right = max(x, box.x), min(x + box.height, box.right)
        if left < right:
            lines.append((left, box.bottom - (left - x), right, box.bottom - (right - x)))
        x += step
    draw_lines(parent, lines, PALE_LINE_COLOUR, 0.7)


def draw_bar_piece(parent: Any, box: Box, bar: DateBar) -> None:
    """Draw the piece of a date bar in this box, with ticks where the bar begins or ends."""
    position = bar.position_held.position
    edge = edge_colour(position)
    draw_rect(
        parent,
        Box(box.x, box.y, box.width + (0 if bar.ends else SEAM_PT), box.height),
        fill=mix(tone_colour(position.tone), WHITE, 0.25),
    )
    draw_lines(
        parent,
        [(box.x, box.y, box.right, box.y), (box.x, box.bottom, box.right, box.bottom)],
        edge,
        0.8,
    )
    tick_length = 3.5
    ticks = [box.x] * bar.begins + [box.right] * bar.ends
    if ticks:
        draw_lines(parent, [(x, box.y - tick_length, x, box.bottom + tick_length) for x in ticks], edge, 1.6)


def draw_cell(parent: Any, box: Box, cell: Cell) -> None:
    """Draw a cell without its date bars."""
    match cell.state:
        case CellState.EVIDENCED | CellState.MIXED:
            draw_positions(parent, box, cell.positions_held, cell.moved)
        case CellState.CARRIED:
            draw_positions(parent, box, cell.positions_held, pale=True)
        case CellState.SILENT:
            add_element(parent, "circle", cx=box.centre[0], cy=box.centre[1], r=1.3, fill=RULE_COLOUR)
        case CellState.NOT_INVOLVED:
            draw_level_lines(parent, box)
        case CellState.NOT_CODED:
            draw_slanted_lines(parent, box)


def draw_change(parent: Any, start: float, end: float, y: float, determined: bool) -> None:
    """Draw a change as an arrow from its old evidence to its new; dashed and without a head if their order is unknown."""
    if not determined:
        add_element(
            parent,
            "path",
            d=f"M{format_number(start)} {format_number(y)}H{format_number(end)}",
            **_CHANGE_STYLE,
            stroke_dasharray="2 2.4",
        )
        return
    corners = ((end - 4.5, y - 2.4), (end - 0.8, y), (end - 4.5, y + 2.4))
    arrow = "M" + "L".join(f"{format_number(x)} {format_number(corner_y)}" for x, corner_y in corners)
    add_element(
        parent,
        "path",
        d=f"M{format_number(start)} {format_number(y)}H{format_number(end)}{arrow}",
        **_CHANGE_STYLE,
    )


def draw_symbol_sample(parent: Any, box: Box, symbol: CellSymbol, cells: Sequence[Cell]) -> None:
    """Draw a symbol for the legend, after the simplest of `cells` that has it."""
    match symbol:
        case CellSymbol.REPORTED | CellSymbol.INFERRED:
            draw_rect(parent, box, fill=WHITE, stroke=RULE_COLOUR, stroke_width=0.8, rx=1.5)
            draw_attribution_mark(parent, box.right, box.y, Attribution(symbol.value), TEXT_COLOUR)
        case CellSymbol.UNDECIDED | CellSymbol.DOUBTFUL:
            draw_glyph(parent, *box.centre, "(  )" if symbol is CellSymbol.DOUBTFUL else "?", TEXT_COLOUR)
        case CellSymbol.CHANGE | CellSymbol.UNORDERED:
            draw_change(parent, box.x + 1, box.right - 1, box.centre[1], symbol is CellSymbol.CHANGE)
        case CellSymbol.LATER:
            draw_rect(parent, box, fill=WHITE, stroke=PALE_LINE_COLOUR, stroke_width=0.8, rx=1.5)
        case CellSymbol.PERHAPS_ALSO:
            bar = next(bar for c in cells if c.state is not CellState.UNCERTAIN for bar in c.bars)
            draw_rect(parent, box, fill=PALE_LINE_COLOUR, rx=1.5)
            draw_bar_piece(parent, Box(box.x + 4, box.bottom - 5.5, box.width - 8, 2.5), _complete_bar(bar))
        case CellSymbol.UNCERTAIN:
            bar = next(c for c in cells if c.state is CellState.UNCERTAIN).bars[0]
            draw_bar_piece(
                parent, Box(box.x + 1, box.y + 3.5, box.width - 2, box.height - 7), _complete_bar(bar)
            )
        case CellSymbol.MOVED:
            draw_positions(parent, box, next(c.positions_held for c in cells if c.moved), moved=True)
        case _:
            matching = [c for c in cells if c.state.value == symbol.value and not c.moved]
            draw_cell(parent, box, min(matching, key=lambda c: len(c.positions_held)))


def _complete_bar(bar: DateBar) -> DateBar:
    return DateBar(bar.position_held, 0, 0, begins=True, ends=True)
