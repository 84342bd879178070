"""Run Graphviz on DOT, in this process or in a pool of worker processes that may hang or crash without harm.

Graphviz is not thread-safe, holds the interpreter lock during a layout, cannot be interrupted, and may crash. So a server
draws through a `LayoutPool`: each worker is this module run as a program, which reads jobs from its input and writes
drawings to its output, each preceded by its length. A worker ends itself when a job takes longer than the limit or when its
input ends; the pool replaces it, and only that one request fails. A worker imports nothing of the web or the database.
"""

from __future__ import annotations

import faulthandler
import os
import queue
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from stances.errors import StancesError

OUTPUT_FORMATS = ("json0",)
LayoutEngine = Callable[[str, str], bytes]

_JOB_HEADER = struct.Struct("!II")
_ANSWER_HEADER = struct.Struct("!?I")
_PACKAGE_PARENT = str(Path(__file__).resolve().parents[4])


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


def render_in_process(dot: str, format: str) -> bytes:
    """Draw in this process, for a command that draws and ends: neither thread-safe nor limited in time. Raises LayoutError."""
    _check_format(format)
    with _silence_stderr():
        return _render_dot(dot.encode(), format)


def _check_format(format: str) -> None:
    if format not in OUTPUT_FORMATS:
        raise LayoutError(f"A map can be drawn as {', '.join(OUTPUT_FORMATS)}; not as “{format}”.")


def _start_process(timeout_s: float) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, (_PACKAGE_PARENT, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __name__, str(timeout_s)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )


class _Worker:
    """One worker process and its pipes; used by one thread at a time."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self.process: subprocess.Popen[bytes] | None = None

    def _open_pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """The pipes to send jobs and to read answers; starts the process if there is none or it has died."""
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.process = _start_process(self.timeout_s)
        return cast("IO[bytes]", self.process.stdin), cast("IO[bytes]", self.process.stdout)

    def render(self, dot: bytes, format: str) -> bytes:
        started_at = time.monotonic()
        try:
            jobs, answers = self._open_pipes()
            name = format.encode()
            jobs.write(_JOB_HEADER.pack(len(name), len(dot)) + name + dot)
            jobs.flush()
            succeeded, length = _ANSWER_HEADER.unpack(_read_exactly(answers, _ANSWER_HEADER.size))
            answer = _read_exactly(answers, length)
        except (OSError, EOFError, ValueError):
            self.stop()
            if time.monotonic() - started_at >= self.timeout_s:
                raise LayoutError(
                    f"Drawing this map took longer than {self.timeout_s:g} seconds and was stopped; "
                    "ask for a smaller part of it."
                ) from None
            raise LayoutError("Graphviz stopped unexpectedly while drawing this map; try again.") from None
        if not succeeded:
            raise LayoutError(answer.decode())
        return answer

    def stop(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):  # flushing a pipe to a dead process fails
                    pipe.close()


class LayoutPool:
    """A few worker processes, each started on first use. May be used from any thread."""

    def __init__(self, workers: int = 2, timeout_s: float = 20.0) -> None:
        """`timeout_s` is the limit for one drawing."""
        self.timeout_s = timeout_s
        self._workers = [_Worker(timeout_s) for _ in range(workers)]
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._closed = threading.Event()
        for worker in self._workers:
            self._idle.put(worker)

    def render(self, dot: str, format: str) -> bytes:
        """Wait for an idle worker and let it draw. Raises LayoutError."""
        _check_format(format)
        try:
            worker = self._idle.get(timeout=2 * self.timeout_s)
        except queue.Empty:
            raise LayoutError("Too many maps are being drawn at this moment; try again soon.") from None
        try:
            if self._closed.is_set():
                raise LayoutError("The server is stopping; nothing more is drawn.")
            return worker.render(dot.encode(), format)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End every worker; drawings in progress fail with LayoutError."""
        self._closed.set()
        for worker in self._workers:
            if worker.process:
                worker.process.kill()
        for _ in self._workers:
            self._idle.get().stop()
        for worker in self._workers:
            self._idle.put(worker)

    def __enter__(self) -> LayoutPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _read_exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _try_render(dot: bytes, format: str) -> tuple[bool, bytes]:
    try:
        return True, _render_dot(dot, format)
    except LayoutError as error:
        return False, str(error).encode()


def _serve(jobs: BinaryIO, answers: BinaryIO, timeout_s: float) -> None:
    """Draw job after job until the input ends."""
    while header := jobs.read(_JOB_HEADER.size):
        name_length, dot_length = _JOB_HEADER.unpack(header)
        format = _read_exactly(jobs, name_length).decode()
        dot = _read_exactly(jobs, dot_length)
        faulthandler.dump_traceback_later(timeout_s, exit=True)
        succeeded, answer = _try_render(dot, format)
        faulthandler.cancel_dump_traceback_later()
        answers.write(_ANSWER_HEADER.pack(succeeded, len(answer)) + answer)
        answers.flush()


def _main() -> None:
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C is for the server, which closes our input when it ends
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up in an answer
    _serve(sys.stdin.buffer, answers, float(sys.argv[1]))


if __name__ == "__main__":
    _main()
