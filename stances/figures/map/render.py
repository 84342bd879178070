"""From a record to a finished drawing: the one way through graph, DOT, layout and SVG, and what is remembered of it."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable

from stances.argument.options import MapView
from stances.cache import Recent
from stances.figures.map.dot_arrangements import dot_of
from stances.figures.map.layout.graphviz import Engine
from stances.figures.map.map import ArgumentMap, argument_map
from stances.figures.map.svg import accessible
from stances.record.href import Href
from stances.record.record import Record


def draw(
    record: Record,
    view: MapView,
    format: str,
    engine: Engine,
    href: Href | None = None,
    prefix: str = "map",
) -> bytes:
    """A map as svg or dot. `engine` lays out: `LayoutPool.render`, or `layout_here` in a command."""
    return draw_map(argument_map(record, view), format, engine, href, prefix)


def draw_map(
    drawn: ArgumentMap, format: str, engine: Engine, href: Href | None = None, prefix: str = "map"
) -> bytes:
    """Like `draw`, of a map that is no mere view of a record."""
    if format == "dot":
        return dot_of(drawn).encode()
    return accessible(engine(dot_of(drawn, turned=True), "svg"), drawn, href, prefix)


class MapStudio:
    """Draws maps and remembers the last ones. One belongs to each app; any thread may use it.

    Finished drawings are kept by the record itself, layouts by the DOT, so that a change that does not show on a map
    costs no layout. An `href` that is equal from request to request (a function, a frozen dataclass) is needed for the
    first of these, a new lambda each time is not.
    """

    def __init__(self, engine: Engine, kept: int = 64) -> None:
        self._engine = engine
        self._layouts: Recent[bytes, bytes] = Recent(4 * kept)
        self._drawings: Recent[tuple[Hashable, ...], tuple[Record, bytes]] = Recent(kept)

    def draw(
        self,
        record: Record,
        view: MapView,
        format: str = "svg",
        href: Href | None = None,
        prefix: str = "map",
    ) -> bytes:
        """Like `draw`, with this studio's engine and memory. Raises NotFoundError and LayoutError."""
        key = (id(record), view, format, href, prefix)  # the record is kept too, so no other can have its id
        found = self._drawings.get(key)
        if found is None:
            drawing = draw(record, view, format, self.layout, href, prefix)
            found = self._drawings.put(key, (record, drawing))
        return found[1]

    def draw_map(
        self, drawn: ArgumentMap, format: str = "svg", href: Href | None = None, prefix: str = "map"
    ) -> bytes:
        """Like `draw_map`, with this studio's engine and the layouts that it remembers."""
        return draw_map(drawn, format, self.layout, href, prefix)

    def layout(self, dot: str, format: str) -> bytes:
        """An engine that remembers."""
        key = hashlib.sha256(f"{format}\n{dot}".encode()).digest()
        return self._layouts.get(key) or self._layouts.put(key, self._engine(dot, format))
