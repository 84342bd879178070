"""Tells the browser which form has been saved, so that it drops its local draft.

Drafts are keyed by a hash of the form's address. A conflict page (`stances.web.editing.conflicts`) carries the key along.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response

SAVED_COOKIE = "stances-saved"
"""The cookie with the draft key of the form that has been saved."""


def current_address(args: Mapping[str, str] | None = None) -> str:
    """The address of this request's form, with its parameters, or others, sorted."""
    query = urlencode(sorted(request.args.items(multi=True) if args is None else args.items()))
    return f"{request.script_root}{request.path}" + (f"?{query}" if query else "")


def draft_key(action: str) -> str:
    """The key of drafts of the form at an address."""
    return hashlib.sha256(action.encode()).hexdigest()[:10]


def forget_draft(response: Response, key: str) -> None:
    """Let the browser drop the draft with this key; ignore what is not a key."""
    if re.fullmatch(r"[0-9a-f]{10}", key):
        response.set_cookie(SAVED_COOKIE, key, max_age=60, samesite="Lax", secure=request.is_secure)
