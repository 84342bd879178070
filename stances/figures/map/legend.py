"""The caption of a map: its title, and a legend of its links, boxes and colours. Symbols differ in black and white too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from stances.argument.collapse import AggregatedEdge
from stances.figures.map import wording
from stances.figures.map.boxes import RULE_WIDTH_PT
from stances.figures.map.colours import DATE_BAR_COLOUR
from stances.figures.map.line_drawing import (
    draw_legend_contraries,
    draw_legend_joined,
    draw_legend_line,
    draw_legend_sign,
)
from stances.figures.map.link_styles import LINK_STYLES, TAIL_SIGNS, LinkStyle, arrowhead
from stances.figures.map.map import ArgumentMap, Badge
from stances.graphics.geometry import Point, Rect
from stances.graphics.legend import Legend, LegendItem
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE, Tint
from stances.graphics.shapes import Path, Rectangle, Run, Shape, Shapes, Text, baseline
from stances.graphics.text_metrics import text_width, wrap_text
from stances.graphics.typography import BODY_SIZE_PT, SMALL_SIZE_PT, line_height
from stances.record.entries import Link
from stances.record.wording import ATTRIBUTION_NAMES

TITLE_SIZE_PT = 16
CAPTION_WIDTH_PT = 640
"""Largest width of the title and of a row of the legend."""
_ROW_GAP_PT = 4
_BAR_HEIGHT_PT = 5


@dataclass(frozen=True)
class MapCaption:
    """The shapes of a caption, whose upper left corner is at 0, 0."""

    shapes: Shapes
    width: float
    height: float


def _draw_tint(tint: Tint, x: float, y: float) -> Iterator[Shape]:
    yield Rectangle(Rect(x, y - 6, RULE_WIDTH_PT, 12), tint.line)


def _draw_conclusion(x: float, y: float) -> Iterator[Shape]:
    yield Rectangle(Rect(x + 1.5, y - 5, 19, 10), WHITE, TEXT_COLOUR, 2)


def _draw_badge(badge: Badge, x: float, y: float) -> Iterator[Shape]:
    """A small box with the frame and the background of claims that bear the badge."""
    yield Rectangle(Rect(x + 2, y - 6, 20, 6), badge.tint.line if badge.on_dark else WHITE)
    yield Rectangle(Rect(x + 2, y, 20, 6), badge.tint.fill)
    yield Rectangle(Rect(x + 2, y - 6, 20, 12), "none", badge.tint.line, badge.line_weight)


def _draw_collapsed(x: float, y: float) -> Iterator[Shape]:
    yield Rectangle(Rect(x + 3.5, y - 3, 20, 10), WHITE, TEXT_COLOUR)
    yield Rectangle(Rect(x + 0.5, y - 6, 20, 10), WHITE, TEXT_COLOUR)


def draw_date_bar(start: float, end: float, y: float, top: float, is_open: bool) -> Path:
    """A band from `start` to `end` at a height, hanging from a box that ends at `top`; pointed if it is open-ended."""
    half = _BAR_HEIGHT_PT / 2
    tip: tuple[Point, ...] = ((end, y - half), (end, y + half))
    if is_open:
        tip = ((end - 6, y - half), (end, y), (end - 6, y + half))
    stem = start + _BAR_HEIGHT_PT
    corners = ((start, top), (stem, top), (stem, y - half), *tip, (start, y + half))
    return Path(corners, fill=DATE_BAR_COLOUR, closed=True)


def _draw_date_bar(x: float, y: float) -> Iterator[Shape]:
    yield draw_date_bar(x, x + 26, y, y - 5, is_open=False)


def _draw_link(style: LinkStyle, x: float, y: float) -> Iterator[Shape]:
    yield from draw_legend_line(x, y, style)


def _draw_sign(name: str, x: float, y: float) -> Iterator[Shape]:
    yield draw_legend_sign(x, y, name, TEXT_COLOUR)


def build_legend(argument_map: ArgumentMap, has_date_bars: bool = False) -> Legend:
    """What this map uses, explained; `has_date_bars` says whether it shows bars for uncertain dates."""
    return Legend(tuple(_legend_items(argument_map, has_date_bars)))


def _legend_items(argument_map: ArgumentMap, has_date_bars: bool) -> Iterator[LegendItem]:
    links, claims = argument_map.graph.links.values(), argument_map.graph.claims.values()
    arrows: list[Link | AggregatedEdge] = [*links, *argument_map.aggregated_edges]
    kinds = {arrow.kind for arrow in arrows if not arrow.mutual}
    badges = {
        badge.name: badge for slug, badge in argument_map.badges.items() if slug in argument_map.graph.claims
    }
    yield from (LegendItem(partial(_draw_badge, badge), 24, badge.meaning) for badge in badges.values())
    for kind, style in LINK_STYLES.items():
        if kind in kinds:
            yield LegendItem(partial(_draw_link, style), 38, wording.LINK_MEANINGS[kind])
    if attack := next((link.kind for link in links if link.slug in argument_map.unanswered), None):
        style = replace(LINK_STYLES[attack], arrowhead=arrowhead(attack, is_unanswered=True))
        yield LegendItem(partial(_draw_link, style), 38, wording.UNANSWERED_MEANING)
    yield from _joined_and_contraries(arrows)
    attributions = {link.attribution for link in links} | {claim.attribution for claim in claims}
    for attribution, sign in TAIL_SIGNS.items():
        if attribution in attributions:
            yield LegendItem(partial(_draw_sign, sign), 8, ATTRIBUTION_NAMES[attribution])
    if argument_map.conclusions:
        yield LegendItem(_draw_conclusion, 22, wording.CONCLUSION_MEANING)
    if argument_map.collapsed:
        yield LegendItem(_draw_collapsed, 24, wording.FOLDED_MEANING)
    if has_date_bars:
        yield LegendItem(_draw_date_bar, 26, wording.DATE_BAR_MEANING)
    for name, tint in argument_map.colours.legend.items():
        yield LegendItem(partial(_draw_tint, tint), RULE_WIDTH_PT, name)


def _joined_and_contraries(arrows: Sequence[Link | AggregatedEdge]) -> Iterator[LegendItem]:
    """The items for arrows with several starts and for those with a head at both ends, each in the style of its first."""
    if joined := next((LINK_STYLES[arrow.kind] for arrow in arrows if arrow.with_), None):
        yield LegendItem(lambda x, y: draw_legend_joined(x, y, joined), 38, wording.JOINED_MEANING)
    if mutual := next((LINK_STYLES[arrow.kind] for arrow in arrows if arrow.mutual), None):
        yield LegendItem(lambda x, y: draw_legend_contraries(x, y, mutual), 38, wording.CONTRARY_MEANING)


def _title_paragraphs(argument_map: ArgumentMap) -> Iterator[tuple[str, Run]]:
    """The paragraphs above the legend that the view asks for; an empty map always says that it is empty."""
    title = argument_map.view.title
    if title:
        yield argument_map.title, Run("", TITLE_SIZE_PT, bold=True)
        yield argument_map.subtitle, Run("", BODY_SIZE_PT + 1)
    if title or argument_map.is_empty:
        yield argument_map.filter_note, Run("", italic=True)
    if title:
        yield argument_map.source_line, Run("", SMALL_SIZE_PT, QUIET_TEXT_COLOUR)


def build_caption(argument_map: ArgumentMap, has_date_bars: bool = False) -> MapCaption:
    """The caption that a map's view asks for, or an empty one; `has_date_bars` says whether it shows bars for uncertain dates."""
    shapes: list[Shape] = []
    top = width = 0.0
    for words, style in _title_paragraphs(argument_map):
        lines = wrap_text(words, CAPTION_WIDTH_PT, style.size, style.bold)
        for line in lines:
            height = line_height(style.size)
            shapes.append(Text(0, baseline(top, height, style.size), (style._replace(words=line),)))
            width = max(width, text_width(line, style.size, style.bold) * 1.1)
            top += height
        top += _ROW_GAP_PT if lines else 0
    if argument_map.view.legend:
        legend = build_legend(argument_map, has_date_bars).in_rows(CAPTION_WIDTH_PT, top)
        shapes += legend.shapes
        width, top = max(width, legend.width), top + legend.height
    return MapCaption(tuple(shapes), width, top)
