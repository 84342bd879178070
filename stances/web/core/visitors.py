"""Visitors: their display name and role, from the token in their cookie or from their institution's login.

Each debate has its own cookie, because a visitor may have another name and role in another debate. Whoever opens the address
with the token that `stances serve` prints is the owner of all debates. The names of cookies contain the port, because browsers
share cookies between the ports of a machine.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlencode

from flask import Flask, current_app, g, redirect, request
from werkzeug.wrappers import Response

from stances.errors import ClosedError, ForbiddenError, ReadOnlyPastError, UnknownVisitorError
from stances.record.vocabulary import Role
from stances.store import wording
from stances.store.access import (
    OWNER_NAME_VARIABLE,
    SESSION_DURATION,
    VisitorSession,
    VisitorStatus,
    VisitorStatusQuery,
)
from stances.store.changes import CLOSED_MESSAGE
from stances.store.debates import DebateSummary
from stances.web.core.making import ROLE_KEY
from stances.web.core.proxy import read_login
from stances.web.core.refusals import refuse_guessing
from stances.web.core.site import record, site

OWNER_TOKEN_VARIABLE = "STANCES_OWNER_TOKEN"  # noqa: S105  (the name of a variable, not a token)


@dataclass(frozen=True)
class Visitor:
    """Somebody at the site; `session` is the number of their session, None for those who have none.

    `may_read` is false for a stranger to a debate that is not public; `login` is the name that an institution vouches for.
    While the debate is `closed` to changes, nobody may do what changes it.
    """

    name: str
    role: Role
    session: int | None = None
    may_read: bool = True
    login: str | None = None
    closed: bool = False

    def may(self, needed: Role | str) -> bool:
        """Whether the visitor's role includes this one, and what it is for can be done now."""
        return self.role.may(Role(needed)) and not (self.closed and needed in CHANGING_ROLES)


CHANGING_ROLES = (Role.EDITOR, Role.CONTRIBUTOR)
"""The roles that are for changing what a debate says."""

MAX_OTHER_DEBATES = 10
"""In how many of the debates that a browser has joined its person is looked for, where this one may be a copy of one."""
SEEN_SECONDS = 400 * 24 * 3600
"""How long a browser keeps what its visitor has seen."""

STRANGER = Visitor("a stranger", Role.STRANGER)
OUTSIDER = Visitor("a stranger", Role.STRANGER, may_read=False)


def init_app(app: Flask) -> None:
    """Register the owner's token."""
    app.before_request(_accept_owner_token)


def current_visitor() -> Visitor:
    """The visitor who makes this request, as they are known in its debate, if it has one."""
    if "visitor" not in g:
        role = request.environ.get(ROLE_KEY)
        g.visitor = Visitor("", Role(role)) if role else _limit_to_state(_recognise(g.get("debate")))
    current: Visitor = g.visitor
    return current


def require_reader() -> None:
    """Raise `UnknownVisitorError` if the visitor may not read this request's debate."""
    if not current_visitor().may_read:
        raise UnknownVisitorError("This debate is private. To read it, join with your invitation.")


def require_site_owner() -> Visitor:
    """Return the visitor if they own the site, not just a debate. Raises `ForbiddenError`. For pages of no debate."""
    owner = current_visitor()
    if not owner.may(Role.OWNER):
        raise ForbiddenError(
            "Only the person who runs this site can do this. If that is you, open the address shown in the terminal."
        )
    return owner


def reading_right() -> Callable[[], bool]:
    """The function that tells whether this request's visitor may still read its debate, also after the request."""
    statuses, debate, visitor = site().visitor_statuses, g.debate, current_visitor()
    tokens = list(_session_tokens(debate)) if visitor.session is not None else []
    # by the site's owner or an institution
    is_known = visitor.role is not Role.STRANGER and not tokens

    def may_read() -> bool:
        status = _find_status(statuses, debate, tokens)
        if status is None or status.deleted_at is not None:
            return False
        return is_known or status.public or status.session is not None

    return may_read


def require_role(needed: Role, *, reads: bool = False) -> Visitor:
    """Return the visitor if their role includes `needed`, and they only read, or may change the debate now.

    Raises `ForbiddenError`, for a stranger `UnknownVisitorError`, `ReadOnlyPastError` in an earlier state of the debate, and
    `ClosedError`.
    """
    visitor = current_visitor()
    if visitor.may(needed) or (reads and visitor.role.may(needed)):
        return visitor
    if visitor.role.may(needed):
        record()  # to which the error page leads back
        raise ClosedError(CLOSED_MESSAGE)
    if g.get("as_of") is not None:
        raise ReadOnlyPastError(
            "This is an earlier version of the debate, which can only be read. Open the current version to change it."
        )
    if visitor.role is Role.STRANGER:
        raise UnknownVisitorError(
            "Only people who have joined can do this. Join with your invitation, then try again."
        )
    raise ForbiddenError(
        f"This needs the role of {needed}, and your role is {visitor.role}. Ask the owner of this debate."
    )


def visitor_actor() -> str:
    """The visitor, as `stances.store.limits` counts what they do."""
    visitor = current_visitor()
    if visitor.session is not None:
        return f"session:{visitor.session}"
    return f"{'owner' if visitor.role is Role.OWNER else 'login'}:{_digest(visitor.name)}"


