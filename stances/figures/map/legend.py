"""The signs of a map, and the key that explains them: how each kind of link is drawn, and each kind of box.

Every sign differs from the others without colour too. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stances.figures.map.link_styles import BORDERS, LINK_STYLES, TAIL_SIGNS, LinkStyle
from stances.figures.map.map import ArgumentMap, Badge
from stances.figures.map.node_labels import Box, stacked, table, text
from stances.graphics.palette import INK, PAPER, QUIET_INK
from stances.graphics.text_metrics import width, wrapped
from stances.graphics.typography import BODY_SIZE, SMALL_SIZE
from stances.record.vocabulary import Attribution, LinkKind

TITLE_WIDTH = 640
"""How wide the caption of a map may be, in points: its title and the rows of its key."""


# The same as shapes, as large as at the links themselves: corners from where the sign begins, at the height of its line.
_CORNERS: Mapping[str, tuple[tuple[float, float], ...]] = {
    "►": ((-1.5, -3.7), (8.5, 0), (-1.5, 3.7)),
    "┃": ((0, -5.5), (2.6, -5.5), (2.6, 5.5), (0, 5.5)),
    "◇": ((-1, 0), (4.5, -3.7), (10, 0), (4.5, 3.7)),
    "□": ((1, -3.2), (7.4, -3.2), (7.4, 3.2), (1, 3.2)),
}
_FILLED = "►┃"
_RADIUS = 3.2
_WRITTEN = re.compile(
    rf'<text x="([^"]*)" [^>]*fill="([^"]*)">([○{"".join(_CORNERS)}])</text>\n(?=<text [^>]*y="([^"]*)")'
)
_ABOVE = 3.25
"""From the baseline of a sign's words up to the middle of its line."""


def shaped(caption: str) -> str:
    """The caption as Graphviz drew it, with its signs as shapes: not every machine has letters for them, nor the same."""
    return _WRITTEN.sub(_shape, caption)


def _shape(found: re.Match[str]) -> str:
    left, colour, sign, baseline = found.groups()
    x, y = float(left), float(baseline) - _ABOVE
    ink = f'fill="{colour}"' if sign in _FILLED else f'fill="none" stroke="{colour}" stroke-width="1.2"'
    if sign not in _CORNERS:
        return f'<ellipse cx="{x + 1 + _RADIUS:g}" cy="{y:g}" rx="{_RADIUS}" ry="{_RADIUS}" {ink}/>\n'
    points = " ".join(f"{x + across:g},{y + down:g}" for across, down in _CORNERS[sign])
    return f'<polygon {ink} points="{points}"/>\n'


@dataclass(frozen=True)
class _Sign:
    """A sample in the key, how wide it is, and what it means."""

    sample: str
    wide: int
    words: str

    @property
    def room(self) -> float:
        return self.wide + width(self.words, SMALL_SIZE) + 24


def _line_sign(style: LinkStyle) -> _Sign:
    """A short line with its arrowhead, made of table cells, for a label can hold no edge."""
    edge = f'BORDER="2" SIDES="B" COLOR="{style.colour}" STYLE="{style.dash}"'
    head = text(style.sign, SMALL_SIZE + 1, style.colour)
    rows = f'<TR><TD WIDTH="28" HEIGHT="7" FIXEDSIZE="TRUE" {edge}></TD><TD ROWSPAN="2" ALIGN="LEFT" WIDTH="12">{head}</TD></TR>'
    rows += '<TR><TD WIDTH="28" HEIGHT="7" FIXEDSIZE="TRUE"></TD></TR>'
    sample = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{rows}</TABLE>'
    return _Sign(sample, 40, style.words)


def _box_sign(fill: str, line: str, dash: str, words: str) -> _Sign:
    cell = f'<TD WIDTH="20" HEIGHT="9" FIXEDSIZE="TRUE" BGCOLOR="{fill}"></TD>'
    box = f'BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" COLOR="{line}" STYLE="{dash}"'
    return _Sign(f"<TABLE {box}><TR>{cell}</TR></TABLE>", 22, words)


def _row(signs: list[_Sign]) -> str:
    """Signs from the left on; Graphviz would spread them, so the rest of the row is a cell of its own."""
    cells = "".join(
        f'<TD>{sign.sample}</TD><TD ALIGN="LEFT">{text(sign.words, SMALL_SIZE)}</TD><TD WIDTH="12"></TD>'
        for sign in signs
    )
    rest = max(1, round(TITLE_WIDTH - sum(sign.room for sign in signs)))
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="4" CELLPADDING="0">'
        f'<TR>{cells}<TD WIDTH="{rest}"></TD></TR></TABLE>'
    )


