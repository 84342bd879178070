"""Text sizes and spacing, in points."""

from __future__ import annotations

BODY_SIZE_PT = 11
SMALL_SIZE_PT = 10
MIN_TEXT_PT = 8.0
"""The smallest text that a printed figure may have."""

TEXT_WIDTH_PT = 208
PADDING_PT = 8


def line_height(size: float) -> int:
    """Distance in points between the baselines of a box's lines; Graphviz's own is tighter."""
    return round(size * 1.28)


LINE_HEIGHT_PT = line_height(BODY_SIZE_PT)
