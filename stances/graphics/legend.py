"""The legend of a drawing: samples with what they mean, in rows of a given width."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from stances.graphics.palette import TEXT_COLOUR
from stances.graphics.shapes import Run, Shape, Shapes, Text, baseline
from stances.graphics.text_metrics import WIDTH_SLACK, text_width, wrap_text
from stances.graphics.typography import SMALL_SIZE_PT, line_height

_ROW_HEIGHT_PT = 18
_WORDS_GAP_PT = 5
"""Between a sample and its words."""
_ITEM_GAP_PT = 18

DrawSample = Callable[[float, float], Iterable[Shape]]
"""Draws the sample of an item from its left end and the height of its middle."""


@dataclass(frozen=True)
class LegendItem:
    """A sample in the legend, with its width in points and its meaning; equal to another of the same meaning."""

    draw_sample: DrawSample = field(compare=False)
    sample_width: float
    words: str

    @property
    def width(self) -> float:
        return self._words_left + text_width(self.words, SMALL_SIZE_PT) * WIDTH_SLACK

    @property
    def _words_left(self) -> float:
        return self.sample_width + _WORDS_GAP_PT

    def lines(self, max_width: float) -> tuple[str, ...]:
        """Its words in lines, where they are wider than the legend."""
        if self.width <= max_width:
            return (self.words,)
        return wrap_text(self.words, max_width - self._words_left, SMALL_SIZE_PT)

    def draw(self, left: float, top: float, max_width: float) -> Iterator[Shape]:
        middle = top + _ROW_HEIGHT_PT / 2
        yield from self.draw_sample(left, middle)
        for number, line in enumerate(self.lines(max_width)):
            y = baseline(middle + number * line_height(SMALL_SIZE_PT), 0, SMALL_SIZE_PT)
            yield Text(left + self._words_left, y, (Run(line, SMALL_SIZE_PT, TEXT_COLOUR),))


@dataclass(frozen=True)
class LegendRows:
    """A legend as shapes, from 0 on to the right."""

    shapes: Shapes
    width: float
    height: float


@dataclass(frozen=True)
class Legend:
    """The items of a legend in order."""

    items: tuple[LegendItem, ...] = ()

    def in_rows(self, max_width: float, top: float = 0) -> LegendRows:
        """The legend in rows of at most this width, from `top` down."""
        shapes: list[Shape] = []
        y, width = top, 0.0
        for row in self._rows(max_width):
            left = 0.0
            for item in row:
                shapes += item.draw(left, y, max_width)
                width = max(width, min(left + item.width, max_width))
                left += item.width + _ITEM_GAP_PT
            lines = max(len(item.lines(max_width)) for item in row)
            y += _ROW_HEIGHT_PT + (lines - 1) * line_height(SMALL_SIZE_PT)
        return LegendRows(tuple(shapes), width, y - top)

    def _rows(self, max_width: float) -> list[list[LegendItem]]:
        rows: list[list[LegendItem]] = []
        room = 0.0
        for item in self.items:
            if not rows or item.width > room:
                rows.append([])
                room = max_width
            rows[-1].append(item)
            room -= item.width + _ITEM_GAP_PT
        return rows


NO_LEGEND = Legend()
