"""Sizes of text and the space around it, in points."""

from __future__ import annotations

BODY_SIZE_PT = 11


SMALL_SIZE_PT = 10


BODY_SIZE_PT = 11


SMALL_SIZE_PT = 10


TEXT_WIDTH_PT = 208


PADDING_PT = 8


def line_height(size: float) -> int:
    """Points from one line of a box to the next; Graphviz by itself sets them solid."""
    return round(size * 1.28)


LINE_HEIGHT_PT = line_height(BODY_SIZE_PT)


MIN_TEXT_PT = 8.0
"""The smallest text, in points, that a printed figure may have."""
