"""Which writer of DOT serves which arrangement of a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stances.argument.options import Arrangement
from stances.figures.map.dot import DotWriter
from stances.figures.map.dot_lanes import SwimlaneWriter
from stances.figures.map.dot_rows import LayeredWriter
from stances.figures.map.layout.lanes_by_speaker import plan_by_speaker
from stances.figures.map.layout.lanes_by_time import plan_by_time
from stances.figures.map.map import ArgumentMap

_WRITER_BY_ARRANGEMENT: Mapping[Arrangement, Callable[[ArgumentMap], DotWriter]] = {
    Arrangement.ARGUMENT: LayeredWriter,
    Arrangement.TIME: lambda drawn: SwimlaneWriter(drawn, plan_by_time),
    Arrangement.SPEAKER: lambda drawn: SwimlaneWriter(drawn, plan_by_speaker),
}


def make_writer(argument_map: ArgumentMap) -> DotWriter:
    """The map ready to be written: where its rows or places are known, and its DOT not yet made."""
    return _WRITER_BY_ARRANGEMENT[argument_map.view.arrange](argument_map)


def write_dot(argument_map: ArgumentMap, reverse_downward: bool = False) -> str:
    """The map as DOT; deterministic, so that its hash can stand for the drawing. It names the engine that it is for.

    Every edge leads from a link's source to its target, unless edges that lead down may be `turned` for the layout.
    """
    return make_writer(argument_map).write(reverse_downward)
