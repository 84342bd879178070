"""The caption of a map: its title, and a legend of its links, boxes and colours.

Symbols differ in black and white too. Labels for Graphviz show them as letters, which are replaced by shapes later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stances.figures.map.link_styles import BORDER_STYLES, BORDER_WORDS, LINK_STYLES, TAIL_SYMBOLS, LinkStyle
from stances.figures.map.map import ArgumentMap, Badge
from stances.figures.map.node_labels import NodeLabel, add_card_behind, format_line, stack_lines
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.text_metrics import text_width, wrap_text
from stances.graphics.typography import BODY_SIZE_PT, SMALL_SIZE_PT
from stances.record.vocabulary import Attribution, LinkKind
from stances.record.wording import ATTRIBUTION_NAMES

TITLE_SIZE_PT = 16
CAPTION_WIDTH_PT = 640
"""Largest width of the title and of a row of the legend."""

# Corners of each symbol, in points from its left end at mid-height; as large as at the links themselves.
_SYMBOL_OUTLINES: Mapping[str, tuple[tuple[float, float], ...]] = {
    "►": ((-1.5, -3.7), (8.5, 0), (-1.5, 3.7)),
    "┃": ((0, -5.5), (2.6, -5.5), (2.6, 5.5), (0, 5.5)),
    "◇": ((-1, 0), (4.5, -3.7), (10, 0), (4.5, 3.7)),
    "□": ((1, -3.2), (7.4, -3.2), (7.4, 3.2), (1, 3.2)),
}
_FILLED_SYMBOLS = "►┃"
_SYMBOL_RADIUS_PT = 3.2
_SYMBOL_TEXT = re.compile(
    rf'<text x="([^"]*)" [^>]*fill="([^"]*)">([○{"".join(_SYMBOL_OUTLINES)}])</text>\n(?=<text [^>]*y="([^"]*)")'
)
_BASELINE_TO_MIDDLE_PT = 3.25
"""From the baseline of a symbol's words up to the middle of their line."""


def replace_symbols(caption: str) -> str:
    """Replace the symbols in a caption that Graphviz drew by shapes, since fonts differ in these letters or lack them."""
    return _SYMBOL_TEXT.sub(_draw_symbol, caption)


def _draw_symbol(match: re.Match[str]) -> str:
    left, colour, symbol, baseline = match.groups()
    x, y = float(left), float(baseline) - _BASELINE_TO_MIDDLE_PT
    paint = (
        f'fill="{colour}"'
        if symbol in _FILLED_SYMBOLS
        else f'fill="none" stroke="{colour}" stroke-width="1.2"'
    )
    if symbol not in _SYMBOL_OUTLINES:
        radius = _SYMBOL_RADIUS_PT
        return f'<ellipse cx="{x + 1 + radius:g}" cy="{y:g}" rx="{radius}" ry="{radius}" {paint}/>\n'
    points = " ".join(f"{x + across:g},{y + down:g}" for across, down in _SYMBOL_OUTLINES[symbol])
    return f'<polygon {paint} points="{points}"/>\n'


@dataclass(frozen=True)
class _LegendItem:
    """A sample in the legend, with its width in points and its meaning."""

    sample: str
    sample_width: int
    words: str

    @property
    def width(self) -> float:
        return self.sample_width + text_width(self.words, SMALL_SIZE_PT) + 24


def _link_item(style: LinkStyle) -> _LegendItem:
    """A short line with its arrowhead, made of table cells since a label cannot contain an edge."""
    edge = f'BORDER="2" SIDES="B" COLOR="{style.colour}" STYLE="{style.dash}"'
    head = format_line(style.legend_symbol, SMALL_SIZE_PT + 1, style.colour)
    rows = f'<TR><TD WIDTH="28" HEIGHT="7" FIXEDSIZE="TRUE" {edge}></TD><TD ROWSPAN="2" ALIGN="LEFT" WIDTH="12">{head}</TD></TR>'
    rows += '<TR><TD WIDTH="28" HEIGHT="7" FIXEDSIZE="TRUE"></TD></TR>'
    sample = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{rows}</TABLE>'
    return _LegendItem(sample, 40, style.legend_words)


def _box_item(fill: str, line_colour: str, dash: str, words: str) -> _LegendItem:
    cell = f'<TD WIDTH="20" HEIGHT="9" FIXEDSIZE="TRUE" BGCOLOR="{fill}"></TD>'
    box = f'BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" COLOR="{line_colour}" STYLE="{dash}"'
    return _LegendItem(f"<TABLE {box}><TR>{cell}</TR></TABLE>", 22, words)


def _build_row(items: list[_LegendItem]) -> str:
    """A row of items, aligned left: a last cell takes the rest of the width, lest Graphviz spread them."""
    cells = "".join(
        f'<TD>{item.sample}</TD><TD ALIGN="LEFT">{format_line(item.words, SMALL_SIZE_PT)}</TD><TD WIDTH="12"></TD>'
        for item in items
    )
    rest = max(1, round(CAPTION_WIDTH_PT - sum(item.width for item in items)))
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="4" CELLPADDING="0">'
        f'<TR>{cells}<TD WIDTH="{rest}"></TD></TR></TABLE>'
    )


