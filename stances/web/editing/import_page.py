"""Import: a file or a pasted text in any format, into a debate or as a new one, after a preview of what would change.

The text is read, and the import planned, in a process of the lane for imports. The preview carries the text, so that it can be
corrected and read again, and the edits that it shows, which saving makes as any form's: brought up to what others saved since.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from stances.errors import BadRequestError
from stances.formats import (
    FORMATS,
    FileReading,
    FormatError,
    Problem,
    decode,
    find_format,
    read_text,
    require_valid,
)
from stances.formats.base import refuse
from stances.publishing.templates import TemplateContext
from stances.record.diff import FieldDiff, diff_entries
from stances.record.entries import Debate, Entry, Link
from stances.record.import_plan import ImportAction, ImportPlan, ImportStep
from stances.record.kinds import KINDS
from stances.record.link_wording import link_words
from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.record.wording import entry_name
from stances.store import debates, wording
from stances.store.changes import Edit, Put
from stances.store.edit_codec import decode_edits
from stances.store.importing import plan_reading
from stances.store.limits import Action, count_action
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import make_for_one
from stances.web.core.site import record, session, site
from stances.web.core.template_context import render_private
from stances.web.core.urls import debate_urls
from stances.web.core.visitors import require_role, require_site_owner, visitor_actor
from stances.web.editing.import_table import (
    COLUMN_FIELDS,
    TABLE,
    TABLE_WORDS,
    ColumnsForm,
    ImportColumnsPage,
    is_sent_as_table,
    send_empty_table,
)
from stances.web.editing.save import SaveResult, save

pages = debate_blueprint("importing")
site_pages = Blueprint("founding_by_import", __name__)

MAX_IMPORT_BYTES = 2_000_000
"""The largest file that the site takes; larger ones are loaded by a command."""
_MAX_BODY_BYTES = 5 * MAX_IMPORT_BYTES
_PASTED = "pasted text"
_MAX_SHOWN = 50
_MAX_PROBLEMS = 20


@dataclass(frozen=True)
class ImportDraft:
    """What was sent: a text, its name, and the name of the format that it is in, empty if its content says it."""

    text: str = ""
    name: str = _PASTED
    form: str = ""

    @property
    def formats(self) -> list[tuple[str, str]]:
        """The formats that can be read: their names, and what they are good for."""
        return [*((known.name, known.words) for known in FORMATS if known.read), (TABLE, TABLE_WORDS)]

    def read(self) -> FileReading:
        """What the text says. Raises `FormatError` and `BadRequestError`."""
        if not self.text.strip():
            raise refuse(self.name, "holds no text; choose a file, or paste a text")
        known = find_format(self.form) if self.form else None
        reading = known.load(self.text, self.name) if known else read_text(self.text, self.name)
        return require_valid(reading, self.name)


@dataclass(frozen=True)
class ImportPage(TemplateContext, template="editing/import.html"):
    """The form for an import at `action`, and the way `back`.

    It has the `draft` and the first `problems` of what was sent, and says how many `more` there are.
    """

    action: str
    back: str
    draft: ImportDraft
    problems: Sequence[Problem] = ()
    more: int = 0


@dataclass(frozen=True)
class ImportedEntry:
    """An entry as the preview shows it, with what changes in it or why it is skipped; `number` is that of its edit."""

    entry: Entry
    name: str
    changes: Sequence[FieldDiff] = ()
    reason: str = ""
    number: int = 0


@dataclass(frozen=True)
class ImportPreviewPage(TemplateContext, template="editing/import_preview.html"):
    """What would become of a `draft`: entries `created`, by the plural of their kind, `changed`, `asked` about and `skipped`.

    `unplaced` is what no debate has a place for, `same` how many entries are there already, and `title` that of the debate.
    `edits` are what saving at `action` makes from revision `base`, as JSON; `back` leads away. At most `max_shown` of each are
    listed.
    """

    action: str
    back: str
    draft: ImportDraft
    title: str
    created: Sequence[tuple[str, Sequence[ImportedEntry]]]
    changed: Sequence[ImportedEntry]
    asked: Sequence[ImportedEntry]
    skipped: Sequence[ImportedEntry]
    unplaced: Sequence[Problem]
    same: int
    edits: str
    base: int
    max_shown: int = _MAX_SHOWN


@pages.get("/import")
def ask() -> Response:
    require_role(Role.EDITOR)
    parameters.accept_only()
    record()
    return _show_form(ImportDraft())


@site_pages.get("/debates/new/import")
def ask_for_new() -> Response:
    require_site_owner()
    parameters.accept_only()
    return _show_form(ImportDraft())


@pages.get("/import/<kind>.csv")
def empty_table(kind: str) -> Response:
    require_role(Role.EDITOR)
    return send_empty_table(kind)


@site_pages.get("/debates/new/import/<kind>.csv")
def empty_table_for_new(kind: str) -> Response:
    require_site_owner()
    return send_empty_table(kind)


@pages.post("/import")
def preview() -> Response:
    require_role(Role.EDITOR)
    return _preview(record)


@site_pages.post("/debates/new/import")
def preview_new() -> Response:
    require_site_owner()
    return _preview(lambda: None)


@pages.post("/import/save")
def save_import() -> Response:
    require_role(Role.EDITOR)
    edits = _read_edits()
    result = save(lambda _: edits, _why(), parameters.read_base(request.form.get("base", "")), anyway=True)
    return result.redirect_to(debate_urls().home + "/")


@site_pages.post("/debates/new/import/save")
def save_new() -> Response:
    owner = require_site_owner()
    entries = [edit.entry for edit in _read_edits() if isinstance(edit, Put)]
    debate = next((entry for entry in entries if isinstance(entry, Debate)), None)
    if debate is None:
        raise BadRequestError("There is no debate in this form. Go back to the preview and save it again.")
    with site().database.write_session() as writing:
        count_action(writing, visitor_actor(), Action.CREATE_DEBATE)
        others = [entry for entry in entries if entry is not debate]
        started = debates.create(writing, debate, others, who=owner.name, why=_why())
    address = url_for("debates.overview", debate=debate.slug)
    return SaveResult(started).redirect_to(address)


def _why() -> str:
    return wording.importing_reason(request.form.get("name", _PASTED)[:200])


def _allow_large_form() -> None:
    request.max_content_length = request.max_form_memory_size = _MAX_BODY_BYTES


# --- reading what was sent ---


def _read_draft() -> ImportDraft:
    """The file or the text that was sent. Raises `FormatError`."""
    parameters.accept_only_fields("file", "text", "name", "form", *COLUMN_FIELDS)
    file, form = request.files.get("file"), request.form.get("form", "")
    if file is None or not file.filename:
        text = request.form.get("text", "").replace("\r\n", "\n")
        name = " ".join(request.form.get("name", "").split())[:200] or _PASTED
        return _require_small(ImportDraft(text, name, form), len(text.encode()))
    with file.stream:
        content, name = file.read(), " ".join(file.filename.split())[-200:]
    return _require_small(ImportDraft(decode(content, name), name, form), len(content))


def _require_small(draft: ImportDraft, size: int) -> ImportDraft:
    if size > MAX_IMPORT_BYTES:
        limit = f"{MAX_IMPORT_BYTES // 1_000_000} MB"
        raise refuse(
            draft.name, f"is larger than {limit}. Whoever runs this site can load it with: stances load FILE"
        )
    return draft


def _read_edits() -> list[Edit]:
    """The edits of a preview, with the file's version of those for which it was chosen."""
    _allow_large_form()
    parameters.accept_only_fields("edits", "base", "name", beginning=("take-",))
    try:
        items = json.loads(request.form.get("edits", ""))
        chosen = [_choose(number, item) for number, item in enumerate(items)]
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise BadRequestError("This form can’t be read. Go back to the preview and save it again.") from None
    return decode_edits([{"kind": kind, "put": put} for kind, put in chosen if put is not None])


