"""A plate: what figures over time have in common, from their heading and time axis to their keys and their foot.

Laid out in points at full size, as wide and as long as its text needs; no text is smaller than 10. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from lxml import etree

from stances.figures.chart.event_axis import Marker, draw_events, markers
from stances.graphics.geometry import Box
from stances.graphics.palette import INK, PAPER, QUIET_INK
from stances.graphics.svg import SVG, line, sub, write
from stances.graphics.text_metrics import FONT, cleaned, width, wrapped
from stances.graphics.typography import SMALL, TEXT
from stances.record.entries import Event
from stances.record.href import Href
from stances.record.vocabulary import Kind
from stances.record.wording import event_date
from stances.timeline.time_axis import Band, Column, day_after, place_of

Sample = Callable[[Any, Box], None]

MARGIN = 24
GAP = 1.5
TITLE = 17
GUTTER = 22
HAIR = "#dadde1"
SWATCH = (30, 15)
LEAST_WIDTH = 560


def thirds(entries: Sequence[tuple[Sample, str]]) -> list[Sequence[tuple[Sample, str]]]:
    size = -(-len(entries) // 3)
    return [entries[i * size : (i + 1) * size] for i in range(3)]


def event_words(event: Event) -> str:
    return f"{event_date(event)}: {event.name}"


class Plate:
    """Draws a figure from top to bottom: `y` is where the next thing goes, `far` where the widest ends."""

    def __init__(self, title: str, source: str, href: Href | None, prefix: str, legend: bool = True) -> None:
        self.title, self.source, self.href, self.prefix, self.legend = title, source, href, prefix, legend
        self.far: float = LEAST_WIDTH - MARGIN
        self.y: float = MARGIN
        self.root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})

    def link(self, parent: Any, kind: Kind, slug: str) -> Any:
        """A link within the parent, or the parent itself in a figure without links."""
        return sub(parent, "a", href=self.href(kind, slug)) if self.href else parent

    def heading(self, question: str = "", moment: str = "") -> None:
        """The title and what stands under it; nothing where the words are set around the figure, which then has no title."""
        if not self.title:
            return
        head = sub(self.root, "g", class_="heading")
        self.lines(head, self.title, TITLE, font_weight="bold", fill=INK)
        self.y += 3
        if question not in ("", self.title):
            self.lines(head, question, TEXT, fill=QUIET_INK, font_style="italic")
        if moment:
            self.lines(head, moment[0].upper() + moment[1:], TEXT, font_weight="bold", fill=INK)
        self.y += 16

    def lines(self, parent: Any, text: str, size: float, **attributes: str | float) -> None:
        for part in wrapped(text, self.far - MARGIN, size):
            self.y += size * 1.3
            write(parent, MARGIN, self.y, part, size, **attributes)

    def columns_of(
        self, layer: Any, captions: Sequence[str], parts: Sequence[Sequence[tuple[Sample, str]]]
    ) -> None:
        room = (self.far - MARGIN - 2 * GUTTER) / 3
        top = self.y
        ends = [
            self._swatches(layer, place, room, top, caption, part)
            for place, (caption, part) in enumerate(zip(captions, parts, strict=True))
        ]
        self.y = max(ends)

    def _swatches(
        self,
        layer: Any,
        place: int,
        room: float,
        y: float,
        caption: str,
        entries: Sequence[tuple[Sample, str]],
    ) -> float:
        """A column of pictures with their meaning; answers where it ends."""
        x = MARGIN + place * (room + GUTTER)
        across, down = SWATCH
        write(layer, x, y + 14, caption, SMALL, font_weight="bold", fill=QUIET_INK)
        y += 22
        for draw, text in entries:
            draw(layer, Box(x, y, across, down))
            y = max(self._entry(layer, x + across + 9, y - 1, room - across - 9, text), y + down + 5)
        return y

    def _entry(self, layer: Any, x: float, y: float, room: float, text: str) -> float:
        """A wrapped text; answers where the next may begin."""
        parts = wrapped(text, room, SMALL)
        for i, part in enumerate(parts, 1):
            write(layer, x, y + i * 12.5, part, SMALL, fill=INK)
        return y + len(parts) * 12.5 + 5

    def key(self, layer: Any, caption: str, entries: Sequence[tuple[str, str]]) -> None:
        """A list in two columns, cut where they come out as even as can be."""
        if not entries:
            return
        room = (self.far - MARGIN - GUTTER) / 2
        y = self.y + 6
        write(layer, MARGIN, y + 14, caption, SMALL, font_weight="bold", fill=QUIET_INK)
        heights = [len(wrapped(text, room - 24, SMALL)) * 12.5 + 5 for _, text in entries]
        split = next(i for i in range(len(entries) + 1) if sum(heights[:i]) >= sum(heights) / 2)
        ends = []
        for x, part in ((MARGIN, entries[:split]), (MARGIN + room + GUTTER, entries[split:])):
            down = y + 20
            for sign, text in part:
                write(layer, x + 16, down + 12.5, sign, SMALL, text_anchor="end", fill=QUIET_INK)
                down = self._entry(layer, x + 24, down, room - 24, text)
            ends.append(down)
        self.y = max(ends)

    def foot(self, layer: Any) -> None:
        """The source of what is shown."""
        if self.source:
            self.y += 8
            self.lines(layer, self.source, SMALL, fill=QUIET_INK)

    def finish(self, name: str, title: str, described: str, cut: float = 0) -> str:
        """The SVG as text, with its size, its paper, and what the figure says of itself; `cut` is taken off its margins."""
        across, down = f"{self.far + MARGIN - 2 * cut:.0f}", f"{self.y + MARGIN - 2 * cut:.0f}"
        root, prefix = self.root, self.prefix
        attributes = {
            "width": f"{across}pt",
            "height": f"{down}pt",
            "viewBox": f"{cut:g} {cut:g} {across} {down}",
            "font-family": FONT,
            "id": prefix,
            "class": name,
            "role": "graphics-document",
            "aria-labelledby": f"{prefix}-title",
            "aria-describedby": f"{prefix}-desc",
        }
        for key, value in attributes.items():
            root.set(key, value)
        heading = sub(root, "title", id=f"{prefix}-title")
        heading.text = cleaned(title)
        desc = sub(root, "desc", id=f"{prefix}-desc")
        desc.text = cleaned(f"{described} {self.source}".strip())
        paper = sub(root, "rect", class_="paper", x=cut, y=cut, width=across, height=down, fill=PAPER)
        for place, element in enumerate((heading, desc, paper)):
            root.insert(place, element)
        text: str = etree.tostring(root, encoding="unicode")
        return text


class TimePlate(Plate):
    """A plate with a time axis: columns of one width from `left` to `right`, and the events over them."""

    def __init__(
        self,
        columns: Sequence[Column],
        as_of: date | None,
        left: float,
        step: float,
        *about: Any,
    ) -> None:
        super().__init__(*about)
        self.columns, self.as_of, self.left, self.step = columns, as_of, left, step
        self.dated = [column for column in columns if column.dated]
        self.right = left + step * len(columns)
        self.far = max(self.right, self.far)

    def x(self, day: date) -> float:
        """Where a day begins, or the edge of the grid that is nearest to it."""
        return self.left + self.step * place_of(self.dated, day)

    @property
    def _end(self) -> float:
        """Where the last dated column ends."""
        return self.left + self.step * len(self.dated)

    @cached_property
    def markers(self) -> list[Marker]:
        """The events that stand over a column, in the order of their numbers."""
        events = [event for column in self.columns for event in column.events]
        shown = min(self._end, self.x(day_after(self.as_of))) if self.as_of else self._end
        return markers(events, self.x, self.left, shown)

    def events(self) -> None:
        """The markers, numbered for the key."""
        if self.markers:
            layer = sub(self.root, "g", class_="events")
            self.y = draw_events(layer, self.markers, self.y, self.left, self._end, self.prefix) + 6

    def column_heads(self, bands: Sequence[Band]) -> None:
        head = sub(self.root, "g", class_="columns")
        x = self.left
        self.y += TEXT + 3
        for band in bands:
            across = band.span * self.step
            if width(band.label, TEXT, bold=True) < across + 2:
                write(head, x + GAP, self.y, band.label, font_weight="bold", fill=INK)
            line(head, x + GAP, self.y + 5, x + across - GAP, self.y + 5, INK)
            x += across
        self.y += 5 + SMALL + 6
        for i, column in enumerate(self.columns):
            x = self.left + self.step * (i + 0.5)
            text = write(head, x, self.y, column.short, SMALL, text_anchor="middle", fill=QUIET_INK)
            sub(text, "title").text = cleaned(column.label)
        self.y += 6

    def event_key(self, layer: Any, unplaced: Sequence[Event]) -> None:
        events = [(str(i), event_words(m.event)) for i, m in enumerate(self.markers, 1)]
        vague = [("–", event_words(event)) for event in unplaced]
        self.key(layer, "Events (a hollow dot: the day is not known)", events + vague)
