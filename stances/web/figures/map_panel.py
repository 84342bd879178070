"""A map that stands on a page: which one its address asks for, what its form offers, and the addresses of its variants.

Page, drawing and outline of one subject take the same parameters, so that each leads to the others with what was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from stances.argument.collapse import MAX_CLAIMS_EXPANDED
from stances.argument.graph import Graph
from stances.argument.options import MAP_PARAMETERS, MAP_SUBJECTS, Filter, LayoutMode, MapView
from stances.argument.outline import OutlineEntry as OutlineEntry
from stances.argument.outline import build_outline, nest_lines
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.record.commitments import find_holders
from stances.record.entries import Entry
from stances.record.extent import extent
from stances.record.vocabulary import Attribution, Kind, LinkKind
from stances.web.core import parameters
from stances.web.core.site import record
from stances.web.core.urls import DebateUrls, debate_urls

MOMENT_PARAMETERS = ("as_of", "basis")
FORM_PARAMETERS = ("arrange", "cluster", "colour", "context", "fold")
FILTER_PARAMETERS = ("factions", "participants", "attributions", "links", "since", "until", "unanswered")
DEFAULTS = {
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
class ActiveFilter:
    """A filter that is on, in words, and the address without it."""

    words: str
    url_without: str


@dataclass(frozen=True)
class FilterOption:
    """One value of a filter: how it is called here, and how many claims of the unfiltered map it is about."""

    value: str
    words: str
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class MapPanel:
    """The map of one subject on the page `page`, and `asked`, what is asked of it; `beside`, of the rest of the page."""

    map: ArgumentMap
    page: str
    parameters: Mapping[str, str]
    page_parameters: Mapping[str, str]
    alt: str
    is_outline: bool = False

    @property
    def view(self) -> MapView:
        return self.map.view

    @property
    def subject(self) -> str:
        """Of which kind of record the map is; nothing for the whole debate."""
        return next((kind for kind in MAP_SUBJECTS if getattr(self.view, kind)), "")

    @property
    def drawing_url(self) -> str:
        """Where the drawing is, without its ending."""
        return self.page if self.page.endswith("/map") else f"{self.page}/map"

    @property
    def outline(self) -> str:
        return f"{self.page.removesuffix('/map')}/outline"

    @property
    def action(self) -> str:
        """The page whose form this is: the map's, or its outline's."""
        return self.outline if self.is_outline else self.page

    @property
    def query(self) -> str:
        return _query(self.parameters)

    @property
    def query_without_day(self) -> str:
        """The query without the day, for a drawing that a scrubber moves through time."""
        moving = self.view.layout is LayoutMode.KEPT
        return _query({n: v for n, v in self.parameters.items() if not (moving and n in MOMENT_PARAMETERS)})

    @property
    def day_query(self) -> str:
        """What `timeless` leaves out, to be put behind it."""
        parameters = {n: v for n, v in self.parameters.items() if n in MOMENT_PARAMETERS}
        return f"&{_query(parameters)}" if parameters and self.view.layout is LayoutMode.KEPT else ""

    def url_with(self, **changes: str | None) -> str:
        """The address of this page with other values of some parameters; None takes one away."""
        changed = {n: v for n, v in {**self.page_parameters, **self.parameters, **changes}.items() if v}
        query = _query(changed)
        return f"{self.action}{f'?{query}' if query else ''}#map-h"

    @property
    def map_url(self) -> str:
        return replace(self, is_outline=False).url_with()

    @property
    def outline_url(self) -> str:
        return f"{self.outline}{f'?{self.query}' if self.query else ''}"

    @property
    def hidden_fields(self) -> dict[str, str]:
        """What the form keeps though it does not show it."""
        shown = {*FILTER_PARAMETERS, *FORM_PARAMETERS}
        return {n: v for n, v in {**self.page_parameters, **self.parameters}.items() if n not in shown}

    @cached_property
    def unfiltered(self) -> ArgumentMap:
        """The same map without filters and folds."""
        if not self.map.collapse_tokens and self.view.filter == Filter():
            return self.map
        return build_argument_map(self.map.record, replace(self.view, filter=Filter(), fold=()))

    @cached_property
    def visible_graph(self) -> Graph:
        """All that is on the map, folded or not, without what cannot have been there on its day."""
        graph, day = build_argument_map(self.map.record, replace(self.view, fold=())).graph, self.view.as_of
        return self.map.timing.graph_as_of(graph, day) if day else graph

    @property
    def entries(self) -> tuple[OutlineEntry, ...]:
        """All of it as an outline."""
        return nest_lines(build_outline(self.visible_graph))

    @property
    def factions(self) -> list[FilterOption]:
        factions_of_claims = [
            self.unfiltered.speaker_faction(claim) for claim in self.unfiltered.graph.claims.values()
        ]
        return self._options(self.map.record.factions, factions_of_claims, self.view.filter.factions)

    @property
    def participants(self) -> list[FilterOption]:
        holders_of_claims = [
            slug for claim in self.unfiltered.graph.claims.values() for slug in find_holders(claim)
        ]
        return self._options(self.map.record.participants, holders_of_claims, self.view.filter.participants)

    def _options(
        self,
        entries: Mapping[str, Entry],
        occurrences: Sequence[str | None],
        chosen: Iterable[str],
    ) -> list[FilterOption]:
        return [
            FilterOption(slug, entry.label, occurrences.count(slug), slug in chosen)
            for slug, entry in entries.items()
            if slug in occurrences or slug in chosen
        ]

    @property
    def attributions(self) -> list[FilterOption]:
        words = {
            Attribution.ASSERTED: "own words",
            Attribution.REPORTED: "reported",
            Attribution.INFERRED: "our reading",
        }
        occurrences = [claim.attribution for claim in self.unfiltered.graph.claims.values()]
        chosen = self.view.filter.attributions
        return [FilterOption(how, words[how], occurrences.count(how), how in chosen) for how in Attribution]

    @property
    def links(self) -> list[FilterOption]:
        occurrences = [link.kind for link in self.unfiltered.graph.links.values()]
        return [
            FilterOption(kind, kind, occurrences.count(kind), kind in self.view.filter.links)
            for kind in LinkKind
        ]

    @cached_property
    def bounds(self) -> tuple[str, str]:
        """The first and the last day of the debate, as a form's date fields have them."""
        days = extent(self.map.record)
        return (days[0].isoformat(), days[1].isoformat()) if days else ("", "")

    @property
    def fold_choices(self) -> list[tuple[str, str]]:
        """Values of `fold` and their words: nothing, each kind of group folded as a whole, and else what is folded now."""
        claims = self.unfiltered.graph.claims.values()
        groups = {
            "disputes": [f"dispute:{claim.dispute}" for claim in claims],
            "factions": [f"faction:{self.unfiltered.speaker_faction(claim) or ''}" for claim in claims],
            "speakers": [f"speaker:{claim.speaker}" for claim in claims],
        }
        tokens = {words: sorted(set(found)) for words, found in groups.items()}
        choices = [(self._no_fold, "nothing")]
        choices += [(",".join(several), words) for words, several in tokens.items() if len(several) > 1]
        return choices if self.current_fold in dict(choices) else [*choices, (self.current_fold, "some")]

    @property
    def current_fold(self) -> str:
        """What is folded now, as an address says it; groups in the order of their names."""
        return ",".join(sorted(self.map.collapse_tokens)) or self._no_fold

    @property
    def _no_fold(self) -> str:
        """How an address says that nothing is folded, which a small map need not say."""
        return "none" if len(self.unfiltered.graph.claims) > MAX_CLAIMS_EXPANDED else ""

    @property
    def active_filters(self) -> list[ActiveFilter]:
        """Every filter that is on, one by one."""
        shown, sift = self.map.record, self.view.filter
        filters = [
            *self._list_filters("factions", shown.factions, sift.factions),
            *self._list_filters("participants", shown.participants, sift.participants),
            *self._list_filters("attributions", {}, sift.attributions),
            *self._list_filters("links", {}, sift.links),
        ]
        for name, words in (("since", "from"), ("until", "until")):
            if name in self.parameters:
                filters.append(
                    ActiveFilter(f"{words} {self.parameters[name]}", self.url_with(**{name: None}))
                )
        if sift.unanswered:
            filters.append(ActiveFilter("unanswered attacks", self.url_with(unanswered=None)))
        if sift.line:
            claim = shown.claims.get(sift.line)
            words = f"argument line from “{claim.label if claim else sift.line}”"
            filters.append(ActiveFilter(words, self.url_with(line=None)))
        return filters

    def _list_filters(
        self, name: str, entries: Mapping[str, Entry], chosen: tuple[str, ...]
    ) -> Iterable[ActiveFilter]:
        for value in chosen:
            rest = ",".join(other for other in chosen if other != value)
            entry = entries.get(value)
            yield ActiveFilter(entry.label if entry else value, self.url_with(**{name: rest}))

    @property
    def url_without_filters(self) -> str:
        """The address without any filter."""
        return self.url_with(**dict.fromkeys((*FILTER_PARAMETERS, "line")))


