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

from stances.argument.graph import Graph, ends_of
from stances.argument.options import Arrangement, MapView
from stances.figures.map.dot import Writer
from stances.figures.map.dot_arrangements import writer_of
from stances.figures.map.layout.graphviz import Engine
from stances.figures.map.map import ArgumentMap, argument_map
from stances.figures.map.svg import accessible
from stances.graphics.text_metrics import wrapped
from stances.graphics.typography import BODY_SIZE, LEAST_TEXT, PADDING, SMALL_SIZE, TEXT_WIDTH
from stances.record.entries import Claim
from stances.record.record import Record
from stances.record.wording import act_lines, short_name

_SIZE = re.compile(rb'<svg width="([\d.]+)pt" height="([\d.]+)pt"')
_DENSITY = 0.6
"""How much of a page its claims can be expected to cover, boxes alone."""
_DIVISION = 0.7
"""How much of what did not fit is tried next."""
_LINE = 14
_PASSES = 4
_TRIES = 2
"""With how many others a part is tried that might share its page."""
_UNNUMBERED = 88
"""Stands for the number of a page while it is not known; as wide as two figures are."""


@dataclass(frozen=True)
class Reference:
    """A link that leads to another page: from or to `near`, which is here, to or from `far`, which is on `page`.

    Either is the slug of a claim or, of an undercut, of the link that it denies.
    """

    link: str
    near: str
    far: str
    page: int


@dataclass(frozen=True)
class Page:
    """One part of a map. `size` is in points as drawn, `scale` how much it must shrink to fit: 1 where it fits as it is."""

    number: int
    svg: bytes
    claims: tuple[str, ...]
    references: tuple[Reference, ...]
    size: tuple[float, float]
    scale: float


@dataclass(frozen=True)
class _Part:
    """Some claims of a map, by themselves; they are laid out when somebody asks how large they come out."""

    drawn: ArgumentMap
    engine: Engine

    @cached_property
    def _writer(self) -> Writer:
        return writer_of(self.drawn)

    @cached_property
    def drawing(self) -> bytes:
        return self.engine(self._writer.dot(turned=True), "svg")

    @cached_property
    def size(self) -> tuple[float, float]:
        found = _SIZE.search(self.drawing)
        if found is None:
            raise ValueError("this is not a drawing as Graphviz writes it")
        return float(found[1]), float(found[2])

    @property
    def claims(self) -> tuple[str, ...]:
        return tuple(self.drawn.graph.claims)

    def might_share(self, other: _Part, room: tuple[float, float]) -> bool:
        """Whether two parts would fit side by side or one below the other, as they were drawn apart."""
        beside = self.size[0] + other.size[0] <= room[0]
        below = self.size[1] + other.size[1] <= room[1]
        return beside or below

    def fits(self, room: tuple[float, float]) -> bool:
        """Whether it fits; what is sure to be too high is not laid out to see it."""
        return self._writer.high <= room[1] and self.size[0] <= room[0] and self.size[1] <= room[1]


