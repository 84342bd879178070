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
    NotFoundError: (404, "Not here"),
    GoneError: (410, "Deleted"),
    BadRequestError: (400, "Invalid link"),
    DateError: (400, "That date can't be read"),
    ReadOnlyPastError: (409, "That is past"),
    ClosedError: (423, "Closed to changes"),
    RefusedError: (422, "Can't save: the data would be inconsistent"),
    ForbiddenError: (403, "You don't have permission"),
    UnknownVisitorError: (401, "Who are you?"),
    TooManyRequestsError: (429, "Too often"),
    FormatError: (422, "That file can't be read"),
    LayoutError: (503, "This map could not be drawn"),
    OverloadedError: (503, "Not now"),
    DatabaseUnavailableError: (503, "The record is out of reach"),
    DiskFullError: (507, "No room left"),
}

HTTP_TITLES = {
    404: "Not here",
    405: "That can't be done here",
    413: "Upload too large",
    500: "Something broke",
}
HTTP_MESSAGES = {
    404: "There is no page at this address. It may be mistyped, or the page may have gone.",
    405: "This address can be read, but not used that way.",
    413: "What you sent is larger than two megabytes. Send less at once.",
    500: "That is our mistake, not yours. If you were saving something, look whether it is there before you send it again; "
    "if this stays broken, tell whoever runs this site what you were doing.",
}

UNSAVED = "What you sent was not saved: keep what you wrote, and send it again later."
UNCERTAIN = "It is not certain whether what you sent was saved: keep what you wrote, and look before you send it again."


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


def _error_page(status: int, title: str, words: str) -> Response:
    """The error page; where it can't be made, for whatever reason, a plain one that depends on nothing."""
    try:
        return make_response(_render_page(status, title, words), status)
    except Exception as error:
        current_app.logger.warning("an error page could not be made", exc_info=error)
        return plain_page(status, title, words)


def _render_page(status: int, title: str, words: str) -> str:
    """The page, in the frame of the debate if the visitor may read it and it can be read."""
    g.has_failed = True
    if status < 500 and "record" not in g:
        _try_reading()
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
            g.as_of = None
            g.pop("addresses", None)
            record()
    except StancesError:
        g.pop("record", None)


def plain_page(status: int, title: str, words: str) -> Response:
    """An error page without the site around it."""
    page = (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<h1>{escape(title)}</h1><p>{escape(words)}</p></html>\n"
    )
    return Response(page, status, HEADERS, mimetype="text/html")


def _handle_error(error: Exception) -> Response:
    status, title = next(ERROR_PAGES[kind] for kind in type(error).__mro__ if kind in ERROR_PAGES)
    response = _error_page(status, title, _describe_error(error))
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
