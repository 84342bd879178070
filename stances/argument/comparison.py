"""Compare two moments, participants or factions in one dispute: the claims only the first has, only the second, or both.

A moment has the claims made by its day and not withdrawn by then. Participants and factions are compared as of one day: a
participant has the claims they hold then, a faction those that someone holds who was a member when they were made. A link
belongs to the part of both its ends; between a claim of the first alone and one of the second alone it belongs to the part of
its source. Where dates are vague a side has a claim perhaps: the claim counts, and the map says so. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from stances.argument import graph as graphs
from stances.argument.claim_holds import (
    ClaimHold,
    HoldPair,
    find_common_day,
    hold_by,
    hold_on,
    members_at,
)
from stances.argument.graph import Graph
from stances.argument.options import COMPARED_SIDES, MAP_OPTIONS
from stances.argument.presence import Timing
from stances.cache import cached_property
from stances.dates.day import Day, year_words
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.query import describe_parameters, read_all, read_date, refuse_unknown, same_option
from stances.record.entries import Claim, Dispute, Link, Stance
from stances.record.extent import check_in_extent, extent
from stances.record.record import Record
from stances.record.vocabulary import Basis
from stances.record.wording import entry_name


class ComparisonAxis(StrEnum):
    """What kind of thing the two sides are; the values are parameter names."""

    MOMENTS = "moments"
    PARTICIPANTS = "participants"
    FACTIONS = "factions"


class ComparisonPart(StrEnum):
    """The part of a comparison that a claim or link belongs to."""

    FIRST = "only-first"
    SECOND = "only-second"
    BOTH = "both"


@dataclass(frozen=True)
class Comparison:
    """The two sides asked for, as an address writes them: dates, or slugs of participants or factions.

    `as_of` is the day on which participants or factions are compared; without it that is `find_common_day`.
    """

    axis: ComparisonAxis
    first: str
    second: str
    basis: Basis = same_option(MAP_OPTIONS["basis"])
    context: bool = same_option(MAP_OPTIONS["context"])
    as_of: Day | None = same_option(MAP_OPTIONS["as_of"])

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Comparison:
        """The comparison that URL parameters or options ask for: moments=1928-05,1928-09. Raises `BadRequestError`."""
        axes = [axis for axis in ComparisonAxis if query.get(axis)]
        if len(axes) != 1:
            raise BadRequestError(
                "A comparison has two sides of one kind: ask for moments=1928-05,1928-09, for participants=a,b or for "
                "factions=a,b, and for one of these only."
            )
        axis = axes[0]
        first, second = COMPARED_SIDES[axis].read(query[axis])
        options = read_all(query, COMPARISON_OPTIONS)
        if "as_of" in options and axis is ComparisonAxis.MOMENTS:
            raise BadRequestError(
                "“as_of” goes with two participants or factions; two moments are days themselves."
            )
        return cls(axis, first, second, **options)

    @property
    def query(self) -> dict[str, str]:
        """The parameters that ask for this comparison."""
        basis = {"basis": str(self.basis)} if self.basis is not Basis.WRITTEN else {}
        return (
            {str(self.axis): f"{self.first},{self.second}"}
            | basis
            | ({"context": "yes"} if self.context else {})
            | ({"as_of": self.as_of.isoformat()} if self.as_of else {})
        )


COMPARISON_OPTIONS = describe_parameters(Comparison)


@dataclass(frozen=True)
class ComparedSide:
    """One side. `short_name` is enough to tell it from the other, `key` is for file names, `day` is set for a moment."""

    name: str
    short_name: str
    key: str
    day: Day | None = None


def resolve_sides(record: Record, comparison: Comparison) -> tuple[ComparedSide, ComparedSide]:
    """The two sides by name. Raises `BadRequestError` if the record has no such day, participant or faction."""
    if comparison.axis is ComparisonAxis.MOMENTS:
        return _moment_sides(record, comparison)
    return _entry_side(record, comparison.axis, comparison.first), _entry_side(
        record, comparison.axis, comparison.second
    )


def _entry_side(record: Record, axis: ComparisonAxis, slug: str) -> ComparedSide:
    entries = record.participants if axis is ComparisonAxis.PARTICIPANTS else record.factions
    if slug not in entries:
        refuse_unknown(axis, slug, sorted(entries))
    label = entry_name(entries[slug], record)
    return ComparedSide(label, label, slug)


def _moment_sides(record: Record, comparison: Comparison) -> tuple[ComparedSide, ComparedSide]:
    one, other = (_parse_moment(text) for text in (comparison.first, comparison.second))
    first, second = _last_day_within(record, one), _last_day_within(record, other)
    if first == second:
        raise BadRequestError(
            f"“moments” must be two different dates, but both of these end on {UncertainDate.of(first).words()}."
        )
    year = f" {year_words(second.year)}" if first.year == second.year else ""
    short = [when.words().removesuffix(year) if year else when.words() for when in (one, other)]
    return (
        ComparedSide(one.words(), short[0], first.isoformat(), first),
        ComparedSide(other.words(), short[1], second.isoformat(), second),
    )


def _parse_moment(text: str) -> UncertainDate:
    when = read_date("moments", text)
    if when.is_interval:
        raise BadRequestError(
            f"“moments” are days, months or years, not “{text}”, which is a stretch of time."
        )
    return when


def _last_day_within(record: Record, when: UncertainDate) -> Day:
    """The last day of a moment, or of the debate if the moment begins within the debate and ends after it."""
    debate_extent = extent(record)
    day = (
        min(when.latest, debate_extent[1])
        if debate_extent and when.earliest <= debate_extent[1]
        else when.latest
    )
    check_in_extent(record, "moments", day)
    return day


# --- who has what ---


def _compared_day(
    record: Record, dispute: Dispute, comparison: Comparison, sides: tuple[ComparedSide, ComparedSide]
) -> tuple[Day | None, bool]:
    """The last day that the comparison knows, and whether it is the common day of both sides."""
    if comparison.axis is ComparisonAxis.MOMENTS:
        return max(side.day or Day.max for side in sides), False
    if comparison.as_of:
        check_in_extent(record, "as_of", comparison.as_of)
        return comparison.as_of, False
    return find_common_day(
        record, dispute.slug, [partial(_is_stance_of, record, comparison.axis, side.key) for side in sides]
    )


def _is_stance_of(record: Record, axis: ComparisonAxis, slug: str, stance: Stance) -> bool:
    return stance.participant in _people_of(record, axis, slug, stance)


def _people_of(record: Record, axis: ComparisonAxis, slug: str, statement: Claim | Stance) -> set[str]:
    """The participant, or the members of the faction at the date of a claim or stance."""
    return {slug} if axis is ComparisonAxis.PARTICIPANTS else members_at(record, slug, statement)


def _make_hold_reader(
    record: Record,
    comparison: Comparison,
    sides: tuple[ComparedSide, ComparedSide],
    day: Day | None,
) -> Callable[[Claim], HoldPair]:
    """A function from a claim to whether each side has it."""
    timing = Timing(record, comparison.basis)

    def read_hold(claim: Claim, side: ComparedSide) -> ClaimHold:
        if comparison.axis is ComparisonAxis.MOMENTS:
            return hold_on(timing, claim, side.day or Day.max)
        return hold_by(timing, claim, _people_of(record, comparison.axis, side.key, claim), day)

    return lambda claim: (read_hold(claim, sides[0]), read_hold(claim, sides[1]))


def assign_part(holds: HoldPair) -> ComparisonPart | None:
    """The part of what the two sides have to this degree; None if neither has it."""
    if all(holds):
        return ComparisonPart.BOTH
    return ComparisonPart.FIRST if holds[0] else ComparisonPart.SECOND if holds[1] else None


# --- the comparison itself ---


@dataclass(frozen=True)
class ComparisonResult:
    """A comparison of one dispute: the claims that either side has and the links among them.

    `hold_by_claim` says for each side whether it has a claim. Context claims are only in the graph. Nothing later than
    `day` is in it, the later of two moments or the day on which two sides are compared (None without dates); `is_common_day`
    says that this is a day by which both have evidence, and after which only one has.
    """

    record: Record
    dispute: Dispute
    comparison: Comparison
    sides: tuple[ComparedSide, ComparedSide]
    graph: Graph
    hold_by_claim: Mapping[str, HoldPair]
    day: Day | None = None
    is_common_day: bool = False

    @cached_property
    def part_by_slug(self) -> Mapping[str, ComparisonPart]:
        """The part of every claim and link, context left out."""
        claims = {slug: part for slug, holds in self.hold_by_claim.items() if (part := assign_part(holds))}
        links = {slug: part for slug in self.graph.links if (part := self._assign_link_part(slug, claims))}
        return claims | links

    def _assign_link_part(self, slug: str, claims: Mapping[str, ComparisonPart]) -> ComparisonPart | None:
        """The part of both ends of a link, else of its source; an end in context counts for nothing."""
        link: Link | None = self.graph.links[slug]
        possible_parts = {ComparisonPart.FIRST, ComparisonPart.SECOND}
        seen: set[str] = set()
        while link and link.slug not in seen:
            seen.add(link.slug)
            for end in (*link.premises, link.target):
                if end in claims and claims[end] is not ComparisonPart.BOTH:
                    possible_parts &= {claims[end]}
            link = self.graph.links.get(link.target)
        if not possible_parts:
            return claims.get(self.graph.links[slug].source)
        return possible_parts.pop() if len(possible_parts) == 1 else ComparisonPart.BOTH

    def count_part(self, part: ComparisonPart) -> tuple[int, int]:
        """The number of claims and of links in a part."""
        claims = sum(1 for slug in self.hold_by_claim if self.part_by_slug[slug] is part)
        return claims, sum(1 for other in self.part_by_slug.values() if other is part) - claims

    def count_uncertain(self, part: ComparisonPart) -> int:
        """The number of claims in a part that a side has only perhaps."""
        return sum(
            1
            for slug, h in self.hold_by_claim.items()
            if ClaimHold.PERHAPS in h and self.part_by_slug[slug] is part
        )

    @property
    def is_chronological(self) -> bool:
        """Whether the first side is the earlier of two moments."""
        first, second = (side.day for side in self.sides)
        return first is not None and second is not None and first < second


def compare(record: Record, dispute: Dispute, comparison: Comparison) -> ComparisonResult:
    """Compare the two sides in a dispute. Raises `BadRequestError` if the record lacks a side."""
    sides = resolve_sides(record, comparison)
    day, is_common_day = _compared_day(record, dispute, comparison, sides)
    then = Timing(record, comparison.basis).record_as_of(day) if day else record
    read_holds = _make_hold_reader(record, comparison, sides, day)
    whole = graphs.build_dispute_graph(then, dispute.slug, context=True)
    own = {slug: read_holds(claim) for slug, claim in whole.claims.items() if slug not in whole.context}
    holds = {slug: h for slug, h in own.items() if assign_part(h)}
    context = _select_context(whole, comparison, holds, read_holds)
    graph = _restrict_graph(whole, holds.keys(), context)
    return ComparisonResult(record, dispute, comparison, sides, graph, holds, day, is_common_day)


def _select_context(
    whole: Graph,
    comparison: Comparison,
    core: Mapping[str, HoldPair],
    read_holds: Callable[[Claim], HoldPair],
) -> set[str]:
    """Claims that the compared ones point at: of neither side, or of other disputes. None unless asked for."""
    if not comparison.context:
        return set()
    own = (link for link in whole.links.values() if not core.keys().isdisjoint(link.premises))
    answered = {end for link in own for end in (*link.premises, link.target)} - core.keys()
    if comparison.axis is ComparisonAxis.MOMENTS:
        return {
            slug for slug in answered if slug in whole.claims and assign_part(read_holds(whole.claims[slug]))
        }
    return answered & whole.claims.keys()


def _restrict_graph(whole: Graph, core: Iterable[str], context: set[str]) -> Graph:
    """The `core` and `context` claims of a graph and the links among them, without links within the context."""
    core = set(core)
    shown = core | context
    links: dict[str, Link] = {}
    remaining = dict(whole.links)
    while True:  # an undercut stays if its link does
        fitting = {
            slug: link
            for slug, link in remaining.items()
            if shown.issuperset(link.premises)
            and (link.target in shown or link.target in links)
            and (not core.isdisjoint((*link.premises, link.target)) or link.target in links)
        }
        if not fitting:
            break
        links |= fitting
        remaining = {slug: link for slug, link in remaining.items() if slug not in fitting}
    claims = {slug: claim for slug, claim in whole.claims.items() if slug in shown}
    links_in_order = {slug: link for slug, link in whole.links.items() if slug in links}
    return Graph(claims, links_in_order, frozenset(context))