def _build_rows(items: Iterable[_LegendItem]) -> list[str]:
    rows: list[list[_LegendItem]] = [[]]
    for item in items:
        if rows[-1] and sum(other.width for other in rows[-1]) + item.width > CAPTION_WIDTH_PT:
            rows.append([])
        rows[-1].append(item)
    return [_build_row(row) for row in rows if row]


def _badge_item(badge: Badge) -> _LegendItem:
    """A small box with the frame and the background of claims that bear the badge."""
    background = badge.tint.line if badge.on_dark else WHITE
    rows = f'<TR><TD WIDTH="20" HEIGHT="5" FIXEDSIZE="TRUE" BGCOLOR="{background}"></TD></TR>'
    rows += f'<TR><TD WIDTH="20" HEIGHT="7" FIXEDSIZE="TRUE" BGCOLOR="{badge.tint.fill}"></TD></TR>'
    box = f'CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" COLOR="{badge.tint.line}"'
    return _LegendItem(f'<TABLE BORDER="{badge.line_weight:g}" {box}>{rows}</TABLE>', 28, badge.meaning)


def _collapsed_item() -> _LegendItem:
    card = add_card_behind(
        NodeLabel(_box_item(WHITE, TEXT_COLOUR, "solid", "").sample, 22, 11), TEXT_COLOUR, 3
    )
    return _LegendItem(card.markup, card.width, "several claims, folded")


def _date_bar_item() -> _LegendItem:
    bar = f'<TD WIDTH="26" HEIGHT="3" FIXEDSIZE="TRUE" BGCOLOR="{TEXT_COLOUR}"></TD>'
    sample = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>{bar}</TR></TABLE>'
    return _LegendItem(sample, 26, "how far a date may reach")


def build_legend(argument_map: ArgumentMap, has_date_bars: bool = False) -> list[str]:
    """The rows of the legend, for what this map uses only; `has_date_bars` says whether it shows bars for uncertain dates."""
    links, claims = argument_map.graph.links.values(), argument_map.graph.claims.values()
    used = {link.kind for link in links} | {edge.kind for edge in argument_map.aggregated_edges}
    tails = [
        attribution for attribution in TAIL_SYMBOLS if any(link.attribution is attribution for link in links)
    ]
    borders = [
        attribution
        for attribution in Attribution
        if any(claim.attribution is attribution for claim in claims)
    ]
    items = [_link_item(LINK_STYLES[kind]) for kind in LinkKind if kind in used]
    items += [
        _LegendItem(
            format_line(TAIL_SYMBOLS[attribution], SMALL_SIZE_PT + 1),
            10,
            f"{ATTRIBUTION_NAMES[attribution]} link",
        )
        for attribution in tails
    ]
    boxes = [
        _box_item(WHITE, TEXT_COLOUR, BORDER_STYLES[attribution], BORDER_WORDS[attribution])
        for attribution in borders
    ]
    boxes += [_collapsed_item()] if argument_map.collapsed else []
    boxes += [_date_bar_item()] if has_date_bars else []
    colours = [
        _box_item(tint.fill, tint.line, "solid", name) for name, tint in argument_map.colours.legend.items()
    ]
    badges = {
        badge.name: badge for slug, badge in argument_map.badges.items() if slug in argument_map.graph.claims
    }
    return (
        _build_rows(map(_badge_item, badges.values()))
        + _build_rows(items)
        + _build_rows(boxes)
        + _build_rows(colours)
    )


def _wrap_lines(words: str, size: float, colour: str = TEXT_COLOUR, tag: str = "") -> list[str]:
    """A wrapped text as a list of one row, or an empty list if there are no words."""
    lines = wrap_text(words, CAPTION_WIDTH_PT, size, tag == "B")
    return (
        [stack_lines((format_line(line, size, colour, tag) for line in lines), size, CAPTION_WIDTH_PT)]
        if lines
        else []
    )


def build_caption(argument_map: ArgumentMap, has_date_bars: bool = False) -> str:
    """The caption as a label for Graphviz, with the parts that the view asks for; an empty map always says that it is empty.

    `has_date_bars` says whether the map shows bars for uncertain dates.
    """
    empty = not (argument_map.graph.claims or argument_map.collapsed)
    rows = (
        _title_rows(argument_map)
        if argument_map.view.title
        else _filter_note_rows(argument_map)
        if empty
        else []
    )
    if argument_map.view.legend:
        rows += build_legend(argument_map, has_date_bars)
    if not rows:
        return ""
    cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
    space = '<TR><TD HEIGHT="10"></TD></TR>'
    return f'<TABLE BORDER="0" CELLSPACING="4" CELLPADDING="0">{cells}{space}</TABLE>'


def _title_rows(argument_map: ArgumentMap) -> list[str]:
    rows = _wrap_lines(argument_map.title, TITLE_SIZE_PT, TEXT_COLOUR, "B") + _wrap_lines(
        argument_map.subtitle, BODY_SIZE_PT + 1
    )
    return (
        rows
        + _filter_note_rows(argument_map)
        + _wrap_lines(argument_map.source_line, SMALL_SIZE_PT, QUIET_TEXT_COLOUR)
    )


def _filter_note_rows(argument_map: ArgumentMap) -> list[str]:
    return _wrap_lines(argument_map.filter_note, BODY_SIZE_PT, TEXT_COLOUR, "I")
