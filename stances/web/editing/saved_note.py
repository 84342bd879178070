"""What a save did, said where it was made: what was saved, the way to undo it, and the way to add another.

A form in a panel is replaced by the note. Where a save leads to another page, a cookie tells the browser which change it was, and
the page asks for the note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from stances.publishing.templates import TemplateContext
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.wording import quoted_name
from stances.store.history import Changeset
from stances.web.core.template_context import render_private
from stances.web.core.urls import debate_urls, entry_url

CHANGE_COOKIE = "stances-change"
"""The cookie with the number of the change that led to this page."""
MAX_READ, MAX_NAMED = 50, 2
"""Revisions of a change that are looked at, and records that the note names."""


@dataclass(frozen=True)
class SavedNote(TemplateContext, template="editing/saved_note.html"):
    """What was `done`, to which records: the `named` ones as name and address, which is empty for a deleted one, and `more`.

    `change` is the number of the change, for undoing it; None if nothing changed, or for a proposal. `again` is the address of a
    form for another record.
    """

    done: str
    named: Sequence[tuple[str, str]] = ()
    more: int = 0
    change: int | None = None
    again: str = ""


def note_saved(after: Record, entries: Sequence[Entry], change: int | None, again: str = "") -> SavedNote:
    """The note about a save, which names the first of the records; none if nothing changed."""
    named = [(quoted_name(entry, after), entry_url(entry)) for entry in entries[:1]]
    return SavedNote("Saved" if named else "Nothing has changed", named, change=change, again=again)


def note_proposed(shown: Record, entry: Entry, proposal: int, again: str = "") -> SavedNote:
    """The note about what was proposed to the editors."""
    address = f"{debate_urls().home}/proposals/{proposal}"
    return SavedNote("Proposed", [(quoted_name(entry, shown), address)], again=again)


def note_change(shown: Record, change: Changeset) -> SavedNote:
    """The note about a change in the history."""
    deleted = [revision for revision in change.revisions if revision.action == "deleted"]
    done = "Deleted" if deleted else "Saved"
    for verb, name in (("undid: ", "Undone"), ("redid: ", "Redone")):
        done = name if change.why.startswith(verb) else done
    named = []
    for revision in (deleted or change.revisions)[:MAX_NAMED]:
        now = shown.get(revision.kind, revision.slug)
        named.append((quoted_name(now or revision.entry, shown), entry_url(now) if now else ""))
    more = (len(deleted) or change.count) - len(named)
    return SavedNote(done, named, more, change.number)


def show_note(note: SavedNote) -> Response:
    """The note alone, to stand where a form was."""
    return render_private(note)


def remember_change(response: Response, change: int | None) -> None:
    """Let the page that comes next say what was changed."""
    if change is not None:
        response.set_cookie(
            CHANGE_COOKIE,
            str(change),
            max_age=60,
            samesite="Lax",
            secure=request.is_secure,
            path=debate_urls().home,
        )
