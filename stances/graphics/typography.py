"""Sizes of text and the space around it, in points."""

from __future__ import annotations

TEXT = 11


SMALL = 10


BODY_SIZE = 11


SMALL_SIZE = 10


TEXT_WIDTH = 208


PADDING = 8


def line_height(size: float) -> int:
    """Points from one line of a box to the next; Graphviz by itself sets them solid."""
    return round(size * 1.28)


LINE_HEIGHT = line_height(BODY_SIZE)


LEAST_TEXT = 8.0
"""The smallest text, in points, that a printed figure may have."""
