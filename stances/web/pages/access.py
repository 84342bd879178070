"""Access: joining by an invitation, who the visitor is (`/me`), and the owner's page of invitations and sessions."""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Blueprint, Flask, current_app, g, make_response, redirect, render_template, request
from jinja2_fragments.flask import render_block
from markupsafe import Markup
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, RefusedError
from stances.query import ON_OFF, PLAIN, is_whole, read_flag
from stances.record.vocabulary import Role
from stances.store import access
from stances.store.access import Invitation
from stances.store.database import Session
from stances.store.limits import Action, count_action
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.refusals import refuse_guessing
from stances.web.core.site import record, session, site, wants_fragment
from stances.web.core.urls import ADDRESS_VARIABLE, debate_urls
from stances.web.core.visitors import (
    address_actor,
    clear_cookies,
    current_visitor,
    is_public,
    require_role,
    set_session_cookie,
    visitor_actor,
)

pages = debate_blueprint("joining")
door = Blueprint("door", __name__)

ROLE_PERMISSIONS = {
    Role.OWNER: "may do everything, inviting others included",
    Role.EDITOR: "may change the record, and decides on what others propose",
    Role.CONTRIBUTOR: "may propose changes, which an editor accepts or declines",
    Role.READER: "may read, also where the debate is not public",
}


def init_app(app: Flask) -> None:
    """Give templates the words for what a role may do."""
    app.jinja_env.globals["MAY"] = ROLE_PERMISSIONS


# --- joining ---


@door.get("/join")
def enter_code() -> str | Response:
    """The page that asks for the code; people may enter the whole link instead."""
    parameters.accept_only("code")
    typed = request.args.get("code", "").strip().rstrip("/").rpartition("/")[2]
    if code := access.normalise_code(typed):
        return redirect(f"{request.script_root}/join/{code}", 303)
    return render_template("pages/access/join.html")


@door.get("/join/<code>")
def show_invitation(code: str) -> Response:
    return _invitation_page(code, _open_invitation(code))


@door.post("/join/<code>")
def join(code: str) -> Response:
    current_app.extensions["bodies"].check_joining(request.remote_addr or "")
    invitation = _open_invitation(code)
    typed = _read_fields("name")["name"]
    if current_visitor().role is Role.OWNER and current_visitor().session is None:
        return redirect(_debate_home(invitation.debate), 303)
    try:
        with site().database.write_session() as writing:
            joined, token = _join(writing, code, typed)
    except RefusedError as error:
        return _invitation_page(code, invitation, typed, error.problems, 422)
    response = redirect(_debate_home(invitation.debate), 303)
    set_session_cookie(response, joined, token)
    return response


def _join(writing: Session, code: str, typed: str) -> tuple[access.VisitorSession, str]:
    count_action(writing, address_actor(), Action.JOIN)
    visitor = current_visitor()
    if visitor.login:
        return access.join(writing, code, visitor.login, vouched=True)
    return access.join(writing, code, typed, instead_of=visitor.session)


def _open_invitation(code: str) -> Invitation:
    """The open invitation with this code; makes its debate that of this request. Raises `NotFoundError`."""
    with refuse_guessing():
        invitation = access.find_open_invitation(session(), code)
    g.debate = invitation.debate
    return invitation


def _invitation_page(
    code: str, invitation: Invitation, name: str = "", problems: list[str] | None = None, status: int = 200
) -> Response:
    debate = site().snapshots.current(session(), invitation.debate).debate
    page = render_template(
        "pages/access/invited.html",
        code=code,
        invitation=invitation,
        debate=debate,
        home=_debate_home(invitation.debate),
        known=current_visitor(),
        name=name,
        problems=problems or [],
    )
    return _private_response(page, status)


def _debate_home(debate: str) -> str:
    return f"{request.script_root}/debates/{debate}/"


# --- the visitor ---


@pages.get("/me")
def show_visitor() -> Response:
    """Who the visitor is: a line for the masthead, or a page for those without JavaScript."""
    parameters.accept_only()
    record()
    if wants_fragment():
        return _private_response(render_block("pages/access/me.html", "line", known=current_visitor()))
    return _visitor_page()


@pages.post("/me")
def rename() -> Response:
    """Rename the visitor, unless their name comes from the start of the site (owners) or from an institution's login."""
    visitor, typed = require_role(Role.READER), _read_fields("name")["name"]
    if visitor.session is not None and not visitor.login:
        try:
            with site().database.write_session() as writing:
                count_action(writing, visitor_actor(), Action.RENAME)
                access.rename_visitor(writing, g.debate, visitor.session, typed)
        except RefusedError as error:
            return _visitor_page(typed, error.problems, 422)
    return redirect(f"{debate_urls().home}/me", 303)


