"""Divide a map over pages so that its text stays legible, with references where links are cut.

By argument, parts have few links between them (`partition`); in lanes each page goes on where the one before it ends. Only a
layout knows the drawn size, so each part is laid out by itself, and divided again if it does not fit.

A claim is on one page. A link is on the pages of both its ends; if these differ, it ends in a stub on each, which names the
far end; in lanes, and where stubs have no room, its boxes say so. A link that is cut counts as being on its source's page when
an undercut points at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from stances.argument.graph import Graph, drop_unlinked
from stances.argument.options import MAP_SUBJECTS, Arrangement, MapView
from stances.cache import cached_property
from stances.figures.map.drawing import compose_drawing
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.layout.placement import Layout
from stances.figures.map.layout_request import LayoutRequest
from stances.figures.map.legend import build_legend
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.figures.map.partition import MapPartition
from stances.figures.map.svg import SvgForm, write_svg
from stances.graphics.legend import Legend
from stances.graphics.typography import BODY_SIZE_PT, MIN_TEXT_PT, SMALL_SIZE_PT
from stances.record.record import Record

_FILL_SHARE = 0.6
"""Expected share of a page that the boxes of its claims cover."""
_RETRY_SHARE = 0.7
"""When a part does not fit, its claims are divided into parts of at most this share of its area."""
_MAX_MERGES_TRIED = 2
"""Number of other parts with which a part is tried on one page."""


@dataclass(frozen=True)
class PageReference:
    """A link between this page and another: `near` is its end on this page, `far` its end on `page`.

    Both are slugs of claims, or of links where the reference is an undercut.
    """

    link: str
    near: str
    far: str
    page: int


@dataclass(frozen=True)
class MapPage:
    """One page of a map. `size_pt` is the size as drawn; `scale` is the factor that fits it to the page, at most 1."""

    number: int
    svg: bytes
    claims: tuple[str, ...]
    references: tuple[PageReference, ...]
    size_pt: tuple[float, float]
    scale: float
    legend: Legend


@dataclass(frozen=True)
class _PagePart:
    """A part of a map; it is laid out when its size or drawing is first needed."""

    argument_map: ArgumentMap
    engine: LayoutEngine
    with_stubs: bool

    @cached_property
    def _request(self) -> LayoutRequest:
        return LayoutRequest(self.argument_map)

    @cached_property
    def layout(self) -> Layout:
        return self._request.lay_out(self.engine)

    @cached_property
    def size(self) -> tuple[float, float]:
        return compose_drawing(self.argument_map, self.layout, self._request.boxes).size

    @property
    def claims(self) -> tuple[str, ...]:
        return tuple(self.argument_map.graph.claims)

    def could_share_page(self, other: _PagePart, page_size: tuple[float, float]) -> bool:
        """Whether two parts, as drawn separately, fit on one page side by side or one below the other."""
        beside = self.size[0] + other.size[0] <= page_size[0]
        below = self.size[1] + other.size[1] <= page_size[1]
        return beside or below

    def fits(self, page_size: tuple[float, float]) -> bool:
        """Whether the part fits on a page."""
        return self.size[0] <= page_size[0] and self.size[1] <= page_size[1]


def paginate_map(
    record: Record,
    view: MapView,
    engine: LayoutEngine,
    page_size: tuple[float, float],
    min_text_pt: float = 8.0,
    page_word: str = "p.",
    linked_only: bool = False,
) -> tuple[MapPage, ...]:
    """The pages of a map, with text of at least `min_text_pt`; `page_size` is in points.

    `page_word` is how pages refer to each other; `linked_only` leaves out claims without a link. A single claim that is
    too large for a page is scaled down all the same. Raises what the engine raises.
    """
    min_scale = min_text_pt / BODY_SIZE_PT
    page_size_drawn = page_size[0] / min_scale, page_size[1] / min_scale
    whole = build_argument_map(record, replace(view, numbers=True, fold=()))
    if linked_only:
        whole = replace(whole, graph=drop_unlinked(whole.graph))
    partition = MapPartition(whole, page_size_drawn)
    fit = _fit_parts if view.arrange is Arrangement.ARGUMENT else _fit_runs
    parts = fit(partition, engine, page_size_drawn, page_word)
    pages = {slug: number for number, part in enumerate(parts, 1) for slug in part.argument_map.graph.claims}
    return tuple(
        _render_page(partition, part, number, pages, page_word, page_size)
        for number, part in enumerate(parts, 1)
    )


def make_divider(
    record: Record, view: MapView, engine: LayoutEngine
) -> Callable[[tuple[float, float]], list[tuple[bytes, Legend]]] | None:
    """A function that divides the map of this view into SVGs that fit a given size in points, with legible text and legends.

    None for a map that has collapsed claims.
    """
    if view.fold:
        return None
    bare_view = replace(view, title=False, legend=False)
    min_text_pt = MIN_TEXT_PT * BODY_SIZE_PT / SMALL_SIZE_PT
    return lambda page_size: [
        (page.svg, page.legend) for page in paginate_map(record, bare_view, engine, page_size, min_text_pt)
    ]


def _fit_parts(
    partition: MapPartition, engine: LayoutEngine, page_size: tuple[float, float], page_word: str
) -> list[_PagePart]:
    """Parts that fit a page, in the order of their first claims; a map without claims is one part, which says so."""
    if not partition.graph.claims:
        return [_make_part(partition, [], engine, page_word)]
    max_area = _FILL_SHARE * page_size[0] * page_size[1]
    waiting = partition.partition(partition.graph.claims, max_area)
    done: list[_PagePart] = []
    while waiting:
        claims = waiting.pop()
        part = _make_part(partition, claims, engine, page_word)
        if part.fits(page_size):
            done.append(part)
        elif len(claims) == 1:
            bare = _make_part(partition, claims, engine, page_word, with_stubs=False)
            done.append(bare if bare.fits(page_size) else part)
        else:
            waiting += partition.partition(claims, _RETRY_SHARE * partition.total_area(claims))
    done = _merge_small_parts(partition, done, engine, page_size, page_word)
    order = list(partition.graph.claims)
    return sorted(done, key=lambda part: order.index(next(iter(part.argument_map.graph.claims))))


def _merge_small_parts(
    partition: MapPartition,
    parts: list[_PagePart],
    engine: LayoutEngine,
    page_size: tuple[float, float],
    page_word: str,
) -> list[_PagePart]:
    """Merge parts that fit on one page together, smallest first, each with the part that shares most links."""
    order = list(partition.graph.claims)
    left = sorted(parts, key=lambda part: (part.size[0] * part.size[1], part.claims))
    done: list[_PagePart] = []
    while left:
        part = left.pop(0)
        near = [other for other in left if part.could_share_page(other, page_size)]
        for other in sorted(
            near, key=lambda other: -partition.count_links_between(part.claims, set(other.claims))
        )[:_MAX_MERGES_TRIED]:
            claims = sorted((*part.claims, *other.claims), key=order.index)
            both = _make_part(partition, claims, engine, page_word)
            if both.fits(page_size):
                left[left.index(other)] = both
                break
        else:
            done.append(part)
    return done


def _make_part(
    partition: MapPartition,
    claims: list[str],
    engine: LayoutEngine,
    page_word: str,
    with_stubs: bool = True,
) -> _PagePart:
    pages = {} if with_stubs else partition.unknown_pages
    return _PagePart(partition.make_part(claims, pages, page_word, with_stubs), engine, with_stubs)


def _fit_runs(
    partition: MapPartition, engine: LayoutEngine, page_size: tuple[float, float], page_word: str
) -> list[_PagePart]:
    """Parts of a map in lanes, each of as many claims as fit a page, in the order in which the lanes are read."""
    order = LayoutRequest(partition.whole).reading_order()
    parts: list[_PagePart] = []
    count = len(order)
    while order or not parts:
        make = partial(_make_part, partition, engine=engine, page_word=page_word, with_stubs=False)
        parts.append(_longest_run(make, order, page_size, count))
        order, count = order[len(parts[-1].claims) :], 2 * len(parts[-1].claims)
    return parts


def _longest_run(
    make: Callable[[list[str]], _PagePart], order: list[str], page_size: tuple[float, float], guess: int
) -> _PagePart:
    """The part of most claims from the first on that fits a page, or of one; found by bisection from a guess on."""
    low, high, best = 0, len(order), None
    number = min(max(guess, 1), high)
    while low < high:
        part = make(order[:number])
        if part.fits(page_size):
            low, best = number, part
        else:
            high = number - 1
        number = (low + high + 1) // 2
    return best or make(order[:1])


def _render_page(
    partition: MapPartition,
    part: _PagePart,
    number: int,
    pages: Mapping[str, int],
    page_word: str,
    page_size: tuple[float, float],
) -> MapPage:
    claims = part.claims
    argument_map = partition.make_part(claims, pages, page_word, part.with_stubs)
    if argument_map.cut_links:  # they say less now that pages are known
        shorter = _PagePart(argument_map, part.engine, with_stubs=False)
        part = shorter if shorter.fits(part.size) else part
    graph = partition.build_part_graph(claims, pages, page_word)
    svg = write_svg(
        compose_drawing(argument_map, part.layout),
        argument_map,
        SvgForm(_page_prefix(argument_map.view, number)),
    )
    scale = min(1.0, page_size[0] / part.size[0], page_size[1] / part.size[1])
    references = tuple(_find_references(partition, graph, pages))
    legend = build_legend(argument_map, bool(part.layout.date_bars))
    return MapPage(number, svg, claims, references, part.size, scale, legend)


def _page_prefix(view: MapView, number: int) -> str:
    """What the ids of a page begin with, so that pages of two maps can share a document: “map-dispute-left-turn-page-3-”."""
    subject = next(((kind, slug) for kind in MAP_SUBJECTS if (slug := getattr(view, kind))), ("debate",))
    return "-".join(("map", *subject, f"page-{number}", ""))


def _find_references(
    partition: MapPartition, graph: Graph, pages: Mapping[str, int]
) -> Iterator[PageReference]:
    for link in graph.links.values():
        ends = (link.target, *link.premises)
        for far_end in graph.far_ends(link):
            near_end = next(end for end in ends if end != far_end and end not in graph.far_end_words)
            yield PageReference(link.slug, near_end, far_end, pages[partition.page_claim(far_end)])
