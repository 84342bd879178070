"""The section of a handout on one dispute: its grid, its map over as many pages as it needs, its claims and links."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from lxml import etree

from stances.argument.graph import Graph
from stances.argument.options import MapView
from stances.argument.wording import LINK_PARTICIPLES
from stances.cache import LruCache
from stances.figures.chart.grid import draw_grid, list_unlabelled_events
from stances.figures.chart.grid_contents import list_lettered_notes
from stances.figures.chart.wording import COLUMN_HEADINGS, EVENTS_HEADING
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.link_styles import TAIL_SIGNS
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.figures.map.pagination import MapPage, paginate_map
from stances.figures.map.wording import (
    CONTRARY_MEANING,
    JOINED_MEANING,
)
from stances.figures.metadata import figure_prefix
from stances.graphics.palette import TEXT_COLOUR, mix, text_colour_on, tone_colour
from stances.graphics.typography import BODY_SIZE_PT, MIN_TEXT_PT, SMALL_SIZE_PT
from stances.publishing.page_layout import FigureSize
from stances.publishing.page_size import Orientation, Paper, Sheet
from stances.publishing.typst import clean
from stances.record.attribution_wording import describe_attribution
from stances.record.commitments import is_withdrawn
from stances.record.entries import Claim, Dispute, Link, Quotation
from stances.record.excerpt import excerpt
from stances.record.link_wording import link_verb
from stances.record.record import Record
from stances.record.source_wording import format_locator
from stances.record.vocabulary import LinkKind
from stances.record.wording import (
    ATTRIBUTION_NAMES,
    RATIONALE_MARK,
    describe_acts,
    describe_date,
    describe_event_date,
    entry_name,
    speaker_label,
)
from stances.timeline.columns import coarser_units
from stances.timeline.grid import Grid, build_grid

SIDE_MARGIN_PT, TOP_MARGIN_PT, BOTTOM_MARGIN_PT = 57.0, 58.0, 50.0
MAP_PAGE_SIDE_PT, MAP_PAGE_TOP_PT, MAP_PAGE_BOTTOM_PT = 38.0, 48.0, 30.0
_MAP_HEADING_PT, _MAP_LEGEND_PT = 26.0, 40.0
"""The heights of what stands above and below a map that fills its page."""
_MAP_MARGINS_PT = {
    Orientation.PORTRAIT: (SIDE_MARGIN_PT, TOP_MARGIN_PT, BOTTOM_MARGIN_PT),
    Orientation.LANDSCAPE: (MAP_PAGE_SIDE_PT, MAP_PAGE_TOP_PT, MAP_PAGE_BOTTOM_PT),
}
_GRID_FRAME_PT = 8.0
"""The width that a grid needs besides its columns."""
_MAX_SCALE = 9.5 / BODY_SIZE_PT
"""The largest scale of a map: its text is not set larger than the text beside it."""
_MAX_PAGE_SHARE = 0.8
"""The share of a page's height that a figure among text may take."""

TypstData = dict[str, Any]
"""Data for `handout.typ`, which names its keys."""


def encode_json(data: TypstData) -> bytes:
    """Return the data as JSON, with letters of any script as they are."""
    return json.dumps(data, ensure_ascii=False).encode()


def _text_area(paper: Paper) -> tuple[float, float]:
    """The width of the text and the largest height of a figure within it, in points."""
    width, height = Sheet(paper).size
    return width - 2 * SIDE_MARGIN_PT, (height - TOP_MARGIN_PT - BOTTOM_MARGIN_PT) * _MAX_PAGE_SHARE


def map_area(paper: Paper, orientation: Orientation) -> tuple[float, float]:
    """The largest width and height in points of a map: upright among the text, or on a landscape page of its own."""
    side, top, bottom = _MAP_MARGINS_PT[orientation]
    width, height = Sheet(paper, orientation).size
    return width - 2 * side, height - top - bottom - _MAP_HEADING_PT - _MAP_LEGEND_PT


def target_claim(links: Mapping[str, Link], link: Link) -> str:
    """The slug of the claim that a link bears on, through the links that it undercuts."""
    while link.target in links:
        link = links[link.target]
    return link.target


