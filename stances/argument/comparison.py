"""Two moments, two participants or two factions of one dispute side by side: what only the one has, only the other, both.

A moment has the claims that were there by its day and not taken back; a participant those he stands behind; a faction
those that somebody stood behind while he belonged to it. A link stands where both its ends do; between what only the one
has and what only the other has it belongs with the claim that it comes from. A side may have a claim perhaps, where dates are
vague: then it counts, and the map says so. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import cached_property

from stances.argument import graph as graphs
from stances.argument.graph import Graph
from stances.argument.options import MapView
from stances.argument.presence import Presence, Timing
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.query import read_date
from stances.record import commitments
from stances.record.entries import Claim, Dispute, Link
from stances.record.extent import extent, within
from stances.record.record import Record
from stances.record.vocabulary import Basis


class Axis(StrEnum):
    """What the two sides are; the values are names of parameters."""

    MOMENTS = "moments"
    PARTICIPANTS = "participants"
    FACTIONS = "factions"


class Part(StrEnum):
    """Where in a comparison a claim or a link belongs."""

    FIRST = "only-first"
    SECOND = "only-second"
    BOTH = "both"


class Hold(IntEnum):
    """Whether a side has a claim."""

    NO = 0
    PERHAPS = 1
    YES = 2


Holds = tuple[Hold, Hold]


@dataclass(frozen=True)
class Comparison:
    """Which two sides are asked for, as an address says them: dates, or slugs of participants or factions."""

    axis: Axis
    first: str
    second: str
    basis: Basis = Basis.WRITTEN
    context: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Comparison:
        """What URL parameters or options ask for: moments=1928-05,1928-09. Raises `BadRequestError`."""
        given = [axis for axis in Axis if query.get(axis)]
        if len(given) != 1:
            raise BadRequestError(
                "A comparison has two sides of one kind: ask for moments=1928-05,1928-09, for participants=a,b or for "
                "factions=a,b, and for one of these only."
            )
        axis = given[0]
        sides = [part.strip() for part in query[axis].split(",") if part.strip()]
        if len(sides) != 2 or sides[0] == sides[1]:
            raise BadRequestError(
                f"“{axis}” names two different sides with a comma between, not “{query[axis]}”."
            )
        view = MapView.from_query({name: query[name] for name in ("basis", "context") if name in query})
        return cls(axis, sides[0], sides[1], view.basis, view.context)

    @property
    def query(self) -> dict[str, str]:
        """The parameters that ask for this again."""
        basis = {"basis": str(self.basis)} if self.basis is not Basis.WRITTEN else {}
        return (
            {str(self.axis): f"{self.first},{self.second}"}
            | basis
            | ({"context": "yes"} if self.context else {})
        )


@dataclass(frozen=True)
class Side:
    """One side: its name in full, in as few words as tell it from the other, for files, and its day if it is a moment."""

    name: str
    short: str
    key: str
    day: date | None = None


def sides(record: Record, comparison: Comparison) -> tuple[Side, Side]:
    """The two sides in words. Raises `BadRequestError` where this record has no such day, participant or faction."""
    if comparison.axis is Axis.MOMENTS:
        return _moments(record, comparison)
    return _named(record, comparison.axis, comparison.first), _named(
        record, comparison.axis, comparison.second
    )


def _named(record: Record, axis: Axis, slug: str) -> Side:
    entries = record.participants if axis is Axis.PARTICIPANTS else record.factions
    if slug not in entries:
        allowed = ", ".join(sorted(entries)) or "none, for this debate has no such record"
        raise BadRequestError(f"“{axis}” does not know “{slug}”. It knows: {allowed}.")
    return Side(entries[slug].label, entries[slug].label, slug)


def _moments(record: Record, comparison: Comparison) -> tuple[Side, Side]:
    one, other = (_date(text) for text in (comparison.first, comparison.second))
    first, second = _day(record, one), _day(record, other)
    if first == second:
        raise BadRequestError(
            f"“moments” are two different days, but both of these end on {UncertainDate.of(first).words()}."
        )
    year = f" {second.year}" if first.year == second.year else ""
    short = [when.words().removesuffix(year) if year else when.words() for when in (one, other)]
    return (
        Side(one.words(), short[0], first.isoformat(), first),
        Side(other.words(), short[1], second.isoformat(), second),
    )


def _date(text: str) -> UncertainDate:
    when = read_date("moments", text, UncertainDate.read)
    if when.is_interval:
        raise BadRequestError(
            f"“moments” are days, months or years, not “{text}”, which is a stretch of time."
        )
    return when


def _day(record: Record, when: UncertainDate) -> date:
    """The day by which a moment asks: its last, but no later than the debate's where it only reaches beyond that."""
    found = extent(record)
    day = min(when.latest, found[1]) if found and when.earliest <= found[1] else when.latest
    within(record, "moments", day)
    return day


