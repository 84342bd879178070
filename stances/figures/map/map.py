"""What an argument map shows, before anything is drawn: which claims, in whose colours, under which words.

A `MapView` says what is asked for, and an `ArgumentMap` is that view of one record. `dot` writes it for Graphviz,
`svg` describes it to readers. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from stances.argument import collapse, filters
from stances.argument import graph as graphs
from stances.argument.collapse import NO_FACTION_LABEL, AggregatedEdge, CollapsedGroup, collapse_graph
from stances.argument.filters import filter_graph
from stances.argument.graph import Graph
from stances.argument.options import LayoutMode, MapView
from stances.argument.presence import Presence, Timing
from stances.dates.uncertain import UncertainDate
from stances.graphics.palette import NEUTRAL_TINT, Tint, assign_tints
from stances.record.commitments import find_speaker_faction
from stances.record.entries import Claim, Link
from stances.record.extent import check_in_extent
from stances.record.record import Record
from stances.record.wording import describe_date, describe_day_shown, describe_source, speaker_label

MAX_SPEAKERS_IN_LEGEND = 12


def describe_stub(graph: Graph, link: Link) -> str:
    """What stands where a link leaves its part of a map: “→ 17, Trotsky, p. 3”; or “from 12, Radek, p. 1”."""
    far = graph.far_end(link)
    return f"{'from' if far == link.source else '→'} {graph.far_end_words[far]}" if far else ""


@dataclass(frozen=True)
class Badge:
    """What sets some claims and links of a map apart: words above a claim, a weight of lines, and last a tint.

    `name` is a class of the drawing, `meaning` what the key says of all that bear this name. `weight` is the points of a
    claim's frame, and of a link how many times its usual width. `place` is where the words stand, LEFT, CENTER or RIGHT,
    and `dark` says that they stand on dark ground.
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
    """The title and subtitle of a map whose view does not say what it is of."""

    title: str
    subtitle: str


