"""Run Graphviz on DOT, in this process or in a pool of worker processes that may hang or crash without harm.

Graphviz is not thread-safe, holds the interpreter lock during a layout, cannot be interrupted, and may crash. So a server
draws through a `LayoutPool`, whose workers are this module run as a program. One that takes longer than the limit, or is
frozen, is ended and replaced, and only that one request fails. A worker imports nothing of the web or the database.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from stances.errors import StancesError
from stances.figures.workers import (
    FailureCause,
    JobRefusedError,
    WorkerFailedError,
    WorkerLimits,
    WorkerPool,
    serve,
)

OUTPUT_FORMATS = ("json0",)
LayoutEngine = Callable[[str, str], bytes]


class LayoutError(StancesError):
    """A map that could not be drawn: it may be too large, or Graphviz failed."""


@cache
def _load_graphviz() -> tuple[Any, Any]:
    """Graphviz's library and its context, loaded on first use: a server's own process never needs them."""
    from pygraphviz import graphviz

    return graphviz, graphviz.gvContextWithBuiltins()


def _layout_engine_name(library: Any, graph: Any) -> bytes:
    """The name of the layout engine that the DOT asks for, “dot” by default."""
    return library.agget(graph, b"layout") or b"dot"


def _render_dot(dot: bytes, format: str) -> bytes:
    library, context = _load_graphviz()
    with tempfile.TemporaryFile() as file:
        file.write(dot)
        file.seek(0)
        try:
            graph = library.agread(file, None)
        except ValueError:
            raise LayoutError("Graphviz cannot read this map.") from None
    try:
        if library.gvLayout(context, graph, _layout_engine_name(library, graph)):
            raise LayoutError("Graphviz could not lay this map out.")
        failed, drawing = library.gvRenderData(context, graph, format.encode())
        library.gvFreeLayout(context, graph)
        if failed:
            raise LayoutError(f"Graphviz could not write this map as {format}.")
        return bytes(drawing)
    finally:
        library.agclose(graph)


@contextmanager
def _silence_stderr() -> Iterator[None]:
    """Discard what Graphviz and its libraries print about fonts on the terminal."""
    sys.stderr.flush()
    saved_stderr = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(saved_stderr, 2)
        os.close(saved_stderr)


_drawing = threading.Lock()


def render_in_process(dot: str, format: str) -> bytes:
    """Draw in this process, for a command that draws and ends: one drawing at a time, not limited. Raises LayoutError."""
    _check_format(format)
    with _drawing, _silence_stderr():
        return _render_dot(dot.encode(), format)


def _check_format(format: str) -> None:
    if format not in OUTPUT_FORMATS:
        raise LayoutError(f"A map can be drawn as {', '.join(OUTPUT_FORMATS)}; not as “{format}”.")


class LayoutPool:
    """A few worker processes, each started on first use. May be used from any thread."""

    def __init__(self, workers: int = 2, timeout_s: float = 20.0) -> None:
        """`timeout_s` is the limit for one drawing."""
        self.limits = WorkerLimits(timeout_s)
        self._slots = threading.BoundedSemaphore(workers)
        self._pool = WorkerPool(__name__, max_idle=workers)

    @property
    def busy(self) -> int:
        """How many workers are drawing."""
        return self._pool.busy

    def processes(self) -> list[int]:
        """The numbers of the processes, idle ones first."""
        return self._pool.processes()

    def render(self, dot: str, format: str) -> bytes:
        """Wait for an idle worker and let it draw. Raises LayoutError."""
        _check_format(format)
        if not self._slots.acquire(timeout=2 * self.limits.seconds):
            raise LayoutError("Many maps are being drawn right now. Try again in a moment.")
        try:
            return self._pool.ask(f"{format}\n{dot}".encode(), self.limits)
        except WorkerFailedError as error:
            raise LayoutError(self._explain_failure(error.cause)) from None
        except JobRefusedError as error:
            raise LayoutError(str(error)) from None
        finally:
            self._slots.release()

    def _explain_failure(self, cause: FailureCause) -> str:
        return {
            FailureCause.TIME: f"Drawing this map took longer than {self.limits.seconds:g} seconds and was stopped; "
            "ask for a smaller part of it.",
            FailureCause.MEMORY: "Drawing this map took too much memory and was stopped. Ask for a smaller part of it.",
            FailureCause.DIED: "Graphviz stopped unexpectedly while drawing this map. Try again.",
            FailureCause.CLOSED: "The server is stopping; nothing more is drawn.",
        }[cause]

    def close(self) -> None:
        """End every worker; drawings in progress fail with LayoutError."""
        self._pool.close()

    def __enter__(self) -> LayoutPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _draw_job(job: bytes) -> bytes:
    format, _, dot = job.partition(b"\n")
    return _render_dot(dot, format.decode())


if __name__ == "__main__":
    serve(_draw_job)