def describe_provenance(record: Record, link: Link) -> str:
    """Say whose words a link's rationale is in, who argued it, how that is known, and where in the sources."""
    where = format_locator(record, link.locator)
    known = f"{RATIONALE_MARK}; {describe_attribution(record, link)}"
    return clean(f"{known}, {where}" if where else known)


def join_names(record: Record, slugs: Iterable[str]) -> str:
    """Join the labels of participants with commas."""
    return ", ".join(clean(speaker_label(record, slug)) for slug in slugs)


class SectionCache:
    """The sections last built, so that only disputes that were edited are built again. Thread-safe."""

    def __init__(self, max_sections: int = 64) -> None:
        self._cache: LruCache[tuple[str, str, Paper], HandoutSection] = LruCache(max_sections)

    def get(self, record: Record, dispute: str, paper: Paper, engine: LayoutEngine) -> HandoutSection:
        """Return the section of a dispute. It depends only on the dispute's excerpt, so it is reused while that is equal."""
        part, key = excerpt(record, dispute), (record.debate.slug, dispute, paper)
        section = self._cache.get(key)
        if section is None or section.record != part:
            section = self._cache.put(key, HandoutSection(part, dispute, paper, engine))
        return section


class HandoutSection:
    """One dispute: its data, in the file `name`, and its drawings; `files` has the content of all by file name."""

    def __init__(self, record: Record, slug: str, paper: Paper, engine: LayoutEngine) -> None:
        self.record = record
        self.dispute: Dispute = record.disputes[slug]
        self.paper = paper
        view = MapView(dispute=slug, legend=False, title=False, numbers=True)
        self.map: ArgumentMap = build_argument_map(record, view)
        self.graph: Graph = self.map.graph
        self.grid: Grid = build_grid(record, slug)
        self.name = f"{slug}.json"
        self.files: dict[str, bytes] = {}
        self._sheet_of: Mapping[str, int] = {}
        self._grid_data = self._draw_grid() if self.grid.rows else None
        self._map_data = self._draw_map(view, engine) if self.graph.links else None
        self.files[self.name] = encode_json(self._section_data())

    def entries(self) -> Iterator[Claim | Link]:
        """The claims, then the links."""
        yield from self.graph.claims.values()
        yield from self.graph.links.values()

    def _section_data(self) -> TypstData:
        return {
            "slug": self.dispute.slug,
            "title": clean(entry_name(self.dispute, self.record)),
            "question": clean(self.dispute.question) if self.dispute.question != self.dispute.title else "",
            "scale": list(self._scale_data()),
            "tallies": list(self._describe_tallies()),
            "grid": self._grid_data,
            "map": self._map_data,
            "claims": [self._claim_data(claim) for claim in self.graph.claims.values()],
            "links": [self._link_data(link) for link in self._sorted_links()],
        }

    def _scale_data(self) -> Iterator[TypstData]:
        glosses: dict[int | None, str | None] = {p.value: p.gloss for p in self.dispute.positions}
        is_undecided = any(stance.position is None for row in self.grid.rows for stance in row.stances)
        for position in self.grid.scale:
            if position.value is not None or is_undecided:
                colour = tone_colour(position.tone)
                yield {
                    "key": position.key,
                    "label": clean(position.label),
                    "gloss": clean(glosses.get(position.value)),
                    "fill": colour,
                    "edge": mix(colour, TEXT_COLOUR, 0.45),
                    "text": text_colour_on(colour),
                }

    def _describe_tallies(self) -> Iterator[str]:
        for event in self.record.events.values():
            for tally in event.tally:
                if tally.dispute == self.dispute.slug:
                    position = self.dispute.position(tally.position)
                    label = f"{position.key} {position.label}" if position else "undecided"
                    count = tally.count.replace("~", "about ")
                    yield clean(f"{event.name}, {describe_event_date(event)}: {label}, {count}")

    # The grid

    def _draw_grid(self) -> TypstData:
        """Draw the grid, by a coarser unit if its columns are too many for the page; divide it if it is too high."""
        across, down = (length * SMALL_SIZE_PT / MIN_TEXT_PT for length in _text_area(self.paper))
        shown_grid = self.grid
        svg = self._draw_grid_part(shown_grid, across)
        for unit in coarser_units(shown_grid.unit):
            if _read_size(svg)[0] <= across + 5:
                break
            shown_grid = build_grid(self.record, self.dispute.slug, unit=unit)
            svg = self._draw_grid_part(shown_grid, across)
        parts = [svg]
        if _read_size(svg)[1] > down / _MAX_PAGE_SHARE:
            parts = [
                self._draw_grid_part(part, across)
                for part in _divide_grid(shown_grid, _read_size(svg)[1], down)
            ]
        return {
            "parts": [
                self._keep_drawing(f"grid-{n}", part, across, MIN_TEXT_PT / SMALL_SIZE_PT)
                for n, part in enumerate(parts, 1)
            ],
            "notes": [
                {"sign": sign, "words": clean(words)} for sign, words in list_lettered_notes(shown_grid)
            ],
            "events": {
                "heading": EVENTS_HEADING,
                "entries": [
                    clean(words) for words in list_unlabelled_events(shown_grid, across - _GRID_FRAME_PT)
                ],
            },
            "columns": {
                "heading": COLUMN_HEADINGS.get(shown_grid.unit, ""),
                "entries": [{"sign": c.short, "words": clean(c.label)} for c in shown_grid.columns],
            },
        }

    def _draw_grid_part(self, part: Grid, max_width: float) -> bytes:
        return draw_grid(
            part,
            prefix=figure_prefix("grid", self.dispute),
            max_width=max_width - _GRID_FRAME_PT,
        ).encode()

    def _keep_drawing(self, name: str, svg: bytes, max_width: float, scale: float) -> TypstData:
        file = f"{self.dispute.slug}-{name}.svg"
        self.files[file] = svg
        return {"file": file, "width": min(_read_size(svg)[0], max_width) * scale}

    # The map

    def _draw_map(self, view: MapView, engine: LayoutEngine) -> TypstData:
        """Draw the linked claims on as few sheets as their text allows, upright among the text or on landscape pages."""
        areas = [map_area(self.paper, way) for way in (Orientation.PORTRAIT, Orientation.LANDSCAPE)]
        cut = partial(paginate_map, self.record, view, engine, page_word="sheet", linked_only=True)
        pages, area = cut(areas[0], MIN_TEXT_PT), areas[0]
        if len(pages) > 1 and len(lying := cut(areas[1], MIN_TEXT_PT)) < len(pages):
            pages, area = lying, areas[1]
        self._sheet_of = {claim: page.number for page in pages for claim in page.claims}
        return {
            "upright": area == areas[0],
            "sheets": [self._map_page_data(page, area) for page in pages],
            "unlinked": [self._number_of(slug) for slug in self.graph.claims if slug not in self._sheet_of],
            "key": self._legend_data(),
        }

    def _map_page_data(self, page: MapPage, area: tuple[float, float]) -> TypstData:
        scale = min(_MAX_SCALE, area[0] / page.size_pt[0], area[1] / page.size_pt[1])
        file = f"{self.dispute.slug}-map-{page.number}.svg"
        self.files[file] = page.svg
        return {
            "file": file,
            "width": page.size_pt[0] * scale,
            "number": page.number,
            "claims": sorted(map(self._number_of, page.claims)),
        }

    def _legend_data(self) -> TypstData:
        links, claims = self.graph.links.values(), self.graph.claims.values()
        return {
            "arrows": list(_arrow_key(tuple(links))),
            "tails": [
                {"how": how, "words": ATTRIBUTION_NAMES[how]}
                for how in TAIL_SIGNS
                if any(entry.attribution is how for entry in links)
                or any(claim.attribution is how for claim in claims)
            ],
            "tints": [
                {"name": clean(name), "fill": tint.fill, "line": tint.line}
                for name, tint in self.map.colours.legend.items()
            ],
        }

    # Claims and links

    def _claim_data(self, claim: Claim) -> TypstData:
        tint = self.map.colours.claim_tint(claim)
        document = self.record.documents.get(claim.document or "")
        return {
            **self.end_data(claim.slug),
            "sheet": self._sheet_of.get(claim.slug, 0),
            "fill": tint.fill,
            "line": tint.line,
            "who": clean(speaker_label(self.record, claim.speaker)),
            "faction": clean(self.map.faction_name(claim)),
            "when": describe_date(claim),
            "text": clean(claim.text),
            "struck": is_withdrawn(claim),
            "how": clean(describe_attribution(self.record, claim)),
            "quotations": [_quotation_data(quotation) for quotation in claim.quotations],
            "document": {"slug": document.slug, "title": clean(entry_name(document, self.record))}
            if document
            else None,
            "place": clean(format_locator(self.record, claim.locator)),
            "acts": [clean(line) for line in describe_acts(self.record, claim)],
            "relations": list(self._relation_data(claim)),
        }

    def end_data(self, slug: str) -> TypstData:
        """The slug and number of a claim, as an end of a link."""
        return {"slug": slug, "number": self._number_of(slug)}

    def _number_of(self, slug: str) -> int:
        return self.map.claim_number(self.graph.claims[slug]) or 0

    def ends_data(self, slugs: Iterable[str]) -> list[TypstData]:
        return [self.end_data(slug) for slug in slugs]

    def _target_data(self, link: Link) -> TypstData:
        """The claim that a link bears on and, if it undercuts a link, from where that link leads and how it is called."""
        undercut_link = self.graph.links.get(link.target)
        if undercut_link is None:
            return self.end_data(link.target)
        base = target_claim(self.graph.links, undercut_link)
        return {
            **self.end_data(base),
            "of": self.ends_data(undercut_link.premises),
            "verb": link_verb(undercut_link),
        }

    def _relation_data(self, claim: Claim) -> Iterator[TypstData]:
        """The claims that bear on a claim, and those on which it bears together with others, by what they do.

        What else it does, its own links say: `links` of the section.
        """
        relations: dict[str, list[TypstData]] = defaultdict(list)
        for kind in LinkKind:
            for link in self.graph.links_from.get(claim.slug, ()):
                if link.kind is kind and link.source != claim.slug:
                    others = self.ends_data(slug for slug in link.premises if slug != claim.slug)
                    relations[link_verb(link)].append({**self._target_data(link), "together": others})
        for kind in LinkKind:
            for link in self.graph.links_to.get(claim.slug, ()):
                if link.kind is kind:
                    words = link_verb(link) if link.mutual else LINK_PARTICIPLES[kind]
                    others = self.ends_data(link.with_)
                    relations[words].append({**self.end_data(link.source), "together": others})
        yield from ({"words": words, "ends": ends} for words, ends in relations.items())

    def _sorted_links(self) -> list[Link]:
        order = {slug: place for place, slug in enumerate(self.graph.claims)}
        return sorted(self.graph.links.values(), key=lambda link: (order[link.source], link.slug))

    def _link_data(self, link: Link) -> TypstData:
        return {
            "kind": link.kind,
            "mutual": link.mutual,
            "verb": link_verb(link),
            "sources": self.ends_data(link.premises),
            "target": self._target_data(link),
            "rationale": clean(link.rationale),
            "how": describe_provenance(self.record, link),
            "undercut": [
                end
                for other in self.graph.links_to.get(link.slug, ())
                for end in self.ends_data(other.premises)
            ],
        }


