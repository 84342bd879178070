"""What a map as of a day bears: paler shapes and a “?” for what is possible by then, and a headline that says the day."""

from __future__ import annotations

from stances.argument.presence import Presence
from stances.figures.map import wording
from stances.figures.map.map import ArgumentMap
from stances.graphics.geometry import Rect
from stances.graphics.palette import QUIET_TEXT_COLOUR, TEXT_COLOUR, WHITE
from stances.graphics.shapes import Disc, Rectangle, Run, Shapes, Text, baseline

HEADROOM_PT = 26
"""Height of the headline, which lies above the drawing, so that this does not depend on the day."""
FADED_OPACITY = {"claim": "0.75", "link": "0.45"}
PALE_OPACITY = "0.3"
"""Of what is not part of the argument that stands out."""
UNCERTAIN_PRESENCES = (Presence.POSSIBLE, Presence.PERHAPS_WITHDRAWN)
_RADIUS_PT = 8
_LEFT_PT = 26


def draw_question_mark(box: Rect) -> Shapes:
    """A disc with “?” on the upper right corner of a claim's box."""
    corner = box.right, box.top
    mark = Run("?", colour=TEXT_COLOUR, bold=True)
    return (
        Disc(corner, _RADIUS_PT, WHITE, TEXT_COLOUR),
        Text(corner[0], baseline(corner[1], 0, mark.size), (mark,), "middle"),
    )


def has_headline(argument_map: ArgumentMap) -> bool:
    """Whether the drawing says its day above everything else."""
    return bool(argument_map.day_words and argument_map.view.title)


def draw_headline(argument_map: ArgumentMap, width: float) -> Shapes:
    """The day in words above a drawing of this width, whose top is at 0."""
    words = argument_map.day_words
    return (
        Rectangle(Rect(0, -HEADROOM_PT, width, HEADROOM_PT + 1), WHITE, role="paper"),
        Text(
            _LEFT_PT,
            -4,
            (
                Run(f"{words[0].upper()}{words[1:]}", 12, bold=True),
                Run(describe_marks(argument_map), 10, QUIET_TEXT_COLOUR),
            ),
        ),
    )


def describe_marks(argument_map: ArgumentMap) -> str:
    """The words after the day in the headline: what is left out and what “?” means."""
    uncertain = set(UNCERTAIN_PRESENCES) & set(argument_map.presence_by_slug.values())
    marks = [wording.LATER_NOTE, wording.UNCERTAIN_NOTE] if uncertain else [wording.LATER_NOTE]
    return "".join(f" · {mark}" for mark in marks)
