"""A plate: what figures over time have in common, from their heading and time axis to their keys and their foot.

Laid out in points at full size, as wide and as long as its text needs; no text is smaller than 10. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from lxml import etree

from stances.figures.chart.event_axis import EventMarker, draw_event_axis, place_markers
from stances.graphics.geometry import Box
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.svg import SVG_NAMESPACE, add_element, draw_line, draw_text
from stances.graphics.text_metrics import FONT_FAMILY, clean_text, text_width, wrap_text
from stances.graphics.typography import BODY_SIZE_PT, SMALL_SIZE_PT
from stances.record.entries import Event
from stances.record.href import Href
from stances.record.vocabulary import Kind
from stances.record.wording import describe_event_date
from stances.timeline.time_axis import Column, ColumnGroup, column_position, day_after

DrawSample = Callable[[Any, Box], None]

MARGIN_PT = 24
CELL_GAP_PT = 1.5
TITLE_SIZE_PT = 17
GUTTER_PT = 22
HAIRLINE_COLOUR = "#dadde1"
SWATCH_SIZE_PT = (30, 15)
MIN_WIDTH_PT = 560


def split_in_thirds(entries: Sequence[tuple[DrawSample, str]]) -> list[Sequence[tuple[DrawSample, str]]]:
    size = -(-len(entries) // 3)
    return [entries[i * size : (i + 1) * size] for i in range(3)]


def describe_event(event: Event) -> str:
    return f"{describe_event_date(event)}: {event.name}"


class ChartFigure:
    """Draws a figure from top to bottom: `y` is where the next thing goes, `far` where the widest ends."""

    def __init__(self, title: str, source: str, href: Href | None, prefix: str, legend: bool = True) -> None:
        self.title, self.source, self.href, self.prefix, self.legend = title, source, href, prefix, legend
        self.right_edge: float = MIN_WIDTH_PT - MARGIN_PT
        self.y: float = MARGIN_PT
        self.root = etree.Element(f"{{{SVG_NAMESPACE}}}svg", nsmap={None: SVG_NAMESPACE})

    def add_link(self, parent: Any, kind: Kind, slug: str) -> Any:
        """A link within the parent, or the parent itself in a figure without links."""
        return add_element(parent, "a", href=self.href(kind, slug)) if self.href else parent

    def draw_heading(self, question: str = "", moment: str = "") -> None:
        """The title and what stands under it; nothing where the words are set around the figure, which then has no title."""
        if not self.title:
            return
        head = add_element(self.root, "g", class_="heading")
        self.draw_paragraph(head, self.title, TITLE_SIZE_PT, font_weight="bold", fill=TEXT_COLOUR)
        self.y += 3
        if question not in ("", self.title):
            self.draw_paragraph(head, question, BODY_SIZE_PT, fill=QUIET_TEXT_COLOUR, font_style="italic")
        if moment:
            self.draw_paragraph(
                head, moment[0].upper() + moment[1:], BODY_SIZE_PT, font_weight="bold", fill=TEXT_COLOUR
            )
        self.y += 16

    def draw_paragraph(self, parent: Any, text: str, size: float, **attributes: str | float) -> None:
        for part in wrap_text(text, self.right_edge - MARGIN_PT, size):
            self.y += size * 1.3
            draw_text(parent, MARGIN_PT, self.y, part, size, **attributes)

    def draw_key_columns(
        self, layer: Any, captions: Sequence[str], parts: Sequence[Sequence[tuple[DrawSample, str]]]
    ) -> None:
        room = (self.right_edge - MARGIN_PT - 2 * GUTTER_PT) / 3
        top = self.y
        ends = [
            self._draw_swatches(layer, place, room, top, caption, part)
            for place, (caption, part) in enumerate(zip(captions, parts, strict=True))
        ]
        self.y = max(ends)

    def _draw_swatches(
        self,
        layer: Any,
        place: int,
        width: float,
        y: float,
        caption: str,
        entries: Sequence[tuple[DrawSample, str]],
    ) -> float:
        """A column of pictures with their meaning; answers where it ends."""
        x = MARGIN_PT + place * (width + GUTTER_PT)
        across, down = SWATCH_SIZE_PT
        draw_text(layer, x, y + 14, caption, SMALL_SIZE_PT, font_weight="bold", fill=QUIET_TEXT_COLOUR)
        y += 22
        for draw, text in entries:
            draw(layer, Box(x, y, across, down))
            y = max(self._draw_entry(layer, x + across + 9, y - 1, width - across - 9, text), y + down + 5)
        return y

    def _draw_entry(self, layer: Any, x: float, y: float, width: float, text: str) -> float:
        """A wrapped text; answers where the next may begin."""
        parts = wrap_text(text, width, SMALL_SIZE_PT)
        for i, part in enumerate(parts, 1):
            draw_text(layer, x, y + i * 12.5, part, SMALL_SIZE_PT, fill=TEXT_COLOUR)
        return y + len(parts) * 12.5 + 5

    def draw_two_column_list(self, layer: Any, caption: str, entries: Sequence[tuple[str, str]]) -> None:
        """A list in two columns, cut where they come out as even as can be."""
        if not entries:
            return
        room = (self.right_edge - MARGIN_PT - GUTTER_PT) / 2
        y = self.y + 6
        draw_text(
            layer, MARGIN_PT, y + 14, caption, SMALL_SIZE_PT, font_weight="bold", fill=QUIET_TEXT_COLOUR
        )
        heights = [len(wrap_text(text, room - 24, SMALL_SIZE_PT)) * 12.5 + 5 for _, text in entries]
        split = next(i for i in range(len(entries) + 1) if sum(heights[:i]) >= sum(heights) / 2)
        ends = []
        for x, part in ((MARGIN_PT, entries[:split]), (MARGIN_PT + room + GUTTER_PT, entries[split:])):
            down = y + 20
            for sign, text in part:
                draw_text(
                    layer, x + 16, down + 12.5, sign, SMALL_SIZE_PT, text_anchor="end", fill=QUIET_TEXT_COLOUR
                )
                down = self._draw_entry(layer, x + 24, down, room - 24, text)
            ends.append(down)
        self.y = max(ends)

    def draw_source(self, layer: Any) -> None:
        """The source of what is shown."""
        if self.source:
            self.y += 8
            self.draw_paragraph(layer, self.source, SMALL_SIZE_PT, fill=QUIET_TEXT_COLOUR)

    def finish(self, name: str, title: str, description: str, trim: float = 0) -> str:
        """The SVG as text, with its size, its paper, and what the figure says of itself; `cut` is taken off its margins."""
        across, down = f"{self.right_edge + MARGIN_PT - 2 * trim:.0f}", f"{self.y + MARGIN_PT - 2 * trim:.0f}"
        root, prefix = self.root, self.prefix
        attributes = {
            "width": f"{across}pt",
            "height": f"{down}pt",
            "viewBox": f"{trim:g} {trim:g} {across} {down}",
            "font-family": FONT_FAMILY,
            "id": prefix,
            "class": name,
            "role": "graphics-document",
            "aria-labelledby": f"{prefix}-title",
            "aria-describedby": f"{prefix}-desc",
        }
        for key, value in attributes.items():
            root.set(key, value)
        heading = add_element(root, "title", id=f"{prefix}-title")
        heading.text = clean_text(title)
        desc = add_element(root, "desc", id=f"{prefix}-desc")
        desc.text = clean_text(f"{description} {self.source}".strip())
        paper = add_element(
            root, "rect", class_="paper", x=trim, y=trim, width=across, height=down, fill=WHITE
        )
        for place, element in enumerate((heading, desc, paper)):
            root.insert(place, element)
        text: str = etree.tostring(root, encoding="unicode")
        return text


class TimeFigure(ChartFigure):
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
        self.columns, self.as_of, self.left, self.column_width = columns, as_of, left, step
        self.dated_columns = [column for column in columns if column.dated]
        self.right = left + step * len(columns)
        self.right_edge = max(self.right, self.right_edge)

    def x_of_day(self, day: date) -> float:
        """Where a day begins, or the edge of the grid that is nearest to it."""
        return self.left + self.column_width * column_position(self.dated_columns, day)

    @property
    def _dated_end(self) -> float:
        """Where the last dated column ends."""
        return self.left + self.column_width * len(self.dated_columns)

    @cached_property
    def event_markers(self) -> list[EventMarker]:
        """The events that stand over a column, in the order of their numbers."""
        events = [event for column in self.columns for event in column.events]
        shown = min(self._dated_end, self.x_of_day(day_after(self.as_of))) if self.as_of else self._dated_end
        return place_markers(events, self.x_of_day, self.left, shown)

    def draw_events(self) -> None:
        """The markers, numbered for the key."""
        if self.event_markers:
            layer = add_element(self.root, "g", class_="events")
            self.y = (
                draw_event_axis(layer, self.event_markers, self.y, self.left, self._dated_end, self.prefix)
                + 6
            )

    def draw_column_heads(self, bands: Sequence[ColumnGroup]) -> None:
        head = add_element(self.root, "g", class_="columns")
        x = self.left
        self.y += BODY_SIZE_PT + 3
        for band in bands:
            across = band.column_count * self.column_width
            if text_width(band.label, BODY_SIZE_PT, bold=True) < across + 2:
                draw_text(head, x + CELL_GAP_PT, self.y, band.label, font_weight="bold", fill=TEXT_COLOUR)
            draw_line(head, x + CELL_GAP_PT, self.y + 5, x + across - CELL_GAP_PT, self.y + 5, TEXT_COLOUR)
            x += across
        self.y += 5 + SMALL_SIZE_PT + 6
        for i, column in enumerate(self.columns):
            x = self.left + self.column_width * (i + 0.5)
            text = draw_text(
                head, x, self.y, column.short, SMALL_SIZE_PT, text_anchor="middle", fill=QUIET_TEXT_COLOUR
            )
            add_element(text, "title").text = clean_text(column.label)
        self.y += 6

    def draw_event_list(self, layer: Any, unplaced: Sequence[Event]) -> None:
        events = [(str(i), describe_event(m.event)) for i, m in enumerate(self.event_markers, 1)]
        vague = [("–", describe_event(event)) for event in unplaced]
        self.draw_two_column_list(layer, "Events (a hollow dot: the day is not known)", events + vague)
