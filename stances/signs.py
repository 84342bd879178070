"""The signs of a map, and the key that explains them: how each kind of link is drawn, and each kind of box.

Every sign differs from the others without colour too. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stances.boxes import BORDERS, SMALL_SIZE, Box, stacked, text
from stances.lettering import width
from stances.maps import ArgumentMap, Badge
from stances.palette import INK, PAPER
from stances.terms import Attribution, LinkKind

TITLE_WIDTH = 640
"""How wide the caption of a map may be, in points: its title and the rows of its key."""


@dataclass(frozen=True)
class LinkStyle:
    """How a kind of link is drawn; its dash and its arrowhead tell it from the others where there is no colour."""

    colour: str
    dash: str
    head: str
    width: float
    words: str
    sign: str

    @property
    def attributes(self) -> dict[str, str]:
        return {
            "color": self.colour,
            "fillcolor": self.colour,
            "style": self.dash,
            "penwidth": str(self.width),
            "arrowhead": self.head,
        }


LINK_STYLES: Mapping[LinkKind, LinkStyle] = {
    LinkKind.SUPPORTS: LinkStyle("#1b6e4b", "solid", "normal", 1.5, "supports", "►"),
    LinkKind.REBUTS: LinkStyle("#b3361b", "dashed", "tee", 1.7, "rebuts", "┃"),
    LinkKind.UNDERCUTS: LinkStyle(
        "#5e3c99", "dotted", "odiamond", 1.9, "undercuts: denies that a link holds", "◇"
    ),
}
TAILS: Mapping[Attribution, str] = {
    Attribution.REPORTED: "odot",
    Attribution.INFERRED: "obox",
}
TAIL_SIGNS: Mapping[Attribution, str] = {Attribution.REPORTED: "○", Attribution.INFERRED: "□"}


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
    rows = f'<TR><TD WIDTH="28" HEIGHT="7" FIXEDSIZE="TRUE" {edge}></TD><TD ROWSPAN="2">{head}</TD></TR>'
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


def key(drawn: ArgumentMap) -> list[str]:
    """The key to the signs that this map uses, and to no others."""
    links, claims = drawn.graph.links.values(), drawn.graph.claims.values()
    used = {link.kind for link in links} | {bundle.kind for bundle in drawn.bundles}
    tails = [how for how in TAIL_SIGNS if any(link.attribution is how for link in links)]
    borders = [how for how in Attribution if any(claim.attribution is how for claim in claims)]
    signs = [_line_sign(LINK_STYLES[kind]) for kind in LinkKind if kind in used]
    signs += [_Sign(text(TAIL_SIGNS[how], SMALL_SIZE + 1), 10, f"{how.value} link") for how in tails]
    boxes = [_box_sign(PAPER, INK, BORDERS[how], f"{how.value} claim") for how in borders]
    boxes += [_fold_sign()] if drawn.folds else []
    colours = [_box_sign(tint.fill, tint.line, "solid", name) for name, tint in drawn.key.items()]
    badges = {badge.name: badge for slug, badge in drawn.badges.items() if slug in drawn.graph.claims}
    return _rows(map(_badge_sign, badges.values())) + _rows(signs) + _rows(boxes) + _rows(colours)
