"""The history of a debate, of one change and of one record; undoing a change and restoring a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from flask import g, redirect, request
from werkzeug.wrappers import Response

from stances.dates.edtf import shorten
from stances.errors import BadRequestError, NotFoundError, RefusedError
from stances.publishing.templates import TemplateContext
from stances.query import is_whole
from stances.record.diff import FieldDiff, diff_entries
from stances.record.entries import Entry
from stances.record.kinds import KINDS, MODELS
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.record.wording import quoted_name
from stances.store.history import (
    Changeset,
    NetChange,
    Revision,
    find_changeset,
    list_changesets,
    list_net_changes,
    list_revisions,
    plan_restore,
    plan_undo,
    undo_reason,
)
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.htmx import wants_fragment
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record, session
from stances.web.core.template_context import render, render_private
from stances.web.core.urls import debate_urls
from stances.web.core.visitors import cookie_name, current_visitor, remember_seen, require_role
from stances.web.editing.save import save
from stances.web.editing.saved_note import MAX_READ, note_change, show_note

pages = debate_blueprint("history")

MAX_CHANGES, MAX_REVISIONS_LISTED, MAX_REVISIONS_OF_CHANGE, MAX_VERSIONS = 30, 4, 200, 100
"""Changes on a page of history, and revisions of each; revisions on a change's own page; versions on a record's page."""
MAX_NEWS_NAMED = 5


@dataclass(frozen=True)
class ShownRevision:
    """A revision, the record's name, and the differences in words; `exists` if the record still does."""

    revision: Revision
    name: str
    differences: list[FieldDiff]
    exists: bool


@dataclass(frozen=True)
class ShownChange:
    """A change with the revisions to show; `more` is how many are left out."""

    change: Changeset
    revisions: list[ShownRevision]
    more: int


@dataclass(frozen=True)
class HistoryPage(TemplateContext, template="pages/history/debate.html"):
    """Changes of a debate by `days`, newest first; whether there are `newer` ones, and before which number `older` ones."""

    days: Sequence[tuple[date, Sequence[ShownChange]]]
    older: int | None
    newer: bool


@pages.get("/history")
@cache_page
def debate_history() -> str:
    parameters.accept_only("before")
    shown = record()
    upto = parameters.read_number("before", shown.revision + 1, 1, 10**9 - 1) - 1
    changesets = list_changesets(
        session(), shown.debate.slug, min(upto, shown.revision), MAX_CHANGES + 1, MAX_REVISIONS_LISTED
    )
    changes = [_shown_change(shown, change) for change in changesets[:MAX_CHANGES]]
    return render(
        HistoryPage(
            days=[(day, list(group)) for day, group in groupby(changes, _day)],
            older=changes[-1].change.number if len(changesets) > MAX_CHANGES else None,
            newer=upto < shown.revision,
        )
    )


@dataclass(frozen=True)
class NewsTally:
    """Records of a kind that somebody added, changed or deleted (`action`): how many, in `words`, and the first that exist."""

    action: str
    words: str
    entries: Sequence[Entry]
    more: int


@dataclass(frozen=True)
class NewsPage(TemplateContext, template="pages/history/unseen.html"):
    """The `news`: what others did, by name, after the revision at which the reader was last here, and the `day` of that.

    `is_known` unless this browser has never said when that was.
    """

    news: Mapping[str, Sequence[NewsTally]]
    day: date | None
    is_known: bool


@pages.get("/unseen")
def show_unseen() -> Response:
    """What is new since the revision in the query or, without one, in the cookie, which only this address is sent."""
    parameters.accept_only("since", "on")
    shown, seen = record(), _find_seen()
    revision, day = seen or (shown.revision, None)
    changes = list_net_changes(session(), shown.debate.slug, revision, shown.revision)
    others = [change for change in changes if change.who != current_visitor().name]
    page = NewsPage(_tally_news(shown, others), day, seen is not None)
    return render_private(page, block="news" if wants_fragment() else "")


@pages.post("/unseen")
def mark_as_seen() -> Response:
    """Keep in the browser, and nowhere else, up to which revision its reader has seen the debate."""
    require_role(Role.READER)
    (revision,) = _read_form("revision")
    response = redirect(f"{debate_urls().home}/", 303)
    value = f"{parameters.read_base(revision)}.{datetime.now(UTC).date()}"
    remember_seen(response, _seen_cookie(), value, f"{debate_urls().home}/unseen")
    return response


def _find_seen() -> tuple[int, date] | None:
    if not {"since", "on"} & {*request.args}:
        return _read_seen(request.cookies.get(_seen_cookie(), ""))
    seen = _read_seen(f"{request.args.get('since', '')}.{request.args.get('on', '')}")
    if seen is None:
        raise BadRequestError("“since” is a revision and “on” the day it was seen: since=412&on=2026-11-28.")
    return seen


def _seen_cookie() -> str:
    return f"seen-{cookie_name()}"


def _read_seen(text: str) -> tuple[int, date] | None:
    """A revision and the day on which it was seen, as “765.2026-11-24”; None for anything else."""
    number, _, day = text.partition(".")
    try:
        return (int(number), date.fromisoformat(day)) if is_whole(number) else None
    except ValueError:
        return None


def _tally_news(shown: Record, changes: Iterable[NetChange]) -> dict[str, list[NewsTally]]:
    """The changes by who made them, and each person's by action and kind."""
    order = [*MODELS]
    groups: dict[str, dict[tuple[str, int], list[NetChange]]] = defaultdict(lambda: defaultdict(list))
    for change in changes:
        groups[change.who][change.action, order.index(change.kind)].append(change)
    return {who: [_tally(shown, some) for _, some in sorted(of.items())] for who, of in groups.items()}


