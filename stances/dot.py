"""The DOT of an argument map: claims as boxes, headed in a faction's colour, and links that differ without colour.

Pure. `layout` runs Graphviz on it, which decides where things lie (arranged by argument) or only how links run between
them (by time and by speaker), and `svg` turns the drawing into one that stands alone. The same DOT gives SVG, PNG and
PDF. Ids are slugs; what has none has a slash in its id.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import graphviz
from graphviz.quoting import quote

from stances.argument.collapse import Bundle
from stances.argument.options import Arrangement
from stances.boxes import Box, claim_box, fold_box, table, text
from stances.captions import caption
from stances.dates.uncertain import UncertainDate
from stances.graphics.geometry import curved, middle
from stances.graphics.palette import INK, PAPER, QUIET_INK, RULE, mix
from stances.graphics.text_metrics import FONT, SLACK, width
from stances.graphics.typography import BODY_SIZE, PADDING, SMALL_SIZE, TEXT_WIDTH, line_height
from stances.lanes import Heading, Item, Lane, Plan, Rule, by_speaker, by_time, joints
from stances.layers import Layers, Net, Rows, layered
from stances.maps import ArgumentMap, stub_words
from stances.record.entries import Claim, Link
from stances.record.wording import short_name
from stances.signs import LINK_STYLES, TAILS, LinkStyle
from stances.ways import TRACK, Stroke, Ways, ways

_THICKEST = 5
_SEVERAL = "Several factions"
_NUMBERED = 12
"""How far apart lines lie that bear numbers."""
_LENGTHS = {"none": 0.0, "normal": 8.0, "tee": 3.0, "odiamond": 9.6, "odot": 6.4, "obox": 6.0}
"""How long each arrowhead is, in points."""
_LINE = line_height(SMALL_SIZE)
_IN_STRING = 50
"""Strokes in one string of DOT, which may not be longer than 16,384 characters."""

_GRAPH = {
    "splines": "polyline",
    "fontname": FONT,
    "fontsize": str(BODY_SIZE),
    "fontcolor": INK,
    "bgcolor": PAPER,
    "pad": "0.25",
}
_TIGHT = {"nodesep": "0.2", "ranksep": "0.4", "pad": "0.1"}
"""How claims stand where paper sets a limit."""
_ABREAST = TEXT_WIDTH + 2 * PADDING + 21
"""How much of a paper's width a claim takes, with the space beside it."""
_BETWEEN, _AROUND = 29, 30
"""What comes of these between two rows and around them all, in points."""
_ROWS = {"rankdir": "BT", "nodesep": "0.35", "ranksep": "0.65", "newrank": "true"}
_NODE = {"id": r"\N", "shape": "plain", "fontname": FONT, "fontsize": str(BODY_SIZE), "fontcolor": INK}
_EDGE = {"fontname": FONT, "fontsize": str(SMALL_SIZE), "arrowsize": "0.8"}


@lru_cache(maxsize=16_384)
def _quoted(word: str) -> str:
    """The library's own quoting, which costs more than all else that is done for a short word; most are met often."""
    return str(quote(word))


def _written(attributes: Mapping[str, str]) -> str:
    """Attributes as DOT has them; markup stands as it is."""
    return " ".join(
        f"{name}={value if value[:1] == '<' else _quoted(value)}" for name, value in attributes.items()
    )


def _net(drawn: ArgumentMap) -> Net:
    """The boxes and lines of a map, links that are counted together among them."""
    graph = drawn.graph
    lines = {link.slug: (link.source, link.target) for link in graph.within.links.values()}
    cut = {slug: graph.drawn_ends(link) for slug, link in graph.links.items() if slug not in lines}
    lines |= {bundle.name: (bundle.source, bundle.target) for bundle in drawn.bundles}
    boxes = (*graph.claims, *(fold.name for fold in drawn.groups))
    return Net(boxes, lines, {slug: ends for slug, ends in cut.items() if slug not in graph.sharing})


