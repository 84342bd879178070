"""Access: joining by an invitation, who the visitor is (`/me`), and the owner's page of invitations and sessions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
from flask import Blueprint, Flask, current_app, g, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, RefusedError
from stances.publishing.templates import TemplateContext
from stances.query import read_choice, read_flag, read_number
from stances.record.entries import Debate
from stances.record.vocabulary import Role
from stances.store import access
from stances.store.access import Invitation, VisitorSession
from stances.store.database import Session
from stances.store.limits import Action, count_action
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.htmx import wants_fragment
from stances.web.core.refusals import refuse_guessing
from stances.web.core.site import record, session, site
from stances.web.core.template_context import render, render_private
from stances.web.core.urls import ADDRESS_VARIABLE, debate_urls
from stances.web.core.visitors import (
    Visitor,
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
    Role.OWNER: "can do everything, including inviting others",
    Role.EDITOR: "can change the debate and decide on proposals",
    Role.CONTRIBUTOR: "can propose changes, which an editor accepts or declines",
    Role.READER: "can read the debate, even if it is private",
}


def init_app(app: Flask) -> None:
    """Give templates the words for what a role may do."""
    app.jinja_env.globals["MAY"] = ROLE_PERMISSIONS


# --- joining ---


@dataclass(frozen=True)
class JoinPage(TemplateContext, template="pages/access/join.html"):
    """The page that asks for the code of an invitation."""


@dataclass(frozen=True)
class InvitedPage(TemplateContext, template="pages/access/invited.html"):
    """What somebody is invited to: the `invitation`, its `code`, its `debate`, and the address of that (`home`).

    `known` is the visitor as this browser knows them there; `name` is what they typed, and `problems` what is wrong with it.
    """

    code: str
    invitation: Invitation
    debate: Debate
    home: str
    known: Visitor
    name: str
    problems: Sequence[str]


@door.get("/join")
def enter_code() -> str | Response:
    """Go on with the code that was entered, or the whole link; else ask for it."""
    parameters.accept_only("code")
    typed = request.args.get("code", "").strip().rstrip("/").rpartition("/")[2]
    if code := access.normalise_code(typed):
        return redirect(f"{request.script_root}/join/{code}", 303)
    return render(JoinPage())


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
    code: str, invitation: Invitation, name: str = "", problems: Sequence[str] = (), status: int = 200
) -> Response:
    debate = site().snapshots.current(session(), invitation.debate).debate
    home, known = _debate_home(invitation.debate), current_visitor()
    return render_private(InvitedPage(code, invitation, debate, home, known, name, problems), status)


def _debate_home(debate: str) -> str:
    return f"{request.script_root}/debates/{debate}/"


# --- the visitor ---


@dataclass(frozen=True)
class VisitorPage(TemplateContext, template="pages/access/me.html"):
    """Who the visitor is (`known`), and the form for their name: what was `typed`, if it was refused, and its `problems`."""

    known: Visitor
    typed: str | None = None
    problems: Sequence[str] = ()


@pages.get("/me")
def show_visitor() -> Response:
    """Who the visitor is: a line for the masthead, or a page for those without JavaScript."""
    parameters.accept_only()
    record()
    return render_private(VisitorPage(current_visitor()), block="line" if wants_fragment() else "")


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
            record()
            return render_private(VisitorPage(visitor, typed, error.problems), 422)
    return redirect(f"{debate_urls().home}/me", 303)


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


@dataclass(frozen=True)
class AccessPage(TemplateContext, template="pages/access/access.html"):
    """Access to the debate: whether the debate is `public`, its `invitations`, and the `people` who have joined.

    `typed` is what stands in the form of a new invitation, and `problem` what is wrong with it. `alone` if only this machine can
    open the link of one.
    """

    public: bool
    invitations: Sequence[Invitation]
    people: Sequence[VisitorSession]
    typed: Mapping[str, str]
    problem: str
    alone: bool


@dataclass(frozen=True)
class InvitationPage(TemplateContext, template="pages/access/invitation.html"):
    """A new invitation, which is shown this once: its `code`, its `link`, and that as a QR code (`qr`).

    So many people (`limit`) may join within so many `days`, each `invited_as` this. `alone` if only this machine can open it.
    """

    invited_as: Role
    days: int
    limit: int
    code: str
    link: str
    qr: Markup
    alone: bool


@pages.get("/access")
def access_overview() -> Response:
    parameters.accept_only()
    require_role(Role.OWNER)
    return _access_page()


@pages.post("/access/public")
def set_public() -> Response:
    require_role(Role.OWNER)
    public = read_flag("public", _read_fields("public")["public"])
    with site().database.write_session() as writing:
        access.set_public(writing, g.debate, public)
    return redirect(f"{debate_urls().home}/settings#reading", 303)


@pages.post("/access/invitations")
def invite() -> Response:
    """Create an invitation and show its link, only this once: its code is not stored."""
    owner = require_role(Role.OWNER)
    typed = _read_fields("role", "days", "limit")
    try:
        role, days, limit = (
            read_choice("role", typed["role"], ROLE_PERMISSIONS),
            read_number("days", typed["days"], 1, access.MAX_INVITATION_DURATION.days),
            read_number("limit", typed["limit"], 1, access.MAX_GUESTS),
        )
        with site().database.write_session() as writing:
            count_action(writing, visitor_actor(), Action.INVITE)
            code = access.create_invitation(writing, g.debate, role, days=days, limit=limit, by=owner.name)
    except BadRequestError as error:
        return _access_page(typed=typed, problem=str(error), status=422)
    link = f"{_public_base_url()}/join/{code}"
    record()
    page = InvitationPage(role, days, limit, code, link, _qr_code(link), alone=_is_local(link))
    return render_private(page, 201)


@pages.post("/access/invitations/<int:number>/revoke")
def revoke(number: int) -> Response:
    require_role(Role.OWNER)
    end = _read_fields("end", optional=True)["end"]
    with site().database.write_session() as writing:
        access.revoke_invitation(writing, g.debate, number, and_end=bool(end) and read_flag("end", end))
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
    page = AccessPage(
        is_public(),
        access.list_invitations(session(), g.debate),
        access.list_sessions(session(), g.debate),
        typed or {"role": "contributor", "days": "7", "limit": "30"},
        problem,
        alone=_is_local(_public_base_url()),
    )
    return render_private(page, status)


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


# --- forms ---


def _read_fields(*names: str, optional: bool = False) -> dict[str, str]:
    """The form's fields, which must be exactly these (or, `optional`, some of them). Raises `BadRequestError`."""
    unknown = sorted(set(request.form) - set(names)) + sorted(request.files)
    missing = [] if optional else [name for name in names if name not in request.form]
    if unknown or missing:
        what = f"has an unknown field “{unknown[0]}”" if unknown else f"lacks the field “{missing[0]}”"
        raise BadRequestError(f"The form {what}. Reload the page, and send it again.")
    return {name: request.form.get(name, "").strip() for name in names}
