"""The DOT of an argument map: claims as boxes, headed in a faction's colour, and links that differ without colour.

Pure. Graphviz decides only where things lie: `layout` runs it and `svg` turns its drawing into one that stands alone.
Everything a person wrote passes through `_escaped`, so that a text can neither become markup nor be expanded as one
of Graphviz's own escapes. The same DOT gives SVG, PNG and PDF. Ids are slugs; what has none has a slash in its id.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import graphviz

from stances.graph import components
from stances.lettering import FONT, SLACK, cleaned, width, wrapped
from stances.maps import (
    ArgumentMap,
    act_lines,
    attribution_words,
    date_words,
    short_name,
    stub_words,
    withdrawn,
)
from stances.palette import INK, PAPER, QUIET_INK, mix
from stances.record import Claim, Link
from stances.terms import Attribution, LinkKind

BODY_SIZE = 11
SMALL_SIZE = 10
TITLE_SIZE = 16
TEXT_WIDTH = 208
TITLE_WIDTH = 640
PADDING = 8

_GRAPH = {
    "rankdir": "BT",
    "fontname": FONT,
    "fontsize": str(BODY_SIZE),
    "fontcolor": INK,
    "bgcolor": PAPER,
    "nodesep": "0.35",
    "ranksep": "0.5",
    "pad": "0.25",
    "newrank": "true",
}
_NODE = {"id": r"\N", "shape": "plain", "fontname": FONT, "fontsize": str(BODY_SIZE), "fontcolor": INK}
_SMALL = 6
_ABREAST = 3
_EDGE = {"fontname": FONT, "fontsize": str(SMALL_SIZE), "arrowsize": "0.8"}


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
BORDERS: Mapping[Attribution, str] = {
    Attribution.ASSERTED: "solid",
    Attribution.REPORTED: "dashed",
    Attribution.INFERRED: "dotted",
}


@lru_cache(maxsize=16_384)
def _escaped(text: str) -> str:
    r"""The text for an HTML-like label: never markup, and `\N`, `\G` and their kind stay what they are."""
    return html.escape(cleaned(text)).replace("\\", "\\\\")


def _text(text: str, size: float = BODY_SIZE, colour: str = INK, mark: str = "") -> str:
    """One line of a label; a size or a colour is written only where it is not what the map's text has anyway."""
    shown = f"<{mark}>{_escaped(text)}</{mark}>" if mark else _escaped(text)
    font = (f' POINT-SIZE="{size}"' if size != BODY_SIZE else "") + (
        f' COLOR="{colour}"' if colour != INK else ""
    )
    return f"<FONT{font}>{shown}</FONT>" if font else shown


def _table(lines: Iterable[str], size: float = BODY_SIZE, wide: int = TEXT_WIDTH) -> str:
    """Lines set one below the other at a third more than their size; Graphviz by itself sets them solid."""
    height = round(size * 1.28)
    rows = "".join(
        f'<TR><TD ALIGN="LEFT" WIDTH="{wide}" HEIGHT="{height}">{line}</TD></TR>' for line in lines
    )
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{rows}</TABLE>'


@lru_cache(maxsize=16_384)
def _paragraph(text: str, size: float = BODY_SIZE, colour: str = INK, mark: str = "") -> tuple[str, ...]:
    return tuple(_text(line, size, colour, mark) for line in wrapped(text, TEXT_WIDTH, size, mark == "B"))


def _band(lines: Iterable[str], fill: str) -> str:
    """A row of a claim's box."""
    return f'<TR><TD ALIGN="LEFT" BGCOLOR="{fill}" CELLPADDING="{PADDING}">{_table(lines)}</TD></TR>'


def _header(drawn: ArgumentMap, claim: Claim, ink: str) -> tuple[str, ...]:
    """The speaker, the faction unless the cluster says it, the date, and how we know if not from the speaker."""
    name = short_name(drawn.record, claim.speaker)
    if number := drawn.numbers.get(claim.slug):
        name = f"{number}. {name}"
    faction = "" if drawn.view.cluster == "faction" else drawn.faction_name(claim)
    beside, *below = [words for words in (faction, date_words(claim)) if words]
    lines: tuple[str, ...]
    if (width(f"{name} · ", BODY_SIZE, bold=True) + width(beside, SMALL_SIZE)) * SLACK <= TEXT_WIDTH:
        lines = (_text(name, BODY_SIZE, ink, "B") + "&#8194;" + _text(beside, SMALL_SIZE, ink),)
    else:
        lines = _paragraph(name, BODY_SIZE, ink, "B") + _paragraph(beside, SMALL_SIZE, ink)
    for words in below:
        lines += _paragraph(words, SMALL_SIZE, ink)
    return lines + _paragraph(attribution_words(drawn.record, claim), SMALL_SIZE, ink, "I")


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
    head = _text(style.sign, SMALL_SIZE + 1, style.colour)
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
        f'<TD>{sign.sample}</TD><TD ALIGN="LEFT">{_text(sign.words, SMALL_SIZE)}</TD><TD WIDTH="12"></TD>'
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


