"""Protection against forged requests, and the security headers of every response.

Forms carry no tokens: the browser says which site a request comes from, in `Sec-Fetch-Site`, or on plain HTTP, where that is
not sent, in the `Origin` of a form.
"""

from __future__ import annotations

from flask import Flask, Response, request

from stances.errors import ForbiddenError

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
POLICY = "; ".join(DIRECTIVES)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app: Flask) -> None:
    """Register the checks and the headers."""
    app.before_request(_refuse_foreign)
    app.after_request(_add_headers)


def _refuse_foreign() -> None:
    """Refuse changes that are not requested by this site's own pages."""
    if request.method in SAFE_METHODS:
        return
    fetch_site = request.headers.get("Sec-Fetch-Site")
    own = (
        fetch_site == "same-origin"
        if fetch_site
        else request.headers.get("Origin") == request.host_url.rstrip("/")
    )
    if not own:
        raise ForbiddenError(
            "This was not sent from a page of this site, so nothing was changed. Open the page here, and send it again."
        )


def _add_headers(response: Response) -> Response:
    """Add the headers that the response does not have; in one pass, because every response comes by here."""
    present = {name for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name not in present])
    return response
