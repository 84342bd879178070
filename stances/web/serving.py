"""Running the site for real: a WSGI server in a worker process that does not outlive the one that started it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from flask import Flask

from stances.store.activity import LISTENERS
from stances.web.greeting import greeting

THREADS = LISTENERS + 64
"""A thread for every open stream, and enough for everybody else."""


def run(host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until interrupted."""
    from granian import Granian
    from granian.log import LogLevels

    server = Granian(
        "stances.web.serving:worker_app",
        factory=True,
        interface="wsgi",  # type: ignore[arg-type]
        address=host,
        port=port,
        workers=1,
        workers_kill_timeout=5,
        blocking_threads=THREADS,
        log_level=LogLevels.error,  # it warns of so many threads, which are meant: most of them sleep
    )
    words = greeting(host, port)
    server.on_startup(lambda: say(words))
    server.serve()


def worker_app() -> Flask:
    """The application, in a worker that ends when its parent does."""
    from stances.web import create_app

    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    return create_app()


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)
