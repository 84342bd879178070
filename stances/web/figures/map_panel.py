"""The map on a page: which one the request asks for, the options of its form, and the URLs of variants.

Page, drawing and outline of a subject take the same parameters, so each can link to the others with the same choices.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from stances.argument.collapse import MAX_CLAIMS_EXPANDED
from stances.argument.graph import Graph
from stances.argument.options import (
    MAP_OPTIONS,
    MAP_PARAMETERS,
    MAP_SUBJECTS,
    Arrangement,
    Filter,
    LayoutMode,
    MapView,
)
from stances.argument.outline import OutlineEntry as OutlineEntry
from stances.argument.outline import build_outline, nest_lines
from stances.cache import cached_property
from stances.dates.day import Day
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.graphics.palette import Tint
from stances.query import write_value
from stances.record.commitments import find_holders
from stances.record.entries import Entry
from stances.record.extent import extent
from stances.record.record import Record
from stances.record.vocabulary import Basis, Kind, LinkKind
from stances.record.wording import ATTRIBUTION_NAMES, describe_basis_known, entry_name
from stances.timeline.moments import collect_document_slugs
from stances.web.core import parameters
from stances.web.core.site import record
from stances.web.core.urls import DebateUrls, debate_urls

MOMENT_PARAMETERS = ("as_of", "basis")
FORM_PARAMETERS = ("arrange", "cluster", "colour", "words", "context", "fold")
FILTER_PARAMETERS = (
    "factions",
    "participants",
    "attributions",
    "links",
    "tags",
    "since",
    "until",
    "unanswered",
)
DEFAULTS = {name: write_value(of.default) for name, of in MAP_OPTIONS.items() if not of.values.is_list}
"""Default values of parameters, which URLs leave out."""


@dataclass(frozen=True)
class ActiveFilter:
    """A filter that is on, in words, and the page's URL without it."""

    words: str
    url_without: str


@dataclass(frozen=True)
class FilterOption:
    """A value of a filter, its label, and how many claims or links of the unfiltered map it matches.

    `since` are the days from which each of them counts, on a map that the time slider moves; else there are none.
    """

    value: str
    words: str
    count: int
    chosen: bool
    since: tuple[Day, ...] = ()


@dataclass(frozen=True)
class ColourKeyItem:
    """A colour of the map with its meaning; `since` as in `FilterOption`, and whether it is seen on the map's day."""

    words: str
    tint: Tint
    is_seen: bool = True
    since: tuple[Day, ...] = ()