def _choose(number: int, item: dict[str, Any]) -> tuple[Any, Any]:
    takes_file = "file" in (request.form.get(f"take-{number}"), request.form.get("take-all"))
    return item.get("kind"), item.get("taken" if takes_file else "put")


# --- pages ---


def _show_form(draft: ImportDraft, problems: Sequence[Problem] = ()) -> Response:
    action, back = _addresses()
    page = ImportPage(action, back, draft, problems[:_MAX_PROBLEMS], max(0, len(problems) - _MAX_PROBLEMS))
    return render_private(page, 422 if problems else 200)


def _addresses() -> tuple[str, str]:
    """Where the form is sent, and where one goes who cancels."""
    if request.blueprint == site_pages.name:
        return url_for("founding_by_import.ask_for_new"), url_for("front.index")
    return f"{debate_urls().home}/import", f"{debate_urls().home}/"


def _preview(find_debate: Callable[[], Record | None]) -> Response:
    """The preview of what was sent, or the form with what is wrong with it."""
    _allow_large_form()
    try:
        draft = _read_draft()
    except FormatError as error:
        return _show_form(ImportDraft(), error.problems)
    page: Response = make_for_one(lambda: _make_preview(draft, find_debate()))
    return page


def _make_preview(draft: ImportDraft, into: Record | None) -> Response:
    try:
        is_table = is_sent_as_table(draft.form, draft.text, draft.name)
        reading = _read_table(draft, into) if is_table else draft.read()
    except FormatError as error:
        return _show_form(draft, error.problems)
    if isinstance(reading, ImportColumnsPage):
        return render_private(reading, 422 if reading.problems else 200)
    if into is None:
        reading = replace(reading, record=_with_free_slug(reading.record))
    return render_private(_describe(draft, reading, plan_reading(reading, into)))