# --- who has what ---


_PRESENT = {
    Presence.CERTAIN: Hold.YES,
    Presence.POSSIBLE: Hold.PERHAPS,
    Presence.PERHAPS_WITHDRAWN: Hold.PERHAPS,
}


def _holds(record: Record, comparison: Comparison, found: tuple[Side, Side]) -> Callable[[Claim], Holds]:
    """What tells of any claim whether the two sides have it."""
    wanted = (comparison.first, comparison.second)
    if comparison.axis is Axis.MOMENTS:
        one, other = (side.day or date.max for side in found)
        timing = Timing(record, comparison.basis)

        def there(claim: Claim, day: date) -> Hold:
            return _PRESENT.get(timing.presence(claim, day), Hold.NO)

        return lambda claim: (there(claim, one), there(claim, other))
    holders = _factions if comparison.axis is Axis.FACTIONS else _people

    def holds(claim: Claim) -> Holds:
        behind = holders(record, claim)
        return (
            Hold.YES if wanted[0] in behind else Hold.NO,
            Hold.YES if wanted[1] in behind else Hold.NO,
        )

    return holds


def _people(record: Record, claim: Claim) -> set[str]:
    return set(commitments.holders(claim))


def _factions(record: Record, claim: Claim) -> set[str]:
    """The factions to which those who stand behind a claim belonged when it was made."""
    people = (record.participants.get(slug) for slug in commitments.holders(claim))
    return {faction for p in people if p and (faction := commitments.faction_at(p, claim))}


def part_of(holds: Holds) -> Part | None:
    """Where what the sides have so belongs; nowhere where neither has it."""
    if all(holds):
        return Part.BOTH
    return Part.FIRST if holds[0] else Part.SECOND if holds[1] else None


# --- the comparison itself ---


