"""What htmx asks for and is answered: by htmx-flask's `request.htmx` and `make_response`, and what these can't say of htmx 4.

htmx-flask 0.1 knows the headers of htmx 2: it has no attribute for the type of a request, and refuses a way of swapping that has
a modifier. So these two headers are named here; no other module names any.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response
from htmx_flask import make_response, request

_REQUEST_TYPE = "HX-Request-Type"
_MORPH_CONTENT = {"target": "#content", "select": "#content", "swap": "outerMorph", "replace": "true"}


def wants_fragment() -> bool:
    """Whether htmx asks for a part of a page; where it selects from the page, and for its Back button, it asks for the whole."""
    return bool(request.htmx) and request.headers.get(_REQUEST_TYPE) == "partial"


def is_sent_from_panel() -> bool:
    """Whether htmx sent a form that stands in a panel of another page, not on the page at its own address."""
    return wants_fragment() and urlsplit(request.htmx.current_url or "").path != request.path


def vary_by_request_type(response: Response) -> None:
    """Say to caches that htmx may get something else from this address."""
    response.vary.update(("HX-Request", _REQUEST_TYPE))


def make_private_response(
    content: Any, status: int = 200, *, reswap: str | None = None, **instructions: Any
) -> Response:
    """A response for this visitor alone, which is never cached; the instructions to htmx are those of htmx-flask."""
    response: Response = make_response(content, status, **instructions)
    response.headers["Cache-Control"] = "no-store"
    vary_by_request_type(response)
    if reswap:
        response.headers["HX-Reswap"] = reswap
    return response


def current_path() -> str:
    """The path of the page on which htmx asks; empty if it is not htmx that asks."""
    return urlsplit(request.htmx.current_url or "").path


def open_page(address: str) -> Response:
    """Have htmx open a page; if it is the current one, update it in place."""
    is_current = current_path() == urlsplit(address).path
    how = {"location": {"path": address, **_MORPH_CONTENT}} if is_current else {"redirect": address}
    response: Response = make_response("", 204, **how)
    return response
