"""Show a form, receive what was sent, and save it or show the errors.

A form carries the revision that it was made from, so that saves by others are reconciled with it (`stances.web.editing.save`).
Its buttons other than Save add or remove a row, and save nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from flask import request
from markupsafe import Markup
from werkzeug.wrappers import Response

from stances.checks.constraints import find_violations_of_edit
from stances.checks.errors import find_evidence_lost, find_unlikely_dates
from stances.checks.finding import Hit
from stances.errors import BadRequestError, RefusedError
from stances.publishing.templates import TemplateContext
from stances.query import read_flag
from stances.record import slugs
from stances.record.entries import Claim, Entry
from stances.record.kinds import MODELS
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.slugs import free_slug
from stances.record.vocabulary import Kind
from stances.store.changes import Edit, Put
from stances.web.core import parameters
from stances.web.core.htmx import is_sent_from_panel, open_page, wants_fragment
from stances.web.core.site import record
from stances.web.core.template_context import render_part, render_private
from stances.web.core.urls import first_entry_url
from stances.web.editing import drafts, form_reader, form_texts
from stances.web.editing.field_specs import SLUG_FIELD, WHY_FIELD
from stances.web.editing.record_picker import entry_names
from stances.web.editing.save import SaveResult, save
from stances.web.editing.saved_note import SavedNote, note_proposed, note_saved, remember_change, show_note
from stances.web.editing.widgets import FieldSpec, Widget

CONTROL_FIELDS = ("base", "why", "slug", "add", "remove", "move", "show", "anyway", "again")
"""What a form sends besides its fields."""


@dataclass(frozen=True)
class FormPage:
    """A form to show: its fields, the texts typed in them, and the errors.

    `creations` says by field what could be created by the name there, `placeholders` what an empty one comes to.
    `can_save_anyway` if the errors are none but what a draft may have: a button then saves it, and the check lists them. `note`
    is what was saved just before, if this is the form for another record.
    """

    title: str
    action: str
    back: str
    fields: Sequence[FieldSpec]
    typed: form_texts.FormTexts
    base: int
    save: str = "Save"
    creates_entry: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    creations: Mapping[str, str] = field(default_factory=dict)
    placeholders: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    focus: str = ""
    subject: Entry | None = None
    can_save_anyway: bool = False
    note: Markup | None = None

    slug_field: ClassVar[FieldSpec] = SLUG_FIELD
    why_field: ClassVar[FieldSpec] = WHY_FIELD

    @property
    def id(self) -> str:
        """The form's id, which is the same whenever it is opened."""
        return f"form-{drafts.draft_key(self.action)}"

    @property
    def subject_words(self) -> str:
        return entry_names(self.subject)[0] if self.subject else ""

    def row_numbers(self, name: str) -> Sequence[int]:
        """The numbers of the rows that a field has."""
        return form_texts.row_numbers(self.typed, name)

    def is_unfolded(self, fields: Sequence[FieldSpec], within: str = "") -> bool:
        """Whether one of these fields of a closed section, or of a row's, has an error or the focus."""
        needed = [f"{name}." for name in (*self.errors, self.focus)]
        return any(name.startswith(f"{within}{f.name}.") for f in fields for name in needed)


# --- showing ---


@dataclass(frozen=True)
class WritingPage(TemplateContext, template="editing/form.html"):
    """A `form` on a page of its own, or in the panel of another page; its heading is of the `level` that is right there."""

    form: FormPage
    level: int


def show_form(form: FormPage, status: int = 200) -> Response:
    """The form as a page; for htmx the form alone."""
    if wants_fragment():
        return render_private(WritingPage(form, 2), status, block="form")
    return render_private(WritingPage(form, 1), status)


def redirect_to_saved(saved: SaveResult, address: str) -> Response:
    """Redirect to what was saved. Drops the draft."""
    response = saved.redirect_to(address)
    if wants_fragment():
        response = open_page(response.location or address)
        remember_change(response, saved.change)
    return _forget_draft(response)


