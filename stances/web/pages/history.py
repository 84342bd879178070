"""What was done to the record, by whom and why: the history of a debate, of one act, of one record; undoing and restoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import g, render_template, request
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, NotFoundError, RefusedError
from stances.query import is_whole
from stances.record.diff import Difference, differences
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.record.wording import quoted
from stances.store.history import (
    Change,
    Revision,
    change_of,
    changes,
    reason_for,
    restore,
    revisions_of,
    undo,
)
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.page_cache import kept_page
from stances.web.core.site import record, revised_at, session
from stances.web.core.urls import addresses
from stances.web.core.visitors import require, visitor
from stances.web.editing.save import save

pages = family("history")

CHANGES, FIRST_FEW, WHOLE_CHANGE, VERSIONS = 30, 4, 200, 100
"""How many changes a page of history has, revisions it shows of each, a change's own page, and a record's page."""


@dataclass(frozen=True)
class Told:
    """A revision, what the record is called, and what was done to it in words; `there` if the record still is."""

    revision: Revision
    name: str
    differences: list[Difference]
    there: bool


@dataclass(frozen=True)
class Act:
    """A change as it is told, `more` being how many of its revisions are left out."""

    change: Change
    told: list[Told]
    more: int


@pages.get("/history")
@kept_page
def debate() -> str:
    parameters.only("before")
    shown = record()
    upto = parameters.number("before", shown.revision + 1, 1, 10**9 - 1) - 1
    found = changes(session(), shown.debate.slug, min(upto, shown.revision), CHANGES + 1, FIRST_FEW)
    acts = [_act(shown, change) for change in found[:CHANGES]]
    return render_template(
        "pages/history/debate.html",
        days=[(day, list(made)) for day, made in groupby(acts, _day)],
        older=acts[-1].change.number if len(found) > CHANGES else None,
        newer=upto < shown.revision,
        revised=revised_at(),
    )


def _in_reach(number: int, last: int) -> int:
    """The number of a revision, if the debate has come to it."""
    if number > last:
        raise NotFoundError(f"There is no revision {number} yet: the debate stands at {last}.")
    return number


def _kind(name: str) -> Kind:
    if name not in list(Kind):
        raise NotFoundError(f"There is no “{name}” here; records are of these kinds: {', '.join(Kind)}.")
    return Kind(name)


def _sent(*names: str) -> tuple[str, ...]:
    """The fields of the form, which must be just these."""
    if sorted(request.form) != sorted(names) or request.files:
        raise BadRequestError("This form is not one of this page's. Open the page again and use its buttons.")
    return tuple(request.form[name] for name in names)


def _day(act: Act) -> date:
    return act.change.at.date()


def _act(shown: Record, change: Change) -> Act:
    told = [_told(shown, revision) for revision in change.revisions]
    return Act(change, told, change.count - len(told))


def _told(shown: Record, revision: Revision) -> Told:
    entry = revision.entry
    return Told(
        revision,
        quoted(entry, shown),
        differences(revision.before, revision.after, shown),
        shown.get(revision.kind, revision.slug) is not None,
    )


@pages.get("/history/changes/<int:number>")
@kept_page
def change(number: int) -> str:
    parameters.only()
    shown = record()
    found = change_of(session(), shown.debate.slug, _in_reach(number, shown.revision), WHOLE_CHANGE)
    return render_template(
        "pages/history/change.html",
        act=_act(shown, found),
        reasons=_reasons_against(shown, number) if visitor().may(Role.EDITOR) else [],
        revised=revised_at(),
    )


def _reasons_against(shown: Record, number: int) -> list[str]:
    """Why this change can't be undone; none if it can."""
    try:
        undo(session(), shown, number)
    except RefusedError as refused:
        return refused.problems
    return []


@pages.get("/history/<kind>/<slug>")
@kept_page
def entry(kind: str, slug: str) -> str:
    parameters.only()
    shown, of = record(), _kind(kind)
    found = revisions_of(session(), shown.debate.slug, of, slug, shown.revision, VERSIONS + 1)
    versions = [_told(shown, revision) for revision in found[:VERSIONS]]
    now = shown.get(of, slug)
    return render_template(
        "pages/history/entry.html",
        kind=of,
        name=quoted(now or found[0].entry, shown),
        now=now,
        versions=versions,
        more=len(found) > VERSIONS,
        revised=revised_at(),
    )


@pages.post("/history/changes/<int:number>/undo")
def undo_change(number: int) -> Response:
    require(Role.EDITOR)
    _sent()
    told = change_of(session(), g.debate, _in_reach(number, record().revision), 1)
    saved = save(lambda current: undo(session(), current, number), reason_for(told.why), anyway=True)
    return saved.leading_to(f"{addresses().home}/history")


@pages.post("/history/<kind>/<slug>/restore")
def restore_entry(kind: str, slug: str) -> Response:
    require(Role.EDITOR)
    (text,) = _sent("revision")
    if not is_whole(text):
        raise BadRequestError(
            f"The version to put back is said by the number of its revision, not by “{text}”."
        )
    of, revision = _kind(kind), _in_reach(int(text[:18]), record().revision)
    saved = save(
        lambda current: restore(session(), current, revision, of, slug),
        f"put back a {of} as in revision {revision}",
        anyway=True,
    )
    return saved.leading_to(f"{addresses().home}/history/{of}/{slug}")
