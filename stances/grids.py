"""The grid as a figure that stands alone, and as a table for spreadsheets.

Pure: `timeline` says what each cell holds, this module only where it lies and how it looks. Every state has a shape of
its own, so that the figure means the same in black and white, and every position shows its glyph: solid where there
is evidence, cut by a diagonal where evidence is at odds, by an arrow where it moves; a bar with end ticks, set by the
day, for an uncertain date; pale and dashed where carried; a dot for silence; level lines where a participant has no
part, slanted lines where nothing has been coded. A ring in a corner means reported, a small square inferred.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree

from stances.columns import Column, Unit
from stances.lettering import FONT, cleaned, width, wrapped
from stances.palette import INK, PAPER, QUIET_INK, RULE, ink_on, mix
from stances.record import Event
from stances.terms import Attribution, Confidence, Kind
from stances.timeline import Bar, Cell, Grid, Held, Row, Shade, State

SVG = "http://www.w3.org/2000/svg"
Href = Callable[[Kind, str], str]

MARGIN = 24
ROW = 25
GAP = 1.5
TEXT = 11
SMALL = 10
GLYPH = 12
TITLE = 17
DISC = 8
LEADER = 22
PALE = "#c3c8ce"
HAIR = "#dadde1"
_COLUMN_WIDTHS = {Unit.MONTHS: 44, Unit.WEEKS: 24, Unit.QUARTERS: 66, Unit.DOCUMENTS: 32}
_LEAST_WIDTH = 560
_MOST_GLYPHS = 3

STATE_WORDS = {
    State.EVIDENCED: "evidenced",
    State.MIXED: "mixed",
    State.UNCERTAIN: "uncertain date",
    State.CARRIED: "carried forward",
    State.SILENT: "silent",
    State.NOT_INVOLVED: "not involved",
    State.NOT_CODED: "not yet coded",
    State.LATER: "later than the day shown",
}
_EXPLAINED = {
    State.EVIDENCED: "evidence in this time",
    State.MIXED: "evidence at odds, in no known order",
    State.UNCERTAIN: "evidence of uncertain date: from the first to the last possible day",
    State.CARRIED: "carried forward from the last evidence",
    State.SILENT: "silent: involved, read, nothing recorded",
    State.NOT_INVOLVED: "not involved",
    State.NOT_CODED: "not yet coded",
}


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2


# --- pen ---


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


def _sub(parent: Any, tag: str, **attributes: str | float) -> Any:
    """A child element; `stroke_width=1` is the attribute `stroke-width`, a trailing underscore is dropped."""
    element = etree.SubElement(parent, f"{{{SVG}}}{tag}")
    for name, value in attributes.items():
        text = value if isinstance(value, str) else _number(value)
        element.set(name.rstrip("_").replace("_", "-"), text)
    return element


def _write(parent: Any, x: float, y: float, text: str, size: float = TEXT, **attributes: str | float) -> Any:
    """A line of text, `y` its baseline."""
    element = _sub(parent, "text", x=x, y=y, font_size=size, **attributes)
    element.text = cleaned(text)
    return element


def _line(parent: Any, x1: float, y1: float, x2: float, y2: float, colour: str, thick: float = 0.8) -> None:
    _sub(parent, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=thick)


def _shape(parent: Any, points: Sequence[tuple[float, float]], **attributes: str | float) -> None:
    d = "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points) + "Z"
    _sub(parent, "path", d=d, **attributes)


def _strokes(
    parent: Any, lines: Sequence[tuple[float, float, float, float]], colour: str, thick: float
) -> None:
    d = "".join(f"M{_number(a)} {_number(b)}L{_number(c)} {_number(e)}" for a, b, c, e in lines)
    _sub(parent, "path", d=d, stroke=colour, stroke_width=thick, fill="none")


def _rect(parent: Any, box: _Box, **attributes: str | float) -> None:
    _sub(parent, "rect", x=box.x, y=box.y, width=box.w, height=box.h, **attributes)


def _glyph(parent: Any, x: float, y: float, text: str, ink: str, size: float = GLYPH) -> None:
    _write(
        parent, x, y + size * 0.36, text, size, text_anchor="middle", font_weight="bold", fill=ink, class_="glyph"
    )


def _edge(shade: Shade) -> str:
    """A line that stands out from the colour that it encloses."""
    return mix(shade.colour, INK, 0.45)


# --- what a cell looks like ---


def _key(held: Held) -> str:
    return f"({held.shade.key})" if held.confidence is Confidence.DOUBTFUL else held.shade.key


def _shown(held: tuple[Held, ...]) -> tuple[Held, ...]:
    """As many as a cell has room for: the first, the last and, of those between, the second."""
    return held if len(held) <= _MOST_GLYPHS else (*held[: _MOST_GLYPHS - 1], held[-1])


def _mark(parent: Any, x: float, y: float, attribution: Attribution, ink: str) -> None:
    """The sign of how it is known, in the corner that ends at x, y; own words need none."""
    if attribution is Attribution.REPORTED:
        _sub(parent, "circle", cx=x - 4.2, cy=y + 4.2, r=2, fill="none", stroke=ink, stroke_width=0.9)
    elif attribution is Attribution.INFERRED:
        _rect(parent, _Box(x - 6, y + 2.4, 3.6, 3.6), fill="none", stroke=ink, stroke_width=0.9)


def _bands_of(box: _Box, count: int, slant: float, arrow: bool) -> list[list[tuple[float, float]]]:
    """The box cut into slanted bands, or into bands that point to the right."""
    cuts = []
    for i in range(count + 1):
        x = box.x + box.w * i / count
        lean = 0.0 if i in (0, count) else slant
        middle = [(x + lean, box.y + box.h / 2)] if arrow else []
        top, bottom = (x - lean / 2, x - lean / 2) if arrow else (x + lean, x - lean)
        cuts.append([(top, box.y), *middle, (bottom, box.bottom)])
    return [[*left, *reversed(right)] for left, right in zip(cuts, cuts[1:], strict=False)]


def _split(parent: Any, box: _Box, held: tuple[Held, ...], moved: bool, pale: bool) -> None:
    """One band a position: pointing onward where the position moved, cut slantwise where it is not known."""
    parts = _shown(held)
    slant = 5.0 if moved else min(box.w / len(parts) * 0.42, box.h)
    bands = _bands_of(box, len(parts), slant, moved)
    for position, band in zip(parts, bands, strict=True):
        _shape(parent, band, fill=_tone(position.shade, pale))
    for band in bands[1:]:
        start = band[: 3 if moved else 2]
        points = " ".join(f"{_number(x)},{_number(y)}" for x, y in start)
        _sub(parent, "polyline", points=points, fill="none", stroke=PAPER, stroke_width=1.6)
    _outline(parent, box, parts[0].shade, pale)
    if not pale:
        _split_glyphs(parent, box, parts, moved)


def _split_glyphs(parent: Any, box: _Box, parts: tuple[Held, ...], moved: bool) -> None:
    rise = 0.0 if moved or len(parts) > 2 else 3.2
    for i, position in enumerate(parts):
        x = box.x + box.w * (i + 0.5) / len(parts)
        if not moved and len(parts) == 2:
            x += -2 if i == 0 else 2
        y = box.middle[1] + (-rise if i == 0 else rise)
        _glyph(parent, x, y, _key(position), ink_on(position.shade.colour), SMALL + 1)
    _mark(parent, box.right, box.y, parts[-1].attribution, ink_on(parts[-1].shade.colour))


def _tone(shade: Shade, pale: bool) -> str:
    return mix(shade.colour, PAPER, 0.72) if pale else shade.colour


def _outline(parent: Any, box: _Box, shade: Shade, pale: bool) -> None:
    if pale:
        _rect(
            parent, box, fill="none", stroke=_edge(shade), stroke_width=0.8, stroke_dasharray="3 2.2", rx=1.5
        )
    else:
        _rect(parent, box, fill="none", stroke=_edge(shade), stroke_width=0.8, rx=1.5)


def _filled(parent: Any, box: _Box, held: tuple[Held, ...], moved: bool = False, pale: bool = False) -> None:
    if len(held) > 1:
        _split(parent, box, held, moved, pale)
        return
    (only,) = held
    _rect(parent, box, fill=_tone(only.shade, pale), rx=1.5)
    _outline(parent, box, only.shade, pale)
    if not pale:
        ink = ink_on(only.shade.colour)
        _glyph(parent, *box.middle, _key(only), ink)
        _mark(parent, box.right, box.y, only.attribution, ink)


def _level_lines(parent: Any, box: _Box) -> None:
    heights = [box.y + box.h * k / 4 for k in (1, 2, 3)]
    _strokes(parent, [(box.x, y, box.right, y) for y in heights], PALE, 0.7)


def _slanted_lines(parent: Any, box: _Box) -> None:
    step, lines = 9.0, []
    x = box.x - box.h + step / 2
    while x < box.right:
        low, high = max(x, box.x), min(x + box.h, box.right)
        if low < high:
            lines.append((low, box.bottom - (low - x), high, box.bottom - (high - x)))
        x += step
    _strokes(parent, lines, PALE, 0.7)


def _bar_piece(parent: Any, box: _Box, bar: Bar) -> None:
    """The stretch of a bar in this box; a tick stands where it begins and where it ends."""
    shade = bar.held.shade
    edge = _edge(shade)
    _rect(parent, box, fill=mix(shade.colour, PAPER, 0.25))
    _strokes(
        parent,
        [(box.x, box.y, box.right, box.y), (box.x, box.bottom, box.right, box.bottom)],
        edge,
        0.8,
    )
    reach = 3.5
    ticks = [box.x] * bar.begins + [box.right] * bar.ends
    if ticks:
        _strokes(parent, [(x, box.y - reach, x, box.bottom + reach) for x in ticks], edge, 1.6)


# --- where things lie ---


def _spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places as near as can be to the wanted ones, in their order, this far apart and within bounds that hold them."""
    clusters: list[tuple[float, int]] = []  # the sum of where members want the first to be, and their number
    for place in wanted:
        total, count = place, 1
        while clusters:
            before, size = clusters[-1]
            if before / size + size * apart <= total / count:
                break
            clusters.pop()
            total, count = before + total - count * size * apart, size + count
        clusters.append((total, count))
    places: list[float] = []
    for total, count in clusters:
        first = min(max(total / count, low), high - (count - 1) * apart)
        places += [first + i * apart for i in range(count)]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + apart)
    for i in range(len(places) - 1, -1, -1):
        places[i] = min(places[i], high - (len(places) - 1 - i) * apart)
    return places