class Writer(ABC):
    """Writes what every arrangement of a map has: its caption, its boxes and its links.

    `high` is about how many points high the drawing will be, where that is known before Graphviz draws it, else 0.
    """

    bars = False
    turned = False

    @property
    def high(self) -> float:
        return 0.0

    def __init__(self, drawn: ArgumentMap, **graph: str) -> None:
        self.map = drawn
        self.net = _net(drawn)
        self.out = graphviz.Digraph("map", graph_attr=_GRAPH | graph, node_attr=_NODE, edge_attr=_EDGE)

    def dot(self, turned: bool = False) -> str:
        """The map as DOT. `turned`, which is for Graphviz alone, lets an edge that leads down begin at its head."""
        self.turned = turned
        if words := caption(self.map, self.bars):
            self.out.attr(label=f"<{words}>", labelloc="t", labeljust="l")
        self.body()
        source: str = self.out.source
        return source

    @abstractmethod
    def body(self) -> None:
        """Writes everything but the caption."""

    def node(self, out: Any, name: str, **attributes: str) -> None:
        out.body.append(f"\t{_quoted(name)} [{_written(attributes)}]\n")

    def edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        out.body.append(f"\t{_quoted(tail)} -> {_quoted(head)} [{_written(attributes)}]\n")

    @cached_property
    def boxes(self) -> Mapping[str, Box]:
        """Every box by the name of its claim or fold."""
        claims = {slug: claim_box(self.map, claim) for slug, claim in self.map.graph.claims.items()}
        return claims | {fold.name: fold_box(self.map, fold) for fold in self.map.groups}

    def claim(self, out: Any, claim: Claim) -> None:
        self.node(out, claim.slug, label=f"<{self.boxes[claim.slug].label}>")

    def folds(self, out: Any) -> None:
        for fold in self.map.groups:
            self.node(out, fold.name, label=f"<{self.boxes[fold.name].label}>", id=f"fold/{fold.token}")

    def links(self, out: Any) -> None:
        """The links kind by kind, each kind under the edge attributes that it shares."""
        for kind, style in LINK_STYLES.items():
            drawn = (
                link for link in self.map.graph.links.values() if link.slug not in self.map.graph.sharing
            )
            links = [link for link in drawn if link.kind is kind]
            bundles = [bundle for bundle in self.map.bundles if bundle.kind is kind]
            if links or bundles:
                out.attr("edge", **style.attributes)
            for link in links:
                self._link(out, link, style)
            for bundle in bundles:
                self._bundle(out, bundle, style)

    def _link(self, out: Any, link: Link, style: LinkStyle) -> None:
        """One edge, or two that meet in the point at which an undercut arrives."""
        tail = {"dir": "both", "arrowtail": TAILS[link.attribution]} if link.attribution in TAILS else {}
        if badge := self.map.badges.get(link.slug):
            tail["penwidth"] = f"{style.width * badge.weight:g}"
        source, target = self.map.graph.drawn_ends(link)
        if link.slug not in self.net.met:
            self.edge(out, source, target, id=link.slug, **tail)
            return
        self.node(out, link.slug, shape="point", width="0.07", color=style.colour, id=f"{link.slug}/joint")
        self.edge(out, source, link.slug, id=link.slug, **tail, arrowhead="none")
        self.edge(out, link.slug, target, id=f"{link.slug}/head")

    def _bundle(self, out: Any, bundle: Bundle, style: LinkStyle) -> None:
        """One edge for several links, thicker the more there are, with their number where it is not one."""
        count = len(bundle.links)
        words = f'<TR><TD BGCOLOR="{PAPER}">{text(self.counted(bundle), SMALL_SIZE, style.colour)}</TD></TR>'
        label = {"label": f'<<TABLE BORDER="0" CELLPADDING="0">{words}</TABLE>>'} if count > 1 else {}
        wide = f"{style.width + min(count - 1, _THICKEST) * 0.4:.1f}"
        self.edge(out, bundle.source, bundle.target, id=bundle.name, penwidth=wide, **label)

    def sign(self, attributes: Mapping[str, str]) -> str:
        """The arrowhead of an edge."""
        return attributes.get("arrowhead") or self._heads[attributes["id"].removesuffix("/head")]

    @cached_property
    def _heads(self) -> Mapping[str, str]:
        """The arrowhead of each line."""
        kinds = {link.slug: link.kind for link in self.map.graph.links.values()}
        kinds |= {bundle.name: bundle.kind for bundle in self.map.bundles}
        return {name: LINK_STYLES[kind].head for name, kind in kinds.items()}

    def counted(self, bundle: Bundle) -> str:
        """What is said of how many links a line stands for."""
        return bundle.words


