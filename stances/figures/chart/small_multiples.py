"""Small multiples: everybody on everything, a strip of the debate's time for each participant in each dispute.

A strip speaks the grid's language at the size of a word: full where there is evidence, half as high where its date is
uncertain, pale where carried forward, a thread where the participant was silent, nothing where nothing is known. The glyph of
the last position stands behind it. Pure; the figure is made for a sheet of A3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any

from lxml import etree

from stances.figures.chart.cell_symbols import edge_of, key_of
from stances.figures.chart.figure import HAIR, MARGIN, Plate
from stances.graphics.geometry import Box
from stances.graphics.palette import INK, PAPER, QUIET_INK, RULE, mix, tone_colour
from stances.graphics.svg import SVG, line, rect, sub, write
from stances.graphics.text_metrics import cleaned, cut, width, wrapped
from stances.graphics.typography import SMALL
from stances.record.href import Href
from stances.record.vocabulary import Kind
from stances.timeline.cells import Cell, State
from stances.timeline.matrix import Matrix
from stances.timeline.rows import Row
from stances.timeline.scale import Shade
from stances.timeline.time_axis import Column

ROW = 15
STRIP = 11
GLYPHS = 18
NAMES = 118
APART = 7
_MONTH = 3.4
_LEAST, _MOST = 40.0, 96.0
_SOLID = (State.EVIDENCED, State.MIXED)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring cells that show the same: how, which positions, and from which column up to before which."""

    state: State
    shades: tuple[Shade, ...]
    start: int
    end: int


def runs(row: Row) -> list[Run]:
    """A row cut where what it shows changes."""
    found: list[Run] = []
    for _, cells in groupby(enumerate(row.cells), key=lambda pair: _look(pair[1])):
        places, alike = zip(*cells, strict=True)
        found.append(Run(alike[0].state, tuple(h.shade for h in alike[0].held), places[0], places[-1] + 1))
    return found


def _look(cell: Cell) -> tuple[State, tuple[Shade, ...]]:
    return cell.state, tuple(held.shade for held in cell.held)


def last_key(row: Row) -> str:
    """The glyph of the last position, of all that may be it."""
    return "/".join(key_of(held) for held in row.final)


def told(row: Row, columns: Sequence[Column]) -> str:
    """The strip in words: each position with the time in which it is shown, then the last one."""
    parts = []
    for run in runs(row):
        if run.shades:
            first, last = columns[run.start], columns[run.end - 1]
            time = first.label if first is last else f"{first.label} to {last.label}"
            said = " and ".join(shade.words for shade in run.shades)
            parts.append(f"{time}: {said} ({run.state.value.replace('_', ' ')})")
    final = " or ".join(held.shade.words for held in row.final)
    parts.append(f"Last position: {final}" if final else "No position is recorded")
    return "; ".join(parts) + "."


def draw_strip(parent: Any, row: Row, box: Box) -> None:
    """The strip of a row across this box."""
    step = box.w / max(len(row.cells), 1)
    rect(parent, box, fill=PAPER, stroke=HAIR, stroke_width=0.6)
    for run in runs(row):
        place = Box(box.x + run.start * step, box.y, (run.end - run.start) * step, box.h)
        if run.state is State.SILENT:
            line(parent, place.x, place.middle[1], place.right, place.middle[1], RULE, 0.6)
        elif run.shades:
            _piece(parent, place, run)


def _piece(parent: Any, place: Box, run: Run) -> None:
    """Several positions share the height; none of them is averaged."""
    inset = 0.0 if run.state in _SOLID else place.h / 4 if run.state is State.UNCERTAIN else 1.0
    tall = (place.h - 2 * inset) / len(run.shades)
    for i, shade in enumerate(run.shades):
        colour = tone_colour(shade.tone)
        fill = mix(colour, PAPER, 0.68) if run.state is State.CARRIED else colour
        piece = Box(place.x, place.y + inset + i * tall, place.w, tall)
        edge = fill if run.state is State.CARRIED else edge_of(shade)
        rect(parent, piece, fill=fill, stroke=edge, stroke_width=0.5)


