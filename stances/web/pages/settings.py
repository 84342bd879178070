"""The settings of a debate, for its owner: what it is, who may read it; closing, copying and deleting it. And the site's bin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from stances.errors import RefusedError
from stances.publishing.templates import TemplateContext
from stances.query import read_flag
from stances.record.diff import FieldDiff, diff_entries
from stances.record.vocabulary import Role
from stances.store import access, bin, debates
from stances.store.access import VisitorSession
from stances.store.archives import write_archive
from stances.store.bin import DeletedDebate
from stances.store.database import Session
from stances.store.limits import Action, count_action
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.live import announce_revision
from stances.web.core.site import record, session, site
from stances.web.core.template_context import render_private
from stances.web.core.urls import debate_urls
from stances.web.core.visitors import (
    Visitor,
    is_public,
    require_role,
    require_site_owner,
    set_session_cookie,
    visitor_actor,
)

pages = debate_blueprint("settings")
site_pages = Blueprint("bin", __name__)


@dataclass(frozen=True)
class SettingsPage(TemplateContext, template="pages/settings/settings.html"):
    """What the debate says of itself, a line for each of its `fields` but its sources, and whether it is `public`.

    `runs_site` if the visitor may also put deleted debates back.
    """

    fields: Sequence[FieldDiff]
    public: bool
    runs_site: bool


@pages.get("/settings")
def settings() -> Response:
    parameters.accept_only()
    owner = require_role(Role.OWNER)
    shown_apart = ("closed", "sources")
    fields = [f for f in diff_entries(None, record().debate, record()) if f.field not in shown_apart]
    return render_private(SettingsPage(fields, is_public(), runs_site=owner.session is None))


@pages.post("/settings/closed")
def set_closed() -> Response:
    """Close the debate to changes, or open it again."""
    owner = require_role(Role.OWNER)
    parameters.accept_only_fields("closed")
    closed = read_flag("closed", request.form.get("closed", ""))
    with site().database.write_session() as writing:
        count_action(writing, visitor_actor(), Action.EDIT)
        current = site().snapshots.current_for_change(writing, g.debate)
        outcome = debates.set_closed(writing, current, closed, who=owner.name)
    if outcome.revision != current.revision:
        announce_revision(outcome.revision)
    return redirect(f"{debate_urls().home}/settings#closing", 303)


@pages.get("/settings/archive.json")
def archive() -> Response:
    """The debate with its history and its proposals as a file, for this or another server."""
    parameters.accept_only()
    require_role(Role.OWNER)
    response = Response(write_archive(session(), g.debate), mimetype="application/json")
    response.headers["Content-Disposition"] = f"attachment; filename={g.debate}.archive.json"
    response.headers["Cache-Control"] = "no-store"
    return response


# --- copying ---


@dataclass(frozen=True)
class CopyPage(TemplateContext, template="pages/settings/copy.html"):
    """The form for a copy: what is `typed` in it, and the `problems` for which it was refused."""

    typed: Mapping[str, str]
    problems: Sequence[str] = ()


@pages.get("/settings/copy")
def show_copy() -> Response:
    parameters.accept_only()
    require_role(Role.OWNER)
    title = f"{record().debate.title[:290]} (copy)"
    return render_private(CopyPage({"title": title, "slug": "", "people": "no", "history": "yes"}))


@pages.post("/settings/copy")
def copy() -> Response:
    """Copy the debate. Whoever does owns the copy, also where they are an owner of this debate alone."""
    owner = require_role(Role.OWNER)
    parameters.accept_only_fields("title", "slug", "people", "history")
    typed = {name: request.form.get(name, "").strip() for name in ("title", "slug", "people", "history")}
    people, history = (read_flag(name, typed[name] or "no") for name in ("people", "history"))
    try:
        debate = debates.describe_copy(record(), typed["title"], typed["slug"])
        with site().database.write_session() as writing:
            count_action(writing, visitor_actor(), Action.CREATE_DEBATE)
            current = site().snapshots.current_for_change(writing, g.debate)
            debates.copy(writing, current, debate, history=history, who=owner.name)
            if people:
                access.copy_people(writing, g.debate, debate.slug, but=owner.session)
            joined = _join_as_owner(writing, debate.slug, owner)
    except RefusedError as error:
        return render_private(CopyPage(typed, error.problems), 422)
    response = redirect(url_for("debates.overview", debate=debate.slug), 303)
    if joined:
        set_session_cookie(response, *joined)
    return response


def _join_as_owner(writing: Session, debate: str, owner: Visitor) -> tuple[VisitorSession, str] | None:
    """Let who owns only some debates join the copy as its owner; None for who owns all anyway."""
    if owner.session is None:
        return None
    code = access.create_invitation(writing, debate, Role.OWNER, days=1, limit=1, by=owner.name)
    return access.join(writing, code, owner.name, vouched=True)


# --- deleting ---


@dataclass(frozen=True)
class DeletePage(TemplateContext, template="pages/settings/delete.html"):
    """The question whether to delete the debate; for how many `days` it is kept, and the `problem` with what was typed."""

    days: int
    problem: str = ""


@pages.get("/settings/delete")
def show_delete() -> Response:
    parameters.accept_only()
    require_role(Role.OWNER)
    record()
    return render_private(DeletePage(bin.DAYS_KEPT))


@pages.post("/settings/delete")
def delete() -> Response:
    """Put the debate into the bin, once its title has been typed."""
    owner = require_role(Role.OWNER)
    parameters.accept_only_fields("title")
    if not _is_same(request.form.get("title", ""), record().debate.title):
        problem = (
            "This is not the title of the debate, so nothing was deleted. Type it exactly as shown above."
        )
        return render_private(DeletePage(bin.DAYS_KEPT, problem), 422)
    with site().database.write_session() as writing:
        bin.delete_debate(writing, g.debate, who=owner.name)
    # who owns this debate alone reads there what they can do now
    return redirect(f"{debate_urls().home}/" if owner.session else url_for("bin.deleted"), 303)


def _is_same(typed: str, title: str) -> bool:
    return " ".join(typed.split()).casefold() == " ".join(title.split()).casefold()


@dataclass(frozen=True)
class BinPage(TemplateContext, template="pages/settings/bin.html"):
    """The `deleted` debates, and for how many `days` each is kept."""

    deleted: Sequence[DeletedDebate]
    days: int


@site_pages.get("/bin")
def deleted() -> Response:
    require_site_owner()
    parameters.accept_only()
    return render_private(BinPage(bin.list_deleted(session()), bin.DAYS_KEPT))


@site_pages.post("/bin/<slug>/restore")
def put_back(slug: str) -> Response:
    require_site_owner()
    parameters.accept_only_fields()
    with site().database.write_session() as writing:
        bin.put_back(writing, slug)
    return redirect(url_for("debates.overview", debate=slug), 303)
