"""The cache of rendered pages: a page of an unchanged debate is made once, and has a hash of its bytes as ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from copy import copy
from functools import partial, wraps
from typing import Any, ParamSpec

from flask import Response, g, make_response, request

from stances.record.vocabulary import Role
from stances.web.core.htmx import vary_by_request_type, wants_fragment
from stances.web.core.lanes import Asker
from stances.web.core.making import ROLE_KEY, LaneName
from stances.web.core.site import release_connection, revision, site

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
        cache = site().pages if g.get("as_of") is None else site().old_pages
        return _conditional_response(
            cache.get_or_make(_page_key(), lambda: _make_page(view(*args, **kwargs)))
        )

    return answer


def make_in_lane(
    view: Callable[P, Any] | None = None, *, is_long: Callable[[], bool] = bool
) -> Callable[..., Any]:
    """Decorator: like `cache_page`, for a view that is costly: it waits for its turn in a lane, and is made there.

    `is_long` guesses from the request whether it takes long, where that is not known yet.
    """
    if view is None:
        return partial(make_in_lane, is_long=is_long)

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        def make() -> Response:
            return _make_page(view(*args, **kwargs))

        is_process = ROLE_KEY in request.environ
        return make() if is_process else _conditional_response(_find_or_make(make, is_long))

    answer.__dict__["is_in_lane"] = True
    return answer


def make_for_one(make: Callable[[], Any], lane: LaneName = LaneName.IMPORT) -> Any:
    """Make what a visitor sent a file or a text for, in a lane; it is for them alone, and kept for nobody."""
    if ROLE_KEY in request.environ:
        return make()
    release_connection()
    return site().maker.make_in(lane, request.path, "", _asker(), make)


def _find_or_make(make: Callable[[], Response], is_long: Callable[[], bool]) -> Response:
    """The page from the cache, or else made: once for all who ask for it now."""
    cache = site().figures if g.get("as_of") is None else site().old_pages
    key, maker = _page_key(), site().maker

    def make_and_keep() -> Response:
        if (cached := cache.get(key)) is not None:
            return cached
        page = maker.make(_path_in_debate(), request.query_string.decode(), _asker(), is_long(), make)
        if page.status_code == 200:
            cache.put(key, page)
        return page

    if (cached := cache.get(key)) is not None:
        return cached
    release_connection()
    return maker.flight.do(key, make_and_keep)


def _asker() -> Asker:
    """Who asks: a session, or a name, or else as much as can be told of a stranger."""
    who, address = g.visitor, request.remote_addr or ""
    known = who.session or (who.name if who.role is not Role.STRANGER else None)
    return Asker(known or (address, request.headers.get("User-Agent")), address)


def _path_in_debate() -> str:
    """The path, the same for every state of the debate."""
    return f"{g.debate}/{request.path.removeprefix('/debates/').partition('/')[2]}"


def _page_key() -> tuple[Hashable, ...]:
    key_parts = (wants_fragment(), g.debate, revision(), g.visitor.role)
    return (*map(request.environ.get, _URL_KEYS), *key_parts)


def _make_page(content: Any) -> Response:
    page = make_response(content)
    page.set_etag(hashlib.sha256(page.get_data()).hexdigest()[:32])
    vary_by_request_type(page)
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
        etags == page.headers.get("ETag") or request.if_none_match.contains_weak(page.get_etag()[0] or "")
    ):
        response.status_code = 304
    return response
