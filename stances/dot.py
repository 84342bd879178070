"""The DOT of an argument map: claims as boxes, headed in a faction's colour, and links that differ without colour.

Pure. Graphviz decides only where things lie: `layout` runs it and `svg` turns its drawing into one that stands alone.
Everything a person wrote passes through `_escaped`, so that a text can neither become markup nor be expanded as one
of Graphviz's own escapes. The same DOT gives SVG, PNG and PDF. Ids are slugs; what has none has a slash in its id.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import graphviz
from graphviz.quoting import quote

from stances.layers import layered
from stances.lettering import FONT, SLACK, cleaned, width, wrapped
from stances.maps import (
    ArgumentMap,
    Badge,
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
    "splines": "polyline",
    "fontname": FONT,
    "fontsize": str(BODY_SIZE),
    "fontcolor": INK,
    "bgcolor": PAPER,
    "nodesep": "0.35",
    "ranksep": "0.65",
    "pad": "0.25",
    "newrank": "true",
}
_TIGHT = {"nodesep": "0.2", "ranksep": "0.4", "pad": "0.1"}
"""How claims stand where paper sets a limit."""
_NODE = {"id": r"\N", "shape": "plain", "fontname": FONT, "fontsize": str(BODY_SIZE), "fontcolor": INK}
_EDGE = {"fontname": FONT, "fontsize": str(SMALL_SIZE), "arrowsize": "0.8", "weight": "3"}


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


def _badge_band(badge: Badge) -> str:
    """The words of a badge as the first row of a claim's box, on its own side."""
    ground, ink = (badge.tint.line, PAPER) if badge.dark else (PAPER, INK)
    lines = _paragraph(badge.words, SMALL_SIZE, ink, "B")
    cells = "".join(f'<TR><TD ALIGN="{badge.place}" WIDTH="{TEXT_WIDTH}">{line}</TD></TR>' for line in lines)
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{cells}</TABLE>'
    return f'<TR><TD ALIGN="{badge.place}" BGCOLOR="{ground}" CELLPADDING="4">{table}</TD></TR>'


def _badge_sign(badge: Badge) -> _Sign:
    """A small box as heavy and as dark as those that bear the badge."""
    ground = badge.tint.line if badge.dark else PAPER
    rows = f'<TR><TD WIDTH="20" HEIGHT="5" FIXEDSIZE="TRUE" BGCOLOR="{ground}"></TD></TR>'
    rows += f'<TR><TD WIDTH="20" HEIGHT="7" FIXEDSIZE="TRUE" BGCOLOR="{badge.tint.fill}"></TD></TR>'
    box = f'CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" COLOR="{badge.tint.line}"'
    return _Sign(f'<TABLE BORDER="{badge.weight:g}" {box}>{rows}</TABLE>', 28, badge.meaning)


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
    badges = {badge.name: badge for slug, badge in drawn.badges.items() if slug in drawn.graph.claims}
    return _rows(map(_badge_sign, badges.values())) + _rows(signs) + _rows(boxes) + _rows(colours)


def _lines(text: str, size: float, colour: str = INK, mark: str = "") -> list[str]:
    """A text of the caption; none where there is nothing to say."""
    lines = wrapped(text, TITLE_WIDTH, size, mark == "B")
    return [_table((_text(line, size, colour, mark) for line in lines), size, TITLE_WIDTH)] if lines else []