class _Cutting:
    """Divides one map: which claims belong together, and how much of a page each takes."""

    def __init__(self, whole: ArgumentMap, room: tuple[float, float]) -> None:
        self.whole = replace(whole, room=room)
        self.graph = whole.graph
        self.sizes = {slug: self._size(claim) for slug, claim in self.graph.claims.items()}
        self.ties = self._ties()

    def _size(self, claim: Claim) -> float:
        """About how large a claim's box is drawn, in square points."""
        lines = 2 + len(wrapped(claim.text, TEXT_WIDTH, BODY_SIZE))
        lines += sum(
            len(wrapped(note, TEXT_WIDTH, BODY_SIZE)) for note in act_lines(self.whole.record, claim)
        )
        return (TEXT_WIDTH + 2 * PADDING) * (lines * _LINE + 6 * PADDING)

    def _ties(self) -> Mapping[str, Counter[str]]:
        """For each claim, the claims that links join it to, and by how many."""
        ties: dict[str, Counter[str]] = defaultdict(Counter)
        for link in self.graph.links.values():
            ends = ends_of(self.graph, link)
            for end in ends:
                ties[end].update(sorted(ends - {end}))
        return ties

    def size(self, claims: Iterable[str]) -> float:
        return sum(self.sizes[slug] for slug in claims)

    def parts(self, claims: Iterable[str], most: float) -> list[list[str]]:
        """These claims in parts of at most this size, few links between them; each part in the order of time."""
        bins = self._packed(self._grown(claims, most), most)
        self._settle(bins, most)
        order = list(self.graph.claims)
        found = [sorted(part, key=order.index) for part in bins if part]
        return sorted(found, key=lambda part: order.index(part[0]))

    def _grown(self, claims: Iterable[str], most: float) -> Iterator[set[str]]:
        """Parts that links hold together."""
        left = dict.fromkeys(claims)
        while left:
            start = max(
                left, key=lambda slug: sum(n for other, n in self.ties[slug].items() if other in left)
            )
            part, room = {start}, most - self.sizes[start]
            del left[start]
            while (slug := self._nearest(part, left, room)) is not None:
                part.add(slug)
                room -= self.sizes[slug]
                del left[slug]
            yield part

    def _nearest(self, part: set[str], left: Mapping[str, None], room: float) -> str | None:
        """What is most joined to a part and least to what is not in it."""
        near = (other for slug in part for other in self.ties[slug] if other in left)
        fitting = sorted({slug for slug in near if self.sizes[slug] <= room})
        return max(fitting, key=lambda slug: self._gain(slug, part, left), default=None)

    def _gain(self, slug: str, part: set[str], left: Mapping[str, None]) -> tuple[int, int]:
        inward = sum(n for other, n in self.ties[slug].items() if other in part)
        return inward - sum(n for other, n in self.ties[slug].items() if other in left), inward

    def _packed(self, parts: Iterable[set[str]], most: float) -> list[set[str]]:
        """Parts that share a page where there is room: with what they are most joined to, else where least is left."""
        bins: list[set[str]] = []
        for part in sorted(parts, key=lambda part: (-self.size(part), min(part))):
            fitting = [found for found in bins if self.size(found) + self.size(part) <= most]
            if fitting:
                max(fitting, key=lambda found: (self.joined(part, found), self.size(found))).update(part)
            else:
                bins.append(part)
        return bins

    def joined(self, part: Iterable[str], other: set[str]) -> int:
        return sum(n for slug in part for far, n in self.ties[slug].items() if far in other)

    def _settle(self, bins: list[set[str]], most: float) -> None:
        """Moves claims to where fewer of their links are cut, as far as there is room."""
        place = {slug: part for part in bins for slug in part}
        for _ in range(_PASSES):
            moved = False
            for slug in self.graph.claims:
                here = place.get(slug)
                if here is None:
                    continue
                for there in (place[far] for far in self.ties[slug] if far in place):
                    gain = self.joined([slug], there) - self.joined([slug], here)
                    if gain > 0 and self.size(there) + self.sizes[slug] <= most:
                        here.discard(slug)
                        there.add(slug)
                        place[slug] = there
                        moved = True
                        break
            if not moved:
                return

    def home(self, slug: str) -> str:
        """The claim on whose page a claim or link is."""
        return slug if slug in self.graph.claims else self.graph.links[slug].source

    def graph_of(self, claims: Iterable[str], pages: Mapping[str, int], called: str) -> Graph:
        """The part of the map that these claims make up; `pages` says on which page each other claim is."""
        here = dict.fromkeys(claims)
        links = {
            slug: link
            for slug, link in self.graph.links.items()
            if link.source in here or self.home(link.target) in here
        }
        far = {link.source for link in links.values() if link.source not in here}
        far |= {k.target for k in links.values() if k.target not in here and k.target not in links}
        beyond = {
            s: f"{self._named(s)}, {called} {pages.get(self.home(s), _UNNUMBERED)}" for s in sorted(far)
        }
        return replace(
            self.graph,
            claims={slug: self.graph.claims[slug] for slug in here},
            links=links,
            context=self.graph.context & here.keys(),
            focus=self.graph.focus if self.graph.focus in here else None,
            beyond=beyond,
        )

    def _named(self, slug: str) -> str:
        """“17, Trotsky” for a claim, “that 12 rebuts 17” for a link."""
        claim = self.graph.claims.get(slug)
        if claim:
            return self._numbered(claim)
        link = self.graph.links[slug]
        source, target = self.graph.claims[link.source], self.graph.claims.get(link.target)
        return f"that {self._short(source)} {link.kind} {self._short(target) if target else 'a link'}"

    def _numbered(self, claim: Claim) -> str:
        number = self.whole.number(claim)
        name = short_name(self.whole.record, claim.speaker)
        return f"{number}, {name}" if number else name

    def _short(self, claim: Claim) -> str:
        return str(self.whole.number(claim) or short_name(self.whole.record, claim.speaker))


