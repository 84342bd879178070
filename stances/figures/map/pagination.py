"""A map too large for a page made into several that are not, with references where links were cut.

Claims that links join stay together as far as a page has room: a part grows from the claim that most bears on, taking
what is most joined to it, small parts share a page, and claims move to where fewer of their links are cut. How large a
part is drawn only Graphviz knows, so each is laid out by itself, and what does not fit is divided again.

A claim is on one page. A link is on the pages of both its ends, and where these differ it ends in a stub that names
the far one; so does an undercut of such a link, which is on the page of that link's source. Pure but for the engine.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from stances.argument.graph import Graph, find_joined_claims
from stances.argument.options import Arrangement, MapView
from stances.figures.map.dot import DotWriter
from stances.figures.map.dot_arrangements import make_writer
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.figures.map.svg import render_map_svg
from stances.graphics.text_metrics import wrap_text
from stances.graphics.typography import BODY_SIZE_PT, MIN_TEXT_PT, PADDING_PT, SMALL_SIZE_PT, TEXT_WIDTH_PT
from stances.record.entries import Claim
from stances.record.record import Record
from stances.record.wording import describe_acts, speaker_label

_SIZE_PATTERN = re.compile(rb'<svg width="([\d.]+)pt" height="([\d.]+)pt"')
_FILL_SHARE = 0.6
"""How much of a page its claims can be expected to cover, boxes alone."""
_RETRY_SHARE = 0.7
"""How much of what did not fit is tried next."""
_LINE_HEIGHT_PT = 14
_MAX_PASSES = 4
_MAX_MERGES_TRIED = 2
"""With how many others a part is tried that might share its page."""
_PLACEHOLDER_PAGE = 88
"""Stands for the number of a page while it is not known; as wide as two figures are."""


@dataclass(frozen=True)
class PageReference:
    """A link that leads to another page: from or to `near`, which is here, to or from `far`, which is on `page`.

    Either is the slug of a claim or, of an undercut, of the link that it denies.
    """

    link: str
    near: str
    far: str
    page: int


@dataclass(frozen=True)
class MapPage:
    """One part of a map. `size` is in points as drawn, `scale` how much it must shrink to fit: 1 where it fits as it is."""

    number: int
    svg: bytes
    claims: tuple[str, ...]
    references: tuple[PageReference, ...]
    size_pt: tuple[float, float]
    scale: float


@dataclass(frozen=True)
class _PagePart:
    """Some claims of a map, by themselves; they are laid out when somebody asks how large they come out."""

    argument_map: ArgumentMap
    engine: LayoutEngine

    @cached_property
    def _writer(self) -> DotWriter:
        return make_writer(self.argument_map)

    @cached_property
    def drawing(self) -> bytes:
        return self.engine(self._writer.write(reverse_downward=True), "svg")

    @cached_property
    def size(self) -> tuple[float, float]:
        match = _SIZE_PATTERN.search(self.drawing)
        if match is None:
            raise ValueError("this is not a drawing as Graphviz writes it")
        return float(match[1]), float(match[2])

    @property
    def claims(self) -> tuple[str, ...]:
        return tuple(self.argument_map.graph.claims)

    def could_share_page(self, other: _PagePart, page_size: tuple[float, float]) -> bool:
        """Whether two parts would fit side by side or one below the other, as they were drawn apart."""
        beside = self.size[0] + other.size[0] <= page_size[0]
        below = self.size[1] + other.size[1] <= page_size[1]
        return beside or below

    def fits(self, page_size: tuple[float, float]) -> bool:
        """Whether it fits; what is sure to be too high is not laid out to see it."""
        return (
            self._writer.estimated_height <= page_size[1]
            and self.size[0] <= page_size[0]
            and self.size[1] <= page_size[1]
        )


class _MapPartition:
    """Divides one map: which claims belong together, and how much of a page each takes."""

    def __init__(self, whole: ArgumentMap, room: tuple[float, float]) -> None:
        self.whole = replace(whole, max_size_pt=room)
        self.graph = whole.graph
        self.areas = {slug: self._estimate_area(claim) for slug, claim in self.graph.claims.items()}
        self.link_counts = self._count_links()

    def _estimate_area(self, claim: Claim) -> float:
        """About how large a claim's box is drawn, in square points."""
        lines = 2 + len(wrap_text(claim.text, TEXT_WIDTH_PT, BODY_SIZE_PT))
        lines += sum(
            len(wrap_text(note, TEXT_WIDTH_PT, BODY_SIZE_PT))
            for note in describe_acts(self.whole.record, claim)
        )
        return (TEXT_WIDTH_PT + 2 * PADDING_PT) * (lines * _LINE_HEIGHT_PT + 6 * PADDING_PT)

    def _count_links(self) -> Mapping[str, Counter[str]]:
        """For each claim, the claims that links join it to, and by how many."""
        ties: dict[str, Counter[str]] = defaultdict(Counter)
        for link in self.graph.links.values():
            ends = find_joined_claims(self.graph, link)
            for end in ends:
                ties[end].update(sorted(ends - {end}))
        return ties

    def total_area(self, claims: Iterable[str]) -> float:
        return sum(self.areas[slug] for slug in claims)

    def partition(self, claims: Iterable[str], max_area: float) -> list[list[str]]:
        """These claims in parts of at most this size, few links between them; each part in the order of time."""
        bins = self._pack_parts(self._grow_parts(claims, max_area), max_area)
        self._move_claims(bins, max_area)
        order = list(self.graph.claims)
        parts = [sorted(part, key=order.index) for part in bins if part]
        return sorted(parts, key=lambda part: order.index(part[0]))

    def _grow_parts(self, claims: Iterable[str], max_area: float) -> Iterator[set[str]]:
        """Parts that links hold together."""
        left = dict.fromkeys(claims)
        while left:
            start = max(
                left, key=lambda slug: sum(n for other, n in self.link_counts[slug].items() if other in left)
            )
            part, room = {start}, max_area - self.areas[start]
            del left[start]
            while (slug := self._best_addition(part, left, room)) is not None:
                part.add(slug)
                room -= self.areas[slug]
                del left[slug]
            yield part

    def _best_addition(self, part: set[str], left: Mapping[str, None], room: float) -> str | None:
        """What is most joined to a part and least to what is not in it."""
        near = (other for slug in part for other in self.link_counts[slug] if other in left)
        fitting = sorted({slug for slug in near if self.areas[slug] <= room})
        return max(fitting, key=lambda slug: self._addition_gain(slug, part, left), default=None)

    def _addition_gain(self, slug: str, part: set[str], left: Mapping[str, None]) -> tuple[int, int]:
        inward = sum(n for other, n in self.link_counts[slug].items() if other in part)
        return inward - sum(n for other, n in self.link_counts[slug].items() if other in left), inward

    def _pack_parts(self, parts: Iterable[set[str]], max_area: float) -> list[set[str]]:
        """Parts that share a page where there is room: with what they are most joined to, else where least is left."""
        bins: list[set[str]] = []
        for part in sorted(parts, key=lambda part: (-self.total_area(part), min(part))):
            fitting = [other for other in bins if self.total_area(other) + self.total_area(part) <= max_area]
            if fitting:
                max(
                    fitting, key=lambda found: (self.count_links_between(part, found), self.total_area(found))
                ).update(part)
            else:
                bins.append(part)
        return bins

    def count_links_between(self, part: Iterable[str], other: set[str]) -> int:
        return sum(n for slug in part for far, n in self.link_counts[slug].items() if far in other)

    def _move_claims(self, bins: list[set[str]], max_area: float) -> None:
        """Moves claims to where fewer of their links are cut, as far as there is room."""
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
        """The claim on whose page a claim or link is."""
        return slug if slug in self.graph.claims else self.graph.links[slug].source

    def build_part_graph(self, claims: Iterable[str], pages: Mapping[str, int], page_word: str) -> Graph:
        """The part of the map that these claims make up; `pages` says on which page each other claim is."""
        here = dict.fromkeys(claims)
        links = {
            slug: link
            for slug, link in self.graph.links.items()
            if link.source in here or self.page_claim(link.target) in here
        }
        far = {link.source for link in links.values() if link.source not in here}
        far |= {k.target for k in links.values() if k.target not in here and k.target not in links}
        beyond = {
            s: f"{self._describe_far_end(s)}, {page_word} {pages.get(self.page_claim(s), _PLACEHOLDER_PAGE)}"
            for s in sorted(far)
        }
        return replace(
            self.graph,
            claims={slug: self.graph.claims[slug] for slug in here},
            links=links,
            context=self.graph.context & here.keys(),
            focus=self.graph.focus if self.graph.focus in here else None,
            far_end_words=beyond,
        )

    def _describe_far_end(self, slug: str) -> str:
        """“17, Trotsky” for a claim, “that 12 rebuts 17” for a link."""
        claim = self.graph.claims.get(slug)
        if claim:
            return self._numbered_speaker(claim)
        link = self.graph.links[slug]
        source, target = self.graph.claims[link.source], self.graph.claims.get(link.target)
        return f"that {self._number_or_speaker(source)} {link.kind} {self._number_or_speaker(target) if target else 'a link'}"

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
    """The map on as many pages as it needs for its text to stay at least this many points; `room` is a page's, in points.

    `called` is what pages are called where one refers to another. A page whose only claim is too large for it is
    the one thing that comes smaller. Raises what the engine raises.
    """
    min_scale = min_text_pt / BODY_SIZE_PT
    page_size_drawn = page_size[0] / min_scale, page_size[1] / min_scale
    whole = build_argument_map(record, replace(view, numbers=True, fold=(), arrange=Arrangement.ARGUMENT))
    cutting = _MapPartition(whole, page_size_drawn)
    parts = _fit_parts(cutting, engine, page_size_drawn, page_word)
    pages = {slug: number for number, part in enumerate(parts, 1) for slug in part.argument_map.graph.claims}
    return tuple(
        _render_page(cutting, part, number, pages, page_word, page_size)
        for number, part in enumerate(parts, 1)
    )