@dataclass(frozen=True)
class MapPanel:
    """The map of a subject on a page, with the options of its form and the URLs of variants.

    `page` is the page's URL, `parameters` are those of the map, `page_parameters` those of the rest of the page.
    """

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
        """The kind of record that the map is about; empty for the whole debate."""
        return next((kind for kind in MAP_SUBJECTS if getattr(self.view, kind)), "")

    @property
    def drawing_url(self) -> str:
        """The URL of the drawing, without the ending for a format."""
        return self.page if self.page.endswith("/map") else f"{self.page}/map"

    @property
    def outline(self) -> str:
        return f"{self.page.removesuffix('/map')}/outline"

    @property
    def action(self) -> str:
        """The page to which the form belongs: the map's, or its outline's."""
        return self.outline if self.is_outline else self.page

    @property
    def query(self) -> str:
        return _query(self.parameters)

    @property
    def follows_day(self) -> bool:
        """Whether each day needs a drawing of its own, since counts, or what is unanswered, change from day to day."""
        view = self.view
        return view.layout is LayoutMode.FRESH or view.filter.unanswered or bool(self.map.collapse_tokens)

    @property
    def is_moved_by_slider(self) -> bool:
        """Whether the page has the drawing of the whole time, in which the time slider leaves out what is later."""
        return bool(self.view.dispute) and not self.follows_day

    @property
    def drawn_map(self) -> ArgumentMap:
        """The map whose drawing is in the page."""
        return self.map.places or self.map if self.is_moved_by_slider else self.map

    @property
    def query_without_day(self) -> str:
        """The query without the day, for a drawing that the time slider changes in the browser."""
        given = {n: v for n, v in self.parameters.items() if self.follows_day or n not in MOMENT_PARAMETERS}
        is_under_grid = self.view.dispute and self.view.arrange is Arrangement.TIME  # and has its columns
        return _query({**given, **({"empty_columns": write_value(True)} if is_under_grid else {})})

    @property
    def day_query(self) -> str:
        """What `query_without_day` leaves out, to be appended to it."""
        parameters = {n: v for n, v in self.parameters.items() if n in MOMENT_PARAMETERS}
        return f"&{_query(parameters)}" if parameters and not self.follows_day else ""

    def url_with(self, **changes: str | None) -> str:
        """This page's URL with other values of some parameters; None leaves one out."""
        changed = {n: v for n, v in {**self.page_parameters, **self.parameters, **changes}.items() if v}
        query = _query(changed)
        return f"{self.action}{f'?{query}' if query else ''}#map-h"

    @property
    def has_titles(self) -> bool:
        """Whether boxes of this map can say less than whole texts."""
        return any(claim.title for claim in self.unfiltered.graph.claims.values())

    @property
    def map_url(self) -> str:
        return replace(self, is_outline=False).url_with()

    @property
    def outline_url(self) -> str:
        return f"{self.outline}{f'?{self.query}' if self.query else ''}"

    @property
    def hidden_fields(self) -> dict[str, str]:
        """Parameters that the form does not show, but has to keep."""
        shown = {*FILTER_PARAMETERS, *FORM_PARAMETERS}
        return {n: v for n, v in {**self.page_parameters, **self.parameters}.items() if n not in shown}

    @cached_property
    def unfiltered(self) -> ArgumentMap:
        """The same map without filters and collapsed groups."""
        if not self.map.collapse_tokens and self.view.filter == Filter():
            return self.map
        return build_argument_map(self.map.record, replace(self.view, filter=Filter(), fold=()))

    @cached_property
    def visible_graph(self) -> Graph:
        """All claims and links of the map, also collapsed ones, that can have existed on its day."""
        return build_argument_map(self.map.record, replace(self.view, fold=())).graph

    @property
    def known_words(self) -> str:
        """What “as known” rests on; empty as written."""
        record, dispute = self.map.record, self.view.dispute
        slugs = collect_document_slugs(record, dispute) if dispute else record.documents
        documents = (record.documents[slug] for slug in slugs if slug in record.documents)
        return describe_basis_known(documents) if self.view.basis is Basis.KNOWN else ""

    @property
    def entries(self) -> tuple[OutlineEntry, ...]:
        """The outline of `visible_graph`, with claims nested under those that they answer."""
        return nest_lines(build_outline(self.visible_graph))

    @cached_property
    def _labels_of_filter(self) -> dict[str, Mapping[Any, str]]:
        """The values of each filter that has several, with their labels."""
        record = self.map.record
        return {
            "factions": _labels(record, record.factions),
            "participants": _labels(record, record.participants),
            "attributions": ATTRIBUTION_NAMES,
            "links": {kind: kind.value for kind in LinkKind},
            "tags": {tag: tag for tag in record.claims_of_tag},
        }

    def filter_options(self, name: str) -> list[FilterOption]:
        """The options of a filter: all of its values if these are few by nature, else those that occur or are chosen."""
        chosen, complete = getattr(self.view.filter, name), name in ("attributions", "links")
        count = Counter(value for value, _ in self._filter_values[name])
        since: dict[str | None, list[Day]] = defaultdict(list)
        for value, day in self._filter_values_in_time.get(name, ()):
            since[value].append(day)
        return [
            FilterOption(value, words, count[value], value in chosen, tuple(sorted(since[value])))
            for value, words in self._labels_of_filter[name].items()
            if complete or value in count or value in since or value in chosen
        ]

    @cached_property
    def _filter_values(self) -> FilterValues:
        return _collect_filter_values(self.unfiltered)

    @cached_property
    def _filter_values_in_time(self) -> FilterValues:
        """The same of the whole time; empty where no time slider moves the map."""
        if not self.is_moved_by_slider:
            return {}
        if self.view.as_of is None:
            return self._filter_values
        view = replace(self.view, as_of=None, filter=Filter(), fold=())
        return _collect_filter_values(build_argument_map(self.map.record, view))

    @property
    def colour_key(self) -> list[ColourKeyItem]:
        """The meaning of each colour in the drawing."""
        drawn = self.drawn_map
        if not self.is_moved_by_slider:
            return [ColourKeyItem(words, tint) for words, tint in drawn.colours.legend.items()]
        first_days = drawn.timing.first_days(drawn.graph)
        since: dict[str, list[Day]] = defaultdict(list)
        for slug, claim in drawn.graph.claims.items():
            since[drawn.colours.name(claim)].append(first_days[slug])
        day = self.view.as_of
        return [
            ColourKeyItem(words, tint, day is None or min(since[words]) <= day, tuple(sorted(since[words])))
            for words, tint in drawn.colours.legend.items()
        ]

    @cached_property
    def bounds(self) -> tuple[str, str]:
        """The first and the last day of the debate, for date fields: 1928-05-09; empty if it has none."""
        days = extent(self.map.record)
        return (days[0].isoformat(), days[1].isoformat()) if days else ("", "")

    @property
    def fold_choices(self) -> list[tuple[str, str]]:
        """Values of `fold` with their labels: nothing, all groups of a kind, and what is collapsed now if it is none of these."""
        claims = self.unfiltered.graph.claims.values()
        groups = {
            "disputes": [f"dispute:{claim.dispute}" for claim in claims],
            "factions": [f"faction:{self.unfiltered.speaker_faction(claim) or ''}" for claim in claims],
            "speakers": [f"speaker:{claim.speaker}" for claim in claims],
        }
        tokens = {words: sorted(set(values)) for words, values in groups.items()}
        choices = [(self._no_fold, "nothing")]
        choices += [(",".join(several), words) for words, several in tokens.items() if len(several) > 1]
        return choices if self.current_fold in dict(choices) else [*choices, (self.current_fold, "some")]

    @property
    def current_fold(self) -> str:
        """What is collapsed now, as a value of `fold`."""
        return ",".join(sorted(self.map.collapse_tokens)) or self._no_fold

    @property
    def _no_fold(self) -> str:
        """The value of `fold` for nothing; a map too small to be collapsed by default needs none."""
        return "none" if len(self.unfiltered.graph.claims) > MAX_CLAIMS_EXPANDED else ""

    @property
    def active_filters(self) -> list[ActiveFilter]:
        """Every filter that is on."""
        record, filter_ = self.map.record, self.view.filter
        filters = [chip for name in self._labels_of_filter for chip in self._list_filters(name)]
        for name, words in (("since", "from"), ("until", "until")):
            if name in self.parameters:
                filters.append(
                    ActiveFilter(f"{words} {self.parameters[name]}", self.url_with(**{name: None}))
                )
        if filter_.unanswered:
            filters.append(ActiveFilter("unanswered objections", self.url_with(unanswered=None)))
        if filter_.only:
            filters.append(ActiveFilter("chosen claims", self.url_with(only=None)))
        if filter_.line:
            claim = record.claims.get(filter_.line)
            words = f"argument line from “{claim.label if claim else filter_.line}”"
            filters.append(ActiveFilter(words, self.url_with(line=None)))
        return filters

    def _list_filters(self, name: str) -> Iterable[ActiveFilter]:
        chosen: tuple[str, ...] = getattr(self.view.filter, name)
        for value in chosen:
            rest = ",".join(other for other in chosen if other != value)
            words = self._labels_of_filter[name].get(value, value)
            yield ActiveFilter(words, self.url_with(**{name: rest}))

    @property
    def url_without_filters(self) -> str:
        """This page's URL without filters."""
        return self.url_with(**dict.fromkeys((*FILTER_PARAMETERS, "only", "line")))


