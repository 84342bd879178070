"""What a map was filtered by, what links were counted, how two sides compare, and who could have known what, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stances.argument.claim_holds import ClaimHold
from stances.argument.collapse import AggregatedEdge
from stances.argument.comparison import ComparisonAxis, ComparisonPart, ComparisonResult
from stances.argument.options import Filter
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.record.entries import Claim, Entry
from stances.record.record import Record
from stances.record.vocabulary import Basis, CouldRead, LinkKind, ReadingReason
from stances.record.wording import (
    ATTRIBUTION_NAMES,
    describe_day_shown,
    entry_name,
    plural,
    quoted_name,
    speaker_label,
)

_LINK_VERBS = {
    LinkKind.SUPPORTS: ("supports", "support"),
    LinkKind.REBUTS: ("rebuts", "rebut"),
    LinkKind.UNDERCUTS: ("undercuts", "undercut"),
}
"""What one link of a kind does, and what several do."""

LINK_VERBS_PASSIVE: Mapping[LinkKind, str] = {
    LinkKind.SUPPORTS: "is supported by",
    LinkKind.REBUTS: "is rebutted by",
    LinkKind.UNDERCUTS: "is undercut by",
}
LINK_PARTICIPLES: Mapping[LinkKind, str] = {
    LinkKind.SUPPORTS: "supported by",
    LinkKind.REBUTS: "rebutted by",
    LinkKind.UNDERCUTS: "undercut by",
}
LINK_PHRASES: Mapping[LinkKind, str] = {
    LinkKind.SUPPORTS: "in support",
    LinkKind.REBUTS: "in rebuttal",
    LinkKind.UNDERCUTS: "undercut",
}
LINK_COUNT_PHRASES: Mapping[LinkKind, str] = {**LINK_PHRASES, LinkKind.UNDERCUTS: "undercutting"}
"""The same beside a number."""


def describe_filter(record: Record, criteria: Filter) -> str:
    """What a filtered map shows, in words for its caption; empty if everything passes."""
    criteria_words = "; ".join(_describe_criteria(record, criteria))
    return f"Only {criteria_words}" if criteria_words else ""


def _describe_criteria(record: Record, criteria: Filter) -> Iterator[str]:
    if criteria.factions:
        yield f"claims of {_join_labels(record, record.factions, criteria.factions)}"
    if criteria.participants:
        yield f"claims made or held by {_join_labels(record, record.participants, criteria.participants)}"
    if criteria.attributions:
        names = " or ".join(f"“{ATTRIBUTION_NAMES[how]}”" for how in criteria.attributions)
        yield f"claims marked {names}"
    if criteria.links:
        verbs = " or ".join(_LINK_VERBS[kind][1] for kind in criteria.links)
        yield f"links that {verbs}"
    if criteria.tags:
        yield f"claims tagged {' or '.join(f'“{tag}”' for tag in criteria.tags)}"
    if criteria.since or criteria.until:
        yield f"claims that may date {_describe_days(criteria.since, criteria.until)}"
    if criteria.only:
        yield plural(len(criteria.only), "{count} chosen claim", "{count} chosen claims")
    if criteria.line:
        yield f"the argument line from “{record.claims[criteria.line].label}”"
    if criteria.unanswered:
        yield "unanswered objections"


def _join_labels(record: Record, entries: Mapping[str, Entry], slugs: Sequence[str]) -> str:
    return " and ".join(entry_name(entries[slug], record) for slug in slugs)


def _describe_days(since: Day | None, until: Day | None) -> str:
    first, last = (day and UncertainDate.of(day).words() for day in (since, until))
    return f"from {first} to {last}" if first and last else f"from {first} on" if first else f"until {last}"


def count_links(edge: AggregatedEdge) -> str:
    """“3 support”: how many links of which kind."""
    if edge.mutual:
        return plural(len(edge.links), "pair of contraries", "pairs of contraries")
    return plural(len(edge.links), *_LINK_VERBS[edge.kind])


@dataclass(frozen=True)
class ComparisonWords:
    """What a comparison and its parts are called."""

    result: ComparisonResult

    def part_name(self, part: ComparisonPart) -> str:
        """“only May”, “both”."""
        one, other = self.result.sides
        names = {
            ComparisonPart.FIRST: f"only {one.short_name}",
            ComparisonPart.SECOND: f"only {other.short_name}",
            ComparisonPart.BOTH: "both",
        }
        return names[part]

    def explain_part(self, part: ComparisonPart) -> str:
        """Why a part differs, for moments: “new since May”. Empty for participants and factions, whose names say it."""
        if self.result.comparison.axis is not ComparisonAxis.MOMENTS:
            return ""
        one, other = (side.short_name for side in self.result.sides)
        if part is ComparisonPart.BOTH:
            return f"already by {one}, still by {other}"
        that = other if part is ComparisonPart.FIRST else one
        return (
            f"new since {that}"
            if self.result.is_chronological is (part is ComparisonPart.SECOND)
            else f"withdrawn by {that}"
        )

    def describe_part(self, part: ComparisonPart) -> str:
        """A part in words for a legend: “only September: new since May”."""
        return ": ".join(filter(None, (self.part_name(part), self.explain_part(part))))

    def badge_words(self, slug: str) -> str:
        """The part of a claim in words, and which side has it only perhaps."""
        part = self.result.part_by_slug[slug]
        doubts = [
            s.short_name
            for s, hold in zip(self.result.sides, self.result.hold_by_claim[slug], strict=True)
            if hold is ClaimHold.PERHAPS
        ]
        if not doubts or part is not ComparisonPart.BOTH:
            return f"{self.part_name(part)}, perhaps" if doubts else self.part_name(part)
        return f"both, perhaps {doubts[0]}" if len(doubts) == 1 else "perhaps both"

    @property
    def title(self) -> str:
        """“The left turn: May and September 1928 compared”."""
        return f"{self.result.dispute.title}: {self.heading}"

    @property
    def heading(self) -> str:
        """“May and September 1928 compared”, where the dispute is named already."""
        one, other = self.result.sides
        compared = f"{one.short_name} and {other.name} compared"
        if self.day_words:
            return f"{compared} {self.day_words}"
        return f"{compared}, as known" if self.result.comparison.basis is Basis.KNOWN else compared

    @property
    def day_words(self) -> str:
        """“as of 9 June 1928”: the day on which two participants or factions are compared; empty for two moments."""
        moments = self.result.comparison.axis is ComparisonAxis.MOMENTS
        return "" if moments else describe_day_shown(self.result.day, self.result.comparison.basis)

    @property
    def summary(self) -> str:
        """“Claims: 12 only May, none only September, 30 both”."""
        claims = (self.result.count_part(part)[0] for part in ComparisonPart)
        counted = ", ".join(
            f"{count or 'none'} {self.part_name(part)}"
            for count, part in zip(claims, ComparisonPart, strict=True)
        )
        return f"Claims: {counted}"


READING_ANSWERS: Mapping[CouldRead, str] = {
    CouldRead.YES: "Yes",
    CouldRead.NO: "No",
    CouldRead.UNDETERMINED: "Uncertain",
}


def ask_reading(record: Record, reader: str, claim: Claim) -> str:
    """Could Radek have known “Letter to friends” before answering?"""
    document = record.documents.get(claim.document or "")
    what = quoted_name(document, record) if document else f"what {speaker_label(record, claim.speaker)} said"
    return f"Could {speaker_label(record, reader)} have known {what} before answering?"


def describe_reading(
    record: Record, reader: str, answer: CouldRead, reason: ReadingReason, when: UncertainDate | None
) -> str:
    """Yes: Radek received it 2 June 1928. Uncertain: the record does not say when Radek received it."""
    who, day = speaker_label(record, reader), when.words() if when else ""
    words = {
        ReadingReason.OWN: f"{who} wrote or signed it",
        ReadingReason.WRITTEN_LATER: f"it was written later, {day}" if day else "it was written later",
        ReadingReason.SAME_DOCUMENT: "both are in the same document",
        ReadingReason.UNDATED: f"the answer has no date, so {who} may have written it before or after",
        ReadingReason.RECEIVED: f"{who} received it {day}",
        ReadingReason.PUBLISHED: f"it was published {day}",
        ReadingReason.NOT_RECORDED: f"the record does not say when {who} received it; it was published {day}"
        if day
        else f"the record does not say when {who} received it",
    }
    return f"{READING_ANSWERS[answer]}: {words[reason]}."
