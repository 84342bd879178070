"""The cache of rendered pages: a page of an unchanged debate is made once, and has a hash of its bytes as ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, g, make_response, request

from stances.web.core.site import revision, site, wants_fragment

P = ParamSpec("P")

_URL_KEYS = (
    "wsgi.url_scheme",
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
)
"""The parts of a request's URL. Werkzeug takes longer to join them than it takes to look up the page."""


def cache_page(view: Callable[P, Any]) -> Callable[P, Response]:
    """Decorator: cache a view whose result depends only on the URL, the debate's revision and the visitor's role.

    Answers 304 where the browser has the page. The revision is read before the snapshot, so a cached page may be newer than
    its key but never older.
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        key_parts = (wants_fragment(), g.debate, revision(), g.visitor.role)
        key = (*map(request.environ.get, _URL_KEYS), *key_parts)
        return _conditional_response(site().pages.get_or_make(key, lambda: _make_page(view(*args, **kwargs))))

    return answer


def _make_page(content: Any) -> Response:
    page = make_response(content)
    page.set_etag(hashlib.sha256(page.get_data()).hexdigest()[:32])
    page.vary.add("HX-Request-Type")
    page.headers.setdefault("Cache-Control", "private, no-cache")
    return page


def _conditional_response(page: Response) -> Response:
    """A copy of the cached response with its own headers, sharing the body; 304 if the ETag matches.

    Werkzeug's `make_conditional` does the same, but would be a third of the whole cost of such a response.
    """
    response = copy(page)
    response.headers = page.headers.copy()
    etags = request.headers.get("If-None-Match")
    if etags and (
        etags == page.headers["ETag"] or request.if_none_match.contains_weak(page.get_etag()[0] or "")
    ):
        response.status_code = 304
    return response
