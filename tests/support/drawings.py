"""Drawings of maps before they are written, and what they say."""

from __future__ import annotations

from typing import Any

from stances.argument.options import MapView
from stances.figures.map.drawing import Drawing
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.map import build_argument_map
from stances.figures.map.render import compose_map
from stances.graphics.shapes import Shapes, Text
from stances.record.record import Record


def compose(record: Record, **view: Any) -> Drawing:
    """The drawing of a view."""
    return compose_map(build_argument_map(record, MapView(**view)), render_in_process)


def words(shapes: Shapes) -> str:
    """All that the texts among these shapes say."""
    return " ".join(run.words for shape in shapes if isinstance(shape, Text) for run in shape.line)


def caption_words(drawing: Drawing) -> str:
    return words(drawing.caption.shapes)