def make_divider(
    record: Record, view: MapView, engine: LayoutEngine
) -> Callable[[tuple[float, float]], list[bytes]] | None:
    """Divides the drawing of this view into as many as each fit a room with no text smaller than may be.

    None for a map that lies in lanes or is folded: a map is divided along its arguments.
    """
    if view.arrange is not Arrangement.ARGUMENT or view.fold:
        return None
    plain = replace(view, title=False, legend=False)
    least = MIN_TEXT_PT * BODY_SIZE_PT / SMALL_SIZE_PT
    return lambda room: [page.svg for page in paginate_map(record, plain, engine, room, least)]


def _fit_parts(
    cutting: _MapPartition, engine: LayoutEngine, page_size: tuple[float, float], page_word: str
) -> list[_PagePart]:
    """Parts that fit, in the order of their first claims."""
    most = _FILL_SHARE * page_size[0] * page_size[1]
    waiting = cutting.partition(cutting.graph.claims, most)
    done: list[_PagePart] = []
    while waiting:
        claims = waiting.pop()
        part = _make_part(cutting, claims, engine, page_word)
        if part.fits(page_size) or len(claims) == 1:
            done.append(part)
        else:
            waiting += cutting.partition(claims, _RETRY_SHARE * cutting.total_area(claims))
    done = _merge_small_parts(cutting, done, engine, page_size, page_word)
    order = list(cutting.graph.claims)
    return sorted(done, key=lambda part: order.index(next(iter(part.argument_map.graph.claims))))


