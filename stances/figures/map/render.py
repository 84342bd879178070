"""From a record to a finished drawing: the one way through graph, DOT, layout and SVG, and what is remembered of it."""

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
    """A map as svg or dot. `engine` lays out: `LayoutPool.render`, or `layout_here` in a command."""
    return draw_map(build_argument_map(record, view), format, engine, href, prefix)


def draw_map(
    argument_map: ArgumentMap,
    format: str,
    engine: LayoutEngine,
    href: Href | None = None,
    prefix: str = "map",
) -> bytes:
    """Like `draw`, of a map that is no mere view of a record."""
    if format == "dot":
        return write_dot(argument_map).encode()
    return render_map_svg(
        engine(write_dot(argument_map, reverse_downward=True), "svg"), argument_map, href, prefix
    )


class MapRenderer:
    """Draws maps and remembers the last ones. One belongs to each app; any thread may use it.

    Finished drawings are kept by the record itself, layouts by the DOT, so that a change that does not show on a map
    costs no layout. An `href` that is equal from request to request (a function, a frozen dataclass) is needed for the
    first of these, a new lambda each time is not.
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
        """Like `draw`, with this studio's engine and memory. Raises NotFoundError and LayoutError."""
        key = (id(record), view, format, href, prefix)  # the record is kept too, so no other can have its id
        cached = self._drawings.get(key)
        if cached is None:
            drawing = draw_view(record, view, format, self.lay_out, href, prefix)
            cached = self._drawings.put(key, (record, drawing))
        return cached[1]

    def draw_map(
        self, argument_map: ArgumentMap, format: str = "svg", href: Href | None = None, prefix: str = "map"
    ) -> bytes:
        """Like `draw_map`, with this studio's engine and the layouts that it remembers."""
        return draw_map(argument_map, format, self.lay_out, href, prefix)

    def lay_out(self, dot: str, format: str) -> bytes:
        """An engine that remembers."""
        key = hashlib.sha256(f"{format}\n{dot}".encode()).digest()
        return self._layouts.get(key) or self._layouts.put(key, self._engine(dot, format))