def address_actor() -> str:
    """The address that this request comes from, as the store counts what is done from there: a digest."""
    return f"address:{_digest(request.remote_addr or '')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_public() -> bool:
    """Whether anybody may read this request's debate."""
    status = site().visitor_statuses.fetch(g.debate)
    return status is not None and status.public


def select_readable(debates: Iterable[DebateSummary]) -> list[DebateSummary]:
    """The debates that the visitor may read. Takes a query for each."""
    return [d for d in debates if _recognise(d.slug).may_read]


# --- cookies ---


def set_session_cookie(response: Response, joined: VisitorSession, token: str) -> None:
    """Store the session's token in the browser."""
    _set_cookie(response, cookie_name(joined.debate), token, int(SESSION_DURATION.total_seconds()))


def clear_cookies(response: Response, debate: str) -> None:
    """Delete the browser's cookies for this debate, the owner's token included."""
    for name in (cookie_name(debate), cookie_name()):
        response.delete_cookie(name, path=_cookie_path())


def cookie_name(debate: str | None = None) -> str:
    """The name of a debate's cookie, stances-5000-the-debate; without a debate, of the owner's."""
    port = request.host.rpartition(":")[2]
    return "-".join(filter(None, ["stances", port if port.isdigit() else "", debate]))


def remember_seen(response: Response, name: str, value: str, address: str) -> None:
    """Keep in the browser what its visitor has seen, in a cookie that is sent to this address alone."""
    _set_cookie(response, name, value, SEEN_SECONDS, address)


def _set_cookie(
    response: Response, name: str, value: str, lasts: int | None = None, path: str | None = None
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=lasts,
        path=path or _cookie_path(),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def _cookie_path() -> str:
    return request.script_root or "/"


# --- recognising ---


def _recognise(debate: str | None) -> Visitor:
    if "HTTP_COOKIE" not in request.environ and not current_app.config["USER_HEADER"]:
        return _make_stranger(_visitor_status(debate) if debate else None)
    if _is_owner_token(request.cookies.get(cookie_name(), "")):
        if debate:
            _visitor_status(debate)
        return Visitor(os.environ.get(OWNER_NAME_VARIABLE) or wording.OWNER_NAME, Role.OWNER)
    login = read_login()
    user = login.user if login else None
    status = _visitor_status(debate) if debate else None
    is_same = status is not None and (login is None or (status.name == user and status.role.may(login.role)))
    if status and status.session is not None and is_same:
        return Visitor(status.name, status.role, status.session, login=user)
    if login and login.role is not Role.STRANGER:
        return Visitor(login.user, login.role, login=user)
    return replace(_make_stranger(status), login=user) if user else _make_stranger(status)


def _make_stranger(status: VisitorStatus | None) -> Visitor:
    """A visitor of whom nothing is known, as most readers are."""
    return STRANGER if status is None or status.public else OUTSIDER


def _limit_to_state(visitor: Visitor) -> Visitor:
    """The visitor, at most as a reader in an earlier state of the debate, and without changes where it is closed to them."""
    if g.get("as_of") is not None and visitor.role.may(Role.READER):
        return replace(visitor, role=Role.READER)
    status = g.get("status")
    return replace(visitor, closed=True) if status is not None and status.closed else visitor


def _visitor_status(debate: str) -> VisitorStatus | None:
    status = _find_status(site().visitor_statuses, debate, _session_tokens(debate))
    if status and debate == g.get("debate"):
        g.status, g.revision = status, status.revision
    return status


def _session_tokens(debate: str) -> Iterator[tuple[str, bool]]:
    """The token of this browser's session in a debate; without one those of its other debates, of which it may be a copy."""
    if "HTTP_COOKIE" not in request.environ:
        return
    own, beginning = cookie_name(debate), f"{cookie_name()}-"
    if own in request.cookies:
        yield request.cookies[own], False
        return
    others = (value for name, value in request.cookies.items() if name.startswith(beginning))
    yield from ((value, True) for value in islice(others, MAX_OTHER_DEBATES))


def _find_status(
    statuses: VisitorStatusQuery, debate: str, tokens: Iterable[tuple[str, bool]]
) -> VisitorStatus | None:
    """The status of whoever has one of these tokens, or of a stranger."""
    for token, continued in tokens:
        status = statuses.fetch(debate, token, continued=continued)
        if status is None or status.session is not None:
            return status
    return statuses.fetch(debate)


def _is_owner_token(token: str) -> bool:
    owner = os.environ.get(OWNER_TOKEN_VARIABLE)
    return bool(owner and token) and hmac.compare_digest(
        token.encode("utf-8", "replace"), str(owner).encode()
    )


def _accept_owner_token() -> Response | None:
    """Make whoever opens the address that `stances serve` prints the owner; redirect to it without the token."""
    if (
        b"token=" not in request.query_string
    ):  # quick way out: what follows costs more than finding a cached page
        return None
    if request.method != "GET" or "token" not in request.args or not os.environ.get(OWNER_TOKEN_VARIABLE):
        return None
    with refuse_guessing():
        if not _is_owner_token(request.args["token"]):
            raise UnknownVisitorError(
                "This address is out of date: it changes each time the site is started. Open the address "
                "that the terminal shows now."
            )
    rest = urlencode([(k, v) for k, v in request.args.items(multi=True) if k != "token"])
    response = redirect(f"{request.base_url}?{rest}" if rest else request.base_url, 303)
    _set_cookie(response, cookie_name(), request.args["token"])
    response.headers["Cache-Control"] = "no-store"
    return response
