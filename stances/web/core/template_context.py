"""What the site's templates know beside the words that all templates have: the debate of the request, and its addresses."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, has_request_context

from stances.formats import FORMATS
from stances.publishing.templates import add_words
from stances.web.core.urls import debate_urls, history_url, page_url_at


def init_app(app: Flask) -> None:
    """Register filters, globals and macros, and what depends on the request."""
    add_words(app.jinja_env)
    app.jinja_env.globals["FORMATS"] = FORMATS
    app.context_processor(_debate_context)


def _debate_context() -> dict[str, Any]:
    if not has_request_context() or "record" not in g:
        return {"to": None, "record": None}
    return {
        "to": debate_urls(),
        "record": g.record,
        "past": g.get("as_of") is not None,
        "address_at": page_url_at,
        "history_here": history_url,
    }
