"""The comparison of two sides of a dispute: one map of both, and the table of their positions."""

from __future__ import annotations

from dataclasses import dataclass

from stances.argument.comparison import (
    COMPARISON_OPTIONS,
    Comparison,
    ComparisonPart,
    ComparisonResult,
    compare,
)
from stances.argument.options import COMPARED_SIDES, MAP_OPTIONS, MapView
from stances.argument.wording import ComparisonWords
from stances.figures.map.map import ArgumentMap, Badge, MapHeading
from stances.graphics.palette import COMPARISON_TINTS, NEUTRAL_TINT
from stances.publishing.figure import FigureKind, FigureRequest
from stances.publishing.figures.argument_map import build_map_caption, draw_map, write_dot
from stances.record.vocabulary import Kind
from stances.timeline.csv_tables import write_comparison_csv

COMPARISON_PARAMETERS = {**COMPARED_SIDES, **COMPARISON_OPTIONS}
_MAP_PARAMETERS = ("cluster", "legend", "title", "numbers")
_FRAME_WIDTHS_PT = {ComparisonPart.FIRST: 2.0, ComparisonPart.SECOND: 4.0, ComparisonPart.BOTH: 1.0}
_LINE_WIDTH_FACTORS = {ComparisonPart.FIRST: 1.5, ComparisonPart.SECOND: 1.5, ComparisonPart.BOTH: 0.7}
PART_TINTS = {
    ComparisonPart.FIRST: COMPARISON_TINTS[0],
    ComparisonPart.SECOND: COMPARISON_TINTS[1],
    ComparisonPart.BOTH: NEUTRAL_TINT,
}
_BADGE_ALIGNMENTS = {
    ComparisonPart.FIRST: "LEFT",
    ComparisonPart.SECOND: "RIGHT",
    ComparisonPart.BOTH: "CENTER",
}


@dataclass(frozen=True)
class ComparedSides:
    """Both sides, and the map of both."""

    result: ComparisonResult
    map: ArgumentMap

    @property
    def name(self) -> str:
        """Both sides, in a file's name."""
        return "-".join(side.key for side in self.result.sides)


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
        tint=PART_TINTS[part],
        line_weight=(_FRAME_WIDTHS_PT if is_claim else _LINE_WIDTH_FACTORS)[part],
        alignment=_BADGE_ALIGNMENTS[part],
        on_dark=part is ComparisonPart.SECOND,
    )


def _build(request: FigureRequest) -> ComparedSides:
    dispute = request.record.disputes[request.subject.slug]
    result = compare(request.record, dispute, Comparison.from_query(request.query))
    options = {name: request.query[name] for name in _MAP_PARAMETERS if name in request.query}
    view = MapView.from_query({"dispute": dispute.slug, **options})
    return ComparedSides(result, build_comparison_map(result, view))


COMPARISON = FigureKind(
    name="compare",
    words="the claims that only one of two sides has, and those that both have",
    subjects=(Kind.DISPUTE,),
    command="compare",
    parameters={**COMPARISON_PARAMETERS, **{name: MAP_OPTIONS[name] for name in _MAP_PARAMETERS}},
    build=_build,
    draw=lambda figure: draw_map(figure, figure.content.map),
    caption=lambda sides, origin: build_map_caption(sides.map, origin),
    data={
        "dot": lambda figure: write_dot(figure, figure.content.map),
        "csv": lambda figure: write_comparison_csv(figure.content.result),
    },
    name_file=lambda sides: sides.name,
)
