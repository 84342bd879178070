"""Protection against forged requests, and the security headers of every response.

Forms carry no tokens: the browser says which site a request comes from, in `Sec-Fetch-Site`, or on plain HTTP, where that is
not sent, in the `Origin` of a form.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request

from stances.errors import BadRequestError, ForbiddenError

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
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
    app.before_request(_refuse_garbled)
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
            "This did not come from a page of this site, so nothing was changed. Open the page here, and send it again."
        )


def _refuse_garbled() -> None:
    """Refuse a form in another encoding than UTF-8, which would be stored as something that nobody wrote."""
    if request.mimetype == "application/x-www-form-urlencoded":
        try:
            unquote_to_bytes(request.get_data()).decode()
        except UnicodeDecodeError:
            raise BadRequestError("The form is not in UTF-8, so nothing was changed.") from None
    elif any("\ufffd" in value for value in request.form.values()):
        raise BadRequestError("The form has characters that can't be read, so nothing was changed.")


def _add_headers(response: Response) -> Response:
    """Add the headers that the response does not have; in one pass, because every response comes by here."""
    present = {name for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name not in present])
    return response
