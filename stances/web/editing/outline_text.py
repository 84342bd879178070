"""A dispute written as text: an outline on one side, on the other what it would change and the map that it would give.

What differs from the state that the text was made from is saved as one change; claims that the text leaves out stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import request
from werkzeug.wrappers import Response

from stances.argument.options import MapView
from stances.checks.constraints import find_violations_of_edit
from stances.errors import BadRequestError
from stances.formats.argdown_outline import read_outline, write_outline
from stances.formats.base import FormatError, Problem
from stances.publishing.templates import TemplateContext
from stances.record.diff import diff_entries
from stances.record.entries import Dispute, Entry
from stances.record.import_plan import ImportAction, ImportStep, plan_import
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.vocabulary import Role
from stances.store.changes import Put
from stances.store.history import record_at
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.htmx import wants_fragment
from stances.web.core.making import LaneName
from stances.web.core.page_cache import make_for_one
from stances.web.core.site import record, session
from stances.web.core.template_context import render_private
from stances.web.core.urls import debate_urls
from stances.web.core.visitors import require_role
from stances.web.editing import drafts
from stances.web.editing.form_page import redirect_to_saved
from stances.web.editing.import_page import ImportedEntry, imported_name
from stances.web.editing.save import save
from stances.web.editing.unsaved_map import draw_unsaved_map

pages = debate_blueprint("outlining")

MAX_TEXT = 300_000
MAX_DRAWN_CLAIMS = 150
"""How many claims are drawn while somebody writes."""


@dataclass(frozen=True)
class Preview:
    """What a text would do: what is wrong in it, what of it has no place, what is changed and created, and the map afterwards.

    `is_read` unless the text has not been looked at yet; the `drawing` is empty where there is too much to draw, or nothing, and
    `keeps_drawing` says that the page keeps the one that it has.
    """

    is_read: bool = False
    problems: Sequence[Problem] = ()
    unplaced: Sequence[Problem] = ()
    changed: Sequence[ImportedEntry] = ()
    created: Sequence[ImportedEntry] = ()
    drawing: str = ""
    keeps_drawing: bool = False


@dataclass(frozen=True)
class OutlineTextPage(TemplateContext, template="editing/outline_text.html"):
    """A `dispute` as a `text` made from revision `base`, in a form with the `form_id` at `address`, and its `preview`."""

    dispute: Dispute
    text: str
    base: int
    form_id: str
    address: str
    preview: Preview


@pages.get("/disputes/<slug>/text")
def text(slug: str) -> Response:
    """A dispute as text to edit."""
    require_role(Role.CONTRIBUTOR)
    parameters.accept_only()
    dispute = require_entry(record(), Dispute, slug)
    return _show(dispute, write_outline(record(), slug), record().revision, Preview())


@pages.post("/disputes/<slug>/text")
def save_text(slug: str) -> Response:
    """Save what the text changes, or show this first."""
    require_role(Role.CONTRIBUTOR)
    dispute, written, base = require_entry(record(), Dispute, slug), *_read_form()
    before = _record_at(base)
    if request.form.get("show"):
        return _show_drawn(lambda: _show(dispute, written, base, _preview(before, slug, written)))
    preview, put = _read_text(before, slug, written)
    if preview.problems or (preview.unplaced and not request.form.get("seen")):
        return _show(dispute, written, base, preview, 422)
    saved = save(lambda _: [Put(entry) for entry in put], f"edited “{dispute.title}” as text", base)
    return redirect_to_saved(saved, debate_urls().dispute(slug))


@pages.post("/disputes/<slug>/text/preview")
def preview_text(slug: str) -> Response:
    """What a text would do, while it is being written."""
    require_role(Role.CONTRIBUTOR)
    dispute, written, base = require_entry(record(), Dispute, slug), *_read_form()
    before = _record_at(base)

    def make() -> Response:
        preview = _preview(before, slug, written)
        shown = replace(preview, keeps_drawing=bool(preview.problems))
        return _show(dispute, written, base, shown, block="preview")

    return _show_drawn(make)


def _show_drawn(make: Callable[[], Response]) -> Response:
    """Show what has a map in it: made in the lane of short figures."""
    page: Response = make_for_one(make, LaneName.SHORT)
    return page


def _read_form() -> tuple[str, int]:
    """The text and the revision that it was made from. Raises `BadRequestError`."""
    parameters.accept_only_fields("text", "base", "show", "seen")
    written = request.form.get("text", "").replace("\r\n", "\n")
    if len(written) > MAX_TEXT:
        raise BadRequestError(
            f"This text is longer than {MAX_TEXT:,} characters. Write the dispute in several steps."
        )
    return written, parameters.read_base(request.form.get("base", ""))


def _record_at(base: int) -> Record:
    """The debate as it was when the text was made."""
    return record() if base == record().revision else record_at(session(), record(), base)


def _show(
    dispute: Dispute, written: str, base: int, preview: Preview, status: int = 200, block: str = ""
) -> Response:
    address = f"{debate_urls().dispute(dispute.slug)}/text"
    page = OutlineTextPage(dispute, written, base, f"form-{drafts.draft_key(address)}", address, preview)
    return render_private(page, status, block or ("form" if wants_fragment() else ""))


# --- what a text would do ---


def _violations(before: Record, put: Sequence[Entry]) -> list[str]:
    """What no debate may contain and the changed records would."""
    hits = find_violations_of_edit(before.with_edits(put), put) if put else []
    return list(dict.fromkeys(hit.sentence for hit in hits))


def _read_text(before: Record, slug: str, written: str) -> tuple[Preview, list[Entry]]:
    """What a text would do, without a map, and the records to write."""
    try:
        reading = read_outline(written, before, slug)
    except FormatError as error:
        return Preview(True, problems=error.problems), []
    plan = plan_import(reading.record, before, overwrite=True)
    put = plan.put
    if problems := [Problem("", None, "", "", words) for words in _violations(before, put)]:
        return Preview(True, problems=problems, unplaced=reading.unplaced), []
    changed, created = (
        [_describe(step, plan.outcome) for step in plan.of(action)]
        for action in (ImportAction.CHANGE, ImportAction.CREATE)
    )
    return Preview(True, unplaced=reading.unplaced, changed=changed, created=created), put


def _describe(step: ImportStep, after: Record) -> ImportedEntry:
    changes = diff_entries(step.existing, step.entry, after) if step.existing else ()
    return ImportedEntry(step.entry, imported_name(step.entry, after), changes)


def _preview(before: Record, slug: str, written: str) -> Preview:
    preview, put = _read_text(before, slug, written)
    if preview.problems:
        return preview
    view = MapView(dispute=slug, title=False, legend=False)
    drawing = draw_unsaved_map(before, before.with_edits(put), put, view, "new", MAX_DRAWN_CLAIMS)
    return replace(preview, drawing=drawing)
