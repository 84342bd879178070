"""A map that stands on a page: which one its address asks for, what its form offers, and the addresses of its variants.

Page, drawing and outline of one subject take the same parameters, so that each leads to the others with what was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from stances.argument.collapse import FOLDED_FROM
from stances.argument.graph import Graph
from stances.argument.options import PARAMETERS, SUBJECTS, Layout, MapView, Sift
from stances.argument.outline import Entry as OutlineEntry
from stances.argument.outline import lines, nested
from stances.figures.map.map import ArgumentMap, argument_map
from stances.record.commitments import holders
from stances.record.entries import Entry
from stances.record.extent import extent
from stances.record.vocabulary import Attribution, Kind, LinkKind
from stances.web.core import parameters
from stances.web.core.site import record
from stances.web.core.urls import Addresses, addresses

MOMENT = ("as_of", "basis")
FORM = ("arrange", "cluster", "colour", "context", "fold")
FILTERS = ("factions", "participants", "attributions", "links", "since", "until", "unanswered")
USUAL = {
    "arrange": "argument",
    "cluster": "none",
    "colour": "faction",
    "context": "no",
    "unanswered": "no",
    "layout": "kept",
    "basis": "written",
    "numbers": "no",
}
"""What a map is without being asked, which an address need not say."""


@dataclass(frozen=True)
class Chip:
    """A filter that is on, in words, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Option:
    """One value of a filter: how it is called here, and how many claims of the unfiltered map it is about."""

    value: str
    words: str
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class MapPart:
    """The map of one subject on the page `page`, and `asked`, what is asked of it; `beside`, of the rest of the page."""

    map: ArgumentMap
    page: str
    asked: Mapping[str, str]
    beside: Mapping[str, str]
    alt: str
    outlined: bool = False

    @property
    def view(self) -> MapView:
        return self.map.view

    @property
    def subject(self) -> str:
        """Of which kind of record the map is; nothing for the whole debate."""
        return next((kind for kind in SUBJECTS if getattr(self.view, kind)), "")

    @property
    def address(self) -> str:
        """Where the drawing is, without its ending."""
        return self.page if self.page.endswith("/map") else f"{self.page}/map"

    @property
    def outline(self) -> str:
        return f"{self.page.removesuffix('/map')}/outline"

    @property
    def action(self) -> str:
        """The page whose form this is: the map's, or its outline's."""
        return self.outline if self.outlined else self.page

    @property
    def query(self) -> str:
        return _query(self.asked)

    @property
    def timeless(self) -> str:
        """The query without the day, for a drawing that a scrubber moves through time."""
        moving = self.view.layout is Layout.KEPT
        return _query({n: v for n, v in self.asked.items() if not (moving and n in MOMENT)})

    @property
    def moment(self) -> str:
        """What `timeless` leaves out, to be put behind it."""
        found = {n: v for n, v in self.asked.items() if n in MOMENT}
        return f"&{_query(found)}" if found and self.view.layout is Layout.KEPT else ""

    def with_(self, **changes: str | None) -> str:
        """The address of this page with other values of some parameters; None takes one away."""
        changed = {n: v for n, v in {**self.beside, **self.asked, **changes}.items() if v}
        query = _query(changed)
        return f"{self.action}{f'?{query}' if query else ''}#map-h"

    @property
    def as_map(self) -> str:
        return replace(self, outlined=False).with_()

    @property
    def as_outline(self) -> str:
        return f"{self.outline}{f'?{self.query}' if self.query else ''}"

    @property
    def hidden(self) -> dict[str, str]:
        """What the form keeps though it does not show it."""
        shown = {*FILTERS, *FORM}
        return {n: v for n, v in {**self.beside, **self.asked}.items() if n not in shown}

    @cached_property
    def whole(self) -> ArgumentMap:
        """The same map without filters and folds."""
        if not self.map.fold and self.view.sift == Sift():
            return self.map
        return argument_map(self.map.record, replace(self.view, sift=Sift(), fold=()))

    @cached_property
    def as_known(self) -> Graph:
        """All that is on the map, folded or not, without what cannot have been there on its day."""
        graph, day = argument_map(self.map.record, replace(self.view, fold=())).graph, self.view.as_of
        return self.map.timing.restricted(graph, day) if day else graph

    @property
    def entries(self) -> tuple[OutlineEntry, ...]:
        """All of it as an outline."""
        return nested(lines(self.as_known))

    @property
    def factions(self) -> list[Option]:
        found = [self.whole.faction(claim) for claim in self.whole.graph.claims.values()]
        return self._options(self.map.record.factions, found, self.view.sift.factions)

    @property
    def participants(self) -> list[Option]:
        found = [slug for claim in self.whole.graph.claims.values() for slug in holders(claim)]
        return self._options(self.map.record.participants, found, self.view.sift.participants)

    def _options(
        self,
        entries: Mapping[str, Entry],
        found: Sequence[str | None],
        chosen: Iterable[str],
    ) -> list[Option]:
        return [
            Option(slug, entry.label, found.count(slug), slug in chosen)
            for slug, entry in entries.items()
            if slug in found or slug in chosen
        ]

    @property
    def attributions(self) -> list[Option]:
        words = {
            Attribution.ASSERTED: "own words",
            Attribution.REPORTED: "reported",
            Attribution.INFERRED: "our reading",
        }
        found = [claim.attribution for claim in self.whole.graph.claims.values()]
        chosen = self.view.sift.attributions
        return [Option(how, words[how], found.count(how), how in chosen) for how in Attribution]

    @property
    def links(self) -> list[Option]:
        found = [link.kind for link in self.whole.graph.links.values()]
        return [Option(kind, kind, found.count(kind), kind in self.view.sift.links) for kind in LinkKind]

    @cached_property
    def bounds(self) -> tuple[str, str]:
        """The first and the last day of the debate, as a form's date fields have them."""
        found = extent(self.map.record)
        return (found[0].isoformat(), found[1].isoformat()) if found else ("", "")

    @property
    def folds(self) -> list[tuple[str, str]]:
        """Values of `fold` and their words: nothing, each kind of group folded as a whole, and else what is folded now."""
        claims = self.whole.graph.claims.values()
        groups = {
            "disputes": [f"dispute:{claim.dispute}" for claim in claims],
            "factions": [f"faction:{self.whole.faction(claim) or ''}" for claim in claims],
            "speakers": [f"speaker:{claim.speaker}" for claim in claims],
        }
        tokens = {words: sorted(set(found)) for words, found in groups.items()}
        found = [(self._nothing, "nothing")]
        found += [(",".join(several), words) for words, several in tokens.items() if len(several) > 1]
        return found if self.folded in dict(found) else [*found, (self.folded, "some")]

    @property
    def folded(self) -> str:
        """What is folded now, as an address says it; groups in the order of their names."""
        return ",".join(sorted(self.map.fold)) or self._nothing

    @property
    def _nothing(self) -> str:
        """How an address says that nothing is folded, which a small map need not say."""
        return "none" if len(self.whole.graph.claims) > FOLDED_FROM else ""

    @property
    def chips(self) -> list[Chip]:
        """Every filter that is on, one by one."""
        shown, sift = self.map.record, self.view.sift
        found = [
            *self._several("factions", shown.factions, sift.factions),
            *self._several("participants", shown.participants, sift.participants),
            *self._several("attributions", {}, sift.attributions),
            *self._several("links", {}, sift.links),
        ]
        for name, words in (("since", "from"), ("until", "until")):
            if name in self.asked:
                found.append(Chip(f"{words} {self.asked[name]}", self.with_(**{name: None})))
        if sift.unanswered:
            found.append(Chip("unanswered attacks", self.with_(unanswered=None)))
        if sift.line:
            claim = shown.claims.get(sift.line)
            words = f"argument line from “{claim.label if claim else sift.line}”"
            found.append(Chip(words, self.with_(line=None)))
        return found

    def _several(self, name: str, entries: Mapping[str, Entry], chosen: tuple[str, ...]) -> Iterable[Chip]:
        for value in chosen:
            rest = ",".join(other for other in chosen if other != value)
            entry = entries.get(value)
            yield Chip(entry.label if entry else value, self.with_(**{name: rest}))

    @property
    def cleared(self) -> str:
        """The address without any filter."""
        return self.with_(**dict.fromkeys((*FILTERS, "line")))