class _Rows(Writer):
    """Conclusions on top, and every claim in its row below what it bears on."""

    def __init__(self, drawn: ArgumentMap) -> None:
        super().__init__(drawn, **(_ROWS | _TIGHT if drawn.room else _ROWS))
        self.layers = self._layers(drawn.room)
        self.rank = {name: number for number, row in enumerate(self.layers.rows) for name in row}
        self.edges: list[tuple[str, str]] = []

    def _layers(self, room: tuple[float, float] | None) -> Layers:
        if room is None:
            return layered(self.net, self._clusters())
        most = max(1, int(room[0] / _ABREAST))
        return layered(self.net, self._clusters(), most, lambda rows: self._high(rows) <= room[1])

    @property
    def high(self) -> float:
        return self._high(self.layers.rows) if self.map.room else 0.0

    def _high(self, rows: Rows) -> float:
        """Each row is as high as the highest in it."""
        heights = {name: box.high for name, box in self.boxes.items()}
        heights |= {f"{slug}/stub": len(links) * _LINE for slug, links in self.map.graph.stubs.items()}
        highest = (max(heights.get(name, 0) for name in row) for row in rows)
        return _AROUND + sum(highest) + _BETWEEN * (len(rows) - 1)

    def _clusters(self) -> dict[str, str | None]:
        """The cluster in which each box lies; that of a fold is none."""
        claims = {slug: self.map.group(claim) for slug, claim in self.map.graph.claims.items()}
        return claims | dict.fromkeys(fold.name for fold in self.map.groups)

    def body(self) -> None:
        """All within an unseen cluster, for Graphviz draws clusters narrow and all else wide."""
        with self.out.subgraph(name="cluster/paper") as paper:
            paper.attr(id="map/paper", style="invis", margin="0", label="")
            self._claims(paper)
            self.folds(paper)
            self._stubs(paper)
            paper.attr("edge", weight="3")
            self.links(paper)
            self._rows(paper)

    def _stubs(self, out: Any) -> None:
        """The ends of links that lead to another part of the map, a line for each."""
        for slug, links in self.map.graph.stubs.items():
            words = [stub_words(self.map.graph, link) for link in links]
            wide = round(max(width(line, SMALL_SIZE) for line in words) * SLACK)
            lines = [text(line, SMALL_SIZE, QUIET_INK) for line in words]
            out.node(f"{slug}/stub", label=f"<{table(lines, SMALL_SIZE, wide)}>", margin="0.05")

    def _claims(self, out: Any) -> None:
        groups: dict[str | None, list[Claim]] = {}
        for claim in self.map.graph.claims.values():
            groups.setdefault(self.map.group(claim), []).append(claim)
        for group, claims in groups.items():
            if group is None:
                for claim in claims:
                    self.claim(out, claim)
            else:
                self._cluster(out, group, claims)

    def _cluster(self, out: Any, group: str, claims: list[Claim]) -> None:
        tint = self.map.group_tint(group)
        with out.subgraph(name=f"cluster-{group}") as cluster:
            cluster.attr(
                label=f"<{text(self.map.group_name(group), BODY_SIZE, tint.line, 'B')}>",
                id=f"group/{group}",
                bgcolor=tint.wash,
                pencolor=mix(tint.line, PAPER, 0.6),
                margin="10",
                labelloc="b",
                style="solid",
            )
            for claim in claims:
                self.claim(cluster, claim)

    def edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        """An edge; one that would lead down, as one of each ring of claims does, has no say in the rows.

        Graphviz draws it with fewer crossings if it is told of it from the lower end, like of all others.
        """
        if self.turned and self.rank[tail] < self.rank[head]:
            tail, head, attributes = head, tail, attributes | self._turned(attributes)
        elif self.rank[tail] <= self.rank[head]:
            attributes["constraint"] = "false"
        super().edge(out, tail, head, **attributes)
        self.edges.append((tail, head))

    def _turned(self, attributes: dict[str, str]) -> dict[str, str]:
        """The signs of an edge's two ends, exchanged."""
        return {
            "dir": "both",
            "arrowhead": attributes.get("arrowtail", "none"),
            "arrowtail": self.sign(attributes),
        }

    def _rows(self, out: Any) -> None:
        """Holds every claim in its row and place, by unseen edges to its neighbours and between rows that nothing joins."""
        rows = self.layers.rows
        loose = len(rows) - self.layers.loose
        joined = {(self.rank[tail], self.rank[head]) for tail, head in self.edges}
        for number, row in enumerate(rows):
            pull = 5 if number >= loose else 0
            places = " -> ".join(map(_quoted, row))
            out.body.append(f"\t{{edge [style=invis weight={pull}] rank=same {places}}}\n")
            if number and (number, number - 1) not in joined:
                out.edge(row[0], rows[number - 1][0], style="invis", weight=str(pull))


