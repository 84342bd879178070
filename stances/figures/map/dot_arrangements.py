"""Choose the DOT writer for the arrangement of a map."""

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
    Arrangement.TIME: lambda argument_map: SwimlaneWriter(argument_map, plan_by_time),
    Arrangement.SPEAKER: lambda argument_map: SwimlaneWriter(argument_map, plan_by_speaker),
}


def make_writer(argument_map: ArgumentMap) -> DotWriter:
    """A writer for the map, which has assigned its rows or positions but not yet written its DOT."""
    return _WRITER_BY_ARRANGEMENT[argument_map.view.arrange](argument_map)


def write_dot(argument_map: ArgumentMap, reverse_downward: bool = False) -> str:
    """The map as DOT; deterministic, so that it can be a cache key. It names the layout engine that it needs.

    Edges lead from a link's source to its target; with `reverse_downward`, for layout, those that lead down are reversed.
    """
    return make_writer(argument_map).write(reverse_downward)
