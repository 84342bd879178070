"""The part of a handout that is about one dispute: its grid, its map over as many pages as it needs, and its claims."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from stances.argument.graph import Graph
from stances.argument.options import MapView
from stances.cache import Recent
from stances.figures.chart.grid import grid_svg, lettered_notes, numbered_events
from stances.figures.map.layout.graphviz import Engine
from stances.figures.map.link_styles import BORDERS, TAILS
from stances.figures.map.map import ArgumentMap, argument_map
from stances.figures.map.pagination import Page, split
from stances.graphics.palette import INK, ink_on, mix, tone_colour
from stances.graphics.text_metrics import cleaned
from stances.graphics.typography import BODY_SIZE, LEAST_TEXT, SMALL
from stances.publishing.page_size import Orientation, Paper, Sheet
from stances.record.commitments import withdrawn
from stances.record.entries import Claim, Dispute, Link
from stances.record.excerpt import excerpt
from stances.record.record import Record
from stances.record.vocabulary import Attribution, LinkKind
from stances.record.wording import act_lines, attribution_words, date_words, event_date, short_name
from stances.timeline.grid import Grid, grid
from stances.timeline.time_axis import Unit

_SIDE, _TOP, _BOTTOM = 57.0, 66.0, 58.0
_PLATE_SIDE, _PLATE_TOP, _PLATE_BOTTOM = 38.0, 48.0, 30.0
_PLATE_HEADING, _PLATE_KEY = 20.0, 26.0
_OPENING, _LINE, _LETTER = 140.0, 14.0, 4.4
"""About what a dispute's title and question take of a page, a line of its scale, and a letter of that."""
_FRAME = 8.0
"""What a grid needs beside its rows."""
_MOST_SCALE = 9.5 / BODY_SIZE
"""A map's text is never set larger than the text beside it."""
_MOST_OF_PAGE = 0.8
"""How much of a page a figure may take that stands among text."""

Data = dict[str, Any]
"""What the typography reads; its keys are those of `handout.typ`."""


def _plain(text: str | None) -> str:
    return cleaned(text or "")


def _json(data: Data) -> bytes:
    return json.dumps(data).encode()


def _page_room(paper: Paper) -> tuple[float, float]:
    width, height = Sheet(paper).size
    return width - 2 * _SIDE, (height - _TOP - _BOTTOM) * _MOST_OF_PAGE


def _plate_room(paper: Paper) -> tuple[float, float]:
    width, height = Sheet(paper, Orientation.LANDSCAPE).size
    across = width - 2 * _PLATE_SIDE
    return across, height - _PLATE_TOP - _PLATE_BOTTOM - _PLATE_HEADING - _PLATE_KEY


def _claim_met(links: Mapping[str, Link], link: Link) -> str:
    """The claim that a link bears on, through the links that it and those undercut."""
    while link.target in links:
        link = links[link.target]
    return link.target


def _how(record: Record, link: Link) -> str:
    """Who drew a link, how it is known and where."""
    who = record.speaker_of_link(link)
    known = {
        Attribution.ASSERTED: "",
        Attribution.REPORTED: f"reported by {_names(record, link.reported_by)}"
        if link.reported_by
        else "reported",
        Attribution.INFERRED: "inferred by the editor",
    }[link.attribution]
    drawn = f"drawn by {_names(record, [who])}" if link.by and who else ""
    return _plain(", ".join(part for part in (drawn, known, record.place(link.locator)) if part))


def _names(record: Record, slugs: Iterable[str]) -> str:
    return ", ".join(_plain(short_name(record, slug)) for slug in slugs)


class Sections:
    """The sections last made: one whose dispute an edit left alone is not made anew. Any thread may use it."""

    def __init__(self, kept: int = 64) -> None:
        self._made: Recent[tuple[str, str, Paper], _Section] = Recent(kept)

    def get(self, record: Record, dispute: str, paper: Paper, engine: Engine) -> _Section:
        """What is made of a dispute is made of its excerpt alone, so that as long as this is the same, so is that."""
        part, key = excerpt(record, dispute), (record.debate.slug, dispute, paper)
        found = self._made.get(key)
        if found is None or found.record != part:
            found = self._made.put(key, _Section(part, dispute, paper, engine))
        return found


