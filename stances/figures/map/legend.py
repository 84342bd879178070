"""The signs of a map, and the key that explains them: how each kind of link is drawn, and each kind of box.

Every sign differs from the others without colour too. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stances.figures.map.link_styles import BORDER_STYLES, LINK_STYLES, TAIL_SYMBOLS, LinkStyle
from stances.figures.map.map import ArgumentMap, Badge
from stances.figures.map.node_labels import NodeLabel, add_card_behind, format_line, stack_lines
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.text_metrics import text_width, wrap_text
from stances.graphics.typography import BODY_SIZE_PT, SMALL_SIZE_PT
from stances.record.vocabulary import Attribution, LinkKind

CAPTION_WIDTH_PT = 640
"""How wide the caption of a map may be, in points: its title and the rows of its key."""


# The same as shapes, as large as at the links themselves: corners from where the sign begins, at the height of its line.
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
"""From the baseline of a sign's words up to the middle of its line."""


def replace_symbols(caption: str) -> str:
    """The caption as Graphviz drew it, with its signs as shapes: not every machine has letters for them, nor the same."""
    return _SYMBOL_TEXT.sub(_draw_symbol, caption)


def _draw_symbol(match: re.Match[str]) -> str:
    left, colour, sign, baseline = match.groups()
    x, y = float(left), float(baseline) - _BASELINE_TO_MIDDLE_PT
    ink = (
        f'fill="{colour}"' if sign in _FILLED_SYMBOLS else f'fill="none" stroke="{colour}" stroke-width="1.2"'
    )
    if sign not in _SYMBOL_OUTLINES:
        return f'<ellipse cx="{x + 1 + _SYMBOL_RADIUS_PT:g}" cy="{y:g}" rx="{_SYMBOL_RADIUS_PT}" ry="{_SYMBOL_RADIUS_PT}" {ink}/>\n'
    points = " ".join(f"{x + across:g},{y + down:g}" for across, down in _SYMBOL_OUTLINES[sign])
    return f'<polygon {ink} points="{points}"/>\n'


@dataclass(frozen=True)
class _LegendItem:
    """A sample in the key, how wide it is, and what it means."""

    sample: str
    sample_width: int
    words: str

    @property
    def width(self) -> float:
        return self.sample_width + text_width(self.words, SMALL_SIZE_PT) + 24


def _link_item(style: LinkStyle) -> _LegendItem:
    """A short line with its arrowhead, made of table cells, for a label can hold no edge."""
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
    """Signs from the left on; Graphviz would spread them, so the rest of the row is a cell of its own."""
    cells = "".join(
        f'<TD>{sign.sample}</TD><TD ALIGN="LEFT">{format_line(sign.words, SMALL_SIZE_PT)}</TD><TD WIDTH="12"></TD>'
        for sign in items
    )
    rest = max(1, round(CAPTION_WIDTH_PT - sum(sign.width for sign in items)))
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="4" CELLPADDING="0">'
        f'<TR>{cells}<TD WIDTH="{rest}"></TD></TR></TABLE>'
    )


def _build_rows(items: Iterable[_LegendItem]) -> list[str]:
    rows: list[list[_LegendItem]] = [[]]
    for sign in items:
        if rows[-1] and sum(s.width for s in rows[-1]) + sign.width > CAPTION_WIDTH_PT:
            rows.append([])
        rows[-1].append(sign)
    return [_build_row(row) for row in rows if row]


def _badge_item(badge: Badge) -> _LegendItem:
    """A small box as heavy and as dark as those that bear the badge."""
    ground = badge.tint.line if badge.on_dark else WHITE
    rows = f'<TR><TD WIDTH="20" HEIGHT="5" FIXEDSIZE="TRUE" BGCOLOR="{ground}"></TD></TR>'
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
    """The key to the signs that this map uses, and to no others; `bars` says whether it has those of uncertain dates."""
    links, claims = argument_map.graph.links.values(), argument_map.graph.claims.values()
    used = {link.kind for link in links} | {bundle.kind for bundle in argument_map.aggregated_edges}
    tails = [how for how in TAIL_SYMBOLS if any(link.attribution is how for link in links)]
    borders = [how for how in Attribution if any(claim.attribution is how for claim in claims)]
    items = [_link_item(LINK_STYLES[kind]) for kind in LinkKind if kind in used]
    items += [
        _LegendItem(format_line(TAIL_SYMBOLS[how], SMALL_SIZE_PT + 1), 10, f"{how.value} link")
        for how in tails
    ]
    boxes = [_box_item(WHITE, TEXT_COLOUR, BORDER_STYLES[how], f"{how.value} claim") for how in borders]
    boxes += [_collapsed_item()] if argument_map.collapsed else []
    boxes += [_date_bar_item()] if has_date_bars else []
    colours = [
        _box_item(tint.fill, tint.line, "solid", name) for name, tint in argument_map.colour_legend.items()
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


TITLE_SIZE_PT = 16


def _wrap_lines(words: str, size: float, colour: str = TEXT_COLOUR, tag: str = "") -> list[str]:
    """A text of the caption; none where there is nothing to say."""
    lines = wrap_text(words, CAPTION_WIDTH_PT, size, tag == "B")
    return (
        [stack_lines((format_line(line, size, colour, tag) for line in lines), size, CAPTION_WIDTH_PT)]
        if lines
        else []
    )


def build_caption(argument_map: ArgumentMap, has_date_bars: bool = False) -> str:
    """The caption as a label for Graphviz, of those parts that are asked for; an empty map says in any case that it is.

    `bars` says whether the map shows by bars how far dates may reach.
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