def _key(drawn: ArgumentMap) -> list[str]:
    """The key to the signs that this map uses, and to no others."""
    links, claims = drawn.graph.links.values(), drawn.graph.claims.values()
    kinds = [kind for kind in LinkKind if any(link.kind is kind for link in links)]
    tails = [how for how in TAIL_SIGNS if any(link.attribution is how for link in links)]
    borders = [how for how in Attribution if any(claim.attribution is how for claim in claims)]
    signs = [_line_sign(LINK_STYLES[kind]) for kind in kinds]
    signs += [_Sign(_text(TAIL_SIGNS[how], SMALL_SIZE + 1), 10, f"{how.value} link") for how in tails]
    boxes = [_box_sign(PAPER, INK, BORDERS[how], f"{how.value} claim") for how in borders]
    colours = [_box_sign(tint.fill, tint.line, "solid", name) for name, tint in drawn.key.items()]
    return _rows(signs) + _rows(boxes) + _rows(colours)


@dataclass
class _Column:
    """Pieces of a map one below the other: how many claims high, and the lowest of them."""

    height: int
    foot: list[str] | None


class _Writer:
    """Writes the DOT of one map."""

    def __init__(self, drawn: ArgumentMap) -> None:
        self.map = drawn
        self.graph = drawn.graph
        self.rows = math.isqrt(len(drawn.graph.claims)) + 1
        self.lengths = self._lengths()
        self.sharing = {link.slug for links in self.graph.stubs.values() for link in links[1:]}
        self.out = graphviz.Digraph("map", graph_attr=_GRAPH, node_attr=_NODE, edge_attr=_EDGE)

    def dot(self) -> str:
        if caption := self._caption():
            self.out.attr(label=f"<{caption}>", labelloc="t", labeljust="l")
        self._claims()
        self._stubs()
        self._links()
        self._pack()
        source: str = self.out.source
        return source

    def _caption(self) -> str:
        """What stands above the map: its title and the key to its signs, where they are asked for."""
        rows = (self._title() if self.map.view.title else []) + (
            _key(self.map) if self.map.view.legend else []
        )
        if not rows:
            return ""
        cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
        space = '<TR><TD HEIGHT="10"></TD></TR>'
        return f'<TABLE BORDER="0" CELLSPACING="4" CELLPADDING="0">{cells}{space}</TABLE>'

    def _title(self) -> list[str]:
        words = self.map.title, self.map.subtitle, self.map.imprint
        styles = (TITLE_SIZE, INK, "B"), (BODY_SIZE + 1, INK, ""), (SMALL_SIZE, QUIET_INK, "")
        return [
            _table((_text(line, *style) for line in lines), style[0], TITLE_WIDTH)
            for text, style in zip(words, styles, strict=True)
            if (lines := wrapped(text, TITLE_WIDTH, style[0], style[2] == "B"))
        ]

    def _claims(self) -> None:
        groups: dict[str | None, list[Claim]] = {}
        for claim in self.graph.claims.values():
            groups.setdefault(self.map.group(claim), []).append(claim)
        for group, claims in groups.items():
            if group is None:
                for claim in claims:
                    self._claim(self.out, claim)
            else:
                self._cluster(group, claims)

    def _cluster(self, group: str, claims: list[Claim]) -> None:
        tint = self.map.group_tint(group)
        with self.out.subgraph(name=f"cluster-{group}") as cluster:
            cluster.attr(
                label=f"<{_text(self.map.group_name(group), BODY_SIZE, tint.line, 'B')}>",
                id=f"group/{group}",
                bgcolor=tint.wash,
                pencolor=mix(tint.line, PAPER, 0.6),
                margin="14",
                labelloc="b",
            )
            for claim in claims:
                self._claim(cluster, claim)

    def _claim(self, out: Any, claim: Claim) -> None:
        light = claim.slug in self.graph.context
        tint = self.map.tint(claim)
        ink = QUIET_INK if light else INK
        rows = _band(_header(self.map, claim, ink), tint.wash if light else tint.fill)
        rows += _band(_paragraph(claim.text, BODY_SIZE, ink, "S" if withdrawn(claim) else ""), PAPER)
        if notes := self._notes(claim, light):
            rows += _band(notes, PAPER)
        line = mix(tint.line, PAPER, 0.5) if light else tint.line
        border = 2 if claim.slug == self.graph.focus else 1
        box = f'BORDER="{border}" COLOR="{line}" STYLE="{BORDERS[claim.attribution]}"'
        label = f'<<TABLE {box} CELLBORDER="0" CELLSPACING="0">{rows}</TABLE>>'
        out.node(claim.slug, label=label)

    def _notes(self, claim: Claim, light: bool) -> list[str]:
        """What stands under a claim's text: who joined or left it, and its own dispute where that is another."""
        notes = act_lines(self.map.record, claim)
        dispute = self.map.record.disputes.get(claim.dispute)
        if light and self.map.view.dispute and dispute:
            notes.append(f"from the dispute: {dispute.title}")
        return [line for note in notes for line in _paragraph(note, SMALL_SIZE, QUIET_INK)]

    def _links(self) -> None:
        """The links kind by kind, each kind under the edge attributes that it shares."""
        for kind, style in LINK_STYLES.items():
            links = [link for link in self.graph.links.values() if link.kind is kind]
            if links:
                self.out.attr("edge", **style.attributes)
            for link in links:
                if link.slug not in self.sharing:
                    self._link(link, style)

    def _stubs(self) -> None:
        """The ends of links that lead to another part of the map, a line for each."""
        for slug, links in self.graph.stubs.items():
            words = [stub_words(self.graph, link) for link in links]
            wide = round(max(width(line, SMALL_SIZE) for line in words) * SLACK)
            lines = [_text(line, SMALL_SIZE, QUIET_INK) for line in words]
            self.out.node(f"{slug}/stub", label=f"<{_table(lines, SMALL_SIZE, wide)}>")

    def _link(self, link: Link, style: LinkStyle) -> None:
        """One edge, or two that meet in the point at which an undercut arrives."""
        tail = {"dir": "both", "arrowtail": TAILS[link.attribution]} if link.attribution in TAILS else {}
        if length := self.lengths.get(link.slug):
            tail["minlen"] = str(length)
        far, stub = self.graph.far_end(link), f"{link.slug}/stub"
        source = stub if far == link.source else link.source
        target = stub if far == link.target else link.target
        if link.slug not in self.graph.undercut:
            self.out.edge(source, target, id=link.slug, **tail)
            return
        self.out.node(link.slug, shape="point", width="0.07", color=style.colour, id=f"{link.slug}/joint")
        self.out.edge(source, link.slug, id=link.slug, **tail, arrowhead="none")
        self.out.edge(link.slug, target, id=f"{link.slug}/head")

    def _lengths(self) -> dict[str, int]:
        """Longer links where many claims answer one and nothing else, which then stand in rows and not in one."""
        fans: dict[str, list[Link]] = {}
        for slug in self.graph.claims:
            out = self.graph.within.links_from.get(slug, ())
            if len(out) == 1 and out[0].slug not in self.graph.undercut:
                fans.setdefault(out[0].target, []).append(out[0])
        lengths: dict[str, int] = {}
        for fan in fans.values():
            fan.sort(
                key=lambda link: link.source not in self.graph.links_to
            )  # what is answered itself comes first
            lengths |= {
                link.slug: 1 + place // _ABREAST for place, link in enumerate(fan) if place >= _ABREAST
            }
        return lengths

    def _pack(self) -> None:
        """Sets what is not connected in columns, by unseen edges, else it would all stand in one endless row."""
        big, *small = components(self.graph) or [[]]
        if len(big) <= _SMALL:
            big, small = [], [big, *small] if big else []
        depth = self._height(big)
        leaves = self._by_group([slug] for slug in big if slug not in self.graph.links_to)
        for group, pieces in self._by_group(small).items():
            columns = [_Column(depth, leaf) for leaf in leaves.get(group, [])]
            for piece in pieces:
                self._hang(piece, columns, max(self.rows, depth + 1))

    def _hang(self, piece: list[str], columns: list[_Column], limit: int) -> None:
        """Puts a piece at the foot of the shortest column, or into a new one where it would reach below the limit."""
        height = self._height(piece)
        column = min(columns, key=lambda c: c.height, default=None)
        if column is None or column.height + height > limit:
            column = _Column(0, None)
            columns.append(column)
        if column.foot:
            lower, upper = self._end(piece, top=True), self._end(column.foot, top=False)
            self.out.edge(lower, upper, style="invis", weight="0")
        column.height += height
        column.foot = piece

    def _height(self, piece: list[str]) -> int:
        """About how many claims high a piece will be drawn."""
        heights = dict.fromkeys(piece, 1)
        for _ in range(min(len(piece), self.rows)):
            for slug in piece:
                for link in self.graph.links_from.get(slug, ()):
                    if link.target in heights and heights[link.target] <= heights[slug] < self.rows:
                        heights[link.target] = heights[slug] + self.lengths.get(link.slug, 1)
        return max(heights.values(), default=0)

    def _by_group(self, pieces: Iterable[list[str]]) -> dict[str | None, list[list[str]]]:
        """Pieces that may share a column: all, or where there are clusters those within the same one."""
        groups: dict[str | None, list[list[str]]] = {}
        for piece in pieces:
            places = {self.map.group(self.graph.claims[slug]) for slug in piece}
            groups.setdefault(places.pop() if len(places) == 1 else None, []).append(piece)
        return groups

    def _end(self, piece: list[str], top: bool) -> str:
        """A claim in the top or the bottom row of a piece."""
        table = self.graph.links_from if top else self.graph.links_to
        return next((slug for slug in piece if slug not in table), piece[0])


def dot_of(drawn: ArgumentMap) -> str:
    """The map as DOT for Graphviz's `dot`; deterministic, so that its hash can stand for the drawing."""
    return _Writer(drawn).dot()