FilterValues = Mapping[str, Sequence[tuple[str | None, Day]]]
"""By filter, the value of each claim or link of a map, and the first day on which it may have that value."""


def _collect_filter_values(argument_map: ArgumentMap) -> FilterValues:
    graph, timing = argument_map.graph, argument_map.timing
    first_days = timing.first_days(graph)
    return {
        "factions": [(argument_map.speaker_faction(c), first_days[slug]) for slug, c in graph.claims.items()],
        "participants": [
            (holder, max(first_days[slug], timing.holding_bounds(claim, holder).earliest))
            for slug, claim in graph.claims.items()
            for holder in find_holders(claim)
        ],
        "attributions": [(claim.attribution, first_days[slug]) for slug, claim in graph.claims.items()],
        "tags": [(tag, first_days[slug]) for slug, claim in graph.claims.items() for tag in claim.tags],
        "links": [(link.kind, first_days[slug]) for slug, link in graph.links.items()],
    }


def _labels(record: Record, entries: Mapping[str, Entry]) -> dict[str, str]:
    return {slug: entry_name(entry, record) for slug, entry in entries.items()}


@dataclass(frozen=True)
class MapUrls(DebateUrls):
    """The URLs in a drawing: of claims and links, and of its page with other groups collapsed."""

    page: str
    parameters: tuple[tuple[str, str], ...]

    def expand_url(self, fold: str) -> str:
        """The page of the map with this value of `fold`."""
        return f"{self.page}?{_query({**dict(self.parameters), 'fold': fold})}#map-h"


def map_urls(subject: Entry) -> MapUrls:
    """The URLs in the map of a record, with this request's parameters."""
    to = debate_urls()
    page = f"{to.home}/map" if subject.kind_name is Kind.DEBATE else to.entry(subject)
    given = _without_defaults(
        parameters.read_given([name for name in MAP_PARAMETERS if name not in ("title", "legend", "fold")])
    )
    return MapUrls(to.home, page, tuple(given.items()))


def _query(parameters: Mapping[str, str]) -> str:
    return urlencode(parameters, safe=",:/")


def _without_defaults(given: Mapping[str, str]) -> dict[str, str]:
    """The parameters without empty and default values."""
    return {name: value for name, value in given.items() if value and value != DEFAULTS.get(name)}


def make_map_panel(
    subject: Entry,
    page: str,
    alt: str,
    page_parameters: Iterable[str] = (),
    outlined: bool = False,
) -> MapPanel:
    """The map of a record, or of the debate, as this request asks for it. Raises `BadRequestError`."""
    given = _without_defaults(parameters.read_given(MAP_PARAMETERS))
    of = {} if subject.kind_name is Kind.DEBATE else {str(subject.kind_name): subject.slug}
    view = MapView.from_query({**given, **of})
    url = f"{debate_urls().home}/{page}"
    others = _without_defaults(
        parameters.read_given([name for name in page_parameters if name not in MAP_PARAMETERS])
    )
    return MapPanel(build_argument_map(record(), view), url, given, others, alt, outlined)
