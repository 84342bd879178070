"""A map by time or by speaker as DOT: places and routes are given, Graphviz only draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from stances.argument.collapse import Bundle
from stances.dates.uncertain import UncertainDate
from stances.figures.map.dot import _IN_STRING, _LENGTHS, _NUMBERED, _SEVERAL, Writer
from stances.figures.map.layout.edge_routing import Ways, ways
from stances.figures.map.layout.routing_grid import TRACK, Stroke
from stances.figures.map.layout.swimlanes import Heading, Item, Lane, Plan, Rule, joints
from stances.figures.map.map import ArgumentMap
from stances.figures.map.node_labels import Box, table, text
from stances.graphics.geometry import curved, middle
from stances.graphics.palette import INK, PAPER, QUIET_INK, RULE, mix
from stances.graphics.typography import BODY_SIZE
from stances.record.wording import short_name


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
