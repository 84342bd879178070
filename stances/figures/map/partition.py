"""Divide the claims of a map into parts with few links between them, and make the map of each part.

Greedy graph partitioning: a part grows from the claim with most links, small parts share a page, then claims move to where
fewer of their links are cut.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace

from stances.argument.graph import Graph
from stances.argument.wording import LINK_VERBS_PASSIVE
from stances.cache import cached_property
from stances.figures.map import wording
from stances.figures.map.map import ArgumentMap
from stances.graphics.text_metrics import text_width, truncate, wrap_text
from stances.graphics.typography import BODY_SIZE_PT, PADDING_PT, SMALL_SIZE_PT, TEXT_WIDTH_PT
from stances.record.entries import Claim, Link
from stances.record.link_wording import link_verb, premise_words
from stances.record.record import find_joined_claims
from stances.record.wording import describe_acts, speaker_label

_LINE_HEIGHT_PT = 14
_MAX_PASSES = 4
_PLACEHOLDER_PAGE = 88
"""Placeholder for a page number that is not yet known, as wide as any of two digits."""


class MapPartition:
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
            ends = find_joined_claims(self.graph.claims, self.graph.links, link)
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
        places = {
            s: (self._number_far_end(s), f"{page_word} {pages.get(self.page_claim(s), _PLACEHOLDER_PAGE)}")
            for s in sorted(far_slugs)
        }
        far_end_words = {s: self._describe_far_end(s, page) for s, (_, page) in places.items()}
        return replace(
            self.graph,
            claims={slug: self.graph.claims[slug] for slug in here},
            links=links,
            context=self.graph.context & here.keys(),
            focus=self.graph.focus if self.graph.focus in here else None,
            far_end_words=far_end_words,
            far_end_places=places,
        )

    @cached_property
    def unknown_pages(self) -> Mapping[str, int]:
        """Pages for claims whose page is not yet known, one each, so that no words about them become longer."""
        return {slug: _PLACEHOLDER_PAGE + number for number, slug in enumerate(self.graph.claims)}

    def make_part(
        self, claims: Iterable[str], pages: Mapping[str, int], page_word: str, with_stubs: bool
    ) -> ArgumentMap:
        """The map of these claims; links that are cut have stubs or else words in their boxes."""
        graph = self.build_part_graph(claims, pages, page_word)
        if with_stubs:
            return replace(self.whole, graph=graph, places=None)
        inside = graph.without_far_ends
        cut = self._describe_cut_links(graph, inside.links)
        return replace(self.whole, graph=inside, cut_links=cut, places=None)

    def _describe_cut_links(self, graph: Graph, drawn: Container[str]) -> Mapping[str, list[str]]:
        """By claim, the links that are not drawn: “rebuts 17, p. 3”, “is supported by 2, 5, p. 1; 9, p. 4”."""
        found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for link in graph.links.values():
            if link.slug not in drawn:
                for near, verb, name, page in self._cut_ends(graph, link):
                    found[near, verb][page.replace(" ", "\u00a0")].append(name)
        notes: dict[str, list[str]] = defaultdict(list)
        for (near, verb), by_page in found.items():
            there = "; ".join(", ".join(filter(None, (*names, page))) for page, names in by_page.items())
            notes[near].append(f"{verb} {there}")
        return notes

    def _cut_ends(self, graph: Graph, link: Link) -> Iterator[tuple[str, str, str, str]]:
        """A claim on this page at which a link ends, the verb, and the number and page of an end elsewhere, if it has one."""
        premises = [slug for slug in link.premises if slug in graph.claims]
        target, verb = self._number_far_end(link.target), link_verb(link)
        if not graph.far_ends(link):  # it undercuts what is not drawn
            yield from ((near, verb, target, "") for near in premises)
        for far in graph.far_ends(link):
            number, page = graph.far_end_places[far]
            joining = verb if far == link.target else wording.describe_joining(verb, target)
            yield from ((near, joining, number, page) for near in premises)
            answered = self.page_claim(link.target)
            if far != link.target and answered in graph.claims:
                yield answered, LINK_VERBS_PASSIVE[link.kind], number, page

    def _number_far_end(self, slug: str) -> str:
        """“17” for a claim, “that 12 rebuts 17” for a link."""
        claim = self.graph.claims.get(slug)
        return self._number_or_speaker(claim) if claim else self._name_far_end(slug)

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
