"""The contents of an argument map before layout: its claims and links, its colours and its words.

A `MapView` says what is asked for; an `ArgumentMap` is that view of one record. `dot` writes it for Graphviz, `svg`
adds descriptions for readers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from stances.argument import collapse
from stances.argument import graph as graphs
from stances.argument.collapse import AggregatedEdge, CollapsedGroup, collapse_graph
from stances.argument.filters import apply_filter, filter_graph
from stances.argument.graph import FarEnd, Graph
from stances.argument.options import BoxWords, ColourBy, LayoutMode, MapView
from stances.argument.presence import Presence, Timing
from stances.argument.wording import describe_filter
from stances.cache import cached_property
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.figures.map import wording
from stances.figures.map.colours import MapColours
from stances.graphics.palette import NEUTRAL_TINT, Tint
from stances.graphics.text_metrics import truncate
from stances.graphics.typography import SMALL_SIZE_PT, TEXT_WIDTH_PT
from stances.query import check_known
from stances.record.commitments import find_speaker_faction, is_withdrawn
from stances.record.entries import Claim
from stances.record.extent import check_in_extent
from stances.record.ordering import sort_claims
from stances.record.record import Record
from stances.record.wording import (
    describe_date,
    describe_day_shown,
    entry_name,
    full_name,
    speaker_label,
)
from stances.timeline.scale import build_scale

PAGE_MARGIN_PT = 7.2
"""The margin around a map on a page of limited size."""


def describe_stub(graph: Graph, far_end: FarEnd) -> str:
    """The text of a stub, cut short to the width of a box's text."""
    link, words = far_end.link, graph.far_end_words[far_end.slug]
    stub = wording.describe_stub(words, far_end.slug != link.target, link.mutual)
    return truncate(stub, TEXT_WIDTH_PT, SMALL_SIZE_PT)


def list_stubs(graph: Graph, ends: Sequence[FarEnd]) -> list[tuple[str, str]]:
    """The lines of text at one arrow to other pages, each with the line in the graph that it stands for: one for each end
    or, if there are many, those of a page together.
    """
    if len(ends) <= _MAX_STUBS:
        return [(end.line, describe_stub(graph, end)) for end in ends]
    by_page: dict[str, list[FarEnd]] = {}
    for end in ends:
        by_page.setdefault(graph.far_end_places[end.slug][1], []).append(end)
    lines = []
    for page, there in by_page.items():
        for start in range(0, len(there), _NUMBERS_A_LINE):
            some = there[start : start + _NUMBERS_A_LINE]
            names = ", ".join(graph.far_end_places[end.slug][0] for end in some)
            link = some[0].link
            words = wording.describe_stub(f"{names}, {page}", some[0].slug != link.target, link.mutual)
            lines.append((some[0].line, truncate(words, TEXT_WIDTH_PT, SMALL_SIZE_PT)))
    return lines


_MAX_STUBS, _NUMBERS_A_LINE = 8, 9


@dataclass(frozen=True)
class Badge:
    """A mark of some claims and links of a map: words above a claim, a line weight and a tint.

    `name` is a class in the SVG, `meaning` what the legend says of all badges of this name. `line_weight` is the width of
    a claim's frame in points, but for a link a factor on its usual width. `alignment` of the words is LEFT, CENTER or
    RIGHT; with `on_dark` they stand on a dark background.
    """

    name: str
    words: str
    meaning: str
    tint: Tint
    line_weight: float
    alignment: str
    on_dark: bool


@dataclass(frozen=True)
class MapHeading:
    """The title and subtitle of a map whose view does not determine them."""

    title: str
    subtitle: str


