"""Draw argument maps, from record to SVG or DOT, and cache layouts and drawings."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable

from stances.argument.options import MapView
from stances.cache import LruCache
from stances.figures.map.dot_arrangements import write_dot
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.map import ArgumentMap, build_argument_map
from stances.figures.map.svg import render_map_svg
from stances.record.href import Href
from stances.record.record import Record


def draw_view(
    record: Record,
    view: MapView,
    format: str,
    engine: LayoutEngine,
    href: Href | None = None,
    prefix: str = "map",
) -> bytes:
    """The map of a view as “svg” or “dot”. `engine` is `LayoutPool.render`, or `render_in_process` in a command."""
    return draw_map(build_argument_map(record, view), format, engine, href, prefix)


def draw_map(
    argument_map: ArgumentMap,
    format: str,
    engine: LayoutEngine,
    href: Href | None = None,
    prefix: str = "map",
) -> bytes:
    """Like the function `draw_view`, for a map that has been built already."""
    if format == "dot":
        return write_dot(argument_map).encode()
    return render_map_svg(
        engine(write_dot(argument_map, reverse_downward=True), "svg"), argument_map, href, prefix
    )


class MapRenderer:
    """Draws maps and caches the last ones. Each app has one; any thread may use it.

    Drawings are cached by record and view, layouts by their DOT, so that a change that does not show on a map needs no
    new layout. A drawing is only found again if `href` is equal to the earlier one: pass a function or a frozen
    dataclass, not a new lambda for each request.
    """

    def __init__(self, engine: LayoutEngine, max_drawings: int = 64) -> None:
        self._engine = engine
        self._layouts: LruCache[bytes, bytes] = LruCache(4 * max_drawings)
        self._drawings: LruCache[tuple[Hashable, ...], tuple[Record, bytes]] = LruCache(max_drawings)

    def draw_view(
        self,
        record: Record,
        view: MapView,
        format: str = "svg",
        href: Href | None = None,
        prefix: str = "map",
    ) -> bytes:
        """Like the function `draw_view`, with this renderer's engine and caches. Raises NotFoundError and LayoutError."""
        key = (id(record), view, format, href, prefix)  # the record is kept too, so no other can have its id
        cached = self._drawings.get(key)
        if cached is None:
            drawing = draw_view(record, view, format, self.lay_out, href, prefix)
            cached = self._drawings.put(key, (record, drawing))
        return cached[1]

    def draw_map(
        self, argument_map: ArgumentMap, format: str = "svg", href: Href | None = None, prefix: str = "map"
    ) -> bytes:
        """Like the function `draw_map`, with this renderer's engine and its cache of layouts."""
        return draw_map(argument_map, format, self.lay_out, href, prefix)

    def lay_out(self, dot: str, format: str) -> bytes:
        """Lay out with this renderer's engine, or return the cached layout of the same DOT."""
        key = hashlib.sha256(f"{format}\n{dot}".encode()).digest()
        return self._layouts.get(key) or self._layouts.put(key, self._engine(dot, format))
