"""The page of a dispute: made afresh, compared with its templates alone; and read again, compared with Flask alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from flask import Flask, g, render_template

from stances.timeline.grid import build_grid
from stances.timeline.options import GRID_OPTIONS
from stances.web.core import template_context
from stances.web.core.site import record, revised_at
from stances.web.core.urls import history_url, page_url_at
from stances.web.figures.map_panel import make_map_panel
from stances.web.pages.dispute import build_dispute_page
from tests.benchmarks.measure import compare
from tests.benchmarks.sites import PAGE, SHIPPED, Reader, bare_view, forget_pages, shipped_site

FRESH_TARGET, FRESH_ROUNDS = 2, 60
READ_TARGET, READ_ROUNDS, READS = 4, 40, 40


T = TypeVar("T")


def _always(value: T) -> Callable[..., T]:
    return lambda *_: value


def _templates_alone(app: Flask) -> Reader:
    """A Flask view that knows nothing but the page's templates and the values to fill in, all made beforehand."""
    with app.test_request_context(PAGE):
        app.preprocess_request()
        g.debate = SHIPPED.stem
        shown = record()
        dispute = shown.disputes["left-turn"]
        part = make_map_panel(
            dispute, f"disputes/{dispute.slug}", f"Argument map: {dispute.title}", GRID_OPTIONS
        )
        page = build_dispute_page(shown, dispute, build_grid(shown, dispute.slug), part)
        shared = replace(
            template_context.share_context(),
            history_here=_always(history_url()),
            address_at=_always(page_url_at(shown.revision)),
            revised_at=_always(revised_at()),
        )
        values = {**shared.values(), **page.values()}
    bare = Flask("bare", root_path=app.root_path, template_folder=app.template_folder, static_folder="static")
    template_context.init_app(bare)
    bare.add_url_rule("/", "front.index", str)
    bare.add_url_rule("/join", "door.enter_code", str)
    bare.add_url_rule(PAGE, "page", lambda: render_template(page.template, **values))
    return Reader(bare, PAGE)


def lines() -> Iterator[str]:
    with shipped_site() as app:
        ours = Reader(app, PAGE)
        templates = _templates_alone(app)
        if ours() != templates():
            raise RuntimeError("the bare view renders another page than the site's")
        yield compare(
            "dispute page made afresh, to its templates",
            ours,
            templates,
            FRESH_TARGET,
            rounds=FRESH_ROUNDS,
            before=lambda: forget_pages(app),
        ).line()
        bare = bare_view(ours(), "text/html; charset=utf-8")
        yield compare(
            "dispute page read again, to Flask", ours, bare, READ_TARGET, rounds=READ_ROUNDS, calls=READS
        ).line()