class _Lanes(Writer):
    """Everything at a place of its own, by time or by speaker; Graphviz only finds ways for the links between."""

    def __init__(self, drawn: ArgumentMap, plan: Callable[[list[Item]], Plan]) -> None:
        super().__init__(drawn, layout="nop2")
        self.plan = plan(_items(drawn, self.boxes))
        self.bars = bool(self.plan.bars)
        found = self._ways()
        if found.wanting:
            self.plan = self.plan.widened(found.wanting)
            found = self._ways()
        self.corners = found.corners
        self.centres = {name: place.centre for name, place in self.plan.places.items()} | self._joints()

    def _joints(self) -> dict[str, tuple[float, float]]:
        return joints(self.plan, self.net.lines, [line for line in self.net.lines if line in self.net.met])

    def _ways(self) -> Ways:
        """How all lines run, with room between them for the numbers of those that are counted."""
        counted = any(len(bundle.links) > 1 for bundle in self.map.bundles)
        plan = self.plan
        apart = _NUMBERED if counted else TRACK
        return ways(self._strokes(), plan.places, self._joints(), plan.walls, plan.ground, apart)

    def _strokes(self) -> Iterator[Stroke]:
        """Each line, or its two halves where others arrive at it."""
        for name, (source, target) in self.net.lines.items():
            if name in self.net.met:
                yield Stroke(name, source, name)
                yield Stroke(f"{name}/head", name, target)
            else:
                yield Stroke(name, source, target)

    def body(self) -> None:
        """The corners are nodes too, lest Graphviz shift everything but the rules."""
        out = self.out
        out.body.append(f"\t_background={self._rules()}\n")
        for name, x, y in (("corner/1", 0.0, 0.0), ("corner/2", self.plan.wide, self.plan.high)):
            out.node(name, shape="point", style="invis", width="0.01", pos=self._pos(x, y))
        for heading in self.plan.headings:
            out.node(heading.id, label=f"<{_heading(heading)}>", pos=self._pos(*heading.place.centre))
        for claim in self.map.graph.claims.values():
            self.claim(out, claim)
        self.folds(out)
        self._bars(out)
        self.links(out)

    def _pos(self, x: float, y: float) -> str:
        return f"{x:g},{self.plan.high - y:g}"

    def node(self, out: Any, name: str, **attributes: str) -> None:
        super().node(out, name, **attributes, pos=self._pos(*self.centres[name]))

    def edge(self, out: Any, tail: str, head: str, **attributes: str) -> None:
        """An edge on the way found for it, which ends where its arrowheads begin."""
        name = attributes["id"]
        corners = self.corners[name]
        sign = self.sign(attributes)
        drawn = curved(corners, _LENGTHS[attributes.get("arrowtail", "none")], _LENGTHS[sign])
        ends = f"s,{self._pos(*corners[0])} " if "arrowtail" in attributes else ""
        ends += f"e,{self._pos(*corners[-1])} " if sign != "none" else ""
        if "label" in attributes:
            attributes["lp"] = self._pos(*middle(corners))
        points = " ".join(self._pos(*point) for point in drawn)
        super().edge(out, tail, head, **attributes, pos=ends + points)

    def counted(self, bundle: Bundle) -> str:
        """The number alone, for between columns there is no room for words."""
        return f"×{len(bundle.links)}"

    def _rules(self) -> str:
        """The rules, drawn under everything, as strings that DOT joins."""
        strokes = [_rule(self.plan, rule) for rule in self.plan.rules]
        pieces = ["".join(strokes[at : at + _IN_STRING]) for at in range(0, len(strokes), _IN_STRING)]
        return " + ".join(f'"{piece}"' for piece in pieces or [""])

    def _bars(self, out: Any) -> None:
        """How far dates may reach, each in the colour of its box; edges of their own, for a bar goes where its box goes."""
        for slug, claim in self.map.graph.claims.items():
            self._bar(out, slug, slug, self.map.tint(claim).line)
        for fold in self.map.groups:
            self._bar(out, fold.name, f"fold/{fold.token}", self.map.fold_tint(fold).line)

    def _bar(self, out: Any, name: str, id: str, colour: str) -> None:
        if bar := self.plan.bars.get(name):
            first, *points = _hanging(bar, self.plan.places[name].bottom)
            pos = " ".join([self._pos(*first), *(self._pos(*point) for point in points)])
            look = {"color": colour, "style": "solid", "penwidth": "2", "arrowhead": "none"}
            super().edge(out, "corner/1", "corner/2", id=f"{id}/bar", pos=pos, **look)


