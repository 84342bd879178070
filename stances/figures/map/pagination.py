"""Divide a map over pages so that its text stays legible, with references where links are cut.

Greedy graph partitioning: a part grows from the claim with most links, small parts share a page, then claims move to
where fewer of their links are cut. Only Graphviz knows the drawn size, so each part is laid out by itself, and divided
again if it does not fit.

A claim is on one page. A link is on the pages of both its ends; if these differ, it ends in a stub on each, which names
the far end. A link that is cut counts as being on its source's page when an undercut points at it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from stances.argument.graph import Graph, find_joined_claims
from stances.argument.options import MAP_SUBJECTS, Arrangement, MapView
from stances.cache import cached_property
from stances.figures.map import wording
from stances.figures.map.drawing import compose_drawing
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.layout.placement import Layout
from stances.figures.map.layout_request import LayoutRequest
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.figures.map.svg import SvgForm, write_svg
from stances.graphics.text_metrics import text_width, truncate, wrap_text
from stances.graphics.typography import BODY_SIZE_PT, MIN_TEXT_PT, PADDING_PT, SMALL_SIZE_PT, TEXT_WIDTH_PT
from stances.record.entries import Claim
from stances.record.link_wording import link_verb, premise_words
from stances.record.record import Record
from stances.record.wording import describe_acts, speaker_label

_FILL_SHARE = 0.6
"""Expected share of a page that the boxes of its claims cover."""
_RETRY_SHARE = 0.7
"""When a part does not fit, its claims are divided into parts of at most this share of its area."""
_LINE_HEIGHT_PT = 14
_MAX_PASSES = 4
_MAX_MERGES_TRIED = 2
"""Number of other parts with which a part is tried on one page."""
_PLACEHOLDER_PAGE = 88
"""Placeholder for a page number that is not yet known, as wide as any of two digits."""


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


@dataclass(frozen=True)
class _PagePart:
    """A part of a map; it is laid out when its size or drawing is first needed."""

    argument_map: ArgumentMap
    engine: LayoutEngine

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


class _MapPartition:
    """Divides one map into parts, by the areas of its claims and the links between them; `max_size_pt` is a page's size."""

    def __init__(self, whole: ArgumentMap, max_size_pt: tuple[float, float]) -> None:
        self.whole = replace(whole, max_size_pt=max_size_pt)
        self.graph = whole.graph
        self.areas = {slug: self._estimate_area(claim) for slug, claim in self.graph.claims.items()}
        self.link_counts = self._count_links()

    def _estimate_area(self, claim: Claim) -> float:
        """Estimated area of a claim's box, in square points."""
        lines = 2 + len(wrap_text(self.whole.words_of(claim), TEXT_WIDTH_PT, BODY_SIZE_PT))
        lines += sum(
            len(wrap_text(note, TEXT_WIDTH_PT, BODY_SIZE_PT))
            for note in describe_acts(self.whole.record, claim)
        )
        return (TEXT_WIDTH_PT + 2 * PADDING_PT) * (lines * _LINE_HEIGHT_PT + 6 * PADDING_PT)

    def _count_links(self) -> Mapping[str, Counter[str]]:
        """For each claim, the number of links to each other claim."""
        link_counts: dict[str, Counter[str]] = defaultdict(Counter)
        for link in self.graph.links.values():
            ends = find_joined_claims(self.graph, link)
            for end in ends:
                link_counts[end].update(sorted(ends - {end}))
        return link_counts

    def total_area(self, claims: Iterable[str]) -> float:
        return sum(self.areas[slug] for slug in claims)

    def partition(self, claims: Iterable[str], max_area: float) -> list[list[str]]:
        """Divide claims into parts of at most this area with few links between them; each part in the order of time."""
        bins = self._pack_parts(self._grow_parts(claims, max_area), max_area)
        self._move_claims(bins, max_area)
        order = list(self.graph.claims)
        parts = [sorted(part, key=order.index) for part in bins if part]
        return sorted(parts, key=lambda part: order.index(part[0]))

    def _grow_parts(self, claims: Iterable[str], max_area: float) -> Iterator[set[str]]:
        """Grow parts of at most this area from the claims with most links."""
        unplaced = dict.fromkeys(claims)
        while unplaced:
            start = max(
                unplaced,
                key=lambda slug: sum(n for other, n in self.link_counts[slug].items() if other in unplaced),
            )
            part, free_area = {start}, max_area - self.areas[start]
            del unplaced[start]
            while (slug := self._best_addition(part, unplaced, free_area)) is not None:
                part.add(slug)
                free_area -= self.areas[slug]
                del unplaced[slug]
            yield part

    def _best_addition(self, part: set[str], unplaced: Mapping[str, None], free_area: float) -> str | None:
        """The claim with most links into a part and fewest out of it, or None if none fits."""
        near = (other for slug in part for other in self.link_counts[slug] if other in unplaced)
        fitting = sorted({slug for slug in near if self.areas[slug] <= free_area})
        return max(fitting, key=lambda slug: self._addition_gain(slug, part, unplaced), default=None)

    def _addition_gain(self, slug: str, part: set[str], unplaced: Mapping[str, None]) -> tuple[int, int]:
        inward = sum(n for other, n in self.link_counts[slug].items() if other in part)
        return inward - sum(n for other, n in self.link_counts[slug].items() if other in unplaced), inward

    def _pack_parts(self, parts: Iterable[set[str]], max_area: float) -> list[set[str]]:
        """Merge parts where there is room: with the part of most links to them, else with the fullest."""
        bins: list[set[str]] = []
        for part in sorted(parts, key=lambda part: (-self.total_area(part), min(part))):
            fitting = [other for other in bins if self.total_area(other) + self.total_area(part) <= max_area]
            if fitting:
                max(
                    fitting,
                    key=lambda candidate: (
                        self.count_links_between(part, candidate),
                        self.total_area(candidate),
                    ),
                ).update(part)
            else:
                bins.append(part)
        return bins

    def count_links_between(self, part: Iterable[str], other: set[str]) -> int:
        return sum(n for slug in part for far, n in self.link_counts[slug].items() if far in other)

    def _move_claims(self, bins: list[set[str]], max_area: float) -> None:
        """Move claims between parts where that cuts fewer links and the area allows it."""
        place = {slug: part for part in bins for slug in part}
        for _ in range(_MAX_PASSES):
            moved = False
            for slug in self.graph.claims:
                current = place.get(slug)
                if current is None:
                    continue
                for target in (place[far] for far in self.link_counts[slug] if far in place):
                    gain = self.count_links_between([slug], target) - self.count_links_between(
                        [slug], current
                    )
                    if gain > 0 and self.total_area(target) + self.areas[slug] <= max_area:
                        current.discard(slug)
                        target.add(slug)
                        place[slug] = target
                        moved = True
                        break
            if not moved:
                return

    def page_claim(self, slug: str) -> str:
        """The claim whose page decides on which page a claim or link is: the claim itself, or the link's source."""
        return slug if slug in self.graph.claims else self.graph.links[slug].source

    def build_part_graph(self, claims: Iterable[str], pages: Mapping[str, int], page_word: str) -> Graph:
        """The graph of these claims, with stubs for cut links; `pages` gives the page of each claim, as far as known."""
        here = dict.fromkeys(claims)
        links = {
            slug: link
            for slug, link in self.graph.links.items()
            if not here.keys().isdisjoint(link.premises) or self.page_claim(link.target) in here
        }
        far_slugs = {slug for link in links.values() for slug in link.premises if slug not in here}
        far_slugs |= {k.target for k in links.values() if k.target not in here and k.target not in links}
        far_end_words = {
            s: self._describe_far_end(s, f"{page_word} {pages.get(self.page_claim(s), _PLACEHOLDER_PAGE)}")
            for s in sorted(far_slugs)
        }
        return replace(
            self.graph,
            claims={slug: self.graph.claims[slug] for slug in here},
            links=links,
            context=self.graph.context & here.keys(),
            focus=self.graph.focus if self.graph.focus in here else None,
            far_end_words=far_end_words,
        )

    def _describe_far_end(self, slug: str, page: str) -> str:
        """“17, Trotsky, p. 3”, the name cut short where a stub would lose the page."""
        room = TEXT_WIDTH_PT - text_width(f"from , {page}", SMALL_SIZE_PT)
        return f"{truncate(self._name_far_end(slug), room, SMALL_SIZE_PT)}, {page}"

    def _name_far_end(self, slug: str) -> str:
        """“17, Trotsky” for a claim, “that 12 rebuts 17” for a link."""
        claim = self.graph.claims.get(slug)
        if claim:
            return self._numbered_speaker(claim)
        link = self.graph.links[slug]
        starts = premise_words(link, lambda slug: self._number_or_speaker(self.graph.claims[slug]))
        target = self.graph.claims.get(link.target)
        return wording.describe_undercut(
            starts, link_verb(link), self._number_or_speaker(target) if target else ""
        )

    def _numbered_speaker(self, claim: Claim) -> str:
        number = self.whole.claim_number(claim)
        name = speaker_label(self.whole.record, claim.speaker)
        return f"{number}, {name}" if number else name

    def _number_or_speaker(self, claim: Claim) -> str:
        return str(self.whole.claim_number(claim) or speaker_label(self.whole.record, claim.speaker))