def _arrow_key(links: Sequence[Link]) -> Iterator[TypstData]:
    """The arrows that a map key explains, with their words."""
    for kind in LinkKind:
        if any(link.kind is kind and not link.mutual for link in links):
            yield {"kind": kind, "words": kind.value}
    if joined := next((link for link in links if link.with_), None):
        yield {"kind": joined.kind, "joined": True, "words": JOINED_MEANING}
    if any(link.mutual for link in links):
        yield {"kind": LinkKind.REBUTS, "mutual": True, "words": CONTRARY_MEANING}


def _quotation_data(quotation: Quotation) -> TypstData:
    return {
        "text": clean(quotation.text),
        "lang": clean(quotation.lang),
        "translator": clean(quotation.translator),
    }


def _read_size(svg: bytes) -> tuple[float, float]:
    size = FigureSize.measure(etree.fromstring(svg))
    return size.width, size.height


def _divide_grid(whole: Grid, height: float, max_height: float) -> Iterator[Grid]:
    """Divide a grid that is too high into several with equal shares of its rows, groups kept in order."""
    count = len(whole.rows)
    rows_per_part = max(1, int(count * max_height / height))
    for start in range(0, count, rows_per_part):
        rows = whole.rows[start : start + rows_per_part]
        groups = (
            replace(group, rows=tuple(row for row in group.rows if row in rows)) for group in whole.groups
        )
        yield replace(whole, groups=tuple(group for group in groups if group.rows))
