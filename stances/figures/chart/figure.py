"""The common parts of charts: heading, time axis, legend, lists and source.

Charts are laid out in points at full size, as wide and as long as their text needs; no text is smaller than 10 points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from stances.cache import cached_property
from stances.dates.day import Day
from stances.figures.chart.event_axis import (
    EventLabel,
    EventMarker,
    choose_labels,
    draw_event_axis,
    place_markers,
)
from stances.figures.chart.wording import COLUMN_HEADINGS, EVENTS_HEADING, describe_event
from stances.graphics.direction import is_right_to_left
from stances.graphics.geometry import Box
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.svg import SVG_NAMESPACE, add_element, draw_line, draw_text
from stances.graphics.text_metrics import FONT_FAMILY, clean_text, text_width, wrap_text
from stances.graphics.typography import BODY_SIZE_PT, SMALL_SIZE_PT
from stances.record.entries import Event
from stances.record.href import Href
from stances.record.vocabulary import ColumnUnit, Kind
from stances.timeline.columns import Column, ColumnGroup
from stances.timeline.time_axis import column_position, day_after

DrawSample = Callable[[Any, Box], None]
"""Draws a sample of the legend on a layer, in a box."""

MARGIN_PT = 24
CELL_GAP_PT = 1.5
TITLE_SIZE_PT = 17
GUTTER_PT = 22
HAIRLINE_COLOUR = "#dadde1"
PALE_LINE_COLOUR = "#c3c8ce"
SAMPLE_SIZE_PT = (30, 15)
MIN_WIDTH_PT = 560


def split_in_thirds(entries: Sequence[tuple[DrawSample, str]]) -> list[Sequence[tuple[DrawSample, str]]]:
    """The entries in three columns, the first ones fullest."""
    size = -(-len(entries) // 3)
    return [entries[i * size : (i + 1) * size] for i in range(3)]


class ChartFigure:
    """Draws a chart from top to bottom: `y` is where the next part begins, `right_edge` where the widest ends."""

    def __init__(self, title: str, source: str, href: Href | None, prefix: str, legend: bool = True) -> None:
        self.title, self.source, self.href, self.prefix, self.legend = title, source, href, prefix, legend
        self.right_edge: float = MIN_WIDTH_PT - MARGIN_PT
        self.y: float = MARGIN_PT
        self.root = etree.Element(f"{{{SVG_NAMESPACE}}}svg", nsmap={None: SVG_NAMESPACE})

    def add_link(self, parent: Any, kind: Kind, slug: str) -> Any:
        """Add a link to `parent` and return it; return `parent` itself in a figure without links."""
        return add_element(parent, "a", href=self.href(kind, slug)) if self.href else parent

    def draw_heading(self, question: str = "", moment: str = "") -> None:
        """Draw the title with the question and the day below it; nothing in a figure without a title."""
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
        """Draw a wrapped text across the figure, below what is there."""
        for part in wrap_text(text, self.right_edge - MARGIN_PT, size):
            self.y += size * 1.3
            if is_right_to_left(part):
                draw_text(parent, self.right_edge, self.y, part, size, text_anchor="end", **attributes)
            else:
                draw_text(parent, MARGIN_PT, self.y, part, size, **attributes)

    def draw_key_columns(
        self, layer: Any, captions: Sequence[str], columns: Sequence[Sequence[tuple[DrawSample, str]]]
    ) -> None:
        """Draw three columns of samples with their meaning, each below its caption."""
        column_width = (self.right_edge - MARGIN_PT - 2 * GUTTER_PT) / 3
        top = self.y
        ends = [
            self._draw_key_column(layer, index, column_width, top, caption, entries)
            for index, (caption, entries) in enumerate(zip(captions, columns, strict=True))
        ]
        self.y = max(ends)

    def _draw_key_column(
        self,
        layer: Any,
        place: int,
        width: float,
        y: float,
        caption: str,
        entries: Sequence[tuple[DrawSample, str]],
    ) -> float:
        """Draw a column of samples with their meaning and return where it ends."""
        x = MARGIN_PT + place * (width + GUTTER_PT)
        sample_width, sample_height = SAMPLE_SIZE_PT
        draw_text(layer, x, y + 14, caption, SMALL_SIZE_PT, font_weight="bold", fill=QUIET_TEXT_COLOUR)
        y += 22
        for draw, text in entries:
            draw(layer, Box(x, y, sample_width, sample_height))
            y = max(
                self._draw_entry(layer, x + sample_width + 9, y - 1, width - sample_width - 9, text),
                y + sample_height + 5,
            )
        return y

    def _draw_entry(self, layer: Any, x: float, y: float, width: float, text: str) -> float:
        """Draw a wrapped text and return where the next one may begin."""
        lines = wrap_text(text, width, SMALL_SIZE_PT)
        for i, line in enumerate(lines, 1):
            draw_text(layer, x, y + i * 12.5, line, SMALL_SIZE_PT, fill=TEXT_COLOUR)
        return y + len(lines) * 12.5 + 5

    def draw_two_column_list(self, layer: Any, caption: str, entries: Sequence[tuple[str, str]]) -> None:
        """Draw a list in two columns, split at half its height; `entries` are labels with texts."""
        if not entries:
            return
        column_width = (self.right_edge - MARGIN_PT - GUTTER_PT) / 2
        y, indent = self.y + 6, 24 if any(label for label, _ in entries) else 0
        draw_text(
            layer, MARGIN_PT, y + 14, caption, SMALL_SIZE_PT, font_weight="bold", fill=QUIET_TEXT_COLOUR
        )
        heights = [
            len(wrap_text(text, column_width - indent, SMALL_SIZE_PT)) * 12.5 + 5 for _, text in entries
        ]
        split = next(i for i in range(len(entries) + 1) if sum(heights[:i]) >= sum(heights) / 2)
        ends = []
        for x, part in (
            (MARGIN_PT, entries[:split]),
            (MARGIN_PT + column_width + GUTTER_PT, entries[split:]),
        ):
            down = y + 20
            for label, text in part:
                draw_text(
                    layer,
                    x + 16,
                    down + 12.5,
                    label,
                    SMALL_SIZE_PT,
                    text_anchor="end",
                    fill=QUIET_TEXT_COLOUR,
                )
                down = self._draw_entry(layer, x + indent, down, column_width - indent, text)
            ends.append(down)
        self.y = max(ends)

    def draw_source(self, layer: Any) -> None:
        """Draw the source, if there is one."""
        if self.source:
            self.y += 8
            self.draw_paragraph(layer, self.source, SMALL_SIZE_PT, fill=QUIET_TEXT_COLOUR)

    def finish(self, name: str, title: str, description: str, trim: float = 0) -> str:
        """Return the SVG with its size, background, title and description; `trim` points are taken off each margin."""
        width, height = (
            f"{self.right_edge + MARGIN_PT - 2 * trim:.0f}",
            f"{self.y + MARGIN_PT - 2 * trim:.0f}",
        )
        root, prefix = self.root, self.prefix
        attributes = {
            "width": f"{width}pt",
            "height": f"{height}pt",
            "viewBox": f"{trim:g} {trim:g} {width} {height}",
            "font-family": FONT_FAMILY,
            "id": prefix,
            "class": name,
            "role": "graphics-document",
            "aria-labelledby": f"{prefix}.title",
            "aria-describedby": f"{prefix}.desc",
        }
        for key, value in attributes.items():
            root.set(key, value)
        heading = add_element(root, "title", id=f"{prefix}.title")
        heading.text = clean_text(title)
        desc = add_element(root, "desc", id=f"{prefix}.desc")
        desc.text = clean_text(f"{description} {self.source}".strip())
        paper = add_element(
            root, "rect", class_="paper", x=trim, y=trim, width=width, height=height, fill=WHITE
        )
        for place, element in enumerate((heading, desc, paper)):
            root.insert(place, element)
        text: str = etree.tostring(root, encoding="unicode")
        return text


class TimeFigure(ChartFigure):
    """A chart with a time axis: columns of equal width from `left` to `right`, and the events above them.

    `dispute` is the slug of the only dispute that the chart is of, if it is of one.
    """

    dispute: str | None = None

    def __init__(
        self,
        columns: Sequence[Column],
        as_of: Day | None,
        left: float,
        step: float,
        *about: Any,
    ) -> None:
        super().__init__(*about)
        self.columns, self.as_of, self.left, self.column_width = columns, as_of, left, step
        self.dated_columns = [column for column in columns if column.dated]
        self.right = left + step * len(columns)
        self.right_edge = max(self.right, self.right_edge)

    def x_of_day(self, day: Day) -> float:
        """The x at which a day begins, or the nearest edge of the dated columns."""
        return self.left + self.column_width * column_position(self.dated_columns, day)

    @property
    def _dated_end(self) -> float:
        """The x at which the last dated column ends."""
        return self.left + self.column_width * len(self.dated_columns)

    @cached_property
    def event_markers(self) -> list[EventMarker]:
        """The events of the columns, in the order of their numbers, each over its own column."""
        events = [event for column in self.columns for event in column.events]
        lefts = {
            e.slug: self.left + self.column_width * i for i, c in enumerate(self.columns) for e in c.events
        }
        visible_end = (
            min(self._dated_end, self.x_of_day(day_after(self.as_of))) if self.as_of else self._dated_end
        )
        markers = place_markers(events, self.x_of_day, self.left, visible_end)
        placed = [replace(m, x=max(m.x, lefts[m.event.slug])) for m in markers]
        return sorted(placed, key=lambda marker: marker.x)

    @cached_property
    def event_labels(self) -> Mapping[int, EventLabel]:
        """The labels of the events by their place in `event_markers`."""
        events = [marker.event for marker in self.event_markers]
        texts = [describe_event(event, self.dispute) for event in events]
        unsettling = [self.dispute in event.unsettles for event in events]
        return choose_labels(self.event_markers, texts, unsettling, self.left, self.right)

    def draw_events(self) -> None:
        """Draw the event axis."""
        if self.event_markers:
            self.event_layer = add_element(self.root, "g", class_="events")
            self.event_top = draw_event_axis(
                self.event_layer, self.event_markers, self.event_labels, self.y, self.prefix, self.dispute
            )
            self.y = self.event_top + 6

    def draw_event_verticals(self, bottom: float) -> None:
        """Draw a line through the chart for each labelled event, behind what was drawn after the axis."""
        for place in self.event_labels:
            x = self.event_markers[place].x
            draw_line(self.event_layer, x, self.event_top, x, bottom, PALE_LINE_COLOUR, 0.8)

    def draw_column_heads(self, groups: Sequence[ColumnGroup]) -> None:
        """Draw the labels of the columns, below those of their groups."""
        head = add_element(self.root, "g", class_="columns")
        x = self.left
        self.y += BODY_SIZE_PT + 3
        for group in groups:
            width = group.column_count * self.column_width
            if text_width(group.label, BODY_SIZE_PT, bold=True) < width + 2:
                draw_text(head, x + CELL_GAP_PT, self.y, group.label, font_weight="bold", fill=TEXT_COLOUR)
            if group.label:
                draw_line(head, x + CELL_GAP_PT, self.y + 5, x + width - CELL_GAP_PT, self.y + 5, TEXT_COLOUR)
            x += width
        self.y += 5 + SMALL_SIZE_PT + 6
        for i, column in enumerate(self.columns):
            x = self.left + self.column_width * (i + 0.5)
            text = draw_text(
                head, x, self.y, column.short, SMALL_SIZE_PT, text_anchor="middle", fill=QUIET_TEXT_COLOUR
            )
            add_element(text, "title").text = clean_text(column.label)
        self.y += 6

    def draw_column_list(self, layer: Any, unit: ColumnUnit) -> None:
        """Draw the list of what numbered columns are, if these are."""
        if heading := COLUMN_HEADINGS.get(unit):
            self.draw_two_column_list(layer, heading, [(c.short, c.label) for c in self.columns])

    @property
    def _events_to_list(self) -> list[Event]:
        """The events of the axis, unless all bear labels."""
        has_all = len(self.event_labels) == len(self.event_markers)
        return [] if has_all else [marker.event for marker in self.event_markers]

    def describe_events(self, unplaced: Sequence[Event]) -> list[str]:
        """Say what the events were, by date, unless all bear labels; then those too vague to have a marker."""
        return [describe_event(event, self.dispute) for event in (*self._events_to_list, *unplaced)]

    def draw_event_list(self, layer: Any, unplaced: Sequence[Event]) -> None:
        """List the events."""
        events = [("", text) for text in self.describe_events(unplaced)]
        self.draw_two_column_list(layer, EVENTS_HEADING, events)