def _read_table(draft: ImportDraft, into: Record | None) -> FileReading | ImportColumnsPage:
    """What a table says; or the page on which its columns are looked at, first and as long as they are wrong."""
    columns = ColumnsForm.of_request()
    problems: Sequence[Problem] = ()
    if columns.is_decided:
        try:
            return columns.read(draft.text, draft.name, into)
        except FormatError as error:
            problems = error.problems
    return columns.make_page(*_addresses(), draft.text, draft.name, problems)


def _with_free_slug(imported: Record) -> Record:
    """The debate as one that may be created here, open to changes."""
    update = {"slug": debates.free_slug(session(), imported.debate.slug), "closed": False}
    return replace(imported, debate=imported.debate.model_copy(update=update))


def _describe(draft: ImportDraft, reading: FileReading, plan: ImportPlan) -> ImportPreviewPage:
    action, back = _addresses()
    outcome, edits = plan.outcome, [step for step in plan.steps if step.is_written or step.is_open]
    numbers = {step.key: number for number, step in enumerate(edits)}

    def show(step: ImportStep, after: Entry, fields: Sequence[str] = ()) -> ImportedEntry:
        changes = diff_entries(step.existing, after, outcome) if step.existing else ()
        changes = [diff for diff in changes if not fields or diff.field in fields]
        return ImportedEntry(
            after, imported_name(after, outcome), changes, step.reason, numbers.get(step.key, 0)
        )

    created = [show(step, step.entry) for step in plan.of(ImportAction.CREATE)]
    return ImportPreviewPage(
        f"{action}/save",
        back,
        draft,
        outcome.debate.title,
        [
            (KINDS[kind].plural, list(entries))
            for kind, entries in groupby(created, key=lambda shown: shown.entry.kind_name)
            if kind in KINDS
        ],
        [show(step, step.entry) for step in plan.of(ImportAction.CHANGE)],
        [
            show(step, step.taken_entry, step.conflicting_fields)
            for step in edits
            if step.is_open and step.taken_entry
        ],
        [show(step, step.entry) for step in plan.of(ImportAction.SKIP)],
        reading.unplaced,
        sum(not step.is_open for step in plan.of(ImportAction.SAME)),
        json.dumps([_encode(step) for step in edits], ensure_ascii=False),
        plan.into.revision if plan.into else 0,
    )


def imported_name(entry: Entry, outcome: Record) -> str:
    """What a preview calls an entry: a link by what it joins, since many have one reason."""
    return link_words(entry, outcome) if isinstance(entry, Link) else entry_name(entry, outcome)


def _encode(step: ImportStep) -> dict[str, Any]:
    return {
        "kind": step.entry.kind_name,
        "put": step.entry.to_dict() if step.is_written else None,
        **({"taken": step.taken_entry.to_dict()} if step.taken_entry else {}),
    }