def paginate_map(
    record: Record,
    view: MapView,
    engine: LayoutEngine,
    page_size: tuple[float, float],
    min_text_pt: float = 8.0,
    page_word: str = "p.",
) -> tuple[MapPage, ...]:
    """The pages of a map, with text of at least `min_text_pt`; `page_size` is in points.

    `page_word` is how pages refer to each other. A single claim that is too large for a page is scaled down all the
    same. Raises what the engine raises.
    """
    min_scale = min_text_pt / BODY_SIZE_PT
    page_size_drawn = page_size[0] / min_scale, page_size[1] / min_scale
    whole = build_argument_map(record, replace(view, numbers=True, fold=(), arrange=Arrangement.ARGUMENT))
    partition = _MapPartition(whole, page_size_drawn)
    parts = _fit_parts(partition, engine, page_size_drawn, page_word)
    pages = {slug: number for number, part in enumerate(parts, 1) for slug in part.argument_map.graph.claims}
    return tuple(
        _render_page(partition, part, number, pages, page_word, page_size)
        for number, part in enumerate(parts, 1)
    )


def make_divider(
    record: Record, view: MapView, engine: LayoutEngine
) -> Callable[[tuple[float, float]], list[bytes]] | None:
    """A function that divides the map of this view into SVGs that fit a given size in points, with legible text.

    None for a map that is arranged in lanes or has collapsed claims: only a map by argument can be divided.
    """
    if view.arrange is not Arrangement.ARGUMENT or view.fold:
        return None
    bare_view = replace(view, title=False, legend=False)
    min_text_pt = MIN_TEXT_PT * BODY_SIZE_PT / SMALL_SIZE_PT
    return lambda page_size: [
        page.svg for page in paginate_map(record, bare_view, engine, page_size, min_text_pt)
    ]


