"""Two sides of a comparison in one map: frames, badges and line styles say which side has what."""

from __future__ import annotations

from stances.argument.comparison import Compared, Part
from stances.argument.options import MapView
from stances.figures.map.map import ArgumentMap, Badge, Heading
from stances.graphics.palette import NEUTRAL, SIDES

_FRAMES = {Part.FIRST: 2.0, Part.SECOND: 4.0, Part.BOTH: 1.0}


_LINES = {Part.FIRST: 1.5, Part.SECOND: 1.5, Part.BOTH: 0.7}


_TINTS = {Part.FIRST: SIDES[0], Part.SECOND: SIDES[1], Part.BOTH: NEUTRAL}


_PLACES = {Part.FIRST: "LEFT", Part.SECOND: "RIGHT", Part.BOTH: "CENTER"}


def compared_map(compared: Compared, view: MapView) -> ArgumentMap:
    """One drawing of both sides, each claim under a badge that says its part; `view` says how it is to look."""
    return ArgumentMap(
        compared.record,
        view,
        compared.graph,
        heading=Heading(compared.title, f"{compared.dispute.question} {compared.summary}."),
        badges={
            slug: _badge(compared, slug, part)
            for part in Part
            for slug, belongs in compared.parts.items()
            if belongs is part
        },
    )


def _badge(compared: Compared, slug: str, part: Part) -> Badge:
    claim = slug in compared.holds
    return Badge(
        name=str(part),
        words=compared.badge_words(slug) if claim else compared.name(part),
        meaning=compared.meaning(part),
        tint=_TINTS[part],
        weight=(_FRAMES if claim else _LINES)[part],
        place=_PLACES[part],
        dark=part is Part.SECOND,
    )