def _lanes(row: Row) -> dict[str, int]:
    """A lane for each bar of a row, so that none hides another."""
    spans = {b.held.stances[0].slug: (b.first, b.last) for cell in row.cells for b in cell.bars}
    lanes: dict[str, int] = {}
    ends: list[int] = []
    for slug, (first, last) in sorted(spans.items(), key=lambda item: (item[1], item[0])):
        lane = next((i for i, end in enumerate(ends) if end < first), len(ends))
        ends[lane : lane + 1] = [last]
        lanes[slug] = lane
    return lanes


class _Figure:
    """Draws one grid from top to bottom; `y` is where the next thing goes."""

    def __init__(self, grid: Grid, title: str, source: str, href: Href | None, prefix: str) -> None:
        self.grid, self.title, self.source, self.href, self.prefix = grid, title, source, href, prefix
        self.notes: list[str] = []
        self.label_width = self._label_width()
        self.column_width = self._column_width()
        self.left = MARGIN + self.label_width
        self.right = max(self.left + self.column_width * len(grid.columns), _LEAST_WIDTH - MARGIN)
        self.events = [(event, c) for c in grid.columns for event in c.events]
        self.y: float = MARGIN
        self.root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})

    def _label_width(self) -> float:
        labels = [width(row.participant.label, TEXT) for row in self.grid.rows]
        return min(max([84.0, *labels]), 190) * 1.08 + 14

    def _column_width(self) -> float:
        needs = [
            sum(width(_key(h), GLYPH, bold=True) + 7 for h in _shown(cell.held)) + 6
            for row in self.grid.rows
            for cell in row.cells
            if cell.held
        ]
        return max([_COLUMN_WIDTHS[self.grid.unit], *needs])

    def drawn(self) -> Any:
        self._heading()
        self._events()
        self._columns()
        for group in self.grid.groups:
            self._group(group.faction.name if group.faction else "No faction", group.rows)
        self._close()
        self._legend()
        self._finish()
        return self.root

    def _x(self, day: date) -> float:
        """Where a day begins; those outside the grid at its edges."""
        dated = [c for c in self.grid.columns if c.dated]
        place = next((i for i, c in enumerate(dated) if day <= c.end), len(dated))
        if place == len(dated):
            return self.left + self.column_width * place
        column = dated[place]
        days = (column.end - column.start).days + 1
        share = max((day - column.start).days, 0) / days if self.grid.unit is not Unit.DOCUMENTS else 0
        return self.left + self.column_width * (place + share)

    def _heading(self) -> None:
        head = _sub(self.root, "g", class_="heading")
        if self.title:
            for text in wrapped(self.title, self.right - MARGIN, TITLE, bold=True):
                self.y += TITLE * 1.2
                _write(head, MARGIN, self.y, text, TITLE, font_weight="bold")
            self.y += 4
        if self.grid.dispute.question != self.title:
            for text in wrapped(self.grid.dispute.question, self.right - MARGIN, TEXT):
                self.y += TEXT * 1.35
                _write(head, MARGIN, self.y, text, fill=QUIET_INK, font_style="italic")
        self.y += 16
