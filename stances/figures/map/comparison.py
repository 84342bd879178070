"""Two sides of a comparison in one map: frames, badges and line styles say which side has what."""

from __future__ import annotations

from stances.argument.comparison import ComparisonPart, ComparisonResult
from stances.argument.options import MapView
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


def build_comparison_map(compared: ComparisonResult, view: MapView) -> ArgumentMap:
    """One drawing of both sides, each claim under a badge that says its part; `view` says how it is to look."""
    return ArgumentMap(
        compared.record,
        view,
        compared.graph,
        heading=MapHeading(compared.title, f"{compared.dispute.question} {compared.summary}."),
        badges={
            slug: _build_badge(compared, slug, part)
            for part in ComparisonPart
            for slug, belongs in compared.part_by_slug.items()
            if belongs is part
        },
    )


def _build_badge(compared: ComparisonResult, slug: str, part: ComparisonPart) -> Badge:
    claim = slug in compared.hold_by_claim
    return Badge(
        name=str(part),
        words=compared.badge_words(slug) if claim else compared.part_name(part),
        meaning=compared.describe_part(part),
        tint=_PART_TINTS[part],
        line_weight=(_FRAME_WIDTHS_PT if claim else _LINE_WIDTH_FACTORS)[part],
        alignment=_BADGE_ALIGNMENTS[part],
        on_dark=part is ComparisonPart.SECOND,
    )