class _Writer:
    """Writes the DOT of one map."""

    def __init__(self, drawn: ArgumentMap) -> None:
        self.map = drawn
        self.graph = drawn.graph
        groups = {slug: drawn.group(c) for slug, c in drawn.graph.claims.items()}
        self.layers = layered(drawn.graph, groups, drawn.abreast)
        self.rank = {slug: number for number, row in enumerate(self.layers.rows) for slug in row}
        self.edges: list[tuple[str, str]] = []
        self.sharing = {link.slug for links in self.graph.stubs.values() for link in links[1:]}
        spacing = _GRAPH | _TIGHT if drawn.abreast else _GRAPH
        self.out = graphviz.Digraph("map", graph_attr=spacing, node_attr=_NODE, edge_attr=_EDGE)

    def dot(self) -> str:
        """The DOT, in which an unseen cluster holds everything: Graphviz draws clusters narrow and all else wide."""
        if caption := self._caption():
            self.out.attr(label=f"<{caption}>", labelloc="t", labeljust="l")
        with self.out.subgraph(name="cluster/paper") as paper:
            paper.attr(id="map/paper", style="invis", margin="0", label="")
            self._claims(paper)
            self._stubs(paper)
            self._links(paper)
            self._rows(paper)
        source: str = self.out.source
        return source

    def _caption(self) -> str:
        """What stands above the map: its title, what it leaves out, and the key to its signs, where they are asked for."""
        view = self.map.view
        rows = self._title() if view.title else self._proviso() if not self.graph.claims else []
        if view.legend:
            rows += _key(self.map)
        if not rows:
            return ""
        cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
        space = '<TR><TD HEIGHT="10"></TD></TR>'
        return f'<TABLE BORDER="0" CELLSPACING="4" CELLPADDING="0">{cells}{space}</TABLE>'

    def _title(self) -> list[str]:
        rows = _lines(self.map.title, TITLE_SIZE, INK, "B") + _lines(self.map.subtitle, BODY_SIZE + 1)
        return rows + self._proviso() + _lines(self.map.imprint, SMALL_SIZE, QUIET_INK)

    def _proviso(self) -> list[str]:
        return _lines(self.map.proviso, BODY_SIZE, INK, "I")

    def _claims(self, out: Any) -> None:
        groups: dict[str | None, list[Claim]] = {}
        for claim in self.graph.claims.values():
            groups.setdefault(self.map.group(claim), []).append(claim)
        for group, claims in groups.items():
            if group is None:
                for claim in claims:
                    self._claim(out, claim)
            else:
                self._cluster(out, group, claims)

    def _cluster(self, out: Any, group: str, claims: list[Claim]) -> None:
        tint = self.map.group_tint(group)
        with out.subgraph(name=f"cluster-{group}") as cluster:
            cluster.attr(
                label=f"<{_text(self.map.group_name(group), BODY_SIZE, tint.line, 'B')}>",
                id=f"group/{group}",
                bgcolor=tint.wash,
                pencolor=mix(tint.line, PAPER, 0.6),
                margin="14",
                labelloc="b",
                style="solid",
            )
            for claim in claims:
                self._claim(cluster, claim)

    def _claim(self, out: Any, claim: Claim) -> None:
        light = claim.slug in self.graph.context
        tint = self.map.tint(claim)
        ink = QUIET_INK if light else INK
        badge = self.map.badges.get(claim.slug)
        rows = _badge_band(badge) if badge else ""
        rows += _band(_header(self.map, claim, ink), tint.wash if light else tint.fill)
        rows += _band(_paragraph(claim.text, BODY_SIZE, ink, "S" if withdrawn(claim) else ""), PAPER)
        if notes := self._notes(claim, light):
            rows += _band(notes, PAPER)
        line = mix(tint.line, PAPER, 0.5) if light else tint.line
        border = badge.weight if badge else 2 if claim.slug == self.graph.focus else 1
        box = f'BORDER="{border:g}" COLOR="{line}" STYLE="{BORDERS[claim.attribution]}"'
        label = f'<<TABLE {box} CELLBORDER="0" CELLSPACING="0">{rows}</TABLE>>'
        out.node(claim.slug, label=label)

    def _notes(self, claim: Claim, light: bool) -> list[str]:
        """What stands under a claim's text: who joined or left it, and its own dispute where that is another."""
        notes = act_lines(self.map.record, claim)
        dispute = self.map.record.disputes.get(claim.dispute)
        if light and dispute and self.map.view.dispute not in (None, *claim.disputes):
            notes.append(f"from the dispute: {dispute.title}")
        return [line for note in notes for line in _paragraph(note, SMALL_SIZE, QUIET_INK)]

    def _stubs(self, out: Any) -> None:
        """The ends of links that lead to another part of the map, a line for each."""
        for slug, links in self.graph.stubs.items():
            words = [stub_words(self.graph, link) for link in links]
            wide = round(max(width(line, SMALL_SIZE) for line in words) * SLACK)
            lines = [_text(line, SMALL_SIZE, QUIET_INK) for line in words]
            table = f"<TR><TD>{_table(lines, SMALL_SIZE, wide)}</TD></TR>"
            out.node(f"{slug}/stub", label=f'<<TABLE BORDER="0" CELLPADDING="3">{table}</TABLE>>')

    def _links(self, out: Any) -> None:
        """The links kind by kind, each kind under the edge attributes that it shares."""
        for kind, style in LINK_STYLES.items():
            links = [link for link in self.graph.links.values() if link.kind is kind]
            if links:
                out.attr("edge", **style.attributes)
            for link in links:
                if link.slug not in self.sharing:
                    self._link(out, link, style)

    def _link(self, out: Any, link: Link, style: LinkStyle) -> None:
        """One edge, or two that meet in the point at which an undercut arrives."""
        tail = {"dir": "both", "arrowtail": TAILS[link.attribution]} if link.attribution in TAILS else {}
        if badge := self.map.badges.get(link.slug):
            tail["penwidth"] = f"{style.width * badge.weight:g}"
        source, target = self.graph.drawn_ends(link)
        if link.slug not in self.graph.undercut:
            self._edge(out, source, target, id=link.slug, **tail)
            return
        out.node(link.slug, shape="point", width="0.07", color=style.colour, id=f"{link.slug}/joint")
        self._edge(out, source, link.slug, id=link.slug, **tail, arrowhead="none")
        self._edge(out, link.slug, target, id=f"{link.slug}/head")

    def _edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        """An edge; one that would lead down, as one of each ring of claims does, has no say in the rows."""
        if self.rank[tail] <= self.rank[head]:
            attributes["constraint"] = "false"
        out.edge(tail, head, **attributes)
        self.edges.append((tail, head))

    def _rows(self, out: Any) -> None:
        """Holds every claim in its row and place, by unseen edges to its neighbours and between rows that nothing joins."""
        rows = self.layers.rows
        loose = len(rows) - self.layers.loose
        joined = {(self.rank[tail], self.rank[head]) for tail, head in self.edges}
        for number, row in enumerate(rows):
            pull = 5 if number >= loose else 0
            places = " -> ".join(quote(slug) for slug in row)
            out.body.append(f"\t{{edge [style=invis weight={pull}] rank=same {places}}}\n")
            if number and (number, number - 1) not in joined:
                out.edge(row[0], rows[number - 1][0], style="invis", weight=str(pull))


def dot_of(drawn: ArgumentMap) -> str:
    """The map as DOT for Graphviz's `dot`; deterministic, so that its hash can stand for the drawing."""
    return _Writer(drawn).dot()
