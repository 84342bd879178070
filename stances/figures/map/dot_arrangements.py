"""Which writer of DOT serves which arrangement of a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stances.argument.options import Arrangement
from stances.figures.map.dot import Writer
from stances.figures.map.dot_lanes import _Lanes
from stances.figures.map.dot_rows import _Rows
from stances.figures.map.layout.lanes_by_speaker import by_speaker
from stances.figures.map.layout.lanes_by_time import by_time
from stances.figures.map.map import ArgumentMap

_WRITERS: Mapping[Arrangement, Callable[[ArgumentMap], Writer]] = {
    Arrangement.ARGUMENT: _Rows,
    Arrangement.TIME: lambda drawn: _Lanes(drawn, by_time),
    Arrangement.SPEAKER: lambda drawn: _Lanes(drawn, by_speaker),
}


def writer_of(drawn: ArgumentMap) -> Writer:
    """The map ready to be written: where its rows or places are known, and its DOT not yet made."""
    return _WRITERS[drawn.view.arrange](drawn)


def dot_of(drawn: ArgumentMap, turned: bool = False) -> str:
    """The map as DOT; deterministic, so that its hash can stand for the drawing. It names the engine that it is for.

    Every edge leads from a link's source to its target, unless edges that lead down may be `turned` for the layout.
    """
    return writer_of(drawn).dot(turned)