@dataclass(frozen=True)
class ArgumentMap:
    """One map before layout: its graph, its words and its colours.

    `badges` are by the slugs of claims and links; where there are any, they determine the colours of claims. Collapsed
    groups are in `collapsed`, by token, and not in the graph; `aggregated_edges` count the links with a hidden end, and
    `collapse_tokens` are the tokens asked for or chosen by size. `max_size_pt` is the largest width and height on a page.
    `cut_links` say at a claim what it is linked to on other pages, where arrows do not. As of a day, everything is as of
    that day; `places` is the map of the whole time, from whose drawing this one is made.
    """

    record: Record
    view: MapView
    graph: Graph
    heading: MapHeading | None = None
    badges: Mapping[str, Badge] = field(default_factory=dict)
    collapse_tokens: tuple[str, ...] = ()
    collapsed: Mapping[str, CollapsedGroup] = field(default_factory=dict)
    aggregated_edges: tuple[AggregatedEdge, ...] = ()
    max_size_pt: tuple[float, float] | None = None
    cut_links: Mapping[str, Sequence[str]] = field(default_factory=dict)
    places: ArgumentMap | None = None

    def with_caption(self, title: bool, legend: bool) -> ArgumentMap:
        """The same map with these parts of its caption, for a page or a sheet that has the others."""
        places = self.places and self.places.with_caption(title, legend)
        return replace(self, view=replace(self.view, title=title, legend=legend), places=places)

    def toggle_token(self, token: str) -> tuple[str, ...]:
        """The tokens of the same view with this group expanded or collapsed."""
        return collapse.toggle_token(self.collapse_tokens, token)

    def has_places_for(self, other: ArgumentMap) -> bool:
        """Whether every box and line of another map is on this one."""
        return other._drawn_ids <= self._drawn_ids

    @cached_property
    def _drawn_ids(self) -> frozenset[str]:
        edges = (edge.edge_id for edge in self.aggregated_edges)
        return frozenset((*self.graph.claims, *self.graph.links, *self.collapsed, *edges))

    @property
    def is_empty(self) -> bool:
        return not (self.graph.claims or self.collapsed)

    @cached_property
    def collapsed_boxes(self) -> list[CollapsedGroup]:
        """The collapsed groups that have boxes of their own."""
        return [group for group in self.collapsed.values() if group.behind_claim is None]

    def collapsed_date(self, group: CollapsedGroup) -> UncertainDate | None:
        """The months of the first and last date of a group's claims, or None if none has a date."""
        dates = [when for slug in group.claims if (when := self.record.claims[slug].when)]
        days = [day for when in dates for day in (when.earliest, when.latest) if Day.min < day < Day.max]
        months = dict.fromkeys(day.month_text for day in (min(days), max(days))) if days else {}
        return UncertainDate.parse("/".join(months)) if months else None

    def describe_collapsed_dates(self, group: CollapsedGroup) -> str:
        """The dates of a group's claims in words; empty if none has a date."""
        when = self.collapsed_date(group)
        return when.words(throughout=True) if when else ""

    def abbreviate_collapsed_dates(self, group: CollapsedGroup) -> str:
        """The same where there is little room."""
        when = self.collapsed_date(group)
        return when.short_words() if when else ""

    @cached_property
    def _numbers(self) -> dict[str, int]:
        claims = self.record.claims_of_dispute.get(self.view.dispute, ()) if self.view.dispute else None
        ordered = sort_claims(self.record, self.record.claims.values() if claims is None else claims)
        return {claim.slug: number for number, claim in enumerate(ordered, start=1)}

    def claim_number(self, claim: Claim) -> int | None:
        """The claim's number, from 1 in order of time in the whole dispute or debate; None for a claim outside it."""
        return self._numbers.get(claim.slug)

    def words_of(self, claim: Claim) -> str:
        """What the box of a claim says: its text or, where the view asks for titles and it has one, its title."""
        return claim.title or claim.text if self.view.words is BoxWords.TITLES else claim.text

    def position_keys(self, claim: Claim) -> tuple[str, ...]:
        """The keys of the positions that rest on a claim, in the dispute that the map shows or else the claim's own."""
        dispute = self.record.disputes.get(self.view.dispute or claim.dispute)
        citing = self.record.stances_citing.get(claim.slug, ()) if dispute else ()
        scale = build_scale(dispute) if dispute and citing else {}
        held = {stance.position for stance in citing if dispute and stance.dispute == dispute.slug}
        ordered = [value for value in scale if value in held]
        return tuple(scale[value].key for value in ordered)

    @cached_property
    def title(self) -> str:
        """The title: what the map shows."""
        record, view = self.record, self.view
        if self.heading:
            return self.heading.title
        if view.dispute:
            return entry_name(record.disputes[view.dispute], record)
        if view.participant:
            return full_name(record.participants[view.participant], record)
        if view.claim:
            claim = record.claims[view.claim]
            return f"{speaker_label(record, claim.speaker)}, {describe_date(claim)}"
        return record.debate.title

    @cached_property
    def subtitle(self) -> str:
        record, view = self.record, self.view
        if self.heading:
            return self.heading.subtitle
        if view.dispute:
            return record.disputes[view.dispute].question
        if view.participant:
            return wording.PARTICIPANT_SUBTITLE
        if view.claim:
            return wording.subtitle_claim(view.steps)
        return wording.WHOLE_SUBTITLE

    @cached_property
    def filter_note(self) -> str:
        """Which filters were applied, and whether the map is empty."""
        left_out = describe_filter(self.record, self.view.filter)
        if not self.is_empty:
            return left_out
        return wording.note_nothing_passed(left_out) if left_out else wording.NO_CLAIMS_NOTE

    @cached_property
    def source_line(self) -> str:
        """The debate and its sources; without the revision, lest each edit of a debate change all of its maps."""
        debate = self.record.debate
        parts = [debate.title] if self.title != debate.title else []
        parts += [wording.name_sources(self.record)] if debate.sources else []
        return " · ".join(parts)

    @cached_property
    def day_words(self) -> str:
        """The day that the map shows, in words; empty if it shows the whole debate."""
        return describe_day_shown(self.view.as_of, self.view.basis)

    @cached_property
    def timing(self) -> Timing:
        return Timing(self.record, self.view.basis)

    @cached_property
    def unanswered(self) -> frozenset[str]:
        """The attacks on the map that nothing in the debate answers, by the map's day."""
        record = self.timing.record_as_of(self.view.as_of) if self.view.as_of else self.record
        return frozenset(
            slug for slug, link in self.graph.links.items() if graphs.is_unanswered(record, link)
        )

    @cached_property
    def conclusions(self) -> frozenset[str]:
        """The claims of the map that others are for or against, and that are themselves for or against none."""
        leading = {box for edge in self.aggregated_edges for box in edge.sources if not edge.mutual}
        met = {edge.target for edge in self.aggregated_edges} & self.graph.claims.keys()
        lone = (slug for slug in met if not self.graph.links_from.get(slug))
        return frozenset({*graphs.find_conclusions(self.graph), *lone} - leading)

    @cached_property
    def lifted(self) -> frozenset[str]:
        """The claims and links that stand out, if the view asks for some; empty if all of them look the same."""
        slug = self.view.lift
        return graphs.trace_bearing(self.graph, slug) if slug and slug in self.graph.claims else frozenset()

    @cached_property
    def presence_by_slug(self) -> Mapping[str, Presence]:
        """The presence of each claim and link on the day; empty if the map shows the whole debate."""
        return self.timing.presence_by_slug(self.graph, self.view.as_of) if self.view.as_of else {}

    def is_struck(self, claim: Claim) -> bool:
        """Whether a claim is drawn as withdrawn; as of a day, only once it certainly was."""
        presence = self.presence_by_slug.get(claim.slug)
        return presence is Presence.WITHDRAWN if presence else is_withdrawn(claim)

    def speaker_faction(self, claim: Claim) -> str | None:
        """The faction of a claim's speaker at the claim's date."""
        if claim.slug not in self._faction_cache:
            self._faction_cache[claim.slug] = find_speaker_faction(self.record, claim)
        return self._faction_cache[claim.slug]

    @cached_property
    def _faction_cache(self) -> dict[str, str | None]:
        """Results of `speaker_faction` by claim."""
        return {}

    def faction_name(self, claim: Claim) -> str:
        """The name of the speaker's faction at the claim's date, or an empty string."""
        faction = self.record.factions.get(self.speaker_faction(claim) or "")
        return entry_name(faction, self.record) if faction else ""

    @property
    def colour_by(self) -> ColourBy:
        """What claims are coloured by: where nobody says, the faction, or the speaker in a debate without factions."""
        return self.view.colour or (ColourBy.FACTION if self.record.factions else ColourBy.SPEAKER)

    @cached_property
    def colours(self) -> MapColours:
        """The tints of its claims, groups and clusters."""
        return MapColours(
            self.record,
            by=self.colour_by,
            claims=tuple(self.graph.claims.values()),
            groups=tuple(self.collapsed.values()),
            badge_tints={slug: badge.tint for slug, badge in self.badges.items()} if self.badges else None,
            faction_of=self.speaker_faction,
        )

    def cluster_slug(self, claim: Claim) -> str | None:
        """The slug of the faction or speaker in whose cluster a claim is."""
        if self.view.cluster == "none":
            return None
        return claim.speaker if self.view.cluster == "speaker" else self.speaker_faction(claim)

    def cluster_name(self, slug: str) -> str:
        if self.view.cluster == "speaker":
            person = self.record.participants.get(slug)
            return full_name(person, self.record) if person else slug
        faction = self.record.factions.get(slug)
        return entry_name(faction, self.record) if faction else slug

    def cluster_label(self, slug: str) -> str:
        """The name of a cluster, cut short to the width of a box."""
        return truncate(self.cluster_name(slug), TEXT_WIDTH_PT)

    def cluster_tint(self, slug: str) -> Tint:
        """The tint of a cluster's frame, where clusters are what colours tell."""
        return self.colours.by_slug(slug) if str(self.view.cluster) == str(self.colour_by) else NEUTRAL_TINT