@dataclass(frozen=True)
class Compared:
    """One dispute, compared: the claims that either side has, the links among them, and the part each belongs to.

    `holds` says of each claim of either side how sure that is. Context claims are in the graph alone.
    """

    record: Record
    dispute: Dispute
    comparison: Comparison
    sides: tuple[Side, Side]
    graph: Graph
    holds: Mapping[str, Holds]

    @cached_property
    def parts(self) -> Mapping[str, Part]:
        """The part of every claim and link that is not mere context."""
        claims = {slug: part for slug, holds in self.holds.items() if (part := part_of(holds))}
        links = {slug: part for slug in self.graph.links if (part := self._part_of_link(slug, claims))}
        return claims | links

    def _part_of_link(self, slug: str, claims: Mapping[str, Part]) -> Part | None:
        """Where both ends of a link stand, else where it comes from; one that touches context goes with its other end."""
        link: Link | None = self.graph.links[slug]
        there, source = {Part.FIRST, Part.SECOND}, claims.get(self.graph.links[slug].source)
        seen: set[str] = set()
        while link and link.slug not in seen:
            seen.add(link.slug)
            for end in (link.source, link.target):
                if end in claims and claims[end] is not Part.BOTH:
                    there &= {claims[end]}
            link = self.graph.links.get(link.target)
        if not there:
            return source
        return there.pop() if len(there) == 1 else Part.BOTH

    def count(self, part: Part) -> tuple[int, int]:
        """How many claims and how many links a part has."""
        claims = sum(1 for slug in self.holds if self.parts[slug] is part)
        return claims, sum(1 for found in self.parts.values() if found is part) - claims

    def unsure(self, part: Part) -> int:
        """How many claims of a part a side has only perhaps."""
        return sum(1 for slug, h in self.holds.items() if Hold.PERHAPS in h and self.parts[slug] is part)

    @property
    def forward(self) -> bool:
        """Whether the first side is the earlier of two moments."""
        first, second = (side.day for side in self.sides)
        return first is not None and second is not None and first < second

    def name(self, part: Part) -> str:
        """only May; both."""
        one, other = self.sides
        names = {Part.FIRST: f"only {one.short}", Part.SECOND: f"only {other.short}", Part.BOTH: "both"}
        return names[part]

    def explained(self, part: Part) -> str:
        """Why a moment alone has what belongs to a part; nothing of people, where the name says it."""
        if self.comparison.axis is not Axis.MOMENTS:
            return ""
        one, other = (side.short for side in self.sides)
        if part is Part.BOTH:
            return f"there by {one} and by {other}"
        that = other if part is Part.FIRST else one
        return f"new since {that}" if self.forward is (part is Part.SECOND) else f"taken back by {that}"

    def meaning(self, part: Part) -> str:
        """What a part is, for a key: only September: new since May."""
        return ": ".join(filter(None, (self.name(part), self.explained(part))))

    def badge_words(self, slug: str) -> str:
        """The part of a claim, and which side has it only perhaps."""
        part = self.parts[slug]
        doubts = [
            s.short for s, hold in zip(self.sides, self.holds[slug], strict=True) if hold is Hold.PERHAPS
        ]
        if not doubts or part is not Part.BOTH:
            return f"{self.name(part)}, perhaps" if doubts else self.name(part)
        return f"both, perhaps {doubts[0]}" if len(doubts) == 1 else "perhaps both"

    @property
    def title(self) -> str:
        """The left turn: May and September 1928 compared"""
        known = ", as known" if self.comparison.basis is Basis.KNOWN else ""
        return f"{self.dispute.title}: {self.sides[0].short} and {self.sides[1].name} compared{known}"

    @property
    def summary(self) -> str:
        """Claims: 12 only May, none only September, 30 both"""
        counted = [f"{self.count(part)[0] or 'none'} {self.name(part)}" for part in Part]
        return f"Claims: {', '.join(counted)}"


def compare(record: Record, dispute: Dispute, comparison: Comparison) -> Compared:
    """The comparison of a dispute. Raises `BadRequestError` where this record lacks a side."""
    found = sides(record, comparison)
    held = _holds(record, comparison, found)
    whole = graphs.of_dispute(record, dispute.slug, context=True)
    own = {slug: held(claim) for slug, claim in whole.claims.items() if slug not in whole.context}
    holds = {slug: h for slug, h in own.items() if part_of(h)}
    context = _context(whole, comparison, holds, held)
    graph = _restricted(whole, holds.keys(), context)
    return Compared(record, dispute, comparison, found, graph, holds)


def _context(
    whole: Graph, comparison: Comparison, core: Mapping[str, Holds], held: Callable[[Claim], Holds]
) -> set[str]:
    """Claims of others, or of other disputes, that are answered by what is compared; none unless asked for."""
    if not comparison.context:
        return set()
    answered = {link.target for link in whole.links.values() if link.source in core} - core.keys()
    if comparison.axis is Axis.MOMENTS:
        return {slug for slug in answered if slug in whole.claims and part_of(held(whole.claims[slug]))}
    return answered & whole.claims.keys()


def _restricted(whole: Graph, core: Iterable[str], context: set[str]) -> Graph:
    """Some claims of a graph and the links among them, but not those that only join context."""
    core = set(core)
    shown = core | context
    links: dict[str, Link] = {}
    left = dict(whole.links)
    while True:  # an undercut stays if its link does
        fitting = {
            slug: link
            for slug, link in left.items()
            if link.source in shown
            and (link.target in shown or link.target in links)
            and (link.source in core or link.target in core or link.target in links)
        }
        if not fitting:
            break
        links |= fitting
        left = {slug: link for slug, link in left.items() if slug not in fitting}
    claims = {slug: claim for slug, claim in whole.claims.items() if slug in shown}
    order = {slug: link for slug, link in whole.links.items() if slug in links}
    return Graph(claims, order, frozenset(context))


# --- its drawing ---