def _answer_saved(
    saved: SaveResult,
    entries: Sequence[Entry],
    address: str,
    submission: FormSubmission,
    following: FormPage | None,
) -> Response:
    """Say what was saved where the form was, or above the form for another; a form on a page of its own leads to `address`."""
    if not wants_fragment() or not (submission.again or is_sent_from_panel()):
        return redirect_to_saved(saved, following.action if following and submission.again else address)
    note = _note(saved, entries, following.action if following else "")
    if following and submission.again:
        above = render_part(replace(note, again=""))
        return _forget_draft(show_form(replace(following, note=above)))
    return _forget_draft(show_note(note))


def _note(saved: SaveResult, entries: Sequence[Entry], again: str) -> SavedNote:
    if saved.proposal is not None:
        return note_proposed(saved.record.with_edits(entries), entries[0], saved.proposal, again)
    return note_saved(saved.record, entries if saved.change else (), saved.change, again)


def _forget_draft(response: Response) -> Response:
    drafts.forget_draft(response, drafts.draft_key(drafts.current_address()))
    return response


# --- receiving ---


@dataclass(frozen=True)
class FormSubmission:
    """What a form sent: the texts of its fields, and its control fields."""

    typed: form_texts.FormTexts
    base: int
    why: str
    slug: str
    add: str
    remove: str
    move: str
    show: bool
    anyway: bool
    again: bool

    @property
    def is_save(self) -> bool:
        """Whether the form was sent to be saved, not to add, remove or show rows."""
        return not (self.add or self.remove or self.move or self.show)


def read_submission(fields: Sequence[FieldSpec]) -> FormSubmission:
    """Read what the form sent, with the row added or removed. Raises `BadRequestError` for unknown fields."""
    form = request.form.to_dict(flat=False)
    create = form.pop("create", [])
    controls = {name: form.pop(name, [""])[0] for name in CONTROL_FIELDS}
    base = parameters.read_base(controls["base"])
    typed = form_texts.check_texts(fields, form) | ({"create": create} if create else {})
    if controls["remove"]:
        typed = form_texts.remove_row(typed, controls["remove"])
    typed = form_texts.drop_empty_rows(fields, typed)
    if controls["move"]:
        typed = form_texts.move_row(typed, controls["move"])
    if controls["add"]:
        typed = add_row(fields, typed, controls["add"])
    return FormSubmission(
        typed,
        base,
        controls["why"],
        controls["slug"].strip(),
        controls["add"],
        controls["remove"],
        controls["move"],
        read_flag("show", controls["show"] or "no"),
        read_flag("anyway", controls["anyway"] or "no"),
        read_flag("again", controls["again"] or "no"),
    )


def add_row(fields: Sequence[FieldSpec], typed: form_texts.FormTexts, name: str) -> form_texts.FormTexts:
    """Add an empty row, or an empty input, to the field. Raises `BadRequestError` if it can't have more."""
    spec = next((f for f in fields if f.name == name.partition(".")[0]), None)
    if spec is None or spec.widget not in (Widget.ROWS, Widget.MANY):
        raise BadRequestError(f"This form can't have more of “{name[:80]}”.")
    if spec.widget is Widget.MANY:
        return {**typed, name: [*typed.get(name, ()), ""]}
    number = len(form_texts.row_numbers(typed, name))
    if number >= form_texts.MAX_ROWS:
        raise BadRequestError(f"At most {form_texts.MAX_ROWS} of these, please.")
    return {**typed, f"{name}.{number}.{spec.parts[0].name}": [""]}


def focus_after_add(fields: Sequence[FieldSpec], typed: form_texts.FormTexts, added: str) -> str:
    """The name of the input to focus after a row was added."""
    spec = next((f for f in fields if f.name == added), None)
    if spec is None or spec.widget is not Widget.ROWS:
        return added
    first = next(part for part in spec.parts if part.widget not in (Widget.HIDDEN, Widget.HIDDEN_NUMBER))
    return f"{added}.{len(form_texts.row_numbers(typed, added)) - 1}.{first.name}"