def _visitor_page(typed: str | None = None, problems: list[str] | None = None, status: int = 200) -> Response:
    record()
    context = {"known": current_visitor(), "typed": typed, "problems": problems or []}
    return _private_response(render_template("pages/access/me.html", **context), status)


@pages.post("/leave")
def leave() -> Response:
    _read_fields()
    if (number := current_visitor().session) is not None:
        with site().database.write_session() as writing:
            access.end_session(writing, g.debate, number)
    response = redirect(f"{request.script_root}/", 303)
    clear_cookies(response, g.debate)
    return response


# --- invitations and sessions ---


@pages.get("/access")
def access_overview() -> Response:
    parameters.accept_only()
    require_role(Role.OWNER)
    return _access_page()


@pages.post("/access/public")
def set_public() -> Response:
    require_role(Role.OWNER)
    public = read_flag("public", _read_fields("public")["public"], ON_OFF, PLAIN)
    with site().database.write_session() as writing:
        access.set_public(writing, g.debate, public)
    return _back_to_access()


@pages.post("/access/invitations")
def invite() -> Response:
    """Create an invitation and show its link, only this once: its code is not stored."""
    owner = require_role(Role.OWNER)
    typed = _read_fields("role", "days", "limit")
    try:
        role, days, limit = (
            _parse_role(typed["role"]),
            _parse_number(typed["days"]),
            _parse_number(typed["limit"]),
        )
        with site().database.write_session() as writing:
            count_action(writing, visitor_actor(), Action.INVITE)
            code = access.create_invitation(writing, g.debate, role, days=days, limit=limit, by=owner.name)
    except BadRequestError as error:
        return _access_page(typed=typed, problem=str(error), status=422)
    link = f"{_public_base_url()}/join/{code}"
    record()
    context = {"code": code, "link": link, "qr": _qr_code(link), "alone": _is_local(link)}
    page = render_template("pages/access/invitation.html", role=role, days=days, limit=limit, **context)
    return _private_response(page, 201)


@pages.post("/access/invitations/<int:number>/revoke")
def revoke(number: int) -> Response:
    require_role(Role.OWNER)
    typed = _read_fields("end", optional=True)
    with site().database.write_session() as writing:
        access.revoke_invitation(writing, g.debate, number, and_end=typed["end"] == "on")
    return _back_to_access()


@pages.post("/access/people/<int:number>/end")
def end_session(number: int) -> Response:
    require_role(Role.OWNER)
    _read_fields()
    with site().database.write_session() as writing:
        access.end_session(writing, g.debate, number)
    return _back_to_access()


def _access_page(typed: dict[str, str] | None = None, problem: str = "", status: int = 200) -> Response:
    record()
    page = render_template(
        "pages/access/access.html",
        public=is_public(),
        invitations=access.list_invitations(session(), g.debate),
        people=access.list_sessions(session(), g.debate),
        typed=typed or {"role": "editor", "days": "7", "limit": "30"},
        problem=problem,
    )
    return _private_response(page, status)


def _back_to_access() -> Response:
    return redirect(f"{debate_urls().home}/access", 303)


def _public_base_url() -> str:
    """The URL by which others reach this site: that of the request, unless it is local and a better one is known."""
    own = f"{request.host_url.rstrip('/')}{request.script_root}"
    return os.environ.get(ADDRESS_VARIABLE, "").rstrip("/") or own if _is_local(own) else own


def _is_local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _qr_code(link: str) -> Markup:
    code = segno.make(link, error="m", micro=False)
    svg = code.svg_inline(border=2, omitsize=True, light="#fff", svgclass="qr", title=f"QR code of {link}")
    return Markup(svg)  # noqa: S704  (drawn by segno, which escapes the title)


# --- forms and responses ---


def _read_fields(*names: str, optional: bool = False) -> dict[str, str]:
    """The form's fields, which must be exactly these (or, `optional`, some of them). Raises `BadRequestError`."""
    unknown = sorted(set(request.form) - set(names)) + sorted(request.files)
    missing = [] if optional else [name for name in names if name not in request.form]
    if unknown or missing:
        what = f"has a field “{unknown[0]}” too many" if unknown else f"lacks the field “{missing[0]}”"
        raise BadRequestError(f"The form {what}. Reload its page, and send it again.")
    return {name: request.form.get(name, "").strip() for name in names}


def _parse_role(text: str) -> Role:
    if text not in ROLE_PERMISSIONS:
        raise BadRequestError(f"The role must be one of: {', '.join(ROLE_PERMISSIONS)}.")
    return Role(text)


def _parse_number(text: str) -> int:
    if not is_whole(text, digits=6):
        raise BadRequestError(f"“{text[:20]}” is not a whole number.")
    return int(text)


def _private_response(content: Any, status: int = 200) -> Response:
    """A response for this visitor alone, which is never cached."""
    response = make_response(content, status)
    response.headers["Cache-Control"] = "no-store"
    return response