def _tally(shown: Record, changes: Sequence[NetChange]) -> NewsTally:
    """Changes of one action and kind, counted."""
    action, kind, count = changes[0].action, changes[0].kind, len(changes)
    words = f"{count} {kind if count == 1 else KINDS[kind].plural}" if kind in KINDS else "the debate itself"
    entries = [entry for change in changes if (entry := shown.get(kind, change.slug)) is not None]
    named = entries[:MAX_NEWS_NAMED] if kind in KINDS else []
    return NewsTally(action, words, named, count - len(named) if named else 0)


def _check_revision(number: int, last: int) -> int:
    """Return the number of a revision. Raises `NotFoundError` if it is after the last."""
    if number > last:
        raise NotFoundError(f"There is no revision {number} yet. The latest is {last}.")
    return number


def _parse_kind(name: str) -> Kind:
    if name not in list(Kind):
        raise NotFoundError(f"There is no kind of record “{name}”. There are: {', '.join(Kind)}.")
    return Kind(name)


def _read_form(*names: str) -> tuple[str, ...]:
    """The fields of the form, which must be exactly these. Raises `BadRequestError`."""
    if sorted(request.form) != sorted(names) or request.files:
        raise BadRequestError("This form is out of date. Reload the page, and use its buttons.")
    return tuple(request.form[name] for name in names)


def _day(shown_change: ShownChange) -> date:
    return shown_change.change.at.date()


def _shown_change(shown: Record, change: Changeset) -> ShownChange:
    revisions = [_shown_revision(shown, revision) for revision in change.revisions]
    return ShownChange(change, revisions, change.count - len(revisions))


def _shown_revision(shown: Record, revision: Revision) -> ShownRevision:
    entry = revision.entry
    return ShownRevision(
        revision,
        quoted_name(entry, shown),
        diff_entries(revision.before, revision.after, shown),
        shown.get(revision.kind, revision.slug) is not None,
    )


@dataclass(frozen=True)
class ChangePage(TemplateContext, template="pages/history/change.html"):
    """The page of a change (`act`), with the `reasons` why an editor can't undo it."""

    act: ShownChange
    reasons: Sequence[str]


@pages.get("/history/changes/<int:number>")
@cache_page
def change_page(number: int) -> str:
    parameters.accept_only()
    shown = record()
    changeset = find_changeset(
        session(), shown.debate.slug, _check_revision(number, shown.revision), MAX_REVISIONS_OF_CHANGE
    )
    reasons = _reasons_against(shown, number) if current_visitor().may(Role.EDITOR) else []
    return render(ChangePage(_shown_change(shown, changeset), reasons))


def _reasons_against(shown: Record, number: int) -> list[str]:
    """Why this change can't be undone; none if it can."""
    try:
        plan_undo(session(), shown, number)
    except RefusedError as refused:
        return refused.problems
    return []


@dataclass(frozen=True)
class EntryHistoryPage(TemplateContext, template="pages/history/entry.html"):
    """The history of a record: its `kind` and `name`, the entry as it is `now` unless it was deleted, and its `versions`.

    `more` if there are older versions than these.
    """

    kind: Kind
    name: str
    now: Entry | None
    versions: Sequence[ShownRevision]
    more: bool


@pages.get("/history/<kind>/<slug>")
@cache_page
def entry_history(kind: str, slug: str) -> str:
    parameters.accept_only()
    shown, of = record(), _parse_kind(kind)
    revisions = list_revisions(session(), shown.debate.slug, of, slug, shown.revision, MAX_VERSIONS + 1)
    versions = [_shown_revision(shown, revision) for revision in revisions[:MAX_VERSIONS]]
    now = shown.get(of, slug)
    name = quoted_name(now or revisions[0].entry, shown)
    return render(EntryHistoryPage(of, name, now, versions, more=len(revisions) > MAX_VERSIONS))


@pages.get("/history/changes/<int:number>/note")
def change_note(number: int) -> Response:
    """What was changed, in a line, with the way to undo it: for the page that a save has led to."""
    require_role(Role.CONTRIBUTOR)
    parameters.accept_only()
    shown = record()
    number = _check_revision(number, shown.revision)
    return show_note(note_change(shown, find_changeset(session(), shown.debate.slug, number, MAX_READ)))


@pages.post("/history/changes/<int:number>/undo")
def undo_change(number: int) -> Response:
    require_role(Role.EDITOR)
    _read_form()
    changeset = find_changeset(session(), g.debate, _check_revision(number, record().revision), 1)
    saved = save(
        lambda current: plan_undo(session(), current, number), undo_reason(changeset.why), anyway=True
    )
    if wants_fragment() and saved.change is not None:
        return show_note(
            note_change(saved.record, find_changeset(session(), g.debate, saved.change, MAX_READ))
        )
    return saved.redirect_to(f"{debate_urls().home}/history")


@pages.post("/history/<kind>/<slug>/restore")
def restore_entry(kind: str, slug: str) -> Response:
    require_role(Role.EDITOR)
    (text,) = _read_form("revision")
    if not is_whole(text, digits=len(text)):
        raise BadRequestError(f"A version is chosen by the number of its revision, not by “{shorten(text)}”.")
    of, revision = _parse_kind(kind), _check_revision(int(text.lstrip("0")[:18] or 0), record().revision)
    saved = save(
        lambda current: plan_restore(session(), current, revision, of, slug),
        f"restored a {of} from revision {revision}",
        anyway=True,
    )
    return saved.redirect_to(f"{debate_urls().home}/history/{of}/{slug}")
