"""Which form was saved, for the browser to forget what it keeps of it: a draft stays there until the save went through.

The browser keeps what is typed under the mark of the form. The save may come of another page (`stances.web.deciding`), which
carries the mark along.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response

SAVED_COOKIE = "stances-saved"
"""The cookie that tells the browser the mark of the form that has been saved."""


def current_address() -> str:
    """The address that this request's form was opened at, its parameters included."""
    query = urlencode(sorted(request.args.items(multi=True)))
    return f"{request.script_root}{request.path}" + (f"?{query}" if query else "")


def draft_key(action: str) -> str:
    """Names the form at an address."""
    return hashlib.sha256(action.encode()).hexdigest()[:10]


def forget_draft(response: Response, saved: str) -> None:
    """Let the browser forget its draft of the form with this mark; what is no mark is passed over."""
    if re.fullmatch(r"[0-9a-f]{10}", saved):
        response.set_cookie(SAVED_COOKIE, saved, max_age=60, samesite="Lax", secure=request.is_secure)