def _merge_small_parts(
    cutting: _MapPartition,
    parts: list[_PagePart],
    engine: LayoutEngine,
    page_size: tuple[float, float],
    page_word: str,
) -> list[_PagePart]:
    """The same with fewer parts where two have room on one page, those first that most links join."""
    order = list(cutting.graph.claims)
    left = sorted(parts, key=lambda part: (part.size[0] * part.size[1], part.claims))
    done: list[_PagePart] = []
    while left:
        part = left.pop(0)
        near = [other for other in left if part.could_share_page(other, page_size)]
        for other in sorted(
            near, key=lambda other: -cutting.count_links_between(part.claims, set(other.claims))
        )[:_MAX_MERGES_TRIED]:
            claims = sorted((*part.claims, *other.claims), key=order.index)
            both = _make_part(cutting, claims, engine, page_word)
            if both.fits(page_size):
                left[left.index(other)] = both
                break
        else:
            done.append(part)
    return done


def _make_part(cutting: _MapPartition, claims: list[str], engine: LayoutEngine, page_word: str) -> _PagePart:
    graph = cutting.build_part_graph(claims, {}, page_word)
    drawn = replace(cutting.whole, graph=graph)
    return _PagePart(drawn, engine)


def _render_page(
    cutting: _MapPartition,
    part: _PagePart,
    number: int,
    pages: Mapping[str, int],
    page_word: str,
    page_size: tuple[float, float],
) -> MapPage:
    claims = part.claims
    drawn = replace(part.argument_map, graph=cutting.build_part_graph(claims, pages, page_word))
    svg = render_map_svg(part.drawing, drawn, prefix=f"page-{number}")
    scale = min(1.0, page_size[0] / part.size[0], page_size[1] / part.size[1])
    return MapPage(
        number, svg, claims, tuple(_find_references(cutting, drawn.graph, pages)), part.size, scale
    )


def _find_references(
    cutting: _MapPartition, graph: Graph, pages: Mapping[str, int]
) -> Iterator[PageReference]:
    for link in graph.links.values():
        if far := graph.far_end(link):
            near = link.target if far == link.source else link.source
            yield PageReference(link.slug, near, far, pages[cutting.page_claim(far)])
