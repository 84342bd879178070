"""From what went wrong to a page that says what to do: the one place where an exception gets its status."""

from __future__ import annotations

from flask import Flask, current_app, g, make_response, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from stances.dates.edtf import DateError
from stances.errors import (
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    PastError,
    RefusedError,
    TooOftenError,
    UnknownVisitorError,
)
from stances.figures.map.layout.graphviz import LayoutError
from stances.formats import FormatError
from stances.web.core.urls import addresses

STATUS: dict[type[Exception], tuple[int, str]] = {
    NotFoundError: (404, "Not here"),
    BadRequestError: (400, "That address can't be understood"),
    DateError: (400, "That date can't be read"),
    PastError: (409, "That is past"),
    RefusedError: (422, "That would break the record"),
    ForbiddenError: (403, "Not for your role"),
    UnknownVisitorError: (401, "Who are you?"),
    TooOftenError: (429, "Too often"),
    FormatError: (422, "That file can't be read"),
    LayoutError: (503, "This map could not be drawn"),
}

HTTP_TITLES = {
    404: "Not here",
    405: "That can't be done here",
    413: "Too much at once",
    500: "Something broke",
}
HTTP_WORDS = {
    404: "There is no page at this address. It may be mistyped, or the page may have gone.",
    405: "This address can be read, but not used that way.",
    413: "What you sent is larger than two megabytes. Send less at once.",
    500: "That is our mistake, not yours, and nothing you had saved is lost. Go back and try again; if it stays broken, "
    "tell whoever runs this site what you were doing.",
}


def init_app(app: Flask) -> None:
    for kind in STATUS:
        app.register_error_handler(kind, _tell)
    app.register_error_handler(HTTPException, _tell_http)
    app.register_error_handler(Exception, _tell_mistake)


def _page(status: int, title: str, words: str) -> Response:
    """The page that tells it, without what was read of a debate, but with the way back to it."""
    read = g.pop("record", None)
    debate = (addresses().home, read.debate.title) if read else None
    page = render_template("error.html", status=status, title=title, words=words, debate=debate)
    return make_response(page, status)


def _tell(error: Exception) -> Response:
    status, title = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    response = _page(status, title, str(error))
    if isinstance(error, TooOftenError):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _tell_http(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    words = HTTP_WORDS.get(code) or error.description or ""
    response = _page(code, HTTP_TITLES.get(code, error.name), words)
    response.headers.extend({k: v for k, v in error.get_headers() if k.lower() in ("allow", "retry-after")})
    return response


def _tell_mistake(error: Exception) -> Response:
    if current_app.testing or current_app.debug:
        raise error
    current_app.logger.error("a request failed", exc_info=error)
    return _page(500, HTTP_TITLES[500], HTTP_WORDS[500])
