"""A figure process: the site once more, which makes one costly page after another for the server that has started it.

The server has checked who asks; a job says only for which role the page is made. Graphviz runs in this process itself, since the
server ends it when it hangs.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from io import BytesIO

from flask import Flask
from werkzeug.wrappers import Response

from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.render import MapRenderer
from stances.figures.workers import serve
from stances.web.app import create_app
from stances.web.core.making import ROLE_KEY, FigureJob, MadePage
from stances.web.core.site import Site

MAX_DRAWINGS = 16
"""How many drawings a process keeps; the server keeps the finished pages."""


def make_process_app() -> Flask:
    """The application of a figure process, for the database that `DATABASE_URL` names."""
    app = create_app()
    site: Site = app.extensions["stances"]
    site.map_renderer = MapRenderer(render_in_process, MAX_DRAWINGS)
    return app


def answer_job(app: Flask, job: bytes) -> bytes:
    """Return the page that a job asks for, with its status and headers; an error page is one too."""
    wanted = FigureJob.decode(job)
    environ = {
        **wanted.environ,
        ROLE_KEY: str(wanted.role),
        "wsgi.input": BytesIO(wanted.body),
        "wsgi.errors": sys.stderr,
    }
    return MadePage.make(
        lambda: Response.from_app(app.wsgi_app, environ, buffered=True), time.process_time
    ).encode()


if __name__ == "__main__":
    serve(partial(answer_job, make_process_app()))