class _Figure(Plate):
    """Draws the matrix."""

    def __init__(self, shown: Matrix, *about: Any) -> None:
        super().__init__(*about)
        self.shown = shown
        self.strip = min(max(_LEAST, _MONTH * len(shown.columns)), _MOST)
        self.widths = [self._width(dispute.slug) for dispute in shown.disputes]
        self.places = list(accumulate(self.widths, initial=MARGIN + NAMES))
        self.far = max(self.places[-1], self.far)

    def _width(self, dispute: str) -> float:
        """A column is as wide as its strips with the widest of its last positions."""
        keys = [last_key(row) for row in self.shown.rows if row.dispute.slug == dispute]
        widest = max((width(key, SMALL, bold=True) * 1.1 for key in keys), default=0)
        return self.strip + max(GLYPHS, widest + 4) + APART

    def drawn(self) -> str:
        self.heading(moment=self.shown.moment)
        self._disputes()
        for group in self.shown.groups:
            layer = sub(self.root, "g", class_="faction")
            self.y += 17
            write(layer, MARGIN, self.y, group.heading, SMALL, font_weight="bold", fill=QUIET_INK)
            start = MARGIN + width(group.heading, SMALL, bold=True) * 1.1 + 8
            line(layer, min(start, self.far), self.y - 3.4, self.far, self.y - 3.4, HAIR)
            self.y += 4
            for one in group.lines:
                self._line(layer, one.participant.slug, one.participant.label, one.rows)
        if self.legend:
            self._foot()
        people = sum(len(group.lines) for group in self.shown.groups)
        described = f"{people} participants by {len(self.shown.disputes)} disputes, a strip of time for each."
        return self.finish("stance-matrix", f"Everybody on everything: {self.title}", described)

    def _disputes(self) -> None:
        names = [
            wrapped(d.title, (across - APART) * 1.06, SMALL, bold=True)
            for d, across in zip(self.shown.disputes, self.widths, strict=True)
        ]
        self.y += max(map(len, names), default=0) * 12.0 + 8
        head = sub(self.root, "g", class_="disputes")
        for i, (dispute, parts) in enumerate(zip(self.shown.disputes, names, strict=True)):
            x = self.places[i]
            place = self.link(head, Kind.DISPUTE, dispute.slug)
            for up, part in enumerate(reversed(parts)):
                text = write(place, x, self.y - 6 - up * 12.0, part, SMALL, font_weight="bold", fill=INK)
                sub(text, "title").text = cleaned(dispute.question)
            line(head, x, self.y, x + self.widths[i] - APART, self.y, INK)

    def _line(self, layer: Any, slug: str, label: str, rows: Any) -> None:
        group = sub(layer, "g", class_="line", id=f"{self.prefix}-{slug}", data_slug=slug)
        place = self.link(group, Kind.PARTICIPANT, slug)
        write(
            place, MARGIN, self.y + ROW - 4, cut(cleaned(label), (NAMES - 10) / 1.05, SMALL), SMALL, fill=INK
        )
        for i, dispute in enumerate(self.shown.disputes):
            if dispute.slug in rows:
                self._strip(group, rows[dispute.slug], self.places[i])
        self.y += ROW

    def _strip(self, parent: Any, row: Row, x: float) -> None:
        group = sub(
            parent,
            "g",
            id=f"{self.prefix}-{row.participant.slug}--{row.dispute.slug}",
            class_="strip",
            data_slug=row.participant.slug,
            data_dispute=row.dispute.slug,
            role="graphics-symbol",
        )
        sub(group, "title").text = cleaned(f"{row.participant.label}, {row.dispute.title}")
        sub(group, "desc").text = cleaned(told(row, self.shown.columns))
        draw_strip(group, row, Box(x, self.y + (ROW - STRIP) / 2, self.strip, STRIP))
        key = last_key(row)
        if key:
            write(group, x + self.strip + 3, self.y + ROW - 4, key, SMALL, font_weight="bold", fill=INK)

    def _foot(self) -> None:
        self.y += 14
        line(self.root, MARGIN, self.y, self.far - APART, self.y, INK)
        layer = sub(self.root, "g", class_="legend")
        columns = self.shown.columns
        time = f"Each strip runs from {columns[0].label} to {columns[-1].label}. " if columns else ""
        words = (
            f"{time}Full: evidence in this time; half as high: evidence of uncertain date; pale: carried forward; a thread: "
            "silent; empty: not involved or not yet coded. Behind it the last position, in parentheses where doubtful."
        )
        self.y += 4
        self.lines(layer, words, SMALL, fill=QUIET_INK)
        for dispute in self.shown.disputes:
            positions = "; ".join(f"{p.key} {p.label}" for p in dispute.positions)
            self.y += 2
            self.lines(layer, f"{dispute.title}: {positions}", SMALL, fill=QUIET_INK)
        self.foot(layer)


def matrix_svg(
    shown: Matrix,
    *,
    title: str,
    source: str = "",
    href: Href | None = None,
    prefix: str = "grids",
    legend: bool = True,
) -> str:
    """The matrix as one SVG that needs nothing else; names lead to participants and disputes where `href` is given."""
    return _Figure(shown, title, source, href, prefix, legend).drawn()


def strip_svg(row: Row) -> str:
    """One strip as a picture within a page, its words stand beside it."""
    across = max(len(row.cells), 1) * 5
    root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})
    for name, value in {
        "viewBox": f"0 0 {across} 12",
        "width": str(across),
        "height": "12",
        "aria-hidden": "true",
        "class": "course-strip",
    }.items():
        root.set(name, value)
    draw_strip(root, row, Box(0, 0, across, 12))
    text: str = etree.tostring(root, encoding="unicode")
    return text
