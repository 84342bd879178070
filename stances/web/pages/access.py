"""How people come in: the invitation's page, a line that says who one is, and the owner's page of who may come in."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Blueprint, Flask, current_app, g, make_response, redirect, render_template, request
from jinja2_fragments.flask import render_block
from markupsafe import Markup
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, NotFoundError, RefusedError, TooOftenError
from stances.query import ON_OFF, PLAIN, is_whole, read_flag
from stances.record.vocabulary import Role
from stances.store import access
from stances.store.access import Invitation
from stances.store.database import Session
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.site import record, session, site, wants_fragment
from stances.web.core.urls import ADDRESS, addresses
from stances.web.core.visitors import forget, greet, is_public, require, visitor

pages = family("joining")
door = Blueprint("door", __name__)


MAY = {
    Role.OWNER: "may do everything, inviting others included",
    Role.EDITOR: "may change the record, and decides on what others propose",
    Role.CONTRIBUTOR: "may propose changes, which an editor accepts or declines",
    Role.READER: "may read, also where the debate is not public",
}
WRONG_CODE = 5
"""What trying a code that is none costs: twenty at once, then one in five seconds."""


def init_app(app: Flask) -> None:
    # A class behind one address joins at once; a machine that tries codes soon waits.
    app.extensions["joining"] = Limit(burst=100, a_second=1)
    app.jinja_env.globals["MAY"] = MAY


# --- at the door ---


@door.get("/join")
def knock() -> str | Response:
    """Asks for the code; people may give the whole link instead."""
    parameters.only("code")
    typed = request.args.get("code", "").strip().rstrip("/").rpartition("/")[2]
    if code := access.tidy_code(typed):
        return redirect(f"{request.script_root}/join/{code}", 303)
    return render_template("pages/access/join.html")


@door.get("/join/<code>")
def invited(code: str) -> Response:
    return _invited(code, _accepted(code))


@door.post("/join/<code>")
def join(code: str) -> Response:
    typed = _fields("name")["name"]
    invitation = _accepted(code)
    _limit().spend(_address(), 1)
    if visitor().role is Role.OWNER and visitor().session is None:
        return redirect(_home(invitation.debate), 303)
    try:
        with site().database.writing() as writing:
            joined, token = _join(writing, code, typed)
    except RefusedError as error:
        return _invited(code, invitation, typed, error.problems, 422)
    response = redirect(_home(invitation.debate), 303)
    greet(response, joined, token)
    return response


def _join(writing: Session, code: str, typed: str) -> tuple[access.Joined, str]:
    asking = visitor()
    if asking.login:
        return access.join(writing, code, asking.login, vouched=True)
    return access.join(writing, code, typed, instead_of=asking.session)


def _accepted(code: str) -> Invitation:
    """The invitation, its debate being that of this request from now on."""
    _limit().check(_address(), WRONG_CODE)
    try:
        found = access.invitation(session(), code)
    except NotFoundError:
        _limit().spend(_address(), WRONG_CODE)
        raise
    g.debate = found.debate
    return found


def _invited(
    code: str, invitation: Invitation, name: str = "", problems: list[str] | None = None, status: int = 200
) -> Response:
    debate = site().snapshots.current(session(), invitation.debate).debate
    page = render_template(
        "pages/access/invited.html",
        code=code,
        invitation=invitation,
        debate=debate,
        home=_home(invitation.debate),
        known=visitor(),
        name=name,
        problems=problems or [],
    )
    return _private(page, status)


def _home(debate: str) -> str:
    return f"{request.script_root}/debates/{debate}/"


def _limit() -> Limit:
    found: Limit = current_app.extensions["joining"]
    return found


def _address() -> str:
    return request.remote_addr or ""


# --- who one is ---


@pages.get("/me")
def me() -> Response:
    """A line for the masthead, or a page for those without JavaScript."""
    parameters.only()
    record()
    if wants_fragment():
        return _private(render_block("pages/access/me.html", "line", known=visitor()))
    return _me()


@pages.post("/me")
def rename() -> Response:
    """For those who chose their name: an owner's comes with the start of the site, a login's from the institution."""
    asking, typed = require(Role.READER), _fields("name")["name"]
    if asking.session is not None and not asking.login:
        try:
            with site().database.writing() as writing:
                access.rename(writing, g.debate, asking.session, typed)
        except RefusedError as error:
            return _me(typed, error.problems, 422)
    return redirect(f"{addresses().home}/me", 303)


def _me(typed: str | None = None, problems: list[str] | None = None, status: int = 200) -> Response:
    record()
    shown = {"known": visitor(), "typed": typed, "problems": problems or []}
    return _private(render_template("pages/access/me.html", **shown), status)


@pages.post("/leave")
def leave() -> Response:
    _fields()
    if (number := visitor().session) is not None:
        with site().database.writing() as writing:
            access.end(writing, g.debate, number)
    response = redirect(f"{request.script_root}/", 303)
    forget(response, g.debate)
    return response


# --- who may come in ---


@pages.get("/access")
def overview() -> Response:
    parameters.only()
    require(Role.OWNER)
    return _overview()


@pages.post("/access/public")
def publish() -> Response:
    require(Role.OWNER)
    public = read_flag("public", _fields("public")["public"], ON_OFF, PLAIN)
    with site().database.writing() as writing:
        access.open_to_all(writing, g.debate, public)
    return _back()


@pages.post("/access/invitations")
def invite() -> Response:
    """Shows the link at once and only now: what is kept of it could not be shown again."""
    owner = require(Role.OWNER)
    typed = _fields("role", "days", "limit")
    try:
        role, days, limit = _role(typed["role"]), _number(typed["days"]), _number(typed["limit"])
        with site().database.writing() as writing:
            code = access.invite(writing, g.debate, role, days=days, limit=limit, by=owner.name)
    except BadRequestError as error:
        return _overview(typed=typed, problem=str(error), status=422)
    link = f"{_reachable()}/join/{code}"
    record()
    shown = {"code": code, "link": link, "qr": _qr(link), "alone": _is_local(link)}
    page = render_template("pages/access/invitation.html", role=role, days=days, limit=limit, **shown)
    return _private(page, 201)


@pages.post("/access/invitations/<int:number>/revoke")
def revoke(number: int) -> Response:
    require(Role.OWNER)
    typed = _fields("end", optional=True)
    with site().database.writing() as writing:
        access.revoke(writing, g.debate, number, and_end=typed["end"] == "on")
    return _back()


@pages.post("/access/people/<int:number>/end")
def end(number: int) -> Response:
    require(Role.OWNER)
    _fields()
    with site().database.writing() as writing:
        access.end(writing, g.debate, number)
    return _back()


def _overview(typed: dict[str, str] | None = None, problem: str = "", status: int = 200) -> Response:
    record()
    page = render_template(
        "pages/access/access.html",
        public=is_public(),
        invitations=access.invitations(session(), g.debate),
        people=access.people(session(), g.debate),
        typed=typed or {"role": "editor", "days": "7", "limit": "30"},
        problem=problem,
    )
    return _private(page, status)


def _back() -> Response:
    return redirect(f"{addresses().home}/access", 303)


def _reachable() -> str:
    """Where others reach this site: not by a name that means everybody's own machine, if a better one is known."""
    own = f"{request.host_url.rstrip('/')}{request.script_root}"
    return os.environ.get(ADDRESS, "").rstrip("/") or own if _is_local(own) else own


