"""What the site's templates know beside the words that all templates have, and how a page is made of its context.

A context is a frozen dataclass beside the view that fills it (`TemplateContext`); what every page shares is `SharedContext`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, g, has_request_context, render_template
from jinja2_fragments.flask import render_block
from markupsafe import Markup
from werkzeug.wrappers import Response

from stances.formats import FORMATS
from stances.publishing.figures import FIGURES
from stances.publishing.templates import TemplateContext, add_words
from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.store.history import HistoryPoint
from stances.web.core.htmx import make_private_response
from stances.web.core.parameters import PARAMETERS
from stances.web.core.site import revised_at
from stances.web.core.urls import DebateUrls, debate_urls, history_url, page_url_at, static_url
from stances.web.core.visitors import STRANGER


@dataclass(frozen=True)
class SharedContext(TemplateContext, template="base.html"):
    """What every page knows: who reads it, and the debate that it is of, if it is of one.

    `role` is the visitor's, and `may` says whether that includes another; their name is not here, since a page that is kept
    for others shows nobody's. `record` is the debate at the moment of the request, in the `past` if the address names an earlier
    one, and `to` its URLs. `address_at` is this page at another point in the history, `history_here` the history of what it
    shows, and `revised_at` when the debate was last changed, which takes a query.
    """

    role: Role
    may: Callable[[str], bool]
    to: DebateUrls | None = None
    record: Record | None = None
    past: bool = False
    address_at: Callable[[HistoryPoint | None], str] = page_url_at
    history_here: Callable[[], str] = history_url
    revised_at: Callable[[], datetime | None] = revised_at


def init_app(app: Flask) -> None:
    """Register filters, globals and macros, and what all pages share."""
    app.jinja_env.globals["PARAMETERS"] = PARAMETERS
    app.jinja_env.globals["FIGURE_FORMATS"] = {kind.name: kind.formats for kind in FIGURES}
    add_words(app.jinja_env)
    app.jinja_env.globals["FORMATS"] = FORMATS
    app.jinja_env.globals["static_url"] = static_url
    app.context_processor(lambda: share_context().values())


def share_context() -> SharedContext:
    """What the pages of this request share; nothing of a debate unless it has been read already."""
    if not has_request_context():
        return SharedContext(STRANGER.role, STRANGER.may)
    visitor = g.get("visitor", STRANGER)
    if "record" not in g:
        return SharedContext(visitor.role, visitor.may)
    return SharedContext(visitor.role, visitor.may, debate_urls(), g.record, g.get("as_of") is not None)


def render(context: TemplateContext, block: str = "") -> str:
    """The page of a context, or one block of it alone."""
    if block:
        return str(render_block(context.template, block, **context.values()))
    return render_template(context.template, **context.values())


def render_part(context: TemplateContext) -> Markup:
    """A part of a page, for the context of the whole."""
    return Markup(render(context))  # noqa: S704  (templates escape what they are given)


def render_private(
    context: TemplateContext, status: int = 200, block: str = "", **instructions: Any
) -> Response:
    """The page, or a block of it, for this visitor and this moment alone, as `make_private_response` answers."""
    return make_private_response(render(context, block), status, **instructions)