def build_argument_map(record: Record, view: MapView) -> ArgumentMap:
    """Build the map that a view asks for.

    Raises NotFoundError if the record lacks the subject, and BadRequestError for an invalid day, filter or token.
    """
    check_in_extent(record, "as_of", view.as_of)
    graph = filter_graph(record, _build_graph(record, view), view.filter)
    check_known("lift", (view.lift,) if view.lift else (), graph.claims)
    whole = _collapse_map(record, graph, replace(view, as_of=None))
    return _build_map_as_of(whole, view, view.as_of) if view.as_of else whole


def _build_map_as_of(whole: ArgumentMap, view: MapView, day: Day) -> ArgumentMap:
    """The map as of a day; collapsed as the map of the whole time is, and placed as that one where this is possible."""
    kept = view.layout is LayoutMode.KEPT
    then = whole.timing.record_as_of(day)
    has_subject = view.claim is None or view.claim in then.claims
    graph = apply_filter(then, _build_graph(then, view), view.filter) if has_subject else Graph({}, {})
    map_then = _collapse_map(whole.record, graph, replace(view, fold=whole.collapse_tokens) if kept else view)
    return replace(map_then, view=view, places=whole if kept and whole.has_places_for(map_then) else None)


def _build_graph(record: Record, view: MapView) -> Graph:
    if view.dispute:
        return graphs.build_dispute_graph(record, view.dispute, view.context)
    if view.participant:
        return graphs.build_participant_graph(record, view.participant)
    if view.claim:
        return graphs.build_claim_graph(record, view.claim, view.steps)
    return graphs.build_whole_graph(record)


def _collapse_map(record: Record, graph: Graph, view: MapView) -> ArgumentMap:
    collapsed = collapse_graph(record, graph, view)
    return ArgumentMap(
        record,
        view,
        collapsed.graph,
        collapse_tokens=collapsed.tokens,
        collapsed=collapsed.collapsed,
        aggregated_edges=collapsed.aggregated_edges,
    )