@dataclass(frozen=True)
class ArgumentMap:
    """One map, before it is laid out: its graph, its words and its DOT.

    Where there are `badges`, by the slugs of claims and links, colours tell these and not the factions. What is folded
    is in `folds`, by token, and not in the graph; `bundles` count the links that a fold hides an end of, and `fold` has
    the tokens asked for or chosen by size. `room` is how wide and high it may be in points, where paper sets
    a limit.
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

    def toggle_token(self, token: str) -> tuple[str, ...]:
        """What the same view folds with this fold opened or closed; explicit where it went by size."""
        return collapse.toggle_token(self.collapse_tokens, token)

    @cached_property
    def collapsed_boxes(self) -> list[CollapsedGroup]:
        """The folds that are boxes of their own."""
        return [fold for fold in self.collapsed.values() if fold.behind_claim is None]

    def collapsed_date(self, fold: CollapsedGroup) -> UncertainDate | None:
        """The months between which a fold's claims date."""
        dates = [when for slug in fold.claims if (when := self.record.claims[slug].when)]
        days = [day for when in dates for day in (when.earliest, when.latest) if date.min < day < date.max]
        months = dict.fromkeys(f"{day:%Y-%m}" for day in (min(days), max(days))) if days else {}
        return UncertainDate.parse("/".join(months)) if months else None

    def describe_collapsed_dates(self, fold: CollapsedGroup) -> str:
        """From when to when a fold's claims date, in words; nothing where none has a date."""
        when = self.collapsed_date(fold)
        return when.words(throughout=True) if when else ""

    def collapsed_tint(self, fold: CollapsedGroup) -> Tint:
        """The colour that all claims of a fold have, or that of none."""
        return self._tints.get(self._collapsed_colour_key(fold) or "", NEUTRAL_TINT)

    def _collapsed_colour_key(self, fold: CollapsedGroup) -> str | None:
        keys = {self.colour_key(self.record.claims[slug]) for slug in fold.claims}
        return keys.pop() if len(keys) == 1 else None

    @cached_property
    def _numbers(self) -> dict[str, int]:
        claims = self.record.claims_of_dispute.get(self.view.dispute, ()) if self.view.dispute else None
        ordered = graphs.sort_by_time(self.record.claims.values() if claims is None else claims)
        return {claim.slug: number for number, claim in enumerate(ordered, start=1)}

    def claim_number(self, claim: Claim) -> int | None:
        """The claim's place in the order of time, counted from 1 in the whole dispute or debate; none for one outside it."""
        return self._numbers.get(claim.slug)

    @cached_property
    def title(self) -> str:
        """What the map is of, in a few words."""
        record, view = self.record, self.view
        if self.heading:
            return self.heading.title
        if view.dispute:
            return record.disputes[view.dispute].title
        if view.participant:
            return record.participants[view.participant].name
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
            return "What was said, signed or endorsed, and what others said to it"
        if view.claim:
            return f"A claim and what lies within {view.steps} {'step' if view.steps == 1 else 'steps'} of it"
        return "All claims and links"

    @cached_property
    def filter_note(self) -> str:
        """What a reader must know of what is not on the map: by which filters it was sifted, and whether anything is left."""
        left_out = filters.describe_filter(self.record, self.view.filter)
        if self.graph.claims or self.collapsed:
            return left_out
        return f"{left_out}: there are none here" if left_out else "There are no claims here"

    @cached_property
    def source_line(self) -> str:
        """Where the drawing comes from; not the revision, or each edit of a debate would change all of its maps."""
        debate = self.record.debate
        parts = [debate.title] if self.title != debate.title else []
        parts += [f"Source: {'; '.join(describe_source(s.author, s.title) for s in debate.sources)}"] * bool(
            debate.sources
        )
        return " · ".join(parts)

    @cached_property
    def day_words(self) -> str:
        """As of which day the map is, in words; nothing where it shows the whole debate."""
        return describe_day_shown(self.view.as_of, self.view.basis)

    @cached_property
    def timing(self) -> Timing:
        return Timing(self.record, self.view.basis)

    @cached_property
    def presence_by_slug(self) -> Mapping[str, Presence]:
        """How far each claim and link is there as of the day; empty where the map shows the whole debate."""
        return self.timing.presence_by_slug(self.graph, self.view.as_of) if self.view.as_of else {}

    def speaker_faction(self, claim: Claim) -> str | None:
        """The faction of a claim's speaker at the claim's date."""
        if claim.slug not in self._faction_cache:
            self._faction_cache[claim.slug] = find_speaker_faction(self.record, claim)
        return self._faction_cache[claim.slug]

    @cached_property
    def _faction_cache(self) -> dict[str, str | None]:
        """What `faction` has found."""
        return {}

    def faction_name(self, claim: Claim) -> str:
        """The name of that faction, or nothing."""
        faction = self.record.factions.get(self.speaker_faction(claim) or "")
        return faction.name if faction else ""

    @cached_property
    def _tints(self) -> dict[str, Tint]:
        """By faction or speaker, in the record's order, so that a colour means the same on every map of a debate."""
        by_faction = self.view.colour == "faction"
        return assign_tints(self.record.factions if by_faction else self.record.participants)

    def colour_key(self, claim: Claim) -> str | None:
        """The slug of the faction or speaker whose colour a claim has."""
        return self.speaker_faction(claim) if self.view.colour == "faction" else claim.speaker

    def claim_tint(self, claim: Claim) -> Tint:
        if self.badges:
            return self.badges[claim.slug].tint if claim.slug in self.badges else NEUTRAL_TINT
        return self._tints.get(self.colour_key(claim) or "", NEUTRAL_TINT)

    @cached_property
    def colour_legend(self) -> dict[str, Tint]:
        """What each colour on this map stands for, by name, in the record's order; speakers only while they are few."""
        if self.badges:
            return {}
        used_keys = {self.colour_key(claim) for claim in self.graph.claims.values()}
        used_keys |= {self._collapsed_colour_key(fold) for fold in self.collapsed.values()} - {None}
        if self.view.colour == "speaker" and len(used_keys) > MAX_SPEAKERS_IN_LEGEND:
            return {}
        names = self.record.factions if self.view.colour == "faction" else self.record.participants
        tints = {entry.label: self._tints[slug] for slug, entry in names.items() if slug in used_keys}
        return tints | ({NO_FACTION_LABEL: NEUTRAL_TINT} if tints and None in used_keys else {})

    def cluster_slug(self, claim: Claim) -> str | None:
        """The slug of the faction or speaker in whose cluster a claim lies."""
        if self.view.cluster == "none":
            return None
        return claim.speaker if self.view.cluster == "speaker" else self.speaker_faction(claim)

    def cluster_name(self, slug: str) -> str:
        if self.view.cluster == "speaker":
            person = self.record.participants.get(slug)
            return person.name if person else slug
        faction = self.record.factions.get(slug)
        return faction.name if faction else slug

    def cluster_tint(self, slug: str) -> Tint:
        return (
            self._tints.get(slug, NEUTRAL_TINT)
            if str(self.view.cluster) == str(self.view.colour)
            else NEUTRAL_TINT
        )


def build_argument_map(record: Record, view: MapView) -> ArgumentMap:
    """The map of what a view asks for.

    Raises NotFoundError where the record has no such subject, and BadRequestError for a day or filter that it cannot have.
    """
    check_in_extent(record, "as_of", view.as_of)
    if view.dispute:
        graph = graphs.build_dispute_graph(record, view.dispute, view.context)
    elif view.participant:
        graph = graphs.build_participant_graph(record, view.participant)
    elif view.claim:
        graph = graphs.build_claim_graph(record, view.claim, view.steps)
    else:
        graph = graphs.build_whole_graph(record)
    if view.as_of and view.layout is LayoutMode.FRESH:
        graph = Timing(record, view.basis).graph_as_of(graph, view.as_of)
    collapsed = collapse_graph(record, filter_graph(record, graph, view.filter), view)
    return ArgumentMap(
        record,
        view,
        collapsed.graph,
        collapse_tokens=collapsed.tokens,
        collapsed=collapsed.collapsed,
        aggregated_edges=collapsed.aggregated_edges,
    )
