"""One map of both sides of a comparison: frames, badges and line widths show which side has what."""

from __future__ import annotations

from stances.argument.comparison import ComparisonPart, ComparisonResult
from stances.argument.options import MapView
from stances.argument.wording import ComparisonWords
from stances.figures.map.map import ArgumentMap, Badge, MapHeading
from stances.graphics.palette import COMPARISON_TINTS, NEUTRAL_TINT

_FRAME_WIDTHS_PT = {ComparisonPart.FIRST: 2.0, ComparisonPart.SECOND: 4.0, ComparisonPart.BOTH: 1.0}
_LINE_WIDTH_FACTORS = {ComparisonPart.FIRST: 1.5, ComparisonPart.SECOND: 1.5, ComparisonPart.BOTH: 0.7}
_PART_TINTS = {
    ComparisonPart.FIRST: COMPARISON_TINTS[0],
    ComparisonPart.SECOND: COMPARISON_TINTS[1],
    ComparisonPart.BOTH: NEUTRAL_TINT,
}
_BADGE_ALIGNMENTS = {
    ComparisonPart.FIRST: "LEFT",
    ComparisonPart.SECOND: "RIGHT",
    ComparisonPart.BOTH: "CENTER",
}


def build_comparison_map(result: ComparisonResult, view: MapView) -> ArgumentMap:
    """The map of both sides, each claim with a badge for its part; `view` says how it looks."""
    words = ComparisonWords(result)
    return ArgumentMap(
        result.record,
        view,
        result.graph,
        heading=MapHeading(words.title, f"{result.dispute.question} {words.summary}."),
        badges={
            slug: _build_badge(words, slug, part)
            for part in ComparisonPart
            for slug, own_part in result.part_by_slug.items()
            if own_part is part
        },
    )


def _build_badge(words: ComparisonWords, slug: str, part: ComparisonPart) -> Badge:
    is_claim = slug in words.result.hold_by_claim
    return Badge(
        name=str(part),
        words=words.badge_words(slug) if is_claim else words.part_name(part),
        meaning=words.describe_part(part),
        tint=_PART_TINTS[part],
        line_weight=(_FRAME_WIDTHS_PT if is_claim else _LINE_WIDTH_FACTORS)[part],
        alignment=_BADGE_ALIGNMENTS[part],
        on_dark=part is ComparisonPart.SECOND,
    )