def _fit_parts(
    partition: _MapPartition, engine: LayoutEngine, page_size: tuple[float, float], page_word: str
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
        if part.fits(page_size) or len(claims) == 1:
            done.append(part)
        else:
            waiting += partition.partition(claims, _RETRY_SHARE * partition.total_area(claims))
    done = _merge_small_parts(partition, done, engine, page_size, page_word)
    order = list(partition.graph.claims)
    return sorted(done, key=lambda part: order.index(next(iter(part.argument_map.graph.claims))))


def _merge_small_parts(
    partition: _MapPartition,
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
    partition: _MapPartition, claims: list[str], engine: LayoutEngine, page_word: str
) -> _PagePart:
    graph = partition.build_part_graph(claims, {}, page_word)
    argument_map = replace(partition.whole, graph=graph, places=None)
    return _PagePart(argument_map, engine)


def _render_page(
    partition: _MapPartition,
    part: _PagePart,
    number: int,
    pages: Mapping[str, int],
    page_word: str,
    page_size: tuple[float, float],
) -> MapPage:
    claims = part.claims
    argument_map = replace(part.argument_map, graph=partition.build_part_graph(claims, pages, page_word))
    svg = write_svg(
        compose_drawing(argument_map, part.layout),
        argument_map,
        SvgForm(_page_prefix(argument_map.view, number)),
    )
    scale = min(1.0, page_size[0] / part.size[0], page_size[1] / part.size[1])
    return MapPage(
        number, svg, claims, tuple(_find_references(partition, argument_map.graph, pages)), part.size, scale
    )


def _page_prefix(view: MapView, number: int) -> str:
    """What the ids of a page begin with, so that pages of two maps can share a document: “map-dispute-left-turn-page-3-”."""
    subject = next(((kind, slug) for kind in MAP_SUBJECTS if (slug := getattr(view, kind))), ("debate",))
    return "-".join(("map", *subject, f"page-{number}", ""))


def _find_references(
    partition: _MapPartition, graph: Graph, pages: Mapping[str, int]
) -> Iterator[PageReference]:
    for link in graph.links.values():
        ends = (link.target, *link.premises)
        for far_end in graph.far_ends(link):
            near_end = next(end for end in ends if end != far_end and end not in graph.far_end_words)
            yield PageReference(link.slug, near_end, far_end, pages[partition.page_claim(far_end)])
