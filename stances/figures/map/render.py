"""Draw argument maps, from record to SVG or DOT, and cache layouts and drawings."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import replace

from stances.argument.options import MapView
from stances.cache import LruCache
from stances.figures.map.dot import CaptionWriter
from stances.figures.map.dot_arrangements import write_dot
from stances.figures.map.graphviz_svg import GraphvizDrawing
from stances.figures.map.layout.graphviz import LayoutEngine
from stances.figures.map.map import ArgumentMap, MapHeading, build_argument_map
from stances.figures.map.svg import render_drawing
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
    """Like the function `draw_view`, for a map that has been built already.

    A map as of a day is written from the drawing of the whole time where that has a place for all of it.
    """
    if format == "dot":
        return write_dot(_with_day_in_title(argument_map)).encode()
    whole = argument_map if argument_map.is_empty else argument_map.places or argument_map
    drawing = GraphvizDrawing.parse(engine(write_dot(whole, reverse_downward=True), "svg").decode())
    if caption := _write_day_caption(argument_map, drawing):
        drawing = drawing.with_caption(GraphvizDrawing.parse(engine(caption, "svg").decode()))
    return render_drawing(drawing, argument_map, href, prefix)


def _with_day_in_title(argument_map: ArgumentMap) -> ArgumentMap:
    """The map with its day in its title, for a format that has no headline."""
    if not argument_map.day_words:
        return argument_map
    heading = MapHeading(f"{argument_map.title}, {argument_map.day_words}", argument_map.subtitle)
    return replace(argument_map, heading=heading)


def _write_day_caption(argument_map: ArgumentMap, drawing: GraphvizDrawing) -> str:
    """The caption as of the day as DOT; empty if the drawing, of the whole time, has the same."""
    if argument_map.places is None or argument_map.is_empty or not drawing.caption:
        return ""
    boxes = (*argument_map.graph.claims, *(f"fold/{g.token}" for g in argument_map.collapsed_boxes))
    has_bars, had_bars = any(f"{name}/bar" in drawing.shapes for name in boxes), drawing.has_date_bars
    caption = CaptionWriter(argument_map, has_bars).write()
    return "" if caption == CaptionWriter(argument_map.places, had_bars).write() else caption


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