# --- saving ---


def derive_slug(shown: Record, kind: Kind, data: Mapping[str, Any]) -> str:
    """A free slug for a new record, from its data."""
    match kind:
        case Kind.LINK:
            text = f"{data.get('source', '')[:32]} {data.get('kind', '')} {data.get('target', '')[:32]}"
        case Kind.STANCE:
            text = f"{data.get('participant', '')} {data.get('dispute', '')} {data.get('when', '')}"
        case Kind.CLAIM:
            text = str(data.get("text", ""))
        case _:
            text = str(data.get("short") or data.get("name") or data.get("title") or "")
    if kind in (Kind.LINK, Kind.STANCE):
        return free_slug(shown, kind, slugs.make_slug(text, 76) or kind.value)
    return slugs.make_free_slug(shown, kind, text)


def find_entry(kind: Kind, slug: str) -> Entry:
    """The entry, or for `Kind.DEBATE` the debate. Raises `NotFoundError`."""
    return record().debate if kind is Kind.DEBATE else require_entry(record(), MODELS[kind], slug)


def save_form(
    form: FormPage,
    submission: FormSubmission,
    parsed: form_reader.ParsedForm,
    kind: Kind,
    fields: Sequence[FieldSpec],
    why: str,
    more: Sequence[Entry] = (),
    following: Callable[[Entry], FormPage] | None = None,
) -> Response:
    """Save the entry that was read, those created by naming them, and `more`; or show the form again with its errors.

    `following` makes the form for another record like the one that was saved.
    """
    entry = parsed.build_entry(kind, (*fields, SLUG_FIELD))
    if submission.slug and form.creates_entry and entry is not None:
        _refuse_taken_slug(parsed, kind, submission.slug)
    if entry is None or parsed.has_errors:
        return show_errors(form, submission, parsed)
    entries = [*parsed.created_entries, entry, *more]
    edits: list[Edit] = [Put(new_entry) for new_entry in entries]
    shown = record()
    if (
        hits := find_violations_of_edit(shown.with_edits(entries), [entry, *more])
    ) and submission.base == shown.revision:
        parsed.add_hits(entry, fields, hits)
        return show_errors(form, submission, parsed)
    if not submission.anyway and (hits := _find_doubts(shown, entries, [entry, *more])):
        parsed.add_hits(entry, fields, hits)
        return show_errors(replace(form, can_save_anyway=True), submission, parsed)
    try:
        saved = save(lambda _: edits, submission.why.strip()[:300] or why, submission.base)
    except RefusedError as error:
        parsed.add_problems(kind, error.problems)
        return show_errors(form, submission, parsed)
    address = form.back if isinstance(entry, Claim) and more else first_entry_url(saved.record, [Put(entry)])
    return _answer_saved(saved, [entry, *more], address, submission, following and following(entry))


def _find_doubts(shown: Record, entries: Sequence[Entry], put: Sequence[Entry]) -> list[Hit]:
    """What may be meant so, or left so for now: dates far outside the debate, stances that lose their evidence."""
    after = shown.with_edits(entries)
    return [*find_unlikely_dates(shown, after, entries), *find_evidence_lost(shown, after, put)]


def _refuse_taken_slug(parsed: form_reader.ParsedForm, kind: Kind, slug: str) -> None:
    if slug in slugs.RESERVED_SLUGS or free_slug(parsed.record, kind, slug) != slug:
        parsed.errors["slug"] = (
            "Another record has this web address. Choose a different one, or leave it empty."
        )


def show_errors(form: FormPage, submission: FormSubmission, parsed: form_reader.ParsedForm) -> Response:
    """The form again as it was sent, with its errors."""
    first = next(iter(parsed.errors), "")
    return show_form(
        replace(
            form,
            typed=form.typed | {"slug": [submission.slug], "why": [submission.why]},
            errors=parsed.errors,
            creations=parsed.creations,
            problems=parsed.problems,
            focus=first,
        ),
        422,
    )