def _is_local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _qr(link: str) -> Markup:
    drawn = segno.make(link, error="m", micro=False)
    svg = drawn.svg_inline(border=2, omitsize=True, light="#fff", svgclass="qr", title=f"QR code of {link}")
    return Markup(svg)


# --- forms and answers ---


def _fields(*names: str, optional: bool = False) -> dict[str, str]:
    """The form's fields, all of these and no others. Raises `BadRequestError`."""
    unknown = sorted(set(request.form) - set(names)) + sorted(request.files)
    missing = [] if optional else [name for name in names if name not in request.form]
    if unknown or missing:
        what = f"has a field “{unknown[0]}” too many" if unknown else f"lacks the field “{missing[0]}”"
        raise BadRequestError(f"The form {what}. Reload its page, and send it again.")
    return {name: request.form.get(name, "").strip() for name in names}


def _role(text: str) -> Role:
    if text not in MAY:
        raise BadRequestError(f"The role must be one of: {', '.join(MAY)}.")
    return Role(text)


def _number(text: str) -> int:
    if not is_whole(text, digits=6):
        raise BadRequestError(f"“{text[:20]}” is not a whole number.")
    return int(text)


def _private(content: Any, status: int = 200) -> Response:
    """For this visitor alone, and never out of a cache."""
    response = make_response(content, status)
    response.headers["Cache-Control"] = "no-store"
    return response


MOST_KEPT = 10_000


class Limit:
    """`burst` tries at once, then `a_second` more each second, for each address; safe to use from several threads."""

    def __init__(self, burst: float, a_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.burst, self.a_second, self.clock = burst, a_second, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def check(self, address: str, cost: float) -> None:
        """Raises `TooOftenError` where the address has less left than this."""
        with self._lock:
            short = cost - self._filled(address, self.clock())
        if short > 0:
            wait = math.ceil(short / self.a_second)
            raise TooOftenError(f"That was too often. Wait {wait} seconds, then try again.", wait)

    def spend(self, address: str, cost: float) -> None:
        with self._lock:
            now = self.clock()
            if len(self._left) >= MOST_KEPT:
                self._forget_the_full(now)
            self._left[address] = (max(0.0, self._filled(address, now) - cost), now)

    def _filled(self, address: str, now: float) -> float:
        left, since = self._left.get(address, (self.burst, now))
        return min(self.burst, left + (now - since) * self.a_second)

    def _forget_the_full(self, now: float) -> None:
        """Those who have all they can have are as good as unknown; where nobody is, everybody starts anew."""
        self._left = {a: kept for a, kept in self._left.items() if self._filled(a, now) < self.burst}
        if len(self._left) >= MOST_KEPT:
            self._left.clear()