@dataclass(frozen=True)
class MapUrls(DebateUrls):
    """What a drawing leads to: its claims and links, and its page with something else folded."""

    page: str
    asked: tuple[tuple[str, str], ...]

    def expand_url(self, fold: str) -> str:
        return f"{self.page}?{_query({**dict(self.asked), 'fold': fold})}#map-h"


def map_urls(subject: Entry) -> MapUrls:
    """The addresses in the map of a record, as this request asks for it."""
    to = debate_urls()
    page = f"{to.home}/map" if subject.kind_name is Kind.DEBATE else to.entry(subject)
    asked = _without_defaults(
        parameters.read_given([name for name in MAP_PARAMETERS if name not in ("title", "legend", "fold")])
    )
    return MapUrls(to.home, page, tuple(asked.items()))


def _query(parameters: Mapping[str, str]) -> str:
    return urlencode(parameters, safe=",:/")


def _without_defaults(given: Mapping[str, str]) -> dict[str, str]:
    """What an address must say: neither what is empty nor what is usual."""
    return {name: value for name, value in given.items() if value and value != DEFAULTS.get(name)}


def make_map_panel(
    subject: Entry,
    page: str,
    alt: str,
    beside: Iterable[str] = (),
    outlined: bool = False,
) -> MapPanel:
    """The map of a record of the debate, or of the debate, as this request asks for it. Raises `BadRequestError`."""
    asked = _without_defaults(parameters.read_given(MAP_PARAMETERS))
    of = {} if subject.kind_name is Kind.DEBATE else {str(subject.kind_name): subject.slug}
    view = MapView.from_query({**asked, **of})
    here = f"{debate_urls().home}/{page}"
    others = _without_defaults(parameters.read_given([name for name in beside if name not in MAP_PARAMETERS]))
    return MapPanel(build_argument_map(record(), view), here, asked, others, alt, outlined)