def _rows(signs: Iterable[_Sign]) -> list[str]:
    rows: list[list[_Sign]] = [[]]
    for sign in signs:
        if rows[-1] and sum(s.room for s in rows[-1]) + sign.room > TITLE_WIDTH:
            rows.append([])
        rows[-1].append(sign)
    return [_row(row) for row in rows if row]


def _badge_sign(badge: Badge) -> _Sign:
    """A small box as heavy and as dark as those that bear the badge."""
    ground = badge.tint.line if badge.dark else PAPER
    rows = f'<TR><TD WIDTH="20" HEIGHT="5" FIXEDSIZE="TRUE" BGCOLOR="{ground}"></TD></TR>'
    rows += f'<TR><TD WIDTH="20" HEIGHT="7" FIXEDSIZE="TRUE" BGCOLOR="{badge.tint.fill}"></TD></TR>'
    box = f'CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" COLOR="{badge.tint.line}"'
    return _Sign(f'<TABLE BORDER="{badge.weight:g}" {box}>{rows}</TABLE>', 28, badge.meaning)


def _fold_sign() -> _Sign:
    card = stacked(Box(_box_sign(PAPER, INK, "solid", "").sample, 22, 11), INK, 3)
    return _Sign(card.label, card.wide, "several claims, folded")


def _bar_sign() -> _Sign:
    bar = f'<TD WIDTH="26" HEIGHT="3" FIXEDSIZE="TRUE" BGCOLOR="{INK}"></TD>'
    sample = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>{bar}</TR></TABLE>'
    return _Sign(sample, 26, "how far a date may reach")


def key(drawn: ArgumentMap, bars: bool = False) -> list[str]:
    """The key to the signs that this map uses, and to no others; `bars` says whether it has those of uncertain dates."""
    links, claims = drawn.graph.links.values(), drawn.graph.claims.values()
    used = {link.kind for link in links} | {bundle.kind for bundle in drawn.bundles}
    tails = [how for how in TAIL_SIGNS if any(link.attribution is how for link in links)]
    borders = [how for how in Attribution if any(claim.attribution is how for claim in claims)]
    signs = [_line_sign(LINK_STYLES[kind]) for kind in LinkKind if kind in used]
    signs += [_Sign(text(TAIL_SIGNS[how], SMALL_SIZE + 1), 10, f"{how.value} link") for how in tails]
    boxes = [_box_sign(PAPER, INK, BORDERS[how], f"{how.value} claim") for how in borders]
    boxes += [_fold_sign()] if drawn.folds else []
    boxes += [_bar_sign()] if bars else []
    colours = [_box_sign(tint.fill, tint.line, "solid", name) for name, tint in drawn.key.items()]
    badges = {badge.name: badge for slug, badge in drawn.badges.items() if slug in drawn.graph.claims}
    return _rows(map(_badge_sign, badges.values())) + _rows(signs) + _rows(boxes) + _rows(colours)


TITLE_SIZE = 16


def _lines(words: str, size: float, colour: str = INK, mark: str = "") -> list[str]:
    """A text of the caption; none where there is nothing to say."""
    lines = wrapped(words, TITLE_WIDTH, size, mark == "B")
    return [table((text(line, size, colour, mark) for line in lines), size, TITLE_WIDTH)] if lines else []


def caption(drawn: ArgumentMap, bars: bool = False) -> str:
    """The caption as a label for Graphviz, of those parts that are asked for; an empty map says in any case that it is.

    `bars` says whether the map shows by bars how far dates may reach.
    """
    empty = not (drawn.graph.claims or drawn.folds)
    rows = _title(drawn) if drawn.view.title else _proviso(drawn) if empty else []
    if drawn.view.legend:
        rows += key(drawn, bars)
    if not rows:
        return ""
    cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
    space = '<TR><TD HEIGHT="10"></TD></TR>'
    return f'<TABLE BORDER="0" CELLSPACING="4" CELLPADDING="0">{cells}{space}</TABLE>'


def _title(drawn: ArgumentMap) -> list[str]:
    rows = _lines(drawn.title, TITLE_SIZE, INK, "B") + _lines(drawn.subtitle, BODY_SIZE + 1)
    return rows + _proviso(drawn) + _lines(drawn.imprint, SMALL_SIZE, QUIET_INK)


def _proviso(drawn: ArgumentMap) -> list[str]:
    return _lines(drawn.proviso, BODY_SIZE, INK, "I")
