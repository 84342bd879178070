"""Error pages: each says what to do. Only here does an exception get its HTTP status."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g, make_response, request
from markupsafe import escape
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from stances.dates.edtf import DateError
from stances.errors import (
    BadRequestError,
    ClosedError,
    DatabaseUnavailableError,
    DiskFullError,
    ForbiddenError,
    GoneError,
    NotFoundError,
    OverloadedError,
    ReadOnlyPastError,
    RefusedError,
    StancesError,
    TooManyRequestsError,
    UnknownVisitorError,
)
from stances.figures.map.layout.graphviz import LayoutError
from stances.formats import FormatError
from stances.publishing.templates import TemplateContext
from stances.web.core.blueprint import admit_reader, name_debate
from stances.web.core.htmx import wants_fragment
from stances.web.core.security import HEADERS, SAFE_METHODS
from stances.web.core.site import record
from stances.web.core.template_context import render

ERROR_PAGES: dict[type[Exception], tuple[int, str]] = {
    NotFoundError: (404, "Page not found"),
    GoneError: (410, "Debate deleted"),
    BadRequestError: (400, "Invalid link"),
    DateError: (400, "Date not understood"),
    ReadOnlyPastError: (409, "Earlier versions can’t be changed"),
    ClosedError: (423, "Closed to changes"),
    RefusedError: (422, "Can’t save: the data would be inconsistent"),
    ForbiddenError: (403, "You don’t have permission"),
    UnknownVisitorError: (401, "Join first"),
    TooManyRequestsError: (429, "Too many requests"),
    FormatError: (422, "File can’t be read"),
    LayoutError: (503, "The map could not be drawn"),
    OverloadedError: (503, "The site is busy"),
    DatabaseUnavailableError: (503, "The database is not available"),
    DiskFullError: (507, "The server’s disk is full"),
}

HTTP_TITLES = {
    404: "Page not found",
    405: "Not possible here",
    413: "Upload too large",
    500: "Something went wrong",
}
HTTP_MESSAGES = {
    404: "There is no page at this address. The address may be mistyped, or the page may have been removed.",
    405: "This page can be opened, but nothing can be sent to it. Go back, and use the buttons of the page.",
    413: "What you sent is larger than two megabytes, so nothing was saved. Send it in smaller parts.",
    500: "This is an error in the site; you did nothing wrong. If you were saving, check whether it was saved before you send it "
    "again. If this keeps happening, tell whoever runs this site what you were doing.",
}

UNSAVED = "What you sent was not saved. Keep your text, and send it again later."
UNCERTAIN = (
    "What you sent may or may not have been saved. Keep your text, and check before you send it again."
)


def init_app(app: Flask) -> None:
    """Register the error handlers."""
    for kind in ERROR_PAGES:
        app.register_error_handler(kind, _handle_error)
    app.register_error_handler(HTTPException, _handle_http_error)
    app.register_error_handler(Exception, _handle_unexpected)


@dataclass(frozen=True)
class ErrorPage(TemplateContext, template="error.html"):
    """What went wrong: its HTTP `status`, a `title`, and in `words` what to do; in the frame of the debate, if it can be read.

    `sought` are words to look for instead, where there is nothing at the address.
    """

    status: int
    title: str
    words: str
    sought: str


def _error_page(status: int, title: str, words: str, *, reads: bool = True) -> Response:
    """The error page; where it can't be made, for whatever reason, a plain one that depends on nothing.

    `reads` unless the database has just failed, which would be waited for once more.
    """
    try:
        if reads and "record" not in g:
            _try_reading()
        return make_response(_render_page(status, title, words), status)
    except Exception as error:
        current_app.logger.warning("an error page could not be made", exc_info=error)
        return plain_page(status, title, words)


def _render_page(status: int, title: str, words: str) -> str:
    """The page, in the frame of the debate if the visitor may read it and it can be read."""
    g.has_failed = True
    tail = request.path.rstrip("/").rpartition("/")[2] if status == 404 else ""
    sought = " ".join(tail.split("-"))[:60] if tail != g.get("debate") else ""
    return render(ErrorPage(status, title, words, sought), "content" if wants_fragment() else "")


def _try_reading() -> None:
    """Read the debate that the address names, as it stands now where there is no such earlier state."""
    try:
        if "debate" not in g:
            name_debate(request.path.removeprefix("/debates/").partition("/")[0])
        admit_reader()
        try:
            record()
        except NotFoundError:
            _leave_state()
            record()
    except Exception as error:
        g.pop("record", None)
        if not isinstance(error, StancesError):
            current_app.logger.warning("the debate of an error page could not be read", exc_info=error)


def _leave_state() -> None:
    """Go on with the debate as it stands now."""
    g.as_of = None
    g.pop("addresses", None)


def plain_page(status: int, title: str, words: str) -> Response:
    """An error page without the site around it."""
    page = (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<h1>{escape(title)}</h1><p>{escape(words)}</p></html>\n"
    )
    return Response(page, status, HEADERS, mimetype="text/html")


def _handle_error(error: Exception) -> Response:
    status, title = next(ERROR_PAGES[kind] for kind in type(error).__mro__ if kind in ERROR_PAGES)
    reads = not isinstance(error, DatabaseUnavailableError)
    if isinstance(
        error, TooManyRequestsError | OverloadedError
    ):  # to read an earlier state would cost what is refused
        _leave_state()
    response = _error_page(status, title, _describe_error(error), reads=reads)
    if isinstance(error, GoneError):  # which browsers would keep for ever
        response.headers["Cache-Control"] = "no-store"
    if isinstance(error, TooManyRequestsError | OverloadedError | DatabaseUnavailableError):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _describe_error(error: Exception) -> str:
    """The error's message, and what is known of what was being saved where the database failed."""
    if not isinstance(error, DatabaseUnavailableError) or request.method in SAFE_METHODS:
        return str(error)
    return f"{error} {UNSAVED if error.is_unsaved else UNCERTAIN}"


def _handle_http_error(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    words = HTTP_MESSAGES.get(code) or error.description or ""
    response = _error_page(code, HTTP_TITLES.get(code, error.name), words)
    response.headers.extend({k: v for k, v in error.get_headers() if k.lower() in ("allow", "retry-after")})
    return response


def _handle_unexpected(error: Exception) -> Response:
    if current_app.testing or current_app.debug:
        raise error
    current_app.logger.error("a request failed", exc_info=error)
    return _error_page(500, HTTP_TITLES[500], HTTP_MESSAGES[500])
