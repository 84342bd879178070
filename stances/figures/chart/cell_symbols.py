"""Draw the cells of a grid, in the grid and in its legend.

There are three marks: a filled cell with its sign, a bar, and a dot for silence. Conflicting evidence is cut by a diagonal, a
move by an arrow; what is not an own claim, or is doubtful, is hollow; what is carried forward is pale, with a small grey sign.
The bar of an uncertain date is lower than a cell, runs across all of its columns behind what is certain there, and fades at
its ends. Every position shows its sign, so that the figure can be read in black and white.

What is drawn in a cell is said by `Cell`; pages draw the same in `templates/macros/grid.html`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from stances.figures.chart.figure import CELL_GAP_PT
from stances.graphics.geometry import Box
from stances.graphics.palette import (
    CARRIED_TEXT_COLOUR,
    PALE_TEXT_COLOUR,
    RULE_COLOUR,
    TEXT_COLOUR,
    WHITE,
    carried_colour,
    hollow_colour,
    mix,
    text_colour_on,
    tone_colour,
)
from stances.graphics.svg import add_element, draw_lines, draw_polygon, draw_rect, draw_text
from stances.graphics.text_metrics import text_width
from stances.graphics.typography import SMALL_SIZE_PT
from stances.timeline.cells import Cell, CellState, DateBar, HeldPosition
from stances.timeline.legend import CellSymbol
from stances.timeline.scale import ScalePosition
from stances.timeline.wording import NOT_READ_LABEL

GLYPH_SIZE_PT = 12
_HOLLOW_LINE_PT = 1.8
_FRONT_SHARE = 0.68
"""The share of the height that certain evidence takes before a bar, which is seen below it."""
_BAR_SHARE = 0.64
_FADE_SHARE = 0.4
"""The share of a column over which a bar fades."""
_SHORT_FADE_SHARE = 0.3
_FADE_STEPS = 5
_SEAM_PT = 0.25
"""By how much neighbouring pieces overlap, lest light be seen between them."""


def draw_glyph(
    parent: Any, x: float, y: float, text: str, colour: str, size: float = GLYPH_SIZE_PT, weight: str = "bold"
) -> None:
    """Draw the key of a position, centred at x, y."""
    draw_text(
        parent,
        x,
        y + size * 0.36,
        text,
        size,
        text_anchor="middle",
        font_weight=weight,
        fill=colour,
        class_="key",
    )


def edge_colour(position: ScalePosition) -> str:
    """The outline colour for a position, darker than its fill."""
    return mix(tone_colour(position.tone), TEXT_COLOUR, 0.45)


def _mark(parent: Any, held: HeldPosition, is_hollow: bool, *classes: str) -> Any:
    """A group for a mark of a position, with classes that say how it is drawn."""
    hollow = ["hollow"] if is_hollow else []
    return add_element(parent, "g", class_=" ".join([*classes, str(held.position.tone), *hollow]))


# --- fills ---


def draw_cell(parent: Any, box: Box, cell: Cell) -> None:
    """Draw a cell; `box` is its column and row within the gaps between cells."""
    for piece in cell.pieces:
        _draw_bar_piece(parent, box, piece)
    if cell.state is CellState.SILENT:
        add_element(parent, "circle", cx=box.centre[0], cy=box.centre[1], r=1.4, fill=RULE_COLOUR)
    elif cell.parts:
        share = _FRONT_SHARE if cell.pieces else 1
        front = Box(box.x, box.y, box.width, box.height * share)
        _draw_parts(parent, front, cell)


def _draw_parts(parent: Any, box: Box, cell: Cell) -> None:
    """Draw the positions of a cell side by side: cut by a diagonal if they conflict, by arrows if one followed the other."""
    is_carried, count = cell.state is CellState.CARRIED, len(cell.parts)
    slant = 0 if cell.moved or count == 1 else box.width / count * (1 if count == 2 else 0.35)
    bands = _cut_into_bands(box, count, slant)
    for number, (held, band) in enumerate(zip(cell.parts, bands, strict=True)):
        group = _mark(parent, held, held.is_hollow and not is_carried)
        _draw_fill(group, held, band, is_carried)
        x, y = _glyph_place(box, number, count, is_halved=slant > 0 and count == 2)
        _draw_sign(group, held, x, y, SMALL_SIZE_PT if is_carried or count > 1 else GLYPH_SIZE_PT, is_carried)
    for band in bands[1:]:
        if cell.moved:
            draw_arrow(parent, band[0][0], box.centre[1])
        else:
            (x1, y1), (x2, y2) = band[:2]
            draw_lines(parent, [(x1, y1, x2, y2)], RULE_COLOUR if is_carried else TEXT_COLOUR, 0.9)


def _cut_into_bands(box: Box, count: int, slant: float) -> list[list[tuple[float, float]]]:
    """Cut the box into bands, each with its left side first."""
    cuts = []
    for number in range(count + 1):
        x = box.x + box.width * number / count
        offset = 0.0 if number in (0, count) else slant
        cuts.append([(x + offset, box.y), (x - offset, box.bottom)])
    return [[*left, *reversed(right)] for left, right in pairwise(cuts)]


def _draw_fill(parent: Any, held: HeldPosition, band: list[tuple[float, float]], is_carried: bool) -> None:
    if is_carried:
        draw_polygon(parent, band, fill=carried_colour(held.position.tone))
        return
    width, edge = _HOLLOW_LINE_PT if held.is_hollow else 0.8, edge_colour(held.position)
    draw_polygon(parent, band, fill=_fill_colour(held), stroke=edge, stroke_width=width)


def _fill_colour(held: HeldPosition) -> str:
    return hollow_colour(held.position.tone) if held.is_hollow else tone_colour(held.position.tone)


def _draw_sign(
    parent: Any, held: HeldPosition, x: float, y: float, size: float, is_carried: bool = False
) -> None:
    if is_carried:
        draw_glyph(parent, x, y, held.position.key, CARRIED_TEXT_COLOUR, size, "normal")
    else:
        colour = TEXT_COLOUR if held.is_hollow else text_colour_on(tone_colour(held.position.tone))
        draw_glyph(parent, x, y, held.position.key, colour, size)


def _glyph_place(box: Box, number: int, count: int, is_halved: bool) -> tuple[float, float]:
    """Where the sign of a part stands: in opposite corners if a diagonal halves the box, else in the middle of its band."""
    if is_halved:
        return box.x + box.width * (0.27, 0.73)[number], box.y + box.height * (0.35, 0.65)[number]
    return box.x + box.width * (number + 0.5) / count, box.y + box.height * 0.5


def draw_arrow(parent: Any, x: float, y: float) -> None:
    """Draw the arrow of a change of position upon the border of two cells or parts."""
    points = [(x - 2.6, y - 4.2), (x + 3.6, y), (x - 2.6, y + 4.2)]
    draw_polygon(parent, points, fill=TEXT_COLOUR, stroke=WHITE, stroke_width=1)


# --- bars ---


def _draw_bar_piece(parent: Any, cell_box: Box, bar: DateBar) -> None:
    held, box = bar.position_held, _bar_box(cell_box, bar)
    ends = [name for name, is_there in (("begins", bar.begins), ("ends", bar.ends)) if is_there]
    group = _mark(parent, held, held.is_hollow, "bar", *ends, f"lane-{bar.lane}-{bar.lanes}")
    fade = cell_box.width * (_SHORT_FADE_SHARE if bar.begins and bar.ends else _FADE_SHARE)
    start, end = box.x + fade * bar.begins, box.right - fade * bar.ends
    for step in range(_FADE_STEPS):
        width = fade / _FADE_STEPS
        for x in [start - (step + 1) * width] * bar.begins + [end + step * width] * bar.ends:
            layer = add_element(group, "g", opacity=1 - (step + 1) / (_FADE_STEPS + 1))
            _draw_bar_rect(layer, held, Box(x, box.y, width + _SEAM_PT, box.height))
    _draw_bar_rect(group, held, Box(start, box.y, end - start + _SEAM_PT, box.height))
    if bar.sign:
        share = 0.5 if bar.lanes < 3 else 0.45 + 0.45 * bar.lane / (bar.lanes - 1)
        size = GLYPH_SIZE_PT if bar.lanes == 1 else SMALL_SIZE_PT
        _draw_sign(group, held, cell_box.x + cell_box.width * share, box.centre[1], size)


def _bar_box(box: Box, bar: DateBar) -> Box:
    """Where a piece lies: across the gaps to the pieces beside it, in its lane or, alone, in the middle of the row."""
    start, end = box.x - CELL_GAP_PT * (not bar.begins), box.right + CELL_GAP_PT * (not bar.ends)
    lane = box.height / bar.lanes
    height = lane * _BAR_SHARE if bar.lanes == 1 else lane - 1.5
    return Box(start, box.y + lane * (bar.lane + 0.5) - height / 2, end - start, height)


def _draw_bar_rect(parent: Any, held: HeldPosition, box: Box) -> None:
    draw_rect(parent, box, fill=_fill_colour(held))
    width = _HOLLOW_LINE_PT if held.is_hollow else 0.6
    lines = [(box.x, y, box.right, y) for y in (box.y, box.bottom)]
    draw_lines(parent, lines, edge_colour(held.position), width)


# --- what is not read, and the legend ---


def draw_unread(parent: Any, box: Box) -> None:
    """Draw a run of cells that are not yet coded: its label, if there is room, and a pale line to its end."""
    y, width = box.centre[1], text_width(NOT_READ_LABEL, SMALL_SIZE_PT) + 4
    is_labelled = width <= box.width
    if is_labelled:
        draw_text(
            parent, box.x + 1, y + SMALL_SIZE_PT * 0.36, NOT_READ_LABEL, SMALL_SIZE_PT, fill=PALE_TEXT_COLOUR
        )
    _draw_dotted_line(parent, box.x + (width + 2 if is_labelled else 0), box.right, y)


def _draw_dotted_line(parent: Any, start: float, end: float, y: float) -> None:
    if end - start > 4:
        add_element(
            parent,
            "line",
            x1=start,
            y1=y,
            x2=end,
            y2=y,
            stroke=RULE_COLOUR,
            stroke_width=0.8,
            stroke_dasharray="1 4",
        )


def draw_symbol_sample(parent: Any, box: Box, symbol: CellSymbol, cell: Cell) -> None:
    """Draw a symbol for the legend, by a cell that shows it."""
    if symbol is CellSymbol.CHANGE:
        draw_arrow(parent, *box.centre)
    elif symbol is CellSymbol.NOT_CODED:
        _draw_dotted_line(parent, box.x, box.right, box.centre[1])
    else:
        draw_cell(parent, box, cell)