@dataclass(frozen=True)
class DrawnAddresses(Addresses):
    """What a drawing leads to: its claims and links, and its page with something else folded."""

    page: str
    asked: tuple[tuple[str, str], ...]

    def opening(self, fold: str) -> str:
        return f"{self.page}?{_query({**dict(self.asked), 'fold': fold})}#map-h"


def drawn_addresses(subject: Entry) -> DrawnAddresses:
    """The addresses in the map of a record, as this request asks for it."""
    to = addresses()
    page = f"{to.home}/map" if subject.kind_name is Kind.DEBATE else to.entry(subject)
    asked = _said(parameters.given([name for name in PARAMETERS if name not in ("title", "legend", "fold")]))
    return DrawnAddresses(to.home, page, tuple(asked.items()))


def _query(parameters: Mapping[str, str]) -> str:
    return urlencode(parameters, safe=",:/")


def _said(given: Mapping[str, str]) -> dict[str, str]:
    """What an address must say: neither what is empty nor what is usual."""
    return {name: value for name, value in given.items() if value and value != USUAL.get(name)}


def map_part(
    subject: Entry,
    page: str,
    alt: str,
    beside: Iterable[str] = (),
    outlined: bool = False,
) -> MapPart:
    """The map of a record of the debate, or of the debate, as this request asks for it. Raises `BadRequestError`."""
    asked = _said(parameters.given(PARAMETERS))
    of = {} if subject.kind_name is Kind.DEBATE else {str(subject.kind_name): subject.slug}
    view = MapView.from_query({**asked, **of})
    here = f"{addresses().home}/{page}"
    others = _said(parameters.given([name for name in beside if name not in PARAMETERS]))
    return MapPart(argument_map(record(), view), here, asked, others, alt, outlined)
