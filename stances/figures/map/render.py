"""Draw argument maps, step by step from a record to SVG or DOT, and cache layouts and drawings."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import replace

from stances.argument.options import MapView
from stances.cache import LruCache
from stances.figures.map.dot import write_dot
from stances.figures.map.drawing import Drawing, compose_drawing
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.layout_request import LayoutRequest
from stances.figures.map.map import ArgumentMap, MapHeading, build_argument_map
from stances.figures.map.svg import SvgForm, write_svg
from stances.record.record import Record

DEFAULT_FORM = SvgForm()


def draw_view(
    record: Record, view: MapView, format: str, engine: LayoutEngine, form: SvgForm = DEFAULT_FORM
) -> bytes:
    """The map of a view as “svg” or “dot”. `engine` is `LayoutPool.render`, or `render_in_process` in a command."""
    return draw_map(build_argument_map(record, view), format, engine, form)


def draw_map(
    argument_map: ArgumentMap, format: str, engine: LayoutEngine, form: SvgForm = DEFAULT_FORM
) -> bytes:
    """Like the function `draw_view`, for a map that has been built already."""
    if format == "dot":
        return write_dot(_with_day_in_title(argument_map)).encode()
    return write_svg(compose_map(argument_map, engine), argument_map, form)


def compose_map(argument_map: ArgumentMap, engine: LayoutEngine) -> Drawing:
    """The drawing of a map; as of a day, with everything where the map of the whole time has it, if that has it all."""
    whole = argument_map if argument_map.is_empty else argument_map.places or argument_map
    request = LayoutRequest(whole)
    layout = request.lay_out(engine)
    return compose_drawing(argument_map, layout, request.boxes if whole is argument_map else None)


def _with_day_in_title(argument_map: ArgumentMap) -> ArgumentMap:
    """The map with its day in its title, for a format that has no headline."""
    if not argument_map.day_words:
        return argument_map
    heading = MapHeading(f"{argument_map.title}, {argument_map.day_words}", argument_map.subtitle)
    return replace(argument_map, heading=heading)


class MapRenderer:
    """Draws maps and caches the last ones. Each app has one; any thread may use it.

    Drawings are cached by record and view, Graphviz's layouts by their DOT, so that a change that does not show on a map needs
    no new layout. A drawing is only found again if the addresses of `form` are equal to the earlier ones: pass a function or a
    frozen dataclass, not a new lambda for each request.
    """

    def __init__(self, engine: LayoutEngine, max_drawings: int = 64) -> None:
        self._engine = engine
        self._layouts: LruCache[bytes, bytes] = LruCache(4 * max_drawings)
        self._drawings: LruCache[tuple[Hashable, ...], tuple[Record, bytes]] = LruCache(max_drawings)

    def draw_view(
        self, record: Record, view: MapView, format: str = "svg", form: SvgForm = DEFAULT_FORM
    ) -> bytes:
        """Like the function `draw_view`, with this renderer's engine and caches. Raises NotFoundError and LayoutError."""
        key = (id(record), view, format, form)
        return self._find(key) or self._keep(key, record, draw_view(record, view, format, self.lay_out, form))

    def draw_map(self, argument_map: ArgumentMap, format: str = "svg", form: SvgForm = DEFAULT_FORM) -> bytes:
        """Like the function `draw_map`, with this renderer's engine and caches; maps of comparisons are drawn each time."""
        if argument_map.heading:
            return draw_map(argument_map, format, self.lay_out, form)
        record = argument_map.record
        key = (id(record), argument_map.view, format, form)
        return self._find(key) or self._keep(key, record, draw_map(argument_map, format, self.lay_out, form))

    def _find(self, key: tuple[Hashable, ...]) -> bytes | None:
        cached = self._drawings.get(key)
        return cached and cached[1]

    def _keep(self, key: tuple[Hashable, ...], record: Record, drawing: bytes) -> bytes:
        """Keep a drawing, and its record too, so that no other can have its id."""
        return self._drawings.put(key, (record, drawing))[1]

    def lay_out(self, dot: str, format: str) -> bytes:
        """Lay out with this renderer's engine, or return the cached layout of the same DOT."""
        key = hashlib.sha256(f"{format}\n{dot}".encode()).digest()
        return self._layouts.get(key) or self._layouts.put(key, self._engine(dot, format))
