"""Who is asking: a display name and a role, by the token in their cookie."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass

from flask import g, request

from stances.errors import ForbiddenError, UnknownVisitorError
from stances.terms import Role

OWNER_TOKEN = "STANCES_OWNER_TOKEN"  # noqa: S105  (the name of a variable, not a token)
COOKIE = "stances"


@dataclass(frozen=True)
class Visitor:
    """Somebody at the site; `session` is the number of their session, None for a stranger and for the owner's own."""

    name: str
    role: Role
    session: int | None = None


STRANGER = Visitor("a stranger", Role.STRANGER)


def visitor() -> Visitor:
    """The visitor who makes this request."""
    if "visitor" not in g:
        g.visitor = _recognised(request.cookies.get(COOKIE, ""))
    found: Visitor = g.visitor
    return found


def require(needed: Role) -> Visitor:
    """The visitor, if their role allows it. Raises `ForbiddenError`, for a stranger `UnknownVisitorError`."""
    asking = visitor()
    if asking.role.may(needed):
        return asking
    if asking.role is Role.STRANGER:
        raise UnknownVisitorError(
            "This is for those who have joined. Open the invitation you were given, then try again."
        )
    raise ForbiddenError(
        f"This needs the role of {needed}; you are here as {asking.role}. Ask whoever runs the debate."
    )


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _recognised(token: str) -> Visitor:
    owner = os.environ.get(OWNER_TOKEN)
    if owner and token and hmac.compare_digest(token.encode(), owner.encode()):
        return Visitor("the owner", Role.OWNER)
    return STRANGER
