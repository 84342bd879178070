"""Pages already made: a page of an unchanged debate is made once.

Its address and the debate's last revision name its bytes for good, so they serve as its ETag as well.
"""

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
"""All of a request that its address is made of, untouched: werkzeug takes longer to put it together than to find the page."""


def cache_page(view: Callable[P, Any]) -> Callable[P, Response]:
    """A view of a debate's snapshot and the visitor's role alone: made once for each, with 304 for those who have it.

    The revision is read before the snapshot, so that a page can be newer than its name says, which then nobody asks
    for again, but never older.
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        key_parts = (wants_fragment(), g.debate, revision(), g.visitor.role)
        name = (*map(request.environ.get, _URL_KEYS), *key_parts)
        return _conditional_response(
            site().pages.get_or_make(name, lambda: _make_page(view(*args, **kwargs)))
        )

    return answer


def _make_page(content: Any) -> Response:
    page = make_response(content)
    page.set_etag(hashlib.sha256(page.get_data()).hexdigest()[:32])
    page.vary.add("HX-Request-Type")
    page.headers.setdefault("Cache-Control", "private, no-cache")
    return page


def _conditional_response(page: Response) -> Response:
    """A response of this request's own, with headers of its own, sharing the bytes; without them where the browser has them.

    Werkzeug's `make_conditional` would do as well, at a third of the whole cost of such a response.
    """
    mine = copy(page)
    mine.headers = page.headers.copy()
    held = request.headers.get("If-None-Match")
    if held and (
        held == page.headers["ETag"] or request.if_none_match.contains_weak(page.get_etag()[0] or "")
    ):
        mine.status_code = 304
    return mine