class _Section:
    """One dispute: its words and its drawings, by the names of their files, of which `name` has the words."""

    def __init__(self, record: Record, slug: str, paper: Paper, engine: Engine) -> None:
        self.record = record
        self.dispute: Dispute = record.disputes[slug]
        self.paper = paper
        view = MapView(dispute=slug, legend=False, title=False, numbers=True)
        self.map: ArgumentMap = argument_map(record, view)
        self.graph: Graph = self.map.graph
        self.grid: Grid = grid(record, slug)
        self.name = f"{slug}.json"
        self.files: dict[str, bytes] = {}
        self._grid = self._drawn_grid() if self.grid.rows else None
        self._map = self._drawn_map(view, engine) if self.graph.claims else None
        self.files[self.name] = _json(self._data())

    def entries(self) -> Iterator[Claim | Link]:
        yield from self.graph.claims.values()
        yield from self.graph.links.values()

    def _data(self) -> Data:
        return {
            "slug": self.dispute.slug,
            "title": _plain(self.dispute.title),
            "question": _plain(self.dispute.question),
            "scale": list(self._scale()),
            "tallies": list(self._tallies()),
            "grid": self._grid,
            "map": self._map,
            "claims": [self._claim(claim) for claim in self.graph.claims.values()],
            "links": [self._link(link) for link in self._links_in_order()],
        }

    def _scale(self) -> Iterator[Data]:
        glosses = {position.value: position.gloss for position in self.dispute.positions}
        for shade in self.grid.scale:
            if shade.value is not None:
                colour = tone_colour(shade.tone)
                yield {
                    "key": shade.key,
                    "label": _plain(shade.label),
                    "gloss": _plain(glosses.get(shade.value)),
                    "fill": colour,
                    "edge": mix(colour, INK, 0.45),
                    "ink": ink_on(colour),
                }

    def _tallies(self) -> Iterator[str]:
        for event in self.record.events.values():
            for tally in event.tally:
                if tally.dispute == self.dispute.slug:
                    position = self.dispute.position(tally.position)
                    label = f"{position.key} {position.label}" if position else "undecided"
                    count = tally.count.replace("~", "about ")
                    yield _plain(f"{event.name}, {event_date(event)}: {label}, {count}")

    # The grid

    def _drawn_grid(self) -> Data:
        """By months, else by quarters where months would be too many for the page."""
        across, down = (length * SMALL / LEAST_TEXT for length in _page_room(self.paper))
        drawn = self.grid
        svg = self._grid_part(drawn, across)
        if _size(svg)[0] > across + 5:
            drawn = grid(self.record, self.dispute.slug, unit=Unit.QUARTERS)
            svg = self._grid_part(drawn, across)
        parts = [svg]
        if _size(svg)[1] > down / _MOST_OF_PAGE:
            parts = [self._grid_part(part, across) for part in _in_parts(drawn, _size(svg)[1], down)]
        events = numbered_events(drawn)
        return {
            "tall": self._leaves_no_room(_size(svg)[1] * LEAST_TEXT / SMALL),
            "parts": [
                self._kept(f"grid-{n}", part, across, LEAST_TEXT / SMALL) for n, part in enumerate(parts, 1)
            ],
            "notes": [{"sign": sign, "words": _plain(words)} for sign, words in lettered_notes(drawn)],
            "events": [
                {"sign": str(number), "words": _plain(f"{event.name}, {event_date(event)}")}
                for number, event in enumerate(events, 1)
            ],
        }

    def _leaves_no_room(self, height: float) -> bool:
        """Whether a grid of this height, in points, is too tall to stand under its dispute's question and scale."""
        across, down = _page_room(self.paper)
        letters = int(across / _LETTER)
        positions = (f"{position.label} {position.gloss}" for position in self.dispute.positions)
        opening = _OPENING + sum(_LINE * (1 + len(words) // letters) for words in positions)
        return opening + height > down / _MOST_OF_PAGE

    def _grid_part(self, part: Grid, room: float) -> bytes:
        return grid_svg(part, prefix=f"grid-{self.dispute.slug}", room=room - _FRAME).encode()

    def _kept(self, name: str, svg: bytes, room: float, scale: float) -> Data:
        file = f"{self.dispute.slug}-{name}.svg"
        self.files[file] = svg
        return {"file": file, "width": min(_size(svg)[0], room) * scale}

    # The map

    def _drawn_map(self, view: MapView, engine: Engine) -> Data:
        pages = split(self.record, view, engine, _plate_room(self.paper), LEAST_TEXT, "sheet")
        inline = len(pages) == 1 and self._fits_page(pages[0])
        room = _page_room(self.paper) if inline else _plate_room(self.paper)
        return {
            "inline": inline,
            "sheets": [self._sheet(page, room) for page in pages],
            "key": self._key(),
        }

    def _fits_page(self, page: Page) -> bool:
        across, down = (length * BODY_SIZE / LEAST_TEXT for length in _page_room(self.paper))
        return page.size[0] <= across and page.size[1] <= down

    def _sheet(self, page: Page, room: tuple[float, float]) -> Data:
        scale = min(_MOST_SCALE, room[0] / page.size[0], room[1] / page.size[1])
        file = f"{self.dispute.slug}-map-{page.number}.svg"
        self.files[file] = page.svg
        return {"file": file, "width": page.size[0] * scale, "number": page.number}

    def _key(self) -> Data:
        links, claims = self.graph.links.values(), self.graph.claims.values()
        return {
            "kinds": [kind for kind in LinkKind if any(link.kind is kind for link in links)],
            "tails": [how for how in TAILS if any(link.attribution is how for link in links)],
            "borders": [
                {"how": how, "dash": BORDERS[how]}
                for how in Attribution
                if any(claim.attribution is how for claim in claims)
            ],
            "tints": [
                {"name": _plain(name), "fill": tint.fill, "line": tint.line}
                for name, tint in self.map.key.items()
            ],
        }

    # Claims and links

    def _claim(self, claim: Claim) -> Data:
        tint = self.map.tint(claim)
        document = self.record.documents.get(claim.document or "")
        return {
            **self.end(claim.slug),
            "fill": tint.fill,
            "line": tint.line,
            "dash": BORDERS[claim.attribution],
            "who": _plain(short_name(self.record, claim.speaker)),
            "faction": _plain(self.map.faction_name(claim)),
            "when": date_words(claim),
            "text": _plain(claim.text),
            "struck": withdrawn(claim),
            "how": _plain(attribution_words(self.record, claim) or "in own words"),
            "document": {"slug": document.slug, "title": _plain(document.title)} if document else None,
            "place": _plain(self.record.place(claim.locator)),
            "acts": [_plain(line) for line in act_lines(self.record, claim)],
            "relations": list(self._relations(claim)),
        }

    def end(self, slug: str) -> Data:
        return {"slug": slug, "number": self.map.number(self.graph.claims[slug])}

    def _target(self, link: Link) -> Data:
        """The claim that a link leads to, with the link between where it undercuts one."""
        denied = self.graph.links.get(link.target)
        if denied is None:
            return self.end(link.target)
        base = _claim_met(self.graph.links, denied)
        return {**self.end(base), "of": self.end(denied.source), "kind": str(denied.kind)}

    def _relations(self, claim: Claim) -> Iterator[Data]:
        """What a claim does to others, and what others do to it."""
        made, met = self.graph.links_from.get(claim.slug, ()), self.graph.links_to.get(claim.slug, ())
        for kind in LinkKind:
            if ends := [self._target(link) for link in made if link.kind is kind]:
                yield {"words": kind.value, "ends": ends}
        for kind in LinkKind:
            if ends := [self.end(link.source) for link in met if link.kind is kind]:
                yield {"words": _PASSIVE[kind], "ends": ends}

    def _links_in_order(self) -> list[Link]:
        order = {slug: place for place, slug in enumerate(self.graph.claims)}
        return sorted(self.graph.links.values(), key=lambda link: (order[link.source], link.slug))

    def _link(self, link: Link) -> Data:
        return {
            "kind": link.kind,
            "source": self.end(link.source),
            "target": self._target(link),
            "rationale": _plain(link.rationale),
            "how": _how(self.record, link),
            "undercut": [self.end(other.source) for other in self.graph.links_to.get(link.slug, ())],
        }


_PASSIVE: Mapping[LinkKind, str] = {
    LinkKind.SUPPORTS: "supported by",
    LinkKind.REBUTS: "rebutted by",
    LinkKind.UNDERCUTS: "undercut by",
}


_SIZE = re.compile(rb'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"')


def _size(svg: bytes) -> tuple[float, float]:
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("this drawing does not say its size")
    return float(found[1]), float(found[2])


def _in_parts(whole: Grid, height: float, room: float) -> Iterator[Grid]:
    """A grid of too many rows as several, each with its share of them, factions kept in order."""
    count = len(whole.rows)
    each = max(1, int(count * room / height))
    for start in range(0, count, each):
        wanted = whole.rows[start : start + each]
        groups = (
            replace(group, rows=tuple(row for row in group.rows if row in wanted)) for group in whole.groups
        )
        yield replace(whole, groups=tuple(group for group in groups if group.rows))