def _items(drawn: ArgumentMap, boxes: Mapping[str, Box]) -> list[Item]:
    """The boxes of a map with their lanes and dates, in the order of time, those without a date last."""
    items = []
    for claim in drawn.graph.claims.values():
        lane = Lane(
            f"lane/{drawn.faction(claim) or ''}/{claim.speaker}",
            short_name(drawn.record, claim.speaker),
            drawn.faction_name(claim),
        )
        items.append(_item(claim.slug, lane, boxes[claim.slug], claim.when))
    for fold in drawn.groups:
        factions = {drawn.faction_name(drawn.record.claims[slug]) for slug in fold.claims}
        faction = factions.pop() if len(factions) == 1 else _SEVERAL
        lane = Lane(f"lane/folds/{faction}", "", faction)
        items.append(_item(fold.name, lane, boxes[fold.name], drawn.fold_when(fold)))
    return sorted(items, key=lambda item: item.when.sort_key if item.when else (date.max, date.max))


def _item(name: str, lane: Lane, box: Box, when: UncertainDate | None) -> Item:
    return Item(name, lane, box.wide, box.high, when)


def _heading(heading: Heading) -> str:
    ink = INK if heading.strong else QUIET_INK
    lines = [text(line, BODY_SIZE, ink, "B") for line in heading.lines]
    return table(lines, BODY_SIZE, round(heading.place.wide))


def _xdot(plan: Plan, style: str, colour: str, points: list[tuple[float, float]]) -> str:
    """A line in Graphviz's own drawing language."""
    places = " ".join(f"{x:g} {plan.high - y:g}" for x, y in points)
    return f"S {len(style)} -{style} c {len(colour)} -{colour} L {len(points)} {places} "


def _rule(plan: Plan, rule: Rule) -> str:
    style = "dashed" if rule.broken else "solid"
    return _xdot(plan, style, mix(RULE, PAPER, 0.55), [(rule.x1, rule.y1), (rule.x2, rule.y2)])


def _hanging(bar: Rule, foot: float) -> list[tuple[float, float]]:
    """A bar from the foot of its box down and along, with a mark at its end, or an arrowhead where the end is open.

    It is one curve of straight pieces, whose control points lie upon its corners.
    """
    x, y = bar.x2, bar.y2
    end = [(x - 5, y - 3), (x, y), (x - 5, y + 3)] if bar.broken else [(x, y - 3), (x, y + 3)]
    corners = [(bar.x1, foot), (bar.x1, y), (x, y), *end]
    return [corners[0], *(point for one, other in pairwise(corners) for point in (one, other, other))]


_WRITERS: Mapping[Arrangement, Callable[[ArgumentMap], Writer]] = {
    Arrangement.ARGUMENT: _Rows,
    Arrangement.TIME: lambda drawn: _Lanes(drawn, by_time),
    Arrangement.SPEAKER: lambda drawn: _Lanes(drawn, by_speaker),
}


def writer_of(drawn: ArgumentMap) -> Writer:
    """The map ready to be written: where its rows or places are known, and its DOT not yet made."""
    return _WRITERS[drawn.view.arrange](drawn)


def dot_of(drawn: ArgumentMap, turned: bool = False) -> str:
    """The map as DOT; deterministic, so that its hash can stand for the drawing. It names the engine that it is for.

    Every edge leads from a link's source to its target, unless edges that lead down may be `turned` for the layout.
    """
    return writer_of(drawn).dot(turned)