def split(
    record: Record,
    view: MapView,
    engine: Engine,
    room: tuple[float, float],
    least: float = 8.0,
    called: str = "p.",
) -> tuple[Page, ...]:
    """The map on as many pages as it needs for its text to stay at least this many points; `room` is a page's, in points.

    `called` is what pages are called where one refers to another. A page whose only claim is too large for it is
    the one thing that comes smaller. Raises what the engine raises.
    """
    reduced = least / BODY_SIZE
    within = room[0] / reduced, room[1] / reduced
    whole = argument_map(record, replace(view, numbers=True, fold=(), arrange=Arrangement.ARGUMENT))
    cutting = _Cutting(whole, within)
    parts = _fitting(cutting, engine, within, called)
    pages = {slug: number for number, part in enumerate(parts, 1) for slug in part.drawn.graph.claims}
    return tuple(_page(cutting, part, number, pages, called, room) for number, part in enumerate(parts, 1))


def dividing(
    record: Record, view: MapView, engine: Engine
) -> Callable[[tuple[float, float]], list[bytes]] | None:
    """Divides the drawing of this view into as many as each fit a room with no text smaller than may be.

    None for a map that lies in lanes or is folded: a map is divided along its arguments.
    """
    if view.arrange is not Arrangement.ARGUMENT or view.fold:
        return None
    plain = replace(view, title=False, legend=False)
    least = LEAST_TEXT * BODY_SIZE / SMALL_SIZE
    return lambda room: [page.svg for page in split(record, plain, engine, room, least)]


def _fitting(cutting: _Cutting, engine: Engine, room: tuple[float, float], called: str) -> list[_Part]:
    """Parts that fit, in the order of their first claims."""
    most = _DENSITY * room[0] * room[1]
    waiting = cutting.parts(cutting.graph.claims, most)
    done: list[_Part] = []
    while waiting:
        claims = waiting.pop()
        part = _laid_out(cutting, claims, engine, called)
        if part.fits(room) or len(claims) == 1:
            done.append(part)
        else:
            waiting += cutting.parts(claims, _DIVISION * cutting.size(claims))
    done = _shared(cutting, done, engine, room, called)
    order = list(cutting.graph.claims)
    return sorted(done, key=lambda part: order.index(next(iter(part.drawn.graph.claims))))


def _shared(
    cutting: _Cutting, parts: list[_Part], engine: Engine, room: tuple[float, float], called: str
) -> list[_Part]:
    """The same with fewer parts where two have room on one page, those first that most links join."""
    order = list(cutting.graph.claims)
    left = sorted(parts, key=lambda part: (part.size[0] * part.size[1], part.claims))
    done: list[_Part] = []
    while left:
        part = left.pop(0)
        near = [other for other in left if part.might_share(other, room)]
        for other in sorted(near, key=lambda other: -cutting.joined(part.claims, set(other.claims)))[:_TRIES]:
            claims = sorted((*part.claims, *other.claims), key=order.index)
            both = _laid_out(cutting, claims, engine, called)
            if both.fits(room):
                left[left.index(other)] = both
                break
        else:
            done.append(part)
    return done


def _laid_out(cutting: _Cutting, claims: list[str], engine: Engine, called: str) -> _Part:
    graph = cutting.graph_of(claims, {}, called)
    drawn = replace(cutting.whole, graph=graph)
    return _Part(drawn, engine)


def _page(
    cutting: _Cutting,
    part: _Part,
    number: int,
    pages: Mapping[str, int],
    called: str,
    room: tuple[float, float],
) -> Page:
    claims = part.claims
    drawn = replace(part.drawn, graph=cutting.graph_of(claims, pages, called))
    svg = accessible(part.drawing, drawn, prefix=f"page-{number}")
    scale = min(1.0, room[0] / part.size[0], room[1] / part.size[1])
    return Page(number, svg, claims, tuple(_references(cutting, drawn.graph, pages)), part.size, scale)


def _references(cutting: _Cutting, graph: Graph, pages: Mapping[str, int]) -> Iterator[Reference]:
    for link in graph.links.values():
        if far := graph.far_end(link):
            near = link.target if far == link.source else link.source
            yield Reference(link.slug, near, far, pages[cutting.home(far)])
